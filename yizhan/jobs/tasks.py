"""What the queue runs by name: one function per job, arguments are ids and codes. Each builds an Actor and calls an action."""

from collections.abc import Callable
from uuid import UUID

from django.utils.timezone import localdate, now

from yizhan.clients import actions as clients
from yizhan.jobs import messages
from yizhan.jobs.actor import system_actor
from yizhan.jobs.duties import fill_calendar, follow_facts, remind_of_duties
from yizhan.jobs.warnings import look_for_warnings
from yizhan.kernel.errors import Refused
from yizhan.privacy.actions import SEAL_LINES, seal_audit
from yizhan.regions.actions import follow_changes
from yizhan.reports.actions import refresh_rollups, settle_rollups
from yizhan.reports.queries.rollups import months_to_refresh
from yizhan.services.actions import escalate_alarm, tell_overdue_action
from yizhan.services.queries.alarms import to_escalate
from yizhan.services.queries.supervisions import overdue_untold


def every_minute() -> None:
    """The clock's tick, once a minute: alarms whose hours passed go up, kept figures and duties follow the records."""
    each_on_its_own(escalate_alarms, messages.queue_and_send, refresh_figures, follow_facts)


def escalate_alarms() -> None:
    """Tell the county of what nobody reported in the hours its paper gives; each on its own, so that none waits."""
    actor = system_actor("services.escalate_alarm", "services.view_alarms", name="escalate_alarms")
    at = now()
    for alarm_id in to_escalate(at=at):
        try:
            escalate_alarm(actor=actor, alarm_id=alarm_id, at=at)
        except Refused:  # reported or closed this very moment
            continue


def refresh_figures(*, everything: bool = False) -> None:
    """Count the changed months anew, each in a short transaction, so that nobody who records waits for it.

    everything  all months: every night, because a change inside a very long transaction may have been missed
    """
    actor = system_actor("reports.refresh_rollups", "reports.settle_rollups", name="refresh_figures")
    began, today = now(), localdate()
    for month in months_to_refresh(on=today, everything=everything):
        refresh_rollups(actor=actor, on=today, at=began, everything=everything, month=month)
    settle_rollups(actor=actor, on=today, seen_to=began)


def send_message(delivery_id: UUID) -> None:
    """One message to a mailbox or to the robot of a chat group."""
    messages.send_message(delivery_id)


def morning() -> None:
    """The clock's tick at eight in the morning, Beijing time."""
    remind_of_duties()


def nightly() -> None:
    """The clock's tick at half past two in the morning, Beijing time."""
    each_on_its_own(
        follow_region_changes,
        refresh_visit_plans,
        tell_overdue_actions,
        refresh_all_figures,
        fill_calendar,
        look_for_warnings,
        seal_audit_trail,
    )


def each_on_its_own(*steps: Callable[[], None]) -> None:
    """One step after the other; where one trips, the others are still done, and at the end it is told.

    Otherwise a single row that a step cannot digest would, night after night, keep the audit trail from being sealed
    and the warnings from being raised.
    """
    tripped: list[Exception] = []
    for step in steps:
        try:
            step()
        except Exception as problem:
            tripped.append(problem)
    if tripped:
        raise ExceptionGroup("timed work that did not come to its end", tripped)


def refresh_all_figures() -> None:
    refresh_figures(everything=True)


def follow_region_changes() -> None:
    """Rows take the new code on the day a merger comes into force, not before."""
    follow_changes(actor=system_actor("regions.follow_changes", name="follow_region_changes"), on=localdate())


def tell_overdue_actions() -> None:
    """Tell the stations of what was agreed in a supervision and whose day has passed; each on its own, and once."""
    actor = system_actor("services.tell_overdue_action", name="tell_overdue_actions")
    at, on = now(), localdate()
    for action_id in overdue_untold(on=on):
        try:
            tell_overdue_action(actor=actor, action_id=action_id, on=on, at=at)
        except Refused:  # ended this very moment
            continue


def check_import(batch_id: UUID) -> None:
    """Tell the fate of every row of an uploaded list, slice by slice; each slice is its own transaction."""
    actor = system_actor("clients.check_import", name="check_import")
    while clients.check_import(actor=actor, batch_id=batch_id, on=localdate()).state == "CHECKING":
        pass


def apply_import(batch_id: UUID) -> None:
    """Write a confirmed list, slice by slice. Started again after a crash, it goes on where it stopped."""
    actor = system_actor("clients.apply_import", name="apply_import")
    while clients.apply_import(actor=actor, batch_id=batch_id, on=localdate()).state == "APPLYING":
        pass


def refresh_visit_plans() -> None:
    """Every open file's next due day under the rules of today; a paper may have come into force overnight."""
    actor = system_actor("clients.refresh_visit_plans", "clients.view_restricted", name="refresh_visit_plans")
    after: UUID | None = None
    while after := clients.refresh_visit_plans(actor=actor, region_code="", on=localdate(), after=after):
        pass


def seal_audit_trail() -> None:
    """Close the day's audit lines, stretch by stretch, each under the hash of the one before.

    Stops at a stretch that is not full: sealing writes a line of its own, which the next night closes.
    """
    actor = system_actor("privacy.seal_audit", name="seal_audit_trail")
    while (seal := seal_audit(actor=actor)) is not None and seal.lines == SEAL_LINES:
        pass
