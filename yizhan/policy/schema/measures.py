"""不少于 不超过 配比 必备材料 名单 文本: a measured fact against what the document asks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from yizhan.policy.schema.rule import Rule, Verdict, number
from yizhan.policy.schema.words import (
    CLOSED,
    Number,
    Text,
    Texts,
    YesNo,
    as_list,
    plain_number,
    repeated,
    short,
)


class AtLeast(Rule):
    """不少于: a measure has a floor, optionally for each of something (每)."""

    KIND: ClassVar[str] = "不少于"
    NEEDS: ClassVar[tuple[str, ...]] = ("value",)
    value: Number | None = Field(alias="数值", default=None)
    inclusive: YesNo = Field(alias="含本数", default=True)
    each: str = Field(alias="每", default="")
    each_measure: Text | None = Field(alias="每口径", default=None)

    def required(self) -> str:
        if self.value is None:
            return "待定"
        each = f"每{self.each}" if self.each else ""
        return f"{each}{'不少于' if self.inclusive else '超过'}{plain_number(self.value)}{self.unit}"

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        assert self.value is not None
        have, floor = number(actual), self.value
        if have is None:
            return self.open("还没有数据")
        if self.each:
            count = number(context.get("per"))
            if count is None:
                return self.open(f"还没有“{self.each}”的数", f"{plain_number(have)}{self.unit}")
            floor = self.value * count
        now = f"{plain_number(have)}{self.unit}"
        if have > floor or (self.inclusive and have == floor):
            return self.met(now, f"达标，现有{now}")
        if have == floor:
            return self.unmet(now, f"须超过{plain_number(floor)}{self.unit}")
        return self.unmet(now, f"还差{self.gap(floor - have)}")


class AtMost(Rule):
    """不超过: a measure has a ceiling. In law 以下 and 以内 include the number (民法典第1259条)."""

    KIND: ClassVar[str] = "不超过"
    NEEDS: ClassVar[tuple[str, ...]] = ("value",)
    value: Number | None = Field(alias="数值", default=None)
    inclusive: YesNo = Field(alias="含本数", default=True)

    def required(self) -> str:
        if self.value is None:
            return "待定"
        return f"{'不超过' if self.inclusive else '低于'}{plain_number(self.value)}{self.unit}"

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        assert self.value is not None
        have = number(actual)
        if have is None:
            return self.open("还没有数据")
        now = f"{plain_number(have)}{self.unit}"
        if have < self.value or (self.inclusive and have == self.value):
            return self.met(now, f"达标，现为{now}")
        if have == self.value:
            return self.unmet(now, f"须低于{plain_number(self.value)}{self.unit}")
        return self.unmet(now, f"超出{self.gap(have - self.value)}")


class Share(Rule):
    """配比: named parts of a whole, in percent, with a floor (下限) or a ceiling (上限)."""

    KIND: ClassVar[str] = "配比"
    parts: Texts = Field(alias="部分", default=())
    also: dict[str, Texts] = Field(alias="也作", default={})
    whole: str = Field(alias="全体", default="")
    floor: Number | None = Field(alias="下限", default=None)
    ceiling: Number | None = Field(alias="上限", default=None)
    about: YesNo = Field(alias="约数", default=False)

    @model_validator(mode="after")
    def has_a_bound(self) -> Self:
        if not self.pending and self.floor is None and self.ceiling is None:
            raise ValueError("缺少“下限”或“上限”（文件没有写明的，请写“待定”并说明原因）")
        if self.floor is not None and self.ceiling is not None and self.floor > self.ceiling:
            raise ValueError("“下限”大于“上限”")
        if stray := set(self.also) - set(self.parts):
            raise ValueError(f"“也作”里的“{short(min(stray))}”不在“部分”里")
        return self

    def required(self) -> str:
        bounds = [f"不低于{plain_number(self.floor)}%"] if self.floor is not None else []
        bounds += [f"不高于{plain_number(self.ceiling)}%"] if self.ceiling is not None else []
        return ("约" if self.about else "") + "，".join(bounds) if bounds else "待定"

    def share_of(self, amounts: Mapping[str, int]) -> Decimal | None:
        """The named parts as percent of all given amounts, two decimals. None when the whole is zero."""
        whole = sum(amounts.values())
        part = sum(amounts.get(name, 0) for name in self.parts)
        return round(Decimal(part) * 100 / whole, 2) if whole else None

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        have = number(actual)
        if have is None:
            return self.open("还没有数据")
        now = f"{plain_number(have)}%"
        if self.floor is not None and have < self.floor:
            return self.unmet(now, f"还差{plain_number(self.floor - have)}个百分点")
        if self.ceiling is not None and have > self.ceiling:
            return self.unmet(now, f"超出{plain_number(have - self.ceiling)}个百分点")
        return self.met(now, f"达标，现为{now}")


class RequiredItem(BaseModel):
    """One thing that must be there. 也可: other names that count; 选配: good to have, never missing."""

    model_config = CLOSED
    name: Text = Field(alias="名称")
    also: Texts = Field(alias="也可", default=())
    optional: YesNo = Field(alias="选配", default=False)
    note: str = Field(alias="说明", default="")


class Required(Rule):
    """必备材料: documents, systems, rooms, equipment, clauses that must be there; 至少 N of them if given."""

    KIND: ClassVar[str] = "必备材料"
    NEEDS: ClassVar[tuple[str, ...]] = ("items",)
    items: tuple[RequiredItem, ...] = Field(alias="材料", default=())
    at_least: Number | None = Field(alias="至少", default=None)
    sharable: YesNo = Field(alias="可共享", default=False)

    @field_validator("items", mode="before")
    @classmethod
    def names_are_enough(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = as_list(value)
        if isinstance(value, (list, tuple)):
            return tuple({"名称": item} if isinstance(item, str) else item for item in value)
        return value

    @field_validator("items")
    @classmethod
    def names_differ(cls, value: tuple[RequiredItem, ...]) -> tuple[RequiredItem, ...]:
        if twice := repeated(item.name for item in value):
            raise ValueError(f"“{short(twice)}”写了两次")
        return value

    def answers(self) -> frozenset[str]:
        """Where everything is 选配, nothing can be missing."""
        can_fail = self.at_least is not None or any(not item.optional for item in self.items)
        return frozenset({"met", "unmet"} if can_fail else {"met"})

    def required(self) -> str:
        names = "、".join(item.name for item in self.items if not item.optional)
        if self.at_least is not None:
            return f"至少{plain_number(self.at_least)}项：{names}"
        return names or ("选配：" + "、".join(item.name for item in self.items) if self.items else "待定")

    def missing(self, present: Collection[str]) -> tuple[str, ...]:
        """The required names that are not there, in the document's order."""
        return tuple(
            item.name
            for item in self.items
            if not item.optional and not any(name in present for name in (item.name, *item.also))
        )

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        if actual is None:
            return self.open("还没有登记")
        assert isinstance(actual, Collection)
        assert not isinstance(actual, str)
        missing = self.missing(actual)
        all_of = [item for item in self.items if not item.optional]
        if self.items and not all_of:
            there = [item.name for item in self.items if {item.name, *item.also} & set(actual)]
            return self.met(
                f"{len(there)}项", f"选配，已有{'、'.join(there)}" if there else "选配，没有也不算缺"
            )
        have = len(all_of) - len(missing)
        now = f"{have}/{len(all_of)}项"
        if self.at_least is not None:
            short = self.at_least - have
            return (
                self.met(now, f"达标，已有{have}项")
                if short <= 0
                else self.unmet(now, f"还差{plain_number(short)}项，可选：{'、'.join(missing)}")
            )
        if missing:
            return self.unmet(now, f"还缺{len(missing)}项：{'、'.join(missing)}")
        return self.met(now, f"达标，{have}项齐全")

    def read(self, raw: object) -> object:
        return () if raw in ("无", "") else as_list(raw)


