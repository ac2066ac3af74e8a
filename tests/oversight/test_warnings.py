"""A warning is raised once, has an owner and a clock, and ends: handled, explained, wrong, or by itself."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.clients.conftest import only_these_packs
from tests.people import (
    AGENCY,
    AUDITOR,
    BAISHA,
    CHANGJIANG,
    CITY,
    DEPUTY,
    HAINAN,
    HEAD,
    LI,
    MANAGER,
    NEIGHBOUR_HEAD,
    QIAN,
    QIFANG_STATION,
    SHILU_STATION,
    TOWNSHIP,
    WANG,
    YACHA_STATION,
    ZHAO,
    others,
    person,
)
from tests.policy.papers import rule as rule_of
from tests.services.conftest import Record, granny, record, worker  # noqa: F401  (fixtures)
from tests.world import NOW, TODAY, World
from yizhan.access.models import Notice
from yizhan.clients.models import Client
from yizhan.contracts.models import Indicator, IndicatorShare
from yizhan.jobs.actor import system_actor
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import answer_warning, check_warning, escalate_warnings, raise_warnings
from yizhan.oversight.models import RiskWarning, WarningLook, WarningStep
from yizhan.oversight.queries import warnings_quality
from yizhan.oversight.queries.warnings import (
    _OPENED,
    evidence_of,
    one_warning,
    open_at,
    rule_book,
    steps_of,
    tallies,
    to_answer,
    to_check,
    totals,
    warnings,
)
from yizhan.oversight.queries.warnings_look import look
from yizhan.oversight.queries.warnings_matters import MATTERS as FINDERS
from yizhan.oversight.queries.warnings_quality import QUESTIONS, is_before_a_report
from yizhan.policy import book
from yizhan.policy.schema.warnings import MATTERS, WarningRule
from yizhan.privacy.models import AuditEvent
from yizhan.services.actions import correct_service, void_service
from yizhan.stations.actions import record_safety_check
from yizhan.web.nav import url_or_none
from yizhan.web.oversight.warnings import PAGES
from yizhan.workforce.models import Certificate, Worker

pytestmark = pytest.mark.django_db
PAPERS = Path(__file__).parents[2] / "demo" / "packs"
JOB = system_actor("oversight.raise_warnings", "oversight.escalate_warnings", name="look_for_warnings")
SAFETY, TEXT = "warning.safety-checks", "warning.same-text"
COLLEAGUE = person(91, "李科长", "county", BAISHA)
SAME = "上门看望老人，量血压，聊家常，打扫卫生，老人精神状态好，没有异常情况"


@pytest.fixture(autouse=True)
def papers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """白沙 has the (invented) paper of warnings of the demo county; the next county has none."""
    paper = [pack for pack in book.read_shelf([PAPERS]) if pack.id == "469025-baisha/2026-warnings"]
    only_these_packs(monkeypatch, [*book.shelf(), *paper])
    yield
    book._held.cache_clear()


def night(on: date = TODAY, region: str = HAINAN, since: datetime = NOW - timedelta(days=3)) -> WarningLook:
    told = look(region_code=region, on=on, since=since)
    return raise_warnings(actor=JOB, region_code=region, told=told, on=on, at=NOW)


def of(rule: str, station: UUID = YACHA_STATION) -> RiskWarning:
    return RiskWarning.objects.get(rule_id=rule, station_id=station, healed_on=None)


def checked(station: UUID = YACHA_STATION, on: date = TODAY) -> None:
    record_safety_check(actor=TOWNSHIP if station == YACHA_STATION else ZHAO, station_id=station, checked_on=on, result="PASSED", on=on)  # fmt: skip


@pytest.fixture
def three(record: Record, granny: Client) -> list[Any]:  # noqa: F811
    """Three visits on three days, described in the same words."""
    return [record(granny, note=SAME, done_on=TODAY - timedelta(days=back)) for back in (2, 1, 0)]


# --- raised once, ends by itself, raised anew -----------------------------------------------------------------------


@pytest.mark.requirement("R176")
def test_a_warning_is_raised_once_and_has_an_owner_a_clock_and_its_clause(world: World) -> None:
    assert night().raised > 0
    row = of(SAFETY)
    assert (row.state, row.owner, row.level) == ("OPEN", "TOWNSHIP", "YELLOW")
    assert row.due_on == date(2026, 11, 27)  # five working days after a Friday
    assert row.chip == "预警办法 第八条"
    assert row.what == "安全检查：0次，近90天低于1次时预警"
    again = night(TODAY + timedelta(days=1))
    assert (again.raised, again.gone) == (0, 0)
    assert [step.kind for step in steps_of(row)] == ["RAISED"]
    assert not RiskWarning.objects.filter(station_id=SHILU_STATION).exists()  # no paper, no warning


def test_a_warning_goes_when_the_figure_is_good_again_and_comes_back_when_it_breaks_anew(
    world: World,
) -> None:
    night()
    checked()
    assert night(TODAY + timedelta(days=1)).gone == 1
    first = RiskWarning.objects.get(rule_id=SAFETY, station_id=YACHA_STATION)
    assert (first.state, first.ended_on, first.healed_on) == ("GONE", TODAY + timedelta(days=1),) * 1 + (TODAY + timedelta(days=1),)  # fmt: skip
    later = TODAY + timedelta(days=120)
    assert night(later).raised >= 1
    assert of(SAFETY).pk != first.pk


def test_what_was_handled_is_not_raised_again_while_it_lasts(world: World) -> None:
    night()
    row = of(SAFETY)
    done = answer_warning(actor=TOWNSHIP, warning_id=row.pk, outcome="HANDLED", text="下周一去查", on=TODAY)
    assert (done.state, done.ended_on) == ("HANDLED", TODAY)
    assert night(TODAY + timedelta(days=1)).raised == 0
    checked()
    night(TODAY + timedelta(days=2))
    assert RiskWarning.objects.get(pk=row.pk).healed_on == TODAY + timedelta(days=2)
    assert RiskWarning.objects.get(pk=row.pk).state == "HANDLED"
    night(TODAY + timedelta(days=120))
    assert RiskWarning.objects.filter(rule_id=SAFETY, station_id=YACHA_STATION).count() == 2


def test_an_open_warning_shows_the_figure_of_last_night(world: World, worker: Worker) -> None:  # noqa: F811
    from tests.contracts.deals import signed

    signed()
    night()
    row = of("warning.understaffed")
    assert row.figure == 2
    Worker.objects.filter(pk=worker.pk).update(ended_on=TODAY)
    night(TODAY + timedelta(days=1))
    assert of("warning.understaffed").figure == 3
    assert of("warning.understaffed").pk == row.pk


# --- nobody answers, somebody agrees --------------------------------------------------------------------------------


def test_what_nobody_answers_goes_up_once(world: World) -> None:
    world.account_of("county")
    night()
    row = of(SAFETY)
    assert row.due_on is not None
    assert escalate_warnings(actor=JOB, region_code=HAINAN, on=row.due_on, at=NOW) == 0
    late = row.due_on + timedelta(days=1)
    assert escalate_warnings(actor=JOB, region_code=HAINAN, on=late, at=NOW) >= 1
    row.refresh_from_db()
    assert (row.state, row.owner, row.escalated_on) == ("RAISED", "COUNTY", late)
    assert escalate_warnings(actor=JOB, region_code=HAINAN, on=late + timedelta(days=9), at=NOW) == 0
    subjects = list(Notice.objects.values_list("subject", flat=True))
    assert any("到期没有答复的预警" in subject for subject in subjects)
    late_answer = answer_warning(actor=TOWNSHIP, warning_id=row.pk, outcome="HANDLED", text="查过了", on=late)
    assert (late_answer.state, late_answer.checker) == ("ANSWERED", "COUNTY")
    next_door = Actor(id="next door", label="乡镇和邻县", grants=(*TOWNSHIP.grants, *QIAN.grants))
    assert row not in to_check(actor=next_door), "the county's elsewhere is not the county's here"
    assert row in to_check(actor=ZHAO)
    with pytest.raises(Refused, match="这条答复由县"):
        check_warning(actor=next_door, warning_id=row.pk, agrees=True, on=late)
    done = check_warning(actor=ZHAO, warning_id=row.pk, agrees=True, on=late)
    assert done.state == "HANDLED"
    for region, seen in ((BAISHA, True), (CHANGJIANG, False)):  # one about the agency as a whole
        RiskWarning.objects.filter(pk=row.pk).update(station=None, organisation=AGENCY, region_code=region)
        hers = RiskWarning.objects.visible_to(MANAGER, "oversight.view_warnings").filter(pk=row.pk)
        assert hers.exists() is seen, "of a county where the manager was granted nothing"


def test_a_station_does_not_end_a_question_about_its_records_by_itself(
    world: World, three: list[Any]
) -> None:
    night()
    row = of(TEXT)
    assert (row.state, row.question, row.owner, row.figure) == ("ASKED", True, "STATION", 3)
    assert {pk for kind, pk in row.evidence if kind == "service"} == {str(each.pk) for each in three}
    told = answer_warning(actor=HEAD, warning_id=row.pk, outcome="WRONG", text="确实做了一样的事", on=TODAY)
    assert told.state == "ANSWERED"
    assert [each.pk for each in to_check(actor=ZHAO)] == [row.pk]
    with pytest.raises(NotAllowed):
        check_warning(actor=HEAD, warning_id=row.pk, agrees=True, on=TODAY)
    with pytest.raises(Refused, match="由县民政局复核"):
        check_warning(actor=TOWNSHIP, warning_id=row.pk, agrees=True, on=TODAY)
    with pytest.raises(Refused, match="还要说明什么"):
        check_warning(actor=ZHAO, warning_id=row.pk, agrees=False, on=TODAY)
    back = check_warning(actor=ZHAO, warning_id=row.pk, agrees=False, text="请写明三次各做了什么", on=TODAY)
    assert back.state == "ASKED"
    answer_warning(actor=DEPUTY, warning_id=row.pk, outcome="WRONG", text="三次都是测血压", on=TODAY)
    done = check_warning(actor=ZHAO, warning_id=row.pk, agrees=True, on=TODAY)
    assert (done.state, done.ended_by_label) == ("WRONG", "赵科长")
    assert night(TODAY + timedelta(days=1)).raised == 0


def test_a_question_goes_when_the_records_are_put_right(world: World, three: list[Any]) -> None:
    night()
    correct_service(actor=WANG, service_id=three[0].pk, note="陪同去卫生院复诊，医生说恢复得好", reason="写错了", on=TODAY)  # fmt: skip
    night()
    assert RiskWarning.objects.get(rule_id=TEXT).state == "GONE"


@pytest.mark.requirement("R276")
def test_questions_are_asked_only_of_records_that_changed(world: World, three: list[Any]) -> None:
    tomorrow = NOW + timedelta(days=400)
    assert not any(each.rule.is_question for each in look(region_code=HAINAN, on=TODAY, since=tomorrow).found)
    night()
    void_service(actor=WANG, service_id=three[0].pk, reason="记重了", on=TODAY, at=NOW)
    night(since=tomorrow)  # nobody's records changed: what stands stays
    assert of(TEXT).state == "ASKED"


def test_no_text_and_no_name_leaves_the_records(world: World, three: list[Any]) -> None:
    world.account_of("station_head")
    night()
    row = of(TEXT)
    kept = f"{row.key} {row.what} {row.says} {row.evidence}"
    said = " ".join(Notice.objects.values_list("subject", flat=True))
    lines = " ".join(str(facts) for facts in AuditEvent.objects.values_list("facts", flat=True))
    for secret in (SAME[:6], "测试奶奶", "示例社工"):
        assert secret not in kept + said + lines
    assert "新的预警" in said


# --- a rule that is wrong often --------------------------------------------------------------------------------------


def test_what_was_wrong_teaches_the_rule(world: World) -> None:
    night()
    for number in range(5):
        row = RiskWarning.objects.create(
            station_id=YACHA_STATION, region_code="469025100", rule_id=TEXT, rule="x:y", says="", clause="", chip="",
            question=True, subject="WORKER", subject_id=YACHA_STATION, key=str(number), figure=3, what="3条",
            period_first_on=TODAY, period_last_on=TODAY, state="ASKED", owner="STATION", first_owner="STATION",
            raised_on=TODAY,
        )  # fmt: skip
        outcome = "WRONG" if number < 2 else "EXPLAINED"
        answer_warning(actor=HEAD, warning_id=row.pk, outcome=outcome, text="同一天集中量血压", on=TODAY)
    told = tallies(actor=ZHAO)[TEXT]
    assert (told.ended, told.wrong, told.explained, told.false_share) == (5, 2, 3, 40)
    found = rule_book(actor=ZHAO, region_code=BAISHA, on=TODAY)
    assert found.hints == 1
    assert "5条里有2条是误报（40%，界限是30%）" in found.lines[0].hint
    assert tallies(actor=QIAN) == {}


# --- who sees, who may ------------------------------------------------------------------------------------------------


def test_the_county_sees_its_stations_a_station_its_own_and_the_next_county_nothing(world: World) -> None:
    night()
    assert {row.station_id for row in warnings(actor=ZHAO)} == {YACHA_STATION, QIFANG_STATION}
    assert {row.station_id for row in warnings(actor=HEAD)} == {YACHA_STATION}
    for stranger in (QIAN, LI, NEIGHBOUR_HEAD, CITY):
        assert not warnings(actor=stranger).exists()
        with pytest.raises(RiskWarning.DoesNotExist):
            one_warning(actor=stranger, warning_id=of(SAFETY).pk)
    with pytest.raises(RiskWarning.DoesNotExist):
        answer_warning(actor=QIAN, warning_id=of(SAFETY).pk, outcome="HANDLED", text="办了", on=TODAY)
    assert totals(actor=ZHAO, on=TODAY).open == RiskWarning.objects.count()
    assert totals(actor=ZHAO, on=TODAY - timedelta(days=1)).open == 0, "none was raised by the evening before"
    assert open_at(actor=HEAD, station_id=YACHA_STATION)[0] >= 1
    assert open_at(actor=HEAD, station_id=QIFANG_STATION) == (0, 0)


def test_an_agency_sees_the_warnings_of_its_agreement_and_a_rival_does_not(world: World) -> None:
    from tests.contracts.deals import signed

    made = signed()
    row = RiskWarning.objects.create(
        region_code=BAISHA, organisation_id=made.provider_id, rule_id="warning.cash", rule="x:y", says="", clause="",
        chip="", subject="AGREEMENT", subject_id=made.pk, figure=10, what="10天", period_first_on=TODAY,
        period_last_on=TODAY, state="OPEN", owner="AGENCY", first_owner="AGENCY", raised_on=TODAY,
    )  # fmt: skip
    assert row in warnings(actor=MANAGER)
    assert row in to_answer(actor=MANAGER)
    assert HEAD.organisation_id == made.provider_id
    assert row not in warnings(actor=HEAD), "about the agency as a whole: not for the head of one station"
    assert row not in warnings(actor=TOWNSHIP)
    assert row not in warnings(actor=NEIGHBOUR_HEAD)


def test_an_answer_that_is_none_is_refused_and_an_ended_warning_is_not_answered_again(world: World) -> None:
    night()
    row = of(SAFETY)
    for who, outcome, text, sentence in (
        (HEAD, "HANDLED", "查了", "由乡镇（街道）答复"),
        (ZHAO, "HANDLED", "查了", "由乡镇（街道）答复"),
        (TOWNSHIP, "GONE", "查了", "请选择结果"),
        (TOWNSHIP, "HANDLED", " ", "做了什么"),
        (TOWNSHIP, "EXPLAINED", "", "怎么回事"),
        (TOWNSHIP, "WRONG", "", "为什么是误报"),
        (TOWNSHIP, "WRONG", "长" * 2001, "最多写"),
    ):
        with pytest.raises(Refused, match=sentence):
            answer_warning(actor=who, warning_id=row.pk, outcome=outcome, text=text, on=TODAY)
    answer_warning(actor=TOWNSHIP, warning_id=row.pk, outcome="HANDLED", text="查了", on=TODAY)
    with pytest.raises(Refused, match="预警现在是“已处理”"):
        answer_warning(actor=TOWNSHIP, warning_id=row.pk, outcome="WRONG", text="不对", on=TODAY)
    with pytest.raises(Refused, match="预警现在是“已处理”"):
        check_warning(actor=ZHAO, warning_id=row.pk, agrees=True, on=TODAY)


@pytest.mark.refuses(
    "oversight.raise_warnings",
    "oversight.escalate_warnings",
    "oversight.answer_warning",
    "oversight.check_warning",
)
def test_who_may_not_does_nothing(world: World) -> None:
    night()
    told = look(region_code=BAISHA, on=TODAY, since=NOW)
    row = of(SAFETY)
    for nobody in others("county"):
        with pytest.raises(NotAllowed):
            raise_warnings(actor=nobody, region_code=BAISHA, told=told, on=TODAY, at=NOW)
    with pytest.raises(NotAllowed):
        escalate_warnings(actor=ZHAO, region_code=BAISHA, on=TODAY, at=NOW)
    for nobody in (WANG, AUDITOR):
        with pytest.raises(NotAllowed):
            answer_warning(actor=nobody, warning_id=row.pk, outcome="HANDLED", text="查了", on=TODAY)
        with pytest.raises(NotAllowed):
            check_warning(actor=nobody, warning_id=row.pk, agrees=True, on=TODAY)
    elsewhere = look(region_code=CHANGJIANG, on=TODAY, since=NOW)
    for region, seen in ((CHANGJIANG, elsewhere), (BAISHA, elsewhere)):
        with pytest.raises(Refused, match="本辖区"):
            raise_warnings(actor=ZHAO, region_code=region, told=seen, on=TODAY, at=NOW)
    assert raise_warnings(actor=ZHAO, region_code=BAISHA, told=told, on=TODAY, at=NOW).stations == 2


@pytest.mark.requirement("R276", "R251", "R252")
def test_matters_of_workers_agreements_and_complaints(world: World, worker: Worker) -> None:  # noqa: F811
    """Two posts at once, a certificate that runs out, an agreement that is behind, a complaint nobody answered."""
    from tests.contracts.deals import signed
    from yizhan.oversight.models import Complaint

    made = signed()
    plan_of(made)
    Worker.objects.filter(pk=worker.pk).update(ended_on=TODAY + timedelta(days=30))
    twin = Worker.objects.get(pk=worker.pk)
    twin.pk, twin.station_id, twin.region_code, twin.user_id = uuid7(), QIFANG_STATION, "469025101", None
    twin.started_on, twin.ended_on = TODAY, None
    twin.save(force_insert=True)
    Certificate.objects.create(
        station_id=QIFANG_STATION, region_code="469025101", worker=twin, level="ASSISTANT",
        issued_on=date(2024, 1, 1), expires_on=TODAY + timedelta(days=30),
    )  # fmt: skip
    Complaint.objects.create(
        region_code="469025100", number="x-1", about="STATION", way="PHONE", what="事", received_on=TODAY,
        received_by="某", due_on=TODAY - timedelta(days=2), station_id=YACHA_STATION,
    )  # fmt: skip
    night()
    found = {row.rule_id: row for row in RiskWarning.objects.exclude(subject="STATION")}
    assert found["warning.one-project"].subject_id == twin.pk
    assert found["warning.one-project"].figure == 2
    assert found["warning.certificates"].figure == 30
    assert found["warning.indicators"].what == "指标落后（探访）：0%，低于60%时预警"
    assert (found["warning.indicators"].owner, found["warning.indicators"].station_id) == ("AGENCY", None)
    late = found["warning.complaints"]
    assert (late.figure, late.owner, late.region_code, late.station_id) == (2, "COUNTY", BAISHA, None)
    assert late not in warnings(actor=TOWNSHIP)
    assert late not in warnings(actor=HEAD)
    rows = evidence_of(actor=ZHAO, warning=found["warning.one-project"])
    assert ({each.id for each in rows.rows}, rows.hidden) == ({worker.pk, twin.pk}, 0)
    assert evidence_of(actor=HEAD, warning=found["warning.one-project"]).hidden == 1
    for row in found.values():
        behind = evidence_of(actor=ZHAO, warning=row).rows
        assert behind, f"{row.rule_id} opens nothing"
        assert all(url_or_none(PAGES[each.kind], each.id) for each in behind)


def test_every_kind_of_row_behind_a_warning_has_a_page() -> None:
    assert set(_OPENED) == set(PAGES)
    assert set(MATTERS) == set(QUESTIONS) | set(FINDERS), (
        "every matter of the papers has somebody who finds it"
    )


def plan_of(agreement: Any) -> None:
    one = Indicator.objects.create(
        agreement=agreement, region_code=BAISHA, position=1, kind="CONTENT", name="探访", unit="人次", metric="services.visits",
    )  # fmt: skip
    IndicatorShare.objects.create(indicator=one, region_code=BAISHA, station_id=YACHA_STATION, target=1200)


def test_records_typed_in_a_heap_are_asked_about(
    world: World,
    record: Record,  # noqa: F811
    granny: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = [
        record(granny, done_on=TODAY - timedelta(days=back), late_reason="没有信号") for back in (12, 11, 3)
    ]
    rule = rule_of(类型="预警", 事情="集中补录", 参数="{迟记天数: 10}", 比较="达到", 数值=2)
    assert isinstance(rule, WarningRule)
    looked, seen = QUESTIONS["集中补录"](
        stations=[YACHA_STATION], on=TODAY, since=NOW - timedelta(days=3), rule=rule
    )
    assert looked == {late[0].worker_id}
    assert [{pk for _kind, pk in each.evidence} for each in seen] == [{late[0].pk, late[1].pk}]
    near = rule_of(类型="预警", 事情="集中补录", 参数="{迟记天数: 10, 截止前天数: 3}", 比较="达到", 数值=2)
    assert isinstance(near, WarningRule)
    for before, asked in ((True, 1), (False, 0)):
        monkeypatch.setattr(warnings_quality, "is_before_a_report", lambda *_, _is=before, **__: _is)
        _looked, seen = QUESTIONS["集中补录"](
            stations=[YACHA_STATION], on=TODAY, since=NOW - timedelta(days=3), rule=near
        )
        assert len(seen) == asked


def test_the_days_before_a_monthly_report_are_those_of_the_regions_paper() -> None:
    # 白沙: 每月26日前, so the last day is the 25th
    told = {
        day: is_before_a_report(date(2026, 11, day), region_code=BAISHA, days=3) for day in (21, 22, 25, 26)
    }
    assert told == {21: False, 22: True, 25: True, 26: False}
    assert not is_before_a_report(date(2026, 11, 25), region_code="110101", days=3), "no paper, no day"


def test_nobody_agrees_to_her_own_answer(world: World, three: list[Any]) -> None:
    night()
    row = of(TEXT)
    escalate_warnings(actor=JOB, region_code=HAINAN, on=TODAY + timedelta(days=30), at=NOW)
    answer_warning(actor=HEAD, warning_id=row.pk, outcome="EXPLAINED", text="是模板", on=TODAY)
    RiskWarning.objects.filter(pk=row.pk).update(answered_by=ZHAO.id)
    with pytest.raises(Refused, match="由别人复核"):
        check_warning(actor=ZHAO, warning_id=row.pk, agrees=True, on=TODAY)
    assert check_warning(actor=COLLEAGUE, warning_id=row.pk, agrees=True, on=TODAY).state == "EXPLAINED"


def test_a_step_is_written_for_everything(world: World) -> None:
    night()
    assert WarningStep.objects.count() == RiskWarning.objects.count()
