"""One sheet of a pack: bytes into text, text into data. Every scalar stays text; complaints are in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from yizhan.policy.schema.words import short

MOST_SHEET_BYTES = 500_000
MOST_SENTENCES = 100
MOST_DEPTH = 20

#: libyaml is eight times as fast; its events are the same
PARSER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


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


def read_yaml(name: str, data: bytes) -> Any:
    """One sheet as text-only data. Refuses what is not UTF-8, empty, or not YAML, with the line."""
    text = read_text(name, data)
    try:
        return text_only(text)
    except PackError as problem:
        raise PackError(*(f"{name}：{sentence}" for sentence in problem.sentences)) from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        raise PackError(f"{name}：{malformed(mark.line + 1 if mark else 0)}") from None


def malformed(line: int) -> str:
    return f"{f'第{line}行附近' if line else ''}格式有误，请检查缩进、冒号后的空格和引号是否成对"


def text_only(text: str) -> Any:
    """YAML as dicts, lists and text (010203 stays 010203). A key written twice is an error.

    Built from the parser's events rather than by a loader: no constructor can run, no alias can multiply, and depth
    is bounded by us and not by the stack of the C library.
    """
    root: list[Any] = []
    open_ones: list[_Open] = []
    for event in yaml.parse(text, Loader=PARSER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        match event:
            case yaml.ScalarEvent():
                value: Any = event.value
            case yaml.AliasEvent():
                raise PackError("请不要使用YAML的引用（& 和 *）")
            case yaml.SequenceStartEvent():
                value = []
            case yaml.MappingStartEvent():
                value = {}
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                open_ones.pop()
                continue
            case yaml.DocumentStartEvent() if root:
                raise PackError(f"第{line}行：一张表里只能有一份内容，不要再写“---”")
            case _:
                continue
        if not open_ones:
            root.append(value)
        else:
            open_ones[-1].put(value, line)
        if not isinstance(value, str):
            if len(open_ones) == MOST_DEPTH:
                raise PackError(f"第{line}行：层次太深")
            open_ones.append(_Open(value, line))
    return root[0] if root else None


@dataclass
class _Open:
    """A list or a mapping still being read, with the key that waits for its value."""

    container: list[Any] | dict[str, Any]
    line: int
    key: str | None = None

    def put(self, value: Any, line: int) -> None:
        if isinstance(self.container, list):
            self.container.append(value)
        elif self.key is not None:
            self.container[self.key] = value
            self.key = None
        elif not isinstance(value, str):
            raise PackError(malformed(line))
        elif value in self.container:
            raise PackError(f"第{self.line}行起：“{short(value)}”写了两次")
        else:
            self.key = value


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
