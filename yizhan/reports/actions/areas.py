"""The report of a county or a city to the office above: opened filled in, mended, signed, received or sent back."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.regions.queries import regions_on
from yizhan.reports.actions.duties import _back, _done
from yizhan.reports.actions.ground import _stop
from yizhan.reports.actions.sent_up import _answered, _saved, _signed, _tell_office
from yizhan.reports.models import AreaLine, AreaReport, Duty
from yizhan.reports.queries.areas import (
    area_figures,
    below,
    filled_in_below,
    frozen_area,
    is_area_report,
    lines_of,
    signing_refusal,
    stale_lines,
)
from yizhan.reports.queries.duties import may_act, may_answer
from yizhan.reports.rules.areas import (
    ACCEPT,
    CHANGE,
    OPEN,
    PROCESS,
    REFRESH,
    RETURN,
    SIGN,
    WRITE,
    chapters_of,
    opening_problem,
    period_label,
)
from yizhan.reports.rules.reports import Line, sheet_hash


@action(OPEN, facts=("duty_id", "on"), subject="duty_id")
def open_area_report(*, actor: Actor, duty_id: UUID, on: date, report_id: UUID | None = None) -> AreaReport:
    """Open what a duty asks this office for, every figure counted up to that day. Opened again, it is the same report.

    Refused            another office's, nothing that is counted by months, or a period that has not begun
    Duty.DoesNotExist  out of sight
    """
    duty = Duty.objects.visible_to(actor, OPEN).select_for_update().get(pk=duty_id)
    if not may_act(actor=actor, duty=duty, verb=OPEN):
        raise Refused("这份报告由别的单位填报。", code="reports.elsewhere")
    same = AreaReport.objects.filter(duty=duty).first()
    if same is not None:
        return same
    period = duty.period
    _stop(
        opening_problem(is_report=is_area_report(duty), period=period, on=on),
        "reports.not-an-area",
        duty.clause,
    )
    assert period is not None
    region = regions_on(codes=[duty.region_code], on=on).get(duty.region_code)
    name = region.name if region else duty.region_code
    what = duty.what.rpartition("提交")[2].removeprefix("报送")  # 监督检查并提交项目实施情况报告
    report = AreaReport(
        id=report_id or uuid7(),
        region_code=duty.region_code,
        duty=duty,
        title=f"{name}{period_label(period)}{what}"[:120],
        period_first_on=period.first,
        period_last_on=period.last,
        counted_to_on=max(period.first, min(on, period.last)),
        below=below(region_code=duty.region_code, period=period, on=on),
        filled_by_label=actor.label[:120],
    )
    report.chapters = [{"title": title, "text": ""} for title in chapters_of(duty.rule_id)]
    report.save(force_insert=True)
    lines = lines_of(region_code=duty.region_code, period=period)
    figures = area_figures(lines=lines, region_code=duty.region_code, period=period, on=on)
    hand = filled_in_below(lines=lines, region_code=duty.region_code, period=period)
    AreaLine.objects.bulk_create(
        _line(report, number, line, figures, hand) for number, line in enumerate(lines, start=1)
    )
    return report


def _line(
    report: AreaReport,
    number: int,
    line: Line,
    figures: Mapping[str, Decimal | None],
    hand: Mapping[str, tuple[Decimal, str]],
) -> AreaLine:
    value, source = (figures.get(line.code), "") if line.metric else hand.get(line.code, (None, line.source))
    return AreaLine(
        report=report,
        number=number,
        code=line.code,
        section=line.section,
        label=line.label,
        unit=line.unit[:8],
        metric=line.metric,
        computed=figures.get(line.code) if line.metric else None,
        value=value,
        source=source[:120],
    )


@action(REFRESH, facts=("report_id", "on"), subject="report_id")
def refresh_area_report(*, actor: Actor, report_id: UUID, on: date) -> AreaReport:
    """Count again; what was changed with a reason stays changed, what is the program's own follows.

    Refused                  signed and with the office above
    AreaReport.DoesNotExist  out of sight
    """
    report = _open(actor, REFRESH, report_id)
    report.counted_to_on = max(report.period_first_on, min(on, report.period_last_on))
    lines = lines_of(region_code=report.region_code, period=report.period)
    figures = area_figures(lines=lines, region_code=report.region_code, period=report.period, on=on)
    hand = filled_in_below(lines=lines, region_code=report.region_code, period=report.period)
    for row in report.lines.all():
        if row.metric:
            kept = row.is_changed
            row.computed = figures.get(row.code)
            row.value = row.value if kept else row.computed
            row.reason = row.reason if kept and row.value != row.computed else ""
        elif row.code in hand and (row.value is None or row.source.startswith("各站月报相加")):
            row.value, row.source = hand[row.code]
        row.save(update_fields=["computed", "value", "reason", "source"])
    report.below = below(region_code=report.region_code, period=report.period, on=on)
    return _saved(report, actor, "counted_to_on", "below")


@action(CHANGE, facts=("report_id", "code"), subject="report_id")
def change_area_figure(
    *, actor: Actor, report_id: UUID, code: str, value: Decimal | None, reason: str = "", source: str = ""
) -> AreaLine:
    """Report another figure than the counted one, with the reason; fill in what nobody counts, with its source.

    Refused                  with the office above; no reason, no source, no such line
    AreaReport.DoesNotExist  out of sight
    """
    report = _open(actor, CHANGE, report_id)
    line = report.lines.filter(code=code).first()
    if line is None:
        raise Refused("报告里没有这一项。", code="reports.no-such-line")
    if line.by_hand:
        line.source = source.strip()[:120] or line.source
        if value is not None and not line.source:
            raise Refused("请写明这个数的出处，例如“财务台账”。", code="reports.source-missing")
    elif value != line.computed and not reason.strip():
        raise Refused("改数要写理由；系统数和填报数都会保留。", code="reports.reason-missing")
    line.value = value
    line.reason = "" if line.by_hand or value == line.computed else reason.strip()[:200]
    line.changed_by_label = actor.label[:120]
    line.save(update_fields=["value", "reason", "source", "changed_by_label"])
    _saved(report, actor)
    return line


@action(WRITE, facts=("report_id",), subject="report_id")
def write_area_chapters(*, actor: Actor, report_id: UUID, chapters: Mapping[str, str]) -> AreaReport:
    """The words of the chapters, by their titles; a title the report does not have is left out.

    Refused                  with the office above
    AreaReport.DoesNotExist  out of sight
    """
    report = _open(actor, WRITE, report_id)
    report.chapters = [
        {"title": each["title"], "text": chapters.get(each["title"], each["text"]).strip()[:8000]}
        for each in report.chapters
    ]
    return _saved(report, actor, "chapters")


@action(SIGN, facts=("report_id", "on"), subject="report_id")
def sign_area_report(
    *, actor: Actor, report_id: UUID, on: date, at: datetime, address: str = ""
) -> AreaReport:
    """Signed, frozen with its hash, and sent to the office the paper names; its duty is done.

    Refused                  sent already, figures below have changed, an empty chapter, a figure without a source
    AreaReport.DoesNotExist  out of sight
    """
    report = _open(actor, SIGN, report_id)
    stale = stale_lines(report=report, on=on)
    _stop(signing_refusal(report=report, lines=report.lines.all(), stale=stale), "reports.not-ready")
    PROCESS.step(report.state, SIGN)
    _signed(report, actor, on=on, frozen=frozen_area(report, signed_by=actor.label[:120], on=on))
    duty = report.duty
    _done(duty, on, how=Duty.How.SEEN, kind="area_report", fact_id=report.pk)
    duty.received_on = None
    duty.save()
    if duty.receiver:
        _tell(report, actor, duty.receiver, "已报来，待接收", because_of=SIGN, at=at, address=address)
    return report


@action(ACCEPT, facts=("report_id", "on"), subject="report_id")
def accept_area_report(
    *, actor: Actor, report_id: UUID, on: date, at: datetime, opinion: str = "", address: str = ""
) -> AreaReport:
    """The office above takes it.

    Refused                  reported to another office, not sent, or no longer what was signed
    AreaReport.DoesNotExist  out of sight
    """
    report = _to_answer(actor, ACCEPT, report_id)
    if sheet_hash(report.frozen) != report.frozen_hash:
        raise Refused("报告内容与签发时不一致，请退回重新签发。", code="reports.accept")
    _answered(report, actor, report.State.ACCEPTED, on=on, words=opinion)
    duty = report.duty
    duty.received_on, duty.answered_by_label = on, actor.label[:120]
    duty.save()
    _tell(report, actor, duty.owed_by, "已被接收", because_of=ACCEPT, at=at, address=address)
    return report


@action(RETURN, facts=("report_id", "on"), subject="report_id")
def return_area_report(
    *, actor: Actor, report_id: UUID, on: date, at: datetime, reason: str, address: str = ""
) -> AreaReport:
    """The office above sends it back; it is mended and signed again, and judged by the first time.

    Refused                  no reason, reported to another office, or not sent
    AreaReport.DoesNotExist  out of sight
    """
    report = _to_answer(actor, RETURN, report_id)
    if not reason.strip():
        raise Refused("请写清退回哪里、为什么；报送单位会看到您的理由。", code="reports.return")
    _answered(report, actor, report.State.RETURNED, on=on, words=reason)
    duty = report.duty
    _back(duty, reason.strip())
    duty.answered_by_label = actor.label[:120]
    duty.save()
    _tell(report, actor, duty.owed_by, "被退回，请修改后重新签发", because_of=RETURN, at=at, address=address)
    return report


def _open(actor: Actor, verb: str, report_id: UUID) -> AreaReport:
    report = _locked(actor, verb, report_id)
    if not may_act(actor=actor, duty=report.duty, verb=verb):
        raise AreaReport.DoesNotExist
    if not report.is_open:
        raise Refused("报告已经签发报送，要改请等上级退回。", code="reports.with-above")
    return report


def _to_answer(actor: Actor, verb: str, report_id: UUID) -> AreaReport:
    report = _locked(actor, verb, report_id)
    if not may_answer(actor=actor, duty=report.duty, verb=verb):
        raise Refused("这份报告不是报给您这里的。", code="reports.elsewhere")
    PROCESS.step(report.state, verb)
    return report


def _locked(actor: Actor, verb: str, report_id: UUID) -> AreaReport:
    rows = AreaReport.objects.visible_to(actor, verb).select_for_update(of=("self",))
    return rows.select_related("duty").get(pk=report_id)


def _tell(
    report: AreaReport, actor: Actor, role: str, says: str, *, because_of: str, at: datetime, address: str
) -> None:
    _tell_office(
        report,
        actor,
        role,
        f"{report.title}{says}",
        because_of=because_of,
        at=at,
        address=address,
        clause=report.duty.chip,
    )
