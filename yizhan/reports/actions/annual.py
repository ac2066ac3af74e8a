"""The yearly tables of a county: opened filled in, completed, signed and sent up, received or sent back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max

from yizhan.contracts.rules.filings import office_above
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.reports.actions.ground import _stop
from yizhan.reports.actions.sent_up import _answered, _saved, _signed, _tell_office
from yizhan.reports.models import AnnualCell, AnnualEntry, AnnualTables
from yizhan.reports.queries.annual import (
    counted,
    frozen_tables,
    heads,
    listed,
    so_far,
    stale_cells,
    year_before,
)
from yizhan.reports.rules.annual import (
    ACCEPT,
    ADD,
    CHANGE,
    DROP,
    FILL,
    OPEN,
    PROCESS,
    REFRESH,
    RETURN,
    SIGN,
    more_than_whole,
    opening_problem,
    signing_problem,
    value_problem,
)
from yizhan.reports.rules.reports import sheet_hash

LONGEST = 200
ROLES_BY_DIGITS = {2: "province", 4: "city"}


@action(OPEN, facts=("region_code", "year", "on"), subject="tables_id")
def open_annual_tables(
    *, actor: Actor, region_code: str, year: int, on: date, tables_id: UUID | None = None
) -> AnnualTables:
    """Open a county's tables of a year: counted cells counted, standing figures kept from the year before. Opened again,
    they are the same.

    Refused  another county's, a year that is not over yet or long past
    """
    if not any(grant.region == region_code and len(region_code) == 6 for grant in actor.grants_for(OPEN)):
        raise Refused("年度统计表由县民政局填自己县的。", code="reports.elsewhere")
    same = AnnualTables.objects.visible_to(actor, OPEN).filter(region_code=region_code, year=year).first()
    if same is not None:
        return same
    _stop(opening_problem(year=year, on=on), "reports.year-not-over")
    told = heads()
    period = so_far(year=year, on=on)
    tables = AnnualTables.objects.create(
        id=tables_id or uuid7(),
        region_code=region_code,
        year=year,
        edition=told.edition,
        counted_to_on=period.last,
        filled_by_label=actor.label[:120],
    )
    figures = counted(cells=told.cells.values(), region_code=region_code, period=period)
    before = year_before(region_code=region_code, year=year)
    cells = []
    for table in told.tables:
        for cell in table.cells:
            known = figures.get(cell.code)
            kept = None if cell.is_counted or not table.keeps else before.get(cell.code)
            if kept is not None and known is not None and kept < known:
                kept = None  # the part alone is more than the whole of last year: to be filled in anew
            cells.append(
                AnnualCell(
                    tables=tables,
                    code=cell.code,
                    computed=known,
                    value=known if cell.is_counted else kept,
                    kept=kept is not None,
                )
            )
    AnnualCell.objects.bulk_create(cells)
    _list_again(tables)
    return tables


@action(REFRESH, facts=("tables_id", "on"), subject="tables_id")
def refresh_annual_tables(*, actor: Actor, tables_id: UUID, on: date) -> AnnualTables:
    """Count again. What was filled in stays, with its note; lines taken out stay out.

    Refused                    with the office above
    AnnualTables.DoesNotExist  out of sight
    """
    tables = _open(actor, REFRESH, tables_id)
    period = so_far(year=tables.year, on=on)
    tables.counted_to_on = period.last
    told = heads().cells
    figures = counted(cells=told.values(), region_code=tables.region_code, period=period)
    rows = list(tables.cells.filter(code__in=list(figures)))
    for row in rows:
        follows = told[row.code].is_counted and not row.is_changed
        row.computed = figures[row.code]
        row.value = row.computed if follows else row.value
    AnnualCell.objects.bulk_update(rows, ["computed", "value"])
    _list_again(tables)
    return _saved(tables, actor, "counted_to_on")


@action(FILL, facts=("tables_id",), subject="tables_id")
def fill_annual_cells(
    *, actor: Actor, tables_id: UUID, values: Mapping[str, Decimal | None], notes: Mapping[str, str]
) -> list[AnnualCell]:
    """Fill in cells, by their codes, all or none; another figure than the counted one needs a note why.

    Refused                    with the office above, no such cell, a figure that cannot be, no reason
    AnnualTables.DoesNotExist  out of sight
    """
    tables = _open(actor, FILL, tables_id)
    rows = {row.code: row for row in tables.cells.filter(code__in=list(values))}
    told = heads().cells
    filled = []
    for code, value in values.items():
        row, cell = rows.get(code), told.get(code)
        if row is None or cell is None:
            raise Refused("表里没有这一格。", code="reports.no-such-cell")
        name, words = f"{cell.row}·{cell.column}", notes.get(code, "").strip()[:LONGEST]
        if problem := value_problem(value):
            raise Refused(f"{name}：{problem}", code="reports.not-a-figure")
        if cell.is_counted and value != row.computed and not words:
            raise Refused(f"{name}是系统数出来的，改数要写理由。", code="reports.reason-missing")
        if (row.value, row.note) == (value, words) and not row.kept:
            continue
        row.value, row.note, row.kept = value, words, False
        row.by_label = actor.label[:120]
        row.save(update_fields=["value", "note", "kept", "by_label"])
        filled.append(row)
    _saved(tables, actor)
    return filled


@action(ADD, facts=("tables_id", "table"), subject="tables_id")
def add_annual_entry(
    *, actor: Actor, tables_id: UUID, table: str, texts: Sequence[str], entry_id: UUID | None = None
) -> AnnualEntry:
    """Write a line into a list.

    Refused                    with the office above, no such list, no name, too many lines
    AnnualTables.DoesNotExist  out of sight
    """
    tables = _open(actor, ADD, tables_id)
    found = heads().table(table)
    if found is None or not found.entries:
        raise Refused("没有这张逐条填的表。", code="reports.no-such-list")
    words = [text.strip()[:LONGEST] for text in texts][: len(found.entries)]
    words += [""] * (len(found.entries) - len(words))
    if not words[0]:
        raise Refused(f"请填“{found.entries[0]}”。", code="reports.name-missing")
    last = tables.entries.filter(table=table).aggregate(last=Max("number"))["last"] or 0
    if last >= 300:
        raise Refused("一张表最多300条。", code="reports.too-many")
    row = AnnualEntry.objects.create(
        id=entry_id or uuid7(), tables=tables, table=table, number=last + 1, texts=words
    )
    _saved(tables, actor)
    return row


@action(CHANGE, facts=("tables_id", "entry_id"), subject="tables_id")
def change_annual_entry(
    *, actor: Actor, tables_id: UUID, entry_id: UUID, texts: Sequence[str]
) -> AnnualEntry:
    """Mend a line. What the records fill stands as they have it when they are read again; what they leave empty stays.

    Refused                    with the office above, no name
    AnnualTables.DoesNotExist  out of sight
    AnnualEntry.DoesNotExist   no line of these tables
    """
    tables = _open(actor, CHANGE, tables_id)
    row = tables.entries.get(pk=entry_id, gone=False)
    found = heads().table(row.table)
    words = [text.strip()[:LONGEST] for text in texts][: len(row.texts)]
    words += row.texts[len(words) :]
    if not words[0]:
        name = found.entries[0] if found else "名称"
        raise Refused(f"请填“{name}”。", code="reports.name-missing")
    row.texts = words
    row.save(update_fields=["texts"])
    _saved(tables, actor)
    return row


@action(DROP, facts=("tables_id", "entry_id"), subject="tables_id")
def drop_annual_entry(*, actor: Actor, tables_id: UUID, entry_id: UUID) -> AnnualTables:
    """Take a line out; one that came from the records does not come back by itself.

    Refused                    with the office above
    AnnualTables.DoesNotExist  out of sight
    AnnualEntry.DoesNotExist   no line of these tables
    """
    tables = _open(actor, DROP, tables_id)
    row = tables.entries.get(pk=entry_id)
    if row.source_key:
        row.gone = True
        row.save(update_fields=["gone"])
    else:
        row.delete()
    return _saved(tables, actor)


@action(SIGN, facts=("tables_id", "on"), subject="tables_id")
def sign_annual_tables(
    *, actor: Actor, tables_id: UUID, on: date, at: datetime, address: str = ""
) -> AnnualTables:
    """Signed, frozen with its hash, and sent to the city, or to the province where no city lies between.

    Refused                    an empty cell, figures that have changed, less than the program knows; sent already
    AnnualTables.DoesNotExist  out of sight
    """
    tables = _open(actor, SIGN, tables_id)
    told = heads().cells
    rows = list(tables.cells.all())
    _stop(
        signing_problem(
            empty=[
                f"{told[row.code].row}·{told[row.code].column}"
                for row in rows
                if row.value is None and row.code in told
            ],
            stale=stale_cells(tables=tables, on=on),
            below_count=[
                f"{told[row.code].row}·{told[row.code].column}"
                for row in rows
                if row.code in told
                and told[row.code].part
                and row.value is not None
                and row.computed is not None
                and row.value < row.computed
            ],
            above_whole=more_than_whole(heads().tables, {row.code: row.value for row in rows}),
        ),
        "reports.not-ready",
    )
    PROCESS.step(tables.state, SIGN)
    _signed(tables, actor, on=on, frozen=frozen_tables(tables, signed_by=actor.label[:120], on=on))
    above = ROLES_BY_DIGITS[len(office_above(tables.region_code))]
    says = f"{tables.year}年度统计表已报来，待接收"
    _tell_office(tables, actor, above, says, because_of=SIGN, at=at, address=address)
    return tables


@action(ACCEPT, facts=("tables_id", "on"), subject="tables_id")
def accept_annual_tables(
    *, actor: Actor, tables_id: UUID, on: date, at: datetime, address: str = ""
) -> AnnualTables:
    """The office above takes them.

    Refused                    sent to another office, not sent, or no longer what was signed
    AnnualTables.DoesNotExist  out of sight
    """
    tables = _sent(actor, ACCEPT, tables_id)
    if sheet_hash(tables.frozen) != tables.frozen_hash:
        raise Refused("表里的内容与签发时不一致，请退回重新签发。", code="reports.accept")
    _answered(tables, actor, tables.State.ACCEPTED, on=on, words="")
    says = f"{tables.year}年度统计表已被接收"
    _tell_office(tables, actor, "county", says, because_of=ACCEPT, at=at, address=address)
    return tables


@action(RETURN, facts=("tables_id", "on"), subject="tables_id")
def return_annual_tables(
    *, actor: Actor, tables_id: UUID, on: date, at: datetime, reason: str, address: str = ""
) -> AnnualTables:
    """The office above sends them back with the reason.

    Refused                    no reason, sent to another office, or not sent
    AnnualTables.DoesNotExist  out of sight
    """
    tables = _sent(actor, RETURN, tables_id)
    if not reason.strip():
        raise Refused("请写清退回哪里、为什么；填报的县会看到。", code="reports.return")
    _answered(tables, actor, tables.State.RETURNED, on=on, words=reason)
    says = f"{tables.year}年度统计表被退回，请改好再报"
    _tell_office(tables, actor, "county", says, because_of=RETURN, at=at, address=address)
    return tables


def _list_again(tables: AnnualTables) -> None:
    """Lines records can fill, added where they are not there yet; a project's sums follow its agreements."""
    kept = list(tables.entries.all())
    there = {(row.table, row.source_key): row for row in kept if row.source_key}
    last: dict[str, int] = {}
    for row in kept:
        last[row.table] = max(row.number, last.get(row.table, 0))
    added, changed = [], []
    for table in heads().tables:
        for key, texts in listed(table=table, region_code=tables.region_code, year=tables.year):
            known = there.get((table.code, key))
            if known is None:
                last[table.code] = number = last.get(table.code, 0) + 1
                added.append(
                    AnnualEntry(tables=tables, table=table.code, number=number, texts=texts, source_key=key)
                )
                continue
            told = [new or old for new, old in zip(texts, known.texts, strict=True)]
            if known.texts != told:
                known.texts = told
                changed.append(known)
    AnnualEntry.objects.bulk_create(added)
    AnnualEntry.objects.bulk_update(changed, ["texts"])


def _open(actor: Actor, verb: str, tables_id: UUID) -> AnnualTables:
    tables = AnnualTables.objects.visible_to(actor, verb).select_for_update().get(pk=tables_id)
    if not tables.is_open:
        raise Refused("年度统计表已经报出，要改请等上级退回。", code="reports.with-above")
    return tables


def _sent(actor: Actor, verb: str, tables_id: UUID) -> AnnualTables:
    tables = AnnualTables.objects.visible_to(actor, verb).select_for_update().get(pk=tables_id)
    if not any(grant.region == office_above(tables.region_code) for grant in actor.grants_for(verb)):
        raise Refused("这份统计表不是报给您这里的。", code="reports.elsewhere")
    PROCESS.step(tables.state, verb)
    return tables
