"""Bringing the whole tree to a published table."""

from collections.abc import Iterable
from datetime import date

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.regions.actions.steps import _changed, _end, _renamed, _standing
from yizhan.regions.models import SEPARATOR, Region
from yizhan.regions.queries import may_reach
from yizhan.regions.rules import Row, is_local, parent_code, shortened, unpadded

BATCH = 2000


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
