"""A visit looks at what the papers want, line by line; what is wrong becomes a finding; a look back opens it again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.people import (
    AGENCY,
    AUDITOR,
    BAISHA,
    HEAD,
    MANAGER,
    OTHER_AGENCY,
    PROVINCE,
    QIAN,
    TOWNSHIP,
    WANG,
    YACHA_STATION,
    ZHAO,
    named,
    others,
)
from tests.world import NOW, TODAY, World
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.actions import (
    Mark,
    admonish,
    answer_admonition,
    attach_evidence,
    check_safety,
    clear_finding,
    drop_inspection,
    finish_inspection,
    hand_in_rectification,
    note_inspection,
    plan_inspection,
)
from yizhan.oversight.models import Admonition, Finding, Inspection
from yizhan.oversight.queries.findings import came_from, left_by_source, steps_of
from yizhan.oversight.queries.inspections import (
    admonitions,
    agencies_to_oversee,
    inspections,
    inspections_due,
    items_of,
    letters_to_answer,
)
from yizhan.oversight.rules.inspections import checklist, finishing_problem, topics_of
from yizhan.stations.models import SafetyCheck, Station

pytestmark = pytest.mark.django_db

Plan = Callable[..., Inspection]
IN_TEN = TODAY + timedelta(days=10)


@pytest.fixture
def visit(world: World) -> Plan:
    def make(**given: Any) -> Inspection:
        facts: dict[str, Any] = {
            "actor": ZHAO, "station_id": YACHA_STATION, "kind": "SITE", "planned_on": TODAY, "topics": ["场地设施"],
            "on": TODAY, "at": NOW,
        }  # fmt: skip
        return plan_inspection(**(facts | given))

    return make


def looked(inspection: Inspection, wrong: dict[int, str], actor: Actor = ZHAO, **given: Any) -> Inspection:
    """Every line is right but these; then the visit is over."""
    marks = {
        item.number: Mark("FOUND", wrong[item.number], IN_TEN) if item.number in wrong else Mark("OK")
        for item in items_of(inspection)
    }
    key: dict[str, Any] = {"actor": actor, "inspection_id": inspection.pk, "on": TODAY}
    note_inspection(marks=marks, present="赵科长；站长", says="总体可以", **(key | given))
    return finish_inspection(done_on=TODAY, at=NOW, **key)


def test_the_papers_give_the_lines_and_the_reader_chooses_the_topics() -> None:
    lines = checklist(region_code=BAISHA, on=TODAY, kind_word="社工站", topics=["场地设施", "安全"])
    assert [line.says for line in lines][2:6] == ["社工办公室", "个案工作室", "社工服务中心", "志愿服务中心"]
    assert lines[-1].says == "符合消防标准"
    topics = dict(topics_of(region_code=BAISHA, on=TODAY, kind_word="社工站"))
    assert topics["场地设施"] == 9
    assert topics["安全"] == 1
    assert checklist(region_code="469026", on=TODAY, kind_word="社工站") == []


def test_each_line_found_wrong_becomes_a_finding_of_its_clause(visit: Plan) -> None:
    done = looked(visit(), {1: "电脑坏了", 3: "没有社工办公室，与村委会合用"})
    assert (done.state, done.number) == ("DONE", f"{BAISHA}-2026-查0001")
    opened = [item.opened for item in items_of(done) if item.opened]
    assert [(row.owner, row.clause[-5:]) for row in opened] == [
        ("STATION", "六（一）3"),
        ("TOWNSHIP", "六（一）2"),
    ]
    assert opened[1].what == "社工办公室：没有社工办公室，与村委会合用"
    assert came_from(actor=HEAD, finding=opened[0])[1] == f"/oversight/inspections/{done.pk}/"
    (line,) = left_by_source(actor=ZHAO, on=TODAY)
    assert (line.key, line.open) == (done.pk, 2)


def test_a_visit_nobody_announced_is_known_when_it_is_over(visit: Plan) -> None:
    quiet, told = visit(), visit(announced=True)
    assert [row.pk for row in inspections(actor=HEAD)] == [told.pk]
    assert inspections(actor=TOWNSHIP).count() == 2
    looked(quiet, {})
    assert inspections(actor=HEAD).count() == 2
    assert inspections(actor=QIAN).count() == inspections(actor=WANG).count() == 0


def test_lines_of_ones_own_are_found_wrong_and_half_a_visit_is_kept(visit: Plan) -> None:
    inspection = visit(topics=[])
    key: dict[str, Any] = {"actor": ZHAO, "inspection_id": inspection.pk, "on": TODAY}
    note_inspection(marks={}, added=["门口没有斜坡", " "], present="赵科长", says="", **key)
    with pytest.raises(Refused, match="请写检查的总体情况"):
        finish_inspection(done_on=TODAY, at=NOW, **key)
    note_inspection(marks={1: Mark("FOUND", "门口没有斜坡")}, present="赵科长", says="一处要改", **key)
    with pytest.raises(Refused, match="请写整改期限"):
        finish_inspection(done_on=TODAY, at=NOW, **key)
    assert not Finding.objects.exists()
    note_inspection(
        marks={1: Mark("FOUND", "门口没有斜坡", IN_TEN)}, present="赵科长", says="一处要改", **key
    )
    finish_inspection(done_on=TODAY, at=NOW, **key)
    assert Finding.objects.get().what == "门口没有斜坡"


@pytest.mark.requirement("R180")
def test_a_look_back_opens_again_what_broke_again(visit: Plan) -> None:
    with pytest.raises(Refused, match="没有什么可以回头看"):
        visit(kind="LOOKBACK")
    looked(visit(), {1: "电脑坏了", 2: "灭火器过期"})
    kept, broken = Finding.objects.order_by("number")
    for finding in (kept, broken):
        hand_in_rectification(actor=HEAD, finding_id=finding.pk, text="换了", on=TODAY, at=NOW)
        clear_finding(actor=ZHAO, finding_id=finding.pk, text="看过", on=TODAY, at=NOW)
    back = visit(kind="LOOKBACK")
    places = {item.earlier_id: item.number for item in items_of(back)}
    looked(back, {places[broken.pk]: "又过期了"})
    broken.refresh_from_db()
    assert (broken.state, broken.reopened) == ("MENDING", 1)
    assert steps_of(kept)[-1].kind == "KEPT"
    assert back.number in steps_of(broken)[-1].text


@pytest.mark.requirement("R314")
def test_a_visit_of_safety_stands_once_in_the_ledger_of_safety_checks(visit: Plan) -> None:
    """The figure a region's rule asks for counts it; there is no second ledger."""
    done = looked(visit(kind="SAFETY", topics=["安全"], actor=TOWNSHIP), {1: "灭火器过期"}, TOWNSHIP)
    assert done.party == "TOWNSHIP"
    assert done.safety_check is not None
    assert (done.safety_check.result, done.safety_check.findings) == ("TO_MEND", "灭火器过期")
    assert METRICS["stations.safety_checks"].of(YACHA_STATION, Period.month_of(TODAY)) == 1
    with pytest.raises(Refused, match="请选社工站"):
        visit(kind="SAFETY", station_id=None, organisation_id=AGENCY)


