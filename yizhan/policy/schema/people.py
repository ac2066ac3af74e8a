"""资格 职责: who may do the work, and who must."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal, NamedTuple, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from yizhan.policy.schema.rule import Rule, Verdict, day
from yizhan.policy.schema.times import check_term, moved_note, term_ends
from yizhan.policy.schema.words import (
    CLOSED,
    FACTS,
    ORDERED,
    Day,
    Text,
    Texts,
    YesNo,
    as_number,
    as_yes_no,
    near,
)


class Condition(BaseModel):
    """One condition on one fact. 或: other yes-or-no facts that do as well. 期限 from 起算: time to get there."""

    model_config = CLOSED
    fact: Text = Field(alias="事实")
    asks: Literal["不少于", "不超过", "不低于", "是", "由人核对"] = Field(alias="要求")
    value: Text | None = Field(alias="值", default=None)
    unit: str = Field(alias="单位", default="")
    inclusive: YesNo = Field(alias="含本数", default=True)
    alternatives: Texts = Field(alias="或", default=())
    term: Text | None = Field(alias="期限", default=None)
    from_fact: str = Field(alias="起算", default="")
    note: str = Field(alias="说明", default="")

    _term = field_validator("term")(check_term)

    @model_validator(mode="after")
    def fact_suits_the_question(self) -> Self:
        if self.asks == "由人核对":
            return self
        for fact in (self.fact, *self.alternatives):
            if fact not in FACTS:
                raise ValueError(
                    f"没有“{fact}”这个事实{near(fact, FACTS)}（系统查不到的，“要求”请写由人核对）"
                )
        kind = {"是": "是非", "不低于": "序"}.get(self.asks, "数")
        if FACTS[self.fact] != kind:
            raise ValueError(f"“{self.fact}”不能用“{self.asks}”来要求")
        if self.asks != "是" and self.value is None:
            raise ValueError(f"“{self.fact}”缺少“值”")
        if kind == "数" and self.value is not None:
            as_number(self.value)
        if kind == "序" and self.value is not None and rank(self.fact, self.value) is None:
            words = [word for level in ORDERED[self.fact] for word in level]
            raise ValueError(f"“{self.fact}”没有“{self.value}”这一级{near(self.value, words)}")
        if (self.term is None) != (not self.from_fact):
            raise ValueError("“期限”和“起算”要一起写")
        return self

    @property
    def wording(self) -> str:
        """年龄不超过45岁, 持证或社会工作专业"""
        if self.asks in ("是", "由人核对"):
            return "或".join((self.fact, *self.alternatives))
        asks = (
            {"不少于": "超过", "不超过": "低于"}.get(self.asks, self.asks)
            if not self.inclusive
            else self.asks
        )
        return f"{self.fact}{asks}{self.value}{self.unit}"

    def holds(self, facts: Mapping[str, object]) -> bool | None:
        """Whether the facts fulfil it, grace aside; None when the fact is not known."""
        have = facts.get(self.fact)
        if self.asks == "由人核对":
            return None
        if self.asks == "是":
            known = [facts.get(fact) for fact in (self.fact, *self.alternatives)]
            return True if any(known) else None if None in known else False
        if have is None or have == "":
            return None
        assert self.value is not None
        if self.asks == "不低于":
            here, wanted = rank(self.fact, str(have)), rank(self.fact, self.value)
            return None if here is None or wanted is None else here >= wanted
        number, limit = Decimal(str(have)), Decimal(self.value)
        if number == limit:
            return self.inclusive
        return number > limit if self.asks == "不少于" else number < limit

    def due(self, facts: Mapping[str, object]) -> date | None:
        """The last day of the time given to get there."""
        start = facts.get(self.from_fact)
        return term_ends(start, self.term) if self.term and isinstance(start, date) else None

    def moved(self, facts: Mapping[str, object]) -> str:
        """Why that last day, where the term counts out to a day of rest; else ""."""
        start = facts.get(self.from_fact)
        return moved_note(start, self.term) if self.term and isinstance(start, date) else ""


def rank(fact: str, word: str) -> int | None:
    return next((height for height, level in enumerate(ORDERED[fact]) if word in level), None)


class Finding(NamedTuple):
    """One condition looked at: ok, not, unknown."""

    condition: Condition
    state: Literal["ok", "not", "unknown"]
    says: str


class Eligibility(Rule):
    """资格: conditions a person or agency must meet, and whom to prefer (优先, in order)."""

    KIND: ClassVar[str] = "资格"
    NEEDS: ClassVar[tuple[str, ...]] = ("conditions",)
    conditions: tuple[Condition, ...] = Field(alias="条件", default=())
    preferred: Texts = Field(alias="优先", default=())
    preferred_next: Texts = Field(alias="同等条件优先", default=())

    def answers(self) -> frozenset[str]:
        human = all(condition.asks == "由人核对" for condition in self.conditions)
        return frozenset() if human else super().answers()

    def required(self) -> str:
        return "、".join(condition.wording for condition in self.conditions) or "待定"

    def assess(self, facts: Mapping[str, object], on: date | None = None) -> list[Finding]:
        """Every condition with its answer. Inside the time given (期限) a missing fact is ok and says until when."""
        findings = []
        for condition in self.conditions:
            holds, due = condition.holds(facts), condition.due(facts)
            if holds is None:
                note = "由人核对" if condition.asks == "由人核对" else "还没有登记"
                findings.append(Finding(condition, "unknown", f"{condition.wording}：{note}"))
            elif holds:
                findings.append(Finding(condition, "ok", f"{condition.wording}：符合"))
            elif condition.term and (due is None or on is None):
                says = f"{condition.wording}：还没有“{condition.from_fact}”，算不出期限"
                findings.append(Finding(condition, "unknown", says))
            elif due is not None and on is not None and on <= due:
                says = (
                    f"{condition.wording}：须在{due}前取得，还有{(due - on).days}天{condition.moved(facts)}"
                )
                findings.append(Finding(condition, "ok", says))
            else:
                have = facts.get(condition.fact)
                now = (
                    f"，现为{have}{condition.unit}" if not isinstance(have, bool) and have is not None else ""
                )
                late = f"，期限{due}已过" if due else ""
                findings.append(Finding(condition, "not", f"不符合“{condition.wording}”{now}{late}"))
        return findings

    def preference(self, facts: Mapping[str, object]) -> tuple[int, int]:
        """How many preferred facts hold, first class and second class; larger goes first."""
        return (
            sum(facts.get(fact) is True for fact in self.preferred),
            sum(facts.get(fact) is True for fact in self.preferred_next),
        )

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        """One person's facts, or a list of such; 姓名 in the facts names the person in the sentence."""
        if not self.answers():
            return self.open("由人核对")
        if actual is None:
            return self.open("还没有登记")
        persons: Sequence[Mapping[str, object]] = [actual] if isinstance(actual, Mapping) else list(actual)  # type: ignore[call-overload]
        failing, unknown = [], 0
        for facts in persons:
            findings = self.assess(facts, context.get("on"))
            wrong = [finding.says for finding in findings if finding.state == "not"]
            if wrong:
                failing.append("：".join(filter(None, [str(facts.get("姓名", "")), "；".join(wrong)])))
            elif any(
                finding.state == "unknown" and finding.condition.asks != "由人核对" for finding in findings
            ):
                unknown += 1
        if failing:
            return self.unmet(f"{len(failing)}/{len(persons)}不符合", "；".join(failing))
        if unknown:
            return self.open("有条件还没有登记", f"{unknown}/{len(persons)}待核")
        return self.met(f"{len(persons)}/{len(persons)}", "符合条件")

    def read(self, raw: object) -> object:
        assert isinstance(raw, Mapping)
        facts: dict[str, object] = {}
        for fact, value in raw.items():
            if FACTS.get(fact) == "是非":
                facts[fact] = as_yes_no(value)
            elif isinstance(value, str) and value.count("-") == 2:
                facts[fact] = day(date.fromisoformat(value))
            else:
                facts[fact] = value
        return facts


class Duty(Rule):
    """职责: who leads (责任), who assists (协助), what they see to, and by when (日期) where the paper says so.

    A person judges it, item by item.
    """

    KIND: ClassVar[str] = "职责"
    tasks: Texts = Field(alias="事项", default=())
    by: Day | None = Field(alias="日期", default=None)

    def answers(self) -> frozenset[str]:
        return frozenset()

    @model_validator(mode="after")
    def has_an_owner(self) -> Self:
        if not self.duty_of:
            raise ValueError("缺少“责任”")
        return self

    def required(self) -> str:
        asked = "、".join(self.tasks) or self.says
        return f"{self.by}前：{asked}" if self.by else asked
