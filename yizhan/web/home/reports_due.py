"""What is due about reports, stations that are behind, and staff."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.reports.models import Report
from yizhan.reports.queries.board import Board, stations_in_sight
from yizhan.reports.queries.sheet import report_due, reports_to_accept, reports_to_review
from yizhan.web.home.lines import Due
from yizhan.workforce.queries import certificates_ending, filings_waiting, unfiled_stations

FOLLOWS_UP = frozenset({"agency_manager", "supervisor", "township"})
"""Who sees to it that others do their part; department, evaluator, auditor and finance only look on."""


def report_lines(actor: Actor, on: date) -> list[Due]:
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


def opinion_lines(actor: Actor, on: date) -> list[Due]:
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


def county_lines(actor: Actor, on: date, seen: Board | None) -> list[Due]:
    """The county: reports to accept, stations that are late, visits overdue."""
    if not actor.may("reports.accept_report") or seen is None:
        return agency_lines(actor, on, seen)
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
    return found + overdue_lines(on, seen)


def agency_lines(actor: Actor, on: date, seen: Board | None) -> list[Due]:
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
    return found + overdue_lines(on, seen)


def overdue_lines(on: date, seen: Board) -> list[Due]:
    late = sorted((row for row in seen.rows if row.overdue), key=lambda row: -row.overdue)
    return [
        Due(row.overdue_since, _("%(station)s %(n)s 位对象探访逾期") % {"station": row.station.short_name, "n": row.overdue},
            _("本月应探访 %(due)s 位，已见到 %(met)s 位") % {"due": row.due, "met": row.met},
            reverse("due") + f"?until=today&station={row.station.pk}", _("看名单"))
        for row in late[:3]
    ]  # fmt: skip


def staff_lines(actor: Actor, on: date) -> list[Due]:
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
