"""What an author may have written wrongly, each with a sentence and the row; asked before anything is converted."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from yizhan.forms.rules.functions import KNOWN, called_functions
from yizhan.forms.rules.sheet import Problem, Row, Table, Workbook

SURVEY_COLUMNS = (
    "type", "name", "label", "hint", "guidance_hint", "required", "required_message", "relevant", "constraint",
    "constraint_message", "calculation", "default", "appearance", "readonly", "choice_filter", "repeat_count",
    "parameters", "trigger", "feeds", "mask", "note", "disabled",
)  # fmt: skip
OLD_NAMES = {"relevance": "relevant", "calculate": "calculation", "read_only": "readonly", "caption": "label"}
OWN_COLUMNS = {
    "feeds": ("feeds", "bind::yizhan:feeds", "yizhan:feeds", "写入档案"),
    "mask": ("mask", "bind::yizhan:mask", "yizhan:mask", "遮住"),
}
"""Columns of ours, which no other reader of XLSForm knows; taken out before the conversion."""
SETTINGS_COLUMNS = ("form_title", "form_id", "version", "default_language", "style", "instance_name")
MASKS = {"姓名": "name", "证件号码": "id", "电话": "phone", "住址": "address"}

PLAIN_TYPES = (
    "text", "integer", "decimal", "date", "time", "dateTime", "note", "calculate", "range", "acknowledge", "image",
    "geopoint", "hidden", "start", "end", "today", "deviceid", "username", "phonenumber", "email",
)  # fmt: skip
LIST_TYPES = ("select_one", "select_multiple", "rank")
USUAL = (
    "。常用的有：text（文字）、integer（整数）、decimal（小数）、date（日期）、select_one 加选项表的名称（单选）、"
    "select_multiple 加选项表的名称（多选）、note（说明）"
)
"""What to write instead of a type nothing resembles."""
_ALSO = {"datetime": "dateTime", "int": "integer", "photo": "image", "string": "text"}
_BEGIN = re.compile(r"(begin|end)[ _](group|repeat)", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
_EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "required",
    "default",
    "repeat_count",
)
_LANGUAGE = re.compile(r"(label|hint|guidance_hint|required_message|constraint_message)::?.+")
_PASSED_ON = re.compile(r"(bind|body|control|instance|media)::.+|image|audio|video|big-image|label::.+")


def problems_of(book: Workbook, *, feeds: Iterable[str] = ()) -> list[Problem]:
    """Everything found, in the order of the sheet; empty when nothing is.

    feeds  what answers may be written to, given by whoever knows (`client.living_type`, `need:HOUSING`)
    """
    if not book.survey.rows:
        return [Problem("表里没有题目。第一行写列名，从第二行起一行一题。", "survey")]
    return [replace(each, says=each.says.replace("？。", "？")) for each in _found(book, frozenset(feeds))]


def _found(book: Workbook, feeds: frozenset[str]) -> list[Problem]:
    found = [*_columns(book)]
    if any("少了" in each.says for each in found):
        return found
    found += _types(book)
    names = [*_names(book.survey)]
    found += names
    found += _nesting(book.survey)
    found += _choices(book.choices)
    found += _references(book.survey)
    found += _own(book.survey, feeds)
    if not names:  # two rows of one name would make rings that are none
        found += _cycles(book.survey)
    return found


def own_cell(row: Row, name: str) -> str:
    """A cell of one of our own columns, under whatever heading the author used."""
    return next((told for heading in OWN_COLUMNS[name] if (told := row[heading])), "")


def kind_of(row: Row) -> tuple[str, str]:
    """The type of a row and the list it takes its choices from: ("select_one", "yes_no")."""
    words = row["type"].split()
    if not words:
        return "", ""
    if (begun := _BEGIN.match(row["type"])) is not None:
        return f"{begun[1].lower()} {begun[2].lower()}", ""
    kind = _ALSO.get(words[0].lower(), words[0])
    if kind.lower() in LIST_TYPES:
        return kind.lower(), words[1] if len(words) > 1 else ""
    exact = {each.lower(): each for each in PLAIN_TYPES}
    return (exact.get(kind.lower(), kind) if len(words) == 1 else row["type"]), ""


def _columns(book: Workbook) -> Iterator[Problem]:
    own = [heading for names in OWN_COLUMNS.values() for heading in names]
    known = {*SURVEY_COLUMNS, *OLD_NAMES, *own}
    for heading in book.survey.header:
        if (
            heading
            and heading not in known
            and not _LANGUAGE.match(heading)
            and not _PASSED_ON.match(heading)
        ):
            yield Problem(
                f"不认识“{heading}”这一列{_perhaps(heading, SURVEY_COLUMNS)}。", "survey", 1, heading
            )
    for heading in ("type", "name"):
        if heading not in book.survey.header:
            yield Problem(f"少了“{heading}”这一列{_maybe_there(heading, book.survey)}。", "survey", 1)
    if not any(each == "label" or each.startswith(("label::", "label:")) for each in book.survey.header):
        yield Problem("少了“label”（题目）这一列。", "survey", 1)
    if book.choices.rows:
        for heading in ("list_name", "name"):
            also = {"list_name": ("list name",), "name": ("value",)}[heading]
            if not {heading, *also} & set(book.choices.header):
                yield Problem(f"少了“{heading}”这一列{_maybe_there(heading, book.choices)}。", "choices", 1)
    for heading in book.settings.header:
        if heading and (near := _perhaps(heading, SETTINGS_COLUMNS)) and heading not in SETTINGS_COLUMNS:
            yield Problem(f"不认识“{heading}”这一列{near}。", "settings", 1, heading)


def _types(book: Workbook) -> Iterator[Problem]:
    lists = {row["list_name"] or row["list name"] for row in book.choices}
    for row in book.survey:
        kind, chosen_from = kind_of(row)
        if not kind:
            yield Problem("没有写题型（type）。", "survey", row.number, "type")
        elif "from_file" in kind or "external" in kind:
            yield Problem("选项要写在 choices 表里，不支持从另外的文件取。", "survey", row.number, "type")
        elif kind in LIST_TYPES:
            if not chosen_from:
                yield Problem(
                    f"题型“{kind}”后面要空一格写选项表的名字，例如“{kind} 是否”。",
                    "survey",
                    row.number,
                    "type",
                )
            elif chosen_from not in lists:
                yield Problem(
                    f"choices 表里没有名为“{chosen_from}”的选项{_perhaps(chosen_from, sorted(lists))}。",
                    "survey",
                    row.number,
                    "type",
                )
        elif kind not in PLAIN_TYPES and not _BEGIN.match(row["type"]):
            known = [*PLAIN_TYPES, *LIST_TYPES, "begin group", "end group", "begin repeat", "end repeat"]
            yield Problem(
                f"不认识题型“{row['type']}”{_perhaps(row['type'], known) or USUAL}。",
                "survey",
                row.number,
                "type",
            )


def _names(survey: Table) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in survey:
        kind, _list = kind_of(row)
        name = row["name"]
        if kind.startswith("end "):
            continue
        if not name:
            if kind != "note":
                yield Problem("没有写名称（name）。", "survey", row.number, "name")
        elif not _NAME.fullmatch(name):
            yield Problem(
                f"名称“{name}”不行：只能用英文字母、数字和下划线，且以字母开头（题目的中文写在 label 列）。",
                "survey",
                row.number,
                "name",
            )
        elif name.lower() in ("meta", "data"):
            yield Problem(f"名称“{name}”留作他用，请换一个。", "survey", row.number, "name")
        elif name.lower() in seen:
            yield Problem(
                f"名称“{name}”和第 {seen[name.lower()]} 行重复，请换一个。", "survey", row.number, "name"
            )
        if name:
            seen.setdefault(name.lower(), row.number)


def _nesting(survey: Table) -> Iterator[Problem]:
    open_: list[tuple[str, int]] = []
    for row in survey:
        kind, _list = kind_of(row)
        if kind.startswith("begin "):
            open_.append((kind[6:], row.number))
        elif kind.startswith("end "):
            if not open_:
                yield Problem(
                    f"这里有“{kind}”，前面却没有对应的“begin {kind[4:]}”。", "survey", row.number, "type"
                )
            elif open_[-1][0] != kind[4:]:
                what, begun = open_.pop()
                yield Problem(
                    f"这里是“{kind}”，可还没结束的是第 {begun} 行的“begin {what}”。",
                    "survey",
                    row.number,
                    "type",
                )
            else:
                open_.pop()
    for what, begun in open_:
        yield Problem(f"“begin {what}”没有对应的“end {what}”。", "survey", begun, "type")


def _choices(choices: Table) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    labelled = any(heading == "label" or heading.startswith("label:") for heading in choices.header)
    for row in choices:
        of, name = row["list_name"] or row["list name"], row["name"] or row["value"]
        if not of or not name:
            yield Problem("每个选项都要写选项表的名字（list_name）和代码（name）。", "choices", row.number)
            continue
        if " " in name:
            yield Problem(f"选项代码“{name}”里不能有空格。", "choices", row.number, "name")
        if labelled and not any(row[heading] for heading in choices.header if heading.startswith("label")):
            yield Problem("选项没有写文字（label）。", "choices", row.number, "label")
        if (of, name) in seen:
            yield Problem(
                f"选项表“{of}”里“{name}”和第 {seen[of, name]} 行重复。", "choices", row.number, "name"
            )
        seen.setdefault((of, name), row.number)


def _references(survey: Table) -> Iterator[Problem]:
    names = {row["name"] for row in survey if row["name"]}
    for row in survey:
        for heading, cell in row.cells.items():
            for name in _REFERENCE.findall(cell):
                if name not in names:
                    yield Problem(
                        f"引用了 ${{{name}}}，可是没有这道题{_perhaps(name, sorted(names))}。",
                        "survey",
                        row.number,
                        heading,
                    )
        for heading in _EXPRESSIONS:
            for called in called_functions(row[_known_as(survey, heading)]):
                if called not in KNOWN:
                    yield Problem(
                        f"用了函数 {called}()，这里不支持{_perhaps(called, sorted(KNOWN))}。",
                        "survey",
                        row.number,
                        heading,
                    )


def _own(survey: Table, feeds: frozenset[str]) -> Iterator[Problem]:
    in_repeat = 0
    for row in survey:
        kind, _list = kind_of(row)
        in_repeat += {"begin repeat": 1, "end repeat": -1}.get(kind, 0)
        if told := own_cell(row, "feeds"):
            if told not in feeds:
                yield Problem(
                    f"“{told}”不是能写入的档案项目{_perhaps(told, sorted(feeds))}。",
                    "survey",
                    row.number,
                    "feeds",
                )
            elif in_repeat:
                yield Problem("重复的一组题里不能写入档案，因为有好几个答案。", "survey", row.number, "feeds")
            elif kind.startswith(("begin", "end", "note")):
                yield Problem("分组和说明没有答案，不能写入档案。", "survey", row.number, "feeds")
        if (told := own_cell(row, "mask")) and told not in MASKS:
            yield Problem(
                f"“{told}”不认识，遮住的方式只有：{'、'.join(MASKS)}。", "survey", row.number, "mask"
            )


def _cycles(survey: Table) -> Iterator[Problem]:
    """Whether an answer hangs, by way of others, on itself; each ring is told once."""
    on, at = _hangs_on(survey)
    told: set[frozenset[str]] = set()
    for start in on:
        ring = _ring(start, on)
        if ring and (key := frozenset(ring)) not in told:
            told.add(key)
            chain = " → ".join([*ring, ring[0]])
            rows = "、".join(str(at[name]) for name in ring)
            yield Problem(
                f"这些题互相等着对方，永远算不出来：{chain}（第 {rows} 行）。请改其中一题的 relevant 或 calculation。",
                "survey",
                at[ring[0]],
            )


def _hangs_on(survey: Table) -> tuple[Mapping[str, set[str]], Mapping[str, int]]:
    """For every name the names its being asked or its value hangs on: its own conditions and those of its groups."""
    on: dict[str, set[str]] = {}
    at: dict[str, int] = {}
    groups: list[str] = []
    for row in survey:
        kind, _list = kind_of(row)
        if kind.startswith("end "):
            if groups:
                groups.pop()
            continue
        name = row["name"]
        if not name:
            continue
        at.setdefault(name, row.number)
        needed = set(groups[-1:])
        for heading in ("relevant", "calculation", "repeat_count", "choice_filter"):
            needed |= set(_REFERENCE.findall(row[_known_as(survey, heading)]))
        on[name] = needed
        if kind.startswith("begin "):
            groups.append(name)
    return on, at


def _ring(start: str, on: Mapping[str, set[str]]) -> list[str]:
    """The shortest way from a name back to itself; empty when there is none."""
    ways: list[list[str]] = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for name in sorted(on.get(way[-1], ())):
            if name == start:
                return way
            if name in on and name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _known_as(survey: Table, heading: str) -> str:
    """The heading under which the author wrote this column."""
    if heading in survey.header:
        return heading
    return next((old for old, new in OLD_NAMES.items() if new == heading and old in survey.header), heading)


def _perhaps(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"，是不是“{near[0]}”？" if near else ""


def _maybe_there(heading: str, table: Table) -> str:
    near = get_close_matches(heading, [each for each in table.header if each], n=1, cutoff=0.6)
    return f"（是不是写成了“{near[0]}”？）" if near else ""