@pytest.mark.refuses("oversight.check_safety")
def test_the_short_form_of_a_safety_check_opens_a_finding_too(visit: Plan) -> None:
    given: dict[str, Any] = {"station_id": YACHA_STATION, "checked_on": TODAY, "on": TODAY, "at": NOW}
    check_safety(actor=TOWNSHIP, result="PASSED", **given)
    assert not Finding.objects.exists()
    check = check_safety(actor=TOWNSHIP, result="TO_MEND", findings="插线板老化", mend_by_on=IN_TEN, **given)
    assert Finding.objects.get(source="SAFETY").source_id == check.pk
    with pytest.raises(Refused, match="请写整改期限"):
        check_safety(actor=TOWNSHIP, result="FAILED", findings="插线板老化", **given)
    assert SafetyCheck.objects.count() == 2
    with pytest.raises(NotAllowed):
        check_safety(actor=HEAD, result="PASSED", **given)
    with pytest.raises(Station.DoesNotExist):
        check_safety(actor=QIAN, result="PASSED", **given)


@pytest.mark.refuses("oversight.plan_inspection")
@pytest.mark.parametrize("nobody", others("township", "county", "city", "province"), ids=named)
def test_others_inspect_nobody(nobody: Actor) -> None:
    with pytest.raises(NotAllowed):
        plan_inspection(
            actor=nobody, station_id=YACHA_STATION, kind="DAILY", planned_on=TODAY, on=TODAY, at=NOW
        )


