"""A call for help reaches the head of the station and the county, tells nobody else what it is about, and is answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.devices.conftest import sent
from tests.people import HEAD, LI, SHILU_STATION, WANG, YACHA_STATION, ZHAO, others
from tests.world import NOW, TODAY, World, sign_in_as
from yizhan.access.models import Notice
from yizhan.devices.actions import answer_call, call_for_help, take_command
from yizhan.devices.models import Device, HelpCall
from yizhan.devices.queries.help import calls, calls_of, open_calls
from yizhan.devices.queries.phones import sender
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.stations.models import Station

FACTS: dict[str, Any] = {
    "station_id": YACHA_STATION, "kind": "DANGER", "note": "示例：路塌了，车过不去", "place": "19.2,109.4",
    "made_at": NOW, "at": NOW,
}  # fmt: skip


def ask(device: Device, **given: Any) -> HelpCall:
    facts: dict[str, Any] = {"actor": WANG, "call_id": uuid7(), "user_id": device.user_id} | FACTS | given
    return call_for_help(**facts)


def test_the_heads_and_the_county_are_told_without_a_word_of_what_it_is(phone: Device, world: World) -> None:
    heads = {world.account_of(role).pk for role in ("station_head", "county")}
    call = ask(phone)
    told = list(Notice.objects.all())
    assert {each.user_id for each in told} == heads
    for each in told:
        assert each.subject.startswith("【紧急】")
        assert "塌" not in each.subject
        assert "19.2" not in each.subject + each.url
        assert str(call.pk) in each.url
    line = AuditEvent.objects.filter(action="devices.call_for_help").last()
    assert line is not None
    assert "塌" not in str(line.facts)


def test_what_comes_late_says_so(phone: Device, world: World) -> None:
    world.account_of("station_head")
    ask(phone, made_at=NOW - timedelta(hours=5))
    assert Notice.objects.first() is not None
    assert all("早先有人求助" in each.subject for each in Notice.objects.all())


def test_told_twice_it_is_one_call(phone: Device, neighbours_phone: Device) -> None:
    call = ask(phone)
    before = Notice.objects.count()
    assert ask(phone, call_id=call.pk).pk == call.pk
    assert Notice.objects.count() == before
    with pytest.raises(Refused, match="已经用过"):
        ask(neighbours_phone, actor=LI, call_id=call.pk, station_id=SHILU_STATION)


def test_it_comes_from_a_phone_like_everything_else(phone: Device) -> None:
    body = {"call_id": str(uuid7()), "station_id": str(YACHA_STATION), "kind": "ACCIDENT"}
    told = sent("devices.call_for_help", body)
    row = take_command(
        actor=sender(actor=WANG, device=phone),
        device_id=phone.pk,
        device=phone,
        command_id=uuid7(),
        verb=told.verb,
        sent=told,
        on=TODAY,
        at=NOW,
    )
    assert row.state == "DONE"
    assert HelpCall.objects.get().kind == "ACCIDENT"


@pytest.mark.refuses("devices.call_for_help")
def test_help_is_asked_at_one_s_own_station(phone: Device) -> None:
    with pytest.raises(Station.DoesNotExist):
        ask(phone, actor=LI)
    with pytest.raises(Refused, match="要什么帮助"):
        ask(phone, kind="TEA")
    for actor in others("worker", "station_head", "deputy_head"):
        with pytest.raises(NotAllowed):
            ask(phone, actor=actor)


@pytest.mark.refuses("devices.answer_call")
def test_a_call_is_answered_once_by_head_or_county(phone: Device) -> None:
    call = ask(phone)
    assert (open_calls(actor=HEAD), open_calls(actor=ZHAO), open_calls(actor=WANG)) == (1, 1, 0)
    facts: dict[str, Any] = {"call_id": call.pk, "at": NOW}
    with pytest.raises(Refused, match="写一句"):
        answer_call(actor=HEAD, answer=" ", **facts)
    for actor in others("station_head", "deputy_head", "county"):
        with pytest.raises(NotAllowed):
            answer_call(actor=actor, answer="示例", **facts)
    answer_call(actor=HEAD, answer="示例：已联系村里去接", **facts)
    assert open_calls(actor=HEAD) == 0
    assert calls_of(user_id=phone.user_id, at=NOW)[0].answer == "示例：已联系村里去接"
    with pytest.raises(Refused, match="已经回应了"):
        answer_call(actor=ZHAO, answer="示例", **facts)
    assert list(calls(actor=LI)) == []


def test_the_page_shows_what_was_said_and_takes_the_answer(
    phone: Device, world: World, client: Browser
) -> None:
    call = ask(phone)
    browser = sign_in_as(client, world.account_of("station_head"))
    assert "1 个求助还没人回应" in browser.get(reverse("phones")).content.decode()
    page = browser.get(reverse("help-calls")).content.decode()
    assert "路塌了" in page
    assert "19.2,109.4" in page
    assert browser.post(reverse("help-answer", args=[call.pk]), {"answer": "示例：马上到"}).status_code == 302
    assert "示例：马上到" in browser.get(reverse("help-calls")).content.decode()


def test_an_account_that_is_no_head_does_not_see_the_page(world: World, client: Browser) -> None:
    browser = sign_in_as(client, world.account_of("worker"))
    assert browser.get(reverse("help-calls")).status_code == 403
    assert "求助还没人回应" not in browser.get(reverse("phones")).content.decode()
