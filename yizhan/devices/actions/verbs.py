"""The one table of what a phone may send: verb -> (what it tells, what it needs, how it is carried out)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.utils.timezone import get_default_timezone

from yizhan.clients import actions as clients
from yizhan.clients.models import Assessment, Client, Grading, Need
from yizhan.clients.queries.find import client_for
from yizhan.clients.queries.particulars import CLIENT
from yizhan.clients.rules.identity import Person, plain_phone
from yizhan.clients.rules.scales import GRADES, scale_in_force
from yizhan.devices.actions.help import call_for_help
from yizhan.devices.queries.commands import kept_photo, version_after
from yizhan.devices.queries.versions import (
    client_values,
    client_version,
    plain,
    service_values,
    service_version,
    tags,
)
from yizhan.devices.rules import bodies
from yizhan.devices.rules.merge import (
    CLIENT_FIELDS,
    SERVICE_FIELDS,
    Merge,
    known_after,
    merge,
    tags_of,
    version_of,
)
from yizhan.devices.rules.sent import Sent
from yizhan.forms import actions as forms
from yizhan.forms.models import Submission
from yizhan.forms.queries.definitions import published_version
from yizhan.forms.rules.told import told_from_xml
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.policy.schema.scales import Scale
from yizhan.services import actions as services
from yizhan.services.actions.mending import CORRECT, FOLLOW, VOID
from yizhan.services.models import Case, ServicePhoto, ServiceRecord
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

ASSESS, ATTACH = "services.record_assessment", "services.attach_photo"
_NO_ROOM_COUNTED = 1 << 60
"""It is the photo of whoever took it, not of whoever decides: the room of her account is not asked."""


@dataclass(frozen=True)
class Work:
    """One command on its way: who carries it out, what was told, the day and instant here.

    behalf_of  the account that sent it, when somebody else carries it out now
    photo_of   the command beside which a photo lies that was handed in
    """

    actor: Actor
    sent: Sent
    on: date
    at: datetime
    behalf_of: UUID | None = None
    photo_of: UUID | None = None

    @property
    def day(self) -> date:
        """The day in the field: as told, else the day it was made, unless that clock was wrong. Never the day on which
        it happens to be carried out after a wait."""
        if self.sent.done_on is not None:
            return self.sent.done_on
        made_on = self.sent.made_at.astimezone(get_default_timezone()).date()
        return self.on if self.sent.clock_wrong else min(made_on, self.on)

    @property
    def past_day(self) -> date:
        if self.day > self.on:
            raise Refused("日期不能晚于今天。", code="devices.future")
        return self.day

    def seen(self, fields: tuple[str, ...]) -> dict[str, str]:
        based_on = self.sent.based_on
        version = version_after(command_id=based_on) if based_on else self.sent.seen_version
        return tags_of(version, fields)


@dataclass(frozen=True)
class Clash:
    """A field both sides changed."""

    field: str
    phone_value: Any
    station_value: Any


@dataclass(frozen=True)
class Outcome:
    """What carrying out a command led to. `row` is the file or the record, as it stands now; `version` says what the
    phone knows of it now."""

    subject: str
    row: Client | ServiceRecord | None
    version: str = ""
    merged: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True)
class Verb:
    """One line of the table.

    client_ids, service_ids   which rows have to be there before
    """

    body: type[bodies.Body]
    carry_out: Callable[[Work], Outcome]
    client_ids: Callable[[Any], list[UUID]] = lambda _body: []
    service_ids: Callable[[Any], list[UUID]] = lambda _body: []


def _record_service(work: Work) -> Outcome:
    body = cast(bodies.RecordService, work.sent.body)
    told = body.model_dump()
    record = services.record_service(
        actor=work.actor, done_on=work.day, on=work.on, worker_id=_worker(work, body.station_id), **told
    )
    return Outcome("service", record, service_version(record, body.item_codes))


def _worker(work: Work, station_id: UUID) -> UUID | None:
    """Whoever sent it answers for it, also when somebody else carries it out; None: the actor herself."""
    if work.behalf_of is None:
        return None
    found = Worker.objects.filter(user_id=work.behalf_of, station_id=station_id).values_list("pk", flat=True)
    if not found:
        raise Refused("发来这条记录的账号没有对应的本站人员，请先在人员里对应。", code="devices.no-worker")
    return found[0]


def _locked_record(work: Work, verb: str, service_id: UUID) -> tuple[ServiceRecord, list[str]]:
    record = ServiceRecord.objects.visible_to(work.actor, verb).select_for_update().get(pk=service_id)
    return record, list(record.items.order_by("item_code").values_list("item_code", flat=True))


def _correct_service(work: Work) -> Outcome:
    body = cast(bodies.CorrectService, work.sent.body)
    record, codes = _locked_record(work, CORRECT, body.service_id)
    changes = _changes(body.changes)
    if "item_codes" in changes:
        changes["item_codes"] = sorted(set(changes["item_codes"]))
    seen = work.seen(SERVICE_FIELDS)
    met = _merged(seen, record.pk, changes, service_values(record, codes))
    if met.write:
        record = services.correct_service(
            actor=work.actor, service_id=record.pk, on=work.on, reason=body.reason, **met.write
        )
        codes = met.write.get("item_codes", codes)
    now = service_values(record, codes)
    return Outcome(
        "service", record, _known(seen, record.pk, changes, now), met.merged, _clashes(met, changes, now)
    )


def _void_service(work: Work) -> Outcome:
    body = cast(bodies.VoidService, work.sent.body)
    record, codes = _locked_record(work, VOID, body.service_id)
    if work.seen(SERVICE_FIELDS) != tags(record.pk, service_values(record, codes)):
        raise Refused(
            "这条记录在您没信号时被改过，请看过最新内容，还要作废的再作废一次。",
            code="devices.changed-meanwhile",
        )
    record = services.void_service(
        actor=work.actor, service_id=record.pk, on=work.on, at=work.at, reason=body.reason
    )
    return Outcome("service", record, service_version(record, codes))


def _finish_follow_up(work: Work) -> Outcome:
    body = cast(bodies.FinishFollowUp, work.sent.body)
    record, codes = _locked_record(work, FOLLOW, body.service_id)
    if work.past_day < record.done_on:
        raise Refused("跟进日期早于服务日期。", code="devices.day-order")
    record = services.finish_follow_up(
        actor=work.actor, service_id=record.pk, on=work.past_day, result=body.result
    )
    values = service_values(record, codes)
    told = {"followed_up": values["followed_up"]}
    return Outcome("service", record, _known(work.seen(SERVICE_FIELDS), record.pk, told, values))


def _refuse_task(work: Work) -> Outcome:
    body = cast(bodies.RefuseTask, work.sent.body)
    told = body.model_dump()
    services.refuse_task(actor=work.actor, asked_on=work.past_day, on=work.on, **told)
    return Outcome("task", None)


def _update_client(work: Work) -> Outcome:
    body = cast(bodies.UpdateClient, work.sent.body)
    client = client_for(actor=work.actor, verb="clients.update_client", client_id=body.client_id, lock=True)
    changes = _changes(body.changes)
    for name in ("phone", "emergency_phone"):
        if name in changes:
            changes[name] = plain_phone(changes[name])
    seen = work.seen(CLIENT_FIELDS)
    met = _merged(seen, client.pk, changes, client_values(client))
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
        "client", client, _known(seen, client.pk, changes, now), met.merged, _clashes(met, changes, now)
    )


def _grade_client(work: Work) -> Outcome:
    body = cast(bodies.GradeClient, work.sent.body)
    client = client_for(actor=work.actor, verb="clients.grade_client", client_id=body.client_id, lock=True)
    seen, change = work.seen(CLIENT_FIELDS), {"grade": body.grade}
    met = _merged(seen, client.pk, change, client_values(client))
    known = _known(seen, client.pk, change, client_values(client))
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
    met = _merged(seen, client.pk, change, now)
    told = body.model_dump(exclude={"needs"}) | {"needs": [(each.kind, each.what) for each in body.needs]}
    made = services.record_assessment(
        actor=work.actor,
        assessed_on=work.past_day,
        on=work.on,
        worker_id=_worker(work, client.station_id),
        grades=not met.clash,
        **told,
    )
    later = Grading.objects.filter(
        client_id=client.pk, graded_on__gt=made.assessed_on, taken_back_on=None
    ).exists()
    if not made.newest or later:  # it grades nobody, whatever it found
        change, met = {}, _merged(seen, client.pk, {}, now)
    known = _known(seen, client.pk, change, now)
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


def _attach_photo(work: Work) -> Outcome:
    """Only for whoever decides at a desk; a phone that may send has an address for its photos."""
    body = cast(bodies.AttachPhoto, work.sent.body)
    if work.behalf_of is None or work.photo_of is None:
        raise Refused("照片要另外发，请更新手机上的程序。", code="devices.photo-alone")
    sent = ServicePhoto.objects.filter(
        pk=body.photo_id, service_id=body.service_id, sha256=body.sha256, added_by=str(work.behalf_of)
    )
    if sent.exists():  # it had arrived, and the phone never heard of it
        return Outcome("photo", None)
    content = kept_photo(command_id=work.photo_of)
    services.attach_photo(
        actor=work.actor,
        content=content,
        most_bytes=len(content),  # asked when it was handed in
        most_room=_NO_ROOM_COUNTED,
        **body.model_dump(),
    )
    return Outcome("photo", None)


def _record_case_contact(work: Work) -> Outcome:
    body = cast(bodies.RecordCaseContact, work.sent.body)
    behalf = None
    if work.behalf_of is not None:
        case = Case.objects.visible_to(work.actor, "services.record_case_contact").get(pk=body.case_id)
        behalf = _worker(work, case.station_id)
    contact = services.record_case_contact(
        actor=work.actor, done_on=work.day, on=work.on, worker_id=behalf, **body.model_dump()
    )
    return Outcome("service", contact.service, service_version(contact.service, body.item_codes))


def _hold_session(work: Work) -> Outcome:
    body = cast(bodies.HoldSession, work.sent.body)
    session = services.hold_session(actor=work.actor, held_on=work.day, on=work.on, **body.model_dump())
    record = ServiceRecord.objects.get(programme_session=session)
    return Outcome("service", record, service_version(record, body.item_codes))


def _call_for_help(work: Work) -> Outcome:
    body = cast(bodies.CallForHelp, work.sent.body)
    call_for_help(
        actor=work.actor,
        user_id=work.behalf_of or UUID(work.actor.id),
        made_at=min(work.sent.made_at, work.at),
        at=work.at,
        **body.model_dump(),
    )
    return Outcome("help", None)


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


# --- steps ------------------------------------------------------------------------------------------------------------


def _changes(told: bodies.Body) -> dict[str, Any]:
    """The fields that were told; None leaves a field as it is, and spaces around a text mean nothing."""
    found = {
        name: value.strip() if isinstance(value, str) else value
        for name in told.model_fields_set
        if (value := getattr(told, name)) is not None
    }
    if not found:
        raise Refused("没有改动任何内容。", code="devices.nothing-changed")
    return found


def _merged(
    seen: Mapping[str, str], row_id: UUID, changes: Mapping[str, Any], now: Mapping[str, Any]
) -> Merge:
    return merge(changes=changes, now=now, seen=seen, tags=tags(row_id, now))


def _known(seen: Mapping[str, str], row_id: UUID, told: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    believed = tags(row_id, {**now, **told})
    return version_of(known_after(seen=seen, told=told, believed=believed))


def _clashes(met: Merge, changes: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Clash, ...]:
    return tuple(Clash(name, plain(changes[name]), plain(now[name])) for name in met.clash)


def _one_client(body: Any) -> list[UUID]:
    return [body.client_id]


def _one_service(body: Any) -> list[UUID]:
    return [body.service_id]


PHONE_VERBS: dict[str, Verb] = {
    "services.record_service": Verb(
        bodies.RecordService, _record_service, client_ids=lambda body: list(body.client_ids)
    ),
    "services.correct_service": Verb(bodies.CorrectService, _correct_service, service_ids=_one_service),
    "services.void_service": Verb(bodies.VoidService, _void_service, service_ids=_one_service),
    "services.finish_follow_up": Verb(bodies.FinishFollowUp, _finish_follow_up, service_ids=_one_service),
    "services.refuse_task": Verb(bodies.RefuseTask, _refuse_task),
    "services.record_case_contact": Verb(bodies.RecordCaseContact, _record_case_contact),
    "services.hold_session": Verb(bodies.HoldSession, _hold_session),
    "devices.call_for_help": Verb(bodies.CallForHelp, _call_for_help),
    "forms.submit": Verb(
        bodies.SubmitForm,
        _submit_form,
        client_ids=lambda body: [body.client_id] if body.client_id else [],
    ),
    "clients.register_client": Verb(bodies.RegisterClient, _register_client),
    "clients.update_client": Verb(bodies.UpdateClient, _update_client, client_ids=_one_client),
    "clients.grade_client": Verb(bodies.GradeClient, _grade_client, client_ids=_one_client),
    "clients.note_need": Verb(bodies.NoteNeed, _note_need, client_ids=_one_client),
    "services.record_assessment": Verb(bodies.RecordAssessment, _record_assessment, client_ids=_one_client),
    "services.attach_photo": Verb(bodies.AttachPhoto, _attach_photo, service_ids=_one_service),
    "clients.record_consent": Verb(bodies.RecordConsent, _record_consent, client_ids=_one_client),
}
"""What a phone may send. Whatever is not here is refused with a sentence and kept by the phone."""
