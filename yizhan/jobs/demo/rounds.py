"""Rounds of evaluation in the demo county: last year's final is in the archive, this year's round is half in, sheets sealed."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from yizhan.access.actions import open_account, register_organisation
from yizhan.access.models import Organisation, User
from yizhan.access.queries import actor_for
from yizhan.access.roles import founder
from yizhan.contracts.models import Project
from yizhan.jobs.demo.county import County
from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import add_workdays
from yizhan.oversight.actions import (
    Change,
    archive_round,
    decide_objection,
    lock_round,
    object_to_result,
    open_round,
    prepare_round,
    score_sheet,
    seal_sheet,
    settle_round,
    tell_results,
    verify_round,
)
from yizhan.oversight.models import Round, RoundStation, Sheet
from yizhan.oversight.queries.scoring import schemes_for
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import Mark, mark_of
from yizhan.oversight.rules.scoring import Item, Scheme

CHINA = ZoneInfo("Asia/Shanghai")
THIRD, COUNTY, TOWN = "第三方机构", "县民政局", "乡镇"
NOTES = (
    "现场看过，抽的档案齐全。",
    "有两份缺家属签字，酌情扣分。",
    "走访的对象认得驻站社工。",
    "台账对得上凭证。",
)


def judge_stations(county: County, *, today: date) -> None:
    """Nothing where the papers of the place give no scheme that can be used."""
    schemes = [each for each in schemes_for(region_code=county.place.code, on=today) if each.usable]
    if not schemes or {party.name for party in schemes[0].parties} != {THIRD, COUNTY, TOWN}:
        return
    projects = Project.objects.filter(region_code=county.place.code, first_on__lte=today)
    year = projects.filter(last_on__gte=today).order_by("first_on").first()
    before = projects.filter(last_on__lt=today).order_by("-last_on").first()
    rng = random.Random(20_26)  # noqa: S311  the same demo every time
    with transaction.atomic():
        play = Evaluation(county, schemes[0], rng, today, *_people(county, today))
        if before is not None:
            play.finished(before)
        if year is not None:
            play.running(year)


def _people(county: County, today: date) -> tuple[dict[str, User], User, Organisation]:
    """Somebody in every township, a second officer of the bureau who answers objections, and the third party."""
    place = county.place
    bureau = Organisation.objects.get(region_code=place.code, kind="COUNTY")
    third = Organisation.objects.get(region_code=place.code, kind="EVALUATOR")
    towns: dict[str, User] = {}
    for number, crew in enumerate(county.crews):
        code = crew.station.region_code
        office = Organisation.objects.filter(region_code=code, kind="TOWNSHIP").first()
        if office is None:
            office = register_organisation(
                actor=founder(),
                kind="TOWNSHIP",
                name=f"【示例】{crew.station.short_name}人民政府",
                region_code=code,
                credit_code="",
            )
        user = User.objects.filter(organisation=office).first()
        towns[code] = user or _account(
            "township",
            office,
            code,
            f"{place.short}.township{number}",
            f"示例{crew.station.short_name}经办人",
            today,
        )
    second = _account("county", bureau, place.code, f"{place.short}.county.second", "示例复核人", today)
    return towns, second, third


def _account(role: str, office: Organisation, region: str, username: str, name: str, today: date) -> User:
    return open_account(
        actor=founder(),
        organisation_id=office.pk,
        username=username,
        display_name=name,
        role=role,
        region_code=region,
        station_id=None,
        on=today - timedelta(days=400),
    ).user


@dataclass
class Evaluation:
    county: County
    scheme: Scheme
    rng: random.Random
    today: date
    towns: dict[str, User]
    second: User
    third: Organisation
    merit: dict[UUID, float] = field(default_factory=dict)

    def finished(self, project: Project) -> None:
        """The final of last service year: told, one objection upheld, settled, locked, archived, reckoned."""
        opened = project.last_on + timedelta(days=5)
        if opened + timedelta(days=40) > self.today:
            return
        first = max(project.first_on, project.last_on - timedelta(days=181))
        round_ = self._open(project, self.scheme.rounds[-1], first, project.last_on, opened)
        day = opened + timedelta(days=9)
        for row in self._rows(round_):
            for party in (THIRD, COUNTY, TOWN):
                self._score(round_, row, party, day, seal=True)
        told = add_workdays(day, 2)
        officer = self.county.actor(told)
        tell_results(actor=officer, round_id=round_.pk, on=told, at=_at(told), until_on=add_workdays(told, 5))
        self._objection(round_, told)
        round_.refresh_from_db()
        assert round_.objections_until_on is not None
        end = round_.objections_until_on + timedelta(days=1)
        officer = self.county.actor(end)
        settle_round(actor=officer, round_id=round_.pk, on=end)
        lock_round(actor=officer, round_id=round_.pk, on=end + timedelta(days=3))
        archive_round(actor=officer, round_id=round_.pk, on=end + timedelta(days=7))
        verify_round(actor=officer, round_id=round_.pk, on=end + timedelta(days=7))

    def running(self, project: Project) -> None:
        """This year's: six stations opened, the others wait for one party or another."""
        late = self.today - project.first_on > timedelta(days=270)
        word = self.scheme.rounds[-1 if late else 0]
        opened = self.today - timedelta(days=11)
        if opened <= project.first_on:
            return
        round_ = self._open(project, word, project.first_on, self.today, opened)
        rows = self._rows(round_)
        done = max(1, len(rows) * 6 // 11)
        # the county's and the first township's own sheets are left to whoever tries the demo
        ahead = rows[1 : done + 1]
        for row in ahead:
            for party in (THIRD, COUNTY, TOWN):
                self._score(round_, row, party, self.today - timedelta(days=6), seal=True)
        rest = [row for row in rows if row not in ahead]
        for number, row in enumerate(rest):
            day = self.today - timedelta(days=4)
            if number != len(rest) - 1:
                self._score(round_, row, THIRD, day, seal=True)
            if number not in (0, 2):
                self._score(round_, row, TOWN, day, seal=True)
            if number == 2:
                self._score(round_, row, COUNTY, day, seal=True)
            if number == 1:
                self._score(round_, row, COUNTY, self.today - timedelta(days=1), seal=False)

    def _open(self, project: Project, word: str, first: date, last: date, day: date) -> Round:
        officer = self.county.actor(day)
        round_ = prepare_round(
            actor=officer,
            region_code=self.county.place.code,
            scheme=self.scheme.name,
            word=word,
            name=f"{project.first_on.year}—{project.last_on.year} {word}评估",
            first_on=first,
            last_on=last,
            due_on=add_workdays(day, 18),
            project_id=project.pk,
            on=day,
        )
        open_round(actor=officer, round_id=round_.pk, on=day, at=_at(day))
        return Round.objects.get(pk=round_.pk)

    def _rows(self, round_: Round) -> list[RoundStation]:
        return list(
            RoundStation.objects.filter(round=round_).select_related("station").order_by("region_code", "id")
        )

    def _actor(self, row: RoundStation, party: str, day: date) -> Actor:
        if party == TOWN:
            return actor_for(self.towns[row.region_code], day)
        if party == THIRD:
            user = User.objects.filter(organisation=self.third).order_by("pk").first()
            assert user is not None
            return actor_for(user, day)
        return self.county.actor(day)

    def _score(self, round_: Round, row: RoundStation, party: str, day: date, *, seal: bool) -> None:
        """Figures are taken as they are, now and then a little less with a word why; a judge gives what she saw."""
        sheet = Sheet.objects.get(round_station=row, party__name=party)
        actor, merit = self._actor(row, party, day), self._merit(row)
        kept = sheet.marks or {}
        items = thawed(round_.rules).items_for(party, round_.word)
        marks: dict[str, Mark] = {}
        for item in items if seal else items[:-2]:
            mark = mark_of(kept.get(item.id))
            if not mark.done:
                mark = self._judged(item, merit + {THIRD: -0.02, COUNTY: 0.0, TOWN: 0.04}[party])
            marks[item.id] = mark
        score_sheet(actor=actor, sheet_id=sheet.pk, marks=marks, seen=sheet.version, on=day, at=_at(day, 10))
        if seal:
            seal_sheet(actor=actor, sheet_id=sheet.pk, on=day, at=_at(day, 11))

    def _merit(self, row: RoundStation) -> float:
        return self.merit.setdefault(row.station_id, self.rng.uniform(0.78, 0.96))

    def _judged(self, item: Item, share: float) -> Mark:
        share = min(1.0, max(0.5, share + self.rng.uniform(-0.05, 0.05)))
        given = (item.points * Decimal(round(share * 20)) / 20).quantize(Decimal("0.1"))
        return Mark(given, (), self.rng.choice(NOTES))

    def _objection(self, round_: Round, told: date) -> None:
        """The head of one station says what the judge did not see; the second officer looks and puts it right."""
        rows = self._rows(round_)
        row = rows[min(3, len(rows) - 1)]
        crew = next(each for each in self.county.crews if each.station.pk == row.station_id)
        judged = [item for item in thawed(round_.rules).items if item.how == "评议"]
        if not judged:
            return
        line = judged[0]
        sheet = Sheet.objects.get(round_station=row, party__name=THIRD)
        have = mark_of((sheet.marks or {}).get(line.id)).points or Decimal(0)
        day = add_workdays(told, 2)
        made = object_to_result(
            actor=crew.actor(day),
            round_station_id=row.pk,
            line=line.id,
            what="示例：评审那天有一册档案送县里核对，没有看到，现已取回。",
            on=day,
            at=_at(day),
        )
        answer = add_workdays(day, 1)
        better = min(line.points, have + Decimal("0.5"))
        decide_objection(
            actor=actor_for(self.second, answer),
            objection_id=made.pk,
            upheld=better != have,
            answer="示例：核对了取回的档案，内容齐全，第三方机构这一项酌情加分。",
            changes=[Change(sheet.pk, line.id, better)] if better != have else [],
            on=answer,
            at=_at(answer),
        )


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour, 30), CHINA)
