"""Everything that writes a report or a kept figure."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Now

from yizhan.access.actions import send_notice
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.papers.rules import PaperProblem, docx, form_blanks
from yizhan.privacy.action import action
from yizhan.reports.models import (
    DutyDone,
    Report,
    ReportLine,
    ReportStep,
    SheetTemplate,
    StationMonth,
    Urge,
    Watermark,
)
from yizhan.reports.queries.board import missing_reports
from yizhan.reports.queries.rollups import (
    MARK,
    figures_of,
    is_of_clients,
    region_codes,
    rolled_metrics,
    work_since,
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
from yizhan.reports.rules import (
    accepting_problem,
    adopting_problem,
    changing_problem,
    empty_sheet,
    endorsing_problem,
    form_facts,
    opening_problem,
    returning_problem,
    sheet_hash,
    signing_problem,
    turn_after,
    unknown_blanks_problem,
    urging_problem,
    urging_subject,
)
from yizhan.services.actions import close_days
from yizhan.stations.models import Station

OPEN = "reports.open_report"
REFRESH = "reports.refresh_report"
CHANGE = "reports.change_figure"
WRITE = "reports.write_narrative"
SIGN = "reports.sign_report"
RETURN = "reports.return_report"
ACCEPT = "reports.accept_report"
ENDORSE = "reports.endorse_report"
URGE = "reports.urge"
UPLOAD = "reports.upload_template"
ADOPT = "reports.adopt_template"
STANDARD = "reports.use_standard_form"
URGED_ROLES = frozenset({"station_head", "worker", "agency_manager"})
ROLL = "reports.refresh_rollups"


def _stop(sentence: str | None, code: str, clause: str = "") -> None:
    if sentence:
        raise Refused(sentence, code=code, clause=clause)


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
    report.narrative = narrative.strip()[:4000]
    _filled(report, actor, "narrative")
    return report


@action(SIGN, facts=("report_id", "on"))
def sign_report(*, actor: Actor, report_id: UUID, on: date, at: datetime) -> Report:
    """The head signs: the sheet is frozen with its hash and goes to whoever gives an opinion on the way, then the county.

    After a return, the same again. The Word form it was signed with stays with it.

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
            missing_sources=[
                line.label for line in lines if line.by_hand and line.value is not None and not line.source
            ],
        ),
        "reports.not-ready",
    )
    report.awaiting = turn_after(report.reviewers, 0)
    report.state = Report.State.REVIEW if report.awaiting else Report.State.SIGNED
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
    return report


@action(ENDORSE, facts=("report_id", "on"), subject="report_id")
def endorse_report(*, actor: Actor, report_id: UUID, on: date, at: datetime, opinion: str) -> Report:
    """Whoever the region's paper puts between station and county gives an opinion; the report goes on to the next.

    Refused              somebody else's turn, no word of opinion, or no longer what was signed
    Report.DoesNotExist  out of sight
    """
    report = _locked(actor, ENDORSE, report_id)
    _stop(endorsing_problem(in_turn=_in_turn(report, actor, ENDORSE), opinion=opinion), "reports.endorse")
    _stop(accepting_problem(with_county=True, intact=is_intact(report)), "reports.endorse")
    report.awaiting = turn_after(report.reviewers, report.reviewers.index(report.awaiting) + 1)
    report.state = Report.State.REVIEW if report.awaiting else Report.State.SIGNED
    _save(report, "state", "awaiting")
    _step(report, ReportStep.What.ENDORSED, actor, on=on, at=at, note=opinion)
    return report


@action(RETURN, facts=("report_id", "on"))
def return_report(*, actor: Actor, report_id: UUID, on: date, at: datetime, reason: str) -> Report:
    """Whoever has it, the county or who gives an opinion before, sends it back; the station mends it and signs again.

    Refused              somebody else has it, or no reason
    Report.DoesNotExist  out of sight
    """
    report = _locked(actor, RETURN, report_id)
    _stop(returning_problem(in_turn=_in_turn(report, actor, RETURN), reason=reason), "reports.return")
    report.state, report.awaiting = Report.State.RETURNED, ""
    _save(report, "state", "awaiting")
    _step(report, ReportStep.What.RETURNED, actor, on=on, at=at, note=reason)
    return report


