"""A list is walked by key: every row once, whatever the order; filters live in the address; nothing odd breaks it."""

import io
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from yizhan.access.models import Organisation
from yizhan.web.listing import Between, Column, Filter, Listing, Sort

pytestmark = pytest.mark.django_db

SORTS = (
    Sort("name", "名称", "name"),
    Sort("closed", "注销日期", "-closed_on"),
    Sort("opened", "注销日期（早的在前）", "closed_on"),
)
FILTERS: tuple[Filter | Between, ...] = (
    Filter("kind", "类别", Organisation.Kind.choices, "kind"),
    Filter(
        "open", "状态", (("1", "还在"),), lambda rows, _: rows.filter(closed_on__isnull=True), hidden=True
    ),
    Between("closed_on", "注销日期", "closed_on"),
)


@pytest.fixture
def rows() -> list[Organisation]:
    """Twenty-five offices: some closed on the same day, some open."""
    return Organisation.objects.bulk_create(
        Organisation(
            kind="DEPARTMENT" if n % 2 else "AUDITOR",
            name=f"示例单位{n:02}",
            region_code="469025",
            closed_on=None if n % 5 == 0 else date(2026, 1, 1) + timedelta(days=n // 3),
        )
        for n in range(25)
    )


def asked(address: str) -> HttpRequest:
    return RequestFactory().get(address)


def listing(address: str = "/x/", size: int = 7, **more: Any) -> Listing[Organisation]:
    given: dict[str, Any] = {"sorts": SORTS, "filters": FILTERS, "size": size, **more}
    return Listing(asked(address), Organisation.objects.all(), **given)


def walked(address: str, size: int = 7) -> list[str]:
    names: list[str] = []
    while address:
        page = listing(address, size)
        names += [row.name for row in page.rows]
        address = page.next_url
    return names


@pytest.mark.parametrize("sort", ["name", "closed", "opened"])
@pytest.mark.parametrize("size", [1, 4, 25, 50])
def test_every_row_is_met_once_in_the_order_asked_for(rows: list[Organisation], sort: str, size: int) -> None:
    names = walked(f"/x/?sort={sort}", size)
    assert sorted(names) == sorted(row.name for row in rows)
    days = {row.name: row.closed_on for row in rows}
    if sort == "name":
        assert names == sorted(names)
    else:
        known = [day for name in names if (day := days[name])]
        assert known == sorted(known, reverse=sort == "closed")
        assert all(days[name] is None for name in names[-5:]), "empty values come last"


def test_the_address_keeps_filters_while_paging(rows: list[Organisation]) -> None:
    page = listing("/x/?kind=AUDITOR&sort=name", size=3)
    assert {row.kind for row in page.rows} == {"AUDITOR"}
    assert "kind=AUDITOR" in page.next_url
    assert "after=" in page.next_url
    assert walked("/x/?kind=AUDITOR&sort=name", 3) == [f"示例单位{n:02}" for n in range(0, 25, 2)]


@pytest.mark.parametrize(
    "after",
    [
        "nonsense",
        "e30",
        "WyJuYW1lIl0",
        "WyJuYW1lIiwgIngiLCAibm90LWEtdXVpZCJd",
        "%ff",
        "WyJjbG9zZWQiLCAieCIsICJ4Il0",
    ],
)
def test_a_place_that_means_nothing_is_the_first_page(rows: list[Organisation], after: str) -> None:
    page = listing(f"/x/?after={after}")
    assert page.is_first_page
    assert page.rows[0].name == "示例单位00"


def test_a_filter_or_sort_nobody_knows_is_ignored(rows: list[Organisation]) -> None:
    page = listing("/x/?kind=KING&sort=age&closed_on_from=soon")
    assert page.count == 25
    assert not page.is_filtered


def test_days_between_are_counted_at_both_ends(rows: list[Organisation]) -> None:
    page = listing("/x/?closed_on_from=2026-01-02&closed_on_to=2026-01-03", size=50)
    assert {row.closed_on for row in page.rows} == {date(2026, 1, 2), date(2026, 1, 3)}
    assert page.is_filtered
    assert [box.kind for box in page.boxes] == ["select", "days", "sort"]
    assert (page.boxes[1].value, page.boxes[1].last) == ("2026-01-02", "2026-01-03")


def test_words_search_only_where_the_page_can_search(rows: list[Organisation]) -> None:
    address = f"/x/?q={quote(' 单位07 ')}"
    found = listing(address, search=lambda rows, words: rows.filter(name__contains=words))
    assert [row.name for row in found.rows] == ["示例单位07"]
    assert listing(address).count == 25


def test_what_the_bar_does_not_draw_goes_along_with_it(rows: list[Organisation]) -> None:
    page = listing("/x/?open=1&kind=AUDITOR&after=e30&export=xlsx&tab=a")
    assert page.kept == [("open", "1"), ("tab", "a")]


def test_the_count_stops_at_a_thousand(rows: list[Organisation], monkeypatch: pytest.MonkeyPatch) -> None:
    assert listing().count_text == "25"
    monkeypatch.setattr("yizhan.web.listing.COUNT_CAP", 20)
    assert listing().count_text == "多于 20"


def test_a_page_costs_two_queries(rows: list[Organisation], django_assert_num_queries: Any) -> None:
    page = listing("/x/?kind=AUDITOR", size=3)
    with django_assert_num_queries(2):
        assert (len(page.rows), page.count_text, bool(page.next_url)) == (3, "13", True)


def test_the_export_has_the_rows_of_the_page_in_its_order_and_kinds(rows: list[Organisation]) -> None:
    page = listing("/x/?sort=closed&kind=AUDITOR&export=xlsx")
    assert page.wants_export
    columns = (
        Column("名称", "name"),
        Column("类别", lambda row: row.get_kind_display()),
        Column("注销日期", "closed_on"),
        Column("登记时间", "recorded_at"),
        Column("没有的", "nothing.at_all"),
        Column("编号", "id"),
    )
    answer = page.export("单位名册", columns)
    assert quote("单位名册") in answer["Content-Disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert str(sheet[0][0]).endswith("共 13 条")
    assert sheet[1] == ["名称", "类别", "注销日期", "登记时间", "没有的", "编号"]
    assert isinstance(sheet[2][2], date)
    assert [line[2] for line in sheet[2:]][-1] == ""


def test_a_long_export_says_that_it_stops(rows: list[Organisation], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yizhan.web.listing.EXPORT_CAP", 10)
    made = listing().export("名册", (Column("名称", "name"),)).content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 12
    assert "请缩小范围再导出" in str(sheet[0][0])
