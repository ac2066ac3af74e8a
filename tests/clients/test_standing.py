"""Classes, grades, consent, guardians, households; and the next visit that follows from them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.clients.conftest import Register
from tests.clients.folk import BOY, TODAY, UNCLE
from tests.people import (
    HEAD,
    LI,
    NEIGHBOUR_HEAD,
    QIAN,
    QIFANG_STATION,
    SHILU_STATION,
    SUPERVISOR,
    WANG,
    ZHAO,
    others,
)
from yizhan.access.roles import job
from yizhan.clients import actions
from yizhan.clients.actions import (
    assign_client,
    classify_client,
    close_file,
    end_guardianship,
    form_household,
    grade_client,
    join_household,
    leave_household,
    move_client,
    name_guardian,
    note_visits,
    open_file,
    record_consent,
    refresh_visit_plans,
    register_client,
    reopen_file,
    restrict_client,
    unclassify_client,
    unmask_client,
    unrestrict_client,
    update_client,
    visits,
    withdraw_consent,
)
from yizhan.clients.models import Client, ClientClass, ClientMove, Consent, Grading, Guardianship, Household
from yizhan.clients.queries.search import overdue, search
from yizhan.clients.rules.visits import Visit
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.stations.models import Station

MONDAY = date(2026, 11, 16)


def fresh(client: Client) -> Client:
    return Client.objects.get(pk=client.pk)


# --- the next visit ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R341", "R336")
def test_class_and_grade_decide_when_the_next_visit_is_due(frequencies: None, register: Register) -> None:
    client = register(classes=["ELDER_ALONE"], opened_on=date(2026, 11, 2))
    assert (client.next_visit_on, client.visit_clause) == (date(2026, 11, 30), "协议 第五条")
    note_visits(actor=WANG, client_id=client.pk, visits=[Visit(date(2026, 11, 18))], on=TODAY)
    assert fresh(client).next_visit_on == date(2026, 12, 15)
    grading = grade_client(actor=WANG, client_id=client.pk, grade="HIGH", reason="跌倒一次", on=TODAY)
    assert grading.clause == "协议 第六条"
    assert fresh(client).next_visit_on == date(2026, 11, 29)
    grade_client(actor=WANG, client_id=client.pk, grade="HIGH", reason="房屋倒塌", event_on=TODAY, on=TODAY)
    assert (fresh(client).next_visit_on, fresh(client).visit_clause) == (
        TODAY + timedelta(days=1),
        "协议 第七条",
    )
    note_visits(actor=WANG, client_id=client.pk, visits=[Visit(date(2026, 11, 18)), Visit(TODAY)], on=TODAY)
    assert fresh(client).next_visit_on == date(2026, 11, 29)
    unclassify_client(actor=WANG, client_id=client.pk, code="ELDER_ALONE", until_on=TODAY, on=TODAY)
    grade_client(actor=WANG, client_id=client.pk, grade="LOW", reason="已搬到女儿家", on=TODAY)
    assert (fresh(client).next_visit_on, fresh(client).visit_rule) == (None, "")


def test_a_pending_value_binds_nobody(frequencies: None, register: Register) -> None:
    assert register(classes=["DIBAO"]).next_visit_on is None


def test_where_nobody_has_ruled_no_day_is_due(no_rules: None, register: Register) -> None:
    assert register(classes=["ELDER_ALONE"]).next_visit_on is None


def test_visits_of_days_to_come_do_not_count_and_old_ones_are_let_go(
    frequencies: None, register: Register
) -> None:
    client = register(classes=["ELDER_ALONE"])
    days = [TODAY - timedelta(days=n) for n in range(100)] + [TODAY + timedelta(days=1)]
    note_visits(actor=WANG, client_id=client.pk, visits=[Visit(day) for day in days], on=TODAY)
    assert fresh(client).last_visit_on == TODAY
    assert len(fresh(client).visit_days) == 60
    note_visits(actor=WANG, client_id=client.pk, visits=[], on=TODAY)
    assert fresh(client).last_visit_on is None


def test_a_paper_that_comes_into_force_overnight_gives_everybody_a_day(
    register: Register, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (UNCLE, BOY):
        register(person)
    granny = register(classes=["ELDER_ALONE"])
    assert granny.next_visit_on is None
    request.getfixturevalue("frequencies")
    monkeypatch.setattr(visits, "SLICE", 1)
    nightly = job("nightly", "系统", "clients.refresh_visit_plans", "clients.view_restricted")
    restrict_client(actor=HEAD, client_id=granny.pk, reason="保护对象")
    after, rounds = None, 0
    while after := refresh_visit_plans(actor=nightly, region_code="46", on=TODAY, after=after):
        rounds += 1
    assert rounds == 3
    assert fresh(granny).next_visit_on == date(2026, 12, 15)
    assert fresh(granny).name == "测试奶奶"


def test_overdue_people_are_listed_the_longest_first(frequencies: None, register: Register) -> None:
    one = register(classes=["ELDER_ALONE"], opened_on=date(2026, 8, 1))
    two = register(UNCLE, opened_on=date(2026, 10, 1))
    grade_client(actor=WANG, client_id=two.pk, grade="HIGH", reason="独居", on=TODAY)
    assert [client.pk for client in overdue(actor=WANG, on=TODAY)] == [one.pk, two.pk]
    assert not overdue(actor=LI, on=TODAY)
    assert fresh(one).overdue(TODAY) == (TODAY - date(2026, 8, 31)).days


# --- what is said of a client -----------------------------------------------------------------------------------------


@pytest.mark.refuses("clients.classify_client", "clients.unclassify_client")
def test_classes_that_cannot_be_are_refused(granny: Client) -> None:
    def say(**given: Any) -> ClientClass:
        facts: dict[str, Any] = {
            "actor": WANG,
            "client_id": granny.pk,
            "code": "DIBAO",
            "since_on": TODAY,
            "on": TODAY,
        }
        return classify_client(**(facts | given))

    for given, word in (
        ({"code": "ORPHAN"}, "未满18周岁"),
        ({"code": "NOPE"}, "没有这个对象类别"),
        ({"source": "NOPE"}, "来源"),
        ({"since_on": TODAY + timedelta(days=1)}, "今天以后"),
    ):
        with pytest.raises(Refused, match=word):
            say(**given)
    say()
    with pytest.raises(Refused, match="已是“低保”"):
        say()

    def end(**given: Any) -> ClientClass:
        facts: dict[str, Any] = {
            "actor": WANG,
            "client_id": granny.pk,
            "code": "DIBAO",
            "until_on": TODAY,
            "on": TODAY,
        }
        return unclassify_client(**(facts | given))

    for given, word in (
        ({"until_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"until_on": TODAY - timedelta(days=1)}, "早于认定日期"),
    ):
        with pytest.raises(Refused, match=word):
            end(**given)
    with pytest.raises(ClientClass.DoesNotExist):
        end(code="DISABLED")
    end()
    say()  # and again later


@pytest.mark.refuses("clients.grade_client")
@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"grade": "URGENT"}, "选择风险等级"),
        ({"reason": "  "}, "写明评定的依据"),
        ({"graded_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"graded_on": date(2020, 1, 1)}, "早于建档日期"),
        ({"event_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"graded_on": TODAY - timedelta(days=5), "event_on": TODAY}, "晚于评定日期"),
        ({"graded_on": TODAY - timedelta(days=30)}, "更晚的评定"),
    ],
)
def test_grades_that_cannot_be_are_refused(granny: Client, given: dict[str, Any], word: str) -> None:
    facts: dict[str, Any] = {
        "actor": WANG,
        "client_id": granny.pk,
        "grade": "LOW",
        "reason": "独居",
        "on": TODAY,
    }
    grade_client(**facts, graded_on=TODAY - timedelta(days=10))
    with pytest.raises(Refused, match=word):
        grade_client(**(facts | given))


def test_every_grade_is_kept_with_what_it_was_before(granny: Client) -> None:
    for grade in ("MEDIUM", "HIGH", "HIGH", "LOW"):
        grade_client(actor=SUPERVISOR, client_id=granny.pk, grade=grade, reason="走访评定", on=TODAY)
    assert [row.direction for row in Grading.objects.order_by("id")] == ["", "由中升高", "", "由高降低"]
    assert fresh(granny).grade == "LOW"


@pytest.mark.refuses("clients.record_consent", "clients.withdraw_consent")
def test_consent_is_an_answer_for_one_purpose_and_the_last_one_stands(
    granny: Client, register: Register
) -> None:
    facts: dict[str, Any] = {
        "actor": WANG,
        "purpose": "PHOTO",
        "given": True,
        "basis": "ORAL",
        "given_on": TODAY,
        "on": TODAY,
    }
    for given, word in (
        ({"purpose": "NOPE"}, "事项和方式"),
        ({"basis": "NOPE"}, "事项和方式"),
        ({"given_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"until_on": TODAY - timedelta(days=1)}, "到期日早于"),
        ({"basis": "GUARDIAN"}, "监护人姓名"),
    ):
        with pytest.raises(Refused, match=word):
            record_consent(**(facts | {"client_id": granny.pk} | given))
    first = record_consent(**facts, client_id=granny.pk, evidence="存档案盒3")
    second = record_consent(**(facts | {"given": False}), client_id=granny.pk)
    assert (Consent.objects.get(pk=first.pk).replaced, second.replaced) == (True, False)
    for consent in (first, second):
        with pytest.raises(Refused, match="没有可撤回的同意"):
            withdraw_consent(actor=WANG, consent_id=consent.pk, withdrawn_on=TODAY, on=TODAY)
    third = record_consent(**facts, client_id=granny.pk)
    with pytest.raises(Refused, match="撤回日期"):
        withdraw_consent(actor=WANG, consent_id=third.pk, withdrawn_on=TODAY + timedelta(days=1), on=TODAY)
    with pytest.raises(Consent.DoesNotExist):
        withdraw_consent(actor=LI, consent_id=third.pk, withdrawn_on=TODAY, on=TODAY)
    assert (
        withdraw_consent(actor=WANG, consent_id=third.pk, withdrawn_on=TODAY, on=TODAY).withdrawn_on == TODAY
    )
    boy = register(BOY, despite_duplicates=[granny.pk])
    with pytest.raises(Refused, match="监护人同意") as refusal:
        record_consent(**facts, client_id=boy.pk)
    assert refusal.value.clause == "个人信息保护法第三十一条"
    assert record_consent(**(facts | {"basis": "GUARDIAN", "by_name": "示例家长"}), client_id=boy.pk).given
    assert record_consent(**(facts | {"given": False}), client_id=boy.pk).given is False


def test_the_database_keeps_one_standing_answer(granny: Client) -> None:
    facts: dict[str, Any] = {
        "actor": WANG,
        "client_id": granny.pk,
        "purpose": "PHOTO",
        "given": True,
        "basis": "ORAL",
        "given_on": TODAY,
        "on": TODAY,
    }
    record_consent(**facts)
    record_consent(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(replaced=False)


@pytest.mark.refuses("clients.name_guardian", "clients.end_guardianship")
def test_guardians_are_adults_named_once(granny: Client, register: Register) -> None:
    boy = register(BOY, despite_duplicates=[granny.pk])
    facts: dict[str, Any] = {
        "actor": WANG,
        "client_id": boy.pk,
        "kind": "GRANDPARENT",
        "name": "测试奶奶",
        "from_on": TODAY,
        "on": TODAY,
    }
    for given, word in (
        ({"kind": "FRIEND"}, "监护关系"),
        ({"name": ""}, "没有填写姓名"),
        ({"phone": "12"}, "手机号"),
        ({"from_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"guardian_client_id": boy.pk}, "另一位成年人"),
    ):
        with pytest.raises(Refused, match=word):
            name_guardian(**(facts | given))
    named = name_guardian(**facts, guardian_client_id=granny.pk)
    with pytest.raises(Refused, match="已登记"):
        name_guardian(**facts)
    with pytest.raises(Refused, match="结束日期"):
        end_guardianship(actor=WANG, guardianship_id=named.pk, until_on=TODAY + timedelta(days=1), on=TODAY)
    end_guardianship(actor=WANG, guardianship_id=named.pk, until_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="已经结束"):
        end_guardianship(actor=WANG, guardianship_id=named.pk, until_on=TODAY, on=TODAY)
    with pytest.raises(Guardianship.DoesNotExist):
        end_guardianship(actor=LI, guardianship_id=named.pk, until_on=TODAY, on=TODAY)


@pytest.mark.refuses("clients.form_household", "clients.join_household", "clients.leave_household")
def test_households_have_one_head_and_one_station(granny: Client, register: Register) -> None:
    boy = register(BOY, despite_duplicates=[granny.pk])
    far = register(UNCLE, actor=ZHAO, station_id=QIFANG_STATION)
    home = form_household(actor=WANG, client_id=granny.pk, on=TODAY)
    assert home.address == granny.address
    with pytest.raises(Refused, match="已在一户中"):
        form_household(actor=WANG, client_id=granny.pk, on=TODAY)
    join: dict[str, Any] = {"actor": WANG, "client_id": boy.pk, "household_id": home.pk, "on": TODAY}
    with pytest.raises(Refused, match="与户主的关系"):
        join_household(**join, relation=" ")
    with pytest.raises(Refused, match="已有户主"):
        join_household(**join, relation="户主")
    wide = Actor(
        id="x",
        label="x",
        grants=tuple(ZHAO.acting_for("clients.join_household", because_of="clients.view").grants),
    )
    with pytest.raises(Refused, match="别的站点"):
        join_household(**(join | {"actor": wide, "client_id": far.pk}), relation="侄子")
    with pytest.raises(Household.DoesNotExist):
        join_household(**(join | {"household_id": uuid7()}), relation="孙子")
    with pytest.raises(Refused, match="没有登记在任何一户"):
        leave_household(actor=WANG, client_id=boy.pk, on=TODAY)
    join_household(**join, relation="孙子")
    with pytest.raises(Refused, match="已在一户中"):
        join_household(**join, relation="孙子")
    with pytest.raises(Refused, match="户主迁出前"):
        leave_household(actor=WANG, client_id=granny.pk, on=TODAY)
    leave_household(actor=WANG, client_id=boy.pk, on=TODAY)
    leave_household(actor=WANG, client_id=granny.pk, on=TODAY)
    assert not home.members.exists()


# --- the file itself --------------------------------------------------------------------------------------------------


@pytest.mark.refuses("clients.update_client")
def test_a_file_is_corrected_by_the_same_rules(granny: Client, register: Register) -> None:
    uncle = register(UNCLE)
    for changes, word in (
        ({"shoe": "36"}, "没有“shoe”"),
        ({"phone": "12"}, "手机号"),
        ({"id_number": UNCLE.id_number, "born_on": None, "sex": ""}, "已有档案"),
        ({"phone": UNCLE.phone}, "电话相同"),
    ):
        with pytest.raises(Refused, match=word):
            update_client(actor=WANG, client_id=granny.pk, changes=changes, on=TODAY)
    update_client(
        actor=WANG,
        client_id=granny.pk,
        changes={"phone": UNCLE.phone},
        despite_duplicates=[uncle.pk],
        on=TODAY,
    )
    classify_client(actor=WANG, client_id=granny.pk, code="ELDER_ALONE", since_on=TODAY, on=TODAY)
    young = {"id_number": "", "id_kind": "NONE", "no_id_reason": "遗失", "born_on": date(2000, 1, 1)}
    with pytest.raises(Refused, match="请先移出该类别"):
        update_client(actor=WANG, client_id=granny.pk, changes=young, on=TODAY)
    assert (
        update_client(
            actor=WANG, client_id=granny.pk, details={"marital": "WIDOWED"}, on=TODAY
        ).details.marital
        == "WIDOWED"
    )


@pytest.mark.refuses("clients.close_file", "clients.reopen_file")
def test_a_closed_file_rests(frequencies: None, register: Register) -> None:
    client = register(classes=["ELDER_ALONE"], opened_on=date(2026, 11, 2))
    close: dict[str, Any] = {
        "actor": HEAD,
        "client_id": client.pk,
        "reason": "DIED",
        "closed_on": TODAY,
        "on": TODAY,
    }
    for given, word in (
        ({"reason": "BORED"}, "销档原因"),
        ({"closed_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"closed_on": date(2020, 1, 1)}, "早于建档日期"),
    ):
        with pytest.raises(Refused, match=word):
            close_file(**(close | given))
    with pytest.raises(Refused, match="没有销档"):
        reopen_file(actor=HEAD, client_id=client.pk, on=TODAY)
    close_file(**close)
    assert fresh(client).next_visit_on is None
    with pytest.raises(Refused, match="已销档，请先恢复"):
        close_file(**close)
    facts: dict[str, Any] = {"actor": WANG, "client_id": client.pk, "on": TODAY}
    steps: tuple[tuple[Any, dict[str, Any]], ...] = (
        (classify_client, {"code": "DIBAO", "since_on": TODAY}),
        (grade_client, {"grade": "LOW", "reason": "x"}),
        (update_client, {"changes": {"phone": ""}}),
        (form_household, {}),
    )
    for verb, given in steps:
        with pytest.raises(Refused, match="已销档，请先恢复"):
            verb(**facts, **given)
    assert reopen_file(actor=HEAD, client_id=client.pk, on=TODAY).next_visit_on == date(2026, 11, 30)


def test_a_person_who_has_a_file_elsewhere_by_now_is_not_reopened(granny: Client, register: Register) -> None:
    close_file(actor=HEAD, client_id=granny.pk, reason="MOVED_AWAY", closed_on=TODAY, on=TODAY)
    register(actor=NEIGHBOUR_HEAD, station_id=SHILU_STATION)
    with pytest.raises(Refused, match="已在其他站点建档"):
        reopen_file(actor=HEAD, client_id=granny.pk, on=TODAY)


@pytest.mark.refuses("clients.move_client")
def test_custody_moves_with_the_file_and_authorship_stays(granny: Client, register: Register) -> None:
    classify_client(actor=WANG, client_id=granny.pk, code="DIBAO", since_on=TODAY, on=TODAY)
    form_household(actor=WANG, client_id=granny.pk, on=TODAY)
    facts: dict[str, Any] = {
        "actor": ZHAO,
        "client_id": granny.pk,
        "to_station_id": QIFANG_STATION,
        "on": TODAY,
    }
    with pytest.raises(Station.DoesNotExist):
        move_client(**(facts | {"to_station_id": SHILU_STATION}))
    with pytest.raises(Refused, match="已在该站"):
        move_client(**(facts | {"to_station_id": granny.station_id}))
    with pytest.raises(Client.DoesNotExist):
        move_client(**(facts | {"actor": QIAN}))
    moved = move_client(**facts, reason="随女儿居住")
    assert (moved.station_id, moved.file_no, moved.household_id) == (QIFANG_STATION, "2026-0001", None)
    assert ClientMove.objects.get().old_file_no == "2025-0001"
    assert ClientClass.objects.get().station_id == QIFANG_STATION
    assert not Client.objects.visible_to(WANG, "clients.view").exists()
    Station.objects.filter(pk=granny.station_id).update(status="CLOSED", closed_on=TODAY)
    with pytest.raises(Refused, match="已撤销"):
        move_client(**(facts | {"to_station_id": granny.station_id}))


@pytest.mark.refuses("clients.restrict_client", "clients.unrestrict_client")
def test_a_restricted_file_is_out_of_search_and_lists_and_masked_elsewhere(granny: Client) -> None:
    with pytest.raises(Refused, match="不是受限档案"):
        unrestrict_client(actor=HEAD, client_id=granny.pk)
    with pytest.raises(Refused, match="为什么"):
        restrict_client(actor=HEAD, client_id=granny.pk, reason=" ")
    restrict_client(actor=HEAD, client_id=granny.pk, reason="保护对象")
    with pytest.raises(Refused, match="已经是"):
        restrict_client(actor=HEAD, client_id=granny.pk, reason="保护对象")
    for actor, open_ in ((WANG, False), (HEAD, True), (ZHAO, True), (LI, False), (QIAN, False)):
        assert bool(search(actor=actor, text="测试奶奶")) is open_
        assert Client.objects.marked_open_to(actor).get().is_open is open_
    with pytest.raises(Client.DoesNotExist):
        grade_client(actor=WANG, client_id=granny.pk, grade="LOW", reason="x", on=TODAY)
    assert search(actor=WANG, text="测试奶奶") == []
    unrestrict_client(actor=HEAD, client_id=granny.pk)
    assert search(actor=WANG, text="csnn")


@pytest.mark.refuses("clients.open_file", "clients.unmask_client")
def test_every_reading_leaves_a_line(granny: Client, noon: Any) -> None:
    open_file(actor=WANG, client_id=granny.pk)
    with pytest.raises(Client.DoesNotExist):
        open_file(actor=LI, client_id=granny.pk)
    with pytest.raises(Refused, match="理由"):
        unmask_client(actor=WANG, client_id=granny.pk, reason="", at=noon)
    with pytest.raises(Client.DoesNotExist):
        unmask_client(actor=LI, client_id=granny.pk, reason="EMERGENCY", at=noon)
    unmask_client(actor=WANG, client_id=granny.pk, reason="EMERGENCY", at=noon)
    lines = AuditEvent.objects.filter(subject_id=granny.pk, action="clients.open_file")
    assert sorted(lines.values_list("outcome", "actor_label")) == [("DONE", "王社工"), ("REFUSED", "李社工")]


@pytest.fixture
def noon() -> Any:
    from tests.world import NOW

    return NOW


# --- nobody out of role or out of sight -------------------------------------------------------------------------------

VERBS: dict[str, tuple[str, dict[str, Any]]] = {
    "update_client": ("worker station_head deputy_head county", {"on": TODAY, "changes": {"note": "x"}}),
    "assign_client": ("station_head deputy_head agency_manager", {"worker_id": None}),
    "classify_client": (
        "worker station_head deputy_head county",
        {"code": "DIBAO", "since_on": TODAY, "on": TODAY},
    ),
    "unclassify_client": (
        "worker station_head deputy_head county",
        {"code": "DIBAO", "until_on": TODAY, "on": TODAY},
    ),
    "grade_client": (
        "worker station_head deputy_head supervisor",
        {"grade": "LOW", "reason": "x", "on": TODAY},
    ),
    "record_consent": (
        "worker station_head deputy_head",
        {"purpose": "PHOTO", "given": True, "basis": "ORAL", "given_on": TODAY, "on": TODAY},
    ),
    "name_guardian": (
        "worker station_head deputy_head",
        {"kind": "PARENT", "name": "示例", "from_on": TODAY, "on": TODAY},
    ),
    "form_household": ("worker station_head deputy_head", {"on": TODAY}),
    "join_household": (
        "worker station_head deputy_head",
        {"household_id": uuid7(), "relation": "女儿", "on": TODAY},
    ),
    "leave_household": ("worker station_head deputy_head", {"on": TODAY}),
    "restrict_client": ("station_head deputy_head county", {"reason": "x"}),
    "unrestrict_client": ("station_head deputy_head county", {}),
    "close_file": (
        "worker station_head deputy_head county",
        {"reason": "DIED", "closed_on": TODAY, "on": TODAY},
    ),
    "reopen_file": ("station_head deputy_head county", {"on": TODAY}),
    "move_client": ("agency_manager county", {"to_station_id": QIFANG_STATION, "on": TODAY}),
    "open_file": ("worker station_head deputy_head supervisor agency_manager township county auditor", {}),
    "note_visits": ("worker station_head deputy_head", {"visits": [], "on": TODAY}),
}


@pytest.mark.refuses("clients.assign_client", "clients.note_visits")
@pytest.mark.parametrize("verb", VERBS)
def test_out_of_role_is_not_allowed_and_out_of_sight_does_not_exist(granny: Client, verb: str) -> None:
    holders, given = VERBS[verb]
    do = getattr(actions, verb)
    for actor in others(*holders.split()):
        with pytest.raises(NotAllowed):
            do(actor=actor, client_id=granny.pk, **given)
    for actor in (LI, NEIGHBOUR_HEAD, QIAN):
        if actor.may(f"clients.{verb}"):
            with pytest.raises(Client.DoesNotExist):
                do(actor=actor, client_id=granny.pk, **given)


@pytest.mark.refuses("clients.refresh_visit_plans")
def test_only_the_county_and_the_job_recompute(world: object) -> None:
    for actor in (WANG, HEAD):
        with pytest.raises(NotAllowed):
            refresh_visit_plans(actor=actor, region_code="46", on=TODAY)
    assert refresh_visit_plans(actor=ZHAO, region_code="46", on=TODAY) is None


def test_the_worker_of_a_client_is_written_down(granny: Client) -> None:
    worker = uuid7()
    assert assign_client(actor=HEAD, client_id=granny.pk, worker_id=worker).responsible_worker_id == worker


def test_actions_are_the_only_door_to_a_file(register: Register) -> None:
    with pytest.raises(Client.DoesNotExist):
        grade_client(actor=WANG, client_id=uuid7(), grade="LOW", reason="x", on=TODAY)
    assert register_client.action_name == "clients.register_client"  # type: ignore[attr-defined]