@pytest.mark.refuses("oversight.note_inspection", "oversight.finish_inspection", "oversight.drop_inspection")
def test_only_an_office_of_the_place_holds_the_visit(visit: Plan) -> None:
    inspection = visit()
    key: dict[str, Any] = {"inspection_id": inspection.pk, "on": TODAY}
    for step in (
        lambda who: note_inspection(actor=who, marks={}, **key),
        lambda who: finish_inspection(actor=who, done_on=TODAY, at=NOW, **key),
        lambda who: drop_inspection(actor=who, because="下雨", **key),
    ):
        for nobody in (HEAD, MANAGER, AUDITOR):
            with pytest.raises(NotAllowed):
                step(nobody)
        with pytest.raises(Inspection.DoesNotExist):
            step(QIAN)
    with pytest.raises(Refused, match="请刷新页面"):
        note_inspection(actor=ZHAO, marks={99: Mark("OK")}, **key)
    with pytest.raises(Refused, match="最多60项"):
        note_inspection(actor=ZHAO, marks={}, added=["缺"] * 60, **key)
    with pytest.raises(Refused, match="为什么取消"):
        drop_inspection(actor=ZHAO, because=" ", **key)
    drop_inspection(actor=ZHAO, because="道路中断", **key)
    with pytest.raises(Refused, match="检查现在是“已取消”"):
        looked(inspection, {})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"done_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"unmarked": 2}, "还有2项没有结果"),
        ({"found_without_words": [3, 5]}, "第3、5项"),
        ({"present": " "}, "在场的人"),
        ({"says": ""}, "总体情况"),
        ({"says": "长" * 4001}, "一次最多写4000字"),
        ({}, None),
    ],
)
def test_why_a_visit_cannot_be_finished_is_said(given: dict[str, Any], sentence: str | None) -> None:
    facts: dict[str, Any] = {
        "done_on": TODAY, "on": TODAY, "says": "好", "present": "站长", "unmarked": 0, "found_without_words": [],
    }  # fmt: skip
    found = finishing_problem(**(facts | given))
    assert found is None if sentence is None else sentence in (found or "")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": "MOON"}, "哪种检查"),
        ({"party": "MOON"}, "是谁检查"),
        ({"party": "THIRD"}, "第三方机构的名称"),
        ({"station_id": None}, "请选是哪个站、哪家机构"),
    ],
)
def test_what_a_visit_lacks_is_said(visit: Plan, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        visit(**given)


def test_whose_visit_it_is_and_when_it_is_due(visit: Plan) -> None:
    ours, theirs = visit(), visit(party="THIRD", party_name="示例评估中心")
    later = visit(planned_on=TODAY + timedelta(days=8))
    from_above = visit(actor=PROVINCE)
    assert (from_above.party, theirs.by_whom) == ("PROVINCE", "示例评估中心")
    assert {row.pk for row in inspections_due(actor=ZHAO, on=TODAY)} == {ours.pk, theirs.pk}
    assert {row.pk for row in inspections_due(actor=PROVINCE, on=TODAY)} == {from_above.pk}
    assert inspections_due(actor=TOWNSHIP, on=TODAY) == []
    assert visit(inspection_id=later.pk).pk == later.pk


@pytest.mark.requirement("R180")
@pytest.mark.refuses("oversight.admonish", "oversight.answer_admonition")
def test_a_letter_an_interview_a_notice_open_findings_and_are_answered(world: World) -> None:
    def write(actor: Actor = ZHAO, **given: Any) -> Admonition:
        facts: dict[str, Any] = {
            "kind": "TALK", "organisation_id": AGENCY, "receiver": "机构负责人", "content": "两个月没有按时发工资",
            "given_on": TODAY, "answer_by_on": IN_TEN, "on": TODAY, "at": NOW,
        }  # fmt: skip
        return admonish(actor=actor, **(facts | given))

    for given, sentence in (
        ({"kind": "MOON"}, "发函、约谈还是通报"),
        ({"receiver": " "}, "发给谁、约谈了谁"),
        ({"content": "改"}, "请写内容"),
        ({"content": "长" * 4001}, "全文可以作为附件"),
        ({"given_on": IN_TEN}, "不能晚于今天"),
        ({"answer_by_on": TODAY - timedelta(days=1)}, "不能早于发出"),
    ):
        with pytest.raises(Refused, match=sentence):
            write(**given)
    for nobody in (HEAD, MANAGER, AUDITOR):
        with pytest.raises(NotAllowed):
            write(nobody)
    letter = write(asks=["补发工资", "", "按月发工资单"], mend_by_on=IN_TEN)
    assert write(admonition_id=letter.pk).pk == letter.pk
    assert [(row.owner, row.source) for row in Finding.objects.order_by("number")] == [
        ("AGENCY", "ADMONITION")
    ] * 2
    assert [row.pk for row in letters_to_answer(actor=MANAGER)] == [letter.pk]
    assert admonitions(actor=QIAN).count() == admonitions(actor=HEAD).count() == 0
    key: dict[str, Any] = {"admonition_id": letter.pk, "on": TODAY}
    for nobody in (ZHAO, WANG):
        with pytest.raises(NotAllowed):
            answer_admonition(actor=nobody, text="已补发", **key)
    with pytest.raises(Admonition.DoesNotExist):
        answer_admonition(actor=HEAD, text="已补发", **key)
    with pytest.raises(Refused, match="请写回复"):
        answer_admonition(actor=MANAGER, text="", **key)
    answer_admonition(actor=MANAGER, text="已补发", **key)
    with pytest.raises(Refused, match="现在是“已回复”"):
        answer_admonition(actor=MANAGER, text="再说一句", **key)
    assert [row.pk for row in agencies_to_oversee(actor=ZHAO)] == [AGENCY]
    Station.objects.filter(operator=AGENCY).update(operator=OTHER_AGENCY)
    assert {row.pk for row in agencies_to_oversee(actor=ZHAO)} == {AGENCY, OTHER_AGENCY}, (
        "the one that sits here, and the one from elsewhere that works here"
    )
    assert [row.pk for row in agencies_to_oversee(actor=QIAN)] == [OTHER_AGENCY]


def test_photos_of_a_visit_are_the_offices_to_put(visit: Plan) -> None:
    inspection = visit(announced=True)
    given: dict[str, Any] = {
        "title": "", "file_name": "a.pdf", "content": b"%PDF-1.4\n%%EOF\n", "on": TODAY,
        "inspection_id": inspection.pk,
    }  # fmt: skip
    with pytest.raises(Refused, match="由检查的一方上传"):
        attach_evidence(actor=HEAD, **given)
    assert attach_evidence(actor=ZHAO, **given).title == "a.pdf"
