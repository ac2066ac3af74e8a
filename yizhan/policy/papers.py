"""The generated pages beside the packs: 词汇.md (every key and kind, with an example), 口径.md, schema.json."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from yizhan.kernel.metric import Metric
from yizhan.policy.says import KEY_SAYS, KIND_SAYS
from yizhan.policy.schema.kinds import KINDS
from yizhan.policy.schema.pack import Catalogue, Example, Pack
from yizhan.policy.schema.rule import Rule
from yizhan.policy.schema.warnings import MATTERS
from yizhan.policy.schema.words import CIRCUMSTANCES, FACTS, ORDERED, SUBJECTS, TOPICS

SUBJECT_KEYS = ("适用", "责任", "协助", "由", "报给", "对谁", "告知", "升级", "复核")
GENERATED = "<!-- 由程序生成，请不要手改；改动后运行 make papers -->\n"


def policy_papers(packs: Sequence[Pack], metrics: Iterable[Metric]) -> dict[str, str]:
    """All generated pages by their name in the folder of packs."""
    return {
        "词汇.md": vocabulary_page(packs),
        "口径.md": measures_page(packs, metrics),
        "schema.json": json.dumps(schema(), ensure_ascii=False, indent=1) + "\n",
    }


def keys_of(kind: type[BaseModel]) -> list[str]:
    """The keys an author writes, in the schema's order."""
    return [field.alias for field in kind.model_fields.values() if field.alias]


def parts_of(kind: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The keys whose value is an object or a list of objects."""
    found = {}
    for field in kind.model_fields.values():
        for inner in flat(field.annotation):
            if field.alias and isinstance(inner, type) and issubclass(inner, BaseModel):
                found[field.alias] = inner
    return found


def flat(annotation: Any) -> list[Any]:
    """The plain types an annotation is made of: tuple[Band, ...] | None -> [Band]."""
    arguments = [inner for inner in get_args(annotation) if inner not in (Ellipsis, types.NoneType)]
    if not arguments or get_origin(annotation) is Literal:
        return [annotation]
    return [plain for inner in arguments for plain in flat(inner)]


def vocabulary_page(packs: Sequence[Pack]) -> str:
    """词汇.md. Examples are taken from the example pack where it has the kind."""
    common, packs = keys_of(Rule), sorted(packs, key=lambda pack: pack.nature != "示例")
    lines = [GENERATED, "# 词汇：规则怎么写", "", "## 每条规则都可以写的", ""]
    lines += [f"- **{key}**：{KEY_SAYS[key]}" for key in common]
    lines += ["", "## 规则的类型", ""]
    for word, kind in KINDS.items():
        own = [key for key in keys_of(kind) if key not in common]
        lines += [f"### {word}", "", KIND_SAYS[word], ""]
        lines += [f"- **{key}**：{KEY_SAYS[key]}" for key in own]
        for key, part in parts_of(kind).items():
            lines += [f"  - “{key}”的每一项写：{'、'.join(keys_of(part))}"]
            for inner, deeper in parts_of(part).items():
                lines += [f"  - “{inner}”的每一项写：{'、'.join(keys_of(deeper))}"]
        example = next((rule for pack in packs for rule in pack.rules if rule.kind == word), None)
        if example is not None:
            lines += ["", "例如：", "", "```yaml", written(example), "```"]
        lines.append("")
    lines += [
        "## 固定的词",
        "",
        f"- **主题**：{'、'.join(TOPICS)}",
        f"- **{'、'.join(SUBJECT_KEYS)}**：{'、'.join(SUBJECTS)}",
    ]
    lines += [f"- **当**（系统自己能判断的情形，写别的词则由人核对）：{'、'.join(CIRCUMSTANCES)}"]
    lines += [f"- **事实**（资格用）：{'、'.join(FACTS)}"]
    for matter, one in MATTERS.items():
        more = f"；参数：{'、'.join(one.params)}" if one.params else ""
        lines.append(f"- **事情 {matter}**（预警用）：按{one.per}，{one.figure}（{one.unit}）{more}")
    for fact, levels in ORDERED.items():
        lines.append(f"- **{fact}**由低到高：{'、'.join('或'.join(level) for level in levels)}")
    lines += ["", "## 服务清单catalogue.yaml", ""]
    lines += [f"- **{key}**：{KEY_SAYS[key]}" for key in keys_of(Catalogue)]
    for key, part in parts_of(Catalogue).items():
        lines.append(f"  - “{key}”的每一项写：{'、'.join(keys_of(part))}")
        for inner, deeper in parts_of(part).items():
            lines.append(f"  - “{inner}”的每一项写：{'、'.join(keys_of(deeper))}")
    lines += ["", "## 例子cases.yaml", ""]
    lines += [f"- **{key}**：{KEY_SAYS[key]}" for key in keys_of(Example)]
    lines += ["", "## 文件头pack.yaml", ""]
    lines += [f"- **{key}**：{KEY_SAYS[key]}" for key in keys_of(Pack)]
    for key, part in parts_of(Pack).items():
        lines.append(f"  - “{key}”里写：{'、'.join(keys_of(part))}")
    return "\n".join(lines) + "\n"


def written(rule: Rule) -> str:
    """A rule as its author would write it."""
    lines: list[str] = []
    for name, field in type(rule).model_fields.items():
        value = getattr(rule, name)
        if field.alias and (field.is_required() or value != field.default):
            lines.append(f"{'- ' if not lines else '  '}{field.alias}: {value_written(value)}")
    return "\n".join(lines)


def value_written(value: Any) -> str:
    """A value in YAML's one-line form; numbers and amounts as text again."""
    match value:
        case bool():
            return "是" if value else "否"
        case BaseModel():
            kept = {
                field.alias: getattr(value, name)
                for name, field in type(value).model_fields.items()
                if field.is_required() or getattr(value, name) != field.default
            }
            return value_written(kept)
        case Mapping():
            return "{" + ", ".join(f"{key}: {value_written(inner)}" for key, inner in value.items()) + "}"
        case tuple():
            return "[" + ", ".join(value_written(inner) for inner in value) + "]"
        case Decimal():
            return f"{value:f}"
        case int():
            return f"{Decimal(value) / 100:f}"
        case str() if value[:1] in "%{[" or ", " in value or ": " in value:
            return f'"{value}"'
        case _:
            return str(value)


def measures_page(packs: Sequence[Pack], metrics: Iterable[Metric]) -> str:
    """口径.md: every figure the product counts, and which rules use it."""
    used: dict[str, list[str]] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.measure is not None:
                used.setdefault(rule.measure, []).append(f"{pack.basis.short_name or pack.id}：{rule.id}")
    lines = [
        GENERATED,
        "# 口径：系统能数的数",
        "",
        "规则里的“口径”只能写下表第一栏的名字，“单位”照第二栏写。",
        "",
    ]
    lines += ["| 口径 | 单位 | 名称 | 怎么数 | 用它的规则 |", "|---|---|---|---|---|"]
    for metric in sorted(metrics, key=lambda metric: metric.name):
        rules = "<br>".join(used.get(metric.name, []))
        lines.append(f"| `{metric.name}` | {metric.unit} | {metric.label} | {metric.says} | {rules} |")
    return "\n".join(lines) + "\n"


def schema() -> dict[str, Any]:
    """JSON Schema for editors (complete keys while writing). The loader, not this, is the judge."""
    rule_shapes = [
        {"if": {"properties": {"类型": {"const": word}}}, "then": shape(kind)} for word, kind in KINDS.items()
    ]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "政策包",
        "definitions": {
            "共同": shape(Rule, own=True),
            "规则": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["编号", "规定", "条款", "类型"],
                    "properties": {"类型": {"enum": list(KINDS), "description": KEY_SAYS["类型"]}},
                    "allOf": rule_shapes,
                },
            },
            "文件头": shape(Pack),
            "服务清单": shape(Catalogue),
            "例子": {"type": "array", "items": shape(Example)},
        },
        "oneOf": [
            {"$ref": f"#/definitions/{name}"} for name in ("规则", "文件头", "服务清单", "例子")
        ],
    }  # fmt: skip


