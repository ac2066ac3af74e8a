"""Addresses of the duties papers divide among units, of leading groups, and of offices that look after stations."""

from django.urls import path

from yizhan.web.oversight.mandate import (
    mandate_file,
    mandate_file_new,
    mandate_file_withdraw,
    mandate_page,
    mandate_step,
)
from yizhan.web.oversight.mandate_new import mandate_change_units, mandate_new
from yizhan.web.oversight.mandates import mandate_list, mandate_rules, mandate_units
from yizhan.web.oversight.pairings import pairing_end, pairing_list
from yizhan.web.oversight.task_forces import task_force_list, task_force_page, task_force_step

ONE = "oversight/mandates/<uuid:mandate_id>"

MANDATES = [
    path("oversight/mandates/", mandate_list, name="mandates"),
    path("oversight/mandates/rules/", mandate_rules, name="mandate-rules"),
    path("oversight/mandates/units/", mandate_units, name="mandate-units"),
    path("oversight/mandates/new/", mandate_new, name="mandate-new"),
    path("oversight/mandates/files/<uuid:file_id>/", mandate_file, name="mandate-file"),
    path(
        "oversight/mandates/files/<uuid:file_id>/withdraw/",
        mandate_file_withdraw,
        name="mandate-file-withdraw",
    ),
    path(f"{ONE}/", mandate_page, name="mandate"),
    path(f"{ONE}/units/", mandate_change_units, name="mandate-change-units"),
    path(f"{ONE}/files/", mandate_file_new, name="mandate-file-new"),
    path(f"{ONE}/<slug:step>/", mandate_step, name="mandate-step"),
    path("oversight/task-forces/", task_force_list, name="task-forces"),
    path("oversight/task-forces/<uuid:task_force_id>/", task_force_page, name="task-force"),
    path("oversight/task-forces/<uuid:task_force_id>/<slug:step>/", task_force_step, name="task-force-step"),
    path("oversight/pairings/", pairing_list, name="pairings"),
    path("oversight/pairings/<uuid:pairing_id>/end/", pairing_end, name="pairing-end"),
]
