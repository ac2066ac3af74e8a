"""Alarms in sight, their entries with the proof that nothing was changed, and those the county waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yizhan.access.queries import accounts_at
from yizhan.access.roles import ROLES
from yizhan.clients.models import Guardianship
from yizhan.kernel.actor import Actor
from yizhan.privacy.fields import digest
from yizhan.services.models import Alarm, AlarmEntry, AlarmSuspect
from yizhan.services.queries.due import workers_in_post
from yizhan.services.rules.alarms import first_broken, sealed_words

OPEN = "services.open_alarm"
AT_ONCE = frozenset({"station_head", "deputy_head", "supervisor"})
"""Who is told at once, and sees every alarm of the station."""
POSTS = {"HEAD": "station_head", "DEPUTY": "deputy_head", "SUPERVISOR": "supervisor"}
"""The role by which an account holds a post, while nobody has linked the two."""


def seal_of(
    *, alarm_id: UUID, number: int, kind: str, at: datetime, body: Mapping[str, Any], by: str, label: str,
    written_at: datetime, before: str,
) -> str:  # fmt: skip
    """The keyed SM3 hash of an entry: whoever writes into the database without the key cannot make one."""
    words = sealed_words(
        alarm=str(alarm_id), number=number, kind=str(kind), at=at, body=body, by=by, label=label,
        written_at=written_at, before=before,
    )  # fmt: skip
    return digest(words, purpose="services.alarm")


@dataclass(frozen=True)
class Evidence:
    """The entries in order, and the number of the first that is not as it was written (None: all are)."""

    entries: list[AlarmEntry]
    broken: int | None


def evidence(alarm: Alarm) -> Evidence:
    """The caller has found the alarm through `visible_to`."""
    entries = list(AlarmEntry.objects.filter(alarm=alarm).order_by("number"))
    seals = [
        (
            each.number,
            str(each.before),
            str(each.seal),
            seal_of(
                alarm_id=alarm.pk, number=each.number, kind=each.kind, at=each.at, body=each.body, by=each.by,
                label=each.by_label, written_at=each.written_at, before=str(each.before),
            ),
        )
        for each in entries
    ]  # fmt: skip
    return Evidence(entries, first_broken(seals, length=alarm.length, tip=str(alarm.tip)))


def alarms(*, actor: Actor) -> QuerySet[Alarm]:
    """Those the actor may see: her own, or all of her stations where she must act."""
    return Alarm.objects.visible_to(actor, OPEN).select_related("station")


def open_alarms(*, actor: Actor, most: int = 5) -> list[Alarm]:
    """Not closed yet, those nobody reported first, the oldest first."""
    rows = alarms(actor=actor).filter(closed_at=None).order_by("found_at", "id")[: most * 4]
    return sorted(rows, key=lambda each: (each.reported_at is not None, each.found_at))[:most]


def of_client(*, actor: Actor, client_id: UUID) -> list[Alarm]:
    """Of one file, newest first; nothing for whoever may not see alarms."""
    return list(alarms(actor=actor).filter(client_id=client_id).order_by("-found_at")[:10])


def guardians_of(alarm: Alarm) -> list[Guardianship]:
    """Whom to call; nobody while the danger may come from them."""
    if alarm.guardian_danger or alarm.client_id is None:
        return []
    return list(Guardianship.objects.filter(client_id=alarm.client_id, until_on=None).order_by("from_on"))


def suspected_accounts(alarm: Alarm) -> frozenset[UUID]:
    """Accounts that are told nothing of it."""
    if not alarm.about_staff:
        return frozenset()
    rows = AlarmSuspect.objects.filter(alarm=alarm)
    named = rows.filter(user__isnull=False).values_list("user_id", flat=True)
    posts = rows.filter(worker__user__isnull=False).values_list("worker__user_id", flat=True)
    return frozenset({*named, *posts})


@dataclass(frozen=True)
class Nameable:
    """Somebody from whom the danger may come: a worker of the station, or an account that is no worker there.

    post   code of her post; of an account ""
    posts  what she is called there: her post, and the role by which her account would see the alarm
    """

    pk: UUID
    is_account: bool
    user_id: UUID | None
    name: str
    post: str
    posts: str
    station_id: UUID


def nameable(*, stations: Mapping[UUID, str], on: date) -> list[Nameable]:
    """The workers in post, then those who would see an alarm there and are no workers of the station.

    stations  id -> region code. A head is often paid by the township, or a worker by her post and head by her account.
    """
    held = accounts_at(stations, roles=AT_ONCE, on=on)
    found, known = [], set[tuple[UUID, object]]()
    for each in workers_in_post(station_ids=list(stations), on=on):
        assert each.station_id is not None
        known.add((each.station_id, each.user_id or (POSTS.get(each.post), each.name)))
        roles = [
            ROLES[role].label
            for user, role, station in held
            if station == each.station_id and user.pk == each.user_id
        ]
        posts = "、".join(dict.fromkeys([str(each.get_post_display()), *roles]))
        found.append(Nameable(each.pk, False, each.user_id, each.name, each.post, posts, each.station_id))
    others = [
        Nameable(user.pk, True, user.pk, user.display_name, "", ROLES[role].label, station)
        for user, role, station in held
        if (station, user.pk) not in known and (station, (role, user.display_name)) not in known
    ]
    return found + others


def to_escalate(*, at: datetime, most: int = 100) -> list[UUID]:
    """Alarms whose hours have passed without a report, for the clock's tick."""
    rows = Alarm.objects.filter(closed_at=None, reported_at=None, county_told_at=None, county_due_at__lte=at)
    return list(rows.order_by("county_due_at").values_list("pk", flat=True)[:most])
