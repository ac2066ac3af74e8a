"""工作台: what is due for this person today, three or four figures, and nothing else."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate

from yizhan.kernel.period import Period
from yizhan.reports.rules.cells import WHY_STARS
from yizhan.web.contracts.agreements_due import agreement_rows
from yizhan.web.contracts.filings import filing_rows
from yizhan.web.contracts.money.due import money_rows
from yizhan.web.door import ActorRequest, signed_in_page
from yizhan.web.home.field_due import assessment_lines, coming_next, duty_lines, field_lines
from yizhan.web.home.figures import board_of, figures_of, links_of, totals_below
from yizhan.web.home.lines import SHOWN, Due
from yizhan.web.home.reports_due import county_lines, opinion_lines, report_lines, staff_lines
from yizhan.web.oversight.due import oversight_rows
from yizhan.web.phones_due import answer_rows, call_rows
from yizhan.web.reports.county import board_rights, tiles_of, trend_chart, worst_of
from yizhan.web.services.archive_due import archive_rows
from yizhan.web.services.cases_due import case_rows
from yizhan.web.services.desk_due import desk_rows
from yizhan.web.services.programmes_due import programme_rows
from yizhan.web.services.supervisions_due import supervision_rows
from yizhan.web.workforce.due import staff_rows


@signed_in_page("everybody has a home; it shows only what the roles of this person may see")
def home(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    period = Period.month_of(on)
    seen = board_of(actor, period, on)
    below = totals_below(actor, period, on)
    due = sorted(
        [
            *field_lines(actor, on),
            *assessment_lines(actor, on),
            *report_lines(actor, on),
            *opinion_lines(actor, on),
            *county_lines(actor, on, seen),
            *staff_lines(actor, on),
            *duty_lines(actor, on),
            *(Due(*row) for row in case_rows(actor, on)),
            *(Due(*row) for row in desk_rows(actor, on)),
            *(Due(*row) for row in programme_rows(actor, on)),
            *(Due(*row) for row in staff_rows(actor, on)),
            *(Due(*row) for row in filing_rows(actor, on)),
            *(Due(*row) for row in agreement_rows(actor, on)),
            *(Due(*row) for row in money_rows(actor, on)),
            *(Due(*row) for row in supervision_rows(actor, on)),
            *(Due(*row) for row in archive_rows(actor, on)),
            *(Due(*row) for row in answer_rows(actor, on)),
            *(Due(*row) for row in oversight_rows(actor, on)),
        ],
        key=lambda each: (each.by or date.max, each.what),
    )
    due = [*(Due(*row) for row in call_rows(actor)), *due]
    late = sum(1 for each in due if each.by and each.by < on)
    soon = next((each for each in due if each.by and each.by >= on), None)
    facts: dict[str, Any] = {
        "hour": timezone.localtime().hour,
        "name": request.user.display_name if hasattr(request.user, "display_name") else "",
        "due": due[:SHOWN],
        "hidden": max(0, len(due) - SHOWN),
        "count": len(due),
        "coming": coming_next(actor, on, due),
        "late": late,
        "soon": soon,
        "figures": figures_of(actor, period, on, seen),
        "board": seen if seen and len(seen.rows) > 1 else None,
        "rows": seen.rows if seen else [],
        "accepted": seen.by_state("ACCEPTED") if seen else 0,
        "signed": seen.by_state("SIGNED") if seen else 0,
        "tiles": tiles_of(seen) if seen else [],
        "columns": seen.map.columns if seen and seen.map else 4,
        "worst": worst_of(seen) if seen else [],
        "trend": trend_chart(seen) if seen and len(seen.trend) > 1 else None,
        "month": f"{period.first:%Y-%m}",
        "below": below,
        "why_stars": WHY_STARS if any(row["few_served"] or row["few_seen"] for row in below) else "",
        "today": on,
        "may_total": actor.may("reports.view_totals"),
        "may_record": actor.may("services.record_service"),
        **board_rights(actor),
        "links": links_of(actor),
    }
    return render(request, "home/home.html", facts)
