"""The sheet as data, figures as typed, the hash. No database."""

from datetime import date
from decimal import Decimal

import pytest

from yizhan.kernel.metric import METRICS
from yizhan.reports.queries.rollups import rolled_metrics
from yizhan.reports.queries.sheet import monthly_sheet
from yizhan.reports.rules.reports import SheetProblem, figure, plain, read_sheet, sheet_hash

GOOD = "名称: 样式\n栏目:\n  - 名称: 甲\n    项目:\n      - {口径: services.visits, 名称: 探访}\n"


def test_a_sheet_is_read_in_its_order() -> None:
    sheet = read_sheet(GOOD + "      - {编号: spent, 名称: 支出, 单位: 元, 人填: 台账}\n")
    assert [(line.code, line.by_hand) for line in sheet.lines] == [
        ("services.visits", False),
        ("spent", True),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("栏目: []", "要有“名称”"),
        ("名称: 样式", "要有“名称”和“栏目”"),
        ("名称: 样式\n栏目: []", "没有一行"),
        (GOOD + "      - {名称: 支出}\n", "缺少“口径”"),
        (GOOD + "      - {编号: spent, 名称: 支出}\n", "就要写“单位”和“人填”"),
        (GOOD + "      - {口径: services.visits, 名称: 又一次}\n", "写了两次"),
    ],
)
def test_a_wrong_sheet_says_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(SheetProblem, match=sentence):
        read_sheet(text)


@pytest.mark.requirement("R228", "R159")
def test_every_line_of_the_standard_sheet_is_a_figure_that_exists() -> None:
    lines = monthly_sheet(region_code="469025", on=date(2026, 11, 30)).lines
    assert not [line.metric for line in lines if line.metric and line.metric not in METRICS]
    assert {"services.visits", "services.activities", "services.services"} <= {line.metric for line in lines}
    assert {line.metric for line in lines if line.metric} <= set(rolled_metrics()) | {
        "workforce.resident_workers",
        "services.supervision_minutes",
        "services.trained_people",
        "services.media_articles",
    }


@pytest.mark.parametrize(("text", "value"), [("1,234.5", "1234.5"), ("", None), (" 0 ", "0"), ("３", "3")])
def test_a_typed_figure_is_read(text: str, value: str | None) -> None:
    assert figure(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("text", ["三", "-1", "1.234", "1e20", "nan"])
def test_a_figure_that_cannot_be_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="数"):
        figure(text)


def test_figures_are_shown_plainly() -> None:
    assert [plain(each) for each in (Decimal("12.00"), Decimal("90.70"), Decimal("1234.56"), None)] == [
        "12", "90.7", "1,234.56", "—",
    ]  # fmt: skip


def test_the_hash_does_not_depend_on_the_order_of_keys_but_on_every_figure() -> None:
    assert sheet_hash({"a": 1, "b": [2]}) == sheet_hash({"b": [2], "a": 1})
    assert sheet_hash({"a": 1}) != sheet_hash({"a": 2})
