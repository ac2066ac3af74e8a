"""How the verbs of staff find and write."""

from datetime import date
from uuid import UUID

from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import normal_id
from yizhan.kernel.pinyin import initials
from yizhan.privacy.fields import digest
from yizhan.stations.models import Station
from yizhan.workforce.models import Certificate, PostChange, Worker
from yizhan.workforce.queries import CERTIFICATE_PURPOSE, NAME_PURPOSE, id_digest
from yizhan.workforce.queries.bars import bars_of_people
from yizhan.workforce.rules import (
    Person,
    examine,
)


def _living_station(actor: Actor, verb: str, station_id: UUID) -> Station:
    station = Station.objects.visible_to(actor, verb).get(pk=station_id)
    if station.status == Station.Status.CLOSED:
        raise Refused("本站已撤销，不能再登记人员。", code="stations.closed")
    return station


def _worker(actor: Actor, verb: str, worker_id: UUID, *, gone_too: bool = False) -> Worker:
    worker = (
        Worker.objects.visible_to(actor, verb)
        .select_related("station")
        .select_for_update(of=("self",))
        .get(pk=worker_id)
    )
    if worker.ended_on is not None and not gone_too:
        raise Refused(f"此人已于 {worker.ended_on} 离岗，资料只供查阅。", code="workforce.gone")
    return worker


def _name(worker: Worker, *, name: str, id_number: str) -> None:
    worker.name, worker.id_number = name.strip(), normal_id(id_number)
    worker.name_initials, worker.name_digest = (
        initials(worker.name),
        digest(worker.name, purpose=NAME_PURPOSE),
    )
    worker.id_digest = id_digest(worker.id_number)


def _stop(problem: str | None, code: str, *, clause: str = "") -> None:
    if problem:
        raise Refused(problem, code=code, clause=clause)


def _barred_or_not(id_digest: str, *, on: date) -> None:
    """Refused while a list of the trade bars this person, wherever she applies."""
    for bar in bars_of_people(digests=[id_digest], on=on).get(id_digest, ()):
        raise Refused(f"{bar.says}（{bar.source}）。", code="workforce.barred", clause=bar.source)


def _fit_or_refuse(person: Person, station: Station, *, on: date) -> None:
    found = examine(person, region_code=station.region_code, on=on, circumstances=station.circumstances)
    if refusal := found.refusal:
        raise Refused(f"{refusal}。", code="workforce.not-eligible", clause=found.clause)


def _save(worker: Worker) -> None:
    worker.save()
    Worker.objects.filter(pk=worker.pk).update(changed_at=Now())


def _certify(
    worker: Worker,
    level: str,
    number: str,
    issued_on: date,
    registered_on: date | None,
    expires_on: date | None,
) -> Certificate:
    plain = number.strip().upper()[:40]
    row, _ = Certificate.objects.update_or_create(
        worker=worker,
        level=level,
        defaults={
            "station_id": worker.station_id,
            "region_code": worker.region_code,
            "number": plain,
            "number_digest": digest(plain, purpose=CERTIFICATE_PURPOSE),
            "issued_on": issued_on,
            "registered_on": registered_on,
            "expires_on": expires_on,
        },
    )
    return row


def _note_change(
    worker: Worker,
    kind: str,
    *,
    on: date,
    from_post: str = "",
    to_post: str = "",
    announced_on: date | None = None,
    reason: str = "",
) -> None:
    PostChange.objects.create(
        station_id=worker.station_id,
        region_code=worker.region_code,
        worker=worker,
        kind=kind,
        from_post=from_post,
        to_post=to_post,
        changed_on=on,
        announced_on=announced_on,
        reason=reason.strip()[:120],
    )
