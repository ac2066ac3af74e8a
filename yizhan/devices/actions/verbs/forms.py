"""Questionnaires told by a phone."""

from typing import cast

from yizhan.clients.queries.particulars import CLIENT
from yizhan.devices.actions.work import Outcome, Verb, Work
from yizhan.devices.rules import bodies
from yizhan.forms import actions as forms
from yizhan.forms.models import Submission
from yizhan.forms.queries.definitions import published_version
from yizhan.forms.rules.told import told_from_xml
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.stations.models import Station


def _submit_form(work: Work) -> Outcome:
    body = cast(bodies.SubmitForm, work.sent.body)
    if not work.actor.may("forms.submit"):
        raise NotAllowed("forms.submit")
    Station.objects.visible_to(work.actor, "forms.submit").get(pk=body.station_id)
    version = published_version(form_id=body.form_id, number=body.version)
    if version is None:
        raise Refused("没有这一版问卷，请在手机上更新问卷后重填。", code="forms.no-version")
    try:
        answers, _instance, _version = told_from_xml(version.survey, body.xml.encode())
    except ValueError as wrong:
        raise Refused(str(wrong), code="forms.not-a-submission") from None
    forms.submit(
        actor=work.actor,
        submission_id=body.submission_id,
        form_id=body.form_id,
        station_id=body.station_id,
        answers=answers,
        version_number=body.version,
        filled_on=work.day,
        at=work.at,
        on=work.on,
        channel=Submission.Channel.PHONE,
        subject_kind=CLIENT if body.client_id else "",
        subject_id=body.client_id,
        xml=body.xml,
    )
    return Outcome("submission", None)


FORM_VERBS: dict[str, Verb] = {
    "forms.submit": Verb(
        bodies.SubmitForm,
        _submit_form,
        client_ids=lambda body: [body.client_id] if body.client_id else [],
    ),
}
