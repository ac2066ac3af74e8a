"""An office's own Word form: its blanks are told, whatever cannot be used is told in a sentence."""

import io
import zipfile

import pytest
from docx import Document

from yizhan.papers.rules import PaperProblem, docx, form_blanks


def form(*lines: str, header: str = "") -> bytes:
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    paper.sections[0].header.paragraphs[0].text = header
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def with_part(name: str, content: bytes, *, instead: bool = False) -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(form("甲"))) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if not (instead and part.filename == name):
                new.writestr(part, old.read(part.filename))
        new.writestr(name, content)
    return made.getvalue()


def test_blanks_are_found_in_text_header_and_repeated_rows() -> None:
    content = form(
        "{{ 站点 }}",
        "{% for 栏 in 栏目 %}{{ 栏.名称 }}{% endfor %}",
        "{% if 审核意见 %}有{% endif %}",
        header="{{ 月份 }}",
    )
    assert form_blanks(content, file_name="月报.docx") == {"站点", "栏目", "审核意见", "月份"}
    assert docx(content, {"站点": "甲", "栏目": [], "审核意见": "", "月份": "乙"})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (form("{{ 站点"), "花括号要成对"),
        (form("{{ 站 点 }}"), "不带空格和标点"),
        (form("{% for 栏 in 栏目 %}"), "endfor"),
        (form("{{ 9**9**9 }}"), "不能写算式和函数"),
        (form("{{ 站点|upper }}"), "不能写算式和函数"),
        (form("{% include '甲' %}"), "不能写算式和函数"),
        (form("{% for a in 栏目 %}{% for b in 栏目 %}{% for c in 栏目 %}{% for d in 栏目 %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}"), "最多套三层"),
        (form("甲")[:400], "打不开"),
        (with_part("word/vbaProject.bin", b"x"), "宏"),
        (with_part("word/big.bin", b"0" * (31 * 1024 * 1024)), "解开后太大"),
        (with_part("word/_rels/document.xml.rels", b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://example.org/a.png" TargetMode="External"/></Relationships>', instead=True), "连到别处"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(content: bytes, sentence: str) -> None:
    with pytest.raises(PaperProblem, match=sentence):
        form_blanks(content, file_name="月报.docx")


def test_a_spreadsheet_named_docx_is_no_form() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        box.writestr("xl/workbook.xml", "x")
    with pytest.raises(PaperProblem, match="这不是Word文档"):
        form_blanks(made.getvalue(), file_name="月报.docx")
