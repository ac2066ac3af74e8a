"""服务记录: write one down, find them again, mend them; who is due today; tasks that are not ours."""

from django.urls import path

from yizhan.web.services.alarms import urlpatterns as alarms
from yizhan.web.services.archive import urlpatterns as archive
from yizhan.web.services.browse import client_timeline, due_list, service_list, service_page
from yizhan.web.services.cases import case_list, case_new, case_page, client_cases
from yizhan.web.services.cases_paper import case_paper
from yizhan.web.services.cases_write import (
    case_advise,
    case_assign,
    case_conference,
    case_contact,
    case_decide,
    case_goal,
    case_reopen,
    case_send,
    case_sheet,
    case_task,
)
from yizhan.web.services.desk import urlpatterns as desk
from yizhan.web.services.exams import urlpatterns as exams
from yizhan.web.services.mend import service_correct, service_follow_up, service_void
from yizhan.web.services.paper_forms import (
    paper_form_adopt,
    paper_form_blank,
    paper_form_file,
    paper_form_list,
    paper_form_standard,
    paper_form_upload,
)
from yizhan.web.services.photos import urlpatterns as photos
from yizhan.web.services.programmes import urlpatterns as programmes
from yizhan.web.services.publicity import urlpatterns as publicity
from yizhan.web.services.record import service_new, service_people
from yizhan.web.services.referrals import urlpatterns as referrals
from yizhan.web.services.resources import urlpatterns as resources
from yizhan.web.services.supervisions import urlpatterns as supervisions
from yizhan.web.services.tasks import task_list, task_new
from yizhan.web.services.trainings import urlpatterns as trainings

urlpatterns = [
    path("services/", service_list, name="services"),
    path("services/new/", service_new, name="service-new"),
    path("services/new/people/", service_people, name="service-people"),
    path("services/due/", due_list, name="due"),
    path("services/cases/", case_list, name="cases"),
    path("services/cases/new/", case_new, name="case-new"),
    path("services/cases/goals/<uuid:goal_id>/", case_goal, name="case-goal"),
    path("services/cases/tasks/<uuid:task_id>/", case_task, name="case-task"),
    path("services/cases/contacts/<uuid:contact_id>/advice/", case_advise, name="case-advise"),
    path("services/paper-forms/", paper_form_list, name="paper-forms"),
    path("services/paper-forms/upload/", paper_form_upload, name="paper-form-upload"),
    path("services/paper-forms/standard/", paper_form_standard, name="paper-form-standard"),
    path("services/paper-forms/blank/<str:kind>/", paper_form_blank, name="paper-form-blank"),
    path("services/paper-forms/<uuid:form_id>/", paper_form_file, name="paper-form-file"),
    path("services/paper-forms/<uuid:form_id>/adopt/", paper_form_adopt, name="paper-form-adopt"),
    path("services/cases/sheets/<uuid:sheet_id>/", case_decide, name="case-decide"),
    path("services/cases/<uuid:case_id>/", case_page, name="case"),
    path("services/cases/<uuid:case_id>/contact/", case_contact, name="case-contact"),
    path("services/cases/<uuid:case_id>/conference/", case_conference, name="case-conference"),
    path("services/cases/<uuid:case_id>/assign/", case_assign, name="case-assign"),
    path("services/cases/<uuid:case_id>/reopen/", case_reopen, name="case-reopen"),
    path("services/cases/<uuid:case_id>/file.docx", case_paper, name="case-paper"),
    path("services/cases/<uuid:case_id>/<slug:kind>/", case_sheet, name="case-sheet"),
    path("services/cases/<uuid:case_id>/<slug:kind>/send/", case_send, name="case-send"),
    path("clients/<uuid:client_id>/cases/", client_cases, name="client-cases"),
    path("services/tasks/", task_list, name="tasks"),
    path("services/tasks/new/", task_new, name="task-new"),
    *photos,
    *alarms,
    *desk,
    *referrals,
    *programmes,
    *supervisions,
    *exams,
    *trainings,
    *publicity,
    *resources,
    *archive,
    path("services/<uuid:service_id>/", service_page, name="service"),
    path("services/<uuid:service_id>/correct/", service_correct, name="service-correct"),
    path("services/<uuid:service_id>/void/", service_void, name="service-void"),
    path("services/<uuid:service_id>/follow-up/", service_follow_up, name="service-follow-up"),
    path("clients/<uuid:client_id>/timeline/", client_timeline, name="client-timeline"),
]
