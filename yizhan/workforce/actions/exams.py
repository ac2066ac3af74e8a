"""The register of who sat the examination, and of rewards for passing."""

from datetime import date
from uuid import UUID

from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.workforce.actions.ground import _living_station
from yizhan.workforce.models import Certificate, Exam, Worker
from yizhan.workforce.rules.exams import exam_problem

NOTE = "workforce.note_exam"


@action(NOTE, facts=("exam_id", "station_id", "worker_id", "level", "year", "result"), subject="station_id")
def note_exam(
    *,
    actor: Actor,
    station_id: UUID,
    level: str,
    year: int,
    result: str,
    on: date,
    worker_id: UUID | None = None,
    name: str = "",
    reward_fen: int | None = None,
    rewarded_on: date | None = None,
    rewarded_by: str = "",
    exam_id: UUID | None = None,
) -> Exam:
    """Somebody entered for the examination or sat it; the same person, level and year told again is put right.

    worker_id  None: somebody who is about to join the station, by name
    exam_id    made with the form, or of the line that is put right

    Refused               something is missing or contradicts itself; a reward for somebody who did not pass
    Station.DoesNotExist  out of sight
    Worker.DoesNotExist   not of this station
    """
    station = _living_station(actor, NOTE, station_id)
    worker = Worker.objects.visible_to(actor, NOTE).get(pk=worker_id, station=station) if worker_id else None
    if problem := exam_problem(
        named=worker is not None or bool(name.strip()),
        level_known=level in Certificate.Level.values,
        result_known=result in Exam.Result.values,
        passed=result == Exam.Result.PASSED,
        year=year,
        reward_fen=reward_fen,
        rewarded_on=rewarded_on,
        rewarded_by=rewarded_by,
        on=on,
    ):
        raise Refused(problem, code="workforce.exam")
    rows = Exam.objects.visible_to(actor, NOTE).filter(station=station)
    one = rows.filter(pk=exam_id).first() if exam_id else None
    if one is None and worker is not None:
        one = rows.filter(worker=worker, level=level, year=year).first()
    one = one or Exam(id=exam_id or uuid7(), station=station, region_code=station.region_code)
    one.worker, one.name = worker, "" if worker else name.strip()[:40]
    one.level, one.year, one.result = level, year, result
    one.reward_fen, one.rewarded_on = reward_fen, rewarded_on if reward_fen else None
    one.rewarded_by = rewarded_by.strip()[:80] if reward_fen else ""
    one.recorded_by_label, one.changed_at = actor.label[:120], Now()
    one.save()
    one.refresh_from_db(fields=["changed_at"])
    return one
