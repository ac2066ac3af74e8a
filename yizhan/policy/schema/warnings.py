"""预警: from what on a figure, or something that was found, is to be looked at by somebody, by when, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from yizhan.kernel.period import Period
from yizhan.policy.schema.rule import Rule, Verdict, number
from yizhan.policy.schema.times import check_term, term_ends
from yizhan.policy.schema.words import Number, Subjects, Text, near, plain_number, short


@dataclass(frozen=True)
class Matter:
    """Something the program finds by itself, beyond a figure of a station.

    per       what one warning is about
    figure    the number the rule compares, and its unit
    params    what else the paper must say, by its words
    may       what it may say besides
    question  about the records themselves: asked of the station first, never held against anybody by itself
    """

    per: Literal["社工", "协议", "投诉"]
    figure: str
    unit: str
    params: tuple[str, ...] = ()
    question: bool = False
    may: tuple[str, ...] = ()


MATTERS: dict[str, Matter] = {
    "证书到期": Matter("社工", "离证书登记到期还有几天，过了的为负数", "天"),
    "一人多项目": Matter("社工", "同一个人同时在几个站的岗位上（站长、副站长、督导不算）", "个"),
    "指标落后": Matter("协议", "最落后的一项指标完成了按日应完成的百分之几", "%"),
    "资金占比": Matter("协议", "人员和服务经费占支出的比例，离本地区规定的界限差几个百分点", "个百分点"),
    "不得列支": Matter("协议", "记账时被问到“是不是不得列支的项目”、没有冲销的支出", "笔"),
    "账上余款": Matter("协议", "账上的钱按近90天的支出还够用几天", "天"),
    "投诉未答复": Matter("投诉", "超过答复期限几天", "天"),
    "文字雷同": Matter("社工", "同一人的几条记录文字相同", "条", ("天数", "字数"), question=True),
    "照片雷同": Matter("社工", "同一张照片用在几条记录里", "条", question=True),
    "地点雷同": Matter(
        "社工", "同一人同一天几条不同服务对象的照片拍在同一地点", "条", ("米",), question=True
    ),
    "时刻雷同": Matter("社工", "同一人几条不同记录的照片拍在同一分钟", "条", question=True),
    "行程过快": Matter("社工", "两条记录的照片之间每小时走了几公里", "公里/小时", ("米",), question=True),
    "集中补录": Matter(
        "社工", "同一人一天里补记了几条早先的服务", "条", ("迟记天数",), question=True, may=("截止前天数",)
    ),
}
"""The words of 事情. What each needs besides 数值 stands in 参数."""

LEVELS = ("红色", "橙色", "黄色", "蓝色")
DAYS_BACK = re.compile(r"近([1-9]\d{0,2})天", re.ASCII)
PERIODS = ("当日", "本月", "上月", "本季", "本年")


class WarningRule(Rule):
    """预警: a figure of a station (口径) or a matter (事情) against a threshold; who handles it by when; how it ends.

    level, term  None where the paper gives none: then it has no colour and no clock
    duty_of      who handles it; empty: the county, since nobody else is named
    checked_by   who agrees before an answer ends it; empty: the answer ends it
    raised_to    who takes it over when the day has passed
    false_share  from what percent of false alarms on, among at least `sample` that have ended, the page asks whoever
                 keeps the paper to move the threshold
    """

    KIND: ClassVar[str] = "预警"
    NEEDS: ClassVar[tuple[str, ...]] = ("threshold", "compare")
    matter: Text | None = Field(alias="事情", default=None)
    period: Text = Field(alias="期间", default="当日")
    compare: Literal["超过", "达到", "低于", "不高于"] | None = Field(alias="比较", default=None)
    threshold: Number | None = Field(alias="数值", default=None)
    params: dict[str, Number] = Field(alias="参数", default={})
    level: Literal["红色", "橙色", "黄色", "蓝色"] | None = Field(alias="级别", default=None)
    told: Subjects = Field(alias="告知", default=())
    term: Text | None = Field(alias="期限", default=None)
    raised_to: Subjects = Field(alias="升级", default=())
    follows: str = Field(alias="逾期后果", default="")
    closes: str = Field(alias="解除", default="")
    checked_by: Subjects = Field(alias="复核", default=())
    false_share: Number | None = Field(alias="误报率", default=None)
    sample: Number = Field(alias="样本", default=Decimal(10))

    _term = field_validator("term")(check_term)

    @field_validator("matter")
    @classmethod
    def matter_is_known(cls, value: str | None) -> str | None:
        if value is not None and value not in MATTERS:
            raise ValueError(f"没有“{short(value)}”这件事{near(value, MATTERS)}")
        return value

    @field_validator("period")
    @classmethod
    def period_is_known(cls, value: str) -> str:
        if value not in PERIODS and not DAYS_BACK.fullmatch(value):
            raise ValueError(f"“{short(value)}”不是期间，请写成{'、'.join(PERIODS)}或近90天")
        return value

    @model_validator(mode="after")
    def hangs_together(self) -> Self:
        if self.pending:
            return self
        if (self.measure is None) == (self.matter is None):
            raise ValueError("“口径”与“事情”要写一个，且只写一个")
        asked, may = (MATTERS[self.matter].params, MATTERS[self.matter].may) if self.matter else ((), ())
        if missing := [word for word in asked if word not in self.params]:
            raise ValueError(f"“{self.matter}”的“参数”还缺“{missing[0]}”")
        if stray := [word for word in self.params if word not in (*asked, *may)]:
            raise ValueError(f"“参数”里不认识“{short(stray[0])}”{near(stray[0], (*asked, *may))}")
        if self.checked_by and not self.raised_to:
            raise ValueError("写了“复核”就要写“升级”，没人答复时由谁接手")
        return self

    @property
    def is_question(self) -> bool:
        """About the records themselves (数据质量): asked first."""
        return self.matter is not None and MATTERS[self.matter].question

    @property
    def per(self) -> str:
        """What one warning is about: 社工站, 社工, 协议, 投诉."""
        return MATTERS[self.matter].per if self.matter else "社工站"

    @property
    def figure_unit(self) -> str:
        return self.unit or (MATTERS[self.matter].unit if self.matter else "")

    def param(self, word: str) -> Decimal:
        return self.params[word]

    def span(self, on: date) -> Period:
        """The days the figure is asked for, up to and including that day."""
        if found := DAYS_BACK.fullmatch(self.period):
            return Period(on - timedelta(days=int(found[1]) - 1), on)
        match self.period:
            case "本月":
                return Period(Period.month_of(on).first, on)
            case "上月":
                return Period.month_of(on).previous_month()
            case "本季":
                return Period(Period.quarter_of(on).first, on)
            case "本年":
                return Period(Period.year_of(on).first, on)
            case _:
                return Period.of_day(on)

    def warns(self, figure: Decimal) -> bool:
        """Whether such a figure is to be looked at."""
        assert self.threshold is not None
        match self.compare:
            case "超过":
                return figure > self.threshold
            case "达到":
                return figure >= self.threshold
            case "低于":
                return figure < self.threshold
            case _:
                return figure <= self.threshold

    def due(self, raised_on: date) -> date | None:
        """By when it is to be answered; None where the paper gives no time."""
        return term_ends(raised_on, self.term) if self.term is not None else None

    def required(self) -> str:
        if self.threshold is None or self.compare is None:
            return "待定"
        period = "" if self.period == "当日" else f"{self.period}"
        return f"{period}{self.compare}{plain_number(self.threshold)}{self.figure_unit}时预警"

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        have = number(actual)
        if have is None:
            return self.open("还没有数据")
        now = f"{plain_number(have)}{self.figure_unit}"
        if self.warns(have):
            return self.unmet(now, f"{self.level or ''}预警，现为{now}，{self.required()}")
        return self.met(now, f"没有预警，现为{now}")
