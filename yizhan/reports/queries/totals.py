"""The kept figures of a territory added up, as a whole and by division."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Min, Sum

from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.reports.models import StationMonth
from yizhan.reports.queries.board import percent
from yizhan.reports.queries.counties import DIGITS, county_figures
from yizhan.reports.queries.sheet import TOTALS


@dataclass(frozen=True)
class Total:
    """The kept figures of a territory for one month, by metric; shares are not summed."""

    period: Period
    figures: dict[str, Decimal]
    stations: int
    as_of: datetime | None


def totals(*, actor: Actor, period: Period, region_code: str = "", verb: str = TOTALS) -> Total:
    """Sums over every station in sight, read from the kept figures: two queries for a county and for a province.

    Whoever sees whole counties reads the sums of the counties, and their number is that of the counties.
    """
    wide = county_figures(actor=actor, verb=verb, code=region_code)
    if wide is not None:
        found = list(
            wide.filter(month=period.first)
            .exclude(metric="services.visit_rate")
            .order_by()
            .values_list("metric")
            .annotate(sum=Sum("value"), n=Sum("stations"), oldest=Min("as_of"))
            .values_list("metric", "sum", "n", "oldest")
        )
        figures = {name: value for name, value, _n, _oldest in found}
        _rate_of(figures)
        return Total(
            period,
            figures,
            max((n for _name, _value, n, _oldest in found), default=0),
            min((oldest for _name, _value, _n, oldest in found), default=None),
        )
    rows = StationMonth.objects.visible_to(actor, verb).filter(month=period.first)
    if region_code:
        rows = rows.filter(region_code__startswith=region_code)
    figures = {
        row["metric"]: row["sum"]
        for row in rows.exclude(metric="services.visit_rate")
        .order_by()
        .values("metric")
        .annotate(sum=Sum("value"))
    }
    told = rows.order_by().aggregate(stations=Count("station_id", distinct=True), as_of=Min("as_of"))
    _rate_of(figures)
    return Total(period, figures, told["stations"], told["as_of"])


def _rate_of(figures: dict[str, Decimal]) -> None:
    """A share is not added up but worked out from its parts."""
    if due := figures.get("services.visit_due"):
        figures["services.visit_rate"] = percent(
            int(figures.get("services.visit_met", 0)), int(due)
        ) or Decimal(0)


def regions_below(
    *, actor: Actor, period: Period, digits: int, verb: str = TOTALS
) -> list[tuple[str, dict[str, Decimal]]]:
    """Totals of each division of so many digits inside the actor's territory: cities of a province, counties of a city."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    names = ("services.services", "services.visit_due", "services.visit_met")
    wide = county_figures(actor=actor, verb=verb) if digits <= DIGITS else None
    rows: Iterable[tuple[str, str, Decimal]] = (
        wide.filter(month=period.first, metric__in=names).values_list("county_code", "metric", "value")
        if wide is not None
        else StationMonth.objects.visible_to(actor, verb)
        .filter(month=period.first, metric__in=names)
        .order_by()
        .values_list("region_code", "metric")
        .annotate(sum=Sum("value"))
        .values_list("region_code", "metric", "sum")
    )
    for code, name, value in rows:
        found[code[:digits]][name] += value
    return sorted((code, dict(figures)) for code, figures in found.items())
