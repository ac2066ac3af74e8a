"""Surveys on the screen of the county, and the slip on the screen of whoever is asked."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.utils.timezone import localdate

from tests.oversight.surveyed import (
    ASSESSORS,
    PAST,
    Draw,
    draw,
    served,
)
from tests.people import (
    YACHA_STATION,
)
from tests.query_counts import counting
from tests.world import World, sign_in_as
from yizhan.config.logs import WithoutCodes
from yizhan.kernel.ids import uuid7
from yizhan.oversight.models import Ask

__all__ = ["draw", "served"]
pytestmark = pytest.mark.django_db


def page(client: Browser, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


@pytest.mark.requirement("R255")
def test_on_the_screen_from_the_draw_to_the_result_and_the_slip_without_signing_in(
    draw: Draw, world: World, client: Browser
) -> None:
    on = localdate()
    sign_in_as(client, world.account_of("county"))
    assert "还没有满意度调查" in page(client, "/oversight/satisfaction/")
    assert "本地区尚无此项规定" in page(client, "/oversight/satisfaction/new/")
    given = {
        "survey_id": str(uuid7()), "round_word": "END", "first_on": str(PAST - timedelta(days=1)),
        "last_on": str(PAST + timedelta(days=1)), "closes_on": str(on + timedelta(days=5)), "per_station": "7",
        "units": "2", "commissioned_id": str(ASSESSORS),
    }  # fmt: skip
    assert (
        client.post(
            "/oversight/satisfaction/new/", given | {"last_on": str(on + timedelta(days=2))}
        ).status_code
        == 422
    )
    here = client.post("/oversight/satisfaction/new/", given)["Location"]
    slips = client.post(f"{here}slips/", {"station": str(YACHA_STATION)}).content.decode()
    tokens = re.findall(r"/p/answer/([\w-]+)/", slips)
    assert len(tokens) >= 7
    assert "data:image/svg+xml" in slips

    outside = Browser()
    asked = page(outside, f"/p/answer/{tokens[0]}/")
    assert "牙叉镇社工站" in asked
    assert "示例甲" not in asked
    letter = re.search(r'name="letter" value="([^"]+)"', asked)
    assert letter is not None
    sent = {"letter": letter[1], "score-0": "5", "score-1": "4"}
    missing = outside.post(f"/p/answer/{tokens[0]}/", sent)
    assert missing.status_code == 422
    assert "第3题还没有选" in missing.content.decode()
    thanks = outside.post(f"/p/answer/{tokens[0]}/", sent | {"score-2": "4"}).content.decode()
    assert "回执号" in thanks
    again = outside.post(f"/p/answer/{tokens[0]}/", sent | {"score-2": "4"}).content.decode()
    assert again.split('num">')[1][:9] == thanks.split('num">')[1][:9], "sent twice is one letter"
    assert "已经用过" in page(outside, f"/p/answer/{tokens[0]}/")
    assert "没有找到" in page(outside, "/p/answer/unheard-of/")

    assert "有 1 份扫码交来的" in page(client, here)
    client.post(f"{here}collect/")
    with counting("survey-asks"):
        listed = page(client, f"{here}asks/")
    assert "示*" in listed
    assert "示例丙" not in listed
    ask = Ask.objects.filter(survey__round="END", group="CLIENT", state="WAITING").order_by("number").first()
    assert ask is not None
    assert "tel:138" in page(client, f"/oversight/satisfaction/asks/{ask.pk}/")
    told = {"way": "PHONE", "score-0": "4", "score-1": "4", "score-2": "4"}
    assert client.post(f"/oversight/satisfaction/asks/{ask.pk}/", {**told, "score-1": ""}).status_code == 422
    assert client.post(f"/oversight/satisfaction/asks/{ask.pk}/", told).status_code == 302
    client.post(f"{here}close/")
    with counting("survey"):
        result = page(client, here)
    with counting("surveys"):
        page(client, "/oversight/satisfaction/")
    assert "不足 5 份，不报满意率" in result
    assert client.get("/oversight/satisfaction/?export=xlsx")["Content-Type"].endswith("sheet")
    assert page(client, f"/oversight/satisfaction/asks/{ask.pk}/")
    sign_in_as(client, world.account_of("station_head"))
    assert "牙叉镇社工站" in page(client, here)
    assert client.get(f"{here}asks/").status_code == 403


def test_the_code_of_a_slip_is_in_no_log_and_codes_cannot_be_tried_by_the_thousand(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", "/p/answer/s3cret/"), None
    )
    assert WithoutCodes().filter(record)
    assert record.getMessage() == "Gone: /p/answer/…/"
    monkeypatch.setattr("yizhan.portal.public.MOST", 3)
    cache.clear()
    seen = [client.get("/p/answer/guess/").status_code for _try in range(5)]
    assert seen == [200, 200, 200, 429, 429]
    elsewhere = client.get("/p/answer/guess/", REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 200
