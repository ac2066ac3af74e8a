"""评估监督: one file a noun; the tabs are in `web.nav.OVERSIGHT`."""

from django.urls import path

from yizhan.web.oversight.accounts import account_list, account_page
from yizhan.web.oversight.area import oversight
from yizhan.web.oversight.complaints import (
    complaint_list,
    complaint_new,
    complaint_page,
    complaint_step,
)
from yizhan.web.oversight.satisfaction import urlpatterns as satisfaction

urlpatterns = [
    path("oversight/", oversight, name="oversight"),
    path("oversight/complaints/", complaint_list, name="complaints"),
    path("oversight/complaints/new/", complaint_new, name="complaint-new"),
    path("oversight/complaints/<uuid:complaint_id>/", complaint_page, name="complaint"),
    path("oversight/complaints/<uuid:complaint_id>/<slug:step>/", complaint_step, name="complaint-step"),
    path("oversight/accounts/", account_list, name="accounts-asked"),
    path("oversight/accounts/<uuid:hearing_id>/", account_page, name="account-asked"),
    *satisfaction,
]
