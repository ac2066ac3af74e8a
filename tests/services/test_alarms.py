"""Somebody is in danger: the clock runs, few see it, nothing written is ever changed, and another one closes it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.clients.folk import BOY, TODAY, number
from tests.people import (
    AGENCY,
    AUDITOR,
    DEPUTY,
    FINANCE,
    HEAD,
    LI,
    NEIGHBOUR_HEAD,
    ONE_PER_ROLE,
    QIAN,
    SUPERVISOR,
    VISITOR,
    WANG,
    YACHA,
    YACHA_STATION,
    ZHAO,
    others,
    person,
)
from tests.world import NOW, World
from yizhan.access.models import Notice, User
from yizhan.clients.actions import name_guardian, note_event, register_client, restrict_client
from yizhan.clients.models import Client
from yizhan.jobs.actor import system_actor
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.policy.book import rule_for
from yizhan.privacy.models import AuditEvent
from yizhan.services.actions import (
    add_to_alarm,
    close_alarm,
    escalate_alarm,
    hand_over_alarm,
    open_alarm,
    protect,
    raise_alarm,
    report_alarm,
)
from yizhan.services.actions import alarms as verbs
from yizhan.services.models import Alarm, AlarmEntry, ServiceRecord
from yizhan.services.queries.alarms import (
    alarms,
    evidence,
    guardians_of,
    nameable,
    of_client,
    open_alarms,
    seal_of,
    to_escalate,
)
from yizhan.services.rules.alarms import (
    Term,
    first_broken,
    hours_of,
    seconds_past,
    situations,
    span_words,
    term_of,
)
from yizhan.workforce.actions import enrol_worker, link_account
from yizhan.workforce.models import Worker

COLLEAGUE = person(61, "同站社工", "worker", YACHA, YACHA_STATION, organisation=AGENCY)
NEGLECT = "被遗弃或长期处于无人照料状态"
LATER = NOW + timedelta(hours=3)
JOB = system_actor("services.escalate_alarm", "services.view_alarms", name="escalate_alarms")
Raise = Callable[..., Alarm]


@pytest.fixture
def cry(world: World) -> Raise:
    def make(**given: Any) -> Alarm:
        facts: dict[str, Any] = {
            "actor": WANG, "station_id": YACHA_STATION, "kind": "HARM", "name": "测试小孩", "sex": "男", "age": "9岁",
            "where": "示例村二组", "seen": "孩子一个人在家四天，没有吃的", "chosen": [NEGLECT], "found_at": NOW,
            "on": TODAY, "at": NOW,
        }  # fmt: skip
        return raise_alarm(**(facts | given))

    return make


@pytest.fixture
def boy(world: World) -> Client:
    """A child on file, without anybody's consent."""
    return register_client(actor=WANG, person=BOY, station_id=YACHA_STATION, on=TODAY)


def reported(alarm: Alarm, actor: Actor = WANG, at: datetime = NOW) -> Alarm:
    return report_alarm(
        actor=actor, alarm_id=alarm.pk, place="公安机关", whom="示例派出所值班民警", receipt="接警单0001",
        happened_at=at, at=at,
    )  # fmt: skip


@pytest.mark.requirement("R341", "R390")
def test_from_finding_to_closing_every_step_is_an_entry(cry: Raise) -> None:
    alarm = cry()
    alarm = reported(alarm)
    assert alarm.reported_at == NOW
    protect(actor=WANG, alarm_id=alarm.pk, text="接到站里吃饭，村妇联主任陪着", happened_at=NOW, at=NOW)
    hand_over_alarm(
        actor=HEAD,
        alarm_id=alarm.pk,
        whom="县未成年人救助保护中心",
        text="送到中心",
        happened_at=LATER,
        at=LATER,
    )
    add_to_alarm(actor=WANG, alarm_id=alarm.pk, text="邻居说已经一周没人", happened_at=LATER, at=LATER)
    closed = close_alarm(actor=HEAD, alarm_id=alarm.pk, result="由中心临时监护", at=LATER)
    assert (closed.open, closed.closed_by) == (False, HEAD.id)
    proof = evidence(closed)
    assert [each.kind for each in proof.entries] == [
        "FOUND", "REPORTED", "MEASURE", "HANDED_OVER", "NOTE", "CLOSED",
    ]  # fmt: skip
    assert proof.broken is None
    assert proof.entries[1].body["receipt"] == "接警单0001"
    assert not ServiceRecord.objects.exists(), "nothing of it appears among the services"


