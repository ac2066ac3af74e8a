"""The calendar of duties kept by the clock: filled ahead at night, followed during the day, reminded of in the morning."""

from datetime import timedelta

from django.utils.timezone import localdate

from yizhan.jobs.actor import system_actor
from yizhan.kernel.period import Period
from yizhan.reports.actions import fill_duties
from yizhan.reports.queries.duties_ahead import regions_touched, regions_with_duties


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
