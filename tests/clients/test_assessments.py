"""Scored assessments: what follows from the answers, versions, who is due again; and what is refused."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from tests.clients.conftest import Register
from tests.clients.folk import BOY, TODAY, UNCLE
from tests.clients.scales import HARDLY, PARTLY, WELL
from tests.people import DEPUTY, HEAD, LI, QIFANG_STATION, SUPERVISOR, WANG, YACHA_STATION, ZHAO, others
from yizhan.clients.actions import (
    classify_client,
    close_file,
    correct_assessment,
    grade_client,
    move_client,
    note_need,
    record_assessment,
    restrict_client,
    void_assessment,
)
from yizhan.clients.metrics import assessed, assessments_overdue, needs_open
from yizhan.clients.models import Assessment, Client, Grading, Need
from yizhan.clients.queries.assessments import (
    courses_of,
    due_again,
    first_due,
    forms_for,
    needs_of,
    never_assessed,
    scale_of,
    scales_in_sight,
)
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.models import AuditEvent

pytestmark = pytest.mark.usefixtures("scales")
STATION = ("worker", "station_head", "deputy_head")
MONTH = Period.month_of(TODAY)


def made(client: Client, answers: Mapping[str, str] = PARTLY, **given: Any) -> Assessment:
    facts: dict[str, Any] = {
        "actor": WANG,
        "client_id": client.pk,
        "scale": "scale.ability",
        "answers": answers,
        "assessed_on": TODAY,
        "on": TODAY,
    }
    return record_assessment(**(facts | given))


def corrected(old: Assessment, answers: Mapping[str, str], **given: Any) -> Assessment:
    facts: dict[str, Any] = {
        "actor": WANG,
        "assessment_id": old.pk,
        "answers": answers,
        "reason": "听错了",
        "on": TODAY,
    }
    return correct_assessment(**(facts | given))


def test_answers_give_total_band_grade_and_the_day_of_the_next(granny: Client) -> None:
    one = made(granny, HARDLY, note="女儿在场")
    one.refresh_from_db()
    assert (one.total, one.full, one.band, one.colour, one.advice) == (1, 5, "失能", "红", "商定谁来照料")
    assert (one.next_due_on, one.newest, one.grade) == (date(2027, 2, 20), True, "HIGH")
    assert one.answers["groups"] == [["身体", 1, 4], ["精神", 0, 1]]
    assert one.given == HARDLY
    assert one.clause == "量表 附件一"
    granny.refresh_from_db()
    assert granny.grade == "HIGH"
    assert Grading.objects.get().reason == "能力评估：1分，失能"


@pytest.mark.usefixtures("frequencies")
def test_the_grade_of_an_assessment_moves_the_next_visit(register: Register) -> None:
    granny = register(classes=["ELDER_ALONE"], opened_on=date(2026, 11, 2))
    assert granny.next_visit_on == date(2026, 11, 30)
    made(granny, HARDLY)
    granny.refresh_from_db()
    assert granny.visit_clause == "协议 第六条"
    assert granny.next_visit_on is not None
    assert granny.next_visit_on < date(2026, 11, 30)


def test_what_outweighs_the_points_and_the_needs_found_are_kept(granny: Client) -> None:
    one = made(
        granny, WELL, special=["近期跌倒", "没有这种"], needs=[("CARE", "想要助浴"), ("SAFETY", "装扶手")]
    )
    assert (one.total, one.band, one.answers["special"]) == (5, "部分失能", ["近期跌倒"])
    found = needs_of(client=granny)
    assert [(each.kind, each.source, each.found_on) for each in found] == [
        ("CARE", "ASSESSMENT", TODAY),
        ("SAFETY", "ASSESSMENT", TODAY),
    ]


def test_answers_and_reasons_are_stored_enciphered_and_no_audit_line_tells_them(granny: Client) -> None:
    one = made(granny, HARDLY, note="女儿在场")
    stored = Assessment.objects.filter(pk=one.pk).extra(select={"raw": "answers", "said": "note"}).values("raw", "said")[0]  # fmt: skip
    assert "吃饭" not in str(stored["raw"])
    assert "女儿" not in str(stored["said"])
    line = AuditEvent.objects.get(action="clients.record_assessment")
    assert line.facts == {"client_id": str(granny.pk), "scale": "scale.ability", "assessed_on": str(TODAY)}


def test_a_region_without_a_scale_offers_none(no_rules: None, granny: Client) -> None:
    assert forms_for(client=granny, on=TODAY) == []
    with pytest.raises(Refused, match="没有这张量表"):
        made(granny)


@pytest.mark.requirement("R341")
def test_each_person_is_offered_the_scales_that_are_for_her(granny: Client, register: Register) -> None:
    assert [(each.scale.id, each.why_not) for each in forms_for(client=granny, on=TODAY)] == [
        ("scale.ability", ""),
        ("scale.child", "“儿童风险评估”用于未满18周岁的人，此人78周岁"),
    ]
    boy = register(BOY)
    assert [each.why_not for each in forms_for(client=boy, on=TODAY)] == [
        "“能力评估”用于年满60周岁的人，此人9周岁",
        "“儿童风险评估”用于农村留守儿童，此人没有认定为其中任何一类",
    ]
    classify_client(actor=WANG, client_id=boy.pk, code="CHILD_LEFT_BEHIND", since_on=TODAY, on=TODAY)
    assert [each.scale.id for each in forms_for(client=boy, on=TODAY) if not each.why_not] == ["scale.child"]
    one = made(boy, {"没人管": "有", "打骂": "没有"}, scale="scale.child")
    boy.refresh_from_db()
    assert (one.band, one.grade, one.next_due_on, boy.grade) == ("高", "", None, "")


@pytest.mark.refuses("clients.record_assessment")
@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"answers": {"吃饭": "自己来"}}, "还有2题没有答：“走路”、“记性”。已经答的都留着"),
        ({"answers": WELL | {"记性": "忘了"}}, "还有1题没有答：“记性”"),
        ({"scale": "scale.nope"}, "没有这张量表"),
        ({"scale": "scale.later"}, "没有这张量表"),
        ({"scale": "scale.child"}, "未满18周岁"),
        ({"assessed_on": TODAY + timedelta(days=1)}, "今天以后"),
        ({"assessed_on": date(2025, 1, 2)}, "早于建档日期"),
        ({"note": "长" * 2001}, "缩到2000字"),
        ({"needs": [("CARE", " ")]}, "请写明需要什么"),
    ],
)
def test_an_assessment_that_cannot_be_is_refused(granny: Client, given: dict[str, Any], word: str) -> None:
    with pytest.raises(Refused, match=word):
        made(granny, **given)
    assert not Assessment.objects.exists()


def test_a_closed_file_is_not_assessed(granny: Client) -> None:
    close_file(actor=WANG, client_id=granny.pk, reason="DIED", closed_on=TODAY, on=TODAY)
    with pytest.raises(Refused, match="已销档"):
        made(granny)


def test_a_correction_is_a_new_version_and_both_are_kept(granny: Client) -> None:
    service = uuid7()
    old = made(granny, HARDLY, service_id=service)
    new = corrected(old, WELL)
    old.refresh_from_db()
    granny.refresh_from_db()
    assert (old.replaced, old.newest, new.version, new.newest, new.service_id) == (
        True,
        False,
        2,
        True,
        service,
    )
    assert (new.correction_reason, new.assessed_on) == ("听错了", TODAY)
    assert granny.grade == "LOW"
    course = courses_of(client=granny, on=TODAY)[0]
    assert (course.now, course.standing, course.others) == (new, [new], [old])
    assert scale_of(new) is not None


@pytest.mark.refuses("clients.correct_assessment", "clients.void_assessment")
def test_a_correction_that_cannot_be_is_refused(granny: Client) -> None:
    old = made(granny, HARDLY)
    for given, word in (
        ({"reason": " "}, "写明更正的理由"),
        ({"answers": {"吃饭": "自己来"}}, "还有2题"),
        ({"answers": HARDLY}, "都没有变"),
        ({"actor": DEPUTY, "answers": HARDLY}, "都没有变"),
    ):
        with pytest.raises(Refused, match=word):
            corrected(old, **({"answers": WELL} | given))
    theirs = made(granny, PARTLY, actor=HEAD)
    with pytest.raises(Refused, match="这次评估是站长做的"):
        corrected(theirs, WELL)
    with pytest.raises(Refused, match="写明作废的理由"):
        void_assessment(actor=WANG, assessment_id=old.pk, reason="", on=TODAY)
    corrected(old, WELL)
    for again in (
        lambda: corrected(old, PARTLY),
        lambda: void_assessment(actor=WANG, assessment_id=old.pk, reason="评错了人", on=TODAY),
    ):
        with pytest.raises(Refused, match="已经更正或作废"):
            again()


def test_a_voided_assessment_gives_way_to_the_one_before(granny: Client) -> None:
    first = made(granny, WELL, assessed_on=TODAY - timedelta(days=200))
    second = made(granny, HARDLY)
    void_assessment(actor=HEAD, assessment_id=second.pk, reason="评错了人", on=TODAY)
    first.refresh_from_db()
    assert first.newest
    assert assessed(stations=[YACHA_STATION], period=MONTH) == {}
    void_assessment(actor=WANG, assessment_id=first.pk, reason="也错了", on=TODAY)
    assert courses_of(client=granny, on=TODAY)[0].now is None


def test_an_assessment_of_an_earlier_day_neither_leads_nor_undoes_a_later_grading(granny: Client) -> None:
    now = made(granny, WELL)
    made(granny, HARDLY, assessed_on=TODAY - timedelta(days=30))
    granny.refresh_from_db()
    assert granny.grade == "LOW"
    assert Assessment.objects.get(newest=True) == now
    grade_client(actor=WANG, client_id=granny.pk, grade="MEDIUM", reason="搬家", on=TODAY)
    corrected(now, PARTLY)
    granny.refresh_from_db()
    assert granny.grade == "MEDIUM"


def test_who_is_to_be_assessed_again_and_who_never_was(granny: Client, register: Register) -> None:
    uncle = register(UNCLE, opened_on=date(2025, 1, 1))
    scales = scales_in_sight(actor=WANG, on=TODAY)
    assert [(each.scale.id, len(each.regions)) for each in scales] == [
        ("scale.child", 1),
        ("scale.ability", 1),
    ]
    assert set(never_assessed(actor=WANG, scales=scales, on=TODAY)) == {granny, uncle}
    late = made(granny, HARDLY, assessed_on=TODAY - timedelta(days=120))
    made(uncle, WELL)
    assert not never_assessed(actor=WANG, scales=scales, on=TODAY).exists()
    assert due_again(actor=WANG).order_by("next_due_on").first() == late
    assert first_due(actor=WANG, by=TODAY, most=5) == [late]
    assert first_due(actor=WANG, by=TODAY, most=5, station_ids=[QIFANG_STATION]) == []
    assert courses_of(client=granny, on=TODAY)[0].overdue_days == (TODAY - late.next_due_on).days  # type: ignore[operator]
    assert not due_again(actor=LI).exists()
    assert assessed(stations=[YACHA_STATION], period=MONTH) == {YACHA_STATION: 1}
    assert assessments_overdue(stations=[YACHA_STATION], period=MONTH) == {YACHA_STATION: 1}
    made(granny, HARDLY)
    assert assessments_overdue(stations=[YACHA_STATION], period=MONTH) == {}
    assert assessments_overdue(stations=[YACHA_STATION], period=Period.of_day(TODAY - timedelta(days=1))) == {
        YACHA_STATION: 1
    }


def test_open_needs_are_counted_as_of_the_last_day(granny: Client) -> None:
    note_need(
        actor=WANG, client_id=granny.pk, kind="CARE", what="助浴", source="VISIT", found_on=TODAY, on=TODAY
    )
    assert needs_open(stations=[YACHA_STATION], period=MONTH) == {YACHA_STATION: 1}
    assert needs_open(stations=[YACHA_STATION], period=MONTH.previous_month()) == {}
    assert needs_open.drill is not None
    assert list(needs_open.drill(stations=[YACHA_STATION], period=MONTH)) == list(Need.objects.all())


def test_assessments_go_with_the_file_to_another_station(granny: Client) -> None:
    one = made(granny)
    move_client(actor=ZHAO, client_id=granny.pk, to_station_id=QIFANG_STATION, on=TODAY)
    assert Assessment.objects.get(pk=one.pk).station_id == QIFANG_STATION


@pytest.mark.refuses(
    "clients.record_assessment",
    "clients.correct_assessment",
    "clients.void_assessment",
)
def test_assessing_is_for_the_people_of_the_station_and_a_restricted_file_hides_it(granny: Client) -> None:
    one = made(granny)
    for actor in others(*STATION):
        for do in (
            lambda actor=actor: made(granny, actor=actor),
            lambda actor=actor: corrected(one, WELL, actor=actor),
            lambda actor=actor: void_assessment(actor=actor, assessment_id=one.pk, reason="x", on=TODAY),
        ):
            with pytest.raises(NotAllowed):
                do()
    with pytest.raises(Client.DoesNotExist):
        made(granny, actor=LI)
    with pytest.raises(Assessment.DoesNotExist):
        corrected(one, WELL, actor=LI)
    assert list(due_again(actor=SUPERVISOR)) == [one]
    restrict_client(actor=HEAD, client_id=granny.pk, reason="保护对象")
    with pytest.raises(Assessment.DoesNotExist):
        void_assessment(actor=WANG, assessment_id=one.pk, reason="x", on=TODAY)
    assert not due_again(actor=WANG).exists()
    assert due_again(actor=HEAD).exists()
