"""The calendar of duties kept by the clock: filled ahead at night, followed during the day, reminded of in the morning."""

from datetime import timedelta

from django.conf import settings
from django.utils.timezone import localdate, now

from yizhan.access.actions import Reminder, remind
from yizhan.access.rules import duties_subject
from yizhan.jobs.actor import system_actor
from yizhan.kernel.calendar import is_workday
from yizhan.kernel.period import Period
from yizhan.reports.actions import fill_duties
from yizhan.reports.queries.duties_ahead import regions_with_duties
from yizhan.reports.queries.duties_seen import regions_touched
from yizhan.reports.queries.reminders import to_remind
from yizhan.reports.rules.duties import ROLES_OF

CALENDAR = "/reports/duties/"


def fill_calendar() -> None:
    """Every county, city and province, each in a transaction of its own, so that nobody who records waits for it."""
    actor, on = system_actor("reports.fill_duties", name="fill_calendar"), localdate()
    for region in regions_with_duties():
        fill_duties(actor=actor, region_code=region, on=on)


def follow_facts() -> None:
    """What was done since yesterday and the calendar does not show yet."""
    on = localdate()
    regions = regions_touched(span=Period(on - timedelta(days=1), on))
    if regions:
        actor = system_actor("reports.fill_duties", name="follow_facts")
        for region in regions:
            fill_duties(actor=actor, region_code=region, on=on)


def remind_of_duties() -> None:
    """In the morning of a working day: whoever owes something soon, today, or since yesterday hears how many things."""
    on = localdate()
    if not is_workday(on):
        return
    remind(
        actor=system_actor("access.remind", name="remind_of_duties"),
        reminders=[
            Reminder(
                roles=ROLES_OF[one.owed_by],
                region_code=one.region_code,
                station_id=one.station_id,
                subject=duties_subject(today=one.today, soon=one.soon, over=one.over),
                url=CALENDAR,
            )
            for one in to_remind(on=on, days=settings.REMIND_DAYS)
        ],
        on=on,
        at=now(),
    )
