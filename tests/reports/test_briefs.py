"""Weekly reports, bulletins and meeting papers: the spans, the ranks, and that they are filled in from the records alone."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate
from docx import Document

from tests.people import CHANGJIANG, CHANGJIANG_BUREAU
from tests.services.conftest import Record, granny, record, uncle, worker
from tests.world import World, sign_in_as
from yizhan.access.queries import actor_for
from yizhan.clients.models import Client
from yizhan.kernel.period import Period
from yizhan.reports.queries.briefs import brief
from yizhan.reports.rules.briefs import (
    Brief,
    Figure,
    Place,
    Undone,
    opening,
    period_before,
    period_of,
    ranked,
    span_label,
    to_settle,
)

__all__ = ["granny", "record", "uncle", "worker"]


def place(name: str, rate: str | None) -> Place:
    return Place(name, 1, 0, 0, None if rate is None else Decimal(rate), 0, 0)


def test_a_week_is_named_by_its_number_and_its_days_a_quarter_by_its_number() -> None:
    week = period_of("week", date(2026, 11, 18))
    assert span_label("week", week) == "2026年第47周（11-16 至 11-22）"
    assert period_before("week", week) == Period(date(2026, 11, 9), date(2026, 11, 15))
    assert span_label("quarter", period_of("quarter", date(2026, 11, 18))) == "2026年第四季度"
    assert period_before("quarter", period_of("quarter", date(2026, 1, 5))).first == date(2025, 10, 1)
    assert span_label("week", period_of("week", date(2027, 1, 1))).startswith("2026年第53周")


def test_equal_rates_share_a_place_and_nobody_due_has_none() -> None:
    found, middle = ranked([place("甲", "80"), place("乙", None), place("丙", "95.5"), place("丁", "80")])
    assert [each.place for each in found] == [2, 0, 1, 2]
    assert middle == Decimal("80.0")
    assert ranked([place("乙", None)]) == ((place("乙", None),), None)


def test_the_meeting_is_told_who_is_late_who_is_below_the_middle_and_what_is_overdue() -> None:
    made = Brief(
        "quarter", "示例县", period_of("quarter", date(2026, 11, 1)), date(2026, 11, 22), (), stations=3,
        places=(place("甲站", "60"), place("乙站", "90"), place("丙站", "70")), middle=Decimal(70),
        undone=(Undone("甲站", "月报", date(2026, 10, 26), 3, "九（二）"),), undone_more=2,
        steps=(("揭牌", 2, 1), ("开始运营", 3, 0)), watch=(("投诉", 4, 1), ("整改事项", 2, 0)),
    )  # fmt: skip
    assert to_settle(made) == (
        "逾期和迟办的3项：甲站。",
        "探访率低于中位数（70%）：甲站。",
        "投诉：4件未了，其中1件超期。",
        "建站步骤：揭牌还差1个站。",
    )


def test_a_figure_nobody_can_count_is_left_out_of_the_opening() -> None:
    made = Brief(
        "month", "示例县", period_of("month", date(2026, 11, 1)), date(2026, 11, 22), (),
        figures=(Figure("探访", "人次", Decimal(12), Decimal(9)), Figure("探访率", "%", None, Decimal(80))),
    )  # fmt: skip
    assert opening(made) == "2026年11月，数据截至2026-11-22。探访12人次（比上期+3）。"


def test_a_span_that_runs_is_not_compared_with_a_whole_one() -> None:
    assert Figure("探访", "人次", Decimal(3), Decimal(9)).change == "-6"
    assert Figure("探访", "人次", Decimal(3), Decimal(9), running=True).change == ""


@pytest.mark.requirement("R141", "R171")
def test_the_week_of_a_county_is_counted_from_its_records_and_names_no_person(
    world: World, client: Browser, record: Record, granny: Client
) -> None:
    on = localdate()
    record(granny, done_on=on, on=on)
    made = brief(
        actor=actor_for(world.account_of("county"), on), kind="week", period=Period.week_of(on), on=on
    )
    visits = next(each for each in made.figures if each.label == "探访")
    assert (visits.now, visits.before) == (1, 0)
    assert sum(each.visits for each in made.places) == 1
    assert [what for what, _open, _over in made.watch] == ["风险预警", "整改事项", "投诉"]
    sign_in_as(client, world.account_of("county"))
    page = client.get(reverse("briefs")).content.decode()
    assert "工作周报" in page
    assert granny.name not in page
    word = client.get(reverse("brief-docx"))
    text = "\n".join(
        cell.text
        for table in Document(io.BytesIO(word.content)).tables
        for row in table.rows
        for cell in row.cells
    )
    assert made.places[0].name in text
    assert granny.name not in text


def test_the_neighbouring_county_has_a_brief_of_its_own(
    world: World, client: Browser, record: Record, granny: Client
) -> None:
    on = localdate()
    record(granny, done_on=on, on=on)
    neighbour = world.account(
        "county", region=CHANGJIANG, organisation=CHANGJIANG_BUREAU, username="changjiang"
    )
    made = brief(actor=actor_for(neighbour, on), kind="week", period=Period.week_of(on), on=on)
    assert made.area == "昌江黎族自治县"
    assert sum(each.visits for each in made.places) == 0


@pytest.mark.parametrize("day", ["2026-13-40", "1999-01-01", "x", "2999-01-01"])
def test_a_day_that_cannot_be_gives_the_span_that_runs(world: World, client: Browser, day: str) -> None:
    sign_in_as(client, world.account_of("county"))
    page = client.get(reverse("briefs"), {"kind": "month", "day": day}).content.decode()
    assert Period.month_of(localdate()).label in page
    assert client.get(reverse("briefs"), {"kind": "nonsense"}).status_code == 200


def test_a_past_quarter_of_a_county_prints(world: World, client: Browser) -> None:
    sign_in_as(client, world.account_of("county"))
    before = period_before("quarter", Period.quarter_of(localdate()))
    made = client.get(reverse("brief-docx"), {"kind": "quarter", "day": before.first.isoformat()})
    words = "\n".join(each.text for each in Document(io.BytesIO(made.content)).paragraphs)
    assert "会议议定" in words
    numbers = [line[0] for line in words.splitlines() if line[1:2] == "、"]
    assert numbers == list("一二三四五六七")[: len(numbers)], "a part that is not printed leaves no gap"
    assert span_label("quarter", before) in words
