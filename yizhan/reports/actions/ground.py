"""How the verbs of reports find and write."""

from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Now

from yizhan.access.actions import send_notice
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.period import Period
from yizhan.reports.models import Report, ReportStep
from yizhan.reports.rules.reports import step_subject

STATION_ROLES = frozenset({"station_head", "worker", "agency_manager"})
"""Who at a station works on its report."""


def _stop(sentence: str | None, code: str, clause: str = "") -> None:
    if sentence:
        raise Refused(sentence, code=code, clause=clause)


def _in_turn(report: Report, actor: Actor, verb: str) -> bool:
    """Whether the report is with this person: with the county when signed, with whose opinion it awaits before."""
    turn = report.awaiting or ("county" if report.state == Report.State.SIGNED else "")
    return turn in actor.roles_over(verb, region_code=report.region_code, station_id=report.station_id)


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


def _tell(
    report: Report, what: ReportStep.What, actor: Actor, *, because_of: str, at: datetime, address: str
) -> None:
    """Who has the report now hears of it; what became of it, the station. Without an address nobody is told."""
    if not address:
        return
    moved_on = what in {ReportStep.What.SIGNED, ReportStep.What.ENDORSED}
    send_notice(
        actor=actor.acting_for("access.send_notice", because_of=because_of),
        roles=frozenset({report.awaiting or "county"}) if moved_on else STATION_ROLES,
        region_code=report.region_code,
        station_id=report.station_id,
        subject=step_subject(
            station=report.station.short_name, month=Period.month_of(report.period_first_on).label, step=what
        ),
        url=address,
        at=at,
    )
