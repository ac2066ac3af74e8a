"""限期 频次 目标: what must happen by when, and how often."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from yizhan.kernel.calendar import add_workdays, first_workday_from, holiday_name, is_workday
from yizhan.kernel.period import Period
from yizhan.policy.schema.rule import Rule, Verdict, day, number
from yizhan.policy.schema.words import (
    CLOSED,
    MODES,
    WITHOUT_SEEING,
    Day,
    Number,
    Subjects,
    Text,
    Texts,
    YesNo,
    as_day,
    as_number,
    each_of,
    plain_number,
    short,
)

TERM = re.compile(r"([1-9]\d{0,2})(小时|个工作日|天|日|周|个月|年)", re.ASCII)
WEEKDAYS = "一二三四五六日"
REVIEWERS = ("承接主体", "督导", "乡镇")
"""Who may stand between the station and the office a report goes to."""
LAST_DAY = "terms.last-day"
"""Rule of the law that moves the last day of a term from a day of rest, told wherever it moved one."""
MOVED_BY = "民法典第二百零三条"
DUE = re.compile(
    r"(?P<week>次周)?周(?P<weekday>[一二三四五六日])"
    r"|(?P<next>次月|末月)?(?:(?P<nth>[12]?[1-9]|[123]0|31)日|(?P<end>月底)|第(?P<work>1?[1-9]|[12]0)个工作日)"
    r"|(?P<month>[1-9]|1[0-2])月(?:(?P<day>[12]?[1-9]|[123]0|31)日|(?P<month_end>底))",
    re.ASCII,
)


def add_months(start: date, months: int) -> date:
    """31 January and a month is 28 or 29 February."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def month_end(day_in: date) -> date:
    return day_in.replace(day=calendar.monthrange(day_in.year, day_in.month)[1])


def workdays_before(day_in: date, count: int) -> date:
    """The last day from which `count` working days still pass before `day_in`."""
    while count > 0:
        day_in -= timedelta(days=1)
        count -= is_workday(day_in)
    return day_in


