"""The functions that expressions of a questionnaire may call: those of ODK XForms, over libxml2's XPath 1.0.

Dates are compared as days since 1970-01-01, as ODK does: a date in the tree, and every date a function gives, is a node
whose text is that number and whose `iso` is the day as written.
"""

import calendar
import math
import random
import re
import uuid
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Final

from lxml import etree

JR: Final = "http://openrosa.org/javarosa"
_EPOCH = date(1970, 1, 1)
_OVERRIDDEN = ("round", "concat", "string", "position", "sum", "number")
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL = re.compile(r"(?<![\w.:/$-])((?:jr:)?[A-Za-z_][\w.-]*)\s*\(")
_AXES = frozenset({"text", "node", "comment", "processing-instruction", "and", "or", "div", "mod"})


@dataclass
class Moment:
    """What functions ask besides their arguments: when it is, the lists of choices, and the node being worked out."""

    now: datetime
    instances: Mapping[str, Any] = field(default_factory=dict)
    choice_name: Callable[[str, str], str] = lambda value, _path: value
    node: Any = None
    root: Any = None


_moment: ContextVar[Moment] = ContextVar("moment")


def evaluate(expression: str, node: Any, moment: Moment) -> Any:
    """A number, a text, a truth or a list of nodes.

    etree.XPathError  the expression cannot be worked out
    """
    moment.node = node
    token = _moment.set(moment)
    try:
        return compiled(expression)(node)
    finally:
        _moment.reset(token)


@lru_cache(maxsize=4096)
def compiled(expression: str) -> Any:
    """An expression made ready. etree.XPathSyntaxError when it is none."""
    return etree.XPath(_rewritten(expression), namespaces={"jr": JR}, extensions=_EXTENSIONS)


def called_functions(expression: str) -> list[str]:
    """The names of the functions an expression calls, outside its literals."""
    return [name for name in _CALL.findall(_LITERAL.sub("''", expression)) if name not in _AXES]


def text_of(value: Any) -> str:
    """A result as it is written down: days as 2026-11-22, whole numbers without a point, what is no number as ""."""
    if isinstance(value, list):
        return _node_text(value[0]) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return ""
        return str(int(value)) if value.is_integer() else repr(round(value, 10))
    return str(value)


def truth_of(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value)
    if isinstance(value, float):
        return bool(value) and not math.isnan(value)
    return bool(value)


def days_of(day: date) -> int:
    return (day - _EPOCH).days


def days_in(text: str) -> float | None:
    """2026-11-22 or 2026-11-22T08:00:00+08:00 as days since 1970; None when it is neither."""
    try:
        if len(text) <= 10:
            return float(days_of(date.fromisoformat(text)))
        told = datetime.fromisoformat(text)
        told = told if told.tzinfo else told.replace(tzinfo=UTC)
        return told.timestamp() / 86400
    except ValueError:
        return None


def _rewritten(expression: str) -> str:
    """libxml2 keeps its own functions, so those of ODK that share a name with one are called by another name."""
    parts, last = [], 0
    for literal in _LITERAL.finditer(expression):
        parts += [_renamed(expression[last : literal.start()]), literal.group()]
        last = literal.end()
    return "".join([*parts, _renamed(expression[last:])])


_ABSOLUTE = re.compile(r"(^|[\s(,=<>!+*\[|-])/data(?=[/\s)\]=<>!,+*|-]|$)")
"""Where a path begins at the root of the answers; in the middle of a list of choices libxml2 would look in the list."""

_RENAME = re.compile(rf"(?<![\w.:/$-])({'|'.join(_OVERRIDDEN)})(\s*\(\s*)(\)?)")


def _renamed(part: str) -> str:
    def rename(found: re.Match[str]) -> str:
        name, bracket, closed = found.groups()
        return found.group() if name == "position" and closed else f"odk-{name}{bracket}{closed}"

    return _RENAME.sub(rename, _ABSOLUTE.sub(r"\1odk-main()", part))


# --- arguments --------------------------------------------------------------------------------------------------------


def _node_text(node: Any) -> str:
    if isinstance(node, str):
        return node
    return node.get("iso") or "".join(node.itertext())


def _number(value: Any) -> float:
    if isinstance(value, list):
        value = (
            "".join(value[0].itertext()) if value and not isinstance(value[0], str) else (value or [""])[0]
        )
    if isinstance(value, bool):
        return float(value)
    try:
        return float(value)
    except ValueError:
        days = days_in(str(value)) if value else None
        return math.nan if days is None else days


