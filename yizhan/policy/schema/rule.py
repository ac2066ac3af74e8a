"""What every rule has: its sentence, its clause, whom it binds; and Verdict, the answer it gives."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, Field, PrivateAttr, field_validator, model_validator

from yizhan.kernel.period import Period
from yizhan.policy.schema.words import (
    CLOSED,
    Reason,
    Requirements,
    Subjects,
    Text,
    Texts,
    Topic,
    as_day,
    as_number,
    plain_number,
    short,
)

RULE_ID = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+", re.ASCII)


@dataclass(frozen=True)
class Verdict:
    """A rule's answer about one fact.

    state     met, unmet, or open (nothing to judge yet, or a person judges)
    now       the fact in words, with its unit; "" when there is none
    required  what the rule asks, in words
    says      the sentence for the screen, ending with the clause
    """

    state: Literal["met", "unmet", "open"]
    now: str
    required: str
    says: str


@dataclass(frozen=True)
class Document:
    """Where a rule stands: the pack it came from and the paper's names."""

    pack_id: str
    name: str
    short_name: str
    region: str


class Rule(BaseModel):
    """The keys common to all kinds. A kind adds its own and says how to judge."""

    model_config = CLOSED
    KIND: ClassVar[str]
    #: Keys that may only be absent when the value is 待定
    NEEDS: ClassVar[tuple[str, ...]] = ()

    id: Text = Field(alias="编号")
    says: Text = Field(alias="规定")
    clause: Text = Field(alias="条款")
    kind: Text = Field(alias="类型")
    topic: Topic = Field(alias="主题", default="其他")
    measure: Text | None = Field(alias="口径", default=None)
    unit: str = Field(alias="单位", default="")
    when: Texts = Field(alias="当", default=())
    binds: Subjects = Field(alias="适用", default=())
    duty_of: Subjects = Field(alias="责任", default=())
    assisted_by: Subjects = Field(alias="协助", default=())
    remedy: str = Field(alias="怎么办", default="")
    requirements: Requirements = Field(alias="要求编号", default=())
    pending_reason: Reason | None = Field(alias="待定", default=None)
    quote: Text | None = Field(alias="原句", default=None)
    note: str = Field(alias="说明", default="")

    _document: Document | None = PrivateAttr(default=None)

    @field_validator("id")
    @classmethod
    def id_is_ascii(cls, value: str) -> str:
        if not RULE_ID.fullmatch(value):
            raise ValueError(f"“{short(value)}”应由小写英文、数字和点组成，如 staffing.resident-workers")
        return value

    @model_validator(mode="after")
    def value_is_there_or_pending(self) -> Self:
        if self.pending:
            return self
        for name in self.NEEDS:
            if getattr(self, name) in (None, ()):
                word = type(self).model_fields[name].alias
                raise ValueError(f"缺少“{word}”（文件没有写明的，请写“待定”并说明原因）")
        return self

    @property
    def pending(self) -> bool:
        """The document lost or never gave the value: shown, never judged."""
        return self.pending_reason is not None

    @property
    def document(self) -> Document:
        assert self._document is not None, "a rule is judged only inside a pack"
        return self._document

    @property
    def ref(self) -> str:
        """469025-baisha/2023-station-plan:staffing.resident-workers: this rule of this document and no other's."""
        return f"{self.document.pack_id}:{self.id}"

    @property
    def source(self) -> str:
        """《文件名称》六（三）"""
        return f"《{self.document.name}》{self.clause}"

    @property
    def chip(self) -> str:
        """The short form for a label on the page: 方案 六（三）"""
        return f"{self.document.short_name} {self.clause}".strip()

    @property
    def can_be(self) -> frozenset[str]:
        """Which of met and unmet the rule can answer at all: so many worked examples are asked for."""
        return frozenset() if self.pending else self.answers()

    def answers(self) -> frozenset[str]:
        return frozenset({"met", "unmet"})

    def applies(self, circumstances: Collection[str] | None) -> bool | None:
        """Whether the rule's 当 holds. None: it has one and nobody said what holds."""
        if not self.when:
            return True
        return None if circumstances is None else any(word in circumstances for word in self.when)

    def verdict(self, actual: object, **context: Any) -> Verdict:
        """Judge one fact. `context` may carry circumstances=, on=, start=, period=, blanks=, per=."""
        if self.pending:
            return self.open(f"本项数值待定：{self.pending_reason}")
        applies = self.applies(context.get("circumstances"))
        if applies is None:
            return self.open(f"仅在“{'、'.join(self.when)}”时适用，由人核对")
        if not applies:
            return self.open(f"不适用（仅在“{'、'.join(self.when)}”时适用）")
        return self.judge(actual, context)

    def refusal(self, actual: object, **context: Any) -> str | None:
        """The sentence of a refusal, or None when the fact may stand (met or not yet to be judged)."""
        answer = self.verdict(actual, **context)
        return answer.says if answer.state == "unmet" else None

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        return self.open("没有可自动核对的数，由人核对")

    def required(self) -> str:
        """What is asked, in a few words for a table."""
        raise NotImplementedError

    def read(self, raw: object) -> object:
        """The 实际 of a worked example, from the author's text."""
        return as_number(raw)

    def read_context(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The 情境 of a worked example."""
        context: dict[str, Any] = {}
        for word, value in raw.items():
            match word:
                case "当天":
                    context["on"] = as_day(value)
                case "起点":
                    context["start"] = as_day(value)
                case "情形":
                    context["circumstances"] = [value] if isinstance(value, str) else list(value)
                case "每":
                    context["per"] = as_number(value)
                case "期间":
                    context["period"] = self.example_period(as_day(value))
                case "填空":
                    context["blanks"] = dict(value)
                case _:
                    raise ValueError(f"情境里不认识“{word}”，只能写：当天、起点、情形、每、期间、填空")
        return context

    def example_period(self, day_in: date) -> Period | None:
        """The period around a day, for the kinds that have one."""
        return None

    def gap(self, amount: Decimal) -> str:
        """A difference in the rule's unit: 2人, but percents differ by 百分点."""
        return f"{plain_number(amount)}{'个百分点' if self.unit == '%' else self.unit}"

    def met(self, now: str, sentence: str) -> Verdict:
        return Verdict("met", now, self.required(), f"{sentence}（{self.clause}）")

    def unmet(self, now: str, sentence: str) -> Verdict:
        return Verdict("unmet", now, self.required(), f"{sentence}（{self.clause}）")

    def open(self, sentence: str, now: str = "") -> Verdict:
        return Verdict("open", now, self.required(), f"{sentence}（{self.clause}）")


def number(actual: object) -> Decimal | None:
    """A measured value as a Decimal; None when there is none. A yes or no is not a number."""
    if actual is None or isinstance(actual, bool):
        return None
    if isinstance(actual, (int, Decimal, float)):
        return Decimal(str(actual))
    raise TypeError(f"要的是数，得到 {type(actual).__name__}")


def day(actual: object) -> date | None:
    if actual is None or isinstance(actual, date):
        return actual
    raise TypeError(f"要的是日期，得到 {type(actual).__name__}")
