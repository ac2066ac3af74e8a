"""A county prints cases and groups on its own Word forms: checked with readable errors, kept in versions, taken up."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate
from docx import Document

from tests.clients.folk import TODAY
from tests.people import BAISHA, CHANGJIANG, QIAN, WANG, YACHA, ZHAO
from tests.world import World, sign_in_as
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.papers.rules import docx
from yizhan.services.actions import adopt_paper_form, upload_paper_form, use_standard_paper
from yizhan.services.models import PaperForm
from yizhan.services.queries.paper_forms import template_for
from yizhan.services.rules.paper_forms import STANDARD, names_of, sample_of


def word(*lines: str) -> bytes:
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


OWN = word("示例县个案表", "编号{{ 编号 }} 姓名{{ 姓名 }}", "{% for 行 in 清单 %}{{ 行.名称 }}{% endfor %}")


def upload(**given: Any) -> PaperForm:
    facts: dict[str, Any] = {
        "actor": ZHAO,
        "region_code": BAISHA,
        "kind": "CASE",
        "file_name": "个案.docx",
        "content": OWN,
        "on": TODAY,
    }
    return upload_paper_form(**(facts | given))


@pytest.mark.parametrize("kind", sorted(STANDARD))
def test_our_own_forms_ask_for_what_they_are_tried_with(kind: str) -> None:
    assert docx(STANDARD[kind], sample_of(kind))
    assert names_of(kind)


@pytest.mark.django_db
@pytest.mark.refuses("services.upload_paper_form")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"content": word("{{ 编码 }}")}, "不认识的空：“编码”，是不是“编号”"),
        ({"content": word("{% for 行 in 清单 %}{{ 行.没有 }}{% endfor %}")}, "没有对应的内容：“没有”"),
        ({"content": word("{{ 编号 + 1 }}")}, "不能写算式"),
        ({"content": b"x" * 10}, "docx"),
        ({"kind": "NONE"}, "哪一种表"),
        ({"region_code": CHANGJIANG}, "只能改本辖区"),
    ],
)
def test_a_form_that_cannot_be_filled_is_refused_with_the_word(
    world: World, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        upload(**given)
    assert not PaperForm.objects.exists()


@pytest.mark.django_db
@pytest.mark.refuses("services.adopt_paper_form", "services.use_standard_paper")
def test_a_version_is_taken_up_from_a_day_on_and_given_up_again(world: World) -> None:
    with pytest.raises(Refused, match="现在用的就是通用"):
        use_standard_paper(actor=ZHAO, region_code=BAISHA, kind="CASE", from_on=TODAY, on=TODAY)
    first, second = upload(), upload()
    assert (first.version, second.version) == (1, 2)

    def used(days: int) -> Any:
        return template_for(kind="CASE", region_code=YACHA, on=TODAY + timedelta(days=days))

    assert used(0) == STANDARD["CASE"]
    with pytest.raises(Refused, match="过去的日子"):
        adopt_paper_form(actor=ZHAO, form_id=first.pk, from_on=TODAY - timedelta(days=1), on=TODAY)
    with pytest.raises(PaperForm.DoesNotExist):
        adopt_paper_form(actor=QIAN, form_id=first.pk, from_on=TODAY, on=TODAY)
    with pytest.raises(NotAllowed):
        adopt_paper_form(actor=WANG, form_id=first.pk, from_on=TODAY, on=TODAY)
    adopt_paper_form(actor=ZHAO, form_id=first.pk, from_on=TODAY + timedelta(days=2), on=TODAY)
    assert (used(1), used(2)) == (STANDARD["CASE"], OWN)
    assert template_for(kind="PLAN", region_code=YACHA, on=TODAY + timedelta(days=2)) == STANDARD["PLAN"]
    with pytest.raises(NotAllowed):
        use_standard_paper(actor=WANG, region_code=BAISHA, kind="CASE", from_on=TODAY, on=TODAY)
    later = TODAY + timedelta(days=5)
    use_standard_paper(actor=ZHAO, region_code=BAISHA, kind="CASE", from_on=later, on=TODAY)
    assert (used(4), used(5)) == (OWN, STANDARD["CASE"])


@pytest.mark.django_db
def test_the_county_replaces_a_form_at_the_desk_and_reads_what_is_wrong(world: World) -> None:
    county = sign_in_as(Browser(), world.account_of("county"))
    page, send = reverse("paper-forms"), reverse("paper-form-upload")
    assert "在用通用表样" in county.get(page).content.decode()
    wrong = county.post(send, {"kind": "CASE", "file": SimpleUploadedFile("表.docx", word("{{ 编码 }}"))})
    assert wrong.status_code == 422
    assert "是不是“编号”" in wrong.content.decode()
    county.post(send, {"kind": "CASE", "file": SimpleUploadedFile("表.docx", OWN)})
    form = PaperForm.objects.get()
    for name in ("paper-form-file", "paper-form-adopt"):
        assert (
            sign_in_as(Browser(), world.account_of("worker")).post(reverse(name, args=[form.pk])).status_code
            == 403
        )
    assert county.get(reverse("paper-form-file", args=[form.pk]), {"empty": "1"}).status_code == 200
    assert county.get(reverse("paper-form-blank", args=["PLAN"])).status_code == 200
    county.post(reverse("paper-form-adopt", args=[form.pk]), {"from_on": localdate().isoformat()})
    assert "在用本县第 1 版" in county.get(page).content.decode()
    county.post(reverse("paper-form-standard"), {"kind": "CASE", "from_on": localdate().isoformat()})
    assert "在用通用表样" in county.get(page, {"kind": "CASE"}).content.decode()
