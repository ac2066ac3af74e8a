"""A county's own Word form: checked when it comes, taken up from a month on, kept with what was signed on it."""

import io
from datetime import date
from typing import Any

import pytest
from docx import Document

from tests.people import BAISHA, CHANGJIANG, HEAD, QIAN, YACHA, ZHAO, others
from tests.reports.conftest import AT, DAY, NOVEMBER, opened, signed
from tests.world import World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.reports.actions import (
    adopt_template,
    return_report,
    sign_report,
    upload_template,
    use_standard_form,
)
from yizhan.reports.models import Report, SheetTemplate
from yizhan.reports.queries.sheet import form_in_use, forms, monthly_sheet
from yizhan.reports.rules.reports import FIXED_BLANKS, blank_names, empty_sheet, form_facts
from yizhan.workforce.models import Worker

DECEMBER = date(2026, 12, 1)


def form(*lines: str) -> bytes:
    paper = Document()
    for line in lines or (
        "{{ 站点 }}{{ 月份 }}",
        "探访 {{ 探访 }} 人次，其中上门 {{ 其中上门 }}",
        "{{ 问题与打算 }}",
    ):
        paper.add_paragraph(line)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def uploaded(
    content: bytes | None = None, *, actor: Any = ZHAO, name: str = "月报.docx", region: str = BAISHA
) -> SheetTemplate:
    return upload_template(
        actor=actor,
        region_code=region,
        file_name=name,
        content=form() if content is None else content,
        on=DAY,
    )


def test_every_line_of_the_sheet_has_a_name_of_its_own() -> None:
    sheet = monthly_sheet(region_code=BAISHA, on=DAY)
    names = blank_names([(line.code, line.section, line.label) for line in sheet.lines])
    assert names["services.visits_at_home"] == "其中上门"
    assert len(set(names.values()) | set(FIXED_BLANKS)) == len(sheet.lines) + len(FIXED_BLANKS)
    assert all(name.isidentifier() for name in names.values())
    assert set(names.values()) < set(form_facts(empty_sheet(sheet, month=DAY)))
    twice = blank_names(
        [
            ("a", "甲", "人数"),
            ("b", "乙", "人数"),
            ("c", "乙", "人数"),
            ("d", "丙", "3岁"),
            ("e", "丁", "站点"),
        ]
    )
    assert twice == {"a": "人数", "b": "乙人数", "c": "乙人数_", "d": "第3岁", "e": "丁站点"}


def test_a_form_is_kept_as_a_new_version_and_not_in_use_before_it_is_taken_up(world: World) -> None:
    first, second = uploaded(), uploaded()
    assert (first.version, second.version, first.blanks) == (
        1,
        2,
        ["其中上门", "探访", "月份", "站点", "问题与打算"],
    )
    assert form_in_use(region_code=YACHA, month=NOVEMBER) is None
    adopt_template(actor=ZHAO, template_id=first.pk, month=NOVEMBER, on=DAY)
    adopt_template(actor=ZHAO, template_id=second.pk, month=DECEMBER, on=DAY)
    assert form_in_use(region_code=YACHA, month=date(2026, 10, 1)) is None
    assert form_in_use(region_code=YACHA, month=NOVEMBER) == first
    assert form_in_use(region_code=YACHA, month=date(2027, 3, 1)) == second
    assert form_in_use(region_code=CHANGJIANG, month=DECEMBER) is None
    assert [one.version for one in forms(actor=ZHAO)] == [2, 1]
    assert not forms(actor=QIAN).exists()


def test_another_version_for_the_same_month_takes_its_place(world: World) -> None:
    first, second = uploaded(), uploaded()
    adopt_template(actor=ZHAO, template_id=first.pk, month=DECEMBER, on=DAY)
    adopt_template(actor=ZHAO, template_id=second.pk, month=DECEMBER, on=DAY)
    assert form_in_use(region_code=YACHA, month=DECEMBER) == second
    with pytest.raises(Refused, match="过去月份"):
        adopt_template(actor=ZHAO, template_id=first.pk, month=date(2026, 10, 1), on=DAY)


