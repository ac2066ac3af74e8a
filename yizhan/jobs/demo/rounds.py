"""Rounds of evaluation in the demo county: this year's mid-term is in the archive, its final is half in, sheets sealed;
the results of a sample looked at again have just been told, and an objection to one of them waits for its answer.

The invented details of the county evaluate by calendar year: the first half in June, the second at the end of the year.
"""

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
from yizhan.jobs.demo.county import County
from yizhan.kernel.actor import Actor
from yizhan.kernel.calendar import add_workdays
from yizhan.oversight.actions import (
    Change,
    Member,
    archive_round,
    decide_objection,
    lock_round,
    name_expert,
    object_to_result,
    open_round,
    prepare_round,
    score_sheet,
    seal_sheet,
    settle_round,
    tell_results,
    verify_round,
)
from yizhan.oversight.models import Round, RoundParty, RoundStation, Sheet
from yizhan.oversight.queries.scoring import schemes_for
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import Mark, drawn, mark_of
from yizhan.oversight.rules.scoring import Item, Scheme

CHINA = ZoneInfo("Asia/Shanghai")
THIRD, COUNTY, TOWN = "第三方机构", "县民政局", "乡镇"
TEAM = (
    Member("示例评估甲", "副教授", "示例大学社会工作系", "行业专家"),
    Member("示例评估乙", "注册会计师", "示例会计师事务所", "财务专家"),
    Member("示例评估丙", "高级社会工作师", "【示例】椰风评估中心", "业务专家"),
    Member("示例评估丁", "社会工作师", "示例社工督导中心", "业务专家", "示例：去年给其中一个站做过督导"),
)
HALF, FINAL_FROM = (6, 15), 9
"""The last day the mid-term judges; the month from which on this year's final can be under way."""
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
    rng = random.Random(20_26)  # noqa: S311  the same demo every time
    with transaction.atomic():
        play = Evaluation(county, schemes[0], rng, today, *_people(county, today))
        year = today.year if today.month >= FINAL_FROM else today.year - 1
        play.finished(year)
        play.running(year)
        play.contested()


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

    def finished(self, year: int) -> None:
        """The mid-term: told, two objections answered, settled, locked, archived, reckoned."""
        last = date(year, *HALF)
        opened = last + timedelta(days=1)
        round_ = self._open(self.scheme.rounds[0], date(year, 1, 1), last, opened)
        day = opened + timedelta(days=8)
        for row in self._rows(round_):
            for party in (THIRD, COUNTY, TOWN):
                self._score(round_, row, party, day, seal=True)
        told = add_workdays(day, 2)
        officer = self.county.actor(told)
        tell_results(actor=officer, round_id=round_.pk, on=told, at=_at(told), until_on=add_workdays(told, 5))
        self._objections(round_, told)
        round_.refresh_from_db()
        assert round_.objections_until_on is not None
        end = round_.objections_until_on + timedelta(days=1)
        officer = self.county.actor(end)
        settle_round(actor=officer, round_id=round_.pk, on=end)
        lock_round(actor=officer, round_id=round_.pk, on=end + timedelta(days=3))
        archive_round(actor=officer, round_id=round_.pk, on=end + timedelta(days=7))
        verify_round(actor=officer, round_id=round_.pk, on=end + timedelta(days=7))

    def running(self, year: int) -> None:
        """The final: six stations opened, the others wait for one party or another."""
        opened = self.today - timedelta(days=11)
        first = date(year, *HALF) + timedelta(days=1)
        round_ = self._open(self.scheme.rounds[-1], first, min(self.today, date(year, 12, 31)), opened)
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

    def contested(self) -> None:
        """Three stations judged again, the bureau's part by its second officer, so that the first may answer objections."""
        opened, told = self.today - timedelta(days=16), self.today - timedelta(days=2)
        last = self.today.replace(day=1) - timedelta(days=1)
        first, size = last.replace(day=1) - timedelta(days=62), 3
        pool = [str(crew.station.pk) for crew in self.county.crews]
        seed = next(f"示例{n}" for n in range(9_999) if pool[0] in drawn(pool, size=size, seed=f"示例{n}"))
        round_ = self._open(
            self.scheme.rounds[0], first.replace(day=1), last, opened, name=f"{last.year}年抽样复评", size=size, seed=seed
        )  # fmt: skip
        rows = self._rows(round_)
        for row in rows:
            for party in (THIRD, COUNTY, TOWN):
                by = actor_for(self.second, opened) if party == COUNTY else None
                self._score(round_, row, party, opened + timedelta(days=7), seal=True, by=by)
        officer = self.county.actor(told)
        tell_results(actor=officer, round_id=round_.pk, on=told, at=_at(told), until_on=add_workdays(told, 5))
        judged = [item for item in thawed(round_.rules).items if item.how == "评议"]
        others = [row for row in rows if row.station_id != self.county.crews[0].station.pk]
        if judged and others:
            crew = next(each for each in self.county.crews if each.station.pk == others[0].station_id)
            day = max(told, self.today - timedelta(days=1))
            object_to_result(
                actor=crew.actor(day), round_station_id=others[0].pk, line=judged[0].id, on=day, at=_at(day),
                what="示例：走访那天遇上台风停电，三位服务对象没有接到电话，请补访后再评这一项。",
            )  # fmt: skip

    def _open(
        self, word: str, first: date, last: date, day: date, *, name: str = "", size: int | None = None, seed: str = ""
    ) -> Round:  # fmt: skip
        officer = self.county.actor(day)
        round_ = prepare_round(
            actor=officer,
            chosen="ALL" if size is None else "SAMPLE",
            size=size,
            seed=seed,
            region_code=self.county.place.code,
            scheme=self.scheme.name,
            word=word,
            name=name or f"{first.year}年{word}评估",
            first_on=first,
            last_on=last,
            due_on=add_workdays(day, 18),
            on=day,
        )
        open_round(actor=officer, round_id=round_.pk, on=day, at=_at(day))
        self._seat(round_, officer, day)
        return Round.objects.get(pk=round_.pk)

    def _seat(self, round_: Round, officer: Actor, day: date) -> None:
        """The third party's team as the paper wants it; one who supervised a station stands aside."""
        party = RoundParty.objects.get(round=round_, name=THIRD)
        for member in TEAM:
            name_expert(
                actor=officer, round_id=round_.pk, party_id=party.pk, member=member, declared=not member.conflict, on=day
            )  # fmt: skip

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

    def _score(
        self, round_: Round, row: RoundStation, party: str, day: date, *, seal: bool, by: Actor | None = None
    ) -> None:
        """Figures are taken as they are, now and then a little less with a word why; a judge gives what she saw."""
        sheet = Sheet.objects.get(round_station=row, party__name=party)
        actor, merit = by or self._actor(row, party, day), self._merit(row)
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

    def _objections(self, round_: Round, told: date) -> None:
        """Two heads say what the judges did not see; the second officer looks and puts the first right, not the other."""
        rows = self._rows(round_)
        judged = [item for item in thawed(round_.rules).items if item.how == "评议"]
        if not judged:
            return
        line = judged[0]
        self._objection(
            rows[min(3, len(rows) - 1)],
            line,
            told,
            "示例：评审那天有一册档案送县里核对，没有看到，现已取回。",
            "示例：核对了取回的档案，内容齐全，第三方机构这一项酌情加分。",
            upheld=True,
        )
        self._objection(
            rows[min(6, len(rows) - 1)],
            line,
            told,
            "示例：我站人少，个案数应当按人数折算。",
            "示例：细则没有按人数折算的规定，各站一个标准，不改。",
            upheld=False,
        )

    def _objection(
        self, row: RoundStation, line: Item, told: date, what: str, answer: str, *, upheld: bool
    ) -> None:
        crew = next(each for each in self.county.crews if each.station.pk == row.station_id)
        sheet = Sheet.objects.get(round_station=row, party__name=THIRD)
        have = mark_of((sheet.marks or {}).get(line.id)).points or Decimal(0)
        day = add_workdays(told, 2)
        made = object_to_result(
            actor=crew.actor(day), round_station_id=row.pk, line=line.id, what=what, on=day, at=_at(day)
        )
        decided = add_workdays(day, 1)
        better = min(line.points, have + Decimal("0.5"))
        upheld = upheld and better != have
        decide_objection(
            actor=actor_for(self.second, decided),
            objection_id=made.pk,
            upheld=upheld,
            answer=answer,
            changes=[Change(sheet.pk, line.id, better)] if upheld else [],
            on=decided,
            at=_at(decided),
        )


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour, 30), CHINA)
