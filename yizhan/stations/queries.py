"""Stations and their parts, as pages read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from yizhan.access.models import Custody
from yizhan.kernel.actor import Actor
from yizhan.kernel.pinyin import initials
from yizhan.policy.schema.measures import Wording
from yizhan.regions.queries import regions_on
from yizhan.regions.rules import prefixes
from yizhan.stations.models import (
    KIND_WORDS,
    Equipment,
    Honour,
    OpeningStep,
    Room,
    RuleCheck,
    SafetyCheck,
    ServiceList,
    Station,
    StationDocument,
    StatusChange,
)
from yizhan.stations.rules import proposed_name, sign_rule

_BLANKS = {
    "PROVINCE": "省",
    "PREFECTURE": "市",
    "COUNTY": "县",
    "TOWNSHIP": "乡镇",
    "ZONE": "乡镇",
    "VILLAGE": "村",
}


def blanks_for(*, region_codes: Collection[str], on: date) -> dict[str, dict[str, str]]:
    """What the product fills into the blanks of a sign in each place: 省, 市, 县, 乡镇 as named that day; one query."""
    found = regions_on(codes={prefix for code in region_codes for prefix in prefixes(code)}, on=on)
    return {
        code: {
            _BLANKS[region.level]: region.short_name if region.level in ("TOWNSHIP", "ZONE") else region.name
            for region in (found[prefix] for prefix in prefixes(code) if prefix in found)
            if region.level in _BLANKS and not region.placeholder
        }
        for code in region_codes
    }


def blanks_of(*, region_code: str, on: date) -> dict[str, str]:
    return blanks_for(region_codes=[region_code], on=on)[region_code]


@dataclass(frozen=True)
class Naming:
    """What the region's paper says about the name of a place: the rule, the blanks it fills, the name it gives."""

    rule: Wording | None
    blanks: dict[str, str]
    name: str


def naming_for(*, region_code: str, kind: str, on: date) -> Naming:
    kind_word = KIND_WORDS[kind]
    rule = sign_rule(region_code=region_code, kind_word=kind_word, on=on)
    blanks = blanks_of(region_code=region_code, on=on)
    return Naming(rule=rule, blanks=blanks, name=proposed_name(rule=rule, blanks=blanks))


def stations_found(
    *, actor: Actor, text: str = "", kind: str = "", status: str = "", mode: str = ""
) -> QuerySet[Station]:
    """Stations in sight, by any part of the name or the first letters of the place; in order of place."""
    rows = Station.objects.visible_to(actor, "stations.view").select_related("operator")
    text = text.strip()
    if text and text.isascii() and text.isalpha():
        found = [
            pk for pk, name in rows.values_list("pk", "short_name") if initials(name).startswith(text.lower())
        ]
        rows = rows.filter(pk__in=found[:500])
    elif text:
        rows = rows.filter(
            Q(name__contains=text)
            | Q(short_name__contains=text)
            | Q(operator__name__contains=text)
            | Q(region_code__startswith=text)
        )
    if kind:
        rows = rows.filter(kind=kind)
    if status:
        rows = rows.filter(status=status)
    if mode:
        rows = rows.filter(mode=mode)
    return rows.order_by("region_code", "id")


def station_in_sight(*, actor: Actor, station_id: UUID, verb: str = "stations.view") -> Station:
    """Station.DoesNotExist when it is not."""
    return Station.objects.visible_to(actor, verb).select_related("operator", "parent").get(pk=station_id)


@dataclass(frozen=True)
class StationFile:
    """One station, one page (一站一页)."""

    station: Station
    rooms: list[Room]
    equipment: list[Equipment]
    documents: list[StationDocument]
    steps: list["StepLine"]
    service_list: ServiceList | None
    checks: list[SafetyCheck]
    changes: list[StatusChange]
    operators: list[Custody]
    below: list[Station]


@dataclass(frozen=True)
class StepLine:
    """A step from planned to open, done or not."""

    step: str
    label: str
    done: OpeningStep | None


def station_file(*, actor: Actor, station_id: UUID) -> StationFile:
    """Everything the station itself keeps. Station.DoesNotExist when it is out of sight."""
    station = station_in_sight(actor=actor, station_id=station_id)
    done = {row.step: row for row in OpeningStep.objects.filter(station=station)}
    return StationFile(
        station=station,
        rooms=list(Room.objects.filter(station=station, until_on__isnull=True).order_by("place", "id")),
        equipment=list(
            Equipment.objects.filter(station=station, until_on__isnull=True).order_by("kind", "place", "id")
        ),
        documents=list(
            StationDocument.objects.filter(station=station).order_by("kind", "-in_force_from_on", "id")[:200]
        ),
        steps=[StepLine(step, str(label), done.get(step)) for step, label in OpeningStep.Step.choices],
        service_list=current_service_list(station_id=station.pk),
        checks=list(SafetyCheck.objects.filter(station=station).order_by("-checked_on", "-id")[:20]),
        changes=list(StatusChange.objects.filter(station=station).order_by("-changed_on", "-id")[:20]),
        operators=list(
            Custody.objects.filter(station_id=station.pk)
            .select_related("organisation")
            .order_by("-from_on")[:20]
        ),
        below=list(Station.objects.filter(parent=station).order_by("region_code", "id")[:100]),
    )


def current_service_list(*, station_id: UUID) -> ServiceList | None:
    """The newest list of services the station made, with its items; None when it made none."""
    return (
        ServiceList.objects.filter(station_id=station_id)
        .prefetch_related("items")
        .order_by("-made_on")
        .first()
    )


def document_in_sight(*, actor: Actor, document_id: UUID) -> StationDocument:
    return (
        StationDocument.objects.visible_to(actor, "stations.view")
        .select_related("station")
        .get(pk=document_id)
    )


def rule_checks(*, station_ids: Collection[UUID], on: date) -> dict[tuple[UUID, str, str], RuleCheck]:
    """What people found about rules the program cannot measure, by station, pack and rule; the latest look holds."""
    rows = RuleCheck.objects.filter(station_id__in=list(station_ids), checked_on__lte=on).order_by(
        "checked_on", "id"
    )
    return {(row.station_id, row.pack_id, row.rule_id): row for row in rows}


def rooms_of(*, station: Station) -> list[Room]:
    """Rooms of a station already in sight, in the order they were written."""
    return list(Room.objects.filter(station=station, until_on__isnull=True).order_by("place", "id"))


def equipment_of(*, station: Station) -> list[Equipment]:
    return list(
        Equipment.objects.filter(station=station, until_on__isnull=True).order_by("kind", "place", "id")
    )


def steps_done(*, station: Station) -> set[str]:
    return set(OpeningStep.objects.filter(station=station).values_list("step", flat=True))


def honours_of(*, station: Station) -> list[Honour]:
    """Titles of a station already in sight, those it bears first."""
    return list(
        Honour.objects.filter(station=station).order_by(
            F("ended_on").desc(nulls_first=True), "-given_on", "id"
        )
    )


def honours_borne(*, station_ids: Collection[UUID], on: date) -> dict[UUID, list[str]]:
    """{station: titles it bears that day}; stations without one are missing."""
    rows = Honour.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), given_on__lte=on)
    found: dict[UUID, list[str]] = {}
    for honour in rows.order_by("given_on", "id"):
        if honour.station_id in station_ids:
            found.setdefault(honour.station_id, []).append(str(honour))
    return found
