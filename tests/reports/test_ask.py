"""Questions of officers: what may be asked, what the answer adds up to, and which cells nobody can work out."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Pinned, examples
from tests.people import BAISHA, CITY, DEPARTMENT, PROVINCE, YACHA_STATION, ZHAO
from tests.reports.conftest import AT, DAY, NIGHT, Record, rolled
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.reports.actions import refresh_rollups
from yizhan.reports.queries.ask import answer, measures
from yizhan.reports.rules.ask import Question, columns_of, may_be_asked, problems, with_totals
from yizhan.reports.rules.cells import SMALLEST_CELL, hidden_cells, is_about_people, small

TODAY = date(2026, 11, 24)


def ask(
    *measures: str,
    code: str = BAISHA,
    by: str = "place",
    per: str = "whole",
    first: date = date(2026, 1, 1),
    last: date = date(2026, 11, 30),
) -> Question:
    return Question(measures or ("services.services",), code, by, per, first, last)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (Question((), BAISHA, "place", "whole", date(2026, 1, 1), TODAY), "请至少选一个指标"),
        (ask("a", "b", "c", "d", "e"), "一次最多选 4 个指标"),
        (ask("clients.eligibility"), "不能这样统计"),
        (ask(by="street"), "请重新选分组方式"),
        (ask(first=date(2026, 5, 1), last=date(2026, 4, 30)), "结束月份早于开始月份"),
        (ask(first=date(2026, 12, 1), last=date(2026, 12, 31)), "开始月份还没到"),
        (ask(per="month", first=date(2022, 1, 1)), "最多 36 列"),
        (ask("known.live", per="month", first=date(2025, 1, 1)), "要现数的，最多 12 列"),
    ],
)
def test_a_bad_choice_gets_a_sentence(question: Question, sentence: str) -> None:
    said = problems(question, known=["services.services", "known.live", "a", "b", "c", "d", "e"], today=TODAY)
    assert sentence in "".join(said)


def test_a_good_question_gets_none_and_its_columns_say_how_much_of_a_quarter_they_hold() -> None:
    assert problems(ask(), known=["services.services"], today=TODAY) == []
    quarters = columns_of(ask(per="quarter", first=date(2026, 2, 1), last=date(2026, 7, 31)))
    assert [label for label, _part in quarters] == [
        "2026年1季度（2—3月）",
        "2026年2季度",
        "2026年3季度（7—7月）",
    ]
    assert [label for label, _part in columns_of(ask(per="month", first=date(2026, 10, 1)))] == [
        "2026-10", "2026-11",
    ]  # fmt: skip
    assert columns_of(ask()) == [("2026-01 至 2026-11", Period(date(2026, 1, 1), date(2026, 11, 30)))]
    assert not may_be_asked(name="workforce.max_age", unit="岁")
    assert is_about_people(name="clients.high_risk", unit="人")
    assert not is_about_people(name="workforce.resident_workers", unit="人")


# --- small cells -------------------------------------------------------------------------------------------------------


def solvable(hidden: set[tuple[int, int]], rows: int, columns: int) -> set[tuple[int, int]]:
    """Hidden cells that the sums of rows and columns determine: by elimination, another way than the program's.

    A total enters its line with the other sign; turning the signs of its line and of itself makes all of them one.
    """
    spots = sorted(hidden)
    lines = [[Fraction(1 if spot[0] == row else 0) for spot in spots] for row in range(rows)]
    lines += [[Fraction(1 if spot[1] == column else 0) for spot in spots] for column in range(columns)]
    done = 0
    for n in range(len(spots)):
        pivot = next((k for k in range(done, len(lines)) if lines[k][n]), None)
        if pivot is None:
            continue
        lines[done], lines[pivot] = lines[pivot], lines[done]
        lines[done] = [each / lines[done][n] for each in lines[done]]
        for k, line in enumerate(lines):
            if k != done and line[n]:
                lines[k] = [a - line[n] * b for a, b in zip(line, lines[done], strict=True)]
        done += 1
    return {
        spots[next(n for n, each in enumerate(line) if each)] for line in lines if sum(map(bool, line)) == 1
    }


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(2, 5).flatmap(lambda wide: st.lists(st.lists(st.integers(0, 14), min_size=wide, max_size=wide), min_size=2, max_size=5)))  # fmt: skip
def test_no_small_cell_is_shown_and_none_can_be_worked_out_from_the_totals(values: list[list[int]]) -> None:
    table = with_totals([[Decimal(each) for each in row] for row in values], across=True, down=True)
    rows, columns = len(table), len(table[0])
    cells = {(r, c): value or Decimal(0) for r, row in enumerate(table) for c, value in enumerate(row)}
    hidden = hidden_cells(cells, rows=rows, columns=columns)
    assert {spot for spot, value in cells.items() if small(value)} <= hidden
    if len(hidden) < len(cells):
        assert not solvable(hidden, rows, columns)
        for line in [[(r, c) for c in range(columns)] for r in range(rows)]:
            there = [spot for spot in line if spot in hidden]
            assert not there or sum(cells[spot] for spot in there) >= SMALLEST_CELL
    if not any(small(value) for value in cells.values()):
        assert hidden == set()


def test_a_single_line_hides_two_and_never_so_few_that_the_sum_tells() -> None:
    line = {(0, n): Decimal(value) for n, value in enumerate([3, 20, 9, 0, 32])}
    assert hidden_cells(line, rows=1, columns=5, down=False) == {(0, 0), (0, 2)}
    ones = {(0, n): Decimal(value) for n, value in enumerate([1, 1, 30, 32])}
    assert hidden_cells(ones, rows=1, columns=4, down=False) == {(0, 0), (0, 1), (0, 2)}
    alone = {(0, 0): Decimal(3)}
    assert hidden_cells(alone, rows=1, columns=1, across=False, down=False) == {(0, 0)}
    down = {(n, 0): Decimal(value) for n, value in enumerate([3, 20, 23])}
    assert hidden_cells(down, rows=3, columns=1, across=False) == {(0, 0), (1, 0)}


# --- answers -----------------------------------------------------------------------------------------------------------


def test_the_answer_is_the_kept_figures_however_it_is_cut(
    record: Record, granny: Client, uncle: Client
) -> None:
    for day in (date(2026, 9, 3), date(2026, 11, 3), date(2026, 11, 4)):
        record(granny, uncle, done_on=day)
    rolled()
    whole = METRICS["services.services"].of(YACHA_STATION, Period(date(2026, 1, 1), date(2026, 11, 30)))
    for by in ("place", "station", "mode", "none"):
        for per in ("whole", "month", "quarter", "year"):
            seen = answer(actor=ZHAO, question=ask(by=by, per=per), on=DAY)
            assert (seen.problems, seen.hides) == ((), False), "the county works with the files"
            assert seen.tables[0].cells[-1][-1] == whole, (by, per)
            assert seen.as_of == AT
    rate = answer(actor=ZHAO, question=ask("services.visit_rate", "clients.files", by="station"), on=DAY)
    assert [place.label for place in rate.rows] == ["牙叉镇社工站", "七坊镇社工站"]
    counted = answer(actor=ZHAO, question=ask("stations.floor_area", by="station"), on=DAY)
    assert counted.live == ("stations.floor_area",)
    other = answer(actor=CITY, question=ask(), on=DAY)
    assert "不在您的范围内" in other.problems[0]
    assert {"services.services", "services.visit_rate"} <= {one.name for one in measures()}
    for actor in (PROVINCE, DEPARTMENT):
        seen = answer(
            actor=actor, question=ask("services.visited_clients", by="station", per="month"), on=DAY
        )
        assert seen.hides
        assert all(not small(seen.tables[0].shown(r, c)) for r in range(len(seen.tables[0].cells)) for c in range(len(seen.columns)))  # fmt: skip


@pytest.mark.requirement("R276")
def test_the_page_shows_exports_and_refuses_in_words(
    world: World, client: Browser, record: Record, granny: Client, pinned_queries: Pinned
) -> None:
    today = localdate()
    record(granny, done_on=today, on=today)
    refresh_rollups(actor=NIGHT, on=today, at=AT)
    sign_in_as(client, world.account_of("county"))
    page = reverse("ask")
    assert "还没有查" in client.get(page).content.decode()
    asked = {"m": ["services.services", "services.visit_rate"], "by": "station", "per": "month"}
    with pinned_queries("ask"):
        shown = client.get(page, asked).content.decode()
    assert "牙叉镇社工站" in shown
    assert "口径" in shown
    month = f"{today:%Y-%m}"
    assert (
        f"{reverse('figure', args=['services.services'])}?station={YACHA_STATION}&amp;month={month}" in shown
    )
    sheet = client.get(page, {**asked, "export": "xlsx"})
    assert sheet["Content-Type"].endswith("sheet")
    wrong = client.get(page, {"m": "services.services", "from": "2027-05", "to": "2027-01"})
    assert (wrong.status_code, "结束月份早于开始月份" in wrong.content.decode()) == (422, True)
    sign_in_as(client, world.account_of("province"))
    hidden = client.get(page, {**asked, "m": "services.visited_clients"}).content.decode()
    assert "＊" in hidden
    sign_in_as(client, world.account_of("administrator"))
    assert client.get(page).status_code == 403
