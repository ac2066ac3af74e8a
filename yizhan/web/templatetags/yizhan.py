"""The components of every page: `{% load yizhan %}`.

The look of each is drawn in assets/src/yizhan.css. No component needs a style attribute or a script of its own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Protocol, runtime_checkable
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.defaultfilters import floatformat
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yizhan.kernel import money as kernel_money
from yizhan.kernel.actor import NOBODY
from yizhan.kernel.calendar import workdays_left
from yizhan.kernel.ids import uuid7
from yizhan.policy.book import short_source
from yizhan.web import nav, once
from yizhan.web.type_size import is_large

register = template.Library()

Tone = Literal["good", "bad", "warn", "idle", "blue", ""]


@dataclass(frozen=True)
class StateIcon:
    icon: str


STATE_ICONS: dict[str, StateIcon] = {
    "good": StateIcon(icon="circle-check"),
    "bad": StateIcon(icon="circle-x"),
    "warn": StateIcon(icon="clock"),
    "idle": StateIcon(icon="help-circle"),
    "blue": StateIcon(icon="eye-check"),
}
STEP_ICONS: dict[str, StateIcon] = {
    "ok": StateIcon(icon="check"),
    "now": StateIcon(icon="user"),
    "later": StateIcon(icon="circle-dot"),
    "bad": StateIcon(icon="arrow-back-up"),
}
NOTE_ICONS: dict[str, StateIcon] = {
    "": StateIcon(icon="info-circle"),
    "good": StateIcon(icon="circle-check"),
    "warn": StateIcon(icon="alert-triangle"),
    "bad": StateIcon(icon="alert-circle"),
}
SOON = 3
"""Working days from which on a deadline turns amber."""


@runtime_checkable
class HasChip(Protocol):
    """A rule of a policy pack, as far as its chip needs it."""

    @property
    def ref(self) -> str: ...

    @property
    def chip(self) -> str: ...

    @property
    def source(self) -> str: ...


@dataclass(frozen=True)
class Step:
    """One link of a chain.

    state   ok done, now whose turn it is, later, bad sent back
    lines   under the name: who, when, until when
    clause  text of the clause chip, or ""
    """

    name: str
    state: Literal["ok", "now", "later", "bad"]
    lines: Sequence[str] = ()
    clause: str = ""
    rule_id: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Choice:
    """One part of a segment: its value in the address bar ("" leaves the filter off), name, and count."""

    value: str
    label: str
    count: int | None = None


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


@dataclass(frozen=True)
class Shell:
    """Everything around the page: menu, search, bell, who."""

    menu: list[nav.Item] = field(default_factory=list)
    home_url: str | None = None
    search_url: str | None = None
    notices_url: str | None = None
    unread: int = 0
    profile_url: str | None = None
    sign_out_url: str | None = None
    who_id: str = ""
    who_name: str = ""
    who_role: str = ""
    demo: str = ""
    large: bool = False
    type_url: str | None = None
    alarms_url: str | None = None


# --- the frame ------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def shell(context: Context) -> Shell:
    """What base.html needs; complete even where a request never met the middleware (error pages)."""
    demo = _("演示环境：人员、机构、金额均为虚构，不代表真实情况") if getattr(settings, "DEMO", False) else ""
    request = context.get("request")
    user = getattr(request, "user", None)
    large = isinstance(request, HttpRequest) and is_large(request)
    if not isinstance(request, HttpRequest) or user is None or not user.is_authenticated:
        return Shell(demo=demo, large=large, type_url=nav.url_or_none("type-size"))
    actor = getattr(request, "actor", NOBODY)
    organisation = getattr(user, "organisation", None)
    roles = "、".join(_role_label(role) for role in sorted(actor.roles))
    return Shell(
        menu=nav.menu(actor, request.path),
        home_url=nav.url_or_none("home"),
        search_url=nav.url_or_none("search"),
        notices_url=nav.url_or_none("notices"),
        unread=int(getattr(user, "unread_notices", 0)),
        profile_url=nav.url_or_none("profile"),
        sign_out_url=nav.url_or_none("sign-out") or nav.url_or_none("account_logout"),
        who_id=actor.id,
        who_name=getattr(user, "display_name", "") or user.get_username(),
        who_role=" · ".join(part for part in (roles, getattr(organisation, "name", "")) if part),
        demo=demo,
        large=large,
        type_url=nav.url_or_none("type-size"),
        alarms_url=nav.url_or_none("alarm-clock") if actor.may("services.open_alarm") else None,
    )


def _role_label(code: str) -> str:
    from yizhan.access.roles import ROLES  # the table of roles, read only when somebody is signed in

    role = ROLES.get(code)
    return role.label if role else code


@register.simple_tag(name="icon")
def draw_icon(name: str, *, label: str = "", css: str = "") -> SafeString:
    """A picture out of the sprite; silent to screen readers unless it has a label."""
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    classes = f"icon {css}".strip()
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>', classes, said, static("yizhan/icons.svg"), name
    )


@register.inclusion_tag("_crumbs.html")
def crumbs(*parts: str) -> dict[str, object]:
    """The way here: {% crumbs "服务对象" url "南开乡" url "一人一档" %}; the last part has no address."""
    pairs = [(parts[n], parts[n + 1]) for n in range(0, len(parts) - 1, 2)]
    return {"pairs": pairs, "last": parts[-1] if len(parts) % 2 else ""}


# --- clause, state, tag, days ---------------------------------------------------------------------------------------


@register.simple_tag
def clause(
    rule: HasChip | str | None,
    *,
    rule_id: str = "",
    agreement: bool = False,
    region: str = "",
    on: date | None = None,
) -> SafeString:
    """The chip that says where it is written and leads to the rule.

    rule       a rule of a pack, or the text of the clause as a row or a refusal keeps it; nothing gives nothing
    rule_id    with a text: the rule it leads to, best as `pack:id`: a bare id means another text in another county
    region     with a bare id: the place the clause was read for, since the reader may answer for several
    on         the same with the day, where it is not today
    agreement  dashed: a clause of an agreement, not of an issued document
    """
    if not rule:
        return SafeString("")
    if isinstance(rule, str):
        text, said = short_source(rule), rule
    else:
        text, said, rule_id = rule.chip, rule.source, rule.ref
    picture = draw_icon("file-text") if agreement else draw_icon("book-2")
    css = "cl ag" if agreement else "cl"
    rules = nav.url_or_none("rules")
    if rules and rule_id:
        facts = {"rule": rule_id, "region": region, "on": on.isoformat() if on else ""}
        query = urlencode({name: value for name, value in facts.items() if value}, safe=":/")
        return format_html(
            '<a class="{}" href="{}?{}" title="{}">{}{}</a>', css, rules, query, said, picture, text
        )
    return format_html('<span class="{}" title="{}">{}{}</span>', css, said, picture, text)


@register.simple_tag
def state(kind: str, text: str, *, icon: str = "") -> SafeString:
    """Icon and word: good, bad, warn, idle (待定), blue (your turn). Never colour alone."""
    picture = draw_icon(icon or STATE_ICONS[kind].icon)
    return format_html('<span class="st {}">{}{}</span>', kind, picture, text)


@register.simple_tag
def tag(text: str, tone: str = "", *, dashed: bool = False) -> SafeString:
    css = " ".join(part for part in ("tag", tone, "dashed" if dashed else "") if part)
    return format_html('<span class="{}">{}</span>', css, text)


def _days(due: date, today: date) -> tuple[Tone, str, str]:
    """Tone, the big word, and the small one."""
    left = workdays_left(today, due)
    if left < 0:
        return "bad", _("%(days)d 天") % {"days": -left}, _("已逾期")
    if due == today:
        return "warn", _("今天"), _("到期")
    if left == 0:
        return "warn", _("不足1"), _("个工作日")
    return ("warn" if left <= SOON else ""), str(left), _("个工作日")


@register.simple_tag
def days_left(due: date | None, today: date | None = None) -> SafeString:
    """The box at the head of a due row: 已逾期 N 天, 今天, N 个工作日. Today is not counted."""
    if not due:
        return SafeString("")
    tone, big, small = _days(due, today or timezone.localdate())
    return format_html('<span class="{}"><b>{}</b>{}</span>', f"days {tone}".strip(), big, small)


@register.simple_tag
def days_text(due: date | None, today: date | None = None) -> SafeString:
    """The same in a sentence: 已逾期 12 天, 今天到期, 还剩 3 个工作日."""
    if not due:
        return SafeString("")
    day = today or timezone.localdate()
    tone, big, small = _days(due, day)
    if tone == "bad":
        words = f"{small} {big}"
    elif due == day:
        words = f"{big}{small}"
    else:
        words = _("还剩 %(count)s %(unit)s") % {"count": big, "unit": small}
    return format_html('<span class="{}">{}</span>', tone or "dim", words)


# --- numbers --------------------------------------------------------------------------------------------------------


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
    if mark is not None:
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


# --- dates and masks ------------------------------------------------------------------------------------------------


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2026年11月20日"""
    if not value:
        return ""
    day = _day(value)
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


