"""A record is mended with its former values kept, or voided with a reason; nothing disappears."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.clients.folk import TODAY
from tests.people import HEAD, LI, WANG, YACHA_STATION, ZHAO, others
from tests.services.conftest import Record
from tests.world import NOW
from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import close_days, correct_service, finish_follow_up, void_service
from yizhan.services.models import ServiceChange, ServiceItem, ServiceRecord
from yizhan.services.queries.records import mending_problem
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

YESTERDAY = TODAY - timedelta(days=1)


def test_a_correction_keeps_what_was_said_before(record: Record, granny: Client) -> None:
    made = record(granny, note="写错了", item_codes=["养老-3"])
    correct_service(
        actor=WANG,
        service_id=made.pk,
        on=TODAY,
        reason="记错时长",
        minutes=45,
        note="写对了",
        item_codes=["养老-2"],
    )
    made.refresh_from_db()
    assert (made.minutes, made.note) == (45, "写对了")
    assert list(ServiceItem.objects.filter(service=made).values_list("item_code", flat=True)) == ["养老-2"]
    change = ServiceChange.objects.get(service=made)
    assert change.before == {"minutes": 30, "note": "写错了", "items": ["养老-3"]}
    assert change.after == {"minutes": 45, "note": "写对了", "items": ["养老-2"]}
    assert (change.reason, change.changed_by_label) == ("记错时长", "王社工")


def test_moving_the_day_moves_the_visit_plan_and_remembers_the_month_it_left(
    record: Record, granny: Client
) -> None:
    made = record(granny, done_on=date(2026, 10, 30))
    correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="日期记错", done_on=date(2026, 11, 2))
    granny.refresh_from_db()
    assert granny.last_visit_on == date(2026, 11, 2)
    assert ServiceChange.objects.get(service=made).former_done_on == date(2026, 10, 30)
    assert made.people.get().done_on == date(2026, 11, 2)


def test_a_correction_must_say_why_and_change_something(record: Record, granny: Client) -> None:
    made = record(granny)
    with pytest.raises(Refused, match="为什么要改"):
        correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason=" ", minutes=45)
    with pytest.raises(Refused, match="没有改动"):
        correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="看看", minutes=30)
    with pytest.raises(Refused, match="不能晚于今天"):
        correct_service(
            actor=WANG, service_id=made.pk, on=TODAY, reason="改", done_on=TODAY + timedelta(days=1)
        )


def test_two_people_mending_the_same_record_do_not_overwrite_each_other(
    record: Record, granny: Client
) -> None:
    made = record(granny)
    made.refresh_from_db()
    seen = made.changed_at - timedelta(minutes=1)
    with pytest.raises(Refused, match="刚被别人改过"):
        correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="改", minutes=45, seen_at=seen)
    correct_service(
        actor=WANG, service_id=made.pk, on=TODAY, reason="改", minutes=45, seen_at=made.changed_at
    )


def test_a_record_of_an_accepted_month_is_voided_and_told_again_with_a_reason(
    record: Record, granny: Client
) -> None:
    made = record(granny, done_on=date(2026, 10, 20))
    close_days(actor=ZHAO, station_id=YACHA_STATION, first_on=date(2026, 10, 1), last_on=date(2026, 10, 31))
    with pytest.raises(Refused, match="10月月报已被县民政局接收"):
        correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="改", minutes=45)
    with pytest.raises(Refused, match="请写明补记理由"):
        record(granny, done_on=date(2026, 10, 20))
    void_service(actor=WANG, service_id=made.pk, on=TODAY, at=NOW, reason="时长记错，另补记")
    record(granny, done_on=date(2026, 10, 20), minutes=45, late_reason="原记录时长有误")
    assert ServiceRecord.objects.filter(voided_at=None).get().minutes == 45


def test_a_voided_visit_takes_back_the_visit_plan_and_stays_readable(record: Record, granny: Client) -> None:
    made = record(granny)
    with pytest.raises(Refused, match="为什么作废"):
        void_service(actor=WANG, service_id=made.pk, on=TODAY, at=NOW, reason="")
    void_service(actor=WANG, service_id=made.pk, on=TODAY, at=NOW, reason="记错了人")
    granny.refresh_from_db()
    assert granny.last_visit_on is None
    with pytest.raises(Refused, match="已经作废"):
        void_service(actor=WANG, service_id=made.pk, on=TODAY, at=NOW, reason="再来")
    with pytest.raises(Refused, match="已作废，不能再改"):
        correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="改", minutes=1)


def test_satisfaction_is_corrected_with_a_reason_and_its_former_value_stays(
    record: Record, granny: Client
) -> None:
    made = record(granny, satisfaction=5)
    with pytest.raises(Refused, match="为什么要改"):
        correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="", satisfaction=2)
    with pytest.raises(Refused, match="从1到5"):
        correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="点错", satisfaction=6)
    with pytest.raises(Refused, match="只能问见到的人"):
        correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="没见到", met=False)
    correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="点错", satisfaction=2)
    correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="其实没有问", not_asked=True)
    made.refresh_from_db()
    assert made.satisfaction is None
    said = [(change.before, change.after) for change in made.changes.order_by("recorded_at")]
    assert said == [
        ({"satisfaction": 5}, {"satisfaction": 2}),
        ({"satisfaction": 2}, {"satisfaction": None}),
    ]
    with pytest.raises(Refused, match="没有改动"):
        correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="再说", not_asked=True)


@pytest.mark.refuses("services.correct_service", "services.void_service")
def test_a_colleague_neither_mends_nor_voids_what_she_did_not_write(record: Record, granny: Client) -> None:
    """Another worker of the same station; whoever wrote it, and whoever heads the station, may."""
    colleague = Actor(id=str(uuid7()), label="同站社工", grants=WANG.grants)
    made = record(granny)
    with pytest.raises(Refused, match="只有记录人、服务的社工本人或站长"):
        correct_service(actor=colleague, service_id=made.pk, on=TODAY, reason="改", minutes=5)
    with pytest.raises(Refused, match="只有记录人") as no:
        void_service(actor=colleague, service_id=made.pk, on=TODAY, at=NOW, reason="废")
    assert no.value.code == "services.record-of-others"
    correct_service(actor=HEAD, service_id=made.pk, on=TODAY, reason="站长核对", minutes=5)
    correct_service(actor=WANG, service_id=made.pk, on=TODAY, reason="本人核对", minutes=6)
    void_service(actor=HEAD, service_id=made.pk, on=TODAY, at=NOW, reason="记错了人")


def test_whoever_served_mends_what_the_head_wrote_for_her(
    record: Record, granny: Client, worker: Worker
) -> None:
    served = Actor(id=str(uuid7()), label="示例社工", grants=WANG.grants)
    made = record(granny, actor=HEAD)
    with pytest.raises(Refused, match="只有记录人"):
        correct_service(actor=served, service_id=made.pk, on=TODAY, reason="改", minutes=5)
    made.worker.user_id = UUID(served.id)
    assert mending_problem(actor=served, record=made) is None


def test_what_was_promised_is_done_once_with_a_result(record: Record, granny: Client) -> None:
    plain, promised = record(granny), record(granny, follow_up="联系修屋顶", follow_up_on=TODAY)
    with pytest.raises(Refused, match="没有写要跟进的事"):
        finish_follow_up(actor=WANG, service_id=plain.pk, on=TODAY, result="修好了")
    with pytest.raises(Refused, match="跟进结果"):
        finish_follow_up(actor=WANG, service_id=promised.pk, on=TODAY, result="")
    done = finish_follow_up(actor=WANG, service_id=promised.pk, on=TODAY, result="已修好")
    assert (done.followed_up_on, done.follow_up_result) == (TODAY, "已修好")
    with pytest.raises(Refused, match="跟进完成"):
        finish_follow_up(actor=WANG, service_id=promised.pk, on=TODAY, result="又修")


@pytest.mark.refuses("services.correct_service", "services.void_service", "services.finish_follow_up")
@pytest.mark.parametrize(
    "actor", others("worker", "station_head", "deputy_head"), ids=lambda actor: actor.label
)
def test_only_the_station_mends_its_records(record: Record, granny: Client, actor: object) -> None:
    made = record(granny)
    for verb in (
        lambda: correct_service(actor=actor, service_id=made.pk, on=TODAY, reason="改", minutes=1),  # type: ignore[arg-type]
        lambda: void_service(actor=actor, service_id=made.pk, on=TODAY, at=NOW, reason="废"),  # type: ignore[arg-type]
        lambda: finish_follow_up(actor=actor, service_id=made.pk, on=TODAY, result="好"),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_the_next_county_does_not_find_the_record(record: Record, granny: Client) -> None:
    made = record(granny)
    with pytest.raises(ServiceRecord.DoesNotExist):
        correct_service(actor=LI, service_id=made.pk, on=TODAY, reason="改", minutes=1)
    with pytest.raises(ServiceRecord.DoesNotExist):
        void_service(actor=LI, service_id=made.pk, on=TODAY, at=NOW, reason="废")


@pytest.mark.refuses("services.close_days")
def test_only_the_county_closes_days_and_only_its_own(record: Record, qian: object) -> None:
    days = {"station_id": YACHA_STATION, "first_on": date(2026, 10, 1), "last_on": date(2026, 10, 31)}
    with pytest.raises(NotAllowed):
        close_days(actor=HEAD, **days)  # type: ignore[arg-type]
    with pytest.raises(Station.DoesNotExist):
        close_days(actor=qian, **days)  # type: ignore[arg-type]
