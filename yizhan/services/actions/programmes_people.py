"""Who takes part: signed up, waiting, withdrawn; and what they thought of it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models.functions import Now

from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import phone_problem
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.actions.ground import _stop
from yizhan.services.actions.programmes import _locked
from yizhan.services.models import Participant, Programme, ProgrammeOpinion
from yizhan.services.rules.programmes import OPINIONS, opinion_problem

SIGN_UP = "services.sign_up"
WITHDRAW = "services.withdraw_participant"
OPINION = "services.record_opinion"


@action(SIGN_UP, facts=("programme_id", "client_id", "on"), subject="programme_id")
def sign_up(
    *,
    actor: Actor,
    programme_id: UUID,
    on: date,
    client_id: UUID | None = None,
    name: str = "",
    phone: str = "",
    sex: str = "",
    fits: bool = True,
    follow_up: str = "",
    participant_id: UUID | None = None,
) -> Participant:
    """Sign up a client, or somebody without a file by name. When the places are taken she waits.

    A client who withdrew signs up again with her old row; somebody signed up already stays as she is.

    Refused                  not approved yet or over; nobody named; a telephone that cannot be; the file is closed
    Programme.DoesNotExist   out of sight; Client.DoesNotExist: so is the client
    """
    programme = _locked(actor, SIGN_UP, programme_id)
    if not programme.is_open:
        raise Refused("计划批准以后、结束以前才能报名。", code="services.programme-not-approved")
    if (client_id is None) == (not name.strip()):
        raise Refused("请选一位服务对象，或写没有建档的人的姓名，二者选一。", code="services.participant")
    if phone.strip() and (wrong := phone_problem(phone.strip())):
        raise Refused(wrong, code="services.phone")
    if sex and sex not in Participant.Sex.values:
        raise Refused("性别请选男或女。", code="services.participant")
    there = None
    if client_id is not None:
        client = Client.objects.visible_to(actor, SIGN_UP).get(pk=client_id)
        if not client.active:
            raise Refused("这位服务对象已销档，恢复档案后才能报名。", code="services.client-closed")
        there = Participant.objects.filter(programme=programme, client_id=client_id).first()
    elif participant_id is not None:
        there = Participant.objects.filter(programme=programme, pk=participant_id).first()
    if there is not None and there.state != Participant.State.WITHDRAWN:
        return there
    state = Participant.State.WAITING if _is_full(programme) else Participant.State.SIGNED_UP
    if there is not None:
        there.state, there.signed_up_on, there.withdrawn_on, there.changed_at = state, on, None, Now()
        there.save(update_fields=["state", "signed_up_on", "withdrawn_on", "changed_at"])
        return there
    return Participant.objects.create(
        pk=participant_id or uuid7(),
        programme=programme,
        station_id=programme.station_id,
        region_code=programme.region_code,
        client_id=client_id,
        on_file=client_id is not None,
        name="" if client_id else name.strip()[:40],
        phone="" if client_id else phone.strip(),
        sex="" if client_id else sex,
        fits=fits,
        follow_up=follow_up.strip()[:200],
        state=state,
        signed_up_on=on,
    )


@action(WITHDRAW, facts=("participant_id", "on"), subject="participant_id")
def withdraw_participant(*, actor: Actor, participant_id: UUID, on: date) -> Participant:
    """Take somebody off the list; the first who waits gets the place. Her attendance so far stays.

    Refused                     withdrawn already, or it is over
    Participant.DoesNotExist    out of sight
    """
    participant = Participant.objects.visible_to(actor, WITHDRAW).get(pk=participant_id)
    programme = _locked(actor, WITHDRAW, participant.programme_id)
    if participant.state == Participant.State.WITHDRAWN:
        raise Refused("已经退出了。", code="services.participant-withdrawn")
    if not programme.is_open:
        raise Refused("已经结束，名单不再变。", code="services.programme-state")
    participant.state = Participant.State.WITHDRAWN
    participant.withdrawn_on, participant.changed_at = max(on, participant.signed_up_on), Now()
    participant.save(update_fields=["state", "withdrawn_on", "changed_at"])
    first = (
        None
        if _is_full(programme)
        else programme.participants.filter(state=Participant.State.WAITING).order_by("id").first()
    )
    if first is not None:
        first.state, first.changed_at = Participant.State.SIGNED_UP, Now()
        first.save(update_fields=["state", "changed_at"])
    return participant


@action(OPINION, facts=("programme_id", "given_on"), subject="programme_id")
def record_opinion(
    *,
    actor: Actor,
    programme_id: UUID,
    given_on: date,
    on: date,
    scores: Mapping[str, int],
    remark: str = "",
    opinion_id: UUID | None = None,
) -> ProgrammeOpinion:
    """Type in one printed opinion form; it names nobody.

    Refused                  a score is missing or not 0 to 5; a future day; the plan was never approved
    Programme.DoesNotExist   out of sight
    """
    programme = Programme.objects.visible_to(actor, OPINION).get(pk=programme_id)
    if programme.approved_on is None:
        raise Refused("计划还没有批准，没有人参加过。", code="services.programme-not-approved")
    if given_on > on:
        raise Refused(f"日期不能晚于今天（{on:%Y-%m-%d}）。", code="services.future")
    _stop(opinion_problem(scores))
    if opinion_id and (same := programme.opinions.filter(pk=opinion_id).first()):
        return same
    return ProgrammeOpinion.objects.create(
        pk=opinion_id or uuid7(),
        programme=programme,
        station_id=programme.station_id,
        region_code=programme.region_code,
        given_on=given_on,
        remark=remark.strip()[:500],
        recorded_by=actor.id,
        **{name: scores[name] for name in OPINIONS},
    )


def _is_full(programme: Programme) -> bool:
    taken = programme.participants.filter(state=Participant.State.SIGNED_UP).count()
    return programme.places is not None and taken >= programme.places
