"""A station held against every rule of its region, row by row (达标体检)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from yizhan.kernel.metric import METRICS, Metric
from yizhan.kernel.period import Period
from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import AtLeast, Wording
from yizhan.policy.schema.people import Eligibility
from yizhan.policy.schema.rule import Verdict
from yizhan.policy.schema.times import Deadline, Frequency
from yizhan.policy.schema.words import TOPICS, spoken
from yizhan.stations.models import KIND_WORDS, RuleCheck, Station
from yizhan.stations.queries import blanks_for, rule_checks
from yizhan.workforce.rules import ELIGIBILITY, PERSONS, RESIDENT, about_people, speaks_of

JUDGED = frozenset({"不少于", "不超过", "配比", "限期", "频次", "必备材料", "文本", "资格", "标准价"})
"""Kinds of rules a station can keep or break; the others tell who scores, who pays, what follows."""

KINDS = frozenset(KIND_WORDS.values())

TOLD = frozenset({"政府自办", "政府购买服务", "新建当年", *KINDS})
"""Circumstances (当) the register of stations can tell; with any other word a person judges."""

EVENTS = (("运营", "stations.opened_on"), ("开站", "stations.opened_on"), ("协议", "stations.step_agreement"), ("揭牌", "stations.step_unveiled"), ("场地", "stations.step_site"))  # fmt: skip
"""Words of a 起点 -> the 口径 that knows the day."""

State = Literal["met", "unmet", "open"]


@dataclass(frozen=True)
class CheckRow:
    """One rule held against one station.

    state    met 达标, unmet 未达标, open 待定 (no value in the paper, nothing registered yet, or a person judges)
    says     the sentence, ending with the clause
    metric   where the value comes from; None when the program has no such figure
    period   for which the figure was asked, for the link to its records
    manual   a person may look and say what she found
    checked  what a person found last
    """

    rule: AnyRule
    state: State
    now: str
    required: str
    says: str
    metric: Metric | None = None
    period: Period | None = None
    manual: bool = False
    checked: RuleCheck | None = None
    due_on: date | None = None

    @property
    def has_records(self) -> bool:
        return self.metric is not None and self.metric.drill is not None

    @property
    def who(self) -> str:
        """Who must act."""
        return spoken(self.rule.duty_of)


@dataclass(frozen=True)
class Topic:
    name: str
    rows: tuple[CheckRow, ...]

    @property
    def met(self) -> int:
        return sum(row.state == "met" for row in self.rows)


@dataclass(frozen=True)
class Checkup:
    """A station on a day against the rules in force there that day.

    not_applicable  rules that bind such a station in other circumstances only (当)
    documents       the papers the rules come from
    """

    station: Station
    on: date
    rows: tuple[CheckRow, ...]
    not_applicable: int
    documents: tuple[str, ...]

    def count(self, state: State) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def met(self) -> int:
        return self.count("met")

    @property
    def unmet(self) -> int:
        return self.count("unmet")

    @property
    def open(self) -> int:
        return self.count("open")

    @property
    def mend_first(self) -> tuple[CheckRow, ...]:
        """The first three unmet rules: those with a last day first, then by the order of topics."""
        rows = [row for row in self.rows if row.state == "unmet"]
        return tuple(sorted(rows, key=lambda row: row.due_on or date.max)[:3])

    def topics(self, state: str = "") -> tuple[Topic, ...]:
        """Rows grouped by topic in the papers' order of topics; with a state, only the rows in it."""
        chosen = [row for row in self.rows if not state or row.state == state]
        groups = {topic: tuple(row for row in chosen if row.rule.topic == topic) for topic in TOPICS}
        return tuple(Topic(name, rows) for name, rows in groups.items() if rows)


def checkup(*, station: Station, on: date) -> Checkup:
    return checkups(stations=[station], on=on)[0]


