"""A station held against every rule of its region, met or not, with clause and what to do."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.people import HEAD, TOWNSHIP, YACHA_STATION, ZHAO
from tests.workforce.test_staff import enrolled, id_number
from tests.world import TODAY, World
from yizhan.oversight.queries import CheckRow, Checkup, checkup, checkups, unmet_rules
from yizhan.stations.actions import (
    RoomLine,
    check_rule,
    file_document,
    record_safety_check,
    set_rooms,
    update_station,
)
from yizhan.stations.models import Station

pytestmark = pytest.mark.django_db


def checked(on: date = TODAY) -> Checkup:
    return checkup(station=Station.objects.get(pk=YACHA_STATION), on=on)


def row(rule_id: str, on: date = TODAY) -> CheckRow:
    return next(each for each in checked(on).rows if each.rule.id == rule_id)


@pytest.mark.requirement("R307")
@pytest.mark.parametrize(
    ("workers", "state", "says"),
    [(0, "unmet", "还差3人（六（三））"), (2, "unmet", "还差1人"), (3, "met", "达标")],
)
def test_the_number_of_workers_is_held_against_the_paper(
    world: World, workers: int, state: str, says: str
) -> None:
    for order in range(workers):
        enrolled(name=f"示例{'一二三'[order]}", id_number=id_number(order=order * 2))
    found = row("staffing.resident-workers")
    assert (found.state, found.required) == (state, "不少于3人")
    assert says in found.says
    assert found.who == "承接主体"
    assert found.has_records


@pytest.mark.requirement("R304")
def test_missing_rooms_are_named(world: World) -> None:
    assert row("premises.rooms").state == "unmet"
    set_rooms(
        actor=HEAD,
        station_id=YACHA_STATION,
        rooms=[RoomLine(name) for name in ("社工办公室", "个案工作室", "社工服务中心")],
    )
    assert "志愿服务中心" in row("premises.rooms").says
    set_rooms(
        actor=HEAD,
        station_id=YACHA_STATION,
        rooms=[
            RoomLine(name, shared=True)
            for name in ("社工办公室", "个案工作室", "社工服务中心", "志愿服务中心")
        ],
    )
    assert row("premises.rooms").state == "met"


@pytest.mark.requirement("R311")
def test_the_sign_is_held_against_the_form_with_the_names_of_the_place(world: World) -> None:
    assert row("sign.text").state == "open"
    update_station(actor=HEAD, station_id=YACHA_STATION, on=TODAY, sign_text="白沙牙叉社工站")
    assert "白沙黎族自治县牙叉镇社会工作服务站" in row("sign.text").says
    update_station(
        actor=HEAD, station_id=YACHA_STATION, on=TODAY, sign_text="白沙黎族自治县牙叉镇社会工作服务站"
    )
    assert row("sign.text").state == "met"


def test_the_same_station_on_another_day(world: World) -> None:
    file_document(
        actor=HEAD, station_id=YACHA_STATION, kind="SYSTEM", name="人员管理", in_force_from_on=TODAY, on=TODAY
    )
    assert row("systems.required").now == "1/5项"
    assert row("systems.required", TODAY - timedelta(days=1)).now == "0/5项"


def test_a_lost_value_is_never_judged_but_shown(world: World) -> None:
    record_safety_check(actor=TOWNSHIP, station_id=YACHA_STATION, checked_on=TODAY, result="PASSED", on=TODAY)
    found = row("safety.inspection")
    assert (found.state, found.now, found.required) == ("open", "1 次", "待定")
    assert "待定" in found.says


@pytest.mark.requirement("R303")
def test_what_the_program_cannot_measure_a_person_looks_at(world: World) -> None:
    assert (row("premises.site").state, row("premises.site").manual) == ("open", True)
    check_rule(
        actor=TOWNSHIP,
        station_id=YACHA_STATION,
        rule_id="premises.site",
        result="MET",
        checked_on=TODAY,
        on=TODAY,
    )
    assert row("premises.site").state == "met"
    check_rule(
        actor=ZHAO,
        station_id=YACHA_STATION,
        rule_id="premises.site",
        result="UNMET",
        checked_on=TODAY,
        note="太偏",
        on=TODAY,
    )
    assert row("premises.site").state == "unmet"
    assert "赵科长" in row("premises.site").says
    assert "太偏（六（一）1）" in row("premises.site").says


def test_a_report_is_not_missing_before_its_day_is_over(world: World) -> None:
    found = row("report.monthly")
    assert found.state == "open"


@pytest.mark.requirement("R310")
def test_the_certificate_is_due_person_by_person(world: World) -> None:
    enrolled()
    assert "1 人在期限内" in row("staffing.certificate-deadline").now
    late = date(2028, 3, 16)
    found = row("staffing.certificate-deadline", late)
    assert (found.state, found.due_on) == ("unmet", date(2028, 3, 15))
    assert "示**" in found.says
    assert row("staffing.worker-eligibility", late).state == "unmet"
    assert row("staffing.worker-eligibility").state == "met"


def test_every_row_says_its_clause_and_counts_add_up(world: World) -> None:
    found = checked()
    assert len(found.rows) == found.met + found.unmet + found.open
    assert all(each.rule.clause in each.says for each in found.rows)
    assert sum(len(topic.rows) for topic in found.topics()) == len(found.rows)
    assert all(each.state == "unmet" for topic in found.topics("unmet") for each in topic.rows)
    assert len(found.mend_first) == 3
    assert found.documents == (
        "白沙黎族自治县乡镇社会工作服务站项目工作方案",
        "关于建立侵害未成年人案件强制报告制度的意见（试行）",  # holds everywhere
    )


def test_rules_of_other_circumstances_are_counted_aside(world: World) -> None:
    ids = {each.rule.id for each in checked().rows}
    assert "schedule.opening" not in ids  # its day had passed when this station was planned
    assert checked().not_applicable >= 1


def test_a_region_without_a_paper_has_nothing_to_hold_against(world: World) -> None:
    found = checkup(station=world.shilu, on=date(2010, 1, 1))
    assert (found.rows, found.documents) == ((), ())


def test_many_stations_cost_as_many_queries_as_one(world: World, django_assert_max_num_queries: Any) -> None:
    one, many = [world.yacha], [world.yacha, world.qifang]
    with django_assert_max_num_queries(40) as first:
        checkups(stations=one, on=TODAY)
    with django_assert_max_num_queries(len(first.captured_queries)):
        found = checkups(stations=many, on=TODAY)
    assert unmet_rules(found)[world.qifang.pk] == unmet_rules(found)[world.yacha.pk]
