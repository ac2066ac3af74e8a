"""Changing the tree: local additions, corrections, renamings, mergers, ends; who may, and what stays known."""

from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests.regions.conftest import BAISHA, TODAY, officer
from yizhan.kernel.actor import Actor, Grant
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.regions.actions import abolish, add_local, correct, merge, place_tiles, rename
from yizhan.regions.models import Region, RegionChange, TilePosition
from yizhan.regions.queries import (
    code_today,
    codes_as_of,
    county_of,
    history_of,
    merge_plan,
    names_of,
    path_of,
    predecessors,
    region_on,
    successors,
    tiles,
)

pytestmark = pytest.mark.usefixtures("tree")

NEW_YEAR = date(2026, 1, 1)
BEFORE = date(2025, 12, 31)
PAPER = "示例民函〔2025〕9号"


def village(actor: Actor, name: str, township: str = "469025203", kind: str = "VILLAGE") -> Region:
    return add_local(actor=actor, parent_code=township, kind=kind, name=name, on=date(2025, 1, 1))


# --- adding -------------------------------------------------------------------------------------------------------------


def test_a_county_adds_its_villages_with_numbers_of_its_own(baisha: Actor) -> None:
    own = uuid7()
    first = add_local(
        actor=baisha, parent_code="469025203", kind="VILLAGE", name="示例村", on=TODAY, region_id=own
    )
    second = add_local(actor=baisha, parent_code="469025203", kind="COMMUNITY", name="示例社区", on=TODAY)
    assert (first.pk, first.code, second.code) == (own, "469025203601", "469025203602")
    assert (first.level, first.kind, first.local, first.initials) == ("VILLAGE", "VILLAGE", True, "slc")
    assert first.path == "海南省 › 白沙黎族自治县 › 阜龙乡 › 示例村"
    line = AuditEvent.objects.get(action="regions.add_local", facts__name="示例村")
    assert (line.outcome, line.region_code) == ("DONE", "469025203601")


@pytest.mark.requirement("R211", "R279")
def test_a_resettlement_site_lies_below_a_township_and_can_carry_a_station(baisha: Actor) -> None:
    site = add_local(
        actor=baisha, parent_code="469025100", kind="RESETTLEMENT", name="示例移民安置点", on=TODAY
    )
    assert (site.level, site.get_kind_display(), len(site.code)) == ("ZONE", "安置点", 12)
    assert [region.name for region in path_of(code=site.code, on=TODAY)][-2:] == ["牙叉镇", "示例移民安置点"]


@pytest.mark.requirement("R001")
def test_a_management_committee_directly_below_a_city_is_a_jurisdiction_of_its_own() -> None:
    huangshan = officer("3410")
    zone = add_local(
        actor=huangshan,
        parent_code="3410",
        kind="COMMITTEE",
        name="黄山经济开发区管委会",
        on=date(2022, 2, 10),
    )
    assert (zone.code, zone.level, zone.get_kind_display()) == ("341000901", "ZONE", "管委会")
    assert getattr(county_of(code=zone.code, on=TODAY), "name", "") == "黄山市"
    inside = add_local(actor=huangshan, parent_code=zone.code, kind="COMMUNITY", name="示例社区", on=TODAY)
    assert inside.code == "341000901601"
    assert Grant("county", frozenset(), zone.code).reaches_region(inside.code)


@pytest.mark.refuses("regions.add_local")
def test_nobody_adds_in_the_next_county_or_without_the_verb(changjiang: Actor, reader: Actor) -> None:
    ask = {"parent_code": "469025203", "kind": "VILLAGE", "name": "示例村", "on": TODAY}
    with pytest.raises(Region.DoesNotExist):
        add_local(actor=changjiang, **ask)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        add_local(actor=reader, **ask)  # type: ignore[arg-type]
    agency = Actor(
        "agency", "机构", (Grant("agency", frozenset({"regions.add_local"}), BAISHA, frozenset({uuid7()})),)
    )
    with pytest.raises(Region.DoesNotExist):
        add_local(actor=agency, **ask)  # type: ignore[arg-type]
    assert AuditEvent.objects.filter(action="regions.add_local", outcome="REFUSED").count() == 3


def test_the_same_name_is_not_added_twice_in_one_place(baisha: Actor) -> None:
    village(baisha, "示例村")
    with pytest.raises(Refused, match="已经有“示例村”"):
        village(baisha, "示例村")
    assert village(baisha, "示例村", township="469025204").code == "469025204601"


