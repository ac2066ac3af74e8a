"""One sheet of a pack: bytes into text, text into data. Every scalar stays text; complaints are in Chinese."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

from yizhan.policy.schema.words import repeated, short

MOST_SHEET_BYTES = 500_000
MOST_SENTENCES = 100


class PackError(Exception):
    """What is wrong with a pack: one sentence a line, naming the rule and the word."""

    def __init__(self, *sentences: str) -> None:
        kept = tuple(
            sentence if len(sentence) <= 300 else f"{sentence[:300]}…"
            for sentence in sentences[:MOST_SENTENCES]
        )
        if len(sentences) > MOST_SENTENCES:
            kept += (f"……还有{len(sentences) - MOST_SENTENCES}处，先改好上面的",)
        super().__init__("\n".join(kept))
        self.sentences = kept


class PackYaml(yaml.BaseLoader):
    """YAML where every scalar is text (010203 stays 010203) and a key written twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        twice = repeated(str(key.value) for key, _ in node.value)
        if twice is not None:
            raise PackError(f"第{node.start_mark.line + 1}行起：“{short(twice)}”写了两次")
        return super().construct_mapping(node, deep=deep)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise PackError("请不要使用YAML的引用（& 和 *）")
        return super().compose_node(parent, index)


def read_yaml(name: str, data: bytes) -> Any:
    """One sheet as text-only data. Refuses what is not UTF-8, empty, or not YAML, with the line."""
    text = read_text(name, data)
    try:
        return yaml.load(text, PackYaml)  # noqa: S506 - a BaseLoader makes text only
    except PackError as problem:
        raise PackError(*(f"{name}：{sentence}" for sentence in problem.sentences)) from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f"第{mark.line + 1}行附近" if mark else ""
        raise PackError(f"{name}：{line}格式有误，请检查缩进、冒号后的空格和引号是否成对") from None
    except RecursionError:
        raise PackError(f"{name}：层次太深") from None


def looks_like_gbk(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def read_text(name: str, data: bytes) -> str:
    if len(data) > MOST_SHEET_BYTES:
        raise PackError(f"{name}：文件太大，最多500KB")
    if not data.strip():
        raise PackError(f"{name}：文件是空的")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        kind = "像是GBK编码" if looks_like_gbk(data) else "不是UTF-8编码"
        raise PackError(f"{name}：{kind}，请用记事本“另存为”，编码选UTF-8") from None
    if "\0" in text:
        raise PackError(f"{name}：不是文本文件")
    return text
