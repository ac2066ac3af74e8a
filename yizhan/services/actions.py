"""Everything that writes a delivered service."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.db.models.functions import Now

from yizhan.clients.actions import note_visits
from yizhan.clients.models import Client
from yizhan.clients.queries.find import classes_held, files_to_plan
from yizhan.clients.rules.visits import Visit
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.policy.book import NoRule, catalogue_for, rule_for
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest
from yizhan.privacy.often import asked_often, together, unasked
from yizhan.privacy.put import put, put_new
from yizhan.services.models import (
    ClosedDays,
    ServiceChange,
    ServiceClient,
    ServiceColleague,
    ServiceItem,
    ServiceRecord,
    TaskRefusal,
)
from yizhan.services.queries import (
    administrative_rule,
    catalogue_items,
    day_is_closed,
    filed_items,
    mending_problem,
    newest_list,
    own_list_codes,
    visits_made,
)
from yizhan.services.rules import (
    LATE_RULE,
    Problem,
    Told,
    correction_problem,
    items_problem,
    kept_since,
    late_problem,
    station_problem,
    told_problem,
)
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

RECORD = "services.record_service"
CORRECT = "services.correct_service"
VOID = "services.void_service"
REFUSE = "services.refuse_task"
FOLLOW = "services.finish_follow_up"

PLAIN = (
    "kind",
    "mode",
    "met",
    "minutes",
    "case_step",
    "title",
    "place",
    "partner",
    "value_fen",
    "participants_count",
)
SECRET = ("note", "found", "follow_up")
KINDS, MODES = frozenset(ServiceRecord.Kind.values), frozenset(ServiceRecord.Mode.values)


def _stop(problem: Problem | None) -> None:
    if problem is not None:
        raise Refused(problem.sentence, code=problem.code, clause=problem.clause)


@action(RECORD, facts=("service_id", "station_id", "kind", "done_on", "client_ids"))
def record_service(
    *,
    actor: Actor,
    station_id: UUID,
    kind: str,
    done_on: date,
    on: date,
    minutes: int,
    mode: str,
    client_ids: Sequence[UUID] = (),
    item_codes: Sequence[str] = (),
    met: bool = True,
    note: str = "",
    found: str = "",
    follow_up: str = "",
    follow_up_on: date | None = None,
    worker_id: UUID | None = None,
    colleague_ids: Collection[UUID] = (),
    case_step: str = "",
    title: str = "",
    place: str = "",
    partner: str = "",
    value_fen: int | None = None,
    participants_count: int = 0,
    task_class: str = "",
    satisfaction: int | None = None,
    late_reason: str = "",
    service_id: UUID | None = None,
) -> ServiceRecord:
    """Write down one delivered service; a visit moves on the visit plan of everybody who was met.

    worker_id  who answers for it; without one, the worker whose account this is
    service_id made where the record is made: told again with the same content it is the same record

    Refused                something is missing or cannot be; the item is in no list; the day is in a closed report or
                           too far back without a reason; the id belongs to another record
    Client.DoesNotExist    somebody named is outside the actor's grants
    Station.DoesNotExist   so is the station
    Source                 the region's service list; rules `services.forbidden-tasks`, `services.recorded-within`
    """
    client_ids, item_codes = tuple(dict.fromkeys(client_ids)), tuple(dict.fromkeys(item_codes))
    told = Told(
        kind=kind,
        mode=mode,
        met=met,
        done_on=done_on,
        minutes=minutes,
        clients=len(client_ids),
        participants=participants_count,
        case_step=case_step,
        title=title,
        partner=partner,
        follow_up=follow_up,
        follow_up_on=follow_up_on,
        value_fen=value_fen,
        satisfaction=satisfaction,
    )
    _stop(told_problem(told, kinds=KINDS, modes=MODES, on=on))
    mark = _fingerprint(
        station_id, kind, done_on, minutes, mode, sorted(map(str, client_ids)), sorted(item_codes), met, note, found,
        follow_up, follow_up_on, worker_id, sorted(map(str, colleague_ids)), case_step, title, place, partner,
        value_fen, participants_count, task_class, satisfaction,
    )  # fmt: skip
    counts_as_visit = kind == ServiceRecord.Kind.VISIT and met
    try:
        ground = _ground(actor, station_id, worker_id, client_ids, item_codes, to_plan=counts_as_visit)
        station, people = ground.station, ground.people
        _stop(
            station_problem(
                done_on=done_on,
                status=station.status,
                opened_on=station.opened_on,
                closed_on=station.closed_on,
            )
        )
        _in_sight_and_open(people, client_ids)
        worker = _in_post(ground.worker, done_on, named=worker_id is not None)
        _not_too_late(station, done_on=done_on, on=on, late_reason=late_reason)
        classed = _task_class(
            station, item_codes, done_on=done_on, wanted=task_class, own_list=newest_list(ground.filed)
        )
    except (Refused, ObjectDoesNotExist):
        # what was in order when it was first told stays told, whatever has happened since
        if service_id is not None and (same := _told_before(actor, service_id, mark)):
            return same
        raise
    record = ServiceRecord(
        pk=service_id or uuid7(),
        station=station,
        region_code=station.region_code,
        worker=worker,
        kind=kind,
        task_class=classed,
        done_on=done_on,
        minutes=minutes,
        mode=mode,
        met=met,
        case_step=case_step,
        title=title.strip()[:80],
        place=place.strip()[:80],
        partner=partner.strip()[:80],
        value_fen=value_fen,
        clients_count=len(client_ids),
        participants_count=participants_count,
        satisfaction=satisfaction,
        note=note.strip(),
        found=found.strip(),
        follow_up=follow_up.strip(),
        follow_up_on=follow_up_on,
        late_reason=late_reason.strip()[:200],
        recorded_by=actor.id,
        recorded_by_label=actor.label[:120],
        fingerprint=mark,
    )
    if not put_new(record, unless_there=service_id is not None):
        # the id from outside is there already: told before, or by the same command this very moment
        if (same := _told_before(actor, record.pk, mark)) is None:
            raise ServiceRecord.DoesNotExist
        return same
    put(*_reached(record, client_ids), *_items(record, item_codes))
    _write_colleagues(record, colleague_ids)
    if counts_as_visit:
        lent = actor.acting_for("clients.note_visits", because_of=RECORD)
        classes = _by_client(ground.classes)
        for file in people:
            note_visits(
                actor=lent,
                client_id=file.pk,
                client=file,
                classes=classes.get(file.pk, ()),
                visits=[*file.visits, Visit(done_on, mode)],
                on=on,
            )
    return record


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
    if record.kind == ServiceRecord.Kind.VISIT and {"done_on", "met", "mode"} & new.keys():
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
    if not reason.strip():
        raise Refused("请写明为什么作废。记录会保留，只是不再计数。", code="services.reason-missing")
    record.voided_at, record.void_reason, record.voided_by_label = at, reason.strip()[:200], actor.label[:120]
    record.changed_at = Now()
    record.save(update_fields=["voided_at", "void_reason", "voided_by_label", "changed_at"])
    if record.kind == ServiceRecord.Kind.VISIT and record.met:
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
    if record.followed_up_on is not None:
        raise Refused(f"已在{record.followed_up_on:%Y-%m-%d}跟进完成。", code="services.followed-up")
    if not result.strip():
        raise Refused("请写一句跟进结果。", code="services.result-missing")
    record.followed_up_on, record.follow_up_result = on, result.strip()
    record.changed_at = Now()
    record.save(update_fields=["followed_up_on", "follow_up_result", "changed_at"])
    record.refresh_from_db(fields=["changed_at"])
    return record


@action(REFUSE, facts=("station_id", "asked_on", "outcome"))
def refuse_task(
    *,
    actor: Actor,
    station_id: UUID,
    asked_on: date,
    asked_by: str,
    task: str,
    on: date,
    outcome: str = TaskRefusal.Outcome.REFUSED,
    minutes: int | None = None,
    answer: str = "",
    task_id: UUID | None = None,
) -> TaskRefusal:
    """Register an administrative task somebody asked of the station: sent back, or, where the paper lets it, counted.

    Refused                where the region forbids such tasks, one that was taken on; no asker, no task, a future day
    Station.DoesNotExist   out of sight
    Source                 rule `services.forbidden-tasks` (白沙 五; 黄山; R020, R302)
    """
    station = Station.objects.visible_to(actor, REFUSE).get(pk=station_id)
    if asked_on > on:
        raise Refused("日期不能晚于今天。", code="services.future")
    if not asked_by.strip():
        raise Refused("请填写是谁交办的（单位和科室即可）。", code="services.asker-missing")
    if not task.strip():
        raise Refused("请写明交办了什么事。", code="services.task-missing")
    rule = administrative_rule(region_code=station.region_code, on=asked_on)
    if outcome == TaskRefusal.Outcome.ACCEPTED:
        if rule is not None and rule.forbids:
            raise Refused(
                f"{rule.says}请登记为“已退回”。", code="services.administrative-forbidden", clause=rule.source
            )
        if minutes is None or minutes < 1:
            raise Refused("承担了的事务，请填写用了多少分钟。", code="services.minutes")
    elif outcome != TaskRefusal.Outcome.REFUSED:
        raise Refused("请选择已退回还是已承担。", code="services.outcome-missing")
    return TaskRefusal.objects.create(
        pk=task_id or uuid7(),
        station=station,
        region_code=station.region_code,
        asked_on=asked_on,
        asked_by=asked_by.strip()[:80],
        task=task.strip(),
        outcome=outcome,
        minutes=minutes if outcome == TaskRefusal.Outcome.ACCEPTED else None,
        answer=answer.strip()[:200],
        rule=rule.id if rule else "",
        clause=rule.source[:200] if rule else "",
        recorded_by=actor.id,
        recorded_by_label=actor.label[:120],
    )


@action("services.close_days", facts=("station_id", "first_on", "last_on"))
def close_days(*, actor: Actor, station_id: UUID, first_on: date, last_on: date) -> ClosedDays:
    """The county accepted a report over these days: their records are no longer corrected. Said twice, it is one row.

    Station.DoesNotExist  out of sight
    """
    station = Station.objects.visible_to(actor, "services.close_days").get(pk=station_id)
    closed, _made = ClosedDays.objects.get_or_create(
        station=station, first_on=first_on, last_on=last_on, defaults={"region_code": station.region_code}
    )
    return closed


# --- the steps ----------------------------------------------------------------------------------------------------------


def _fingerprint(*parts: object) -> str:
    return digest(json.dumps([_told(part) for part in parts], ensure_ascii=False), purpose="services.record")


def _told(value: object) -> Any:
    return value if isinstance(value, bool | int | list | None) else str(value)


def _told_before(actor: Actor, service_id: UUID, mark: str) -> ServiceRecord | None:
    """The record of that id when it says the same; a different one is refused, whoever wrote it."""
    if not (marks := ServiceRecord.objects.filter(pk=service_id).values_list("fingerprint", flat=True)):
        return None
    same = ServiceRecord.objects.visible_to(actor, RECORD).filter(pk=service_id).first()
    if mark not in marks or same is None:
        raise Refused("这个编号已经记过另一项服务，请重新打开表单再记。", code="services.id-taken")
    return same


_PLACE = ("region_code", "status", "opened_on", "closed_on")


@dataclass(frozen=True)
class _Ground:
    """What a record rests on, read at one go: the place, who answers for it, the files named, the station's lists."""

    station: Station
    worker: Worker | None
    people: list[Client]
    classes: list[tuple[UUID, str]]
    filed: list[tuple[UUID, str]]


