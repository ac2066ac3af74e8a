"""The monthly reports of a demo place: written, passed by whoever the paper names, taken or sent back by the county."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from yizhan.access.roles import grant_of
from yizhan.jobs.demo.county import County, Crew, stamp
from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import add_workdays, last_workday_by
from yizhan.kernel.period import Period
from yizhan.reports.actions import (
    accept_report,
    endorse_report,
    open_report,
    refresh_report,
    return_report,
    sign_report,
    write_narrative,
)
from yizhan.reports.queries.sheet import reviewers


@dataclass
class MonthlyReports:
    """What each station's report of the month asks for on a day; `today` ends the running month."""

    county: County
    today: date
    sent: dict[int, tuple[UUID, date]] = field(default_factory=dict)
    awaiting: dict[int, str] = field(default_factory=dict)

    def day(self, crew: Crew, day: date) -> None:
        """The month's report: written on one of the last days before the 26th, taken by the county two days later.

        One station is late every other month, one is sent back once; in the running month some are under way.
        """
        month = Period.month_of(day)
        due = last_workday_by(month.first.replace(day=25))
        late = crew.number % 11 == 7 and day.month % 2 == 1
        # whoever has to pass somebody on the way writes earlier
        ahead = 4 if reviewers(region_code=crew.station.region_code, period=month) else 0
        write_on = (
            last_workday_by(due - timedelta(days=crew.number % 9 + 1 + ahead))
            if not late
            else add_workdays(due, 1)
        )
        sent_back = crew.number % 11 == 8
        actor, at = crew.actor(day), stamp(day)
        if day == write_on:
            report = open_report(actor=actor, station_id=crew.station.pk, month=day, on=day, at=at)
            report = refresh_report(actor=actor, report_id=report.pk, on=day, at=at)
            write_narrative(
                actor=actor,
                report_id=report.pk,
                narrative="1. 两户老人因道路维修未当面探访，已电话联系，通车后补访。\n2. 下月开展冬季安全宣传，入户检查炉具。",
            )
            if month.last < self.today or crew.number % 3 or report.reviewers:
                signed = sign_report(actor=actor, report_id=report.pk, on=day, at=at)
                self.sent[crew.number] = (report.pk, add_workdays(day, 2))
                self.awaiting[crew.number] = signed.awaiting
        elif crew.number in self.sent and day >= self.sent[crew.number][1]:
            report_id, _ = self.sent.pop(crew.number)
            if role := self.awaiting.pop(crew.number, ""):
                if crew is self.county.crews[0] and month.last >= self.today:
                    return  # left for whoever tries the account of that office
                reader = Actor(
                    id=str(crew.station.pk),
                    label=f"【示例】{crew.station.short_name}经办人",
                    grants=(grant_of(role, region=crew.station.region_code),),
                )
                endorse_report(
                    actor=reader, report_id=report_id, on=day, at=at, opinion="情况属实，同意上报。"
                )
            officer = self.county.actor(day)
            if sent_back and month.last >= self.today:
                return_report(
                    actor=officer,
                    report_id=report_id,
                    on=day,
                    at=at,
                    reason="资源链接一项与附件对不上，请核对后再报。",
                )
            else:
                accept_report(actor=officer, report_id=report_id, on=day, at=at)
