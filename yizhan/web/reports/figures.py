"""从哪来: a figure, its definition in one sentence, and the records behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.clients.models import Client, Need
from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS, Metric
from yizhan.kernel.period import Period
from yizhan.oversight.models import Finding
from yizhan.privacy.scope import ScopedQuerySet
from yizhan.reports.models import Duty, Report
from yizhan.reports.queries.board import stations_in_sight
from yizhan.reports.rules.reports import plain
from yizhan.services.models import Case, Programme, PublicityItem, ServiceRecord, Session, TaskRefusal
from yizhan.services.queries.records import told
from yizhan.web.door import ActorRequest, requires
from yizhan.web.nav import url_or_none

SHOWN = 50
LOOKED_AT: dict[type, str] = {Finding: "oversight.view_findings"}
"""Rows that are looked at by a verb of their own; the others by that of their room."""
MOST_STATIONS = 400
"""A county has a dozen, a city a few hundred; above that only kept totals are shown."""


@dataclass(frozen=True)
class Record:
    """One record behind a figure, as a row: when, what, more, a number, and where it is."""

    day: date | None
    title: str
    more: str
    number: str
    url: str | None


@dataclass(frozen=True)
class Behind:
    """The records behind a figure. why_not: the reader's role sees totals only, or there is no list."""

    rows: list[Record]
    more: bool
    why_not: str = ""


@requires("reports.view_totals")
def figure_page(request: ActorRequest, metric: str) -> HttpResponse:
    one = METRICS.get(metric)
    if one is None:
        raise Http404
    on = localdate()
    days = _days(request, on)
    period = days or month_of(request.GET.get("month", ""), on)
    stations = list(stations_in_sight(actor=request.actor)[:MOST_STATIONS])
    wanted = [station for station in stations if str(station.pk) == request.GET.get("station", "")]
    chosen = wanted or stations
    values = one(stations=[station.pk for station in chosen], period=_up_to(one, period, on))
    lines = [(station, values.get(station.pk)) for station in chosen]
    facts = {
        "label": one.label,
        "unit": one.unit,
        "says": one.says,
        "period": period,
        "station": wanted[0] if wanted else None,
        "lines": [(station, shown(value), reverse("figure", args=[metric])) for station, value in lines],
        "total": _total(one, [value for _station, value in lines]),
        "behind": behind(one, actor=request.actor, stations=[station.pk for station in chosen], period=_up_to(one, period, on)),
        "before": "" if days else f"{period.previous_month().first:%Y-%m}",
        "after": "" if days or period.next_month().first > on else f"{period.next_month().first:%Y-%m}",
        "span": urlencode({"from": days.first, "to": days.last} if days else {"month": f"{period.first:%Y-%m}"}),
    }  # fmt: skip
    return render(request, "reports/figure.html", facts)


def _days(request: ActorRequest, on: date) -> Period | None:
    """The days of the address (from, to), where a rule asks for other days than a month; up to today."""
    try:
        first, last = (date.fromisoformat(request.GET.get(word, "")) for word in ("from", "to"))
    except ValueError:
        return None
    return Period(first, min(last, on)) if first <= min(last, on) else None


def month_of(word: str, on: date) -> Period:
    """The month of the address (2026-11), else this month."""
    try:
        return Period.month_of(date.fromisoformat(f"{word}-01"))
    except ValueError:
        return Period.month_of(on)


def _up_to(one: Metric, period: Period, on: date) -> Period:
    return Period(period.first, max(period.first, min(period.last, on))) if one.stock else period


def _total(one: Metric, values: Sequence[Any]) -> str:
    if one.unit in ("%", "项", "文", "日", "每人"):
        return shown(values[0]) if len(values) == 1 else ""
    return shown(sum(value or 0 for value in values))


def shown(value: Any) -> str:
    """A figure of any kind as text."""
    if value is None:
        return "—"
    if isinstance(value, frozenset | set | tuple | list):
        return "、".join(sorted(map(str, value))) or "—"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value) if isinstance(value, str) else plain(_decimal(value))


