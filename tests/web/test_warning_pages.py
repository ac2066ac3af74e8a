"""风险预警 on the screen: from the list to the records, the answer, the county's check, and the rules."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.oversight.test_warnings import night, of, papers, three  # noqa: F401  (fixtures)
from tests.people import CHANGJIANG_BUREAU as OTHER_BUREAU
from tests.query_counts import counting
from tests.services.conftest import granny, record, worker  # noqa: F401  (fixtures)
from tests.world import NOW, World, sign_in_as
from yizhan.oversight.models import RiskWarning

pytestmark = pytest.mark.django_db
TEXT = "warning.same-text"


@pytest.fixture
def asked(world: World, three: list[object]) -> RiskWarning:  # noqa: F811
    night(since=NOW - timedelta(days=9))
    return of(TEXT)


@pytest.mark.requirement("R176")
def test_from_the_question_to_the_check(world: World, asked: RiskWarning, client: Browser) -> None:
    sign_in_as(client, world.account_of("station_head"))
    assert "说明一条记录疑问" in client.get(reverse("home")).content.decode()
    listed = client.get(reverse("warnings"), {"kind": "question"})
    assert "文字雷同：3条" in listed.content.decode()
    with counting("oversight: a warning"):
        page = client.get(reverse("warning", args=[asked.pk])).content.decode()
    assert "这是一个疑问，不是结论" in page
    assert page.count("/services/") >= 3  # the three records behind it
    address = reverse("warning-step", args=[asked.pk, "answer"])
    assert client.post(address, {"outcome": "EXPLAINED", "text": " "}).status_code == 422
    told = client.post(address, {"outcome": "EXPLAINED", "text": "同一个模板"}, follow=True)
    assert "等县民政局复核" in told.content.decode()
    assert client.post(reverse("warning-step", args=[asked.pk, "check"])).status_code == 403
    assert client.post(reverse("warning-step", args=[asked.pk, "nothing"])).status_code == 404
    sign_in_as(client, world.account_of("county"))
    assert asked.what in client.get(reverse("warnings"), {"mine": "check"}).content.decode()
    done = client.post(reverse("warning-step", args=[asked.pk, "check"]), {"agrees": "1"}, follow=True)
    assert "已说明" in done.content.decode()
    with counting("oversight: warnings"):
        client.get(reverse("warnings"))
    with counting("oversight: rules of warning"):
        rules = client.get(reverse("warning-rules")).content.decode()
    assert "误报率" in rules
    assert "预警办法 第十条" in rules
    assert client.get(reverse("warnings"), {"export": "xlsx"}).status_code == 200
    looked = client.post(reverse("warning-look"), follow=True)
    assert "核对了 2 个站" in looked.content.decode()
    station = client.get(reverse("station", args=[asked.station_id])).content.decode()
    assert "条预警还没办完" in station


def test_the_next_county_finds_nothing(world: World, asked: RiskWarning, client: Browser) -> None:
    other = world.account("county", organisation=OTHER_BUREAU, region="469026", username="qian")
    sign_in_as(client, other)
    assert client.get(reverse("warning", args=[asked.pk])).status_code == 404
    assert client.post(reverse("warning-step", args=[asked.pk, "answer"])).status_code == 404
    assert "本地区尚无此项规定" in client.get(reverse("warnings")).content.decode()
