"""Stations and their files go to the agency that has the agreement, and leave it with its last day."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from yizhan.access.models import Custody
from yizhan.contracts.models import Agreement, AgreementStation, Handover
from yizhan.contracts.rules.agreements import overlap_problem
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.stations.actions import assign_operator, release_station
from yizhan.stations.models import Station

HANDED_OVER = ("clients.files", "services.casework_open", "services.follow_ups_open", "clients.needs_open")
"""Figures written down when a station changes hands, as far as they are counted."""


def _stop_overlap(agreement: Agreement, stations: Sequence[UUID], days: Period) -> None:
    """Refused: another agreement stands for one of the stations on one of the days."""
    # two agreements for one station signed at once: the second waits here and then sees the first
    list(
        Station.objects.select_for_update()
        .filter(pk__in=stations)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    rows = (
        AgreementStation.objects.filter(station_id__in=stations)
        .exclude(agreement=agreement)
        .exclude(agreement__state=Agreement.State.DRAFT)
        .select_related("agreement", "station")
        .order_by("station__region_code", "agreement__first_on", "id")
    )
    others = [
        (row.station.title, row.agreement.number, row.days)
        for row in rows
        if (row.agreement.ended_on or row.agreement.last_on) >= (row.from_on or row.agreement.first_on)
    ]
    if problem := overlap_problem(others, days):
        raise Refused(problem, code="contracts.overlap")


def _take_over(
    actor: Actor, agreement: Agreement, station_id: UUID, *, from_on: date, because_of: str, on: date
) -> None:
    """The station and its files go to the provider, unless it has them."""
    held = Custody.objects.filter(station_id=station_id, to_on=None).select_related("organisation").first()
    if held is not None and held.organisation_id == agreement.provider_id:
        return
    former = held.organisation_id if held is not None else _before(station_id, from_on)
    assign_operator(
        actor=actor.acting_for("stations.assign_operator", because_of=because_of),
        station_id=station_id,
        organisation_id=agreement.provider_id,
        from_on=from_on,
        on=on,
    )
    if former is None or former == agreement.provider_id:
        return
    figures = {
        name: int(METRICS[name].of(station_id, Period.of_day(on)) or 0)
        for name in HANDED_OVER
        if name in METRICS
    }
    Handover.objects.create(
        agreement=agreement,
        region_code=agreement.region_code,
        station_id=station_id,
        former_id=former,
        taker_id=agreement.provider_id,
        on=from_on,
        counted=figures,
    )


def _before(station_id: UUID, day: date) -> UUID | None:
    """Who left the station last, where its agreement ended before the next one was signed: that one hands over."""
    rows = Custody.objects.filter(station_id=station_id, to_on__lt=day).order_by("-to_on", "-id")
    return rows.values_list("organisation_id", flat=True).first()


def _leave(
    actor: Actor, agreement: Agreement, station_id: UUID, *, to_on: date, because_of: str, on: date
) -> None:
    """The provider leaves one station with that day."""
    _release_these(actor, agreement, [station_id], to_on=to_on, because_of=because_of, on=on)


def _release(actor: Actor, agreement: Agreement, *, to_on: date, because_of: str, on: date) -> None:
    """Stations the provider holds, and has no later agreement for, are nobody's after that day."""
    own = AgreementStation.objects.filter(agreement=agreement, to_on=None)
    stations = list(own.order_by("station__region_code").values_list("station_id", flat=True))
    _release_these(actor, agreement, stations, to_on=to_on, because_of=because_of, on=on)


def _release_these(
    actor: Actor, agreement: Agreement, own: Sequence[UUID], *, to_on: date, because_of: str, on: date
) -> None:
    goes_on = set(
        AgreementStation.objects.filter(
            station_id__in=own,
            agreement__provider_id=agreement.provider_id,
            agreement__state=Agreement.State.SIGNED,
            agreement__last_on__gt=to_on,
        )
        .filter(Q(to_on=None) | Q(to_on__gt=to_on))
        .exclude(agreement=agreement)
        .values_list("station_id", flat=True)
    )
    held = Custody.objects.filter(station_id__in=own, organisation_id=agreement.provider_id, to_on=None)
    for custody in held:
        if custody.station_id not in goes_on and custody.from_on <= to_on:
            release_station(
                actor=actor.acting_for("stations.release_station", because_of=because_of),
                station_id=custody.station_id,
                to_on=to_on,
                on=on,
            )
