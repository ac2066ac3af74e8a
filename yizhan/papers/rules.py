"""Plain data in, the bytes of a document out: Excel, Word, PDF. Nothing is read from disk but a named template."""

import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zipfile import BadZipFile, ZipFile

import typst
import xlsxwriter
from docx.opc.exceptions import PackageNotFoundError
from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from yizhan.kernel.packed import UNREADABLE

Cell = str | int | float | Decimal | date | datetime | None
Kind = Literal["text", "number", "money", "date", "moment"]

CHINESE_FONTS = (
    "Source Han Serif SC",
    "Noto Serif CJK SC",
    "SimSun",
    "Songti SC",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "PingFang SC",
)
"""Song type first, as offices print; the last ones are what a server mostly has."""

WHOLE = "whole"
_FORMATS: dict[str, str] = {
    "text": "@",
    WHOLE: "#,##0",
    "number": "#,##0.##",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
_WIDEST = 60


class PaperProblem(ValueError):
    """The template and the data do not fit; `str` is the sentence for whoever uploaded the template."""


@dataclass(frozen=True)
class Heading:
    """One column of a table.

    kind  text stays text, also when it looks like a number (identity numbers, telephones, codes); money is yuan
    """

    name: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Table:
    """A sheet: its title (the sheet's name, and a line above when `lead` has words), headings, rows.

    official  as an office prints it: `lead` as a large title over the whole width, the last row a total in bold, no
              filters
    feet      lines under the table, as places to sign
    """

    title: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    lead: str = ""
    official: bool = False
    feet: Sequence[str] = ()


def xlsx(*tables: Table) -> bytes:
    """A workbook, one sheet a table; the heading row is frozen, filterable and repeated on every printed page.

    Text is written as text cells: nothing a person typed ever becomes a formula or loses digits.
    ValueError  no table, or two sheets of one name
    """
    if not tables:
        raise ValueError("a workbook needs a table")
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        base = {
            "font_name": "宋体",
            "font_size": 11,
            "valign": "vcenter",
            "border": 1,
            "border_color": "#C9D2DC",
        }
        head = book.add_format({**base, "bold": True, "bg_color": "#EEF2F6", "text_wrap": True})
        lead = book.add_format({"font_name": "宋体", "font_size": 11, "font_color": "#5B6875"})
        styles = {
            kind: book.add_format({**base, "num_format": shape, "text_wrap": kind == "text"})
            for kind, shape in _FORMATS.items()
        }
        bold: dict[str, Any] = {
            kind: book.add_format({**base, "num_format": shape, "bold": True, "text_wrap": kind == "text"})
            for kind, shape in _FORMATS.items()
        }
        foot = book.add_format({"font_name": "宋体", "font_size": 11, "valign": "vcenter"})
        heading_of_paper = book.add_format(
            {"font_name": "宋体", "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"}
        )
        for table in tables:
            sheet = book.add_worksheet(sheet_name(table.title))
            first = 0
            if table.lead:
                if table.official and len(table.headings) > 1:
                    sheet.merge_range(0, 0, 0, len(table.headings) - 1, table.lead, heading_of_paper)
                    sheet.set_row(0, 32)
                else:
                    sheet.write_string(0, 0, table.lead, lead)
                first = 1
            for column, heading in enumerate(table.headings):
                sheet.write_string(first, column, heading.name, head)
                sheet.set_column(column, column, _width(heading, column, table.rows))
                for line, row in enumerate(table.rows, start=first + 1):
                    last = table.official and line == first + len(table.rows)
                    _write(sheet, line, column, row[column], heading.kind, bold if last else styles)
            for line, words in enumerate(table.feet, start=first + len(table.rows) + 2):
                sheet.write_string(line, 0, words, foot)
                sheet.set_row(line, 26)
            sheet.freeze_panes(first + 1, 1)
            sheet.repeat_rows(first)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.set_footer("第 &P 页，共 &N 页")
            if table.headings and not table.official:
                sheet.autofilter(first, 0, first + len(table.rows), len(table.headings) - 1)
    return target.getvalue()


def sheet_name(title: str) -> str:
    """Excel takes 31 characters and none of []:*?/\\ in the name of a sheet."""
    clean = "".join("－" if letter in "[]:*?/\\" else letter for letter in title).strip("'")
    return clean[:31] or "表"


def _write(sheet: Any, line: int, column: int, value: Cell, kind: Kind, styles: Mapping[str, Any]) -> None:
    style = styles[kind]
    if value is None or value == "":
        sheet.write_blank(line, column, None, style)
    elif kind == "text" or isinstance(value, str):
        sheet.write_string(line, column, _plain(str(value)), styles["text"])
    elif isinstance(value, datetime):
        sheet.write_datetime(line, column, value.replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, style)
    else:
        # of a whole number the pattern with a point shows a point that nothing follows
        whole = kind == "number" and float(value).is_integer()
        sheet.write_number(line, column, float(value), styles[WHOLE] if whole else style)


def _plain(text: str) -> str:
    """Without the control characters that a workbook must not hold; at most the 32,767 characters of a cell."""
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) != "Cc")[
        :32767
    ]


