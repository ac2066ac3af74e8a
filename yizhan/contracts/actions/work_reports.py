"""An agency writes the chapters of its mid-term or final report and hands it in; the county sends it back or accepts it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

from yizhan.contracts.actions.agreements_ground import _agreement
from yizhan.contracts.actions.ground import _stop
from yizhan.contracts.actions.instalments import meet_condition
from yizhan.contracts.actions.papers import attach_paper
from yizhan.contracts.models import (
    Agreement,
    ContractPaper,
    Instalment,
    InstalmentCondition,
    WorkReport,
)
from yizhan.contracts.queries.indicators import Reader, live
from yizhan.contracts.queries.terms import FINAL, MID, fields_of, filled, last_day_of, term_report
from yizhan.contracts.rules.work_reports import (
    ACCEPT,
    CHAPTERS,
    PROCESS,
    RETURN,
    SEND,
    WRITE,
    condition_problem,
    sending_problem,
    writing_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.papers.rules import docx
from yizhan.privacy.action import action

FORM = Path(__file__).parent.parent / "templates_docx" / "term.docx"


@action(WRITE, facts=("agreement_id", "kind", "on"), subject="agreement_id")
def write_work_report(
    *,
    actor: Actor,
    agreement_id: UUID,
    kind: str,
    chapters: Mapping[str, str],
    on: date,
    upto: date | None = None,
    condition_id: UUID | None = None,
    report_id: UUID | None = None,
) -> WorkReport:
    """Keep the chapters of the agency; the figures stay those of the records until it is handed in.

    upto          the last day the figures are to cover; None: half of the year, or its end
    condition_id  the condition of a payment it is to meet

    Refused                 not signed, a chapter too long, handed in and not returned, a condition of something else
    Agreement.DoesNotExist  another agency's
    """
    agreement = _agreement(actor, WRITE, agreement_id)
    said = {name: chapters.get(name, "").strip() for name in CHAPTERS}
    _stop(
        writing_problem(signed=agreement.state != Agreement.State.DRAFT, chapters=said),
        "contracts.work-report",
    )
    report = WorkReport.objects.filter(agreement=agreement, kind=WorkReport.Kind(kind)).first()
    step = PROCESS.step(report.state if report else "", WRITE)
    if report is None:
        report = WorkReport(
            id=report_id or uuid7(), agreement=agreement, region_code=agreement.region_code, kind=kind
        )
    report.state = step.end
    report.upto = last_day_of(agreement, kind=FINAL if kind == "FINAL" else MID, on=on, asked=upto)
    report.condition = _condition(agreement, condition_id) if condition_id else None
    report.did, report.problems, report.plans = said["did"], said["problems"], said["plans"]
    report.save()
    return report


@action(SEND, facts=("report_id", "on"), subject="report_id")
def send_work_report(*, actor: Actor, report_id: UUID, on: date, read: Reader = live) -> WorkReport:
    """Hand it in: the figures are frozen as the records are now.

    read  how figures of many stations are read

    Refused  a chapter is empty, handed in already
    """
    report = _report(actor, SEND, report_id)
    step = PROCESS.step(report.state, SEND)
    said = {"did": report.did, "problems": report.problems, "plans": report.plans}
    _stop(sending_problem(said), "contracts.work-report")
    made = term_report(
        actor=actor,
        agreement=report.agreement,
        kind=FINAL if report.kind == WorkReport.Kind.FINAL else MID,
        upto=report.upto,
        read=read,
    )
    fields = fields_of(made)
    report.figures = {name: value for name, value in fields.items() if name not in ("做法", "问题", "打算")}
    report.state, report.sent_on, report.sent_by = step.end, on, actor.label[:120]
    report.first_sent_on = report.first_sent_on or on
    report.save()
    return report


@action(RETURN, facts=("report_id", "on"), subject="report_id")
def return_work_report(*, actor: Actor, report_id: UUID, because: str, on: date) -> WorkReport:
    """Send it back to the agency. Refused: no reason, or it is not waiting for an answer."""
    report = _report(actor, RETURN, report_id)
    step = PROCESS.step(report.state, RETURN)
    if len(because.strip()) < 2:
        raise Refused("请写明为什么退回，例如“存在的问题没有写整改”。", code="contracts.reason-missing")
    report.state, report.returned_on, report.returned_because = step.end, on, because.strip()[:200]
    report.save(update_fields=["state", "returned_on", "returned_because"])
    return report


@action(ACCEPT, facts=("report_id", "on"), subject="report_id")
def accept_work_report(*, actor: Actor, report_id: UUID, on: date) -> WorkReport:
    """Take it: its Word is put on file and shows the condition of the payment it was written for.

    Refused  it is not waiting for an answer
    """
    report = _report(actor, ACCEPT, report_id)
    step = PROCESS.step(report.state, ACCEPT)
    content = docx(FORM, filled(report))
    name = f"{report.title}.docx"
    condition = report.condition
    if condition and condition.paper_id is None and condition.instalment.state != Instalment.State.PAID:
        met = meet_condition(
            actor=actor.acting_for("contracts.meet_condition", because_of=ACCEPT),
            condition_id=condition.pk,
            met_on=on,
            on=on,
            file_name=name,
            content=content,
            note="系统里接收的报告",
        )
        report.paper = met.paper
    else:
        report.paper = _filed(actor, report, name, content, on)
    report.state, report.accepted_on, report.accepted_by = step.end, on, actor.label[:120]
    report.save(update_fields=["state", "accepted_on", "accepted_by", "paper"])
    return report


def _filed(actor: Actor, report: WorkReport, name: str, content: bytes, on: date) -> ContractPaper:
    return attach_paper(
        actor=actor.acting_for("contracts.attach_paper", because_of=ACCEPT),
        project_id=report.agreement.project_id,
        kind=report.title,
        dated_on=on,
        on=on,
        file_name=name,
        content=content,
        subject_kind="WORK_REPORT",
        subject_id=report.pk,
        open_to_id=report.agreement.provider_id,
    )


def _condition(agreement: Agreement, condition_id: UUID) -> InstalmentCondition:
    found = InstalmentCondition.objects.filter(pk=condition_id, instalment__agreement=agreement).first()
    problem = condition_problem(
        found=found is not None,
        kind=found.kind if found else "",
        met=found is not None and found.paper_id is not None,
        paid=found is not None and found.instalment.state == Instalment.State.PAID,
    )
    _stop(problem, "contracts.condition")
    assert found is not None
    return found


def _report(actor: Actor, verb: str, report_id: UUID) -> WorkReport:
    """Locked behind its agreement."""
    found = WorkReport.objects.visible_to(actor, verb).get(pk=report_id)
    agreement = _agreement(actor, verb, found.agreement_id)
    report = WorkReport.objects.locked(actor, verb, report_id)
    report.agreement = agreement
    return report
