"""Groups and activities on the pages of a station: planned, approved, marked with a thumb, summed up, printed."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate
from docx import Document

from tests.conftest import Pinned
from tests.people import OTHER_AGENCY, SHILU, SHILU_STATION, YACHA_STATION, ZHAO
from tests.services.conftest import granny, stranger, uncle, worker
from tests.services.programmes import approved, held, joined, plan, sessions
from tests.services.test_volunteers import volunteer_named
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.kernel.ids import uuid7
from yizhan.services.models import Participant, Programme, ServiceRecord
from yizhan.services.rules.programmes import OPINIONS
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["granny", "stranger", "uncle", "worker"]


@pytest.fixture
def desk(world: World, client: Browser, worker: Worker) -> Browser:
    """The worker of 牙叉镇, signed in, her account linked to her post."""
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return sign_in_as(client, account)


def typed(worker: Worker, **given: Any) -> dict[str, Any]:
    today = localdate()
    return {
        "programme_id": str(uuid7()), "kind": "GROUP", "station": str(YACHA_STATION), "title": "示例康乐小组",
        "category": "MUTUAL", "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=60)).isoformat(),
        "worker_id": str(worker.pk), "staff_wanted": "1", "volunteers_wanted": "0", "aims": "认识邻居", "evaluation": "意见表",
        "session_day-0": today.isoformat(), "session_time-0": "15:00", "session_minutes-0": "60", "session_content-0": "破冰",
        "session_day-2": (today + timedelta(days=7)).isoformat(), "budget_what-0": "服务物资", "budget_yuan-0": "300",
        "risk-0": "摔倒", "risk_answer-0": "两人陪同",
    } | given  # fmt: skip


def test_a_plan_is_typed_submitted_and_approved_by_somebody_else(
    desk: Browser, world: World, worker: Worker
) -> None:
    assert "四点半课堂" in desk.get(reverse("programme-new")).content.decode()
    form = desk.get(reverse("programme-new"), {"kind": "GROUP"}).content.decode()
    assert 'data-draft="programme-GROUP"' in form
    wrong = desk.post(reverse("programme-new"), typed(worker, **{"budget_yuan-0": "三百"}))
    assert wrong.status_code == 422
    assert "“三百”不是钱数" in wrong.content.decode()
    answer = desk.post(reverse("programme-new"), typed(worker, submit="1"))
    made = Programme.objects.get()
    assert answer.status_code == 302
    assert (made.state, made.budget_fen, made.sessions.count()) == ("SUBMITTED", 30_000, 2)
    home = desk.get(reverse("home")).content.decode()
    assert "去审批" not in home
    sign_in_as(desk, world.account_of("supervisor"))
    assert "示例康乐小组" in desk.get(reverse("home")).content.decode()
    page = desk.get(reverse("programme", args=[made.pk])).content.decode()
    assert "您的审批" in page
    desk.post(reverse("programme-return", args=[made.pk]), {"note": "加一节"})
    sign_in_as(desk, world.account_of("worker"))
    assert "加一节" in desk.get(reverse("programme", args=[made.pk])).content.decode()
    again = desk.post(
        reverse("programme-edit", args=[made.pk]),
        typed(worker, programme_id=str(made.pk), submit="1", **{"session_day-1": localdate().isoformat()}),
    )
    assert again.status_code == 302
    sign_in_as(desk, world.account_of("supervisor"))
    desk.post(reverse("programme-approve", args=[made.pk]), {"note": "可以"})
    made.refresh_from_db()
    assert (made.state, made.sessions.count()) == ("APPROVED", 3)


def test_one_screen_marks_everybody_and_records_the_service(
    desk: Browser, worker: Worker, granny: Client, uncle: Client
) -> None:
    group = approved(worker)
    first, second = joined(group, granny, "示例邻居")
    session = sessions(group)[0]
    helper = volunteer_named("示例志愿者")
    page = desk.get(reverse("session", args=[session.pk])).content.decode()
    for word in ("测试奶奶", "示例邻居", "示例志愿者", "出席", "迟到", "缺席"):
        assert word in page
    assert page.count("checked") == 2
    nobody = {f"mark-{first.pk}": "ABSENT", f"mark-{second.pk}": "ABSENT", "minutes": "60"}
    refused = desk.post(reverse("session", args=[session.pk]), nobody | {"note": "下雨"})
    assert refused.status_code == 422
    assert "没有人来的" in refused.content.decode()
    assert "下雨" in refused.content.decode()
    day = session.planned_on.isoformat()
    done = desk.post(
        reverse("session", args=[session.pk]),
        nobody
        | {
            f"mark-{first.pk}": "LATE",
            "others_count": "2",
            "held_on": day,
            "worker": str(worker.pk),
            "record-work": "请老人先说",
            "volunteer": [str(helper.pk), str(group.pk)],
        },
    )
    assert done.status_code == 302
    record = ServiceRecord.objects.get()
    assert [each.volunteer_id for each in record.volunteers.all()] == [helper.pk]
    assert (record.kind, record.clients_count, record.participants_count) == ("GROUP", 1, 2)
    assert desk.get(reverse("session", args=[session.pk]))["Location"] == reverse("service", args=[record.pk])
    panel = desk.get(reverse("client-programmes", args=[granny.pk])).content.decode()
    assert "点名 1 次，到 1 次" in panel
    text = desk.get(reverse("programme", args=[group.pk])).content.decode()
    assert "△" in text
    assert "请老人先说" in text
    assert "本地区没有规定最少节数和人数" in text


def test_people_sign_up_wait_and_leave(
    desk: Browser, worker: Worker, granny: Client, stranger: Client
) -> None:
    group = approved(worker, places=1)
    url = reverse("programme-people", args=[group.pk])
    assert "测试奶奶" in desk.get(url, {"q": "测试奶奶"}).content.decode()
    desk.post(url, {"client": str(granny.pk)})
    desk.post(url, {"name": "示例邻居", "phone": "19900001234", "participant_id": str(uuid7())})
    page = desk.get(url).content.decode()
    assert "候补" in page
    assert desk.post(url, {"name": "示例", "phone": "123"}).status_code == 422
    assert desk.post(url, {"client": str(stranger.pk)}).status_code == 404
    mine = Participant.objects.get(client=granny)
    desk.post(reverse("participant-withdraw", args=[mine.pk]))
    assert Participant.objects.get(client=None).state == "SIGNED_UP"


@pytest.mark.requirement("R281")
def test_lessons_after_school_are_laid_out_week_by_week(desk: Browser, worker: Worker) -> None:
    today = localdate()
    answer = desk.post(
        reverse("programme-new"),
        typed(worker, kind="CLASS", title="四点半课堂", category="", served_as="ACTIVITY", ends_on=(today + timedelta(days=27)).isoformat()),
    )  # fmt: skip
    lessons = Programme.objects.get()
    assert answer["Location"] == reverse("programme", args=[lessons.pk])
    url = reverse("programme-timetable", args=[lessons.pk])
    week = {
        f"{word}-{day}": value
        for day in range(7)
        for word, value in (("on", "on"), ("time", "16:30"), ("minutes", "90"))
    }
    seen = desk.post(url, week | {"content-0": "作业辅导"}).content.decode()
    assert "排出这" in seen
    assert not lessons.sessions.exists()
    desk.post(url, week | {"make": "1"})
    assert 20 <= lessons.sessions.count() <= 28
    assert "都排过了" in desk.post(url, week).content.decode()
    weekly = desk.get(reverse("programme-week")).content.decode()
    assert "四点半课堂" not in weekly  # a draft is no timetable yet


def test_sessions_move_and_fall_out_from_their_page(desk: Browser, worker: Worker) -> None:
    group = approved(worker)
    first, second, *_ = sessions(group)
    to = (group.starts_on + timedelta(days=2)).isoformat()
    desk.post(
        reverse("session-move", args=[first.pk]), {"planned_on": to, "starts_at": "10:00", "reason": "赶集"}
    )
    desk.post(reverse("session-cancel", args=[second.pk]), {"reason": "台风"})
    desk.post(reverse("session-add", args=[group.pk]), {"planned_on": to, "minutes": "45"})
    assert desk.post(reverse("session-move", args=[first.pk]), {"planned_on": "明天"}).status_code == 422
    text = desk.get(reverse("programme", args=[group.pk])).content.decode()
    assert "赶集" in text
    assert "台风" in text
    week = desk.get(reverse("programme-week"), {"week": to}).content.decode()
    assert "示例康乐小组" in week


def test_opinions_summary_and_the_end(desk: Browser, world: World, worker: Worker) -> None:
    group = approved(worker, sessions=sessions_of_one())
    held(sessions(group)[0], [], others_count=9)
    home = desk.get(reverse("home")).content.decode()
    assert "该写总结" in home
    scores = dict.fromkeys(OPINIONS, "4")
    desk.post(reverse("programme-opinions", args=[group.pk]), scores | {"opinion_id": str(uuid7())})
    assert desk.post(reverse("programme-opinions", args=[group.pk]), {"aims": "4"}).status_code == 422
    url = reverse("programme-report", args=[group.pk])
    assert desk.post(url, {"row-aims": "好", "spent": "一百"}).status_code == 422
    rows = {f"row-{key}": "都好" for key in ("aims", "members", "money", "follow_up")}
    assert desk.post(url, rows | {"spent": "312.50"}).status_code == 302
    sign_in_as(desk, world.account_of("supervisor"))
    desk.post(reverse("programme-comment", args=[group.pk]), {"opinion-aims": "写具体些"})
    sign_in_as(desk, world.account_of("worker"))
    page = desk.get(reverse("programme", args=[group.pk])).content.decode()
    for word in ("写具体些", "超出预算12.50元", "4.0"):
        assert word in page
    desk.post(reverse("programme-finish", args=[group.pk]))
    group.refresh_from_db()
    assert group.state == "DONE"
    other = plan(worker)
    desk.post(reverse("programme-submit", args=[other.pk]))
    desk.post(reverse("programme-cancel", args=[other.pk]), {"reason": "没有人报名"})
    other.refresh_from_db()
    assert other.state == "CANCELLED"


def sessions_of_one() -> list[Any]:
    from tests.services.programmes import weekly

    return weekly(1)


def test_the_papers_come_filled_in_word(desk: Browser, worker: Worker, granny: Client) -> None:
    group = approved(worker)
    people = joined(group, granny, "示例邻居")
    held(sessions(group)[0], people, marks={people[0].pk: "LATE", people[1].pk: "ABSENT"})
    for name, words in (
        ("plan", ("示例康乐小组", "服务物资", "300.00", "老人摔倒", "第1次见面")),
        ("sign-in", ("测试奶奶", "示例邻居", "△", "×", "第1节")),
        ("opinion", ("目标可达致", "不用写姓名")),
        ("report", ("目标达致情况", "督导意见", "参加者意见")),
    ):
        answer = desk.get(reverse(f"programme-{name}-docx", args=[group.pk]))
        paper = Document(io.BytesIO(answer.content))
        text = "\n".join(
            [each.text for each in paper.paragraphs]
            + [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        )
        for word in words:
            assert word in text, (name, word)


def test_the_list_asks_as_often_for_many_as_for_few_and_is_exported(
    desk: Browser, worker: Worker, granny: Client, pinned_queries: Pinned
) -> None:
    first = approved(worker)
    held(sessions(first)[0], joined(first, granny))
    with pinned_queries("programmes: list"):
        desk.get(reverse("programmes"))
    with pinned_queries("programmes: one"):
        desk.get(reverse("programme", args=[first.pk]))
    for _n in range(4):
        plan(worker)
    with pinned_queries("programmes: list"):
        page = desk.get(reverse("programmes")).content.decode()
    assert page.count("示例康乐小组") >= 5
    month = f"{first.starts_on:%Y-%m}"
    assert (
        "示例康乐小组" in desk.get(reverse("programmes"), {"month": month, "kind": "GROUP"}).content.decode()
    )
    answer = desk.get(reverse("programmes"), {"export": "xlsx", "state": "DRAFT"})
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_the_next_county_finds_nothing(desk: Browser, world: World, worker: Worker) -> None:
    group = approved(worker)
    other = world.account(
        "worker", organisation=OTHER_AGENCY, region=SHILU, station=SHILU_STATION, username="other"
    )
    sign_in_as(desk, other)
    for name in ("programme", "programme-people", "programme-plan-docx", "programme-timetable"):
        assert desk.get(reverse(name, args=[group.pk])).status_code == 404
    assert desk.get(reverse("session", args=[sessions(group)[0].pk])).status_code == 404
    assert "示例康乐小组" not in desk.get(reverse("programmes")).content.decode()