@action(ACCEPT, facts=("report_id", "on"))
def accept_report(*, actor: Actor, report_id: UUID, on: date, at: datetime, opinion: str = "") -> Report:
    """The county takes it: archived as signed. Records of its days are voided from now on, no longer corrected.

    Refused              not with the county, or no longer what was signed
    Report.DoesNotExist  out of sight
    """
    report = _locked(actor, ACCEPT, report_id)
    _stop(
        accepting_problem(with_county=report.state == Report.State.SIGNED, intact=is_intact(report)),
        "reports.accept",
    )
    report.state, report.accepted_on = Report.State.ACCEPTED, on
    _save(report, "state", "accepted_on")
    _step(report, ReportStep.What.ACCEPTED, actor, on=on, at=at, note=opinion)
    close_days(
        actor=actor.acting_for("services.close_days", because_of=ACCEPT),
        station_id=report.station_id,
        first_on=report.period_first_on,
        last_on=report.counted_to_on,
    )
    return report


@action("reports.note_duty_done", facts=("region_code", "station_id", "rule", "period_first_on", "done_on"))
def note_duty_done(
    *,
    actor: Actor,
    region_code: str,
    rule: str,
    period_first_on: date,
    done_on: date,
    on: date,
    note: str,
    station_id: UUID | None = None,
) -> DutyDone:
    """A person says that something a paper asks for every period was done, and where it can be seen.

    Refused               a future day, no word where it can be seen, or a region outside the actor's own
    Station.DoesNotExist  the station is out of sight
    """
    station = None
    if station_id is not None:
        station = Station.objects.visible_to(actor, "reports.note_duty_done").get(pk=station_id)
        region_code = station.region_code
    elif not any(grant.reaches_region(region_code) for grant in actor.grants_for("reports.note_duty_done")):
        raise Refused("这项工作不在您的辖区。", code="reports.elsewhere")
    if done_on > on:
        raise Refused("办结日期不能晚于今天。", code="reports.future")
    if not note.strip():
        raise Refused("请写一句办理情况，例如文号或公示的地方。", code="reports.note-missing")
    done, _made = DutyDone.objects.update_or_create(
        region_code=region_code,
        station=station,
        rule=rule[:160],
        period_first_on=period_first_on,
        defaults={"done_on": done_on, "note": note.strip()[:200], "by_label": actor.label[:120]},
    )
    return done


@action(ROLL, facts=("on", "month"))
def refresh_rollups(
    *, actor: Actor, on: date, at: datetime, everything: bool = False, month: date | None = None
) -> int:
    """Bring the kept figures up to date: only the months whose records changed since the watermark.

    everything  count all months of all stations anew; the kept figures can always be rebuilt from the records
    month       this month alone, and the watermark stays: the embedded database lets one writer in at a time, so a job
                goes month by month, each in a short transaction, and calls `settle_rollups` at the end
    returns     how many figures were counted
    """
    mark = Watermark.objects.select_for_update().filter(name=MARK).first()
    if month is None:
        # the mark is set before the changes are read: what is written meanwhile is seen next time
        _set_mark(at if mark is None else Now(), on=on)
    work = work_since(mark=mark, on=on, everything=everything)
    names = rolled_metrics()
    stocks = [name for name in names if METRICS[name].stock]
    files = [name for name in names if is_of_clients(name)]
    counted = 0
    for one in work.months if month is None else [month]:
        whole = work.everything.get(one, set())
        counted += _keep(one, whole, names, on=on, at=at)
        counted += _keep(one, work.stocks.get(one, set()) - whole, stocks, on=on, at=at)
        counted += _keep(one, work.of_clients.get(one, set()) - whole, files, on=on, at=at)
    return counted


