"""Commands in: each by itself, in its own transaction; one that fails, fails alone."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest
from django.utils.timezone import localdate, now
from ninja import Field, Router, Schema
from pydantic import AwareDatetime, ValidationError

from yizhan.api.shapes import REFUSALS
from yizhan.api.sync.answers import Answer, answer_of
from yizhan.api.sync.callers import DeviceKey, called, phone_of
from yizhan.devices.actions import (
    note_contact,
    set_aside,
    take_command,
)
from yizhan.devices.actions.verbs import PHONE_VERBS
from yizhan.devices.models import Command, Device
from yizhan.devices.queries.commands import (
    DRAFT,
    answer_rows,
    existing,
    fingerprint,
    known_commands,
    ready,
    waiting_commands,
)
from yizhan.devices.queries.phones import phone_itself, sender
from yizhan.devices.rules.bodies import Body, body_problem
from yizhan.devices.rules.limits import (
    MOST_BATCH_BYTES,
    MOST_COMMAND_BYTES,
    MOST_COMMANDS,
    MOST_REPLAYED,
    MOST_WAITING_FOR,
    clock_minutes,
    clock_problem,
    made_when_it_could_be,
)
from yizhan.devices.rules.sent import Sent
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused

log = logging.getLogger(__name__)
router = Router()
HANDED_IN = "发来的人已不能再发（停用、离岗、调站或手机报了丢失），内容已留存，由站长或县里决定。"
HALF_FILLED = "手机上没写完的草稿，写的人已不能接着写。可以补全后补记，也可以不记。"
NOT_MENDED = "发来的人已不能再改，由站长或县里决定。"
State = Command.State


class BatchIn(Schema):
    """Commands in the order they were made. Each is looked at by itself, so they are not described here but in CommandIn.

    sent_at  the phone's clock as it sends; unsent: how many it will still hold after this batch
    """

    device_id: UUID
    sent_at: AwareDatetime
    unsent: int = Field(default=0, ge=0, le=1_000_000)
    commands: list[Any] = Field(min_length=1, max_length=MOST_COMMANDS)


class CommandIn(Schema):
    """One command; `body` is what its verb asks for.

    draft  a form that was only half filled: handed in to be read, completed or dropped at a desk, never carried out
    """

    id: UUID
    verb: str = Field(min_length=1, max_length=60)
    body: dict[str, Any]
    seen_version: str = Field(default="", max_length=200)
    done_on: date | None = None
    made_at: AwareDatetime
    after: list[UUID] = Field(default=[], max_length=MOST_WAITING_FOR)
    draft: bool = False


class BatchOut(Schema):
    """One answer for each command, in the order they came. clock_minutes: how far the phone's clock is ahead."""

    answers: list[Answer]
    at: datetime
    clock_minutes: int
    clock_reason: str


@router.post("/commands", response={200: BatchOut, **REFUSALS}, summary="手机发来的操作，一次最多50条")
def commands(request: HttpRequest, body: BatchIn) -> BatchOut:
    """每条单独处理，一条不成不影响别的；同一编号再发，得到同一个答复。"""
    _small_enough(request)
    actor, device = called(request, body.device_id, unsent=body.unsent, also_left=True)
    return _take_in(actor, device, body, may_act=True)


@router.post(
    "/leftovers",
    auth=DeviceKey(),
    response={200: BatchOut, **REFUSALS},
    summary="已不能登录的手机交出没发的记录",
)
def leftovers(request: HttpRequest, body: BatchIn) -> BatchOut:
    """只留存、不执行，由站长或县里决定；报了丢失的手机也能交。没写完的草稿（draft）、没记上还没改的，也从这里交。"""
    _small_enough(request)
    device = phone_of(request)
    if device.pk != body.device_id:
        raise Device.DoesNotExist
    actor = phone_itself(device=device)
    if device.state == Device.State.ACTIVE:
        note_contact(actor=actor, device_id=device.pk, at=now(), unsent=body.unsent)
    return _take_in(actor, device, body, may_act=False)


def _small_enough(request: HttpRequest) -> None:
    if len(request.body) > MOST_BATCH_BYTES:
        raise Refused("一次发得太多，请分几次发。", code="devices.batch-too-large")


@dataclass
class Batch:
    """A batch on its way. known: what has arrived before, or by now, by id."""

    actor: Actor
    device: Device
    on: date
    at: datetime
    clock_wrong: bool
    may_act: bool
    user_id: UUID
    known: dict[UUID, Command] = field(default_factory=dict)


