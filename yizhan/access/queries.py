"""Who somebody is today, and which accounts, organisations and custodies an officer may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from axes.models import AccessAttempt
from django.db.models import Max, Q, QuerySet, Sum

from yizhan.access.models import (
    AppPassword,
    Channel,
    Custody,
    Delivery,
    Notice,
    Organisation,
    RoleGrant,
    User,
)
from yizhan.access.roles import MAY_GRANT, ROLES, Line, Role, grant_of
from yizhan.kernel.actor import EVERYWHERE, NOBODY, Actor, Grant
from yizhan.privacy.fields import digest
from yizhan.privacy.models import AuditEvent
from yizhan.privacy.often import asked_often, together

PHONE = "access.phone"
APP_PASSWORD = "access.app-password"  # noqa: S105  (the purpose of a digest)
SELF_VERBS = frozenset(
    {
        "access.sign_in",
        "access.change_own_password",
        "access.note_second_factor",
        "access.make_app_password",
        "access.revoke_app_password",
    }
)
"""What anybody may do at the door, about nobody but herself; no role carries them."""


def app_passwords_of(user: User) -> QuerySet[AppPassword]:
    """The passwords somebody made for programs and has not taken back; newest first."""
    return AppPassword.objects.filter(user=user, revoked_on__isnull=True).order_by("-made_on", "-id")


def by_app_password(*, username: str, secret: str, on: date) -> tuple[AppPassword, Actor] | None:
    """Whom a program speaks for: its owner as an actor of that day, at the one station; None for a wrong password."""
    row = (
        AppPassword.objects.select_related("user__organisation")
        .filter(digest=digest(secret, purpose=APP_PASSWORD), revoked_on__isnull=True)
        .first()
    )
    if row is None or row.user.username != username or not row.user.is_active:
        return None
    actor = actor_for(row.user, on)
    here = frozenset({row.station_id})
    grants = [replace(each, stations=each.stations & here) for each in actor.grants if each.stations]
    return row, replace(actor, grants=tuple(each for each in grants if each.stations))


def grants_in_force(*, user: User | UUID, on: date) -> QuerySet[RoleGrant]:
    """The grants of a user that hold that day; the last day still counts."""
    return RoleGrant.objects.filter(
        Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=on),
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=on),
        user=user,
        valid_from_on__lte=on,
    ).order_by("valid_from_on", "id")


def _runs_on(day: date) -> Q:
    return (Q(to_on__isnull=True) | Q(to_on__gte=day)) & Q(from_on__lte=day)


@dataclass(frozen=True)
class Reach:
    """What a user holds on a day: grants, and the stations (id, region) her organisation operates."""

    on: date
    given: Sequence[RoleGrant]
    held: Sequence[tuple[UUID, str]]


def user_and_reach(*, user_id: UUID, on: date) -> tuple[User, Reach] | None:
    """The account with its organisation, and what it holds that day, in one journey; asked anew with every request."""
    given, held = together(
        _given.about(user_id=user_id, on=on),
        _held.about(user_id=user_id, on=on),
    )
    if given:
        return given[0].user, Reach(on, given, held)
    for user in _user(user_id=user_id):
        return user, Reach(on, (), held)
    return None


_WHEN = ("recorded_at", "changed_at")
_OF_THE_HOME = tuple(f"user__organisation__{name}" for name in _WHEN)
_UNASKED = (
    *_WHEN,
    "valid_from_on",
    "valid_to_on",
    "given_by",
    "given_by_label",
    "revoked_on",
    "revoked_by_label",
)
"""Columns no request looks at: who gave a grant and when, when an account was opened. Read when somebody does."""


@asked_often
def _given(*, user_id: UUID, on: date) -> QuerySet[RoleGrant]:
    rows = grants_in_force(user=user_id, on=on).select_related("user__organisation")
    return rows.defer(*_UNASKED, *(f"user__{name}" for name in ("last_login", *_WHEN)), *_OF_THE_HOME)


@asked_often
def _held(*, user_id: UUID, on: date) -> "QuerySet[Custody, tuple[UUID, str]]":
    home = User.objects.filter(pk=user_id).values("organisation")
    return Custody.objects.filter(_runs_on(on), organisation__in=home).values_list(
        "station_id", "region_code"
    )


@asked_often
def _user(*, user_id: UUID) -> QuerySet[User]:
    return User.objects.select_related("organisation").filter(pk=user_id)


def actor_for(user: User, on: date) -> Actor:
    """The user as an actor of that day.

    A closed account, a grant that ended, a station given to another organisation: nothing is reached through it.
    """
    found = user_and_reach(user_id=user.pk, on=on) if user.is_active else None
    return actor_within(*found) if found else NOBODY


def actor_within(user: User, reach: Reach) -> Actor:
    """The user as an actor with what was read of her a moment ago."""
    if not user.is_active:
        return NOBODY
    given, organisation = reach.given, user.organisation
    grants = tuple(
        [
            _grant(row, reach.held if _by_contract(ROLES[row.role], organisation) else None)
            for row in given
            if row.role in ROLES
        ]
    )
    return Actor(
        id=str(user.pk),
        label=actor_label(user, given, organisation),
        grants=grants,
        organisation_id=user.organisation_id,
    )


def actor_label(user: User, given: Sequence[RoleGrant], organisation: Organisation | None) -> str:
    """What the audit trail calls the account: name, first role, organisation."""
    words = [user.display_name]
    if given and organisation:
        words += [ROLES[given[0].role].label if given[0].role in ROLES else given[0].role, organisation.name]
    return "·".join(words)[:120]


def _by_contract(role: Role, organisation: Organisation) -> bool:
    return role.line == Line.EMPLOYER or (role.line == Line.EITHER and not organisation.works_by_territory)


def _grant(row: RoleGrant, held: Sequence[tuple[UUID, str]] | None) -> Grant:
    if held is None:
        return grant_of(row.role, region=row.region_code)
    reached = {station for station, region in held if region.startswith(row.region_code)}
    if row.station_id is not None:
        reached &= {row.station_id}
    return grant_of(row.role, region=row.region_code, stations=frozenset(reached))


def oneself(user: User | None) -> Actor:
    """Somebody at the door: may sign in, out, and look after her own account; sees no row.

    The region is that of the account, so that her officer finds the line in the audit trail.
    """
    region = user.region_code if user else EVERYWHERE
    return Actor(
        id=str(user.pk) if user else NOBODY.id,
        label=user.display_name if user else NOBODY.label,
        grants=(Grant(role="self", verbs=SELF_VERBS, region=region),),
    )


def roles_to_give(actor: Actor) -> list[Role]:
    """The roles this actor may give to somebody, somewhere; in the order of the table."""
    codes = frozenset[str]().union(*(MAY_GRANT.get(grant.role, frozenset()) for grant in actor.grants))
    return [role for code, role in ROLES.items() if code in codes]


def organisations_to_choose(actor: Actor) -> QuerySet[Organisation]:
    """Open organisations an officer may open accounts for: those of her region and those operating a station in it."""
    operating = Custody.objects.visible_to(actor, "access.open_account").values("organisation_id")
    home = Organisation.objects.visible_to(actor, "access.open_account")
    return Organisation.objects.filter(
        Q(pk__in=home.values("pk")) | Q(pk__in=operating), closed_on__isnull=True
    )


def region_to_give(*, actor: Actor, organisation: Organisation, station_region: str = "") -> str:
    """Where a role given on a form holds: at its station, else where the office sits, else where the officer sits.

    An agency works for whoever gave it the station, so its manager gets the region of the officer, not of the agency.
    """
    if station_region:
        return station_region
    if organisation.kind == Organisation.Kind.AGENCY:
        reached = sorted(
            (g.region for g in actor.grants_for("access.grant_role") if g.stations is None), key=len
        )
        return reached[-1] if reached else organisation.region_code
    return organisation.region_code


def accounts(actor: Actor) -> QuerySet[User]:
    """Accounts of the actor's regions, with organisation and grants read along."""
    rows = User.objects.visible_to(actor, "access.view_accounts")
    return rows.select_related("organisation").prefetch_related("grants")


