"""The pages of a contest, as the county and a station see them."""

import io
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.timezone import localdate
from docx import Document

from tests.oversight.rounds_world import details_of_baisha
from tests.people import QIFANG_STATION, YACHA_STATION
from tests.query_counts import counting
from tests.world import World, sign_in_as
from yizhan.kernel.period import Period
from yizhan.oversight.models import Contest, ContestEntry

pytestmark = pytest.mark.django_db
PLAN, CASE = "contest.indicator.blueprint-1", "contest.indicator.result-3"


@pytest.fixture(autouse=True)
def papers() -> Iterator[None]:
    with details_of_baisha():
        yield


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.requirement("R232", "R233")
def test_the_county_scores_a_quarter_and_every_station_sees_what_its_rank_is_made_of(
    world: World, client: Client
) -> None:
    head, county = world.account_of("station_head"), world.account_of("county")
    sign_in_as(client, county)
    assert "还没有季度比拼" in page(client, "/oversight/contests/")
    assert "季度比拼" in page(client, "/")  # last quarter's waits on the home
    before = Period.quarter_of(Period.quarter_of(localdate()).first.replace(day=1)).first
    last = Period.quarter_of(Period.month_of(before).previous_month().first)
    assert client.post("/oversight/contests/start/", {"day": "?"}).status_code == 422
    made = client.post("/oversight/contests/start/", {"day": str(last.first)})
    assert made.status_code == 302
    contest = Contest.objects.get()
    here = f"/oversight/contests/{contest.pk}/"
    with counting("contest while it runs (county)"):
        seen = page(client, here)
    assert "还有2个站有没评的项，评完再通报。" in seen
    assert client.post(f"{here}publish/").status_code == 422
    entries = {each.station_id: each for each in ContestEntry.objects.all()}
    for entry in entries.values():
        mark = f"{here}stations/{entry.pk}/mark/"
        assert client.post(mark, {"line": PLAN, "points": "很多"}).status_code == 422
        assert client.post(mark, {"line": PLAN, "points": "13"}).status_code == 422
        assert client.post(mark, {"line": PLAN, "points": "10.5"}).status_code == 302
        assert client.post(mark, {"line": CASE, "points": "6"}).status_code == 302
    line = "contest.indicator.skill-2"
    client.post(
        f"{here}stations/{entries[YACHA_STATION].pk}/mark/", {"line": line, "left_out": "台风停工一个月"}
    )
    with counting("one station in a contest (county)"):
        seen = page(client, f"{here}stations/{entries[YACHA_STATION].pk}/")
    assert "台风停工一个月" in seen
    assert "由记录算出，不能手改" in seen
    assert "除以" in seen  # what a figure was divided by opens its own records

    sign_in_as(client, head)
    assert client.get(here).status_code == 404  # nothing before it is published
    sign_in_as(client, county)
    assert client.post(f"{here}publish/").status_code == 302
    word = Document(io.BytesIO(client.get(f"{here}bulletin.docx").content))
    told = "\n".join(each.text for each in word.paragraphs)
    assert "结果的通报" in told
    assert "的站只列不排" in told
    assert [cell.text for cell in word.tables[0].rows[0].cells] == [
        "名次",
        "站点",
        "各方面得分",
        "总分",
        "流动红旗",
    ]
    assert "不排" in word.tables[0].rows[1].cells[0].text
    assert client.post(f"{here}nothing/").status_code == 404
    assert "去通报" not in page(client, "/")
    with counting("contests (county)"):
        assert "四个季度合计" in page(client, "/oversight/contests/")
    assert client.get("/oversight/contests/?export=xlsx")["Content-Type"].endswith("sheet")

    sign_in_as(client, head)
    with counting("contest as published (station)"):
        seen = page(client, here)
    assert "不到10" in seen  # too small to be ranked, and it says so
    assert "七坊镇" in seen
    assert "台风停工一个月" in page(client, f"{here}stations/{entries[YACHA_STATION].pk}/")
    assert client.get(f"{here}stations/{entries[QIFANG_STATION].pk}/").status_code == 404
    assert client.post(f"{here}reopen/", {"because": "不服气"}).status_code == 403

    sign_in_as(client, county)
    assert client.post(f"{here}reopen/", {"because": "督导漏记了"}).status_code == 302
    assert "撤回过通报" in page(client, here)
    assert client.post(f"{here}refresh/").status_code == 302
    assert client.post(f"{here}drop/", {"because": "季度选错了"}).status_code == 302
    assert "季度选错了" in page(client, here)
