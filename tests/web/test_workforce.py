"""The pages of staff: enrolment against the conditions, one person's file, filing."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.conftest import Pinned
from tests.people import HEAD, YACHA_STATION
from tests.workforce.test_staff import id_number
from tests.world import World, sign_in_as
from yizhan.workforce.actions import enrol_worker
from yizhan.workforce.models import Filing, Worker

pytestmark = pytest.mark.django_db

STAFF = reverse("station-staff", args=[YACHA_STATION])
ENROL = reverse("worker-new", args=[YACHA_STATION])
FIT = reverse("worker-fit", args=[YACHA_STATION])


def form(**given: Any) -> dict[str, Any]:
    return {
        "name": "示例五",
        "id_number": id_number(),
        "education": "COLLEGE",
        "post": "RESIDENT",
        "employer": "AGENCY",
        "full_time": "on",
        "started_on": localdate() - timedelta(days=30),
        **given,
    }


@pytest.fixture
def worker(world: World) -> Worker:
    on = localdate()
    return enrol_worker(
        actor=HEAD,
        station_id=YACHA_STATION,
        name="示例五",
        id_number=id_number(),
        education="COLLEGE",
        post="RESIDENT",
        started_on=on - timedelta(days=30),
        on=on,
        phone="13800000005",
    )


@pytest.fixture
def head(world: World, client: Client) -> Client:
    return sign_in_as(client, world.account_of("station_head"))


def page_of(worker: Worker, name: str = "worker") -> str:
    return reverse(name, args=[worker.pk])


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.requirement("R307", "R309")
def test_somebody_is_enrolled_with_what_the_region_s_paper_asks(head: Client) -> None:
    asked = text(head.get(ENROL))
    assert "省内高校毕业" in asked
    page = text(
        head.post(ENROL, form(**{"fact:省内高校毕业": "yes", "fact:省内实训基地实习": "no"}), follow=True)
    )
    assert "优先条件：省内高校毕业" in page
    assert "须在" in page
    assert Worker.objects.get().facts == {"省内高校毕业": True, "省内实训基地实习": False}


@pytest.mark.requirement("R308")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"id_number": id_number("19700304")}, "年龄不超过45岁"),
        ({"education": "SENIOR"}, "学历不低于大专"),
        ({"id_number": "123"}, "身份证号应为18位"),
        ({"certificate_level": "ASSISTANT"}, "请填写发证日期"),
    ],
)
def test_somebody_who_does_not_fit_is_refused_on_the_form(
    head: Client, given: dict[str, Any], says: str
) -> None:
    answer = head.post(ENROL, form(**given))
    assert answer.status_code == 422
    assert says in text(answer)
    assert "示例五" in text(answer)  # what was typed is not lost
    assert not Worker.objects.exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "没有不符合的条件"),
        ({"id_number": ""}, "填了身份证号"),
        ({"id_number": "123"}, "应为18位"),
        ({"education": ""}, "再选学历"),
        ({"id_number": id_number("19700304"), "started_on": "x"}, "登记会被退回"),
        ({"post": "OTHER"}, "没有规定条件"),
        ({"certificate_level": "ASSISTANT", "certificate_issued_on": "2025-09-01"}, "优先条件：持证"),
        ({"fact:省内高校毕业": "yes"}, "优先条件：省内高校毕业"),
    ],
)
def test_conditions_are_shown_before_saving(head: Client, given: dict[str, Any], says: str) -> None:
    assert says in text(head.post(FIT, form(**given)))
    assert head.get(FIT).status_code == 405


def test_the_staff_page_asks_a_fixed_number_of_times(
    head: Client, worker: Worker, pinned_queries: Pinned
) -> None:
    with pinned_queries("workforce: station"):
        page = text(head.get(STAFF))
    assert "还没报" in page
    assert "报县民政局备案" in page


def test_the_list_is_searched_filtered_and_exported(
    head: Client, worker: Worker, pinned_queries: Pinned
) -> None:
    with pinned_queries("workforce: list"):
        page = text(head.get(reverse("workers")))
    assert "示例五" in page
    for query, there in (
        ("?q=slw", True),
        ("?q=无此人", False),
        ("?post=HEAD", False),
        ("?certified=0", True),
        ("?certified=1", False),
        ("?gone=1", False),
    ):
        assert ("示例五" in text(head.get(reverse("workers") + query))) is there, query
    with zipfile.ZipFile(io.BytesIO(head.get(reverse("workers") + "?export=xlsx").content)) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "示例五" in strings
    assert id_number() not in strings


def test_the_file_is_masked_until_somebody_says_why(
    head: Client, worker: Worker, pinned_queries: Pinned
) -> None:
    with pinned_queries("workforce: one"):
        page = text(head.get(page_of(worker)))
    assert id_number() not in page
    assert "4690************21" in page
    asking = page_of(worker, "worker-unmask")
    assert "都会记下" in text(head.get(asking))
    assert head.post(asking, {"reason": "OTHER"}).status_code == 422
    assert id_number() in text(head.post(asking, {"reason": "INSPECTION"}, follow=True))


@pytest.mark.parametrize(
    ("role", "code"), [("worker", 403), ("township", 403), ("auditor", 403), ("province", 403)]
)
def test_readers_do_not_enrol_nor_unmask(
    world: World, client: Client, worker: Worker, role: str, code: int
) -> None:
    reader = sign_in_as(client, world.account_of(role))
    assert reader.get(ENROL).status_code == code
    assert reader.get(page_of(worker, "worker-unmask")).status_code == code


def test_a_file_is_corrected_moved_certified_and_ended(head: Client, worker: Worker) -> None:
    edit = page_of(worker, "worker-edit")
    assert "示例五" in text(head.get(edit))
    assert "示例伍" in text(head.post(edit, form(name="示例伍", phone="13800000006"), follow=True))
    assert head.post(edit, form(phone="1")).status_code == 422
    certificate = page_of(worker, "worker-certificate")
    given = {
        "level": "ASSISTANT",
        "number": "示例1",
        "issued_on": "2025-09-01",
        "expires_on": localdate() + timedelta(days=20),
    }
    assert "该办再登记" in text(head.post(certificate, given, follow=True))
    assert head.post(certificate, {**given, "issued_on": localdate() + timedelta(days=2)}).status_code == 422
    post = page_of(worker, "worker-post")
    assert "副站长" in text(head.post(post, {"post": "DEPUTY", "changed_on": localdate()}, follow=True))
    assert head.post(post, {"post": "DEPUTY", "changed_on": localdate()}).status_code == 422
    leave = page_of(worker, "worker-leave")
    assert head.post(leave, {"ended_on": localdate(), "reason": ""}).status_code == 422
    assert "离岗" in text(
        head.post(leave, {"ended_on": localdate(), "reason": "个人原因", "because": "PERSONAL"}, follow=True)
    )


def test_an_account_is_linked_by_the_county(world: World, client: Client, worker: Worker) -> None:
    account = world.account_of("worker")
    county = sign_in_as(client, world.account_of("county"))
    address = page_of(worker, "worker-account")
    assert county.get(address).status_code == 200
    worker.refresh_from_db()
    answer = county.post(address, {"user_id": str(account.pk)}, follow=True)
    worker.refresh_from_db()
    assert (worker.user == account) is ("对应好了" in text(answer))


@pytest.mark.requirement("R241")
def test_staff_is_filed_returned_filed_again_and_accepted(world: World, head: Client, worker: Worker) -> None:
    file = reverse("filing-new", args=[YACHA_STATION])
    assert "等县民政局审核" in text(head.post(file, {"note": "首次备案"}, follow=True))
    assert head.post(file, {}).status_code == 422
    decide = reverse("filing-decide", args=[Filing.objects.get().pk])
    assert head.post(decide, {"decision": "accept"}).status_code == 403
    county = sign_in_as(head, world.account_of("county"))
    assert "等您审核的备案" in text(county.get(reverse("workers")))
    assert "同意备案" in text(county.get(STAFF))
    assert "写明退回的原因" in text(county.post(decide, {"decision": "return", "reason": ""}, follow=True))
    assert "缺劳动合同" in text(
        county.post(decide, {"decision": "return", "reason": "缺劳动合同"}, follow=True)
    )
    again = sign_in_as(county, world.account_of("station_head"))
    again.post(file, {})
    county = sign_in_as(again, world.account_of("county"))
    newest = Filing.objects.get(state="FILED")
    assert "已备案" in text(
        county.post(reverse("filing-decide", args=[newest.pk]), {"decision": "accept"}, follow=True)
    )
