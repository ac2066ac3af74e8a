"""What of a map depends on who reads it: the warnings she sees, and the figures of few people she does not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import Count, Q

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import RiskWarning
from yizhan.oversight.rules.warnings import OPEN_STATES
from yizhan.reports.rules.cells import hidden_in_line
from yizhan.reports.rules.wall import Facts

WARNINGS = "oversight.view_warnings"
COUNTED_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "visits": ("due", "met"),
    "risk": ("high_risk", "high_risk_seen"),
}
"""The layers that count people, and the figures they are made of."""

Warned = list[tuple[str, UUID | None, int, int]]
"""(where, which station, how many warnings have not ended, how many of them are red)"""


def open_warnings(actor: Actor, code: str) -> Warned:
    """One query however wide the map is."""
    rows = RiskWarning.objects.visible_to(actor, WARNINGS).filter(state__in=OPEN_STATES)
    if code:
        rows = rows.filter(region_code__startswith=code)
    return list(
        rows.order_by()
        .values_list("region_code", "station_id")
        .annotate(n=Count("pk"), red=Count("pk", filter=Q(level="RED")))
    )


def with_warnings(facts: Facts, warned: Warned, *, code: str, station: UUID | None = None) -> Facts:
    """A division's own, those about an agreement of its county included; or a station's own."""
    mine = [
        (number, red)
        for where, one, number, red in warned
        if (one == station if station else where.startswith(code))
    ]
    return replace(facts, warnings=sum(number for number, _red in mine), red=sum(red for _n, red in mine))


def hide_few(places: Sequence[Facts], whole: Facts) -> tuple[list[Facts], Facts]:
    """No tile tells a figure of few people, neither by itself nor from the total and the other tiles."""
    unseen: list[set[str]] = [set() for _place in places]
    of_whole: set[str] = set()
    for layer, columns in COUNTED_PEOPLE.items():
        for column in columns:
            values = [getattr(place, column) for place in places]
            hidden, total = hidden_in_line(values, total=getattr(whole, column) or 0)
            for nth in hidden:
                unseen[nth].add(layer)
            if total:
                of_whole.add(layer)
    shown = [replace(place, few=frozenset(few)) for place, few in zip(places, unseen, strict=True)]
    return shown, replace(whole, few=frozenset(of_whole))
