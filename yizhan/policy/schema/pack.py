"""A policy pack: one issued document. Its head, rules, service catalogue and worked examples."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.rule import Document
from yizhan.policy.schema.words import CLOSED, Day, Number, Requirements, Text, YesNo, repeated, short

REGION = re.compile(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?", re.ASCII)
NATION = "全国"
"""What the author of a national paper writes instead of a division code."""
TaskClass = Literal["专业", "辅助", "行政"]


class Basis(BaseModel):
    """依据: the paper itself."""

    model_config = CLOSED
    name: Text = Field(alias="文件名称")
    short_name: str = Field(alias="简称", default="")
    number: str = Field(alias="文号", default="")
    issuer: str = Field(alias="发文机关", default="")
    issued_on: Day | None = Field(alias="印发日期", default=None)


class Item(BaseModel):
    """One service of the catalogue. `code` is 领域代码-序号, e.g. 养老-2."""

    model_config = CLOSED
    number: Number = Field(alias="序号")
    name: Text = Field(alias="名称")
    guidance: str = Field(alias="指引", default="")
    task_class: TaskClass | None = Field(alias="任务类别", default=None)
    standard: str = Field(alias="标准", default="")
    requirements: Requirements = Field(alias="要求编号", default=())


class Domain(BaseModel):
    """One field of service (领域)."""

    model_config = CLOSED
    code: Text = Field(alias="代码")
    name: Text = Field(alias="名称")
    clause: str = Field(alias="条款", default="")
    items: tuple[Item, ...] = Field(alias="项目")

    @model_validator(mode="after")
    def numbers_differ(self) -> Self:
        if twice := repeated(str(item.number) for item in self.items):
            raise ValueError(f"“{self.code}-{twice}”写了两次")
        return self


class Service(BaseModel):
    """A catalogue item as the rooms use it."""

    model_config = CLOSED
    code: str
    domain: str
    domain_name: str
    name: str
    guidance: str
    standard: str
    task_class: TaskClass
    clause: str
    requirements: tuple[str, ...]


class Catalogue(BaseModel):
    """服务清单: the document's list of services."""

    model_config = CLOSED
    name: Text = Field(alias="名称")
    clause: Text = Field(alias="条款")
    task_class: TaskClass = Field(alias="任务类别", default="专业")
    total: Number | None = Field(alias="总数", default=None)
    domains: tuple[Domain, ...] = Field(alias="领域")
    note: str = Field(alias="说明", default="")

    @model_validator(mode="after")
    def counts_agree(self) -> Self:
        if twice := repeated(domain.code for domain in self.domains):
            raise ValueError(f"领域代码“{short(twice)}”写了两次")
        if self.total is not None and self.total != len(self.services):
            raise ValueError(f"“总数”写的是{self.total}，清单里有{len(self.services)}项")
        return self

    @property
    def services(self) -> tuple[Service, ...]:
        return tuple(
            Service(
                code=f"{domain.code}-{item.number}",
                domain=domain.code,
                domain_name=domain.name,
                name=item.name,
                guidance=item.guidance,
                standard=item.standard,
                task_class=item.task_class or self.task_class,
                clause=f"{domain.clause or self.clause}第{item.number}项",
                requirements=item.requirements,
            )
            for domain in self.domains
            for item in domain.items
        )

    def service(self, code: str) -> Service | None:
        return next((service for service in self.services if service.code == code), None)


class Example(BaseModel):
    """A worked example: what the author expects a rule to answer (结论)."""

    model_config = CLOSED
    case: Text = Field(alias="情形")
    rule: Text = Field(alias="规则")
    actual: Any = Field(alias="实际", default=None)
    context: dict[str, Any] = Field(alias="情境", default={})
    answer: Text = Field(alias="结论")


class Passage(BaseModel):
    """One section of 原文.md: `## 六（三） 人员配备` and what follows it."""

    model_config = CLOSED
    clause: str
    title: str
    text: str


class Pack(BaseModel):
    """One issued document. `id` is its folder: 469025-baisha/2023-station-plan.

    region  code of the division it holds in; "" for a national paper, so that every code begins with it and every
            other document is narrower
    """

    model_config = CLOSED
    id: str
    region: Text = Field(alias="适用区划")
    basis: Basis = Field(alias="依据")
    since: Day = Field(alias="施行日期")
    until: Day | None = Field(alias="废止日期", default=None)
    nature: Literal["文件", "协议", "大会材料", "示例", "草稿"] = Field(alias="性质", default="文件")
    complete: YesNo = Field(alias="完整", default=True)
    gaps: str = Field(alias="缺失说明", default="")
    requirements: Requirements = Field(alias="要求编号", default=())
    note: str = Field(alias="说明", default="")
    rules: tuple[AnyRule, ...]
    catalogue: Catalogue | None = None
    examples: tuple[Example, ...] = ()
    original: str = ""

    @field_validator("region")
    @classmethod
    def region_is_a_code(cls, value: str) -> str:
        if value == NATION:
            return ""
        if not REGION.fullmatch(value):
            raise ValueError(f"“{short(value)}”不是区划代码，应为2、4、6、9或12位数字；全国性文件写“全国”")
        return value

    @model_validator(mode="after")
    def hangs_together(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError("“废止日期”应晚于“施行日期”")
        if not self.complete and not self.gaps:
            raise ValueError("“完整”写了否，缺少“缺失说明”")
        for rule in self.rules:
            rule._document = self.document
        return self

    @property
    def document(self) -> Document:
        return Document(self.id, self.basis.name, self.basis.short_name, self.region)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The sections of 原文.md, in its order; one without headings is one section."""
        if self.original and not re.search(r"^## ", self.original, re.MULTILINE):
            return (Passage(clause="", title="", text=self.original.strip()),)
        found = []
        for part in re.split(r"^## ", self.original, flags=re.MULTILINE)[1:]:
            heading, _, text = part.partition("\n")
            clause, _, title = heading.strip().partition(" ")
            found.append(Passage(clause=clause, title=title.strip(), text=text.strip()))
        return tuple(found)

    def passage_for(self, rule: AnyRule) -> Passage | None:
        """Where the rule stands in the original: by its quote, else by the longest heading its clause begins with."""
        quote = "".join((rule.quote or "").split())
        by_clause = [part for part in self.passages if rule.clause.startswith(part.clause)]
        quoted = [part for part in self.passages if quote and quote in "".join(part.text.split())]
        for candidates in ([part for part in quoted if part in by_clause], quoted, by_clause):
            if candidates:
                return max(candidates, key=lambda part: len(part.clause))
        return None

    def in_force(self, on: date) -> bool:
        """From 施行日期 on; on the 废止日期 no longer."""
        return self.since <= on and (self.until is None or on < self.until)

    def rule(self, rule_id: str) -> AnyRule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)
