"""The pages of the front desk, of referrals and of alarms, as their users open them; whoever may not see finds nothing."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from tests.clients.folk import BOY
from tests.conftest import Pinned
from tests.people import AGENCY, HEAD, QIFANG, QIFANG_STATION, WANG, YACHA, YACHA_STATION, ZHAO
from tests.services.conftest import granny, worker
from tests.world import World, sign_in_as
from yizhan.clients.actions import name_guardian, record_consent, register_client
from yizhan.clients.models import Client
from yizhan.jobs.tasks import escalate_alarms
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import raise_alarm
from yizhan.services.models import Alarm, Consultation, Referral, ServiceRecord
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["granny", "worker"]
NEGLECT = "被遗弃或长期处于无人照料状态"


@pytest.fixture
def desk(world: World, client: Browser, worker: Worker) -> Browser:
    """The worker of 牙叉镇, signed in, her account linked to her post."""
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return sign_in_as(client, account)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def come(**given: Any) -> dict[str, Any]:
    return {
        "consultation_id": str(uuid7()), "station": str(YACHA_STATION), "mode": "COME_IN", "about": "问高龄津贴",
        "urgency": "NORMAL", "name": "", "minutes": "10",
    } | given  # fmt: skip


@pytest.mark.requirement("R218", "R268")
def test_a_day_at_the_desk(desk: Browser, worker: Worker, granny: Client, pinned_queries: Pinned) -> None:
    assert "没有人在等" in text(desk.get(reverse("desk")))
    assert "就是" not in text(desk.get(reverse("desk-people"), {"name": "查无此人"}))
    assert "测试奶奶" in text(desk.get(reverse("desk-people"), {"name": "csnn"}))
    answer = desk.post(reverse("desk-take"), come(about=" "))
    assert answer.status_code == 422
    desk.post(reverse("desk-take"), come(name="来访某某", phone="13800000777"))
    desk.post(reverse("desk-take"), come(answer="告诉了材料", worker=worker.pk))
    assert ServiceRecord.objects.get().kind == "CONSULTATION"
    with pinned_queries("services: desk"):
        page = text(desk.get(reverse("desk")))
    assert "来访某某" in page
    assert "已等不到1分钟" in page
    assert "没有留姓名" in page
    one = Consultation.objects.get(state="WAITING")
    page = text(desk.get(reverse("consultation", args=[one.pk])))
    assert "13800000777" in page
    assert f"visitor={one.pk}" in page
    filled = text(desk.get(reverse("client-register"), {"visitor": str(one.pk)}))
    assert 'value="来访某某"' in filled
    wrong = desk.post(
        reverse("consultation-end", args=[one.pk]), {"result": "CASE", "answer": "好", "minutes": "5"}
    )
    assert wrong.status_code == 422
    assert "先建档" in text(wrong)
    desk.post(reverse("consultation-name", args=[one.pk]), {"client": granny.pk})
    desk.post(reverse("consultation-give", args=[one.pk]), {"worker": worker.pk})
    answer = desk.post(
        reverse("consultation-end", args=[one.pk]), {"result": "REFERRAL", "answer": "转残联", "minutes": "5"}
    )
    assert answer.headers["Location"] == reverse("referral-new", args=[granny.pk])


def test_whoever_comes_without_a_file_is_filed_from_the_desk(desk: Browser, worker: Worker) -> None:
    desk.post(reverse("desk-take"), come(name="示例来访", phone="13800000778"))
    one = Consultation.objects.get()
    answer = desk.post(
        reverse("client-register") + f"?visitor={one.pk}",
        {
            "client_id": str(uuid7()), "station": str(YACHA_STATION), "name": "示例来访", "phone": "13800000778",
            "id_kind": "NONE", "no_id_reason": "没带证件", "born_on": "1950-01-01", "sex": "F",
            "opened_on": localdate().isoformat(), "village_name": "示例村", "consent": "ORAL",
        },
    )  # fmt: skip
    assert answer.headers["Location"] == reverse("consultation", args=[one.pk]), text(answer)[:2000]
    one.refresh_from_db()
    assert one.client == Client.objects.get()


def test_a_referral_from_the_file_to_the_answer(
    desk: Browser, world: World, worker: Worker, granny: Client, pinned_queries: Pinned
) -> None:
    page = text(desk.get(reverse("client-file", args=[granny.pk])))
    assert reverse("client-referrals", args=[granny.pk]) in page
    assert "还没有转介过" in text(desk.get(reverse("client-referrals", args=[granny.pk])))
    form = text(desk.get(reverse("referral-new", args=[granny.pk])))
    assert "七坊镇社工站" in form
    assert "还没有“与部门共享”的同意" in form
    typed = {
        "referral_id": str(uuid7()), "kind": "REFERRAL", "to": f"station:{QIFANG_STATION}", "reason": "搬去女儿家",
        "situation": "独自在家", "asked": "每周看一次", "parts": ["phone"], "sent_on": localdate().isoformat(),
        "mode": "PHONE", "minutes": "15", "worker": worker.pk,
    }  # fmt: skip
    refused = desk.post(reverse("referral-new", args=[granny.pk]), typed)
    assert refused.status_code == 422
    assert "搬去女儿家" in text(refused)
    on = localdate()
    record_consent(
        actor=WANG, client_id=granny.pk, purpose="SHARE", given=True, basis="WRITTEN", given_on=on, on=on
    )
    assert desk.post(reverse("referral-new", args=[granny.pk]), typed).status_code == 302
    one = Referral.objects.get()
    page = text(desk.get(reverse("referral", args=[one.pk])))
    assert "撤回" in page
    assert reverse("referral-accept", args=[one.pk]) not in page, (
        "the sender does not answer for the other station"
    )
    with pinned_queries("services: referrals"):
        assert "测试奶奶" in text(desk.get(reverse("referrals"), {"side": "out"}))
    made = desk.get(reverse("referral-docx", args=[one.pk]))
    assert made.content[:2] == b"PK"

    other = Browser()
    chen = world.account(
        "worker", organisation=AGENCY, region=QIFANG, station=QIFANG_STATION, username="chen"
    )
    sign_in_as(other, chen)
    assert "答复转介：测试奶奶" in text(other.get(reverse("home")))
    page = text(other.get(reverse("referral", args=[one.pk])))
    assert "13800000001" in page
    assert "示例村" not in page, "what was not ticked is not told"
    assert "只看得到对方告诉的内容" in page
    assert other.get(reverse("client-file", args=[granny.pk])).status_code == 404
    other.post(reverse("referral-accept", args=[one.pk]))
    other.post(reverse("referral-answer", args=[one.pk]), {"answer": "已上门"})
    one.refresh_from_db()
    assert (one.state, one.answer) == ("ANSWERED", "已上门")
    assert desk.post(reverse("referral-take-back", args=[one.pk]), {"reason": "不"}).status_code == 422
    assert other.post(reverse("referral-refuse", args=[one.pk]), {"reason": "不"}).status_code == 422
    assert "已答复" in text(desk.get(reverse("client-referrals", args=[granny.pk])))


@pytest.fixture
def boy(world: World) -> Client:
    on = localdate()
    child = register_client(actor=WANG, person=BOY, station_id=YACHA_STATION, on=on)
    name_guardian(
        actor=WANG,
        client_id=child.pk,
        kind="PARENT",
        name="示例监护人",
        phone="13800000066",
        from_on=on,
        on=on,
    )
    return child


def test_an_alarm_from_finding_to_closing(
    desk: Browser, world: World, boy: Client, pinned_queries: Pinned
) -> None:
    clock, chief = reverse("alarm-clock"), world.account_of("station_head")
    assert clock in text(desk.get(reverse("home")))
    assert text(desk.get(clock)).strip() == ""
    assert "发现了什么危险" in text(desk.get(reverse("alarm-new"), {"client": str(boy.pk)}))
    form = text(desk.get(reverse("alarm-new"), {"kind": "HARM", "client": str(boy.pk)}))
    assert NEGLECT in form
    assert 'href="tel:110"' in form, "on a phone the number is a tap away"
    assert "强制报告意见" in form
    typed = {
        "alarm_id": str(uuid7()), "kind": "HARM", "client": boy.pk, "station": str(YACHA_STATION), "age": "9岁",
        "found_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "chosen": [NEGLECT], "seen": "一个人在家四天",
        "guardian_danger": "on",
    }  # fmt: skip
    assert desk.post(reverse("alarm-new"), typed | {"chosen": []}).status_code == 422
    assert desk.post(reverse("alarm-new"), typed).status_code == 302
    alarm = Alarm.objects.get()
    with pinned_queries("services: clock of alarms"):
        strip = text(desk.get(clock))
    assert "还没有报告" in strip
    assert "小朋友" not in strip
    page = text(desk.get(reverse("alarm", args=[alarm.pk])))
    assert "一个人在家四天" in page
    assert "校验一致" in page
    for hidden in ("示例监护人", "13800000066"):
        assert hidden not in page
    at = {"happened_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M")}
    assert desk.post(reverse("alarm-protect", args=[alarm.pk]), at | {"text": " "}).status_code == 422
    desk.post(
        reverse("alarm-report", args=[alarm.pk]), at | {"place": "公安机关", "whom": "派出所", "receipt": "1"}
    )
    desk.post(reverse("alarm-protect", args=[alarm.pk]), at | {"text": "接到站里"})
    desk.post(reverse("alarm-hand-over", args=[alarm.pk]), at | {"whom": "救助中心", "text": "已送到"})
    desk.post(reverse("alarm-add", args=[alarm.pk]), at | {"text": "邻居作证"})
    assert desk.post(reverse("alarm-close", args=[alarm.pk]), {"result": "好"}).status_code == 403

    head = sign_in_as(Browser(), chief)
    assert "已报告，还没办结" in text(head.get(clock))
    assert "紧急情况" in text(head.get(reverse("notices")))
    head.post(reverse("alarm-close", args=[alarm.pk]), {"result": "由中心照料"})
    alarm.refresh_from_db()
    assert (alarm.open, alarm.length) == (False, 6)
    assert text(head.get(clock)).strip() == ""
    assert "已办结" in text(head.get(reverse("alarms")))


def test_the_head_who_has_an_account_and_no_worker_row_is_ticked_as_the_danger(
    desk: Browser, world: World, boy: Client
) -> None:
    chief = world.account_of("station_head")
    word = f"account:{chief.pk}"
    assert word in text(desk.get(reverse("alarm-new"), {"kind": "HARM", "client": str(boy.pk)}))
    typed = {
        "alarm_id": str(uuid7()), "kind": "HARM", "client": boy.pk, "station": str(YACHA_STATION), "age": "9岁",
        "found_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "chosen": [NEGLECT], "seen": "孩子说是站长",
    }  # fmt: skip
    assert desk.post(reverse("alarm-new"), typed | {"suspect": [word]}).status_code == 302
    alarm = Alarm.objects.get()
    head = sign_in_as(Browser(), chief)
    assert head.get(reverse("alarm", args=[alarm.pk])).status_code == 404
    for page in (reverse("alarms"), reverse("alarm-clock"), reverse("notices"), reverse("home")):
        assert str(alarm.pk) not in text(head.get(page)), page
    assert chief.display_name in text(desk.get(reverse("alarm", args=[alarm.pk])))


def test_whoever_may_not_see_an_alarm_finds_nothing_of_it_anywhere(
    desk: Browser, world: World, boy: Client
) -> None:
    now = timezone.now()
    alarm = raise_alarm(
        actor=HEAD, station_id=YACHA_STATION, kind="HARM", name="", seen="一个人在家四天", chosen=[NEGLECT],
        found_at=now, on=localdate(), at=now, client_id=boy.pk,
    )  # fmt: skip
    panel = text(desk.get(reverse("client-alarms", args=[boy.pk])))
    assert "发现危险" in panel
    assert str(alarm.pk) not in panel
    for page in (
        reverse("client-file", args=[boy.pk]),
        reverse("client-timeline", args=[boy.pk]),
        reverse("client-changes", args=[boy.pk]),
        reverse("alarms"),
        reverse("services"),
        clock := reverse("alarm-clock"),
    ):
        said = text(desk.get(page))
        assert str(alarm.pk) not in said, page
        assert "四天" not in said, page
    assert desk.get(reverse("alarm", args=[alarm.pk])).status_code == 404
    for role in ("agency_manager", "agency_finance", "township", "auditor", "province"):
        reader = sign_in_as(Browser(), world.account_of(role))
        assert reader.get(reverse("alarm", args=[alarm.pk])).status_code == 403, role
        assert reader.get(reverse("alarms")).status_code == 403, role
        assert text(reader.get(clock)).strip() == "", role
        assert clock not in text(reader.get(reverse("home"))), role
        if role in ("agency_manager", "township", "auditor"):
            assert reader.get(reverse("client-alarms", args=[boy.pk])).status_code == 403, role
    county = sign_in_as(Browser(), world.account_of("county"))
    assert "一个人在家四天" in text(county.get(reverse("alarm", args=[alarm.pk])))


def test_the_clocks_tick_tells_the_county_and_survives_one_that_was_reported(world: World) -> None:
    now = timezone.now()
    alarm = raise_alarm(
        actor=WANG, station_id=YACHA_STATION, kind="CRISIS", name="示例老人", seen="走失一天", chosen=["走失"],
        found_at=now, on=localdate(), at=now,
    )  # fmt: skip
    Alarm.objects.filter(pk=alarm.pk).update(county_due_at=now, county_told_at=None)
    escalate_alarms()
    alarm.refresh_from_db()
    assert alarm.county_told_at is not None
    escalate_alarms()
    assert alarm.entries.count() == 2


def test_one_of_the_township_looks_on_at_the_desk(world: World, client: Browser) -> None:
    reader = sign_in_as(client, world.account_of("township"))
    page = text(reader.get(reverse("desk")))
    assert "没有人在等" in page
    assert reverse("desk-take") not in page
    assert reader.get(reverse("referrals")).status_code == 200
    assert YACHA in world.yacha.region_code
