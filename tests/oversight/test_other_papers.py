"""The same program under other papers: a station of each region is held against its own rules, from data alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.people import person
from tests.world import TODAY
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.oversight.queries import Checkup, checkup
from yizhan.stations.actions import (
    EquipmentLine,
    RoomLine,
    check_rule,
    file_document,
    set_equipment,
    set_rooms,
)
from yizhan.stations.models import Equipment, Room, Station
from yizhan.stations.rules import proposed_name, sign_problem, sign_rule

pytestmark = pytest.mark.django_db

KUNMING, HUANGSHAN, HUNAN, HAINING = "530102001", "341002001", "430102001", "330481001"
FUJIAN, HUBEI, XIZANG, CHENGDU, SICHUAN = "350102001", "420102001", "540102001", "510104001", "510303001"


def station(region: str, **given: Any) -> Station:
    """A station written straight into the table: its region is not in the tree of the tests."""
    plain = {"kind": "STATION", "name": "示例站", "short_name": "示例街道", "planned_on": date(2022, 1, 1), "opened_on": date(2022, 6, 1), "status": "OPEN"}  # fmt: skip
    row = Station(id=uuid7(), region_code=region, **{**plain, **given})
    row.save(force_insert=True)
    return row


def office(of: Station) -> Actor:
    """The civil affairs office of the station's county."""
    return person(97, "示例经办人", "county", of.region_code[:6])


def states(found: Checkup) -> dict[str, str]:
    return {row.rule.id: row.state for row in found.rows}


@pytest.mark.requirement("R376", "R377", "R378", "R385", "R418", "R425")
def test_kunming_asks_for_head_deputy_two_workers_and_a_steel_board(db: None) -> None:
    row = station(KUNMING, signboard={"尺寸": "50cm×70cm", "材质": "不锈钢"})
    found = states(checkup(station=row, on=TODAY))
    for rule in (
        "staffing.station-head",
        "staffing.deputy-head",
        "staffing.resident-workers",
        "sign.board",
        "systems.required",
    ):
        assert found[rule] == "unmet", rule
    row.signboard = {"尺寸": "50cm×70cm", "材质": "不锈钢", "颜色": "银色"}
    row.save()
    assert states(checkup(station=row, on=TODAY))["sign.board"] == "met"


@pytest.mark.requirement("R384")
def test_kunming_names_city_county_and_street_on_the_board() -> None:
    rule = sign_rule(region_code=KUNMING, kind_word="社工站", on=TODAY)
    blanks = {"县": "五华区", "乡镇": "示例街道"}
    assert proposed_name(rule=rule, blanks=blanks) == "昆明市五华区示例街道社会工作服务站"
    assert sign_problem("昆明市示例街道社工站", rule=rule, blanks=blanks)
    assert sign_rule(region_code=KUNMING, kind_word="社工室", on=TODAY) is None


@pytest.mark.requirement("R101")
def test_hunan_has_its_own_words_for_the_board() -> None:
    rule = sign_rule(region_code=HUNAN, kind_word="社工站", on=TODAY)
    name = proposed_name(rule=rule, blanks={"省": "湖南省", "市": "示例市", "县": "示例县", "乡镇": "示例镇"})
    assert "示例县示例镇社会工作服务站" in name
    assert sign_problem(name, rule=rule, blanks={"县": "示例县", "乡镇": "示例镇"}) is None


@pytest.mark.requirement("R371", "R421", "R422")
def test_a_rule_for_purchased_stations_does_not_bind_a_self_run_one(db: None) -> None:
    assert "staffing.certified-workers" in states(checkup(station=station(KUNMING), on=TODAY))
    self_run = checkup(station=station(KUNMING, mode="SELF_RUN", name="自办站"), on=TODAY)
    assert "staffing.certified-workers" not in states(self_run)
    assert self_run.not_applicable
    assert states(self_run)["staffing.team"] == "unmet"  # a team of four


@pytest.mark.requirement("R024", "R025", "R027")
def test_huangshan_asks_more_of_a_station_than_of_a_room(db: None) -> None:
    of_station = states(checkup(station=station(HUANGSHAN), on=TODAY))
    of_room = states(checkup(station=station(HUANGSHAN, kind="ROOM", name="示例室"), on=TODAY))
    assert of_station["staffing.certified-workers"] == of_station["staffing.supervisors"] == "unmet"
    assert "staffing.room-certified-workers" not in of_station
    assert of_room["staffing.room-certified-workers"] == "unmet"
    assert "staffing.supervisors" not in of_room


