"""A service is written down once, by whom it may be, and moves on the plan of whoever was met."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.clients.folk import TODAY
from tests.people import LI, QIFANG_STATION, SHILU_STATION, YACHA_STATION, others
from tests.services.conftest import Record
from yizhan.clients.actions import close_file
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.services.models import ServiceClient, ServiceItem, ServiceRecord
from yizhan.services.queries.lists import item_names
from yizhan.services.queries.records import with_item
from yizhan.services.rules.records import WITH_PARTNER, WITH_SUBJECT
from yizhan.stations.actions import file_service_list
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker


@pytest.mark.requirement("R192", "R260", "R300")
def test_a_visit_is_kept_with_whom_what_where_and_how_long(
    record: Record, granny: Client, worker: Worker
) -> None:
    made = record(
        granny, item_codes=["养老-3", "养老-2"], note="塑料布被风掀开一角，已压好", found="屋顶漏雨"
    )
    kept = ServiceRecord.objects.get(pk=made.pk)
    assert (kept.kind, kept.mode, kept.minutes, kept.done_on) == ("VISIT", "AT_HOME", 30, TODAY)
    assert (kept.worker, kept.clients_count, kept.task_class) == (worker, 1, "PROFESSIONAL")
    assert (kept.note, kept.found) == ("塑料布被风掀开一角，已压好", "屋顶漏雨")
    assert set(ServiceItem.objects.filter(service=made).values_list("item_code", flat=True)) == {
        "养老-3",
        "养老-2",
    }
    assert ServiceClient.objects.get(service=made).client == granny
    assert AuditEvent.objects.get(action="services.record_service").region_code == kept.region_code


@pytest.mark.requirement(
    "R328", "R329", "R330", "R331", "R332", "R333", "R334", "R335", "R336", "R337", "R338", "R339", "R340", "R341", "R342", "R343", "R344", "R345", "R346", "R347", "R348", "R349", "R350", "R351", "R352", "R353", "R354", "R355", "R356", "R357"
)  # fmt: skip
def test_each_of_the_thirty_items_of_the_annex_is_recorded_and_found_again(
    record: Record, granny: Client
) -> None:
    codes = list(item_names(region_code=granny.region_code, on=TODAY))
    assert len(codes) == 30
    made = record(granny, kind="OTHER", item_codes=codes)
    assert set(ServiceItem.objects.filter(service=made).values_list("item_code", flat=True)) == set(codes)
    for code in codes:
        assert list(with_item(ServiceRecord.objects.all(), code)) == [made]


def test_what_was_noted_is_not_readable_in_the_database(record: Record, granny: Client) -> None:
    record(granny, note="奶奶说夜里腿疼", found="屋顶漏雨", follow_up="联系修屋顶", follow_up_on=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("select * from services_servicerecord")
        stored = " ".join(map(str, cursor.fetchone()))
    for secret in ("腿疼", "漏雨", "修屋顶"):
        assert secret not in stored


@pytest.mark.requirement("R263")
def test_a_visit_moves_on_the_next_due_day_and_a_visit_in_vain_does_not(
    record: Record, granny: Client
) -> None:
    record(granny, met=False)
    granny.refresh_from_db()
    assert granny.last_visit_on is None
    record(granny)
    granny.refresh_from_db()
    assert granny.last_visit_on == TODAY


def test_several_people_are_met_in_one_visit(record: Record, granny: Client, uncle: Client) -> None:
    made = record(granny, uncle)
    assert made.clients_count == 2
    assert Client.objects.filter(last_visit_on=TODAY).count() == 2


def test_a_retry_is_harmless_and_the_same_id_with_other_content_is_refused(
    record: Record, granny: Client
) -> None:
    key = uuid7()
    first = record(granny, service_id=key, note="一样")
    again = record(granny, service_id=key, note="一样")
    assert first.pk == again.pk == key
    assert ServiceRecord.objects.count() == ServiceClient.objects.count() == 1
    with pytest.raises(Refused, match="已经记过另一项服务"):
        record(granny, service_id=key, note="不一样")


def test_an_id_of_the_next_county_tells_nothing(
    record: Record, granny: Client, stranger: Client, neighbour: Worker
) -> None:
    key = uuid7()
    theirs = {"actor": LI, "station_id": SHILU_STATION, "worker_id": neighbour.pk, "service_id": key}
    record(stranger, **theirs)
    with pytest.raises(Refused, match="已经记过另一项服务"):
        record(granny, service_id=key)


@pytest.mark.refuses("services.record_service")
@pytest.mark.parametrize(
    "actor", others("worker", "station_head", "deputy_head"), ids=lambda actor: actor.label
)
def test_only_the_station_records(record: Record, granny: Client, actor: object) -> None:
    with pytest.raises(NotAllowed):
        record(granny, actor=actor)


@pytest.mark.parametrize("station", [QIFANG_STATION, SHILU_STATION])
def test_nobody_records_at_a_station_out_of_sight(record: Record, granny: Client, station: object) -> None:
    with pytest.raises(Station.DoesNotExist):
        record(granny, station_id=station)


def test_nobody_records_for_a_person_of_the_next_county(
    record: Record, granny: Client, stranger: Client
) -> None:
    with pytest.raises(Client.DoesNotExist):
        record(granny, stranger)
    assert not ServiceRecord.objects.exists()
    assert AuditEvent.objects.filter(action="services.record_service", outcome="REFUSED").count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "DANCE"}, "请选择服务类型"),
        ({"mode": ""}, "请选择服务方式"),
        ({"done_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"done_on": date(2024, 12, 31)}, "才开始运营"),
        ({"minutes": 0}, "1分钟到1440分钟"),
        ({"minutes": 1441}, "1分钟到1440分钟"),
        ({"client_ids": []}, "请选择服务对象"),
        ({"kind": "CONSULTATION", "met": False}, "只有探访可以记"),
        ({"kind": "CASEWORK"}, "个案请选择新开"),
        ({"case_step": "OPENED"}, "其他服务不选"),
        ({"kind": "ACTIVITY", "client_ids": []}, "请填写参加人数"),
        ({"kind": "ACTIVITY", "title": " "}, "请写一个名称"),
        ({"kind": "REFERRAL"}, "转介给哪个单位"),
        ({"participants_count": -1}, "不能是负数"),
        ({"kind": "RESOURCE", "partner": "示例商店", "value_fen": -1}, "折价不能是负数"),
        ({"follow_up_on": TODAY}, "请写要跟进什么"),
        ({"follow_up": "看屋顶", "follow_up_on": TODAY - timedelta(days=1)}, "不能早于服务日期"),
        ({"item_codes": ["计生-1"]}, "不在本地区的服务清单内"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    record: Record, granny: Client, wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        record(granny, **wrong)
    assert not ServiceRecord.objects.exists()


@pytest.mark.requirement("R301")
def test_an_item_outside_the_stations_own_filed_list_is_refused(record: Record, granny: Client) -> None:
    from tests.people import HEAD

    made = file_service_list  # the station's own list, from the annex
    made(actor=HEAD, station_id=YACHA_STATION, item_codes=["养老-3"], made_on=date(2025, 2, 1), on=TODAY,
         filed_county_on=date(2025, 2, 2), filed_township_on=date(2025, 2, 2))  # fmt: skip
    record(granny, item_codes=["养老-3"])
    with pytest.raises(Refused, match="不在本站报备的服务清单内") as no:
        record(granny, item_codes=["养老-2"])
    assert no.value.clause == "附件1"


@pytest.mark.requirement("R020", "R302")
def test_administrative_work_is_no_service(record: Record, granny: Client) -> None:
    with pytest.raises(Refused, match="退回行政事务"):
        record(granny, task_class="ADMINISTRATIVE")


def test_a_worker_of_another_station_or_not_in_post_cannot_have_served(
    record: Record, granny: Client, neighbour: Worker
) -> None:
    with pytest.raises(Refused, match="不是本站人员"):
        record(granny, worker_id=neighbour.pk)
    with pytest.raises(Refused, match="请选择是谁"):
        record(granny, worker_id=None)
    with pytest.raises(Refused, match="同行的社工不是本站"):
        record(granny, colleague_ids=[neighbour.pk])


def test_nobody_is_visited_after_the_file_was_closed(record: Record, granny: Client) -> None:
    from tests.people import HEAD

    close_file(actor=HEAD, client_id=granny.pk, on=TODAY, closed_on=TODAY, reason="MOVED_AWAY")
    with pytest.raises(Refused, match="已销档"):
        record(granny)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", 0),
        ("minutes", 1441),
        ("met", False),
        ("clients_count", 0),
        ("void_reason", "有理由"),
        ("value_fen", -1),
    ],
)
def test_the_database_holds_the_same_rules(record: Record, granny: Client, field: str, value: object) -> None:
    made = record(granny) if field != "met" else record(granny, kind="CONSULTATION")
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=made.pk).update(**{field: value})


def test_the_number_of_queries_does_not_grow_with_history(
    record: Record, granny: Client, uncle: Client
) -> None:
    def cost(person: Client) -> int:
        with CaptureQueriesContext(connection) as seen:
            record(person, item_codes=["养老-3"])
        return len(seen)

    first = cost(granny)
    for days in range(1, 30):
        record(uncle, done_on=TODAY - timedelta(days=days))
    assert cost(uncle) <= first
    assert first <= 20


@pytest.mark.parametrize("kind", sorted(ServiceRecord.Kind.values))
def test_every_kind_names_several_people_and_only_a_visit_can_be_in_vain(
    record: Record, granny: Client, uncle: Client, kind: str
) -> None:
    """Whoever was not met was not served: the attempt is a visit in vain, whatever was meant to be done."""
    given = {
        "kind": kind,
        "title": "示例" if kind in WITH_SUBJECT else "",
        "partner": "示例卫生院" if kind in WITH_PARTNER else "",
        "case_step": "SESSION" if kind == "CASEWORK" else "",
    }
    made = record(granny, uncle, **given)
    assert (made.clients_count, made.people.count(), made.reached) == (2, 2, 2)
    if kind == "VISIT":
        assert record(granny, uncle, **given, met=False).reached == 0
    else:
        with pytest.raises(Refused, match="记成一次没见到的探访"):
            record(granny, uncle, **given, met=False)
