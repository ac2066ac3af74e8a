"""One record behind a figure, of any kind, as a row: when, what, more, a number, and its page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.clients.models import Client, Need
from yizhan.contracts.models import AgreementStation
from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Finding, Survey
from yizhan.reports.models import Duty, Report
from yizhan.services.models import Case, Programme, PublicityItem, ServiceRecord, Session, TaskRefusal
from yizhan.services.queries.records import told
from yizhan.stations.models import (
    Equipment,
    OpeningStep,
    Room,
    SafetyCheck,
    ServiceList,
    ServiceListItem,
    Station,
    StationDocument,
)
from yizhan.web.door import opens
from yizhan.web.nav import url_or_none
from yizhan.workforce.models import Volunteer, Worker

LOOKED_AT: dict[type, str] = {
    Finding: "oversight.view_findings",
    Survey: "oversight.view_satisfaction",
    Volunteer: "workforce.view_volunteers",
}
"""Rows that are looked at by a verb of their own; the others by that of their room."""


@dataclass(frozen=True)
class Record:
    """One record behind a figure. url None: it has no page of its own for anybody."""

    day: date | None
    title: str
    more: str
    number: str
    url: str | None


def verb_for(model: type) -> str:
    """By which verb such rows are read."""
    return LOOKED_AT.get(model, f"{model._meta.app_label}.view")  # type: ignore[attr-defined]


def records_of(rows: list[Any], actor: Actor) -> list[Record]:
    """The caller has read the rows through `visible_to`. KeyError for a kind of row that nobody taught to be shown."""
    if rows and isinstance(rows[0], ServiceRecord):
        return [_service(one) for one in told(rows, actor=actor)]
    shown = [SHOWN_AS[type(row)](row) for row in rows]
    if shown and shown[0].url and not opens(shown[0].url, actor):  # rows of one kind have pages of one kind
        return [replace(one, url=None) for one in shown]
    return shown


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


def _client(row: Any) -> Record:
    """was_met: of those due, whether they were met in the period."""
    met = getattr(row, "was_met", None)
    number = row.file_no if met is None else _("已见到") if met else _("还没见到")
    return Record(row.next_visit_on, row.name, row.village_name, number, url_or_none("client-file", row.pk))


def _need(row: Any) -> Record:
    what = f"{row.get_kind_display()}：{row.what[:30]}"
    page = url_or_none("client-file", row.client_id)
    return Record(row.found_on, row.client.name, what, str(row.get_state_display()), page)


def _case(row: Any) -> Record:
    title = _("个案 %(no)s") % {"no": row.case_no}
    state = str(row.get_state_display())
    return Record(row.opened_on, title, row.station.short_name, state, reverse("case", args=[row.pk]))


def _finding(row: Any) -> Record:
    state = str(row.get_state_display())
    return Record(row.opened_on, row.what[:40], row.number, state, reverse("finding", args=[row.pk]))


def _task(row: Any) -> Record:
    return Record(row.asked_on, row.asked_by, row.clause, str(row.get_outcome_display()), reverse("tasks"))


def _programme(row: Any) -> Record:
    state = str(row.get_state_display())
    return Record(row.starts_on, row.title, row.code, state, reverse("programme", args=[row.pk]))


def _publicity(row: Any) -> Record:
    kind = str(row.get_kind_display())
    return Record(row.published_on, row.title, row.medium, kind, reverse("publicity"))


def _session(row: Any) -> Record:
    title = _("%(title)s 第%(no)s节") % {"title": row.programme.title, "no": row.no}
    page = reverse("programme", args=[row.programme_id])
    return Record(row.planned_on, title, row.programme.code, str(row.get_state_display()), page)


def _duty(row: Any) -> Record:
    return Record(row.due_on, row.what, row.period_label, str(row.get_state_display()), reverse("duties"))


def _report(row: Any) -> Record:
    state = str(row.get_state_display())
    page = reverse("report", args=[row.pk])
    return Record(row.first_signed_on, row.station.title, row.period.label, state, page)


def _worker(row: Any) -> Record:
    station = row.station.short_name
    page = reverse("worker", args=[row.pk])
    return Record(row.started_on, row.name, station, str(row.get_post_display()), page)


def _volunteer(row: Any) -> Record:
    page = reverse("volunteer", args=[row.pk])
    return Record(row.registered_on, row.name, row.station.short_name, "", page)


def _survey(row: Any) -> Record:
    days = f"{row.first_on:%Y-%m-%d} — {row.last_on:%Y-%m-%d}"
    return Record(row.closed_on, row.title, days, "", reverse("survey", args=[row.pk]))


def _agreed(row: Any) -> Record:
    """How many workers an agreement gives a station."""
    number = _("约定 %(n)s 人") % {"n": row.headcount}
    page = reverse("agreement", args=[row.agreement_id])
    title = row.agreement.number or _("服务协议")
    return Record(row.from_on or row.agreement.first_on, title, row.station.short_name, number, page)


def _at_station(row: Any, day: date | None, title: str, more: str = "", number: str = "") -> Record:
    return Record(day, title, more, number, reverse("station", args=[row.station_id]))


def _station(row: Any) -> Record:
    """then: what the figure tells of it, as it was on the day."""
    told = getattr(row, "then", "")
    if isinstance(told, dict):
        told = "、".join(f"{word}：{value}" for word, value in told.items())
    number = _("%(n)s ㎡") % {"n": told} if isinstance(told, int) else ""
    more = told if isinstance(told, str) else ""
    return Record(row.opened_on, row.title, more, number, reverse("station", args=[row.pk]))


SHOWN_AS: dict[type, Callable[[Any], Record]] = {
    AgreementStation: _agreed,
    Case: _case,
    Client: _client,
    Duty: _duty,
    Equipment: lambda row: _at_station(
        row, row.from_on, row.name, str(row.get_kind_display()), f"{row.count}"
    ),
    Finding: _finding,
    Need: _need,
    OpeningStep: lambda row: _at_station(
        row, row.done_on, str(row.get_step_display()), row.station.short_name
    ),
    Programme: _programme,
    PublicityItem: _publicity,
    Report: _report,
    Room: lambda row: _at_station(row, row.from_on, row.name, row.station.short_name),
    SafetyCheck: lambda row: _at_station(
        row, row.checked_on, _("安全检查"), row.station.short_name, str(row.get_result_display())
    ),
    ServiceList: lambda row: _at_station(row, row.made_on, _("服务清单"), row.station.short_name),
    ServiceListItem: lambda row: _at_station(
        row, row.service_list.made_on, row.item_name, row.domain, row.item_code
    ),
    Session: _session,
    Station: _station,
    StationDocument: lambda row: _at_station(row, row.in_force_from_on, row.name, row.station.short_name),
    Survey: _survey,
    TaskRefusal: _task,
    Volunteer: _volunteer,
    Worker: _worker,
}
"""How each kind of record is told; a figure over another kind needs its line here."""