@pytest.mark.requirement("R216", "R217", "R219", "R220")
def test_haining_asks_for_six_zones_and_its_lost_floor_area_is_never_judged(db: None) -> None:
    row = station(HAINING, floor_area_m2=5)
    for place, name in enumerate(("综合接待区", "居民会客区", "红社代办区", "三务公开区", "专业服务区")):
        Room(station=row, region_code=HAINING, name=name, place=place).save()
    found = states(checkup(station=row, on=TODAY))
    assert found["premises.zones"] == "unmet"
    assert found["premises.floor-area"] == "open"
    assert found["staffing.full-time-workers"] == found["staffing.certified-workers"] == "unmet"


@pytest.mark.requirement("R091")
def test_equipment_counts_under_its_own_name_or_its_class(db: None) -> None:
    row = station(HUNAN)
    before = next(
        each for each in checkup(station=row, on=TODAY).rows if each.rule.id == "premises.equipment"
    )
    assert before.state == "unmet"
    for name in ("电脑", "打印机"):
        Equipment(station=row, region_code=HUNAN, name=name).save()
    after = next(each for each in checkup(station=row, on=TODAY).rows if each.rule.id == "premises.equipment")
    assert after.now != before.now


@pytest.mark.requirement("R029", "R030", "R272")
@pytest.mark.parametrize(
    ("region", "rule", "papers"),
    [
        (HUANGSHAN, "systems.structure", ("组织架构", "内部责任分工", "运行流程和标准")),
        (CHENGDU, "systems.required", ("人员管理", "财务内部控制", "岗位职责", "服务流程")),
    ],
)
def test_the_systems_a_paper_names_are_missing_until_each_is_on_file(
    db: None, region: str, rule: str, papers: tuple[str, ...]
) -> None:
    row = station(region)
    for name in papers:
        assert states(checkup(station=row, on=TODAY))[rule] == "unmet", name
        file_document(
            actor=office(row), station_id=row.pk, kind="SYSTEM", name=name, in_force_from_on=TODAY, on=TODAY
        )
    assert states(checkup(station=row, on=TODAY))[rule] == "met"


@pytest.mark.requirement("R374", "R092")
def test_an_office_and_its_equipment_are_asked_for_and_special_rooms_only_where_possible(db: None) -> None:
    row = station(KUNMING)
    before = states(checkup(station=row, on=TODAY))
    assert before["premises.office"] == before["premises.equipment"] == "unmet"
    assert before["premises.optional-rooms"] == "met", "nobody is told off for not having one"
    set_rooms(actor=office(row), station_id=row.pk, rooms=[RoomLine("办公室")])
    set_equipment(
        actor=office(row),
        station_id=row.pk,
        equipment=[EquipmentLine(name) for name in ("电脑", "桌椅", "文件柜")],
    )
    after = states(checkup(station=row, on=TODAY))
    assert after["premises.office"] == after["premises.equipment"] == "met"
    hunan = station(HUNAN)

    def optional() -> str:
        found = checkup(station=hunan, on=TODAY)
        return next(each.says for each in found.rows if each.rule.id == "premises.optional-rooms")

    assert optional() == "选配，没有也不算缺（五（一））"
    set_rooms(actor=office(hunan), station_id=hunan.pk, rooms=[RoomLine("个案室"), RoomLine("小组活动室")])
    assert optional() == "选配，已有个案咨询室、小组活动室（五（一））"


@pytest.mark.requirement("R138", "R151", "R155", "R203", "R271", "R386")
@pytest.mark.parametrize(
    ("region", "rule"),
    [
        (FUJIAN, "station.opening-standard"),
        (FUJIAN, "sign.unified"),
        (HUBEI, "station.opening-standard"),
        (XIZANG, "station.opening-standard"),
        (CHENGDU, "target.demonstration"),
        (KUNMING, "staffing.uniform"),
    ],
)
def test_what_only_an_eye_can_tell_is_written_down_station_by_station(
    db: None, region: str, rule: str
) -> None:
    row = station(region)
    assert states(checkup(station=row, on=TODAY))[rule] == "open"
    for result, state in (("UNMET", "unmet"), ("MET", "met")):
        check_rule(
            actor=office(row), station_id=row.pk, rule_id=rule, result=result, checked_on=TODAY, on=TODAY,
            note="看了现场，还缺一样",
        )  # fmt: skip
        assert states(checkup(station=row, on=TODAY))[rule] == state


def test_nothing_was_asked_before_the_paper(db: None) -> None:
    row = station(KUNMING, planned_on=date(2019, 1, 1), opened_on=date(2019, 1, 1) + timedelta(days=1))
    assert states(checkup(station=row, on=date(2020, 1, 1))) == {}