class Listing(Rule):
    """名单: words allowed (允许) or forbidden (禁止). 封闭 否: other words may be added locally."""

    KIND: ClassVar[str] = "名单"
    allowed: Texts = Field(alias="允许", default=())
    forbidden: Texts = Field(alias="禁止", default=())
    closed: YesNo = Field(alias="封闭", default=True)
    groups: dict[str, Texts] = Field(alias="分组", default={})

    @model_validator(mode="after")
    def has_words(self) -> Self:
        if not self.pending and not (self.allowed or self.forbidden or self.groups):
            raise ValueError("缺少“允许”“禁止”或“分组”（文件没有写明的，请写“待定”并说明原因）")
        if both := set(self.words) & set(self.forbidden):
            raise ValueError(f"“{min(both)}”既允许又禁止")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """All allowed words, those of the groups included, in the document's order."""
        return tuple(
            dict.fromkeys([*self.allowed, *(word for group in self.groups.values() for word in group)])
        )

    def answers(self) -> frozenset[str]:
        return frozenset({"met", "unmet"} if self.forbidden or self.closed else {"met"})

    def allows(self, word: str) -> bool:
        if word in self.forbidden:
            return False
        return not self.words or word in self.words or not self.closed

    def required(self) -> str:
        says = [f"限于：{'、'.join(self.words)}"] if self.words else []
        says += [f"不得：{'、'.join(self.forbidden)}"] if self.forbidden else []
        return "；".join(says) or "待定"

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        if actual is None:
            return self.open("还没有数据")
        given = [actual] if isinstance(actual, str) else list(actual)  # type: ignore[call-overload]
        wrong = [str(word) for word in given if not self.allows(str(word))]
        now = "、".join(str(word) for word in given)
        if wrong:
            return self.unmet(now, f"“{'、'.join(wrong)}”不在允许之列")
        if beyond := [str(word) for word in given if self.words and str(word) not in self.words]:
            return self.open(f"“{'、'.join(beyond)}”不在文件所列之内，文件许可增加，由人核对", now=now)
        return self.met(now, "在允许之列")

    def read(self, raw: object) -> object:
        return as_list(raw)


