"""Budgets add up, shares are held against the region's rule by the fen, headings are those of its document."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.contracts.rules.budgets import (
    Line,
    budget_problem,
    budget_table,
    formula_fen,
    headings_of,
    same_heading,
    share_of,
    share_problem,
)
from yizhan.contracts.rules.funds import (
    cap_problem,
    caps_of,
    divide,
    sources_of,
    station_money,
    station_price,
)
from yizhan.kernel.money import yuan

ON = date(2024, 3, 1)
BAISHA, KUNMING = "469025", "530102"
WAN = 1_000_000


def test_baishas_headings_are_the_parts_of_its_yearly_price_and_kunmings_those_of_its_table() -> None:
    assert headings_of(region_code=BAISHA, on=ON).names == ("人力服务费用", "运营费用")
    kunming = headings_of(region_code=KUNMING, on=ON)
    assert kunming.names == (
        "社会服务支出", "社工督导劳务和保险费支出", "志愿者补贴保险费支出", "交通费", "培训费", "会议费", "管理费", "印刷宣传费",
        "社工站服务场所支出",
    )  # fmt: skip
    assert kunming.group_of("会议费") == "项目执行费用支出"
    assert kunming.income == ("申请部省级资金", "州（市）县（市、区）配套资金", "社会募集资金")


def test_a_heading_of_the_table_is_found_by_the_name_the_clause_gives_it() -> None:
    assert same_heading("社工、督导劳务和保险费", "社工督导劳务和保险费支出")
    assert not same_heading("管理费", "会议费")


@pytest.mark.parametrize(
    ("formula", "fen"),
    [
        ("3人×5.4万元", 1_620_000_00 // 10),
        ("200人*2场*15.5元", 620_000),
        ("11 × 22万", 242 * WAN),
        ("22万元×10%", 22_000_00),
        ("100000元×5‰×2％", 10_00),
        ("10元(10%)×3", None),
        ("见附表", None),
        ("", None),
    ],
)
def test_a_formula_is_worked_out_as_it_is_written(formula: str, fen: int | None) -> None:
    assert formula_fen(formula) == fen


STATIONS = {"a": ("牙叉镇站", 22 * WAN), "b": ("七坊镇站", 22 * WAN)}
GOOD = [
    Line("人力服务费用", 162 * WAN // 10, "a"),
    Line("运营费用", 58 * WAN // 10, "a"),
    Line("人力服务费用", 162 * WAN // 10, "b"),
    Line("运营费用", 58 * WAN // 10, "b"),
]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "还没有一行"),
        (GOOD[:3], "各行相加 382,000.00 元，协议金额 440,000.00 元，还差 58,000.00 元"),
        ([*GOOD[:3], Line("运营费用", 58 * WAN // 10 + 1, "b")], "多出 0.01 元"),
        ([Line("请客", 44 * WAN)], "不在本地区的预算科目里：人力服务费用、运营费用"),
        ([Line("运营费用", 0)], "金额要大于零"),
        ([*GOOD[:3], Line("运营费用", 58 * WAN // 10, "z")], "第 4 行的站点不在这份协议里"),
        ([Line("人力服务费用", 44 * WAN, formula="3人×5.4万元")], "的算式 3人×5.4万元 得 162,000.00 元"),
        ([GOOD[0], GOOD[0], *GOOD[2:]], "写了两次"),
        (
            [Line("人力服务费用", 22 * WAN, "a"), Line("运营费用", 21 * WAN, "a"), Line("运营费用", WAN, "b")],
            "牙叉镇站各行相加 430,000.00 元，协议给它 220,000.00 元，多出 210,000.00 元",
        ),
    ],
)  # fmt: skip
def test_a_budget_that_does_not_add_up_says_what_is_missing(lines: list[Line], says: str) -> None:
    headings = headings_of(region_code=BAISHA, on=ON)
    problem = budget_problem(lines, total_fen=44 * WAN, headings=headings, stations=STATIONS)
    assert problem is not None
    assert says in problem


def test_a_budget_that_adds_up_has_no_problem() -> None:
    headings = headings_of(region_code=BAISHA, on=ON)
    for lines in (
        GOOD,
        [
            Line("人力服务费用", 40 * WAN, "a"),
            Line("运营费用", 4 * WAN),
        ],  # one line for both: stations are not summed
        [Line("人力服务费用", 44 * WAN - 1), Line("运营费用", 1)],
        [Line("人力服务费用", WAN, formula="1×1万"), Line("人力服务费用", 43 * WAN, formula="43×1万")],
    ):
        assert budget_problem(lines, total_fen=44 * WAN, headings=headings, stations=STATIONS) is None
    half = [Line("人力服务费用", WAN, formula="1×1万"), Line("人力服务费用", 43 * WAN)]
    told = budget_problem(half, total_fen=44 * WAN, headings=headings, stations=STATIONS)
    assert told == "“人力服务费用”写了两次，请合并。", "each has to say how it came about"


@pytest.mark.requirement("R296")
@pytest.mark.parametrize(("labour", "kept"), [(70_00, True), (69_99, False)])
def test_baishas_floor_for_labour_holds_to_the_fen_and_only_once_the_base_is_raised(
    labour: int, *, kept: bool
) -> None:
    headings = headings_of(region_code=BAISHA, on=ON)
    amounts = {"人力服务费用": labour, "运营费用": 100_00 - labour}
    seen = share_of(
        "funding.labour-share", amounts, headings=headings, region_code=BAISHA, on=ON, base_raised=True
    )
    assert seen is not None
    assert (seen.kept, seen.applies, seen.bound) == (kept, True, Decimal(70))
    before = share_of("funding.labour-share", amounts, headings=headings, region_code=BAISHA, on=ON)
    assert before is not None
    assert not before.applies


@pytest.mark.parametrize(("labour", "kept"), [(70_00, True), (70_01, False)])
def test_a_ceiling_holds_to_the_fen_and_what_is_only_about_is_left_to_people(
    labour: int, *, kept: bool
) -> None:
    headings = headings_of(region_code=KUNMING, on=ON)
    amounts = {"社工督导劳务和保险费支出": labour, "会议费": 100_00 - labour}
    seen = share_of("funding.labour-share", amounts, headings=headings, region_code=KUNMING, on=ON)
    assert seen is not None
    assert seen.kept is kept
    firm = replace(seen, rule=seen.rule.model_copy(update={"about": False}))
    assert (share_problem(firm) is None) is kept
    assert share_problem(replace(firm, applies=False)) is None, "the paper does not speak of this case"
    assert share_problem(replace(seen, rule=seen.rule.model_copy(update={"about": True}))) is None


@pytest.mark.requirement("R410", "R411")
def test_kunmings_shares_are_those_of_its_own_table() -> None:
    headings = headings_of(region_code=KUNMING, on=ON)
    amounts = {
        "社工督导劳务和保险费支出": 60_00,
        "志愿者补贴保险费支出": 11_00,
        "交通费": 9_00,
        "社工站服务场所支出": 10_00,
        "会议费": 10_00,
    }
    labour = share_of("funding.labour-share", amounts, headings=headings, region_code=KUNMING, on=ON)
    service = share_of("funding.service-share", amounts, headings=headings, region_code=KUNMING, on=ON)
    assert labour is not None
    assert service is not None
    assert (labour.percent, labour.kept, labour.is_floor) == (Decimal(71), False, False)
    assert (service.percent, service.kept) == (Decimal(19), True)


def test_where_nobody_ruled_no_share_is_judged() -> None:
    nowhere = headings_of(region_code="110101", on=ON)
    assert (nowhere.names, nowhere.rule) == ((), None)
    assert (
        share_of("funding.labour-share", {"工资": 1}, headings=nowhere, region_code="110101", on=ON) is None
    )


@pytest.mark.requirement("R382", "R158", "R188", "R199", "R124")
@pytest.mark.parametrize(
    ("region", "most", "basis"),
    [
        (KUNMING, 5, "当年困难群众社会救助支出资金"),
        ("510101", 3, "社会救助专项资金"),
        ("230102", 2, "社会救助专项经费"),
        ("650102", 3, "当地筹集的社会救助补助资金总和"),
    ],
)
def test_each_region_takes_its_share_of_its_own_basis(region: str, most: int, basis: str) -> None:
    cap = caps_of(region_code=region, on=ON)[0]
    assert (cap.basis, cap.limits(100 * WAN)[1]) == (basis, most * WAN)


@pytest.mark.requirement("R382")
def test_a_sum_over_the_share_is_named_with_what_would_be_right() -> None:
    cap = caps_of(region_code=KUNMING, on=ON)[0]
    assert cap_problem(cap, fen=5 * WAN, basis_fen=100 * WAN) is None
    problem = cap_problem(cap, fen=5 * WAN + 1, basis_fen=100 * WAN)
    assert (
        problem
        == "当年困难群众社会救助支出资金 1,000,000.00 元的 5% 是 50,000.00 元，安排了 50,000.01 元，超出 0.01 元。"
    )


@pytest.mark.requirement("R298")
def test_the_founding_year_is_shared_half_and_half_and_later_years_are_the_countys() -> None:
    price = station_price(region_code=BAISHA, on=ON)
    assert price is not None
    assert station_money(price, fen=22 * WAN, founding=True).by_payer == {
        "省级财政": 11 * WAN,
        "县级财政": 11 * WAN,
    }
    assert station_money(price, fen=22 * WAN, founding=False).by_payer == {"县级财政": 22 * WAN}


@given(fen=st.integers(0, 10**12), percent=st.integers(0, 100))
def test_dividing_among_payers_loses_no_fen(fen: int, percent: int) -> None:
    shares = divide(fen, {"省": Decimal(percent), "县": Decimal(100 - percent)})
    assert sum(shares.values()) == fen
    assert all(0 <= part <= fen for part in shares.values()), yuan(fen)


@pytest.mark.requirement("R383", "R396", "R206", "R163")
def test_sources_are_those_the_documents_name() -> None:
    kunming, tibet = sources_of(region_code=KUNMING, on=ON), sources_of(region_code="540102", on=ON)
    assert "福彩公益金" in kunming.words
    assert "对口援藏省区市支持资金" in tibet.words
    assert kunming.open
    assert sources_of(region_code="110101", on=ON).words == ()


@pytest.mark.requirement("R408", "R409")
def test_kunmings_budget_table_has_its_income_its_five_sections_and_totals_to_the_fen() -> None:
    headings = headings_of(region_code=KUNMING, on=ON)
    rows = budget_table(
        headings,
        income={"申请部省级资金": 10 * WAN, "社会募集资金": 2 * WAN, "对口帮扶资金": 1 * WAN},
        lines=[
            ("社会服务支出", "全协议", "200人×2场×100元", 4 * WAN),
            ("社工督导劳务和保险费支出", "全协议", "2人×4万元", 8 * WAN),
            ("交通费", "全协议", "", 60_000_00),
            ("管理费", "全协议", "", 40_000_00 - 1),
            ("社工站服务场所支出", "全协议", "", 1),
        ],
    )
    told = [(row.name, row.formula, row.fen) for row in rows]
    assert told == [
        ("资金来源：申请部省级资金", "", 10 * WAN),
        ("资金来源：州（市）县（市、区）配套资金", "", 0),
        ("资金来源：社会募集资金", "", 2 * WAN),
        ("资金来源：对口帮扶资金", "", WAN),
        ("资金总额合计", "", 13 * WAN),
        ("一、社会服务支出", "", 4 * WAN),
        ("全协议", "200人×2场×100元", 4 * WAN),
        ("二、社工督导劳务和保险费支出", "", 8 * WAN),
        ("全协议", "2人×4万元", 8 * WAN),
        ("三、志愿者补贴保险费支出", "", 0),
        ("四、项目执行费用支出", "", 100_000_00 - 1),
        ("1.交通费", "", 60_000_00),
        ("2.培训费", "", 0),
        ("3.会议费", "", 0),
        ("4.管理费", "", 40_000_00 - 1),
        ("5.印刷宣传费", "", 0),
        ("五、社工站服务场所支出", "", 1),
        ("全协议", "", 1),
        ("预算支出合计", "", 22 * WAN),
    ]
