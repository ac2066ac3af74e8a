"""Who may take on work here, with reasons; the register, what is made public, and lists from Excel."""

from datetime import date
from typing import Any

import pytest

from tests.people import (
    AGENCY,
    BAISHA,
    CHANGJIANG,
    FINANCE,
    MANAGER,
    OTHER_AGENCY,
    QIAN,
    TOWNSHIP,
    VISITOR,
    WANG,
    ZHAO,
    named,
)  # fmt: skip
from tests.world import AGENCY_CODE, OTHER_AGENCY_CODE
from yizhan.access.models import Organisation
from yizhan.contracts.actions import disclose, import_agencies, keep_agency, withdraw_disclosure
from yizhan.contracts.models import AgencyProfile
from yizhan.contracts.queries.agencies import agencies_of, disclosures_of, fates, fitness_of
from yizhan.contracts.rules.agencies import (
    Fitness,
    columns_left_out,
    eligibility_rule,
    fate_of,
    fitness,
    profile_problem,
    read_table,
)
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.papers.rules import Heading, Table, xlsx

ON = date(2026, 5, 20)
HAINING, KUNMING = "330481", "530181"
NEW_CODE = "52460000MJ00000035"
GOOD: dict[str, object] = {"已登记": True, "业务范围含社会工作": True, "年检合格": True}


def fit(region: str, facts: dict[str, object], *, is_local: bool | None = True, **more: Any) -> Fitness:
    given: dict[str, Any] = {
        "credit_code": AGENCY_CODE,
        "bars": [],
        "on": ON,
        "rule": eligibility_rule(region_code=region, on=ON),
    }
    return fitness(facts=facts, is_local=is_local, **(given | more))


# --- rules ---------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R373")
@pytest.mark.requirement("R422")
def test_registered_with_the_right_scope_and_a_passed_inspection() -> None:
    assert fit(KUNMING, GOOD).state == "ok"
    bad = fit(KUNMING, GOOD | {"年检合格": False})
    assert (bad.state, "年检合格" in bad.refusal) == ("not", True)
    assert fit(KUNMING, GOOD | {"业务范围含社会工作": None}).state == "open"


@pytest.mark.requirement("R221")
def test_an_agency_from_elsewhere_needs_three_a() -> None:
    facts: dict[str, object] = {"评估等级": "2A", "新招本地人员": 3}
    assert fit(HAINING, facts, is_local=True).state == "ok"
    assert "3A" in fit(HAINING, facts, is_local=False).refusal
    assert fit(HAINING, facts | {"评估等级": "4A"}, is_local=False).state == "ok"
    assert fit(HAINING, facts, is_local=None).state == "open"


def test_a_wrong_code_and_a_bar_speak_against_it_whatever_the_paper_says() -> None:
    assert "校验码" in fit(KUNMING, GOOD, credit_code=AGENCY_CODE[:-1] + "0").refusal
    barred = fit(KUNMING, GOOD, bars=[("不得承接（到 2027-01-01 止）", "《办法》九")])
    assert "不得承接" in barred.refusal


def test_where_nobody_ruled_nothing_is_judged() -> None:
    found = fit("650102", GOOD)
    assert (found.rule, found.state) == (None, "open")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"inspected_year": 2025, "inspection": ""}, "一起填"),
        ({"inspected_year": 2030, "inspection": "PASSED"}, "年份"),
        ({"rated_on": date(2026, 6, 1)}, "不能晚于今天"),
        ({"inspected_year": 2025, "inspection": "PASSED"}, None),
    ],
)
def test_facts_that_cannot_be(values: dict[str, object], says: str | None) -> None:
    problem = profile_problem(values, on=ON)
    assert (problem is None) if says is None else (says in str(problem))


@pytest.mark.parametrize(
    ("row", "kind", "says"),
    [
        ({"机构名称": "示例新机构", "统一社会信用代码": NEW_CODE}, "new", "新增"),
        (
            {"机构名称": "示例已有", "统一社会信用代码": AGENCY_CODE, "评估等级": "3A级"},
            "changed",
            "评估等级：空 → 3A",
        ),
        ({"机构名称": "示例已有", "统一社会信用代码": AGENCY_CODE}, "same", "没有变化"),
        ({"机构名称": "示例已有", "统一社会信用代码": OTHER_AGENCY_CODE}, "new", "加入名册"),
        ({"机构名称": "改了名", "统一社会信用代码": AGENCY_CODE}, "refused", "名称不一致"),
        ({"机构名称": "", "统一社会信用代码": NEW_CODE}, "refused", "没有机构名称"),
        ({"机构名称": "示例", "统一社会信用代码": ""}, "refused", "没有统一社会信用代码"),
        ({"机构名称": "示例", "统一社会信用代码": NEW_CODE[:-1] + "0"}, "refused", "校验码"),
        ({"机构名称": "示例", "统一社会信用代码": NEW_CODE, "年检结论": "优秀"}, "refused", "不认识“优秀”"),
        ({"机构名称": "示例", "统一社会信用代码": NEW_CODE, "年检年度": "2025"}, "refused", "一起填"),
        ({"机构名称": "示例", "统一社会信用代码": NEW_CODE, "地址": "长" * 201}, "refused", "太长"),
    ],
)
def test_every_row_of_a_list_has_its_fate(row: dict[str, str], kind: str, says: str) -> None:
    known: dict[str, dict[str, object]] = {
        AGENCY_CODE: {"name": "示例已有", "credit_code": AGENCY_CODE, "rating": ""},
        OTHER_AGENCY_CODE: {"name": "示例已有"},
    }
    found = fate_of(2, row, known=known, seen=set(), on=ON)
    assert (found.kind, says in found.says) == (kind, True)


