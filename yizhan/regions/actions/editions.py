"""Bringing the whole tree to a published table."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.regions.actions.following import _follow
from yizhan.regions.actions.steps import _changed, _continued, _end, _renamed
from yizhan.regions.models import SEPARATOR, Edition, Region, RegionChange
from yizhan.regions.queries import edition_changes, edition_for, may_change, may_reach
from yizhan.regions.rules import Row, is_local, next_local_code, parent_code, shortened, unpadded

BATCH = 2000


@action("regions.stage_edition", facts=("name", "within", "on"), subject="edition_id")
def stage_edition(
    *,
    actor: Actor,
    name: str,
    on: date,
    rows: Iterable[Row],
    file_name: str,
    within: str = "",
    complete: bool = True,
    edition_id: UUID | None = None,
) -> Edition:
    """Keep an uploaded table so that its differences can be read before anything changes.

    Region.DoesNotExist  the table speaks for more than the actor's place
    """
    within = unpadded(within)
    if not may_reach(actor=actor, verb="regions.stage_edition", code=within or EVERYWHERE):
        raise Refused("只能上传自己辖区的区划表，请在“涉及的区划”里填本辖区的代码。", code="regions.outside")
    if within and not Region.objects.filter(code=within, valid_to_on__isnull=True).exists():
        raise Refused(f"没有代码是 {within} 的区划，请核对“涉及的区划”。", code="regions.outside")
    lines = list(rows)
    edition = Edition(
        id=edition_id or uuid7(),
        name=name.strip(),
        on=on,
        within=within,
        complete=complete,
        file_name=file_name[:120],
        lines=len(lines),
        table="code,name\n" + "".join(f'{row.code},"{row.name.replace(chr(34), "")}"\n' for row in lines),
        by_label=actor.label,
    )
    edition.save(force_insert=True)
    return edition


@action("regions.load_staged", facts=("edition_id", "today"), subject="edition_id")
def load_staged(*, actor: Actor, edition_id: UUID, today: date) -> Edition:
    """Bring the tree to a table whose differences were shown.

    Refused              it was loaded or put away already; or as `load_edition`
    Edition.DoesNotExist  it speaks for more than the actor's place
    """
    edition, rows = edition_for(actor=actor, edition_id=edition_id)
    if edition.state != Edition.State.STAGED:
        raise Refused("这份区划表已经处理过了。", code="regions.edition-done")
    edition.result = load_edition(
        actor=actor,
        edition=edition.name,
        on=edition.on,
        rows=rows,
        within=edition.within,
        complete=edition.complete,
        today=today,
    )
    edition.state, edition.decided_on = Edition.State.LOADED, today
    edition.save(update_fields=["state", "decided_on", "result"])
    return edition


@action("regions.drop_staged", facts=("edition_id", "today"), subject="edition_id")
def drop_staged(*, actor: Actor, edition_id: UUID, today: date) -> Edition:
    """Put an uploaded table away unloaded.

    Refused               it was loaded or put away already
    Edition.DoesNotExist  it speaks for more than the actor's place
    """
    edition, _rows = edition_for(actor=actor, edition_id=edition_id)
    if edition.state != Edition.State.STAGED:
        raise Refused("这份区划表已经处理过了。", code="regions.edition-done")
    edition.state, edition.decided_on, edition.table = Edition.State.DROPPED, today, "code,name\n"
    edition.save(update_fields=["state", "decided_on", "table"])
    return edition


@action("regions.load_edition", facts=("edition", "on", "within"))
def load_edition(
    *,
    actor: Actor,
    edition: str,
    on: date | None,
    rows: Iterable[Row],
    within: str = "",
    complete: bool = True,
    today: date | None = None,
) -> dict[str, int]:
    """Bring the tree to a published table: new codes begin, other names are renamings, missing codes end.

    The table is loaded in one transaction. A missing code whose name stands under a new code in the same place goes on
    there: what lies in it goes along. What was added locally stays as it is; a village whose township ended keeps its
    place until somebody merges it.

    edition   name of the table, written into the history as the document
    on        day from which the table holds; None: since before anything we know, for the first table of a place
    within    the table speaks only for this division; "" for the whole country
    complete  a code missing from the table has ended; False: the table only adds and renames
    today     the day it is written; None: the day it holds from
    Returns   how many divisions were added, renamed, moved to another code, ended, unchanged
    Region.DoesNotExist  the table reaches outside the grants of the actor
    """
    verb = "regions.load_edition"
    lines = tuple(rows)
    within = unpadded(within)
    changes = edition_changes(rows=lines, within=within, complete=complete, on=on)
    roots = {within} if within else {line.code[:2] for line in lines}
    if not all(may_reach(actor=actor, verb=verb, code=root) for root in roots):
        raise Region.DoesNotExist
    if changes.refusal:
        raise Refused(changes.refusal, code=changes.reason_code)
    changing = [
        *(old.code for old, _ in (*changes.renamed, *changes.moved)),
        *(one.code for one in changes.ended),
    ]
    if own := [code for code in changing if not may_change(actor=actor, verb=verb, code=code)]:
        raise Refused(
            f"表里改动了本级区划（{own[0]}）。本级由上一级调整，请联系上级管理人员。",
            code="regions.own-level",
        )

    held = {region.code: region for region in Region.objects.filter(valid_to_on__isnull=True)}
    begun: list[Region] = []
    for line in sorted(
        (*changes.added, *(line for _, line in changes.moved)), key=lambda row: (len(row.code), row.code)
    ):
        above = parent_code(line.code, held)
        held[line.code] = _from_row(line, held[above] if above else None, on)
        begun.append(held[line.code])
    Region.objects.bulk_create(begun, batch_size=BATCH)
    if on is not None:
        for old, line in changes.renamed:
            _renamed(held[old.code], line.name, on, edition, "")
        for one in changes.ended:
            _end(held[one.code], on)
            _changed("ABOLISH", held[one.code], None, on, edition, "")
        _carry_on(
            [(held[old.code], held[line.code]) for old, line in changes.moved], on, edition, today or on
        )
    return {
        "added": len(changes.added),
        "renamed": len(changes.renamed),
        "moved": len(changes.moved),
        "ended": len(changes.ended),
        "unchanged": changes.unchanged,
    }


def _carry_on(pairs: list[tuple[Region, Region]], on: date, edition: str, today: date) -> None:
    """End the old codes, the innermost first, and take along what was added locally below them."""
    written: list[RegionChange] = []
    for old, new in sorted(pairs, key=lambda pair: -len(pair[0].code)):
        written += _with_children(old, new, on, edition)
        _end(old, on)
        written.append(_changed("MOVE", old, new, on, edition, ""))
    if written and on <= today:
        _follow(written, on=today)


def _with_children(old: Region, new: Region, on: date, edition: str) -> list[RegionChange]:
    """Whatever lies in the old one and in no table goes along under a new local code, with all below it."""
    written: list[RegionChange] = []
    for child in Region.objects.filter(parent=old, valid_to_on__isnull=True).order_by("code"):
        taken = set(Region.objects.filter(code__startswith=new.code).values_list("code", flat=True))
        code = next_local_code(new.code, taken)
        if code is None:
            raise Refused(f"“{new.name}”的本地编号不够用，请先撤销不用的村。", code="regions.numbers-used-up")
        went = _continued(child, name=child.name, on=on)
        went.code, went.parent, went.path, went.local = code, new, new.below + child.name, True
        _end(child, on)
        went.save(force_insert=True)
        written += _with_children(child, went, on, edition)
        written.append(_changed("MOVE", child, went, on, edition, ""))
    return written


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
