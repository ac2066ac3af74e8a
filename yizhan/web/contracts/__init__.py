"""项目: the service years of a county, one project on one page, and everything the purchase of service consists of."""

from django.urls import path

from yizhan.web.contracts.agreement import (
    agreement_docx,
    agreement_edit,
    agreement_end,
    agreement_file,
    agreement_new,
    agreement_page,
    agreement_sign,
    agreement_terminate,
    agreement_vary,
    handover_complete,
)
from yizhan.web.contracts.indicators import (
    agreement_progress,
    indicator_page,
    indicators_panel,
    indicators_set,
    share_months,
)
from yizhan.web.contracts.money import urlpatterns as money
from yizhan.web.contracts.ocds import county_ocds, project_ocds
from yizhan.web.contracts.open_data import open_data_page, open_data_publish
from yizhan.web.contracts.papers import paper_file, paper_new, paper_withdraw
from yizhan.web.contracts.payments import (
    agreement_payments,
    agreement_renew,
    agreement_renewal,
    agreement_settle,
    condition_meet,
    deduction_new,
    deduction_withdraw,
    payment_approve,
    payment_pay,
    payment_request,
    payment_return,
    payments_panel,
    payments_plan,
    recovery_collect,
)
from yizhan.web.contracts.project import project_close, project_list, project_new, project_page
from yizhan.web.contracts.purchase_urls import purchase_patterns
from yizhan.web.contracts.recruitments import recruitment_edit, recruitment_new, recruitment_page
from yizhan.web.contracts.staffing import project_trace, staffing_panel
from yizhan.web.contracts.term_report import (
    agreement_report,
    agreement_report_docx,
    work_report,
    work_report_accept,
    work_report_docx,
    work_report_return,
)

urlpatterns = [
    *purchase_patterns,
    path("contracts/", project_list, name="contracts"),
    path("contracts/new/", project_new, name="contract-new"),
    path("contracts/papers/<uuid:paper_id>/file", paper_file, name="contract-paper-file"),
    path("contracts/papers/<uuid:paper_id>/withdraw", paper_withdraw, name="contract-paper-withdraw"),
    *money,
    path("contracts/open/", open_data_page, name="contract-open-data"),
    path("contracts/open/publish", open_data_publish, name="contract-open-data-publish"),
    path("contracts/ocds.json", county_ocds, name="county-ocds"),
    path("contracts/<uuid:project_id>/", project_page, name="contract"),
    path("contracts/<uuid:project_id>/close", project_close, name="contract-close"),
    path("contracts/<uuid:project_id>/papers/new/", paper_new, name="contract-paper-new"),
    path("contracts/<uuid:project_id>/indicators", indicators_panel, name="contract-indicators"),
    path("contracts/<uuid:project_id>/payments", payments_panel, name="contract-payments"),
    path("contracts/<uuid:project_id>/agreements/new/", agreement_new, name="agreement-new"),
    path("contracts/agreements/<uuid:agreement_id>/", agreement_page, name="agreement"),
    path("contracts/agreements/<uuid:agreement_id>/edit/", agreement_edit, name="agreement-edit"),
    path("contracts/agreements/<uuid:agreement_id>/sign", agreement_sign, name="agreement-sign"),
    path("contracts/agreements/<uuid:agreement_id>/file", agreement_file, name="agreement-file"),
    path("contracts/agreements/<uuid:agreement_id>/vary/", agreement_vary, name="agreement-vary"),
    path(
        "contracts/agreements/<uuid:agreement_id>/terminate", agreement_terminate, name="agreement-terminate"
    ),
    path("contracts/agreements/<uuid:agreement_id>/end", agreement_end, name="agreement-end"),
    path("contracts/agreements/<uuid:agreement_id>/agreement.docx", agreement_docx, name="agreement-docx"),
    path("contracts/agreements/<uuid:agreement_id>/report/", agreement_report, name="agreement-report"),
    path(
        "contracts/agreements/<uuid:agreement_id>/report.docx",
        agreement_report_docx,
        name="agreement-report-docx",
    ),
    path("contracts/work-reports/<uuid:report_id>/", work_report, name="work-report"),
    path("contracts/work-reports/<uuid:report_id>/report.docx", work_report_docx, name="work-report-docx"),
    path("contracts/work-reports/<uuid:report_id>/return", work_report_return, name="work-report-return"),
    path("contracts/work-reports/<uuid:report_id>/accept", work_report_accept, name="work-report-accept"),
    path("contracts/agreements/<uuid:agreement_id>/indicators/", indicators_set, name="indicators-set"),
    path("contracts/agreements/<uuid:agreement_id>/progress/", agreement_progress, name="agreement-progress"),
    path("contracts/agreements/<uuid:agreement_id>/payments/", agreement_payments, name="agreement-payments"),
    path("contracts/agreements/<uuid:agreement_id>/payments/plan/", payments_plan, name="payments-plan"),
    path(
        "contracts/agreements/<uuid:agreement_id>/payments/settle/", agreement_settle, name="agreement-settle"
    ),
    path("contracts/agreements/<uuid:agreement_id>/deductions/new/", deduction_new, name="deduction-new"),
    path("contracts/agreements/<uuid:agreement_id>/renewal/", agreement_renewal, name="agreement-renewal"),
    path("contracts/agreements/<uuid:agreement_id>/renew", agreement_renew, name="agreement-renew"),
    path("contracts/handovers/<uuid:handover_id>/complete", handover_complete, name="handover-complete"),
    path("contracts/indicators/<uuid:indicator_id>/", indicator_page, name="indicator"),
    path("contracts/shares/<uuid:share_id>/months/", share_months, name="share-months"),
    path("contracts/conditions/<uuid:condition_id>/", condition_meet, name="condition-meet"),
    path("contracts/instalments/<uuid:instalment_id>/request", payment_request, name="payment-request"),
    path("contracts/instalments/<uuid:instalment_id>/return", payment_return, name="payment-return"),
    path("contracts/instalments/<uuid:instalment_id>/approve", payment_approve, name="payment-approve"),
    path("contracts/instalments/<uuid:instalment_id>/pay", payment_pay, name="payment-pay"),
    path("contracts/deductions/<uuid:deduction_id>/withdraw", deduction_withdraw, name="deduction-withdraw"),
    path("contracts/deductions/<uuid:deduction_id>/collect", recovery_collect, name="recovery-collect"),
    path("contracts/<uuid:project_id>/staffing/", staffing_panel, name="contract-staffing"),
    path("contracts/<uuid:project_id>/trajectory/", project_trace, name="contract-trajectory"),
    path("contracts/<uuid:project_id>/recruitments/new/", recruitment_new, name="recruitment-new"),
    path("contracts/recruitments/<uuid:recruitment_id>/", recruitment_page, name="recruitment"),
    path("contracts/recruitments/<uuid:recruitment_id>/edit/", recruitment_edit, name="recruitment-edit"),
    path("contracts/<uuid:project_id>/ocds.json", project_ocds, name="contract-ocds"),
]