def sheet(*rows: list[str]) -> bytes:
    headings = [Heading("机构名称"), Heading("统一社会信用代码"), Heading("评估等级")]
    return xlsx(Table(title="名册", headings=headings, rows=rows, lead="示例"))


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "打不开"), (b"x" * (5 * 1024 * 1024 + 1), "太大"), (sheet(), "没有一行")],
    ids=["empty", "large", "no-rows"],
)
def test_a_file_that_is_no_list(content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_table(content)


def test_a_table_is_found_below_its_title() -> None:
    rows = read_table(sheet(["示例新机构", NEW_CODE, "3A"]))
    assert rows[0][1] == {"机构名称": "示例新机构", "统一社会信用代码": NEW_CODE, "评估等级": "3A"}


def test_a_formula_makes_no_agency_and_a_strange_column_is_named(organisations: None) -> None:
    columns = [Heading("机构名称"), Heading("统一社会信用代码"), Heading("电话")]
    table = read_table(xlsx(Table("名册", columns, [["0", AGENCY_CODE, "1"], ["示例新机构", NEW_CODE, "2"]])))
    assert columns_left_out(table) == ["电话"]
    formula, right = fates(region_code=BAISHA, table=table, on=ON)
    assert (formula.kind, right.kind) == ("refused", "new")
    assert "“0”不像机构名称" in formula.says


# --- the register --------------------------------------------------------------------------------------------------------


def kept(
    actor: Any = ZHAO, organisation: Any = AGENCY, region: str = BAISHA, **values: object
) -> AgencyProfile:
    return keep_agency(actor=actor, region_code=region, organisation_id=organisation, values=values, on=ON)


def test_the_county_and_the_agency_itself_keep_one_row(organisations: None) -> None:
    kept(registration_no="示例1号", serves_professionally=True)
    one = kept(MANAGER, rating="3A")
    assert (AgencyProfile.objects.count(), one.rating, one.registration_no) == (1, "3A", "示例1号")
    assert fitness_of(organisation=one.organisation, region_code=BAISHA, on=ON).state == "ok"
    assert list(agencies_of(actor=MANAGER)) == [one]
    assert not agencies_of(actor=QIAN)


@pytest.mark.parametrize(
    ("actor", "organisation", "region"),
    [(ZHAO, AGENCY, CHANGJIANG), (MANAGER, OTHER_AGENCY, BAISHA), (MANAGER, AGENCY, CHANGJIANG)],
)
def test_nobody_keeps_anothers_register(
    organisations: None, actor: Any, organisation: Any, region: str
) -> None:
    with pytest.raises(Refused, match="只能登记"):
        kept(actor, organisation, region)


@pytest.mark.requirement("R291")
def test_what_is_made_public_has_a_day_and_a_place(organisations: None) -> None:
    one = kept()
    given: dict[str, Any] = {
        "actor": MANAGER,
        "profile_id": one.pk,
        "kind": "年度财务报告",
        "title": "",
        "place": "示例公示栏",
        "published_on": ON,
        "on": ON,
    }
    for wrong, says in (
        ({"kind": ""}, "公开的是什么"),
        ({"place": ""}, "在哪里"),
        ({"published_on": date(2027, 1, 1)}, "不能晚于"),
    ):
        with pytest.raises(Refused, match=says):
            disclose(**(given | wrong))
    row = disclose(**given)
    assert disclosures_of(actor=ZHAO, profile=one) == [row]
    withdraw_disclosure(actor=ZHAO, disclosure_id=row.pk, on=ON)
    assert not disclosures_of(actor=ZHAO, profile=one)
    with pytest.raises(Refused, match="不再公开"):
        withdraw_disclosure(actor=ZHAO, disclosure_id=row.pk, on=ON)


def test_a_list_is_looked_through_and_then_written_whole(organisations: None) -> None:
    table = [
        (2, {"机构名称": "示例新来社会工作服务中心", "统一社会信用代码": NEW_CODE, "评估等级": "3A"}),
        (
            3,
            {
                "机构名称": "示例山兰社会工作服务中心",
                "统一社会信用代码": AGENCY_CODE,
                "年检年度": "2025",
                "年检结论": "合格",
            },
        ),
    ]
    found = fates(region_code=BAISHA, table=table, on=ON)
    assert [fate.kind for fate in found] == ["new", "new"]
    assert import_agencies(actor=ZHAO, region_code=BAISHA, rows=[fate.values for fate in found], on=ON) == 2
    assert Organisation.objects.filter(credit_code=NEW_CODE, region_code=BAISHA).exists()
    again = fates(region_code=BAISHA, table=table, on=ON)
    assert [fate.kind for fate in again] == ["same", "same"]
    with pytest.raises(Refused, match="本县"):
        import_agencies(actor=ZHAO, region_code=CHANGJIANG, rows=[], on=ON)


@pytest.mark.refuses("contracts.keep_agency")
@pytest.mark.refuses("contracts.disclose")
@pytest.mark.refuses("contracts.withdraw_disclosure")
@pytest.mark.refuses("contracts.import_agencies")
@pytest.mark.parametrize("actor", [WANG, FINANCE, TOWNSHIP, VISITOR], ids=named)
def test_only_county_and_agency_keep_the_register(db: None, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        kept(actor)
    with pytest.raises(NotAllowed):
        disclose(actor=actor, profile_id=AGENCY, kind="年报", title="", place="栏", published_on=ON, on=ON)
    with pytest.raises(NotAllowed):
        withdraw_disclosure(actor=actor, disclosure_id=AGENCY, on=ON)
    with pytest.raises(NotAllowed):
        import_agencies(actor=actor, region_code=BAISHA, rows=[], on=ON)
