"""工作台: what is due for this person today, three or four figures, and nothing else."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.clients.queries.assessments import first_due
from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.period import Period, end_of_week
from yizhan.regions.queries import regions_on
from yizhan.reports.models import Report
from yizhan.reports.queries.board import Board, board, regions_below, stations_in_sight, totals
from yizhan.reports.queries.sheet import report_due, reports_to_accept, reports_to_review
from yizhan.reports.rules.reports import MONTHLY_RULE
from yizhan.services.queries.due import due_count, due_visits, open_follow_ups
from yizhan.services.queries.records import my_day
from yizhan.web.coming import Coming, next_visits
from yizhan.web.contracts.agreements_due import agreement_rows
from yizhan.web.contracts.filings import filing_rows
from yizhan.web.contracts.money.due import money_rows
from yizhan.web.door import ActorRequest, signed_in_page
from yizhan.web.nav import url_or_none
from yizhan.web.oversight.due import oversight_rows
from yizhan.web.phones_due import answer_rows, call_rows
from yizhan.web.reports.areas import areas_due
from yizhan.web.reports.county import board_rights, tiles_of, trend_chart, worst_of
from yizhan.web.reports.duties import own_due
from yizhan.web.services.cases_due import case_rows
from yizhan.web.services.desk_due import desk_rows
from yizhan.web.services.programmes_due import programme_rows
from yizhan.web.services.supervisions_due import supervision_rows
from yizhan.web.workforce.due import staff_rows
from yizhan.workforce.queries import certificates_ending, filings_waiting, unfiled_stations

SHOWN = 8
OWN_LINES = frozenset({MONTHLY_RULE, "staffing.filing"})
"""Duties that have lines of their own on the home: one press opens the report, the list of changes."""
FOLLOWS_UP = frozenset({"agency_manager", "supervisor", "township"})
"""Who sees to it that others do their part; department, evaluator, auditor and finance only look on."""


@dataclass(frozen=True)
class Due:
    """One thing to do: by when, what, why and under which clause, one button."""

    by: date | None
    what: str
    why: str
    url: str
    button: str
    clause: str = ""
    rule_id: str = ""
    sends: tuple[tuple[str, str], ...] = ()
    """The button does it at once: these fields are sent to the address instead of opening it."""


@dataclass(frozen=True)
class Figure:
    """A number that opens into its records."""

    label: str
    value: str
    unit: str
    note: str
    url: str | None
    bar: Decimal | None = None
    tone: str = ""


@signed_in_page("everybody has a home; it shows only what the roles of this person may see")
def home(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    period = Period.month_of(on)
    seen = _board(actor, period, on)
    due = sorted(
        [
            *_field(actor, on),
            *_assessments(actor, on),
            *_reports(actor, on),
            *_opinions(actor, on),
            *_county(actor, on, seen),
            *_staff(actor, on),
            *_duties(actor, on),
            *(Due(*row) for row in case_rows(actor, on)),
            *(Due(*row) for row in desk_rows(actor, on)),
            *(Due(*row) for row in programme_rows(actor, on)),
            *(Due(*row) for row in staff_rows(actor, on)),
            *(Due(*row) for row in filing_rows(actor, on)),
            *(Due(*row) for row in agreement_rows(actor, on)),
            *(Due(*row) for row in money_rows(actor, on)),
            *(Due(*row) for row in supervision_rows(actor, on)),
            *(Due(*row) for row in answer_rows(actor, on)),
            *(Due(*row) for row in oversight_rows(actor, on)),
        ],
        key=lambda each: (each.by or date.max, each.what),
    )
    due = [*(Due(*row) for row in call_rows(actor)), *due]
    late = sum(1 for each in due if each.by and each.by < on)
    soon = next((each for each in due if each.by and each.by >= on), None)
    facts: dict[str, Any] = {
        "hour": timezone.localtime().hour,
        "name": request.user.display_name if hasattr(request.user, "display_name") else "",
        "due": due[:SHOWN],
        "hidden": max(0, len(due) - SHOWN),
        "count": len(due),
        "coming": _coming(actor, on, due),
        "late": late,
        "soon": soon,
        "figures": _figures(actor, period, on, seen),
        "board": seen if seen and len(seen.rows) > 1 else None,
        "rows": seen.rows if seen else [],
        "accepted": seen.by_state("ACCEPTED") if seen else 0,
        "signed": seen.by_state("SIGNED") if seen else 0,
        "tiles": tiles_of(seen) if seen else [],
        "columns": seen.map.columns if seen and seen.map else 4,
        "worst": worst_of(seen) if seen else [],
        "trend": trend_chart(seen) if seen and len(seen.trend) > 1 else None,
        "month": f"{period.first:%Y-%m}",
        "below": _below(actor, period, on),
        "today": on,
        "may_record": actor.may("services.record_service"),
        **board_rights(actor),
        "links": _links(actor),
    }
    return render(request, "home/home.html", facts)


def _board(actor: Actor, period: Period, on: date) -> Board | None:
    """The stations side by side for whoever has a handful; above that only totals are shown."""
    if not actor.may("reports.view_totals") or _wide(actor):
        return None
    codes = {grant.region[:6] for grant in actor.grants_for("reports.view_totals")}
    county = codes.pop() if len(codes) == 1 else ""
    with_map = len(county) == 6 and any(
        grant.stations is None for grant in actor.grants_for("reports.view_totals")
    )
    return board(
        actor=actor, period=period, on=on, map_code=county if with_map and not _one_township(actor) else ""
    )


def _one_township(actor: Actor) -> bool:
    return all(len(grant.region) >= 9 for grant in actor.grants_for("reports.view_totals"))


def _wide(actor: Actor) -> bool:
    """A province or a city: totals by division, not stations by the hundred."""
    return any(
        grant.stations is None and (grant.region == EVERYWHERE or len(grant.region) < 6)
        for grant in actor.grants_for("reports.view_totals")
    )


# --- what is due --------------------------------------------------------------------------------------------------------


def _field(actor: Actor, on: date) -> list[Due]:
    """The worker's day: who is overdue, who is due this week, what was promised."""
    if not actor.may("services.record_service"):
        return []
    found = []
    sunday = end_of_week(on)
    due, late, _since = due_count(actor=actor, on=on, until=sunday)
    people = [
        client
        for village in due_visits(
            actor=actor, on=on, until=sunday, verb="services.record_service", most=SHOWN - 2
        )
        for client in village.clients
    ]
    for client in sorted(people, key=lambda each: each.next_visit_on or sunday):
        seen = (
            _("上次 %(day)s") % {"day": f"{client.last_visit_on:%m-%d}"}
            if client.last_visit_on
            else _("还没探访过")
        )
        found.append(
            Due(
                client.next_visit_on,
                _("探访 %(name)s") % {"name": client.name},
                "，".join(part for part in (client.village_name, seen) if part),
                reverse("service-new") + f"?client={client.pk}",
                _("记录"),
                client.visit_clause,
                client.visit_rule,
            )
        )
    if due > len(people):
        found.append(
            Due(
                sunday,
                _("这一周还有 %(n)s 位要探访") % {"n": due - len(people)},
                _("其中 %(n)s 位已逾期；按村排好了。") % {"n": max(0, late - len(people))},
                reverse("due"),
                _("看名单"),
            )
        )
    found += [
        Due(
            record.follow_up_on,
            _("跟进：%(what)s") % {"what": record.follow_up[:24]},
            _("%(day)s %(kind)s时约定")
            % {"day": f"{record.done_on:%m-%d}", "kind": record.get_kind_display()},
            reverse("service", args=[record.pk]),
            _("登记结果"),
        )
        for record in open_follow_ups(actor=actor, until=sunday)[:3]
    ]
    return found


