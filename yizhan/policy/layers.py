"""How documents lie on one another: whose rules hold in a region on a day, and whose are replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.policy import book
from yizhan.policy.schema.pack import Pack


@dataclass(frozen=True)
class Stacked:
    """A document that reaches a region that day.

    ruling   how many of its rules hold there
    covered  how many a document of a narrower region replaces
    """

    pack: Pack
    ruling: int
    covered: int


def stacked(*, region_code: str, on: date, packs: Sequence[Pack] | None = None) -> tuple[Stacked, ...]:
    """The documents that reach a region that day, the narrowest first."""
    shelf = book.shelf() if packs is None else packs
    ruling = [pack for pack in shelf if region_code.startswith(pack.region) and pack.in_force(on)]
    holding: dict[str, int] = {}
    for held in book.rules_in_force(region_code=region_code, on=on, packs=packs):
        holding[held.pack.id] = holding.get(held.pack.id, 0) + 1
    return tuple(
        Stacked(pack, holding.get(pack.id, 0), len(pack.rules) - holding.get(pack.id, 0))
        for pack in sorted(ruling, key=lambda pack: (-len(pack.region), pack.since, pack.id))
    )


def covered_by(pack: Pack, rule_id: str, *, region_code: str, on: date) -> Pack | None:
    """The document whose rule of the same id is taken there that day instead of this one's; None when this one holds."""
    for held in book.rules_in_force(region_code=region_code, on=on):
        if held.rule.id == rule_id:
            return None if held.pack.id == pack.id else held.pack
    return None


def ruled_also(rule_id: str, *, region_code: str, on: date) -> tuple[Pack, ...]:
    """Documents of broader regions whose rule of that id another one replaces there that day."""
    return tuple(
        one.pack
        for one in stacked(region_code=region_code, on=on)
        if one.pack.rule(rule_id) is not None
        and covered_by(one.pack, rule_id, region_code=region_code, on=on)
    )
