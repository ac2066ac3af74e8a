"""How the verbs of reports find and write."""

from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.reports.models import (
    Report,
    ReportStep,
)


def _stop(sentence: str | None, code: str, clause: str = "") -> None:
    if sentence:
        raise Refused(sentence, code=code, clause=clause)


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
