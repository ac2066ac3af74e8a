"""The nightly look for warnings: counted outside any transaction, written down in one short one a province."""

from datetime import timedelta

from django.utils.timezone import localdate, now

from yizhan.jobs.actor import system_actor
from yizhan.oversight.actions import escalate_warnings, raise_warnings
from yizhan.oversight.queries.warnings_look import look, provinces_to_look_at

OVERLAP = timedelta(hours=25)
"""Changes are looked at from a little before the night before: twice is harmless, never is not."""


def look_for_warnings() -> None:
    """Every province with a station: what reached a threshold, what is good again, what nobody answered in time."""
    actor = system_actor("oversight.raise_warnings", "oversight.escalate_warnings", name="look_for_warnings")
    on = localdate()
    for province, since in provinces_to_look_at(at=now(), overlap=OVERLAP):
        told = look(region_code=province, on=on, since=since)
        raise_warnings(actor=actor, region_code=province, told=told, on=on, at=now())
        escalate_warnings(actor=actor, region_code=province, on=on, at=now())
