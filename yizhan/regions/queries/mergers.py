"""What a merger would do, before it is done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yizhan.regions.models import Region
from yizhan.regions.rules import (
    LEVELS,
    changing_refusal,
    merging_refusal,
    next_local_code,
    prefixes,
    starting_refusal,
    unpadded,
)


@dataclass(frozen=True)
class Transfer:
    """A division below a merged one, and the code it gets in its new place."""

    region: Region
    new_code: str


@dataclass(frozen=True)
class MergePlan:
    """What a merger would do, for the preview and for the action alike.

    into      the division they go into; None when it is new
    above     what a new division lies in
    refusal   why it cannot be done, or None
    """

    regions: list[Region]
    into: Region | None
    into_code: str
    above: Region | None
    transfers: list[Transfer]
    refusal: str | None


def merge_plan(*, codes: Collection[str], into_code: str, on: date) -> MergePlan:
    """What would happen if these divisions went into that one, new or existing.

    Region.DoesNotExist  one of them is not in the tree now
    """
    wanted = sorted({unpadded(code) for code in codes})
    into_code = unpadded(into_code)
    regions = list(Region.objects.filter(code__in=wanted, valid_to_on__isnull=True).order_by("code"))
    if len(regions) != len(wanted):
        raise Region.DoesNotExist
    into = Region.objects.filter(code=into_code, valid_to_on__isnull=True).first()
    above = None if into else _nearest_above(into_code)
    refusal = merging_refusal(
        from_codes=wanted,
        from_levels={region.level for region in regions},
        into_code=into_code,
        into_level=into.level if into else LEVELS.get(len(into_code), ""),
        into_ever_used=Region.objects.filter(code=into_code).exists(),
        into_open=into is not None,
    )
    if into is None and above is None:
        refusal = refusal or f"代码 {into_code} 不在任何已有的区划下面，请核对。"
    transfers: list[Transfer] = []
    taken = set(Region.objects.filter(code__startswith=into_code).values_list("code", flat=True))
    below = Q(pk__in=())
    for region in regions:
        below |= Q(code__startswith=region.code)
    for child in (
        Region.objects.filter(below, valid_to_on__isnull=True).exclude(code__in=wanted).order_by("code")
    ):
        new_code = next_local_code(into_code, taken)
        if new_code is None:
            refusal = refusal or "合并后本地编号不够用，请分次合并。"
            break
        taken.add(new_code)
        transfers.append(Transfer(child, new_code))
    for region in [*regions, *(transfer.region for transfer in transfers)]:
        refusal = refusal or changing_refusal(
            name=region.name, since=region.valid_from_on, on=on, until=region.valid_to_on
        )
    if into is not None:
        refusal = refusal or starting_refusal(name=into.name, since=into.valid_from_on, on=on)
    return MergePlan(regions, into, into_code, above, transfers, refusal)


def _nearest_above(code: str) -> Region | None:
    rows = Region.objects.filter(code__in=prefixes(code)[:-1], valid_to_on__isnull=True)
    return max(rows, key=lambda region: len(region.code), default=None)