class Wording(Rule):
    """文本: a text with blanks like 白沙黎族自治县{乡镇}社会工作服务站, and what it is made of (规格)."""

    KIND: ClassVar[str] = "文本"
    NEEDS: ClassVar[tuple[str, ...]] = ("forms",)
    forms: Texts = Field(alias="格式", default=())
    attributes: dict[str, Text] = Field(alias="规格", default={})
    places: Texts = Field(alias="位置", default=())

    def required(self) -> str:
        return " 或 ".join(self.forms) or "待定"

    @property
    def blanks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for form in self.forms for name in re.findall(r"\{(.+?)\}", form)))

    def text(self, blanks: Mapping[str, str]) -> str:
        """The first form with its blanks filled."""
        return re.sub(r"\{(.+?)\}", lambda found: blanks.get(found[1], found[0]), self.forms[0])

    def fits(self, actual: str, blanks: Mapping[str, str]) -> bool:
        """Whether the text is one of the forms. A blank nobody filled takes any 1-20 characters."""
        for form in self.forms:
            pattern = ""
            for piece in re.split(r"(\{.+?\})", form):
                name = piece[1:-1] if piece.startswith("{") else None
                if name is None:
                    pattern += re.escape("".join(piece.split()))
                else:
                    pattern += re.escape(blanks[name]) if name in blanks else ".{1,20}"
            if re.fullmatch(pattern, "".join(actual.split())):
                return True
        return False

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        if actual is None or actual == "":
            return self.open("还没有登记")
        blanks: Mapping[str, str] = context.get("blanks") or {}
        now = str(actual)
        if self.fits(now, blanks):
            return self.met(now, "与规定格式一致")
        return self.unmet(now, f"应为“{self.text(blanks)}”，现为“{now}”")

    def read(self, raw: object) -> object:
        return raw
