"""Results of a round: told, objected to, put right, reckoned again years later from the papers of that day."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.oversight import rounds_world as here
from tests.oversight.rounds_world import (
    COLLEAGUE,
    LATER,
    all_in,
    opened,
    page,
    prepared,
    sheet_of,
    station,
    told,
)
from tests.people import (
    AUDITOR,
    HAINAN,
    HEAD,
    MANAGER,
    NEIGHBOUR_HEAD,
    PROVINCE,
    QIFANG_STATION,
    YACHA_STATION,
    ZHAO,
)
from tests.world import NOW, TODAY, World
from yizhan.access.models import Notice
from yizhan.kernel.errors import Refused
from yizhan.oversight.actions import (
    Change,
    correct_mark,
    decide_objection,
    lock_round,
    object_to_result,
    settle_round,
    tell_results,
    verify_round,
)
from yizhan.oversight.models import Correction, Objection, Round, RoundStation, Sheet
from yizhan.oversight.queries.objections import may_answer
from yizhan.oversight.queries.rounds import rounds
from yizhan.oversight.queries.rounds_matrix import matrix
from yizhan.oversight.queries.rounds_waiting import to_read, waiting_for_office
from yizhan.policy.book import open_shelf

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


@pytest.fixture
def without_details() -> Iterator[Callable[[], object]]:
    """Take the details away, as a county that repeals them does; they are there again for the next test."""
    yield lambda: open_shelf([here.ROOT / "policies"])
    open_shelf([here.ROOT / "policies", here.ROOT / "demo" / "packs"])


def test_a_paper_without_points_makes_no_round(without_details: Callable[[], object]) -> None:
    without_details()
    with pytest.raises(Refused, match="文件没有给出指标和分值"):
        prepared()


def test_a_round_of_the_province_is_answered_by_the_province_and_not_by_the_county_below(
    world: World,
) -> None:
    round_ = told(opened())
    Round.objects.filter(pk=round_.pk).update(region_code=HAINAN)  # no paper of this province has a scheme
    county, province = world.account_of("county"), world.account_of("province")
    before = {who.pk: Notice.objects.filter(user=who).count() for who in (county, province)}
    made = object_to_result(
        actor=HEAD, round_station_id=station(round_).pk, what="两份档案没有看到", on=TODAY, at=NOW
    )
    news = {who.pk: Notice.objects.filter(user=who).count() - before[who.pk] for who in (county, province)}
    assert news == {county.pk: 0, province.pk: 1}
    facts: Any = {"objection_id": made.pk, "upheld": False, "answer": "看过，照旧", "on": TODAY, "at": NOW}
    with pytest.raises(Refused, match="由组织评估的民政部门或者它的上级答复"):
        decide_objection(actor=COLLEAGUE, **facts)
    assert decide_objection(actor=PROVINCE, **facts).state == "REJECTED"


def test_the_office_above_answers_where_everybody_in_the_bureau_has_scored(world: World) -> None:
    round_ = told(opened())
    row = station(round_)
    made = object_to_result(actor=HEAD, round_station_id=row.pk, what="两份档案没有看到", on=TODAY, at=NOW)
    facts: Any = {"objection_id": made.pk, "upheld": False, "answer": "看过，照旧", "on": TODAY, "at": NOW}
    with pytest.raises(Refused, match="没有给它打分的人"):
        decide_objection(actor=ZHAO, **facts)
    assert may_answer(round_=round_, row=row, on=TODAY) == []
    above = world.account_of("province")
    assert may_answer(round_=round_, row=row, on=TODAY) == [above]
    assert decide_objection(actor=PROVINCE, **facts).state == "REJECTED"


# --- told, objected, settled, locked ------------------------------------------------------------------------------------


@pytest.mark.requirement("R172", "R318")
def test_the_station_sees_its_result_when_it_is_told_objects_and_somebody_else_decides() -> None:
    round_ = all_in(opened())
    assert round_.state == "OPENED"
    assert not rounds(actor=HEAD).exists()
    assert [each.what for each in waiting_for_office(actor=ZHAO, on=TODAY)] == ["oversight.tell_results"]
    with pytest.raises(Refused, match="没有写异议期几天"):
        tell_results(actor=ZHAO, round_id=round_.pk, on=TODAY, at=NOW)
    tell_results(actor=ZHAO, round_id=round_.pk, on=TODAY, at=NOW, until_on=TODAY + timedelta(days=7))
    assert page(HEAD, round_).row.total == Decimal("40.23")
    own, every = matrix(actor=HEAD, round_=round_), matrix(actor=ZHAO, round_=round_)
    assert [line.row.station_id for line in own.lines] == [YACHA_STATION]
    assert own.stations == len(every.lines) > 1
    assert own.lines[0].rank == next(
        line.rank for line in every.lines if line.row.station_id == YACHA_STATION
    ), "a rank is among all stations of the round, not among those in her sight"
    with pytest.raises(RoundStation.DoesNotExist):
        page(HEAD, round_, QIFANG_STATION)
    assert [each.station_id for each in to_read(actor=HEAD, on=TODAY)] == [YACHA_STATION]
    row = station(round_)
    made = object_to_result(
        actor=HEAD, round_station_id=row.pk, what="两份档案当天送县里了", line=LINE, on=TODAY, at=NOW
    )
    assert not to_read(actor=HEAD, on=TODAY)
    with pytest.raises(Refused, match="已经有一件异议"):
        object_to_result(actor=MANAGER, round_station_id=row.pk, what="再说一遍", line=LINE, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="还有1件异议没有答复"):
        settle_round(actor=ZHAO, round_id=round_.pk, on=LATER)
    third = sheet_of(round_, "第三方机构", YACHA_STATION)
    better = [Change(third.pk, LINE, Decimal(10))]
    with pytest.raises(Refused, match="没有给它打分的人"):
        decide_objection(
            actor=ZHAO, objection_id=made.pk, upheld=True, answer="核对过了", changes=better, on=TODAY, at=NOW
        )
    with pytest.raises(Refused, match="改为多少分"):
        decide_objection(
            actor=COLLEAGUE, objection_id=made.pk, upheld=True, answer="核对过了", on=TODAY, at=NOW
        )
    decide_objection(
        actor=COLLEAGUE,
        objection_id=made.pk,
        upheld=True,
        answer="核对过了",
        changes=better,
        on=TODAY,
        at=NOW,
    )
    shown = page(HEAD, round_)
    given = next(row for row in shown.rows if row.item.id == LINE).given["第三方机构"]
    assert (given.mark.points, given.first.points if given.first else None) == (10, Decimal("9.00"))
    assert shown.row.total == Decimal("41.08")
    assert sheet_of(round_, "第三方机构", YACHA_STATION).marks[LINE]["points"] == "9.00", (
        "the sealed score stays"
    )
    with pytest.raises(Refused, match="过了这一天再定结果"):
        settle_round(actor=ZHAO, round_id=round_.pk, on=TODAY)
    settle_round(actor=ZHAO, round_id=round_.pk, on=LATER)
    with pytest.raises(Refused, match="结果已定"):
        correct_mark(
            actor=COLLEAGUE, sheet_id=third.pk, line=LINE, points=Decimal(9), because="又看了一遍", on=LATER
        )
    assert Correction.objects.count() == 1


def test_nobody_objects_after_the_last_day_or_for_another_station() -> None:
    row = station(told(opened()))
    with pytest.raises(Refused, match="已经过了"):
        object_to_result(
            actor=HEAD, round_station_id=row.pk, what="晚了一天", on=TODAY + timedelta(days=8), at=NOW
        )
    with pytest.raises(RoundStation.DoesNotExist):
        object_to_result(actor=NEIGHBOUR_HEAD, round_station_id=row.pk, what="不是我的站", on=TODAY, at=NOW)
    first = object_to_result(
        actor=HEAD, round_station_id=row.pk, what="最后一天", on=TODAY + timedelta(days=7), at=NOW
    )
    decide_objection(
        actor=COLLEAGUE, objection_id=first.pk, upheld=False, answer="看过，照旧", on=LATER, at=NOW
    )
    assert Objection.objects.get().state == "REJECTED"


def test_a_wrong_score_is_put_right_by_somebody_else_and_both_stay() -> None:
    round_ = all_in(opened())
    own = sheet_of(round_, "县民政局", YACHA_STATION)
    with pytest.raises(Refused, match="更正要由别人来做"):
        correct_mark(actor=ZHAO, sheet_id=own.pk, line=LINE, points=Decimal(9), because="写错了", on=TODAY)
    with pytest.raises(Refused, match="和原来的一样"):
        correct_mark(
            actor=COLLEAGUE, sheet_id=own.pk, line=LINE, points=Decimal("8.00"), because="写错了", on=TODAY
        )
    made = correct_mark(
        actor=COLLEAGUE, sheet_id=own.pk, line=LINE, points=None, because="没有档案可看", on=TODAY
    )
    assert (made.old_points, made.new_points) == (Decimal("8.00"), None)
    outcome = station(round_).outcome
    assert [LINE, "更正：不能评"] in outcome["parties"][1]["left_out"]


@pytest.mark.requirement("R172")
def test_years_later_the_same_result_comes_out_of_the_papers_of_that_day(
    without_details: Callable[[], object],
) -> None:
    """The papers change, the old round stays as it was; a score changed by another hand is found."""
    round_ = here.archived(opened())
    kept = {row.pk: row.total for row in round_.stations.all()}
    without_details()
    found = verify_round(actor=ZHAO, round_id=round_.pk, on=date(2031, 5, 1))
    assert (found.same, found.stations, found.unbroken) == (True, 2, True)
    assert {row.pk: row.total for row in round_.stations.all()} == kept
    sheet = sheet_of(round_, "第三方机构", YACHA_STATION)
    sheet.marks = {**sheet.marks, LINE: {"points": "10.00"}}
    Sheet.objects.bulk_update([sheet], ["marks"])
    found = verify_round(actor=AUDITOR, round_id=round_.pk, on=date(2031, 5, 2))
    assert not found.same
    assert [str(each[0]) for each in found.differing] == [str(YACHA_STATION)]
    assert found.unbroken is False
    for do in (lock_round, settle_round):
        with pytest.raises(Refused, match="已归档"):
            do(actor=ZHAO, round_id=round_.pk, on=LATER)