def _numbers(values: tuple[Any, ...]) -> list[float]:
    """Every number among the arguments; a blank answer is left out, not taken for nought."""
    found: list[float] = []
    for value in values:
        for each in value if isinstance(value, list) else [value]:
            number = _number([each] if not isinstance(each, str | float | bool) else each)
            if not math.isnan(number):
                found.append(number)
    return found


def _words(value: Any) -> list[str]:
    return text_of(value).split()


def _day(text: str) -> list[Any]:
    """A date as a node: its number for comparing, its day for writing."""
    node = etree.Element("date", iso=text)
    days = days_in(text)
    node.text = "" if days is None else repr(days)
    return [node]


def _as_datetime(value: Any) -> datetime | None:
    """The moment a date, a text or a number of days means."""
    text = text_of(value)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        number = _number(text)
        if math.isnan(number):
            return None
        return datetime.combine(_EPOCH, datetime.min.time()) + timedelta(days=number)


# --- functions --------------------------------------------------------------------------------------------------------


def _if(_: Any, condition: Any, yes: Any, no: Any) -> Any:
    return yes if truth_of(condition) else no


def _coalesce(_: Any, *values: Any) -> str:
    return next((text for value in values if (text := text_of(value))), "")


def _once(_: Any, value: Any) -> str:
    node = _moment.get().node
    before = _node_text(node) if node is not None else ""
    return before or text_of(value)


def _selected(_: Any, value: Any, choice: Any) -> bool:
    return text_of(choice).strip() in _words(value)


def _selected_at(_: Any, value: Any, place: Any) -> str:
    words, at = _words(value), _number(place)
    return words[int(at)] if not math.isnan(at) and 0 <= at < len(words) else ""


def _round(_: Any, value: Any, digits: Any = 0.0) -> float:
    number, places = _number(value), _number(digits)
    if math.isnan(number) or math.isinf(number):
        return math.nan
    whole = Decimal(1).scaleb(-int(places))
    exact = Decimal(repr(round(number, 10)))  # libxml2 reads 2.345 as a little less
    return float(exact.quantize(whole, rounding=ROUND_HALF_UP))


def _int(_: Any, value: Any) -> float:
    number = _number(value)
    return number if math.isnan(number) or math.isinf(number) else float(math.trunc(number))


def _real(calculate: Callable[..., float]) -> Callable[..., float]:
    def run(_: Any, *values: Any) -> float:
        try:
            return float(calculate(*(_number(value) for value in values)))
        except (ValueError, OverflowError, ZeroDivisionError):
            return math.nan

    return run


def _concat(_: Any, *values: Any) -> str:
    return "".join(
        "".join(map(_node_text, value)) if isinstance(value, list) else text_of(value) for value in values
    )


def _join(_: Any, between: Any, *values: Any) -> str:
    texts = [
        text
        for value in values
        for text in (map(_node_text, value) if isinstance(value, list) else [text_of(value)])
        if text
    ]
    return text_of(between).join(texts)


def _substr(_: Any, value: Any, start: Any, end: Any = None) -> str:
    text, first = text_of(value), int(_number(start))
    return text[first:] if end is None else text[first : int(_number(end))]


def _regex(_: Any, value: Any, pattern: Any) -> bool:
    try:
        return re.fullmatch(text_of(pattern), text_of(value)[:2000]) is not None
    except re.error:
        return False


def _indexed_repeat(_: Any, nodes: Any, *places: Any) -> list[Any]:
    found = list(nodes)
    for repeats, index in zip(places[::2], places[1::2], strict=False):
        at = int(_number(index)) - 1
        if not 0 <= at < len(repeats):
            return []
        inside = repeats[at]
        found = [node for node in found if inside in node.iterancestors()]
    return found[:1]


def _position(_: Any, nodes: Any) -> float:
    if not nodes:
        return math.nan
    node = nodes[0]
    return float(1 + sum(1 for each in node.itersiblings(node.tag, preceding=True)))


def _choice_name(_: Any, value: Any, path: Any) -> str:
    return _moment.get().choice_name(text_of(value), text_of(path).strip())


def _instance(_: Any, name: Any) -> list[Any]:
    found = _moment.get().instances.get(text_of(name))
    return [] if found is None else [found]