@action("reports.settle_rollups", facts=("on",))
def settle_rollups(*, actor: Actor, on: date, seen_to: datetime) -> None:
    """All months were refreshed: the watermark moves to the instant at which their changes began to be read."""
    _set_mark(seen_to, on=on)


def _set_mark(seen_to: datetime | Now, *, on: date) -> None:
    if not Watermark.objects.filter(name=MARK).update(seen_to=seen_to, day_on=on):
        Watermark.objects.create(name=MARK, seen_to=seen_to, day_on=on)


def _keep(month: date, stations: Iterable[UUID], names: list[str], *, on: date, at: datetime) -> int:
    wanted = sorted(stations)
    if not wanted or not names:
        return 0
    regions = region_codes(wanted)
    rows = [
        StationMonth(
            station_id=station, region_code=regions[station], month=month, metric=name, value=value, as_of=at
        )
        for (station, name), value in figures_of(month=month, on=on, stations=wanted, names=names).items()
    ]
    StationMonth.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["station", "month", "metric"],
        update_fields=["value", "as_of", "region_code"],
    )
    return len(rows)


# --- asking for what is missing ---------------------------------------------------------------------------------------


@action(URGE, facts=("month", "on"))
def urge(*, actor: Actor, month: date, on: date, at: datetime, addresses: Mapping[UUID, str]) -> list[Urge]:
    """One press: every station in sight whose report of the month has not come is asked for it (一键催报).

    Told are the station's head and worker and the agency that operates it; where somebody's opinion is awaited, she.
    A station is asked once a day; pressed again, only those not yet asked.

    month      any day of it
    addresses  the page a notice leads to, by station

    Refused    every report has come, or all that are missing were asked for today
    """
    period = Period.month_of(month)
    _stop(
        opening_problem(first=period.first, last=period.last, on=on, opened_on=period.first),
        "reports.not-yet",
    )
    waiting = [
        row for row in missing_reports(actor=actor, period=period, verb=URGE) if row.station.pk in addresses
    ]
    left = [row for row in waiting if row.urged is None or row.urged.urged_on != on]
    _stop(urging_problem(missing=len(waiting), urged_today=len(waiting) - len(left)), "reports.urged")
    messenger = actor.acting_for("access.send_notice", because_of=URGE)
    found = []
    for row in left:
        told = send_notice(
            actor=messenger,
            roles=frozenset({row.report.awaiting}) if row.report and row.report.awaiting else URGED_ROLES,
            region_code=row.station.region_code,
            station_id=row.station.pk,
            subject=urging_subject(
                station=row.station.short_name,
                month=period.label,
                due=f"{row.due.day:%m-%d}" if row.due.day else "",
                late=row.due.day is not None and on > row.due.day,
                awaiting=bool(row.report and row.report.awaiting),
            ),
            url=addresses[row.station.pk],
            clause=row.due.chip,
            at=at,
        )
        found.append(
            Urge.objects.create(
                station=row.station,
                region_code=row.station.region_code,
                period_first_on=period.first,
                urged_on=on,
                urged_at=at,
                by_label=actor.label[:120],
                told=told,
            )
        )
    return found


# --- the county's own form --------------------------------------------------------------------------------------------


@action(UPLOAD, facts=("region_code", "on"))
def upload_template(
    *,
    actor: Actor,
    region_code: str,
    file_name: str,
    content: bytes,
    on: date,
    template_id: UUID | None = None,
) -> SheetTemplate:
    """A county brings its own Word form of the monthly report; it is checked and kept as a new version, not yet in use.

    Refused  no usable Word file, one with macros, too large, a blank nobody knows; a region outside the actor's own
    """
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for(UPLOAD)):
        raise Refused("只能上传本辖区的月报样式。", code="reports.elsewhere")
    try:
        blanks = form_blanks(content, file_name=file_name)
    except PaperProblem as problem:
        raise Refused(f"{problem}。", code="reports.template") from None
    known = form_facts(empty_sheet(monthly_sheet(region_code=region_code, on=on), month=on))
    _stop(unknown_blanks_problem(blanks, known=known), "reports.template")
    try:
        docx(content, known)
    except PaperProblem as problem:
        raise Refused(f"{problem}。", code="reports.template") from None
    last = SheetTemplate.objects.filter(region_code=region_code).aggregate(last=Max("version"))["last"] or 0
    return SheetTemplate.objects.create(
        pk=template_id or uuid7(),
        region_code=region_code,
        version=last + 1,
        file_name=file_name.strip()[-120:],
        content=content,
        digest=hashlib.new("sm3", content).hexdigest(),
        blanks=sorted(blanks),
        uploaded_on=on,
        by_label=actor.label[:120],
    )


