"""A station is named as its region's paper says, opened, handed over, suspended and closed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.people import (
    AGENCY,
    BAISHA,
    LI,
    OTHER_AGENCY,
    QIAN,
    SHILU,
    TOWNSHIP,
    WANG,
    YACHA,
    YACHA_STATION,
    ZHAO,
    others,
)
from tests.world import FIRST_DAY, TODAY, World
from yizhan.access.models import Custody, Organisation
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.privacy.models import AuditEvent
from yizhan.stations.actions import (
    assign_operator,
    close_station,
    open_station,
    register_station,
    suspend_station,
    update_station,
)
from yizhan.stations.models import OpeningStep, Station, StatusChange
from yizhan.stations.queries import naming_for, station_file, stations_found

pytestmark = pytest.mark.django_db

XISHUI = "469025203"
GIVEN_NAME = "白沙黎族自治县打安镇社会工作服务站"
DAAN = "469025103"


def registered(by: Actor = ZHAO, **given: Any) -> Station:
    return register_station(actor=by, **{"region_code": DAAN, "kind": "STATION", "on": TODAY, **given})


@pytest.mark.requirement("R311", "R384")
def test_the_name_comes_from_the_region_s_paper(world: World) -> None:
    naming = naming_for(region_code=DAAN, kind="STATION", on=TODAY)
    assert naming.rule is not None
    assert registered().name == naming.name == f"白沙黎族自治县{naming.blanks['乡镇']}社会工作服务站"


@pytest.mark.refuses("stations.register_station")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "白沙县社工站"}, "应为“白沙黎族自治县"),
        ({"sign_text": "白沙社工服务站"}, "（六（四））"),
        ({"region_code": SHILU}, "不在您负责的地区"),
        ({"region_code": "469025999"}, "没有这个区划"),
        ({"kind": "TENT"}, "站点类型"),
        ({"kind": "ROOM"}, "请填写站点名称"),
        ({"kind": "ROOM", "name": "<b>室"}, "不能用的符号"),
        ({"kind": "ROOM", "name": "室"}, "2 到 60"),
        ({"region_code": YACHA}, "已经登记了"),
        ({"planned_on": TODAY + timedelta(days=1)}, "今天以后"),
    ],
)
def test_a_station_that_cannot_be_so_is_refused(world: World, given: dict[str, Any], says: str) -> None:
    before = Station.objects.count()
    with pytest.raises(Refused, match=says):
        registered(**given)
    assert Station.objects.count() == before


def test_a_wrong_sign_is_refused_with_its_clause(world: World) -> None:
    with pytest.raises(Refused) as no:
        registered(sign_text="白沙社工服务站")
    assert "六（四）" in no.value.clause
    assert AuditEvent.objects.filter(action="stations.register_station", outcome="REFUSED").exists()


@pytest.mark.refuses("stations.register_station")
@pytest.mark.parametrize("actor", others("county"), ids=lambda actor: actor.label)
def test_only_a_county_officer_registers(world: World, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        registered(by=actor)


def test_an_officer_of_the_next_county_cannot_register_here(world: World) -> None:
    with pytest.raises(Refused, match="不在您负责的地区"):
        registered(by=QIAN)


@pytest.mark.requirement("R371")
def test_both_building_modes_are_kept(world: World) -> None:
    assert registered(mode="SELF_RUN").circumstances == ("社工站", "政府自办")
    assert world.yacha.circumstances == ("社工站", "政府购买服务")


@pytest.mark.requirement("R023", "R195")
def test_a_room_may_carry_the_name_of_a_worker_and_stand_in_a_shared_facility(world: World) -> None:
    room = registered(kind="ROOM", name="示例红工作室", parent_id=YACHA_STATION, host_facility="党群服务中心")
    assert room.parent == world.yacha
    assert room.host_facility == "党群服务中心"
    assert room in station_file(actor=ZHAO, station_id=YACHA_STATION).below


def test_a_station_is_found_by_name_letters_and_place_and_only_in_sight(world: World) -> None:
    assert [row.region_code for row in stations_found(actor=ZHAO)] == [YACHA, "469025101"]
    assert stations_found(actor=ZHAO, text="ycz").get() == world.yacha
    assert stations_found(actor=ZHAO, text="牙叉").get() == world.yacha
    assert stations_found(actor=ZHAO, text="牙叉", kind="ROOM", status="OPEN", mode="PURCHASED").count() == 0
    assert stations_found(actor=WANG).get() == world.yacha
    assert stations_found(actor=QIAN).get() == world.shilu


# --- update ---------------------------------------------------------------------------------------------------------------


def test_a_wrong_sign_is_recorded_as_it_hangs(world: World) -> None:
    station = update_station(
        actor=ZHAO,
        station_id=YACHA_STATION,
        on=TODAY,
        sign_text="牙叉社工站",
        signboard={"材质": "木", "颜色": " "},
    )
    assert (station.sign_text, station.signboard) == ("牙叉社工站", {"材质": "木"})


@pytest.mark.refuses("stations.update_station")
def test_nobody_updates_a_station_out_of_sight_or_closed(world: World) -> None:
    with pytest.raises(Station.DoesNotExist):
        update_station(actor=QIAN, station_id=YACHA_STATION, on=TODAY, sign_text="")
    close_station(actor=ZHAO, station_id=YACHA_STATION, reason="撤并", on=TODAY)
    with pytest.raises(Refused, match="已撤销"):
        update_station(actor=ZHAO, station_id=YACHA_STATION, on=TODAY, sign_text="")


# --- open, suspend, close ---------------------------------------------------------------------------------------------------


def _hand_over(key: Any) -> Station:
    return assign_operator(actor=ZHAO, station_id=key, organisation_id=AGENCY, from_on=TODAY, on=TODAY)


def _open(key: Any) -> Station:
    return open_station(actor=ZHAO, station_id=key, opened_on=TODAY, on=TODAY)


@pytest.mark.refuses("stations.open_station")
@pytest.mark.parametrize(
    ("prepare", "days", "says"),
    [
        (lambda key: None, 0, "先登记承接主体"),
        (_hand_over, 1, "今天以后"),
        (_hand_over, -1, "早于筹建"),
        (lambda key: (_hand_over(key), _open(key)), 0, "已在运营"),
        (lambda key: close_station(actor=ZHAO, station_id=key, reason="不建了", on=TODAY), 0, "重新登记"),
    ],
)
def test_a_station_does_not_open_so(
    world: World, prepare: Callable[[Any], Any], days: int, says: str
) -> None:
    station = registered()
    prepare(station.pk)
    with pytest.raises(Refused, match=says):
        open_station(actor=ZHAO, station_id=station.pk, opened_on=TODAY + timedelta(days=days), on=TODAY)


def test_opening_is_the_last_step_and_stays_in_the_history(world: World) -> None:
    station = registered()
    _hand_over(station.pk)
    _open(station.pk)
    assert OpeningStep.objects.get(station=station, step="OPERATING").done_on == TODAY
    assert list(
        StatusChange.objects.filter(station=station).order_by("id").values_list("to_status", flat=True)
    ) == [
        "PLANNED",
        "OPEN",
    ]


@pytest.mark.refuses("stations.suspend_station")
def test_a_station_is_suspended_with_a_reason_and_opens_again_with_its_first_day(world: World) -> None:
    with pytest.raises(Refused, match="原因"):
        suspend_station(actor=ZHAO, station_id=YACHA_STATION, reason=" ", on=TODAY)
    with pytest.raises(Refused, match="早于"):
        suspend_station(actor=ZHAO, station_id=YACHA_STATION, reason="装修", on=FIRST_DAY - timedelta(days=1))
    suspend_station(actor=ZHAO, station_id=YACHA_STATION, reason="装修", on=TODAY)
    with pytest.raises(Refused, match="运营中"):
        suspend_station(actor=ZHAO, station_id=YACHA_STATION, reason="装修", on=TODAY)
    assert (
        open_station(actor=ZHAO, station_id=YACHA_STATION, opened_on=TODAY, on=TODAY).opened_on == FIRST_DAY
    )


@pytest.mark.refuses("stations.close_station")
def test_a_station_closes_once_with_a_reason_and_after_its_rooms(world: World) -> None:
    room = registered(kind="ROOM", name="示例红工作室", parent_id=YACHA_STATION)
    with pytest.raises(Refused, match="原因"):
        close_station(actor=ZHAO, station_id=YACHA_STATION, reason="", on=TODAY)
    with pytest.raises(Refused, match="1 个社工室"):
        close_station(actor=ZHAO, station_id=YACHA_STATION, reason="撤并", on=TODAY)
    close_station(actor=ZHAO, station_id=room.pk, reason="撤并", on=TODAY)
    with pytest.raises(Refused, match="早于"):
        close_station(actor=ZHAO, station_id=YACHA_STATION, reason="撤并", on=FIRST_DAY - timedelta(days=1))
    station = close_station(actor=ZHAO, station_id=YACHA_STATION, reason="撤并", on=TODAY)
    assert station.operator is None
    assert Custody.objects.get(station_id=YACHA_STATION).to_on == TODAY
    with pytest.raises(Refused, match="已经撤销"):
        close_station(actor=ZHAO, station_id=YACHA_STATION, reason="撤并", on=TODAY)


# --- operator ---------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R285")
def test_custody_moves_with_the_operator(world: World) -> None:
    assign_operator(
        actor=ZHAO, station_id=YACHA_STATION, organisation_id=OTHER_AGENCY, from_on=TODAY, on=TODAY
    )
    held = Custody.objects.filter(station_id=YACHA_STATION).order_by("from_on")
    assert [(row.organisation_id, row.to_on) for row in held] == [
        (AGENCY, TODAY - timedelta(days=1)),
        (OTHER_AGENCY, None),
    ]
    assert [row.organisation.pk for row in station_file(actor=ZHAO, station_id=YACHA_STATION).operators] == [
        OTHER_AGENCY,
        AGENCY,
    ]


@pytest.mark.refuses("stations.assign_operator")
def test_an_operator_is_not_assigned_twice_nor_into_the_past(world: World) -> None:
    with pytest.raises(Refused, match="已由"):
        assign_operator(actor=ZHAO, station_id=YACHA_STATION, organisation_id=AGENCY, from_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="之后"):
        assign_operator(
            actor=ZHAO, station_id=YACHA_STATION, organisation_id=OTHER_AGENCY, from_on=FIRST_DAY, on=TODAY
        )
    with pytest.raises(Organisation.DoesNotExist):
        assign_operator(
            actor=ZHAO, station_id=YACHA_STATION, organisation_id=YACHA_STATION, from_on=TODAY, on=TODAY
        )
    with pytest.raises(NotAllowed):
        assign_operator(
            actor=TOWNSHIP, station_id=YACHA_STATION, organisation_id=OTHER_AGENCY, from_on=TODAY, on=TODAY
        )


def test_where_no_paper_names_stations_a_name_is_asked_for(world: World) -> None:
    assert naming_for(region_code=SHILU, kind="STATION", on=TODAY).name == ""
    with pytest.raises(Refused, match="没有规定名称格式"):
        registered(by=QIAN, region_code=SHILU)


def test_before_its_paper_a_region_has_no_form_for_names(world: World) -> None:
    assert naming_for(region_code=DAAN, kind="STATION", on=date(2020, 1, 1)).rule is None
    assert BAISHA.startswith("46")
    assert LI.may("stations.view")