def _ground(
    actor: Actor,
    station_id: UUID,
    worker_id: UUID | None,
    client_ids: Sequence[UUID],
    item_codes: Sequence[str],
    *,
    to_plan: bool,
) -> _Ground:
    """The files are locked and ready to be planned when the service moves their visit plan. A worker lies where her
    station lies, so whoever is in sight brings the station along."""
    workers, people, classes, filed = together(
        _workers.about(
            actor=actor,
            station_id=station_id,
            worker_id=worker_id,
            user_id=None if worker_id else _user_id(actor),
        ),
        (files_to_plan if to_plan else _files).about(actor=actor, verb=RECORD, client_ids=client_ids),
        classes_held.about(client_ids=client_ids) if to_plan else unasked(),
        filed_items.about(station_id=station_id) if item_codes else unasked(),
    )
    worker = workers[0] if workers else None
    station = (
        worker.station
        if worker
        else Station.objects.visible_to(actor, RECORD).only(*_PLACE).get(pk=station_id)
    )
    return _Ground(station, worker, people, classes, filed)


@asked_often
def _workers(
    *, actor: Actor, station_id: UUID, worker_id: UUID | None, user_id: UUID | None
) -> QuerySet[Worker]:
    """The worker named, or the one whose account this is; a job is nobody's account."""
    at_station = (
        Worker.objects.visible_to(actor, RECORD)
        .filter(station_id=station_id)
        .select_related("station")
        .only("started_on", "ended_on", *(f"station__{name}" for name in _PLACE))
    )
    if worker_id is not None:
        return at_station.filter(pk=worker_id)
    return at_station.filter(pk__in=()) if user_id is None else at_station.filter(user_id=user_id)


