"""Needs: found, planned for, met, withdrawn, open again; and who may say so."""

from datetime import timedelta
from typing import Any

import pytest

from tests.clients.conftest import Register
from tests.clients.folk import TODAY
from tests.people import HEAD, LI, QIFANG_STATION, SUPERVISOR, WANG, YACHA_STATION, ZHAO, others
from yizhan.clients.actions import change_need_state, close_file, move_client, note_need, restrict_client
from yizhan.clients.metrics import needs_answered
from yizhan.clients.models import Client, Need
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period

STATION = ("worker", "station_head", "deputy_head", "supervisor")


def noted(client: Client, **given: Any) -> Need:
    facts: dict[str, Any] = {
        "actor": WANG,
        "client_id": client.pk,
        "kind": "HOUSING",
        "what": "屋顶漏雨，想申请危房改造",
        "source": "VISIT",
        "found_on": TODAY,
        "on": TODAY,
    }
    return note_need(**(facts | given))


@pytest.mark.requirement("R184", "R185")
def test_a_need_goes_from_found_to_planned_to_met_and_may_come_back(granny: Client) -> None:
    need = noted(granny, found_on=TODAY - timedelta(days=3))
    assert (need.state, need.open, need.closed_on) == ("OPEN", True, None)
    planned = change_need_state(actor=WANG, need_id=need.pk, state="PLANNED", on=TODAY - timedelta(days=2))
    assert planned.open
    met = change_need_state(actor=HEAD, need_id=need.pk, state="MET", reason="已修好", on=TODAY)
    assert (met.open, met.closed_on) == (False, TODAY)
    before = Period(TODAY - timedelta(days=9), TODAY - timedelta(days=1))
    assert needs_answered.of(YACHA_STATION, before) == 100, "it was planned for by then, whatever came later"
    again = change_need_state(actor=WANG, need_id=need.pk, state="OPEN", reason="又漏了", on=TODAY)
    assert (again.open, again.state_reason) == (True, "又漏了")


def test_the_phone_gives_the_need_its_id(granny: Client) -> None:
    key = uuid7()
    assert noted(granny, need_id=key).pk == key


@pytest.mark.refuses("clients.note_need")
@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"kind": "NOPE"}, "哪方面的需求"),
        ({"source": "NOPE"}, "从哪里得知"),
        ({"what": "  "}, "请写明需要什么"),
        ({"what": "长" * 501}, "缩到500字"),
        ({"found_on": TODAY + timedelta(days=1)}, "今天以后"),
    ],
)
def test_a_need_that_says_nothing_or_cannot_be_is_refused(
    granny: Client, given: dict[str, Any], word: str
) -> None:
    with pytest.raises(Refused, match=word):
        noted(granny, **given)


@pytest.mark.refuses("clients.change_need_state")
def test_a_change_that_cannot_be_is_refused(granny: Client) -> None:
    need = noted(granny)

    def change(state: str, *, days: int = 0, reason: str = "") -> Need:
        return change_need_state(
            actor=WANG, need_id=need.pk, state=state, on=TODAY + timedelta(days=days), reason=reason
        )

    for state, days, reason, word in (
        ("NOPE", 0, "", "现在的进展"),
        ("OPEN", 0, "", "已经是“待回应”"),
        ("WITHDRAWN", 0, " ", "为什么撤销"),
        ("MET", -1, "", "早于上一次变动"),
        ("MET", 0, "长" * 501, "缩到500字"),
    ):
        with pytest.raises(Refused, match=word):
            change(state, days=days, reason=reason)
    change("MET")
    with pytest.raises(Refused, match="为什么重新打开"):
        change("OPEN")


def test_a_closed_file_takes_no_need(granny: Client) -> None:
    close_file(actor=WANG, client_id=granny.pk, reason="MOVED_AWAY", closed_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="已销档"):
        noted(granny)


def test_needs_go_with_the_file_to_another_station(granny: Client) -> None:
    need = noted(granny)
    move_client(actor=ZHAO, client_id=granny.pk, to_station_id=QIFANG_STATION, on=TODAY)
    assert Need.objects.get(pk=need.pk).station_id == QIFANG_STATION
    with pytest.raises(Need.DoesNotExist):
        change_need_state(actor=WANG, need_id=need.pk, state="MET", on=TODAY)


@pytest.mark.refuses("clients.note_need", "clients.change_need_state")
def test_needs_are_for_the_people_of_the_station_and_a_restricted_file_hides_them(
    granny: Client, register: Register
) -> None:
    need = noted(granny)
    for actor in others(*STATION):
        with pytest.raises(NotAllowed):
            noted(granny, actor=actor)
        with pytest.raises(NotAllowed):
            change_need_state(actor=actor, need_id=need.pk, state="MET", on=TODAY)
    with pytest.raises(Client.DoesNotExist):
        noted(granny, actor=LI)
    with pytest.raises(Need.DoesNotExist):
        change_need_state(actor=LI, need_id=need.pk, state="MET", on=TODAY)
    assert noted(granny, actor=SUPERVISOR).by_label == "督导"
    restrict_client(actor=HEAD, client_id=granny.pk, reason="保护对象")
    with pytest.raises(Need.DoesNotExist):
        change_need_state(actor=WANG, need_id=need.pk, state="MET", on=TODAY)
