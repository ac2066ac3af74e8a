"""The pages of stations, as people of different roles use them."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.conftest import Pinned
from tests.people import OTHER_AGENCY, SHILU_STATION, YACHA_OFFICE, YACHA_STATION
from tests.world import World, sign_in_as
from yizhan.policy.book import catalogue_for
from yizhan.stations.models import Station, StationDocument

pytestmark = pytest.mark.django_db

DAAN = "469025103"
PDF = b"%PDF-1.7\n%demo\n"


def here(name: str, *more: Any) -> str:
    return reverse(name, args=[YACHA_STATION, *more])


@pytest.fixture
def county(world: World, client: Client) -> Client:
    return sign_in_as(client, world.account_of("county"))


@pytest.fixture
def head(world: World, client: Client) -> Client:
    return sign_in_as(client, world.account_of("station_head"))


@pytest.fixture
def township(world: World, client: Client) -> Client:
    return sign_in_as(client, world.account_of("township"))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_county_sees_its_stations_and_a_worker_sees_her_own(county: Client, world: World) -> None:
    page = text(county.get(reverse("stations")))
    assert "牙叉镇社工站" in page
    assert "七坊镇社工站" in page
    assert "石碌镇" not in page
    mine = text(sign_in_as(county, world.account_of("worker")).get(reverse("stations")))
    assert "牙叉镇社工站" in mine
    assert "七坊镇" not in mine


@pytest.mark.parametrize(
    "query", ["?q=ycz", "?q=牙叉", "?kind=STATION&status=OPEN&mode=PURCHASED&sort=opened", "?q=没有"]
)
def test_the_list_is_searched_and_filtered_in_the_address(county: Client, query: str) -> None:
    page = text(county.get(reverse("stations") + query))
    assert ("牙叉镇社工站" in page) is ("没有" not in query)


def test_the_list_exports_to_excel(county: Client) -> None:
    answer = county.get(reverse("stations") + "?export=xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert "牙叉镇社工站" in book.read("xl/sharedStrings.xml").decode()


def test_the_list_asks_the_database_a_fixed_number_of_times(county: Client, pinned_queries: Pinned) -> None:
    with pinned_queries("stations: list"):
        county.get(reverse("stations"))


def test_one_station_on_one_page(county: Client, pinned_queries: Pinned) -> None:
    with pinned_queries("stations: one"):
        page = text(county.get(here("station")))
    for word in (
        "功能区",
        "设施设备",
        "制度、档案和公开信息",
        "本站服务清单",
        "建站步骤",
        "安全检查",
        "示例山兰社会工作服务中心",
    ):
        assert word in page


@pytest.mark.parametrize(
    "name", ["station", "station-checkup", "station-edit", "station-rooms", "station-staff"]
)
def test_another_county_s_station_is_not_there(county: Client, name: str) -> None:
    assert county.get(reverse(name, args=[SHILU_STATION])).status_code == 404


@pytest.mark.parametrize("role", ["worker", "township", "auditor", "province", "administrator"])
def test_only_the_county_registers(world: World, client: Client, role: str) -> None:
    assert sign_in_as(client, world.account_of(role)).get(reverse("station-new")).status_code == 403


@pytest.mark.requirement("R311")
def test_a_station_is_registered_with_the_name_its_paper_prescribes(county: Client) -> None:
    assert "打安镇" in text(county.get(reverse("station-new")))
    given = {
        "region_code": DAAN,
        "kind": "STATION",
        "mode": "PURCHASED",
        "planned_on": localdate(),
        "sign_text": "打安社工站",
    }
    refused = county.post(reverse("station-new"), given)
    assert refused.status_code == 422
    assert "应为“白沙黎族自治县打安镇社会工作服务站”" in text(refused)
    assert "六（四）" in text(refused)
    answer = county.post(reverse("station-new"), {**given, "sign_text": ""}, follow=True)
    assert "白沙黎族自治县打安镇社会工作服务站" in text(answer)
    assert Station.objects.get(region_code=DAAN).status == "PLANNED"


def test_the_name_is_checked_while_typing(county: Client) -> None:
    asked = {"region_code": DAAN, "kind": "STATION"}
    fitting = text(
        county.get(reverse("station-naming"), {**asked, "sign_text": "白沙黎族自治县打安镇社会工作服务站"})
    )
    assert "与规定格式一致" in fitting
    assert "应为" in text(county.get(reverse("station-naming"), {**asked, "sign_text": "打安社工站"}))
    assert "没有规定" in text(county.get(reverse("station-naming"), {**asked, "kind": "ROOM"}))
    assert "请从列表里" in text(
        county.get(reverse("station-naming"), {"region_code": "x", "kind": "STATION"})
    )
    assert "选了乡镇" in text(county.get(reverse("station-naming")))


@pytest.mark.requirement("R021", "R195", "R359")
def test_facts_and_sign_are_corrected(head: Client) -> None:
    assert "标牌应写" in text(head.get(here("station-edit")))
    given = {
        "short_name": "牙叉镇",
        "mode": "PURCHASED",
        "sign_text": "白沙牙叉社工站",
        "board_material": "不锈钢",
        "host_facility": "便民服务中心",
    }
    page = text(head.post(here("station-edit"), given, follow=True))
    for word in ("白沙牙叉社工站", "材质：不锈钢", "便民服务中心"):
        assert word in page
    assert head.post(here("station-edit"), {"mode": "CIRCUS"}).status_code == 422


def rows(prefix_rows: list[dict[str, Any]]) -> dict[str, Any]:
    flat: dict[str, Any] = {"form-TOTAL_FORMS": len(prefix_rows), "form-INITIAL_FORMS": 0}
    for number, row in enumerate(prefix_rows):
        flat |= {f"form-{number}-{name}": value for name, value in row.items()}
    return flat


@pytest.mark.requirement("R304", "R305", "R288")
def test_rooms_and_equipment_are_written_row_by_row(township: Client) -> None:
    assert "志愿服务中心" in text(township.get(here("station-rooms")))
    page = text(
        township.post(
            here("station-rooms"),
            rows(
                [
                    {"name": "社工办公室", "area_m2": 20},
                    {"name": "志愿服务中心", "shared": "on", "shared_with": "文化站"},
                    {},
                ]
            ),
            follow=True,
        )
    )
    assert "社工办公室 20 ㎡" in page
    assert "与文化站共享" in page
    assert (
        township.post(here("station-rooms"), rows([{"name": "个案室"}, {"name": "个案室"}])).status_code
        == 422
    )
    assert (
        township.post(here("station-rooms"), rows([{"name": "个案室", "area_m2": "很大"}])).status_code == 422
    )
    assert "消防设施" in text(township.get(here("station-equipment")))
    page = text(
        township.post(
            here("station-equipment"),
            rows([{"name": "灭火器", "kind": "FIRE", "count": 4}, {"name": "", "kind": "OFFICE"}]),
            follow=True,
        )
    )
    assert "灭火器 × 4" in page
    assert (
        township.post(
            here("station-equipment"), rows([{"name": "电脑", "count": 1}, {"name": "电脑", "count": 1}])
        ).status_code
        == 422
    )


@pytest.mark.requirement("R306", "R291")
def test_a_document_is_filed_downloaded_and_retired(head: Client, world: World) -> None:
    assert "服务场所使用管理" in text(head.get(here("station-document-new") + "?kind=SYSTEM&name=人员管理"))
    given = {"kind": "SYSTEM", "name": "人员管理", "title": "人员管理制度", "in_force_from_on": localdate()}
    page = text(
        head.post(
            here("station-document-new"), {**given, "file": SimpleUploadedFile("制度.pdf", PDF)}, follow=True
        )
    )
    assert "人员管理制度" in page
    document = StationDocument.objects.get()
    answer = head.get(reverse("document-file", args=[document.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert (
        head.post(
            here("station-document-new"), {**given, "file": SimpleUploadedFile("a.pdf", b"MZ\x90")}
        ).status_code
        == 422
    )
    assert "已停用" in text(head.post(reverse("document-retire", args=[document.pk]), follow=True))
    assert head.post(reverse("document-retire", args=[document.pk])).status_code == 422
    paper = head.post(
        here("station-document-new"), {**given, "kind": "ARCHIVE", "name": "服务承诺"}, follow=True
    )
    assert "纸质件" in text(paper)
    assert (
        head.get(reverse("document-file", args=[StationDocument.objects.get(name="服务承诺").pk])).status_code
        == 404
    )
    stranger = sign_in_as(
        head,
        world.account(
            "worker",
            organisation=OTHER_AGENCY,
            region="469026100",
            station=SHILU_STATION,
            username="li.worker",
        ),
    )
    assert stranger.get(reverse("document-file", args=[document.pk])).status_code == 404


@pytest.mark.requirement("R301")
def test_the_service_list_is_chosen_from_the_catalogue_and_filed(head: Client, world: World) -> None:
    page = text(head.get(here("station-service-list")))
    assert "30 项" in page
    codes = [
        service.code
        for service in catalogue_for(region_code=world.yacha.region_code, on=localdate()).services
    ]
    given = {"items": codes[:3], "made_on": localdate(), "filed_county_on": localdate()}
    page = text(head.post(here("station-service-list"), given, follow=True))
    assert "共 3 项" in page
    assert "还没报乡镇" in page
    assert head.post(here("station-service-list"), {"made_on": localdate()}).status_code == 422


@pytest.mark.requirement("R320", "R289", "R314")
def test_steps_safety_and_status(township: Client, world: World) -> None:
    page = text(
        township.post(
            here("station-steps"),
            {"step": "SITE", "done_on": localdate(), "evidence": "场地移交单"},
            follow=True,
        )
    )
    assert "场地移交单" in page
    given = {"checked_on": localdate(), "result": "TO_MEND", "findings": ""}
    assert township.post(here("station-safety"), given).status_code == 422
    assert "灭火器过期" in text(
        township.post(here("station-safety"), {**given, "findings": "灭火器过期"}, follow=True)
    )
    assert township.get(here("station-status")).status_code == 403
    county = sign_in_as(township, world.account_of("county"))
    assert (
        county.post(here("station-status"), {"to": "suspend", "on": localdate(), "reason": ""}).status_code
        == 422
    )
    assert "已暂停" in text(
        county.post(
            here("station-status"), {"to": "suspend", "on": localdate(), "reason": "装修"}, follow=True
        )
    )
    assert "运营中" in text(
        county.post(here("station-status"), {"to": "open", "on": localdate()}, follow=True)
    )
    assert "已撤销" in text(
        county.post(here("station-status"), {"to": "close", "on": localdate(), "reason": "撤并"}, follow=True)
    )
    assert "不能再办理" in text(county.get(here("station-status")))


@pytest.mark.requirement("R285")
def test_the_operator_is_chosen_by_the_county(county: Client) -> None:
    assert "示例山兰社会工作服务中心" in text(county.get(here("station-operator")))
    given = {"organisation_id": str(YACHA_OFFICE), "from_on": localdate()}
    assert "示例牙叉镇人民政府" in text(county.post(here("station-operator"), given, follow=True))
    assert county.post(here("station-operator"), given).status_code == 422


# --- 达标体检 ------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R307", "R308", "R310")
def test_a_station_is_held_against_every_rule_with_clause_and_what_to_do(
    county: Client, pinned_queries: Pinned
) -> None:
    with pinned_queries("stations: checkup"):
        page = text(county.get(here("station-checkup")))
    for word in (
        "条未达标",
        "每个社工站至少配备3名驻站社工。",
        "还差3人",
        "方案 六（三）",
        "责任：承接主体",
        "人员配备",
        "去登记",
    ):
        assert word in page, word


def test_only_the_unmet_are_shown_and_another_day_can_be_chosen(county: Client) -> None:
    unmet = text(county.get(here("station-checkup") + "?state=unmet"))
    assert "还差3人" in unmet
    assert "本项数值待定" not in unmet
    assert "当日的登记核对" in text(county.get(here("station-checkup") + "?on=2026-01-31"))
    assert "还没有可核对的规定" in text(county.get(here("station-checkup") + "?on=2001-01-31"))
    assert county.get(here("station-checkup") + "?on=nonsense&state=nonsense").status_code == 200


def test_the_checkup_exports_to_excel(county: Client) -> None:
    answer = county.get(here("station-checkup") + "?export=xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "每个社工站至少配备3名驻站社工。" in strings
    assert "六（三）" in strings


@pytest.mark.requirement("R303")
def test_an_officer_judges_what_the_program_cannot(township: Client) -> None:
    assert "去核对" in text(township.get(here("station-checkup")))
    address = here("station-check-rule", "premises.site")
    assert "市政设施条件好" in text(township.get(address))
    assert township.post(address, {"result": "UNMET", "checked_on": localdate()}).status_code == 422
    page = text(
        township.post(
            address, {"result": "UNMET", "checked_on": localdate(), "note": "离村太远"}, follow=True
        )
    )
    assert "离村太远" in page
    assert township.get(here("station-check-rule", "no.such")).status_code == 404


def test_the_station_itself_does_not_judge(head: Client) -> None:
    assert "去核对" not in text(head.get(here("station-checkup")))
    assert head.get(here("station-check-rule", "premises.site")).status_code == 403


def test_the_province_sees_the_station_without_people(world: World, client: Client) -> None:
    page = text(sign_in_as(client, world.account_of("province")).get(here("station")))
    assert "只看合计" in page