def shape(kind: type[BaseModel], *, own: bool = False) -> dict[str, Any]:
    """One object. The keys that every rule has are written once and referred to, unless `own`."""
    common = set() if own or not issubclass(kind, Rule) else set(keys_of(Rule))
    fields = [field for field in kind.model_fields.values() if field.alias]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.alias for field in fields if field.is_required()],
        "properties": {
            field.alias: (
                {"$ref": f"#/definitions/共同/properties/{field.alias}"}
                if field.alias in common
                else {**value_shape(field.alias, field.annotation), "description": KEY_SAYS[field.alias]}
            )
            for field in fields
            if field.alias
        },
    }


def value_shape(key: str, annotation: Any) -> dict[str, Any]:
    """What an editor should offer for one key."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (types.UnionType, Union):
        return value_shape(key, next(inner for inner in arguments if inner is not types.NoneType))
    if key == "类型":
        return {"enum": list(KINDS)}
    if key == "主题":
        return {"enum": list(TOPICS)}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        items = {"enum": list(SUBJECTS)} if key in SUBJECT_KEYS else value_shape("", arguments[0])
        return {"anyOf": [{"type": "array", "items": items}, {"type": "string"}]}
    if origin is dict:
        return {"type": "object"}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shape(annotation)
    if annotation is bool:
        return {"enum": ["是", "否"]}
    if annotation in (Decimal, int, date):
        return {"type": ["number", "string"]}
    return {"type": ["string", "number"]} if annotation is str else {}
