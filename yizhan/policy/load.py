"""A pack's sheets, from a folder or an upload, into a Pack. PackError speaks to the author, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from yizhan.policy.schema.frames import Aspect
from yizhan.policy.schema.kinds import KINDS, AnyRule
from yizhan.policy.schema.measures import RequiredItem
from yizhan.policy.schema.money import Band, CostRow, PricePart, Sharing
from yizhan.policy.schema.pack import Basis, Catalogue, Domain, Example, Item, Pack
from yizhan.policy.schema.people import Condition
from yizhan.policy.schema.scales import ScaleBand, ScaleGroup, ScaleItem, SpecialCase
from yizhan.policy.schema.scoring import Step
from yizhan.policy.schema.sheets import SheetRow, SheetSection
from yizhan.policy.schema.times import Milestone
from yizhan.policy.schema.words import near, repeated, short
from yizhan.policy.sheets import PackError, read_text, read_yaml

__all__ = ["PackError", "build_pack", "load_pack"]

M = TypeVar("M", bound=BaseModel)

SHEETS = ("pack.yaml", "catalogue.yaml", "cases.yaml", "原文.md")

#: Pydantic's own complaints, in the author's language
PLAIN = {
    "string_type": "应是一段文字",
    "tuple_type": "应是列表",
    "list_type": "应是列表",
    "dict_type": "应是“名称: 值”的形式",
    "model_type": "应是“名称: 值”的形式",
    "decimal_type": "应是一个数",
    "int_type": "应是金额",
    "date_type": "应是日期",
    "bool_type": "只能写“是”或“否”",
    "model_attributes_type": "应是“名称: 值”的形式",
}


def words_of(kind: type[BaseModel]) -> list[str]:
    """The keys an author may write in one object."""
    return [field.alias for field in kind.model_fields.values() if field.alias]


PARTS = (
    Basis, Domain, Item, RequiredItem, Band, CostRow, PricePart, Sharing, Condition, Step, Milestone, SheetSection, SheetRow,
    ScaleGroup, ScaleItem, ScaleBand, SpecialCase, Aspect,
)  # fmt: skip
PART_WORDS = [word for part in PARTS for word in words_of(part)]


_read: dict[str, tuple[bytes, Pack]] = {}
"""Packs by id as they were read last, with the digest of their sheets: when one document is added, the shelf is opened anew,
and the others are not read again."""


def load_pack(folder: Path, pack_id: str = "") -> Pack:
    """Read one folder. PackError names the rule and the word."""
    sheets = {}
    for path in [*(folder / name for name in SHEETS), *sorted(folder.glob("rules/*.yaml"))]:
        if path.is_file():
            sheets[path.relative_to(folder).as_posix()] = path.read_bytes()
    name = pack_id or f"{folder.parent.name}/{folder.name}"
    digest = _digest(sheets)
    if (known := _read.get(name)) is not None and known[0] == digest:
        return known[1]
    pack = build_pack(name, sheets)
    _read[name] = digest, pack
    return pack


def _digest(sheets: Mapping[str, bytes]) -> bytes:
    total = sha256()
    for name, data in sorted(sheets.items()):
        total.update(f"{name}:{len(data)}:".encode() + data)
    return total.digest()


def build_pack(pack_id: str, sheets: Mapping[str, bytes]) -> Pack:
    """A pack from its sheets by relative name. All complaints of all sheets are gathered in one PackError."""
    if "pack.yaml" not in sheets:
        raise PackError("缺少pack.yaml（写明依据哪份文件、适用哪个地区、何日起施行）")
    wrong: list[str] = []
    parts: dict[str, Any] = {}
    for name, data in sorted(sheets.items()):
        try:
            parts[name] = read_text(name, data) if name.endswith(".md") else read_yaml(name, data)
        except PackError as problem:
            wrong += problem.sentences
    if wrong:
        raise PackError(*wrong)

    rules: list[AnyRule] = []
    for name, raw in parts.items():
        if name.startswith("rules/"):
            found, problems = read_rules(name, raw)
            rules += found
            wrong += problems
    rules_wrong = bool(wrong)
    if not rules and not wrong:
        wrong.append("rules文件夹里还没有规则")
    ids = [rule.id for rule in rules]
    if twice := repeated(ids):
        wrong.append(f"{twice}：这个编号写了两次")

    original = parts.get("原文.md", "")
    squeezed = "".join(original.split())
    for rule in rules:
        if rule.quote is not None and "".join(rule.quote.split()) not in squeezed:
            wrong.append(f"{rule.id}：“原句”在原文.md里找不到")

    catalogue = None
    if "catalogue.yaml" in parts:
        catalogue, problems = read_model(Catalogue, parts["catalogue.yaml"], "catalogue.yaml")
        wrong += problems
    examples: list[Example] = []
    for place, raw in enumerate(rows(parts.get("cases.yaml", []), "cases.yaml", wrong), 1):
        example, problems = read_model(Example, raw, f"cases.yaml第{place}例")
        wrong += problems
        if example is not None:
            if example.rule not in ids and not rules_wrong:
                wrong.append(f"cases.yaml第{place}例：没有规则“{example.rule}”{near(example.rule, ids)}")
            examples.append(example)

    head = parts["pack.yaml"]
    if not isinstance(head, Mapping):
        raise PackError(*wrong, "pack.yaml：应是“名称: 值”的形式")
    if taken := [word for word in ("id", "rules", "catalogue", "examples", "original") if word in head]:
        raise PackError(*wrong, f"pack.yaml：不认识“{taken[0]}”")
    made = {"rules": tuple(rules), "catalogue": catalogue, "examples": tuple(examples), "original": original}
    pack, problems = read_model(Pack, {**head, "id": pack_id, **made}, "pack.yaml")
    wrong += problems
    if wrong or pack is None:
        raise PackError(*wrong)
    return pack


def rows(raw: Any, name: str, wrong: list[str]) -> list[Any]:
    if isinstance(raw, list):
        return raw
    wrong.append(f"{name}：应是列表，每一条以“- ”开头")
    return []


def read_rules(name: str, raw: Any) -> tuple[list[AnyRule], list[str]]:
    """The rules of one sheet, and what is wrong with the others."""
    rules: list[AnyRule] = []
    wrong: list[str] = []
    for place, row in enumerate(rows(raw, name, wrong), 1):
        if not isinstance(row, Mapping):
            wrong.append(f"{name}第{place}条：应是“名称: 值”的形式")
            continue
        where = str(row.get("编号") or f"{name}第{place}条")
        word = row.get("类型")
        if word is None:
            wrong.append(f"{where}：缺少“类型”")
        elif not isinstance(word, str):
            wrong.append(f"{where}：“类型”应是一段文字")
        elif word not in KINDS:
            wrong.append(f"{where}：没有“{short(word)}”这个类型{near(word, KINDS)}")
        else:
            rule, problems = read_model(KINDS[word], row, where)
            wrong += problems
            if rule is not None:
                rules.append(rule)
    return rules, wrong


def read_model(kind: type[M], raw: Any, where: str) -> tuple[M | None, list[str]]:
    """One object of the author's, or sentences about it."""
    try:
        return kind.model_validate(raw), []
    except ValidationError as problem:
        return None, [plain(error, kind, where) for error in problem.errors()]


def plain(error: Mapping[str, Any], kind: type[BaseModel], where: str) -> str:
    """One Pydantic complaint as a sentence for the author."""
    place = error["loc"]
    path = [f"第{part + 1}项" if isinstance(part, int) else str(part) for part in place]
    word = str(place[-1]) if place else ""
    inside = "".join(f"{step}的" for step in path[:-1])
    match error["type"]:
        case "missing":
            return f"{where}：{inside}缺少“{word}”"
        case "extra_forbidden":
            return f"{where}：{inside}不认识“{word}”{near(word, words_of(kind) if not path[:-1] else PART_WORDS)}"
        case "value_error":
            message = str(error["ctx"]["error"])
            return f"{where}：“{''.join(path)}”{message}" if path else f"{where}：{message}"
        case "literal_error":
            allowed = "、".join(re.findall(r"'(.+?)'", error["ctx"]["expected"]))
            return f"{where}：{inside}“{word}”只能写：{allowed}"
        case other:
            return f"{where}：“{''.join(path)}”{PLAIN.get(other, '填写有误')}"
