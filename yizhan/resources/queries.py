"""The ledger of resources as pages read it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import BigIntegerField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from yizhan.kernel.actor import Actor
from yizhan.resources.models import Offer, OfferLink
from yizhan.resources.rules import Left, left
from yizhan.services.models import Programme

VIEW, LINK = "resources.view", "resources.link_offer"


def standing_links() -> QuerySet[OfferLink]:
    """Links whose service still counts."""
    return OfferLink.objects.filter(service__voided_at=None)


def offers(*, actor: Actor, verb: str = VIEW) -> QuerySet[Offer]:
    """Those in sight, each with `used_count`, `used_fen` and `links_made`."""
    given = standing_links().filter(offer=OuterRef("pk")).order_by().values("offer")
    return (
        Offer.objects.visible_to(actor, verb)
        .select_related("station")
        .annotate(
            used_count=Coalesce(
                Subquery(given.annotate(n=Sum("count")).values("n"), output_field=IntegerField()), Value(0)
            ),
            used_fen=Coalesce(
                Subquery(
                    given.annotate(n=Sum("service__value_fen")).values("n"), output_field=BigIntegerField()
                ),
                Value(0),
                output_field=BigIntegerField(),
            ),
        )
    )


def usable(rows: QuerySet[Offer], on: date) -> QuerySet[Offer]:
    """Neither closed nor past its last day, and begun."""
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=on), closed_on=None, starts_on__lte=on)


def with_rest(rows: QuerySet[Offer]) -> QuerySet[Offer]:
    """Of those of `offers`, the ones of which something is left to give."""
    return rows.filter(Q(count=None) | Q(count__gt=F("used_count"))).filter(
        ~Q(kind=Offer.Kind.MONEY) | Q(value_fen__gt=F("used_fen"))
    )


def used(offer_id: UUID) -> tuple[int, int]:
    """(how many, worth how many fen) were given out of it."""
    found = (
        standing_links().filter(offer_id=offer_id).aggregate(n=Sum("count"), fen=Sum("service__value_fen"))
    )
    return found["n"] or 0, found["fen"] or 0


def rest_of(offer: Offer) -> Left:
    """Of a row of `offers`, or of any other with one question more."""
    used_count, used_fen = (
        (offer.used_count, offer.used_fen)  # type: ignore[attr-defined]  # of a row of `offers`
        if hasattr(offer, "used_fen")
        else used(offer.pk)
    )
    return left(count=offer.count, value_fen=offer.value_fen, used_count=used_count, used_fen=used_fen)


def offer_for(*, actor: Actor, offer_id: UUID, verb: str = VIEW) -> Offer:
    """Offer.DoesNotExist: out of sight."""
    return offers(actor=actor, verb=verb).get(pk=offer_id)


def links_of(*, actor: Actor, offer_id: UUID | None = None) -> QuerySet[OfferLink]:
    """Links of the stations in sight, with their services, the newest day first."""
    rows = OfferLink.objects.visible_to(actor, VIEW).select_related(
        "offer", "station", "service", "service__worker", "programme"
    )
    if offer_id:
        rows = rows.filter(offer_id=offer_id)
    return rows.order_by("-service__done_on", "-id")


def programmes_to_name(*, actor: Actor, station_ids: Iterable[UUID], on: date) -> list[Programme]:
    """Running groups and activities that may have been given something, the newest first."""
    rows = Programme.objects.visible_to(actor, LINK).filter(
        station_id__in=list(station_ids), state__in=("APPROVED", "RUNNING", "DONE"), starts_on__lte=on
    )
    return list(rows.order_by("-starts_on", "-id")[:20])
