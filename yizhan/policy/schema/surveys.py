"""满意度调查: how many are asked at a station, what they are asked, and from how many answers a figure is shown."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from yizhan.policy.schema.rule import Rule, Verdict
from yizhan.policy.schema.words import Number, Texts, plain_number


class Survey(Rule):
    """满意度调查: whom the program draws and what they are asked. Nobody keeps or breaks it: the survey is drawn by it.

    每站人数 people served at each station; 每站比例 a share of them instead, at least 每站至少. 单位数 cooperating offices
    and villages of the whole area. Each list of questions begins with the one the share satisfied is counted from.
    """

    KIND: ClassVar[str] = "满意度调查"
    NEEDS: ClassVar[tuple[str, ...]] = ("questions",)
    per_station: Number | None = Field(alias="每站人数", default=None)
    share: Number | None = Field(alias="每站比例", default=None)
    at_least: Number | None = Field(alias="每站至少", default=None)
    units: Number | None = Field(alias="单位数", default=None)
    fewest: Number | None = Field(alias="起报份数", default=None)
    questions: Texts = Field(alias="问题", default=())
    unit_questions: Texts = Field(alias="单位问题", default=())

    @model_validator(mode="after")
    def says_one_size(self) -> Self:
        if self.pending:
            return self
        if (self.per_station is None) == (self.share is None):
            raise ValueError("“每站人数”与“每站比例”要写一个，且只写一个")
        if self.share is not None and not 0 < self.share <= 100:
            raise ValueError("“每站比例”写1到100的数")
        if self.units is not None and not self.unit_questions:
            raise ValueError("写了“单位数”，就要写“单位问题”")
        return self

    def required(self) -> str:
        """每站20人；协同单位10家"""
        words = []
        if self.per_station is not None:
            words.append(f"每站{plain_number(self.per_station)}人")
        if self.share is not None:
            least = f"，至少{plain_number(self.at_least)}人" if self.at_least is not None else ""
            words.append(f"每站服务对象的{plain_number(self.share)}%{least}")
        if self.units is not None:
            words.append(f"协同单位{plain_number(self.units)}家")
        return "；".join(words) or "待定"

    def drawn(self, served: int) -> int:
        """How many of so many people served at a station are asked: never more than there are, a started one counts."""
        if self.per_station is not None:
            return min(served, int(self.per_station))
        wanted = (Decimal(served) * (self.share or Decimal(0)) / 100).to_integral_value(ROUND_CEILING)
        return min(served, max(int(wanted), int(self.at_least or 0)))

    def answers(self) -> frozenset[str]:
        return frozenset()

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        return self.open("照这一条抽样、发问，不作判定")
