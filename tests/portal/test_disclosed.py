"""The public reads what an office approved, in its own county, until it is taken off; and nothing else."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import BAISHA, CHANGJIANG, ZHAO
from yizhan.disclosure.actions import publish, withdraw
from yizhan.disclosure.models import Snapshot
from yizhan.disclosure.rules import PublicLine
from yizhan.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def told(world: object) -> Snapshot:
    return publish(
        actor=ZHAO.acting_for("disclosure.publish", because_of="contracts.publish_statement"),
        kind="contracts.financial-report",
        subject_id=uuid7(),
        region_code=BAISHA,
        of="示例社会工作服务中心",
        title="示例年度财务报告",
        first_on=date(2025, 7, 1),
        last_on=date(2026, 6, 30),
        lines=[PublicLine("支出合计", "96.80", "万元"), PublicLine("专职社工", "3", "人")],
        notes=["示例说明。"],
        on=DAY,
    )


@pytest.mark.requirement("R079", "R291")
def test_anybody_reads_it_without_signing_in_as_a_page_and_as_data(client: Client, told: Snapshot) -> None:
    assert "白沙黎族自治县" in client.get(reverse("open")).content.decode()
    listed = client.get(reverse("open-place", args=[BAISHA])).content.decode()
    assert "示例年度财务报告" in listed
    page = client.get(reverse("open-sheet", args=[told.pk])).content.decode()
    for word in ("96.80 万元", "少于5", "示例说明"):
        assert word in page
    data = client.get(reverse("open-sheet", args=[told.pk]), {"format": "json"}).json()
    assert data["lines"][1]["value"] == "少于5"
    assert client.get(reverse("open-place", args=[BAISHA]), {"format": "json"}).json()["sheets"] == [data]


def test_what_was_taken_off_is_gone_for_the_public(client: Client, told: Snapshot) -> None:
    withdraw(
        actor=ZHAO.acting_for("disclosure.withdraw", because_of="contracts.publish_statement"),
        snapshot_id=told.pk,
        because="数字有误",
        on=DAY,
    )
    assert client.get(reverse("open-sheet", args=[told.pk])).status_code == 404
    assert "还没有公开的材料" in client.get(reverse("open-place", args=[BAISHA])).content.decode()
    assert "还没有公开的材料" in client.get(reverse("open")).content.decode()


def test_another_county_shows_its_own_and_a_place_that_is_none_is_not_found(
    client: Client, told: Snapshot
) -> None:
    assert told.title not in client.get(reverse("open-place", args=[CHANGJIANG])).content.decode()
    for code in ("46", "4690250", "abcdef", "000000"):
        assert client.get(reverse("open-place", args=[code])).status_code == 404
    assert client.post(reverse("open")).status_code == 405
