"""A year in a demo place: people come on file, workers walk, reports go to the county."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from yizhan.jobs.demo.archive import keep_archives
from yizhan.jobs.demo.cases import Cases
from yizhan.jobs.demo.county import County
from yizhan.jobs.demo.desk import Desk
from yizhan.jobs.demo.learning import Learning
from yizhan.jobs.demo.monthly import MonthlyReports
from yizhan.jobs.demo.people import People
from yizhan.jobs.demo.programmes import Programmes
from yizhan.jobs.demo.walks import Walk
from yizhan.kernel.calendar import is_workday
from yizhan.kernel.period import Period


@dataclass
class Year:
    """Plays the days one after another; everything random comes from `rng`."""

    county: County
    rng: random.Random
    first: date
    today: date
    walks: list[Walk] = field(init=False)
    reports: MonthlyReports = field(init=False)
    programmes: Programmes = field(init=False)
    cases: Cases = field(init=False)
    desk: Desk = field(init=False)
    learning: Learning = field(init=False)

    def __post_init__(self) -> None:
        self.walks = [Walk(self.county, self.rng, self.today, crew) for crew in self.county.crews]
        self.reports = MonthlyReports(self.county, self.today)
        self.programmes = Programmes(self.county, self.today)
        self.cases = Cases(self.county, self.today)
        self.desk = Desk(self.county, self.today)
        self.learning = Learning(self.county, self.today)

    def play(self, *, tell: Callable[[str], None]) -> None:
        """People first, then month by month; each month in one transaction, so that a demo is quick to make."""
        people = People(self.county, self.rng, self.first, self.today)
        with transaction.atomic():
            people.take_lists()
            for walk in self.walks:
                people.open_files(walk.crew)
                walk.take_up()
        month = Period.month_of(self.first)
        while month.first <= self.today:
            with transaction.atomic():
                for day in month:
                    if self.first <= day <= self.today and is_workday(day):
                        self._day(day)
            tell(f"{self.county.place.bureau}：{month.label}")
            month = month.next_month()
        keep_archives(self.county, today=self.today)

    def _day(self, day: date) -> None:
        for walk in self.walks:
            walk.day(day)
            self.reports.day(walk.crew, day)
        self.programmes.day(day)
        self.cases.day(day)
        self.desk.day(day)
        self.learning.day(day)
