"""年度统计表: the county completes what the program could not count, the city receives, all above see the sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.contracts.rules.filings import office_above
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.regions.queries import regions_on
from yizhan.reports.actions import (
    accept_annual_tables,
    add_annual_entry,
    change_annual_entry,
    drop_annual_entry,
    fill_annual_cells,
    open_annual_tables,
    refresh_annual_tables,
    return_annual_tables,
    sign_annual_tables,
)
from yizhan.reports.models import AnnualCell, AnnualEntry, AnnualTables
from yizhan.reports.queries.annual import (
    annual_tables,
    heads,
    stale_cells,
    tables_for,
    year_before,
)
from yizhan.reports.rules.annual import (
    ACCEPT,
    ADD,
    FILL,
    OPEN,
    REFRESH,
    RETURN,
    SIGN,
    VIEW,
    Cell,
    Table,
    growth,
    opening_problem,
)
from yizhan.web.door import ActorRequest, requires

STATES = {"DRAFT": "warn", "SIGNED": "blue", "RETURNED": "bad", "ACCEPTED": "good"}
YEARS_SHOWN = 4
NOT_A_FIGURE = Decimal(-1)
"""What could not be read as a figure is refused by the action, with the name of its cell."""


@dataclass(frozen=True)
class Box:
    """One cell on the page. typed: as it was sent, when it was refused."""

    cell: Cell
    row: AnnualCell | None
    before: Decimal | None
    typed: str | None = None
    typed_note: str = ""

    @property
    def value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.row is None or self.row.value is None else f"{self.row.value.normalize():f}"

    @property
    def note(self) -> str:
        return self.typed_note or (self.row.note if self.row else "")

    @property
    def growth(self) -> Decimal | None:
        return growth(self.row.value if self.row else None, self.before)


@requires(VIEW)
def annual_list(request: ActorRequest) -> HttpResponse:
    """Years: of one's own county, or what the counties below have sent."""
    actor, on = request.actor, localdate()
    county = _own_county(actor)
    rows = list(annual_tables(actor=actor)[:200])
    names = regions_on(codes=sorted({row.region_code for row in rows}), on=on)
    years = [
        (year, next((row for row in rows if row.year == year), None), opening_problem(year=year, on=on))
        for year in range(on.year, on.year - YEARS_SHOWN, -1)
    ]
    facts = {
        "county": county,
        "years": years if county else [],
        "above": [] if county else sorted({row.year for row in rows}, reverse=True),
        "rows": [
            (row, names[row.region_code].name if row.region_code in names else row.region_code)
            for row in rows
        ],
        "states": STATES,
        "may_open": bool(county) and actor.may(OPEN),
        "source": heads().source,
    }
    return render(request, "reports/annual_list.html", facts)


def _own_county(actor: Actor) -> str:
    """The county whose tables this person's office fills in; empty for offices above."""
    codes = {grant.region for grant in actor.grants_for(VIEW) if grant.stations is None}
    code = codes.pop() if len(codes) == 1 else ""
    return code if len(code) == 6 else ""


@requires(OPEN)
@require_POST
def annual_open(request: ActorRequest) -> HttpResponse:
    try:
        year = int(request.POST.get("year", ""))
    except ValueError:
        raise Http404 from None
    try:
        tables = open_annual_tables(
            actor=request.actor, region_code=_own_county(request.actor), year=year, on=localdate()
        )
    except Refused as no:
        messages.error(request, str(no))
        return redirect("annual-list")
    return redirect("annual", tables.pk)


@requires(VIEW)
def annual_page(request: ActorRequest, tables_id: UUID) -> HttpResponse:
    return _page(request, tables_for(actor=request.actor, tables_id=tables_id))


def _page(
    request: ActorRequest,
    tables: AnnualTables,
    refusal: Refused | None = None,
    typed: Mapping[str, tuple[str, str]] | None = None,
) -> HttpResponse:
    actor, on = request.actor, localdate()
    told = heads()
    shown = told.table(request.GET.get("table", "") or request.POST.get("table", "")) or told.tables[0]
    cells = {row.code: row for row in tables.cells.all()}
    before = year_before(region_code=tables.region_code, year=tables.year)
    missing = {
        table.code: sum(
            1 for cell in table.cells if (row := cells.get(cell.code)) is not None and row.value is None
        )
        for table in told.tables
    }
    mine = tables.is_open and actor.may(FILL) and tables.region_code == _own_county(actor)
    stale = stale_cells(tables=tables, on=on) if mine else 0
    lines = [
        (entry, list(zip(shown.entries, entry.texts, strict=False)))
        for entry in tables.entries.all()
        if entry.table == shown.code and not entry.gone
    ]
    name = regions_on(codes=[tables.region_code], on=on).get(tables.region_code)
    facts = {
        "tables": tables,
        "name": name.name if name else tables.region_code,
        "heads": told,
        "missing": missing,
        "missing_all": sum(missing.values()),
        "parts": [(table, missing[table.code]) for table in told.tables],
        "shown": shown,
        "grid": _grid(shown, cells, before, typed or {}),
        "lines": lines,
        "fields": _fields(request, shown, lines, failed=refusal is not None),
        "edit": next((str(one.pk) for one, _texts in lines if str(one.pk) == _asked(request, "edit")), ""),
        "following": _next(told.tables, shown.code),
        "mine": mine,
        "stale": stale,
        "may_refresh": mine and actor.may(REFRESH),
        "may_sign": mine and actor.may(SIGN),
        "may_answer": tables.state == "SIGNED"
        and any(grant.region == office_above(tables.region_code) for grant in actor.grants_for(ACCEPT)),
        "state": STATES[tables.state],
        "refusal": refusal,
    }
    return render(request, "reports/annual.html", facts, status=422 if refusal else 200)


