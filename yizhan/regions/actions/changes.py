"""Changing single divisions: add, correct, rename, merge, abolish; and the map. Whoever changes one holds the verb over
the region it lies in."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.regions.actions.following import _follow
from yizhan.regions.actions.steps import (
    _changeable,
    _changed,
    _continued,
    _document,
    _end,
    _open,
    _renamed,
    _repath,
    _siblings,
    _standing,
)
from yizhan.regions.models import Region, TilePosition
from yizhan.regions.queries import may_change, may_reach, merge_plan
from yizhan.regions.rules import (
    LOCAL_KINDS,
    abolishing_refusal,
    adding_refusal,
    initials,
    name_problem,
    next_local_code,
    official_kind,
    renaming_refusal,
    shortened,
    starting_refusal,
    tiles_problem,
)


@action("regions.add_local", facts=("parent_code", "kind", "name", "on"))
def add_local(
    *, actor: Actor, parent_code: str, kind: str, name: str, on: date, region_id: UUID | None = None
) -> Region:
    """Add a village, community, management committee or resettlement site, with a locally assigned code.

    on       first day it is in use
    kind     VILLAGE and COMMUNITY below a township; COMMITTEE, RESETTLEMENT and OTHER below anything down to a township
    Refused  the name is taken there, the place is wrong, or the local numbers are used up
    Region.DoesNotExist  the place is outside the grants of the actor
    """
    parent = _open(parent_code)
    if not may_reach(actor=actor, verb="regions.add_local", code=parent.code):
        raise Region.DoesNotExist
    if reason := adding_refusal(
        kind=kind,
        parent_code=parent.code,
        parent_placeholder=parent.placeholder,
        name=name,
        siblings=set(_siblings(parent).values_list("name", flat=True)),
    ):
        raise Refused(reason, code="regions.adding")
    stem = parent.code if len(parent.code) == 9 else parent.code.ljust(6, "0")
    taken = set(Region.objects.filter(code__startswith=stem).values_list("code", flat=True))
    code = next_local_code(parent.code, taken)
    if code is None:
        raise Refused("这里的本地编号已经用完，请联系系统管理员。", code="regions.numbers-used-up")
    level = LOCAL_KINDS[kind]
    region = Region(
        id=region_id or uuid7(),
        code=code,
        name=name,
        short_name=shortened(name, level),
        initials=initials(name),
        level=level,
        kind=kind,
        parent=parent,
        path=parent.below + name,
        local=True,
        valid_from_on=on,
    )
    region.save(force_insert=True)
    return region


@action("regions.correct", facts=("code", "name", "short_name", "kind"))
def correct(*, actor: Actor, code: str, name: str = "", short_name: str = "", kind: str = "") -> Region:
    """Mend a slip of the pen in the row now open, without history; a real change of name is `rename`.

    What is left empty stays. The kind can be mended only where it was assigned locally: elsewhere the code decides.
    """
    region = _changeable(actor, "regions.correct", code)
    named = name or region.name
    if reason := name_problem(named):
        raise Refused(reason, code="regions.name")
    if named != region.name and _siblings(region.parent).filter(name=named).exists():
        raise Refused(f"同一级里已经有“{named}”了。", code="regions.name-taken")
    if kind and kind != region.kind:
        if not region.local or LOCAL_KINDS.get(kind) != region.level:
            raise Refused("类型由区划代码决定，不能更正；本地添加的可以在同一级里更正。", code="regions.kind")
        region.kind = kind
    if short_name and (reason := name_problem(short_name)):
        raise Refused(reason, code="regions.short-name")
    region.short_name = short_name or (
        shortened(named, region.level) if named != region.name else region.short_name
    )
    if named != region.name:
        _repath(region, named)
    region.name, region.initials = named, initials(named)
    region.save(update_fields=["name", "short_name", "initials", "kind", "path"])
    return region


@action("regions.rename", facts=("code", "name", "on", "document"))
def rename(
    *,
    actor: Actor,
    code: str,
    name: str,
    on: date,
    document: str,
    note: str = "",
    region_id: UUID | None = None,
) -> Region:
    """Give a division a new name from that day on; the code stays, the old name keeps its days.

    document  the paper that says so (文号), for whoever asks later
    Refused   the name is not new, is taken, or the day lies before the present name began
    """
    old = _changeable(actor, "regions.rename", code)
    if reason := renaming_refusal(
        old=old.name,
        new=name,
        since=old.valid_from_on,
        on=on,
        until=old.valid_to_on,
        siblings=set(_siblings(old.parent).values_list("name", flat=True)),
    ):
        raise Refused(reason, code="regions.renaming")
    _document(document)
    return _renamed(old, name, on, document, note, region_id)


@action("regions.merge", facts=("codes", "into_code", "on", "document"))
def merge(
    *,
    actor: Actor,
    codes: Sequence[str],
    into_code: str,
    on: date,
    document: str,
    into_name: str = "",
    note: str = "",
    region_id: UUID | None = None,
    today: date | None = None,
) -> Region:
    """Let divisions go into another from that day on: merger, change from township to town, change of affiliation.

    The division they go into exists, or is new: then its published code and `into_name` are given. Whatever lies in
    the old ones moves along under new local codes, because a code says where a division lies. One division alone
    that goes into a new code is a MOVE, anything else a MERGE. `queries.merge_plan` shows all of this beforehand.

    Stations, clients and whatever else lies there take the new code along, at once or, when the day is still to come,
    on that day (`follow_changes`).

    today    the day it is written; None: the day it holds from
    Refused  other levels than township and village; a code that was given up before; a day too early
    Region.DoesNotExist  one of them, or the place they go to, is outside the grants of the actor
    """
    plan = merge_plan(codes=codes, into_code=into_code, on=on)
    for code in [*(region.code for region in plan.regions), plan.into_code]:
        if not may_change(actor=actor, verb="regions.merge", code=code):
            raise Region.DoesNotExist
    if plan.refusal:
        raise Refused(plan.refusal, code="regions.merging")
    _document(document)
    into = plan.into
    if into is None:
        assert plan.above is not None
        if reason := name_problem(into_name):
            raise Refused(reason, code="regions.name")
        into = Region(
            id=region_id or uuid7(),
            code=plan.into_code,
            name=into_name,
            short_name=shortened(into_name, "TOWNSHIP"),
            initials=initials(into_name),
            level="TOWNSHIP" if len(plan.into_code) == 9 else "VILLAGE",
            kind=official_kind(plan.into_code, into_name),
            parent=plan.above,
            path=plan.above.below + into_name,
            valid_from_on=on,
        )
        into.save(force_insert=True)
    kind = "MOVE" if plan.into is None and len(plan.regions) == 1 else "MERGE"
    changes = []
    for transfer in plan.transfers:
        old = transfer.region
        new = _continued(old, name=old.name, on=on)
        new.code, new.parent, new.path, new.local = transfer.new_code, into, into.below + old.name, True
        _end(old, on)
        new.save(force_insert=True)
        changes.append(_changed("MOVE", old, new, on, document, note))
    for region in plan.regions:
        _end(region, on)
        changes.append(_changed(kind, region, into, on, document, note))
    if on <= (today or on):
        _follow(changes, on=today or on)
    return into


@action("regions.abolish", facts=("code", "on", "into_codes", "document"))
def abolish(
    *, actor: Actor, code: str, on: date, document: str, into_codes: Sequence[str] = (), note: str = ""
) -> Region:
    """End a division: nothing carries it on, or (a split) several others do, which exist already.

    on       first day without it
    Refused  something is still open inside it
    """
    region = _changeable(actor, "regions.abolish", code)
    below = Region.objects.filter(code__startswith=region.code, valid_to_on__isnull=True).exclude(
        pk=region.pk
    )
    if reason := abolishing_refusal(name=region.name, below=below.count(), into=into_codes):
        raise Refused(reason, code="regions.abolishing")
    _standing(region, on)
    _document(document)
    heirs = [_changeable(actor, "regions.abolish", heir) for heir in into_codes]
    for heir in heirs:
        if reason := starting_refusal(name=heir.name, since=heir.valid_from_on, on=on):
            raise Refused(reason, code="regions.day")
    _end(region, on)
    for heir in heirs:
        _changed("SPLIT", region, heir, on, document, note)
    if not heirs:
        _changed("ABOLISH", region, None, on, document, note)
    return region


@action("regions.place_tiles", facts=("map_code",))
def place_tiles(*, actor: Actor, map_code: str, places: Sequence[tuple[str, int, int]]) -> int:
    """Arrange the tiles of a county's schematic map; what was arranged before is replaced.

    places  township code, row, column, from 1 to 8
    """
    county = _open(map_code)
    if not may_reach(actor=actor, verb="regions.place_tiles", code=county.code):
        raise Region.DoesNotExist
    known = set(
        Region.objects.filter(code__startswith=county.code, valid_to_on__isnull=True).values_list(
            "code", flat=True
        )
    )
    if reason := tiles_problem(places, known):
        raise Refused(reason, code="regions.tiles")
    TilePosition.objects.filter(map_code=county.code).delete()
    TilePosition.objects.bulk_create(
        TilePosition(map_code=county.code, region_code=code, row=row, column=column)
        for code, row, column in places
    )
    return len(places)
