"""Reading the tree: what lies where, and finding it."""

from datetime import date

import pytest

from tests.regions.conftest import BAISHA, CHANGJIANG, TODAY
from yizhan.kernel.actor import Actor
from yizhan.regions.actions import add_local, rename
from yizhan.regions.models import Region
from yizhan.regions.queries import (
    child_counts,
    children,
    county_of,
    path_of,
    region_on,
    regions_on,
    search,
    siblings,
    tiles,
    townships,
)

pytestmark = pytest.mark.usefixtures("tree")


def names(regions: object) -> list[str]:
    return [region.name for region in regions]  # type: ignore[attr-defined]


def test_a_placeholder_is_skipped_on_the_way_down_and_in_the_path() -> None:
    assert names(children(code="", on=TODAY)) == ["安徽省", "广东省", "海南省"]
    assert names(children(code="46", on=TODAY)) == ["白沙黎族自治县", "昌江黎族自治县"]
    assert names(path_of(code="469025100", on=TODAY)) == ["海南省", "白沙黎族自治县", "牙叉镇"]
    assert region_on(code="469025100", on=TODAY).full_name == "海南省白沙黎族自治县牙叉镇"
    assert region_on(code="469025100", on=TODAY).above == "海南省 › 白沙黎族自治县"
    assert path_of(code="469025777", on=TODAY) == []


def test_baisha_shows_its_eleven_townships() -> None:
    assert children(code=BAISHA, on=TODAY).count() == 11
    assert names(townships(code="469025000000", on=TODAY))[:4] == ["牙叉镇", "七坊镇", "邦溪镇", "打安镇"]


def test_the_townships_of_a_city_without_counties_hang_below_the_city() -> None:
    units = children(code="441900", on=TODAY)
    assert units.count() == 36 == townships(code="4419", on=TODAY).count()
    city = county_of(code="441900003", on=TODAY)
    assert city is not None
    assert (city.code, city.name) == ("4419", "东莞市")
    assert county_of(code="4419", on=TODAY) == city


def test_the_county_of_a_place() -> None:
    assert getattr(county_of(code="469025100", on=TODAY), "name", "") == "白沙黎族自治县"
    assert getattr(county_of(code="469025", on=TODAY), "name", "") == "白沙黎族自治县"
    assert county_of(code="46", on=TODAY) is None
    assert county_of(code="3410", on=TODAY) is None, "a city with counties is none itself"


def test_what_lies_below_is_counted_past_placeholders() -> None:
    assert child_counts(codes=["46", BAISHA, "469025100"], on=TODAY) == {"46": 2, BAISHA: 11}
    assert [other.name for other in siblings(region=region_on(code="469025100", on=TODAY), on=TODAY)][:2] == [
        "七坊镇",
        "邦溪镇",
    ]


def test_several_divisions_are_read_at_once(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = regions_on(codes=["469025100", "469025101", "999999"], on=TODAY)
    assert sorted(found) == ["469025100", "469025101"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("牙叉", "牙叉镇"),
        ("白沙县", "白沙黎族自治县"),
        ("白沙", "白沙黎族自治县"),
        ("YCZ", "牙叉镇"),
        ("yc", "牙叉镇"),
        ("469025000000", "白沙黎族自治县"),
        ("469025", "白沙黎族自治县"),
        ("46902520", "细水乡"),
        ("东 莞", "东莞市"),
    ],
)
def test_a_place_is_found_by_name_sound_or_code(text: str, first: str) -> None:
    assert search(text=text, on=TODAY).regions[0].name == first


def test_a_search_can_stay_inside_a_place_and_says_when_there_is_more() -> None:
    assert search(text="省直辖", on=TODAY).regions == [], "placeholders are never found"
    assert search(text="乡", on=TODAY, within=BAISHA).regions[0].code.startswith(BAISHA)
    some = search(text="乡", on=TODAY, limit=2)
    assert (len(some.regions), some.more) == (2, True)
    assert search(text="  ", on=TODAY).regions == []
    assert search(text="100%", on=TODAY).regions == []


def test_the_tiles_of_baisha_stand_as_drawn() -> None:
    drawn = tiles(code=BAISHA, on=TODAY)
    rows: dict[int, list[str]] = {}
    for tile in drawn.tiles:
        rows.setdefault(tile.row, []).append(tile.region.short_name[:-1])
    assert rows == {
        1: ["邦溪", "荣邦", "打安", "阜龙"],
        2: ["金波", "七坊", "牙叉", "细水"],
        3: ["青松", "南开", "元门"],
    }
    assert [tile.column for tile in drawn.tiles if tile.row == 3] == [2, 3, 4]
    assert (drawn.rows, drawn.columns, drawn.arranged) == (3, 4, True)


def test_a_county_that_nobody_has_arranged_still_has_a_map(baisha: Actor) -> None:
    drawn = tiles(code=CHANGJIANG, on=TODAY)
    assert len(drawn.tiles) == townships(code=CHANGJIANG, on=TODAY).count()
    assert not drawn.arranged
    assert len({(tile.row, tile.column) for tile in drawn.tiles}) == len(drawn.tiles)


def test_a_new_zone_finds_a_place_below_the_arranged_tiles(baisha: Actor) -> None:
    add_local(actor=baisha, parent_code=BAISHA, kind="COMMITTEE", name="示例产业园管委会", on=TODAY)
    last = tiles(code=BAISHA, on=TODAY).tiles[-1]
    assert (last.region.name, last.row, last.column) == ("示例产业园管委会", 4, 1)


def test_the_tree_of_last_year_is_the_tree_of_last_year(baisha: Actor) -> None:
    rename(actor=baisha, code="469025203", name="示例乡", on=date(2026, 1, 1), document="示例〔2025〕1号")
    assert region_on(code="469025203", on=date(2025, 12, 31)).name == "阜龙乡"
    assert region_on(code="469025203", on=date(2026, 1, 1)).name == "示例乡"
    assert "阜龙乡" in names(children(code=BAISHA, on=date(2025, 12, 31)))
    assert "阜龙乡" not in names(children(code=BAISHA, on=TODAY))
    assert search(text="阜龙", on=TODAY).regions == []


def test_a_code_that_stands_for_nothing_is_not_found() -> None:
    with pytest.raises(Region.DoesNotExist):
        region_on(code="469099", on=TODAY)