def checkups(*, stations: Sequence[Station], on: date) -> list[Checkup]:
    """Every station against its rules; one query a figure for all of them, however many.

    The caller has found the stations through `visible_to`.
    """
    ids = [station.pk for station in stations]
    figures = _Figures(ids)
    blanks = blanks_for(region_codes={station.region_code for station in stations}, on=on)
    looked = rule_checks(station_ids=ids, on=on)
    found = []
    for station in stations:
        rows: list[CheckRow] = []
        skipped = 0
        papers: dict[str, None] = {}
        for held in rules_in_force(region_code=station.region_code, on=on):
            if not _concerns(held.rule, station):
                continue
            if _applies(held.rule, station, on) is False:
                skipped += 1
                continue
            papers.setdefault(held.pack.basis.name)
            row = _held_against(held.rule, station, on, figures, blanks[station.region_code])
            rows.append(_as_found(row, looked.get((station.pk, held.pack.id, held.rule.id))))
        order = {topic: place for place, topic in enumerate(TOPICS)}
        rows.sort(key=lambda row: order[row.rule.topic])
        found.append(Checkup(station, on, tuple(rows), skipped, tuple(papers)))
    return found


class _Figures:
    """Figures of all stations, each asked for once."""

    def __init__(self, stations: Sequence[UUID]) -> None:
        self.stations = stations
        self.known: dict[tuple[str, Period], Mapping[UUID, Any]] = {}

    def of(self, name: str, station: UUID, period: Period) -> Any:
        metric = METRICS[name]
        key = (name, Period.of_day(period.last) if metric.stock else period)
        if key not in self.known:
            self.known[key] = metric(stations=self.stations, period=period)
        # a share of nobody is no share: where no one was asked or due, nothing is judged
        missing = None if metric.unit in ("项", "文", "日", "每人", "%") else 0
        return self.known[key].get(station, missing)


def _concerns(rule: AnyRule, station: Station) -> bool:
    """Whether such a station can keep or break the rule at all."""
    if rule.KIND not in JUDGED:
        return False
    kinds = KINDS & set(rule.binds)
    here = KIND_WORDS[station.kind]
    if kinds and here not in kinds:
        return False
    if rule.measure is not None:
        return True
    return here in kinds or any(word in PERSONS for word in rule.binds)


def _applies(rule: AnyRule, station: Station, on: date) -> bool | None:
    """Whether the rule's 当 holds here; None: the register cannot tell, a person judges."""
    if isinstance(rule, Deadline) and rule.by is not None and station.planned_on > rule.by:
        return False  # the day was set for stations that were to be built by then
    if not rule.when:
        return True
    holds = set(station.circumstances)
    if station.opened_on is not None and station.opened_on.year == on.year:
        holds.add("新建当年")
    if rule.applies(holds):
        return True
    return False if TOLD.issuperset(rule.when) else None


def _held_against(
    rule: AnyRule, station: Station, on: date, figures: _Figures, blanks: Mapping[str, str]
) -> CheckRow:
    measure = rule.measure or (ELIGIBILITY if about_people(rule) else "")
    metric = METRICS.get(measure)
    circumstances = set(rule.when) if _applies(rule, station, on) else None
    period = _period(rule, on)
    if metric is None or rule.pending or circumstances is None:
        answer = (
            rule.verdict(None, circumstances=circumstances) if rule.pending or circumstances is None else None
        )
        says = answer.says if answer else f"没有可自动核对的数，由人核对（{rule.clause}）"
        now = ""
        if metric is not None and rule.pending:
            now = _plain(figures.of(metric.name, station.pk, period), metric.unit)
        return CheckRow(rule, "open", now, rule.required(), says, metric, period, manual=True)
    actual = figures.of(metric.name, station.pk, period)
    if metric.unit == "每人":
        return replace(_person_by_person(rule, actual, on), metric=metric, period=period)
    context: dict[str, Any] = {"circumstances": circumstances, "on": on, "blanks": blanks, "period_day": on}
    due = None
    if isinstance(rule, Deadline):
        context["start"] = _start(rule, station, period, figures)
        due = rule.due(context["start"])
    if isinstance(rule, Frequency) and isinstance(actual, int) and not rule.event:
        around = rule.period_of(on)
        due = rule.due_day(around) if around else None
        if actual < rule.times and due is not None:
            actual = None  # nothing is late before the day is over
    if isinstance(rule, AtLeast) and rule.each_measure in METRICS:
        context["per"] = figures.of(str(rule.each_measure), station.pk, period)
    answer = rule.verdict(actual, **context)
    if isinstance(rule, AtLeast) and not metric.stock and answer.state == "unmet" and on < _end_of_month(on):
        answer = rule.open(
            "本月还没过完，月底再核对", answer.now
        )  # nothing is short before the month is over
    now = answer.now or _plain(actual, metric.unit)
    required = rule.text(blanks) if isinstance(rule, Wording) else answer.required
    return CheckRow(rule, answer.state, now, required, answer.says, metric, period, due_on=due)


