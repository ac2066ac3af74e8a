"""Persons told by a phone: a new file, a change, a grade, a need, a consent, an assessment by a scale."""

from typing import Any, cast
from uuid import UUID

from yizhan.clients import actions as clients
from yizhan.clients.models import Assessment, Client, Grading, Need
from yizhan.clients.queries.find import client_for
from yizhan.clients.rules.identity import Person, plain_phone
from yizhan.clients.rules.scales import GRADES, scale_in_force
from yizhan.devices.actions.work import Clash, Outcome, Verb, Work
from yizhan.devices.queries.versions import client_values, client_version, merged_with, version_known
from yizhan.devices.rules import bodies
from yizhan.devices.rules.bodies import told_changes
from yizhan.devices.rules.merge import CLIENT_FIELDS
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.policy.schema.scales import Scale
from yizhan.services import actions as services

ASSESS = "services.record_assessment"

_PERSON = (
    "name", "id_kind", "id_number", "no_id_reason", "born_on", "sex", "phone", "address", "village_name", "village_code",
    "note", "emergency_name", "emergency_relation", "emergency_phone",
)  # fmt: skip


def _register_client(work: Work) -> Outcome:
    body = cast(bodies.RegisterClient, work.sent.body)
    if Client.objects.filter(pk=body.client_id).exists():
        raise Refused("这个编号已经建过另一份档案，请重新打开表单再建。", code="devices.row-taken")
    client = clients.register_client(
        actor=work.actor,
        client_id=body.client_id,
        station_id=body.station_id,
        person=Person(**{name: getattr(body, name) for name in _PERSON}),
        classes=body.classes,
        consent=body.consent or None,
        consent_by=body.consent_by,
        opened_on=work.past_day,
        despite_duplicates=body.despite_duplicates,
        on=work.on,
    )
    return Outcome("client", client, client_version(client))


def _record_consent(work: Work) -> Outcome:
    body = cast(bodies.RecordConsent, work.sent.body)
    told = body.model_dump()
    clients.record_consent(actor=work.actor, given_on=work.past_day, on=work.on, **told)
    return Outcome("client", None)


def _update_client(work: Work) -> Outcome:
    body = cast(bodies.UpdateClient, work.sent.body)
    client = client_for(actor=work.actor, verb="clients.update_client", client_id=body.client_id, lock=True)
    changes = told_changes(body.changes)
    for name in ("phone", "emergency_phone"):
        if name in changes:
            changes[name] = plain_phone(changes[name])
    seen = work.seen(CLIENT_FIELDS)
    met = merged_with(seen, client.pk, changes, client_values(client))
    if met.write:
        client = clients.update_client(
            actor=work.actor,
            client_id=client.pk,
            on=work.on,
            changes=met.write,
            despite_duplicates=body.despite_duplicates,
        )
    now = client_values(client)
    return Outcome(
        "client",
        client,
        version_known(seen, client.pk, changes, now),
        met.merged,
        Clash.each(met, changes, now),
    )


def _grade_client(work: Work) -> Outcome:
    body = cast(bodies.GradeClient, work.sent.body)
    client = client_for(actor=work.actor, verb="clients.grade_client", client_id=body.client_id, lock=True)
    seen, change = work.seen(CLIENT_FIELDS), {"grade": body.grade}
    met = merged_with(seen, client.pk, change, client_values(client))
    known = version_known(seen, client.pk, change, client_values(client))
    if met.clash:
        told = body.model_dump(mode="json") | {"graded_on": work.past_day.isoformat()}
        clash = Clash("grade", told, {"grade": client.grade})
        return Outcome("client", client, known, met.merged, (clash,))
    clients.grade_client(
        actor=work.actor,
        client_id=client.pk,
        grade=body.grade,
        reason=body.reason,
        graded_on=work.past_day,
        event_on=body.event_on,
        on=work.on,
        grading_id=body.grading_id,
    )
    return Outcome("client", client, known, met.merged)


def _note_need(work: Work) -> Outcome:
    body = cast(bodies.NoteNeed, work.sent.body)
    if Need.objects.filter(pk=body.need_id).exists():
        raise Refused("这个编号已经登记过另一项需求，请重新记一次。", code="devices.row-taken")
    clients.note_need(actor=work.actor, found_on=work.past_day, on=work.on, **body.model_dump())
    return Outcome("need", None)


def _record_assessment(work: Work) -> Outcome:
    """Scored here by the paper of that day. A grade somebody else gave meanwhile is not overwritten: both are kept."""
    body = cast(bodies.RecordAssessment, work.sent.body)
    client = client_for(actor=work.actor, verb=ASSESS, client_id=body.client_id, lock=True)
    if Assessment.objects.filter(pk=body.assessment_id).exists():
        raise Refused("这个编号已经评过另一次，请重新评一次。", code="devices.row-taken")
    scale = scale_in_force(body.scale, region_code=client.region_code, on=work.day)
    if scale is not None:
        _same_questions(scale, body)
    result = scale.result(body.answers, body.special) if scale is not None else None
    change = {"grade": GRADES[result.band.grade]} if result is not None and result.band.grade else {}
    seen, now = work.seen(CLIENT_FIELDS), client_values(client)
    met = merged_with(seen, client.pk, change, now)
    told = body.model_dump(exclude={"needs"}) | {"needs": [(each.kind, each.what) for each in body.needs]}
    made = services.record_assessment(
        actor=work.actor,
        assessed_on=work.past_day,
        on=work.on,
        worker_id=work.worker(client.station_id),
        grades=not met.clash,
        **told,
    )
    later = Grading.objects.filter(
        client_id=client.pk, graded_on__gt=made.assessed_on, taken_back_on=None
    ).exists()
    if not made.newest or later:  # it grades nobody, whatever it found
        change, met = {}, merged_with(seen, client.pk, {}, now)
    known = version_known(seen, client.pk, change, now)
    if not met.clash:
        return Outcome("client", client, known, met.merged)
    grading = {
        "grading_id": str(uuid7()),
        "grade": made.grade,
        "reason": f"{made.title}：{made.total}分，{made.band}",
        "event_on": None,
        "graded_on": made.assessed_on.isoformat(),
    }
    return Outcome("client", client, known, met.merged, (Clash("grade", grading, {"grade": client.grade}),))


def _same_questions(scale: Scale, body: bodies.RecordAssessment) -> None:
    """Answers to questions the paper does not ask any more are not thrown away silently."""
    asked = {each.name for each in scale.questions}
    cases = {each.case for each in scale.special}
    gone = [name for name in body.answers if name not in asked] + [
        name for name in body.special if name not in cases
    ]
    if gone:
        raise Refused(
            f"“{scale.name}”在手机没信号时换了内容，没有“{gone[0]}”了。请收发一次，按新的核对后再发。",
            code="devices.scale-changed",
            clause=scale.source,
        )


def _one_client(body: Any) -> list[UUID]:
    return [body.client_id]


CLIENT_VERBS: dict[str, Verb] = {
    "clients.register_client": Verb(bodies.RegisterClient, _register_client),
    "clients.update_client": Verb(bodies.UpdateClient, _update_client, client_ids=_one_client),
    "clients.grade_client": Verb(bodies.GradeClient, _grade_client, client_ids=_one_client),
    "clients.note_need": Verb(bodies.NoteNeed, _note_need, client_ids=_one_client),
    "clients.record_consent": Verb(bodies.RecordConsent, _record_consent, client_ids=_one_client),
    ASSESS: Verb(bodies.RecordAssessment, _record_assessment, client_ids=_one_client),
}
