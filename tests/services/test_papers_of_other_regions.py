"""What the papers of Hunan, Kunming, Chengdu and Haining ask of a station is done by the same verbs as in Baisha.

The world of the tests lies in Hainan; so each paper is read here as if it had been issued for this county.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.clients.conftest import only_these_packs
from tests.clients.folk import GRANNY, TODAY
from tests.people import WANG, YACHA_STATION
from tests.services.conftest import Record
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client
from yizhan.clients.rules.classes import class_code
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy import book
from yizhan.policy.load import load_pack
from yizhan.policy.schema.times import Frequency
from yizhan.services.models import ServiceItem, ServiceRecord
from yizhan.services.queries.lists import item_names
from yizhan.services.queries.records import with_item
from yizhan.workforce.models import Worker

POLICIES = Path(__file__).parents[2] / "policies"
Issue = Callable[[str], None]


@pytest.fixture
def issued_here(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issue]:
    """The county issues the paper of another region as its own, and has no other."""

    def issue(folder: str) -> None:
        only_these_packs(
            monkeypatch, [load_pack(POLICIES / folder).model_copy(update={"region": "469025", "until": None})]
        )

    yield issue
    book._held.cache_clear()


@pytest.mark.requirement("R085", "R086", "R088", "R389", "R391", "R392", "R394")
@pytest.mark.parametrize(
    ("folder", "count"), [("43-hunan/2018-station-plan", 20), ("5301-kunming/2021-station-plan", 52)]
)
def test_each_item_of_the_list_is_recorded_counted_and_found_again(
    folder: str, count: int, issued_here: Issue, uncle: Client, record: Record
) -> None:
    issued_here(folder)
    codes = list(item_names(region_code=uncle.region_code, on=TODAY))
    assert len(codes) == count
    made = [record(uncle, kind="OTHER", item_codes=[code]) for code in codes]
    assert METRICS["services.services"].of(YACHA_STATION, Period.month_of(TODAY)) == count
    assert set(ServiceItem.objects.values_list("item_code", flat=True)) == set(codes)
    for code, one in zip(codes, made, strict=True):
        assert list(with_item(ServiceRecord.objects.all(), code)) == [one]


@pytest.mark.requirement("R235", "R236")
def test_whom_haining_calls_a_key_object_is_due_every_month_and_the_rate_is_counted(
    issued_here: Issue, record: Record
) -> None:
    issued_here("330481-haining/2021-closed-loop")
    pack = load_pack(POLICIES / "330481-haining/2021-closed-loop")
    rule = pack.rule("visits.key")
    assert isinstance(rule, Frequency)
    codes = [class_code(word) for word in rule.classes]
    assert all(codes)
    facts = {"actor": WANG, "station_id": YACHA_STATION, "on": TODAY, "opened_on": date(2026, 10, 5)}
    old = register_client(person=GRANNY, classes=["ELDER_ADVANCED", "ELDER_NO_KIN"], **facts)  # type: ignore[arg-type]
    assert old.next_visit_on == date(2026, 11, 30)
    assert old.visit_rule == "330481-haining/2021-closed-loop:visits.key"
    month = Period.month_of(TODAY)
    assert METRICS["services.visit_rate"].of(YACHA_STATION, month) == Decimal("0.0")
    record(old)
    assert METRICS["services.visit_rate"].of(YACHA_STATION, month) == Decimal("100.0")
    old.refresh_from_db()
    assert old.next_visit_on == date(2026, 12, 31)
    rate = pack.rule("visits.rate")
    assert rate is not None
    assert rate.verdict(Decimal(100)).state == "open"  # the paper lost its number: counted and never judged


@pytest.mark.requirement("R263")
def test_who_lives_alone_in_chengdu_is_due_in_each_half_of_the_month(
    issued_here: Issue, record: Record, granny: Client
) -> None:
    issued_here("5101-chengdu/2021-four-level-network")
    record(granny, done_on=date(2026, 11, 4), note="饮食起居正常", found="近日咳嗽")
    granny.refresh_from_db()
    assert granny.next_visit_on == date(2026, 11, 30)
    record(granny, done_on=date(2026, 11, 20))
    granny.refresh_from_db()
    assert granny.next_visit_on == date(2026, 12, 15)