def _assessments(actor: Actor, on: date) -> list[Due]:
    """Who is to be assessed again this week, those overdue first; the rest of them in one line."""
    if not actor.may("services.record_assessment"):
        return []
    sunday = end_of_week(on)
    due = first_due(actor=actor, by=sunday, most=4)
    found = [
        Due(
            one.next_due_on,
            _("复评 %(name)s") % {"name": one.client.name},
            _("%(title)s，上次%(band)s") % {"title": one.title, "band": one.band},
            reverse("client-assess", args=[one.client_id]) + f"?scale={one.scale}",
            _("评估"),
            one.clause,
            one.scale,
        )
        for one in due[:3]
    ]
    if len(due) > 3:
        found.append(
            Due(
                sunday,
                _("还有人该复评"),
                _("按复评日排好了。"),
                reverse("assessments"),
                _("看名单"),
            )
        )
    return found


def _coming(actor: Actor, on: date, due: list[Due]) -> Coming | None:
    """What comes after the list: the next visits when none is in it, else, when it is empty, the office's next duty."""
    if actor.may("services.record_service"):
        sunday = end_of_week(on)
        if any(each.url.startswith((reverse("service-new"), reverse("due"))) for each in due):
            return None
        return next_visits(actor=actor, after=sunday, verb="services.record_service")
    if due or not actor.may("reports.note_duty_done"):
        return None
    later = _duties(actor, on, on + timedelta(days=100))
    first = min(later, key=lambda each: each.by or date.max, default=None)
    return Coming(first.by, first.what, first.url) if first and first.by else None


