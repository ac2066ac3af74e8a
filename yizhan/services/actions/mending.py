"""Records mended, voided, followed up; what they said before stays."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from yizhan.clients.actions import note_visits
from yizhan.clients.models import Assessment
from yizhan.clients.rules.visits import Visit
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.privacy.put import put
from yizhan.services.actions.ground import KINDS, MODES, _items, _stop, _task_class, _told
from yizhan.services.models import (
    Referral,
    ServiceChange,
    ServiceRecord,
)
from yizhan.services.queries.cases import step_problem
from yizhan.services.queries.due import visits_made
from yizhan.services.queries.lists import own_list_codes
from yizhan.services.queries.records import mending_problem
from yizhan.services.queries.tasks import day_is_closed
from yizhan.services.rules.records import (
    Told,
    correction_problem,
    counts_as_visit,
    kept_since,
    station_problem,
    told_problem,
)
from yizhan.stations.models import Station

CORRECT = "services.correct_service"
VOID = "services.void_service"
FOLLOW = "services.finish_follow_up"


@action(CORRECT, facts=("service_id", "on"), subject="service_id")
def correct_service(
    *,
    actor: Actor,
    service_id: UUID,
    on: date,
    reason: str,
    done_on: date | None = None,
    minutes: int | None = None,
    mode: str | None = None,
    met: bool | None = None,
    note: str | None = None,
    found: str | None = None,
    follow_up: str | None = None,
    follow_up_on: date | None = None,
    no_follow_up: bool = False,
    title: str | None = None,
    place: str | None = None,
    partner: str | None = None,
    value_fen: int | None = None,
    participants_count: int | None = None,
    item_codes: Sequence[str] | None = None,
    satisfaction: int | None = None,
    not_asked: bool = False,
    seen_at: datetime | None = None,
) -> ServiceRecord:
    """Mend a record; what it said before stays. None leaves a field as it is. Whom it reached is not mended:
    void it and record it again.

    seen_at    `changed_at` as the person saw it: a record that changed since is shown again first
    not_asked  takes a satisfaction written by mistake away again

    Refused                      the record of a colleague, unless one heads the station; voided; its day is in an accepted report; no reason; nothing changed; changed meanwhile
    ServiceRecord.DoesNotExist   out of sight
    """
    record = ServiceRecord.objects.visible_to(actor, CORRECT).select_for_update().get(pk=service_id)
    _stop(mending_problem(actor=actor, record=record))
    if seen_at is not None and record.changed_at != seen_at:
        raise Refused("这条记录刚被别人改过，请看过最新内容再改。", code="services.changed-meanwhile")
    new: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in {
            "done_on": done_on, "minutes": minutes, "mode": mode, "met": met, "note": note, "found": found,
            "follow_up": follow_up, "follow_up_on": follow_up_on, "title": title, "place": place, "partner": partner,
            "value_fen": value_fen, "participants_count": participants_count, "satisfaction": satisfaction,
        }.items()
        if value is not None and value != getattr(record, name)
    }  # fmt: skip
    if no_follow_up and (record.follow_up or record.follow_up_on):
        new |= {"follow_up": "", "follow_up_on": None}
    if not_asked and record.satisfaction is not None:
        new["satisfaction"] = None
    codes_before = sorted(record.items.values_list("item_code", flat=True))
    new_codes = (
        None if item_codes is None or sorted(set(item_codes)) == codes_before else sorted(set(item_codes))
    )
    former = record.done_on
    counted = counts_as_visit(record.kind, record.mode, met=record.met)
    if "done_on" in new:
        _stop(step_problem(record))
    _stop(
        correction_problem(
            voided=record.is_voided,
            closed=day_is_closed(station_id=record.station_id, day=former)
            or ("done_on" in new and day_is_closed(station_id=record.station_id, day=new["done_on"])),
            reason=reason,
            changed=bool(new) or new_codes is not None,
            done_on=former,
        )
    )
    before = {name: _told(getattr(record, name)) for name in new}
    for name, value in new.items():
        setattr(record, name, value)
    told = Told(
        kind=record.kind,
        mode=record.mode,
        met=record.met,
        done_on=record.done_on,
        minutes=record.minutes,
        clients=record.clients_count,
        participants=record.participants_count,
        case_step=record.case_step,
        title=record.title,
        partner=record.partner,
        follow_up=record.follow_up,
        follow_up_on=record.follow_up_on,
        value_fen=record.value_fen,
        satisfaction=record.satisfaction,
    )
    _stop(told_problem(told, kinds=KINDS, modes=MODES, on=on))
    if record.kind == ServiceRecord.Kind.VOLUNTEER and record.participants_count < record.volunteers_count:
        raise Refused(
            f"这次志愿服务点了{record.volunteers_count}名志愿者的名，参加人数不能更少。",
            code="services.volunteers-more-than-participants",
        )
    station = Station.objects.get(pk=record.station_id)
    _stop(
        station_problem(
            done_on=record.done_on,
            status=station.status,
            opened_on=station.opened_on,
            closed_on=station.closed_on,
        )
    )
    after = {name: _told(value) for name, value in new.items()}
    if new_codes is not None:
        record.task_class = _task_class(
            station,
            new_codes,
            done_on=record.done_on,
            wanted="",
            own_list=own_list_codes(station_id=station.pk),
        )
        before["items"], after["items"] = codes_before, new_codes
    ServiceChange.objects.create(
        service=record,
        station_id=record.station_id,
        region_code=record.region_code,
        before=before,  # type: ignore[misc]  # the field keeps JSON
        after=after,
        former_done_on=former if record.done_on != former else None,
        reason=reason.strip()[:200],
        changed_by=actor.id,
        changed_by_label=actor.label[:120],
    )
    record.changed_at = Now()
    record.save(update_fields=[*new, "task_class", "changed_at"])
    if new_codes is not None:
        record.items.all().delete()
        put(*_items(record, new_codes))
    if record.done_on != former:
        record.people.update(done_on=record.done_on)
        record.items.update(done_on=record.done_on)
    counts = counts_as_visit(record.kind, record.mode, met=record.met)
    if (counted or counts) and {"done_on", "met", "mode"} & new.keys():
        _plan_next_visits(actor, _clients_of(record), on=on, because_of=CORRECT)
    record.refresh_from_db(fields=["changed_at"])
    return record


@action(VOID, facts=("service_id", "on"), subject="service_id")
def void_service(*, actor: Actor, service_id: UUID, on: date, at: datetime, reason: str) -> ServiceRecord:
    """Take a record out of every figure; it stays to be read, with the reason. A frozen report does not change.

    Refused                      the record of a colleague, unless one heads the station; without a reason; a second time
    ServiceRecord.DoesNotExist   out of sight
    """
    record = ServiceRecord.objects.visible_to(actor, VOID).select_for_update().get(pk=service_id)
    _stop(mending_problem(actor=actor, record=record))
    if record.is_voided:
        raise Refused("这条记录已经作废了。", code="services.voided")
    _stop(step_problem(record))
    if (
        record.kind == ServiceRecord.Kind.ASSESSMENT
        and Assessment.objects.filter(service_id=record.pk, replaced=False, voided_on=None).exists()
    ):
        raise Refused(
            "这是一次评估的服务记录，请在那次评估里作废：等级和记录会一并收回。",
            code="services.of-an-assessment",
        )
    if not reason.strip():
        raise Refused("请写明为什么作废。记录会保留，只是不再计数。", code="services.reason-missing")
    record.voided_at, record.void_reason, record.voided_by_label = at, reason.strip()[:200], actor.label[:120]
    record.changed_at = Now()
    record.save(update_fields=["voided_at", "void_reason", "voided_by_label", "changed_at"])
    if counts_as_visit(record.kind, record.mode, met=record.met):
        _plan_next_visits(actor, _clients_of(record), on=on, because_of=VOID)
    record.refresh_from_db(fields=["changed_at"])
    return record


@action(FOLLOW, facts=("service_id", "on"), subject="service_id")
def finish_follow_up(*, actor: Actor, service_id: UUID, on: date, result: str) -> ServiceRecord:
    """What was promised at the service has been done; a referral counts as answered from now on.

    Refused                      nothing was promised, it is done already, or no word about the result
    ServiceRecord.DoesNotExist   out of sight
    """
    record = ServiceRecord.objects.visible_to(actor, FOLLOW).select_for_update().get(pk=service_id)
    if record.is_voided:
        raise Refused("这条记录已作废。", code="services.voided")
    if not record.follow_up and record.kind != ServiceRecord.Kind.REFERRAL:
        raise Refused("这条记录没有写要跟进的事。", code="services.no-follow-up")
    if record.kind == ServiceRecord.Kind.REFERRAL and Referral.objects.filter(service=record).exists():
        raise Refused("这是一件转介，请在转介里登记答复。", code="services.follow-up-of-a-referral")
    if record.followed_up_on is not None:
        raise Refused(f"已在{record.followed_up_on:%Y-%m-%d}跟进完成。", code="services.followed-up")
    if not result.strip():
        raise Refused("请写一句跟进结果。", code="services.result-missing")
    record.followed_up_on, record.follow_up_result = on, result.strip()
    record.changed_at = Now()
    record.save(update_fields=["followed_up_on", "follow_up_result", "changed_at"])
    record.refresh_from_db(fields=["changed_at"])
    return record


def _clients_of(record: ServiceRecord) -> list[UUID]:
    return list(record.people.values_list("client_id", flat=True))


def _plan_next_visits(actor: Actor, client_ids: Sequence[UUID], *, on: date, because_of: str) -> None:
    visits: dict[UUID, list[Visit]] = defaultdict(list)
    for client_id, day, mode in visits_made(client_ids=client_ids, since=kept_since(on)):
        visits[client_id].append(Visit(day, mode))
    for client_id in client_ids:
        note_visits(
            actor=actor.acting_for("clients.note_visits", because_of=because_of),
            client_id=client_id,
            visits=visits[client_id],
            on=on,
        )
