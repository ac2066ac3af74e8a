"""达标体检: a station against every rule of its region, row by row."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.metric import METRICS
from yizhan.oversight.queries import CheckRow, Checkup, checkup
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.policy.schema.measures import Required
from yizhan.stations.actions import check_rule
from yizhan.stations.models import Station
from yizhan.stations.queries import station_in_sight
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.nav import url_or_none
from yizhan.web.stations.forms import RuleCheckForm, attempt
from yizhan.web.templatetags.yizhan import Choice

STATES = {"met": ("good", "达标"), "unmet": ("bad", "未达标"), "open": ("idle", "待定")}

# Where the records behind a figure stand on the page of the station, and where they are written down.
PLACES: dict[str, tuple[str, str, str]] = {
    "stations.rooms": ("#rooms", "station-rooms", "stations.set_rooms"),
    "stations.equipment": ("#equipment", "station-equipment", "stations.set_equipment"),
    "stations.systems": ("#documents", "station-document-new", "stations.file_document"),
    "stations.archives": ("#documents", "station-document-new", "stations.file_document"),
    "stations.disclosures": ("#documents", "station-document-new", "stations.file_document"),
    "stations.safety_documents": ("#documents", "station-document-new", "stations.file_document"),
    "stations.sign_text": ("#facts", "station-edit", "stations.update_station"),
    "stations.signboard": ("#facts", "station-edit", "stations.update_station"),
    "stations.floor_area": ("#facts", "station-edit", "stations.update_station"),
    "stations.opened_on": ("#steps", "station-steps", "stations.record_opening_step"),
    "stations.safety_checks": ("#safety", "station-safety", "stations.record_safety_check"),
    "stations.service_list_filed": ("#services", "station-service-list", "stations.file_service_list"),
    "stations.service_list_items": ("#services", "station-service-list", "stations.file_service_list"),
}
_KINDS = {
    "stations.systems": "SYSTEM",
    "stations.archives": "ARCHIVE",
    "stations.disclosures": "DISCLOSURE",
    "stations.safety_documents": "SAFETY",
}


@dataclass(frozen=True)
class Line:
    """A row as the page draws it."""

    row: CheckRow
    tone: str
    word: str
    records_url: str
    mend_url: str
    check_url: str
    advice: str


@requires("stations.view")
def station_checkup(request: ActorRequest, station_id: UUID) -> HttpResponse:
    station = station_in_sight(actor=request.actor, station_id=station_id)
    today = localdate()
    on = _day(request.GET.get("on", ""), today)
    found = checkup(station=station, on=on)
    if request.GET.get("export") == "xlsx":
        return _sheet(found)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    facts = {
        "station": station,
        "found": found,
        "on": on,
        "is_today": on == today,
        "topics": [
            (topic, [_line(row, station, request.actor, on) for row in topic.rows])
            for topic in found.topics(state)
        ],
        "mend": [_line(row, station, request.actor, on) for row in found.mend_first] if not state else [],
        "choices": [
            Choice("", _("全部"), len(found.rows)),
            Choice("unmet", _("未达标"), found.unmet),
            Choice("open", _("待定"), found.open),
            Choice("met", _("达标"), found.met),
        ],
        "export_url": f"?{urlencode({'on': on, 'export': 'xlsx'})}",
        "totals": {topic.name: topic for topic in found.topics()},
    }
    return render(request, "stations/checkup.html", facts)


@requires("stations.check_rule")
def rule_check(request: ActorRequest, station_id: UUID, rule_id: str) -> HttpResponse:
    """A person looks at what the program cannot measure, and says what she found."""
    station = station_in_sight(actor=request.actor, station_id=station_id, verb="stations.check_rule")
    on = localdate()
    row = next((each for each in checkup(station=station, on=on).rows if each.rule.id == rule_id), None)
    if row is None:
        raise Http404
    form = RuleCheckForm(request.POST or None, initial={"checked_on": on})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            lambda: check_rule(actor=request.actor, station_id=station_id, rule_id=rule_id, on=on, **given),
        )
        if done is not None:
            messages.success(request, _("核对结果存好了。"))
            return redirect("station-checkup", station_id)
    facts = {"station": station, "row": row, "form": form}
    return render(
        request, "stations/check_rule.html", facts, status=422 if form.is_bound and form.errors else 200
    )


def _day(text: str, today: date) -> date:
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today


def _line(row: CheckRow, station: Station, actor: Actor, on: date) -> Line:
    """A day that is past is looked at; what is to be done about it is done on the page of today."""
    tone, word = STATES[row.state]
    name = row.metric.name if row.metric else ""
    records, mend, verb = PLACES.get(name, ("", "", ""))
    records_url = reverse("station", args=[station.pk]) + records if records else ""
    mend_url = reverse(mend, args=[station.pk]) if mend and actor.may(verb) and row.state != "met" else ""
    if mend_url and name in _KINDS and isinstance(row.rule, Required):
        mend_url += f"?{urlencode({'kind': _KINDS[name], 'name': _first_missing(row)})}"
    if name.startswith("workforce."):
        staff = url_or_none("station-staff", station.pk) or ""
        records_url = staff if actor.may("workforce.view") else ""
        mend_url = staff if actor.may("workforce.enrol_worker") and row.state != "met" else ""
    past = on < localdate()
    if row.has_records and row.period is not None and (past or not records_url) and _may_open(actor, name):
        asked = {"station": station.pk, "from": row.period.first, "to": row.period.last}
        records_url = f"{reverse('figure', args=[name])}?{urlencode(asked)}"
    elif past and name.startswith("stations."):
        records_url = ""
    mend_url = "" if past or station.status == Station.Status.CLOSED else mend_url
    check_url = ""
    if (
        not past
        and row.manual
        and actor.may("stations.check_rule")
        and station.status != Station.Status.CLOSED
    ):
        check_url = reverse("station-check-rule", args=[station.pk, row.rule.id])
    says = row.says.removesuffix(f"（{row.rule.clause}）")
    advice = says if row.state != "met" or row.checked else ""
    if row.state == "unmet" and row.rule.remedy:
        advice = f"{says}。{row.rule.remedy}"
    if row.state == "met" and row.metric is not None and row.metric.unit == "每人":
        advice = says
    return Line(row, tone, word, records_url, mend_url, check_url, advice)


def _may_open(actor: Actor, metric: str) -> bool:
    """Whether the page of the figure opens for the reader; it says itself when the records behind are not for her."""
    return metric in METRICS and actor.may("reports.view_totals")


def _first_missing(row: CheckRow) -> str:
    """The first name the sentence says is missing: the form then opens with it."""
    if "还缺" not in row.says or "：" not in row.says:
        return ""
    return row.says.split("：", 1)[1].removesuffix(f"（{row.rule.clause}）").split("、")[0]


def _sheet(found: Checkup) -> HttpResponse:
    rows = [
        [
            topic.name,
            STATES[row.state][1],
            row.rule.says,
            row.now,
            row.required,
            row.rule.source,
            row.says,
            row.who,
            row.rule.remedy if row.state == "unmet" else "",
        ]
        for topic in found.topics()
        for row in topic.rows
    ]
    names = (
        _("主题"),
        _("结论"),
        _("规定"),
        _("现状"),
        _("要求"),
        _("依据"),
        _("说明"),
        _("责任"),
        _("怎么办"),
    )
    lead = _("%(count)s 条规定：未达标 %(unmet)s 条，待定 %(open)s 条，达标 %(met)s 条。") % {
        "count": len(found.rows),
        "unmet": found.unmet,
        "open": found.open,
        "met": found.met,
    }
    title = _("%(station)s达标体检") % {"station": found.station.title}
    made = xlsx(
        Table(title=title, headings=[Heading(name) for name in names], rows=rows, lead=f"{found.on} {lead}")
    )
    return file_answer(made, f"{title}-{found.on}.xlsx", XLSX)
