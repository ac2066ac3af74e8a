"""What is offered is given out once and never beyond what there is."""

from datetime import timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import (
    BAISHA,
    CHANGJIANG,
    HEAD,
    LI,
    QIAN,
    QIFANG,
    QIFANG_STATION,
    SHILU_STATION,
    WANG,
    YACHA_STATION,
    ZHAO,
    others,
    person,
)
from tests.services.conftest import granny, stranger, uncle, worker
from tests.world import NOW, World
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.resources.actions import close_offer, link_offer, note_outcome, register_offer, update_offer
from yizhan.resources.models import Offer, OfferLink
from yizhan.resources.queries import links_of, offers, rest_of, usable, with_rest
from yizhan.resources.rules import Left, left, linking_problem
from yizhan.services.actions import void_service
from yizhan.services.metrics import resource_links, resource_value
from yizhan.services.models import ServiceClient, ServiceRecord
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

__all__ = ["granny", "stranger", "uncle", "worker"]

MONTH = Period.month_of(TODAY)
NEXT_TOWN = person(32, "七坊社工", "worker", QIFANG, QIFANG_STATION)
RICE: dict[str, Any] = {
    "kind": "GOODS", "name": "示例爱心米", "provider": "示例超市", "count": 20, "unit": "袋", "value_fen": 100_000,
    "starts_on": TODAY - timedelta(days=30), "ends_on": TODAY + timedelta(days=30), "side": "COMPANY",
}  # fmt: skip


def offered(**given: Any) -> Offer:
    facts: dict[str, Any] = {"actor": WANG, "station_id": YACHA_STATION} | RICE | given
    return register_offer(**facts)


def linked(offer: Offer, *people: Client, **given: Any) -> OfferLink:
    facts: dict[str, Any] = {
        "actor": WANG, "offer_id": offer.pk, "station_id": YACHA_STATION, "done_on": TODAY, "on": TODAY, "count": 2,
        "value_fen": 10_000, "client_ids": [one.pk for one in people],
    }  # fmt: skip
    return link_offer(**(facts | given))


@pytest.mark.requirement("R008", "R150", "R159")
def test_a_link_is_one_service_and_takes_its_part_of_the_offer(
    worker: Worker, granny: Client, uncle: Client
) -> None:
    offer, key = offered(), uuid7()
    link = linked(offer, granny, uncle, worker_id=worker.pk, link_id=key)
    assert linked(offer, granny, worker_id=worker.pk, link_id=key) == link, "told again it is the same"
    record = ServiceRecord.objects.get()
    assert (record.kind, record.partner, record.title, record.value_fen) == (
        "RESOURCE", "示例超市", "示例爱心米", 10_000,
    )  # fmt: skip
    assert ServiceClient.objects.filter(service=record).count() == 2
    assert (resource_links.of(YACHA_STATION, MONTH), resource_value.of(YACHA_STATION, MONTH)) == (1, 100)
    row = offers(actor=WANG).get()
    assert rest_of(row) == Left(18, 90_000) == rest_of(offer)
    note_outcome(actor=WANG, link_id=link.pk, outcome="送到家里了", on=TODAY)
    assert links_of(actor=HEAD, offer_id=offer.pk).get().outcome == "送到家里了"
    void_service(actor=HEAD, service_id=record.pk, on=TODAY, at=NOW, reason="没有送成")
    assert rest_of(offer) == Left(20, 100_000), "what was not given is there again"
    with pytest.raises(Refused, match="已作废"):
        note_outcome(actor=WANG, link_id=link.pk, outcome="送到了", on=TODAY)


def test_nothing_is_given_beyond_what_there_is(worker: Worker, granny: Client) -> None:
    offer = offered()
    linked(offer, granny, worker_id=worker.pk, count=19, value_fen=95_000)
    for wrong, sentence in (
        ({"count": 2, "value_fen": 1}, "只剩1袋"),
        ({"count": 1, "value_fen": 5_001}, "只剩50.00元"),
        ({"count": None}, "给了多少袋"),
        ({"client_ids": []}, "给了谁"),
        ({"done_on": TODAY - timedelta(days=31)}, "才开始"),
    ):
        with pytest.raises(Refused, match=sentence):
            linked(offer, granny, worker_id=worker.pk, **wrong)
    with pytest.raises(Refused, match="不能改得比这少"):
        update_offer(actor=WANG, offer_id=offer.pk, **(RICE | {"count": 18}))
    with pytest.raises(Refused, match="不能改得比这少"):
        update_offer(actor=WANG, offer_id=offer.pk, **(RICE | {"value_fen": 90_000}))
    assert update_offer(actor=WANG, offer_id=offer.pk, **(RICE | {"count": 19})).count == 19
    assert with_rest(offers(actor=WANG)).count() == 0
    assert usable(offers(actor=WANG), TODAY).count() == 1


