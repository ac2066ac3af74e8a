"""What was published is written down and counted; a talk is a delivered service too."""

from datetime import timedelta
from typing import Any

import pytest

from tests.clients.folk import TODAY
from tests.people import BAISHA, CHANGJIANG, HEAD, QIAN, SHILU_STATION, WANG, YACHA_STATION, ZHAO, others
from tests.world import NOW, World
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.services.actions import note_publicity, void_service, withdraw_publicity
from yizhan.services.metrics import media_articles, publicity_items
from yizhan.services.metrics import publicity as talks
from yizhan.services.models import PublicityItem, ServiceRecord
from yizhan.services.queries.publicity import item_for, publicity
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

MONTH = Period.month_of(TODAY)


def publish(**given: Any) -> PublicityItem:
    facts: dict[str, Any] = {
        "actor": WANG, "station_id": YACHA_STATION, "kind": "MEDIA", "channel": "NETWORK", "level": "COUNTY",
        "title": "山里来了社工", "medium": "示例县融媒体中心", "published_on": TODAY, "on": TODAY,
    }  # fmt: skip
    return note_publicity(**(facts | given))


@pytest.mark.requirement("R134", "R406")
def test_articles_are_counted_until_they_are_withdrawn(world: World) -> None:
    key = uuid7()
    one = publish(item_id=key)
    assert publish(item_id=key) == one, "told again it is the same"
    publish(kind="STORY", title="社工故事")
    assert (media_articles.of(YACHA_STATION, MONTH), publicity_items.of(YACHA_STATION, MONTH)) == (1, 2)
    assert not ServiceRecord.objects.exists(), "nobody was served by an article"
    with pytest.raises(Refused, match="为什么撤下"):
        withdraw_publicity(actor=WANG, item_id=one.pk, reason=" ", on=TODAY)
    withdraw_publicity(actor=WANG, item_id=one.pk, reason="登错了", on=TODAY)
    with pytest.raises(Refused, match="已经撤下"):
        withdraw_publicity(actor=WANG, item_id=one.pk, reason="登错了", on=TODAY)
    assert media_articles.of(YACHA_STATION, MONTH) == 0
    assert item_for(actor=HEAD, item_id=one.pk).withdrawn_because == "登错了"


@pytest.mark.requirement("R010")
def test_a_talk_is_one_delivered_service(worker: Worker) -> None:
    one = publish(
        kind="TALK", channel="SPOT", level="STATION", people=40, worker_id=worker.pk, medium="示例村文化室"
    )
    record = ServiceRecord.objects.get()
    assert (record.kind, record.participants_count, record.place) == ("PUBLICITY", 40, "示例村文化室")
    assert (one.service, talks.of(YACHA_STATION, MONTH)) == (record, 1)
    with pytest.raises(Refused, match="服务记录里作废"):
        withdraw_publicity(actor=WANG, item_id=one.pk, reason="没有办成", on=TODAY)
    void_service(actor=HEAD, service_id=record.pk, on=TODAY, at=NOW, reason="没有办成")
    assert publicity_items.of(YACHA_STATION, MONTH) == 0


@pytest.mark.requirement("R122")
def test_an_office_keeps_its_own_log(world: World) -> None:
    own = publish(actor=ZHAO, station_id=None, region_code=BAISHA, level="PROVINCE", channel="TV")
    assert own in publicity(actor=ZHAO)
    assert own not in publicity(actor=WANG)
    assert own not in publicity(actor=QIAN)
    for actor, region in ((ZHAO, CHANGJIANG), (ZHAO, ""), (HEAD, BAISHA)):
        with pytest.raises(Station.DoesNotExist):
            publish(actor=actor, station_id=None, region_code=region)
    with pytest.raises(Station.DoesNotExist):
        publish(station_id=SHILU_STATION)


def test_the_original_lies_with_it(world: World, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    one = publish(kind="BRIEF", file_name="十一月简报.pdf", content=b"%PDF-1.4 brief")
    assert (one.file_name, one.file.read()) == ("十一月简报.pdf", b"%PDF-1.4 brief")
    with pytest.raises(Refused, match="内容却不是"):
        publish(file_name="简报.pdf", content=b"MZ")
    assert PublicityItem.objects.count() == 1


def test_what_is_missing_is_said(world: World) -> None:
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"kind": "RUMOUR"}, "宣传类型"),
        ({"title": " "}, "标题"),
        ({"channel": "PIGEON"}, "渠道"),
        ({"level": "MOON"}, "级别"),
        ({"medium": ""}, "哪家媒体"),
        ({"published_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"address": "javascript:alert(1)"}, "http"),
        ({"address": "http://[1"}, "http"),
        ({"people": -1}, "负数"),
        ({"kind": "TALK"}, "多少人"),
    )
    for wrong, sentence in cases:
        with pytest.raises(Refused, match=sentence):
            publish(**wrong)
    assert not PublicityItem.objects.exists()


@pytest.mark.refuses("services.note_publicity", "services.withdraw_publicity")
def test_who_does_not_run_the_work_writes_nothing(world: World) -> None:
    for actor in others("worker", "station_head", "deputy_head", "agency_manager", "county"):
        with pytest.raises(NotAllowed):
            publish(actor=actor)
        with pytest.raises(NotAllowed):
            withdraw_publicity(actor=actor, item_id=uuid7(), reason="不登了", on=TODAY)
