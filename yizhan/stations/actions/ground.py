"""How the verbs of stations find and write."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Now

from yizhan.access.actions import end_custody
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.regions.models import Region
from yizhan.stations.models import (
    Equipment,
    FormerPremises,
    Room,
    Station,
    StatusChange,
)


def _region_within(actor: Actor, verb: str, code: str, on: date) -> Region:
    region = Region.objects.valid_on(on).filter(code=code).first()
    if region is None:
        raise Refused("没有这个区划，请从列表里选择乡镇（街道）。", code="stations.region-unknown")
    if not any(grant.reaches_region(region.code) for grant in actor.grants_for(verb)):
        raise Refused(f"“{region.name}”不在您负责的地区，不能登记。", code="stations.outside-territory")
    return region


def _station(actor: Actor, verb: str, station_id: UUID, *, closed_too: bool = False) -> Station:
    station = Station.objects.visible_to(actor, verb).select_for_update().get(pk=station_id)
    if station.status == Station.Status.CLOSED and not closed_too:
        raise Refused("本站已撤销，资料只供查阅，不能再改。", code="stations.closed")
    return station


def _replace(
    station: Station,
    table: type[Room] | type[Equipment],
    from_on: date | None,
    lines: Sequence[Room] | Sequence[Equipment],
) -> None:
    """Write the list that holds from a day on; the days before keep the list they had."""
    ever = table._default_manager.filter(station=station)
    there = {row.name: row for row in ever.filter(until_on__isnull=True)}
    if from_on is None:
        ever.filter(until_on__isnull=True).delete()
        there = {}
    else:
        began = max((row.from_on for row in there.values() if row.from_on), default=None)
        last = ever.filter(until_on__isnull=False).aggregate(last=Max("until_on"))["last"]
        changed = max((day for day in (began, last and last + timedelta(days=1)) if day), default=None)
        if changed is not None and from_on < changed:
            raise Refused(
                f"{changed:%Y年%m月%d日}的清单已经登记过，新的清单不能早于这一天。",
                code="stations.list-earlier",
            )
    keep = {line.name for line in lines}
    for name, row in there.items():
        if name in keep:
            continue
        if row.from_on == from_on:
            row.delete()
        else:
            assert from_on is not None
            row.until_on = from_on - timedelta(days=1)
            row.save(update_fields=["until_on"])
    for line in lines:
        old = there.get(line.name)
        line.station, line.region_code = station, station.region_code
        line.from_on = from_on
        if old is not None:
            line.pk, line.from_on = old.pk, old.from_on
        line.save(force_insert=old is None, force_update=old is not None)


def _keep_former(station: Station, before: Station, on: date) -> None:
    """The sign and the place as they were until yesterday; the first change of a day keeps them."""
    same = all(
        getattr(station, name) == getattr(before, name)
        for name in ("sign_text", "signboard", "floor_area_m2")
    )
    if not same:
        FormerPremises.objects.get_or_create(
            station=station,
            until_on=on - timedelta(days=1),
            defaults={
                "region_code": station.region_code,
                "sign_text": before.sign_text,
                "signboard": before.signboard,
                "floor_area_m2": before.floor_area_m2,
            },
        )


def _save(station: Station) -> None:
    station.save()
    Station.objects.filter(pk=station.pk).update(changed_at=Now())


def _note_status(actor: Actor, station: Station, *, before: str, on: date, reason: str) -> None:
    StatusChange.objects.create(
        station=station,
        region_code=station.region_code,
        from_status=before,
        to_status=station.status,
        changed_on=on,
        reason=reason.strip()[:200],
        by_label=actor.label,
    )


def _end_operation(actor: Actor, station: Station, *, because_of: str, to_on: date) -> None:
    end_custody(
        actor=actor.acting_for("access.end_custody", because_of=because_of),
        station_id=station.pk,
        to_on=to_on,
    )
