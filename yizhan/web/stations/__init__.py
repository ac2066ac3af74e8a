"""社工站: the list, one station on one page, everything that is written down about it, and the check against the rules."""

from django.urls import path

from yizhan.web.stations.browse import document_file, station_list, station_page
from yizhan.web.stations.checkup import rule_check, station_checkup
from yizhan.web.stations.honours import honour_end, honour_new
from yizhan.web.stations.papers import document_new, document_retire, service_list_edit
from yizhan.web.stations.write import (
    equipment_edit,
    operator_edit,
    rooms_edit,
    safety_new,
    station_edit,
    station_naming,
    station_new,
    status_edit,
    step_edit,
)

urlpatterns = [
    path("stations/", station_list, name="stations"),
    path("stations/new/", station_new, name="station-new"),
    path("stations/naming/", station_naming, name="station-naming"),
    path("stations/documents/<uuid:document_id>/file", document_file, name="document-file"),
    path("stations/documents/<uuid:document_id>/retire", document_retire, name="document-retire"),
    path("stations/<uuid:station_id>/", station_page, name="station"),
    path("stations/<uuid:station_id>/edit/", station_edit, name="station-edit"),
    path("stations/<uuid:station_id>/rooms/", rooms_edit, name="station-rooms"),
    path("stations/<uuid:station_id>/equipment/", equipment_edit, name="station-equipment"),
    path("stations/<uuid:station_id>/documents/new/", document_new, name="station-document-new"),
    path("stations/<uuid:station_id>/steps/", step_edit, name="station-steps"),
    path("stations/<uuid:station_id>/status/", status_edit, name="station-status"),
    path("stations/<uuid:station_id>/operator/", operator_edit, name="station-operator"),
    path("stations/<uuid:station_id>/service-list/", service_list_edit, name="station-service-list"),
    path("stations/<uuid:station_id>/safety/", safety_new, name="station-safety"),
    path("stations/<uuid:station_id>/honours/new/", honour_new, name="station-honour-new"),
    path("stations/honours/<uuid:honour_id>/end/", honour_end, name="station-honour-end"),
    path("stations/<uuid:station_id>/checkup/", station_checkup, name="station-checkup"),
    path("stations/<uuid:station_id>/checkup/<str:rule_id>/", rule_check, name="station-check-rule"),
]
