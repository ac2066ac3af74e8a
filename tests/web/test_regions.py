"""The pages of the division tree, as people of the county and their neighbours meet them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import Pinned
from tests.people import BAISHA, BAISHA_BUREAU, YACHA
from tests.world import World, sign_in_as
from yizhan.access.roles import ROLES, grant_of
from yizhan.kernel.actor import Actor
from yizhan.regions.actions import add_local
from yizhan.regions.models import Region, TilePosition
from yizhan.regions.queries import history_of, region_on

NEW_YEAR = date(2026, 1, 1)
PAPER = {"document": "示例民函〔2025〕9号", "on": "2026-01-01"}


@pytest.fixture
def county(world: World, client: Client) -> Client:
    """赵科长 in the county office of 白沙, at her screen."""
    return sign_in_as(client, world.account("county", organisation=BAISHA_BUREAU, region=BAISHA))


@pytest.fixture
def village(world: World) -> Region:
    officer = Actor("test", "测试", (grant_of("county", region=BAISHA, stations=None),))
    return add_local(
        actor=officer, parent_code="469025203", kind="VILLAGE", name="示例村", on=date(2025, 1, 1)
    )


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_the_tree_is_walked_from_the_province_to_the_township(signed_in: Client) -> None:
    provinces = text(signed_in.get("/regions/"))
    assert "海南省" in provinces
    assert "我的辖区" in provinces
    assert "牙叉镇" in provinces, "her own township is one tap away"
    below = text(signed_in.get("/regions/46/"))
    assert "白沙黎族自治县" in below
    assert "省直辖" not in below, "a placeholder is no place"
    county = text(signed_in.get(f"/regions/{BAISHA}/"))
    assert county.count('class="tile ') == 11
    assert "gr-2 gc-3" in county or "还没有摆放" in county
    township = text(signed_in.get(f"/regions/{YACHA}/"))
    assert "海南省白沙黎族自治县牙叉镇" in township
    assert "这里还没有村和社区" in township


def test_a_page_asks_the_database_a_fixed_number_of_times(signed_in: Client, pinned_queries: Pinned) -> None:
    with pinned_queries("regions: provinces"):
        signed_in.get("/regions/")
    with pinned_queries("regions: county"):
        signed_in.get(f"/regions/{BAISHA}/")
    with pinned_queries("regions: search"):
        signed_in.get("/regions/", {"q": "乡"})


def test_a_worker_looks_and_changes_nothing(signed_in: Client) -> None:
    assert "/add" not in text(signed_in.get(f"/regions/{YACHA}/"))
    for verb in ("add", "correct", "rename", "merge", "abolish", "tiles"):
        assert signed_in.get(f"/regions/{YACHA}/{verb}").status_code == 403


def test_nobody_looks_without_signing_in(client: Client, db: None) -> None:
    assert client.get("/regions/").status_code == 302


@pytest.mark.parametrize(
    ("words", "found"),
    [("牙叉", "牙叉镇"), ("ycz", "牙叉镇"), ("469025100000", "牙叉镇"), ("白沙县", "白沙黎族自治县")],
)
def test_a_place_is_found_from_the_search_box(signed_in: Client, words: str, found: str) -> None:
    assert found in text(signed_in.get("/regions/", {"q": words}))


def test_a_search_without_an_answer_says_what_to_try(signed_in: Client) -> None:
    assert "换个写法试试" in text(signed_in.get("/regions/", {"q": "无此地名"}))
    assert "牙叉镇" not in text(signed_in.get("/regions/469026/", {"q": "牙叉"})), (
        "inside the next county only"
    )


def test_a_padded_code_leads_to_the_same_page_and_an_unknown_one_to_none(signed_in: Client) -> None:
    assert signed_in.get("/regions/469025000000/")["Location"] == "/regions/469025/"
    assert signed_in.get("/regions/999999/").status_code == 404
    assert signed_in.get("/regions/不是代码/").status_code == 404


def test_the_children_are_exported(signed_in: Client) -> None:
    sheet = signed_in.get(f"/regions/{BAISHA}/", {"export": "xlsx"})
    assert sheet["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_county_adds_a_village(county: Client) -> None:
    page = text(county.get(f"/regions/{YACHA}/add"))
    assert "安置点" in page
    done = county.post(
        f"/regions/{YACHA}/add", {"kind": "VILLAGE", "name": "示例村", "on": "2026-11-20"}, follow=True
    )
    assert done.redirect_chain == [("/regions/469025100601/", 302)]
    assert "已添加“示例村”" in text(done)
    assert "示例村" in text(county.get(f"/regions/{YACHA}/"))
    again = county.post(f"/regions/{YACHA}/add", {"kind": "VILLAGE", "name": "示例村", "on": "2026-11-20"})
    assert again.status_code == 422
    assert "已经有“示例村”了" in text(again)
    empty = county.post(f"/regions/{YACHA}/add", {"name": "", "on": "不是日期"})
    assert empty.status_code == 422


@pytest.mark.requirement("R001", "R279")
def test_the_county_adds_a_committee_and_a_resettlement_site(county: Client) -> None:
    done = county.post(
        f"/regions/{BAISHA}/add",
        {"kind": "COMMITTEE", "name": "示例开发区管委会", "on": "2026-11-20"},
        follow=True,
    )
    assert done.redirect_chain == [("/regions/469025901/", 302)]
    site = {"kind": "RESETTLEMENT", "name": "示例移民安置点", "on": "2026-11-20"}
    assert "安置点" in text(county.post("/regions/469025901/add", site, follow=True))


def test_the_county_reaches_neither_the_next_county_nor_its_own_name(county: Client) -> None:
    for verb in ("add", "correct", "rename", "merge", "abolish", "tiles"):
        assert county.get(f"/regions/469026100/{verb}").status_code == 404
    assert "/add" not in text(county.get("/regions/469026100/"))
    own = text(county.get(f"/regions/{BAISHA}/"))
    assert "本级区划由上一级调整" in own
    refused = county.post(f"/regions/{BAISHA}/rename", {"name": "白沙示例县", **PAPER})
    assert (refused.status_code, "本级区划由上一级调整" in text(refused)) == (422, True)


def test_a_slip_is_corrected(county: Client, village: Region) -> None:
    form = text(county.get(f"/regions/{village.code}/correct"))
    assert 'value="示例村"' in form
    done = county.post(
        f"/regions/{village.code}/correct",
        {"name": "实例村", "short_name": "实例村", "kind": "COMMUNITY"},
        follow=True,
    )
    assert "“实例村”已更正" in text(done)
    assert "没有变更记录" in text(done)


def test_a_township_is_renamed_and_the_old_days_keep_the_old_name(county: Client) -> None:
    done = county.post("/regions/469025203/rename", {"name": "阜龙镇", **PAPER}, follow=True)
    assert "“阜龙乡”更名为“阜龙镇”" in text(done)
    assert "曾用名" in text(done)
    before = text(county.get("/regions/469025203/", {"on": "2025-12-31"}))
    assert "<h1" in before
    assert "阜龙乡</h1>" in before
    assert "这是 2025年12月31日 的区划" in before
    missing = county.post("/regions/469025203/rename", {"name": "又名镇", "on": "2026-06-01", "document": ""})
    assert missing.status_code == 422


def test_a_merger_is_shown_before_it_is_done(county: Client, village: Region) -> None:
    assert "先看会怎样" in text(county.get("/regions/469025203/merge"))
    ask = {"into": "469025200", "new_code": "", "new_name": "", "note": "", **PAPER}
    preview = text(county.get("/regions/469025203/merge", ask))
    assert "469025200601" in preview
    assert "确认合并" in preview
    assert Region.objects.filter(code="469025203", valid_to_on__isnull=True).exists(), (
        "looking changes nothing"
    )

    done = county.post("/regions/469025203/merge", ask, follow=True)
    assert "已并入“细水乡”" in text(done)
    assert "并入过来的" in text(done)
    assert region_on(code="469025200601", on=NEW_YEAR).name == "示例村"
    ended = county.get("/regions/469025203/")
    assert ended.status_code == 404
    assert "用到 2025年12月31日" in text(ended)


def test_a_merger_that_cannot_be_says_why(county: Client) -> None:
    ask = {"into": "469025200", "new_code": "", "new_name": "", "note": "", **PAPER}
    far = county.get("/regions/469025203/merge", {**ask, "into": "new", "new_code": "469026100"})
    assert "会怎样" in text(far)
    assert "不在您的管理范围" in text(
        county.post("/regions/469025203/merge", {**ask, "into": "new", "new_code": "469026100"})
    )
    wrong = county.get("/regions/469025203/merge", {**ask, "into": "new", "new_code": "12345"})
    assert (wrong.status_code, "区划代码应为" in text(wrong)) == (422, True)
    both = county.get("/regions/469025203/merge", {**ask, "also": "469025200"})
    assert "不能同时选" in text(both)
    nameless = county.post("/regions/469025203/merge", {**ask, "into": "new", "new_code": "469025110"})
    assert "名称应为 2 到 60 个字" in text(nameless)
    county_level = text(county.get("/regions/469025203/merge", {**ask, "into": "new", "new_code": "469027"}))
    assert "县级以上的撤并" in county_level
    assert "确认合并" not in county_level


def test_a_township_becomes_a_town_under_a_new_code(county: Client) -> None:
    ask = {"into": "new", "new_code": "469025104", "new_name": "阜龙镇", "note": "", **PAPER}
    assert "新设“阜龙镇”，代码 469025104" in text(county.get("/regions/469025203/merge", ask))
    county.post("/regions/469025203/merge", ask)
    assert [change.kind for change in history_of(code="469025104")] == ["MOVE"]
    assert region_on(code="469025104", on=NEW_YEAR).kind == "TOWN"


def test_a_village_is_abolished_and_stays_known(county: Client, village: Region) -> None:
    done = county.post(f"/regions/{village.code}/abolish", PAPER)
    assert done.status_code == 302
    ended = text(county.get(f"/regions/{village.code}/"))
    assert "看停用前的样子" in ended
    assert "“示例村”撤销" in ended
    early = county.get(f"/regions/{village.code}/", {"on": "2024-01-01"})
    assert early.status_code == 404
    refused = county.post("/regions/469025203/abolish", {**PAPER, "document": ""})
    assert refused.status_code == 422


def test_the_county_arranges_its_map(county: Client) -> None:
    assert 'name="row-469025100"' in text(county.get(f"/regions/{BAISHA}/tiles"))
    twice = county.post(
        f"/regions/{BAISHA}/tiles",
        {"row-469025100": "1", "column-469025100": "1", "row-469025101": "1", "column-469025101": "1"},
    )
    assert twice.status_code == 422
    assert "放了两个乡镇" in text(twice)
    assert "行和列都应在 1 到 8 之间" in text(
        county.post(f"/regions/{BAISHA}/tiles", {"row-469025100": "第一", "column-469025100": "1"})
    )
    county.post(f"/regions/{BAISHA}/tiles", {"row-469025100": "2", "column-469025100": "3"})
    placed = TilePosition.objects.get(map_code=BAISHA)
    assert (placed.region_code, placed.row, placed.column) == ("469025100", 2, 3)


def test_every_role_that_signs_in_may_look(world: World) -> None:
    assert all("regions.view" in role.verbs for role in ROLES.values())


def upload(name: str, content: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def test_a_new_table_is_uploaded_read_and_loaded(county: Client) -> None:
    assert "新版区划表" in text(county.get("/regions/"))
    names = Region.objects.filter(code__startswith=BAISHA, valid_to_on__isnull=True)
    lines = "".join(f"{one.code},{one.name}\n" for one in names if one.code != "469025206")
    table = "区划代码,名称\n" + lines.replace("阜龙乡", "示例阜龙乡")
    form = {"name": "2026 年版", "on": "2026-01-01", "within": BAISHA, "complete": "on"}
    preview = county.post("/regions/editions/", {**form, "table": upload("表.csv", table)}, follow=True)
    page = text(preview)
    assert "新设 0，更名 1，换代码 0，撤销 1" in page
    assert "示例阜龙乡" in page
    where = preview.request["PATH_INFO"]
    done = text(county.post(where, follow=True))
    assert "更名 1，换码 0，撤销 1" in done
    assert region_on(code="469025203", on=NEW_YEAR).name == "示例阜龙乡"
    assert county.post(where).status_code == 422, "once"
    assert "已载入" in text(county.get("/regions/editions/"))


def test_a_broken_table_is_answered_line_by_line_and_one_may_be_put_away(county: Client) -> None:
    form = {"name": "2026 年版", "on": "2026-01-01", "within": BAISHA}
    wrong = county.post("/regions/editions/", {**form, "table": upload("表.csv", "代码,名称\n12,\n1,甲\n")})
    assert wrong.status_code == 422
    assert "第3行：区划代码应为" in text(wrong)
    empty = county.post("/regions/editions/", {**form, "table": upload("表.csv", b"")})
    assert "0 字节" in text(empty)
    nowhere = county.post("/regions/editions/", {**form, "within": "12345", "table": upload("表.csv", "x")})
    assert "区划代码应为" in text(nowhere)
    elsewhere = county.post(
        "/regions/editions/",
        {**form, "within": "469026", "table": upload("表.csv", "代码,名称\n46,海南省\n")},
    )
    assert "自己辖区" in text(elsewhere)
    kept = county.post(
        "/regions/editions/",
        {**form, "table": upload("表.csv", "代码,名称\n469025,示例白沙县\n469025207,新示例乡\n")},
        follow=True,
    )
    assert "表里改动了本级区划" in text(kept)
    assert "确认载入" not in text(kept)
    assert "已放弃" in text(county.post(kept.request["PATH_INFO"] + "/drop", follow=True))


def test_a_boundary_is_uploaded_and_drawn(county: Client) -> None:
    assert "上传边界文件" in text(county.get(f"/regions/{BAISHA}/"))
    square = "[[[109.4,19.2],[109.5,19.2],[109.5,19.3],[109.4,19.2]]]"
    shape = f'{{"type":"Polygon","coordinates":{square}}}'
    given = {"file": upload("图.geojson", shape), "source": "示例测绘院 审图号示例（2026）1号"}
    page = text(county.post(f"/regions/{BAISHA}/outline", given, follow=True))
    assert "<svg" in page
    assert "审图号示例" in page
    wrong = county.post(f"/regions/{BAISHA}/outline", {"file": upload("图.kml", "<kml/>"), "source": "示例"})
    assert wrong.status_code == 422
    assert "不是 GeoJSON" in text(wrong)
    assert county.get("/regions/469026/outline").status_code == 404