def add_term(start: date, term: str) -> date:
    """The last day on which 15个工作日, 1个月, 2年, 24小时 (as whole days) after `start` is kept."""
    found = TERM.fullmatch(term)
    assert found
    count, unit = int(found[1]), found[2]
    match unit:
        case "个工作日":
            return add_workdays(start, count)
        case "小时":
            return start + timedelta(days=-(-count // 24))
        case "天" | "日":
            return start + timedelta(days=count)
        case "周":
            return start + timedelta(weeks=count)
        case "个月":
            return add_months(start, count)
        case _:
            return add_months(start, count * 12)


def term_ends(start: date, term: str) -> date:
    """The last day to do what is to be done within a term: `add_term`, or the next working day where that is a day of rest.

    民法典第203条 says so of terms in days, months and years (a week is seven days); working days end on one anyway, and
    hours run by the clock (第201条). Not for how long something lasts, nor for how soon somebody is to be visited.
    """
    last = add_term(start, term)
    return last if term.endswith("小时") else first_workday_from(last)


def moved_words(start: date, term: str) -> str:
    """期满日2024-05-01是劳动节假期，顺延至下一个工作日; "" where the term ends on a working day."""
    last = add_term(start, term)
    if term_ends(start, term) == last:
        return ""
    name = holiday_name(last).removesuffix("放假")
    return f"期满日{last}是{f'{name}假期' if name else '休息日'}，顺延至下一个工作日"


def moved_note(start: date, term: str) -> str:
    """The same in a bracket, with the clause."""
    words = moved_words(start, term)
    return f"（{words}，依{MOVED_BY}）" if words else ""


def check_term(value: str | None) -> str | None:
    if value is not None and not TERM.fullmatch(value):
        raise ValueError(f"“{short(value)}”不是期限，请写成15个工作日、1个月、2年、24小时")
    return value


def check_ahead(value: Decimal | None) -> Decimal | None:
    if value is not None and (value != int(value) or not 0 <= value <= 60):
        raise ValueError("“提醒”写提前几个工作日，0到60的整数")
    return value


def in_time(rule: Rule, due: date, actual: object, on: date | None, note: str = "") -> Verdict:
    """Met when done by `due`; while nothing is done, open until the day is over. note: why that day and no other."""
    done = day(actual)
    if done is not None:
        late = (done - due).days
        if late > 0:
            return rule.unmet(f"{done}", f"应于{due}前完成，迟了{late}天{note}")
        return rule.met(f"{done}", f"已于{done}按时完成")
    if on is None:
        return rule.open(f"截止日为{due}{note}")
    left = (due - on).days
    if left < 0:
        return rule.unmet("", f"应于{due}前完成，已超期{-left}天{note}")
    return rule.open(f"还有{left}天，截止日为{due}{note}")


class Deadline(Rule):
    """限期: 终点 must follow 起点 within 期限 (or precede it, 提前), or happen by a day (日期).

    顺延 否: the paper says that a last day of rest stays the last day; else it moves as the law says (`term_ends`).
    """

    KIND: ClassVar[str] = "限期"
    start_event: str = Field(alias="起点", default="")
    end_event: str = Field(alias="终点", default="")
    term: Text | None = Field(alias="期限", default=None)
    ahead: YesNo = Field(alias="提前", default=False)
    moves: YesNo = Field(alias="顺延", default=True)
    by: Day | None = Field(alias="日期", default=None)
    from_day: Day | None = Field(alias="自", default=None)
    remind: Number | None = Field(alias="提醒", default=None)

    _term = field_validator("term")(check_term)
    _remind = field_validator("remind")(check_ahead)

    @model_validator(mode="after")
    def has_a_day(self) -> Self:
        if self.pending:
            return self
        if (self.term is None) == (self.by is None):
            raise ValueError("“期限”与“日期”要写一个，且只写一个（文件没有写明的，请写“待定”并说明原因）")
        if self.term is not None and not (self.start_event and self.end_event):
            raise ValueError("写了“期限”就要写“起点”和“终点”")
        return self

    def required(self) -> str:
        if self.by is not None:
            return f"{self.by}前{self.end_event}"
        if self.term is None:
            return "待定"
        if self.ahead:
            return f"{self.start_event}前至少{self.term}{self.end_event}"
        return f"{self.start_event}后{self.term}内{self.end_event}"

    def due(self, start: date | None) -> date | None:
        """The last day. For 提前 `start` is the event to precede. None while it is unknown."""
        if self.by is not None:
            return self.by
        if start is None or self.term is None:
            return None
        if not self.ahead:
            return term_ends(start, self.term) if self.moves else add_term(start, self.term)
        found = TERM.fullmatch(self.term)
        assert found
        count, unit = int(found[1]), found[2]
        if unit in ("个月", "年"):
            return add_months(start, -count * (12 if unit == "年" else 1))
        if unit == "个工作日":
            return workdays_before(start, count)
        days = {"天": 1, "日": 1, "周": 7}.get(unit)
        return start - timedelta(days=count * days if days else -(-count // 24))

    def moved(self, start: date | None) -> str:
        """Why the last day is not the one the term counts out to; "" where it is."""
        if start is None or self.term is None or self.ahead or not self.moves:
            return ""
        return moved_words(start, self.term)

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        start = day(context.get("start"))
        due = self.due(start)
        if due is None:
            return self.open(f"“{self.start_event}”尚未发生")
        why = self.moved(start)
        return in_time(self, due, actual, context.get("on"), f"（{why}，依{MOVED_BY}）" if why else "")

    def read(self, raw: object) -> object:
        return None if raw in ("未完成", "") else as_day(raw)


class Frequency(Rule):
    """频次: due again every period.

    A report, disclosure or meeting has 由 报给 截止, and 审核 where others see it on its way; a visit rule has 对象 or 等级, 次数, and what counts.
    事件 and 期限 instead of 每: due once after each such event.
    """

    KIND: ClassVar[str] = "频次"
    per: Literal["周", "月", "季", "半年", "年", "服务年度"] | None = Field(alias="每", default=None)
    times: Number = Field(alias="次数", default=Decimal(1))
    what: str = Field(alias="事项", default="")
    by_whom: Subjects = Field(alias="由", default=())
    to_whom: Subjects = Field(alias="报给", default=())
    reviewed_by: Annotated[tuple[str, ...], each_of(REVIEWERS)] = Field(alias="审核", default=())
    due: Text | None = Field(alias="截止", default=None)
    due_wording: str = Field(alias="截止原文", default="")
    on_the_day: YesNo = Field(alias="当日", default=False)
    classes: Texts = Field(alias="对象", default=())
    grades: Texts = Field(alias="等级", default=())
    not_counting: Annotated[tuple[str, ...], each_of(MODES.values())] = Field(alias="不计方式", default=())
    must_meet: YesNo = Field(alias="须见到", default=False)
    event: str = Field(alias="事件", default="")
    term: Text | None = Field(alias="期限", default=None)
    rounds: Texts = Field(alias="轮次", default=())
    remind: Number | None = Field(alias="提醒", default=None)

    _term = field_validator("term")(check_term)
    _remind = field_validator("remind")(check_ahead)

    @field_validator("due")
    @classmethod
    def due_is_known(cls, value: str | None) -> str | None:
        if value is not None and not DUE.fullmatch(value):
            raise ValueError(
                f"“{short(value)}”不是截止日，请写成25日、月底、次月5日、末月25日、第5个工作日、周五、11月30日"
            )
        return value

    @model_validator(mode="after")
    def has_a_period(self) -> Self:
        if self.times < 1 or self.times != int(self.times):
            raise ValueError("“次数”应是大于0的整数")
        if self.pending:
            return self
        if (self.per is None) == (not self.event):
            raise ValueError("“每”与“事件”要写一个，且只写一个（文件没有写明的，请写“待定”并说明原因）")
        if self.event and self.term is None:
            raise ValueError("写了“事件”就要写“期限”")
        found = DUE.fullmatch(self.due) if self.due else None
        if found is not None and bool(found["weekday"]) != (self.per == "周"):
            raise ValueError("“每”是周的，“截止”写星期；其他的写日期")
        if found is not None and found["month"] and self.per != "年":
            raise ValueError("“截止”写了几月几日，“每”就应是年")
        return self

    @property
    def is_visit(self) -> bool:
        """Whether it tells how often a person is to be visited."""
        return bool(self.classes or self.grades)

    @property
    def uncounted_modes(self) -> frozenset[str]:
        """Codes of `MODES` by which a visit does not count here; a visit in vain counts nowhere."""
        told = frozenset(code for code, word in MODES.items() if word in self.not_counting)
        return told | WITHOUT_SEEING if self.must_meet else told

    def required(self) -> str:
        if self.pending:
            return "待定"
        if self.event:
            return f"{self.event}后{self.term}内{self.what}"
        times = plain_number(self.times)
        return (
            f"每{self.per}不少于{times}次"
            if self.is_visit
            else f"每{self.per}{times}次{self.what}" + (f"，{self.due}截止" if self.due else "")
        )

    def period_of(self, day_in: date) -> Period | None:
        """The period around a day. None for an event, or a service year (the agreement says when it starts)."""
        match self.per:
            case "周":
                return Period.week_of(day_in)
            case "月":
                return Period.month_of(day_in)
            case "季":
                return Period.quarter_of(day_in)
            case "半年":
                return Period.half_year_of(day_in)
            case "年":
                return Period.year_of(day_in)
            case _:
                return None

    def due_day(self, period: Period) -> date:
        """The last day for a period of `period_of`. Without 截止: the period's last day."""
        first, last = period.first, period.last
        found = DUE.fullmatch(self.due) if self.due else None
        if found is None:
            return last
        if found["weekday"]:
            week = 7 if found["week"] else 0
            return first + timedelta(days=WEEKDAYS.index(found["weekday"]) + week)
        if found["month"]:
            month = date(last.year, int(found["month"]), 1)
        else:
            month = add_months(last.replace(day=1), 1 if found["next"] == "次月" else 0)
        if found["work"]:
            return add_workdays(month - timedelta(days=1), int(found["work"]))
        nth = found["nth"] or found["day"]
        return month.replace(day=min(int(nth), month_end(month).day)) if nth else month_end(month)

    def example_period(self, day_in: date) -> Period | None:
        return self.period_of(day_in)

    def periods(self, span: Period) -> tuple[Period, ...]:
        """All periods that touch the span, first to last."""
        found, here = [], self.period_of(span.first)
        while here is not None and here.first <= span.last:
            found.append(here)
            here = self.period_of(here.last + timedelta(days=1))
        return tuple(found)

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        on = context.get("on")
        if self.event:
            start = day(context.get("start"))
            if start is None or self.term is None:
                return self.open(f"“{self.event}”尚未发生")
            if self.is_visit:
                return in_time(self, add_term(start, self.term), actual, on)
            return in_time(self, term_ends(start, self.term), actual, on, moved_note(start, self.term))
        if isinstance(actual, (int, Decimal)) and not isinstance(actual, bool):
            done = number(actual)
            assert done is not None
            if done >= self.times:
                return self.met(f"{plain_number(done)}次", f"达标，已有{plain_number(done)}次")
            return self.unmet(f"{plain_number(done)}次", f"还差{plain_number(self.times - done)}次")
        period: Period | None = context.get("period")
        if period is None and on is not None:
            period = self.period_of(on)
        if period is None:
            return self.open("还没有数据")
        return in_time(self, self.due_day(period), actual, on)

    def read(self, raw: object) -> object:
        if raw in ("未完成", "未报", ""):
            return None
        return as_day(raw) if isinstance(raw, str) and "-" in raw else as_number(raw)


class Milestone(BaseModel):
    """One step of a target: by 日期, 数值; a step without a number is told in words (说明)."""

    model_config = CLOSED
    by: Day = Field(alias="日期")
    value: Number | None = Field(alias="数值", default=None)
    note: str = Field(alias="说明", default="")
    region: str = Field(alias="地区", default="")


class Target(Rule):
    """目标: a region reaches a value by a day, in steps."""

    KIND: ClassVar[str] = "目标"
    NEEDS: ClassVar[tuple[str, ...]] = ("steps",)
    steps: tuple[Milestone, ...] = Field(alias="目标值", default=())

    @field_validator("steps")
    @classmethod
    def steps_are_in_order(cls, value: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
        for region in {step.region for step in value}:
            days = [step.by for step in value if step.region == region]
            if days != sorted(set(days)):
                raise ValueError("“目标值”应按日期先后排列，同一天只写一次")
        return value

    def required(self) -> str:
        return (
            "；".join(
                f"{step.region}{step.by}前{plain_number(step.value) + self.unit if step.value is not None else step.note}"
                for step in self.steps
            )
            or "待定"
        )

    def step_on(self, on: date, region: str = "") -> Milestone | None:
        """The step that counts on a day: the next one due, or the last when all have passed."""
        steps = [step for step in self.steps if step.region in ("", region)]
        ahead = [step for step in steps if step.by >= on]
        return ahead[0] if ahead else steps[-1] if steps else None

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        have, on = number(actual), context.get("on")
        step = self.step_on(on or self.steps[0].by, str(context.get("region", "")))
        if have is None or step is None:
            return self.open("还没有数据")
        if step.value is None:
            return self.open(f"{step.by}前{step.note}，由人核对")
        now = f"{plain_number(have)}{self.unit}"
        if have >= step.value:
            return self.met(now, f"达标，现有{now}")
        short = f"还差{self.gap(step.value - have)}"
        if on is not None and on <= step.by:
            return self.open(f"{short}，{step.by}前完成", now)
        return self.unmet(now, f"{short}，应于{step.by}前完成")
