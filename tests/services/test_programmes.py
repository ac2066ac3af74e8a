"""Groups, activities and classes, from the plan to the end, as a station lives them."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import HEAD, LI, QIFANG_STATION, SUPERVISOR, WANG, YACHA_STATION, others
from tests.services.programmes import FINE, FIRST, approved, held, joined, plan, sessions, weekly
from tests.world import NOW
from yizhan.clients.actions import close_file
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.period import Period
from yizhan.privacy.models import AuditEvent
from yizhan.services import actions
from yizhan.services.actions import (
    add_session,
    approve_programme,
    cancel_programme,
    cancel_session,
    comment_programme_report,
    correct_service,
    fill_timetable,
    finish_programme,
    move_session,
    record_opinion,
    return_programme,
    sign_up,
    submit_programme,
    void_service,
    withdraw_participant,
    write_programme_report,
)
from yizhan.services.metrics import group_participants, group_sessions, services
from yizhan.services.models import Attendance, Participant, Programme, ServiceRecord, Session
from yizhan.services.queries.programmes import (
    opinions_of,
    plans_waiting,
    programme_for,
    sessions_open,
    summaries_due,
)
from yizhan.services.rules.programmes import SessionPlan, Slot, filled
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

MONTHS = Period(date(2026, 10, 1), TODAY)
SUMMARY = {"aims": "多数组员认识了邻居", "members": "投入", "money": "按预算", "follow_up": "两位转为个案"}


def test_a_group_goes_from_the_plan_to_the_summary(worker: Worker, granny: Client, uncle: Client) -> None:
    group = plan(worker)
    assert (group.code, group.state, group.budget_fen) == (f"组{FIRST.year}-001", "DRAFT", 30_000)
    submit_programme(actor=WANG, programme_id=group.pk, on=FIRST)
    assert list(plans_waiting(actor=SUPERVISOR, verb="services.approve_programme")) == [group]
    approve_programme(actor=SUPERVISOR, programme_id=group.pk, on=FIRST, opinion="可以")
    people = joined(group, granny, uncle, "示例邻居")
    first, second, third, fourth = sessions(group)
    held(first, people, others_count=1, record={"members": "都说了话"}, note="破冰")
    held(second, people, marks={people[0].pk: "LATE", people[1].pk: "ABSENT", people[2].pk: "PRESENT"})
    held(third, people)
    cancel_session(actor=WANG, session_id=fourth.pk, reason="台风")
    group.refresh_from_db()
    assert group.state == "RUNNING"
    assert list(summaries_due(actor=WANG, verb="services.write_programme_report")) == [group]
    write_programme_report(actor=WANG, programme_id=group.pk, rows=SUMMARY, on=TODAY, spent_fen=31_000)
    comment_programme_report(actor=SUPERVISOR, programme_id=group.pk, opinions={"aims": "写具体些"}, on=TODAY)
    done = finish_programme(actor=WANG, programme_id=group.pk, on=TODAY)
    assert (done.state, done.finished_on) == ("DONE", TODAY)
    whole = programme_for(actor=WANG, programme_id=group.pk)
    assert [row.came for row in whole.matrix] == [3, 2, 3]
    assert whole.there == (4, 2, 3)
    assert whole.report is not None
    assert whole.report.opinions == {"aims": "写具体些"}
    assert [step.what for step in whole.steps] == [
        "PLANNED", "SUBMITTED", "APPROVED", "REPORTED", "COMMENTED", "FINISHED",
    ]  # fmt: skip


def test_each_session_is_one_service_and_nothing_is_typed_twice(
    worker: Worker, granny: Client, uncle: Client
) -> None:
    group = approved(worker)
    people = joined(group, granny, uncle, "示例邻居")
    first, second, *_ = sessions(group)
    one = held(first, people, others_count=2, minutes=75, note="破冰")
    record = one.service
    assert record is not None
    assert (record.kind, record.title, record.minutes, record.note) == (
        "GROUP", "示例康乐小组 第1节", 75, "破冰",
    )  # fmt: skip
    assert (record.clients_count, record.participants_count, record.reached) == (2, 3, 5)
    held(second, people, marks={people[0].pk: "LATE", people[1].pk: "ABSENT", people[2].pk: "ABSENT"})
    assert group_sessions.of(YACHA_STATION, MONTHS) == 2
    assert group_participants.of(YACHA_STATION, MONTHS) == services.of(YACHA_STATION, MONTHS) == 6


def test_held_again_it_is_the_same_and_something_else_is_refused(worker: Worker, granny: Client) -> None:
    group = approved(worker)
    people = joined(group, granny)
    first = sessions(group)[0]
    held(first, people)
    held(first, people)
    assert ServiceRecord.objects.count() == 1
    with pytest.raises(Refused, match="已经点过名了") as no:
        held(first, people, minutes=90)
    assert no.value.code == "services.session-held"


def test_a_session_is_mended_through_its_service_record(worker: Worker, granny: Client) -> None:
    group = approved(worker)
    people = joined(group, granny)
    first = sessions(group)[0]
    record = held(first, people).service
    assert record is not None
    correct_service(actor=HEAD, service_id=record.pk, on=TODAY, reason="看错表", minutes=90)
    record.refresh_from_db()
    assert record.minutes == 90
    correct_service(
        actor=HEAD, service_id=record.pk, on=TODAY, reason="多来了两位", participants_count=2, done_on=TODAY
    )
    mended = programme_for(actor=WANG, programme_id=group.pk)
    assert (mended.there, mended.counting and mended.counting.counted_on) == ((3,), TODAY)
    void_service(actor=HEAD, service_id=record.pk, on=TODAY, at=NOW, reason="点错了人")
    assert programme_for(actor=WANG, programme_id=group.pk).held == ()
    again = held(first, people, marks={people[0].pk: "LATE"})
    assert again.service_id != record.pk
    assert group_sessions.of(YACHA_STATION, MONTHS) == 1
    assert Attendance.objects.get().mark == "LATE"


def test_a_client_whose_file_was_closed_is_counted_without_a_name(
    worker: Worker, granny: Client, uncle: Client
) -> None:
    group = approved(worker)
    people = joined(group, granny, uncle)
    close_file(actor=WANG, client_id=uncle.pk, on=TODAY, reason="MOVED_AWAY", closed_on=TODAY)
    record = held(sessions(group)[0], people).service
    assert record is not None
    assert (record.clients_count, record.participants_count) == (1, 1)


def test_whoever_comes_when_the_places_are_taken_waits_and_moves_up(worker: Worker, granny: Client) -> None:
    group = approved(worker, places=2)
    first, second, third = joined(group, granny, "示例邻居", "示例来客")
    assert [each.state for each in (first, second, third)] == ["SIGNED_UP", "SIGNED_UP", "WAITING"]
    withdraw_participant(actor=WANG, participant_id=second.pk, on=TODAY)
    third.refresh_from_db()
    assert third.state == "SIGNED_UP"
    assert sign_up(actor=WANG, programme_id=group.pk, on=TODAY, client_id=granny.pk).pk == first.pk
    withdraw_participant(actor=WANG, participant_id=first.pk, on=TODAY)
    back = sign_up(actor=WANG, programme_id=group.pk, on=TODAY, client_id=granny.pk)
    assert (back.pk, back.state, back.withdrawn_on) == (first.pk, "SIGNED_UP", None)
    with pytest.raises(Refused, match="已经退出了"):
        withdraw_participant(actor=WANG, participant_id=second.pk, on=TODAY)


def test_names_of_people_without_a_file_stay_out_of_the_audit_trail(worker: Worker) -> None:
    group = approved(worker)
    (row,) = joined(group, "示例邻居")
    line = AuditEvent.objects.filter(action="services.sign_up").get()
    assert "示例邻居" not in str(line.facts)
    assert row.name == "示例邻居"


def test_nobody_approves_what_she_submitted_herself(worker: Worker) -> None:
    made = plan(worker, actor=HEAD)
    submit_programme(actor=HEAD, programme_id=made.pk, on=TODAY)
    for verb, more in ((approve_programme, {}), (return_programme, {"reason": "改"})):
        with pytest.raises(Refused, match="您自己提交的") as no:
            verb(actor=HEAD, programme_id=made.pk, on=TODAY, **more)
        assert no.value.code == "services.four-eyes"
    assert plans_waiting(actor=HEAD, verb="services.approve_programme").count() == 0
    assert approve_programme(actor=SUPERVISOR, programme_id=made.pk, on=TODAY).state == "APPROVED"


def test_a_plan_sent_back_is_mended_and_submitted_again(worker: Worker) -> None:
    made = plan(worker)
    submit_programme(actor=WANG, programme_id=made.pk, on=TODAY)
    with pytest.raises(Refused, match="不能再改"):
        plan(worker, programme_id=made.pk)
    with pytest.raises(Refused, match="写明退回的理由"):
        return_programme(actor=SUPERVISOR, programme_id=made.pk, on=TODAY, reason=" ")
    return_programme(actor=SUPERVISOR, programme_id=made.pk, on=TODAY, reason="加一节")
    back = programme_for(actor=WANG, programme_id=made.pk)
    assert back.returned is not None
    assert back.returned.note == "加一节"
    again = plan(worker, programme_id=made.pk, sessions=weekly(5))
    assert (again.code, again.sessions.count()) == (made.code, 5)
    assert submit_programme(actor=WANG, programme_id=made.pk, on=TODAY).state == "SUBMITTED"


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ({"budget": []}, "预算"),
        ({"risks": []}, "风险和应对"),
        ({"aims": ""}, "目的"),
        ({"evaluation": " "}, "评估方法"),
        ({"sessions": []}, "节次安排"),
        ({"category": ""}, "类别"),
    ],
)
def test_a_plan_without_money_risk_or_aim_is_not_submitted(
    worker: Worker, without: dict[str, Any], sentence: str
) -> None:
    made = plan(worker, **without)
    with pytest.raises(Refused, match=sentence):
        submit_programme(actor=WANG, programme_id=made.pk, on=TODAY)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "PARTY"}, "小组、社区活动还是课堂"),
        ({"title": " "}, "请写名称"),
        ({"category": "FUN"}, "成长、教育、互助或治疗"),
        ({"ends_on": FIRST - timedelta(days=1)}, "不能早于开始日期"),
        ({"ends_on": FIRST + timedelta(days=800)}, "最长两年"),
        ({"places": 0}, "名额至少1人"),
        ({"budget": [{"what": "", "fen": 1}]}, "没有写用途"),
        ({"budget": [{"what": "物资", "fen": -1}]}, "不能是负数"),
        ({"risks": [{"risk": "摔倒", "answer": ""}]}, "怎样应对"),
        ({"sessions": [SessionPlan(FIRST - timedelta(days=1))]}, "不在起止日期"),
        ({"sessions": [SessionPlan(FIRST, minutes=0)]}, "1分钟到1440分钟"),
        ({"sessions": [SessionPlan(FIRST)] * 201}, "最多200节"),
        ({"kind": "CLASS", "served_as": "GROUP"}, "社区活动、培训或其他服务"),
        ({"worker_id": None}, "由哪位本站社工"),
    ],
)
def test_what_cannot_stand_in_a_plan_is_said(worker: Worker, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        plan(worker, **wrong)
    assert not Programme.objects.exists()


def test_numbers_run_by_station_kind_and_year(worker: Worker) -> None:
    codes = [plan(worker).code, plan(worker).code, plan(worker, kind="ACTIVITY").code]
    assert codes == [f"组{FIRST.year}-001", f"组{FIRST.year}-002", f"活{FIRST.year}-001"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"marks": {}}, "没有人来的"),
        ({"others_count": -1}, "不能是负数"),
        ({"record": {"weather": "晴"}}, "没有“weather”这一栏"),
        ({"minutes": 0}, "1分钟到1440分钟"),
    ],
)
def test_a_session_that_cannot_have_been_is_refused(
    worker: Worker, granny: Client, given: dict[str, Any], sentence: str
) -> None:
    group = approved(worker)
    people = joined(group, granny)
    with pytest.raises(Refused, match=sentence):
        held(sessions(group)[0], people, **given)
    assert not ServiceRecord.objects.exists()


def test_marks_are_three_and_of_this_programme(worker: Worker, granny: Client) -> None:
    group, other = approved(worker), approved(worker)
    (stranger,) = joined(other, granny)
    first = sessions(group)[0]
    with pytest.raises(Participant.DoesNotExist):
        held(first, [stranger])
    with pytest.raises(Refused, match="没有“GONE”"):
        held(first, [], marks={stranger.pk: "GONE"})


def test_nothing_is_held_before_approval_or_after_the_end(worker: Worker, granny: Client) -> None:
    draft = plan(worker)
    with pytest.raises(Refused, match="还没有批准"):
        held(sessions(draft)[0], [], others_count=5)
    with pytest.raises(Refused, match="批准以后"):
        joined(draft, granny)
    group = approved(worker)
    cancel_session(actor=WANG, session_id=sessions(group)[0].pk, reason="停电")
    with pytest.raises(Refused, match="已经取消了"):
        held(sessions(group)[0], [], others_count=5)
    cancel_programme(actor=WANG, programme_id=group.pk, on=TODAY, reason="没有人报名")
    assert {each.state for each in sessions(group)} == {"CANCELLED"}
    with pytest.raises(Refused, match="已经结束或取消"):
        cancel_programme(actor=WANG, programme_id=group.pk, on=TODAY, reason="再取消")


def test_a_session_moves_is_added_and_is_given_up(worker: Worker) -> None:
    group = approved(worker)
    first, second, *_ = sessions(group)
    with pytest.raises(Refused, match="为什么改期"):
        move_session(actor=WANG, session_id=first.pk, planned_on=TODAY, reason="")
    moved = move_session(
        actor=WANG, session_id=first.pk, planned_on=TODAY, reason="赶集日", starts_at=time(9), minutes=90
    )
    assert (moved.planned_on, moved.starts_at, moved.minutes) == (TODAY, time(9), 90)
    assert first in sessions_open(actor=WANG, on=TODAY, verb="services.hold_session")
    with pytest.raises(Refused, match="不在起止日期"):
        move_session(
            actor=WANG, session_id=second.pk, planned_on=TODAY + timedelta(days=100), reason="下学期"
        )
    added = add_session(actor=WANG, programme_id=group.pk, session=SessionPlan(TODAY, time(10)))
    assert added.no == 5
    with pytest.raises(Refused, match="为什么取消"):
        cancel_session(actor=WANG, session_id=added.pk, reason="")
    held(first, [], held_on=TODAY, others_count=3)
    with pytest.raises(Refused, match="已经开过了"):
        cancel_session(actor=WANG, session_id=first.pk, reason="后悔")


def test_a_summary_says_what_is_missing_and_the_end_comes_last(worker: Worker) -> None:
    group = approved(worker, sessions=weekly(1))
    with pytest.raises(Refused, match="没有什么可总结"):
        write_programme_report(actor=WANG, programme_id=group.pk, rows=SUMMARY, on=TODAY)
    with pytest.raises(Refused, match="还有1节没有开"):
        finish_programme(actor=WANG, programme_id=group.pk, on=TODAY)
    held(sessions(group)[0], [], others_count=6)
    with pytest.raises(Refused, match="先写总结"):
        finish_programme(actor=WANG, programme_id=group.pk, on=TODAY)
    with pytest.raises(Refused, match="跟进工作"):
        write_programme_report(actor=WANG, programme_id=group.pk, rows=SUMMARY | {"follow_up": ""}, on=TODAY)
    with pytest.raises(Refused, match="没有“music”"):
        write_programme_report(actor=WANG, programme_id=group.pk, rows=SUMMARY | {"music": "好"}, on=TODAY)
    with pytest.raises(Refused, match="还没有写总结"):
        comment_programme_report(actor=SUPERVISOR, programme_id=group.pk, opinions={"aims": "好"}, on=TODAY)
    write_programme_report(actor=HEAD, programme_id=group.pk, rows=SUMMARY, on=TODAY)
    with pytest.raises(Refused, match="您自己写的"):
        comment_programme_report(actor=HEAD, programme_id=group.pk, opinions={"aims": "好"}, on=TODAY)
    with pytest.raises(Refused, match="至少在一栏"):
        comment_programme_report(actor=SUPERVISOR, programme_id=group.pk, opinions={}, on=TODAY)
    report = write_programme_report(actor=WANG, programme_id=group.pk, rows=SUMMARY, on=TODAY, spent_fen=1)
    assert report.spent_fen == 1


def test_opinions_are_averaged_and_point_to_nobody(worker: Worker) -> None:
    group = approved(worker)
    with pytest.raises(Refused, match="“场地”请选0到5分"):
        record_opinion(
            actor=WANG, programme_id=group.pk, given_on=TODAY, on=TODAY, scores=FINE | {"venue": 6}
        )
    for venue in (5, 2):
        record_opinion(
            actor=WANG, programme_id=group.pk, given_on=TODAY, on=TODAY, scores=FINE | {"venue": venue}
        )
    bars, forms = opinions_of(group)
    assert len(forms) == 2
    assert [str(bar.average) for bar in bars if bar.label == "场地"] == ["3.5"]
    assert not {"participant", "client"} & {field.name for field in forms[0]._meta.get_fields()}


@pytest.mark.requirement("R281")
def test_a_weekly_timetable_skips_the_holidays_of_the_year(worker: Worker) -> None:
    """四点半课堂: tutoring Monday to Friday, a class on Saturdays; 1–7 October is off, Saturday 10 October is worked."""
    slots = [Slot(day, time(16, 30), 90, "作业辅导") for day in range(5)] + [Slot(5, time(9), 120, "手工课")]
    first, last = date(2026, 9, 28), date(2026, 10, 11)
    found = filled(slots, first=first, last=last)
    assert [each.planned_on.day for each in found.sessions] == [28, 29, 30, 8, 9]
    assert dict(found.left_out)[date(2026, 10, 1)] == "国庆节"
    assert dict(found.left_out)[date(2026, 10, 10)] == "补班"
    lessons = plan(
        worker, kind="CLASS", title="四点半课堂", starts_on=date(2026, 9, 1), category="", sessions=None
    )
    fill_timetable(actor=WANG, programme_id=lessons.pk, slots=slots, first_on=first, last_on=last)
    assert [each.no for each in sessions(lessons)] == [1, 2, 3, 4, 5]
    with pytest.raises(Refused, match="没有可以排的日子"):
        fill_timetable(actor=WANG, programme_id=lessons.pk, slots=slots, first_on=first, last_on=last)
    lessons.refresh_from_db()
    assert lessons.pattern[0] == {
        "weekday": 0, "starts_at": "16:30", "minutes": 90, "content": "作业辅导",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"slots": []}, "至少选一个星期几"),
        ({"first_on": date(2026, 8, 1)}, "起止日期"),
        ({"slots": [Slot(0, None, 0)]}, "1分钟到1440分钟"),
        ({"first_on": date(2026, 10, 1), "last_on": date(2026, 9, 30)}, "不能早于"),
    ],
)
def test_a_timetable_that_cannot_be_is_refused(worker: Worker, given: dict[str, Any], sentence: str) -> None:
    lessons = plan(worker, kind="CLASS", starts_on=date(2026, 9, 1), sessions=None)
    facts: dict[str, Any] = {
        "actor": WANG, "programme_id": lessons.pk, "slots": [Slot(0, time(16, 30), 90)],
        "first_on": date(2026, 9, 1), "last_on": date(2026, 9, 30),
    }  # fmt: skip
    with pytest.raises(Refused, match=sentence):
        fill_timetable(**(facts | given))


def test_what_lies_elsewhere_is_not_found(worker: Worker, stranger: Client) -> None:
    group = approved(worker)
    with pytest.raises(Programme.DoesNotExist):
        programme_for(actor=LI, programme_id=group.pk)
    with pytest.raises(Session.DoesNotExist):
        held(sessions(group)[0], [], actor=LI, others_count=5)
    with pytest.raises(Client.DoesNotExist):
        joined(group, stranger)
    with pytest.raises(Station.DoesNotExist):
        plan(worker, station_id=QIFANG_STATION)


STATION = ("worker", "station_head", "deputy_head")
DECIDE = ("station_head", "deputy_head", "supervisor")
VERBS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "plan_programme": ((*STATION, "supervisor"), {"station_id": YACHA_STATION, "kind": "GROUP", "title": "组", "starts_on": TODAY, "ends_on": TODAY, "on": TODAY}),
    "fill_timetable": (STATION, {"slots": [], "first_on": TODAY, "last_on": TODAY}),
    "submit_programme": ((*STATION, "supervisor"), {"on": TODAY}),
    "approve_programme": (DECIDE, {"on": TODAY}),
    "return_programme": (DECIDE, {"on": TODAY, "reason": "改"}),
    "cancel_programme": (STATION, {"on": TODAY, "reason": "雨"}),
    "sign_up": (STATION, {"on": TODAY, "name": "示例邻居"}),
    "withdraw_participant": (STATION, {"on": TODAY}),
    "hold_session": (STATION, {"held_on": TODAY, "on": TODAY, "minutes": 60, "marks": {}}),
    "add_session": (STATION, {"session": SessionPlan(TODAY)}),
    "move_session": (STATION, {"planned_on": TODAY, "reason": "雨"}),
    "cancel_session": (STATION, {"reason": "雨"}),
    "record_opinion": (STATION, {"given_on": TODAY, "on": TODAY, "scores": FINE}),
    "write_programme_report": (STATION, {"on": TODAY, "rows": SUMMARY}),
    "comment_programme_report": (DECIDE, {"on": TODAY, "opinions": {}}),
    "finish_programme": (STATION, {"on": TODAY}),
}  # fmt: skip


@pytest.mark.refuses(
    "services.plan_programme",
    "services.fill_timetable",
    "services.submit_programme",
    "services.approve_programme",
    "services.return_programme",
    "services.cancel_programme",
    "services.sign_up",
    "services.withdraw_participant",
    "services.hold_session",
    "services.add_session",
    "services.move_session",
    "services.cancel_session",
    "services.record_opinion",
    "services.write_programme_report",
    "services.comment_programme_report",
    "services.finish_programme",
)
@pytest.mark.parametrize("verb", VERBS)
def test_only_those_named_in_the_table_of_roles_may(db: None, verb: str) -> None:
    holders, given = VERBS[verb][0], dict(VERBS[verb][1])
    key = {
        "plan_programme": None, "withdraw_participant": "participant_id", "hold_session": "session_id",
        "move_session": "session_id", "cancel_session": "session_id",
    }.get(verb, "programme_id")  # fmt: skip
    if key:
        given[key] = YACHA_STATION
    for actor in others(*holders):
        with pytest.raises(NotAllowed):
            getattr(actions, verb)(actor=actor, **given)
