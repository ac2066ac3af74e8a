"""Referring clients and handing over files; the receiver answers, or the sender enters what came back."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Now

from yizhan.access.actions import send_notice
from yizhan.clients.actions import move_client
from yizhan.clients.models import Client, Guardianship
from yizhan.clients.models.client import SEE_RESTRICTED
from yizhan.clients.queries.find import class_codes, client_for
from yizhan.clients.rules.classes import labels
from yizhan.kernel.actor import Actor, Grant
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import age_on
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.actions.cases_moves import _take_cases_along
from yizhan.services.actions.ground import RECORD, _stop
from yizhan.services.actions.records import record_service
from yizhan.services.models import Referral, ServiceRecord
from yizhan.services.queries.referrals import HAND_OVER, share_consent
from yizhan.services.rules.referrals import (
    Asked,
    accepting_problem,
    answer_rule,
    answering_problem,
    day_problem,
    refusing_problem,
    sending_problem,
    taking_back_problem,
)
from yizhan.stations.models import Station

REFER, ACCEPT, REFUSE = "services.refer", "services.accept_referral", "services.refuse_referral"
TAKE_BACK, ANSWER = "services.take_back_referral", "services.answer_referral"
LIST = "/services/referrals/"
RECEIVERS = frozenset({"worker", "station_head", "deputy_head"})


@action(REFER, facts=("client_id", "kind", "to_station_id", "sent_on"), subject="client_id")
def refer(
    *,
    actor: Actor,
    client_id: UUID,
    kind: str,
    reason: str,
    situation: str,
    asked: str,
    on: date,
    at: datetime,
    to_station_id: UUID | None = None,
    to_name: str = "",
    served: str = "",
    others_serving: str = "",
    parts: Collection[str] = (),
    ground: str = "",
    ground_says: str = "",
    sent_on: date | None = None,
    minutes: int = 15,
    mode: str = "OUTSIDE",
    worker_id: UUID | None = None,
    late_reason: str = "",
    referral_id: UUID | None = None,
) -> Referral:
    """Send a client on to another station, a department or another place (转介), or hand over the file (转移).

    parts    of `rules.referrals.PARTS`: what the receiver is told besides the name; nothing else of the file
    ground   needed only while no consent to pass data on stands
    Refused  something is missing; nobody to refer to; no consent and no ground; a transfer not by whoever heads the
             station; the same referral still waits; whatever `record_service` refuses
    Client.DoesNotExist, Station.DoesNotExist  out of sight
    """
    if referral_id and (before := Referral.objects.visible_to(actor, REFER).filter(pk=referral_id).first()):
        return before
    client = client_for(actor=actor, verb=REFER, client_id=client_id, lock=True)
    if not client.active:
        raise Refused("该档案已销档，请先恢复。", code="clients.closed")
    day = sent_on or on
    target = Station.objects.get(pk=to_station_id) if to_station_id else None
    name = target.title if target else to_name
    consent = share_consent(client_id=client.pk, on=day)
    _stop(
        sending_problem(
            Asked(
                kind=kind,
                to_station=target is not None,
                same_station=target is not None and target.pk == client.station_id,
                to_name=name,
                reason=reason,
                situation=situation,
                asked=asked,
                parts=parts,
                texts=(reason, situation, asked, served, others_serving, ground_says),
                consent=consent is not None,
                ground=ground,
                ground_says=ground_says,
            ),
            kinds=Referral.Kind.values,
            grounds=Referral.Ground.values,
        )
    )
    if target is not None and target.status != Station.Status.OPEN:
        raise Refused("该站没有在运营，不能接收转介。", code="services.referral-station-closed")
    if (
        kind == Referral.Kind.TRANSFER
        and not Client.objects.visible_to(actor, HAND_OVER).filter(pk=client.pk).exists()
    ):
        raise Refused(
            "转移档案由站长提出；社工可以先转介，档案仍在本站。", code="services.transfer-by-the-head"
        )
    _not_twice(client, target, name, kind)
    rule = answer_rule(region_code=client.station.region_code, on=day)
    due = rule.due(day) if rule else None
    record = record_service(
        actor=actor.acting_for(RECORD, because_of=REFER),
        station_id=client.station_id,
        kind=ServiceRecord.Kind.REFERRAL,
        done_on=day,
        on=on,
        minutes=minutes,
        mode=mode,
        client_ids=[client.pk],
        partner=name,
        worker_id=worker_id,
        late_reason=late_reason,
    )
    referral = Referral.objects.create(
        id=referral_id or uuid7(),
        region_code=client.station.region_code,
        client=client,
        from_station_id=client.station_id,
        to_station=target,
        to_name=name.strip()[:80],
        kind=kind,
        worker_id=record.worker_id,
        service=record,
        reason=reason.strip(),
        situation=situation.strip(),
        asked=asked.strip(),
        served=served.strip(),
        others_serving=others_serving.strip(),
        passed_on=_passed_on(client, parts, day),  # type: ignore[misc]  # the field keeps JSON
        consent=consent,
        ground="" if consent else ground,
        ground_says="" if consent else ground_says.strip(),
        sent_on=day,
        due_on=due,
        rule=rule.ref if rule else "",
        clause=rule.chip if rule else "",
        sent_by=actor.id,
        sent_by_label=actor.label[:120],
    )
    if target is not None:
        _tell(actor, target, f"收到一件{_word(referral)}，请接收或退回", referral, at, because_of=REFER)
    return referral


@action(ACCEPT, facts=("referral_id", "accepted_on"), subject="referral_id")
def accept_referral(
    *, actor: Actor, referral_id: UUID, on: date, at: datetime, accepted_on: date | None = None
) -> Referral:
    """Take it on. A transfer moves the file and its open cases to the accepting station; what was written keeps its author.

    Refused  it has a result already; a day before it was sent; the file was closed in the meantime
    Referral.DoesNotExist  it was not sent to a station of the actor, nor by one to a place without an account
    """
    referral, day = _to_answer(actor, ACCEPT, referral_id), accepted_on or on
    _stop(accepting_problem(referral.state) or day_problem(day=day, sent_on=referral.sent_on, on=on))
    referral.accepted_on = day
    if referral.kind == Referral.Kind.TRANSFER:
        assert referral.to_station is not None
        if referral.client.station_id != referral.from_station_id:
            raise Refused("档案已经不在发出的站了，请退回。", code="services.transfer-gone")
        moved = move_client(
            actor=_lent(
                actor, "clients.move_client", referral.from_station, referral.to_station, because_of=ACCEPT
            ),
            client_id=referral.client_id,
            to_station_id=referral.to_station.pk,
            reason=f"{referral.sent_on:%Y-%m-%d}转移，对方已接收",
            on=day,
        )
        cases = _take_cases_along(actor, moved, on=day)
        with_it = f"，{len(cases)}个没有结案的个案一并接收" if cases else ""
        _end(referral, Referral.State.TRANSFERRED, actor, day, f"档案已接收{with_it}")
    else:
        referral.state, referral.answered_by_label = Referral.State.ACCEPTED, actor.label[:120]
        _store(referral)
    _tell_sender(actor, referral, f"{_word(referral)}已被接收", at, because_of=ACCEPT)
    return referral


@action(REFUSE, facts=("referral_id", "refused_on"), subject="referral_id")
def refuse_referral(
    *, actor: Actor, referral_id: UUID, reason: str, on: date, at: datetime, refused_on: date | None = None
) -> Referral:
    """Send it back with a reason; the file stays where it is.

    Refused  no reason, a result already
    """
    referral, day = _to_answer(actor, REFUSE, referral_id), refused_on or on
    _stop(refusing_problem(referral.state, reason) or day_problem(day=day, sent_on=referral.sent_on, on=on))
    _end(referral, Referral.State.REFUSED, actor, day, reason)
    _tell_sender(actor, referral, f"{_word(referral)}被退回", at, because_of=REFUSE)
    return referral


@action(ANSWER, facts=("referral_id", "answered_on"), subject="referral_id")
def answer_referral(
    *, actor: Actor, referral_id: UUID, answer: str, on: date, at: datetime, answered_on: date | None = None
) -> Referral:
    """Say what came of it. For a place without an account the station enters what it was told.

    Refused  nothing said, a result already, a transfer (which is accepted or refused)
    """
    referral, day = _to_answer(actor, ANSWER, referral_id), answered_on or on
    _stop(
        answering_problem(state=referral.state, kind=referral.kind, answer=answer)
        or day_problem(day=day, sent_on=referral.accepted_on or referral.sent_on, on=on)
    )
    referral.accepted_on = referral.accepted_on or day
    _end(referral, Referral.State.ANSWERED, actor, day, answer)
    _tell_sender(actor, referral, "转介有了答复", at, because_of=ANSWER)
    return referral


@action(TAKE_BACK, facts=("referral_id", "on"), subject="referral_id")
def take_back_referral(*, actor: Actor, referral_id: UUID, reason: str, on: date, at: datetime) -> Referral:
    """Withdraw a referral nobody has answered; it no longer counts as one, and the other station no longer sees it.

    Refused  it was accepted or answered, or no reason
    """
    referral = (
        Referral.objects.visible_to(actor, TAKE_BACK)
        .select_for_update(of=("self",))
        .select_related("service", "from_station", "to_station")
        .get(pk=referral_id)
    )
    _stop(taking_back_problem(referral.state))
    if not reason.strip():
        raise Refused("请写明为什么撤回。", code="services.reason-missing")
    record = referral.service
    if not record.is_voided:
        record.voided_at, record.voided_by_label = at, actor.label[:120]
        record.void_reason, record.changed_at = f"转介撤回：{reason.strip()}"[:200], Now()
        record.save(update_fields=["voided_at", "void_reason", "voided_by_label", "changed_at"])
    referral.state, referral.ended_on, referral.answer = Referral.State.TAKEN_BACK, on, reason.strip()
    referral.answered_by_label = actor.label[:120]
    _store(referral)
    if referral.to_station is not None:
        # the page itself is out of their sight from now on: the notice leads to their list
        word = f"{_word(referral)}已由对方撤回，不用再答复"
        _tell(actor, referral.to_station, word, referral, at, because_of=TAKE_BACK, url=LIST)
    return referral


# --- the steps ----------------------------------------------------------------------------------------------------------


def _not_twice(client: Client, target: Station | None, name: str, kind: str) -> None:
    waiting = Referral.objects.filter(client=client, ended_on__isnull=True)
    if kind == Referral.Kind.TRANSFER and waiting.filter(kind=kind).exists():
        raise Refused(
            "这份档案已经提出转移，正等对方接收；要改去别处，请先撤回。", code="services.referral-waits"
        )
    same = waiting.filter(to_station=target) if target else waiting.filter(to_name=name.strip()[:80])
    if same.exists():
        raise Refused("同一件转介还在等对方答复，不用再发一次。", code="services.referral-waits")


def _passed_on(client: Client, parts: Collection[str], on: date) -> dict[str, str]:
    """What the receiver is told, written down as it stands that day."""
    told = {"name": client.name}
    if "sex_age" in parts:
        age = f"{age_on(client.born_on, on)}岁" if client.born_on else ""
        told["sex_age"] = "，".join(word for word in (str(client.get_sex_display()), age) if word)
    for part in ("phone", "address", "id_number"):
        if part in parts:
            told[part] = str(getattr(client, part))
    if "village" in parts:
        told["village"] = client.village_name
    if "classes" in parts:
        told["classes"] = "、".join(labels(class_codes(client.pk)))
    if "guardian" in parts:
        told["guardian"] = "；".join(
            "，".join(word for word in (each.name, str(each.get_kind_display()), each.phone) if word)
            for each in Guardianship.objects.filter(client=client, until_on=None).order_by("from_on")
        )
    return {part: words for part, words in told.items() if words}


def _to_answer(actor: Actor, verb: str, referral_id: UUID) -> Referral:
    """A referral to a station is answered there; one to a place without an account by whoever sent it."""
    inside = Referral.objects.addressed_to(actor, verb) | Referral.objects.visible_to(actor, verb).filter(
        to_station__isnull=True
    )
    found = inside.values("pk").filter(pk=referral_id)
    return (
        Referral.objects.select_for_update(of=("self",))
        .select_related("client", "from_station", "to_station", "service")
        .get(pk__in=found)
    )


def _end(referral: Referral, state: Referral.State, actor: Actor, day: date, answer: str) -> None:
    """Its result; the delivered service is followed up by it, which makes it an answered one unless it was refused."""
    referral.state, referral.ended_on, referral.answer = state, day, answer.strip()
    referral.answered_by_label = actor.label[:120]
    _store(referral)
    record = referral.service
    if record.followed_up_on is None and not record.is_voided:
        record.followed_up_on, record.changed_at = day, Now()
        record.follow_up_result = f"{state.label}：{answer.strip()}"
        record.save(update_fields=["followed_up_on", "follow_up_result", "changed_at"])


def _store(referral: Referral) -> None:
    referral.changed_at = Now()
    referral.save(
        update_fields=["state", "accepted_on", "ended_on", "answer", "answered_by_label", "changed_at"]
    )
    referral.refresh_from_db(fields=["changed_at"])


def _lent(actor: Actor, verb: str, *stations: Station, because_of: str) -> Actor:
    """The actor, who may also do this one thing at these stations: what the other side asked for by its own act."""
    role = next((grant.role for grant in actor.grants_for(because_of)), "")
    verbs = frozenset({verb, SEE_RESTRICTED})
    both = frozenset(station.pk for station in stations)
    return replace(
        actor, grants=(*actor.grants, Grant(role, verbs, stations[0].region_code[:2], stations=both))
    )


def _word(referral: Referral) -> str:
    return "档案转移" if referral.kind == Referral.Kind.TRANSFER else "转介"


def _tell(
    actor: Actor,
    station: Station,
    subject: str,
    referral: Referral,
    at: datetime,
    *,
    because_of: str,
    url: str = "",
) -> None:
    send_notice(
        actor=_lent(actor, "access.send_notice", station, because_of=because_of),
        roles=RECEIVERS,
        region_code=station.region_code,
        station_id=station.pk,
        subject=subject,
        url=url or f"/services/referrals/{referral.pk}/",
        clause=referral.clause,
        at=at,
    )


def _tell_sender(actor: Actor, referral: Referral, subject: str, at: datetime, *, because_of: str) -> None:
    """The station that sent it; nobody is told of an answer she typed herself for a place without an account."""
    if referral.to_station_id is not None:
        _tell(actor, referral.from_station, subject, referral, at, because_of=because_of)
