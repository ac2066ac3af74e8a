"""What a record of a service rests on, read and checked before it is written."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yizhan.clients.models import Client
from yizhan.clients.queries.find import classes_held, files_to_plan
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.policy.book import NoRule, catalogue_for, rule_for
from yizhan.privacy.often import asked_often, together, unasked
from yizhan.privacy.rows import new
from yizhan.services.models import (
    ServiceItem,
    ServiceRecord,
)
from yizhan.services.queries.lists import administrative_rule, catalogue_items, filed_items
from yizhan.services.queries.tasks import day_is_closed
from yizhan.services.rules.records import LATE_RULE, Problem, items_problem, late_problem
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

RECORD = "services.record_service"
KINDS, MODES = frozenset(ServiceRecord.Kind.values), frozenset(ServiceRecord.Mode.values)


def _stop(problem: Problem | None) -> None:
    if problem is not None:
        raise Refused(problem.sentence, code=problem.code, clause=problem.clause)


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


def _in_sight_and_open(people: Sequence[Client], client_ids: Sequence[UUID], *, ends: bool = False) -> None:
    """ends: a case is closed by it, which is still done when the file itself was closed before, as after a death."""
    if len(people) != len(client_ids):
        raise Client.DoesNotExist
    if not ends and not all(file.active for file in people):
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


def _items(record: ServiceRecord, codes: Sequence[str]) -> list[ServiceItem]:
    return [
        new(
            ServiceItem,
            service_id=record.pk,
            station_id=record.station_id,
            item_code=code,
            done_on=record.done_on,
        )
        for code in codes
    ]


def _told(value: object) -> Any:
    return value if isinstance(value, bool | int | list | None) else str(value)
