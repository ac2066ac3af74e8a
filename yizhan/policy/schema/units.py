"""计数条件: a unit of work (a case, a group, an activity) counts only when it is more than a beginning."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from yizhan.policy.schema.rule import Rule, Verdict, number
from yizhan.policy.schema.words import Number, plain_number

ASKED = ("节数", "次数", "人数")
"""What is counted of one unit; 分钟 is asked of each session, event or contact, and a shorter one is left out."""


class UnitMinimum(Rule):
    """计数条件: from how many sessions (节数), contacts (次数), persons (人数) on a unit counts as one.

    人数 of a group are its members, each once; of an activity, those who came.
    """

    KIND: ClassVar[str] = "计数条件"
    counted: Literal["个案", "小组", "活动"] = Field(alias="计什么")
    sessions: Number | None = Field(alias="至少节数", default=None)
    contacts: Number | None = Field(alias="至少次数", default=None)
    persons: Number | None = Field(alias="至少人数", default=None)
    minutes: Number | None = Field(alias="至少分钟", default=None)

    @model_validator(mode="after")
    def asks_for_something_the_unit_has(self) -> Self:
        if not self.pending and not self.minimums and self.minutes is None:
            raise ValueError(
                "缺少“至少节数”“至少次数”“至少人数”或“至少分钟”（文件没有写明的，请写“待定”并说明原因）"
            )
        wrong = {"个案": ("节数", "人数"), "小组": ("次数",), "活动": ("节数", "次数")}[self.counted]
        for word in wrong:
            if word in self.minimums:
                raise ValueError(f"{self.counted}没有“至少{word}”")
        return self

    @property
    def minimums(self) -> dict[str, Decimal]:
        """What is asked of the whole unit: {"节数": 4, "人数": 5}."""
        asked = {"节数": self.sessions, "次数": self.contacts, "人数": self.persons}
        return {word: value for word, value in asked.items() if value is not None}

    def required(self) -> str:
        words = [f"至少{plain_number(value)}{word[0]}" for word, value in self.minimums.items()]
        if self.minutes is not None:
            each = {"个案": "每次", "小组": "每节", "活动": "每场"}[self.counted]
            words.append(f"{each}至少{plain_number(self.minutes)}分钟")
        return "，".join(words) or "待定"

    def missing(self, have: Mapping[str, object]) -> dict[str, Decimal]:
        """How much of each is still missing: {"节数": 1, "人数": 2}; empty when the unit counts."""
        found = {}
        for word, floor in self.minimums.items():
            short = floor - (number(have.get(word)) or Decimal(0))
            if short > 0:
                found[word] = short
        if self.minutes is not None and "分钟" in have:
            short = self.minutes - (number(have["分钟"]) or Decimal(0))
            if short > 0:
                found["分钟"] = short
        return found

    def says_missing(self, missing: Mapping[str, Decimal]) -> str:
        """还差1节、2人"""
        words = (
            f"{plain_number(value)}{'分钟' if word == '分钟' else word[0]}" for word, value in missing.items()
        )
        return f"还差{'、'.join(words)}"

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        if not isinstance(actual, Mapping) or not actual:
            return self.open("还没有数据")
        now = "、".join(
            f"{plain_number(number(value) or Decimal(0))}{'分钟' if word == '分钟' else word[0]}"
            for word, value in actual.items()
        )
        missing = self.missing(actual)
        if missing:
            return self.unmet(now, f"暂不计数，{self.says_missing(missing)}")
        return self.met(now, f"计1个{self.counted}，已有{now}")

    def read(self, raw: object) -> object:
        if not isinstance(raw, Mapping):
            raise ValueError("“实际”请写成 {节数: 4, 人数: 6} 这样")
        for word in raw:
            if word not in (*ASKED, "分钟"):
                raise ValueError(f"“实际”里不认识“{word}”，只能写：节数、次数、人数、分钟")
        return {word: super(UnitMinimum, self).read(value) for word, value in raw.items()}
