"""What a county sends to the office above: its clock, its answer, its correction, and who reads it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.contracts.changsha import (
    BUREAU,
    CITY_BUREAU,
    CITY_CODE,
    COUNTY,
    LIU,
    OTHER_CITY,
    PROVINCE,
    TAN,
    year,
)
from tests.contracts.test_plans import filed as filed_plan_of
from tests.contracts.test_plans import passed
from tests.people import AUDITOR, FINANCE, MANAGER, QIAN, TOWNSHIP, VISITOR, WANG, named
from yizhan.access.actions import open_account
from yizhan.access.models import Notice
from yizhan.access.roles import founder
from yizhan.contracts.actions import accept_filing, file_upward, return_filing, take_back_filing
from yizhan.contracts.models import Project, UpwardFiling
from yizhan.contracts.queries.filings import filings_of, filings_to_answer, line_of, owed_filings
from yizhan.contracts.rules.filings import clock, office_above, wrong_year
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.period import Period

SIGNED = date(2026, 9, 21)
SENT = date(2026, 9, 25)
AT = datetime(2026, 9, 25, 2, tzinfo=UTC)


@pytest.fixture
def project(db: None) -> Project:
    return year()


def filed(project: Project, **more: Any) -> UpwardFiling:
    given: dict[str, Any] = {
        "actor": LIU,
        "project_id": project.pk,
        "subject_kind": "AGREEMENT",
        "subject_id": UUID(int=7),
        "title": "服务协议副本（示协〔2026〕1号）",
        "event_on": SIGNED,
        "on": SENT,
    }
    return file_upward(**(given | more))


def filed_plan(project: Project) -> UpwardFiling:
    return filed_plan_of(passed(project))


# --- rules: no database --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "above"),
    [("430181", "4301"), ("469025", "46"), ("429004", "42"), ("110101", "11"), ("500233", "50")],
)
def test_a_county_files_to_its_city_or_where_none_lies_between_to_its_province(code: str, above: str) -> None:
    assert office_above(code) == above


@pytest.mark.requirement("R109")
def test_fifteen_working_days_leave_out_the_holidays_and_count_the_days_made_up() -> None:
    told = clock("AGREEMENT", region_code="430181", event_on=SIGNED)
    # National Day of 2026 takes seven days off; 10 October, a Saturday, is worked
    assert (told.due_on, told.to_region) == (date(2026, 10, 19), "4301")
    assert told.rule_id == "contract.filing"
    assert "七（三）" in told.clause


@pytest.mark.requirement("R063")
def test_a_plan_without_a_day_in_the_paper_is_due_by_the_end_of_its_year() -> None:
    told = clock("PLAN", region_code="430181", event_on=date(2026, 7, 1))
    assert (told.due_on, told.to_region, told.also) == (date(2026, 12, 31), "4301", ())


@pytest.mark.requirement("R360")
def test_kunming_asks_for_the_plan_of_staffing_beside_the_plan_and_hunan_does_not() -> None:
    told = clock("STAFFING", region_code="530181", event_on=date(2026, 7, 1))
    assert (told.clause[-4:], told.due_on, told.to_region) == ("三（一）", None, "5301")
    assert clock("STAFFING", region_code="430181", event_on=date(2026, 7, 1)).rule is None


def test_where_no_paper_asks_there_is_no_clock() -> None:
    told = clock("AGREEMENT", region_code="650102", event_on=SIGNED)
    assert (told.rule, told.due_on, told.clause) == (None, None, "")


def test_a_matter_of_another_year_is_filed_under_that_year_unless_the_office_is_sure() -> None:
    years = [
        ("new", "2026—2027年度", Period(date(2026, 7, 1), date(2027, 6, 30))),
        ("old", "2025—2026年度", Period(date(2025, 7, 1), date(2026, 6, 30))),
    ]
    day = date(2026, 11, 20)
    assert wrong_year(years, chosen="new", event_on=day, sure=False) is None
    assert "“2026—2027年度”的年度里" in (wrong_year(years, chosen="old", event_on=day, sure=False) or "")
    assert wrong_year(years, chosen="old", event_on=day, sure=True) is None
    assert wrong_year(years, chosen="old", event_on=date(2025, 5, 8), sure=False) is None, "of no year known"


# --- the way of a filing -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R360")
@pytest.mark.requirement("R063")
def test_the_city_puts_on_file_what_the_county_sent(project: Project) -> None:
    filing = filed(project)
    assert (filing.state, filing.due_on, filing.days_late) == ("SENT", date(2026, 10, 19), 0)
    assert list(filings_to_answer(actor=TAN)) == [filing]
    done = accept_filing(actor=TAN, filing_id=filing.pk, on=date(2026, 9, 28))
    assert (done.state, done.decided_on) == ("ACCEPTED", date(2026, 9, 28))
    assert not filings_to_answer(actor=TAN)
    with pytest.raises(Refused, match="已备案"):
        return_filing(actor=TAN, filing_id=filing.pk, reason="写错了", on=date(2026, 9, 29))
    with pytest.raises(Refused, match="已经备案"):
        filed(project)


def test_a_returned_filing_is_corrected_by_a_new_one_that_keeps_its_first_day(project: Project) -> None:
    first = filed(project)
    with pytest.raises(Refused, match="为什么退回"):
        return_filing(actor=TAN, filing_id=first.pk, reason=" ", on=SENT)
    return_filing(actor=TAN, filing_id=first.pk, reason="缺少违约责任一章", on=date(2026, 10, 12))
    again = filed(project, on=date(2026, 10, 26))
    assert (again.follows_id, again.first_sent_on, again.days_late) == (first.pk, SENT, 0)
    assert [each.state for each in line_of(actor=LIU, filing=again)] == ["RETURNED", "SENT"]


def test_what_waits_may_be_taken_back_and_sent_anew_but_lateness_stays(project: Project) -> None:
    first = filed(project, on=date(2026, 10, 22))
    assert first.days_late == 3
    with pytest.raises(Refused, match="先撤回"):
        filed(project, on=date(2026, 10, 23))
    take_back_filing(actor=LIU, filing_id=first.pk, reason="附错文件", on=date(2026, 10, 22))
    with pytest.raises(Refused, match="已撤回"):
        accept_filing(actor=TAN, filing_id=first.pk, on=date(2026, 10, 23))
    assert filed(project, on=date(2026, 10, 23)).days_late == 4


def test_a_plan_is_not_filed_for_a_service_year_that_is_over(project: Project) -> None:
    with pytest.raises(Refused, match="已经结束"):
        filed(project, subject_kind="PLAN", event_on=project.first_on, on=date(2027, 8, 1))


def test_an_event_to_come_and_a_filing_without_a_name_are_refused(project: Project) -> None:
    with pytest.raises(Refused, match="不能晚于今天"):
        filed(project, on=date(2026, 9, 1))
    with pytest.raises(Refused, match="报的是什么"):
        filed(project, title=" ")


def test_the_province_reads_what_its_cities_answer_and_another_city_does_not(project: Project) -> None:
    filing = filed(project)
    assert list(filings_of(actor=PROVINCE)) == [filing]
    assert not filings_of(actor=OTHER_CITY)
    assert not filings_of(actor=QIAN)
    with pytest.raises(Refused, match="市级民政部门"):
        accept_filing(actor=PROVINCE, filing_id=filing.pk, on=SENT)
    with pytest.raises(UpwardFiling.DoesNotExist):
        accept_filing(actor=OTHER_CITY, filing_id=filing.pk, on=SENT)


def test_each_side_is_told_of_the_other_and_no_name_is_in_it(project: Project) -> None:
    for name, role, region, office in (
        ("liu", "county", COUNTY, BUREAU),
        ("tan", "city", CITY_CODE, CITY_BUREAU),
    ):
        open_account(
            actor=founder(), organisation_id=office, username=f"{name}.filing", display_name="示例经办",
            role=role, region_code=region, station_id=None, on=date(2026, 1, 1),
        )  # fmt: skip
    filing = filed(project, at=AT)
    return_filing(actor=TAN, filing_id=filing.pk, reason="缺一章", on=SENT, at=AT)
    told = {row.user.username: row for row in Notice.objects.select_related("user")}
    assert set(told) == {"liu.filing", "tan.filing"}
    assert told["tan.filing"].url == f"/contracts/filings/{filing.pk}/"
    assert "退回" in told["liu.filing"].subject
    assert "缺一章" not in told["liu.filing"].subject


# --- what is owed --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R109")
def test_a_county_owes_the_plan_of_its_year_until_it_is_on_its_way(project: Project) -> None:
    owed = owed_filings(actor=LIU, on=SENT)
    assert [(each.kind, each.due_on) for each in owed] == [("PLAN", date(2026, 12, 31))]
    first = filed_plan(project)
    assert owed_filings(actor=LIU, on=SENT) == []
    return_filing(actor=TAN, filing_id=first.pk, reason="没有绩效评估", on=SENT)
    assert owed_filings(actor=LIU, on=SENT)[0].returned == first
    assert owed_filings(actor=QIAN, on=SENT) == []


# --- who may -------------------------------------------------------------------------------------------------------------

BELOW = [WANG, MANAGER, FINANCE, TOWNSHIP, AUDITOR, VISITOR]


@pytest.mark.refuses("contracts.file_upward")
@pytest.mark.refuses("contracts.take_back_filing")
@pytest.mark.parametrize("actor", [*BELOW, TAN, PROVINCE], ids=named)
def test_only_the_county_files_and_takes_back(project: Project, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        filed(project, actor=actor)
    with pytest.raises(NotAllowed):
        take_back_filing(actor=actor, filing_id=uuid4(), reason="附错", on=SENT)


@pytest.mark.refuses("contracts.accept_filing")
@pytest.mark.refuses("contracts.return_filing")
@pytest.mark.parametrize("actor", [*BELOW, LIU], ids=named)
def test_only_the_office_above_answers(db: None, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        accept_filing(actor=actor, filing_id=uuid4(), on=SENT)
    with pytest.raises(NotAllowed):
        return_filing(actor=actor, filing_id=uuid4(), reason="缺章", on=SENT)
