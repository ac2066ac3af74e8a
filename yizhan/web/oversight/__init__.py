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
from yizhan.web.oversight.contest_paper import urlpatterns as contest_papers
from yizhan.web.oversight.contests import urlpatterns as contests
from yizhan.web.oversight.look_pieces import urlpatterns as look_pieces
from yizhan.web.oversight.looks import urlpatterns as looks
from yizhan.web.oversight.mandate_urls import MANDATES
from yizhan.web.oversight.objections import urlpatterns as objections
from yizhan.web.oversight.oversee_urls import OVERSEE
from yizhan.web.oversight.round_paper import round_station_docx, round_station_xlsx
from yizhan.web.oversight.round_station import round_station, round_station_step, sheet_save
from yizhan.web.oversight.rounds import round_list, round_new, round_page
from yizhan.web.oversight.rounds_steps import round_step
from yizhan.web.oversight.satisfaction import urlpatterns as satisfaction
from yizhan.web.oversight.warnings import (
    warning_list,
    warning_look,
    warning_page,
    warning_rule_list,
    warning_step,
)

ROUND_STATION = "oversight/rounds/<uuid:round_id>/stations/<uuid:round_station_id>"

urlpatterns = [
    path("oversight/", oversight, name="oversight"),
    path("oversight/complaints/", complaint_list, name="complaints"),
    path("oversight/complaints/new/", complaint_new, name="complaint-new"),
    path("oversight/complaints/<uuid:complaint_id>/", complaint_page, name="complaint"),
    path("oversight/complaints/<uuid:complaint_id>/<slug:step>/", complaint_step, name="complaint-step"),
    path("oversight/accounts/", account_list, name="accounts-asked"),
    path("oversight/accounts/<uuid:hearing_id>/", account_page, name="account-asked"),
    path("oversight/rounds/", round_list, name="rounds"),
    path("oversight/rounds/new/", round_new, name="round-new"),
    path("oversight/rounds/<uuid:round_id>/", round_page, name="round"),
    path("oversight/rounds/<uuid:round_id>/<slug:step>/", round_step, name="round-step"),
    path(f"{ROUND_STATION}/", round_station, name="round-station"),
    path(f"{ROUND_STATION}/sheet/", sheet_save, name="sheet-save"),
    path(f"{ROUND_STATION}/sheet.docx", round_station_docx, name="round-station-docx"),
    path(f"{ROUND_STATION}/sheet.xlsx", round_station_xlsx, name="round-station-xlsx"),
    path(f"{ROUND_STATION}/<slug:step>/", round_station_step, name="round-station-step"),
    path("oversight/warnings/", warning_list, name="warnings"),
    path("oversight/warnings/rules/", warning_rule_list, name="warning-rules"),
    path("oversight/warnings/look/", warning_look, name="warning-look"),
    path("oversight/warnings/<uuid:warning_id>/", warning_page, name="warning"),
    path("oversight/warnings/<uuid:warning_id>/<slug:step>/", warning_step, name="warning-step"),
    *contest_papers,
    *contests,
    *look_pieces,
    *looks,
    *objections,
    *satisfaction,
    *OVERSEE,
    *MANDATES,
]
