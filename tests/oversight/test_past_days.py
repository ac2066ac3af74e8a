"""A station on a day that is past: what it had that day, not what it has now."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.people import BAISHA, BAISHA_BUREAU, HEAD, YACHA_STATION
from tests.stations.test_parts import figure
from tests.world import TODAY, World, sign_in_as
from yizhan.kernel.errors import Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.queries import CheckRow, checkup
from yizhan.stations.actions import EquipmentLine, RoomLine, set_equipment, set_rooms, update_station
from yizhan.stations.models import Equipment, FormerPremises, Room, Station

pytestmark = pytest.mark.django_db
BEFORE = TODAY - timedelta(days=30)
ROOMS = ("社工办公室", "个案工作室", "社工服务中心", "志愿服务中心")


def row(rule_id: str, on: object = TODAY) -> CheckRow:
    station = Station.objects.get(pk=YACHA_STATION)
    found = checkup(station=station, on=on)  # type: ignore[arg-type]
    return next(each for each in found.rows if each.rule.id == rule_id)


def on_day(name: str, day: object) -> object:
    period = Period.of_day(day)  # type: ignore[arg-type]
    return METRICS[name](stations=[YACHA_STATION], period=period)[YACHA_STATION]


def test_a_room_that_came_today_was_not_there_last_month_and_one_that_went_was(world: World) -> None:
    key = {"actor": HEAD, "station_id": YACHA_STATION}
    set_rooms(**key, rooms=[RoomLine(name) for name in ROOMS[:3]], from_on=BEFORE)  # type: ignore[arg-type]
    assert row("premises.rooms", BEFORE).state == "unmet"
    set_rooms(**key, rooms=[RoomLine(name, area_m2=9) for name in ROOMS[1:]], from_on=TODAY)  # type: ignore[arg-type]
    assert on_day("stations.rooms", TODAY) == set(ROOMS[1:])
    assert on_day("stations.rooms", TODAY - timedelta(days=1)) == set(ROOMS[:3])
    assert on_day("stations.rooms", BEFORE - timedelta(days=1)) == frozenset()
    drill = METRICS["stations.rooms"].drill
    assert drill is not None
    assert drill(stations=[YACHA_STATION], period=Period.of_day(BEFORE)).count() == 3
    assert Room.objects.get(name=ROOMS[1], until_on=None).area_m2 == 9, "what stays is mended in place"


def test_what_was_written_today_by_mistake_leaves_no_trace(world: World) -> None:
    key = {"actor": HEAD, "station_id": YACHA_STATION, "from_on": TODAY}
    set_equipment(**key, equipment=[EquipmentLine("电脑"), EquipmentLine("打印机")])  # type: ignore[arg-type]
    set_equipment(**key, equipment=[EquipmentLine("电脑", 3)])  # type: ignore[arg-type]
    assert [(thing.name, thing.count) for thing in Equipment.objects.all()] == [("电脑", 3)]


def test_what_has_no_day_was_always_there(world: World) -> None:
    set_rooms(actor=HEAD, station_id=YACHA_STATION, rooms=[RoomLine(ROOMS[0])])
    assert on_day("stations.rooms", BEFORE) == {ROOMS[0]}
    assert figure("stations.rooms") == {ROOMS[0]}


def test_a_list_older_than_the_last_one_is_refused(world: World) -> None:
    key = {"actor": HEAD, "station_id": YACHA_STATION}
    set_rooms(**key, rooms=[RoomLine(ROOMS[0])], from_on=BEFORE)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="不能早于这一天"):
        set_rooms(**key, rooms=[], from_on=BEFORE - timedelta(days=1))  # type: ignore[arg-type]
    set_rooms(**key, rooms=[], from_on=TODAY)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="不能早于这一天"):
        set_rooms(**key, rooms=[RoomLine(ROOMS[1])], from_on=BEFORE)  # type: ignore[arg-type]


@pytest.mark.requirement("R311")
def test_the_sign_that_hung_there_then_is_the_one_that_is_read(world: World) -> None:
    key = {"actor": HEAD, "station_id": YACHA_STATION}
    update_station(**key, on=BEFORE, sign_text="白沙牙叉社工站", signboard={"材质": "木"})  # type: ignore[arg-type]
    right = "白沙黎族自治县牙叉镇社会工作服务站"
    update_station(**key, on=TODAY, sign_text=right, floor_area_m2=90)  # type: ignore[arg-type]
    update_station(**key, on=TODAY, sign_text=right, floor_area_m2=95)  # type: ignore[arg-type]
    assert row("sign.text").state == "met"
    assert row("sign.text", BEFORE).state == "unmet"
    assert on_day("stations.signboard", BEFORE) == {"材质：木"}
    assert on_day("stations.floor_area", BEFORE) is None
    assert on_day("stations.floor_area", TODAY) == 95
    assert on_day("stations.sign_text", BEFORE - timedelta(days=1)) == ""
    assert [str(former) for former in FormerPremises.objects.order_by("until_on")] == [
        f"{BEFORE - timedelta(days=1)} ",
        f"{TODAY - timedelta(days=1)} 白沙牙叉社工站",
    ]


def test_the_page_of_a_past_day_says_what_it_can_tell_and_every_figure_opens(
    world: World, client: Client
) -> None:
    set_rooms(actor=HEAD, station_id=YACHA_STATION, rooms=[RoomLine(ROOMS[0])])
    county = sign_in_as(client, world.account("county", organisation=BAISHA_BUREAU, region=BAISHA))
    page = county.get(f"/stations/{YACHA_STATION}/checkup/", {"on": f"{BEFORE}"}).content.decode()
    assert "没有留历史，按今天的登记算" in page
    assert "去登记" not in page, "the past is looked at, not mended"
    opened = (
        f"/figures/stations.rooms/?station={YACHA_STATION}&amp;from={BEFORE.replace(day=1)}&amp;to={BEFORE}"
    )
    assert opened in page
    figure_page = county.get(opened.replace("&amp;", "&")).content.decode()
    assert ROOMS[0] in figure_page
    assert "上月" not in figure_page
    now = county.get(f"/stations/{YACHA_STATION}/checkup/").content.decode()
    assert "/figures/services." in now
    assert "没有留历史" not in now


@pytest.mark.parametrize(("day", "says"), [("2999-01-01", "今天以后"), ("昨天", "写成日期")])
def test_the_day_of_a_list_is_a_day_that_has_come(world: World, client: Client, day: str, says: str) -> None:
    head = sign_in_as(client, world.account_of("station_head"))
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "个案室", "from_on": day}
    page = head.post(f"/stations/{YACHA_STATION}/rooms/", sent)
    assert page.status_code == 422
    assert says in page.content.decode()
