"""Which rule holds in a region on a day. Narrow beats broad, a whole rule at a time; nobody's rule is an error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from yizhan.policy.load import PackError, load_pack
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.pack import Catalogue, Pack
from yizhan.policy.schema.words import repeated

__all__ = [
    "Change", "NoRule", "PackError", "RuleInForce", "RuledTwice", "catalogue_for", "changes", "clashes", "document_before", "edition",
    "find_pack", "laid_out", "open_shelf", "overlaps", "read_shelf", "rule_for", "rules_in_force", "shelf",
    "short_source",
]  # fmt: skip

_shelf: tuple[Pack, ...] = ()
_edition = 0
"""Counts how often the shelf was opened: an answer worked out from a former one is never given again."""


class NoRule(LookupError):
    """Nobody has ruled: never read that as zero."""

    def __init__(self, rule_id: str) -> None:
        super().__init__("本地区尚无此项规定")
        self.rule_id = rule_id


class RuledTwice(RuntimeError):
    """One region rules twice on one thing for the same day."""


@dataclass(frozen=True)
class RuleInForce:
    rule: AnyRule
    pack: Pack


@dataclass(frozen=True)
class Change:
    """What a document changed against the one before: one rule, and in words what it was and is."""

    rule_id: str
    kind: Literal["新增", "修改", "取消"]
    before: AnyRule | None
    after: AnyRule | None


def read_shelf(folders: Iterable[Path]) -> tuple[Pack, ...]:
    """All packs under the folders (`<region>/<document>/pack.yaml`). PackError gathers every complaint."""
    packs: list[Pack] = []
    wrong: list[str] = []
    for folder in folders:
        for head in sorted(folder.glob("*/*/pack.yaml")):
            name = f"{head.parent.parent.name}/{head.parent.name}"
            try:
                packs.append(load_pack(head.parent, name))
            except PackError as problem:
                wrong += [f"{name}：{sentence}" for sentence in problem.sentences]
    wrong += clashes(packs)
    if wrong:
        raise PackError(*wrong)
    return tuple(packs)


def open_shelf(folders: Iterable[Path]) -> tuple[Pack, ...]:
    """Read the folders and answer from them from now on. What stood there before stays when one is wrong."""
    global _shelf, _edition  # noqa: PLW0603 - the one shelf of the process, filled at start-up
    _shelf = read_shelf(folders)
    _edition += 1
    _held.cache_clear()
    return _shelf


def laid_out(folders: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every sheet in the folders: differs once a document was added, ended or taken away."""
    found = []
    for folder in folders:
        for sheet in (*folder.glob("*/*/*.*"), *folder.glob("*/*/rules/*.yaml")):
            facts = sheet.stat()
            found.append((str(sheet), facts.st_size, facts.st_mtime_ns))
    return tuple(sorted(found))


def shelf() -> tuple[Pack, ...]:
    return _shelf


def clashes(packs: Sequence[Pack]) -> list[str]:
    """What is wrong between packs, as sentences."""
    twice = repeated(pack.id for pack in packs)
    return [*([f"{twice}：有两个同名的政策包"] if twice else []), *overlaps(packs)]


def overlaps(packs: Sequence[Pack]) -> list[str]:
    """Where one region rules twice for one day, as sentences."""
    wrong = []
    for place, one in enumerate(packs):
        for other in packs[place + 1 :]:
            if one.region != other.region or not _same_days(one, other):
                continue
            both = sorted({rule.id for rule in one.rules} & {rule.id for rule in other.rules})
            if one.catalogue and other.catalogue:
                both.append("catalogue.yaml")
            wrong += [
                f"{one.id} 与 {other.id} 同时规定了“{name}”，请给前一份文件写上“废止日期”" for name in both
            ]
    return wrong


def _same_days(one: Pack, other: Pack) -> bool:
    return (other.until is None or one.since < other.until) and (one.until is None or other.since < one.until)


def _ruling(region_code: str, on: date, packs: Sequence[Pack] | None) -> list[Pack]:
    """The packs that reach a region on a day, broad before narrow."""
    found = [
        pack
        for pack in (_shelf if packs is None else packs)
        if region_code.startswith(pack.region) and pack.in_force(on)
    ]
    return sorted(found, key=lambda pack: len(pack.region))


def edition() -> int:
    """Another number whenever the shelf has changed: for what others work out of it and keep."""
    return _edition


