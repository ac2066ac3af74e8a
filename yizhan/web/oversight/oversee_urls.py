"""Addresses of what is to be put right, inspections, letters, and credit."""

from django.urls import path

from yizhan.web.oversight.admonitions import admonition_list, admonition_new, admonition_page
from yizhan.web.oversight.credit import credit
from yizhan.web.oversight.evidence import evidence_file, evidence_new, evidence_withdraw
from yizhan.web.oversight.findings import (
    finding_list,
    finding_new,
    finding_page,
    finding_step,
    finding_tally,
)
from yizhan.web.oversight.inspections import (
    inspection_docx,
    inspection_drop,
    inspection_list,
    inspection_new,
    inspection_note,
    inspection_page,
)

OVERSEE = [
    path("oversight/findings/", finding_list, name="findings"),
    path("oversight/findings/left/", finding_tally, name="findings-left"),
    path("oversight/findings/new/", finding_new, name="finding-new"),
    path("oversight/findings/<uuid:finding_id>/", finding_page, name="finding"),
    path("oversight/findings/<uuid:finding_id>/<slug:step>/", finding_step, name="finding-step"),
    path("oversight/inspections/", inspection_list, name="inspections"),
    path("oversight/inspections/new/", inspection_new, name="inspection-new"),
    path("oversight/inspections/<uuid:inspection_id>/", inspection_page, name="inspection"),
    path("oversight/inspections/<uuid:inspection_id>/note/", inspection_note, name="inspection-note"),
    path("oversight/inspections/<uuid:inspection_id>/drop/", inspection_drop, name="inspection-drop"),
    path("oversight/inspections/<uuid:inspection_id>/record.docx", inspection_docx, name="inspection-docx"),
    path("oversight/admonitions/", admonition_list, name="admonitions"),
    path("oversight/admonitions/new/", admonition_new, name="admonition-new"),
    path("oversight/admonitions/<uuid:admonition_id>/", admonition_page, name="admonition"),
    path("oversight/evidence/<slug:kind>/<uuid:row_id>/", evidence_new, name="evidence-new"),
    path("oversight/evidence/<uuid:file_id>/", evidence_file, name="evidence"),
    path("oversight/evidence/<uuid:file_id>/withdraw/", evidence_withdraw, name="evidence-withdraw"),
    path("oversight/credit/", credit, name="credit"),
]