def test_local_numbers_run_out_with_a_sentence(baisha: Actor) -> None:
    parent = region_on(code="469025203", on=TODAY)
    Region(
        code="469025203989", name="末村", short_name="末村", initials="mc", level="VILLAGE", kind="VILLAGE", parent=parent,
        path="x", local=True, valid_from_on=NEW_YEAR,
    ).save()  # fmt: skip
    with pytest.raises(Refused, match="编号已经用完"):
        village(baisha, "示例村")


# --- correcting ---------------------------------------------------------------------------------------------------------


def test_a_slip_of_the_pen_is_mended_without_history(baisha: Actor) -> None:
    place = village(baisha, "示列村")
    mended = correct(actor=baisha, code=place.code, name="示例村", kind="COMMUNITY")
    assert (mended.pk, mended.name, mended.short_name, mended.kind) == (
        place.pk,
        "示例村",
        "示例村",
        "COMMUNITY",
    )
    assert mended.path.endswith("阜龙乡 › 示例村")
    assert history_of(code=place.code) == []
    assert correct(actor=baisha, code=place.code, short_name="示例").short_name == "示例"


def test_a_corrected_township_shows_in_the_path_of_its_villages(baisha: Actor) -> None:
    village(baisha, "示例村")
    correct(actor=baisha, code="469025203", name="富龙乡")
    assert region_on(code="469025203601", on=TODAY).path == "海南省 › 白沙黎族自治县 › 富龙乡 › 示例村"


@pytest.mark.refuses("regions.correct")
def test_corrections_are_refused_elsewhere_and_for_what_the_code_decides(
    baisha: Actor, changjiang: Actor, reader: Actor
) -> None:
    with pytest.raises(Region.DoesNotExist):
        correct(actor=changjiang, code="469025203", name="富龙乡")
    with pytest.raises(NotAllowed):
        correct(actor=reader, code="469025203", name="富龙乡")
    with pytest.raises(Refused, match="类型由区划代码决定"):
        correct(actor=baisha, code="469025203", kind="TOWN")
    with pytest.raises(Refused, match="已经有“青松乡”"):
        correct(actor=baisha, code="469025203", name="青松乡")
    with pytest.raises(Refused, match="2 到 60"):
        correct(actor=baisha, code="469025203", name="乡")
    with pytest.raises(Refused, match="没有汉字"):
        correct(actor=baisha, code="469025203", short_name="Fulong")
    with pytest.raises(Refused, match="本级区划由上一级调整"):
        correct(actor=baisha, code=BAISHA, name="白沙县")


# --- renaming -----------------------------------------------------------------------------------------------------------


def test_a_new_name_keeps_the_code_and_the_old_days(baisha: Actor) -> None:
    place = village(baisha, "示例村")
    new = rename(
        actor=baisha, code="469025203", name="阜龙镇", on=NEW_YEAR, document=PAPER, region_id=uuid7()
    )
    assert (new.code, new.valid_from_on, new.initials) == ("469025203", NEW_YEAR, "flz")
    assert [(row.name, row.valid_to_on) for row in names_of(code="469025203")] == [
        ("阜龙镇", None),
        ("阜龙乡", BEFORE),
    ]
    place.refresh_from_db()
    assert (place.parent_id, place.path) == (new.pk, "海南省 › 白沙黎族自治县 › 阜龙镇 › 示例村")
    assert [region.name for region in path_of(code=place.code, on=BEFORE)][-2] == "阜龙乡"
    change = history_of(code="469025203")[0]
    assert (change.kind, change.on, change.document) == ("RENAME", NEW_YEAR, PAPER)
    assert [region.name for region in successors(code="469025203", on=TODAY)] == ["阜龙镇"]
    assert predecessors(code="469025203", on=TODAY) == []


def test_a_province_renames_a_county_and_every_path_follows(hainan: Actor) -> None:
    rename(actor=hainan, code=BAISHA, name="白沙示例县", on=NEW_YEAR, document=PAPER)
    assert region_on(code="469025100", on=TODAY).path == "海南省 › 白沙示例县 › 牙叉镇"
    assert Region.objects.filter(path__contains="白沙黎族", valid_to_on__isnull=True).count() == 0


