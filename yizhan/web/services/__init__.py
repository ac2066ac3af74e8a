"""服务记录: write one down, find them again, mend them; who is due today; tasks that are not ours."""

from django.urls import path

from yizhan.web.services.browse import client_timeline, due_list, service_list, service_page
from yizhan.web.services.desk import urlpatterns as desk
from yizhan.web.services.mend import service_correct, service_follow_up, service_void
from yizhan.web.services.photos import urlpatterns as photos
from yizhan.web.services.record import service_new, service_people
from yizhan.web.services.referrals import urlpatterns as referrals
from yizhan.web.services.tasks import task_list, task_new

urlpatterns = [
    path("services/", service_list, name="services"),
    path("services/new/", service_new, name="service-new"),
    path("services/new/people/", service_people, name="service-people"),
    path("services/due/", due_list, name="due"),
    path("services/tasks/", task_list, name="tasks"),
    path("services/tasks/new/", task_new, name="task-new"),
    *photos,
    *desk,
    *referrals,
    path("services/<uuid:service_id>/", service_page, name="service"),
    path("services/<uuid:service_id>/correct/", service_correct, name="service-correct"),
    path("services/<uuid:service_id>/void/", service_void, name="service-void"),
    path("services/<uuid:service_id>/follow-up/", service_follow_up, name="service-follow-up"),
    path("clients/<uuid:client_id>/timeline/", client_timeline, name="client-timeline"),
]
