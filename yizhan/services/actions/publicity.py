"""What was published is written down; where people were met, it is one delivered service too."""

from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile
from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.services.actions.ground import RECORD, _stop
from yizhan.services.actions.records import record_service
from yizhan.services.models import PublicityItem, ServiceRecord
from yizhan.services.rules.publicity import publicity_problem
from yizhan.stations.models import Station
from yizhan.stations.rules import file_problem
from yizhan.workforce.models import Worker

NOTE, WITHDRAW = "services.note_publicity", "services.withdraw_publicity"


@action(NOTE, facts=("item_id", "station_id", "region_code", "kind", "published_on"))
def note_publicity(
    *,
    actor: Actor,
    station_id: UUID | None,
    kind: str,
    channel: str,
    level: str,
    title: str,
    published_on: date,
    on: date,
    region_code: str = "",
    medium: str = "",
    address: str = "",
    summary: str = "",
    people: int = 0,
    minutes: int = 60,
    worker_id: UUID | None = None,
    late_reason: str = "",
    file_name: str = "",
    content: bytes = b"",
    item_id: UUID | None = None,
) -> PublicityItem:
    """A new line of the log of publicity (宣传台账).

    station_id  None: published by the office of `region_code`
    content     the article, the leaflet, the brief itself, as it was published
    people      how many were spoken to: a talk of a station is one delivered service of kind 政策宣传

    Refused               something is missing or cannot be; whatever `record_service` refuses
    Station.DoesNotExist  out of sight; so is a region that is not the actor's
    Worker.DoesNotExist   not of this station
    """
    if item_id and (before := PublicityItem.objects.visible_to(actor, NOTE).filter(pk=item_id).first()):
        return before
    station = _station(actor, station_id, region_code)
    _stop(
        publicity_problem(
            kind=kind,
            kinds=PublicityItem.Kind.values,
            channel=channel,
            channels=PublicityItem.Channel.values,
            level=level,
            levels=PublicityItem.Level.values,
            title=title,
            medium=medium,
            address=address,
            published_on=published_on,
            on=on,
            of_station=station is not None,
            people=people,
        )
    )
    if (file_name or content) and (wrong := file_problem(file_name, content)):
        raise Refused(wrong, code="services.publicity-file")
    worker = None
    if station is not None and worker_id:
        worker = Worker.objects.visible_to(actor, NOTE).get(pk=worker_id, station=station)
    record = None
    if station is not None and kind == PublicityItem.Kind.TALK:
        record = record_service(
            actor=actor.acting_for(RECORD, because_of=NOTE),
            station_id=station.pk,
            kind=ServiceRecord.Kind.PUBLICITY,
            done_on=published_on,
            on=on,
            minutes=minutes,
            mode=ServiceRecord.Mode.OUTSIDE,
            participants_count=people,
            title=title[:80],
            place=medium,
            note=summary,
            worker_id=worker_id,
            late_reason=late_reason,
        )
        worker = record.worker
    item = PublicityItem(
        id=item_id or uuid7(),
        station=station,
        region_code=station.region_code if station else region_code,
        kind=kind,
        channel=channel,
        level=level,
        title=title.strip()[:120],
        medium=medium.strip()[:80],
        published_on=published_on,
        address=address.strip()[:300],
        summary=summary.strip()[:2000],
        worker=worker,
        service=record,
        recorded_by=actor.id,
        recorded_by_label=actor.label[:120],
    )
    if content:
        item.file_name = file_name[-120:]
        item.file.save(file_name, ContentFile(content), save=False)
    item.save(force_insert=True)
    return item


@action(WITHDRAW, facts=("item_id", "on"), subject="item_id")
def withdraw_publicity(*, actor: Actor, item_id: UUID, reason: str, on: date) -> PublicityItem:
    """It was written down by mistake, or was taken off again: it stays to be read and is counted no more.

    Refused                     no reason; withdrawn before; it is a delivered service, which is voided in its record
    PublicityItem.DoesNotExist  out of sight
    """
    item = (
        PublicityItem.objects.visible_to(actor, WITHDRAW)
        .select_for_update(of=("self",))
        .select_related("service")
        .get(pk=item_id)
    )
    if item.withdrawn_on is not None:
        raise Refused("已经撤下了。", code="services.publicity-withdrawn")
    if item.service is not None and not item.service.is_voided:
        raise Refused("这是一次现场宣传，请先在它的服务记录里作废。", code="services.publicity-service")
    if not reason.strip():
        raise Refused("请写为什么撤下。", code="services.reason-missing")
    item.withdrawn_on, item.withdrawn_because, item.changed_at = on, reason.strip()[:200], Now()
    item.save(update_fields=["withdrawn_on", "withdrawn_because", "changed_at"])
    item.refresh_from_db(fields=["changed_at"])
    return item


def _station(actor: Actor, station_id: UUID | None, region_code: str) -> Station | None:
    """The station in sight; None for the office of a region that is all the actor's."""
    if station_id is not None:
        return Station.objects.visible_to(actor, NOTE).get(pk=station_id)
    if not region_code or not any(grant.reaches_region(region_code) for grant in actor.grants_for(NOTE)):
        raise Station.DoesNotExist
    return None
