"""The pages of a project's money, as those see them who use them."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from tests.conftest import Pinned
from tests.contracts.ledger import DAY, WAN, Ground, agreed_project
from tests.contracts.test_money_actions import FILE, LINES, PNG
from tests.people import FINANCE, MANAGER, YACHA_STATION, ZHAO
from tests.world import TODAY, World, sign_in_as
from yizhan.contracts.actions import book, enter_expense, note_fund, set_budget
from yizhan.contracts.models import BankLine, Budget, Entry, Expense, Fund, MoneyStatement

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(world: World) -> Ground:
    made = agreed_project()
    set_budget(actor=MANAGER, agreement_id=made.agreement.pk, lines=LINES, on=DAY)
    note_fund(
        actor=ZHAO,
        project_id=made.project.pk,
        source="县级财政预算",
        payer="县级财政",
        planned_fen=44 * WAN,
        matching=True,
        on=DAY,
    )
    book(
        actor=ZHAO,
        project_id=made.project.pk,
        kind="RECEIVED",
        amount_fen=10 * WAN,
        moved_on=date(2026, 7, 10),
        on=DAY,
        what="第一期项目款",
        agreement_id=made.agreement.pk,
    )
    enter_expense(
        actor=FINANCE,
        agreement_id=made.agreement.pk,
        amount_fen=9 * WAN,
        paid_on=date(2026, 10, 17),
        heading="人力服务费用",
        what="工资",
        payee="示例甲",
        why_no_invoice="工资表",
        station_id=YACHA_STATION,
        on=DAY,
    )
    return made


@pytest.fixture
def as_role(world: World, ground: Ground) -> Callable[[str], Client]:
    return lambda role: sign_in_as(Client(), world.account_of(role))


def url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def test_every_page_of_the_money_opens_for_those_who_see_it(
    ground: Ground, as_role: Callable[[str], Client]
) -> None:
    one, of = ground.project.pk, ground.agreement.pk
    expense = Expense.objects.get()
    pages = [
        url("contract-money-page", one),
        url("contract-money", one),
        url("contract-curve", one),
        url("contract-expenses", one),
        url("contract-entries", one),
        url("contract-budget", one, of),
        url("contract-bank", one, of),
        url("contract-statements", one, of),
        url("contract-statement", one, of, "2026-10"),
        url("contract-statement", one, of, "year"),
        url("contract-expense", expense.pk),
        url("contract-sources"),
    ]
    offices = [*pages, url("contract-funds", one)]
    for role, seen in (("agency_finance", pages), ("county", offices), ("auditor", offices)):
        client = as_role(role)
        for page in seen:
            answer = client.get(page)
            assert answer.status_code == 200, (role, page)
    agency, county = as_role("agency_finance"), as_role("county")
    for page in (
        url("contract-expense-new", one, of),
        url("contract-expense-correct", expense.pk),
        url("contract-budget-edit", one, of),
    ):
        assert agency.get(page).status_code == 200, page
    for page in (
        url("contract-fund-new", one),
        url("contract-arrival", one),
        url("contract-budget-edit", one, of),
    ):
        assert county.get(page).status_code == 200, page
    head = as_role("station_head")
    assert "由承接机构和民政局看" in head.get(url("contract-money", one)).content.decode()
    assert head.get(url("contract-money-page", one)).status_code == 403
    assert as_role("auditor").get(url("contract-expense-new", one, of)).status_code == 403
    assert agency.get(url("contract-budget", one, ground.other.pk)).status_code == 404


def test_the_panel_shows_budget_spending_and_the_share_of_labour(
    ground: Ground, as_role: Callable[[str], Client]
) -> None:
    told = as_role("county").get(url("contract-money", ground.project.pk)).content.decode()
    assert "16.20" in told
    assert "9.00" in told
    assert "占比" in told
    assert "只在经费基础标准提高时适用" in told


@pytest.mark.requirement("R297")
def test_the_cost_table_downloads_in_the_offices_layout(
    ground: Ground, as_role: Callable[[str], Client]
) -> None:
    answer = as_role("county").get(url("contract-annex", ground.project.pk))
    rows = load_workbook(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert "经费测算表" in str(rows[0][0])
    assert rows[1] == [
        "序号", "乡镇", "驻站社工（人）", "人力服务费用（万元）", "运营费用（万元）", "总经费（万元）", "备注",
    ]  # fmt: skip
    assert rows[2][2:6] == [3, 16.2, 5.8, 22]
    assert rows[-1][0] == "合计"
    assert rows[-1][2:6] == [6, 32.4, 11.6, 44]


def test_an_expense_is_entered_with_a_photo_and_corrected(
    ground: Ground, as_role: Callable[[str], Client]
) -> None:
    client = as_role("agency_finance")
    form = {
        "amount": "380.5",
        "paid_on": "2026-11-14",
        "heading": "运营费用",
        "station_id": str(YACHA_STATION),
        "what": "活动用品",
        "payee": "示例文具店",
        "invoice_number": "12345678",
    }
    page = url("contract-expense-new", ground.project.pk, ground.agreement.pk)
    wrong = client.post(page, {**form, "amount": "很多"})
    assert wrong.status_code == 422
    assert "金额写成 380.50" in wrong.content.decode()
    made = client.post(page, {**form, "file": _photo()})
    expense = Expense.objects.get(entry__amount_fen=380_50)
    assert made.headers["Location"] == url("contract-expense", expense.pk)
    shown = client.get(made.headers["Location"]).content.decode()
    assert "小票.png" in shown
    assert "超过预算" not in shown
    slip = client.post(page, {**form, "amount": "9999999", "invoice_number": "87654321"}, follow=True)
    assert "“运营费用”已支 10,000,379.50 元，超过预算" in slip.content.decode(), (
        "a slip of the hand is seen at once"
    )
    slipped = Expense.objects.get(entry__amount_fen=9_999_999_00)
    client.post(url("contract-expense-correct", slipped.pk), {"only": "1", "because": "多打了几位"})
    again = client.post(page, form)
    assert "这张发票已经登记过" in again.content.decode()
    correct = url("contract-expense-correct", expense.pk)
    client.post(correct, {**form, "amount": "308.5", "because": "金额写反"})
    assert Entry.objects.filter(project=ground.project, kind="SPENT").fen() == 9 * WAN + 308_50
    newest = Expense.objects.get(entry__amount_fen=308_50)
    client.post(url("contract-expense-correct", newest.pk), {"only": "1", "because": "退货"})
    assert Entry.objects.filter(project=ground.project, kind="SPENT").fen() == 9 * WAN


def _photo() -> BytesIO:
    photo = BytesIO(PNG)
    photo.name = "小票.png"
    return photo


def test_a_budget_is_filled_in_as_a_grid_and_its_sum_is_shown_while_one_types(
    ground: Ground, as_role: Callable[[str], Client]
) -> None:
    client = as_role("agency_manager")
    page = url("contract-budget-edit", ground.project.pk, ground.agreement.pk)
    cells = {f"c-0-{YACHA_STATION}": "3人×5.4万元", f"c-1-{YACHA_STATION}": "5万"}
    live = client.post(page, cells, headers={"HX-Request": "true"}).content.decode()
    assert "还差 8,000.00 元" in live
    assert Budget.objects.filter(agreement=ground.agreement).count() == 1
    short = client.post(page, {**cells, "because": "试算"})
    assert short.status_code == 422
    assert "还差 8,000.00 元" in short.content.decode()
    unread = client.post(page, {**cells, f"c-1-{YACHA_STATION}": "五万", "because": "试算"})
    assert "读不出金额" in unread.content.decode()
    done = client.post(page, {**cells, f"c-1-{YACHA_STATION}": "58000", "because": "试算"})
    assert done.status_code == 302
    assert Budget.objects.filter(agreement=ground.agreement).count() == 2
    paper = client.get(url("contract-budget-paper", ground.project.pk, ground.agreement.pk))
    rows = load_workbook(BytesIO(paper.content)).get_sheet_by_index(0).to_python()
    assert rows[-1] == ["预算支出合计", "", 22]


def test_the_county_notes_a_source_and_its_arrival(ground: Ground, as_role: Callable[[str], Client]) -> None:
    client = as_role("county")
    new = url("contract-fund-new", ground.project.pk)
    client.post(new, {"source": "福彩公益金", "payer": "省级财政", "planned": "5万"})
    assert Fund.objects.get(source="福彩公益金").planned_fen == 5 * WAN
    client.post(
        url("contract-arrival", ground.project.pk),
        {"source": "福彩公益金", "amount": "2万", "moved_on": TODAY.isoformat(), "what": "第一批"},
    )
    told = client.get(url("contract-funds", ground.project.pk)).content.decode()
    assert "还差 30,000.00" in told
    assert "承诺的配套资金还差" in told
    book_ = client.get(f"{url('contract-sources')}?year=2026&export=xlsx")
    rows = load_workbook(BytesIO(book_.content)).get_sheet_by_index(0).to_python()
    assert ["白沙黎族自治县", "福彩公益金", 50_000, 20_000] in rows
    entry = Entry.objects.get(kind="ALLOCATED")
    client.post(url("contract-entry-reverse", entry.pk), {"because": "记错来源"})
    assert Entry.objects.filter(kind="ALLOCATED").fen() == 0


def test_a_bank_statement_goes_from_file_to_match(ground: Ground, as_role: Callable[[str], Client]) -> None:
    client = as_role("agency_finance")
    page = url("contract-bank", ground.project.pk, ground.agreement.pk)
    file = BytesIO(FILE)
    file.name = "流水.xlsx"
    preview = client.post(page, {"file": file}).headers["Location"]
    told = client.get(preview).content.decode()
    assert "新的 2 行" in told
    assert "日期读不出来" in told
    assert client.get(f"{preview}?refused=1").status_code == 200
    client.post(f"{preview}take")
    assert BankLine.objects.count() == 2
    assert client.get(page).status_code == 200


def test_a_month_is_handed_in_and_sent_back(ground: Ground, as_role: Callable[[str], Client]) -> None:
    page = url("contract-statement", ground.project.pk, ground.agreement.pk, "2026-10")
    agency, county = as_role("agency_finance"), as_role("county")
    sent = agency.post(page, {"note": "", "name": "应付未付工资", "amount": "5", "because": "10月工资11月发"})
    assert sent.status_code == 302
    statement = MoneyStatement.objects.get()
    county.post(url("contract-statement-return", statement.pk), {"because": "少一笔"})
    assert "退回：少一笔" in agency.get(page).content.decode()
    paper = agency.get(f"{page}?export=xlsx")
    rows = load_workbook(BytesIO(paper.content)).get_sheet_by_index(0).to_python()
    assert rows[-1][:2] == ["期末结存", 10_000]
    assert [row[0] for row in rows].count("期末结存") == 1
    assert ["    其中：人力服务费用", 90_000, ""] in rows


def test_the_lists_ask_the_database_as_often_however_long_they_are(
    ground: Ground, as_role: Callable[[str], Client], pinned_queries: Pinned
) -> None:
    client, one = as_role("county"), ground.project.pk
    pages = (
        ("project: money", url("contract-money-page", one)),
        ("project: expenses", url("contract-expenses", one)),
        ("project: ledger", url("contract-entries", one)),
        ("project: bank", url("contract-bank", one, ground.agreement.pk)),
    )
    for number in range(3):
        enter_expense(
            actor=FINANCE,
            agreement_id=ground.agreement.pk,
            amount_fen=100 + number,
            paid_on=date(2026, 10, 18),
            heading="运营费用",
            what="活动用品",
            payee="示例店",
            invoice_number=f"9{number}",
            on=DAY,
        )
    for name, page in pages:
        client.get(page)
        with pinned_queries(name):
            assert client.get(page).status_code == 200
