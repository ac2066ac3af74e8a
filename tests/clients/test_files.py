"""A file is corrected, closed, moved, restricted and read; nobody out of role or out of sight does it."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.clients.conftest import Register
from tests.clients.folk import TODAY, UNCLE, fresh
from tests.people import (
    HEAD,
    LI,
    NEIGHBOUR_HEAD,
    QIAN,
    QIFANG_STATION,
    SHILU_STATION,
    WANG,
    ZHAO,
    others,
)
from yizhan.clients import actions
from yizhan.clients.actions import (
    assign_client,
    classify_client,
    close_file,
    form_household,
    grade_client,
    move_client,
    open_file,
    refresh_visit_plans,
    register_client,
    reopen_file,
    restrict_client,
    unmask_client,
    unrestrict_client,
    update_client,
)
from yizhan.clients.models import Client, ClientClass, ClientMove
from yizhan.clients.queries.search import search
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.stations.models import Station

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
