"""Sources, budgets, expenses, bank statements and statements of money, as people do them."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter
from django.db import transaction

from tests.contracts.ledger import DAY, WAN, Ground, agreed_project
from tests.people import FINANCE, MANAGER, QIAN, YACHA_STATION, ZHAO, others
from yizhan.contracts.actions import (
    attach_voucher,
    book,
    correct_expense,
    drop_bank_statement,
    enter_expense,
    match_bank_line,
    note_fund,
    return_money_statement,
    reverse_entry,
    send_money_statement,
    set_budget,
    take_bank_statement,
    upload_bank_statement,
    withdraw_fund,
)
from yizhan.contracts.models import (
    Agreement,
    AgreementStation,
    BankLine,
    Budget,
    ContractPaper,
    Entry,
    Expense,
    Fund,
    MoneyStatement,
)
from yizhan.contracts.queries.expenses import expenses_without_bank, questions_of
from yizhan.contracts.queries.money import (
    annex_of,
    arrived_by_region,
    below_price,
    board,
    curve,
    funds_of,
    purse_of,
)
from yizhan.contracts.rules.bank import Paid, alike, moves_of, suggestions
from yizhan.contracts.rules.budgets import Line
from yizhan.contracts.rules.funds import caps_of
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.web.contracts.money.due import money_rows

pytestmark = pytest.mark.usefixtures("world")

PNG = b"\x89PNG\r\n\x1a\n" + b"voucher"
LINES = [
    Line("人力服务费用", 162 * WAN // 10, str(YACHA_STATION), "3人×5.4万元"),
    Line("运营费用", 58 * WAN // 10, str(YACHA_STATION)),
]


@pytest.fixture
def ground(world: Any) -> Ground:
    return agreed_project()


def entered(ground: Ground, *, actor: Actor = FINANCE, **more: Any) -> Expense:
    given: dict[str, Any] = {
        "amount_fen": 380_50,
        "paid_on": date(2026, 10, 17),
        "heading": "运营费用",
        "what": "活动用品",
        "payee": "示例文具店",
        "invoice_number": "044002300111 12345678",
        "on": DAY,
    }
    return enter_expense(
        actor=actor, agreement_id=more.pop("agreement_id", ground.agreement.pk), **{**given, **more}
    )


# --- sources ------------------------------------------------------------------------------------------------------------


def promised(ground: Ground, **more: Any) -> Fund:
    given: dict[str, Any] = {
        "source": "县级财政预算",
        "payer": "县级财政",
        "planned_fen": 22 * WAN,
        "matching": True,
    }
    return note_fund(actor=ZHAO, project_id=ground.project.pk, on=DAY, **{**given, **more})


def arrived(ground: Ground, fen: int, source: str = "县级财政预算") -> Entry:
    return book(
        actor=ZHAO,
        project_id=ground.project.pk,
        kind="ALLOCATED",
        amount_fen=fen,
        on=DAY,
        what="到账",
        source=source,
    )


@pytest.mark.requirement("R412", "R147", "R037", "R039", "R062", "R270", "R326")
def test_what_was_promised_stands_beside_what_arrived_by_source_and_region(ground: Ground) -> None:
    promised(ground)
    promised(ground, source="福彩公益金", payer="省级财政", planned_fen=10 * WAN, matching=False)
    arrived(ground, 15 * WAN)
    arrived(ground, 1 * WAN, source="社会捐赠")
    lines = {
        line.source: (line.planned, line.arrived, line.missing)
        for line in funds_of(actor=ZHAO, project=ground.project)
    }
    assert lines == {
        "县级财政预算": (22 * WAN, 15 * WAN, 7 * WAN),
        "福彩公益金": (10 * WAN, 0, 10 * WAN),
        "社会捐赠": (0, 1 * WAN, 0),
    }  # fmt: skip
    by_region = arrived_by_region(actor=ZHAO, first=date(2026, 1, 1), last=DAY)
    assert by_region == {("469025", "县级财政预算"): 15 * WAN, ("469025", "社会捐赠"): WAN}
    assert not arrived_by_region(actor=QIAN, first=date(2026, 1, 1), last=DAY)


@pytest.mark.refuses("contracts.note_fund")
def test_a_source_that_cannot_be_so_says_why(ground: Ground) -> None:
    promised(ground)
    for wrong, says in (
        ({"source": " "}, "选资金来源"),
        ({"planned_fen": 0}, "大于零"),
        ({}, "已经登记过 220,000.00 元"),
        ({"rule_id": "funding.cap", "basis_fen": 5}, "本地区尚无此项规定"),
    ):
        with pytest.raises(Refused, match=says):
            promised(ground, **wrong)


@pytest.mark.requirement("R382", "R199")
def test_more_than_the_documents_share_of_its_basis_is_refused_with_the_clause(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    kunming = caps_of(region_code="530102", on=date(2024, 3, 1))
    monkeypatch.setattr("yizhan.contracts.actions.funds.caps_of", lambda **_: kunming)
    by_share = {"rule_id": "funding.cap", "basis_fen": 100 * WAN}
    with pytest.raises(Refused, match="请填“当年困难群众社会救助支出资金”是多少元"):
        promised(ground, rule_id="funding.cap")
    fund = promised(ground, planned_fen=3 * WAN, **by_share)
    assert (fund.basis, fund.basis_fen) == ("当年困难群众社会救助支出资金", 100 * WAN)
    with pytest.raises(Refused, match=r"5% 是 50,000\.00 元，安排了 60,000\.00 元，超出 10,000\.00 元") as no:
        promised(ground, source="福彩公益金", planned_fen=3 * WAN, **by_share)
    assert "四（五）" in no.value.clause


@pytest.mark.requirement("R294")
def test_a_station_below_the_documents_price_is_named(ground: Ground) -> None:
    assert below_price(agreement=ground.agreement) is None
    AgreementStation.objects.filter(agreement=ground.agreement).update(amount_fen=22 * WAN - 1)
    told = below_price(agreement=ground.agreement)
    assert told is not None
    assert (told[0].total, [part.station_id for part in told[1]]) == (22 * WAN, [YACHA_STATION])
    AgreementStation.objects.filter(agreement=ground.agreement).update(
        amount_fen=165 * WAN // 10, from_on=date(2026, 10, 1)
    )
    assert below_price(agreement=ground.agreement) is None, (
        "nine months of a year are three quarters of its price"
    )


def test_the_accountants_home_lists_months_to_report_and_missing_vouchers(ground: Ground) -> None:
    entered(ground)
    told = [row[1] for row in money_rows(FINANCE, DAY)]
    assert told == ["报送2026年7月财务报表", "1 笔支出还没有凭证"]
    assert not money_rows(ZHAO, DAY)


@pytest.mark.refuses("contracts.withdraw_fund")
def test_a_source_falls_away_with_its_reason_unless_its_money_is_there(ground: Ground) -> None:
    fund = promised(ground)
    with pytest.raises(Refused, match="为什么撤销"):
        withdraw_fund(actor=ZHAO, fund_id=fund.pk, because="", on=DAY)
    money = arrived(ground, 5)
    with pytest.raises(Refused, match=r"已到位 0\.05 元"):
        withdraw_fund(actor=ZHAO, fund_id=fund.pk, because="调整", on=DAY)

    reverse_entry(actor=ZHAO, entry_id=money.pk, because="退回", on=DAY)
    withdraw_fund(actor=ZHAO, fund_id=fund.pk, because="调整", on=DAY)
    assert not funds_of(actor=ZHAO, project=ground.project)


# --- budgets ------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R294", "R295")
def test_a_budget_is_set_and_changed_by_a_version_that_says_why(ground: Ground) -> None:
    set_budget(actor=MANAGER, agreement_id=ground.agreement.pk, lines=LINES, on=DAY)
    with pytest.raises(Refused, match="为什么调整预算"):
        set_budget(actor=FINANCE, agreement_id=ground.agreement.pk, lines=LINES, on=DAY)
    set_budget(actor=ZHAO, agreement_id=ground.agreement.pk, lines=LINES, on=DAY, because="按新标准")
    assert list(Budget.objects.order_by("version").values_list("version", "because")) == [
        (1, ""),
        (2, "按新标准"),
    ]
    seen = board(actor=ZHAO, project=ground.project, on=DAY)
    assert [(line.name, line.budget) for line in seen.lines] == [
        ("人力服务费用", 162 * WAN // 10),
        ("运营费用", 58 * WAN // 10),
    ]
    assert round(seen.planned[0].percent) == 74


@pytest.mark.refuses("contracts.set_budget")
@pytest.mark.requirement("R404")
def test_a_budget_that_does_not_add_up_is_refused_with_what_is_missing(ground: Ground) -> None:
    with pytest.raises(Refused, match=r"还差 58,000\.00 元") as no:
        set_budget(actor=MANAGER, agreement_id=ground.agreement.pk, lines=LINES[:1], on=DAY)
    assert "四" in no.value.clause
    assert not Budget.objects.exists()
    with pytest.raises(Agreement.DoesNotExist):
        set_budget(actor=MANAGER, agreement_id=ground.other.pk, lines=LINES, on=DAY)


@pytest.mark.requirement("R297", "R299", "R107")
def test_the_cost_table_of_the_annex_follows_from_the_documents_price_until_budgets_say_otherwise(
    ground: Ground,
) -> None:
    annex = annex_of(actor=ZHAO, project=ground.project, on=DAY)
    assert annex is not None
    assert annex.columns == ("人力服务费用", "运营费用")
    assert [(row.heads, row.amounts, row.total) for row in annex.rows] == [
        (3, (16_200_000, 5_800_000), 22 * WAN)
    ] * 2
    assert (annex.total.heads, annex.total.amounts, annex.total.total) == (
        6,
        (32_400_000, 11_600_000),
        44 * WAN,
    )
    assert annex.computed


# --- expenses -----------------------------------------------------------------------------------------------------------


def test_an_expense_with_its_voucher_is_one_entry_of_the_ledger(ground: Ground) -> None:
    expense = entered(ground, file_name="小票.png", content=PNG, station_id=YACHA_STATION)
    assert expense.entry.signed_fen == 380_50
    assert ContractPaper.objects.get(subject_id=expense.pk).kind == "支出凭证"
    assert purse_of(actor=ZHAO, project=ground.project).spent == 380_50
    with pytest.raises(Refused, match=r"2026年10月17日 支付，运营费用 380\.50 元"):
        entered(ground, invoice_number="044002300111-12345678".replace("-", " "))


@pytest.mark.refuses("contracts.enter_expense")
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"heading": "请客"}, "不在本地区的预算科目里"),
        ({"payee": " "}, "付给谁"),
        ({"invoice_number": ""}, "填发票号码"),
        ({"paid_on": date(2026, 5, 1)}, "协议从 2026年07月01日 起"),
        ({"paid_on": date(2026, 12, 1)}, "不能晚于今天"),
        ({"amount_fen": 0}, "大于零"),
        ({"file_name": "小票.png", "content": b"text"}, "内容却不是"),
    ],
)
def test_an_expense_that_cannot_be_so_says_why_and_leaves_nothing(
    ground: Ground, wrong: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        entered(ground, **wrong)
    assert not Entry.objects.exists()


@pytest.mark.requirement("R413", "R414")
def test_forbidden_spending_is_refused_with_its_clause(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yizhan.contracts.actions import expenses as room
    from yizhan.contracts.rules.expenses import forbidden_of

    kunming = forbidden_of(region_code="530102", on=date(2024, 3, 1))
    monkeypatch.setattr(room, "forbidden_of", lambda **_: kunming)
    with pytest.raises(Refused, match="不得用于“购买汽车”") as no:
        entered(ground, nature="购买汽车")
    assert "附件1" in no.value.clause
    with pytest.raises(Refused, match="不得用于“提取管理费”"):
        entered(ground, what="提取管理费 10 月")
    assert entered(ground, what="交通罚款").flags[0]["word"] == "缴纳罚款罚金"


@pytest.mark.refuses("contracts.correct_expense")
def test_a_wrong_expense_is_reversed_and_entered_anew_and_keeps_its_voucher(ground: Ground) -> None:
    wrong = entered(ground, file_name="小票.png", content=PNG)
    with pytest.raises(Refused, match="为什么冲销"):
        correct_expense(actor=FINANCE, expense_id=wrong.pk, because=" ", on=DAY)
    anew = {
        "amount_fen": 308_50,
        "paid_on": date(2026, 10, 17),
        "heading": "运营费用",
        "what": "活动用品",
        "payee": "示例文具店",
        "invoice_number": "044002300111 12345678",
    }
    right = correct_expense(actor=FINANCE, expense_id=wrong.pk, because="金额写反", on=DAY, anew=anew)
    assert right is not None
    assert right.follows_id == wrong.pk
    assert ContractPaper.objects.filter(subject_id=right.pk).exists()
    assert purse_of(actor=ZHAO, project=ground.project).spent == 308_50
    assert Entry.objects.count() == 3
    with pytest.raises(Refused, match=r"已经更正成 308\.50 元"):
        correct_expense(actor=FINANCE, expense_id=wrong.pk, because="金额抄错", on=DAY, anew=anew)


def test_a_correction_that_is_refused_leaves_the_wrong_one_standing(ground: Ground) -> None:
    wrong = entered(ground)
    anew = {
        "amount_fen": 1,
        "paid_on": DAY,
        "heading": "请客",
        "what": "x",
        "payee": "y",
        "why_no_invoice": "z",
    }
    with pytest.raises(Refused, match="不在本地区的预算科目里"), transaction.atomic():
        correct_expense(actor=FINANCE, expense_id=wrong.pk, because="科目选错", on=DAY, anew=anew)
    assert Entry.objects.get().signed_fen == 380_50


@pytest.mark.refuses("contracts.attach_voucher")
def test_a_voucher_is_put_to_an_expense_later_but_not_to_one_that_was_taken_back(ground: Ground) -> None:
    expense = entered(ground)
    given = {"file_name": "小票.png", "content": PNG, "dated_on": DAY, "on": DAY}
    attach_voucher(actor=FINANCE, expense_id=expense.pk, **given)  # type: ignore[arg-type]
    correct_expense(actor=FINANCE, expense_id=expense.pk, because="退货", on=DAY)
    with pytest.raises(Refused, match="已经冲销"):
        attach_voucher(actor=FINANCE, expense_id=expense.pk, **given)  # type: ignore[arg-type]


@pytest.mark.requirement("R404", "R072")
def test_the_questions_of_an_auditor_come_with_their_expenses(ground: Ground) -> None:
    set_budget(actor=MANAGER, agreement_id=ground.agreement.pk, lines=LINES, on=DAY)
    over = entered(ground, amount_fen=58 * WAN // 10 + 1)
    asked = questions_of(actor=ZHAO, project=ground.project, agreement=ground.agreement, on=DAY)
    words = {each.question.word: each for each in asked}
    assert set(words) == {"超预算", "先支后收", "没有凭证"}
    assert words["没有凭证"].expenses == [over]
    assert "超出 0.01 元" in words["超预算"].question.says


def a_thousand_came(ground: Ground, *, moved_on: date) -> None:
    book(
        actor=ZHAO,
        project_id=ground.project.pk,
        kind="RECEIVED",
        amount_fen=1_000_00,
        on=DAY,
        moved_on=moved_on,
        what="第一期",
        agreement_id=ground.agreement.pk,
    )


def test_the_curve_counts_what_came_and_what_went(ground: Ground) -> None:
    a_thousand_came(ground, moved_on=date(2026, 7, 10))
    entered(ground)
    end = curve(actor=FINANCE, project=ground.project, on=DAY).points[-1]
    assert (end.received, end.spent) == (1_000_00, 380_50)


# --- bank ---------------------------------------------------------------------------------------------------------------


def statement_file(*rows: tuple[object, ...]) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book_:
        sheet = book_.add_worksheet()
        sheet.write_row(0, 0, ["示例银行活期存款明细"])
        sheet.write_row(1, 0, ["交易日期", "借方发生额", "贷方发生额", "对方户名", "摘要", "流水号"])
        for place, row in enumerate(rows, start=2):
            sheet.write_row(place, 0, row)
    return target.getvalue()


FILE = statement_file(
    ("2026-10-17", 380.5, "", "示例文具店", "货款", "A1"),
    ("2026-10-18", "", "968,000.00", "示例县国库", "项目款", "A2"),
    ("2026-13-40", 5, "", "示例店", "", "A3"),
    ("合计", 385.5, "", "", "", ""),
)


def test_a_bank_statement_is_read_line_by_line_with_its_troubles() -> None:
    moves = moves_of(FILE)
    assert [(move.on, move.out_fen, move.wrong) for move in moves] == [
        (date(2026, 10, 17), 380_50, ""),
        (date(2026, 10, 18), -96_800_000, ""),
        (None, 500, "日期读不出来"),
    ]
    with pytest.raises(Refused, match="没有找到流水"):
        moves_of("姓名,电话\n示例,1\n".encode())
    with pytest.raises(Refused, match="文件是空的"):
        moves_of(b"")


@pytest.mark.parametrize(
    ("side", "amount", "fen", "wrong"),
    [
        ("借", "380.50", 380_50, ""), ("支出", "380.50", 380_50, ""), ("D", "380.50", 380_50, ""),
        ("贷", "380.50", -380_50, ""), ("收入", "380.50", -380_50, ""), ("C", "380.50", -380_50, ""),
        ("", "-380.50", 380_50, ""), ("", "380.50", -380_50, ""), ("2", "380.50", 0, "看不懂“2”"),
    ],
)  # fmt: skip
def test_which_way_the_money_went_is_never_guessed(side: str, amount: str, fen: int, wrong: str) -> None:
    (move,) = moves_of(f"交易日期,交易金额,借贷标志\n2026-10-17,{amount},{side}\n".encode())
    assert (move.out_fen, move.wrong[:6]) == (fen, wrong)


def test_no_line_of_a_bank_is_left_out_without_a_word() -> None:
    """A formula that was never worked out reads as nothing; two lines of one serial may be one movement."""
    moves = moves_of(statement_file(
        ("2026-10-17", 0, "", "示例文具店", "公式", "A1"), ("2026-10-17", "", "", "", "承前页", ""),
        ("2026-10-18", 66, "", "示例车行", "车费", "A2"), ("2026-10-18", 66, "", "示例车行", "车费", "A2"),
        ("2026-10-18", 66, "", "示例站工资户", "工资", ""), ("2026-10-18", 66, "", "示例站工资户", "工资", ""),
    ))  # fmt: skip
    assert [move.wrong[:4] for move in moves] == ["没有金额", "", "", "", ""]
    assert alike(moves) == {6: 5}, "without a serial two alike may well be two"


def test_the_nearest_expense_of_the_same_sum_is_suggested_and_each_only_once() -> None:
    october, november = date(2026, 10, 17), date(2026, 11, 17)
    expenses = [Paid("e1", 5, november), Paid("e2", 5, october)]
    moves = [("m1", 5, october), ("m2", 5, november), ("m3", 5, november), ("m4", 6, november)]
    assert suggestions(moves, expenses) == {"m1": "e2", "m2": "e1"}


@pytest.mark.refuses(
    "contracts.take_bank_statement",
    "contracts.drop_bank_statement",
    "contracts.match_bank_line",
)
def test_a_bank_statement_is_looked_at_taken_once_and_held_against_expenses(ground: Ground) -> None:
    expense = entered(ground)

    def upload() -> Any:
        return upload_bank_statement(
            actor=FINANCE, agreement_id=ground.agreement.pk, file_name="10月流水.xlsx", content=FILE, on=DAY
        )

    statement = upload()
    assert not BankLine.objects.exists()
    take_bank_statement(actor=FINANCE, statement_id=statement.pk, on=DAY)
    assert BankLine.objects.count() == 2
    for again in (take_bank_statement, drop_bank_statement):
        with pytest.raises(Refused, match="已经处理过"):
            again(actor=FINANCE, statement_id=statement.pk, on=DAY)
    take_bank_statement(actor=FINANCE, statement_id=upload().pk, on=DAY)
    assert BankLine.objects.count() == 2, "the same lines of a second file are the same"
    line, income = BankLine.objects.order_by("-out_fen")
    with pytest.raises(Refused, match="对不上"):
        match_bank_line(actor=FINANCE, line_id=income.pk, expense_id=expense.pk)
    match_bank_line(actor=FINANCE, line_id=line.pk, expense_id=expense.pk)
    assert not expenses_without_bank(actor=FINANCE, agreement=ground.agreement).exists()
    correct_expense(actor=FINANCE, expense_id=expense.pk, because="退货", on=DAY)
    line.refresh_from_db()
    assert line.expense_id is None
    dropped = drop_bank_statement(actor=FINANCE, statement_id=upload().pk, on=DAY)
    assert not dropped.read


# --- statements ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R081")
@pytest.mark.refuses("contracts.send_money_statement", "contracts.return_money_statement")
@pytest.mark.requirement("R404")
def test_a_months_statement_is_worked_out_handed_in_returned_and_handed_in_again(ground: Ground) -> None:
    a_thousand_came(ground, moved_on=date(2026, 9, 10))
    entered(ground)

    def send(**more: Any) -> MoneyStatement:
        return send_money_statement(
            actor=FINANCE,
            agreement_id=ground.agreement.pk,
            **{"kind": "MONTH", "month": date(2026, 10, 5), "on": DAY, **more},
        )

    first = send()
    assert first.figures["opening"] == 1_000_00
    assert first.figures["closing"] == 619_50
    assert first.figures["headings"] == {"运营费用": 380_50}
    with pytest.raises(Refused, match="不用再报"):
        send()
    with pytest.raises(Refused, match="手填的，请写明依据"):
        send(added=[{"name": "应付未付", "fen": 5, "because": ""}])
    with pytest.raises(Refused, match="才结束，之后再报"):
        send(month=DAY)
    with pytest.raises(Refused, match="才结束，之后再报"):
        send(kind="YEAR", month=None)
    with pytest.raises(Refused, match="为什么退回"):
        return_money_statement(actor=ZHAO, statement_id=first.pk, because="", on=DAY)
    return_money_statement(actor=ZHAO, statement_id=first.pk, because="少一笔", on=DAY)
    assert send().version == 2
    with pytest.raises(Refused, match="退回"):
        return_money_statement(actor=ZHAO, statement_id=first.pk, because="又少", on=DAY)


DOING: dict[str, Callable[[Actor], object]] = {
    "note_fund": lambda a: note_fund(actor=a, project_id=uuid4(), source="x", planned_fen=1, on=DAY),
    "withdraw_fund": lambda a: withdraw_fund(actor=a, fund_id=uuid4(), because="x", on=DAY),
    "set_budget": lambda a: set_budget(actor=a, agreement_id=uuid4(), lines=LINES, on=DAY),
    "enter_expense": lambda a: enter_expense(
        actor=a, agreement_id=uuid4(), amount_fen=1, paid_on=DAY, heading="x", what="x", payee="x", on=DAY
    ),
    "correct_expense": lambda a: correct_expense(actor=a, expense_id=uuid4(), because="x", on=DAY),
    "upload_bank_statement": lambda a: upload_bank_statement(
        actor=a, agreement_id=uuid4(), file_name="x.xlsx", content=FILE, on=DAY
    ),
    "send_money_statement": lambda a: send_money_statement(
        actor=a, agreement_id=uuid4(), kind="YEAR", on=DAY
    ),
    "return_money_statement": lambda a: return_money_statement(
        actor=a, statement_id=uuid4(), because="x", on=DAY
    ),
}
MAY = {
    "note_fund": {"county"},
    "withdraw_fund": {"county"},
    "return_money_statement": {"county"},
    "set_budget": {"county", "agency_manager", "agency_finance"},
}


@pytest.mark.refuses("contracts.upload_bank_statement")
@pytest.mark.parametrize("verb", DOING)
def test_only_those_who_do_it_may(verb: str) -> None:
    for nobody in others(*MAY.get(verb, {"agency_manager", "agency_finance"})):
        with pytest.raises(NotAllowed):
            DOING[verb](nobody)