@action(ADOPT, facts=("template_id", "month"), subject="template_id")
def adopt_template(*, actor: Actor, template_id: UUID, month: date, on: date) -> SheetTemplate:
    """Reports from that month on are printed on this version; those signed before keep the one they were signed with.

    month                       any day of it
    Refused                     a month gone by
    SheetTemplate.DoesNotExist  out of sight
    """
    form = SheetTemplate.objects.visible_to(actor, ADOPT).select_for_update().get(pk=template_id)
    _take_up(form, month.replace(day=1), on)
    return form


@action(STANDARD, facts=("region_code", "month"))
def use_standard_form(*, actor: Actor, region_code: str, month: date, on: date) -> SheetTemplate:
    """From that month on the program's own form again.

    Refused  a month gone by, nothing else was in use, or a region outside the actor's own
    """
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for(STANDARD)):
        raise Refused("只能改本辖区的月报样式。", code="reports.elsewhere")
    rows = SheetTemplate.objects.filter(region_code=region_code)
    if not rows.filter(from_month__isnull=False).exists():
        raise Refused("现在用的就是通用样式。", code="reports.template")
    _stop(adopting_problem(month=month, on=on), "reports.template-month")
    form = SheetTemplate.objects.create(
        region_code=region_code,
        version=(rows.aggregate(last=Max("version"))["last"] or 0) + 1,
        file_name="通用样式",
        content=b"",
        digest="",
        uploaded_on=on,
        by_label=actor.label[:120],
    )
    _take_up(form, month.replace(day=1), on)
    return form


def _take_up(form: SheetTemplate, month: date, on: date) -> None:
    _stop(adopting_problem(month=month, on=on), "reports.template-month")
    same = SheetTemplate.objects.filter(region_code=form.region_code, from_month=month).exclude(pk=form.pk)
    same.update(from_month=None, changed_at=Now())
    form.from_month = month
    form.changed_at = Now()
    form.save(update_fields=["from_month", "changed_at"])
    form.refresh_from_db(fields=["changed_at"])


# --- the steps ----------------------------------------------------------------------------------------------------------


def _in_turn(report: Report, actor: Actor, verb: str) -> bool:
    """Whether the report is with this person: with the county when signed, with whose opinion it awaits before."""
    turn = report.awaiting or ("county" if report.state == Report.State.SIGNED else "")
    return bool(turn) and any(grant.role == turn for grant in actor.grants_for(verb))


def _locked(actor: Actor, verb: str, report_id: UUID) -> Report:
    return (
        Report.objects.visible_to(actor, verb)
        .select_for_update(of=("self",))
        .select_related("station")
        .get(pk=report_id)
    )


def _save(report: Report, *fields: str) -> None:
    report.changed_at = Now()
    report.save(update_fields=[*fields, "changed_at"])
    report.refresh_from_db(fields=["changed_at"])


def _filled(report: Report, actor: Actor, *fields: str) -> None:
    report.filled_by, report.filled_by_label = actor.id, actor.label[:120]
    _save(report, "filled_by", "filled_by_label", *fields)


def _step(
    report: Report, what: ReportStep.What, actor: Actor, *, on: date, at: datetime, note: str = ""
) -> None:
    ReportStep.objects.create(
        report=report,
        what=what,
        done_on=on,
        at=at,
        by=actor.id,
        by_label=actor.label[:120],
        note=note.strip()[:400],
        sheet_hash=report.frozen_hash if what == ReportStep.What.SIGNED else "",
    )
