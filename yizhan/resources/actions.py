"""The ledger of resources is kept, and parts of it are given out; nothing is given twice."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.resources.models import Offer, OfferLink
from yizhan.resources.queries import used
from yizhan.resources.rules import (
    LONGEST,
    Problem,
    left,
    linking_problem,
    offer_problem,
    shrinking_problem,
)
from yizhan.services.actions import record_service
from yizhan.services.models import Programme, ServiceRecord
from yizhan.stations.models import Station

REGISTER, UPDATE, CLOSE = "resources.register_offer", "resources.update_offer", "resources.close_offer"
LINK, NOTE = "resources.link_offer", "resources.note_outcome"
RECORD = "services.record_service"


@action(REGISTER, facts=("offer_id", "station_id", "region_code", "kind"))
def register_offer(
    *,
    actor: Actor,
    station_id: UUID | None,
    kind: str,
    name: str,
    provider: str,
    starts_on: date,
    region_code: str = "",
    side: str = Offer.Side.OTHER,
    contact: str = "",
    conditions: str = "",
    count: int | None = None,
    unit: str = "",
    value_fen: int | None = None,
    ends_on: date | None = None,
    shared: bool = False,
    offer_id: UUID | None = None,
) -> Offer:
    """A new line of the ledger.

    station_id  None: the office of `region_code` offers it to all its stations

    Refused               something is missing or cannot be
    Station.DoesNotExist  out of sight; so is a region that is not the actor's
    """
    if offer_id and (before := Offer.objects.visible_to(actor, REGISTER).filter(pk=offer_id).first()):
        return before
    place = _place(actor, station_id, region_code)
    facts = _facts(
        kind=kind, name=name, side=side, provider=provider, contact=contact, conditions=conditions, count=count,
        unit=unit, value_fen=value_fen, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return Offer.objects.create(
        id=offer_id or uuid7(),
        shared=shared or place["station"] is None,
        recorded_by=actor.id,
        recorded_by_label=actor.label[:120],
        **place,
        **facts,
    )


@action(UPDATE, facts=("offer_id",), subject="offer_id")
def update_offer(
    *,
    actor: Actor,
    offer_id: UUID,
    kind: str,
    name: str,
    provider: str,
    starts_on: date,
    side: str = Offer.Side.OTHER,
    contact: str = "",
    conditions: str = "",
    count: int | None = None,
    unit: str = "",
    value_fen: int | None = None,
    ends_on: date | None = None,
    shared: bool = False,
) -> Offer:
    """Correct a line of the ledger; it never becomes smaller than what was given out of it.

    Refused             something is missing; less than was given; it is closed
    Offer.DoesNotExist  out of sight, also where it is only shared
    """
    offer = _own(actor, UPDATE, offer_id)
    facts = _facts(
        kind=kind, name=name, side=side, provider=provider, contact=contact, conditions=conditions, count=count,
        unit=unit, value_fen=value_fen, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    used_count, used_fen = used(offer.pk)
    _stop(shrinking_problem(count=count, value_fen=value_fen, used_count=used_count, used_fen=used_fen))
    for column, value in facts.items():
        setattr(offer, column, value)
    offer.shared = shared or offer.station_id is None
    return _store(offer, *facts, "shared")


@action(CLOSE, facts=("offer_id", "on"), subject="offer_id")
def close_offer(*, actor: Actor, offer_id: UUID, reason: str, on: date) -> Offer:
    """It is not to be had any more; what was given stays.

    Refused             without a reason; closed before
    Offer.DoesNotExist  out of sight, also where it is only shared
    """
    offer = _own(actor, CLOSE, offer_id)
    if not reason.strip():
        raise Refused("请写为什么停用。", code="resources.reason-missing")
    offer.closed_on, offer.closed_because = on, reason.strip()[:200]
    return _store(offer, "closed_on", "closed_because")


@action(LINK, facts=("link_id", "offer_id", "station_id", "done_on", "client_ids"), subject="offer_id")
def link_offer(
    *,
    actor: Actor,
    offer_id: UUID,
    station_id: UUID,
    done_on: date,
    on: date,
    client_ids: Sequence[UUID] = (),
    others_count: int = 0,
    programme_id: UUID | None = None,
    count: int | None = None,
    value_fen: int | None = None,
    minutes: int = 30,
    mode: str = "COME_IN",
    note: str = "",
    worker_id: UUID | None = None,
    late_reason: str = "",
    link_id: UUID | None = None,
) -> OfferLink:
    """Give a part of an offer to people or to a programme of a station: one delivered service of kind 资源链接.

    Refused             more than is left; past its last day; to nobody; whatever `record_service` refuses
    Offer.DoesNotExist  neither one's own nor shared in the county; so for station, clients and programme
    """
    if link_id and (before := OfferLink.objects.visible_to(actor, LINK).filter(pk=link_id).first()):
        return before
    # two who give out of one offer at the same moment wait for one another
    offer = Offer.objects.visible_to(actor, LINK).select_for_update(of=("self",)).get(pk=offer_id)
    station = Station.objects.visible_to(actor, LINK).get(pk=station_id)
    programme = (
        Programme.objects.visible_to(actor, LINK).get(pk=programme_id, station=station)
        if programme_id
        else None
    )
    used_count, used_fen = used(offer.pk)
    _stop(
        linking_problem(
            kind=offer.kind,
            starts_on=offer.starts_on,
            ends_on=offer.ends_on,
            closed=offer.closed_on is not None,
            remains=left(
                count=offer.count, value_fen=offer.value_fen, used_count=used_count, used_fen=used_fen
            ),
            unit=offer.unit,
            count=count,
            value_fen=value_fen,
            done_on=done_on,
            whom=len(client_ids) + others_count + bool(programme),
        )
    )
    record = record_service(
        actor=actor.acting_for(RECORD, because_of=LINK),
        station_id=station.pk,
        kind=ServiceRecord.Kind.RESOURCE,
        done_on=done_on,
        on=on,
        minutes=minutes,
        mode=mode,
        client_ids=client_ids,
        participants_count=others_count,
        title=offer.name,
        partner=offer.provider,
        value_fen=value_fen,
        note=note,
        worker_id=worker_id,
        late_reason=late_reason,
    )
    return OfferLink.objects.create(
        id=link_id or uuid7(),
        offer=offer,
        station=station,
        region_code=station.region_code,
        service=record,
        programme=programme,
        count=count if offer.count is not None else None,
    )


@action(NOTE, facts=("link_id", "on"), subject="link_id")
def note_outcome(*, actor: Actor, link_id: UUID, outcome: str, on: date) -> OfferLink:
    """What it was good for; the newest word stands.

    Refused                 nothing said, or the service was voided
    OfferLink.DoesNotExist  out of sight
    """
    link = (
        OfferLink.objects.visible_to(actor, NOTE)
        .select_for_update(of=("self",))
        .select_related("service")
        .get(pk=link_id)
    )
    if link.service.is_voided:
        raise Refused("这条记录已作废。", code="resources.voided")
    if not outcome.strip():
        raise Refused("请写一句结果怎么样。", code="resources.reason-missing")
    link.outcome, link.outcome_on, link.changed_at = outcome.strip()[:LONGEST], on, Now()
    link.save(update_fields=["outcome", "outcome_on", "changed_at"])
    link.refresh_from_db(fields=["changed_at"])
    return link


# --- the steps ----------------------------------------------------------------------------------------------------------


def _stop(problem: Problem | None) -> None:
    if problem is not None:
        raise Refused(problem.sentence, code=problem.code)


def _place(actor: Actor, station_id: UUID | None, region_code: str) -> dict[str, object]:
    """Where the line stands: at a station in sight, or with the office of a region that is all the actor's."""
    if station_id is not None:
        station = Station.objects.visible_to(actor, REGISTER).get(pk=station_id)
        return {"station": station, "region_code": station.region_code}
    if not region_code or not any(grant.reaches_region(region_code) for grant in actor.grants_for(REGISTER)):
        raise Station.DoesNotExist
    return {"station": None, "region_code": region_code}


