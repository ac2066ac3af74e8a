"""标准价 分档: amounts, their parts and payers; bands of a value and what each leads to. Money is whole fen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from yizhan.policy.schema.rule import Rule, Verdict, number
from yizhan.policy.schema.words import (
    CLOSED,
    Fen,
    Number,
    Text,
    Texts,
    YesNo,
    as_fen,
    plain_number,
    repeated,
    short,
    yuan,
)


class PricePart(BaseModel):
    model_config = CLOSED
    name: Text = Field(alias="名称")
    fen: Fen = Field(alias="金额")
    purpose: str = Field(alias="用途", default="")


class Sharing(BaseModel):
    """Who pays how many percent, in which year of the station: 新建当年, 以后各年, or a named year."""

    model_config = CLOSED
    year: Text = Field(alias="年度")
    parties: dict[str, Number] = Field(alias="各方")

    @field_validator("parties")
    @classmethod
    def parties_make_a_hundred(cls, value: dict[str, Decimal]) -> dict[str, Decimal]:
        if sum(value.values()) != 100:
            raise ValueError(f"各方承担合计{plain_number(sum(value.values(), Decimal(0)))}%，应为100%")
        return value


class CostRow(BaseModel):
    """One line of a calculation table (测算表)."""

    model_config = CLOSED
    name: Text = Field(alias="名称")
    heads: Number | None = Field(alias="人数", default=None)
    amounts: dict[str, Fen] = Field(alias="金额")
    total: Fen = Field(alias="合计")
    note: str = Field(alias="备注", default="")

    @model_validator(mode="after")
    def amounts_make_the_total(self) -> Self:
        if sum(self.amounts.values()) != self.total:
            raise ValueError(
                f"{self.name}：各项相加{yuan(sum(self.amounts.values()))}，与合计{yuan(self.total)}不符"
            )
        return self


class Price(Rule):
    """标准价: an amount each (每 站·年), its parts, who pays, and the document's calculation table."""

    KIND: ClassVar[str] = "标准价"
    NEEDS: ClassVar[tuple[str, ...]] = ("total",)
    total: Fen | None = Field(alias="总额", default=None)
    each: str = Field(alias="每", default="")
    compare: Literal["不少于", "不超过", "等于"] = Field(alias="比较", default="不少于")
    parts: tuple[PricePart, ...] = Field(alias="组成", default=())
    sharing: tuple[Sharing, ...] = Field(alias="分担", default=())
    table: tuple[CostRow, ...] = Field(alias="测算表", default=())
    table_total: CostRow | None = Field(alias="测算合计", default=None)

    @model_validator(mode="after")
    def sums_are_right(self) -> Self:
        parts = sum(part.fen for part in self.parts)
        if self.parts and self.total is not None and parts != self.total:
            raise ValueError(f"“组成”相加{yuan(parts)}，与“总额”{yuan(self.total)}不符")
        if self.table_total is None:
            return self
        for name, fen in self.table_total.amounts.items():
            column = sum(row.amounts.get(name, 0) for row in self.table)
            if column != fen:
                raise ValueError(f"测算表“{name}”一栏相加{yuan(column)}，与合计{yuan(fen)}不符")
        heads = sum((row.heads or Decimal(0) for row in self.table), Decimal(0))
        if self.table_total.heads is not None and heads != self.table_total.heads:
            raise ValueError(
                f"测算表人数相加{plain_number(heads)}，与合计{plain_number(self.table_total.heads)}不符"
            )
        return self

    def required(self) -> str:
        return (
            "待定"
            if self.total is None
            else f"{self.compare}{yuan(self.total)}" + (f"/{self.each}" if self.each else "")
        )

    def part(self, name: str) -> int | None:
        """Fen of one part, None when the document has no such part."""
        return next((part.fen for part in self.parts if part.name == name), None)

    def shares(self, year: str) -> dict[str, Decimal]:
        """Percent by payer in a year of the table; the last line (以后各年) answers for years not named."""
        for row in self.sharing:
            if row.year == year:
                return dict(row.parties)
        return dict(self.sharing[-1].parties) if self.sharing else {}

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        """`actual` in whole fen."""
        have = number(actual)
        if have is None or self.total is None:
            return self.open("还没有数据")
        fen, now = int(have), yuan(int(have))
        if fen < self.total and self.compare != "不超过":
            return self.unmet(now, f"还差{yuan(self.total - fen)}")
        if fen > self.total and self.compare != "不少于":
            return self.unmet(now, f"超出{yuan(fen - self.total)}")
        return self.met(now, f"达标，现为{now}")

    def read(self, raw: object) -> object:
        return as_fen(raw)


