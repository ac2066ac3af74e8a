"""Tables and boundaries as people send them: read with a sentence for every trouble, and what a table would change."""

import json
from datetime import date

import pytest

from tests.regions.conftest import BAISHA, TODAY, officer
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.regions.actions import (
    add_local,
    drop_staged,
    load_edition,
    load_staged,
    stage_edition,
    store_outlines,
)
from yizhan.regions.models import Edition, Outline, Region, TilePosition
from yizhan.regions.queries import drawing, edition_changes, history_of, region_on
from yizhan.regions.rules import BrokenTable, Row, branch, read_outlines, read_table

NEW_YEAR = date(2026, 1, 1)
LOADING = frozenset(
    {
        "regions.add_local",
        "regions.stage_edition",
        "regions.load_staged",
        "regions.drop_staged",
        "regions.load_edition",
        "regions.store_outlines",
    }
)


@pytest.fixture
def county() -> Actor:
    return officer(BAISHA, LOADING)


def table_of(rows: tuple[Row, ...], **other: str) -> str:
    """The table of 白沙 with some names replaced, lines left out ("") or codes changed ("code:name")."""
    lines = []
    for row in branch(rows, BAISHA):
        if row.code.startswith(BAISHA):
            said = other.get(f"c{row.code}", row.name)
            code, _, name = said.rpartition(":")
            if said:
                lines.append(f"{code or row.code},{name}\n")
    return "区划代码,名称\n" + "".join(lines)


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "0 字节"),
        (b"x" * (10 * 1024 * 1024 + 1), "文件太大"),
        (b"%PDF-1.4", "不是表格"),
        (b"<html><table>", "网页"),
        (b"PK\x03\x04 broken", "没有传完整"),
        (b"\xd0\xcf\x11\xe0 broken", "打不开"),
        ("名称\n示例镇\n".encode(), "缺少 code"),
        ("区划代码,名称\n".encode(), "没有内容"),
        ("区划代码,名称\n46902,示例镇\n469025207,\n469025208,甲\n469025208,乙\n".encode(), "第2行"),
        (b"\xff\xfe\x00", "读不出来"),
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BrokenTable) as broken:
        read_table(content)
    assert said in broken.value.sentences[0]


def test_every_wrong_line_is_named_up_to_twenty() -> None:
    with pytest.raises(BrokenTable) as broken:
        read_table(("区划代码,名称\n" + "12345,示例\n" * 30).encode())
    assert len(broken.value.sentences) == 21
    assert "第21行" in broken.value.sentences[19]
    assert "先改这些" in broken.value.sentences[20]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_table_is_read_in_the_encodings_of_offices_with_a_title_above(encoding: str) -> None:
    text = "某省区划代码表\n\n统计用区划代码\t名称\n469025207\t新示例乡\n\n"
    assert [(row.code, row.kind) for row in read_table(text.encode(encoding))] == [("469025207", "TOWNSHIP")]


def test_a_spreadsheet_is_read_too() -> None:
    sheet = Table("区划", (Heading("代码"), Heading("名称")), [["469025207", "新示例乡"]])
    assert read_table(xlsx(sheet))[0].name == "新示例乡"


# --- what a table would change ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("tree")
def test_a_table_shows_what_is_new_renamed_moved_and_gone(table: tuple[Row, ...]) -> None:
    text = table_of(table, c469025203="469025104:阜龙镇", c469025206="", c469025200="示例细水乡")
    rows = read_table((text + "469025290,新示例乡\n").encode())
    changes = edition_changes(rows=rows, within=BAISHA, complete=True, on=NEW_YEAR)
    assert [row.name for row in changes.added] == ["新示例乡"]
    assert [(old.name, new.name) for old, new in changes.renamed] == [("细水乡", "示例细水乡")]
    assert [(old.code, new.code) for old, new in changes.moved] == [("469025203", "469025104")]
    assert [one.code for one in changes.ended] == ["469025206"]
    assert not changes.nothing
    same = read_table(table_of(table).encode())
    assert edition_changes(rows=same, within=BAISHA, complete=True, on=NEW_YEAR).nothing