def _reports(actor: Actor, on: date) -> list[Due]:
    """The station's monthly report: to fill in, to sign, returned."""
    if not actor.may("reports.open_report"):
        return []
    period = Period.month_of(on)
    stations = list(stations_in_sight(actor=actor, verb="reports.open_report")[:20])
    mine = {
        (report.station_id, report.period_first_on): report
        for report in Report.objects.visible_to(actor, "reports.open_report")
        .filter(period_first_on__gte=period.previous_month().first)
        .defer("frozen", "narrative")
    }
    found = []
    for station in stations:
        for month in (period.previous_month(), period):
            report = mine.get((station.pk, month.first))
            due = report_due(region_code=station.region_code, period=month)
            if due.day is None or (station.opened_on and station.opened_on > month.last):
                continue
            url = reverse("report", args=[report.pk]) if report else reverse("report-open")
            facts = {"month": month.first.month, "station": station.short_name}
            if report is None:
                found.append(
                    Due(
                        due.day,
                        _("%(station)s %(month)s 月月报还没打开") % facts,
                        _("数字自动填好，核对后签发。"),
                        url,
                        _("去填报"),
                        due.chip,
                        due.rule,
                        (("station", str(station.pk)), ("month", month.first.isoformat())),
                    )
                )
            elif report.state == Report.State.RETURNED:
                found.append(
                    Due(
                        due.day,
                        _("%(station)s %(month)s 月月报被退回") % facts,
                        _("按县里的意见改好，重新签发。"),
                        url,
                        _("去修改"),
                        due.chip,
                        due.rule,
                    )
                )
            elif report.state == Report.State.DRAFT:
                sign = actor.may("reports.sign_report")
                found.append(
                    Due(
                        due.day,
                        _("%(station)s %(month)s 月月报待签发") % facts,
                        _("核对数字，写好“问题与下月打算”。"),
                        url,
                        _("去签发") if sign else _("去核对"),
                        due.chip,
                        due.rule,
                    )
                )
    return found  # fmt: skip


def _opinions(actor: Actor, on: date) -> list[Due]:
    """Reports whose way to the county leads past this person, where the region's paper says so."""
    if not actor.may("reports.endorse_report"):
        return []
    waiting = list(reports_to_review(actor=actor)[:30])
    if not waiting:
        return []
    first = waiting[0]
    names = "、".join(report.station.short_name for report in waiting[:3])
    by = min((report.due_on for report in waiting if report.due_on), default=on)
    chip = report_due(region_code=first.region_code, period=first.period).chip
    return [
        Due(max(by, on), _("给月报签署意见 %(n)s 份") % {"n": len(waiting)},
            (_("%(names)s等已签发") if len(waiting) > 3 else _("%(names)s已签发")) % {"names": names},
            reverse("report", args=[first.pk]), _("去签署"), chip, first.rule)
    ]  # fmt: skip


def _county(actor: Actor, on: date, seen: Board | None) -> list[Due]:
    """The county: reports to accept, stations that are late, visits overdue."""
    if not actor.may("reports.accept_report") or seen is None:
        return _agency(actor, on, seen)
    found = []
    waiting = list(reports_to_accept(actor=actor)[:30])
    if waiting:
        names = "、".join(report.station.short_name for report in waiting[:3])
        by = min((report.due_on for report in waiting if report.due_on), default=on)
        found.append(
            Due(max(by, on), _("审核月报 %(n)s 份") % {"n": len(waiting)},
                (_("%(names)s等已报送") if len(waiting) > 3 else _("%(names)s已报送")) % {"names": names},
                reverse("report", args=[waiting[0].pk]), _("去审核"), report_due(region_code=waiting[0].region_code, period=waiting[0].period).chip, waiting[0].rule)
        )  # fmt: skip
    not_begun = [row for row in seen.rows if row.report is None and row.report_due.day]
    if not_begun:
        first = not_begun[0]
        names = "、".join(row.station.short_name for row in not_begun[:4])
        found.append(
            Due(first.report_due.day, _("%(n)s 个站的月报还没开始") % {"n": len(not_begun)}, names, reverse("county") + "?sort=report",
                _("看各站"), first.report_due.chip, first.report_due.rule)
        )  # fmt: skip
    returned = [
        row for row in seen.rows if row.report is not None and row.report.state == Report.State.RETURNED
    ]
    if returned:
        found.append(
            Due(returned[0].report_due.day, _("%(n)s 份退回的月报还没重报") % {"n": len(returned)},
                "、".join(row.station.short_name for row in returned[:4]), reverse("reports") + "?state=RETURNED", _("看月报"))
        )  # fmt: skip
    return found + _overdue(on, seen)


