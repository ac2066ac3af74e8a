"""The pages of casework: the worker's, the supervisor's, the panel on the file, and the Word set."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.conftest import scales
from tests.clients.scales import HARDLY
from tests.conftest import Pinned
from tests.people import WANG, ZHAO
from tests.services.cases_world import CLOSURE, INTAKE, PLAN, SUGGESTION
from tests.services.conftest import granny, uncle, worker
from tests.services.test_volunteers import volunteer_named
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import record_assessment
from yizhan.services.models import Case, CaseContact, CaseGoal, CaseSheet, CaseTask, ServiceRecord
from yizhan.services.queries.cases_paper import FORMS_OF_THE_SET, NO_SCALE
from yizhan.services.rules.cases_forms import FORMS
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["granny", "scales", "uncle", "worker"]


@pytest.fixture
def desk(world: World, client: Browser, worker: Worker) -> Browser:
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return sign_in_as(client, account)


@pytest.fixture
def reader(world: World) -> Browser:
    return sign_in_as(Browser(), world.account_of("supervisor"))


def opened(desk: Browser, granny: Client, worker: Worker) -> Case:
    desk.post(
        reverse("case-new"),
        {
            "client": granny.pk, "case_id": uuid7(), "opened_on": localdate().isoformat(), "mode": "AT_HOME",
            "minutes": "40", "worker": worker.pk, "summary": "想有人说说话",
        },
    )  # fmt: skip
    return Case.objects.get()


def sheet(desk: Browser, case: Case, kind: str, body: dict[str, str], *, send: bool = True) -> Any:
    address = reverse("case-sheet", args=[case.pk, kind.lower()])
    return desk.post(address, body | ({"send": "1"} if send else {}))


def decided(reader: Browser, case: Case, kind: str, answer: str = "yes", **given: str) -> Any:
    waiting = CaseSheet.objects.get(case=case, kind=kind, state="WAITING")
    return reader.post(reverse("case-decide", args=[waiting.pk]), {"agreed": answer} | given)


def words(docx: bytes) -> str:
    """The text of a Word file, without its tags."""
    import re

    with zipfile.ZipFile(io.BytesIO(docx)) as packed:
        text = packed.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", re.sub(r"<w:br/>", "\n", text))


@pytest.mark.requirement("R111")
def test_a_case_from_the_file_to_the_closing_with_four_eyes(
    desk: Browser, reader: Browser, granny: Client, worker: Worker
) -> None:
    panel = desk.get(reverse("client-cases", args=[granny.pk])).content.decode()
    assert "没有开过个案" in panel
    assert "开个案" in desk.get(reverse("case-new"), {"client": str(granny.pk)}).content.decode()
    case = opened(desk, granny, worker)
    assert case.case_no in desk.get(reverse("client-cases", args=[granny.pk])).content.decode()
    page = desk.get(reverse("case", args=[case.pk])).content.decode()
    for word in (
        "接案登记",
        "社工建议及行动",
        "接受个案服务同意书",
        "服务计划",
        "个案记录和过程记录",
        "结案表",
        "先写好《接案登记》",
    ):
        assert word in page
    assert sheet(desk, case, "INTAKE", INTAKE | {"own_words": ""}).status_code == 422
    assert sheet(desk, case, "INTAKE", INTAKE).status_code == 302
    assert sheet(desk, case, "SUGGESTION", SUGGESTION).status_code == 302
    home = reader.get(reverse("home")).content.decode()
    assert "批阅个案 1 份" in home
    waiting = CaseSheet.objects.get(kind="SUGGESTION")
    assert "想有人说说话" in reader.get(reverse("case-decide", args=[waiting.pk])).content.decode()
    returned = decided(reader, case, "SUGGESTION", "no")
    assert returned.status_code == 422
    assert "退回要写意见" in returned.content.decode()
    decided(reader, case, "SUGGESTION", "no", opinion="危机再看看")
    assert "危机再看看" in desk.get(reverse("case-sheet", args=[case.pk, "suggestion"])).content.decode()
    assert "退回的表要改好再报" in desk.get(reverse("home")).content.decode()
    sheet(desk, case, "SUGGESTION", SUGGESTION)
    decided(reader, case, "SUGGESTION")
    goals = {"goal-0": "会看挂号单", "goal-0-task-0": "陪同一次", "goal-0-task-0-due": "2099-01-01"}
    assert sheet(desk, case, "PLAN", PLAN).status_code == 422
    sheet(desk, case, "PLAN", PLAN | goals)
    decided(reader, case, "PLAN")
    assert [task.what for task in CaseTask.objects.all()] == ["陪同一次"]
    desk.post(reverse("case-task", args=[CaseTask.objects.get().pk]), {"result": "去了"})
    desk.post(reverse("case-goal", args=[CaseGoal.objects.get().pk]), {"result": "REACHED"})
    sheet(desk, case, "CLOSURE", CLOSURE)
    decided(reader, case, "CLOSURE")
    case.refresh_from_db()
    assert case.state == "CLOSED"
    page = desk.get(reverse("case", args=[case.pk])).content.decode()
    assert "已结案，重新开启后才能记" in page
    assert case.case_no in desk.get(reverse("cases"), {"state": "CLOSED"}).content.decode()
    assert desk.get(reverse("cases"), {"export": "xlsx"}).status_code == 200


def test_a_contact_takes_an_aim_and_a_tap_and_leads_from_the_general_form(
    desk: Browser, reader: Browser, granny: Client, worker: Worker
) -> None:
    asked = desk.get(reverse("service-new"), {"kind": "CASEWORK", "client": str(granny.pk)})
    assert asked["Location"] == reverse("case-new") + f"?client={granny.pk}"
    case = opened(desk, granny, worker)
    asked = desk.get(reverse("service-new"), {"kind": "CASEWORK", "client": str(granny.pk)})
    assert asked["Location"] == reverse("case-contact", args=[case.pk])
    told = {
        "contact_id": str(uuid7()), "mode": "PHONE", "minutes": "20", "aim": "问去没去卫生院", "said": "去了",
        "done_on": localdate().isoformat(), "worker": worker.pk, "next_plan": "陪同复查",
        "next_on": (localdate() + timedelta(days=1)).isoformat(), "volunteer": str(volunteer_named("示例志愿者").pk),
    }  # fmt: skip
    for _twice in range(2):
        assert desk.post(reverse("case-contact", args=[case.pk]), told).status_code == 302
    record = ServiceRecord.objects.get(case_step="SESSION")
    assert record.volunteers.count() == 1
    contact = CaseContact.objects.get(number=2)
    assert "陪同复查" in desk.get(reverse("case-contact", args=[case.pk])).content.decode()
    reader.post(reverse("case-advise", args=[contact.pk]), {"advice": "问问药吃了没有"})
    assert "问问药吃了没有" in desk.get(reverse("case", args=[case.pk])).content.decode()
    answer = desk.post(
        reverse("case-contact", args=[case.pk]), told | {"contact_id": str(uuid7()), "aim": ""}
    )
    assert answer.status_code == 422


def test_a_conference_is_written_with_its_steps(desk: Browser, granny: Client, worker: Worker) -> None:
    case = opened(desk, granny, worker)
    assert "商定的事" in desk.get(reverse("case-conference", args=[case.pk])).content.decode()
    desk.post(
        reverse("case-conference", args=[case.pk]),
        {
            "conference_id": uuid7(), "held_on": localdate().isoformat(), "minutes": "60", "who": "督导、村干部",
            "result": "分头联系", "step-0": "联系卫生院", "step-0-who": "村干部",
            "step-0-due": localdate().isoformat(),
        },
    )  # fmt: skip
    page = desk.get(reverse("case", args=[case.pk])).content.decode()
    assert "联系卫生院" in page
    assert "任务：联系卫生院" in desk.get(reverse("home")).content.decode()


@pytest.mark.usefixtures("scales")
def test_the_word_set_has_its_eleven_forms_blank_or_filled(
    desk: Browser, reader: Browser, granny: Client, worker: Worker
) -> None:
    case = opened(desk, granny, worker)
    answer = desk.get(reverse("case-paper", args=[case.pk]))
    blank = words(answer.content)
    assert case.case_no in answer["Content-Disposition"]
    for name in FORMS_OF_THE_SET:
        assert name in blank
    for kind, fields in FORMS.items():
        for field in fields:
            assert field.picked or field.label in blank, (kind, field.label)
    places = [blank.index(title) for title in ("一、服务对象资料", "二、社工建议", "二（附）、个别化服务计划", "三、接受个案", "四、接收转介", "五、个案记录", "六、过程记录", "七、个案阶段", "八、转介/结案", "九、个案转介", "十、个案结束", "十一、其他附件")]  # fmt: skip
    assert places == sorted(places)
    assert all(asked in blank for asked in NO_SCALE), "to be filled in by hand"
    assert blank.count("☑") == 4  # consent and contact log are there; a review and a closure are told apart
    sheet(desk, case, "INTAKE", INTAKE)
    sheet(desk, case, "SUGGESTION", SUGGESTION)
    decided(reader, case, "SUGGESTION", opinion="同意，注意用火")
    record_assessment(
        actor=WANG, client_id=granny.pk, scale="scale.ability", answers=HARDLY, assessed_on=localdate(), on=localdate(),
        minutes=40, mode="AT_HOME", worker_id=worker.pk,
    )  # fmt: skip
    filled = words(desk.get(reverse("case-paper", args=[case.pk])).content)
    assert not any(asked in filled for asked in NO_SCALE), "the scale was answered: nothing is asked twice"
    assert "督导示例督导" in filled, "who approved stands on the cover where nobody is named"
    for text in (
        "要人帮（1分）",
        "1/5分，失能",
        "附件一",
        "想有人说说话",
        "独居，少与人来往",
        "同意，注意用火",
        "☑ 低",
        "测试奶奶",
    ):
        assert text in filled


def test_the_pages_of_casework_cost_what_they_cost(
    desk: Browser, reader: Browser, granny: Client, worker: Worker, pinned_queries: Pinned
) -> None:
    case = opened(desk, granny, worker)
    sheet(desk, case, "INTAKE", INTAKE)
    sheet(desk, case, "SUGGESTION", SUGGESTION)
    with pinned_queries("cases: list"):
        desk.get(reverse("cases"))
    with pinned_queries("cases: one"):
        desk.get(reverse("case", args=[case.pk]))
    with pinned_queries("cases: approval"):
        reader.get(reverse("case-decide", args=[CaseSheet.objects.get(kind="SUGGESTION").pk]))


@pytest.mark.parametrize("role", ["township", "agency_finance"])
def test_whoever_has_no_business_with_a_case_is_turned_away(
    world: World, desk: Browser, granny: Client, worker: Worker, role: str
) -> None:
    case = opened(desk, granny, worker)
    stranger = sign_in_as(Browser(), world.account_of(role))
    for name in ("case", "case-paper", "case-contact", "case-conference"):
        assert stranger.get(reverse(name, args=[case.pk])).status_code == 403
