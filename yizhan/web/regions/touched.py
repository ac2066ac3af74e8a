"""Who and what lies in divisions that are about to change, counted before anybody confirms."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from yizhan.access.models import RoleGrant
from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.stations.models import Station
from yizhan.workforce.models import Worker

TOTALS = "reports.view_totals"
NAMED = 12
"""So many stations are named one by one."""


@dataclass(frozen=True)
class Touched:
    """None where the actor may not even count.

    stations  those not closed, the first few of them
    """

    stations: list[Station]
    station_count: int | None
    workers: int | None
    clients: int | None
    offices: int | None

    @property
    def anything(self) -> bool:
        return bool(self.station_count or self.workers or self.clients)

    @property
    def unknown(self) -> bool:
        return None in (self.station_count, self.workers, self.clients)


def touched(*, actor: Actor, codes: Collection[str]) -> Touched:
    """One question for each kind of row, through what the actor may see or at least total."""
    inside = Q(pk__in=())
    for code in codes:
        inside |= Q(region_code__startswith=code)
    may_stations, may_workers = _verb(actor, "stations.view"), _verb(actor, "workforce.view")
    may_clients, may_accounts = _verb(actor, "clients.view"), _verb(actor, "access.view_accounts", "")
    stations = Station.objects.visible_to(actor, may_stations).filter(inside).exclude(status="CLOSED")
    living = sorted(stations, key=lambda station: station.name)
    workers = Worker.objects.visible_to(actor, may_workers).filter(inside, ended_on__isnull=True)
    clients = Client.objects.visible_to(actor, may_clients).filter(inside, status="ACTIVE")
    grants = RoleGrant.objects.visible_to(actor, may_accounts)
    offices = grants.filter(inside, station_id__isnull=True, revoked_on__isnull=True)
    return Touched(
        stations=living[:NAMED],
        station_count=len(living) if may_stations else None,
        workers=workers.count() if may_workers else None,
        clients=clients.count() if may_clients else None,
        offices=offices.values("user").distinct().count() if may_accounts else None,
    )


def _verb(actor: Actor, verb: str, or_else: str = TOTALS) -> str:
    """The verb by which the actor may count; "" when there is none, and then nothing is visible."""
    return next((each for each in (verb, or_else) if actor.may(each)), "")
