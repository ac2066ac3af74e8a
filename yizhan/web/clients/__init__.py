"""服务对象: the list, the file of one person, a new file, and lists that come as tables."""

from django.urls import path

from yizhan.web.clients.assess import (
    client_assess,
    client_assess_total,
    client_assessment,
    client_assessment_correct,
    client_assessment_void,
)
from yizhan.web.clients.assessments import assessment_list
from yizhan.web.clients.browse import client_list, client_search
from yizhan.web.clients.care import client_care
from yizhan.web.clients.file import client_file, client_unmask
from yizhan.web.clients.imports import (
    import_confirm,
    import_discard,
    import_list,
    import_map,
    import_page,
    import_progress,
    import_refused,
    import_upload,
)
from yizhan.web.clients.needs import client_need_new, client_need_state, need_list
from yizhan.web.clients.register import client_edit, client_look, client_register
from yizhan.web.clients.standing import (
    class_end,
    client_assign,
    client_classify,
    client_close,
    client_consent,
    client_grade,
    client_guardian,
    client_head,
    client_household,
    client_leave_household,
    client_member,
    client_move,
    client_reopen,
    client_restrict,
    consent_withdraw,
    guardian_end,
)
from yizhan.web.clients.trail import (
    client_changes,
    client_decide,
    client_doubles,
    client_readings,
    client_year,
)

urlpatterns = [
    path("clients/", client_list, name="clients"),
    path("clients/search/", client_search, name="client-search"),
    path("clients/new/", client_register, name="client-register"),
    path("clients/look/", client_look, name="client-look"),
    path("clients/imports/", import_list, name="client-imports"),
    path("clients/imports/upload/", import_upload, name="client-import-upload"),
    path("clients/imports/<uuid:batch_id>/", import_page, name="client-import"),
    path("clients/imports/<uuid:batch_id>/columns/", import_map, name="client-import-map"),
    path("clients/imports/<uuid:batch_id>/progress/", import_progress, name="client-import-progress"),
    path("clients/imports/<uuid:batch_id>/confirm/", import_confirm, name="client-import-confirm"),
    path("clients/imports/<uuid:batch_id>/discard/", import_discard, name="client-import-discard"),
    path("clients/imports/<uuid:batch_id>/refused.xlsx", import_refused, name="client-import-refused"),
    path("clients/assessments/", assessment_list, name="assessments"),
    path("clients/needs/", need_list, name="needs"),
    path("clients/<uuid:client_id>/", client_file, name="client-file"),
    path("clients/<uuid:client_id>/care/", client_care, name="client-care"),
    path("clients/<uuid:client_id>/assess/", client_assess, name="client-assess"),
    path("clients/<uuid:client_id>/assess/total/", client_assess_total, name="client-assess-total"),
    path("clients/<uuid:client_id>/assessments/<uuid:assessment_id>/", client_assessment, name="client-assessment"),
    path("clients/<uuid:client_id>/assessments/<uuid:assessment_id>/correct/", client_assessment_correct, name="client-assessment-correct"),
    path("clients/<uuid:client_id>/assessments/<uuid:assessment_id>/void/", client_assessment_void, name="client-assessment-void"),
    path("clients/<uuid:client_id>/needs/", client_need_new, name="client-need-new"),
    path("clients/<uuid:client_id>/needs/<uuid:need_id>/", client_need_state, name="client-need-state"),
    path("clients/<uuid:client_id>/edit/", client_edit, name="client-edit"),
    path("clients/<uuid:client_id>/unmask/", client_unmask, name="client-unmask"),
    path("clients/<uuid:client_id>/readings/", client_readings, name="client-readings"),
    path("clients/<uuid:client_id>/changes/", client_changes, name="client-changes"),
    path("clients/<uuid:client_id>/doubles/", client_doubles, name="client-doubles"),
    path("clients/<uuid:client_id>/doubles/decide/", client_decide, name="client-decide"),
    path("clients/<uuid:client_id>/year/", client_year, name="client-year"),
    path("clients/<uuid:client_id>/grade/", client_grade, name="client-grade"),
    path("clients/<uuid:client_id>/classes/", client_classify, name="client-classify"),
    path("clients/<uuid:client_id>/classes/<slug:code>/end/", class_end, name="client-class-end"),
    path("clients/<uuid:client_id>/consents/", client_consent, name="client-consent"),
    path("clients/<uuid:client_id>/consents/<uuid:consent_id>/withdraw/", consent_withdraw, name="client-consent-withdraw"),
    path("clients/<uuid:client_id>/guardians/", client_guardian, name="client-guardian"),
    path("clients/<uuid:client_id>/guardians/<uuid:guardianship_id>/end/", guardian_end, name="client-guardian-end"),
    path("clients/<uuid:client_id>/household/", client_household, name="client-household"),
    path("clients/<uuid:client_id>/household/leave/", client_leave_household, name="client-household-leave"),
    path("clients/<uuid:client_id>/household/members/", client_member, name="client-member"),
    path("clients/<uuid:client_id>/household/head/", client_head, name="client-head"),
    path("clients/<uuid:client_id>/worker/", client_assign, name="client-assign"),
    path("clients/<uuid:client_id>/restrict/", client_restrict, name="client-restrict"),
    path("clients/<uuid:client_id>/close/", client_close, name="client-close"),
    path("clients/<uuid:client_id>/reopen/", client_reopen, name="client-reopen"),
    path("clients/<uuid:client_id>/move/", client_move, name="client-move"),
]  # fmt: skip
