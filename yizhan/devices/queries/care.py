"""What a phone needs to assess somebody or note a need without a line: the region's scales as questions with points, what
was found last time and when to assess again, and the needs still open."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yizhan.clients.models import Assessment, Client, ClientClass, Need
from yizhan.clients.rules.scales import GRADES, scales_in_force, unsuited
from yizhan.devices.models import Device
from yizhan.devices.queries.carry import load
from yizhan.kernel.actor import Actor
from yizhan.policy.schema.scales import Scale

MOST_NEEDS = 2000
"""Open needs on one phone; a station that has more reads the rest at the desk."""


@dataclass(frozen=True)
class Care:
    """What is known of one person. scales: ids of those meant for her."""

    client_id: UUID
    scales: tuple[str, ...]
    assessments: tuple[dict[str, Any], ...]
    needs: tuple[dict[str, Any], ...]


def care(*, actor: Actor, device: Device, on: date) -> tuple[list[dict[str, Any]], list[Care]]:
    """The scales in force at the phone's station, and what concerns the people whose files it carries. Eight queries."""
    ids = [pk for _, kind, pk in load(actor=actor, device=device, on=on).keys if kind == "client"]
    scales = (
        scales_in_force(region_code=device.region_code, on=on)
        if actor.may("services.record_assessment")
        else ()
    )
    suited = _suited(ids, scales, on)
    assessed, needs = _assessed(actor, ids), _needs(actor, ids)
    people = [
        Care(pk, suited.get(pk, ()), tuple(assessed.get(pk, ())), tuple(needs.get(pk, ()))) for pk in ids
    ]
    told = [one for one in people if one.scales or one.assessments or one.needs]
    return [scale_told(each) for each in scales], sorted(told, key=lambda one: one.client_id)


def scale_told(scale: Scale) -> dict[str, Any]:
    """A scale as the phone draws it and adds it up; the same words and points as the desk has."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in scale.questions:
        options = [[answer, int(points)] for answer, points in each.options.items()]
        groups.setdefault(each.group, []).append({"name": each.name, "hint": each.hint, "options": options})
    return {
        "id": scale.id,
        "ref": scale.ref,
        "name": scale.name,
        "clause": scale.chip,
        "note": scale.note,
        "required": scale.required(),
        "groups": [{"name": name, "questions": asked} for name, asked in groups.items()],
        "bands": [
            {
                "name": band.name,
                "low": int(band.low),
                "high": int(band.high),
                "colour": band.colour,
                "grade": GRADES[band.grade] if band.grade else "",
                "again": band.again or scale.again or "",
                "leads_to": band.leads_to,
            }
            for band in scale.bands
        ],
        "special": [
            {
                "case": each.case,
                "at_least": each.at_least or "",
                "worse_by": int(each.worse_by) if each.worse_by is not None else 0,
            }
            for each in scale.special
        ],
    }


def _suited(ids: Collection[UUID], scales: tuple[Scale, ...], on: date) -> dict[UUID, tuple[str, ...]]:
    if not scales:
        return {}
    classes: dict[UUID, list[str]] = {}
    for client_id, code in ClientClass.objects.filter(client_id__in=ids, until_on=None).values_list(
        "client_id", "code"
    ):
        classes.setdefault(client_id, []).append(code)
    born = dict(Client.objects.filter(pk__in=ids).values_list("pk", "born_on"))
    return {
        pk: tuple(
            each.id
            for each in scales
            if not unsuited(each, classes=classes.get(pk, ()), born_on=born.get(pk), on=on)
        )
        for pk in ids
    }


def _assessed(actor: Actor, ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The newest of each scale, the one due first in front."""
    rows = Assessment.objects.visible_to(actor, "clients.view").filter(client_id__in=ids, newest=True)
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows.defer("answers", "note").order_by("next_due_on", "scale"):
        found.setdefault(row.client_id, []).append(
            {
                "scale": row.scale,
                "title": row.title,
                "clause": row.clause,
                "assessed_on": row.assessed_on,
                "total": row.total,
                "full": row.full,
                "band": row.band,
                "colour": row.colour,
                "next_due_on": row.next_due_on,
            }
        )
    return found


def _needs(actor: Actor, ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    rows = Need.objects.visible_to(actor, "clients.view").filter(client_id__in=ids, closed_on=None)
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows.order_by("found_on", "id")[:MOST_NEEDS]:
        found.setdefault(row.client_id, []).append(
            {"id": row.pk, "kind": row.kind, "what": row.what, "found_on": row.found_on, "state": row.state}
        )
    return found
