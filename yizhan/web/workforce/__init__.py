"""社工队伍: who serves where, one person's file, enrolment against the region's conditions, and filing."""

from django.urls import path

from yizhan.web.workforce.browse import station_staff, worker_list, worker_page, worker_unmask
from yizhan.web.workforce.commitment import commitment_blank, commitment_docx
from yizhan.web.workforce.employment import (
    commitment_record,
    contract_end,
    contract_record,
    grade_set,
    insurance_end,
    insurance_record,
    leave_announce,
    leave_replace,
    leave_withdraw,
    pay_record,
    pay_void,
    staff_paper_file,
    staff_paper_new,
    staff_paper_withdraw,
)
from yizhan.web.workforce.pay import pay_month
from yizhan.web.workforce.sanctions import sanction_agency, sanction_list, sanction_page, sanction_worker
from yizhan.web.workforce.trajectory import worker_trajectory
from yizhan.web.workforce.volunteers import (
    volunteer_edit,
    volunteer_leave,
    volunteer_list,
    volunteer_new,
    volunteer_page,
    volunteer_proof,
    volunteer_proof_void,
    volunteer_prove,
    volunteer_unmask,
)
from yizhan.web.workforce.write import (
    filing_decide,
    filing_new,
    worker_account,
    worker_certificate,
    worker_edit,
    worker_fit,
    worker_leave,
    worker_new,
    worker_post,
)

urlpatterns = [
    path("workers/", worker_list, name="workers"),
    path("workers/<uuid:worker_id>/", worker_page, name="worker"),
    path("workers/<uuid:worker_id>/edit/", worker_edit, name="worker-edit"),
    path("workers/<uuid:worker_id>/post/", worker_post, name="worker-post"),
    path("workers/<uuid:worker_id>/leave/", worker_leave, name="worker-leave"),
    path("workers/<uuid:worker_id>/certificate/", worker_certificate, name="worker-certificate"),
    path("workers/<uuid:worker_id>/account/", worker_account, name="worker-account"),
    path("workers/<uuid:worker_id>/unmask/", worker_unmask, name="worker-unmask"),
    path("workers/<uuid:worker_id>/trajectory/", worker_trajectory, name="worker-trajectory"),
    path("workers/<uuid:worker_id>/papers/new/", staff_paper_new, name="staff-paper-new"),
    path("workers/<uuid:worker_id>/contracts/new/", contract_record, name="labour-contract-new"),
    path("workers/<uuid:worker_id>/insurances/new/", insurance_record, name="insurance-new"),
    path("workers/<uuid:worker_id>/pay/new/", pay_record, name="pay-new"),
    path("workers/<uuid:worker_id>/grade/", grade_set, name="worker-grade"),
    path("workers/<uuid:worker_id>/commitment/", commitment_record, name="worker-commitment"),
    path("workers/<uuid:worker_id>/commitment.docx", commitment_docx, name="worker-commitment-docx"),
    path("workers/<uuid:worker_id>/resign/", leave_announce, name="worker-resign"),
    path("workers/<uuid:worker_id>/sanctions/new/", sanction_worker, name="sanction-worker"),
    path("workforce/papers/<uuid:paper_id>/file", staff_paper_file, name="staff-paper-file"),
    path("workforce/papers/<uuid:paper_id>/withdraw/", staff_paper_withdraw, name="staff-paper-withdraw"),
    path("workforce/contracts/<uuid:contract_id>/end/", contract_end, name="labour-contract-end"),
    path("workforce/insurances/<uuid:insurance_id>/end/", insurance_end, name="insurance-end"),
    path("workforce/pay/", pay_month, name="pay-month"),
    path("workforce/pay/<uuid:pay_id>/void/", pay_void, name="pay-void"),
    path("workforce/resignations/<uuid:resignation_id>/replace/", leave_replace, name="resignation-replace"),
    path(
        "workforce/resignations/<uuid:resignation_id>/withdraw/", leave_withdraw, name="resignation-withdraw"
    ),
    path("workforce/sanctions/", sanction_list, name="sanctions"),
    path("workforce/sanctions/new/", sanction_agency, name="sanction-agency"),
    path("workforce/sanctions/<uuid:sanction_id>/", sanction_page, name="sanction"),
    path("stations/<uuid:station_id>/staff/commitment.docx", commitment_blank, name="commitment-blank"),
    path("stations/<uuid:station_id>/staff/", station_staff, name="station-staff"),
    path("stations/<uuid:station_id>/staff/new/", worker_new, name="worker-new"),
    path("stations/<uuid:station_id>/staff/fit/", worker_fit, name="worker-fit"),
    path("stations/<uuid:station_id>/staff/file/", filing_new, name="filing-new"),
    path("workforce/filings/<uuid:filing_id>/", filing_decide, name="filing-decide"),
    path("volunteers/", volunteer_list, name="volunteers"),
    path("volunteers/new/", volunteer_new, name="volunteer-new"),
    path("volunteers/<uuid:volunteer_id>/", volunteer_page, name="volunteer"),
    path("volunteers/<uuid:volunteer_id>/edit/", volunteer_edit, name="volunteer-edit"),
    path("volunteers/<uuid:volunteer_id>/leave/", volunteer_leave, name="volunteer-leave"),
    path("volunteers/<uuid:volunteer_id>/unmask/", volunteer_unmask, name="volunteer-unmask"),
    path("volunteers/<uuid:volunteer_id>/prove/", volunteer_prove, name="volunteer-prove"),
    path("volunteers/proofs/<uuid:proof_id>/", volunteer_proof, name="volunteer-proof"),
    path("volunteers/proofs/<uuid:proof_id>/void/", volunteer_proof_void, name="volunteer-proof-void"),
]
