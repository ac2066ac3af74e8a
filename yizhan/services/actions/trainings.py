"""A training is written down once, for every station that was there; results come when they come."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.put import put
from yizhan.privacy.rows import new
from yizhan.services.actions.ground import RECORD, _stop
from yizhan.services.actions.records import record_service
from yizhan.services.models import ServiceRecord, Training, TrainingAttendance
from yizhan.services.rules.trainings import Attended, result_problem, training_forms, training_problem
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker
from yizhan.workforce.queries import in_post

WRITE, RESULT = "services.record_training", "services.note_training_result"


@action(WRITE, facts=("course_id", "station_id", "done_on"))
def record_training(
    *,
    actor: Actor,
    station_id: UUID,
    form: str,
    title: str,
    done_on: date,
    on: date,
    minutes: int,
    online: bool = False,
    attended: Sequence[Attended] = (),
    volunteers_count: int = 0,
    heads_count: int = 0,
    others_count: int = 0,
    organiser: str = "",
    trainer: str = "",
    place: str = "",
    materials: str = "",
    continuing: bool = False,
    worker_id: UUID | None = None,
    late_reason: str = "",
    course_id: UUID | None = None,
) -> list[Training]:
    """Write down one training: for its station, and for every other station whose workers were there.

    station_id  whose training it was, or who sent people; volunteers, heads and others are counted with it
    worker_id   who answers for it where no worker of that station was trained
    course_id   made with the form: told again it is the same training
    returns     one training a station, that of `station_id` first; each is one delivered service of kind 培训

    Refused               something is missing; a form the region's paper does not know; whatever `record_service` refuses
    Station.DoesNotExist  out of sight
    Worker.DoesNotExist   so is somebody named
    Source                rule `training.cycle`
    """
    if course_id and (
        before := list(Training.objects.visible_to(actor, WRITE).filter(course=course_id).order_by("id"))
    ):
        return before
    station = Station.objects.visible_to(actor, WRITE).get(pk=station_id)
    forms, rule = training_forms(region_code=station.region_code, on=done_on)
    others = (volunteers_count, heads_count, others_count)
    _stop(
        training_problem(
            form=form,
            forms=forms,
            clause=rule.source if rule else "",
            title=title,
            minutes=minutes,
            attended=attended,
            others=others,
        )
    )
    by_station = _by_station(actor, attended, done_on)
    course, made = course_id or uuid7(), []
    for at in sorted(by_station.keys() | {station.pk}, key=lambda each: (each != station.pk, each.bytes)):
        people = by_station.get(at, [])
        here = others if at == station.pk else (0, 0, 0)
        record = record_service(
            actor=actor.acting_for(RECORD, because_of=WRITE),
            station_id=at,
            kind=ServiceRecord.Kind.TRAINING,
            done_on=done_on,
            on=on,
            minutes=minutes,
            mode=ServiceRecord.Mode.VIDEO if online else ServiceRecord.Mode.OUTSIDE,
            title=title,
            place=place,
            partner=organiser,
            participants_count=len(people) + sum(here),
            worker_id=worker_id if at == station.pk and worker_id else people[0][0].pk if people else None,
            late_reason=late_reason,
        )
        one = Training.objects.create(
            course=course,
            station_id=at,
            region_code=record.region_code,
            service=record,
            form=form,
            trainer=trainer.strip()[:80],
            materials=materials.strip()[:500],
            continuing=continuing,
            volunteers_count=here[0],
            heads_count=here[1],
            others_count=here[2],
            recorded_by=actor.id,
            recorded_by_label=actor.label[:120],
        )
        put(
            *(
                new(
                    TrainingAttendance,
                    station_id=at,
                    region_code=record.region_code,
                    training_id=one.pk,
                    worker_id=worker.pk,
                    minutes=told.minutes or minutes,
                    result=told.result,
                    proof=told.proof.strip()[:60],
                )
                for worker, told in people
            )
        )
        made.append(one)
    return made


@action(RESULT, facts=("attendance_id", "result"), subject="attendance_id")
def note_training_result(
    *, actor: Actor, attendance_id: UUID, result: str, proof: str = "", minutes: int | None = None
) -> TrainingAttendance:
    """How it ended for one worker: only what was passed counts as continuing education.

    Refused                          no such result; the record is void; longer than the training
    TrainingAttendance.DoesNotExist  out of sight
    """
    one = (
        TrainingAttendance.objects.visible_to(actor, RESULT)
        .select_for_update(of=("self",))
        .select_related("training__service")
        .get(pk=attendance_id)
    )
    record = one.training.service
    _stop(result_problem(voided=record.is_voided, result=result))
    if minutes is not None and not 1 <= minutes <= record.minutes:
        raise Refused("每个人的学习时长应大于0，不长于整场培训。", code="services.training-minutes")
    one.result, one.proof = result, proof.strip()[:60]
    one.minutes = minutes or one.minutes
    one.changed_at = Now()
    one.save(update_fields=["result", "proof", "minutes", "changed_at"])
    one.refresh_from_db(fields=["changed_at"])
    return one


def _by_station(
    actor: Actor, attended: Sequence[Attended], done_on: date
) -> dict[UUID, list[tuple[Worker, Attended]]]:
    """The workers named, by their stations; each in sight and in post that day."""
    told = {UUID(one.worker): one for one in attended}
    seen = in_post(Worker.objects.visible_to(actor, WRITE), done_on).filter(pk__in=told)
    workers = {one.pk: one for one in seen}
    if len(workers) != len(told):
        raise Worker.DoesNotExist
    found: dict[UUID, list[tuple[Worker, Attended]]] = defaultdict(list)
    for pk, one in told.items():
        found[workers[pk].station_id].append((workers[pk], one))
    return found
