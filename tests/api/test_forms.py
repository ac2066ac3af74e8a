"""Questionnaires on the phone: what may be filled in, the questions themselves, and answers that come with a sync."""

from typing import Any

import pytest
from django.test import Client as Browser

from tests.api.one_phone import Phone, command, field, phone
from tests.api.test_openrosa import KEY, XML, form
from tests.services.conftest import granny, worker
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.forms.models import Form, Submission
from yizhan.kernel.ids import uuid7

__all__ = ["field", "form", "granny", "phone", "worker"]


def told(form: Form, where: str = "堂屋", **more: Any) -> dict[str, Any]:
    return {
        "submission_id": str(KEY),
        "station_id": str(form.given.get().station_id),
        "form_id": str(form.pk),
        "version": 1,
        "xml": XML.format(key=KEY, where=where),
    } | more


def test_a_phone_reads_which_questionnaires_there_are_and_their_questions(
    form: Form, field: Browser, world: World
) -> None:
    listed = field.get("/api/v1/forms").json()
    assert [(one["code"], one["about"], one["version"]) for one in listed] == [("household", "client", 1)]
    xform = field.get(f"/api/v1/forms/versions/{listed[0]['version_id']}/xform")
    assert b'id="household"' in xform.content
    assert field.get(f"/api/v1/forms/versions/{uuid7()}/xform").status_code == 404
    auditor = sign_in_as(Browser(), world.account_of("auditor"))
    assert auditor.get("/api/v1/forms").status_code == 403


@pytest.mark.refuses("forms.submit")
def test_answers_filled_in_without_a_line_arrive_once_and_nothing_is_lost(
    form: Form, phone: Phone, granny: Client
) -> None:
    sent = command("forms.submit", told(form, client_id=str(granny.pk)))
    first, again = phone.send(sent)[0], phone.send(sent)[0]
    assert (first["state"], again["state"]) == ("DONE", "DONE"), first
    row = Submission.objects.get()
    assert (row.channel, row.subject_id, row.answers["where"]) == ("PHONE", granny.pk, "堂屋")
    other = phone.send(command("forms.submit", told(form, where="厨房")))[0]
    assert (other["state"], other["code"]) == ("REFUSED", "forms.id-taken")
    half = phone.send(command("forms.submit", told(form, where="", submission_id=str(uuid7()))))[0]
    assert half["state"] == "DONE"
    assert Submission.objects.exclude(pk=KEY).get().doubts == 1
    for body, code in (({"version": 9}, "forms.no-version"), ({"xml": "<data"}, "forms.not-a-submission")):
        answer = phone.send(command("forms.submit", told(form, submission_id=str(uuid7()), **body)))[0]
        assert (answer["state"], answer["code"]) == ("REFUSED", code)