def _staff(actor: Actor, on: date) -> list[Due]:
    """Filings of staff: the county decides, head and agency file; registrations of certificates that run out."""
    found: list[Due] = []
    if actor.may("workforce.accept_filing") and (waiting := list(filings_waiting(actor=actor)[:30])):
        names = "、".join(filing.station.short_name for filing in waiting[:4])
        found.append(
            Due(None, _("审核人员备案 %(n)s 份") % {"n": len(waiting)}, names,
                reverse("station-staff", args=[waiting[0].station_id]) + "#filing", _("去审核"))
        )  # fmt: skip
    if not actor.may("workforce.file_staff"):
        return found
    for one in unfiled_stations(actor=actor, on=on)[:3]:
        why = _("县里退回：%(why)s") % {"why": one.returned} if one.returned else _("报县民政局备案。")
        found.append(
            Due(one.due_on, _("%(station)s %(n)s 项人员变动还没报备案") % {"station": one.station.short_name, "n": one.count},
                why, reverse("station-staff", args=[one.station.pk]) + "#filing", _("去报"),
                one.rule.chip if one.rule else "", one.rule.id if one.rule else "")
        )  # fmt: skip
    found += [
        Due(
            certificate.expires_on,
            _("%(name)s的证书该办再登记") % {"name": certificate.worker.name},
            f"{certificate.station.short_name} · {certificate.get_level_display()}",
            reverse("worker", args=[certificate.worker_id]),
            _("去看"),
        )
        for certificate in certificates_ending(actor=actor, on=on)[:3]
    ]
    return found


def _agency(actor: Actor, on: date, seen: Board | None) -> list[Due]:
    """Agency, township, supervisor: the same facts, read only. Whoever only looks on has nothing to do about them."""
    if seen is None or actor.may("services.record_service") or not actor.roles & FOLLOWS_UP:
        return []
    behind = [row for row in seen.rows if (row.report is None or row.report.is_open) and row.report_due.day]
    found = []
    if behind:
        first = behind[0]
        found.append(
            Due(first.report_due.day, _("%(n)s 个站的月报还没报县") % {"n": len(behind)},
                "、".join(row.station.short_name for row in behind[:4]), reverse("county") + "?sort=report", _("看各站"),
                first.report_due.chip, first.report_due.rule)
        )  # fmt: skip
    return found + _overdue(on, seen)


def _overdue(on: date, seen: Board) -> list[Due]:
    late = sorted((row for row in seen.rows if row.overdue), key=lambda row: -row.overdue)
    return [
        Due(row.overdue_since, _("%(station)s %(n)s 位对象探访逾期") % {"station": row.station.short_name, "n": row.overdue},
            _("本月应探访 %(due)s 位，已见到 %(met)s 位") % {"due": row.due, "met": row.met},
            reverse("due") + f"?until=today&station={row.station.pk}", _("看名单"))
        for row in late[:3]
    ]  # fmt: skip


def _duties(actor: Actor, on: date, until: date | None = None) -> list[Due]:
    """What the papers ask of this office and its stations in the next fortnight, or by that day."""
    lines = own_due(actor=actor, on=on, until=until or on + timedelta(days=14), leave_out=OWN_LINES)
    return [
        Due(one.by, one.what, one.why, one.url, one.button, one.clause, one.rule_id)
        for one in (*lines, *areas_due(actor=actor, on=on))
    ]


# --- figures ------------------------------------------------------------------------------------------------------------