def test_back_to_the_standard_form_from_a_month_on(world: World) -> None:
    with pytest.raises(Refused, match="就是通用样式"):
        use_standard_form(actor=ZHAO, region_code=BAISHA, month=DECEMBER, on=DAY)
    adopt_template(actor=ZHAO, template_id=uploaded().pk, month=NOVEMBER, on=DAY)
    use_standard_form(actor=ZHAO, region_code=BAISHA, month=DECEMBER, on=DAY)
    assert form_in_use(region_code=YACHA, month=NOVEMBER) is not None
    assert form_in_use(region_code=YACHA, month=DECEMBER) is None
    with pytest.raises(Refused, match="过去月份"):
        use_standard_form(actor=ZHAO, region_code=BAISHA, month=date(2026, 9, 1), on=DAY)
    with pytest.raises(Refused, match="本辖区"):
        use_standard_form(actor=ZHAO, region_code=CHANGJIANG, month=DECEMBER, on=DAY)


def test_a_signed_report_keeps_the_form_it_was_signed_with(worker: Worker) -> None:
    first, second = uploaded(), uploaded()
    adopt_template(actor=ZHAO, template_id=first.pk, month=NOVEMBER, on=DAY)
    report = signed(opened())
    assert report.template == first
    adopt_template(actor=ZHAO, template_id=second.pk, month=NOVEMBER, on=DAY)
    assert Report.objects.get(pk=report.pk).template == first
    return_report(actor=ZHAO, report_id=report.pk, on=DAY, at=AT, reason="换新样式")
    assert sign_report(actor=HEAD, report_id=report.pk, on=DAY, at=AT).template == second


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (form("{{ 探防 }} {{ 站点 }}"), "月报.docx", "不认识的空：“探防”，是不是“探访”"),
        (form("{{ 甲 }}{{ 乙 }}{{ 丙 }}{{ 丁 }}{{ 戊 }}{{ 己 }}"), "月报.docx", "等6处"),
        (form("{{ 站点 }"), "月报.docx", "花括号要成对"),
        (form("{{ 栏目.items() }}"), "月报.docx", "不能写算式和函数"),
        (form("{% for 栏 in 栏目 %}{{ 栏.合计 }}{% endfor %}"), "月报.docx", "没有对应的内容"),
        (b"", "月报.docx", "0字节"),
        (b"hello", "月报.docx", "打不开"),
        (form(), "月报.docm", "宏"),
        (b"\xd0\xcf\x11\xe0rest", "月报.doc", "旧版"),
        (b"x" * (2 * 1024 * 1024 + 1), "月报.docx", "最大2MB"),
    ],
    ids=["unknown", "many", "brace", "call", "part", "empty", "text", "macro", "old", "large"],
)  # fmt: skip
def test_a_form_that_does_not_do_is_refused_with_a_sentence(
    world: World, content: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        uploaded(content, name=name)
    assert not SheetTemplate.objects.exists()


def test_a_county_brings_a_form_for_itself_alone(world: World) -> None:
    with pytest.raises(Refused, match="本辖区"):
        uploaded(region=CHANGJIANG)
    made = uploaded()
    with pytest.raises(SheetTemplate.DoesNotExist):
        adopt_template(actor=QIAN, template_id=made.pk, month=DECEMBER, on=DAY)


@pytest.mark.refuses("reports.upload_template", "reports.adopt_template", "reports.use_standard_form")
@pytest.mark.parametrize("actor", others("county"), ids=lambda actor: actor.label)
def test_only_the_county_changes_the_form(world: World, actor: Any) -> None:
    made = uploaded()
    for verb in (
        lambda: uploaded(actor=actor),
        lambda: adopt_template(actor=actor, template_id=made.pk, month=DECEMBER, on=DAY),
        lambda: use_standard_form(actor=actor, region_code=BAISHA, month=DECEMBER, on=DAY),
    ):
        with pytest.raises(NotAllowed):
            verb()
