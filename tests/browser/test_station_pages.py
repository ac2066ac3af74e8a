"""The pages of stations and staff in a real browser, on a desk and on a phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.eye import look, picture
from tests.people import HEAD, MANAGER, TOWNSHIP, YACHA_STATION, ZHAO
from tests.workforce.test_staff import id_number
from tests.world import World, sign_in_as
from yizhan.policy.book import catalogue_for
from yizhan.stations.actions import (
    EquipmentLine,
    RoomLine,
    file_document,
    file_service_list,
    record_opening_step,
    record_safety_check,
    set_equipment,
    set_rooms,
    update_station,
)
from yizhan.workforce.actions import enrol_worker, file_staff
from yizhan.workforce.models import Worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def furnished(world: World) -> Worker:
    """A station as after its first months: three rooms of four, two workers of three, four systems of five."""
    on = localdate()
    key: dict[str, Any] = {"actor": HEAD, "station_id": YACHA_STATION}
    set_rooms(**key, rooms=[RoomLine("社工办公室", area_m2=24), RoomLine("个案工作室", area_m2=12), RoomLine("社工服务中心", shared=True, shared_with="党群服务中心")])  # fmt: skip
    set_equipment(**key, equipment=[EquipmentLine("电脑", 3), EquipmentLine("档案柜", 2), EquipmentLine("灭火器", 4, "FIRE")])  # fmt: skip
    for name in ("人员管理", "财务管理", "志愿者管理", "文书档案管理"):
        file_document(**key, kind="SYSTEM", name=name, title=f"{name}制度", version="2025版", in_force_from_on=on - timedelta(days=200), on=on)  # fmt: skip
    file_document(**key, kind="ARCHIVE", name="服务承诺", in_force_from_on=on, on=on, file_name="服务承诺.pdf", content=b"%PDF-1.4")  # fmt: skip
    codes = [service.code for service in catalogue_for(region_code="469025100", on=on).services]
    file_service_list(**key, item_codes=codes[:12], made_on=on - timedelta(days=30), filed_county_on=on - timedelta(days=29), on=on)  # fmt: skip
    record_opening_step(**key, step="SITE", done_on=on - timedelta(days=300), on=on, evidence="场地移交单")
    record_safety_check(actor=TOWNSHIP, station_id=YACHA_STATION, checked_on=on, result="TO_MEND", findings="一具灭火器过期", mend_by_on=on + timedelta(days=7), on=on)  # fmt: skip
    update_station(**key, on=on, sign_text="白沙黎族自治县牙叉镇社会工作服务站", signboard={"材质": "不锈钢"}, host_facility="便民服务中心", address="示例路1号", floor_area_m2=86)  # fmt: skip
    common: dict[str, Any] = {**key, "on": on, "started_on": on - timedelta(days=250), "phone": "13800000005"}
    enrol_worker(**{**common, "actor": ZHAO}, name="示例站长", id_number=id_number("19760304", 2), education="BACHELOR", post="HEAD", employer="TOWNSHIP")  # fmt: skip
    worker = enrol_worker(**common, name="示例五", id_number=id_number(), education="COLLEGE", post="RESIDENT", local_household=True)  # fmt: skip
    enrol_worker(**common, name="示例六", id_number=id_number(order=4), education="BACHELOR", post="RESIDENT", certificate_level="SOCIAL_WORKER", certificate_issued_on=on - timedelta(days=900), certificate_expires_on=on + timedelta(days=40))  # fmt: skip
    file_staff(actor=MANAGER, station_id=YACHA_STATION, filed_on=on)
    return worker


PAGES = {
    "station-list": ("stations", ()),
    "station": ("station", (YACHA_STATION,)),
    "checkup": ("station-checkup", (YACHA_STATION,)),
    "station-edit": ("station-edit", (YACHA_STATION,)),
    "station-rooms": ("station-rooms", (YACHA_STATION,)),
    "station-equipment": ("station-equipment", (YACHA_STATION,)),
    "station-document-new": ("station-document-new", (YACHA_STATION,)),
    "station-service-list": ("station-service-list", (YACHA_STATION,)),
    "station-status": ("station-status", (YACHA_STATION,)),
    "check-rule": ("station-check-rule", (YACHA_STATION, "premises.site")),
    "workers": ("workers", ()),
    "station-staff": ("station-staff", (YACHA_STATION,)),
    "worker-new": ("worker-new", (YACHA_STATION,)),
}


def test_every_page_is_usable_by_everybody(
    page: Page,
    live_server: LiveServer,
    client: Client,
    world: World,
    furnished: Worker,
) -> None:
    sign_in_as(client, world.account_of("county"))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    wrong: list[str] = []
    addresses = {name: reverse(url, args=args) for name, (url, args) in PAGES.items()}
    for url in ("worker", "worker-edit", "worker-unmask", "worker-certificate"):
        addresses[url] = reverse(url, args=[furnished.pk])
    for name, address in addresses.items():
        page.goto(f"{live_server.url}{address}")
        wrong += look(page, name)
    assert wrong == []


def test_conditions_are_told_while_the_form_is_filled(
    page: Page, live_server: LiveServer, client: Client, world: World
) -> None:
    sign_in_as(client, world.account_of("station_head"))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}{reverse('worker-new', args=[YACHA_STATION])}")
    page.get_by_label("身份证号").fill(id_number("19700304"))
    page.get_by_label("学历").select_option("COLLEGE")
    page.get_by_text("不符合“年龄不超过45岁”").wait_for()
    picture(page, "worker-new-live")
    page.goto(f"{live_server.url}{reverse('worker-new', args=[YACHA_STATION])}")
    assert world.yacha.pk == YACHA_STATION
