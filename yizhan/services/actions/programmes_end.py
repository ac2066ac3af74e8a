"""The summary of a programme, the supervisor's opinion on it, and its end."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.services.actions.ground import _stop
from yizhan.services.actions.programmes import _locked, _moved, _step
from yizhan.services.models import Programme, ProgrammeReport, ProgrammeStep, Session
from yizhan.services.queries.programmes import sessions_held
from yizhan.services.rules.programmes import REPORT_ROWS, finishing_problem, report_problem
from yizhan.services.rules.programmes_process import FINISH

WRITE = "services.write_programme_report"
COMMENT = "services.comment_programme_report"


@action(WRITE, facts=("programme_id", "on"), subject="programme_id")
def write_programme_report(
    *, actor: Actor, programme_id: UUID, rows: Mapping[str, str], on: date, spent_fen: int | None = None
) -> ProgrammeReport:
    """The nine rows of the summary; written again they replace the worker's words, never the supervisor's.

    Refused                  no session was held; a needed row is empty; the programme was cancelled or never approved
    Programme.DoesNotExist   out of sight
    """
    programme = _locked(actor, WRITE, programme_id)
    if not programme.is_open:
        raise Refused("只有进行中的可以写总结。", code="services.programme-state")
    _stop(report_problem(held=sessions_held(programme).count(), rows=rows, spent_fen=spent_fen))
    kept: Any = {row: rows[row].strip() for row in REPORT_ROWS if rows.get(row, "").strip()}
    report, made = ProgrammeReport.objects.get_or_create(
        programme=programme,
        defaults={
            "station_id": programme.station_id,
            "region_code": programme.region_code,
            "rows": kept,
            "spent_fen": spent_fen,
            "written_on": on,
            "written_by": actor.id,
            "written_by_label": actor.label[:120],
        },
    )
    if not made:
        report.rows, report.spent_fen, report.written_on, report.changed_at = kept, spent_fen, on, Now()
        report.written_by, report.written_by_label = actor.id, actor.label[:120]
        report.save(
            update_fields=["rows", "spent_fen", "written_on", "written_by", "written_by_label", "changed_at"]
        )
    _step(programme, ProgrammeStep.What.REPORTED, actor=actor, on=on)
    return report


@action(COMMENT, facts=("programme_id", "on"), subject="programme_id")
def comment_programme_report(
    *, actor: Actor, programme_id: UUID, opinions: Mapping[str, str], on: date
) -> ProgrammeReport:
    """督导意见, row by row, by somebody else than whoever wrote the summary.

    Refused                  no summary yet; one's own; nothing said
    Programme.DoesNotExist   out of sight
    """
    programme = _locked(actor, COMMENT, programme_id)
    report = ProgrammeReport.objects.filter(programme=programme).first()
    if report is None:
        raise Refused("还没有写总结。", code="services.report-missing")
    if report.written_by == actor.id:
        raise Refused("总结是您自己写的，督导意见要由另一位来写。", code="services.four-eyes")
    kept: Any = {row: opinions[row].strip() for row in REPORT_ROWS if opinions.get(row, "").strip()}
    if not kept:
        raise Refused("请至少在一栏写下意见。", code="services.opinion-missing")
    report.opinions, report.changed_at = kept, Now()
    report.commented_by_label, report.commented_on = actor.label[:120], on
    report.save(update_fields=["opinions", "commented_by_label", "commented_on", "changed_at"])
    _step(programme, ProgrammeStep.What.COMMENTED, actor=actor, on=on)
    return report


@action(FINISH, facts=("programme_id", "on"), subject="programme_id")
def finish_programme(*, actor: Actor, programme_id: UUID, on: date) -> Programme:
    """The programme is over.

    Refused                  a session is still open, none was held, no summary
    Programme.DoesNotExist   out of sight
    """
    programme = _locked(actor, FINISH, programme_id)
    _stop(
        finishing_problem(
            state=programme.state,
            planned=programme.sessions.filter(state=Session.State.PLANNED).count(),
            held=sessions_held(programme).count(),
            reported=ProgrammeReport.objects.filter(programme=programme).exists(),
        )
    )
    programme.finished_on = on
    return _moved(
        programme,
        Programme.State.DONE,
        ProgrammeStep.What.FINISHED,
        verb=FINISH,
        actor=actor,
        on=on,
        also=("finished_on",),
    )
