"""趋势与比较: the figures of a territory over twelve months, against last month and last year; places around the median."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.period import Period
from yizhan.regions.models import Region
from yizhan.reports.queries.trends import Trend, Trends, trends
from yizhan.reports.queries.wall import own_codes
from yizhan.reports.rules.cells import STARS, WHY_STARS
from yizhan.reports.rules.reports import plain
from yizhan.reports.rules.trends import change_words
from yizhan.web.door import ActorRequest, requires
from yizhan.web.reports.figures import month_of
from yizhan.web.templatetags.figures import Chart, Series
from yizhan.web.templatetags.yizhan import Choice


@requires("reports.view_totals")
def trends_page(request: ActorRequest) -> HttpResponse:
    """The last whole month unless another is asked for: a month that runs is not compared with whole ones."""
    on = localdate()
    word = request.GET.get("month", "")
    period = month_of(word, on) if word else Period.month_of(on).previous_month()
    own = own_codes(actor=request.actor)
    code = request.GET.get("code", own[0] if own else "")
    try:
        seen = trends(actor=request.actor, code=code, period=period, on=on)
    except Region.DoesNotExist as away:
        raise Http404 from away
    runs = period.last >= on
    chosen = next((one for one in seen.trends if one.metric.name == request.GET.get("by")), seen.trends[0])
    facts: dict[str, Any] = {
        "seen": seen,
        "code": code,
        "name": seen.region.short_name if seen.region else _("全国"),
        "runs": runs,
        "cards": [_card(one, seen, code, runs=runs) for one in seen.trends],
        "choices": [
            Choice("" if one == seen.trends[0] else one.metric.name, one.metric.label) for one in seen.trends
        ],
        "chosen": {"label": chosen.metric.label, "unit": chosen.metric.unit, "median": plain(chosen.median)},
        "places": [
            (each.rank, seen.names.get(each.key, each.key), plain(each.value), _off(each.off), _place_url(seen, chosen, each.key))
            for each in chosen.places
        ]
        + [
            ("", seen.names.get(key, key), STARS, "", _place_url(seen, chosen, key))
            for key in sorted(str(each) for each in chosen.few if isinstance(each, str))
        ],
        "why_stars": WHY_STARS if any(one.few for one in seen.trends) else "",
        "month": f"{period.first:%Y-%m}",
        "before": f"{period.previous_month().first:%Y-%m}",
        "after": "" if period.next_month().first > on else f"{period.next_month().first:%Y-%m}",
    }  # fmt: skip
    return render(request, "reports/trends.html", facts)


def _card(one: Trend, seen: Trends, code: str, *, runs: bool) -> dict[str, Any]:
    unit, asked = (
        one.metric.unit,
        {"m": one.metric.name, "code": code, "by": "station" if seen.by_station else "place"},
    )
    month = f"{seen.period.first:%Y-%m}"
    return {
        "label": one.metric.label,
        "unit": unit,
        "says": one.metric.says,
        "value": STARS if one.months[-1][0] in one.few else plain(one.now),
        "url": f"{reverse('ask')}?{urlencode({**asked, 'from': month, 'to': month})}" if one.now is not None else "",
        "changes": []
        if runs
        else [
            change_words(one.now, one.before, unit=unit, than=_("上月")),
            change_words(one.now, one.year_ago, unit=unit, than=_("去年同月")),
        ],
        "median": plain(one.median),
        "chart": Chart(
            kind="line",
            labels=[f"{month.month}月" for month, _value in one.months],
            series=[
                Series(_("这十二个月"), [_point(value) for _month, value in one.months]),
                Series(_("上一年"), [_point(value) for value in one.year_before], "grey", dashed=True),
            ],
            unit=unit,
        ),
        "rows": [
            (f"{month:%Y-%m}", STARS if month in one.few else plain(value), plain(before))
            for (month, value), before in zip(one.months, one.year_before, strict=True)
        ],
    }  # fmt: skip


def _point(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _off(off: Decimal) -> str:
    if not off:
        return _("正好")
    return f"{'+' if off > 0 else '−'}{plain(abs(off))}"


def _place_url(seen: Trends, one: Trend, key: str) -> str:
    """A station opens the records of the month, a county its own comparison."""
    month = f"{seen.period.first:%Y-%m}"
    if seen.by_station:
        return f"{reverse('figure', args=[one.metric.name])}?station={key}&month={month}"
    return f"{reverse('trends')}?{urlencode({'code': key, 'month': month, 'by': one.metric.name})}"