@asked_often
def _files(*, actor: Actor, verb: str, client_ids: Sequence[UUID]) -> QuerySet[Client]:
    return Client.objects.visible_to(actor, verb).filter(pk__in=client_ids).only("id", "status")


def _in_sight_and_open(people: Sequence[Client], client_ids: Sequence[UUID]) -> None:
    if len(people) != len(client_ids):
        raise Client.DoesNotExist
    if not all(file.active for file in people):
        raise Refused("其中有人已销档，恢复档案后才能登记服务。", code="services.client-closed")


def _by_client(classes: Sequence[tuple[UUID, str]]) -> dict[UUID, list[str]]:
    held: dict[UUID, list[str]] = defaultdict(list)
    for client_id, code in classes:
        held[client_id].append(code)
    return held


def _user_id(actor: Actor) -> UUID | None:
    try:
        return UUID(actor.id)
    except ValueError:  # a job, not a person
        return None


def _in_post(worker: Worker | None, done_on: date, *, named: bool) -> Worker:
    if worker is None:
        raise Refused(
            "所选社工不是本站人员。" if named else "请选择是谁提供的服务：账号没有对应的本站人员。",
            code="services.worker-missing",
        )
    if done_on < worker.started_on or (worker.ended_on is not None and done_on > worker.ended_on):
        raise Refused("这一天所选社工不在岗。", code="services.worker-not-in-post")
    return worker


