"""A round of evaluation: put together from the papers, sealed until all are in, each where it may."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.oversight import rounds_world as here
from tests.oversight.rounds_world import (
    JUDGE,
    LATER,
    QIFANG_TOWN,
    SECOND_JUDGE,
    STRANGER,
    YACHA_TOWN,
    all_in,
    opened,
    page,
    prepared,
    scored,
    sealed,
    sheet_of,
    station,
)
from tests.people import (
    AUDITOR,
    BAISHA,
    MANAGER,
    NEIGHBOUR_HEAD,
    PROVINCE,
    QIAN,
    QIFANG,
    QIFANG_STATION,
    WANG,
    YACHA_STATION,
    ZHAO,
    named,
    others,
    person,
)
from tests.workforce.test_staff import enrolled
from tests.world import NOW, TODAY, World
from yizhan.access.models import Notice
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.oversight.actions import (
    archive_round,
    commission_party,
    correct_mark,
    decide_objection,
    drop_round,
    file_result,
    lock_round,
    object_to_result,
    open_round,
    prepare_round,
    refresh_facts,
    score_sheet,
    seal_sheet,
    settle_round,
    take_back_sheet,
    tell_results,
    verify_round,
)
from yizhan.oversight.models import Round, Sheet
from yizhan.oversight.queries.rounds import rounds
from yizhan.oversight.queries.rounds_matrix import matrix
from yizhan.oversight.queries.rounds_waiting import to_score
from yizhan.oversight.rules.rounds import Mark
from yizhan.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
LINE = "evaluation.indicator.implementation-3"  # 专业服务, 10 points, judged
COUNTED = "evaluation.indicator.implementation-1"


@pytest.fixture(scope="module", autouse=True)
def papers() -> Iterator[None]:
    """Read once: the shelf of the demo county, with its invented details."""
    with here.details_of_baisha():
        yield


@pytest.fixture(autouse=True)
def parties(world: World) -> None:
    here.offices()


# --- prepared and opened -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R116", "R175", "R212", "R248", "R315", "R316", "R317")
def test_a_round_is_put_together_from_the_papers_and_every_party_gets_a_sheet_filled_in_beforehand() -> None:
    round_ = prepared()
    assert (round_.state, round_.name) == ("PREPARED", "2026年中期评估")
    assert [(each.name, each.weight, each.kind) for each in round_.parties.order_by("position")] == [
        ("第三方机构", 60, "OFFICE"),
        ("县民政局", 30, "OFFICE"),
        ("乡镇", 10, "TOWNSHIP"),
    ]
    with pytest.raises(Refused, match="还没有确定由哪个单位评分：第三方机构"):
        open_round(actor=ZHAO, round_id=round_.pk, on=TODAY, at=NOW)
    open_round(actor=ZHAO, round_id=here.named(round_).pk, on=TODAY, at=NOW)
    assert Sheet.objects.filter(round_station__round=round_).count() == 6
    shown = page(JUDGE, round_)
    first = next(row for row in shown.rows if row.item.id == COUNTED)
    assert (first.says, first.suggested, first.metric) == ("0人，满分为3人", 0, "workforce.resident_workers")
    assert first.own == Mark(Decimal("0.00"))
    assert "专业服务（个案、小组、活动）" in shown.missing
    assert to_score(actor=JUDGE, on=TODAY)[0].sheets == 2
    assert not to_score(actor=JUDGE, on=round_.due_on + timedelta(days=1))


def test_a_sample_is_drawn_by_the_program_and_its_seed_is_kept() -> None:
    one = prepared(chosen="SAMPLE", size=1)
    assert one.seed
    assert len(one.pool) == 2
    assert one.stations.count() == 1
    again = prepared(chosen="SAMPLE", size=1, seed=one.seed)
    assert [each.station_id for each in again.stations.all()] == [
        each.station_id for each in one.stations.all()
    ]
    with pytest.raises(Refused, match="应在1到2之间"):
        prepared(chosen="SAMPLE", size=3)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"word": "季度"}, "轮次是中期、末期"),
        ({"scheme": "没有的方案"}, "没有这项评估的方案"),
        ({"due_on": TODAY - timedelta(days=1)}, "不能早于今天"),
        ({"last_on": date(2026, 1, 1)}, "最后一天不能早于第一天"),
        ({"region_code": "469026"}, "本辖区"),
        ({"kind": "POINT"}, "没有运营中的站点"),
    ],
    ids=str,
)
def test_a_round_that_does_not_fit_is_not_put_together(given: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        prepared(**given)


@pytest.mark.requirement("R264")
def test_a_station_may_evaluate_itself_beside_the_office_and_the_third_party() -> None:
    round_ = prepared()
    party = round_.parties.get(name="乡镇")
    commission_party(
        actor=ZHAO,
        round_id=round_.pk,
        party_id=party.pk,
        kind="OPERATOR",
        from_on=TODAY,
        to_on=LATER,
        on=TODAY,
    )
    open_round(actor=ZHAO, round_id=here.named(round_).pk, on=TODAY, at=NOW)
    sheet = sealed(MANAGER, round_, "乡镇", YACHA_STATION)
    assert sheet.state == "SEALED"
    assert page(MANAGER, round_).own is not None
    with pytest.raises(Sheet.DoesNotExist):
        score_sheet(actor=ZHAO, sheet_id=sheet.pk, marks={}, seen=0, on=TODAY, at=NOW)


# --- the seal -----------------------------------------------------------------------------------------------------------


def test_the_seal_leaks_nothing_until_all_parties_are_in() -> None:
    """Not in the list, the page, the export, the counts, the audit trail, the row itself."""
    round_ = opened()
    sealed(JUDGE, round_, "第三方机构", YACHA_STATION)
    sealed(ZHAO, round_, "县民政局", YACHA_STATION, "0.8")
    theirs = sheet_of(round_, "第三方机构", YACHA_STATION)
    for actor in (ZHAO, YACHA_TOWN, AUDITOR, PROVINCE):
        seen = matrix(actor=actor, round_=round_)
        line = next(each for each in seen.lines if each.row.station_id == YACHA_STATION)
        assert [cell.score for cell in line.cells] == [None, None, None]
        assert (line.row.total, line.row.outcome, line.rank, seen.opened, seen.median) == (
            None,
            None,
            None,
            0,
            None,
        )
        shown = page(actor, round_)
        assert all(not row.given for row in shown.rows)
        assert next(side for side in shown.sides if side.party.name == "第三方机构").sheet is None
        assert not Sheet.objects.visible_to(actor, "oversight.view_rounds").exists()
    assert not Sheet.objects.visible_to(ZHAO, "oversight.score_sheet").filter(pk=theirs.pk).exists()
    assert theirs.score is None
    assert station(round_).total is None
    marks = json.dumps(theirs.marks, ensure_ascii=False)
    assert "9.00" in marks
    for event in AuditEvent.objects.filter(action__startswith="oversight."):
        assert "9.00" not in json.dumps(event.facts)
        assert set(event.facts) <= {
            "round_id", "region_code", "word", "first_on", "last_on", "due_on", "chosen", "on", "party_id", "sheet_id",
            "organisation_id", "from_on", "to_on", "seen",
        }  # fmt: skip
    with pytest.raises(Refused, match="还没有拆封"):
        verify_round(actor=ZHAO, round_id=round_.pk, on=TODAY)
    sealed(YACHA_TOWN, round_, "乡镇", YACHA_STATION, "1")
    seen = matrix(actor=ZHAO, round_=round_)
    line = next(each for each in seen.lines if each.row.station_id == YACHA_STATION)
    assert [cell.score for cell in line.cells] == [Decimal("41.14"), Decimal("36.57"), Decimal("45.71")]
    assert line.row.total == Decimal("40.23")
    assert seen.opened == 1
    still = next(each for each in seen.lines if each.row.station_id == QIFANG_STATION)
    assert [cell.score for cell in still.cells] == [None, None, None]


@pytest.mark.parametrize("actor", [ZHAO, YACHA_TOWN, STRANGER, MANAGER, QIAN], ids=named)
def test_nobody_scores_on_the_sheet_of_another_organisation(actor: Actor) -> None:
    round_ = opened()
    sheet = sheet_of(round_, "第三方机构", YACHA_STATION)
    for do in (
        lambda: score_sheet(actor=actor, sheet_id=sheet.pk, marks={}, seen=0, on=TODAY, at=NOW),
        lambda: seal_sheet(actor=actor, sheet_id=sheet.pk, on=TODAY, at=NOW),
        lambda: take_back_sheet(actor=actor, sheet_id=sheet.pk, because="看错了", on=TODAY),
    ):
        with pytest.raises(Sheet.DoesNotExist):
            do()


def test_the_neighbouring_county_and_a_third_party_that_was_not_asked_see_no_round() -> None:
    round_ = all_in(opened())
    for actor in (QIAN, STRANGER, NEIGHBOUR_HEAD):
        assert not rounds(actor=actor).exists()
        with pytest.raises(Round.DoesNotExist):
            page(actor, round_)


@pytest.mark.parametrize(
    ("line", "mark", "says"),
    [
        (LINE, Mark(Decimal("10.5")), "应在0到10之间"),
        (LINE, Mark(Decimal(-1)), "应在0到10之间"),
        ("evaluation.indicator.gone", Mark(Decimal(1)), "不在您的评分表里"),
    ],
)
def test_points_stay_within_what_the_paper_gives(line: str, mark: Mark, says: str) -> None:
    sheet = sheet_of(opened(), "县民政局", YACHA_STATION)
    with pytest.raises(Refused, match=says):
        score_sheet(actor=ZHAO, sheet_id=sheet.pk, marks={line: mark}, seen=0, on=TODAY, at=NOW)


def test_the_points_of_a_checklist_follow_from_its_ticks() -> None:
    sheet = sheet_of(opened(), "县民政局", YACHA_STATION)
    rooms = "evaluation.indicator.management-2"

    def ticked(*ticks: str) -> Any:
        sheet.refresh_from_db()
        marks = {rooms: Mark(None, ticks)}
        return score_sheet(
            actor=ZHAO, sheet_id=sheet.pk, marks=marks, seen=sheet.version, on=TODAY, at=NOW
        ).marks.get(rooms)

    assert ticked("社工办公室", "个案工作室", "没有这一项")["points"] == "4.00"
    assert ticked("-") == {"points": "0.00"}
    assert ticked() is None, "nothing said is not the same as nothing there"


def test_two_people_on_one_sheet_lose_nothing() -> None:
    sheet = sheet_of(opened(), "第三方机构", YACHA_STATION)
    mine = {LINE: Mark(Decimal(8))}
    first = score_sheet(actor=JUDGE, sheet_id=sheet.pk, marks=mine, seen=0, on=TODAY, at=NOW)
    again = score_sheet(actor=JUDGE, sheet_id=sheet.pk, marks=mine, seen=0, on=TODAY, at=NOW)
    assert again.version == first.version == 1, "sent twice, kept once"
    with pytest.raises(Refused, match="评估员一在 09:00 存过这张表，您刚才填的还没有存"):
        score_sheet(
            actor=SECOND_JUDGE, sheet_id=sheet.pk, marks={LINE: Mark(Decimal(6))}, seen=0, on=TODAY, at=NOW
        )
    sheet.refresh_from_db()
    assert sheet.marks[LINE] == {"points": "8.00"} or sheet.marks[LINE] == {"points": "8"}
    score_sheet(
        actor=SECOND_JUDGE, sheet_id=sheet.pk, marks={LINE: Mark(Decimal(6))}, seen=1, on=TODAY, at=NOW
    )


def test_a_sheet_is_sealed_whole_and_says_why_it_differs_from_the_figures() -> None:
    round_ = opened()
    sheet = sheet_of(round_, "县民政局", YACHA_STATION)
    with pytest.raises(Refused, match="还差4项未评"):
        seal_sheet(actor=ZHAO, sheet_id=sheet.pk, on=TODAY, at=NOW)
    marks = here.all_scored(round_, sheet) | {COUNTED: Mark(Decimal(9))}
    score_sheet(actor=ZHAO, sheet_id=sheet.pk, marks=marks, seen=0, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="驻站社工按标准配备1项的分与系统算出的参考分不同"):
        seal_sheet(actor=ZHAO, sheet_id=sheet.pk, on=TODAY, at=NOW)
    score_sheet(
        actor=ZHAO, sheet_id=sheet.pk, marks={COUNTED: Mark(Decimal(9), note="三人都在岗，备案在途")},
        seen=1, on=TODAY, at=NOW,
    )  # fmt: skip
    seal_sheet(actor=ZHAO, sheet_id=sheet.pk, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="已封存"):
        score_sheet(actor=ZHAO, sheet_id=sheet.pk, marks={}, seen=2, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="已封存"):
        seal_sheet(actor=ZHAO, sheet_id=sheet.pk, on=TODAY, at=NOW)


def test_a_sealed_sheet_is_taken_back_only_before_the_station_is_opened() -> None:
    round_ = opened()
    sheet = sealed(ZHAO, round_, "县民政局", YACHA_STATION)
    with pytest.raises(Refused, match="为什么收回"):
        take_back_sheet(actor=ZHAO, sheet_id=sheet.pk, because=" ", on=TODAY)
    back = take_back_sheet(actor=ZHAO, sheet_id=sheet.pk, because="有一项看错了", on=TODAY)
    assert (back.state, back.marks[LINE]["points"]) == ("DRAFT", "9.00")
    all_in(round_)
    with pytest.raises(Refused, match="已经拆封"):
        take_back_sheet(
            actor=JUDGE, sheet_id=sheet_of(round_, "第三方机构", YACHA_STATION).pk, because="后悔了", on=TODAY
        )


def test_access_of_the_third_party_ends_with_its_days_and_with_the_round() -> None:
    round_ = opened()
    sheet = sheet_of(round_, "第三方机构", YACHA_STATION)
    after = round_.due_on + timedelta(days=1)
    with pytest.raises(Refused, match="为止，已经结束"):
        score_sheet(actor=JUDGE, sheet_id=sheet.pk, marks={}, seen=0, on=after, at=NOW)
    party = round_.parties.get(name="第三方机构")
    with pytest.raises(Refused, match="评分单位不能再换"):
        commission_party(
            actor=ZHAO, round_id=round_.pk, party_id=party.pk, kind="OFFICE", organisation_id=here.OTHER_EVALUATORS,
            from_on=TODAY, to_on=after, on=TODAY,
        )  # fmt: skip
    commission_party(
        actor=ZHAO, round_id=round_.pk, party_id=party.pk, kind="OFFICE", organisation_id=here.EVALUATORS,
        from_on=TODAY, to_on=after, on=TODAY,
    )  # fmt: skip
    score_sheet(actor=JUDGE, sheet_id=sheet.pk, marks={LINE: Mark(Decimal(7))}, seen=0, on=after, at=NOW)
    here.settled(round_)
    assert not rounds(actor=JUDGE).exists()
    assert not Sheet.objects.visible_to(JUDGE, "oversight.score_sheet").exists()


def test_records_that_came_in_late_are_read_again_where_nothing_is_sealed() -> None:
    round_ = opened()
    sealed(JUDGE, round_, "第三方机构", YACHA_STATION)
    scored(QIFANG_TOWN, round_, "乡镇", QIFANG_STATION)
    enrolled(
        station_id=QIFANG_STATION,
        committed_on=date(2026, 3, 10),
        by=person(90, "七坊站长", "station_head", QIFANG, QIFANG_STATION),
    )
    later = TODAY + timedelta(days=1)
    refresh_facts(actor=ZHAO, round_id=round_.pk, on=later)
    points = {
        sheet.party.name: (sheet.marks or {})[COUNTED]["points"]
        for sheet in Sheet.objects.filter(round_station__round=round_, station_id=QIFANG_STATION)
        if COUNTED in (sheet.marks or {})
    }
    assert points.pop("乡镇") == "0.00", "what was given stays"
    assert points
    assert all(Decimal(each) > 0 for each in points.values()), (
        "sheets nobody saved begin with what is known now"
    )
    assert station(round_, QIFANG_STATION).facts_on == later
    assert station(round_).facts_on == TODAY
    all_in(opened())
    sealed(JUDGE, round_, "第三方机构", QIFANG_STATION)
    with pytest.raises(Refused, match="不能再取数"):
        refresh_facts(actor=ZHAO, round_id=round_.pk, on=later)


def test_everybody_who_has_something_to_do_is_told_and_no_notice_carries_a_score() -> None:
    round_ = all_in(opened())
    assert round_.state == "OPENED"
    assert all("40.23" not in each.subject for each in Notice.objects.all())


def test_a_round_of_a_mistake_is_dropped_before_it_is_opened() -> None:
    round_ = prepared()
    with pytest.raises(Refused, match="为什么作废"):
        drop_round(actor=ZHAO, round_id=round_.pk, because="", on=TODAY)
    drop_round(actor=ZHAO, round_id=round_.pk, because="时段写错了", on=TODAY)
    with pytest.raises(Refused, match="已作废"):
        open_round(actor=ZHAO, round_id=round_.pk, on=TODAY, at=NOW)


# --- who may ------------------------------------------------------------------------------------------------------------

OFFICE = ("county", "city", "province")
PARTIES = (*OFFICE, "township", "evaluator", "agency_manager")


@pytest.mark.refuses(
    "oversight.prepare_round", "oversight.drop_round", "oversight.commission_party", "oversight.open_round",
    "oversight.refresh_facts", "oversight.tell_results", "oversight.decide_objection", "oversight.correct_mark",
    "oversight.settle_round", "oversight.lock_round", "oversight.archive_round", "oversight.verify_round",
    "oversight.file_result", "oversight.score_sheet", "oversight.seal_sheet", "oversight.take_back_sheet",
    "oversight.object_to_result",
)  # fmt: skip
def test_who_may_not() -> None:
    key = YACHA_STATION
    steps: list[tuple[Any, tuple[str, ...], dict[str, Any]]] = [
        (prepare_round, OFFICE, {"region_code": BAISHA, "scheme": "", "word": "", "first_on": TODAY, "last_on": TODAY, "due_on": TODAY}),
        (drop_round, OFFICE, {"round_id": key, "because": ""}),
        (commission_party, OFFICE, {"round_id": key, "party_id": key, "kind": "", "from_on": TODAY, "to_on": TODAY}),
        (open_round, OFFICE, {"round_id": key, "at": NOW}),
        (refresh_facts, OFFICE, {"round_id": key}),
        (tell_results, OFFICE, {"round_id": key, "at": NOW}),
        (decide_objection, OFFICE, {"objection_id": key, "upheld": False, "answer": "", "at": NOW}),
        (correct_mark, OFFICE, {"sheet_id": key, "line": "", "points": None, "because": ""}),
        (settle_round, OFFICE, {"round_id": key}),
        (lock_round, OFFICE, {"round_id": key}),
        (archive_round, OFFICE, {"round_id": key}),
        (verify_round, (*OFFICE, "auditor"), {"round_id": key}),
        (file_result, ("county",), {"round_id": key, "condition_id": key}),
        (score_sheet, PARTIES, {"sheet_id": key, "marks": {}, "seen": 0, "at": NOW}),
        (seal_sheet, PARTIES, {"sheet_id": key, "at": NOW}),
        (take_back_sheet, PARTIES, {"sheet_id": key, "because": ""}),
        (object_to_result, ("station_head", "agency_manager"), {"round_station_id": key, "what": "", "at": NOW}),
    ]  # fmt: skip
    for do, roles, given in steps:
        for actor in others(*roles):
            with pytest.raises(NotAllowed):
                do(actor=actor, on=TODAY, **given)
    with pytest.raises(NotAllowed):
        object_to_result(actor=WANG, round_station_id=key, what="", on=TODAY, at=NOW)


def test_a_township_sees_its_own_station_and_the_county_all() -> None:
    round_ = all_in(opened())
    assert [line.row.station_id for line in matrix(actor=QIFANG_TOWN, round_=round_).lines] == [
        QIFANG_STATION
    ]
    seen = matrix(actor=ZHAO, round_=round_)
    assert [line.rank for line in seen.lines] == [1, 1]
    assert seen.median == Decimal("40.23")


def test_the_matrix_costs_as_many_queries_for_one_station_as_for_many(
    django_assert_max_num_queries: Any,
) -> None:
    round_ = all_in(opened())
    with django_assert_max_num_queries(5):
        matrix(actor=ZHAO, round_=round_)
    with django_assert_max_num_queries(9):
        page(ZHAO, round_)
