"""A command is carried out once, or set aside until somebody decides."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.functions import Now
from pydantic import ValidationError

from yizhan.access.actions import send_notice
from yizhan.devices.actions.verbs import ATTACH, PHONE_VERBS
from yizhan.devices.actions.work import Outcome, Work
from yizhan.devices.models import Command, Device, Difference
from yizhan.devices.queries.commands import DRAFT, OPEN_STATES, fingerprint, photos_waiting_for
from yizhan.devices.rules.bodies import FIELD_LABELS, body_problem
from yizhan.devices.rules.sent import Sent
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.privacy.files import seal_file
from yizhan.privacy.put import put

TAKE = "devices.take_command"
CARRY = "devices.carry_out"
DROP = "devices.drop_command"


@action(TAKE, facts=("command_id", "verb", "device_id"), subject="command_id")
def take_command(
    *,
    actor: Actor,
    device_id: UUID,
    device: Device,
    command_id: UUID,
    verb: str,
    sent: Sent,
    on: date,
    at: datetime,
    waited: bool = False,
) -> Command:
    """Carry out what a phone sent, with the permissions of whoever sent it, and remember that it was done, at once.

    device   the phone of that id, where the caller read it a moment ago
    waited   it was set aside before; if somebody else has decided meanwhile, their answer is returned

    NotAllowed, Refused, DoesNotExist   as its verb says; nothing is written, the window sets the command aside
    IntegrityError                      the same command was carried out at the same instant
    """
    if waited:
        kept = Command.objects.visible_to(actor, TAKE).select_for_update().get(pk=command_id)
        if kept.state != Command.State.WAITING:
            return kept
    outcome = PHONE_VERBS[verb].carry_out(Work(actor=actor, sent=sent, on=on, at=at))
    if waited:
        return _settle(kept, outcome)
    row = _row(actor, device, command_id, sent)
    _fill(row, outcome)
    put(row)
    _write_differences(row, outcome)
    return row


@action(
    "devices.set_aside",
    facts=("command_id", "verb", "device_id", "state", "code"),
    subject="command_id",
)
def set_aside(
    *,
    actor: Actor,
    device_id: UUID,
    device: Device,
    user_id: UUID,
    command_id: UUID,
    verb: str,
    sent: Sent,
    state: str,
    code: str,
    reason: str,
    at: datetime,
    clause: str = "",
    needs: Sequence[UUID] = (),
    photo: bytes = b"",
) -> Command:
    """Keep a command that was not carried out, with all it told, so that nothing that was sent is lost.

    state  WAITING for what it needs, KEPT until somebody decides, REFUSED by a rule
    photo  the picture it attaches, which lies enciphered beside it until somebody decides
    Told again while it waits, its answer is renewed; once it is settled, the answer stands, except that what a rule
    refused can still be set aside for somebody at a desk, when whoever wrote it can mend it no more.
    """
    row = Command.objects.filter(pk=command_id).select_for_update().first()
    if row is None:
        row = _row(actor, device, command_id, sent, user_id=user_id)
    elif row.state not in OPEN_STATES and (row.state, state) != (Command.State.REFUSED, Command.State.KEPT):
        return row
    row.state, row.code, row.reason, row.clause = state, code[:80], reason[:500], clause[:200]
    row.needs, row.told, row.changed_at = [str(one) for one in needs], sent.kept(), Now()
    if state == Command.State.KEPT:
        _tell(actor, row, at=at)
    if photo and not row.photo:
        row.photo.save("photo", ContentFile(seal_file(photo, place=row.seal_place)), save=False)
    row.save()
    return row


@action(CARRY, facts=("command_id", "on"), subject="command_id")
def carry_out(
    *, actor: Actor, command_id: UUID, on: date, at: datetime, added: Mapping[str, Any] | None = None
) -> Command:
    """Somebody at a desk carries out what a phone sent and its user may no longer do, in that user's name. The photos
    that were handed in for the record it makes go along.

    added  what a half-filled form still lacked, by the fields of its body; whatever was sent whole stays as it was sent

    Refused                decided already; a person or record in it is out of sight or not there; or its verb refuses;
                           something added to what was no half-filled form
    Command.DoesNotExist   out of sight
    """
    row = _undecided(actor, CARRY, command_id)
    if added:
        _complete(row, added)
    row = _carried_out(actor, row, on=on, at=at)
    for photo in photos_waiting_for(row=row, service_id=row.subject_id):
        with suppress(Refused), transaction.atomic():  # a tenth photo stays to be decided by itself
            _carried_out(actor, photo, on=on, at=at)
    return row


@action(DROP, facts=("command_id",), subject="command_id")
def drop_command(*, actor: Actor, command_id: UUID, reason: str, at: datetime) -> Command:
    """Decide that what a phone sent is not to be written; it stays to be read, with the reason.

    Refused                decided already, or no reason
    Command.DoesNotExist   out of sight
    """
    row = _undecided(actor, DROP, command_id)
    if not reason.strip():
        raise Refused("请写明为什么不记。内容会保留，只是不计数。", code="devices.reason-missing")
    photos = photos_waiting_for(row=row, service_id=_made_by(row))
    for each in (row, *photos):
        _decide(each, actor, at=at)
        each.state, each.decision, each.changed_at = Command.State.DROPPED, reason.strip()[:200], Now()
        each.save(update_fields=["state", "decision", "decided_at", "decided_by_label", "changed_at"])
    return row


# --- steps ------------------------------------------------------------------------------------------------------------


def _carried_out(actor: Actor, row: Command, *, on: date, at: datetime) -> Command:
    sent = _told(row)
    work = Work(actor=_lent(actor, row.verb), sent=sent, on=on, at=at, behalf_of=row.user_id, photo_of=row.pk)
    try:
        outcome = PHONE_VERBS[row.verb].carry_out(work)
    except ObjectDoesNotExist:
        raise Refused(
            "其中有人或记录还没有发到，或者不在您的范围内；不在您范围内的，请县民政局补记。",
            code="devices.out-of-sight",
        ) from None
    _decide(row, actor, at=at)
    if row.verb == ATTACH and row.photo:
        storage, name = row.photo.storage, row.photo.name
        row.photo = ""
        transaction.on_commit(lambda: storage.delete(name or ""))
    return _settle(row, outcome)


def _complete(row: Command, added: Mapping[str, Any]) -> None:
    """Only in memory: if its verb refuses, the form stays as it was handed in. Never whom or what it is about."""
    if row.code != DRAFT:
        raise Refused("写完了的照原样补记；不对的，补记后再更正。", code="devices.not-a-draft")
    if unknown := added.keys() - FIELD_LABELS.keys() - {"done_on"}:
        raise Refused(f"“{min(unknown)}”不能在这里补。", code="devices.body")
    body = dict(row.told["body"])
    for name, value in added.items():
        if name == "done_on":
            row.done_on = value
        else:
            body[name] = {**body.get(name, {}), **value} if isinstance(value, Mapping) else value
    row.told = {**row.told, "body": body}
    row.decision = "补全后补记"


def _made_by(row: Command) -> UUID | None:
    """The record a command would have made; a case note becomes a record under its own id."""
    body = row.told["body"]
    if row.verb == ATTACH:
        return None
    try:
        return UUID(str(body.get("service_id") or body.get("contact_id")))
    except ValueError:
        return None


def _tell(actor: Actor, row: Command, *, at: datetime) -> None:
    """The heads of the station, or the county where there is none: once, until what is open there has been decided."""
    if (
        Command.objects.filter(station_id=row.station_id, state=Command.State.KEPT)
        .exclude(pk=row.pk)
        .exists()
    ):
        return
    for roles in (frozenset({"station_head", "deputy_head"}), frozenset({"county"})):
        if send_notice(
            actor=actor.acting_for("access.send_notice", because_of="devices.set_aside"),
            roles=roles,
            region_code=row.region_code,
            station_id=row.station_id,
            subject="手机发来的记录有没处理的，请决定补记还是不记",
            url="/services/phones/",
            at=at,
        ):
            return


def _row(
    actor: Actor, device: Device, command_id: UUID, sent: Sent, *, user_id: UUID | None = None
) -> Command:
    return Command(
        pk=command_id,
        station_id=device.station_id,
        region_code=device.region_code,
        device=device,
        user_id=user_id or UUID(actor.id),
        verb=sent.verb[:60],
        fingerprint=fingerprint(sent),
        done_on=sent.done_on,
        made_at=sent.made_at,
        clock_wrong=sent.clock_wrong,
    )


def _fill(row: Command, outcome: Outcome) -> None:
    row.state = Command.State.CONFLICT if outcome.clashes else Command.State.DONE
    row.subject_id = outcome.row.pk if outcome.row is not None else None
    row.version, row.merged = outcome.version, list(outcome.merged)
    row.code, row.reason, row.clause, row.needs = "", "", "", []
    row.told = {"clash": [clash.field for clash in outcome.clashes]} if outcome.clashes else None


def _write_differences(row: Command, outcome: Outcome) -> None:
    if not outcome.clashes or outcome.row is None:
        return
    Difference.objects.bulk_create(
        Difference(
            command=row,
            station_id=outcome.row.station_id,
            region_code=outcome.row.region_code,
            subject=outcome.subject,
            subject_id=outcome.row.pk,
            field=clash.field,
            phone_value=clash.phone_value,
            station_value=clash.station_value,
            station_at=outcome.row.changed_at,
        )
        for clash in outcome.clashes
    )


def _settle(row: Command, outcome: Outcome) -> Command:
    _fill(row, outcome)
    row.changed_at = Now()
    row.save()
    _write_differences(row, outcome)
    return row


def _undecided(actor: Actor, verb: str, command_id: UUID) -> Command:
    row = (
        Command.objects.visible_to(actor, verb)
        .select_related("device")
        .select_for_update(of=("self",))
        .get(pk=command_id)
    )
    if row.state not in OPEN_STATES:
        raise Refused("这条已经处理过了。", code="devices.already")
    return row


def _decide(row: Command, actor: Actor, *, at: datetime) -> None:
    row.decided_at, row.decided_by_label = at, actor.label[:120]


def _lent(actor: Actor, verb: str) -> Actor:
    """Whoever may decide may carry out this one verb, where she may decide; also upon the record of a colleague,
    because the one who wrote it is the one who sent this."""
    lent = actor.acting_for(verb, because_of=CARRY)
    return lent.acting_for("services.mend_others", because_of=CARRY)


def _told(row: Command) -> Sent:
    if row.verb not in PHONE_VERBS:
        raise Refused("系统不认识这项操作，只能照内容另行记录，再选“不记”。", code="devices.unknown-verb")
    try:
        body = PHONE_VERBS[row.verb].body.model_validate(row.told["body"])
    except ValidationError as error:
        raise Refused(body_problem(error), code="devices.body") from None
    return Sent(
        verb=row.verb,
        body=body,
        raw=row.told["body"],
        seen_version=row.told["seen_version"],
        done_on=row.done_on,
        made_at=row.made_at,
        after=tuple(UUID(one) for one in row.told["after"]),
        clock_wrong=row.clock_wrong,
    )
