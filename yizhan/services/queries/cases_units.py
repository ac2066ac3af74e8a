"""Which cases count as one and which are open, for many stations at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from yizhan.kernel.period import Period
from yizhan.policy.schema.units import UnitMinimum
from yizhan.services.models import CaseContact, CaseMove, ServiceRecord
from yizhan.services.rules.units import Held, counting, unit_rule


def cases_counted(*, stations: Sequence[UUID], period: Period) -> list[tuple[UUID, UUID]]:
    """(station, case) of the cases that began to count in the period; judged by the rule of the period's last day.

    One query: a line for every contact of a case with a contact in the period.
    """
    touched = CaseContact.objects.filter(
        case__station_id__in=stations,
        service__voided_at=None,
        service__done_on__gte=period.first,
        service__done_on__lte=period.last,
    ).values("case_id")
    held: dict[tuple[UUID, UUID, str], list[Held]] = defaultdict(list)
    for station_id, case_id, region_code, done_on, minutes in (
        CaseContact.objects.filter(
            case_id__in=touched, service__voided_at=None, service__done_on__lte=period.last
        )
        .order_by("service__done_on", "number")
        .values_list(
            "case__station_id", "case_id", "case__region_code", "service__done_on", "service__minutes"
        )
    ):
        held[station_id, case_id, region_code].append(Held(done_on, minutes))
    rules: dict[str, UnitMinimum | None] = {}
    found = []
    for (station_id, case_id, region_code), contacts in held.items():
        if region_code not in rules:
            rules[region_code] = unit_rule("个案", region_code=region_code, on=period.last)
        since: date | None = counting("个案", contacts, rules[region_code]).counted_on
        if since is not None and since in period:
            found.append((station_id, case_id))
    return found


def opened_and_closed(*, stations: Sequence[UUID], last: date) -> QuerySet[ServiceRecord]:
    """What opened and what closed the cases of these stations up to a day, each with `counted_at`.

    counted_at  where its case was on that day: a case that moved with its file takes its opening along, though the
                record stays where it was written
    """
    moved = CaseMove.objects.filter(moved_on__lte=last)
    came = CaseContact.objects.filter(case__in=moved.filter(to_station_id__in=stations).values("case"))
    where = moved.filter(case=OuterRef("of_case")).order_by("-moved_on", "-id").values("to_station_id")
    return (
        ServiceRecord.objects.filter(
            Q(station_id__in=stations) | Q(pk__in=came.values("service")),
            kind="CASEWORK",
            case_step__in=("OPENED", "CLOSED"),
            done_on__lte=last,
            voided_at=None,
        )
        .annotate(of_case=Subquery(CaseContact.objects.filter(service=OuterRef("pk")).values("case")[:1]))
        .annotate(counted_at=Coalesce(Subquery(where[:1]), F("station_id"), output_field=UUIDField()))
        .filter(counted_at__in=stations)
        .order_by("-done_on", "-id")
    )
