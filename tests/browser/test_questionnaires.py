"""A questionnaire at a desk, in a browser: what is asked follows the answers, and a draft comes back whole."""

import pytest
from django.test import Client as Http
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.eye import too_wide, violations
from tests.forms.sheets import HOUSEHOLD, YES_NO, workbook
from tests.people import BAISHA, YACHA, YACHA_STATION, ZHAO
from tests.world import NOW, TODAY, World, sign_in_as
from yizhan.forms.actions import draft_version, give_form, publish_version
from yizhan.forms.models import Submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_questions_follow_the_answers_and_a_draft_comes_back_whole(
    page: Page, live_server: LiveServer, client: Http, world: World
) -> None:
    drafted = draft_version(
        actor=ZHAO, content=workbook(HOUSEHOLD, YES_NO), file_name="示例.xlsx", feeds={"need:HOUSING"}, at=NOW,
        on=TODAY, region_code=BAISHA,
    )  # fmt: skip
    assert drafted.version is not None
    form = publish_version(actor=ZHAO, version_id=drafted.version.pk, on=TODAY).form_id
    give_form(actor=ZHAO, form_id=form, stations={YACHA_STATION: YACHA}, on=TODAY)
    sign_in_as(client, world.account_of("worker"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/forms/{form}/fill/")
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert not too_wide(page)
    page.get_by_role("button", name="再加一个家庭成员").click()
    expect(page.get_by_text("家庭成员 2")).to_be_visible()
    page.locator("[name='q:member[1]/income']").fill("1200")
    page.locator("[name='q:member[2]/income']").fill("300.5")
    expect(page.get_by_label("哪里漏")).to_be_hidden()
    page.get_by_label("是", exact=True).check()
    expect(page.get_by_label("哪里漏")).to_be_visible()
    expect(page.get_by_text("全家月收入 1500.5 元")).to_be_visible()
    expect(page.get_by_text("日前有效，存在本机")).to_be_visible()
    page.reload()
    expect(page.locator("[name='q:member[2]/income']")).to_have_value("300.5")
    page.get_by_label("户主姓名").fill("示例户主")
    page.locator("[name='q:member[1]/who']").fill("示例甲")
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_text("有 2 处要改")).to_be_visible()
    page.get_by_label("哪里漏").fill("堂屋")
    page.locator("[name='q:member[2]/who']").fill("示例乙")
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_text("答卷交好了")).to_be_visible()
    assert Submission.objects.get().answers["total"] == "1500.5"