def _width(heading: Heading, column: int, rows: Sequence[Sequence[Cell]]) -> float:
    """Wide enough for the heading and the first thousand rows, a Chinese character counting two."""
    shapes = {"date": 11, "moment": 17, "money": 14, "number": 10, "text": 6}
    longest = max((text_width(str(row[column] or "")) for row in rows[:1000]), default=0)
    content = longest if heading.kind in {"text", "number"} else 0
    return min(_WIDEST, max(shapes[heading.kind], text_width(heading.name) + 4, content + 2))


def text_width(text: str) -> int:
    """Columns a text takes: the widest line, full-width characters counting two."""
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n")),
        default=0,
    )


def docx(template: bytes | Path, facts: Mapping[str, Any]) -> bytes:
    """A Word document from an office's own template with {{ 词 }} blanks.

    The template may come from a county: it is evaluated in a sandbox, and a blank without a fact is an error.
    PaperProblem  not a Word file, a broken blank, or a blank nobody knows
    """
    words = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    target = io.BytesIO()
    try:
        paper = DocxTemplate(io.BytesIO(template) if isinstance(template, bytes) else template)
        paper.render(dict(facts), jinja_env=words, autoescape=True)
        paper.save(target)
    except UndefinedError as problem:
        name = re.findall(r"'([^']+)'", problem.message or "")
        raise PaperProblem(
            "模板里有一处空，系统没有对应的内容"
            + (f"：“{name[-1] if len(name) < 3 else name[0]}”" if name else "")
        ) from problem
    except TemplateError as problem:
        raise PaperProblem(f"模板里有一处写法不对：{problem.message}") from problem
    except (KeyError, ValueError, OSError, BadZipFile, PackageNotFoundError) as problem:
        raise PaperProblem("这个文件不是可用的 Word 文档（docx）") from problem
    return target.getvalue()


MOST_FORM_BYTES = 2 * 1024 * 1024
_UNPACKED = 30 * 1024 * 1024
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.NSRef, nodes.Getattr, nodes.Getitem, nodes.Const,
    nodes.For, nodes.If, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
"""What a blank may be made of: words, parts of words, repeated rows, conditions. Neither sums nor calls: a form is no program."""


def form_blanks(content: bytes, *, file_name: str) -> frozenset[str]:
    """The blanks of an office's own Word form, by name.

    PaperProblem  not a Word file of today, one with macros or with parts from elsewhere, too large, a broken blank
    """
    _fit_to_open(content, file_name)
    trees = _trees(content)
    for tree in trees:
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _ALLOWED):
                raise PaperProblem("空里只能写名称、{% for %}和{% if %}，不能写算式和函数")
        if _depth(tree) > 3:
            raise PaperProblem("{% for %}最多套三层")
    return frozenset().union(*(meta.find_undeclared_variables(tree) for tree in trees))


def form_sample(content: bytes) -> dict[str, Any]:
    """Facts that fill every blank of a form of ours with nothing, one row for each repeated row: to try another form on
    what this one is given."""
    told: _Asked = {}
    for tree in _trees(content):
        _ask(tree, told, {})
    return {name: _nothing(each) for name, each in told.items()}


_ROW, _COUNT, _PARTS = "[]", "#", "()"
_Asked = dict[str, Any]
"""What is asked of a name: its parts by their names; under `_ROW` what is asked of a row, under `_COUNT` how many rows at
least, under `_PARTS` how many words a row has."""


def _ask(node: nodes.Node, told: _Asked, rows: Mapping[str, _Asked]) -> None:
    if isinstance(node, nodes.For):
        row = _place(node.iter, told, rows).setdefault(_ROW, {})
        inside = {**rows, "loop": {}}
        if isinstance(node.target, nodes.Tuple):
            row[_PARTS] = len(node.target.items)
            inside |= {each.name: {} for each in node.target.items if isinstance(each, nodes.Name)}
        elif isinstance(node.target, nodes.Name):
            inside[node.target.name] = row
        for child in [*node.body, *node.else_]:
            _ask(child, told, inside)
    elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        _place(node, told, rows)
    else:
        for child in node.iter_child_nodes():
            _ask(child, told, rows)


def _place(node: nodes.Node, told: _Asked, rows: Mapping[str, _Asked]) -> _Asked:
    """Where what is asked of this expression is written down."""
    if isinstance(node, nodes.Name):
        found: _Asked = rows[node.name] if node.name in rows else told.setdefault(node.name, {})
        return found
    if isinstance(node, nodes.Getattr):
        part: _Asked = _place(node.node, told, rows).setdefault(node.attr, {})
        return part
    if (
        isinstance(node, nodes.Getitem)
        and isinstance(node.arg, nodes.Const)
        and isinstance(node.arg.value, str)
    ):
        item: _Asked = _place(node.node, told, rows).setdefault(node.arg.value, {})
        return item
    if (
        isinstance(node, nodes.Getitem)
        and isinstance(node.arg, nodes.Const)
        and isinstance(node.arg.value, int)
    ):
        several = _place(node.node, told, rows)
        several[_COUNT] = max(several.get(_COUNT, 1), node.arg.value + 1)
        row: _Asked = several.setdefault(_ROW, {})
        return row
    for child in node.iter_child_nodes():
        _ask(child, told, rows)
    return {}