def _one_step(below: Decimal, above: Decimal) -> Decimal:
    """The smallest step between two bounds as they are written: 1 between 89 and 90, 0.1 between 89.9 and 90."""
    places = max(0, *(-int(bound.as_tuple().exponent) for bound in (below, above)))
    return Decimal(1).scaleb(-places)


class Band(BaseModel):
    """From 下限 (included) up to where the next band begins, the last one to its 上限 (included); what it is called and
    leads to. “80—89，90—100” is written of whole points: 89.5 is still of the band that begins at 80.
    """

    model_config = CLOSED
    name: Text = Field(alias="名称")
    low: Number | None = Field(alias="下限", default=None)
    high: Number | None = Field(alias="上限", default=None)
    leads_to: str = Field(alias="结果", default="")
    fen: Fen | None = Field(alias="金额", default=None)
    passes: YesNo | None = Field(alias="合格", default=None)


class Bands(Rule):
    """分档: bands of a value; or a share of an amount (比例, percent) up to a cap (封顶)."""

    KIND: ClassVar[str] = "分档"
    bands: tuple[Band, ...] = Field(alias="档次", default=())
    percent: Number | None = Field(alias="比例", default=None)
    cap: Fen | None = Field(alias="封顶", default=None)
    in_bands: Texts = Field(alias="等次名", default=())

    @model_validator(mode="after")
    def bands_are_apart(self) -> Self:
        if not self.pending and not self.bands and self.percent is None:
            raise ValueError("缺少“档次”或“比例”（文件没有写明的，请写“待定”并说明原因）")
        measured = sorted(
            (band for band in self.bands if band.low is not None or band.high is not None),
            key=lambda band: band.low if band.low is not None else Decimal("-Infinity"),
        )
        for below, above in pairwise(measured):
            if above.low is None or (below.high is not None and below.high > above.low):
                raise ValueError(f"“{below.name}”与“{above.name}”两档重叠")
            if below.high is not None and above.low - below.high > _one_step(below.high, above.low):
                raise ValueError(
                    f"“{below.name}”到{plain_number(below.high)}，“{above.name}”从{plain_number(above.low)}起，"
                    "中间的数没有档；文件没有写的，请补一档，名称写“文件没有规定”"
                )
        if twice := repeated(band.name for band in self.bands):
            raise ValueError(f"“{short(twice)}”写了两次")
        return self

    def answers(self) -> frozenset[str]:
        """Bands without 合格 only name where a value lies; bands without bounds are a table to read."""
        measured = [band for band in self.bands if band.low is not None or band.high is not None]
        if self.bands and not measured:
            return frozenset()
        return frozenset("unmet" if band.passes is False else "met" for band in measured) or frozenset(
            {"met"}
        )

    def required(self) -> str:
        if self.percent is not None:
            return f"{plain_number(self.percent)}%" + (
                f"，不超过{yuan(self.cap)}" if self.cap is not None else ""
            )
        return "、".join(band.name for band in self.bands) or "待定"

    def band(self, value: Decimal) -> Band | None:
        """The band of a value: the highest whose 下限 it reaches; the last one ends at its 上限."""
        measured = sorted(
            (band for band in self.bands if band.low is not None or band.high is not None),
            key=lambda band: band.low if band.low is not None else Decimal("-Infinity"),
        )
        reached = [band for band in measured if band.low is None or value >= band.low]
        if not reached:
            return None
        found = reached[-1]
        ends = found is measured[-1] and found.high is not None and value > found.high
        return None if ends else found

    def amount(self, fen: int) -> int | None:
        """比例 of an amount, rounded half up to a fen, at most 封顶."""
        if self.percent is None:
            return None
        share = int((Decimal(fen) * self.percent / 100).quantize(Decimal(1), ROUND_HALF_UP))
        return share if self.cap is None else min(share, self.cap)

    def judge(self, actual: object, context: Mapping[str, Any]) -> Verdict:
        have = number(actual)
        if have is None:
            return self.open("还没有数据")
        if not self.bands:
            amount = self.amount(int(have))
            assert amount is not None
            return self.met(yuan(int(have)), f"按此计{yuan(amount)}")
        found, now = self.band(have), f"{plain_number(have)}{self.unit}"
        if found is None:
            return self.open("不在任何一档", now)
        says = f"属于“{found.name}”" + (f"：{found.leads_to}" if found.leads_to else "")
        return self.unmet(now, says) if found.passes is False else self.met(now, says)

    def read(self, raw: object) -> object:
        return super().read(raw) if self.bands else as_fen(raw)
