"""Telling the people who hold a role that something waits for them, and noting that they have seen it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest, Now
from django.utils.timezone import get_default_timezone

from yizhan.access.models import Notice, User
from yizhan.access.queries import holders, holders_of_many, notices_of
from yizhan.access.roles import ROLES
from yizhan.access.rules import notice_refusal
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action


class Told(int):
    """How many were told; knows the region for the audit line."""

    region_code = ""


@action("access.send_notice", facts=("roles", "region_code", "station_id"), subject="station_id")
def send_notice(
    *,
    actor: Actor,
    roles: frozenset[str],
    region_code: str,
    station_id: UUID | None,
    subject: str,
    url: str,
    clause: str = "",
    at: datetime,
    but_for: Collection[UUID] = (),
    only: Collection[UUID] | None = None,
) -> Told:
    """One notice for everybody who holds one of these roles for that station or region that day, but for the sender.

    station_id  a role of one station, or of the employer's line, is told only where it reaches this station;
                None: in the whole region, below it too
    subject     what waits, never whom it is about; the names are behind the address, where the door asks again
    url         an address of this program
    but_for     accounts that are not told although they hold such a role
    only        of those who hold such a role, these accounts; None: all
    Refused     the sender does not reach the station or region; a subject with a number of a person; another site
    """
    subject = " ".join(subject.split())
    if refusal := notice_refusal(subject=subject, url=url):
        raise Refused(refusal[1], code=refusal[0])
    if not _reaches(actor, region_code, station_id):
        raise Refused("只能通知本辖区、本站的人。", code="access.outside")
    day = at.astimezone(get_default_timezone()).date()
    people = [
        user for user in holders(roles=roles, region_code=region_code, station_id=station_id, on=day)
        if str(user) != actor.id and user not in but_for and (only is None or user in only)
    ]  # fmt: skip
    Notice.objects.bulk_create(
        Notice(
            id=uuid7(),
            user_id=user,
            region_code=region_code,
            station_id=station_id,
            subject=subject,
            url=url,
            clause=clause,
            sent_by_label=_sender(actor),
            sent_at=at,
        )
        for user in people
    )
    User.objects.filter(pk__in=people).update(unread_notices=F("unread_notices") + 1)
    told = Told(len(people))
    told.region_code = region_code
    return told


@dataclass(frozen=True)
class Reminder:
    """Numbers of duties for whoever holds one of these roles at a station, or at the office of a region."""

    roles: frozenset[str]
    region_code: str
    station_id: UUID | None
    subject: str
    url: str


@action("access.remind")
def remind(*, actor: Actor, reminders: Sequence[Reminder], on: date, at: datetime) -> int:
    """The morning's reminders of a whole province at once: everybody's grants are read once; how many notices were sent.

    Refused  a subject with a number of a person, an address of another site
    """
    for one in reminders:
        if refusal := notice_refusal(subject=one.subject, url=one.url):
            raise Refused(refusal[1], code=refusal[0])
    found = holders_of_many([(one.roles, one.region_code, one.station_id) for one in reminders], on=on)
    notices = [
        Notice(
            id=uuid7(),
            user_id=user,
            region_code=one.region_code,
            station_id=one.station_id,
            subject=one.subject,
            url=one.url,
            sent_by_label=actor.label[:40],
            sent_at=at,
            counts_only=True,
        )
        for one, people in zip(reminders, found, strict=True)
        for user in people
    ]
    Notice.objects.bulk_create(notices, batch_size=500)
    number: dict[int, list[UUID]] = {}
    for user, count in Counter(notice.user_id for notice in notices).items():
        number.setdefault(count, []).append(user)
    for count, users in number.items():
        User.objects.filter(pk__in=users).update(unread_notices=F("unread_notices") + count)
    return len(notices)


@action("access.read_notice", facts=("notice_id",), subject="notice_id")
def read_notice(*, actor: Actor, notice_id: UUID, at: datetime) -> Notice:
    """The person has opened it; a second time changes nothing.

    Notice.DoesNotExist  it is somebody else's
    """
    notice = notices_of(actor).get(pk=notice_id)
    _seen(actor, at, only=notice_id)
    notice.refresh_from_db(fields=["read_at"])
    return notice


@action("access.read_all_notices")
def read_all_notices(*, actor: Actor, at: datetime) -> int:
    """All of one's own; how many were new."""
    return _seen(actor, at)


def _seen(actor: Actor, at: datetime, *, only: UUID | None = None) -> int:
    rows = notices_of(actor).filter(read_at__isnull=True)
    seen = (rows.filter(pk=only) if only else rows).update(read_at=at, changed_at=Now())
    if seen:  # what was counted down is exactly what was marked, so that the bell stays right beside a sender
        User.objects.filter(pk=actor.id).update(unread_notices=Greatest(F("unread_notices") - seen, 0))
    return seen


def _reaches(actor: Actor, region_code: str, station_id: UUID | None) -> bool:
    return any(
        grant.reaches_region(region_code) if grant.stations is None else station_id in grant.stations
        for grant in actor.grants_for("access.send_notice")
    )


def _sender(actor: Actor) -> str:
    """The role that speaks, not the person."""
    role = next((grant.role for grant in actor.grants_for("access.send_notice")), "")
    return ROLES[role].label if role in ROLES else actor.label
