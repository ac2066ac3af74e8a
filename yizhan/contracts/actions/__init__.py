"""What may be done in the purchase of service, by noun."""

from yizhan.contracts.actions.agencies import disclose, import_agencies, keep_agency, withdraw_disclosure
from yizhan.contracts.actions.agreements import (
    change_draft,
    complete_handover,
    draft_agreement,
    end_agreement,
    sign_agreement,
    terminate_agreement,
)
from yizhan.contracts.actions.agreements_ground import StationLine
from yizhan.contracts.actions.applications import (
    accept_application,
    endorse_application,
    return_application,
    submit_application,
    write_application,
)
from yizhan.contracts.actions.bank import (
    drop_bank_statement,
    match_bank_line,
    take_bank_statement,
    upload_bank_statement,
)
from yizhan.contracts.actions.bids import (
    answer_objection,
    award,
    evaluate_bids,
    publicise_result,
    record_bid,
    record_objection,
)
from yizhan.contracts.actions.budgets import set_budget
from yizhan.contracts.actions.entries import book, reverse_entry
from yizhan.contracts.actions.expenses import attach_voucher, correct_expense, enter_expense
from yizhan.contracts.actions.filings import accept_filing, file_upward, return_filing, take_back_filing
from yizhan.contracts.actions.funds import note_fund, withdraw_fund
from yizhan.contracts.actions.indicators import IndicatorLine, note_indicator, plan_months, set_indicators
from yizhan.contracts.actions.instalments import (
    PaymentLine,
    approve_payment,
    collect_recovery,
    deduct,
    meet_condition,
    pay_instalment,
    plan_instalments,
    request_payment,
    return_payment,
    withdraw_deduction,
)
from yizhan.contracts.actions.open_data import publish_open_data
from yizhan.contracts.actions.panels import enter_sheet, seat_panel
from yizhan.contracts.actions.papers import attach_paper, withdraw_paper
from yizhan.contracts.actions.plans import pass_plan, reopen_plan, write_plan
from yizhan.contracts.actions.procurements import (
    approve_procurement,
    end_procurement,
    plan_procurement,
    publish_notice,
)
from yizhan.contracts.actions.projects import close_project, open_project
from yizhan.contracts.actions.recruitments import (
    agree_recruitment,
    announce_recruitment,
    plan_recruitment,
    record_recruitment,
    return_recruitment,
    send_recruitment,
)
from yizhan.contracts.actions.renewals import decide_renewal, renew_agreement
from yizhan.contracts.actions.settlements import settle_agreement
from yizhan.contracts.actions.statements import (
    publish_statement,
    return_money_statement,
    send_money_statement,
)
from yizhan.contracts.actions.subsidies import decide_subsidy, propose_subsidy, receive_subsidy
from yizhan.contracts.actions.variations import vary_agreement
from yizhan.contracts.actions.work_reports import (
    accept_work_report,
    return_work_report,
    send_work_report,
    write_work_report,
)

__all__ = [
    "IndicatorLine",
    "PaymentLine",
    "StationLine",
    "accept_application",
    "accept_filing",
    "accept_work_report",
    "agree_recruitment",
    "announce_recruitment",
    "answer_objection",
    "approve_payment",
    "approve_procurement",
    "attach_paper",
    "attach_voucher",
    "award",
    "book",
    "change_draft",
    "close_project",
    "collect_recovery",
    "complete_handover",
    "correct_expense",
    "decide_renewal",
    "decide_subsidy",
    "deduct",
    "disclose",
    "draft_agreement",
    "drop_bank_statement",
    "end_agreement",
    "end_procurement",
    "endorse_application",
    "enter_expense",
    "enter_sheet",
    "evaluate_bids",
    "file_upward",
    "import_agencies",
    "keep_agency",
    "match_bank_line",
    "meet_condition",
    "note_fund",
    "note_indicator",
    "open_project",
    "pass_plan",
    "pay_instalment",
    "plan_instalments",
    "plan_months",
    "plan_procurement",
    "plan_recruitment",
    "propose_subsidy",
    "publicise_result",
    "publish_notice",
    "publish_open_data",
    "publish_statement",
    "receive_subsidy",
    "record_bid",
    "record_objection",
    "record_recruitment",
    "renew_agreement",
    "reopen_plan",
    "request_payment",
    "return_application",
    "return_filing",
    "return_money_statement",
    "return_payment",
    "return_recruitment",
    "return_work_report",
    "reverse_entry",
    "seat_panel",
    "send_money_statement",
    "send_recruitment",
    "send_work_report",
    "set_budget",
    "set_indicators",
    "settle_agreement",
    "sign_agreement",
    "submit_application",
    "take_back_filing",
    "take_bank_statement",
    "terminate_agreement",
    "upload_bank_statement",
    "vary_agreement",
    "withdraw_deduction",
    "withdraw_disclosure",
    "withdraw_fund",
    "withdraw_paper",
    "write_application",
    "write_plan",
    "write_work_report",
]
