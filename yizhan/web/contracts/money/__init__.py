"""The money of a project: sources, budgets, expenses, bank statements, what an agency reports of it."""

from django.urls import path

from yizhan.web.contracts.money.bank import (
    bank_drop,
    bank_match,
    bank_match_all,
    bank_page,
    bank_statement,
    bank_take,
)
from yizhan.web.contracts.money.budgets import annex_paper, budget_edit, budget_page, budget_paper
from yizhan.web.contracts.money.expenses import (
    expense_correct,
    expense_list,
    expense_new,
    expense_page,
    expense_voucher,
)
from yizhan.web.contracts.money.funds import (
    arrival_new,
    entries_page,
    entry_reverse,
    fund_new,
    fund_withdraw,
    funds_page,
    sources_page,
)
from yizhan.web.contracts.money.interest import interest_new, interest_reverse
from yizhan.web.contracts.money.overview import curve_panel, money_page, money_panel
from yizhan.web.contracts.money.statements import (
    public_sheet,
    public_withdraw,
    statement_page,
    statement_publish,
    statement_return,
    statements_page,
)
from yizhan.web.contracts.money.subsidies import (
    subsidies_page,
    subsidy_decide,
    subsidy_propose,
    subsidy_receive,
)

ONE = "contracts/<uuid:project_id>/money/"
OF = f"{ONE}<uuid:agreement_id>/"

urlpatterns = [
    path("contracts/money/", sources_page, name="contract-sources"),
    path("contracts/money/funds/<uuid:fund_id>/withdraw", fund_withdraw, name="contract-fund-withdraw"),
    path("contracts/money/entries/<uuid:entry_id>/reverse", entry_reverse, name="contract-entry-reverse"),
    path("contracts/money/expenses/<uuid:expense_id>/", expense_page, name="contract-expense"),
    path("contracts/money/expenses/<uuid:expense_id>/correct/", expense_correct, name="contract-expense-correct"),
    path("contracts/money/expenses/<uuid:expense_id>/voucher", expense_voucher, name="contract-expense-voucher"),
    path("contracts/money/bank/<uuid:statement_id>/", bank_statement, name="contract-bank-statement"),
    path("contracts/money/bank/<uuid:statement_id>/take", bank_take, name="contract-bank-take"),
    path("contracts/money/bank/<uuid:statement_id>/drop", bank_drop, name="contract-bank-drop"),
    path("contracts/money/bank/lines/<uuid:line_id>/match", bank_match, name="contract-bank-match"),
    path("contracts/money/statements/<uuid:statement_id>/return", statement_return, name="contract-statement-return"),
    path("contracts/money/statements/<uuid:statement_id>/publish", statement_publish, name="contract-statement-publish"),
    path("contracts/money/public/<uuid:snapshot_id>/", public_sheet, name="contract-public"),
    path("contracts/money/public/<uuid:snapshot_id>/withdraw", public_withdraw, name="contract-public-withdraw"),
    path(ONE, money_page, name="contract-money-page"),
    path(f"{ONE}panel", money_panel, name="contract-money"),
    path(f"{ONE}curve", curve_panel, name="contract-curve"),
    path(f"{ONE}funds/", funds_page, name="contract-funds"),
    path(f"{ONE}funds/new/", fund_new, name="contract-fund-new"),
    path(f"{ONE}funds/arrival/", arrival_new, name="contract-arrival"),
    path(f"{ONE}subsidies/", subsidies_page, name="contract-subsidies"),
    path(f"{ONE}subsidies/propose", subsidy_propose, name="contract-subsidy-propose"),
    path("contracts/money/subsidies/<uuid:subsidy_id>/decide", subsidy_decide, name="contract-subsidy-decide"),
    path("contracts/money/subsidies/<uuid:subsidy_id>/receive", subsidy_receive, name="contract-subsidy-receive"),
    path("contracts/money/interest/<uuid:entry_id>/reverse", interest_reverse, name="contract-interest-reverse"),
    path(f"{OF}interest/", interest_new, name="contract-interest"),
    path(f"{ONE}entries/", entries_page, name="contract-entries"),
    path(f"{ONE}expenses/", expense_list, name="contract-expenses"),
    path(f"{ONE}annex.xlsx", annex_paper, name="contract-annex"),
    path(f"{OF}expenses/new/", expense_new, name="contract-expense-new"),
    path(f"{OF}budget/", budget_page, name="contract-budget"),
    path(f"{OF}budget/edit/", budget_edit, name="contract-budget-edit"),
    path(f"{OF}budget.xlsx", budget_paper, name="contract-budget-paper"),
    path(f"{OF}bank/", bank_page, name="contract-bank"),
    path(f"{OF}bank/match", bank_match_all, name="contract-bank-match-all"),
    path(f"{OF}statements/", statements_page, name="contract-statements"),
    path(f"{OF}statements/<str:when>/", statement_page, name="contract-statement"),
]  # fmt: skip