def _asked(request: ActorRequest, name: str) -> str:
    """The line that is mended: of the address, or of the form that was refused."""
    return request.GET.get(name, "") or request.POST.get("entry", "")


def _fields(
    request: ActorRequest,
    table: Table,
    lines: Sequence[tuple[AnnualEntry, object]],
    *,
    failed: bool,
) -> list[tuple[str, str]]:
    """What stands in the form of a line: as it was typed when it was refused, else the line that is mended."""
    texts: Sequence[str] = request.POST.getlist("text") if failed else ()
    if not texts:
        wanted = _asked(request, "edit")
        texts = next((one.texts for one, _told in lines if str(one.pk) == wanted), ())
    return [(head, texts[n] if n < len(texts) else "") for n, head in enumerate(table.entries)]


def _next(tables: Sequence[Table], code: str) -> str:
    """The table after this one, "" after the last."""
    codes = [each.code for each in tables]
    return (*codes, "")[codes.index(code) + 1]


def _grid(
    table: Table,
    cells: Mapping[str, AnnualCell],
    before: Mapping[str, Decimal | None],
    typed: Mapping[str, tuple[str, str]],
) -> list[tuple[str, list[Box]]]:
    return [
        (
            label,
            [
                Box(cell, cells.get(cell.code), before.get(cell.code), *typed.get(cell.code, (None, "")))
                for cell in table.line(place)
            ],
        )
        for place, label in enumerate(table.rows)
    ]


@requires(FILL)
@require_POST
def annual_fill(request: ActorRequest, tables_id: UUID) -> HttpResponse:
    """All the cells of one table at once; a refused figure leaves everything as typed."""
    table = heads().table(request.POST.get("table", ""))
    if table is None:
        raise Http404
    typed = {
        cell.code: (request.POST.get(cell.code, "").strip(), request.POST.get(f"note-{cell.code}", ""))
        for cell in table.cells
        if cell.code in request.POST
    }
    try:
        fill_annual_cells(
            actor=request.actor,
            tables_id=tables_id,
            values={code: _figure(word) for code, (word, _note) in typed.items()},
            notes={code: note for code, (_word, note) in typed.items()},
        )
    except Refused as no:
        return _page(request, tables_for(actor=request.actor, tables_id=tables_id), no, typed)
    messages.success(request, _("存好了。"))
    following = _next(heads().tables, table.code) if "next" in request.POST else ""
    return _back(tables_id, following or table.code)


def _figure(word: str) -> Decimal | None:
    if not word:
        return None
    try:
        return Decimal(word.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return NOT_A_FIGURE


def _back(tables_id: UUID, table: str) -> HttpResponse:
    return redirect(f"{reverse('annual', args=[tables_id])}?table={table}#table")


@requires(ADD)
@require_POST
def annual_entry(request: ActorRequest, tables_id: UUID) -> HttpResponse:
    """A line added, mended or taken out."""
    table, entry = request.POST.get("table", ""), request.POST.get("entry", "")
    texts = request.POST.getlist("text")
    try:
        if not entry:
            add_annual_entry(actor=request.actor, tables_id=tables_id, table=table, texts=texts)
        elif "drop" in request.POST:
            drop_annual_entry(actor=request.actor, tables_id=tables_id, entry_id=_uuid(entry))
        else:
            change_annual_entry(actor=request.actor, tables_id=tables_id, entry_id=_uuid(entry), texts=texts)
    except Refused as no:
        return _page(request, tables_for(actor=request.actor, tables_id=tables_id), no)
    except AnnualEntry.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("存好了。"))
    return _back(tables_id, table)


def _uuid(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError:
        raise Http404 from None


@requires(REFRESH)
@require_POST
def annual_refresh(request: ActorRequest, tables_id: UUID) -> HttpResponse:
    refresh_annual_tables(actor=request.actor, tables_id=tables_id, on=localdate())
    messages.success(request, _("已重新取数；您填的没有动。"))
    return redirect("annual", tables_id)


@requires(SIGN)
@require_POST
def annual_sign(request: ActorRequest, tables_id: UUID) -> HttpResponse:
    try:
        sign_annual_tables(
            actor=request.actor,
            tables_id=tables_id,
            on=localdate(),
            at=timezone.now(),
            address=reverse("annual", args=[tables_id]),
        )
    except Refused as no:
        return _page(request, tables_for(actor=request.actor, tables_id=tables_id), no)
    messages.success(request, _("已签发，报到上级民政部门。"))
    return redirect("annual", tables_id)


@requires(ACCEPT)
@require_POST
def annual_accept(request: ActorRequest, tables_id: UUID) -> HttpResponse:
    accept_annual_tables(
        actor=request.actor,
        tables_id=tables_id,
        on=localdate(),
        at=timezone.now(),
        address=reverse("annual", args=[tables_id]),
    )
    messages.success(request, _("已接收。"))
    return redirect("annual", tables_id)


@requires(RETURN)
@require_POST
def annual_return(request: ActorRequest, tables_id: UUID) -> HttpResponse:
    try:
        return_annual_tables(
            actor=request.actor,
            tables_id=tables_id,
            on=localdate(),
            at=timezone.now(),
            reason=request.POST.get("reason", ""),
            address=reverse("annual", args=[tables_id]),
        )
    except Refused as no:
        return _page(request, tables_for(actor=request.actor, tables_id=tables_id), no)
    messages.success(request, _("已退回，县里会看到您的理由。"))
    return redirect("annual", tables_id)
