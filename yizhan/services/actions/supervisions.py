"""A supervision written down once, confirmed by both sides, and what was agreed followed to its end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from yizhan.access.models import User
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.put import put
from yizhan.privacy.rows import new
from yizhan.services.actions.ground import RECORD, _stop, _user_id
from yizhan.services.actions.records import record_service
from yizhan.services.models import (
    AgreedAction,
    Case,
    Programme,
    ServiceRecord,
    Supervisee,
    Supervision,
    SupervisionSubject,
)
from yizhan.services.rules.supervisions import (
    LONGEST,
    Agreed,
    agreed_problem,
    confirming_problem,
    several_problem,
    supervision_problem,
)
from yizhan.stations.models import Station
from yizhan.workforce.models import Post, Worker
from yizhan.workforce.queries import in_post

WRITE, CONFIRM = "services.record_supervision", "services.confirm_supervision"
SEVERAL = "services.supervise_stations"
OTHERS = "services.end_actions_of_others"


@dataclass(frozen=True)
class Supervisor:
    """Who supervised, as told: a worker in that post, somebody from outside, or whoever writes it down."""

    worker_id: UUID | None = None
    expert: str = ""
    expert_from: str = ""
    qualification: str = ""
    pairing: str = ""
    by_myself: bool = False


@action(WRITE, facts=("supervision_id", "station_id", "form", "done_on"))
def record_supervision(
    *,
    actor: Actor,
    station_id: UUID,
    form: str,
    kinds: Collection[str],
    way: str,
    supervisor: Supervisor,
    supervisee_ids: Sequence[UUID],
    topic: str,
    advice: str,
    done_on: date,
    on: date,
    minutes: int,
    problems: str = "",
    place: str = "",
    agreed: Sequence[Agreed] = (),
    case_ids: Collection[UUID] = (),
    programme_ids: Collection[UUID] = (),
    late_reason: str = "",
    supervision_id: UUID | None = None,
    occasion_id: UUID | None = None,
    sat_there: int = 0,
) -> Supervision:
    """Write down one supervision of workers of a station; it is one delivered service of kind 督导.

    supervision_id  made with the form: told again it is the same supervision
    occasion_id      workers of other stations sat there too (see `supervise_stations`), sat_there of them in all

    Refused               something is missing; somebody named is not of this station; whatever `record_service` refuses
    Station.DoesNotExist  out of sight, as are cases and programmes named
    """
    if supervision_id and (
        before := Supervision.objects.visible_to(actor, WRITE).filter(pk=supervision_id).first()
    ):
        return before
    station = Station.objects.visible_to(actor, WRITE).get(pk=station_id)
    supervisee_ids = tuple(dict.fromkeys(supervisee_ids))
    _stop(
        supervision_problem(
            form=form,
            kinds=kinds,
            way=way,
            topic=topic,
            advice=advice,
            supervised=max(len(supervisee_ids), sat_there),
            supervisor_named=supervisor.worker_id is not None,
            expert=supervisor.expert,
            expert_from=supervisor.expert_from,
            by_myself=supervisor.by_myself,
        )
    )
    team = {one.pk: one for one in in_post(Worker.objects.filter(station=station), done_on)}
    if any(pk not in team for pk in supervisee_ids):
        raise Refused("受督导的人当天不是本站在岗人员。", code="services.worker-missing")
    _stop(agreed_problem(agreed, held_on=done_on, owners={str(pk) for pk in team}))
    facts = _supervisor(actor, supervisor, team, supervisee_ids)
    cases = _seen(Case, actor, station, case_ids)
    programmes = _seen(Programme, actor, station, programme_ids)
    record = record_service(
        actor=actor.acting_for(RECORD, because_of=WRITE),
        station_id=station.pk,
        kind=ServiceRecord.Kind.SUPERVISION,
        done_on=done_on,
        on=on,
        minutes=minutes,
        mode=way,
        title=topic,
        place=place,
        partner=supervisor.expert_from if not facts["supervisor"] else "",
        worker_id=supervisee_ids[0],
        colleague_ids=supervisee_ids[1:],
        late_reason=late_reason,
    )
    one = Supervision.objects.create(
        id=supervision_id or uuid7(),
        station=station,
        region_code=station.region_code,
        service=record,
        occasion=occasion_id,
        form=form,
        administrative="ADMINISTRATIVE" in kinds,
        educational="EDUCATIONAL" in kinds,
        supportive="SUPPORTIVE" in kinds,
        problems=problems.strip()[:LONGEST],
        advice=advice.strip(),
        recorded_by=actor.id,
        recorded_by_label=actor.label[:120],
        **facts,
    )
    place_of = {"station_id": station.pk, "region_code": station.region_code, "supervision_id": one.pk}
    put(*(new(Supervisee, worker_id=pk, **place_of) for pk in supervisee_ids))
    put(*(new(SupervisionSubject, case_id=pk, **place_of) for pk in cases))
    put(*(new(SupervisionSubject, programme_id=pk, **place_of) for pk in programmes))
    put(
        *(
            new(
                AgreedAction,
                what=row.what.strip()[:500],
                owner_id=UUID(row.owner),
                due_on=row.due_on,
                **place_of,
            )
            for row in agreed
        )
    )
    mine = next((pk for pk in supervisee_ids if team[pk].user_id and str(team[pk].user_id) == actor.id), None)
    if mine is not None:  # who writes it down herself stands by it
        one.supervisees.filter(worker_id=mine).update(agreed_on=on)
    elif facts["supervisor_account"] == actor.id:
        one.supervisor_agreed_on = on
        one.save(update_fields=["supervisor_agreed_on"])
    return one


@action(SEVERAL, facts=("occasion_id", "form", "done_on"))
def supervise_stations(
    *,
    actor: Actor,
    occasion_id: UUID,
    station_ids: Sequence[UUID],
    supervisor: Supervisor,
    supervisee_ids: Sequence[UUID],
    on: date,
    agreed: Sequence[Agreed] = (),
    case_ids: Collection[UUID] = (),
    programme_ids: Collection[UUID] = (),
    **told: Any,
) -> list[Supervision]:
    """One supervision of workers of several stations, written once: each station has its record of it, all linked.

    Whoever was supervised, what was agreed and what was talked about go to the station they belong to.

    told     the rest, as `record_supervision` takes it
    Refused  a station of which nobody was supervised; a supervisor who is a worker of one of them; somebody or something of
             none of the stations; whatever `record_supervision` refuses
    """
    if before := list(Supervision.objects.visible_to(actor, SEVERAL).filter(occasion=occasion_id)):
        return before
    stations = list(
        Station.objects.visible_to(actor, SEVERAL)
        .filter(pk__in=set(station_ids))
        .order_by("region_code", "id")
    )
    if len(stations) != len(set(station_ids)):
        raise Station.DoesNotExist
    places = [one.pk for one in stations]
    home = dict(
        Worker.objects.filter(station__in=places, pk__in=[*supervisee_ids, *_owners(agreed)]).values_list(
            "pk", "station_id"
        )
    )
    cases = dict(Case.objects.filter(station__in=places, pk__in=case_ids).values_list("pk", "station_id"))
    programmes = dict(
        Programme.objects.filter(station__in=places, pk__in=programme_ids).values_list("pk", "station_id")
    )
    _stop(
        several_problem(
            stations=[one.short_name for one in stations],
            supervised=[
                sum(1 for pk in supervisee_ids if home.get(pk) == one) for one in places
            ],
            strangers=sum(1 for pk in supervisee_ids if pk not in home)
            + sum(1 for pk in case_ids if pk not in cases)
            + sum(1 for pk in programme_ids if pk not in programmes),
            worker_supervises=supervisor.worker_id is not None,
        )
    )  # fmt: skip
    first = stations[0].pk
    return [
        record_supervision(
            actor=actor.acting_for(WRITE, because_of=SEVERAL),
            station_id=one.pk,
            supervisor=supervisor,
            supervisee_ids=[pk for pk in supervisee_ids if home[pk] == one.pk],
            agreed=[row for row in agreed if _home_of(row, home, first) == one.pk],
            case_ids=[pk for pk in case_ids if cases[pk] == one.pk],
            programme_ids=[pk for pk in programme_ids if programmes[pk] == one.pk],
            on=on,
            occasion_id=occasion_id,
            sat_there=len(supervisee_ids),
            **told,
        )
        for one in stations
    ]


@action(CONFIRM, facts=("supervision_id", "on"), subject="supervision_id")
def confirm_supervision(
    *, actor: Actor, supervision_id: UUID, on: date, remark: str = "", on_paper: bool = False
) -> Supervision:
    """One side stands by what is written (双方签名): a supervised worker for herself, the supervisor for himself.

    on_paper  an expert from outside signed the printed record: whoever heads the station says so

    Refused                   neither side; confirmed before; the record is void
    Supervision.DoesNotExist  out of sight
    """
    one = (
        Supervision.objects.visible_to(actor, CONFIRM)
        .select_for_update(of=("self",))
        .select_related("service", "supervisor")
        .get(pk=supervision_id)
    )
    account = _user_id(actor)
    hers = one.supervisees.filter(worker__user_id=account).first() if account else None
    side = "SUPERVISEE" if hers else "SUPERVISOR" if _supervises(actor, one, on_paper=on_paper) else ""
    agreed = hers.agreed_on is not None if hers else one.supervisor_agreed_on is not None
    _stop(confirming_problem(voided=one.service.is_voided, side=side, agreed=agreed))
    if hers is not None:
        hers.agreed_on, hers.remark = on, remark.strip()[:500]
        hers.save(update_fields=["agreed_on", "remark"])
    else:
        one.supervisor_agreed_on = on
    one.changed_at = Now()
    one.save(update_fields=["supervisor_agreed_on", "changed_at"])
    one.refresh_from_db(fields=["changed_at"])
    return one


# --- the steps ----------------------------------------------------------------------------------------------------------


def _owners(agreed: Sequence[Agreed]) -> list[UUID]:
    return [one for row in agreed if (one := _id(row.owner)) is not None]


def _id(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:  # nobody chosen: said by `agreed_problem`
        return None


def _home_of(row: Agreed, home: dict[UUID, UUID], otherwise: UUID) -> UUID:
    """The station of whoever does it; what names nobody goes to the first, where it is refused in words."""
    owner = _id(row.owner)
    return home.get(owner, otherwise) if owner else otherwise


def _supervisor(
    actor: Actor, told: Supervisor, team: dict[UUID, Worker], supervisee_ids: Sequence[UUID]
) -> dict[str, object]:
    """The columns that say who supervised."""
    facts: dict[str, object] = {
        "supervisor": None,
        "supervisor_account": "",
        "qualification": told.qualification.strip()[:80],
        "pairing": told.pairing.strip()[:80],
    }
    mine = next((one for one in team.values() if one.user_id and str(one.user_id) == actor.id), None)
    if told.by_myself and mine is None:
        user = User.objects.select_related("organisation").get(pk=actor.id)
        return facts | {
            "expert": user.display_name[:60],
            "expert_from": user.organisation.name[:80],
            "supervisor_account": actor.id,
        }
    if told.by_myself or told.worker_id is not None:
        one = mine if told.by_myself else team.get(told.worker_id) if told.worker_id else None
        if one is None or one.post not in (Post.SUPERVISOR, Post.HEAD, Post.DEPUTY):
            raise Refused("所选督导者不是本站在岗的督导、站长或副站长。", code="services.supervisor-missing")
        if one.pk in supervisee_ids:
            raise Refused("督导者不能同时是受督导的人。", code="services.supervisor-herself")
        account = str(one.user_id) if one.user_id else ""
        return facts | {"supervisor": one, "supervisor_account": account}
    return facts | {"expert": told.expert.strip()[:60], "expert_from": told.expert_from.strip()[:80]}


def _supervises(actor: Actor, one: Supervision, *, on_paper: bool) -> bool:
    if one.supervisor_account:
        return one.supervisor_account == actor.id
    return on_paper and Supervision.objects.visible_to(actor, OTHERS).filter(pk=one.pk).exists()


def _seen(
    model: type[Case] | type[Programme], actor: Actor, station: Station, ids: Collection[UUID]
) -> list[UUID]:
    """The ids, each of this station and in sight; otherwise DoesNotExist."""
    wanted = list(dict.fromkeys(ids))
    found = set(
        model.objects.visible_to(actor, WRITE)
        .filter(station=station, pk__in=wanted)
        .values_list("pk", flat=True)
    )
    if len(found) != len(wanted):
        raise model.DoesNotExist
    return wanted
