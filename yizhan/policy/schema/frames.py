"""评估方案: which rules make one evaluation or contest: aspects, indicators, parties, rounds, bands, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, Field, model_validator

from yizhan.policy.schema.rule import Rule, Verdict
from yizhan.policy.schema.words import CLOSED, Number, Reason, Text, Texts, plain_number, repeated, short


class Aspect(BaseModel):
    """One aspect (dimension) of an evaluation. Points a paper does not give are 待定, never filled in."""

    model_config = CLOSED
    name: Text = Field(alias="名称")
    points: Number | None = Field(alias="分值", default=None)
    sort: Literal["基础", "加分", "扣分"] = Field(alias="加减分", default="基础")
    pending_reason: Reason | None = Field(alias="待定", default=None)
    note: str = Field(alias="说明", default="")


class Frame(Rule):
    """评估方案: the rules that belong to one evaluation (or contest, 类别 竞赛), named by their ids.

    indicators    every 指标 whose id begins with this, of the frame's region and of narrower ones
    against       rules of the region that are held against the station one by one (达标 counts one, 未达标 none)
    least_share   a contest ranks nobody of whom less than this percent of the points could be scored
    """

    KIND: ClassVar[str] = "评估方案"
    name: Text = Field(alias="名称")
    sort: Literal["评估", "竞赛"] = Field(alias="类别", default="评估")
    aspects: tuple[Aspect, ...] = Field(alias="方面", default=())
    rounds: Texts = Field(alias="轮次", default=())
    parties: Texts = Field(alias="评分各方", default=())
    weights: str = Field(alias="权重规则", default="")
    indicators: str = Field(alias="指标编号", default="")
    against: Texts = Field(alias="对照", default=())
    full_marks: Number | None = Field(alias="满分", default=None)
    plus_cap: Number | None = Field(alias="加分封顶", default=None)
    bands: str = Field(alias="等次规则", default="")
    consequences: Texts = Field(alias="后果规则", default=())
    sample_measure: Text | None = Field(alias="样本口径", default=None)
    least_sample: Number | None = Field(alias="最少样本", default=None)
    least_share: Number | None = Field(alias="至少可评", default=None)

    @model_validator(mode="after")
    def hangs_together(self) -> Self:
        if not self.pending and not self.indicators and not self.against:
            raise ValueError("缺少“指标编号”或“对照”（文件没有写明的，请写“待定”并说明原因）")
        if twice := repeated(aspect.name for aspect in self.aspects):
            raise ValueError(f"“{short(twice)}”写了两次")
        base = [aspect.points for aspect in self.aspects if aspect.sort == "基础"]
        if self.full_marks is not None and base and None not in base:
            total = sum((points for points in base if points is not None), Decimal(0))
            if total != self.full_marks:
                raise ValueError(
                    f"各方面分值合计{plain_number(total)}分，与“满分”{plain_number(self.full_marks)}分不符"
                )
        if (self.sample_measure is None) != (self.least_sample is None):
            raise ValueError("“样本口径”和“最少样本”要一起写")
        return self

    def answers(self) -> frozenset[str]:
        """It only says what belongs together: nothing is met or unmet."""
        return frozenset()

    def required(self) -> str:
        said = [f"{plain_number(self.full_marks)}分"] if self.full_marks is not None else []
        said += [aspect.name for aspect in self.aspects]
        return "、".join(said) or self.name

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        return self.open("由各方评分以后得出结果")
