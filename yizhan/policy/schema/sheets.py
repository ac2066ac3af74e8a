"""报表: which lines a report of the region has, in which sections."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import BaseModel, Field, model_validator

from yizhan.policy.schema.rule import Rule
from yizhan.policy.schema.words import CLOSED, Text, repeated


class SheetRow(BaseModel):
    """One line: counted by the program (口径), or filled in by a person (编号, 单位, and 人填: from which paper)."""

    model_config = CLOSED
    measure: Text | None = Field(alias="口径", default=None)
    code: Text | None = Field(alias="编号", default=None)
    name: Text = Field(alias="名称")
    unit: str = Field(alias="单位", default="")
    source: Text | None = Field(alias="人填", default=None)

    @model_validator(mode="after")
    def is_counted_or_filled_in(self) -> Self:
        if self.measure is None and not (self.code and self.unit and self.source):
            raise ValueError("没有“口径”，就要写“编号”“单位”和“人填”（由人从哪里填）")
        if self.measure is not None and (self.code or self.source):
            raise ValueError("写了“口径”就由系统数，不写“编号”和“人填”")
        return self

    @property
    def key(self) -> str:
        return self.measure or self.code or ""


class SheetSection(BaseModel):
    """Lines under one heading."""

    model_config = CLOSED
    name: Text = Field(alias="名称")
    rows: tuple[SheetRow, ...] = Field(alias="项目")

    @model_validator(mode="after")
    def has_lines(self) -> Self:
        if not self.rows:
            raise ValueError("“项目”不能是空的")
        return self


class ReportSheet(Rule):
    """报表: the lines of a report. Nobody keeps or breaks it: the report is drawn by it."""

    KIND: ClassVar[str] = "报表"
    NEEDS: ClassVar[tuple[str, ...]] = ("sections",)
    title: str = Field(alias="名称", default="")
    sections: tuple[SheetSection, ...] = Field(alias="栏目", default=())

    @model_validator(mode="after")
    def every_line_stands_once(self) -> Self:
        rows = [row for section in self.sections for row in section.rows]
        if twice := repeated(row.key for row in rows) or repeated(row.name for row in rows):
            raise ValueError(f"“栏目”里“{twice}”写了两次")
        return self

    def answers(self) -> frozenset[str]:
        return frozenset()

    def required(self) -> str:
        rows = sum(len(section.rows) for section in self.sections)
        return f"{len(self.sections)}个栏目，{rows}项" if rows else "待定"
