"""Scales, assessments and needs: what a phone needs to assess somebody or note a need without a line."""

import hashlib
import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localdate
from django.views.decorators.gzip import gzip_page
from ninja import Router, Schema
from ninja.decorators import decorate_view

from yizhan.api.shapes import REFUSALS
from yizhan.api.sync.callers import called
from yizhan.devices.queries.care import care

router = Router()


class CareOut(Schema):
    """Replaces what the phone holds, all of it; empty when `have` is the present version."""

    version: str
    scales: list[dict[str, Any]] | None
    people: list[dict[str, Any]] | None


@router.get("/care", response={200: CareOut, **REFUSALS}, summary="量表、上次评估和复评日、还没满足的需求")
@decorate_view(gzip_page)
def care_of_people(request: HttpRequest, device_id: UUID, have: str = "") -> CareOut:
    """have 与现在的 version 相同，scales 和 people 都是空的；不同就整个换掉手机上的。分数和档次由服务器算，手机上算的只作显示。"""
    actor, device = called(request, device_id)
    scales, people = care(actor=actor, device=device, on=localdate())
    told = [asdict(one) for one in people]
    spelled = json.dumps([scales, told], default=str, sort_keys=True)
    version = hashlib.sha256(spelled.encode()).hexdigest()[:16]
    if have == version:
        return CareOut(version=version, scales=None, people=None)
    return CareOut(version=version, scales=scales, people=told)
