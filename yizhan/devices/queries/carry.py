"""What a phone may carry: the files of its station and the records of its user, masked as the role demands, capped."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Prefetch, Value, When
from django.db.models.functions import Coalesce, Length

from yizhan.clients.models import Client, ClientClass
from yizhan.clients.queries.file import name_for
from yizhan.clients.rules.classes import labels
from yizhan.clients.rules.identity import age_word
from yizhan.devices.models import Device
from yizhan.devices.queries.versions import client_version, service_version
from yizhan.devices.rules.limits import CLIENT_BYTES, MOST_BYTES, MOST_CLIENTS, MOST_SERVICES, SERVICE_BYTES
from yizhan.kernel.actor import Actor
from yizhan.kernel.identity import mask_address, mask_name, mask_phone
from yizhan.services.models import ServiceClient, ServiceRecord
from yizhan.workforce.models import Worker

Key = tuple[datetime, str, UUID]
"""When a row changed last, which kind of row it is, its id: the order in which a phone reads."""


@dataclass(frozen=True)
class Load:
    """The rows a phone may carry right now, oldest change first.

    all_clients  how many open files the station has, also those beyond the cap
    size         about how many bytes they take
    """

    keys: tuple[Key, ...]
    all_clients: int
    size: int

    @property
    def clients(self) -> int:
        return sum(1 for _, kind, _ in self.keys if kind == "client")

    @property
    def check(self) -> str:
        """A digest of which rows there are in which state; the phone makes the same of what it holds and compares."""
        told = "\n".join(sorted(f"{row_id} {stamp(at)}" for at, _, row_id in self.keys))
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def says(self) -> str:
        """Before leaving: what is on the phone, and what is not."""
        if self.clients < self.all_clients:
            return (
                f"本站在册{self.all_clients}人，手机上带了{self.clients}人（先带责任到您的、再带最近该探访的）；"
                "其余的人请有信号时查。"
            )
        return f"本站在册{self.all_clients}人，都在手机上。"


def stamp(at: datetime) -> str:
    """An instant as every row carries it: microseconds, UTC."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def load(*, actor: Actor, device: Device, on: date) -> Load:
    """Open files of the phone's station that the actor may see, her own first, then whoever is due first; and the
    records she wrote this month and last, the newest first, until the phone is full. Four queries."""
    me = Worker.objects.filter(user_id=actor.id, station_id=device.station_id).values_list("pk", flat=True)
    files = Client.objects.visible_to(actor, "clients.view").active().filter(station_id=device.station_id)
    mine = Case(When(responsible_worker_id__in=me, then=0), default=1, output_field=IntegerField())
    rows = list(
        files.annotate(letters=Length("note"))
        .order_by(mine, Coalesce("next_visit_on", Value(date.max)), "id")
        .values_list("changed_at", "pk", "letters")[: MOST_CLIENTS + 1]
    )
    total = len(rows) if len(rows) <= MOST_CLIENTS else files.count()
    keys: list[Key] = []
    size = 0
    for at, pk, letters in rows[:MOST_CLIENTS]:
        if size + CLIENT_BYTES + letters > MOST_BYTES:
            break
        size += CLIENT_BYTES + letters
        keys.append((at, "client", pk))
    records = _records(actor, device, on)
    hidden = with_restricted(actor, [pk for _, pk, _ in records])
    for at, pk, letters in records:
        if size + SERVICE_BYTES + letters > MOST_BYTES:
            break
        if pk not in hidden:
            size += SERVICE_BYTES + letters
            keys.append((at, "service", pk))
    return Load(tuple(sorted(keys)), total, size)


def _records(actor: Actor, device: Device, on: date) -> list[tuple[datetime, UUID, int]]:
    since = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    return list(
        ServiceRecord.objects.visible_to(actor, "services.view")
        .filter(station_id=device.station_id, recorded_by=actor.id, done_on__gte=since)
        .annotate(letters=Length("note") + Length("found") + Length("follow_up"))
        .order_by("-done_on", "-id")
        .values_list("changed_at", "pk", "letters")[:MOST_SERVICES]
    )