def _period(rule: AnyRule, on: date) -> Period:
    """The days the figure is asked for, up to the day itself: the rule's own period, else the month."""
    around = rule.period_of(on) if isinstance(rule, Frequency) and not rule.pending else None
    return Period(around.first if around else on.replace(day=1), on)


def _end_of_month(on: date) -> date:
    return Period.month_of(on).last


def _start(rule: Deadline, station: Station, period: Period, figures: _Figures) -> date | None:
    """The day of the rule's 起点, where a figure knows it."""
    for word, name in EVENTS:
        if word in rule.start_event:
            day = figures.of(name, station.pk, period)
            return day if isinstance(day, date) else None
    return None


def _person_by_person(rule: AnyRule, actual: Sequence[Mapping[str, Any]] | None, on: date) -> CheckRow:
    people = [facts for facts in actual or () if speaks_of(rule, str(facts.get("岗位", RESIDENT)))]
    if not people:
        return CheckRow(rule, "open", "0 人", rule.required(), f"没有登记这类人员（{rule.clause}）")
    if isinstance(rule, Eligibility):
        answer = rule.verdict(people, on=on, circumstances=set(rule.when))
        return _row_of(rule, answer)
    if not isinstance(rule, Deadline):
        return CheckRow(
            rule, "open", f"{len(people)} 人", rule.required(), f"由人核对（{rule.clause}）", manual=True
        )
    late, waiting, dues = [], [], []
    for person in people:
        due = rule.due(person["起点"])
        answer = rule.verdict(person["终点"], start=person["起点"], on=on, circumstances=set(rule.when))
        if answer.state == "unmet":
            late.append(f"{person.get('姓名', '')}：{answer.says.removesuffix(f'（{rule.clause}）')}")
        elif person["终点"] is None and due is not None:
            waiting.append(due)
        if due is not None and person["终点"] is None:
            dues.append(due)
    if late:
        says = f"{'；'.join(late)}（{rule.clause}）"
        return CheckRow(
            rule, "unmet", f"{len(late)} 人超期", rule.required(), says, due_on=min(dues, default=None)
        )
    if waiting:
        says = f"{len(waiting)}人在期限内，最近的截止日为{min(waiting)}（{rule.clause}）"
        return CheckRow(rule, "met", f"{len(waiting)} 人在期限内", rule.required(), says)
    return CheckRow(
        rule, "met", f"{len(people)} / {len(people)} 人", rule.required(), f"都已取得（{rule.clause}）"
    )


def _row_of(rule: AnyRule, answer: Verdict) -> CheckRow:
    return CheckRow(rule, answer.state, answer.now, answer.required, answer.says)


def _as_found(row: CheckRow, checked: RuleCheck | None) -> CheckRow:
    """A row the program cannot judge, as the person who looked last found it."""
    if checked is None or not row.manual:
        return row
    state: State = "met" if checked.result == RuleCheck.Result.MET else "unmet"
    note = f"：{checked.note}" if checked.note else ""
    return replace(
        row,
        state=state,
        now=f"{checked.checked_on:%m-%d} 已核对",
        says=f"{checked.by_label.split('·')[0]}于{checked.checked_on}核对{note}（{row.rule.clause}）",
        checked=checked,
    )


def _plain(actual: object, unit: str) -> str:
    """A figure in words, for a rule that is not judged."""
    if actual is None or actual == "":
        return ""
    if isinstance(actual, frozenset | list):
        return f"{len(actual)} 项"
    if isinstance(actual, date):
        return f"{actual}"
    return f"{actual} {unit}" if unit not in ("文", "日", "") else f"{actual}"


def unmet_rules(checkups: Iterable[Checkup]) -> dict[UUID, int]:
    """How many rules each station breaks."""
    return {each.station.pk: each.unmet for each in checkups}
