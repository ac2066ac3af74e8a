"""Opening a file on the page."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.folk import BOY, GRANNY, UNCLE
from tests.people import (
    SHILU_STATION,
    YACHA_STATION,
    ZHAO,
)
from tests.services.conftest import worker
from tests.web.clients_world import As, as_role, file_of, granny, neighbours
from tests.world import World
from yizhan.clients.models import Client, Guardianship
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["as_role", "granny", "neighbours", "worker"]


def new(**facts: Any) -> dict[str, Any]:
    return {
        "station": str(YACHA_STATION),
        "name": "示例大叔",
        "id_kind": "RESIDENT",
        "id_number": UNCLE.id_number,
        "opened_on": localdate().isoformat(),
    } | facts


def test_a_file_is_opened_on_the_page(as_role: As, world: World) -> None:
    browser = as_role("worker")
    assert browser.get(reverse("client-register")).status_code == 200
    answer = browser.post(
        reverse("client-register"), new(classes=["DIBAO"], consent="ORAL", marital="MARRIED")
    )
    client = Client.objects.get()
    assert answer["Location"] == file_of(client)
    assert (client.sex, client.born_on, client.details.marital) == (
        "F" if int(UNCLE.id_number[16]) % 2 == 0 else "M",
        date(1965, 2, 8),
        "MARRIED",
    )


@pytest.mark.requirement("R274", "R341")
def test_a_child_is_filed_with_consent_and_guardian_at_once_and_twice_pressed_makes_one_file(
    as_role: As, world: World
) -> None:
    browser = as_role("worker")
    shown = browser.get(reverse("client-register")).content.decode()
    made = re.search(r'name="client_id" value="([^"]+)"', shown)
    assert made
    facts = new(
        client_id=made[1], name=BOY.name, id_number=BOY.id_number, consent="GUARDIAN", consent_by="示例爷爷",
        guardian_kind="GRANDPARENT", guardian_phone="13800000008",
    )  # fmt: skip
    assert browser.post(reverse("client-register"), facts).status_code == 302
    assert browser.post(reverse("client-register"), facts).status_code == 302
    boy = Client.objects.get()
    assert (str(boy.pk), Guardianship.objects.get().name) == (made[1], "示例爷爷")
    page = browser.get(file_of(boy)).content.decode()
    assert "还没有登记" not in page.split("身份信息")[0]
    assert "建档" in browser.get(reverse("client-changes", args=[boy.pk])).content.decode()


def test_who_opens_the_file_looks_after_the_person(as_role: As, world: World, worker: Worker) -> None:
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=world.account_of("worker").pk)
    as_role("worker").post(reverse("client-register"), new())
    assert Client.objects.get().responsible_worker_id == worker.pk


def test_without_papers_the_reason_is_asked_for_where_it_can_be_seen(as_role: As, world: World) -> None:
    browser, facts = as_role("worker"), new(id_kind="NONE", id_number="")
    assert "写明原因" in browser.post(reverse("client-look"), facts).content.decode()
    page = browser.post(reverse("client-register"), facts).content.decode()
    assert page.index("<details open>") < page.index("no_id_reason")
    answer = browser.post(reverse("client-register"), facts | {"no_id_reason": "未登记户口"})
    assert "没有证件：未登记户口" in browser.get(answer["Location"]).content.decode()


def test_papers_tell_birthday_sex_and_age_while_typing(as_role: As, world: World) -> None:
    page = (
        as_role("worker")
        .post(reverse("client-look"), {"id_kind": "RESIDENT", "id_number": GRANNY.id_number})
        .content.decode()
    )
    assert "1948年3月15日，女" in page
    page = (
        as_role("worker")
        .post(reverse("client-look"), {"id_kind": "RESIDENT", "id_number": GRANNY.id_number[:-1] + "0"})
        .content.decode()
    )
    assert "校验码" in page


def test_look_alikes_are_shown_while_typing_and_answered_for(as_role: As, granny: Client) -> None:
    browser = as_role("worker")
    facts = new(phone=GRANNY.phone)
    page = browser.post(reverse("client-look"), facts).content.decode()
    assert "电话相同" in page
    assert str(granny.pk) in page
    refused = browser.post(reverse("client-register"), facts)
    assert refused.status_code == 422
    assert "可能是同一人" in refused.content.decode()
    assert (
        browser.post(
            reverse("client-register"), facts | {"despite": [str(granny.pk), "nonsense"]}
        ).status_code
        == 302
    )


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"name": ""}, "有几处要改"),
        ({"id_number": "46902519650208"}, "18位"),
        ({"id_number": "", "id_kind": "NONE"}, "请写明原因"),
        ({"opened_on": "2099-01-01"}, "今天以后"),
        ({"born_on": "2017-06-01"}, "家长的证件"),
        ({"opened_on": "不是日期"}, "有几处要改"),
        ({"classes": ["NOPE"]}, "有几处要改"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    as_role: As, world: World, facts: dict[str, Any], word: str
) -> None:
    answer = as_role("worker").post(reverse("client-register"), new(address="示例路9号", **facts))
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert "示例路9号" in answer.content.decode()
    assert not Client.objects.exists()


def test_a_number_filed_elsewhere_is_refused_without_a_word_of_whose_it_is(
    granny: Client, neighbours: list[Browser]
) -> None:
    answer = neighbours[0].post(
        reverse("client-register"),
        new(station=str(SHILU_STATION), id_number=GRANNY.id_number, name="测试奶奶"),
    )
    page = answer.content.decode()
    assert "该证件号码已在其他站点建档，请联系县民政局。" in page
    assert "牙叉" not in page