@register.filter
def short_date(value: date | datetime | None) -> str:
    """11-20, with the year when it is not this year."""
    if not value:
        return ""
    day = _day(value)
    return f"{day:%m-%d}" if day.year == timezone.localdate().year else f"{day:%Y-%m-%d}"


@register.filter
def short_time(value: datetime | None) -> str:
    """11-19 16:20, local time, with the year when it is not this year."""
    return f"{short_date(value)} {timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def weekday(value: date | None) -> str:
    return date_format(_day(value), "l") if value else ""


@register.simple_tag
def masked(text: str) -> SafeString:
    """An already masked value, said to be so."""
    if not text:
        return SafeString("—")
    return format_html(
        '<span class="num masked" title="{0}">{1}<span class="visually-hidden">（{0}）</span></span>',
        _("已遮住"),
        text,
    )


# --- blocks ---------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def note(content: str, tone: str = "", *, role: str = "") -> SafeString:
    """One sentence on what the picture means and the one link that helps: {% note "warn" %}…{% endnote %}."""
    said = format_html(' role="{}"', role) if role else SafeString("")
    return format_html(
        '<div class="{}"{}>{}<div class="say">{}</div></div>',
        f"note {tone}".strip(),
        said,
        draw_icon(NOTE_ICONS[tone].icon),
        SafeString(content),
    )


