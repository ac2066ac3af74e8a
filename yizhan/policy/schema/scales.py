"""量表: questions with answers and points, what the total means, and when to assess again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from yizhan.policy.schema.rule import Rule, Verdict
from yizhan.policy.schema.times import add_term, check_term
from yizhan.policy.schema.words import (
    CLOSED,
    Number,
    Text,
    Texts,
    as_number,
    near,
    plain_number,
    repeated,
    short,
)

Options = dict[str, Number]
SPECIAL = "特殊情形"
COLOURS = ("红", "橙", "黄", "蓝", "绿")


def check_options(value: Options | None) -> Options | None:
    if value is not None and len(value) < 2:
        raise ValueError("至少要有两个答案")
    for answer, points in (value or {}).items():
        if not answer.strip():
            raise ValueError("答案不能为空")
        if points != int(points) or points < 0:
            raise ValueError(f"“{short(answer)}”的得分应是不小于0的整数")
    return value


class ScaleItem(BaseModel):
    """One question. Without 选项 of its own it has those of its group, or of the scale."""

    model_config = CLOSED
    name: Text = Field(alias="名称")
    hint: str = Field(alias="指引", default="")
    options: Options | None = Field(alias="选项", default=None)

    _options = field_validator("options")(check_options)


class ScaleGroup(BaseModel):
    """Questions with a sub-score of their own."""

    model_config = CLOSED
    name: Text = Field(alias="名称")
    options: Options | None = Field(alias="选项", default=None)
    items: tuple[ScaleItem, ...] = Field(alias="题目")

    _options = field_validator("options")(check_options)


class ScaleBand(BaseModel):
    """From 下限 to 上限, both included: what it is called, its colour, the grade it sets, when to assess again."""

    model_config = CLOSED
    name: Text = Field(alias="名称")
    low: Number = Field(alias="下限")
    high: Number = Field(alias="上限")
    colour: Literal["红", "橙", "黄", "蓝", "绿"] = Field(alias="颜色")
    grade: Literal["高", "中", "低"] | None = Field(alias="定为", default=None)
    again: Text | None = Field(alias="复评", default=None)
    leads_to: str = Field(alias="结果", default="")

    _again = field_validator("again")(check_term)


class SpecialCase(BaseModel):
    """A circumstance that outweighs the points: the band is 至少为 this one, or 加重 by so many."""

    model_config = CLOSED
    case: Text = Field(alias="情形")
    at_least: Text | None = Field(alias="至少为", default=None)
    worse_by: Number | None = Field(alias="加重", default=None)

    @model_validator(mode="after")
    def says_one_thing(self) -> Self:
        if (self.at_least is None) == (self.worse_by is None):
            raise ValueError("“至少为”与“加重”要写一个，且只写一个")
        return self


@dataclass(frozen=True)
class Question:
    """A question as it is asked: with the answers that hold for it."""

    group: str
    name: str
    hint: str
    options: Mapping[str, Decimal]

    @property
    def most(self) -> Decimal:
        return max(self.options.values())


@dataclass(frozen=True)
class SubScore:
    group: str
    points: Decimal
    most: Decimal


@dataclass(frozen=True)
class ScaleResult:
    """What the answers come to. `by_points` is the band before special cases made it worse."""

    total: Decimal
    groups: tuple[SubScore, ...]
    band: ScaleBand
    by_points: ScaleBand


class Scale(Rule):
    """量表: an assessment of a person. Nobody keeps or breaks it: the form is drawn by it and scored by it."""

    KIND: ClassVar[str] = "量表"
    NEEDS: ClassVar[tuple[str, ...]] = ("groups", "bands")
    title: str = Field(alias="名称", default="")
    for_whom: Texts = Field(alias="对象", default=())
    from_age: Number | None = Field(alias="年满", default=None)
    below_age: Number | None = Field(alias="未满", default=None)
    full_marks: Number | None = Field(alias="满分", default=None)
    options: Options | None = Field(alias="选项", default=None)
    groups: tuple[ScaleGroup, ...] = Field(alias="题组", default=())
    bands: tuple[ScaleBand, ...] = Field(alias="档次", default=())
    special: tuple[SpecialCase, ...] = Field(alias="特殊情形", default=())
    again: Text | None = Field(alias="复评", default=None)

    _options = field_validator("options")(check_options)
    _again = field_validator("again")(check_term)

    @model_validator(mode="after")
    def can_be_filled_in_and_scored(self) -> Self:
        if self.pending:
            return self
        for group in self.groups:
            if not group.items:
                raise ValueError(f"题组“{short(group.name)}”里没有题目")
            for item in group.items:
                if not (item.options or group.options or self.options):
                    raise ValueError(f"“{short(item.name)}”没有“选项”（题目、题组或量表要有一处写）")
        if twice := repeated(group.name for group in self.groups):
            raise ValueError(f"题组“{short(twice)}”写了两次")
        names = [question.name for question in self.questions]
        if twice := repeated(names):
            raise ValueError(f"题目“{short(twice)}”写了两次")
        if SPECIAL in names:
            raise ValueError(f"题目不能叫“{SPECIAL}”")
        if self.full_marks is not None and self.full_marks != self.most:
            raise ValueError(
                f"“满分”写的是{plain_number(self.full_marks)}，各题最高分相加是{plain_number(self.most)}"
            )
        self._check_bands()
        return self

    def _check_bands(self) -> None:
        if twice := repeated(band.name for band in self.bands):
            raise ValueError(f"“{short(twice)}”写了两次")
        along = sorted(self.bands, key=lambda band: band.low)
        if along[0].low != self.least or along[-1].high != self.most:
            raise ValueError(
                f"“档次”应从{plain_number(self.least)}分排到{plain_number(self.most)}分，不多不少"
            )
        for below, above in pairwise(along):
            if above.low != below.high + 1:
                raise ValueError(f"“{below.name}”与“{above.name}”两档没有接上")
        if list(self.bands) not in (along, along[::-1]):
            raise ValueError("“档次”要由轻到重排")
        words = [band.name for band in self.bands]
        for each in self.special:
            if each.at_least is not None and each.at_least not in words:
                raise ValueError(f"没有“{short(each.at_least)}”这一档{near(each.at_least, words)}")

    @property
    def name(self) -> str:
        """What the form is called."""
        return self.title or self.says.rstrip("。")

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(
            Question(group.name, item.name, item.hint, item.options or group.options or self.options or {})
            for group in self.groups
            for item in group.items
        )

    @property
    def most(self) -> Decimal:
        return sum((question.most for question in self.questions), Decimal(0))

    @property
    def least(self) -> Decimal:
        return sum((min(question.options.values()) for question in self.questions), Decimal(0))

    def missing(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """The questions without an answer of their list, in the order of the form."""
        return tuple(each.name for each in self.questions if answers.get(each.name) not in each.options)

    def points(self, answers: Mapping[str, str]) -> tuple[SubScore, ...]:
        """The points of each group so far; what is not answered counts nothing yet."""
        found: dict[str, tuple[Decimal, Decimal]] = {}
        for each in self.questions:
            earned, most = found.get(each.group, (Decimal(0), Decimal(0)))
            given = each.options.get(answers.get(each.name, ""), Decimal(0))
            found[each.group] = (earned + given, most + each.most)
        return tuple(SubScore(group, *both) for group, both in found.items())

    def band_for(self, total: Decimal) -> ScaleBand | None:
        return next((band for band in self.bands if band.low <= total <= band.high), None)

    def result(self, answers: Mapping[str, str], special: Collection[str] = ()) -> ScaleResult | None:
        """Total, sub-scores and band; None while an answer is missing."""
        if self.missing(answers):
            return None
        groups = self.points(answers)
        total = sum((group.points for group in groups), Decimal(0))
        by_points = self.band_for(total)
        assert by_points is not None, "the bands reach from the least to the most points"
        place = by_total = self.bands.index(by_points)
        words = [band.name for band in self.bands]
        for each in self.special:
            if each.case not in special:
                continue
            if each.at_least is not None:
                place = max(place, words.index(each.at_least))
            else:
                place = max(place, by_total + int(each.worse_by or 0))
        return ScaleResult(total, groups, self.bands[min(place, len(self.bands) - 1)], by_points)

    def again_on(self, assessed_on: date, band: ScaleBand) -> date | None:
        """The last day on which the next assessment is in time; None when nobody asks for one."""
        term = band.again or self.again
        return add_term(assessed_on, term) if term else None

    def answers(self) -> frozenset[str]:
        return frozenset()

    def required(self) -> str:
        if not self.groups:
            return "待定"
        return f"{len(self.questions)}题，满分{plain_number(self.most)}分，分{len(self.bands)}档"

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        """What the answers, or a total, come to. Never met or unmet: it is said of a person, not of a station."""
        if actual is None:
            return self.open("还没有评估")
        if isinstance(actual, Decimal):
            band = self.band_for(actual)
            if band is None:
                raise ValueError(f"{plain_number(actual)}分不在任何一档里")
            return self.open(f"{plain_number(actual)}分，{band.name}", f"{plain_number(actual)}分")
        assert isinstance(actual, Mapping)
        special = actual.get(SPECIAL, ())
        answers = {name: value for name, value in actual.items() if name != SPECIAL}
        self._know(answers, special)
        result = self.result(answers, special)
        if result is None:
            lacking = self.missing(answers)
            return self.open(
                f"还有{len(lacking)}题没有答：{'、'.join(lacking[:3])}{'等' if len(lacking) > 3 else ''}"
            )
        now = f"{plain_number(result.total)}分"
        return self.open(f"{now}，{result.band.name}", now)

    def _know(self, answers: Mapping[str, str], special: Sequence[str]) -> None:
        known = {question.name: question for question in self.questions}
        for name, given in answers.items():
            if name not in known:
                raise ValueError(f"没有“{short(name)}”这道题{near(name, list(known))}")
            if given not in known[name].options:
                raise ValueError(
                    f"“{name}”没有“{short(given)}”这个答案{near(given, list(known[name].options))}"
                )
        cases = [each.case for each in self.special]
        for given in special:
            if given not in cases:
                raise ValueError(f"没有“{short(given)}”这种特殊情形{near(given, cases)}")

    def read(self, raw: object) -> object:
        """A total, or the answers: {题目: 答案, 特殊情形: [情形]}."""
        if isinstance(raw, Mapping):
            told = {str(name): value for name, value in raw.items()}
            special = told.pop(SPECIAL, ())
            listed = [special] if isinstance(special, str) else list(special)
            return {**{name: str(value) for name, value in told.items()}, SPECIAL: listed}
        return as_number(raw)
