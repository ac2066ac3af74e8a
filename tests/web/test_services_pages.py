"""Recording in ninety seconds, finding it again, mending it; the next county finds nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.folk import TODAY
from tests.conftest import Pinned
from tests.people import AGENCY, QIFANG_STATION, SHILU, SHILU_STATION, YACHA, YACHA_STATION, ZHAO
from tests.services.conftest import Record, granny, neighbour, record, stranger, uncle, worker
from tests.world import World, sign_in_as
from yizhan.clients.actions import move_client
from yizhan.clients.models import Client
from yizhan.kernel.ids import uuid7
from yizhan.services.models import ServiceRecord, TaskRefusal
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["granny", "neighbour", "record", "stranger", "uncle", "worker"]


@pytest.fixture
def desk(world: World, client: Browser, worker: Worker) -> Browser:
    """The worker of 牙叉镇, signed in, her account linked to her post."""
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return sign_in_as(client, account)


def typed(**given: Any) -> dict[str, Any]:
    return {
        "service_id": str(uuid7()), "kind": "VISIT", "station": str(YACHA_STATION), "mode": "AT_HOME", "minutes": "35",
        "done_on": localdate().isoformat(), "note": "已压好塑料布",
    } | given  # fmt: skip


@pytest.mark.requirement("R192", "R300")
def test_a_visit_takes_one_tap_on_a_chip_and_one_on_the_button(
    desk: Browser, worker: Worker, granny: Client
) -> None:
    page = desk.get(reverse("service-new"), {"client": str(granny.pk)})
    text = page.content.decode()
    assert page.status_code == 200
    for word in ("测试奶奶", "上门", "电话", "请入站", "没见到", "精神慰藉", "全部 30 项", "存好"):
        assert word in text
    answer = desk.post(reverse("service-new"), typed(client=[granny.pk], worker=worker.pk, item=["养老-3"]))
    assert answer.status_code == 302
    made = ServiceRecord.objects.get()
    assert (made.worker, made.minutes, made.note) == (worker, 35, "已压好塑料布")


def test_a_refusal_keeps_what_was_typed(desk: Browser, worker: Worker, granny: Client) -> None:
    tomorrow = (localdate() + timedelta(days=1)).isoformat()
    answer = desk.post(reverse("service-new"), typed(client=[granny.pk], worker=worker.pk, done_on=tomorrow))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "不能晚于今天" in text
    assert "已压好塑料布" in text
    assert not ServiceRecord.objects.exists()


def test_sent_twice_on_a_slow_line_it_is_one_record(desk: Browser, worker: Worker, granny: Client) -> None:
    same = typed(client=[granny.pk], worker=worker.pk)
    desk.post(reverse("service-new"), same)
    desk.post(reverse("service-new"), same)
    assert ServiceRecord.objects.count() == 1


def test_whom_is_asked_first_with_who_is_due_and_a_search(desk: Browser, granny: Client) -> None:
    assert "给谁记探访" in desk.get(reverse("service-new")).content.decode()
    found = desk.get(reverse("service-people"), {"q": "csnn"}, headers={"HX-Request": "true"})
    assert "测试奶奶" in found.content.decode()
    assert "没有找到" in desk.get(reverse("service-people"), {"q": "查无此人"}).content.decode()


def test_an_activity_is_recorded_without_naming_anybody(desk: Browser, worker: Worker) -> None:
    assert "其他参加的人数" in desk.get(reverse("service-new"), {"kind": "ACTIVITY"}).content.decode()
    desk.post(
        reverse("service-new"),
        typed(kind="ACTIVITY", title="重阳节活动", participants_count="40", mode="OUTSIDE", worker=worker.pk),
    )
    assert ServiceRecord.objects.get().participants_count == 40


def test_nobody_is_satisfied_unless_somebody_asked(desk: Browser, granny: Client) -> None:
    """A select without an empty first choice sends its first answer by itself: 很满意, for everybody."""
    page = desk.get(reverse("service-new"), {"client": str(granny.pk)}).content.decode()
    select = page[page.index('name="satisfaction"') :].partition("</select>")[0]
    assert '<option value="" selected>没有问</option>' in " ".join(select.split())


def test_who_came_to_an_activity_may_be_named_and_nobody_is_offered_twice(
    desk: Browser, granny: Client, uncle: Client
) -> None:
    assert "点名记到档案里" in desk.get(reverse("service-new"), {"kind": "ACTIVITY"}).content.decode()
    asked = reverse("service-people")
    assert 'name="q"' in desk.get(asked, {"kind": "ACTIVITY", "more": "1"}).content.decode()
    again = desk.get(asked, {"q": "csnn", "more": "1", "client": str(granny.pk)}).content.decode()
    assert "测试奶奶" not in again


@pytest.mark.parametrize("name", ["services", "due", "tasks", "task-new", "service-new"])
def test_empty_pages_say_what_to_do(desk: Browser, name: str) -> None:
    page = desk.get(reverse(name))
    assert page.status_code == 200
    assert "translate" not in page.content.decode()


def test_a_record_is_shown_mended_and_voided(desk: Browser, record: Record, granny: Client) -> None:
    made = record(
        granny, note="写错了", follow_up="看屋顶", follow_up_on=TODAY, done_on=TODAY, on=localdate()
    )
    made.refresh_from_db()
    assert "看屋顶" in desk.get(reverse("service", args=[made.pk])).content.decode()
    form = desk.get(reverse("service-correct", args=[made.pk]))
    assert "写错了" in form.content.decode()
    given = {
        "done_on": made.done_on.isoformat(), "mode": "PHONE", "met": "1", "minutes": "12", "participants_count": "0",
        "note": "写对了", "follow_up": "看屋顶", "follow_up_on": TODAY.isoformat(), "reason": "是电话",
        "seen_at": made.changed_at.isoformat(),
    }  # fmt: skip
    assert desk.post(reverse("service-correct", args=[made.pk]), given).status_code == 302
    stale = desk.post(reverse("service-correct", args=[made.pk]), given | {"minutes": "13"})
    assert (stale.status_code, "刚被别人改过" in stale.content.decode()) == (422, True)
    text = desk.get(reverse("service", args=[made.pk])).content.decode()
    assert "写错了" in text
    assert "是电话" in text
    assert desk.post(reverse("service-follow-up", args=[made.pk]), {"result": "已修好"}).status_code == 302
    assert desk.post(reverse("service-void", args=[made.pk]), {"reason": ""}).status_code == 422
    assert desk.post(reverse("service-void", args=[made.pk]), {"reason": "记错人"}).status_code == 302
    assert "记错人" in desk.get(reverse("service", args=[made.pk])).content.decode()
    assert desk.get(reverse("services"), {"standing": "void"}).content.decode().count("已作废") >= 1


def test_what_a_person_said_of_the_service_is_corrected_like_the_rest(
    desk: Browser, record: Record, granny: Client
) -> None:
    made = record(granny, satisfaction=5, done_on=TODAY, on=localdate())
    account = str(desk.session["_auth_user_id"])
    ServiceRecord.objects.filter(pk=made.pk).update(recorded_by=account)
    form = desk.get(reverse("service-correct", args=[made.pk])).content.decode()
    assert "问一句：满意吗" in form
    given = {
        "done_on": made.done_on.isoformat(), "mode": "AT_HOME", "met": "1", "minutes": "30", "participants_count": "0",
        "satisfaction": "2", "reason": "点错了",
    }  # fmt: skip
    assert desk.post(reverse("service-correct", args=[made.pk]), given).status_code == 302
    text = desk.get(reverse("service", args=[made.pk])).content.decode()
    assert "满意度 · <s>很满意</s>" in text
    assert "满意度 · 不满意" in text
    given |= {"satisfaction": "", "reason": "其实没有问"}
    assert desk.post(reverse("service-correct", args=[made.pk]), given).status_code == 302
    made.refresh_from_db()
    assert made.satisfaction is None


def test_the_record_of_a_colleague_has_grey_buttons_and_says_why(
    desk: Browser, world: World, record: Record, granny: Client
) -> None:
    made = record(granny, done_on=TODAY, on=localdate())
    colleague = world.account(
        "worker", organisation=AGENCY, region=YACHA, station=YACHA_STATION, username="another.worker"
    )
    sign_in_as(desk, colleague)
    text = desk.get(reverse("service", args=[made.pk])).content.decode()
    assert text.count('aria-disabled="true"') == 2
    assert "由记录人或站长更正" in text
    assert reverse("service-void", args=[made.pk]) not in text
    refused = desk.post(reverse("service-void", args=[made.pk]), {"reason": "记错人"})
    assert (refused.status_code, "只有记录人" in refused.content.decode()) == (422, True)
    assert "只有记录人" in desk.get(reverse("service-correct", args=[made.pk])).content.decode()
    sign_in_as(desk, world.account_of("station_head"))
    assert desk.post(reverse("service-void", args=[made.pk]), {"reason": "记错人"}).status_code == 302


def test_the_next_county_gets_404(
    desk: Browser, world: World, client: Browser, record: Record, granny: Client
) -> None:
    made = record(granny)
    from tests.people import OTHER_AGENCY

    stranger = world.account(
        "worker", organisation=OTHER_AGENCY, region=SHILU, station=SHILU_STATION, username="li.worker"
    )
    sign_in_as(client, stranger)
    for url in (
        reverse("service", args=[made.pk]), reverse("service-correct", args=[made.pk]),
        reverse("client-timeline", args=[granny.pk]), reverse("service-new") + f"?client={granny.pk}",
    ):  # fmt: skip
        assert client.get(url).status_code == 404
    assert client.post(reverse("service-void", args=[made.pk]), {"reason": "x"}).status_code == 404
    assert "测试奶奶" not in client.get(reverse("services")).content.decode()


def test_a_file_that_came_from_another_station_says_where_its_records_are(
    desk: Browser, granny: Client, world: World
) -> None:
    page = reverse("client-timeline", args=[granny.pk])
    assert "留在原来的站" not in desk.get(page).content.decode()
    on = localdate()
    move_client(actor=ZHAO, client_id=granny.pk, to_station_id=QIFANG_STATION, reason="搬家", on=on)
    move_client(actor=ZHAO, client_id=granny.pk, to_station_id=YACHA_STATION, reason="搬回来", on=on)
    assert "转来以前的记录留在原来的站" in desk.get(page).content.decode()


def test_the_timeline_goes_on_by_key(desk: Browser, record: Record, granny: Client) -> None:
    for back in range(12):
        record(granny, done_on=TODAY - timedelta(days=back), note=f"第{back}次")
    first = desk.get(reverse("client-timeline", args=[granny.pk])).content.decode()
    assert "第0次" in first
    assert "第11次" not in first
    after = first.split("after=")[1].split('"')[0]
    assert (
        "第11次" in desk.get(reverse("client-timeline", args=[granny.pk]), {"after": after}).content.decode()
    )


@pytest.mark.requirement("R020", "R302")
def test_a_task_of_others_is_sent_back_on_the_page(desk: Browser) -> None:
    page = desk.get(reverse("task-new")).content.decode()
    assert "按这条规定只能退回" in page
    assert "方案 五" in page
    assert 'value="ACCEPTED"' not in page
    given = {"station": str(YACHA_STATION), "asked_on": localdate().isoformat(), "asked_by": "示例镇党政办", "task": "录台账", "outcome": "ACCEPTED", "minutes": "5"}  # fmt: skip
    refused = desk.post(reverse("task-new"), given)
    assert (refused.status_code, "已退回" in refused.content.decode()) == (422, True)
    assert desk.post(reverse("task-new"), given | {"outcome": "REFUSED"}).status_code == 302
    assert TaskRefusal.objects.get().asked_by == "示例镇党政办"
    assert "示例镇党政办" in desk.get(reverse("tasks")).content.decode()


@pytest.mark.requirement("R020", "R302")
def test_the_page_offers_what_the_paper_of_that_station_and_day_lets_one_do(desk: Browser) -> None:
    """Before the paper came into force nobody had ruled: then a task may be taken on, and its minutes are asked."""
    given = {
        "station": str(YACHA_STATION),
        "asked_on": "2022-12-31",
        "asked_by": "示例镇党政办",
        "task": "录台账",
    }
    looked = desk.post(reverse("task-new"), given | {"look": "1"})
    page = looked.content.decode()
    assert looked.status_code == 200
    assert 'value="ACCEPTED"' in page
    assert "用了多少分钟" in page
    assert "示例镇党政办" in page
    assert not TaskRefusal.objects.exists()
    late = desk.post(reverse("task-new"), given | {"outcome": "ACCEPTED", "minutes": "5"})
    assert late.status_code == 302
    refused = desk.post(
        reverse("task-new"), given | {"asked_on": "2023-12-31", "outcome": "ACCEPTED", "minutes": "5"}
    )
    assert refused.status_code == 422
    assert "白沙黎族自治县乡镇社会工作服务站项目工作方案" in refused.content.decode()


def test_lists_ask_the_database_as_often_for_many_as_for_few(
    desk: Browser, record: Record, granny: Client, uncle: Client, pinned_queries: Pinned
) -> None:
    record(granny, item_codes=["养老-3"])
    with pinned_queries("services: list"):
        desk.get(reverse("services"))
    with pinned_queries("services: due"):
        desk.get(reverse("due"))
    for back in range(1, 25):
        record(granny, uncle, done_on=TODAY - timedelta(days=back), item_codes=["养老-2"])
    with pinned_queries("services: list"):
        desk.get(reverse("services"))
    with pinned_queries("services: due"):
        desk.get(reverse("due"))
    with pinned_queries("services: form"):
        desk.get(reverse("service-new"), {"client": str(granny.pk)})


def test_the_list_is_exported(desk: Browser, record: Record, granny: Client) -> None:
    record(granny)
    answer = desk.get(reverse("services"), {"export": "xlsx", "kind": "VISIT"})
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
