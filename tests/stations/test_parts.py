"""Rooms, equipment, documents, opening steps, service list, safety, and what a person found."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from tests.people import HEAD, LI, MANAGER, QIAN, TOWNSHIP, WANG, YACHA_STATION, ZHAO
from tests.world import TODAY, World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy.book import catalogue_for
from yizhan.stations.actions import (
    EquipmentLine,
    RoomLine,
    check_rule,
    file_document,
    file_service_list,
    record_opening_step,
    record_safety_check,
    retire_document,
    set_equipment,
    set_rooms,
)
from yizhan.stations.models import Room, Station, StationDocument
from yizhan.stations.queries import current_service_list, document_in_sight, station_file
from yizhan.stations.rules import asked_for, file_problem

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%demo\n"
DAY = Period.of_day(TODAY)


def figure(name: str) -> Any:
    return METRICS[name].of(YACHA_STATION, DAY)


# --- rooms and equipment ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R304", "R022")
def test_rooms_replace_one_another_and_may_be_shared(world: World) -> None:
    set_rooms(actor=HEAD, station_id=YACHA_STATION, rooms=[RoomLine(" 社工办公室 "), RoomLine("小组活动室")])
    set_rooms(
        actor=TOWNSHIP,
        station_id=YACHA_STATION,
        rooms=[
            RoomLine("社工办公室", area_m2=20),
            RoomLine("志愿服务中心", shared=True, shared_with="文化站"),
        ],
    )
    assert figure("stations.rooms") == {"社工办公室", "志愿服务中心"}
    assert Room.objects.get(name="志愿服务中心").shared_with == "文化站"
    assert METRICS["stations.rooms"].drill is not None
    assert METRICS["stations.rooms"].drill(stations=[YACHA_STATION], period=DAY).count() == 2


@pytest.mark.refuses("stations.set_rooms")
@pytest.mark.parametrize(
    ("rooms", "says"),
    [(["", "个案室"], "没有写"), (["个案室", "个案室"], "写了两次"), (["室" * 41], "超过40")],
)
def test_a_list_of_rooms_that_cannot_be_is_refused(world: World, rooms: list[str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        set_rooms(actor=HEAD, station_id=YACHA_STATION, rooms=[RoomLine(name) for name in rooms])


def test_a_worker_does_not_furnish_and_a_neighbour_sees_nothing(world: World) -> None:
    with pytest.raises(NotAllowed):
        set_rooms(actor=WANG, station_id=YACHA_STATION, rooms=[])
    with pytest.raises(Station.DoesNotExist):
        set_rooms(actor=QIAN, station_id=YACHA_STATION, rooms=[])


@pytest.mark.requirement("R305", "R091")
def test_equipment_counts_by_name_and_by_class(world: World) -> None:
    set_equipment(
        actor=HEAD,
        station_id=YACHA_STATION,
        equipment=[
            EquipmentLine("电脑", 2),
            EquipmentLine("灭火器", 4, "FIRE"),
            EquipmentLine("鱼缸", 1, "OTHER"),
        ],
    )
    assert figure("stations.equipment") == {"电脑", "办公设备", "灭火器", "消防设施", "鱼缸"}


@pytest.mark.refuses("stations.set_equipment")
@pytest.mark.parametrize(
    "line", [EquipmentLine("电脑", 0), EquipmentLine("电脑", 1, "TOY"), EquipmentLine("")]
)
def test_equipment_that_is_not_there_is_not_listed(world: World, line: EquipmentLine) -> None:
    with pytest.raises(Refused):
        set_equipment(actor=HEAD, station_id=YACHA_STATION, equipment=[line])


# --- documents ------------------------------------------------------------------------------------------------------------


def filed(**given: Any) -> StationDocument:
    return file_document(
        **{
            "actor": HEAD,
            "station_id": YACHA_STATION,
            "kind": "SYSTEM",
            "name": "人员管理",
            "in_force_from_on": TODAY,
            "on": TODAY,
            **given,
        }
    )


@pytest.mark.requirement("R031", "R306", "R367", "R375", "R093")
def test_a_new_edition_ends_the_one_before(world: World) -> None:
    first = filed(
        in_force_from_on=TODAY - timedelta(days=100), file_name="制度.pdf", content=PDF, version="1"
    )
    second = filed(title="人员管理制度（修订）")
    first.refresh_from_db()
    assert first.in_force_to_on == TODAY - timedelta(days=1)
    assert first.file.read() == PDF
    assert first.file_name == "制度.pdf"
    assert figure("stations.systems") == {"人员管理"}
    assert (
        METRICS["stations.systems"].of(YACHA_STATION, Period.of_day(TODAY - timedelta(days=101)))
        == frozenset()
    )
    assert document_in_sight(actor=ZHAO, document_id=second.pk) == second
    with pytest.raises(StationDocument.DoesNotExist):
        document_in_sight(actor=LI, document_id=second.pk)


@pytest.mark.refuses("stations.file_document")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "POEM"}, "类别"),
        ({"name": " "}, "类别"),
        ({"file_name": "a.pdf", "content": b"MZ"}, "内容却不是"),
        ({"file_name": "a.exe", "content": PDF}, "只收"),
        ({"in_force_from_on": TODAY + timedelta(days=400)}, "一年以后"),
    ],
)
def test_a_document_that_cannot_be_is_refused(world: World, given: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        filed(**given)


def office_file(inside: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as parts:
        parts.writestr(f"{inside}/document.xml", "<a/>")
    return into.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", PDF, None),
        ("a.docx", office_file("word"), None),
        ("a.xlsx", office_file("xl"), None),
        ("a.xlsx", office_file("word"), "内容却不是"),
        ("a.docx", b"PK\x03\x04broken", "内容却不是"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", None),
        ("a.JPG", b"\xff\xd8\xff\xe0", None),
        ("a.png", b"\x89PNG\r\n\x1a\n", None),
        ("a.png", b"", "空的"),
        ("a", PDF, "只收"),
        ("a.pdf", PDF + b" " * 20 * 1024 * 1024, "20 MB"),
    ],
    ids=[
        "pdf",
        "docx",
        "xlsx",
        "word-as-xlsx",
        "broken",
        "doc",
        "jpg",
        "png",
        "empty",
        "nameless",
        "too-large",
    ],
)
def test_what_is_in_a_file_counts_not_its_name(name: str, content: bytes, says: str | None) -> None:
    problem = file_problem(name, content)
    assert problem is None if says is None else says in (problem or "")


@pytest.mark.refuses("stations.retire_document")
def test_a_document_ends_once(world: World) -> None:
    document = filed()
    retire_document(actor=MANAGER, document_id=document.pk, on=TODAY)
    with pytest.raises(Refused, match="停用"):
        retire_document(actor=MANAGER, document_id=document.pk, on=TODAY)
    assert (
        METRICS["stations.systems"].of(YACHA_STATION, Period.of_day(TODAY + timedelta(days=1))) == frozenset()
    )


@pytest.mark.requirement("R291", "R368", "R032", "R094")
def test_disclosed_papers_and_archives_are_counted_apart(world: World) -> None:
    filed(kind="DISCLOSURE", name="年度财务报告", title="2025年度财务报告")
    filed(kind="ARCHIVE", name="服务承诺")
    filed(kind="SAFETY", name="消防检查")
    assert figure("stations.disclosures") == {"年度财务报告"}
    assert figure("stations.archives") == {"服务承诺"}
    assert figure("stations.safety_documents") == {"消防检查"}


def test_what_the_region_asks_for_is_read_from_its_papers(world: World) -> None:
    asked = asked_for(region_code=world.yacha.region_code, on=TODAY, measure="stations.systems")
    assert set(asked) >= {"人员管理", "财务管理", "志愿者管理", "服务场所使用管理", "文书档案管理"}


# --- steps, service list, safety, checks ------------------------------------------------------------------------------------


@pytest.mark.requirement("R320", "R321", "R322")
def test_opening_steps_carry_their_day(world: World) -> None:
    record_opening_step(actor=HEAD, station_id=YACHA_STATION, step="SITE", done_on=TODAY, on=TODAY)
    record_opening_step(
        actor=TOWNSHIP, station_id=YACHA_STATION, step="SITE", done_on=TODAY - timedelta(days=3), on=TODAY
    )
    assert figure("stations.step_site") == TODAY - timedelta(days=3)
    assert [line.done is not None for line in station_file(actor=ZHAO, station_id=YACHA_STATION).steps] == [
        True, False, False, False, True,
    ]  # fmt: skip


@pytest.mark.refuses("stations.record_opening_step")
@pytest.mark.parametrize(("step", "days", "says"), [("PARTY", 0, "没有这个步骤"), ("SITE", 1, "今天以后")])
def test_a_step_that_cannot_be_is_refused(world: World, step: str, days: int, says: str) -> None:
    with pytest.raises(Refused, match=says):
        record_opening_step(
            actor=HEAD, station_id=YACHA_STATION, step=step, done_on=TODAY + timedelta(days=days), on=TODAY
        )


@pytest.mark.requirement("R301", "R019")
def test_a_station_chooses_its_services_from_the_catalogue_and_files_the_list(world: World) -> None:
    codes = [
        service.code for service in catalogue_for(region_code=world.yacha.region_code, on=TODAY).services
    ]
    assert len(codes) == 30
    made = TODAY - timedelta(days=9)
    file_service_list(actor=HEAD, station_id=YACHA_STATION, item_codes=codes[:4], made_on=made, on=TODAY)
    assert figure("stations.service_list_filed") is None
    file_service_list(
        actor=HEAD,
        station_id=YACHA_STATION,
        item_codes=codes[:5],
        made_on=made,
        filed_county_on=TODAY - timedelta(days=2),
        filed_township_on=TODAY - timedelta(days=1),
        on=TODAY,
    )
    assert figure("stations.service_list_filed") == TODAY - timedelta(days=1)
    assert figure("stations.service_list_items") == frozenset(codes[:5])
    current = current_service_list(station_id=YACHA_STATION)
    assert current is not None
    assert current.items.count() == 5


@pytest.mark.refuses("stations.file_service_list")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"item_codes": []}, "至少选一项"),
        ({"item_codes": ["行政-1"]}, "不在本地区的服务清单"),
        ({"made_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"filed_county_on": TODAY - timedelta(days=1)}, "早于制定日期"),
    ],
)
def test_a_service_list_that_cannot_be_is_refused(world: World, given: dict[str, Any], says: str) -> None:
    first = catalogue_for(region_code=world.yacha.region_code, on=TODAY).services[0].code
    with pytest.raises(Refused, match=says):
        file_service_list(
            **{
                "actor": HEAD,
                "station_id": YACHA_STATION,
                "item_codes": [first],
                "made_on": TODAY,
                "on": TODAY,
                **given,
            }
        )


def test_where_no_paper_lists_services_nothing_can_be_chosen(world: World) -> None:
    with pytest.raises(Refused, match="还没有服务清单"):
        file_service_list(
            actor=QIAN, station_id=world.shilu.pk, item_codes=["养老-1"], made_on=TODAY, on=TODAY
        )


@pytest.mark.requirement("R289")
def test_the_township_checks_safety(world: World) -> None:
    record_safety_check(actor=TOWNSHIP, station_id=YACHA_STATION, checked_on=TODAY, result="PASSED", on=TODAY)
    assert METRICS["stations.safety_checks"].of(YACHA_STATION, Period.month_of(TODAY)) == 1


@pytest.mark.refuses("stations.record_safety_check")
@pytest.mark.parametrize(
    ("result", "days", "says"), [("", 0, "选择"), ("PASSED", 1, "今天以后"), ("FAILED", 0, "写明发现的问题")]
)
def test_a_safety_check_says_what_was_found(world: World, result: str, days: int, says: str) -> None:
    with pytest.raises(Refused, match=says):
        record_safety_check(
            actor=TOWNSHIP,
            station_id=YACHA_STATION,
            checked_on=TODAY + timedelta(days=days),
            result=result,
            on=TODAY,
        )


def test_the_station_does_not_check_itself(world: World) -> None:
    with pytest.raises(NotAllowed):
        record_safety_check(actor=HEAD, station_id=YACHA_STATION, checked_on=TODAY, result="PASSED", on=TODAY)


@pytest.mark.refuses("stations.check_rule")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"rule_id": "no.such-rule"}, "本地区尚无此项规定"),
        ({"rule_id": "staffing.resident-workers"}, "由系统按登记核对"),
        ({"result": "MAYBE"}, "选择"),
        ({"checked_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"result": "UNMET"}, "差在哪里"),
    ],
)
def test_what_a_person_found_is_written_out(world: World, given: dict[str, Any], says: str) -> None:
    asked = {"rule_id": "premises.site", "result": "MET", "checked_on": TODAY, "note": "", **given}
    with pytest.raises(Refused, match=says):
        check_rule(actor=TOWNSHIP, station_id=YACHA_STATION, on=TODAY, **asked)
