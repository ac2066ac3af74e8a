"""项目: the service years of a county, one project on one page, and everything the purchase of service consists of."""

from django.urls import path

from yizhan.web.contracts.papers import paper_file, paper_new, paper_withdraw
from yizhan.web.contracts.project import project_close, project_list, project_new, project_page

urlpatterns = [
    path("contracts/", project_list, name="contracts"),
    path("contracts/new/", project_new, name="contract-new"),
    path("contracts/papers/<uuid:paper_id>/file", paper_file, name="contract-paper-file"),
    path("contracts/papers/<uuid:paper_id>/withdraw", paper_withdraw, name="contract-paper-withdraw"),
    path("contracts/<uuid:project_id>/", project_page, name="contract"),
    path("contracts/<uuid:project_id>/close", project_close, name="contract-close"),
    path("contracts/<uuid:project_id>/papers/new/", paper_new, name="contract-paper-new"),
]
