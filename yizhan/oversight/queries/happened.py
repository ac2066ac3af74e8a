"""What of inspections the calendar of duties sees by itself."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from yizhan.kernel.happened import Happened, happened
from yizhan.kernel.period import Period
from yizhan.oversight.models import Inspection
from yizhan.stations.models import Station

CITY_SUPERVISES = "supervision.quarterly-city"
CITY_DIGITS, COUNTY_DIGITS = 4, 6


def counties_inspected(*, city: str, period: Period) -> dict[str, tuple[date, UUID] | None]:
    """Every county of a city that has a station here: the first visit of the city in the period; None when there was none."""
    stations = Station.objects.filter(region_code__startswith=city, opened_on__lte=period.last)
    found: dict[str, tuple[date, UUID] | None] = {
        code[:COUNTY_DIGITS]: None
        for code in sorted(
            stations.exclude(status=Station.Status.CLOSED).values_list("region_code", flat=True)
        )
    }
    visits = Inspection.objects.filter(
        region_code__startswith=city, party=Inspection.Party.CITY, state="DONE",
        done_on__range=(period.first, period.last),
    )  # fmt: skip
    for pk, code, day in visits.order_by("done_on", "id").values_list("pk", "region_code", "done_on"):
        if day is not None and found.get(code[:COUNTY_DIGITS], ()) is None:
            found[code[:COUNTY_DIGITS]] = (day, pk)
    return found


@happened(CITY_SUPERVISES, told_too=True)
def city_supervised(*, region: str, span: Period) -> Iterable[Happened]:
    """A city looked at each of its counties in a quarter; done with the first visit to the last of them."""
    if len(region) > CITY_DIGITS:
        return
    visits = Inspection.objects.filter(
        region_code__startswith=region, party=Inspection.Party.CITY, state="DONE",
        done_on__range=(span.first, span.last),
    )  # fmt: skip
    quarters = {
        (code[:CITY_DIGITS], Period.quarter_of(day))
        for code, day in visits.values_list("region_code", "done_on")
        if day is not None
    }
    for city, quarter in sorted(quarters, key=lambda one: (one[0], one[1].first)):
        known = counties_inspected(city=city, period=quarter)
        days = [each for each in known.values() if each is not None]
        if days and len(days) == len(known):
            day, pk = max(days)
            yield Happened(region_code=city, on=day, period_first=quarter.first, kind="inspection", id=pk)