@lru_cache(maxsize=4096)
def _held(region_code: str, on: date, _edition: int) -> dict[str, RuleInForce]:
    """The shelf's answers for a region and day: asked for every person of a list, so computed once."""
    return _narrowest(region_code, on, _shelf)


def _narrowest(region_code: str, on: date, packs: Sequence[Pack]) -> dict[str, RuleInForce]:
    found: dict[str, RuleInForce] = {}
    for pack in _ruling(region_code, on, packs):
        for rule in pack.rules:
            before = found.get(rule.id)
            if before is not None and before.pack.region == pack.region:
                raise RuledTwice(f"{before.pack.id} 与 {pack.id} 在{on}同时规定了“{rule.id}”")
            found[rule.id] = RuleInForce(rule, pack)
    return dict(sorted(found.items()))


def rules_in_force(
    *, region_code: str, on: date, packs: Sequence[Pack] | None = None
) -> tuple[RuleInForce, ...]:
    """Every rule that holds, each from its narrowest region, in order of id.

    RuledTwice  one region rules twice on one of them
    """
    found = _held(region_code, on, _edition) if packs is None else _narrowest(region_code, on, packs)
    return tuple(found.values())


def rule_for(rule_id: str, *, region_code: str, on: date, packs: Sequence[Pack] | None = None) -> AnyRule:
    """The rule in force that day in the narrowest region that has one: a county beats its province.

    NoRule      nobody has ruled
    RuledTwice  one region rules twice for the same day
    """
    found = _held(region_code, on, _edition) if packs is None else _narrowest(region_code, on, packs)
    if rule_id not in found:
        raise NoRule(rule_id)
    return found[rule_id].rule


def catalogue_for(*, region_code: str, on: date, packs: Sequence[Pack] | None = None) -> Catalogue:
    """The service list of the narrowest region that has one. NoRule when nobody has."""
    if packs is None:
        return _catalogue(region_code, on, _edition)
    return _narrowest_catalogue(region_code, on, packs)


@lru_cache(maxsize=4096)
def _catalogue(region_code: str, on: date, _edition: int) -> Catalogue:
    return _narrowest_catalogue(region_code, on, _shelf)


def _narrowest_catalogue(region_code: str, on: date, packs: Sequence[Pack]) -> Catalogue:
    found: Pack | None = None
    for pack in _ruling(region_code, on, packs):
        if pack.catalogue is None:
            continue
        if found is not None and found.region == pack.region:
            raise RuledTwice(f"{found.id} 与 {pack.id} 在{on}各有一份服务清单")
        found = pack
    if found is None or found.catalogue is None:
        raise NoRule("catalogue")
    return found.catalogue


def document_before(pack: Pack, packs: Sequence[Pack] | None = None) -> Pack | None:
    """The document of the same region that this one follows: the latest that took force earlier."""
    earlier = [
        other
        for other in (_shelf if packs is None else packs)
        if other.region == pack.region and other.id != pack.id and other.since < pack.since
    ]
    return max(earlier, key=lambda other: other.since, default=None)


def changes(pack: Pack, before: Pack | None) -> tuple[Change, ...]:
    """What the document changed, in order of id. Without a document before, every rule is new."""
    old = {rule.id: rule for rule in before.rules} if before else {}
    new = {rule.id: rule for rule in pack.rules}
    found: list[Change] = []
    for rule_id in sorted(old.keys() | new.keys()):
        one, other = old.get(rule_id), new.get(rule_id)
        if one is None:
            found.append(Change(rule_id, "新增", None, other))
        elif other is None:
            found.append(Change(rule_id, "取消", one, None))
        elif one.model_dump(exclude={"clause"}) != other.model_dump(exclude={"clause"}):
            found.append(Change(rule_id, "修改", one, other))
    return tuple(found)


def find_pack(pack_id: str, packs: Sequence[Pack] | None = None) -> Pack | None:
    """A pack by its id: decisions store pack and rule id, so that an old one can be recomputed."""
    return next((pack for pack in (_shelf if packs is None else packs) if pack.id == pack_id), None)


def short_source(said: str) -> str:
    """《工作方案》六（三） as a label says it: 方案 六（三）. What no paper on the shelf is called stays as it is."""
    name, closed, clause = said.partition("》")
    if not closed or not name.startswith("《"):
        return said
    short = next((pack.document.short_name for pack in _shelf if pack.document.name == name[1:]), "")
    return f"{short} {clause}".strip() if short else said
