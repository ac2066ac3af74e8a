"""Trends: words of a comparison, ranks with the median, and that the page adds up to the kept figures."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.conftest import Pinned
from tests.people import MANAGER, PROVINCE, SUPERVISOR, YACHA_STATION, ZHAO
from tests.reports.conftest import DAY, Record, rolled
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.kernel.period import Period
from yizhan.regions.models import Region
from yizhan.reports.queries.totals import totals
from yizhan.reports.queries.trends import trends
from yizhan.reports.rules.trends import change_words, middle, months_back, ranked

NOV = Period.month(2026, 11)


@pytest.mark.parametrize(
    ("now", "before", "unit", "says"),
    [
        (120, 100, "人次", "比上月多 20 人次（+20.0%）"),
        (80, 100, "人次", "比上月少 20 人次（-20.0%）"),
        (5, 0, "场", "上月为 0"),
        (5, 5, "场", "和上月一样"),
        ("88.5", "90.0", "%", "比上月低 1.5 个百分点"),
        (5, None, "场", "上月没有数"),
    ],
)
def test_a_comparison_is_said_in_words(now: object, before: object, unit: str, says: str) -> None:
    old = None if before is None else Decimal(str(before))
    assert change_words(Decimal(str(now)), old, unit=unit, than="上月") == says


def test_equal_values_share_a_rank_and_the_median_stands_beside() -> None:
    found = ranked({"a": Decimal(3), "b": Decimal(9), "c": Decimal(3), "d": Decimal(1)})
    assert [(one.key, one.rank, one.off) for one in found] == [
        ("b", 1, 6), ("a", 2, 0), ("c", 2, 0), ("d", 4, -2),
    ]  # fmt: skip
    assert (middle([]), middle([Decimal(1), Decimal(2)])) == (None, Decimal("1.5"))
    assert months_back(date(2026, 2, 1), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_each_role_compares_its_own_stations(record: Record, granny: Client, uncle: Client) -> None:
    record(granny, uncle, done_on=date(2026, 11, 3))
    record(granny, done_on=date(2026, 10, 3))
    rolled()
    for actor, code in ((ZHAO, "469025"), (MANAGER, "469025"), (SUPERVISOR, "469025")):
        seen = trends(actor=actor, code=code, period=NOV, on=DAY)
        served = seen.trends[0]
        assert (served.now, served.before, served.year_ago) == (2, 1, 0)
        assert sum(each.value for each in served.places) == served.now
    above = trends(actor=PROVINCE, code="46", period=NOV, on=DAY)
    assert (above.trends[0].now, above.trends[0].places) == (None, []), "few people, and no files in hand"
    assert NOV.first in above.trends[0].few
    assert totals(actor=PROVINCE, period=NOV).figures["services.services"] == 2, (
        "read from the sums of the counties"
    )
    county = trends(actor=ZHAO, code="469025", period=NOV, on=DAY)
    assert county.names[str(YACHA_STATION)] == "牙叉镇"
    assert county.trends[0].median == 1, "the other station served nobody"
    with pytest.raises(Region.DoesNotExist):
        trends(actor=ZHAO, code="469026", period=NOV, on=DAY)


@pytest.mark.requirement("R276")
def test_the_page_says_when_and_compares_whole_months_only(
    world: World, client: Browser, record: Record, granny: Client, pinned_queries: Pinned
) -> None:
    rolled()
    sign_in_as(client, world.account_of("county"))
    with pinned_queries("trends"):
        page = client.get(reverse("trends")).content.decode()
    assert "中位数" in page
    running = client.get(reverse("trends"), {"month": "2099-01"})
    assert running.status_code == 200
    assert "不和整月比" in running.content.decode()
    assert client.get(reverse("trends"), {"code": "469026"}).status_code == 404
    sign_in_as(client, world.account_of("administrator"))
    assert client.get(reverse("trends")).status_code == 403
