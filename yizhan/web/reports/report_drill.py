"""The records behind one line of a monthly report."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from yizhan.kernel.metric import METRICS
from yizhan.reports.queries.sheet import VIEW, report_for
from yizhan.web.door import ActorRequest, requires
from yizhan.web.reports.figures import behind


@requires(VIEW)
def report_drill(request: ActorRequest, report_id: UUID, code: str) -> HttpResponse:
    """The records behind one line, for the panel on the right."""
    report = report_for(actor=request.actor, report_id=report_id)
    line = report.lines.filter(code=code).exclude(metric="").first()
    if line is None:
        return render(request, "reports/_drill.html", {"report": report, "line": None})
    one = METRICS[line.metric]
    found = behind(one, actor=request.actor, stations=[report.station_id], period=report.counted, most=8)
    facts = {
        "report": report,
        "line": line,
        "says": one.says,
        "behind": found,
        "month": f"{report.period_first_on:%Y-%m}",
    }
    return render(request, "reports/_drill.html" if request.htmx else "reports/drill.html", facts)
