"""A file goes to another station, and its open cases with it; nothing of them stays behind or has nobody."""

from datetime import date
from uuid import UUID

from django.db.models.functions import Now

from yizhan.clients.actions import move_client
from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.privacy.action import action
from yizhan.services.actions.cases import _next_number, _turned
from yizhan.services.models import Case, CaseMove
from yizhan.services.queries.cases import readers_of
from yizhan.stations.models import Station

MOVE = "services.move_file"


@action(MOVE, facts=("client_id", "to_station_id", "on"), subject="client_id")
def move_file(*, actor: Actor, client_id: UUID, to_station_id: UUID, on: date, reason: str = "") -> Client:
    """Hand a file and its open cases to another station, by whoever is over both (转移档案).

    Refused              what `clients.move_client` refuses
    Client.DoesNotExist  out of sight; so Station.DoesNotExist
    """
    client = move_client(
        actor=actor.acting_for("clients.move_client", because_of=MOVE),
        client_id=client_id,
        to_station_id=to_station_id,
        reason=reason,
        on=on,
    )
    _take_cases_along(actor, client, on=on)
    return client


def _take_cases_along(actor: Actor, client: Client, *, on: date) -> list[Case]:
    """The open cases of a file that has just moved: owned by its new station, numbered there, written by who wrote them.

    The worker stays the former one until the head there names another: `queries.cases.without_worker`. Whoever was
    named to approve stays only where she may approve at the new station too. Closed cases stay where they were closed.
    """
    rows = list(
        Case.objects.filter(client=client)
        .exclude(state=Case.State.CLOSED)
        .exclude(station_id=client.station_id)
        .select_for_update(of=("self",))
        .select_related("station")
        .order_by("opened_on", "id")
    )
    if not rows:
        return []
    target = Station.objects.select_for_update(of=("self",)).get(pk=client.station_id)
    for case in rows:
        old, home = case.case_no, case.station
        case.station, case.region_code = target, target.region_code
        case.case_number = _next_number(target.pk, case.case_year)
        if case.supervisor_id not in readers_of(case, on=on):
            case.supervisor = None
        case.changed_at = Now()
        case.save(update_fields=["station", "region_code", "case_number", "supervisor", "changed_at"])
        CaseMove.objects.create(
            case=case,
            region_code=target.region_code,
            from_station=home,
            to_station=target,
            old_case_no=old,
            moved_on=on,
        )
        _turned(
            case,
            actor=actor,
            verb="move",
            before=case.state,
            on=on,
            word=f"随档案从{home.title}转来，原编号{old}；请站长指定社工。",
        )
    return rows
