"""One delivered service, written down once."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from yizhan.clients.actions import note_visits
from yizhan.clients.rules.visits import Visit
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.fields import digest
from yizhan.privacy.put import put, put_new
from yizhan.privacy.rows import new
from yizhan.services.actions.ground import (
    KINDS,
    MODES,
    RECORD,
    _by_client,
    _ground,
    _in_post,
    _in_sight_and_open,
    _items,
    _not_too_late,
    _stop,
    _task_class,
    _told,
)
from yizhan.services.models import (
    ServiceClient,
    ServiceColleague,
    ServiceRecord,
    ServiceVolunteer,
)
from yizhan.services.queries.lists import (
    newest_list,
)
from yizhan.services.rules.records import (
    Told,
    counts_as_visit,
    station_problem,
    told_problem,
)
from yizhan.workforce.models import Volunteer, Worker

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
    volunteer_ids: Collection[UUID] = (),
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
    volunteer_ids  volunteers of the station who took part; of a 志愿服务 they are added to the others who came
    service_id made where the record is made: told again with the same content it is the same record

    Refused                something is missing or cannot be; the item is in no list; the day is in a closed report or
                           too far back without a reason; the id belongs to another record
    Client.DoesNotExist    somebody named is outside the actor's grants
    Station.DoesNotExist   so is the station
    Source                 the region's service list; rules `services.forbidden-tasks`, `services.recorded-within`
    """
    client_ids, item_codes = tuple(dict.fromkeys(client_ids)), tuple(dict.fromkeys(item_codes))
    volunteer_ids = frozenset(volunteer_ids)
    if kind == ServiceRecord.Kind.VOLUNTEER:
        participants_count += len(volunteer_ids)
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
        # told only where there are any: what was told before there were volunteers keeps its mark
        *([sorted(map(str, volunteer_ids))] if volunteer_ids else []),
    )  # fmt: skip
    to_plan = counts_as_visit(kind, mode, met=met)
    try:
        ground = _ground(actor, station_id, worker_id, client_ids, item_codes, to_plan=to_plan)
        station, people = ground.station, ground.people
        _stop(
            station_problem(
                done_on=done_on,
                status=station.status,
                opened_on=station.opened_on,
                closed_on=station.closed_on,
            )
        )
        _in_sight_and_open(people, client_ids, ends=case_step == "CLOSED")
        worker = _in_post(ground.worker, done_on, named=worker_id is not None)
        _helping(station.pk, volunteer_ids, done_on=done_on)
        _not_too_late(station, done_on=done_on, on=on, late_reason=late_reason)
        classed = _task_class(
            station, item_codes, done_on=done_on, wanted=task_class, own_list=newest_list(ground.filed)
        )
    except (Refused, ObjectDoesNotExist):
        # what was in order when it was first told stays told, whatever has happened since
        if service_id is not None and (same := _told_before(actor, service_id, mark)):
            return same
        raise
    record = new(
        ServiceRecord,
        id=service_id or uuid7(),
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
        volunteers_count=len(volunteer_ids),
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
    put(*(new(ServiceVolunteer, service_id=record.pk, volunteer_id=pk) for pk in sorted(volunteer_ids)))
    if to_plan:
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


# --- the steps ----------------------------------------------------------------------------------------------------------


def _fingerprint(*parts: object) -> str:
    return digest(_as_text([_told(part) for part in parts]), purpose="services.record")


_as_text = json.JSONEncoder(ensure_ascii=False).encode


def _told_before(actor: Actor, service_id: UUID, mark: str) -> ServiceRecord | None:
    """The record of that id when it says the same; a different one is refused, whoever wrote it."""
    if not (marks := ServiceRecord.objects.filter(pk=service_id).values_list("fingerprint", flat=True)):
        return None
    same = ServiceRecord.objects.visible_to(actor, RECORD).filter(pk=service_id).first()
    if mark not in marks or same is None:
        raise Refused("这个编号已经记过另一项服务，请重新打开表单再记。", code="services.id-taken")
    return same


def _reached(record: ServiceRecord, client_ids: Sequence[UUID]) -> list[ServiceClient]:
    return [
        new(
            ServiceClient,
            service_id=record.pk,
            client_id=client_id,
            station_id=record.station_id,
            region_code=record.region_code,
            done_on=record.done_on,
        )
        for client_id in client_ids
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


def _helping(station_id: UUID, volunteer_ids: Collection[UUID], *, done_on: date) -> None:
    """Volunteers of the same station, registered that day and not gone yet."""
    if not volunteer_ids:
        return
    found = Volunteer.objects.filter(station_id=station_id, pk__in=volunteer_ids)
    if len(found) != len(volunteer_ids):
        raise Refused("所选志愿者没有在本站登记。", code="services.volunteer-elsewhere")
    for each in found:
        if done_on < each.registered_on or (each.ended_on is not None and done_on > each.ended_on):
            raise Refused(
                f"志愿者{each.name}在{done_on:%Y-%m-%d}还没有登记或已经退出，请核对日期。",
                code="services.volunteer-not-registered",
            )