def _figures(actor: Actor, period: Period, on: date, seen: Board | None) -> list[Figure]:
    found: list[Figure] = []
    month = f"?month={period.first:%Y-%m}"
    if actor.may("services.record_service"):
        mine = my_day(actor=actor, on=on)
        found.append(Figure(_("我今天已记"), str(len(mine)), _("条"), _("存好就计数"), reverse("due")))
    if seen is not None:
        found.append(
            Figure(_("本月服务"), f"{seen.served:,}", _("人次"), _("上月的正在汇总") if seen.served_before is None else _("上月全月 %(n)s") % {"n": f"{seen.served_before:,}"},
                   reverse("figure", args=["services.services"]) + month)
        )  # fmt: skip
        if seen.rate is not None:
            found.append(
                Figure(_("月探访率"), f"{seen.rate}", "%", _("%(met)s / %(due)s 人，还差 %(n)s 人") % {"met": f"{seen.met:,}", "due": f"{seen.due:,}", "n": seen.due - seen.met},
                       reverse("figure", args=["services.visit_rate"]) + month, seen.rate, "bad" if seen.is_behind else "")
            )  # fmt: skip
        found.append(
            Figure(_("探访逾期"), f"{seen.overdue:,}", _("人"), _("%(n)s 个站合计，按今天算") % {"n": len(seen.rows)}, reverse("due") + "?until=today" if actor.may("clients.view") else None)
        )  # fmt: skip
        late = seen.late
        if len(seen.rows) > 1:
            found.append(
                Figure(
                    _("月报未到"),
                    f"{seen.missing}",
                    _("份"),
                    _("其中已过期 %(n)s 份") % {"n": late},
                    reverse("county") + "?sort=report",
                )
            )
    elif actor.may("reports.view_totals"):
        all_of_it = totals(actor=actor, period=period)
        if all_of_it.as_of is None and stations_in_sight(actor=actor).exists():
            # nobody has counted yet: that is not 0
            return [Figure(_("本月服务"), "—", "", _("正在汇总，约一分钟后可看"), None)]
        figures = all_of_it.figures
        as_of = f"{timezone.localtime(all_of_it.as_of):%m-%d %H:%M}" if all_of_it.as_of else "—"
        note = _("%(n)s 个站，汇总截至 %(at)s") % {"n": all_of_it.stations, "at": as_of}
        found.append(
            Figure(_("本月服务"), f"{int(figures.get('services.services', 0)):,}", _("人次"), note, None)
        )
        found.append(
            Figure(
                _("本月探访"),
                f"{int(figures.get('services.visits', 0)):,}",
                _("人次"),
                _("上门、电话、视频、请入站"),
                None,
            )
        )
        rate = figures.get("services.visit_rate")
        if rate is not None:
            found.append(
                Figure(
                    _("月探访率"),
                    f"{rate}",
                    "%",
                    _("应探访 %(n)s 人") % {"n": f"{int(figures['services.visit_due']):,}"},
                    None,
                    rate,
                )
            )
        found.append(
            Figure(_("社区活动"), f"{int(figures.get('services.activities', 0)):,}", _("场"), "", None)
        )
    return found[:4]


def _below(actor: Actor, period: Period, on: date) -> list[dict[str, Any]]:
    """Totals by division for a city or a province; names of persons are nowhere near."""
    if not actor.may("reports.view_totals") or not _wide(actor):
        return []
    widest = min(
        (len(grant.region) for grant in actor.grants_for("reports.view_totals") if grant.region.isdigit()),
        default=0,
    )
    digits = 6 if widest else 2
    rows = regions_below(actor=actor, period=period, digits=digits)
    names = regions_on(codes=[code for code, _figures in rows], on=on)
    found = []
    for code, figures in rows:
        due, met = int(figures.get("services.visit_due", 0)), int(figures.get("services.visit_met", 0))
        found.append(
            {
                "name": names[code].name if code in names else code,
                "served": int(figures.get("services.services", 0)),
                "rate": (Decimal(met) * 100 / due).quantize(Decimal("0.1")) if due else None,
            }
        )
    return found


def _links(actor: Actor) -> list[tuple[str, str]]:
    """For roles without a list of their own: where to begin."""
    wanted = (
        (_("看本地区规则"), "rules", "policy.view"), (_("管理账号"), "manage", "access.view_accounts"),
        (_("看社工站"), "stations", "stations.view"), (_("评估监督"), "oversight", "oversight.view"),
    )  # fmt: skip
    return [(label, url) for label, name, verb in wanted if actor.may(verb) and (url := url_or_none(name))]


urlpatterns = [path("", home, name="home")]
