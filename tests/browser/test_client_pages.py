"""The pages of the people served in a real browser, on a desk and on a phone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Visitor
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.eye import look, picture
from tests.clients.conftest import frequencies as frequencies
from tests.clients.folk import BOY, GRANNY, UNCLE, number
from tests.people import WANG, YACHA_STATION, ZHAO
from tests.world import World, sign_in_as
from yizhan.access.roles import job
from yizhan.clients.actions import (
    check_import,
    classify_client,
    form_household,
    grade_client,
    join_household,
    map_import,
    note_visits,
    record_consent,
    register_client,
    start_import,
)
from yizhan.clients.models import Client, ImportBatch
from yizhan.clients.rules.identity import Person
from yizhan.clients.rules.sheet import Sheet
from yizhan.clients.rules.visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def village(frequencies: None) -> Client:
    """测试奶奶 with her grandson, her answers, two grades and four visits; a few neighbours."""
    on = localdate()
    key: dict[str, Any] = {"actor": WANG, "on": on}
    granny = register_client(
        **key, station_id=YACHA_STATION, person=GRANNY, classes=["DIBAO", "ELDER_ALONE", "DISABLED"], consent="WRITTEN", opened_on=date(2025, 7, 16),
        details={"marital": "WIDOWED", "nation": "LI", "health": "高血压", "separation": "HERE"},
    )  # fmt: skip
    boy = register_client(
        **key,
        station_id=YACHA_STATION,
        person=BOY,
        classes=["CHILD_LEFT_BEHIND"],
        despite_duplicates=[granny.pk],
    )
    home = form_household(**key, client_id=granny.pk)
    join_household(**key, client_id=boy.pk, household_id=home.pk, relation="孙子")
    grade_client(
        **key, client_id=granny.pk, grade="MEDIUM", reason="独居，低保", graded_on=on - timedelta(days=60)
    )
    grade_client(
        **key,
        client_id=granny.pk,
        grade="HIGH",
        reason="屋顶漏雨，跌倒一次",
        graded_on=on - timedelta(days=20),
    )
    record_consent(
        **key,
        client_id=granny.pk,
        purpose="SHARE",
        given=True,
        basis="WRITTEN",
        given_on=on - timedelta(days=20),
        until_on=on + timedelta(days=345),
    )
    record_consent(
        **key,
        client_id=granny.pk,
        purpose="PHOTO",
        given=False,
        basis="ORAL",
        given_on=on - timedelta(days=20),
    )
    note_visits(**key, client_id=granny.pk, visits=[Visit(on - timedelta(days=n)) for n in (6, 13, 20, 40)])
    for n, (name, code) in enumerate(
        (
            ("示例大爷", "TEKUN"),
            ("示例阿婆", "ELDER_ALONE"),
            ("测试大叔", "DISABLED"),
            ("示例大嫂", "WOMAN_LEFT_BEHIND"),
        )
    ):
        person = Person(
            name=name,
            id_number=number(f"469025195{n}010{n + 1}0{n}{'4' if n == 3 else '1'}"),
            village_name="测试村" if n % 2 else "示例村",
        )
        one = register_client(
            **key, station_id=YACHA_STATION, person=person, classes=[code], opened_on=date(2026, 8, 1 + n)
        )
        if n == 1:
            grade_client(**key, client_id=one.pk, grade="LOW", reason="身体尚好")
    register_client(actor=ZHAO, on=on, station_id=YACHA_STATION, person=UNCLE)
    classify_client(**key, client_id=boy.pk, code="CHILD_HARDSHIP", since_on=on)
    return granny


def a_list() -> ImportBatch:
    header = ["姓名", "身份证号", "联系电话", "乡镇", "村（社区）", "家庭住址", "类别"]
    rows = [
        ["示例一", number("46902519500101101"), "13800001001", "牙叉镇", "示例村", "示例村二组", "低保"],
        [GRANNY.name, GRANNY.id_number, "13900000099", "牙叉镇", "示例村", "", "低保"],
        ["示例三", "469025194803", "", "牙叉镇", "示例村", "", "低保"],
        ["示例四", "4.69025E+17", "", "牙叉镇", "示例村", "", "低保"],
        ["示例五", number("46902519600505505"), "", "石碌镇", "", "", "低保"],
    ]
    warnings = ["表中有3处合并单元格，已把内容填到合并范围的每一格，请在预览里核对。"]
    return start_import(
        actor=ZHAO,
        sheet=Sheet(header, rows, 4, warnings),
        file_name="2026年11月低保名单.xlsx",
        list_on=localdate(),
        on=localdate(),
    )


def test_every_page_is_usable_by_everybody(
    page: Page, live_server: LiveServer, client: Visitor, world: World, village: Client
) -> None:
    mapping, preview = a_list(), a_list()
    map_import(actor=ZHAO, batch_id=preview.pk, columns=preview.columns)
    check_import(actor=job("import", "名单导入", "clients.check_import"), batch_id=preview.pk, on=localdate())
    wrong: list[str] = []
    for role, pages in (
        (
            "worker",
            {
                "clients-list": reverse("clients"),
                "clients-none": reverse("clients") + "?q=没有这个人",
                "client-file": reverse("client-file", args=[village.pk]),
            },
        ),
        (
            "county",
            {
                "clients-county": reverse("clients") + "?due=overdue",
                "client-readings": reverse("client-readings", args=[village.pk]),
                "client-import-columns": reverse("client-import", args=[mapping.pk]),
                "client-import-preview": reverse("client-import", args=[preview.pk]),
            },
        ),
    ):
        sign_in_as(client, world.account_of(role))
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        for name, address in pages.items():
            page.goto(f"{live_server.url}{address}")
            wrong += look(page, name)
    assert not wrong


def test_a_worker_sees_full_particulars_in_place_after_a_reason(
    page: Page, live_server: LiveServer, client: Visitor, world: World, village: Client
) -> None:
    sign_in_as(client, world.account_of("worker"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("client-file", args=[village.pk]))
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("请选择查看完整信息的理由")).to_be_visible()
    page.get_by_text("紧急联系", exact=True).last.click()
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text(GRANNY.id_number)).to_be_visible()


def test_doubles_are_shown_while_the_form_is_filled_in(
    page: Page, live_server: LiveServer, client: Visitor, world: World, village: Client
) -> None:
    sign_in_as(client, world.account_of("worker"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("client-register"))
    page.get_by_label("姓名").first.fill("测试奶奶")
    page.get_by_label("证件号码").fill(GRANNY.id_number)
    page.get_by_label("联系电话").first.fill(GRANNY.phone)
    page.get_by_label("联系电话").first.blur()
    expect(page.get_by_text("就是同一人，不能再建")).to_be_visible()
    expect(page.get_by_text("1948年3月15日，女")).to_be_visible()
    picture(page, "client-register-doubles-1440")
