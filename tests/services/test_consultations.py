"""Whoever comes or calls is received with or without a name, waits in order, and leaves with a result that counts once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.clients.folk import TODAY
from tests.people import AUDITOR, DEPUTY, HEAD, LI, QIAN, TOWNSHIP, WANG, YACHA_STATION, ZHAO, others
from tests.world import NOW
from yizhan.clients.actions import restrict_client
from yizhan.clients.models import Client
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.policy.book import rule_for
from yizhan.services.actions import (
    consultations as verbs,
)
from yizhan.services.actions import (
    end_consultation,
    give_consultation,
    name_visitor,
    take_consultation,
)
from yizhan.services.metrics import consultations
from yizhan.services.models import Consultation, ServiceClient, ServiceRecord
from yizhan.services.queries.consultations import consultation_for, ended, queue, to_answer
from yizhan.services.rules.consultations import answer_rule, minutes_waited
from yizhan.workforce.models import Worker

MONTH = Period.month_of(TODAY)
Come = Callable[..., Consultation]


@pytest.fixture
def come(worker: Worker) -> Come:
    def make(**given: Any) -> Consultation:
        facts: dict[str, Any] = {
            "actor": WANG, "station_id": YACHA_STATION, "about": "问高龄津贴怎么办", "mode": "COME_IN",
            "on": TODAY, "at": NOW,
        }  # fmt: skip
        return take_consultation(**(facts | given))

    return make


@pytest.mark.requirement("R218", "R268")
def test_somebody_without_a_name_is_received_served_and_counted_once(come: Come, worker: Worker) -> None:
    one = come()
    assert (one.state, one.name, one.client) == ("WAITING", "", None)
    assert consultations.of(YACHA_STATION, MONTH) == 0, "who waits was not served yet"
    give_consultation(actor=WANG, consultation_id=one.pk, worker_id=worker.pk, on=TODAY, at=NOW)
    end_consultation(
        actor=WANG, consultation_id=one.pk, result="ANSWERED", answer="告诉了材料清单", minutes=12, on=TODAY,
        at=NOW + timedelta(minutes=30),
    )  # fmt: skip
    record = ServiceRecord.objects.get()
    assert (record.kind, record.minutes, record.worker, record.participants_count) == (
        "CONSULTATION", 12, worker, 1,
    )  # fmt: skip
    assert record.note == "问高龄津贴怎么办\n告诉了材料清单"
    assert consultations.of(YACHA_STATION, MONTH) == 1


def test_who_is_on_file_has_it_in_her_file(come: Come, worker: Worker, granny: Client) -> None:
    one = come(client_id=granny.pk, worker_id=worker.pk)
    assert (one.name, one.state) == ("测试奶奶", "SERVING")
    end_consultation(
        actor=WANG, consultation_id=one.pk, result="CASE", answer="情况复杂，开个案", on=TODAY, at=NOW
    )
    assert ServiceClient.objects.get().client == granny


def test_a_visitor_is_named_later_and_only_among_the_files_of_the_station(
    come: Come, worker: Worker, granny: Client, stranger: Client
) -> None:
    one = come(name="老人家")
    for result in ("FILE_OPENED", "CASE", "REFERRAL"):
        with pytest.raises(Refused, match="对应到档案"):
            end_consultation(
                actor=WANG, consultation_id=one.pk, result=result, answer="办了", on=TODAY, at=NOW
            )
    with pytest.raises(Client.DoesNotExist):
        name_visitor(actor=WANG, consultation_id=one.pk, client_id=stranger.pk)
    assert name_visitor(actor=WANG, consultation_id=one.pk, client_id=granny.pk).client == granny
    end_consultation(
        actor=WANG, consultation_id=one.pk, result="FILE_OPENED", answer="已建档", on=TODAY, at=NOW, worker_id=worker.pk
    )  # fmt: skip


def test_who_left_was_not_served(come: Come) -> None:
    one = come()
    end_consultation(actor=WANG, consultation_id=one.pk, result="LEFT", on=TODAY, at=NOW)
    assert not ServiceRecord.objects.exists()
    with pytest.raises(Refused, match="已经办结"):
        end_consultation(actor=WANG, consultation_id=one.pk, result="LEFT", on=TODAY, at=NOW)
    with pytest.raises(Refused, match="已经办结"):
        give_consultation(actor=WANG, consultation_id=one.pk, worker_id=uuid7(), on=TODAY, at=NOW)


def test_the_queue_goes_by_urgency_and_then_by_who_came_first(come: Come) -> None:
    first, second = come(), come(at=NOW + timedelta(minutes=5))
    urgent = come(urgency="NOW", at=NOW + timedelta(minutes=9))
    assert queue(actor=WANG, on=TODAY) == [urgent, first, second]
    assert queue(actor=WANG, on=TODAY, station_id=uuid7()) == []
    end_consultation(
        actor=WANG, consultation_id=second.pk, result="LEFT", on=TODAY, at=NOW + timedelta(hours=1)
    )
    assert queue(actor=WANG, on=TODAY) == [urgent, first]
    assert ended(actor=WANG, on=TODAY) == [second]
    assert minutes_waited(came_at=first.came_at, until=NOW + timedelta(minutes=7, seconds=50)) == 7
    assert minutes_waited(came_at=NOW, until=NOW - timedelta(minutes=1)) == 0


def test_what_a_paper_gives_as_the_term_for_an_answer_is_due(
    come: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert come().due_on is None, "白沙's paper has no term"
    assert answer_rule(region_code="469025100", on=TODAY) is None
    rule = rule_for("consultations.answered-within", region_code="99", on=TODAY)
    monkeypatch.setattr(verbs, "answer_rule", lambda **_where: rule)
    one = come()
    assert (one.due_on, one.rule) == (TODAY + timedelta(days=5), rule.ref), (
        "three working days over a weekend"
    )
    assert one.due_on is not None
    assert to_answer(actor=WANG, by=one.due_on)[0].due_on == one.due_on


def test_what_is_missing_is_said(come: Come, worker: Worker) -> None:
    for wrong, sentence in (
        ({"about": " "}, "来问什么"),
        ({"about": "长" * 2001}, "最多2000字"),
        ({"mode": "PIGEON"}, "来访、来电"),
        ({"urgency": "NEVER"}, "急不急"),
        ({"worker_id": uuid7()}, "不是本站在岗人员"),
    ):
        with pytest.raises(Refused, match=sentence):
            come(**wrong)
    one = come()
    ends: tuple[tuple[dict[str, Any], str], ...] = (
        ({"result": "MAYBE", "answer": "好"}, "办理结果"),
        ({"result": "ANSWERED", "answer": " "}, "怎么答复"),
        ({"result": "ANSWERED", "answer": "长" * 2001}, "最多2000字"),
        ({"result": "ANSWERED", "answer": "好"}, "谁提供的服务"),
    )
    for wrong, sentence in ends:
        with pytest.raises(Refused, match=sentence):
            end_consultation(actor=WANG, consultation_id=one.pk, on=TODAY, at=NOW, **wrong)


def test_sent_twice_it_is_one_visitor_and_no_name_is_readable_in_the_database(come: Come) -> None:
    key = uuid7()
    assert come(consultation_id=key, name="来访某某", phone="13800000777") == come(consultation_id=key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM services_consultation")
        told = repr(cursor.fetchall())
    assert "来访某某" not in told
    assert "津贴" not in told
    assert "13800000777" not in told


def test_who_sees_who_came(come: Come, granny: Client) -> None:
    one = come(client_id=granny.pk)
    for actor in (WANG, HEAD, DEPUTY, TOWNSHIP, ZHAO):
        assert consultation_for(actor=actor, consultation_id=one.pk) == one
    for actor in (LI, QIAN, AUDITOR):
        with pytest.raises(Consultation.DoesNotExist):
            consultation_for(actor=actor, consultation_id=one.pk)
    restrict_client(actor=HEAD, client_id=granny.pk, reason="家中有暴力")
    assert queue(actor=HEAD, on=TODAY) == [one]
    for actor in (WANG, TOWNSHIP):
        assert queue(actor=actor, on=TODAY) == []


@pytest.mark.django_db
@pytest.mark.refuses(
    "services.take_consultation",
    "services.give_consultation",
    "services.name_visitor",
    "services.end_consultation",
)
def test_only_the_people_of_a_station_receive_and_serve() -> None:
    for actor in others("worker", "station_head", "deputy_head"):
        for verb, facts in (
            (
                take_consultation,
                {"station_id": YACHA_STATION, "about": "问", "mode": "PHONE", "on": TODAY, "at": NOW},
            ),
            (give_consultation, {"consultation_id": uuid7(), "worker_id": uuid7(), "on": TODAY, "at": NOW}),
            (name_visitor, {"consultation_id": uuid7(), "client_id": uuid7()}),
            (end_consultation, {"consultation_id": uuid7(), "result": "LEFT", "on": TODAY, "at": NOW}),
        ):
            with pytest.raises(NotAllowed):
                verb(actor=actor, **facts)
