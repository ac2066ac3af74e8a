"""A client is referred with what she agreed to; a file moves only when the other station takes the transfer."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.clients.folk import TODAY
from tests.people import (
    AGENCY,
    AUDITOR,
    FINANCE,
    HEAD,
    LI,
    QIAN,
    QIFANG,
    QIFANG_STATION,
    SUPERVISOR,
    TOWNSHIP,
    WANG,
    YACHA_STATION,
    ZHAO,
    others,
    person,
)
from tests.world import NOW, World
from yizhan.access.models import Notice, User
from yizhan.clients.actions import close_file, name_guardian, record_consent, restrict_client
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.models import AuditEvent
from yizhan.services.actions import (
    accept_referral,
    answer_referral,
    finish_follow_up,
    open_case,
    record_service,
    refer,
    refuse_referral,
    take_back_referral,
)
from yizhan.services.metrics import referrals, referrals_answered
from yizhan.services.models import Case, Referral, ServiceClient, ServiceRecord
from yizhan.services.queries.referrals import of_client, received, referral_for, sent, to_answer, unanswered
from yizhan.services.rules.referrals import departments
from yizhan.workforce.models import Worker

CHEN = person(51, "陈社工", "worker", QIFANG, QIFANG_STATION, organisation=AGENCY)
CHEN_HEAD = person(52, "七坊站长", "station_head", QIFANG, QIFANG_STATION, organisation=AGENCY)
MONTH = Period.month_of(TODAY)
Send = Callable[..., Referral]


@pytest.fixture
def agreed(granny: Client) -> Client:
    """测试奶奶 agreed that her data may be passed on."""
    record_consent(
        actor=WANG,
        client_id=granny.pk,
        purpose="SHARE",
        given=True,
        basis="WRITTEN",
        given_on=TODAY,
        on=TODAY,
    )
    return granny


@pytest.fixture
def send(worker: Worker) -> Send:
    def make(client: Client, **given: Any) -> Referral:
        facts: dict[str, Any] = {
            "actor": WANG, "client_id": client.pk, "kind": "REFERRAL", "to_station_id": QIFANG_STATION,
            "reason": "住到女儿家去了", "situation": "腿脚不便，独自在家", "asked": "请每周上门看一次",
            "served": "已探访六次", "parts": ["phone", "sex_age"], "on": TODAY, "at": NOW, "worker_id": worker.pk,
        }  # fmt: skip
        return refer(**(facts | given))

    return make


def test_a_referral_is_one_delivered_service_and_is_typed_once(send: Send, agreed: Client) -> None:
    made = send(agreed)
    record = ServiceRecord.objects.get(pk=made.service_id)
    assert (record.kind, record.partner, record.done_on) == ("REFERRAL", "七坊镇社工站", TODAY)
    assert ServiceClient.objects.get(service=record).client == agreed
    assert (referrals.of(YACHA_STATION, MONTH), referrals_answered.of(YACHA_STATION, MONTH)) == (1, 0)
    accept_referral(actor=CHEN, referral_id=made.pk, on=TODAY, at=NOW)
    assert referrals_answered.of(YACHA_STATION, MONTH) == 0
    answer_referral(actor=CHEN, referral_id=made.pk, answer="已上门，约好每周三", on=TODAY, at=NOW)
    assert referrals_answered.of(YACHA_STATION, MONTH) == 1
    record.refresh_from_db()
    assert record.follow_up_result == "已答复：已上门，约好每周三"
    agreed.refresh_from_db()
    assert agreed.station_id == YACHA_STATION, "a referral moves no file"


def test_the_receiver_reads_what_was_passed_on_and_nothing_else_of_the_file(
    send: Send, agreed: Client
) -> None:
    made = send(agreed)
    seen = referral_for(actor=CHEN, referral_id=made.pk)
    assert seen.told == [("性别、年龄", "女，78岁"), ("电话", "13800000001")]
    assert (seen.referral.person, seen.client, seen.ours, seen.theirs) == ("测试奶奶", None, False, True)
    assert not Client.objects.visible_to(CHEN, "clients.view").exists()
    assert "address" not in made.passed_on
    assert "id_number" not in made.passed_on
    assert referral_for(actor=WANG, referral_id=made.pk).client == agreed


def test_nothing_about_the_person_is_readable_in_the_database_or_the_audit_trail(
    send: Send, agreed: Client
) -> None:
    made = send(agreed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM services_referral")
        told = repr(cursor.fetchall())
    assert "测试奶奶" not in told
    assert "腿脚不便" not in told
    line = AuditEvent.objects.get(action="services.refer")
    assert set(line.facts) == {"client_id", "kind", "to_station_id"}
    assert "奶奶" not in str(list(Notice.objects.values()))
    assert made.region_code == agreed.station.region_code


def test_without_consent_a_referral_says_on_what_legal_ground(send: Send, granny: Client) -> None:
    with pytest.raises(Refused, match="没有本人（监护人）“与部门共享”的同意") as no:
        send(granny)
    assert "个人信息保护法" in no.value.clause
    with pytest.raises(Refused, match="写明具体情况"):
        send(granny, ground="EMERGENCY")
    made = send(granny, ground="EMERGENCY", ground_says="跌倒后神志不清，须马上送医")
    assert (made.consent, made.ground) == (None, "EMERGENCY")
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=made.pk).update(ground="")


def test_a_consent_that_ended_or_was_given_later_is_none(send: Send, granny: Client) -> None:
    record_consent(
        actor=WANG, client_id=granny.pk, purpose="SHARE", given=True, basis="ORAL", given_on=TODAY, on=TODAY
    )
    with pytest.raises(Refused, match="同意"):
        send(granny, sent_on=TODAY - timedelta(days=1))


LACKS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "GIFT"}, "转介还是转移"),
    ({"to_station_id": None, "to_name": " "}, "转介给谁"),
    ({"to_station_id": YACHA_STATION}, "不能转介给本站"),
    ({"kind": "TRANSFER", "to_station_id": None, "to_name": "县医院"}, "只能转移到另一个社工站"),
    ({"reason": ""}, "为什么转介"),
    ({"situation": " "}, "目前情况"),
    ({"asked": ""}, "希望对方做什么"),
    ({"asked": "长" * 2001}, "最多2000字"),
    ({"parts": ["diary"]}, "不认识"),
    ({"sent_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
    ({"kind": "TRANSFER"}, "由站长提出"),
]


def test_what_a_referral_lacks_is_said(send: Send, agreed: Client) -> None:
    for wrong, sentence in LACKS:
        with pytest.raises(Refused, match=sentence):
            send(agreed, **wrong)
    assert not Referral.objects.exists()
    assert not ServiceRecord.objects.exists()


def test_the_same_referral_is_not_sent_twice_and_a_retry_is_the_same_one(send: Send, agreed: Client) -> None:
    key = uuid7()
    assert send(agreed, referral_id=key) == send(agreed, referral_id=key)
    with pytest.raises(Refused, match="还在等对方答复"):
        send(agreed)
    assert ServiceRecord.objects.count() == 1


def test_a_closed_file_is_not_referred(send: Send, agreed: Client) -> None:
    close_file(actor=WANG, client_id=agreed.pk, reason="MOVED_AWAY", closed_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="已销档"):
        send(agreed)


def test_an_open_case_goes_along_only_when_the_transfer_is_accepted(send: Send, agreed: Client) -> None:
    case = open_case(
        actor=WANG, client_id=agreed.pk, opened_on=TODAY, on=TODAY, minutes=30, mode="AT_HOME",
        worker_id=Worker.objects.get().pk,
    )  # fmt: skip
    made = send(agreed, actor=HEAD, kind="TRANSFER")
    case.refresh_from_db()
    assert case.station_id == YACHA_STATION
    made = accept_referral(actor=CHEN, referral_id=made.pk, on=TODAY, at=NOW)
    case.refresh_from_db()
    assert (case.station_id, case.region_code, case.needs_worker) == (QIFANG_STATION, QIFANG, True)
    assert "1个没有结案的个案一并接收" in made.answer
    assert list(Case.objects.visible_to(CHEN_HEAD, "services.assign_case")) == [case]
    assert not Case.objects.visible_to(WANG, "services.view_cases").exists()


def test_a_file_moves_only_when_the_transfer_is_accepted(send: Send, agreed: Client) -> None:
    record_service(
        actor=WANG, station_id=YACHA_STATION, kind="VISIT", done_on=TODAY, on=TODAY, minutes=20, mode="AT_HOME",
        client_ids=[agreed.pk], worker_id=Worker.objects.get().pk,
    )  # fmt: skip
    made = send(agreed, actor=HEAD, kind="TRANSFER")
    agreed.refresh_from_db()
    assert agreed.station_id == YACHA_STATION
    assert not Client.objects.visible_to(CHEN, "clients.view").exists()
    accept_referral(actor=CHEN, referral_id=made.pk, on=TODAY, at=NOW)
    agreed.refresh_from_db()
    made.refresh_from_db()
    assert (agreed.station_id, made.state) == (QIFANG_STATION, "TRANSFERRED")
    assert Client.objects.visible_to(CHEN, "clients.view").get() == agreed
    assert not Client.objects.visible_to(WANG, "clients.view").exists()
    visit = ServiceRecord.objects.get(kind="VISIT")
    assert (visit.station_id, visit.recorded_by) == (YACHA_STATION, WANG.id), "what was written stays theirs"
    assert ServiceRecord.objects.visible_to(WANG, "services.view").filter(pk=visit.pk).exists()
    assert referral_for(actor=WANG, referral_id=made.pk).client is None


def test_a_refused_or_taken_back_transfer_moves_nothing(send: Send, agreed: Client) -> None:
    first = send(agreed, actor=HEAD, kind="TRANSFER")
    with pytest.raises(Refused, match="先撤回"):
        send(agreed, actor=HEAD, kind="TRANSFER")
    with pytest.raises(Refused, match="只有接收或退回"):
        answer_referral(actor=CHEN, referral_id=first.pk, answer="好", on=TODAY, at=NOW)
    with pytest.raises(Refused, match="为什么退回"):
        refuse_referral(actor=CHEN, referral_id=first.pk, reason=" ", on=TODAY, at=NOW)
    refuse_referral(actor=CHEN, referral_id=first.pk, reason="人没有搬来", on=TODAY, at=NOW)
    second = send(agreed, actor=HEAD, kind="TRANSFER")
    with pytest.raises(Refused, match="为什么撤回"):
        take_back_referral(actor=WANG, referral_id=second.pk, reason="", on=TODAY, at=NOW)
    take_back_referral(actor=WANG, referral_id=second.pk, reason="本人不去了", on=TODAY, at=NOW)
    with pytest.raises(Referral.DoesNotExist):
        accept_referral(actor=CHEN, referral_id=second.pk, on=TODAY, at=NOW)
    agreed.refresh_from_db()
    assert agreed.station_id == YACHA_STATION
    assert referrals.of(YACHA_STATION, MONTH) == 1, "what was taken back is no referral"


def test_both_stations_are_told_in_the_words_of_what_was_sent(
    send: Send, agreed: Client, world: World
) -> None:
    """Whoever was asked to take a file on is told, too, when the question is taken back."""
    theirs = world.account("station_head", organisation=AGENCY, region=QIFANG, station=QIFANG_STATION)
    ours = world.account_of("worker")

    def told(account: User) -> list[tuple[str, str]]:
        rows = Notice.objects.filter(user=account).order_by("id")
        return [(one.subject, one.url) for one in rows]

    first = send(agreed, actor=HEAD, kind="TRANSFER")
    refuse_referral(actor=CHEN, referral_id=first.pk, reason="人没有搬来", on=TODAY, at=NOW)
    second = send(agreed, actor=HEAD, kind="TRANSFER")
    back = take_back_referral(actor=WANG, referral_id=second.pk, reason="本人不去了", on=TODAY, at=NOW)
    assert back.answered_by_label == WANG.label
    asked = "收到一件档案转移，请接收或退回"
    assert told(theirs) == [
        (asked, f"/services/referrals/{first.pk}/"),
        (asked, f"/services/referrals/{second.pk}/"),
        ("档案转移已由对方撤回，不用再答复", "/services/referrals/"),
    ]
    assert [subject for subject, _url in told(ours)] == ["档案转移被退回"]


def test_what_has_a_result_is_neither_answered_again_nor_taken_back(send: Send, agreed: Client) -> None:
    made = send(agreed)
    with pytest.raises(Refused, match="今天以后"):
        accept_referral(
            actor=CHEN, referral_id=made.pk, on=TODAY, at=NOW, accepted_on=TODAY + timedelta(days=1)
        )
    with pytest.raises(Refused, match="早于转介那天"):
        answer_referral(
            actor=CHEN,
            referral_id=made.pk,
            on=TODAY,
            at=NOW,
            answer="好",
            answered_on=TODAY - timedelta(days=1),
        )
    with pytest.raises(Refused, match="办得怎么样"):
        answer_referral(actor=CHEN, referral_id=made.pk, answer="", on=TODAY, at=NOW)
    answer_referral(actor=CHEN, referral_id=made.pk, answer="已办", on=TODAY, at=NOW)
    for again in (
        lambda: accept_referral(actor=CHEN, referral_id=made.pk, on=TODAY, at=NOW),
        lambda: refuse_referral(actor=CHEN, referral_id=made.pk, reason="不", on=TODAY, at=NOW),
        lambda: answer_referral(actor=CHEN, referral_id=made.pk, answer="又办", on=TODAY, at=NOW),
        lambda: take_back_referral(actor=WANG, referral_id=made.pk, reason="不", on=TODAY, at=NOW),
    ):
        with pytest.raises(Refused):
            again()


def test_a_department_without_an_account_answers_through_the_station(send: Send, agreed: Client) -> None:
    made = send(agreed, to_station_id=None, to_name="县残联")
    with pytest.raises(Referral.DoesNotExist):
        answer_referral(actor=CHEN, referral_id=made.pk, answer="办了", on=TODAY, at=NOW)
    answer_referral(actor=WANG, referral_id=made.pk, answer="县残联来电：轮椅下周送到", on=TODAY, at=NOW)
    made.refresh_from_db()
    assert (made.state, made.to_station) == ("ANSWERED", None)
    assert not Notice.objects.exists()


def test_the_sender_cannot_answer_for_another_station(send: Send, agreed: Client) -> None:
    made = send(agreed)
    key: dict[str, Any] = {"actor": WANG, "referral_id": made.pk, "on": TODAY, "at": NOW}
    for verb in (
        lambda: accept_referral(**key),
        lambda: answer_referral(**key, answer="好"),
        lambda: refuse_referral(**key, reason="不"),
    ):
        with pytest.raises(Referral.DoesNotExist):
            verb()


def test_who_sees_a_referral(send: Send, agreed: Client) -> None:
    made = send(agreed)
    for actor in (WANG, HEAD, SUPERVISOR, TOWNSHIP, ZHAO):
        assert made in sent(actor=actor)
    assert made in received(actor=CHEN)
    assert made in received(actor=ZHAO), "the county sees both ends"
    assert list(to_answer(actor=CHEN)) == [made]
    assert not to_answer(actor=WANG)
    for actor in (LI, QIAN, AUDITOR, FINANCE):
        assert made not in sent(actor=actor)
        assert made not in received(actor=actor)
        with pytest.raises(Referral.DoesNotExist):
            referral_for(actor=actor, referral_id=made.pk)
    assert of_client(actor=WANG, client_id=agreed.pk) == [made]


def test_a_restricted_file_is_referred_out_of_sight_of_those_who_may_not_see_it(
    send: Send, agreed: Client
) -> None:
    restrict_client(actor=HEAD, client_id=agreed.pk, reason="家中有暴力")
    with pytest.raises(Client.DoesNotExist):
        send(agreed)
    made = send(agreed, actor=HEAD, kind="TRANSFER")
    assert made not in sent(actor=WANG)
    assert made not in received(actor=CHEN)
    with pytest.raises(Referral.DoesNotExist):
        accept_referral(actor=CHEN, referral_id=made.pk, on=TODAY, at=NOW)
    accept_referral(actor=CHEN_HEAD, referral_id=made.pk, on=TODAY, at=NOW)
    agreed.refresh_from_db()
    assert (agreed.station_id, agreed.restricted) == (QIFANG_STATION, True)


def test_guardians_are_passed_on_only_when_ticked(send: Send, agreed: Client) -> None:
    name_guardian(
        actor=WANG,
        client_id=agreed.pk,
        kind="RELATIVE",
        name="示例侄子",
        phone="13800000008",
        from_on=TODAY,
        on=TODAY,
    )
    assert "guardian" not in send(agreed).passed_on
    made = send(
        agreed, to_station_id=None, to_name="县医院", parts=["guardian", "village", "classes", "address"]
    )
    assert made.passed_on["guardian"] == "示例侄子，其他亲属，13800000008"
    assert (made.passed_on["village"], made.passed_on["classes"]) == ("示例村", "独居老人")


@pytest.mark.requirement("R001")
def test_the_fifteen_departments_of_huangshan_are_those_of_its_paper() -> None:
    rule = departments(region_code="341002", on=date(2026, 11, 20))
    assert rule is not None
    assert len(rule.words) == 15
    assert {"民政部门", "残联", "卫健部门", "总工会"} <= set(rule.words)
    assert departments(region_code="469025", on=TODAY) is None, "白沙's paper has no list of its own"


def test_where_a_paper_sets_a_term_the_answer_is_due(
    send: Send, agreed: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yizhan.policy.book import rule_for
    from yizhan.services.actions import referrals as verbs

    rule = rule_for("referrals.answered-within", region_code="99", on=TODAY)
    monkeypatch.setattr(verbs, "answer_rule", lambda **_where: rule)
    made = send(agreed)
    assert (made.due_on, made.rule) == (date(2026, 11, 27), rule.ref)
    with pytest.raises(Refused, match="在转介里登记答复"):
        finish_follow_up(actor=WANG, service_id=made.service_id, on=TODAY, result="办了")
    assert not unanswered(actor=WANG, by=TODAY)
    assert unanswered(actor=WANG, by=date(2026, 11, 27)) == [made]


@pytest.mark.refuses("services.refer")
def test_only_a_station_refers(send: Send, agreed: Client) -> None:
    for actor in others("worker", "station_head", "deputy_head"):
        with pytest.raises(NotAllowed):
            send(agreed, actor=actor)


TRIED: tuple[tuple[Callable[..., Any], dict[str, str]], ...] = (
    (accept_referral, {}), (refuse_referral, {"reason": "不"}), (answer_referral, {"answer": "好"}),
    (take_back_referral, {"reason": "不"}),
)  # fmt: skip


@pytest.mark.refuses(
    "services.accept_referral",
    "services.refuse_referral",
    "services.answer_referral",
    "services.take_back_referral",
)
@pytest.mark.django_db
def test_only_stations_answer_and_take_back() -> None:
    for actor in others("worker", "station_head", "deputy_head"):
        key: dict[str, Any] = {"actor": actor, "referral_id": uuid7(), "on": TODAY, "at": NOW}
        for verb, more in TRIED:
            with pytest.raises(NotAllowed):
                verb(**key, **more)


@pytest.mark.refuses("services.refer")
def test_a_client_of_the_next_county_is_out_of_sight(send: Send, agreed: Client) -> None:
    with pytest.raises(Client.DoesNotExist):
        send(agreed, actor=LI)