@register.inclusion_tag("_chain.html")
def chain(steps: Iterable[Step]) -> dict[str, object]:
    """Who had it, whose turn it is, who comes after."""
    return {"steps": [(step, step.icon or STEP_ICONS[step.state].icon) for step in steps]}


@register.inclusion_tag("_segment.html", takes_context=True)
def segment(context: Context, name: str, choices: Iterable[Choice], *, label: str = "") -> dict[str, object]:
    """A filter with counts; the choice lives in the address bar beside all other filters, paging starts again."""
    request: HttpRequest = context["request"]
    chosen = request.GET.get(name, "")
    parts: list[tuple[Choice, str, bool]] = []
    for choice in choices:
        query = request.GET.copy()
        query.pop("after", None)
        query.pop(name, None)
        if choice.value:
            query[name] = choice.value
        parts.append((choice, f"?{query.urlencode()}" if query else request.path, choice.value == chosen))
    return {"parts": parts, "label": label or _("筛选")}


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


@register.inclusion_tag("_empty.html")
def empty(
    title: str, text: str = "", *, icon: str = "mood-empty", url: str = "", action: str = ""
) -> dict[str, str]:
    """Nothing here: what that means, and what to do next."""
    return {"title": title, "text": text, "picture": icon, "url": url, "action": action}


@register.simple_tag(takes_context=True, name="once")
def draw_once(context: Context) -> SafeString:
    """The id under which a form is sent once; a form shown again with errors keeps it."""
    request = context.get("request")
    sent = request.POST.get(once.FIELD, "") if isinstance(request, HttpRequest) else ""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, sent or uuid7())


@register.inclusion_tag("_form_field.html")
def field_row(bound: BoundField, *, private: bool = False, css: str = "") -> dict[str, object]:
    """Label, help and error of one field, tied together; private keeps it out of drafts."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    group = bool(getattr(widget, "use_fieldset", False))
    single_tick = kind == "checkbox" and not group
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
    attrs: dict[str, str | bool] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if not group:
        base = "form-check-input" if single_tick else "form-select" if kind == "select" else "form-control"
        own = str(widget.attrs.get("class", ""))
        attrs["class"] = " ".join(part for part in (base, own, "is-invalid" if bound.errors else "") if part)
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs=attrs),
        "group": group,
        "choices": list(bound) if group else [],
        "single_tick": single_tick,
        "secret": kind == "password",
        "private": private,
        "css": css,
        "described": " ".join(described),
        "required": bound.field.required and not bound.field.disabled,
    }


@register.filter
def waits_for_password(user: Any) -> bool:
    """Whether the account's first password is still to be changed; those a demo brings along are entered without one."""
    if not user.must_change_password:
        return False
    return not settings.DEMO or not any(grant.given_by.startswith("job:") for grant in user.grants.all())


@register.filter
def items_count(value: int) -> str:
    """7 -> 7 件, for tags beside headings."""
    return ngettext("%(count)d 件", "%(count)d 件", value) % {"count": value}