def test_an_offer_that_ended_or_was_closed_gives_nothing(worker: Worker, granny: Client) -> None:
    offer = offered(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="已过有效期"):
        linked(offer, granny, worker_id=worker.pk)
    other = offered()
    with pytest.raises(Refused, match="为什么停用"):
        close_offer(actor=WANG, offer_id=other.pk, reason="", on=TODAY)
    close_offer(actor=WANG, offer_id=other.pk, reason="超市关门了", on=TODAY)
    with pytest.raises(Refused, match="已停用"):
        linked(other, granny, worker_id=worker.pk)
    with pytest.raises(Refused, match="已停用"):
        update_offer(actor=WANG, offer_id=other.pk, **RICE)
    assert not usable(offers(actor=WANG), TODAY).exists()


@pytest.mark.requirement("R008", "R157")
def test_what_the_county_offers_is_for_all_its_stations_and_for_no_other_county(
    worker: Worker, granny: Client
) -> None:
    offer = offered(actor=ZHAO, station_id=None, region_code=BAISHA)
    assert offer.shared
    assert offer in offers(actor=NEXT_TOWN)
    assert offer in offers(actor=WANG)
    assert offer not in offers(actor=LI)
    assert offer not in offers(actor=QIAN)
    linked(offer, granny, worker_id=worker.pk)
    assert rest_of(offer).count == 18
    assert not links_of(actor=NEXT_TOWN).exists(), "whom another station gave it to is not hers to see"
    with pytest.raises(Offer.DoesNotExist):
        update_offer(actor=WANG, offer_id=offer.pk, **RICE)
    with pytest.raises(Offer.DoesNotExist):
        close_offer(actor=WANG, offer_id=offer.pk, reason="不要了", on=TODAY)
    for region in ("", CHANGJIANG):
        with pytest.raises(Station.DoesNotExist):
            offered(actor=ZHAO, station_id=None, region_code=region)


def test_a_line_of_one_station_is_its_own_until_it_is_shared(world: World) -> None:
    own, shared = offered(), offered(shared=True, name="示例轮椅")
    assert set(offers(actor=NEXT_TOWN)) == {shared}
    assert set(offers(actor=HEAD)) == {own, shared} == set(offers(actor=ZHAO))


def test_a_stranger_is_given_nothing(worker: Worker, stranger: Client) -> None:
    with pytest.raises(Client.DoesNotExist):
        linked(offered(), stranger, worker_id=worker.pk)
    with pytest.raises(Station.DoesNotExist):
        linked(offered(), station_id=SHILU_STATION, others_count=1)


def test_what_is_missing_is_said(world: World) -> None:
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"kind": "MAGIC"}, "资源类别"),
        ({"name": " "}, "资源名称"),
        ({"provider": ""}, "由谁提供"),
        ({"kind": "MONEY", "value_fen": None}, "金额"),
        ({"value_fen": -1}, "负数"),
        ({"count": 0}, "大于0"),
        ({"unit": ""}, "单位"),
        ({"ends_on": TODAY - timedelta(days=31)}, "早于开始"),
    )
    for wrong, sentence in cases:
        with pytest.raises(Refused, match=sentence):
            offered(**wrong)
    assert not Offer.objects.exists()


def test_money_is_given_as_money_and_what_is_not_counted_has_no_end() -> None:
    facts: dict[str, Any] = {
        "starts_on": TODAY, "ends_on": None, "closed": False, "unit": "", "count": None, "done_on": TODAY, "whom": 1,
    }  # fmt: skip
    money = linking_problem(kind="MONEY", remains=Left(None, 500), value_fen=None, **facts)
    assert money is not None
    assert "多少钱" in money.sentence
    assert linking_problem(kind="MONEY", remains=Left(None, 500), value_fen=500, **facts) is None
    assert linking_problem(kind="POLICY", remains=Left(None, None), value_fen=None, **facts) is None
    negative = linking_problem(kind="GOODS", remains=Left(None, None), value_fen=-1, **facts)
    assert negative is not None
    assert "负数" in negative.sentence
    assert left(count=3, value_fen=5, used_count=4, used_fen=9) == Left(0, 0), "never below zero"


@pytest.mark.refuses(
    "resources.register_offer", "resources.update_offer", "resources.close_offer", "resources.link_offer",
    "resources.note_outcome",
)  # fmt: skip
def test_who_only_looks_on_changes_nothing(world: World) -> None:
    keepers = ("worker", "station_head", "deputy_head", "agency_manager", "township", "county")
    for actor in others(*keepers):
        with pytest.raises(NotAllowed):
            offered(actor=actor)
        with pytest.raises(NotAllowed):
            update_offer(actor=actor, offer_id=uuid7(), **RICE)
        with pytest.raises(NotAllowed):
            close_offer(actor=actor, offer_id=uuid7(), reason="不要了", on=TODAY)
    for actor in others("worker", "station_head", "deputy_head"):
        with pytest.raises(NotAllowed):
            link_offer(actor=actor, offer_id=uuid7(), station_id=YACHA_STATION, done_on=TODAY, on=TODAY)
        with pytest.raises(NotAllowed):
            note_outcome(actor=actor, link_id=uuid7(), outcome="好", on=TODAY)
