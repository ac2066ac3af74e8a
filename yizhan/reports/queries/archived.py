"""Monthly reports the county has accepted are files of the station's archive."""

from collections.abc import Iterable

from yizhan.reports.models import Report
from yizhan.services.queries.archive import SOURCES, Ask, Found

VIEW = "reports.view"


def accepted_reports(ask: Ask) -> Iterable[Found]:
    rows = Report.objects.visible_to(ask.actor, VIEW).filter(
        station=ask.station, state=Report.State.ACCEPTED, period_first_on__year=ask.year
    )
    for row in rows.order_by("period_first_on"):
        yield Found("REPORT", str(row.pk), f"{row.period_first_on:%Y年%-m月}月报", row.accepted_on)


if accepted_reports not in SOURCES:
    SOURCES.append(accepted_reports)