def test_every_role_sees_it_or_does_not(cry: Raise) -> None:
    """The finder, the heads, the supervisor, the county of the station; nobody else, whatever else they may read."""
    alarm = cry()
    seeing = {"worker", "station_head", "deputy_head", "supervisor", "county"}
    for role, actor in ONE_PER_ROLE.items():
        assert (alarm in alarms(actor=actor)) is (role in seeing), role
        if role in seeing:
            assert open_alarm(actor=actor, alarm_id=alarm.pk) == alarm
            assert open_alarms(actor=actor) == [alarm]
        else:
            with pytest.raises((NotAllowed, Alarm.DoesNotExist)):
                open_alarm(actor=actor, alarm_id=alarm.pk)
    for actor in (COLLEAGUE, LI, NEIGHBOUR_HEAD, QIAN, VISITOR):
        assert not alarms(actor=actor).exists(), actor.label
        with pytest.raises((NotAllowed, Alarm.DoesNotExist)):
            open_alarm(actor=actor, alarm_id=alarm.pk)


def test_a_finder_who_left_the_station_sees_it_no_longer(cry: Raise) -> None:
    cry()
    gone = person(1, "王社工", "worker", "469025101", uuid7(), organisation=AGENCY)
    assert gone.id == WANG.id
    assert not alarms(actor=gone).exists()


def test_a_colleague_can_neither_add_nor_report_nor_close(cry: Raise) -> None:
    alarm = cry()
    key: dict[str, Any] = {"alarm_id": alarm.pk, "at": LATER}
    for act in (
        lambda actor: reported(alarm, actor, LATER),
        lambda actor: protect(actor=actor, text="好", happened_at=LATER, **key),
        lambda actor: hand_over_alarm(actor=actor, whom="谁", text="好", happened_at=LATER, **key),
        lambda actor: add_to_alarm(actor=actor, text="好", happened_at=LATER, **key),
    ):
        for actor in (COLLEAGUE, NEIGHBOUR_HEAD, QIAN):
            with pytest.raises((NotAllowed, Alarm.DoesNotExist)):
                act(actor)
    for actor in (NEIGHBOUR_HEAD, QIAN):
        with pytest.raises(Alarm.DoesNotExist):
            close_alarm(actor=actor, result="好", **key)


def test_the_finder_cannot_close_and_unreported_harm_is_not_closed(cry: Raise) -> None:
    alarm = cry(actor=HEAD)
    with pytest.raises(Refused, match="登记人不能自己办结"):
        close_alarm(actor=HEAD, alarm_id=alarm.pk, result="好", at=LATER)
    with pytest.raises(Refused, match="还没有登记向公安机关等报告") as no:
        close_alarm(actor=DEPUTY, alarm_id=alarm.pk, result="好", at=LATER)
    assert "强制报告意见" in no.value.clause
    reported(alarm, HEAD)
    with pytest.raises(Refused, match="写明结果"):
        close_alarm(actor=ZHAO, alarm_id=alarm.pk, result=" ", at=LATER)
    close_alarm(actor=ZHAO, alarm_id=alarm.pk, result="警方已立案", at=LATER)
    for again in (
        lambda: close_alarm(actor=DEPUTY, alarm_id=alarm.pk, result="好", at=LATER),
        lambda: add_to_alarm(actor=HEAD, alarm_id=alarm.pk, text="好", happened_at=LATER, at=LATER),
    ):
        with pytest.raises(Refused, match="已经办结"):
            again()
    with pytest.raises(IntegrityError), transaction.atomic():
        Alarm.objects.filter(pk=alarm.pk).update(closed_by=alarm.found_by)


def test_an_entry_changed_taken_out_or_cut_off_is_noticed(cry: Raise) -> None:
    alarm = reported(cry())
    add_to_alarm(actor=WANG, alarm_id=alarm.pk, text="再去看过", happened_at=LATER, at=LATER)
    alarm.refresh_from_db()
    assert evidence(alarm).broken is None
    second = AlarmEntry.objects.get(alarm=alarm, number=2)
    kept = second.body
    with transaction.atomic():
        AlarmEntry.objects.filter(pk=second.pk).update(body=kept | {"place": "没有报告"})
        assert evidence(alarm).broken == 2
        AlarmEntry.objects.filter(pk=second.pk).update(body=kept)
        assert evidence(alarm).broken is None
        AlarmEntry.objects.filter(alarm=alarm, number=3).delete()
        assert evidence(alarm).broken == 3, "a tail that is missing is noticed too"
        transaction.set_rollback(True)


