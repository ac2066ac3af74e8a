"""Stations asked for what is missing."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from yizhan.access.actions import send_notice
from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.privacy.action import action
from yizhan.reports.actions.ground import STATION_ROLES, _stop
from yizhan.reports.models import Urge
from yizhan.reports.queries.board import missing_reports
from yizhan.reports.rules.reports import opening_problem, urging_problem, urging_subject

URGE = "reports.urge"


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
            roles=frozenset({row.report.awaiting}) if row.report and row.report.awaiting else STATION_ROLES,
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
