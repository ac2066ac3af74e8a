"""Referrals sent and received, those of a client, and what waits for an answer."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.access.models import Organisation
from yizhan.clients.models import Client, Consent
from yizhan.kernel.actor import Actor
from yizhan.services.models import Referral
from yizhan.services.rules.referrals import PARTS
from yizhan.stations.models import Station

VIEW = "services.view_referrals"
RECEIVE = "services.accept_referral"
HAND_OVER = "services.hand_over"
"""The verb that lets somebody offer the whole file to another station."""


def share_consent(*, client_id: UUID, on: date) -> Consent | None:
    """The consent to pass data on that stands that day, or None."""
    return (
        Consent.objects.filter(client_id=client_id, purpose=Consent.Purpose.SHARE, given=True)
        .filter(replaced=False, withdrawn_on=None, given_on__lte=on)
        .filter(Q(until_on=None) | Q(until_on__gte=on))
        .order_by("-given_on")
        .first()
    )


def sent(*, actor: Actor, verb: str = VIEW) -> QuerySet[Referral]:
    """What the stations in sight sent, for a list."""
    return _listed(Referral.objects.visible_to(actor, verb))


def received(*, actor: Actor, verb: str = VIEW) -> QuerySet[Referral]:
    """What was sent to the stations in sight, for a list."""
    return _listed(Referral.objects.addressed_to(actor, verb))


def _listed(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    return rows.select_related("from_station", "to_station").defer(
        "reason", "situation", "served", "others_serving", "asked", "answer", "ground_says"
    )


@dataclass(frozen=True)
class Seen:
    """One referral as this reader sees it: the sender's side, the receiver's, or both (a county).

    client  the file, only where the reader may open it now
    told    what was passed on of the person, label and words
    """

    referral: Referral
    ours: bool
    theirs: bool
    client: Client | None
    told: list[tuple[str, str]]


def referral_for(*, actor: Actor, referral_id: UUID, verb: str = VIEW) -> Seen:
    """One referral. Referral.DoesNotExist: neither sent from nor to a station in sight."""
    ours = Referral.objects.visible_to(actor, verb).filter(pk=referral_id).exists()
    theirs = Referral.objects.addressed_to(actor, verb).filter(pk=referral_id).exists()
    if not (ours or theirs):
        raise Referral.DoesNotExist
    referral = Referral.objects.select_related("from_station", "to_station", "worker", "consent").get(
        pk=referral_id
    )
    client = Client.objects.visible_to(actor, "clients.view").filter(pk=referral.client_id).first()
    told = [
        (label, str(referral.passed_on[part])) for part, label in PARTS.items() if part in referral.passed_on
    ]
    return Seen(referral=referral, ours=ours, theirs=theirs, client=client, told=told)


def sides(*, actor: Actor, referral: Referral) -> tuple[bool, bool]:
    """Whether the actor may act for the station that sent it, and for the one it was sent to."""
    return (
        Referral.objects.visible_to(actor, "services.refer").filter(pk=referral.pk).exists(),
        Referral.objects.addressed_to(actor, RECEIVE).filter(pk=referral.pk).exists(),
    )


def stations_near(*, station: Station) -> list[Station]:
    """The other stations of the county that are open: anybody may be sent on to them, seen or not."""
    county = Station.objects.filter(
        region_code__startswith=station.region_code[:6], status=Station.Status.OPEN
    )
    return list(county.exclude(pk=station.pk).order_by("region_code")[:200])


def of_client(*, actor: Actor, client_id: UUID) -> list[Referral]:
    """The referrals of one file the reader sees, newest first. The file has been found through `visible_to`."""
    return list(sent(actor=actor).filter(client_id=client_id).order_by("-sent_on", "-id")[:20])


def to_answer(*, actor: Actor, most: int = 20) -> list[Referral]:
    """Received and still without a result, the most urgent first."""
    rows = received(actor=actor, verb=RECEIVE).filter(state__in=["SENT", "ACCEPTED"])
    return list(rows.order_by("due_on", "sent_on", "id")[:most])


def unanswered(*, actor: Actor, by: date, most: int = 20) -> list[Referral]:
    """Sent, and the answer is due by that day: to be asked for."""
    rows = sent(actor=actor, verb="services.refer").filter(state__in=["SENT", "ACCEPTED"], due_on__lte=by)
    return list(rows.order_by("due_on", "id")[:most])


def departments_in(*, region_code: str) -> list[str]:
    """Names of the departments registered for the township, its county or its city."""
    above = [region_code[:n] for n in (4, 6, 9) if n <= len(region_code)]
    rows = Organisation.objects.filter(
        kind=Organisation.Kind.DEPARTMENT, closed_on=None, region_code__in=above
    )
    return list(rows.order_by("region_code", "name").values_list("name", flat=True)[:60])
