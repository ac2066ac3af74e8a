"""评估监督: complaints, and the accounts a side is asked for."""

from django.urls import path

from yizhan.web.oversight.accounts import account_list, account_page
from yizhan.web.oversight.complaints import (
    complaint_list,
    complaint_new,
    complaint_page,
    complaint_step,
    oversight,
)

urlpatterns = [
    path("oversight/", oversight, name="oversight"),
    path("oversight/complaints/", complaint_list, name="complaints"),
    path("oversight/complaints/new/", complaint_new, name="complaint-new"),
    path("oversight/complaints/<uuid:complaint_id>/", complaint_page, name="complaint"),
    path("oversight/complaints/<uuid:complaint_id>/<slug:step>/", complaint_step, name="complaint-step"),
    path("oversight/accounts/", account_list, name="accounts-asked"),
    path("oversight/accounts/<uuid:hearing_id>/", account_page, name="account-asked"),
]