@pytest.mark.usefixtures("tree")
def test_a_township_under_a_new_code_takes_its_local_villages_along(
    table: tuple[Row, ...], county: Actor
) -> None:
    add_local(actor=county, parent_code="469025203", kind="VILLAGE", name="示例村", on=date(2025, 1, 1))
    read, _ = read_outlines(sent(feature(name="阜龙乡")), names={"469025203": "阜龙乡"}, only="")
    store_outlines(actor=county, code=BAISHA, outlines=read, source="示例", file_name="图.geojson", on=TODAY)
    place = TilePosition.objects.get(region_code="469025203")
    rows = read_table(table_of(table, c469025203="469025104:阜龙镇").encode())
    done = load_edition(actor=county, edition="2026 年版", on=NEW_YEAR, rows=rows, within=BAISHA)
    assert (done["moved"], done["ended"], done["added"]) == (1, 0, 0)
    assert region_on(code="469025104601", on=TODAY).path.endswith("阜龙镇 › 示例村")
    assert [change.kind for change in history_of(code="469025104")] == ["MOVE"]
    moved = TilePosition.objects.get(region_code="469025104")
    assert (moved.row, moved.column) == (place.row, place.column), "the tile stays where it was"
    assert Outline.objects.get().code == "469025104"


@pytest.mark.usefixtures("tree")
def test_a_county_that_changes_its_code_keeps_its_townships_by_their_names(
    table: tuple[Row, ...], system: Actor
) -> None:
    lines = [
        f"{row.code.replace('469026', '469031', 1)},{'昌江市' if row.code == '469026' else row.name}\n"
        for row in branch(table, "469026")
    ]
    local = add_local(actor=system, parent_code="469026", kind="OTHER", name="示例园区", on=date(2025, 1, 1))
    text = "code,name\n" + "".join(lines) + table_of(table).partition("\n")[2]
    done = load_edition(
        actor=system, edition="撤县设市", on=NEW_YEAR, rows=read_table(text.encode()), within="46"
    )
    assert done["moved"] == 1 + sum(row.code.startswith("469026") and len(row.code) == 9 for row in table)
    assert (done["ended"], done["added"]) == (0, 0)
    assert region_on(code="469031901", on=TODAY).name == local.name


@pytest.mark.usefixtures("tree")
def test_a_county_that_goes_without_its_townships_being_told_is_refused(
    table: tuple[Row, ...], system: Actor
) -> None:
    text = "code,name\n" + "".join(
        f"{row.code},{row.name}\n" for row in branch(table, BAISHA) if len(row.code) <= 6
    )
    with pytest.raises(Refused, match="含乡镇的区划表"):
        load_edition(actor=system, edition="新版", on=NEW_YEAR, rows=read_table(text.encode()), within="46")
    with pytest.raises(Refused, match="下面的区划"):
        load_edition(
            actor=system, edition="新版", on=NEW_YEAR, rows=read_table(text.encode()), within="341002"
        )


# --- kept until somebody confirms --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("tree")
def test_an_uploaded_table_changes_nothing_until_it_is_confirmed(
    table: tuple[Row, ...], county: Actor
) -> None:
    rows = read_table(table_of(table, c469025203="示例阜龙乡").encode())
    edition = stage_edition(
        actor=county, name="2026 年版", on=NEW_YEAR, rows=rows, file_name="表.csv", within=BAISHA
    )
    assert region_on(code="469025203", on=TODAY).name == "阜龙乡"
    done = load_staged(actor=county, edition_id=edition.pk, today=TODAY)
    assert (done.state, done.result["renamed"]) == ("LOADED", 1)
    assert region_on(code="469025203", on=TODAY).name == "示例阜龙乡"
    for again in (load_staged, drop_staged):
        with pytest.raises(Refused, match="已经处理过"):
            again(actor=county, edition_id=edition.pk, today=TODAY)