def sign_ins_of(*, user: User, most: int = 10) -> list[AuditEvent]:
    """The last times somebody came in, or tried to, with this account; newest first."""
    lines = AuditEvent.objects.filter(action="access.sign_in", subject_id=user.pk)
    return list(lines.order_by("-at", "-id")[:most])


def locked_until(*, username: str, at: datetime, failures: int, minutes: int) -> datetime | None:
    """Until when the account takes no password, if it does not; failures from several devices count together."""
    rows = AccessAttempt.objects.filter(username=username, attempt_time__gt=at - timedelta(minutes=minutes))
    told = rows.aggregate(count=Sum("failures_since_start"), last=Max("attempt_time"))
    return told["last"] + timedelta(minutes=minutes) if (told["count"] or 0) >= failures else None


def by_telephone(number: str) -> User | None:
    """The open account that signs in with this telephone number."""
    mark = digest(number, purpose=PHONE)
    return User.objects.filter(phone_digest=mark, is_active=True).first()


def sees_widely(*, user: User, on: date) -> bool:
    """Whether the user needs a second factor that day: one of her roles sees more than a station or a town."""
    return any(
        ROLES[grant.role].sees_widely for grant in grants_in_force(user=user, on=on) if grant.role in ROLES
    )


def demo_accounts(*, on: date) -> dict[str, User]:
    """The earliest open account of each role; only the sign-in page of a demo asks."""
    rows = (
        RoleGrant.objects.filter(
            Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=on),
            Q(revoked_on__isnull=True) | Q(revoked_on__gt=on),
            valid_from_on__lte=on,
            user__is_active=True,
        )
        .select_related("user__organisation")
        .order_by("recorded_at", "id")
    )
    found: dict[str, User] = {}
    for grant in rows:
        found.setdefault(grant.role, grant.user)
    return found