def _format_date(_: Any, value: Any, pattern: Any) -> str:
    told = _as_datetime(value) if text_of(value) else None
    if told is None:
        return ""
    words = {
        "Y": f"{told.year:04d}",
        "y": f"{told.year % 100:02d}",
        "m": f"{told.month:02d}",
        "n": str(told.month),
        "d": f"{told.day:02d}",
        "e": str(told.day),
        "H": f"{told.hour:02d}",
        "h": str(told.hour),
        "M": f"{told.minute:02d}",
        "S": f"{told.second:02d}",
        "b": f"{told.month}月",
        "a": "一二三四五六日"[calendar.weekday(told.year, told.month, told.day)],
    }
    return re.sub(r"%(\w)", lambda found: words.get(found[1], found.group()), text_of(pattern))


def _checklist(_: Any, least: Any, most: Any, *values: Any) -> bool:
    true = sum(
        truth_of(value) if not isinstance(value, list) else text_of(value) in ("1", "true")
        for value in values
    )
    low, high = _number(least), _number(most)
    return (low < 0 or true >= low) and (high < 0 or true <= high)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
    "selected": _selected,
    "selected-at": _selected_at,
    "count-selected": lambda _, value: float(len(_words(value))),
    "count-non-empty": lambda _, nodes: float(sum(1 for node in nodes if _node_text(node))),
    "odk-round": _round,
    "odk-concat": _concat,
    "odk-string": lambda _, value: text_of(value),
    "odk-number": lambda _, value: _number(value),
    "odk-sum": lambda _, *values: float(sum(_numbers(values))),
    "odk-position": _position,
    "int": _int,
    "min": lambda _, *values: min(_numbers(values), default=math.nan),
    "max": lambda _, *values: max(_numbers(values), default=math.nan),
    "pow": _real(lambda value, power: value**power),
    "abs": _real(abs),
    "sqrt": _real(math.sqrt),
    "exp": _real(math.exp),
    "log": _real(math.log),
    "log10": _real(math.log10),
    "sin": _real(math.sin),
    "cos": _real(math.cos),
    "tan": _real(math.tan),
    "asin": _real(math.asin),
    "acos": _real(math.acos),
    "atan": _real(math.atan),
    "atan2": _real(math.atan2),
    "pi": _real(lambda: math.pi),
    "exp10": _real(lambda value: 10**value),
    "random": lambda _: random.random(),  # noqa: S311  (of the author's own drawing of lots)
    "uuid": lambda _: str(uuid.uuid4()),
    "join": _join,
    "substr": _substr,
    "regex": _regex,
    "ends-with": lambda _, value, end: text_of(value).endswith(text_of(end)),
    "boolean-from-string": lambda _, value: text_of(value).strip().lower() in ("1", "true"),
    "indexed-repeat": _indexed_repeat,
    "instance": _instance,
    "odk-main": lambda _: [_moment.get().root],
    "current": lambda _: [_moment.get().node],
    "today": lambda _: _day(_moment.get().now.date().isoformat()),
    "now": lambda _: _day(_moment.get().now.isoformat(timespec="seconds")),
    "date": lambda _, value: _date(value, whole=True),
    "date-time": lambda _, value: _date(value, whole=False),
    "decimal-date-time": lambda _, value: _number(value),
    "format-date": _format_date,
    "format-date-time": _format_date,
    "checklist": _checklist,
}


def _date(value: Any, *, whole: bool) -> list[Any]:
    told = _as_datetime(value) if text_of(value) else None
    if told is None:
        return _day("")
    return _day(told.date().isoformat() if whole else told.isoformat(timespec="seconds"))


_EXTENSIONS = {(None, name): run for name, run in _FUNCTIONS.items()} | {(JR, "choice-name"): _choice_name}
_OF_XPATH = frozenset(
    [
        "last", "position", "count", "local-name", "name", "string", "concat", "starts-with", "contains", "substring",
        "substring-before", "substring-after", "string-length", "normalize-space", "translate", "boolean", "not",
        "true", "false", "number", "sum", "floor", "ceiling", "round",
    ]
)  # fmt: skip
KNOWN: frozenset[str] = (
    _OF_XPATH | {name.removeprefix("odk-") for name in _FUNCTIONS if name != "odk-main"} | {"jr:choice-name"}
)
"""Every function an author may call."""