@pytest.mark.usefixtures("tree")
def test_an_uploaded_table_may_be_put_away(table: tuple[Row, ...], county: Actor) -> None:
    rows = read_table(table_of(table).encode())
    edition = stage_edition(
        actor=county, name="错的", on=NEW_YEAR, rows=rows, file_name="表.csv", within=BAISHA
    )
    assert drop_staged(actor=county, edition_id=edition.pk, today=TODAY).state == "DROPPED"


@pytest.mark.usefixtures("tree")
@pytest.mark.refuses(
    "regions.stage_edition", "regions.load_staged", "regions.drop_staged", "regions.load_edition"
)
def test_tables_of_other_places_and_of_ones_own_name_are_refused(
    table: tuple[Row, ...], county: Actor, changjiang: Actor
) -> None:
    rows = read_table(table_of(table, c469025="示例白沙县").encode())
    for within in ("", "469026", "46"):
        with pytest.raises(Refused, match="自己辖区"):
            stage_edition(
                actor=county, name="新版", on=NEW_YEAR, rows=rows, file_name="表.csv", within=within
            )
    with pytest.raises(Refused, match="没有代码是"):
        stage_edition(
            actor=county, name="新版", on=NEW_YEAR, rows=rows, file_name="表.csv", within="469025999"
        )
    edition = stage_edition(
        actor=county, name="新版", on=NEW_YEAR, rows=rows, file_name="表.csv", within=BAISHA
    )
    with pytest.raises(Refused, match="本级由上一级调整"):
        load_staged(actor=county, edition_id=edition.pk, today=TODAY)
    neighbour = officer("469026", LOADING)
    for verb in (load_staged, drop_staged):
        with pytest.raises(Edition.DoesNotExist):
            verb(actor=neighbour, edition_id=edition.pk, today=TODAY)
        with pytest.raises(NotAllowed):
            verb(actor=changjiang, edition_id=edition.pk, today=TODAY)
    with pytest.raises(NotAllowed):
        stage_edition(actor=changjiang, name="新版", on=NEW_YEAR, rows=rows, file_name="表.csv")
    assert edition.region_code == BAISHA
    assert str(edition) == "新版"


# --- boundaries ---------------------------------------------------------------------------------------------------------

SQUARE = [[[109.4, 19.2], [109.5, 19.2], [109.5, 19.3], [109.4, 19.2]]]
NAMES = {BAISHA: "白沙黎族自治县", "469025100": "牙叉镇", "469025101": "七坊镇"}


def feature(shape: object = SQUARE, kind: str = "Polygon", **facts: object) -> dict[str, object]:
    return {"type": "Feature", "properties": facts, "geometry": {"type": kind, "coordinates": shape}}


