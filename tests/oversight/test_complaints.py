"""A complaint is handled by somebody who is not its subject, in time, and the other side is heard without learning who spoke."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.people import (
    AGENCY,
    AUDITOR,
    BAISHA,
    CHANGJIANG,
    FINANCE,
    HEAD,
    MANAGER,
    OTHER_AGENCY,
    QIAN,
    TOWNSHIP,
    WANG,
    YACHA,
    YACHA_OFFICE,
    YACHA_STATION,
    ZHAO,
    named,
    others,
    person,
)
from tests.world import NOW, TODAY, World
from yizhan.access.models import Notice
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.oversight.actions import (
    answer_complaint,
    ask_account,
    ask_complainant,
    decline_complaint,
    give_account,
    note_complaint,
    open_complaint,
    receive_complaint,
    reopen_complaint,
    take_up_complaint,
)
from yizhan.oversight.models import Complaint, Hearing
from yizhan.oversight.queries.complaints import accounts_asked, complaints, steps_of, tally, waiting
from yizhan.oversight.rules.complaints import term_of
from yizhan.privacy.models import AuditEvent
from yizhan.stations.models import Station

pytestmark = pytest.mark.django_db

Receive = Callable[..., Complaint]
COLLEAGUE = person(71, "李科长", "county", BAISHA)
RIVAL = person(72, "另一家机构", "agency_manager", BAISHA, YACHA_STATION, organisation=OTHER_AGENCY)


@pytest.fixture
def letter(world: World) -> Receive:
    def make(**given: Any) -> Complaint:
        facts: dict[str, Any] = {
            "actor": ZHAO, "region_code": BAISHA, "station_id": YACHA_STATION, "about": "STATION", "way": "PHONE",
            "what": "约好上门没有来，也没有打电话", "received_on": TODAY, "on": TODAY, "at": NOW,
            "name": "测试大婶", "phone": "13800000077",
        }  # fmt: skip
        return receive_complaint(**(facts | given))

    return make


def handled(complaint: Complaint, actor: Actor = ZHAO) -> Complaint:
    return take_up_complaint(actor=actor, complaint_id=complaint.pk, on=TODAY)


def answered(complaint: Complaint, **given: Any) -> Complaint:
    facts: dict[str, Any] = {
        "actor": ZHAO, "complaint_id": complaint.pk, "finding": "PARTLY", "answer": "已向您道歉，改为周三上门",
        "measures": "排班表改为两人核对", "on": TODAY,
    }  # fmt: skip
    return answer_complaint(**(facts | given))


@pytest.mark.requirement("R313")
def test_from_the_telephone_call_to_the_second_call_every_step_is_kept(letter: Receive) -> None:
    complaint = letter()
    assert complaint.number == f"{BAISHA}-2026-0001"
    handled(complaint)
    note_complaint(actor=ZHAO, complaint_id=complaint.pk, text="调了当天的服务记录", on=TODAY)
    hearing = ask_account(
        actor=ZHAO, complaint_id=complaint.pk, question="11月18日为什么没有按约上门？",
        answer_by_on=TODAY + timedelta(days=2), on=TODAY, at=NOW,
    )  # fmt: skip
    give_account(actor=MANAGER, hearing_id=hearing.pk, text="当天车坏了，没有告诉人家", on=TODAY)
    answered(complaint)
    closed = ask_complainant(actor=ZHAO, complaint_id=complaint.pk, satisfaction="4", on=TODAY)
    assert closed.state == "CLOSED"
    assert [step.kind for step in steps_of(closed)] == [
        "RECEIVED", "TAKEN_UP", "NOTE", "HEARING", "ACCOUNT", "ANSWERED", "ASKED",
    ]  # fmt: skip
    told = tally(actor=ZHAO, first=TODAY, last=TODAY, on=TODAY)
    assert (told.received, told.open, told.upheld, told.satisfied, told.asked) == (1, 0, 1, 1, 1)


def test_what_was_said_and_by_whom_is_in_no_notice_and_no_audit_line(letter: Receive, world: World) -> None:
    world.account_of("county")
    complaint = handled(letter(actor=TOWNSHIP))
    open_complaint(actor=AUDITOR, complaint_id=complaint.pk)
    notices = " ".join(Notice.objects.values_list("subject", flat=True))
    lines = " ".join(str(facts) for facts in AuditEvent.objects.values_list("facts", flat=True))
    assert complaint.number in notices
    for secret in ("测试大婶", "13800000077", "约好上门"):
        assert secret not in notices
        assert secret not in lines
    assert AuditEvent.objects.filter(action="oversight.open_complaint", subject_id=complaint.pk).exists()


def test_a_paper_that_says_promptly_gives_no_day_and_one_with_days_counts_working_days(world: World) -> None:
    baisha = term_of(region_code=YACHA, received_on=TODAY)
    assert baisha is not None
    assert baisha.due_on is None
    example = term_of(region_code="99", received_on=date(2026, 11, 20))
    assert example is not None
    assert example.due_on == date(2026, 11, 27)
    assert term_of(region_code=CHANGJIANG, received_on=TODAY) is None


def test_an_anonymous_complaint_keeps_no_name_and_is_closed_without_a_call(letter: Receive) -> None:
    with pytest.raises(Refused, match="选了匿名"):
        letter(anonymous=True)
    with pytest.raises(Refused, match="怎么称呼"):
        letter(name="")
    complaint = handled(letter(anonymous=True, name="", phone=""))
    answered(complaint)
    with pytest.raises(Refused, match="匿名的投诉无法回访"):
        ask_complainant(actor=ZHAO, complaint_id=complaint.pk, satisfaction="5", on=TODAY)
    assert (
        ask_complainant(actor=ZHAO, complaint_id=complaint.pk, satisfaction="-", on=TODAY).state == "CLOSED"
    )


def test_the_side_complained_about_never_sees_the_complaint(letter: Receive) -> None:
    """A station the township runs itself: its officer sees other complaints of the township and not this one."""
    complaint = letter()
    assert complaints(actor=TOWNSHIP).count() == 1
    Complaint.objects.filter(pk=complaint.pk).update(about_organisation_id=YACHA_OFFICE)
    assert complaints(actor=TOWNSHIP).count() == 0
    with pytest.raises(Complaint.DoesNotExist):
        open_complaint(actor=TOWNSHIP, complaint_id=complaint.pk)
    Complaint.objects.filter(pk=complaint.pk).update(about_account=ZHAO.id)
    assert complaints(actor=ZHAO).count() == 0
    assert waiting(actor=ZHAO) == []
    with pytest.raises(Complaint.DoesNotExist):
        handled(complaint)
    assert handled(complaint, COLLEAGUE).handler == COLLEAGUE.id


def test_the_database_itself_keeps_the_subject_from_handling(letter: Receive) -> None:
    complaint = handled(letter())
    with pytest.raises(IntegrityError, match="herself"), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(about_account=ZHAO.id)


@pytest.mark.refuses("oversight.receive_complaint")
@pytest.mark.parametrize("nobody", others("township", "county", "city"), ids=named)
def test_others_do_not_receive_complaints(nobody: Actor) -> None:
    with pytest.raises(NotAllowed):
        receive_complaint(
            actor=nobody, region_code=BAISHA, about="OTHER", way="PHONE", what="事", received_on=TODAY, on=TODAY,
            at=NOW, name="某人",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"what": " "}, "请写明投诉的是什么事"),
        ({"what": "长" * 4001}, "一次最多写4000字"),
        ({"received_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"about": "WORKER"}, "请选投诉的是哪位工作人员"),
        ({"about": "STATION", "station_id": None}, "请选投诉的是哪个站"),
        ({"about": "AGENCY", "station_id": None}, "请选投诉的是哪家机构"),
        ({"about": "OTHER", "station_id": None, "region_code": CHANGJIANG}, "不在您的辖区"),
        ({"about": "MOON"}, "请选择投诉的是什么"),
    ],
)
def test_what_is_missing_is_said(letter: Receive, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        letter(**given)
    assert not Complaint.objects.exists()


def test_sent_twice_it_is_one_complaint_and_the_neighbour_sees_none(letter: Receive) -> None:
    first = letter()
    assert letter(complaint_id=first.pk).pk == first.pk
    assert Complaint.objects.count() == 1
    assert letter().number.endswith("-0002")
    assert complaints(actor=QIAN).count() == 0
    with pytest.raises(Station.DoesNotExist):
        letter(actor=QIAN)


@pytest.mark.refuses("oversight.open_complaint", "oversight.take_up_complaint", "oversight.decline_complaint")
def test_reading_taking_up_and_declining_are_for_the_office(letter: Receive) -> None:
    complaint = letter()
    for nobody in (WANG, HEAD, MANAGER, FINANCE):
        with pytest.raises(NotAllowed):
            open_complaint(actor=nobody, complaint_id=complaint.pk)
    with pytest.raises(NotAllowed):
        handled(complaint, TOWNSHIP)
    with pytest.raises(NotAllowed):
        decline_complaint(actor=AUDITOR, complaint_id=complaint.pk, because="不归我管", on=TODAY)
    with pytest.raises(Complaint.DoesNotExist):
        handled(complaint, QIAN)
    with pytest.raises(Refused, match="可以向哪里反映"):
        decline_complaint(actor=ZHAO, complaint_id=complaint.pk, because=" ", on=TODAY)
    decline_complaint(actor=ZHAO, complaint_id=complaint.pk, because="属于住建部门，请打12345", on=TODAY)
    with pytest.raises(Refused, match="投诉现在是“不予受理”"):
        handled(complaint)


@pytest.mark.refuses(
    "oversight.note_complaint",
    "oversight.answer_complaint",
    "oversight.reopen_complaint",
    "oversight.ask_complainant",
)
def test_only_its_handler_goes_on_with_it(letter: Receive) -> None:
    complaint = letter()
    with pytest.raises(Refused, match="投诉现在是“待受理”"):
        note_complaint(actor=ZHAO, complaint_id=complaint.pk, text="先记一笔", on=TODAY)
    handled(complaint)
    for step in (
        lambda who: note_complaint(actor=who, complaint_id=complaint.pk, text="查了", on=TODAY),
        lambda who: answered(complaint, actor=who),
        lambda who: reopen_complaint(actor=who, complaint_id=complaint.pk, because="新情况", on=TODAY),
        lambda who: ask_complainant(actor=who, complaint_id=complaint.pk, satisfaction="4", on=TODAY),
    ):
        with pytest.raises(Refused, match="这件由赵科长办理"):
            step(COLLEAGUE)
        with pytest.raises(NotAllowed):
            step(AUDITOR)
        with pytest.raises(Complaint.DoesNotExist):
            step(QIAN)
    with pytest.raises(Refused, match="已经由您办理"):
        handled(complaint)
    handled(complaint, COLLEAGUE)  # the first handler left the bureau
    note_complaint(actor=COLLEAGUE, complaint_id=complaint.pk, text="接着查", on=TODAY)
    assert "原由赵科长" in steps_of(complaint)[-2].text


def test_an_answer_says_what_was_found_and_what_follows(letter: Receive) -> None:
    complaint = handled(letter())
    for given, sentence in (
        ({"finding": "MAYBE"}, "请选择查实的结果"),
        ({"answer": " "}, "请写给投诉人的答复"),
        ({"measures": " "}, "采取了什么措施"),
    ):
        with pytest.raises(Refused, match=sentence):
            answered(complaint, **given)
    answered(complaint, finding="NOT_UPHELD", measures="")
    again = reopen_complaint(actor=ZHAO, complaint_id=complaint.pk, because="投诉人补交了录音", on=TODAY)
    assert (again.state, again.finding, again.answered_on) == ("HANDLING", "", None)
    assert "不属实" in next(step.text for step in steps_of(again) if step.kind == "ANSWERED")


@pytest.mark.refuses("oversight.ask_account", "oversight.give_account")
def test_the_other_side_is_heard_before_it_is_judged_and_learns_no_name(letter: Receive) -> None:
    complaint = handled(letter())

    def ask(**given: Any) -> Hearing:
        facts: dict[str, Any] = {
            "actor": ZHAO, "complaint_id": complaint.pk, "question": "当天为什么没有上门？", "answer_by_on": TODAY,
            "on": TODAY, "at": NOW,
        }  # fmt: skip
        return ask_account(**(facts | given))

    with pytest.raises(NotAllowed):
        ask(actor=MANAGER)
    with pytest.raises(Refused, match="请去掉再发"):
        ask(question="测试大婶说你们没来")
    with pytest.raises(Refused, match="不能早于今天"):
        ask(answer_by_on=TODAY - timedelta(days=1))
    hearing = ask()
    with pytest.raises(Refused, match="等说明到了"):
        answered(complaint)
    assert complaint.about_organisation_id == AGENCY
    assert list(accounts_asked(actor=RIVAL)) == []
    with pytest.raises(Hearing.DoesNotExist):
        give_account(actor=RIVAL, hearing_id=hearing.pk, text="不是我们", on=TODAY)
    with pytest.raises(NotAllowed):
        give_account(actor=ZHAO, hearing_id=hearing.pk, text="代写", on=TODAY)
    with pytest.raises(Refused, match="请写明情况"):
        give_account(actor=MANAGER, hearing_id=hearing.pk, text="", on=TODAY)
    give_account(actor=MANAGER, hearing_id=hearing.pk, text="车坏了", on=TODAY)
    with pytest.raises(Refused, match="说明过"):
        give_account(actor=MANAGER, hearing_id=hearing.pk, text="再补一句", on=TODAY)
    assert answered(complaint).state == "ANSWERED"


def test_a_day_let_pass_does_not_stop_the_answer(letter: Receive) -> None:
    complaint = handled(letter())
    ask_account(
        actor=ZHAO, complaint_id=complaint.pk, question="请说明", answer_by_on=TODAY, on=TODAY, at=NOW
    )
    answered(complaint, on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="已经办完"):
        give_account(
            actor=MANAGER, hearing_id=Hearing.objects.get().pk, text="迟了", on=TODAY + timedelta(days=1)
        )
