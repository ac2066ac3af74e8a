"""服务轨迹 of one worker: opened by the buyer at any time, counted from the records at that moment."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate

from yizhan.kernel.period import Period
from yizhan.services.queries.trajectory import VIEW, trajectory_of
from yizhan.web.door import ActorRequest, requires
from yizhan.workforce.models import POST_WORDS, Worker
from yizhan.workforce.queries import worker_in_sight
from yizhan.workforce.rules import one_project_rule

LONGEST_DAYS = 92


def span_asked(request: HttpRequest, on: date) -> Period:
    """The days asked for, a month (?month=2026-11) or from-to; this month without a word; a quarter at most."""
    try:
        if month := request.GET.get("month", ""):
            return Period.month_of(date.fromisoformat(f"{month}-01"))
        first, last = request.GET.get("from", ""), request.GET.get("to", "")
        if first and last:
            start, end = date.fromisoformat(first), date.fromisoformat(last)
            if start <= end:
                return Period(max(start, end - timedelta(days=LONGEST_DAYS - 1)), end)
    except ValueError:
        pass
    return Period.month_of(on)


@requires(VIEW, "workforce.view")
def worker_trajectory(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    worker: Worker = worker_in_sight(actor=actor, worker_id=worker_id, verb=VIEW)
    span = span_asked(request, on)
    month = Period.month_of(span.last)
    after = month.last + timedelta(days=1)
    facts = {
        "worker": worker,
        "found": trajectory_of(actor=actor, worker=worker, span=span, on=on),
        "span": span,
        "before": month.previous_month().first,
        "after": after if after <= on else None,
        "rule": one_project_rule(
            region_code=worker.region_code, post=POST_WORDS[worker.post], on=min(on, span.last)
        ),
        "at": timezone.localtime(),
        "on": on,
    }
    return render(request, "workforce/trajectory.html", facts)
