"""The yearly tables: heads, what is counted for a county, what stood there the year before, sums above the county."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from yizhan.contracts.models import AgencyProfile, Agreement, Entry, Project
from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy.book import shelf
from yizhan.reports.models import AnnualCell, AnnualEntry, AnnualTables
from yizhan.reports.rules.annual import VIEW, Cell, Heads, Table, read_heads
from yizhan.stations.models import Station

FEN_PER_WAN = Decimal(1_000_000)
SENT = (AnnualTables.State.SIGNED, AnnualTables.State.ACCEPTED)


@lru_cache(maxsize=1)
def heads() -> Heads:
    """As shipped; see the file's own head for how to change it."""
    return read_heads((Path(__file__).parents[1] / "data" / "annual.yaml").read_text("utf-8"))


def annual_tables(*, actor: Actor, verb: str = VIEW) -> QuerySet[AnnualTables]:
    """In sight, newest year first; an office above sees those that were sent up, never a draft."""
    rows = AnnualTables.objects.visible_to(actor, verb)
    if not any(len(grant.region) == 6 for grant in actor.grants_for(verb)):
        rows = rows.exclude(first_signed_on=None)
    return rows.defer("frozen").order_by("-year", "region_code")


def tables_for(*, actor: Actor, tables_id: UUID, verb: str = VIEW) -> AnnualTables:
    """AnnualTables.DoesNotExist: out of sight, or a draft of another office."""
    return annual_tables(actor=actor, verb=verb).get(pk=tables_id)


def so_far(*, year: int, on: date) -> Period:
    whole = Period(date(year, 1, 1), date(year, 12, 31))
    return Period(whole.first, max(whole.first, min(whole.last, on)))


def counted(*, cells: Iterable[Cell], region_code: str, period: Period) -> dict[str, Decimal]:
    """What the program knows of each cell that has a count, by cell."""
    stations = list(
        Station.objects.filter(region_code__startswith=region_code, opened_on__lte=period.last)
        .exclude(closed_on__lte=period.last)
        .values_list("pk", flat=True)
    )
    funds = _funds(region_code, period)
    named = [cell for cell in cells if cell.metric == "资金"]
    words = [word for cell in named for word in cell.sources]
    found: dict[str, Decimal] = {}
    for cell in cells:
        if not cell.metric:
            continue
        if cell.metric == "资金":
            found[cell.code] = _wan(
                sum(
                    fen
                    for source, fen in funds.items()
                    if (
                        any(word in source for word in cell.sources)
                        if cell.sources
                        else not any(word in source for word in words)
                    )
                )
            )
        elif cell.metric == "站点":
            found[cell.code] = Decimal(len(stations))
        elif cell.metric == "机构":
            found[cell.code] = Decimal(
                AgencyProfile.objects.filter(region_code__startswith=region_code, is_local=True).count()
            )
        else:
            one = METRICS[cell.metric]
            asked = Period.of_day(period.last) if one.stock else period
            values = one(stations=stations, period=asked)
            found[cell.code] = sum((Decimal(value or 0) for value in values.values()), Decimal(0))
    return {code: value.quantize(Decimal("0.01"), ROUND_HALF_UP) for code, value in found.items()}


def _funds(region_code: str, period: Period) -> dict[str, int]:
    """Fen that arrived in the year, by source; taken-back entries count the other way."""
    rows = Entry.objects.filter(
        region_code__startswith=region_code, kind="ALLOCATED", moved_on__range=(period.first, period.last)
    )
    sums = (
        rows.order_by()
        .values("source")
        .annotate(
            came=Sum("amount_fen", filter=Q(reverses=None), default=0),
            back=Sum("amount_fen", filter=Q(reverses__isnull=False), default=0),
        )
    )
    return {row["source"]: row["came"] - row["back"] for row in sums}


def _wan(fen: int) -> Decimal:
    return Decimal(fen) / FEN_PER_WAN


def listed(*, table: Table, region_code: str, year: int) -> list[tuple[str, list[str]]]:
    """(key, texts) of the lines records can fill a list with."""
    if table.filled_from == "政策文件":
        return [
            (
                pack.id,
                [pack.basis.name, pack.basis.number, pack.basis.issuer, f"{pack.basis.issued_on}"],
            )
            for pack in shelf()
            if region_code.startswith(pack.region)
            and pack.basis.issued_on is not None
            and pack.basis.issued_on.year == year
        ]
    if table.filled_from == "项目":
        return _projects(region_code, year)
    return []