def test_a_seal_depends_on_every_word_and_on_the_one_before() -> None:
    facts: dict[str, Any] = {
        "alarm_id": uuid7(), "number": 1, "kind": "FOUND", "at": NOW, "body": {"text": "看到"}, "by": WANG.id,
        "label": "王社工", "written_at": NOW, "before": "",
    }  # fmt: skip
    first = seal_of(**facts)
    for other in ({"body": {"text": "看见"}}, {"by": LI.id}, {"at": LATER}, {"before": "x"}, {"number": 2}):
        assert seal_of(**(facts | other)) != first
    assert seal_of(**facts) == first
    assert first_broken([(1, "", first, first)], length=1, tip=first) is None
    assert first_broken([(1, "", first, first)], length=2, tip=first) == 2
    assert first_broken([], length=0, tip="") is None


def test_nothing_of_it_is_readable_in_the_database_the_notices_or_the_audit_trail(
    cry: Raise, world: World
) -> None:
    world.account_of("station_head")
    world.account_of("county")
    cry()
    with connection.cursor() as cursor:
        told = ""
        for table in ("services_alarm", "services_alarmentry"):
            cursor.execute(f"SELECT * FROM {table}")
            told += repr(cursor.fetchall())
    for word in ("测试小孩", "没有吃的", "示例村", NEGLECT):
        assert word not in told
    assert Notice.objects.count() == 2
    for notice in Notice.objects.all():
        assert "小孩" not in notice.subject
        assert notice.url.startswith("/services/alarms/")
    line = AuditEvent.objects.get(action="services.raise_alarm")
    assert set(line.facts) == {"station_id", "kind"}
    assert line.subject_id is None


def test_every_reading_is_written_down(cry: Raise) -> None:
    alarm = cry()
    open_alarm(actor=HEAD, alarm_id=alarm.pk)
    assert AuditEvent.objects.get(action="services.open_alarm").subject_id == alarm.pk


