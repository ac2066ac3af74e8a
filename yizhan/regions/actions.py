"""The only writer of the tree. Whoever changes a division must hold the verb over the region it lies in."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.regions.models import SEPARATOR, Region, RegionChange, TilePosition
from yizhan.regions.queries import may_change, may_reach, merge_plan
from yizhan.regions.rules import (
    LOCAL_KINDS,
    Row,
    abolishing_refusal,
    adding_refusal,
    changing_refusal,
    initials,
    is_local,
    name_problem,
    next_local_code,
    official_kind,
    parent_code,
    renaming_refusal,
    shortened,
    starting_refusal,
    tiles_problem,
    unpadded,
)

BATCH = 2000


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
) -> Region:
    """Let divisions go into another from that day on: merger, change from township to town, change of affiliation.

    The division they go into exists, or is new: then its published code and `into_name` are given. Whatever lies in
    the old ones moves along under new local codes, because a code says where a division lies. One division alone
    that goes into a new code is a MOVE, anything else a MERGE. `queries.merge_plan` shows all of this beforehand.

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
    for transfer in plan.transfers:
        old = transfer.region
        new = _continued(old, name=old.name, on=on)
        new.code, new.parent, new.path, new.local = transfer.new_code, into, into.below + old.name, True
        _end(old, on)
        new.save(force_insert=True)
        _changed("MOVE", old, new, on, document, note)
    for region in plan.regions:
        _end(region, on)
        _changed(kind, region, into, on, document, note)
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


@action("regions.load_edition", facts=("edition", "on", "within"))
def load_edition(
    *,
    actor: Actor,
    edition: str,
    on: date | None,
    rows: Iterable[Row],
    within: str = "",
    complete: bool = True,
) -> dict[str, int]:
    """Bring the tree to a published table: new codes begin, other names are renamings, missing codes end.

    The table is loaded in one transaction. What was added locally stays as it is; a village whose township ended
    keeps its place until somebody merges it.

    edition   name of the table, written into the history as the document
    on        day from which the table holds; None: since before anything we know, for the first table of a place
    within    the table speaks only for this division; "" for the whole country
    complete  a code missing from the table has ended; False: the table only adds and renames
    Returns   how many divisions were added, renamed, ended, unchanged
    Region.DoesNotExist  the table reaches outside the grants of the actor
    """
    lines = sorted(rows, key=lambda row: (len(row.code), row.code))
    within = unpadded(within)
    held = {region.code: region for region in Region.objects.filter(valid_to_on__isnull=True)}
    spoken = [line for line in lines if line.code.startswith(within)]
    missing = [line.code for line in lines if not line.code.startswith(within) and line.code not in held]
    if missing:
        raise Refused(f"区划表里有 {within} 以外的代码（如 {missing[0]}），请核对。", code="regions.outside")
    roots = {within} if within else {line.code[:2] for line in spoken}
    if not all(may_reach(actor=actor, verb="regions.load_edition", code=root) for root in roots):
        raise Region.DoesNotExist
    ended_before = set(Region.objects.filter(valid_to_on__isnull=False).values_list("code", flat=True)) - set(
        held
    )
    if back := [line.code for line in spoken if line.code in ended_before]:
        raise Refused(
            f"代码 {back[0]} 已经废止，废止的代码不再使用，请核对区划表。", code="regions.code-given-up"
        )

    added: list[Region] = []
    renamed: list[tuple[Region, str]] = []
    for line in spoken:
        old = held.get(line.code)
        if old is None:
            above = parent_code(line.code, held)
            if above is None and len(line.code) > 2:
                raise Refused(
                    f"代码 {line.code}（{line.name}）没有上一级，请核对区划表。", code="regions.orphan"
                )
            parent = held[above] if above else None
            held[line.code] = _from_row(line, parent, on)
            added.append(held[line.code])
        elif old.name != line.name:
            renamed.append((old, line.name))
    Region.objects.bulk_create(added, batch_size=BATCH)

    told = {line.code for line in spoken}
    levels = {line.level for line in spoken}
    ended = [
        region
        for code, region in held.items()
        if complete
        and code.startswith(within)
        and code not in told
        and not region.local
        and region.level in levels
    ]
    if (renamed or ended) and on is None:
        raise Refused("区划表与现有的不一致，请填写新表从哪天起用。", code="regions.day-missing")
    for old, name in renamed:
        assert on is not None
        _standing(old, on)
        _renamed(old, name, on, edition, "")
    for region in ended:
        assert on is not None
        _standing(region, on)
        _end(region, on)
        _changed("ABOLISH", region, None, on, edition, "")
    return {
        "added": len(added),
        "renamed": len(renamed),
        "ended": len(ended),
        "unchanged": len(spoken) - len(added) - len(renamed),
    }


# --- steps of the above -------------------------------------------------------------------------------------------------


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


def _changed(kind: str, old: Region, new: Region | None, on: date, document: str, note: str) -> None:
    RegionChange(kind=kind, from_region=old, to_region=new, on=on, document=document, note=note).save(
        force_insert=True
    )


def _from_row(row: Row, parent: Region | None, on: date | None) -> Region:
    above = parent.below if parent else ""
    return Region(
        code=row.code,
        name=row.name,
        short_name=shortened(row.name, row.level),
        initials=row.initials,
        level=row.level,
        kind=row.kind,
        parent=parent,
        path=above.removesuffix(SEPARATOR) if row.placeholder else above + row.name,
        placeholder=row.placeholder,
        local=is_local(row.code),
        valid_from_on=on,
    )
