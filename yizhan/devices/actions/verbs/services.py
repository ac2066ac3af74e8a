"""Services told by a phone: recorded, corrected, taken back, followed up, with their photos; contacts of a case, sessions."""

from typing import Any, cast
from uuid import UUID

from yizhan.devices.actions.work import Clash, Outcome, Verb, Work
from yizhan.devices.queries.commands import kept_photo
from yizhan.devices.queries.versions import merged_with, service_values, service_version, tags, version_known
from yizhan.devices.rules import bodies
from yizhan.devices.rules.bodies import told_changes
from yizhan.devices.rules.merge import SERVICE_FIELDS
from yizhan.kernel.errors import Refused
from yizhan.services import actions as services
from yizhan.services.actions.mending import CORRECT, FOLLOW, VOID
from yizhan.services.models import Case, ServicePhoto, ServiceRecord

ATTACH = "services.attach_photo"
_NO_ROOM_COUNTED = 1 << 60
"""It is the photo of whoever took it, not of whoever decides: the room of her account is not asked."""


def _record_service(work: Work) -> Outcome:
    body = cast(bodies.RecordService, work.sent.body)
    told = body.model_dump()
    record = services.record_service(
        actor=work.actor, done_on=work.day, on=work.on, worker_id=work.worker(body.station_id), **told
    )
    return Outcome("service", record, service_version(record, body.item_codes))


def _locked_record(work: Work, verb: str, service_id: UUID) -> tuple[ServiceRecord, list[str]]:
    record = ServiceRecord.objects.visible_to(work.actor, verb).select_for_update().get(pk=service_id)
    return record, list(record.items.order_by("item_code").values_list("item_code", flat=True))


def _correct_service(work: Work) -> Outcome:
    body = cast(bodies.CorrectService, work.sent.body)
    record, codes = _locked_record(work, CORRECT, body.service_id)
    changes = told_changes(body.changes)
    if "item_codes" in changes:
        changes["item_codes"] = sorted(set(changes["item_codes"]))
    seen = work.seen(SERVICE_FIELDS)
    met = merged_with(seen, record.pk, changes, service_values(record, codes))
    if met.write:
        record = services.correct_service(
            actor=work.actor, service_id=record.pk, on=work.on, reason=body.reason, **met.write
        )
        codes = met.write.get("item_codes", codes)
    now = service_values(record, codes)
    return Outcome(
        "service",
        record,
        version_known(seen, record.pk, changes, now),
        met.merged,
        Clash.each(met, changes, now),
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
    return Outcome("service", record, version_known(work.seen(SERVICE_FIELDS), record.pk, told, values))


def _refuse_task(work: Work) -> Outcome:
    body = cast(bodies.RefuseTask, work.sent.body)
    told = body.model_dump()
    services.refuse_task(actor=work.actor, asked_on=work.past_day, on=work.on, **told)
    return Outcome("task", None)


def _record_case_contact(work: Work) -> Outcome:
    body = cast(bodies.RecordCaseContact, work.sent.body)
    behalf = None
    if work.behalf_of is not None:
        case = Case.objects.visible_to(work.actor, "services.record_case_contact").get(pk=body.case_id)
        behalf = work.worker(case.station_id)
    contact = services.record_case_contact(
        actor=work.actor, done_on=work.day, on=work.on, worker_id=behalf, **body.model_dump()
    )
    return Outcome("service", contact.service, service_version(contact.service, body.item_codes))


def _hold_session(work: Work) -> Outcome:
    body = cast(bodies.HoldSession, work.sent.body)
    session = services.hold_session(actor=work.actor, held_on=work.day, on=work.on, **body.model_dump())
    record = ServiceRecord.objects.get(programme_session=session)
    return Outcome("service", record, service_version(record, body.item_codes))


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


def _one_service(body: Any) -> list[UUID]:
    return [body.service_id]


SERVICE_VERBS: dict[str, Verb] = {
    "services.record_service": Verb(
        bodies.RecordService, _record_service, client_ids=lambda body: list(body.client_ids)
    ),
    "services.correct_service": Verb(bodies.CorrectService, _correct_service, service_ids=_one_service),
    "services.void_service": Verb(bodies.VoidService, _void_service, service_ids=_one_service),
    "services.finish_follow_up": Verb(bodies.FinishFollowUp, _finish_follow_up, service_ids=_one_service),
    "services.refuse_task": Verb(bodies.RefuseTask, _refuse_task),
    "services.record_case_contact": Verb(bodies.RecordCaseContact, _record_case_contact),
    "services.hold_session": Verb(bodies.HoldSession, _hold_session),
    ATTACH: Verb(bodies.AttachPhoto, _attach_photo, service_ids=_one_service),
}