def _projects(region_code: str, year: int) -> list[tuple[str, list[str]]]:
    """Each project of the year with its stations and its money, from the agreements signed; three questions in all."""
    rows = list(
        Project.objects.filter(
            region_code__startswith=region_code,
            first_on__lte=date(year, 12, 31),
            last_on__gte=date(year, 1, 1),
        ).order_by("first_on", "id")
    )
    signed = Agreement.objects.filter(project__in=rows).exclude(signed_on=None).order_by()
    fen = dict(signed.values_list("project").annotate(Sum("amount_fen")))
    stations = dict(signed.values_list("project").annotate(Count("stations__station", distinct=True)))
    return [
        (
            str(row.pk),
            [
                row.name,
                f"{row.first_on} 至 {row.last_on}",
                f"{stations.get(row.pk, 0)}",
                f"{_wan(fen.get(row.pk) or 0).normalize():f}",
                "",
            ],
        )
        for row in rows
    ]


def year_before(*, region_code: str, year: int) -> dict[str, Decimal | None]:
    """Figures of the same county a year earlier, once they were sent up."""
    rows = AnnualCell.objects.filter(
        tables__region_code=region_code, tables__year=year - 1, tables__state__in=SENT
    )
    return dict(rows.values_list("code", "value"))


def stale_cells(*, tables: AnnualTables, on: date) -> int:
    """How many counted cells the records would give differently by now."""
    kept = {cell.code: cell.computed for cell in tables.cells.exclude(computed=None)}
    cells = [cell for code, cell in heads().cells.items() if code in kept]
    now = counted(
        cells=cells,
        region_code=tables.region_code,
        period=so_far(year=tables.year, on=min(on, max(tables.counted_to_on, date(tables.year, 1, 1)))),
    )
    return sum(now[cell.code] != kept[cell.code] for cell in cells)


def frozen_tables(tables: AnnualTables, *, signed_by: str, on: date) -> dict[str, Any]:
    """What is signed: the heads of that day, every figure, every line."""
    told = heads()
    cells = {cell.code: cell for cell in tables.cells.all()}
    lines = by_table(tables.entries.filter(gone=False))
    return {
        "region_code": tables.region_code,
        "year": tables.year,
        "edition": told.edition,
        "counted_to": tables.counted_to_on.isoformat(),
        "tables": [
            {
                "code": table.code,
                "name": table.name,
                "cells": [
                    [
                        cell.code, cell.row, cell.column, cell.unit,
                        None if cells[cell.code].value is None else str(cells[cell.code].value), cells[cell.code].note,
                    ]
                    for cell in table.cells
                    if cell.code in cells
                ],
                "columns": list(table.entries),
                "lines": [entry.texts for entry in lines.get(table.code, [])],
            }
            for table in told.tables
        ],
        "signed_by": signed_by,
        "signed_on": on.isoformat(),
    }  # fmt: skip


def sums_above(*, actor: Actor, year: int, verb: str = VIEW) -> tuple[dict[str, Decimal], int]:
    """Sums over the counties in sight that sent their tables, and how many did."""
    rows = AnnualTables.objects.visible_to(actor, verb).filter(year=year, state__in=SENT)
    found = (
        AnnualCell.objects.filter(tables__in=rows.order_by().values("pk"))
        .order_by()
        .values_list("code")
        .annotate(sum=Sum("value"))
    )
    return {code: value for code, value in found if value is not None}, rows.count()


def entries_above(*, actor: Actor, year: int, verb: str = VIEW, most: int = 500) -> list[AnnualEntry]:
    """Lines of the lists of every county in sight that sent its tables."""
    rows = AnnualTables.objects.visible_to(actor, verb).filter(year=year, state__in=SENT)
    return list(
        AnnualEntry.objects.filter(tables__in=rows.order_by().values("pk"), gone=False)
        .select_related("tables")
        .order_by("table", "tables__region_code", "number")[:most]
    )


def by_table(entries: Iterable[AnnualEntry]) -> Mapping[str, list[AnnualEntry]]:
    found: dict[str, list[AnnualEntry]] = defaultdict(list)
    for entry in entries:
        found[entry.table].append(entry)
    return found
