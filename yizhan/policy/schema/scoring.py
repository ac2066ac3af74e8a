"""权重 指标 后果: how a result is made and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from yizhan.policy.schema.rule import Rule, Verdict, number
from yizhan.policy.schema.words import (
    CLOSED,
    Number,
    Subjects,
    Text,
    Texts,
    YesNo,
    as_list,
    as_number,
    near,
    plain_number,
)


class Weights(Rule):
    """权重: who scores and how much it counts (in percent, together 100), in which rounds, on what."""

    KIND: ClassVar[str] = "权重"
    NEEDS: ClassVar[tuple[str, ...]] = ("parties",)
    parties: dict[str, Number] | None = Field(alias="评分方", default=None)
    rounds: Texts = Field(alias="轮次", default=())
    round_weights: dict[str, Number] | None = Field(alias="轮次权重", default=None)
    contents: Texts = Field(alias="内容", default=())
    full_marks: Number = Field(alias="满分", default=Decimal(100))
    ways: dict[str, Literal["评审打分", "最高者满分", "最低者满分"]] = Field(alias="计分", default={})

    @field_validator("parties", "round_weights")
    @classmethod
    def make_a_hundred(cls, value: dict[str, Decimal] | None) -> dict[str, Decimal] | None:
        if value is not None and sum(value.values()) != 100:
            raise ValueError(f"合计{plain_number(sum(value.values(), Decimal(0)))}%，应为100%")
        return value

    @model_validator(mode="after")
    def rounds_are_known(self) -> Self:
        for name in self.round_weights or ():
            if name not in self.rounds:
                raise ValueError(f"“轮次”里没有“{name}”{near(name, self.rounds)}")
        for name in self.ways:
            if name not in (self.parties or {}):
                raise ValueError(f"“评分方”里没有“{name}”{near(name, self.parties or {})}")
        return self

    def by_comparison(self, name: str, offers: Sequence[int]) -> list[Decimal] | None:
        """Marks out of 满分 for each offer of a part that is reckoned from the offers themselves, two decimals.

        最高者满分: offer / highest; 最低者满分: lowest / offer. None where a panel gives the marks (评审打分).
        """
        way = self.ways.get(name, "评审打分")
        if way == "评审打分" or any(offer <= 0 for offer in offers):
            return None
        best = max(offers, default=1) if way == "最高者满分" else min(offers, default=1)
        shares = [Decimal(offer) / best if way == "最高者满分" else Decimal(best) / offer for offer in offers]
        return [(share * self.full_marks).quantize(Decimal("0.01"), ROUND_HALF_UP) for share in shares]

    def required(self) -> str:
        parties = (self.parties or {}).items()
        return "、".join(f"{name}{plain_number(weight)}%" for name, weight in parties) or "待定"

    def score(self, scores: Mapping[str, Decimal | int]) -> Decimal | None:
        """The weighted result, two decimals, half up; None until every party has scored."""
        if self.parties is None or any(name not in scores for name in self.parties):
            return None
        total = sum(
            (Decimal(scores[name]) * weight / 100 for name, weight in self.parties.items()), Decimal(0)
        )
        return total.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        """Met when every party has scored within 0..满分; the sentence carries the result."""
        if actual is None:
            return self.open("还没有评分")
        assert isinstance(actual, Mapping)
        assert self.parties is not None
        for name, given in actual.items():
            if name not in self.parties:
                return self.unmet("", f"“{name}”不是评分方{near(name, self.parties)}")
            if not 0 <= Decimal(given) <= self.full_marks:
                return self.unmet("", f"{name}的分数应在0到{plain_number(self.full_marks)}之间")
        if missing := [name for name in self.parties if name not in actual]:
            return self.unmet(f"{len(actual)}/{len(self.parties)}方", f"还缺{'、'.join(missing)}的评分")
        result = self.score(actual)
        assert result is not None
        return self.met(f"{plain_number(result)}分", f"总分{plain_number(result)}分")

    def read(self, raw: object) -> object:
        assert isinstance(raw, Mapping)
        return {name: as_number(value) for name, value in raw.items()}


class Step(BaseModel):
    """From 下限 on the indicator earns 得分."""

    model_config = CLOSED
    low: Number = Field(alias="下限")
    points: Number = Field(alias="得分")


class Indicator(Rule):
    """指标: points of one evaluation dimension, from a measure (计算), a checklist (清单) or a judge (评议).

    计算: in proportion from 零分值 (0 unless said) to 满分值, so that a 满分值 below the 零分值 scores backwards (the
    fewer the better); or by 阶梯. 每口径 divides the figure first (折成百分比: in percent of it); 按月 takes 满分值 and 阶梯
    as those of one whole month.
    最少样本 of 样本口径: below it nothing is scored and the points leave the denominator.
    """

    KIND: ClassVar[str] = "指标"
    NEEDS: ClassVar[tuple[str, ...]] = ("points",)
    name: str = Field(alias="名称", default="")
    dimension: Text = Field(alias="维度")
    points: Number | None = Field(alias="分值", default=None)
    sort: Literal["基础", "加分", "扣分"] = Field(alias="加减分", default="基础")
    parties: Texts = Field(alias="由谁评", default=())
    rounds: Texts = Field(alias="轮次", default=())
    how: Literal["计算", "清单", "评议"] = Field(alias="得分方式")
    full_at: Number | None = Field(alias="满分值", default=None)
    zero_at: Number | None = Field(alias="零分值", default=None)
    each_measure: Text | None = Field(alias="每口径", default=None)
    as_share: YesNo = Field(alias="折成百分比", default=False)
    by_month: YesNo = Field(alias="按月", default=False)
    steps: tuple[Step, ...] = Field(alias="阶梯", default=())
    sample_measure: Text | None = Field(alias="样本口径", default=None)
    least_sample: Number | None = Field(alias="最少样本", default=None)
    checklist: Texts = Field(alias="清单", default=())
    method: str = Field(alias="评分办法", default="")
    evidence: Texts = Field(alias="佐证", default=())

    @model_validator(mode="after")
    def can_be_scored(self) -> Self:
        if self.pending:
            return self
        if self.how == "计算" and self.full_at is None and not self.steps:
            raise ValueError("得分方式是“计算”，缺少“满分值”或“阶梯”")
        if self.how == "清单" and not self.checklist:
            raise ValueError("得分方式是“清单”，缺少“清单”")
        if any(self.points is not None and step.points > self.points for step in self.steps):
            raise ValueError("“阶梯”的得分超过“分值”")
        if self.zero_at is not None and self.zero_at == self.full_at:
            raise ValueError("“零分值”与“满分值”不能相同")
        if self.as_share and self.each_measure is None:
            raise ValueError("写了“折成百分比”，缺少“每口径”")
        if (self.sample_measure is None) != (self.least_sample is None):
            raise ValueError("“样本口径”和“最少样本”要一起写")
        return self

    def required(self) -> str:
        points = "待定" if self.points is None else f"{plain_number(self.points)}分"
        return f"{self.dimension}：{points}"

    def points_for(self, actual: object, months: int = 1) -> Decimal | None:
        """Points earned, two decimals; None when a judge scores or there is no fact. `months`: how many were scored."""
        if self.points is None or actual is None:
            return None
        if self.how == "评议":
            return number(actual)
        if self.how == "清单":
            assert isinstance(actual, Collection)
            assert not isinstance(actual, str)
            share = Decimal(sum(item in actual for item in self.checklist)) / len(self.checklist)
        else:
            have = number(actual)
            assert have is not None
            times = months if self.by_month else 1
            if self.steps:
                return max(
                    (step.points for step in self.steps if have >= step.low * times), default=Decimal(0)
                )
            share = self._share(have, times)
        return (self.points * share).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def _share(self, have: Decimal, times: int) -> Decimal:
        """0 to 1: how far the figure is on its way from 零分值 to 满分值."""
        assert self.full_at is not None
        full, zero = self.full_at * times, (self.zero_at or Decimal(0)) * times
        if full == zero:
            return Decimal(1)
        return min(Decimal(1), max(Decimal(0), (have - zero) / (full - zero)))

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        """Met at full points, unmet below."""
        earned = self.points_for(actual)
        assert self.points is not None
        if earned is None:
            return self.open("由评审打分")
        now = f"{plain_number(earned)}分"
        if not 0 <= earned <= self.points:
            return self.unmet(now, f"应在0到{plain_number(self.points)}分之间")
        if earned == self.points or self.how == "评议":
            return self.met(now, f"得{now}，满分{plain_number(self.points)}分")
        return self.unmet(now, f"得{now}，满分{plain_number(self.points)}分")

    def read(self, raw: object) -> object:
        return as_list(raw) if self.how == "清单" and raw != "无" else () if raw == "无" else as_number(raw)


class Consequence(Rule):
    """后果: when a result or breach (触发) is there, these measures (措施) follow. A person decides.

    效力: what the program does once it was decided, for as long as 持续 says; without it the measure is only shown.
    """

    KIND: ClassVar[str] = "后果"
    NEEDS: ClassVar[tuple[str, ...]] = ("measures",)
    trigger: Text = Field(alias="触发")
    measures: Texts = Field(alias="措施", default=())
    on_whom: Subjects = Field(alias="对谁", default=())
    of_rule: str = Field(alias="所据规则", default="")
    in_bands: Texts = Field(alias="等次名", default=())
    lasts: str = Field(alias="持续", default="")
    leaning: Literal["不利", "有利", "参考"] = Field(alias="倾向", default="不利")
    effect: Literal["", "不得从业", "警告", "收回资金"] = Field(alias="效力", default="")

    def answers(self) -> frozenset[str]:
        return frozenset({"met", "unmet"} if self.leaning == "不利" else {"met"})

    def required(self) -> str:
        return f"{self.trigger}的，{'、'.join(self.measures)}" + (f"（{self.lasts}）" if self.lasts else "")

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        """`actual` is whether the trigger is there."""
        if actual is None:
            return self.open(f"有无“{self.trigger}”，由人核对")
        if actual and self.leaning == "参考":
            return self.open(self.required(), self.trigger)
        if actual:
            answer = self.met if self.leaning == "有利" else self.unmet
            return answer(self.trigger, self.required())
        return self.met("", f"没有“{self.trigger}”的情形")

    def read(self, raw: object) -> object:
        if raw not in ("有", "无"):
            raise ValueError("“实际”只能写“有”或“无”")
        return raw == "有"