def _facts(
    *,
    kind: str,
    name: str,
    side: str,
    provider: str,
    contact: str,
    conditions: str,
    count: int | None,
    unit: str,
    value_fen: int | None,
    starts_on: date,
    ends_on: date | None,
) -> dict[str, object]:
    _stop(
        offer_problem(
            kind=kind,
            kinds=tuple(Offer.Kind.values),
            name=name,
            provider=provider,
            count=count,
            unit=unit,
            value_fen=value_fen,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )
    return {
        "kind": kind,
        "name": name.strip()[:60],
        "side": side if side in Offer.Side.values else Offer.Side.OTHER,
        "provider": provider.strip()[:80],
        "contact": contact.strip()[:100],
        "conditions": conditions.strip()[:300],
        "count": count,
        "unit": unit.strip()[:8] if count is not None else "",
        "value_fen": value_fen,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }


def _own(actor: Actor, verb: str, offer_id: UUID) -> Offer:
    offer = Offer.objects.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=offer_id)
    if offer.closed_on is not None:
        raise Refused("这项资源已停用。", code="resources.closed")
    return offer


def _store(offer: Offer, *names: str) -> Offer:
    offer.changed_at = Now()
    offer.save(update_fields=[*names, "changed_at"])
    offer.refresh_from_db(fields=["changed_at"])
    return offer
