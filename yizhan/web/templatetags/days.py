"""Days on a page: how long is left, how a day is written."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yizhan.kernel.calendar import workdays_left

register = template.Library()
SOON = 3
"""Working days from which on a deadline turns amber."""


def _days(due: date, today: date) -> tuple[str, str, str]:
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