def _nothing(asked: _Asked) -> Any:
    if _ROW in asked:
        return [_nothing(asked[_ROW])] * asked.get(_COUNT, 1)
    if _PARTS in asked:
        return ("",) * asked[_PARTS]
    return {name: _nothing(each) for name, each in asked.items()} if asked else ""


def _trees(content: bytes) -> list[nodes.Template]:
    words = SandboxedEnvironment(autoescape=True)
    try:
        paper = DocxTemplate(io.BytesIO(content))
        paper.init_docx()
        texts = [paper.patch_xml(paper.get_xml())]
        for kind in (paper.HEADER_URI, paper.FOOTER_URI):
            texts += [
                paper.patch_xml(paper.get_part_xml(part)) for _, part in paper.get_headers_footers(kind)
            ]
        return [words.parse(text) for text in texts]
    except TemplateError as problem:
        raise PaperProblem(
            "文件里有一处空写得不完整：花括号要成对，如{{ 站点 }}，里面只写一个名称，不带空格和标点；有for、if的要有endfor、endif"
        ) from problem
    except (*UNREADABLE, KeyError, PackageNotFoundError, SyntaxError) as problem:
        raise PaperProblem("这个文件打不开，不是可用的Word文档（docx），可能没有传完整") from problem


def _depth(node: nodes.Node) -> int:
    """How many loops stand inside each other at most."""
    inner = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, nodes.For)


def _fit_to_open(content: bytes, file_name: str) -> None:
    ending = file_name.rsplit(".", 1)[-1].lower() if "." in file_name else ""
    if not content:
        raise PaperProblem("文件是空的（0字节），请重新保存后再传")
    if len(content) > MOST_FORM_BYTES:
        raise PaperProblem(f"文件有{len(content) / 1024 / 1024:.1f}MB，最大2MB；请把里面的图片压缩后再传")
    if ending in ("docm", "dotm"):
        raise PaperProblem("这个文件带有宏，不能用；请在Word或WPS里另存为“Word文档（docx）”再传")
    if content.startswith(_OLD_WORD) or ending in ("doc", "wps", "dot"):
        raise PaperProblem(
            "这是旧版文档，或者加了密码；请在Word或WPS里去掉密码、另存为“Word文档（docx）”再传"
        )
    try:
        with ZipFile(io.BytesIO(content)) as box:
            parts = box.infolist()
            if len(parts) > 2000 or sum(part.file_size for part in parts) > _UNPACKED:
                raise PaperProblem("文件解开后太大，请删去多余的图片再传")
            names = [part.filename for part in parts]
            kinds = box.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
            links = b"".join(box.read(name) for name in names if name.endswith(".rels"))
    except PaperProblem:
        raise
    except UNREADABLE as problem:
        raise PaperProblem("这个文件打不开，不是可用的Word文档（docx），可能没有传完整") from problem
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in kinds:
        raise PaperProblem("这个文件带有宏，不能用；请在Word或WPS里另存为“Word文档（docx）”再传")
    if "word/document.xml" not in names:
        raise PaperProblem("这不是Word文档（docx）；请用Word或WPS另存为docx再传")
    outside = re.findall(rb"<Relationship\b[^>]*TargetMode=\"External\"[^>]*>", links)
    if any(b'/hyperlink"' not in each for each in outside):
        raise PaperProblem("文件里有连到别处的图片或模板，别人打开时会缺；请把图片改成插入的再传")


def pdf(source: str, data: Mapping[str, Any]) -> bytes:
    """A PDF from a typst source of ours; the data stands in it as `data`.

    No template of a county comes here: typst sources are part of the program.
    PaperProblem  the source does not compile, or this machine has no Chinese font
    """
    if chinese_font() is None:
        raise PaperProblem("服务器上没有中文字体，PDF 里的汉字会变成方框；请安装思源宋体或思源黑体")
    fonts = ", ".join(f'"{name}"' for name in CHINESE_FONTS)
    head = (
        f'#set text(font: ({fonts}), lang: "zh", region: "cn", size: 10.5pt, fallback: true)\n'
        "#let data = json(bytes(sys.inputs.data))\n"
    )
    try:
        # a list of pages is for pictures; a PDF is one file
        made = typst.compile(
            (head + source).encode(),
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
        )
    except RuntimeError as problem:
        raise PaperProblem(f"文书没有排成：{problem}") from problem
    assert isinstance(made, bytes)
    return made


@cache
def chinese_font() -> str | None:
    """The first of our Chinese fonts this machine has."""
    present = set(typst.Fonts().families())
    return next((name for name in CHINESE_FONTS if name in present), None)
