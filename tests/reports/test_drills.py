"""Every figure is what the records it opens into add up to: all of them, over random records, one world."""

from datetime import date, timedelta
from importlib import import_module
from random import Random
from typing import Any

import pytest

from tests.clients.conftest import only_these_packs
from tests.conftest import examples
from tests.people import QIFANG_STATION, SHILU_STATION, WANG, YACHA_STATION
from tests.reports.adding import asked_alone, complaints, counted_together, taken_together
from tests.reports.conftest import AT, DAY, Record
from tests.reports.rich import LISTED, OCTOBER, furnish, papers
from yizhan.clients.models import Client
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.policy import book
from yizhan.services.actions import finish_follow_up, void_service
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import register_volunteer
from yizhan.workforce.models import Volunteer

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


STATIONS = (YACHA_STATION, QIFANG_STATION, SHILU_STATION)
KINDS = (
    "VISIT", "VISIT", "VISIT", "PHONE", "VAIN", "ACTIVITY", "GROUP", "CASEWORK", "ENDED", "RESOURCE", "VOLUNTEER", "CONSULTATION",
    "REFERRAL", "TRAINING", "SUPERVISION", "PUBLICITY", "ACCOMPANY",
)  # fmt: skip


def random_records(
    rng: Random, record: Record, files: list[Client], volunteers: list[Volunteer], codes: list[str]
) -> None:
    """Pieces of work of every kind, in two months, some of them voided again, some followed up."""
    made: list[ServiceRecord] = []
    for kind in (*KINDS, *rng.choices(KINDS, k=25)):
        some = rng.sample(files, rng.randint(1, len(files)))
        who: dict[str, Any] = {
            "done_on": DAY - timedelta(days=rng.randint(0, 45)), "on": DAY, "minutes": rng.randint(5, 200),
            "item_codes": rng.sample(codes, rng.randint(0, 1)), "late_reason": "补记",
        }  # fmt: skip
        crowd = {"title": "示例一次", "participants_count": rng.randint(1, 30), "mode": "OUTSIDE"}
        came = {
            "volunteer_ids": [each.pk for each in rng.sample(volunteers, rng.randint(0, len(volunteers)))]
        }
        if kind == "VISIT":
            who |= {
                "mode": rng.choice(["AT_HOME", "COME_IN"]),
                "satisfaction": rng.choice([None, 2, 4, 5]),
            } | came
        elif kind == "PHONE":
            some, who["follow_up"] = some[:2], "看屋顶"
            who |= {"mode": "PHONE", "follow_up_on": who["done_on"] + timedelta(days=3)}
        elif kind == "VAIN":
            some, who["met"] = some[:1], False
        elif kind in ("CASEWORK", "ENDED"):
            some, step = some[:1], "CLOSED" if kind == "ENDED" else rng.choice(["OPENED", "SESSION"])
            who |= {"kind": "CASEWORK", "case_step": step}
        elif kind == "RESOURCE":
            some, who = (
                [],
                who | {"partner": "示例商店", "value_fen": rng.randint(1, 99_999), "mode": "OUTSIDE"},
            )
        elif kind in ("CONSULTATION", "REFERRAL", "ACCOMPANY"):
            some, who = some[:1], who | {"partner": "示例卫生院", "mode": "COME_IN"}
        elif kind == "VOLUNTEER":
            some, who = [], who | crowd | came
        else:
            some, who = [], who | crowd
        made.append(record(*some, **{"kind": kind if kind not in ("PHONE", "VAIN") else "VISIT"} | who))
    promised = [each for each in made if each.follow_up]
    for each in rng.sample(promised, len(promised) // 2):
        finish_follow_up(actor=WANG, service_id=each.pk, on=rng.choice([each.done_on, DAY]), result="看过")
    for each in rng.sample([each for each in made if not each.follow_up], 4):
        void_service(actor=WANG, service_id=each.pk, on=DAY, at=AT, reason="记错")


def test_every_figure_is_what_its_records_add_up_to(
    record: Record, granny: Client, uncle: Client, grandpa: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_these_packs(monkeypatch, [*book.shelf(), papers()])
    files = [granny, uncle, grandpa, *furnish(Random(examples(1)))]
    volunteers = [
        register_volunteer(
            actor=WANG, station_id=YACHA_STATION, name=f"示例志愿者{n}", sex="F", source="VILLAGE", on=DAY, registered_on=date(2025, 3, 5)
        )
        for n in "甲乙丙"
    ]  # fmt: skip
    wrong, seen = [], set[str]()
    for seed in range(examples(1)):
        rng = Random(seed)
        random_records(rng, record, files, volunteers, LISTED[:1])
        for period in (Period(date(2026, 9, 1), DAY), Period.month_of(OCTOBER)):
            for name in METRICS:
                wrong += complaints(name, STATIONS, period, seen)
            wrong += counted_together(STATIONS, period)
            wrong += [each for name in METRICS for each in taken_together(name, STATIONS, period)]
    wrong += [each for name in METRICS for each in asked_alone(name, QIFANG_STATION, STATIONS, period)]
    assert not wrong, "\n".join(wrong)
    silent = set(METRICS) - seen
    assert not silent, f"nothing happened that these count, so nothing is proved of them: {sorted(silent)}"
