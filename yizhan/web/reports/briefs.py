"""周报、通报、调度材料: filled in from the records, looked at on the page, taken away as Word."""

from datetime import date, timedelta
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from yizhan.papers.rules import docx
from yizhan.reports.queries.briefs import brief, brief_facts
from yizhan.reports.queries.sheet import TOTALS
from yizhan.reports.rules.briefs import NAMES, Brief, opening, period_before, period_of, to_settle
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.templatetags.yizhan import Choice

TEMPLATE = Path(__file__).parents[2] / "reports" / "templates_docx" / "brief.docx"
FIRST_DAY = date(2015, 1, 1)
KINDS = (("", _("周报")), ("month", _("通报")), ("quarter", _("调度材料")))


@requires(TOTALS)
def brief_page(request: ActorRequest) -> HttpResponse:
    on = localdate()
    made = _asked(request, on)
    following = made.period.last + timedelta(days=1)
    facts = {
        "brief": made,
        "choices": [Choice(value, str(label)) for value, label in KINDS],
        "opening": opening(made),
        "to_settle": to_settle(made) if made.kind == "quarter" else (),
        "before": period_before(made.kind, made.period).first,
        "after": following if following <= on else None,
        "kind": "" if made.kind == "week" else made.kind,
        "running": made.period.last > on,
    }
    return render(request, "reports/brief.html", facts)


@requires(TOTALS)
def brief_docx(request: ActorRequest) -> HttpResponse:
    on = localdate()
    made = _asked(request, on)
    return file_answer(
        docx(TEMPLATE, brief_facts(made, on=on)), f"{made.area}{NAMES[made.kind]}（{made.span}）.docx", DOCX
    )


def _asked(request: ActorRequest, on: date) -> Brief:
    """Of the span in the address; the one that runs where the address names none that can be."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in NAMES else "week"
    return brief(actor=request.actor, kind=kind, period=period_of(kind, _day(request, on)), on=on)


def _day(request: ActorRequest, on: date) -> date:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return on
    return day if FIRST_DAY <= day <= on else on