def test_at_once_without_hours_the_county_is_told_at_once(cry: Raise, world: World) -> None:
    """The national paper says 立即 and names no hours; 白沙 has none of its own."""
    county = world.account_of("county")
    alarm = cry()
    assert (alarm.report_due_at, alarm.county_due_at, alarm.county_told_at) == (None, None, NOW)
    assert "强制报告意见" in alarm.report_clause
    assert Notice.objects.get(user=county).subject == "有一件紧急情况，请督办"
    assert to_escalate(at=LATER) == []


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terms of the example paper, as if it held in 白沙."""

    def of_the_example(rule_id: str, *, region_code: str, at: datetime, on: Any) -> Term | None:
        return term_of(rule_id, region_code="99", at=at, on=on)

    monkeypatch.setattr(verbs, "term_of", of_the_example)


@pytest.mark.requirement("R339")
@pytest.mark.usefixtures("hours")
def test_when_the_hours_pass_without_a_report_the_county_is_told_once(cry: Raise, world: World) -> None:
    county = world.account_of("county")
    alarm = cry(kind="CRISIS", chosen=["走失"])
    assert (alarm.report_due_at, alarm.county_due_at) == (NOW + timedelta(hours=1), NOW + timedelta(hours=2))
    assert not Notice.objects.filter(user=county).exists()
    assert to_escalate(at=NOW + timedelta(minutes=119)) == []
    with pytest.raises(Refused):
        escalate_alarm(actor=JOB, alarm_id=alarm.pk, at=NOW + timedelta(minutes=119))
    assert to_escalate(at=LATER) == [alarm.pk]
    escalate_alarm(actor=JOB, alarm_id=alarm.pk, at=LATER)
    assert Notice.objects.filter(user=county).count() == 1
    assert to_escalate(at=LATER) == []
    alarm.refresh_from_db()
    assert [each.kind for each in evidence(alarm).entries] == ["FOUND", "TOLD"]
    with pytest.raises(Refused):
        escalate_alarm(actor=JOB, alarm_id=alarm.pk, at=LATER)


@pytest.mark.usefixtures("hours")
def test_what_was_reported_in_time_is_not_sent_up(cry: Raise) -> None:
    alarm = reported(cry(kind="CRISIS", chosen=["走失"]))
    assert to_escalate(at=LATER) == []
    with pytest.raises(Refused):
        escalate_alarm(actor=JOB, alarm_id=alarm.pk, at=LATER)


def test_a_guardian_who_may_be_the_danger_is_not_shown(cry: Raise, boy: Client) -> None:
    name_guardian(
        actor=WANG,
        client_id=boy.pk,
        kind="RELATIVE",
        name="示例侄子",
        phone="13800000008",
        from_on=TODAY,
        on=TODAY,
    )
    safe = cry(client_id=boy.pk, name="")
    assert safe.person["name"] == BOY.name
    assert [each.name for each in guardians_of(safe)] == ["示例侄子"]
    assert guardians_of(cry(client_id=boy.pk, guardian_danger=True)) == []
    assert guardians_of(cry()) == []


def test_no_consent_is_asked_and_a_restricted_file_stays_restricted(cry: Raise, boy: Client) -> None:
    restrict_client(actor=HEAD, client_id=boy.pk, reason="家中有暴力")
    with pytest.raises(Client.DoesNotExist):
        cry(client_id=boy.pk)
    alarm = cry(client_id=boy.pk, actor=HEAD)
    assert of_client(actor=HEAD, client_id=boy.pk) == [alarm]
    assert of_client(actor=WANG, client_id=boy.pk) == []
    assert of_client(actor=SUPERVISOR, client_id=boy.pk) == [alarm]


def test_harm_does_not_touch_the_visit_plan_that_colleagues_read(cry: Raise, boy: Client) -> None:
    before = (boy.next_visit_on, boy.visit_rule, boy.event_on)
    cry(client_id=boy.pk)
    boy.refresh_from_db()
    assert (boy.next_visit_on, boy.visit_rule, boy.event_on) == before


def test_a_crisis_asks_for_the_visit_the_paper_has_after_an_event(
    cry: Raise, uncle: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yizhan.clients.queries import find
    from yizhan.clients.rules.visits import visit_rules

    for module in (verbs, find):
        monkeypatch.setattr(module, "visit_rules", lambda **_place: visit_rules(region_code="99", on=TODAY))
    alarm = cry(kind="CRISIS", chosen=["突发重病"], client_id=uncle.pk)
    assert alarm.visit_due_on == TODAY + timedelta(days=1)
    assert alarm.visit_rule.endswith(":visits.after-event")
    uncle.refresh_from_db()
    assert (uncle.event_on, uncle.next_visit_on) == (TODAY, TODAY + timedelta(days=1))
    line = AuditEvent.objects.get(action="clients.note_event")
    assert (line.subject_id, line.facts) == (None, {})


def test_where_no_paper_has_such_a_rule_no_visit_is_asked_for(cry: Raise, granny: Client) -> None:
    alarm = cry(kind="CRISIS", chosen=["突发重病"], client_id=granny.pk)
    assert alarm.visit_due_on is None


def test_what_is_missing_is_said(cry: Raise, stranger: Client) -> None:
    for wrong, sentence in (
        ({"kind": "FIRE"}, "危机还是侵害"),
        ({"name": " "}, "是谁"),
        ({"seen": ""}, "看到、听到"),
        ({"seen": "长" * 4001}, "最多写4000字"),
        ({"chosen": []}, "哪种情形"),
        ({"found_at": LATER}, "现在以后"),
    ):
        with pytest.raises(Refused, match=sentence):
            cry(**wrong)
    with pytest.raises(Client.DoesNotExist):
        cry(client_id=stranger.pk)
    assert not Alarm.objects.exists()
    alarm = cry()
    key: dict[str, Any] = {"actor": WANG, "alarm_id": alarm.pk, "at": LATER}
    for text, when, sentence in (
        (" ", NOW, "做了什么"),
        ("长" * 4001, NOW, "最多写4000字"),
        ("好", LATER + timedelta(minutes=1), "现在以后"),
        ("好", NOW - timedelta(minutes=1), "早于发现"),
    ):
        with pytest.raises(Refused, match=sentence):
            add_to_alarm(text=text, happened_at=when, **key)
    with pytest.raises(Refused, match="向哪里报告"):
        report_alarm(place=" ", whom="", happened_at=NOW, **key)
    with pytest.raises(Refused, match="移交给谁"):
        hand_over_alarm(whom="", text="好", happened_at=NOW, **key)


def test_harm_to_a_minor_is_not_raised_for_a_grown_up(cry: Raise, granny: Client) -> None:
    with pytest.raises(Refused, match="已满18周岁"):
        cry(client_id=granny.pk)


def test_sent_twice_it_is_one_alarm(cry: Raise) -> None:
    key = uuid7()
    assert cry(alarm_id=key) == cry(alarm_id=key)
    assert AlarmEntry.objects.count() == 1


def test_the_national_list_holds_everywhere_from_its_day_on() -> None:
    for region in ("469025100", "110101", "341002"):
        rule = situations("HARM", region_code=region, on=TODAY)
        assert rule is not None
        assert len(rule.words) == 9
        assert NEGLECT in rule.words
    assert situations("HARM", region_code="110101", on=date(2020, 5, 6)) is None
    assert situations("CRISIS", region_code="110101", on=TODAY) is None
    duty = rule_for("alarms.harm-duty", region_code="110101", on=TODAY)
    assert duty.clause == "第十一条"


def test_spans_of_time_are_told_in_words() -> None:
    assert [hours_of(word) for word in ("24小时", "2天", "1周")] == [
        timedelta(hours=24), timedelta(days=2), timedelta(days=7),
    ]  # fmt: skip
    assert hours_of("3个工作日") is None
    assert hours_of("soon") is None
    assert [span_words(n) for n in (60, 3600, 12000, 86400, 100_000, -7200)] == [
        "1分钟", "1小时", "3小时20分", "1天", "1天3小时", "2小时",
    ]  # fmt: skip
    assert seconds_past(None, NOW) == 0
    assert seconds_past(NOW, LATER) == 10_800


@pytest.mark.django_db
@pytest.mark.refuses(
    "services.open_alarm", "services.raise_alarm", "services.report_alarm", "services.protect",
    "services.hand_over_alarm", "services.add_to_alarm", "services.close_alarm", "services.escalate_alarm", "clients.note_event",
)  # fmt: skip
def test_nobody_else_acts_on_alarms() -> None:
    key: dict[str, Any] = {"alarm_id": uuid7(), "at": NOW}
    raising: dict[str, Any] = {
        "station_id": YACHA_STATION, "kind": "HARM", "name": "谁", "seen": "看", "chosen": [NEGLECT], "found_at": NOW,
        "on": TODAY, "at": NOW,
    }  # fmt: skip
    acting = ("worker", "station_head", "deputy_head", "supervisor", "county")
    acts: tuple[Callable[[Actor], Alarm], ...] = (
        lambda actor: open_alarm(actor=actor, alarm_id=key["alarm_id"]),
        lambda actor: raise_alarm(actor=actor, **raising),
        lambda actor: report_alarm(actor=actor, place="公安机关", whom="", happened_at=NOW, **key),
        lambda actor: protect(actor=actor, text="好", happened_at=NOW, **key),
        lambda actor: hand_over_alarm(actor=actor, whom="谁", text="好", happened_at=NOW, **key),
        lambda actor: add_to_alarm(actor=actor, text="好", happened_at=NOW, **key),
        lambda actor: close_alarm(actor=actor, result="好", **key),
    )
    for actor in others(*acting):
        for act in acts:
            with pytest.raises(NotAllowed):
                act(actor)
    with pytest.raises(NotAllowed):
        close_alarm(actor=WANG, result="好", **key)
    for actor in (*ONE_PER_ROLE.values(), FINANCE, AUDITOR):
        with pytest.raises(NotAllowed):
            escalate_alarm(actor=actor, **key)
        with pytest.raises(NotAllowed):
            note_event(actor=actor, client_id=uuid7(), event_on=TODAY, on=TODAY)


# --- about somebody of the station --------------------------------------------------------------------------------------


@pytest.fixture
def boss(world: World) -> Worker:
    """The head of 牙叉镇 as a worker of the station; her account is not linked to her."""
    return enrol_worker(
        actor=HEAD, station_id=YACHA_STATION, name="示例站长", id_number=number("46902519800101001"),
        education="BACHELOR", post="HEAD", started_on=date(2025, 1, 1), on=TODAY, employer="TOWNSHIP",
        facts={"身体健康": True, "热爱民政事业": True},
    )  # fmt: skip


def told_of(account: User) -> list[str]:
    return list(Notice.objects.filter(user=account).values_list("subject", flat=True))


@pytest.mark.requirement("R390")
@pytest.mark.parametrize("linked", [True, False], ids=["linked", "not linked"])
def test_an_alarm_about_the_head_is_kept_from_the_head_and_told_to_the_county_at_once(
    cry: Raise, world: World, boss: Worker, linked: bool
) -> None:
    head, deputy, county = (world.account_of(role) for role in ("station_head", "deputy_head", "county"))
    if linked:
        link_account(actor=ZHAO, worker_id=boss.pk, user_id=head.pk)
    alarm = cry(suspect_ids=[boss.pk])
    her = replace(HEAD, id=str(head.pk))
    assert not alarms(actor=her).exists()
    assert open_alarms(actor=her) == []
    for act in (
        lambda: open_alarm(actor=her, alarm_id=alarm.pk),
        lambda: close_alarm(actor=her, alarm_id=alarm.pk, result="没事", at=NOW),
        lambda: add_to_alarm(actor=her, alarm_id=alarm.pk, text="没事", happened_at=NOW, at=NOW),
    ):
        with pytest.raises(Alarm.DoesNotExist):
            act()
    assert (told_of(head), alarm.county_told_at) == ([], NOW)
    assert told_of(county) == ["有一件涉及站点人员的紧急情况，请直接处理"]
    assert "示例站长" not in told_of(county)[0]
    assert told_of(deputy)
    for actor in (ZHAO, replace(DEPUTY, id=str(deputy.pk)), WANG):
        assert open_alarm(actor=actor, alarm_id=alarm.pk) == alarm
    assert "示例站长（站长）" in evidence(alarm).entries[0].body["staff"]


def test_a_crisis_about_the_staff_leaves_the_visit_plan_as_it_was(
    cry: Raise, boy: Client, boss: Worker
) -> None:
    before = boy.next_visit_on
    alarm = cry(kind="CRISIS", client_id=boy.pk, chosen=["其他"], suspect_ids=[boss.pk])
    boy.refresh_from_db()
    assert (alarm.visit_due_on, boy.next_visit_on) == (None, before)


@pytest.mark.refuses("services.raise_alarm")
def test_only_somebody_of_the_station_is_named(cry: Raise) -> None:
    with pytest.raises(Refused, match="不是这个站的"):
        cry(suspect_ids=[uuid7()])


@pytest.mark.requirement("R390")
def test_a_head_who_is_no_worker_of_the_station_can_be_named_and_is_told_nothing(
    cry: Raise, world: World
) -> None:
    head, deputy, county = (world.account_of(role) for role in ("station_head", "deputy_head", "county"))
    offered = nameable(stations={YACHA_STATION: YACHA}, on=TODAY)
    assert {(one.pk, one.posts, one.is_account) for one in offered} == {
        (head.pk, "站长", True), (deputy.pk, "副站长", True),
    }  # fmt: skip
    alarm = cry(suspect_account_ids=[head.pk])
    her = replace(HEAD, id=str(head.pk))
    assert not alarms(actor=her).exists()
    with pytest.raises(Alarm.DoesNotExist):
        open_alarm(actor=her, alarm_id=alarm.pk)
    assert (told_of(head), alarm.about_staff, alarm.county_told_at) == ([], True, NOW)
    assert told_of(county) == ["有一件涉及站点人员的紧急情况，请直接处理"]
    assert told_of(deputy)
    assert f"{head.display_name}（站长）" in evidence(alarm).entries[0].body["staff"]


def test_a_head_is_offered_once_as_the_worker_she_is_with_every_name_of_her_post(
    cry: Raise, world: World, boss: Worker, worker: Worker
) -> None:
    """A resident worker whose account is the head's is found by whoever knows her as the head."""
    told = {one.pk: one.posts for one in nameable(stations={YACHA_STATION: YACHA}, on=TODAY)}
    assert told == {boss.pk: "站长", worker.pk: "驻站社工"}
    head = world.account_of("station_head")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=head.pk)
    told = {one.pk: one.posts for one in nameable(stations={YACHA_STATION: YACHA}, on=TODAY)}
    assert told == {boss.pk: "站长", worker.pk: "驻站社工、站长"}
    alarm = cry(suspect_ids=[worker.pk])
    assert f"{worker.name}（驻站社工、站长）" in evidence(alarm).entries[0].body["staff"]
    assert not alarms(actor=replace(HEAD, id=str(head.pk))).exists()


@pytest.mark.refuses("services.raise_alarm")
def test_only_an_account_of_the_station_is_named(cry: Raise, world: World) -> None:
    with pytest.raises(Refused, match="不是这个站的"):
        cry(suspect_account_ids=[world.account_of("county").pk])
    assert not Alarm.objects.exists()
