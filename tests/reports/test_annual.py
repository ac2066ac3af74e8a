"""The yearly statistical tables: counted as far as the records go, the rest filled in once, sent up, summed above."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from tests.people import AUDITOR, BAISHA, CHANGJIANG, CHANGJIANG_BUREAU, CITY, PROVINCE
from tests.services.conftest import Record, granny, record, uncle, worker
from tests.world import World, sign_in_as
from yizhan.access.queries import actor_for
from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.reports.actions import (
    accept_annual_tables,
    add_annual_entry,
    change_annual_entry,
    drop_annual_entry,
    fill_annual_cells,
    open_annual_tables,
    refresh_annual_tables,
    return_annual_tables,
    sign_annual_tables,
)
from yizhan.reports.models import AnnualEntry, AnnualTables
from yizhan.reports.queries.annual import annual_tables, heads, sums_above
from yizhan.reports.rules.annual import (
    HeadsProblem,
    growth,
    more_than_whole,
    opening_problem,
    read_heads,
    signing_problem,
    value_problem,
)

__all__ = ["granny", "record", "uncle", "worker"]

YEAR = localdate().year - 1


@pytest.fixture
def county(world: World) -> Actor:
    return actor_for(world.account_of("county"), localdate())


def filled(county: Actor, year: int = YEAR) -> AnnualTables:
    """Opened and complete: what nobody counted is 7, or what the program knows of it."""
    tables = open_annual_tables(actor=county, region_code=BAISHA, year=year, on=localdate())
    fill_annual_cells(
        actor=county,
        tables_id=tables.pk,
        values={
            row.code: max(Decimal(7), row.computed or Decimal(0)) for row in tables.cells.filter(value=None)
        },
        notes={},
    )
    return tables


def signed(county: Actor, year: int = YEAR) -> AnnualTables:
    return sign_annual_tables(
        actor=county, tables_id=filled(county, year).pk, on=localdate(), at=timezone.now()
    )


def test_there_are_seventeen_tables_and_every_count_is_a_figure_the_program_has() -> None:
    told = heads()
    assert len(told.tables) == 17
    for cell in told.cells.values():
        assert cell.metric in ("", "资金", "站点", "机构") or cell.metric in METRICS


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{编号: A1, 名称: 甲}", "要么写"),
        ("{编号: A1, 名称: 甲, 逐条: [文], 行: [一], 列: [{名称: 数, 单位: 个}]}", "要么写"),
        (
            "{编号: A1, 名称: 甲, 行: [一], 列: [{名称: 数, 单位: 个}], 可数: [{行: 2, 列: 1, 口径: 站点}]}",
            "第2行",
        ),
        ("{编号: A1, 名称: 甲, 逐条: [文], 来自: 天上}", "来自"),
    ],
)
def test_wrong_heads_are_told_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(HeadsProblem, match=says):
        read_heads(f"版次: '1'\n出处: 例\n表: [{text}]")


def test_a_year_can_be_filled_in_from_its_last_month() -> None:
    assert opening_problem(year=2026, on=date(2026, 11, 30)) == "2026年还没有过完，12月起可以填。"
    assert opening_problem(year=2026, on=date(2026, 12, 1)) is None
    assert opening_problem(year=2000, on=date(2026, 12, 1)) == "只填最近十年的。"


def test_a_figure_is_not_below_nothing_and_grows_from_something() -> None:
    assert value_problem(Decimal("NaN")) == value_problem(Decimal("Infinity")) is not None
    assert value_problem(Decimal(-1)) == value_problem(Decimal("1.234")) != value_problem(Decimal("1.23"))
    assert growth(Decimal(12), Decimal(10)) == Decimal("20.0")
    assert growth(Decimal(12), Decimal(0)) is None


def test_a_part_is_no_more_than_its_whole() -> None:
    values = {"A04.1.1": Decimal(3), "A04.1.2": Decimal(4), "A04.2.1": Decimal(5), "A04.2.2": Decimal(5)}
    above = more_than_whole(heads().tables, values)
    assert above == ["民政·其中持证"]
    assert (
        signing_problem(empty=[], stale=0, below_count=[], above_whole=above)
        == "“其中”的数比总数还大：民政·其中持证。"
    )
    assert signing_problem(empty=[], stale=0, below_count=[]) is None


@pytest.mark.django_db
def test_what_is_counted_is_filled_in_and_the_rest_is_asked_for(
    county: Actor, record: Record, granny: Client, world: World
) -> None:
    tables = open_annual_tables(actor=county, region_code=BAISHA, year=YEAR, on=localdate())
    cells = {row.code: row for row in tables.cells.all()}
    assert cells["A05.1.2"].value == cells["A05.1.2"].computed is not None
    assert cells["A03.1.1"].value is None
    assert cells["A03.1.1"].computed is not None
    assert cells["A06.1.1"].computed is None
    again = open_annual_tables(actor=county, region_code=BAISHA, year=YEAR, on=localdate())
    assert again.pk == tables.pk
    with pytest.raises(Refused, match="还没有填"):
        sign_annual_tables(actor=county, tables_id=tables.pk, on=localdate(), at=timezone.now())


@pytest.mark.django_db
def test_standing_figures_are_asked_for_once_and_kept_the_next_year(county: Actor) -> None:
    signed(county, YEAR - 1)
    tables = open_annual_tables(actor=county, region_code=BAISHA, year=YEAR, on=localdate())
    kept = tables.cells.get(code="A06.1.1")
    assert (kept.value, kept.kept) == (Decimal(7), True)
    asked = tables.cells.get(code="A13.1.1")
    assert (asked.value, asked.kept) == (None, False)


@pytest.mark.django_db
@pytest.mark.refuses("reports.fill_annual_cells")
def test_a_counted_figure_is_changed_with_a_reason_only_and_a_whole_is_no_less_than_its_part(
    county: Actor, world: World
) -> None:
    tables = filled(county)
    with pytest.raises(Refused, match="改数要写理由"):
        fill_annual_cells(actor=county, tables_id=tables.pk, values={"A05.1.2": Decimal(99)}, notes={})
    with pytest.raises(Refused, match="两位小数"):
        fill_annual_cells(actor=county, tables_id=tables.pk, values={"A02.1.1": Decimal(-1)}, notes={})
    with pytest.raises(Refused, match="没有这一格"):
        fill_annual_cells(actor=county, tables_id=tables.pk, values={"A99.1.1": Decimal(1)}, notes={})
    tables.cells.filter(code="A03.1.1").update(computed=Decimal(5))
    fill_annual_cells(actor=county, tables_id=tables.pk, values={"A03.1.1": Decimal(4)}, notes={})
    with pytest.raises(Refused):
        sign_annual_tables(actor=county, tables_id=tables.pk, on=localdate(), at=timezone.now())
    worker = actor_for(world.account_of("worker"), localdate())
    with pytest.raises(NotAllowed):
        fill_annual_cells(actor=worker, tables_id=tables.pk, values={}, notes={})


@pytest.mark.django_db
@pytest.mark.refuses(
    "reports.sign_annual_tables", "reports.accept_annual_tables", "reports.return_annual_tables"
)
def test_sent_up_returned_mended_and_received(county: Actor) -> None:
    tables = filled(county)
    with pytest.raises(AnnualTables.DoesNotExist):
        annual_tables(actor=PROVINCE).get(pk=tables.pk)
    with pytest.raises(Refused):
        accept_annual_tables(actor=PROVINCE, tables_id=tables.pk, on=localdate(), at=timezone.now())
    for actor in (AUDITOR, CITY):
        with pytest.raises(NotAllowed):
            sign_annual_tables(actor=actor, tables_id=tables.pk, on=localdate(), at=timezone.now())
    sign_annual_tables(actor=county, tables_id=tables.pk, on=localdate(), at=timezone.now())
    with pytest.raises(Refused, match="已经报出"):
        sign_annual_tables(actor=county, tables_id=tables.pk, on=localdate(), at=timezone.now())
    with pytest.raises(Refused, match="已经报出"):
        fill_annual_cells(actor=county, tables_id=tables.pk, values={"A02.1.1": Decimal(1)}, notes={})
    with pytest.raises(Refused, match="为什么"):
        return_annual_tables(
            actor=PROVINCE, tables_id=tables.pk, on=localdate(), at=timezone.now(), reason=" "
        )
    back = return_annual_tables(
        actor=PROVINCE, tables_id=tables.pk, on=localdate(), at=timezone.now(), reason="核对人才数"
    )
    assert (back.state, back.answer) == ("RETURNED", "核对人才数")
    assert not annual_tables(actor=CITY).exists()
    with pytest.raises(NotAllowed):
        accept_annual_tables(actor=county, tables_id=tables.pk, on=localdate(), at=timezone.now())
    sign_annual_tables(actor=county, tables_id=tables.pk, on=localdate(), at=timezone.now())
    taken = accept_annual_tables(actor=PROVINCE, tables_id=tables.pk, on=localdate(), at=timezone.now())
    assert taken.state == "ACCEPTED"
    sums, counties = sums_above(actor=PROVINCE, year=YEAR)
    assert counties == 1
    assert sums["A06.1.1"] == Decimal(7)


@pytest.mark.django_db
@pytest.mark.refuses("reports.open_annual_tables", "reports.refresh_annual_tables")
def test_a_county_opens_its_own_tables_only(county: Actor, world: World) -> None:
    for actor, code in ((county, CHANGJIANG), (PROVINCE, BAISHA)):
        with pytest.raises((Refused, NotAllowed)):
            open_annual_tables(actor=actor, region_code=code, year=YEAR, on=localdate())
    with pytest.raises(Refused, match="还没有过完"):
        open_annual_tables(actor=county, region_code=BAISHA, year=localdate().year + 1, on=localdate())
    tables = open_annual_tables(actor=county, region_code=BAISHA, year=YEAR, on=localdate())
    neighbour = world.account(
        "county", region=CHANGJIANG, organisation=CHANGJIANG_BUREAU, username="changjiang"
    )
    with pytest.raises(AnnualTables.DoesNotExist):
        refresh_annual_tables(actor=actor_for(neighbour, localdate()), tables_id=tables.pk, on=localdate())


@pytest.mark.django_db
@pytest.mark.refuses("reports.add_annual_entry", "reports.change_annual_entry", "reports.drop_annual_entry")
def test_lines_are_added_mended_and_stay_out_once_taken_out(
    county: Actor, django_assert_max_num_queries: Any
) -> None:
    tables = open_annual_tables(actor=county, region_code=BAISHA, year=YEAR, on=localdate())
    line = add_annual_entry(
        actor=county, tables_id=tables.pk, table="A10", texts=["示例志愿服务办法", "示发1号"]
    )
    assert line.texts == ["示例志愿服务办法", "示发1号", "", ""]
    change_annual_entry(
        actor=county, tables_id=tables.pk, entry_id=line.pk, texts=["示例办法", "", "示例局", ""]
    )
    assert AnnualEntry.objects.get(pk=line.pk).texts == ["示例办法", "", "示例局", ""]
    with pytest.raises(Refused, match="文件名称"):
        add_annual_entry(actor=county, tables_id=tables.pk, table="A10", texts=[" "])
    with pytest.raises(Refused, match="逐条"):
        add_annual_entry(actor=county, tables_id=tables.pk, table="A05", texts=["x"])
    with pytest.raises(NotAllowed):
        add_annual_entry(actor=PROVINCE, tables_id=tables.pk, table="A10", texts=["x"])
    with pytest.raises(Refused, match="文件名称"):
        change_annual_entry(actor=county, tables_id=tables.pk, entry_id=line.pk, texts=[""])
    with pytest.raises(NotAllowed):
        drop_annual_entry(actor=PROVINCE, tables_id=tables.pk, entry_id=line.pk)
    counted = AnnualEntry.objects.create(
        tables=tables, table="A01", number=9, texts=["示例文件", "", "", ""], source_key="示例"
    )
    drop_annual_entry(actor=county, tables_id=tables.pk, entry_id=line.pk)
    drop_annual_entry(actor=county, tables_id=tables.pk, entry_id=counted.pk)
    with django_assert_max_num_queries(20):  # however many tables, cells and lines
        refresh_annual_tables(actor=county, tables_id=tables.pk, on=localdate())
    assert AnnualEntry.objects.get(pk=counted.pk).gone
    assert not AnnualEntry.objects.filter(pk=line.pk).exists()


@pytest.mark.django_db
@pytest.mark.requirement("R113")
def test_the_county_fills_them_in_on_the_page_and_the_city_takes_a_workbook(
    world: World, client: Browser
) -> None:
    sign_in_as(client, world.account_of("county"))
    assert str(YEAR) in client.get(reverse("annual-list")).content.decode()
    client.post(reverse("annual-open"), {"year": YEAR})
    tables = AnnualTables.objects.get()
    page = reverse("annual", args=[tables.pk])
    assert "还有" in client.get(page).content.decode()
    bad = client.post(
        reverse("annual-fill", args=[tables.pk]), {"table": "A06", "A06.1.1": "三个", "A06.1.2": "5"}
    )
    assert bad.status_code == 422
    assert 'value="三个"' in bad.content.decode()
    assert tables.cells.get(code="A06.1.2").value is None
    client.post(
        reverse("annual-fill", args=[tables.pk]), {"table": "A06", "A06.1.1": "1,203", "A06.1.2": "5"}
    )
    assert tables.cells.get(code="A06.1.1").value == Decimal(1203)
    client.post(reverse("annual-entry", args=[tables.pk]), {"table": "A10", "text": ["示例办法", "", "", ""]})
    assert "示例办法" in client.get(page, {"table": "A10"}).content.decode()
    assert client.post(reverse("annual-sign", args=[tables.pk])).status_code == 422
    filled(actor_for(world.account_of("county"), localdate()))
    assert client.post(reverse("annual-sign", args=[tables.pk])).status_code == 302

    sign_in_as(client, world.account_of("province"))
    assert client.get(page).status_code == 200
    assert "1 个县" in client.get(reverse("annual-sum", args=[YEAR])).content.decode()
    book = client.get(reverse("annual-sum", args=[YEAR]), {"xlsx": "1"}).content
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names) == 17
    assert client.post(reverse("annual-accept", args=[tables.pk])).status_code == 302
    assert client.get(reverse("annual-sum", args=[YEAR - 5])).status_code == 404

    sign_in_as(client, world.account_of("worker"))
    assert client.get(page).status_code == 403