def _decimal(value: Any) -> Any:
    from decimal import Decimal

    return Decimal(str(value))


def behind(
    one: Metric, *, actor: Actor, stations: Sequence[UUID], period: Period, most: int = SHOWN
) -> Behind:
    """The records of a figure that this reader may open."""
    if one.drill is None:
        return Behind([], more=False, why_not=_("这个数没有明细。"))
    rows = one.drill(stations=stations, period=period)
    verb = LOOKED_AT.get(rows.model, f"{rows.model._meta.app_label}.view")
    if isinstance(rows, ScopedQuerySet):
        if not actor.may(verb):
            return Behind([], more=False, why_not=_("您的岗位只看合计，不看明细。"))
        rows = rows.visible_to(actor, verb)
    found = list(_joined(rows)[: most + 1])
    return Behind(_records(found[:most], actor), more=len(found) > most)


def _joined(rows: Any) -> Any:
    if rows.model is ServiceRecord:
        return rows.select_related("station", "worker").defer("note", "found", "follow_up_result")
    return (
        rows.select_related("station")
        if any(field.name == "station" for field in rows.model._meta.fields)
        else rows
    )


def _records(rows: list[Any], actor: Actor) -> list[Record]:
    if not rows:
        return []
    if isinstance(rows[0], ServiceRecord):
        return [_service(one) for one in told(rows, actor=actor)]
    return [_record(row) for row in rows]


def _service(one: Any) -> Record:
    names = "、".join(_("受限档案") if person.id is None else str(person.name) for person in one.people[:3])
    if len(one.people) > 3:
        names += _("等%(n)s人") % {"n": len(one.people)}
    return Record(
        day=one.record.done_on,
        title=names or one.record.title or one.record.partner or str(one.record.get_kind_display()),
        more=f"{one.record.contact} · {one.worker}",
        number=_("%(n)s 分钟") % {"n": one.record.minutes},
        url=reverse("service", args=[one.record.pk]),
    )


def _record(row: Any) -> Record:
    if isinstance(row, Client):
        return Record(
            row.next_visit_on, row.name, row.village_name, row.file_no, url_or_none("client-file", row.pk)
        )
    if isinstance(row, Need):
        return Record(
            row.found_on,
            row.client.name,
            f"{row.get_kind_display()}：{row.what[:30]}",
            str(row.get_state_display()),
            url_or_none("client-file", row.client_id),
        )
    if isinstance(row, Case):
        return Record(
            row.opened_on,
            _("个案 %(no)s") % {"no": row.case_no},
            row.station.short_name,
            str(row.get_state_display()),
            reverse("case", args=[row.pk]),
        )
    if isinstance(row, Finding):
        return Record(
            row.opened_on,
            row.what[:40],
            row.number,
            str(row.get_state_display()),
            reverse("finding", args=[row.pk]),
        )
    if isinstance(row, TaskRefusal):
        return Record(
            row.asked_on, row.asked_by, row.clause, str(row.get_outcome_display()), reverse("tasks")
        )
    if isinstance(row, Programme):
        return Record(
            row.starts_on,
            row.title,
            row.code,
            str(row.get_state_display()),
            reverse("programme", args=[row.pk]),
        )
    if isinstance(row, PublicityItem):
        return Record(
            row.published_on, row.title, row.medium, str(row.get_kind_display()), reverse("publicity")
        )
    if isinstance(row, Session):
        return Record(
            row.planned_on,
            _("%(title)s 第%(no)s节") % {"title": row.programme.title, "no": row.no},
            row.programme.code,
            str(row.get_state_display()),
            reverse("programme", args=[row.programme_id]),
        )
    if isinstance(row, Duty):
        return Record(row.due_on, row.what, row.period_label, str(row.get_state_display()), reverse("duties"))
    if isinstance(row, Report):
        return Record(
            row.first_signed_on,
            row.station.title,
            row.period.label,
            str(row.get_state_display()),
            reverse("report", args=[row.pk]),
        )
    return Record(None, str(row), "", "", None)