def sent(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def test_boundaries_are_told_by_code_by_name_or_by_being_the_only_one() -> None:
    content = sent(feature(adcode=469025100000), feature(名称="七坊镇"), feature(name="外县某镇"))
    found, left = read_outlines(content, names=NAMES, only=BAISHA)
    assert [one.code for one in found] == ["469025100", "469025101"]
    assert left == ["第3个图形（外县某镇）对不上本辖区的任何区划，没有存。"]
    nothing, (said,) = read_outlines(sent(*[feature(fid=n) for n in range(11)]), names=NAMES, only=BAISHA)
    assert not nothing
    assert said.startswith("第1个图形、第2个图形、第3个图形等 11 个图形对不上")
    bare = json.dumps({"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}).encode()
    (own,), _ = read_outlines(bare, names=NAMES, only=BAISHA)
    assert (own.code, own.points) == (BAISHA, 8)
    assert [
        one.code for one in read_outlines(json.dumps(feature()).encode(), names=NAMES, only=BAISHA)[0]
    ] == [BAISHA]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "0 字节"),
        (b" " * (5 * 1024 * 1024 + 1), "文件太大"),
        (b"<kml>", "不是 GeoJSON"),
        (b"[" * 100_000, "不是 GeoJSON"),
        (b"[]", "没有边界"),
        (b'{"type": "Point"}', "没有边界"),
        (sent(), "没有边界"),
        (sent(*[feature()] * 301), "超过 300 个"),
        (sent(feature([[[38500000, 2100000]] * 4], name="牙叉镇")), "不是经纬度"),
        (sent(feature([[["一", 2]] * 4], name="牙叉镇")), "坐标读不出来"),
        (sent(feature([[[True, 19.0]] * 4], name="牙叉镇")), "坐标读不出来"),
        (sent(feature([[[109.4, 19.2]] * 3], name="牙叉镇")), "不完整"),
        (sent(feature([109.4, 19.2], "Point", name="牙叉镇")), "不是面"),
        (sent({**feature(name="牙叉镇"), "geometry": None}), "不是面"),
        (sent(feature([[[109.4, 19.2]] * 50_001], name="牙叉镇")), "边界点超过"),
    ],
)
def test_a_file_without_a_usable_boundary_gets_a_sentence(content: bytes, said: str) -> None:
    found, left = read_outlines(content, names=NAMES, only=BAISHA)
    assert found == []
    assert said in left[0]


def test_the_second_shape_of_one_place_is_left_out() -> None:
    found, left = read_outlines(sent(feature(name="牙叉镇"), feature(name="牙叉镇")), names=NAMES, only="")
    assert len(found) == 1
    assert "只存了第一个" in left[0]


@pytest.mark.usefixtures("tree")
def test_a_stored_boundary_is_drawn_and_the_next_replaces_it(county: Actor) -> None:
    region = region_on(code=BAISHA, on=TODAY)
    assert drawing(region=region, on=TODAY) is None
    read, _ = read_outlines(sent(feature(name="牙叉镇"), feature(code=BAISHA)), names=NAMES, only=BAISHA)
    for _again in range(2):
        assert (
            store_outlines(
                actor=county,
                code=BAISHA,
                outlines=read,
                source="示例测绘院",
                file_name="图.geojson",
                on=TODAY,
            )
            == 2
        )
    assert Outline.objects.count() == 2
    drawn = drawing(region=region, on=TODAY)
    assert drawn is not None
    assert [place.name for _, place in drawn.places] == ["白沙黎族自治县", "牙叉镇"]
    assert drawn.places[0][0].path.startswith("M10 ")
    assert (drawn.missing, drawn.outline.source) == (10, "示例测绘院")
    assert 900 < drawn.height < 1100
    alone = drawing(region=region_on(code="469025100", on=TODAY), on=TODAY)
    assert alone is not None
    assert alone.missing == 0
    assert drawing(region=region_on(code="469025101", on=TODAY), on=TODAY) is None
    assert str(Outline.objects.first()) in {BAISHA, "469025100"}


@pytest.mark.usefixtures("tree")
@pytest.mark.refuses("regions.store_outlines")
def test_boundaries_of_other_places_or_without_a_source_are_refused(county: Actor, changjiang: Actor) -> None:
    read, _ = read_outlines(sent(feature(code=BAISHA)), names=NAMES, only=BAISHA)
    given = {"outlines": read, "file_name": "图.geojson", "on": TODAY}
    with pytest.raises(Refused, match="从哪里来"):
        store_outlines(actor=county, code=BAISHA, source=" ", **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="没有本辖区"):
        store_outlines(actor=county, code="469025100", source="示例", **given)  # type: ignore[arg-type]
    with pytest.raises(Region.DoesNotExist):
        store_outlines(actor=county, code="469026", source="示例", **given)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        store_outlines(actor=changjiang, code=BAISHA, source="示例", **given)  # type: ignore[arg-type]