def _not_too_late(station: Station, *, done_on: date, on: date, late_reason: str) -> None:
    if done_on == on or late_reason.strip():
        return
    refusal, clause = None, ""
    try:
        rule = rule_for(LATE_RULE, region_code=station.region_code, on=on)
        refusal, clause = rule.refusal((on - done_on).days), rule.source
    except NoRule:
        pass
    closed = day_is_closed(station_id=station.pk, day=done_on)
    _stop(
        late_problem(refusal=refusal, closed=closed, late_reason=late_reason, done_on=done_on, clause=clause)
    )


def _task_class(
    station: Station,
    item_codes: Sequence[str],
    *,
    done_on: date,
    wanted: str,
    own_list: frozenset[str] | None,
) -> str:
    """Professional when any item is; administrative work is refused where the paper forbids it, else counted."""
    classes = ServiceRecord.TaskClass
    if wanted == classes.ADMINISTRATIVE:
        rule = administrative_rule(region_code=station.region_code, on=done_on)
        if rule is not None and rule.forbids:
            raise Refused(
                f"{rule.says}请到“退回行政事务”登记。",
                code="services.administrative-forbidden",
                clause=rule.source,
            )
        return classes.ADMINISTRATIVE
    if item_codes:
        try:
            catalogue = catalogue_for(region_code=station.region_code, on=done_on)
        except NoRule:
            raise Refused("本地区尚无服务清单，请不要选择服务项目。", code="services.no-catalogue") from None
        known = catalogue_items(catalogue)
        _stop(
            items_problem(
                item_codes,
                catalogue={code: service.name for code, service in known.items()},
                own_list=own_list,
                clause=catalogue.clause,
            )
        )
        told = {known[code].task_class for code in item_codes}
        if "专业" not in told:
            return classes.ADMINISTRATIVE if told == {"行政"} else classes.AUXILIARY
    return classes.AUXILIARY if wanted == classes.AUXILIARY else classes.PROFESSIONAL


def _reached(record: ServiceRecord, client_ids: Sequence[UUID]) -> list[ServiceClient]:
    return [
        ServiceClient(
            service_id=record.pk,
            client_id=client_id,
            station_id=record.station_id,
            region_code=record.region_code,
            done_on=record.done_on,
        )
        for client_id in client_ids
    ]


def _items(record: ServiceRecord, codes: Sequence[str]) -> list[ServiceItem]:
    return [
        ServiceItem(
            service_id=record.pk, station_id=record.station_id, item_code=code, done_on=record.done_on
        )
        for code in codes
    ]


def _write_colleagues(record: ServiceRecord, colleague_ids: Collection[UUID]) -> None:
    """Workers of the same station only; whoever answers for the service is not her own colleague."""
    wanted = set(colleague_ids) - {record.worker_id}
    if not wanted:
        return
    found = Worker.objects.filter(station_id=record.station_id, pk__in=wanted).values_list("pk", flat=True)
    if len(found) != len(wanted):
        raise Refused("同行的社工不是本站人员。", code="services.colleague-elsewhere")
    ServiceColleague.objects.bulk_create(ServiceColleague(service=record, worker_id=pk) for pk in found)


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
