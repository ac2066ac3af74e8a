"""年度统计表 as one workbook, a sheet a table; and the sums of the counties below."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.papers.rules import Heading, xlsx
from yizhan.papers.rules import Table as Sheet
from yizhan.regions.queries import regions_on
from yizhan.reports.models import AnnualEntry
from yizhan.reports.queries.annual import by_table, entries_above, heads, sums_above, tables_for
from yizhan.reports.rules.annual import VIEW, Table
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer


@requires(VIEW)
def annual_xlsx(request: ActorRequest, tables_id: UUID) -> HttpResponse:
    tables = tables_for(actor=request.actor, tables_id=tables_id)
    values = {row.code: row.value for row in tables.cells.all()}
    found = regions_on(codes=[tables.region_code], on=localdate()).get(tables.region_code)
    name = found.name if found else tables.region_code
    lead = _("%(state)s，数据截至 %(day)s") % {
        "state": tables.get_state_display(),
        "day": tables.counted_to_on,
    }
    lines = by_table(entry for entry in tables.entries.all() if not entry.gone)
    made = xlsx(
        *(
            _sheet(table, values, [(name, lines.get(table.code, []))], f"{name}，{lead}")
            for table in heads().tables
        )
    )
    return file_answer(made, f"{name}{tables.year}年度统计表.xlsx", XLSX)


@requires(VIEW)
def annual_sum(request: ActorRequest, year: int) -> HttpResponse:
    """The sums of the counties below that have sent theirs, on the page or as a workbook."""
    sums, counties = sums_above(actor=request.actor, year=year)
    if not counties:
        raise Http404
    entries = entries_above(actor=request.actor, year=year)
    names = regions_on(codes=sorted({entry.tables.region_code for entry in entries}), on=localdate())
    if "xlsx" in request.GET:
        lead = _("%(n)s 个县（市、区）已报") % {"n": counties}
        by_code = by_table(entries)
        made = xlsx(
            *(
                _sheet(
                    table,
                    sums,
                    _by_county(by_code.get(table.code, []), {code: one.name for code, one in names.items()}),
                    lead,
                )
                for table in heads().tables
            )
        )
        return file_answer(made, f"{year}年度统计表汇总.xlsx", XLSX)
    shown = heads().table(request.GET.get("table", "")) or heads().tables[0]
    facts = {
        "year": year,
        "counties": counties,
        "parts": heads().tables,
        "shown": shown,
        "grid": [
            (label, [(cell, sums.get(cell.code)) for cell in shown.line(place)])
            for place, label in enumerate(shown.rows)
        ],
        "lines": [
            (
                names[entry.tables.region_code].name if entry.tables.region_code in names else "",
                list(zip(shown.entries, entry.texts, strict=False)),
            )
            for entry in entries
            if entry.table == shown.code
        ],
    }
    return render(request, "reports/annual_sum.html", facts)


def _by_county(
    entries: Sequence[AnnualEntry], names: Mapping[str, str]
) -> list[tuple[str, list[AnnualEntry]]]:
    found: dict[str, list[AnnualEntry]] = {}
    for entry in entries:
        found.setdefault(entry.tables.region_code, []).append(entry)
    return [(names.get(code, code), rows) for code, rows in found.items()]


def _sheet(
    table: Table,
    values: Mapping[str, Decimal | None],
    lines: Sequence[tuple[str, Sequence[AnnualEntry]]],
    lead: str,
) -> Sheet:
    title = f"{table.code[1:]} {table.name}"
    if table.entries:
        return Sheet(
            title=title,
            headings=[Heading(_("县（市、区）")), *(Heading(each) for each in table.entries)],
            rows=[[name, *entry.texts] for name, rows in lines for entry in rows],
            lead=lead,
        )
    return Sheet(
        title=title,
        headings=[
            Heading(_("项目")),
            *(Heading(f"{name}（{unit}）", "number") for name, unit in table.columns),
        ],
        rows=[
            [label, *(values.get(cell.code) for cell in table.line(place))]
            for place, label in enumerate(table.rows)
        ],
        lead=lead,
    )
