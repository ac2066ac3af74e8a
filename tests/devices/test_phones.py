"""A phone is set up for one account, calls, is lost, is wiped."""

from dataclasses import replace

import pytest

from tests.devices.conftest import phone_of
from tests.people import DEPUTY, HEAD, LI, NEIGHBOUR_HEAD, SHILU_STATION, WANG, YACHA_STATION, ZHAO, others
from tests.world import NOW, World
from yizhan.devices.actions import confirm_wiped, note_contact, register_device, report_lost
from yizhan.devices.models import Device
from yizhan.devices.queries.phones import device_by_key, devices, phone_itself, sender
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.stations.models import Station


def test_the_secret_is_told_once_and_only_its_digest_kept(phone: Device) -> None:
    again = register_device(actor=WANG, device_id=phone.pk, station_id=YACHA_STATION, label=" ", at=NOW)
    assert again.region_code == phone.region_code
    row = Device.objects.get()
    assert again.key not in str(vars(row))
    assert row.label == "手机"
    assert device_by_key(key=again.key) == row
    assert device_by_key(key="") is None
    assert device_by_key(key="guessed") is None


@pytest.mark.refuses("devices.register_device")
@pytest.mark.parametrize("actor", others("worker", "station_head", "deputy_head"))
def test_only_the_field_sets_up_phones(world: World, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        phone_of(actor, station_id=YACHA_STATION)


@pytest.mark.refuses("devices.register_device")
def test_a_phone_is_set_up_where_its_user_works_and_for_her_alone(phone: Device) -> None:
    with pytest.raises(Station.DoesNotExist):
        phone_of(WANG, station_id=SHILU_STATION)
    with pytest.raises(Refused, match="还登记着别的账号"):
        register_device(actor=DEPUTY, device_id=phone.pk, station_id=YACHA_STATION, label="", at=NOW)
    report_lost(actor=HEAD, device_id=phone.pk, reason="丢了", at=NOW)
    with pytest.raises(Refused, match="请在手机上重新安装"):
        register_device(actor=WANG, device_id=phone.pk, station_id=YACHA_STATION, label="", at=NOW)


@pytest.mark.refuses("devices.note_contact")
def test_a_call_is_noted_and_a_lost_phone_is_turned_away(phone: Device, neighbours_phone: Device) -> None:
    me = sender(actor=WANG, device=phone)
    assert note_contact(actor=me, device_id=phone.pk, at=NOW, unsent=3, carried=80).unsent == 3
    assert note_contact(actor=me, device_id=phone.pk, at=NOW).carried == 80
    with pytest.raises(Device.DoesNotExist):
        note_contact(actor=me, device_id=neighbours_phone.pk, at=NOW)
    with pytest.raises(NotAllowed):
        note_contact(actor=WANG, device_id=phone.pk, at=NOW)
    report_lost(actor=HEAD, device_id=phone.pk, reason="丢了", at=NOW)
    with pytest.raises(Refused) as no:
        note_contact(actor=me, device_id=phone.pk, at=NOW)
    assert no.value.code == "devices.wipe"


@pytest.mark.refuses("devices.report_lost")
@pytest.mark.parametrize("actor", [WANG, DEPUTY, ZHAO])
def test_a_phone_is_reported_lost_once_and_with_a_reason(phone: Device, actor: Actor) -> None:
    with pytest.raises(Refused, match="请写明"):
        report_lost(actor=actor, device_id=phone.pk, reason=" ", at=NOW)
    assert report_lost(actor=actor, device_id=phone.pk, reason="下乡时丢了", at=NOW).state == "LOST"
    with pytest.raises(Refused, match="已经报过"):
        report_lost(actor=actor, device_id=phone.pk, reason="下乡时丢了", at=NOW)


@pytest.mark.refuses("devices.report_lost")
@pytest.mark.parametrize(
    "actor", [*others("worker", "station_head", "deputy_head", "county"), NEIGHBOUR_HEAD]
)
def test_who_may_not_report_a_phone_lost(phone: Device, actor: Actor) -> None:
    with pytest.raises((NotAllowed, Device.DoesNotExist)):
        report_lost(actor=actor, device_id=phone.pk, reason="下乡时丢了", at=NOW)


@pytest.mark.refuses("devices.report_lost")
def test_a_worker_reports_only_her_own(phone: Device) -> None:
    colleague = replace(WANG, id=DEPUTY.id)
    with pytest.raises(Refused, match="只能报自己的手机"):
        report_lost(actor=colleague, device_id=phone.pk, reason="捡到的", at=NOW)


@pytest.mark.refuses("devices.confirm_wiped")
def test_only_the_phone_itself_says_that_it_was_wiped(phone: Device, neighbours_phone: Device) -> None:
    with pytest.raises(NotAllowed):
        confirm_wiped(actor=ZHAO, device_id=phone.pk, at=NOW)
    with pytest.raises(Device.DoesNotExist):
        confirm_wiped(actor=phone_itself(device=phone), device_id=neighbours_phone.pk, at=NOW)
    second = phone_of(WANG, station_id=YACHA_STATION).device
    with pytest.raises(Device.DoesNotExist):
        confirm_wiped(actor=phone_itself(device=second), device_id=phone.pk, at=NOW)
    for _ in range(2):
        assert confirm_wiped(actor=phone_itself(device=phone), device_id=phone.pk, at=NOW).state == "WIPED"


def test_phones_are_seen_where_they_are_used(phone: Device, neighbours_phone: Device) -> None:
    assert list(devices(actor=ZHAO)) == [phone]
    assert list(devices(actor=LI)) == [neighbours_phone]