def holders(*, roles: frozenset[str], region_code: str, station_id: UUID | None, on: date) -> list[UUID]:
    """Whoever holds one of these roles that day where it reaches the station, or the region when there is no station.

    A role of government is asked for its region alone; one by contract for the stations its organisation operates.
    """
    above = Q(
        region_code__in=[EVERYWHERE, *(region_code[:n] for n in (2, 4, 6, 9, 12) if n <= len(region_code))]
    )
    where = above if station_id else above | Q(region_code__startswith=region_code)
    rows = RoleGrant.objects.filter(
        where,
        Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=on),
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=on),
        role__in=sorted(roles),
        valid_from_on__lte=on,
        user__is_active=True,
    ).select_related("user__organisation")
    given = [row for row in rows if row.role in ROLES]
    if station_id is None:
        return list(dict.fromkeys(row.user_id for row in given))
    by_contract = {row.pk for row in given if _by_contract(ROLES[row.role], row.user.organisation)}
    operating = (
        set(
            Custody.objects.filter(
                Q(to_on__isnull=True) | Q(to_on__gte=on), station_id=station_id, from_on__lte=on
            ).values_list("organisation_id", flat=True)
        )
        if by_contract
        else set()
    )
    return list(
        dict.fromkeys(
            row.user_id
            for row in given
            if (row.station_id is None or row.station_id == station_id)
            and (row.pk not in by_contract or row.user.organisation_id in operating)
        )
    )


