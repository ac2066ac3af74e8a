"""Every figure is what the records it opens into add up to: all of them, over random records, one world."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from random import Random
from typing import Any

from tests.conftest import examples
from tests.people import HEAD, QIFANG_STATION, WANG, YACHA_STATION
from tests.reports.conftest import AT, DAY, NOVEMBER, Record
from yizhan.clients.actions import grade_client
from yizhan.clients.models import Client
from yizhan.kernel.metric import METRICS, Metric
from yizhan.kernel.period import Period
from yizhan.services.actions import void_service
from yizhan.services.models import ServiceClient

for room in (
    "clients",
    "contracts",
    "oversight",
    "reports",
    "resources",
    "services",
    "stations",
    "workforce",
):
    try:
        import_module(f"yizhan.{room}.metrics")
    except ModuleNotFoundError as missing:  # a room without figures of its own
        if missing.name != f"yizhan.{room}.metrics":
            raise

Rows = Iterable[Any]
Sum = Callable[[list[Any]], Decimal | int]


def total(column: str) -> Sum:
    return lambda rows: sum((getattr(row, column) or 0) for row in rows)


def people(rows: list[Any]) -> int:
    """Named people and the others who took part."""
    return sum(row.clients_count + row.participants_count for row in rows)


def volunteers(row: Any) -> int:
    return int(row.participants_count if row.kind == "VOLUNTEER" else row.volunteers_count)


def reached(rows: list[Any], what: str, **only: str) -> int:
    """How many different ones those visits reached."""
    there = ServiceClient.objects.filter(service__in=[row.pk for row in rows], **only)
    return len({row if what == "client_id" else (row[0], row[1] or row[2]) for row in (
        there.values_list("client_id", flat=True) if what == "client_id"
        else there.values_list("done_on", "client__household_id", "client_id")
    )})  # fmt: skip


ADDS: dict[str, Sum] = {
    **dict.fromkeys(
        ("services.services", "services.group_participants", "services.activity_participants", "services.trained_people"), people
    ),
    **dict.fromkeys(
        ("services.visits", "services.visits_at_home", "services.phone_visits", "services.come_in_visits"),
        total("clients_count"),
    ),
    **dict.fromkeys(("services.minutes", "services.supervision_minutes"), total("minutes")),
    "services.resource_value": lambda rows: Decimal(sum(row.value_fen for row in rows)) / 100,
    "services.volunteers": lambda rows: sum(volunteers(row) for row in rows),
    "services.volunteer_hours": lambda rows: round(
        Decimal(sum(volunteers(row) * row.minutes for row in rows)) / 60, 1
    ),
    "services.casework_open": lambda rows: sum(1 if row.case_step == "OPENED" else -1 for row in rows),
    "services.visited_clients": lambda rows: reached(rows, "client_id"),
    "services.visited_households": lambda rows: reached(rows, "household"),
    "services.high_risk_visited": lambda rows: reached(rows, "client_id", client__grade="HIGH"),
}  # fmt: skip
"""How the rows of a figure add up where it is not simply how many there are."""

NOT_NUMBERS = ("项", "文", "日", "每人", "%", "岁")


def random_records(rng: Random, record: Record, files: list[Client]) -> None:
    """Forty pieces of work of two months, some of them voided again."""
    made = []
    for _ in range(40):
        day = DAY - timedelta(days=rng.randint(0, 45))
        some = rng.sample(files, rng.randint(1, len(files)))
        who = {"done_on": day, "on": DAY, "minutes": rng.randint(5, 200)}
        kind = rng.choice(["VISIT", "VISIT", "VISIT", "PHONE", "VAIN", "ACTIVITY", "GROUP", "CASEWORK", "RESOURCE", "VOLUNTEER", "CONSULTATION", "REFERRAL", "TRAINING", "SUPERVISION", "PUBLICITY"])  # fmt: skip
        crowd = rng.randint(1, 30)
        if kind == "VISIT":
            made.append(
                record(
                    *some,
                    **who,
                    mode=rng.choice(["AT_HOME", "COME_IN"]),
                    satisfaction=rng.choice([None, 2, 5]),
                )
            )
        elif kind == "PHONE":
            made.append(
                record(*some, **who, mode="PHONE", follow_up="看屋顶", follow_up_on=DAY + timedelta(days=3))
            )
        elif kind == "VAIN":
            made.append(record(some[0], **who, met=False))
        elif kind == "CASEWORK":
            made.append(record(some[0], **who, kind="CASEWORK", case_step=rng.choice(["OPENED", "SESSION"])))
        elif kind == "RESOURCE":
            made.append(
                record(
                    **who,
                    kind="RESOURCE",
                    partner="示例商店",
                    value_fen=rng.randint(1, 99_999),
                    mode="OUTSIDE",
                )
            )
        elif kind in ("CONSULTATION", "REFERRAL"):
            made.append(
                record(
                    some[0],
                    **who,
                    kind=kind,
                    partner="示例卫生院" if kind == "REFERRAL" else "",
                    mode="COME_IN",
                )
            )
        else:
            made.append(
                record(
                    **who,
                    kind=kind,
                    title="示例一次",
                    participants_count=crowd,
                    volunteer_ids=[],
                    mode="OUTSIDE",
                )
            )
    for each in rng.sample(made, 4):
        void_service(actor=WANG, service_id=each.pk, on=DAY, at=AT, reason="记错")


def complaint(one: Metric, period: Period) -> str:
    """What does not add up, or ""."""
    assert one.drill is not None
    stations = [YACHA_STATION, QIFANG_STATION]
    values = one(stations=stations, period=period)
    figure = sum((Decimal(str(values.get(station) or 0)) for station in stations), Decimal(0))
    rows = list(one.drill(stations=stations, period=period))
    found = Decimal(str(ADDS.get(one.name, len)(rows)))
    return (
        ""
        if figure == found
        else f"{one.name} {period.label}: {figure}, its {len(rows)} records give {found}"
    )


def test_every_figure_is_what_its_records_add_up_to(
    record: Record, granny: Client, uncle: Client, grandpa: Client
) -> None:
    numbers = [one for one in METRICS.values() if one.drill is not None and one.unit not in NOT_NUMBERS]
    assert len(numbers) > 60
    wrong = []
    for seed in range(examples(1)):
        rng = Random(seed)
        grade_client(
            actor=HEAD, client_id=granny.pk, grade="LOW" if seed % 2 else "HIGH", reason="走访评定", on=DAY
        )
        random_records(rng, record, [granny, uncle, grandpa])
        for period in (Period(NOVEMBER, DAY), Period(date(2026, 10, 1), DAY)):
            wrong += [says for one in numbers if (says := complaint(one, period))]
    assert not wrong, "\n".join(wrong)