@pytest.mark.refuses("regions.rename")
def test_renaming_is_refused_elsewhere_without_paper_and_for_ones_own_county(
    baisha: Actor, changjiang: Actor, reader: Actor
) -> None:
    with pytest.raises(Region.DoesNotExist):
        rename(actor=changjiang, code="469025203", name="新名乡", on=NEW_YEAR, document=PAPER)
    with pytest.raises(NotAllowed):
        rename(actor=reader, code="469025203", name="新名乡", on=NEW_YEAR, document=PAPER)
    with pytest.raises(Refused, match="本级区划由上一级调整"):
        rename(actor=baisha, code=BAISHA, name="白沙县", on=NEW_YEAR, document=PAPER)
    with pytest.raises(Refused, match="依据的文件"):
        rename(actor=baisha, code="469025203", name="新名乡", on=NEW_YEAR, document=" ")
    with pytest.raises(Refused, match="已经有“青松乡”"):
        rename(actor=baisha, code="469025203", name="青松乡", on=NEW_YEAR, document=PAPER)
    rename(actor=baisha, code="469025203", name="新名乡", on=NEW_YEAR, document=PAPER)
    with pytest.raises(Refused, match="写错了名称请用“更正”"):
        rename(actor=baisha, code="469025203", name="又名乡", on=NEW_YEAR, document=PAPER)


# --- merging ------------------------------------------------------------------------------------------------------------


def test_two_townships_become_one_and_the_villages_move_along(baisha: Actor) -> None:
    place = village(baisha, "示例村")
    there = village(baisha, "老村", township="469025200")
    plan = merge_plan(codes=["469025203"], into_code="469025200", on=NEW_YEAR)
    assert plan.refusal is None
    assert [(one.region.name, one.new_code) for one in plan.transfers] == [("示例村", "469025200602")]

    merge(actor=baisha, codes=["469025203"], into_code="469025200", on=NEW_YEAR, document=PAPER)

    assert not Region.objects.valid_on(TODAY).filter(code="469025203").exists()
    assert region_on(code="469025203", on=BEFORE).name == "阜龙乡"
    assert [region.name for region in successors(code="469025203", on=TODAY)] == ["细水乡"]
    assert [region.name for region in predecessors(code="469025200", on=TODAY)] == ["阜龙乡"]
    assert predecessors(code="469025200", on=BEFORE) == []
    moved = region_on(code="469025200602", on=TODAY)
    assert (moved.name, moved.path) == ("示例村", "海南省 › 白沙黎族自治县 › 细水乡 › 示例村")
    assert code_today(code=place.code, on=TODAY) == "469025200602"
    assert code_today(code=place.code, on=BEFORE) == place.code
    assert code_today(code=there.code, on=TODAY) == there.code
    assert {change.kind for change in RegionChange.objects.all()} == {"MERGE", "MOVE"}


def test_totals_follow_the_boundary_of_then_or_of_now(baisha: Actor) -> None:
    village(baisha, "示例村")
    merge(actor=baisha, codes=["469025203"], into_code="469025200", on=NEW_YEAR, document=PAPER)
    then, now = codes_as_of(code="469025200", on=BEFORE), codes_as_of(code="469025200", on=TODAY)
    assert [then.covers(code) for code in ("469025200", "469025203", "469025203601")] == [True, False, False]
    assert [now.covers(code) for code in ("469025200", "469025203", "469025203601")] == [True, True, True]
    assert codes_as_of(code=BAISHA, on=TODAY).inside == {BAISHA}


def test_a_township_that_goes_to_the_next_county_takes_its_records_along(hainan: Actor) -> None:
    village(hainan, "示例村")
    new = merge(
        actor=hainan,
        codes=["469025203"],
        into_code="469026290",
        into_name="阜龙乡",
        on=NEW_YEAR,
        document=PAPER,
    )
    assert (new.name, new.parent.name if new.parent else "") == ("阜龙乡", "昌江黎族自治县")
    assert {change.kind for change in history_of(code="469026290")} == {"MOVE"}
    left, right = codes_as_of(code="469025", on=TODAY), codes_as_of(code="469026", on=TODAY)
    old = ("469025203", "469025203601")
    assert [left.covers(code) for code in (*old, "469025100")] == [False, False, True]
    assert [right.covers(code) for code in (*old, "469025100")] == [True, True, False]
    before = codes_as_of(code="469025", on=BEFORE)
    assert before.covers("469025203")

    counted = Region.objects.filter(left.where("code"), valid_to_on__isnull=False)
    assert list(counted) == []
    assert set(Region.objects.filter(right.where("code")).values_list("code", flat=True)) >= {
        *old,
        "469026290",
    }