def holders_of_many(
    wanted: Sequence[tuple[frozenset[str], str, UUID | None]], *, on: date
) -> list[list[UUID]]:
    """The same for many at once, out of two questions; without a station, only at the office of that very region."""
    roles = frozenset[str]().union(*(one[0] for one in wanted))
    rows = RoleGrant.objects.filter(
        Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=on),
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=on),
        role__in=sorted(roles),
        valid_from_on__lte=on,
        user__is_active=True,
    ).select_related("user__organisation")
    by_place: dict[tuple[str, str], list[RoleGrant]] = {}
    for row in rows:
        if row.role in ROLES:
            by_place.setdefault((row.role, row.region_code), []).append(row)
    operating = dict(
        Custody.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), from_on__lte=on).values_list(
            "station_id", "organisation_id"
        )
    )
    found = []
    for those, region, station in wanted:
        codes = [region[:n] for n in (2, 4, 6, 9, 12) if n <= len(region)] if station else [region]
        people = [
            row.user_id
            for role in sorted(those)
            for code in codes
            for row in by_place.get((role, code), ())
            if station is None
            or (
                row.station_id in (None, station)
                and (
                    not _by_contract(ROLES[role], row.user.organisation)
                    or operating.get(station) == row.user.organisation_id
                )
            )
        ]
        found.append(list(dict.fromkeys(people)))
    return found


def accounts_at(
    stations: Mapping[UUID, str], *, roles: frozenset[str], on: date
) -> list[tuple[User, str, UUID]]:
    """(account, role, station) of whoever holds one of these roles that day where it reaches one of the stations.

    stations  id -> region code
    """
    codes = {region[:n] for region in stations.values() for n in (2, 4, 6, 9, 12) if n <= len(region)}
    rows = (
        RoleGrant.objects.filter(
            Q(station_id__in=stations)
            | Q(station_id__isnull=True, region_code__in=[EVERYWHERE, *sorted(codes)]),
            Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=on),
            Q(revoked_on__isnull=True) | Q(revoked_on__gt=on),
            role__in=sorted(roles & ROLES.keys()),
            valid_from_on__lte=on,
            user__is_active=True,
        )
        .select_related("user__organisation")
        .order_by("recorded_at", "id")
    )
    custody = Custody.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=on), station_id__in=stations, from_on__lte=on
    )
    operating = set(custody.values_list("station_id", "organisation_id"))
    return [
        (row.user, row.role, pk)
        for pk, region in stations.items()
        for row in rows
        if row.station_id in (None, pk)
        and (row.region_code == EVERYWHERE or region.startswith(row.region_code))
        and (
            not _by_contract(ROLES[row.role], row.user.organisation)
            or (pk, row.user.organisation_id) in operating
        )
    ]


def channels_of(actor: Actor) -> QuerySet[Channel]:
    """One's own, and those of one's office for whoever looks after them."""
    try:
        own = Q(user_id=UUID(actor.id))
    except ValueError:
        return Channel.objects.none()
    if actor.may("access.open_office_channel") and actor.organisation_id is not None:
        own |= Q(organisation_id=actor.organisation_id)
    return Channel.objects.filter(own).select_related("organisation").order_by("stopped_on", "made_on", "id")


def office_of(actor: Actor) -> Organisation:
    """Organisation.DoesNotExist: the actor belongs to none."""
    if actor.organisation_id is None:
        raise Organisation.DoesNotExist
    return Organisation.objects.get(pk=actor.organisation_id)


def deliveries_of(actor: Actor) -> QuerySet[Delivery]:
    """What was sent to these channels, the newest first."""
    rows = Delivery.objects.filter(channel__in=channels_of(actor)).select_related("channel")
    return rows.order_by("-made_at", "-id")


def message_to_send(*, delivery_id: UUID) -> Delivery:
    """Asked for by the sender; Delivery.DoesNotExist: stopped or sent meanwhile."""
    return Delivery.objects.select_related("channel").get(pk=delivery_id, state=Delivery.State.QUEUED)


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """What was sent to this person and nobody else; a job and the public have none."""
    try:
        return Notice.objects.filter(user_id=UUID(actor.id))
    except ValueError:
        return Notice.objects.none()
