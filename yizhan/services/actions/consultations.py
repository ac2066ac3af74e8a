"""The front desk receives, the back office serves: one consultation from coming in to its result."""

from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Now

from yizhan.clients.queries.find import client_for
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.actions.ground import MODES, RECORD, _stop
from yizhan.services.actions.records import record_service
from yizhan.services.models import Consultation, ServiceRecord
from yizhan.services.rules.consultations import answer_rule, ending_problem, taking_problem
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

TAKE, GIVE, END = "services.take_consultation", "services.give_consultation", "services.end_consultation"
NAME = "services.name_visitor"


@action(TAKE, facts=("station_id", "client_id", "mode", "urgency", "on"))
def take_consultation(
    *,
    actor: Actor,
    station_id: UUID,
    about: str,
    mode: str,
    on: date,
    at: datetime,
    name: str = "",
    phone: str = "",
    client_id: UUID | None = None,
    urgency: str = "NORMAL",
    worker_id: UUID | None = None,
    consultation_id: UUID | None = None,
) -> Consultation:
    """Somebody came or called (前台受理). Without a name she stays anonymous; on file or not, she is received.

    worker_id  who serves her at once; None: she waits
    Refused    nothing said of why she came; a station that is not open; a worker of another station
    Station.DoesNotExist, Client.DoesNotExist  out of sight
    """
    if consultation_id and (
        before := Consultation.objects.visible_to(actor, TAKE).filter(pk=consultation_id).first()
    ):
        return before
    station = Station.objects.visible_to(actor, TAKE).get(pk=station_id)
    client = client_for(actor=actor, verb=TAKE, client_id=client_id) if client_id else None
    _stop(
        taking_problem(
            about=about,
            mode=mode,
            modes=MODES,
            urgency=urgency,
            opened=station.status == Station.Status.OPEN,
        )
    )
    rule = answer_rule(region_code=station.region_code, on=on)
    return Consultation.objects.create(
        id=consultation_id or uuid7(),
        station=station,
        region_code=station.region_code,
        client=client,
        name=(client.name if client else name).strip()[:60],
        phone=phone.strip()[:30],
        mode=mode,
        about=about.strip(),
        urgency=urgency,
        came_on=on,
        came_at=at,
        due_on=rule.due(on) if rule else None,
        rule=rule.ref if rule else "",
        clause=rule.chip if rule else "",
        worker=_of_station(worker_id, station.pk, on) if worker_id else None,
        serving_at=at if worker_id else None,
        state=Consultation.State.SERVING if worker_id else Consultation.State.WAITING,
        taken_by=actor.id,
        taken_by_label=actor.label[:120],
    )


@action(GIVE, facts=("consultation_id", "worker_id"), subject="consultation_id")
def give_consultation(
    *, actor: Actor, consultation_id: UUID, worker_id: UUID, on: date, at: datetime
) -> Consultation:
    """A worker of the station serves her now (后台办理); may be given on to another one.

    Refused  it has ended, or the worker is not of this station
    """
    one = _open(actor, GIVE, consultation_id)
    one.worker = _of_station(worker_id, one.station_id, on)
    one.serving_at = one.serving_at or at
    one.state = Consultation.State.SERVING
    return _store(one, "worker", "serving_at", "state")


@action(NAME, facts=("consultation_id", "client_id"), subject="consultation_id")
def name_visitor(*, actor: Actor, consultation_id: UUID, client_id: UUID) -> Consultation:
    """It is this person of our files; the service that comes of it stands in her file.

    Refused  it has ended
    Client.DoesNotExist  out of sight
    """
    one = _open(actor, NAME, consultation_id)
    client = client_for(actor=actor, verb=NAME, client_id=client_id)
    if client.station_id != one.station_id:
        raise Refused("此人的档案在另一个站，请转介或请县里转移档案。", code="services.visitor-elsewhere")
    one.client, one.name = client, client.name
    return _store(one, "client", "name")


@action(END, facts=("consultation_id", "result", "on"), subject="consultation_id")
def end_consultation(
    *,
    actor: Actor,
    consultation_id: UUID,
    result: str,
    on: date,
    at: datetime,
    answer: str = "",
    minutes: int = 10,
    worker_id: UUID | None = None,
) -> Consultation:
    """It has a result; what was done is one delivered service, unless the person left before she was served.

    worker_id  who answered, where nobody had been given it
    Refused    no result, no answer, no file where the result needs one; whatever `record_service` refuses
    """
    one = _open(actor, END, consultation_id)
    _stop(
        ending_problem(
            state=one.state,
            result=result,
            results=Consultation.Result.values,
            answer=answer,
            on_file=one.client_id is not None,
        )
    )
    if worker_id:
        one.worker = _of_station(worker_id, one.station_id, on)
    one.state, one.result, one.answer, one.ended_at = Consultation.State.ENDED, result, answer.strip(), at
    if result != Consultation.Result.LEFT:
        one.service = record_service(
            actor=actor.acting_for(RECORD, because_of=END),
            station_id=one.station_id,
            kind=ServiceRecord.Kind.CONSULTATION,
            done_on=on,
            on=on,
            minutes=minutes,
            mode=one.mode,
            client_ids=[one.client_id] if one.client_id else [],
            participants_count=0 if one.client_id else 1,
            note=f"{one.about}\n{answer.strip()}",
            worker_id=one.worker_id,
        )
        one.worker_id = one.service.worker_id
    return _store(one, "state", "result", "answer", "ended_at", "worker", "service")


def _open(actor: Actor, verb: str, consultation_id: UUID) -> Consultation:
    one = Consultation.objects.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=consultation_id)
    if not one.open:
        raise Refused("这次咨询已经办结。", code="services.consultation-ended")
    return one


def _of_station(worker_id: UUID, station_id: UUID, on: date) -> Worker:
    worker = Worker.objects.filter(pk=worker_id, station_id=station_id, started_on__lte=on).first()
    if worker is None or (worker.ended_on is not None and worker.ended_on < on):
        raise Refused("所选社工不是本站在岗人员。", code="services.worker-missing")
    return worker


def _store(one: Consultation, *names: str) -> Consultation:
    one.changed_at = Now()
    one.save(update_fields=[*names, "changed_at"])
    one.refresh_from_db(fields=["changed_at"])
    return one