def _take_in(actor: Actor, device: Device, told: BatchIn, *, may_act: bool) -> BatchOut:
    at = now()
    ahead = clock_minutes(sent_at=told.sent_at, at=at)
    batch = Batch(actor, device, localdate(at), at, bool(ahead), may_act, device.user_id)
    read = [_read(raw) for raw in told.commands]
    ids = {one.id for one, _ in read if one is not None}
    after = {one for each, _ in read if each is not None for one in _sent(each, None, batch).comes_after}
    batch.known = known_commands(ids=ids | after)
    answers = [
        problem if one is None else _one(batch, one, told.commands[place])
        for place, (one, problem) in enumerate(read)
    ]
    if may_act and _replay(batch):
        renewed = answer_rows(actor=actor, ids=ids)
        answers = [
            answer_of(renewed[UUID(each.id)])
            if each.state == State.WAITING and UUID(each.id) in renewed
            else each
            for each in answers
        ]
    return BatchOut(answers=answers, at=at, clock_minutes=ahead, clock_reason=clock_problem(ahead))


def _read(raw: Any) -> tuple[CommandIn | None, Answer]:
    """One command as it came, or the answer that it cannot be read; without an id there is nothing to keep it under."""
    name = str(raw.get("id", ""))[:40] if isinstance(raw, dict) else ""
    if len(json.dumps(raw, ensure_ascii=False).encode()) > MOST_COMMAND_BYTES:
        return None, Answer(
            id=name, state=State.REFUSED, reason="这条记录太大，请删减后再发。", code="devices.too-large"
        )
    try:
        return CommandIn.model_validate(raw), Answer(id=name, state="")
    except ValidationError as error:
        return None, Answer(id=name, state=State.REFUSED, reason=body_problem(error), code="devices.body")


def _sent(one: CommandIn, body: Body | None, batch: Batch) -> Sent:
    wrong = batch.clock_wrong or not made_when_it_could_be(made_at=one.made_at, at=batch.at)
    return Sent(
        verb=one.verb,
        body=body,
        raw=one.body,
        seen_version=one.seen_version,
        done_on=one.done_on,
        made_at=one.made_at,
        after=tuple(one.after),
        clock_wrong=wrong,
    )


def _one(batch: Batch, one: CommandIn, raw: Any) -> Answer:
    sent = _sent(one, None, batch)
    row = batch.known.get(one.id)
    if row is not None and not _to_be_decided_now(batch, row, sent):
        return _answer_again(batch, row, sent)
    try:
        row = _carried_out_or_set_aside(batch, one, sent)
    except OperationalError:
        log.warning("a command could not be stored just now", exc_info=True)
        return _again(one)
    except IntegrityError:  # the same command arrived twice at once, and the other one was first
        found = known_commands(ids=[one.id]).get(one.id)
        if found is None:
            log.exception("a command that the tables refuse")
            return _kept_after_fault(batch, one, sent)
        return _answer_again(batch, found, sent)
    except Exception:
        log.exception("a command we could not carry out")
        return _kept_after_fault(batch, one, sent)
    batch.known[one.id] = row
    return answer_of(row)


def _again(one: CommandIn) -> Answer:
    return Answer(id=str(one.id), state="AGAIN", reason="服务器正忙，稍后会自动再发。", code="devices.busy")


def _kept_after_fault(batch: Batch, one: CommandIn, sent: Sent) -> Answer:
    """Our fault, not hers: kept as it came."""
    try:
        row = _set_aside(
            batch, one.id, sent, State.KEPT, "devices.fault", "系统没能处理这条，内容已原样留存，会有人处理。"
        )
    except Exception:
        log.exception("a command we could not even keep")
        return _again(one)
    batch.known[one.id] = row
    return answer_of(row)


def _to_be_decided_now(batch: Batch, row: Command, sent: Sent) -> bool:
    """Refused before, and she can mend it no more: handed in again, somebody at a desk decides."""
    same = row.user_id == batch.user_id and row.fingerprint == fingerprint(sent)
    return not batch.may_act and row.state == State.REFUSED and same


def _answer_again(batch: Batch, row: Command, sent: Sent) -> Answer:
    if row.fingerprint != fingerprint(sent) or row.user_id != batch.user_id:
        return Answer(
            id=str(row.pk),
            state=State.REFUSED,
            reason="这个编号已经发过另一条内容，请重新记一条。",
            code="devices.id-taken",
        )
    return answer_of(row)


def _carried_out_or_set_aside(batch: Batch, one: CommandIn, sent: Sent) -> Command:
    if one.draft:
        return _set_aside(batch, one.id, sent, State.KEPT, DRAFT, HALF_FILLED)
    if not batch.may_act:
        before = batch.known.get(one.id)
        code, reason = (
            (before.code, f"{before.reason}{NOT_MENDED}") if before else ("devices.no-session", HANDED_IN)
        )
        return _set_aside(batch, one.id, sent, State.KEPT, code, reason)
    understood = _understood(batch, one.id, sent)
    if isinstance(understood, Command):
        return understood
    sent = understood
    if missing := _not_settled(batch, sent):
        return _set_aside(
            batch, one.id, sent, State.WAITING, "devices.after", "在等前面的记录。", needs=missing
        )
    return _attempt(batch, one.id, sent, waited=False)