def with_restricted(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    """Records that reached somebody whose file is closed to this reader: they stay off the phone, texts and all."""
    reached = list(
        ServiceClient.objects.filter(service_id__in=ids, client__restricted=True).values_list(
            "service_id", "client_id"
        )
    )
    if not reached:
        return set()
    seen = set(
        Client.objects.visible_to(actor, "clients.view")
        .filter(pk__in={client_id for _, client_id in reached})
        .values_list("pk", flat=True)
    )
    return {service_id for service_id, client_id in reached if client_id not in seen}


def client_rows(*, actor: Actor, ids: Collection[UUID], on: date) -> dict[UUID, dict[str, Any]]:
    """Files as a phone keeps them: no papers; telephone and address masked until she says why she needs them."""
    rows = (
        Client.objects.visible_to(actor, "clients.view")
        .filter(pk__in=ids)
        .defer("id_number", "no_id_reason", "restriction_reason")
        .prefetch_related(
            Prefetch("classes", queryset=ClientClass.objects.filter(until_on=None).order_by("since_on", "id"))
        )
    )
    return {row.pk: _client(actor, row, on) for row in rows}


def _client(actor: Actor, row: Client, on: date) -> dict[str, Any]:
    classes = [each.code for each in row.classes.all()]
    return {
        "kind": "client",
        "id": row.pk,
        "changed_at": stamp(row.changed_at),
        "version": client_version(row),
        "file_no": row.file_no,
        "name": name_for(actor, row),
        "initials": row.name_initials,
        "sex": row.sex,
        "age": age_word(row.born_on, on),
        "village": row.village_name,
        "phone": mask_phone(row.phone) if row.phone else "",
        "address": mask_address(row.address) if row.address else "",
        "note": row.note,
        "emergency_name": mask_name(row.emergency_name) if row.emergency_name else "",
        "emergency_relation": row.emergency_relation,
        "emergency_phone": mask_phone(row.emergency_phone) if row.emergency_phone else "",
        "grade": row.grade,
        "classes": classes,
        "class_labels": list(labels(classes)),
        "responsible_worker_id": row.responsible_worker_id,
        "last_visit_on": row.last_visit_on,
        "next_visit_on": row.next_visit_on,
        "clause": row.visit_clause,
    }


def service_rows(*, actor: Actor, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Her own records, with whom they reached and what was done."""
    rows = list(
        ServiceRecord.objects.visible_to(actor, "services.view").filter(pk__in=ids).prefetch_related("items")
    )
    people: dict[UUID, list[UUID]] = {}
    reached = ServiceClient.objects.filter(service_id__in=[row.pk for row in rows]).order_by("id")
    for service_id, client_id in reached.values_list("service_id", "client_id"):
        people.setdefault(service_id, []).append(client_id)
    return {row.pk: _service(row, people.get(row.pk, [])) for row in rows}


def _service(row: ServiceRecord, client_ids: Sequence[UUID]) -> dict[str, Any]:
    codes = sorted(item.item_code for item in row.items.all())
    return {
        "kind": "service",
        "id": row.pk,
        "changed_at": stamp(row.changed_at),
        "version": service_version(row, codes),
        "service_kind": row.kind,
        "mode": row.mode,
        "done_on": row.done_on,
        "minutes": row.minutes,
        "met": row.met,
        "client_ids": list(client_ids),
        "item_codes": codes,
        "title": row.title,
        "place": row.place,
        "participants_count": row.participants_count,
        "note": row.note,
        "found": row.found,
        "follow_up": row.follow_up,
        "follow_up_on": row.follow_up_on,
        "followed_up_on": row.followed_up_on,
        "voided": row.is_voided,
    }
