"""项目申报书: its fields, its budget to the fen, the two opinions, and what is refused."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.kunming import (
    BAI,
    COSTS,
    COUNTY,
    DUAN,
    FORM,
    INCOME,
    LABOUR,
    LINES,
    MA,
    ON,
    PLACE,
    RIVAL,
    SERVICE,
    YANG,
    line,
    project,
    written,
)  # fmt: skip
from tests.people import AUDITOR, MANAGER, QIAN, TOWNSHIP, VISITOR, WANG, ZHAO, named, person
from yizhan.contracts.actions import (
    accept_application,
    endorse_application,
    return_application,
    submit_application,
    write_application,
)
from yizhan.contracts.models import Application, Project
from yizhan.contracts.rules.applications import (
    SHARES,
    boxes_of,
    budget_checks,
    budget_form,
    form_rule,
    line_fen,
    section_totals,
    share_of,
)
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.policy.book import rule_for
from yizhan.policy.schema.measures import Share


def reckoned(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        each | {"fen": line_fen(people=each["people"], times=each["times"], price_fen=each["price_fen"])}
        for each in lines
    ]


def checks(lines: list[dict[str, Any]], income: dict[str, int] | None = None) -> dict[str, str]:
    table = reckoned(lines)
    come = income if income is not None else {"申请部省级资金": sum(each["fen"] for each in table)}
    return {
        check.rule.id if check.rule else "": check.state
        for check in budget_checks(income=come, lines=table, region_code=COUNTY, on=ON)
    }


# --- rules ---------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R407")
@pytest.mark.requirement("R415")
def test_the_form_has_every_field_of_the_document() -> None:
    shapes = {box.name: box.shape for box in boxes_of(form_rule(region_code=COUNTY, on=ON))}
    assert len(shapes) == 25
    assert shapes["曾获奖励"] == "awards"
    assert shapes["项目负责人"] == shapes["项目联系人"] == "people"
    assert shapes["服务需求分析"] == "text"
    assert [name for name, shape in shapes.items() if shape == "opinion"] == [
        "县（市、区）民政局意见",
        "州（市）民政局审核意见",
    ]


@pytest.mark.requirement("R408")
@pytest.mark.requirement("R409")
def test_the_budget_table_has_the_sources_and_sections_of_the_document() -> None:
    table = budget_form(region_code=COUNTY, on=ON)
    assert table.sources == ("申请部省级资金", "州（市）县（市、区）配套资金", "社会募集资金")
    assert len(table.sections) == 5
    assert table.subs == {COSTS: ("交通费", "培训费", "会议费", "管理费", "印刷宣传费")}


@pytest.mark.requirement("R409")
def test_a_line_is_people_times_sessions_times_amount_to_the_fen() -> None:
    assert line_fen(people=20, times=12, price_fen=5_050) == 1_212_000
    assert line_fen(people=4, times=None, price_fen=3_000_000) == 12_000_000
    assert line_fen(people=None, times=None, price_fen=1) == 1


@given(
    st.lists(
        st.tuples(st.integers(1, 99), st.integers(1, 99), st.integers(1, 10**7)), min_size=1, max_size=12
    )
)
def test_sections_always_add_up_to_the_lines(rows: list[tuple[int, int, int]]) -> None:
    lines = reckoned(
        [
            line((SERVICE, LABOUR, PLACE)[n % 3], "甲", 1, people=p, times=t) | {"price_fen": fen}
            for n, (p, t, fen) in enumerate(rows)
        ]
    )
    assert sum(section_totals(lines).values()) == sum(p * t * fen for p, t, fen in rows)


@pytest.mark.requirement("R410")
@pytest.mark.requirement("R411")
def test_about_seventy_and_thirty_percent_are_told_and_left_to_the_reviewer() -> None:
    seventy = [line(LABOUR, "社工", 70_000), line(SERVICE, "活动", 30_000)]
    told = checks(seventy)
    assert (told["funding.labour-share"], told["funding.service-share"]) == ("ok", "ok")
    more = checks([line(LABOUR, "社工", 80_000), line(SERVICE, "活动", 20_000)])
    assert (more["funding.labour-share"], more["funding.service-share"]) == ("warn", "ok")


@pytest.mark.requirement("R411")
def test_travel_training_and_premises_count_into_the_thirty_percent() -> None:
    rule = rule_for(SHARES[1], region_code=COUNTY, on=ON)
    assert isinstance(rule, Share)
    lines = reckoned(
        [
            line(LABOUR, "社工", 60_000),
            line(COSTS, "", 10_000, sub="交通费"),
            line(COSTS, "", 5_000, sub="培训费"),
            line(COSTS, "", 5_000, sub="管理费"),
            line(PLACE, "布置", 10_000),
            line(SERVICE, "活动", 10_000),
        ]
    )
    assert share_of(rule, lines, budget_form(region_code=COUNTY, on=ON)) == 40


@pytest.mark.requirement("R413")
@pytest.mark.requirement("R414")
def test_what_is_forbidden_stops_it_while_the_heading_of_the_table_does_not() -> None:
    good = [line(LABOUR, "社工", 70_000), line(COSTS, "账务", 30_000, sub="管理费")]
    assert checks(good)["funding.forbidden-spending"] == "ok"
    assert checks([*good, line(SERVICE, "购买汽车一辆", 9_000)])["funding.forbidden-spending"] == "stop"
    assert checks([*good, line(COSTS, "机构提取管理费", 9_000)])["funding.forbidden-spending"] == "stop"


def test_a_budget_that_does_not_add_up_says_by_how_much() -> None:
    found = budget_checks(
        income={"社会募集资金": 100}, lines=reckoned([line(PLACE, "布置", 2)]), region_code=COUNTY, on=ON
    )
    assert found[0].state == "stop"
    assert "相差1.00元" in found[0].says


def test_where_no_paper_has_a_form_nothing_is_asked() -> None:
    assert form_rule(region_code="469025", on=ON) is None
    assert budget_form(region_code="469025", on=ON).sections == ()


# --- the way -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def year(db: None) -> Project:
    return project()


@pytest.mark.requirement("R416")
def test_written_handed_in_given_an_opinion_and_reviewed(year: Project) -> None:
    one = written(year)
    assert (one.state, one.total_fen) == ("DRAFT", sum(INCOME.values()))
    submit_application(actor=DUAN, application_id=one.pk, on=ON)
    with pytest.raises(Refused, match="待县级意见"):
        written(year)
    with pytest.raises(Refused, match="待县级意见"):
        accept_application(actor=MA, application_id=one.pk, review="同意立项", on=ON)
    endorse_application(actor=YANG, application_id=one.pk, opinion="同意上报", on=ON)
    done = accept_application(actor=MA, application_id=one.pk, review="同意立项", on=date(2026, 3, 25))
    assert (done.state, done.county_opinion, done.review) == ("ACCEPTED", "同意上报", "同意立项")


def test_it_comes_back_with_a_reason_from_whose_turn_it_is_and_goes_again(year: Project) -> None:
    one = written(year)
    submit_application(actor=DUAN, application_id=one.pk, on=ON)
    with pytest.raises(Refused, match="轮到县级"):
        return_application(actor=MA, application_id=one.pk, because="预算太粗", on=ON)
    back = return_application(actor=YANG, application_id=one.pk, because="预算太粗", on=ON)
    assert back.state == "RETURNED"
    written(year, form={"项目特色": "山区流动站，一月一村。"})
    submit_application(actor=DUAN, application_id=one.pk, on=ON)
    endorse_application(actor=YANG, application_id=one.pk, opinion="同意上报", on=ON)
    with pytest.raises(Refused, match="轮到上级"):
        return_application(actor=YANG, application_id=one.pk, because="再看看", on=ON)
    assert (
        return_application(actor=MA, application_id=one.pk, because="目标要写数", on=ON).state == "RETURNED"
    )


@pytest.mark.requirement("R407")
def test_it_is_not_handed_in_with_an_empty_field(year: Project) -> None:
    one = written(
        year, form={name: value for name, value in FORM.items() if name not in ("开户行", "项目联系人")}
    )
    with pytest.raises(Refused, match="还缺2项：开户行、项目联系人"):
        submit_application(actor=DUAN, application_id=one.pk, on=ON)


def test_it_is_not_handed_in_when_income_and_spending_differ(year: Project) -> None:
    one = written(year, income={"申请部省级资金": 1})
    with pytest.raises(Refused, match="相差"):
        submit_application(actor=DUAN, application_id=one.pk, on=ON)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"form": {"项目负责人": {"name": "示例", "phone": "123", "email": ""}}}, "项目负责人"),
        ({"form": {"项目负责人": {"name": "示例", "phone": "", "email": "没有"}}}, "电子邮箱"),
        ({"form": {"曾获奖励": ["一", "二", "三", "四"]}}, "限填3个"),
        ({"form": {"预计直接受益人数": "很多"}}, "人数"),
        ({"form": {"项目特色": "长" * 8_001}}, "太长"),
        ({"form": {"别的栏": "。"}}, "没有“别的栏”"),
        ({"lines": [line("别的类", "甲", 1)]}, "支出类别"),
        ({"lines": [line(SERVICE, "", 1)]}, "写明是什么"),
        ({"lines": [line(SERVICE, "甲", 0)]}, "大于零"),
        ({"lines": LINES * 20}, "不超过 80 行"),
    ],
)
def test_what_cannot_be_kept(year: Project, more: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        written(year, **more)


def test_a_rival_sees_nothing_of_it_and_writes_its_own(year: Project) -> None:
    one = written(year)
    assert not Application.objects.visible_to(BAI, "contracts.view_applications")
    assert written(year, actor=BAI).pk != one.pk
    assert Application.objects.visible_to(YANG, "contracts.view_applications").count() == 2
    assert not Application.objects.visible_to(QIAN, "contracts.view_applications")


def test_an_agency_of_another_county_finds_no_project(year: Project) -> None:
    elsewhere = person(79, "邻县经理", "agency_manager", "530102", organisation=RIVAL)
    with pytest.raises(Project.DoesNotExist):
        written(year, actor=elsewhere)


def test_names_and_account_are_not_in_the_table_in_plain(year: Project) -> None:
    written(year)
    with connection.cursor() as cursor:
        cursor.execute("SELECT form FROM contracts_application")
        stored = str(cursor.fetchone()[0])
    assert "示例甲" not in stored
    assert "0000111122223333" not in stored


# --- who may -------------------------------------------------------------------------------------------------------------


@pytest.mark.refuses("contracts.write_application")
@pytest.mark.parametrize("actor", [WANG, TOWNSHIP, YANG, MA, AUDITOR, VISITOR], ids=named)
def test_only_an_agency_writes(db: None, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        write_application(actor=actor, project_id=uuid4(), form={}, income={}, lines=[], schedule=[], on=ON)


@pytest.mark.refuses("contracts.submit_application")
@pytest.mark.refuses("contracts.endorse_application")
@pytest.mark.refuses("contracts.accept_application")
@pytest.mark.refuses("contracts.return_application")
def test_each_step_belongs_to_its_office(year: Project) -> None:
    pk = written(year).pk
    for actor in (WANG, YANG, MA, VISITOR):
        with pytest.raises(NotAllowed):
            submit_application(actor=actor, application_id=pk, on=ON)
    for actor in (MANAGER, MA, AUDITOR, VISITOR):
        with pytest.raises(NotAllowed):
            endorse_application(actor=actor, application_id=pk, opinion="同意", on=ON)
    for actor in (MANAGER, ZHAO, AUDITOR, VISITOR):
        with pytest.raises(NotAllowed):
            accept_application(actor=actor, application_id=pk, review="同意", on=ON)
    for actor in (MANAGER, AUDITOR, VISITOR):
        with pytest.raises(NotAllowed):
            return_application(actor=actor, application_id=pk, because="不行", on=ON)
