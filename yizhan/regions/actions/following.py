"""Rows of every room take the new code when the division they lie in goes into another.

The column is one and the same in every scoped table (`privacy.scope.ScopedModel`), so the tree can carry all of them
along without knowing a single room. What was counted and frozen before stays as it was: nothing but the code is touched.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.privacy.scope import ScopedModel
from yizhan.regions.models import FormerCode, Outline, RegionChange, TilePosition

Each = TypeVar("Each")
BATCH = 2000
CODES_AT_ONCE = 200


@action("regions.follow_changes", facts=("on",))
def follow_changes(*, actor: Actor, on: date) -> int:
    """Carry along the rows of every change that has come into force by that day and was not followed yet.

    May run as often as one likes: what was carried along is found nowhere under the old code.

    Returns  how many changes were followed
    """
    waiting = RegionChange.objects.filter(kind__in=("MERGE", "MOVE"), on__lte=on, followed_on__isnull=True)
    changes = list(waiting.select_related("from_region", "to_region").order_by("on", "id"))
    days = sorted({change.on for change in changes})
    for day in days:
        _follow([change for change in changes if change.on == day], on=on)
    return len(changes)


def _follow(changes: Sequence[RegionChange], *, on: date) -> None:
    """Carry along what lies in these divisions, and write down how much; all of them changed on one day."""
    # the longest code first: a village that goes elsewhere is no longer there when its township goes
    ordered = sorted(changes, key=lambda change: (-len(change.from_region.code), change.from_region.code))
    moved: dict[str, dict[str, int]] = {change.from_region.code: {} for change in ordered}
    merged = any(change.kind == "MERGE" for change in ordered)
    for table in _tables():
        for some in _batched(ordered, CODES_AT_ONCE):
            _recode(table, some, moved, merged=merged)
    _redraw([change for change in ordered if change.kind == "MOVE"])
    for change in ordered:
        change.followed_on, change.moved = on, moved[change.from_region.code]
        change.save(update_fields=["followed_on", "moved"])


def _tables() -> Iterator[type[ScopedModel]]:
    for table in apps.get_models():
        if issubclass(table, ScopedModel):
            yield table


def _recode(
    table: type[ScopedModel],
    changes: Sequence[RegionChange],
    moved: dict[str, dict[str, int]],
    *,
    merged: bool,
) -> None:
    new_codes = {change.from_region.code: change.to_region.code for change in changes if change.to_region}
    inside = Q(pk__in=())
    for code in new_codes:
        inside |= _within(code)
    rows: QuerySet[ScopedModel] = table._default_manager.filter(inside).order_by()
    if merged and table.STAYS_BEHIND is not None:
        rows = rows.exclude(table.STAYS_BEHIND)
    if table.KEEPS_FORMER_CODES:
        label = table._meta.label_lower
        for some in _batched(rows.values_list("pk", "region_code").iterator(BATCH), BATCH):
            former = []
            for pk, code in some:
                change = next(each for each in changes if code.startswith(each.from_region.code))
                counts = moved[change.from_region.code]
                counts[label] = counts.get(label, 0) + 1
                former.append(FormerCode(table=label, row_id=pk, code=code, change=change))
            FormerCode.objects.bulk_create(former, ignore_conflicts=True)
    whens = [When(_within(old), then=Value(new)) for old, new in new_codes.items()]
    try:
        with transaction.atomic():
            rows.update(region_code=Case(*whens, default=F("region_code")))
    except IntegrityError:
        raise Refused(
            "合并后会有两个同名的社工站或单位，请先给其中一个改名，再合并。", code="regions.same-name"
        ) from None


def _redraw(moves: Sequence[RegionChange]) -> None:
    """The tile and the boundary of a division that goes on alone under a new code go on with it."""
    new_codes = {move.from_region.code: move.to_region.code for move in moves if move.to_region}
    drawn = set(Outline.objects.filter(code__in=new_codes).values_list("code", flat=True))
    placed = set(TilePosition.objects.filter(region_code__in=new_codes).values_list("region_code", flat=True))
    maps = set(TilePosition.objects.filter(map_code__in=new_codes).values_list("map_code", flat=True))
    for old in drawn:
        Outline.objects.filter(code=new_codes[old]).delete()
        Outline.objects.filter(code=old).update(code=new_codes[old])
    for old in maps:
        TilePosition.objects.filter(map_code=old).update(map_code=new_codes[old])
    for old in placed:
        TilePosition.objects.filter(region_code=old).update(region_code=new_codes[old])


def _within(code: str) -> Q:
    """The code and everything below it, as a stretch of the index: every scoped table has one on the column."""
    return Q(region_code__gte=code, region_code__lt=f"{int(code) + 1:0{len(code)}}")


def _batched(all_of: Iterable[Each], size: int) -> Iterator[list[Each]]:
    rest = iter(all_of)
    while some := list(islice(rest, size)):
        yield some
