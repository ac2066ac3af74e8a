"""Open cases and sessions around today: what a phone needs to write a case note or take attendance without a line."""

import hashlib
import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Router, Schema

from yizhan.api.shapes import REFUSALS
from yizhan.api.sync.callers import called
from yizhan.devices.queries.work import due_sessions, open_cases

router = Router()


class WorkOut(Schema):
    """Replaces what the phone holds, all of it; empty when `have` is the present version."""

    version: str
    cases: list[dict[str, Any]] | None
    sessions: list[dict[str, Any]] | None


@router.get("/work", response={200: WorkOut, **REFUSALS}, summary="在办个案和这几天的小组、活动")
def work(request: HttpRequest, device_id: UUID, have: str = "") -> WorkOut:
    """have 与现在的 version 相同，cases 和 sessions 都是空的；不同就整个换掉手机上的。"""
    actor, device = called(request, device_id)
    cases = [asdict(one) for one in open_cases(actor=actor, device=device)]
    sessions = [asdict(one) for one in due_sessions(actor=actor, device=device, on=localdate())]
    spelled = json.dumps([cases, sessions], default=str, sort_keys=True)
    version = hashlib.sha256(spelled.encode()).hexdigest()[:16]
    if have == version:
        return WorkOut(version=version, cases=None, sessions=None)
    return WorkOut(version=version, cases=cases, sessions=sessions)
