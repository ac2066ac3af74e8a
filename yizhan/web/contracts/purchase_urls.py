"""Addresses of the first half of a project: plan, filings, application, purchase, agencies."""

from django.urls import path

from yizhan.web.contracts.agencies import (
    agency_disclose,
    agency_edit,
    agency_import,
    agency_import_confirm,
    agency_import_refused,
    agency_list,
    agency_own,
    agency_page,
    agency_sample,
    disclosure_withdraw,
)
from yizhan.web.contracts.applications import (
    application_accept,
    application_docx,
    application_endorse,
    application_list,
    application_page,
    application_return,
    application_submit,
    application_write,
)
from yizhan.web.contracts.filings import (
    filing_accept,
    filing_list,
    filing_other,
    filing_page,
    filing_return,
    filing_send,
    filing_take_back,
)
from yizhan.web.contracts.judge_sheets import sheet_page
from yizhan.web.contracts.plans import (
    plan_docx,
    plan_file,
    plan_page,
    plan_panel,
    plan_pass,
    plan_reopen,
    plan_write,
)
from yizhan.web.contracts.procurements import (
    objection_answer,
    procurement_approve,
    procurement_award,
    procurement_bid,
    procurement_edit,
    procurement_end,
    procurement_evaluate,
    procurement_new,
    procurement_notice,
    procurement_object,
    procurement_page,
    procurement_panel,
    procurement_publicise,
)

PURCHASE = "contracts/procurements/<uuid:procurement_id>"
APPLICATION = "contracts/applications/<uuid:application_id>"
PLAN = "contracts/<uuid:project_id>/plan"

purchase_patterns = [
    path("contracts/filings/", filing_list, name="filings"),
    path("contracts/filings/other/", filing_other, name="filing-other"),
    path("contracts/filings/send", filing_send, name="filing-send"),
    path("contracts/filings/<uuid:filing_id>/", filing_page, name="filing"),
    path("contracts/filings/<uuid:filing_id>/accept", filing_accept, name="filing-accept"),
    path("contracts/filings/<uuid:filing_id>/return", filing_return, name="filing-return"),
    path("contracts/filings/<uuid:filing_id>/take-back", filing_take_back, name="filing-take-back"),
    path(f"{PLAN}/", plan_page, name="plan"),
    path(f"{PLAN}/panel", plan_panel, name="contract-plan"),
    path(f"{PLAN}/write/", plan_write, name="plan-write"),
    path(f"{PLAN}/pass", plan_pass, name="plan-pass"),
    path(f"{PLAN}/reopen", plan_reopen, name="plan-reopen"),
    path(f"{PLAN}/file", plan_file, name="plan-file"),
    path(f"{PLAN}/plan.docx", plan_docx, name="plan-docx"),
    path("contracts/applications/", application_list, name="applications"),
    path("contracts/<uuid:project_id>/application/", application_write, name="application-write"),
    path(f"{APPLICATION}/", application_page, name="application"),
    path(f"{APPLICATION}/submit", application_submit, name="application-submit"),
    path(f"{APPLICATION}/endorse", application_endorse, name="application-endorse"),
    path(f"{APPLICATION}/accept", application_accept, name="application-accept"),
    path(f"{APPLICATION}/return", application_return, name="application-return"),
    path(f"{APPLICATION}/application.docx", application_docx, name="application-docx"),
    path("contracts/<uuid:project_id>/procurements/new/", procurement_new, name="procurement-new"),
    path(f"{PURCHASE}/", procurement_page, name="procurement"),
    path(f"{PURCHASE}/edit/", procurement_edit, name="procurement-edit"),
    path(f"{PURCHASE}/approve", procurement_approve, name="procurement-approve"),
    path(f"{PURCHASE}/notice", procurement_notice, name="procurement-notice"),
    path(f"{PURCHASE}/bid", procurement_bid, name="procurement-bid"),
    path(f"{PURCHASE}/panel", procurement_panel, name="procurement-panel"),
    path("contracts/sheets/<uuid:sheet_id>/", sheet_page, name="judge-sheet"),
    path(f"{PURCHASE}/evaluate", procurement_evaluate, name="procurement-evaluate"),
    path(f"{PURCHASE}/publicise", procurement_publicise, name="procurement-publicise"),
    path(f"{PURCHASE}/object", procurement_object, name="procurement-object"),
    path(f"{PURCHASE}/award", procurement_award, name="procurement-award"),
    path(f"{PURCHASE}/end", procurement_end, name="procurement-end"),
    path("contracts/objections/<uuid:objection_id>/answer", objection_answer, name="objection-answer"),
    path("contracts/agencies/", agency_list, name="agencies"),
    path("contracts/agencies/own", agency_own, name="agency-own"),
    path("contracts/agencies/import/", agency_import, name="agency-import"),
    path("contracts/agencies/import/confirm", agency_import_confirm, name="agency-import-confirm"),
    path("contracts/agencies/import/refused.xlsx", agency_import_refused, name="agency-import-refused"),
    path("contracts/agencies/import/sample.xlsx", agency_sample, name="agency-sample"),
    path("contracts/agencies/<uuid:profile_id>/", agency_page, name="agency"),
    path("contracts/agencies/<uuid:profile_id>/edit/", agency_edit, name="agency-edit"),
    path("contracts/agencies/<uuid:profile_id>/disclose", agency_disclose, name="agency-disclose"),
    path(
        "contracts/disclosures/<uuid:disclosure_id>/withdraw", disclosure_withdraw, name="disclosure-withdraw"
    ),
]
