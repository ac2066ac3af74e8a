"""Figures on a page: amounts, shares, numbers that open their records, bars and charts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django import template
from django.template.defaultfilters import floatformat
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yizhan.kernel import money as kernel_money

register = template.Library()


@dataclass(frozen=True)
class Series:
    """One line or row of bars; None leaves a gap."""

    name: str
    values: Sequence[int | float | None]
    tone: Literal["blue", "grey", "bad", "warn", "good"] = "blue"
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """What a picture shows; the page puts a table with the same figures beside it.

    kind   line over time, bar upright, rows lying (names on the left)
    axis   False hides the scale where the last figure stands in words above
    least  where the scale begins; None: at zero or as it fits
    """

    kind: Literal["line", "bar", "rows"]
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    area: bool = False
    axis: bool = True
    least: float | None = None


def number_text(value: object) -> str:
    """1234 -> 1,234; words and "—" stay as they are."""
    if isinstance(value, bool) or value is None:
        return "—"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float | Decimal):
        return f"{value:,}" if value != int(value) else f"{int(value):,}"
    return str(value)


@register.filter
def number(value: object) -> str:
    return number_text(value)


@register.simple_tag
def linked(value: object, url: str | None = None, tone: str = "", *, says: str = "") -> SafeString:
    """A number that opens its records. Zero is grey and no link; nothing known is a dash.

    tone  "bad" when it needs somebody
    says  what the reader of the screen hears besides the figure, for example 逾期，人
    """
    text = number_text(value)
    if value is None or value == "" or value == 0:
        return format_html('<span class="zero">{}</span>', text if value == 0 else "—")
    heard = format_html('<span class="visually-hidden">{} </span>', says) if says else SafeString("")
    if not url:
        return format_html('{}<span class="num {}">{}</span>', heard, tone, text)
    return format_html('<a class="{}" href="{}">{}{}</a>', f"v {tone}".strip(), url, heard, text)


@register.simple_tag
def money(fen: int | None, *, unit: str = "万元") -> SafeString:
    """An amount. In 万元 with two decimals, the yuan on hover; unit="元" for the exact figure."""
    if not isinstance(fen, int):
        return SafeString('<span class="zero">—</span>')
    exact = kernel_money.yuan(fen)
    if unit != "万元":
        return format_html('<span class="num">{} {}</span>', exact, _("元"))
    return format_html(
        '<span class="num" title="{}">{} {}</span>', f"{exact} {_('元')}", kernel_money.wan(fen), _("万元")
    )


@register.filter
def wan(fen: int | None) -> str:
    """Only the figure in 万元, for table cells under a heading that names the unit."""
    return kernel_money.wan(fen) if isinstance(fen, int) else "—"


@register.filter
def yuan(fen: int | None) -> str:
    return kernel_money.yuan(fen) if isinstance(fen, int) else "—"


@register.filter
def hours(minutes: int | None) -> str:
    """150 minutes -> 2.5; whole hours without a tenth."""
    return f"{minutes / 60:,.1f}".removesuffix(".0") if isinstance(minutes, int) else "—"


@register.filter
def percent(value: float | Decimal | None) -> str:
    """88.04 -> 88.0%; unknown is a dash."""
    return "—" if value in (None, "") else f"{floatformat(value, 1)}%"


@register.simple_tag
def bullet(
    value: float | Decimal | None, mark: float | Decimal | None = None, *, tone: str = "", label: str = ""
) -> SafeString:
    """A bar of 0 to 100, and a black line at `mark`: where it should be today, or what is required."""
    if value is None or value == "":
        return SafeString("")
    width = _of_hundred(value)
    says = label or f"{number_text(round(float(value), 1))}%"
    line: SafeString | str = ""
    if mark not in (None, ""):  # a template says "" where there is no rule to take the value of
        line = format_html(
            '<rect class="mark" x="{}%" width="2" height="16"></rect>',
            min(_of_hundred(mark), Decimal("99.5")),
        )
    return format_html(
        '<svg class="bullet" role="img" aria-label="{}"><rect class="track" y="4" width="100%" height="8" rx="4"></rect>'
        '<rect class="{}" y="4" width="{}%" height="8" rx="4"></rect>{}</svg>',
        says,
        f"fill {tone}".strip(),
        width,
        line,
    )


@register.simple_tag
def stacked(*parts: object, label: str = "") -> SafeString:
    """One bar of several parts: {% stacked 3 "bad" 3 "idle" 20 "good" label="…" %}."""
    pairs = [(Decimal(str(parts[n])), str(parts[n + 1])) for n in range(0, len(parts) - 1, 2)]
    whole = sum((size for size, _tone in pairs), Decimal(0))
    if not whole:
        return SafeString("")
    bars: list[tuple[str, Decimal, Decimal]] = []
    start = Decimal(0)
    for size, tone in pairs:
        share = (size * 100 / whole).quantize(Decimal("0.001"))
        bars.append((f"fill {tone}", start, share))
        start += share
    rects = format_html_join("", '<rect class="{}" x="{}%" y="3" width="{}%" height="10"></rect>', bars)
    return format_html('<svg class="bullet" role="img" aria-label="{}">{}</svg>', label, rects)


def _of_hundred(value: float | Decimal) -> Decimal:
    return max(Decimal(0), min(Decimal(100), Decimal(str(value)))).quantize(Decimal("0.1"))


@register.simple_tag
def chart(facts: Chart, label: str, *, css: str = "") -> SafeString:
    """A picture of figures that stand in a table nearby; needs {% chart_script %} in the scripts block."""
    data: Mapping[str, Any] = {
        "kind": facts.kind,
        "labels": list(facts.labels),
        "series": [
            {"name": one.name, "values": list(one.values), "tone": one.tone, "dashed": one.dashed}
            for one in facts.series
        ],
        "unit": facts.unit,
        "area": facts.area,
        "axis": facts.axis,
        **({} if facts.least is None else {"least": facts.least}),
    }
    return format_html(
        '<div class="{}" role="img" aria-label="{}" data-chart="{}"></div>',
        f"chart {css}".strip(),
        label,
        json.dumps(data, ensure_ascii=False),
    )


@register.simple_tag
def chart_script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("yizhan/charts.js"))