def test_a_township_that_goes_away_and_comes_back_counts_where_it_is(hainan: Actor) -> None:
    away = {"into_name": "阜龙乡", "document": PAPER}
    merge(actor=hainan, codes=["469025203"], into_code="469026290", on=date(2025, 1, 1), **away)  # type: ignore[arg-type]
    merge(actor=hainan, codes=["469026290"], into_code="469025290", on=NEW_YEAR, **away)  # type: ignore[arg-type]
    now, between = codes_as_of(code=BAISHA, on=TODAY), codes_as_of(code=BAISHA, on=BEFORE)
    assert [now.covers(code) for code in ("469025203", "469026290", "469025290")] == [True, True, True]
    assert [between.covers(code) for code in ("469025203", "469026290")] == [False, False]
    assert not codes_as_of(code="469026", on=TODAY).covers("469026290")
    assert [region.code for region in predecessors(code="469025290", on=TODAY)] == ["469025203", "469026290"]


def test_two_villages_become_one(baisha: Actor) -> None:
    first, second = village(baisha, "甲示例村"), village(baisha, "乙示例村")
    merge(actor=baisha, codes=[first.code], into_code=second.code, on=NEW_YEAR, document=PAPER)
    assert [region.name for region in successors(code=first.code, on=TODAY)] == ["乙示例村"]


@pytest.mark.refuses("regions.merge")
def test_merging_is_refused_elsewhere_and_against_the_law_of_codes(
    baisha: Actor, hainan: Actor, changjiang: Actor, reader: Actor
) -> None:
    ask = {"codes": ["469025203"], "into_code": "469025200", "on": NEW_YEAR, "document": PAPER}
    for actor in (changjiang, officer("469025203")):
        with pytest.raises(Region.DoesNotExist):
            merge(actor=actor, **ask)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        merge(actor=reader, **ask)  # type: ignore[arg-type]
    with pytest.raises(Region.DoesNotExist):
        merge(actor=baisha, **{**ask, "into_code": "469026200"})  # type: ignore[arg-type]
    with pytest.raises(Region.DoesNotExist):
        merge(actor=baisha, **{**ask, "codes": ["469025299"]})  # type: ignore[arg-type]
    with pytest.raises(Refused, match="县级以上"):
        merge(actor=hainan, **{**ask, "codes": ["469025"], "into_code": "469026"})  # type: ignore[arg-type]
    with pytest.raises(Refused, match="依据的文件"):
        merge(actor=baisha, **{**ask, "document": ""})  # type: ignore[arg-type]
    with pytest.raises(Refused, match="2 到 60"):
        merge(actor=baisha, **{**ask, "into_code": "469025110"})  # type: ignore[arg-type]
    late = add_local(actor=baisha, parent_code="469025200", kind="VILLAGE", name="晚示例村", on=TODAY)
    early = village(baisha, "早示例村", township="469025200")
    with pytest.raises(Refused, match="才有"):
        merge(actor=baisha, **{**ask, "codes": [early.code], "into_code": late.code})  # type: ignore[arg-type]
    with pytest.raises(Refused, match="才有"):
        merge(actor=baisha, **{**ask, "codes": [late.code], "into_code": early.code})  # type: ignore[arg-type]
    merge(actor=baisha, **ask)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="废止的代码不再使用"):
        merge(actor=baisha, **{**ask, "codes": ["469025204"], "into_code": "469025203"})  # type: ignore[arg-type]


def test_a_code_that_lies_nowhere_is_refused(system: Actor) -> None:
    plan = merge_plan(codes=["469025203"], into_code="999999100", on=NEW_YEAR)
    assert plan.refusal is not None
    assert "不在任何已有的区划下面" in plan.refusal


def test_the_numbers_of_the_place_they_move_to_must_suffice(baisha: Actor) -> None:
    village(baisha, "示例村")
    parent = region_on(code="469025200", on=TODAY)
    Region(
        code="469025200989", name="末村", short_name="末村", initials="mc", level="VILLAGE", kind="VILLAGE", parent=parent,
        path="x", local=True, valid_from_on=date(2020, 1, 1),
    ).save()  # fmt: skip
    assert "不够用" in str(merge_plan(codes=["469025203"], into_code="469025200", on=NEW_YEAR).refusal)


# --- ends ---------------------------------------------------------------------------------------------------------------


def test_an_abolished_village_is_known_until_its_last_day(baisha: Actor) -> None:
    place = village(baisha, "示例村")
    abolish(actor=baisha, code=place.code, on=NEW_YEAR, document=PAPER)
    assert region_on(code=place.code, on=BEFORE).name == "示例村"
    assert successors(code=place.code, on=TODAY) == []
    assert code_today(code=place.code, on=TODAY) is None
    assert village(baisha, "再示例村").code == "469025203602", "the number of the abolished one stays used"


