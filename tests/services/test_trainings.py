"""A training is typed once for every station that was there; hours are added up for each worker's certificate."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.clients.folk import TODAY, number
from tests.people import HEAD, QIFANG, QIFANG_STATION, WANG, YACHA_STATION, ZHAO, others, person
from tests.world import NOW
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.policy.book import rule_for
from yizhan.services.actions import note_training_result, record_training, void_service
from yizhan.services.metrics import trained_people, training_hours
from yizhan.services.metrics import trainings as counted
from yizhan.services.models import ServiceRecord, Training, TrainingAttendance
from yizhan.services.queries import trainings as seen
from yizhan.services.rules import trainings as rules
from yizhan.services.rules.trainings import Attended, hours_rule, registration_period, training_forms
from yizhan.workforce.actions import add_certificate, enrol_worker
from yizhan.workforce.models import Worker

MONTH = Period.month_of(TODAY)
OTHER_HEAD = person(31, "七坊站长", "station_head", QIFANG, QIFANG_STATION)


@pytest.fixture
def other(worker: Worker) -> Worker:
    """A worker of the next town of the same county."""
    return enrol_worker(
        actor=OTHER_HEAD, station_id=QIFANG_STATION, name="示例七坊社工", id_number=number("46902519970404004"),
        education="BACHELOR", post="RESIDENT", started_on=date(2025, 1, 1), on=TODAY, major_is_social_work=True,
        facts={"身体健康": True, "热爱民政事业": True},
    )  # fmt: skip


def train(*people: Worker, **given: Any) -> list[Training]:
    facts: dict[str, Any] = {
        "actor": HEAD, "station_id": YACHA_STATION, "form": "岗位培训", "title": "老年人防诈骗", "done_on": TODAY,
        "on": TODAY, "minutes": 180, "attended": [Attended(str(one.pk)) for one in people],
        "organiser": "示例县民政局", "trainer": "示例老师",
    }  # fmt: skip
    return record_training(**(facts | given))


@pytest.mark.requirement("R010", "R130", "R200", "R269")
def test_workers_volunteers_and_others_are_counted_as_persons_trained(worker: Worker) -> None:
    key = uuid7()
    (one,) = train(worker, volunteers_count=5, others_count=2, course_id=key)
    assert train(worker, volunteers_count=5, course_id=key) == [one], "told again it is the same"
    record = ServiceRecord.objects.get()
    assert (record.kind, record.participants_count, record.partner, record.worker) == (
        "TRAINING", 8, "示例县民政局", worker,
    )  # fmt: skip
    assert (counted.of(YACHA_STATION, MONTH), trained_people.of(YACHA_STATION, MONTH)) == (1, 8)
    assert training_hours.of(YACHA_STATION, MONTH) == Decimal("3.0")
    assert seen.trained_people(actor=ZHAO, span=MONTH) == {
        "workers": 1,
        "volunteers": 5,
        "heads": 0,
        "others": 2,
    }
    void_service(actor=HEAD, service_id=record.pk, on=TODAY, at=NOW, reason="没有开成")
    assert trained_people.of(YACHA_STATION, MONTH) == 0
    assert not training_hours.of(YACHA_STATION, MONTH)


@pytest.mark.requirement("R174", "R182")
def test_the_county_writes_a_training_down_once_for_all_its_stations(worker: Worker, other: Worker) -> None:
    made = train(worker, other, actor=ZHAO, heads_count=2, title="财务知识专题培训")
    assert [one.station_id for one in made] == [YACHA_STATION, QIFANG_STATION]
    assert len({one.course for one in made}) == 1
    assert (trained_people.of(YACHA_STATION, MONTH), trained_people.of(QIFANG_STATION, MONTH)) == (3, 1)
    assert seen.same_course(actor=ZHAO, training=made[0]) == [made[1]]
    assert seen.same_course(actor=WANG, training=made[0]) == [], "the next town's is not hers to see"
    with pytest.raises(Worker.DoesNotExist):
        train(other, actor=HEAD)


@pytest.mark.requirement("R405")
def test_only_what_was_passed_counts_for_the_certificate(worker: Worker) -> None:
    add_certificate(
        actor=HEAD, worker_id=worker.pk, level="ASSISTANT", number="示例001", issued_on=date(2024, 3, 1), on=TODAY,
        registered_on=date(2024, 6, 1), expires_on=date(2027, 6, 1),
    )  # fmt: skip
    (one,) = train(worker, minutes=480, continuing=True, online=True)
    train(worker, title="站里自己的学习")

    def line() -> seen.Ledger:
        return seen.ledger(workers=[worker], span=Period.year_of(TODAY), on=TODAY)[0]

    assert (line().times, line().hours) == (2, Decimal("11.0"))
    before = line().studied
    assert before is not None
    assert before.rule is not None
    assert (before.hours, before.missing, before.state) == (Decimal("0.0"), Decimal("72.0"), "warn")
    held = one.attendances.get()
    note_training_result(actor=HEAD, attendance_id=held.pk, result="PASSED", proof="示例结业证1号")
    after = line().studied
    assert after is not None
    assert after.period == (date(2024, 6, 1), date(2027, 6, 1))
    assert (after.hours, after.missing, after.certificate.level) == (
        Decimal("8.0"),
        Decimal("64.0"),
        "ASSISTANT",
    )
    assert "第七条" in before.rule.source
    assert [row.training_id for row in seen.studies_of(actor=WANG, worker=worker)][-1] == one.pk


def test_hours_follow_a_person_from_one_station_to_the_next(worker: Worker) -> None:
    train(worker)
    twin = Worker(
        id=uuid7(),
        station_id=QIFANG_STATION,
        region_code=QIFANG,
        id_digest=worker.id_digest,
        started_on=TODAY,
    )
    (line,) = seen.ledger(workers=[twin], span=Period.year_of(TODAY), on=TODAY)
    assert line.hours == Decimal("3.0")


def test_the_period_of_a_registration_is_the_three_years_before_its_end() -> None:
    days: dict[str, Any] = {"issued_on": date(2019, 1, 1), "registered_on": None}
    assert registration_period(**days, expires_on=None) is None
    assert registration_period(**days, expires_on=date(2027, 6, 1)) == (date(2024, 6, 1), date(2027, 6, 1))
    assert registration_period(**days, expires_on=date(2028, 2, 29)) == (date(2025, 2, 28), date(2028, 2, 29))


@pytest.mark.requirement("R269")
def test_the_forms_come_from_the_regions_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    assert training_forms(region_code="469025100", on=TODAY) == (rules.USUAL_FORMS, None)
    words, rule = training_forms(region_code="5101", on=TODAY)
    assert rule is not None
    assert words[:3] == ("岗前培训", "岗位培养", "交流学习")
    assert "专题培训" in words
    closed = rule_for("training.cycle", region_code="5101", on=TODAY).model_copy(update={"closed": True})
    monkeypatch.setattr(rules, "rule_for", lambda *_words, **_where: closed)
    assert training_forms(region_code="5101", on=TODAY)[0] == ("岗前培训", "岗位培养", "交流学习")


def test_a_level_the_paper_does_not_know_asks_for_nothing() -> None:
    assert hours_rule(level="NONE", region_code="46", on=TODAY) is None
    assert hours_rule(level="SENIOR", region_code="46", on=date(2000, 1, 1)) is None


MISSING: tuple[tuple[dict[str, Any], str], ...] = (
    ({"title": " "}, "培训主题"),
    ({"form": ""}, "培训形式"),
    ({"form": "神游"}, "不在本地区"),
    ({"volunteers_count": -1}, "负数"),
    ({"attended": []}, "参加的社工"),
    ({"done_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
)


def test_what_is_missing_is_said(worker: Worker) -> None:
    for wrong, sentence in MISSING:
        with pytest.raises(Refused, match=sentence):
            train(worker, **wrong)


def test_nobody_studies_longer_than_the_training_was(worker: Worker) -> None:
    with pytest.raises(Refused, match="不长于整场培训"):
        train(attended=[Attended(str(worker.pk), minutes=181)])
    with pytest.raises(Refused, match="已参加、合格"):
        train(attended=[Attended(str(worker.pk), result="MAYBE")])
    (one,) = train(attended=[Attended(str(worker.pk), minutes=60)])
    held = one.attendances.get()
    with pytest.raises(Refused, match="不长于整场培训"):
        note_training_result(actor=HEAD, attendance_id=held.pk, result="PASSED", minutes=200)
    with pytest.raises(Refused, match="选择结果"):
        note_training_result(actor=HEAD, attendance_id=held.pk, result="")
    assert note_training_result(actor=HEAD, attendance_id=held.pk, result="PASSED", minutes=90).minutes == 90
    void_service(actor=HEAD, service_id=one.service_id, on=TODAY, at=NOW, reason="记重了")
    with pytest.raises(Refused, match="已作废"):
        note_training_result(actor=HEAD, attendance_id=held.pk, result="PASSED")


def test_volunteers_alone_are_trained_by_somebody_of_the_station(worker: Worker) -> None:
    train(attended=[], volunteers_count=8, worker_id=worker.pk)
    assert ServiceRecord.objects.get().worker == worker


@pytest.mark.refuses("services.record_training", "services.note_training_result")
def test_who_does_not_run_the_work_writes_none(worker: Worker) -> None:
    for actor in others("worker", "station_head", "deputy_head", "agency_manager", "county"):
        with pytest.raises(NotAllowed):
            train(worker, actor=actor)
        with pytest.raises(NotAllowed):
            note_training_result(actor=actor, attendance_id=uuid7(), result="PASSED")
    assert not TrainingAttendance.objects.exists()
