"""The calendar of a demo place: filled, some told, received and returned, a county's report on its way."""

from datetime import date, timedelta
from uuid import UUID

from yizhan.access.models import RoleGrant, User
from yizhan.access.queries import actor_for
from yizhan.jobs.actor import system_actor
from yizhan.jobs.demo.county import stamp
from yizhan.jobs.tasks import refresh_figures
from yizhan.kernel.actor import Actor
from yizhan.reports.actions import (
    fill_duties,
    note_duty_done,
    open_area_report,
    receive_duty,
    return_duty,
    sign_area_report,
    write_area_chapters,
)
from yizhan.reports.models import Duty
from yizhan.reports.queries.areas import reportable

PLACES = ("乡镇公示栏", "县政府网站（虚构）", "社工站公示栏和公众号（虚构）")
WORDS = {
    "工作开展情况": "各站照计划开展探访、个案和小组，数据见附表。（演示文字）",
    "主要做法和成效": "按村排探访，逾期当日提醒。（演示文字）",
    "存在的问题": "边远村探访路程长，雨季个别探访延后。（演示文字）",
    "下一步打算": "继续按月核对探访，补齐人员。（演示文字）",
}


def fill_calendar_of(code: str, *, today: date) -> None:
    """As if the calendar had been kept since last month: most was done, something came back, something is over its day.

    code  of the county
    """
    job = system_actor("reports.fill_duties", name="demo")
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    fill_duties(actor=job, region_code=code, on=last_month)
    for above in (code[:4], code[:2]):
        if above[2:] != "90":
            fill_duties(actor=job, region_code=above, on=last_month)
    rows = Duty.objects.filter(region_code__startswith=code, state="OPEN", due_on__lt=today).order_by(
        "due_on", "key"
    )
    officer = _officer(code, today)
    for nth, duty in enumerate(rows.filter(rule_id="agency.disclosure-day").select_related("station")):
        manager = _holder("agency_manager", today, station=duty.station_id)
        if manager is None or nth % 7 == 6:
            continue
        done = duty.due_on + timedelta(days=2 if nth % 5 == 4 else 0)
        note_duty_done(actor=manager, duty_id=duty.pk, done_on=done, on=today, note=PLACES[nth % 3])
        if officer is None or nth % 4 == 3:
            continue
        if nth % 9 == 5:
            return_duty(actor=officer, duty_id=duty.pk, on=today, reason="没有写本月支出，请补上")
        else:
            receive_duty(actor=officer, duty_id=duty.pk, on=today)
    if officer is not None:
        for duty in rows.filter(rule_id="supervision.monthly"):
            note_duty_done(
                actor=officer, duty_id=duty.pk, done_on=duty.due_on, on=today, note="监测记录（演示）"
            )
        _report(officer, code, today)
    fill_duties(actor=job, region_code=code, on=today)
    for above in (code[:4], code[:2]):
        if above[2:] != "90":
            fill_duties(actor=job, region_code=above, on=today)


def _report(officer: Actor, code: str, today: date) -> None:
    """The county's newest report is written and sent; the next one is the visitor's to try."""
    own = Duty.objects.filter(region_code=code, owed_by="county", rule_id__startswith="report.", state="OPEN")
    for duty in own.filter(period_last_on__lt=today).order_by("-due_on"):
        if reportable(duty=duty, on=today):
            refresh_figures()  # a report counts what is kept of the stations' months
            report = open_area_report(actor=officer, duty_id=duty.pk, on=today)
            write_area_chapters(actor=officer, report_id=report.pk, chapters=WORDS)
            sign_area_report(actor=officer, report_id=report.pk, on=today, at=stamp(today))
            return


def _officer(code: str, on: date) -> Actor | None:
    return _holder("county", on, region=code)


def _holder(role: str, on: date, *, region: str = "", station: UUID | None = None) -> Actor | None:
    """The first person of the role who reaches the region or station that day."""
    for grant in RoleGrant.objects.filter(role=role, region_code__startswith=region).select_related("user"):
        actor = actor_for(User.objects.get(pk=grant.user_id), on)
        if station is None or any(station in (each.stations or ()) for each in actor.grants):
            return actor
    return None
