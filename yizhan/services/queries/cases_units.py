"""Which cases count as one, for many stations at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from yizhan.kernel.period import Period
from yizhan.policy.schema.units import UnitMinimum
from yizhan.services.models import CaseContact
from yizhan.services.rules.units import Held, counting, unit_rule


def cases_counted(*, stations: Sequence[UUID], period: Period) -> list[tuple[UUID, UUID]]:
    """(station, case) of the cases that began to count in the period; judged by the rule of the period's last day.

    One query: a line for every contact of a case with a contact in the period.
    """
    touched = CaseContact.objects.filter(
        service__station_id__in=stations,
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