def _understood(batch: Batch, command_id: UUID, sent: Sent) -> Sent | Command:
    """With its body read as its verb asks; what cannot be read is refused with the fields that are wrong, and kept."""
    verb = PHONE_VERBS.get(sent.verb)
    if verb is None:
        code, reason = "devices.unknown-verb", "服务器不认识这项操作，请更新手机上的程序，或到电脑上记。"
        return _set_aside(batch, command_id, sent, State.REFUSED, code, reason)
    try:
        return replace(sent, body=verb.body.model_validate(sent.raw))
    except ValidationError as error:
        return _set_aside(batch, command_id, sent, State.REFUSED, "devices.body", body_problem(error))


def _not_settled(batch: Batch, sent: Sent) -> list[UUID]:
    return [
        one for one in sent.comes_after if one not in batch.known or batch.known[one].state == State.WAITING
    ]


def _attempt(batch: Batch, command_id: UUID, sent: Sent, *, waited: bool) -> Command:
    """Carry it out; when its verb says no, keep what was told and say why."""
    try:
        return take_command(
            actor=batch.actor,
            device_id=batch.device.pk,
            device=batch.device,
            command_id=command_id,
            verb=sent.verb,
            sent=sent,
            on=batch.on,
            at=batch.at,
            waited=waited,
        )
    except Refused as no:
        return _set_aside(batch, command_id, sent, State.REFUSED, no.code, no.reason, clause=no.clause)
    except NotAllowed as no:
        reason = "您现在没有这项权限，内容已留存，由站长或县里决定。"
        return _set_aside(batch, command_id, sent, State.KEPT, no.verb, reason)
    except ObjectDoesNotExist:
        if missing := _missing_rows(sent):
            reason = "在等还没有发到的档案或记录。"
            return _set_aside(
                batch, command_id, sent, State.WAITING, "devices.row-missing", reason, needs=missing
            )
        reason = "其中有人或有记录已不在您的服务范围内，内容已留存，由站长或县里决定。"
        return _set_aside(batch, command_id, sent, State.KEPT, "devices.out-of-sight", reason)


def _missing_rows(sent: Sent) -> list[UUID]:
    verb = PHONE_VERBS[sent.verb]
    client_ids, service_ids = verb.client_ids(sent.body), verb.service_ids(sent.body)
    here = existing(client_ids=client_ids, service_ids=service_ids)
    return [one for one in (*client_ids, *service_ids) if one not in here]


def _set_aside(
    batch: Batch,
    command_id: UUID,
    sent: Sent,
    state: str,
    code: str,
    reason: str,
    *,
    clause: str = "",
    needs: Sequence[UUID] = (),
) -> Command:
    return set_aside(
        actor=batch.actor,
        device_id=batch.device.pk,
        device=batch.device,
        user_id=batch.user_id,
        command_id=command_id,
        verb=sent.verb,
        sent=sent,
        state=state,
        code=code,
        reason=reason,
        clause=clause,
        needs=needs,
        at=batch.at,
    )


def _replay(batch: Batch) -> bool:
    """Carry out what waited and has what it needs now, until nothing moves any more. Whether anything moved."""
    moved = False
    while True:
        rows = waiting_commands(actor=batch.actor, most=MOST_REPLAYED)
        now_ready = ready(rows=rows) if rows else []
        if not now_ready:
            return moved
        progress = False
        for row in now_ready:
            after = _replayed(batch, row)
            if after is not None and (after.state != State.WAITING or after.needs != row.needs):
                progress = moved = True
        if not progress:
            return moved


def _replayed(batch: Batch, row: Command) -> Command | None:
    """What waited, carried out now; what a newer server cannot read any more is refused as if it had come today."""
    try:
        raw: dict[str, Any] = row.told["body"]
        sent = Sent(
            verb=row.verb,
            body=None,
            raw=raw,
            seen_version=row.told["seen_version"],
            done_on=row.done_on,
            made_at=row.made_at,
            after=tuple(UUID(one) for one in row.told["after"]),
            clock_wrong=row.clock_wrong,
        )
        from_there = replace(batch, device=row.device, actor=sender(actor=batch.actor, device=row.device))
        read = _understood(from_there, row.pk, sent)
        found = read if isinstance(read, Command) else _attempt(from_there, row.pk, read, waited=True)
    except Exception:
        log.exception("a command that waited could not be carried out")
        return None
    batch.known[row.pk] = found
    return found
