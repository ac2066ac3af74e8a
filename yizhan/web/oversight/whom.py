"""Whom an office may inspect, write to, or ask to put something right: the choices, and the choice taken apart."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from yizhan.kernel.actor import Actor
from yizhan.oversight.queries.inspections import agencies_to_oversee
from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.words import short
from yizhan.stations.models import Station
from yizhan.web.stations.forms import Choices

MOST = 300
Overseen = TypeVar("Overseen", bound=Model)


def stations_of(actor: Actor, verb: str) -> list[Station]:
    rows = Station.objects.visible_to(actor, verb).exclude(status=Station.Status.CLOSED)
    return list(rows.order_by("region_code", "id")[:MOST])


def by_number_or_whom(rows: QuerySet[Overseen], words: str) -> QuerySet[Overseen]:
    """The search of a list of what concerns a station or an agency."""
    return (
        rows.filter(number__icontains=words)
        | rows.filter(station__short_name__icontains=words)
        | rows.filter(organisation__name__icontains=words)
    )


def choices_of(actor: Actor, verb: str) -> dict[str, Choices]:
    """For the form `Whom`: values station:<id> and agency:<id>."""
    return {
        "stations": [(f"station:{each.pk}", each.title) for each in stations_of(actor, verb)],
        "agencies": [
            (f"agency:{each.pk}", each.name) for each in agencies_to_oversee(actor=actor, verb=verb)
        ],
    }


def taken(whom: str) -> dict[str, Any]:
    """The arguments of a verb for a value of the form; empty for a word that is none."""
    kind, _colon, key = whom.partition(":")
    name = {"station": "station_id", "agency": "organisation_id"}.get(kind)
    try:
        return {name: UUID(key)} if name else {}
    except ValueError:
        return {}


def rules_of(region_code: str, on: date) -> Choices:
    """Rules that bind a station or an agency here, as a list to choose from."""
    return [
        (held.rule.id, f"{held.rule.chip} {short(held.rule.says)}")
        for held in rules_in_force(region_code=region_code, on=on)
        if {"社工站", "承接主体", "驻站社工"} & set(held.rule.binds)
    ]
