"""Addresses of the API, under /api/."""

from django.urls import path

from yizhan.api.openrosa import form_list, form_manifest, form_xml, submission
from yizhan.api.v1 import api

urlpatterns = [
    path("v1/", api.urls),
    path("openrosa/formList", form_list, name="openrosa-list"),
    path("openrosa/forms/<uuid:version_id>/form.xml", form_xml, name="openrosa-form"),
    path("openrosa/forms/<uuid:version_id>/manifest.xml", form_manifest, name="openrosa-manifest"),
    path("openrosa/submission", submission, name="openrosa-submission"),
]
