"""Assessing a person through the door: the form, its count, what is refused, the file, the lists, the home."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.conftest import only_these_packs, packs_without_scales, scale_pack
from tests.clients.folk import GRANNY, UNCLE
from tests.clients.scales import HARDLY, PARTLY, WELL
from tests.conftest import Pinned
from tests.people import HEAD, WANG, YACHA_STATION, ZHAO
from tests.services.conftest import worker
from tests.world import World, sign_in_as
from yizhan.clients.actions import note_need, record_assessment, register_client, restrict_client
from yizhan.clients.models import Assessment, Client, Need
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["worker"]
As = Callable[[str], Browser]


@pytest.fixture
def scales(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_these_packs(monkeypatch, [*packs_without_scales(), *scale_pack(tmp_path)])


@pytest.fixture
def granny(world: World) -> Client:
    return register_client(
        actor=WANG, station_id=YACHA_STATION, person=GRANNY, on=localdate(), opened_on=date(2025, 7, 16)
    )


@pytest.fixture
def as_role(world: World) -> As:
    return lambda role: sign_in_as(Browser(), world.account_of(role))


def sent(answers: dict[str, str], **more: str) -> dict[str, str]:
    told = {f"q:{name}": answer for name, answer in answers.items()}
    return told | {"scale": "scale.ability", "mode": "AT_HOME", "minutes": "40"} | more


def assessed(client: Client, answers: dict[str, str] = HARDLY, *, days_ago: int = 0) -> Assessment:
    on = localdate()
    return record_assessment(
        actor=WANG, client_id=client.pk, scale="scale.ability", answers=answers, assessed_on=on - timedelta(days=days_ago),
        on=on,
    )  # fmt: skip


@pytest.mark.requirement("R336", "R337")
def test_a_person_is_assessed_on_one_page_and_nothing_is_typed_twice(
    scales: None, granny: Client, worker: Worker, as_role: As, world: World
) -> None:
    browser = as_role("worker")
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    address = reverse("client-assess", args=[granny.pk])
    page = browser.get(address).content.decode()
    assert "能力评估" in page
    assert 'name="q:吃饭"' in page
    assert "儿童风险评估" not in page
    counted = browser.post(address, sent({"吃饭": "自己来"}, count="1"))
    assert (counted.status_code, Assessment.objects.count()) == (200, 0)
    assert "还有 2 题" in counted.content.decode()
    lacking = browser.post(address, sent({"吃饭": "自己来"}, need_0="想要助浴", need_kind_0="CARE"))
    text = lacking.content.decode()
    assert lacking.status_code == 422
    assert "还有2题没有答" in text
    assert 'value="自己来" checked' in text
    assert "想要助浴" in text
    assert 'href="#question-2"' in text
    stored = browser.post(
        address, sent(HARDLY, special="近期跌倒", need_0="想要助浴", need_kind_0="CARE"), follow=True
    )
    text = stored.content.decode()
    assert "评估存好了：1分，失能。风险等级按量表定为高风险。" in text
    assert "商定谁来照料" in text
    one = Assessment.objects.get()
    assert ServiceRecord.objects.get().pk == one.service_id
    assert Need.objects.get().source == "ASSESSMENT"


def test_the_total_is_counted_while_one_answers_and_nothing_is_stored(
    scales: None, granny: Client, as_role: As
) -> None:
    browser = as_role("worker")
    address = reverse("client-assess-total", args=[granny.pk])
    said = browser.post(address, sent({"吃饭": "自己来"}), HTTP_HX_REQUEST="true").content.decode()
    assert "<b>2</b> / 5" in said
    said = browser.post(address, sent(WELL, special="近期跌倒"), HTTP_HX_REQUEST="true").content.decode()
    assert "部分失能" in said
    assert "按分数是完好，因特殊情形加重" in said
    assert browser.post(address, {"scale": "scale.nope"}).status_code == 404
    assert not Assessment.objects.exists()


def test_an_assessment_is_read_corrected_and_voided_and_both_versions_stay(
    scales: None, granny: Client, as_role: As
) -> None:
    browser, one = as_role("station_head"), assessed(granny)
    page = reverse("client-assessment", args=[granny.pk, one.pk])
    text = browser.get(page).content.decode()
    assert "失能" in text
    assert "要人帮" in text
    form = reverse("client-assessment-correct", args=[granny.pk, one.pk])
    assert 'value="要人帮" checked' in browser.get(form).content.decode()
    assert browser.post(form, sent(WELL)).status_code == 422
    done = browser.post(form, sent(WELL, reason="听错了"), follow=True).content.decode()
    assert "原来的一份" in done
    assert "这一份已更正" in browser.get(page).content.decode()
    new = Assessment.objects.get(newest=True)
    void = reverse("client-assessment-void", args=[granny.pk, new.pk])
    assert "作废：评错了人" in browser.post(void, {"reason": "评错了人"}, follow=True).content.decode()
    assert as_role("county").get(form).status_code == 403
    assert browser.get(reverse("client-assessment", args=[granny.pk, granny.pk])).status_code == 404


def test_the_file_shows_needs_results_and_how_they_went(
    scales: None, granny: Client, as_role: As, pinned_queries: Pinned
) -> None:
    browser = as_role("worker")
    assessed(granny, WELL, days_ago=400)
    assessed(granny, PARTLY, days_ago=20)
    address = reverse("client-care", args=[granny.pk])
    new = reverse("client-need-new", args=[granny.pk])
    facts = {"kind": "HOUSING", "what": "屋顶漏雨", "source": "VISIT", "found_on": str(localdate())}
    assert browser.post(new, facts, follow=True).status_code == 200
    with pinned_queries("clients: care"):
        text = browser.get(address).content.decode()
    assert 'class="trend' in text
    assert "屋顶漏雨" in text
    assert "部分失能" in text
    need = Need.objects.get()
    state = reverse("client-need-state", args=[granny.pk, need.pk])
    assert browser.post(state, {"state": "WITHDRAWN"}).status_code == 422
    browser.post(state, {"state": "MET", "reason": "已修好"})
    assert "已修好" in browser.get(address).content.decode()
    assert as_role("auditor").get(address).status_code == 200
    assert as_role("province").get(address).status_code == 403
    assert f'hx-get="{address}"' in browser.get(reverse("client-file", args=[granny.pk])).content.decode()


def test_who_is_to_be_assessed_stands_in_a_list_and_on_the_home(
    scales: None, granny: Client, as_role: As, pinned_queries: Pinned
) -> None:
    browser = as_role("worker")
    uncle = register_client(actor=WANG, station_id=YACHA_STATION, person=UNCLE, on=localdate())
    assessed(granny, HARDLY, days_ago=150)
    with pinned_queries("clients: assessments"):
        text = browser.get(reverse("assessments")).content.decode()
    assert "测试奶奶" in text
    assert "已逾期" in text
    assert "示例大叔" not in text
    never = browser.get(reverse("assessments"), {"list": "never", "scale": "scale.ability"}).content.decode()
    assert "示例大叔" in never
    assert reverse("client-assess", args=[uncle.pk]) in never
    for query in ({"export": "xlsx"}, {"list": "never", "export": "xlsx"}):
        assert browser.get(reverse("assessments"), query).status_code == 200
        assert as_role("supervisor").get(reverse("assessments"), query).status_code == 403
    assert "复评 测试奶奶" in browser.get(reverse("home")).content.decode()
    assert "测试奶奶" not in browser.get(reverse("assessments"), {"grade": "LOW"}).content.decode()
    restrict_client(actor=HEAD, client_id=granny.pk, reason="保护对象")
    assert "测试奶奶" not in browser.get(reverse("assessments")).content.decode()
    assert browser.get(reverse("client-assess", args=[granny.pk])).status_code == 404


def test_where_no_paper_gives_a_scale_every_page_says_so(
    granny: Client, as_role: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_these_packs(monkeypatch, packs_without_scales())
    browser = as_role("worker")
    for address in (reverse("client-assess", args=[granny.pk]), reverse("assessments")):
        assert "本地区还没有评估量表" in browser.get(address).content.decode()
    assert "本地区还没有评估量表" in browser.get(reverse("client-care", args=[granny.pk])).content.decode()


def test_open_needs_are_listed_filtered_and_exported(granny: Client, as_role: As) -> None:
    on, browser = localdate(), as_role("worker")
    note_need(
        actor=WANG, client_id=granny.pk, kind="CARE", what="想要助浴", source="REQUEST", found_on=on, on=on
    )
    assert "想要助浴" in browser.get(reverse("needs")).content.decode()
    assert "想要助浴" not in browser.get(reverse("needs"), {"state": "MET"}).content.decode()
    assert (
        "想要助浴"
        in browser.get(reverse("needs"), {"state": "OPEN,PLANNED", "kind": "CARE"}).content.decode()
    )
    assert browser.get(reverse("needs"), {"export": "xlsx"}).status_code == 200
    assert as_role("supervisor").get(reverse("needs"), {"export": "xlsx"}).status_code == 403