def test_a_split_leads_to_several_and_keeps_its_own_records(baisha: Actor) -> None:
    old = village(baisha, "大示例村")
    parts = [village(baisha, "东示例村"), village(baisha, "西示例村")]
    abolish(
        actor=baisha, code=old.code, on=NEW_YEAR, into_codes=[part.code for part in parts], document=PAPER
    )
    assert [region.name for region in successors(code=old.code, on=TODAY)] == ["东示例村", "西示例村"]
    assert code_today(code=old.code, on=TODAY) is None
    assert not codes_as_of(code=parts[0].code, on=TODAY).covers(old.code)
    assert {change.kind for change in history_of(code=old.code)} == {"SPLIT"}


@pytest.mark.refuses("regions.abolish")
def test_an_end_is_refused_while_something_is_open_inside(
    baisha: Actor, changjiang: Actor, reader: Actor
) -> None:
    place = village(baisha, "示例村")
    with pytest.raises(Refused, match="下面还有 1 个村"):
        abolish(actor=baisha, code="469025203", on=NEW_YEAR, document=PAPER)
    with pytest.raises(Refused, match="再拆分"):
        abolish(actor=baisha, code="469025203", on=NEW_YEAR, into_codes=["469025200"], document=PAPER)
    with pytest.raises(Region.DoesNotExist):
        abolish(actor=changjiang, code=place.code, on=NEW_YEAR, document=PAPER)
    with pytest.raises(NotAllowed):
        abolish(actor=reader, code=place.code, on=NEW_YEAR, document=PAPER)
    with pytest.raises(Refused, match="依据的文件"):
        abolish(actor=baisha, code=place.code, on=NEW_YEAR, document="")
    with pytest.raises(Refused, match="才有"):
        abolish(actor=baisha, code=place.code, on=date(2025, 1, 1), document=PAPER)
    late = add_local(actor=baisha, parent_code="469025203", kind="VILLAGE", name="晚示例村", on=TODAY)
    with pytest.raises(Refused, match="不能早于这一天"):
        abolish(actor=baisha, code=place.code, on=NEW_YEAR, into_codes=[late.code], document=PAPER)


# --- the map ------------------------------------------------------------------------------------------------------------


def test_a_county_arranges_its_own_map(baisha: Actor) -> None:
    assert place_tiles(actor=baisha, map_code=BAISHA, places=[("469025100", 1, 1), ("469025101", 2, 2)]) == 2
    drawn = tiles(code=BAISHA, on=TODAY)
    assert [(tile.region.name, tile.row, tile.column) for tile in drawn.tiles][:2] == [
        ("牙叉镇", 1, 1),
        ("七坊镇", 2, 2),
    ]
    assert len(drawn.tiles) == 11


@pytest.mark.refuses("regions.place_tiles")
def test_nobody_else_arranges_it(baisha: Actor, changjiang: Actor, reader: Actor) -> None:
    places = [("469025100", 1, 1)]
    with pytest.raises(Region.DoesNotExist):
        place_tiles(actor=changjiang, map_code=BAISHA, places=places)
    with pytest.raises(NotAllowed):
        place_tiles(actor=reader, map_code=BAISHA, places=places)
    with pytest.raises(Refused, match="不在本县"):
        place_tiles(actor=baisha, map_code=BAISHA, places=[("469026100", 1, 1)])


# --- the table itself ---------------------------------------------------------------------------------------------------


def test_the_database_keeps_a_code_for_one_division_at_a_time() -> None:
    row = Region.objects.get(code="469025100")
    row.pk = UUID(int=1)
    row.valid_from_on = TODAY
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "46902510"},
        {"level": "VILLAGE"},
        {"parent_id": None},
        {"valid_from_on": TODAY, "valid_to_on": NEW_YEAR},
        {"level": "ZONE", "local": False},
    ],
)
def test_the_database_refuses_a_row_that_cannot_be(wrong: dict[str, object]) -> None:
    row = Region.objects.get(code="469025100")
    row.pk, row.code, row.valid_from_on = UUID(int=1), "469025190", TODAY
    for field, value in wrong.items():
        setattr(row, field, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_rows_and_changes_say_what_they_are(baisha: Actor) -> None:
    rename(actor=baisha, code="469025203", name="新名乡", on=NEW_YEAR, document=PAPER)
    assert str(region_on(code="469025203", on=TODAY)) == "新名乡"
    assert str(history_of(code="469025203")[0]) == "更名 2026-01-01"
    assert str(TilePosition.objects.get(region_code="469025100")) == "469025100 2.3"
