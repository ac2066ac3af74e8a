"""工资发放: one month of a whole agency on one sheet."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel import money
from yizhan.kernel.period import Period
from yizhan.web.door import ActorRequest, requires
from yizhan.web.stations.forms import attempt
from yizhan.web.workforce.employment_forms import MonthForm
from yizhan.workforce.actions import record_month
from yizhan.workforce.queries.employment import MonthRow, month_sheet


def _month(text: str, on: date) -> Period:
    """The month asked for; without one, the month before this one: pay follows the work."""
    try:
        return Period.month_of(date.fromisoformat(f"{text}-01"))
    except ValueError:
        return Period.month_of(on).previous_month()


@requires("workforce.record_month", "workforce.view_pay")
def pay_month(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    month = _month(request.GET.get("month", "") or request.POST.get("month", ""), on)
    rows = month_sheet(actor=actor, month=month.first, last=month.last)
    form = MonthForm(request.POST or None, initial={"paid_on": on})
    given = {str(row.worker.pk): _proposed(row) for row in rows if row.paid is None}
    if request.method == "POST":
        given = {key: request.POST.get(f"fen-{key}", "").strip() for key in given}
        if form.is_valid():
            amounts, wrong = _amounts(given)
            if wrong:
                form.add_error(None, wrong)
            else:
                facts: dict[str, Any] = form.cleaned_data
                done = attempt(
                    form,
                    lambda: record_month(
                        actor=actor,
                        month=month.first,
                        amounts=amounts,
                        paid_on=facts["paid_on"],
                        voucher=facts["voucher"],
                        on=on,
                    ),
                )
                if done is not None:
                    messages.success(request, _("登记了 %(n)s 人的工资。") % {"n": len(done)})
                    return redirect(f"{request.path}?month={month.first:%Y-%m}")
    later = Period.month_of(month.last.replace(day=28)).first
    return render(
        request,
        "workforce/pay_month.html",
        {
            "month": month,
            "before": month.previous_month(),
            "after": _next(later) if _next(later) <= on else None,
            "rows": [(row, given.get(str(row.worker.pk), "")) for row in rows],
            "open": sum(row.paid is None for row in rows),
            "paid_fen": sum(row.paid.record.amount_fen for row in rows if row.paid is not None),
            "form": form,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _proposed(row: MonthRow) -> str:
    return money.yuan(row.proposed_fen).replace(",", "") if row.proposed_fen is not None else ""


def _amounts(given: dict[str, str]) -> tuple[dict[UUID, int], str]:
    found: dict[UUID, int] = {}
    for key, text in given.items():
        if not text:
            continue
        try:
            found[UUID(key)] = money.fen(text)
        except ValueError as no:
            return {}, f"{no}。"
    return found, ""
