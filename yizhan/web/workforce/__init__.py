"""社工队伍: who serves where, one person's file, enrolment against the region's conditions, and filing."""

from django.urls import path

from yizhan.web.workforce.browse import station_staff, worker_list, worker_page, worker_unmask
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
