"""The monthly report: opened, counted, signed, judged."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.privacy.action import action
from yizhan.reports.actions.ground import _filled, _in_turn, _locked, _save, _step, _stop, _tell
from yizhan.reports.models import (
    Report,
    ReportLine,
    ReportStep,
)
from yizhan.reports.queries.sheet import (
    computed,
    form_in_use,
    frozen_sheet,
    is_intact,
    monthly_sheet,
    report_due,
    reviewers,
    stale_lines,
)
from yizhan.reports.rules.monthly_process import (
    ACCEPT,
    CHANGE,
    ENDORSE,
    OPEN,
    PROCESS,
    REFRESH,
    RETURN,
    SIGN,
    WRITE,
)
from yizhan.reports.rules.reports import (
    accepting_problem,
    changing_problem,
    endorsing_problem,
    opening_problem,
    returning_problem,
    sheet_hash,
    signing_problem,
    turn_after,
)
from yizhan.services.actions import close_days
from yizhan.stations.models import Station


@action(OPEN, facts=("station_id", "month"))
def open_report(
    *, actor: Actor, station_id: UUID, month: date, on: date, at: datetime, report_id: UUID | None = None
) -> Report:
    """Open the monthly report of a station, every figure counted up to that day. Opened again, it is the same report.

    month  any day of it

    Refused               the month has not begun, or the station had not opened by its end
    Station.DoesNotExist  out of sight
    Source                rule `report.monthly`: by when, and where it is written
    """
    station = Station.objects.visible_to(actor, OPEN).get(pk=station_id)
    period = Period.month_of(month)
    _stop(
        opening_problem(first=period.first, last=period.last, on=on, opened_on=station.opened_on),
        "reports.not-yet",
    )
    same = Report.objects.filter(
        station=station, kind=Report.Kind.MONTHLY, period_first_on=period.first
    ).first()
    if same is not None:
        return same
    due = report_due(region_code=station.region_code, period=period)
    sheet = monthly_sheet(region_code=station.region_code, on=period.last)
    report = Report.objects.create(
        pk=report_id or uuid7(),
        state=PROCESS.step("", OPEN).end,
        station=station,
        region_code=station.region_code,
        period_first_on=period.first,
        period_last_on=period.last,
        counted_to_on=min(on, period.last),
        due_on=due.day,
        rule=due.rule,
        clause=due.clause[:200],
        reviewers=reviewers(region_code=station.region_code, period=period),
        sheet_name=sheet.name[:60],
        sheet_clause=sheet.clause[:200],
        filled_by=actor.id,
        filled_by_label=actor.label[:120],
    )
    lines = sheet.lines
    figures = computed(lines, station_id=station.pk, period=report.counted)
    ReportLine.objects.bulk_create(
        ReportLine(
            report=report,
            number=number,
            code=line.code,
            section=line.section,
            label=line.label,
            unit=line.unit or METRICS[line.metric].unit,
            metric=line.metric,
            computed=figures.get(line.code),
            value=figures.get(line.code),
            source=line.source,
        )
        for number, line in enumerate(lines, start=1)
    )
    _step(report, ReportStep.What.OPENED, actor, on=on, at=at)
    return report


@action(REFRESH, facts=("report_id", "on"))
def refresh_report(*, actor: Actor, report_id: UUID, on: date, at: datetime) -> Report:
    """Count every figure anew, up to that day. A figure a person changed keeps her number, unless it is the same now.

    Refused              the report is with the county
    Report.DoesNotExist  out of sight
    """
    report = _locked(actor, REFRESH, report_id)
    _stop(changing_problem(is_open=report.is_open), "reports.with-county")
    PROCESS.step(report.state, REFRESH)
    report.counted_to_on = min(on, report.period_last_on)
    lines = list(report.lines.all())
    figures = computed(lines, station_id=report.station_id, period=report.counted)
    for line in lines:
        if line.by_hand:
            continue
        kept = line.is_changed and line.value != figures[line.code]
        line.computed = figures[line.code]
        if not kept:
            line.value, line.reason, line.changed_by_label, line.changed_at = line.computed, "", "", None
    ReportLine.objects.bulk_update(lines, ["computed", "value", "reason", "changed_by_label", "changed_at"])
    _filled(report, actor, "counted_to_on")
    _step(report, ReportStep.What.REFRESHED, actor, on=on, at=at)
    return report


@action(CHANGE, facts=("report_id", "code"))
def change_figure(
    *,
    actor: Actor,
    report_id: UUID,
    code: str,
    value: Decimal | None,
    reason: str = "",
    source: str = "",
    at: datetime,
) -> ReportLine:
    """Report another figure than the counted one; both stay. A figure the program cannot count is filled in here.

    Refused                  with the county; no reason for a changed figure; no source for one filled in
    Report.DoesNotExist      out of sight
    """
    report = _locked(actor, CHANGE, report_id)
    _stop(changing_problem(is_open=report.is_open), "reports.with-county")
    PROCESS.step(report.state, CHANGE)
    line = report.lines.filter(code=code).first()
    if line is None:
        raise Refused("月报里没有这一项。", code="reports.no-such-line")
    if line.by_hand:
        line.source = source.strip()[:120] or line.source
        if value is not None and not line.source:
            raise Refused("请写明这个数的出处，例如“财务台账”。", code="reports.source-missing")
    elif value is None:
        raise Refused("请填一个数；要用系统数，点“恢复系统数”。", code="reports.value-missing")
    elif value != line.computed and not reason.strip():
        raise Refused("改数要写理由；系统数和填报数都会保留。", code="reports.reason-missing")
    line.value = value
    line.reason = reason.strip()[:200] if line.by_hand or value != line.computed else ""
    line.changed_by_label, line.changed_at = actor.label[:120], at
    line.save(update_fields=["value", "reason", "source", "changed_by_label", "changed_at"])
    _filled(report, actor)
    return line


@action(WRITE, facts=("report_id",))
def write_narrative(*, actor: Actor, report_id: UUID, narrative: str) -> Report:
    """Problems met and plans for next month (问题与下月打算).

    Refused              with the county
    Report.DoesNotExist  out of sight
    """
    report = _locked(actor, WRITE, report_id)
    _stop(changing_problem(is_open=report.is_open), "reports.with-county")
    PROCESS.step(report.state, WRITE)
    report.narrative = narrative.strip()[:4000]
    _filled(report, actor, "narrative")
    return report


@action(SIGN, facts=("report_id", "on"))
def sign_report(*, actor: Actor, report_id: UUID, on: date, at: datetime, address: str = "") -> Report:
    """The head signs: the sheet is frozen with its hash and goes to whoever gives an opinion on the way, then the county.

    After a return, the same again. The Word form it was signed with stays with it.

    address  the page of the report: who has it next gets a notice that leads there; without one nobody is told

    Refused              already sent; records changed since the figures were counted; nothing written under 问题与下月打算
    Report.DoesNotExist  out of sight
    """
    report = _locked(actor, SIGN, report_id)
    lines = list(report.lines.all())
    _stop(
        signing_problem(
            is_open=report.is_open,
            narrative=report.narrative,
            stale=stale_lines(report=report) if report.is_open else 0,
            missing_sources=[line.label for line in lines if line.lacks_source],
        ),
        "reports.not-ready",
    )
    report.awaiting = turn_after(report.reviewers, 0)
    to = Report.State.REVIEW if report.awaiting else Report.State.SIGNED
    report.state = PROCESS.step(report.state, SIGN, to).end
    report.signed_on, report.signed_by_label = on, actor.label[:120]
    report.signed_at = Now()
    report.template = form_in_use(region_code=report.region_code, month=report.period_first_on)
    report.first_signed_on = report.first_signed_on or on
    report.frozen = frozen_sheet(report, signed_by=report.signed_by_label, on=on)
    report.frozen_hash = sheet_hash(report.frozen)
    _save(
        report, "state", "awaiting", "signed_on", "signed_at", "signed_by_label", "template", "first_signed_on", "frozen",
        "frozen_hash",
    )  # fmt: skip
    report.refresh_from_db(fields=["signed_at"])
    _step(report, ReportStep.What.SIGNED, actor, on=on, at=at)
    _tell(report, ReportStep.What.SIGNED, actor, because_of=SIGN, at=at, address=address)
    return report


@action(ENDORSE, facts=("report_id", "on"), subject="report_id")
def endorse_report(
    *, actor: Actor, report_id: UUID, on: date, at: datetime, opinion: str, address: str = ""
) -> Report:
    """Whoever the region's paper puts between station and county gives an opinion; the report goes on to the next.

    Refused              somebody else's turn, no word of opinion, or no longer what was signed
    Report.DoesNotExist  out of sight
    """
    report = _locked(actor, ENDORSE, report_id)
    _stop(endorsing_problem(in_turn=_in_turn(report, actor, ENDORSE), opinion=opinion), "reports.endorse")
    _stop(accepting_problem(with_county=True, intact=is_intact(report)), "reports.endorse")
    report.awaiting = turn_after(report.reviewers, report.reviewers.index(report.awaiting) + 1)
    to = Report.State.REVIEW if report.awaiting else Report.State.SIGNED
    report.state = PROCESS.step(report.state, ENDORSE, to).end
    _save(report, "state", "awaiting")
    _step(report, ReportStep.What.ENDORSED, actor, on=on, at=at, note=opinion)
    _tell(report, ReportStep.What.ENDORSED, actor, because_of=ENDORSE, at=at, address=address)
    return report


@action(RETURN, facts=("report_id", "on"))
def return_report(
    *, actor: Actor, report_id: UUID, on: date, at: datetime, reason: str, address: str = ""
) -> Report:
    """Whoever has it, the county or who gives an opinion before, sends it back; the station mends it and signs again.

    Refused              somebody else has it, or no reason
    Report.DoesNotExist  out of sight
    """
    report = _locked(actor, RETURN, report_id)
    _stop(returning_problem(in_turn=_in_turn(report, actor, RETURN), reason=reason), "reports.return")
    report.state, report.awaiting = PROCESS.step(report.state, RETURN).end, ""
    _save(report, "state", "awaiting")
    _step(report, ReportStep.What.RETURNED, actor, on=on, at=at, note=reason)
    _tell(report, ReportStep.What.RETURNED, actor, because_of=RETURN, at=at, address=address)
    return report


@action(ACCEPT, facts=("report_id", "on"))
def accept_report(
    *, actor: Actor, report_id: UUID, on: date, at: datetime, opinion: str = "", address: str = ""
) -> Report:
    """The county takes it: archived as signed. Records of its days are voided from now on, no longer corrected.

    Refused              not with the county, or no longer what was signed
    Report.DoesNotExist  out of sight
    """
    report = _locked(actor, ACCEPT, report_id)
    _stop(
        accepting_problem(with_county=report.state == Report.State.SIGNED, intact=is_intact(report)),
        "reports.accept",
    )
    report.state, report.accepted_on = PROCESS.step(report.state, ACCEPT).end, on
    _save(report, "state", "accepted_on")
    _step(report, ReportStep.What.ACCEPTED, actor, on=on, at=at, note=opinion)
    _tell(report, ReportStep.What.ACCEPTED, actor, because_of=ACCEPT, at=at, address=address)
    close_days(
        actor=actor.acting_for("services.close_days", because_of=ACCEPT),
        station_id=report.station_id,
        first_on=report.period_first_on,
        last_on=report.counted_to_on,
    )
    return report
