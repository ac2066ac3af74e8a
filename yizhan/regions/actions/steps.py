"""Steps that the verbs of the tree share; each writes inside the transaction of the verb that calls it."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.regions.models import Region, RegionChange
from yizhan.regions.queries import may_change
from yizhan.regions.rules import changing_refusal, initials, official_kind, shortened, unpadded


def _open(code: str) -> Region:
    return Region.objects.select_for_update().get(code=unpadded(code), valid_to_on__isnull=True)


def _changeable(actor: Actor, verb: str, code: str) -> Region:
    region = _open(code)
    if any(grant.region == region.code for grant in actor.grants_for(verb)) and not may_change(
        actor=actor, verb=verb, code=region.code
    ):
        raise Refused("本级区划由上一级调整，请联系上级管理人员。", code="regions.own-level")
    if not may_change(actor=actor, verb=verb, code=region.code):
        raise Region.DoesNotExist
    return region


def _siblings(parent: Region | None) -> QuerySet[Region]:
    return Region.objects.filter(parent=parent, valid_to_on__isnull=True)


def _standing(region: Region, on: date) -> None:
    if reason := changing_refusal(
        name=region.name, since=region.valid_from_on, on=on, until=region.valid_to_on
    ):
        raise Refused(reason, code="regions.day")


def _document(document: str) -> None:
    if not document.strip():
        raise Refused("请写明依据的文件或文号，方便以后查证。", code="regions.document-missing")


def _end(region: Region, on: date) -> None:
    region.valid_to_on = on - timedelta(days=1)
    region.save(update_fields=["valid_to_on"])


def _renamed(
    old: Region, name: str, on: date, document: str, note: str, region_id: UUID | None = None
) -> Region:
    new = _continued(old, name=name, on=on, region_id=region_id)
    _repath(new, name, before=old)
    _end(old, on)
    new.save(force_insert=True)
    Region.objects.filter(parent=old, valid_to_on__isnull=True).update(parent=new)
    _changed("RENAME", old, new, on, document, note)
    return new


def _continued(old: Region, *, name: str, on: date, region_id: UUID | None = None) -> Region:
    """A new row like the old one, unsaved, from that day on."""
    return Region(
        id=region_id or uuid7(),
        code=old.code,
        name=name,
        short_name=shortened(name, old.level) if name != old.name else old.short_name,
        initials=initials(name),
        level=old.level,
        kind=old.kind if old.local else official_kind(old.code, name),
        parent=old.parent,
        path=old.path,
        placeholder=old.placeholder,
        local=old.local,
        valid_from_on=on,
    )


def _repath(region: Region, name: str, before: Region | None = None) -> None:
    """Set the path of the row to its new name, and that of everything open below it."""
    old_below = (before or region).below
    region.path = region.parent.below + name if region.parent else name
    Region.objects.filter(
        code__startswith=region.code, valid_to_on__isnull=True, path__startswith=old_below
    ).exclude(code=region.code).update(path=Concat(Value(region.below), Substr("path", len(old_below) + 1)))


def _changed(kind: str, old: Region, new: Region | None, on: date, document: str, note: str) -> RegionChange:
    change = RegionChange(kind=kind, from_region=old, to_region=new, on=on, document=document, note=note)
    change.save(force_insert=True)
    return change
