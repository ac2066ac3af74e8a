"""What a code says. No database."""

import pytest

from yizhan.regions.rules import (
    LOCAL_TOWNSHIPS,
    LOCAL_VILLAGES,
    Row,
    adding_refusal,
    branch,
    code_problem,
    initials,
    is_local,
    merging_refusal,
    name_problem,
    next_local_code,
    official_kind,
    parent_code,
    prefixes,
    read_edition,
    renaming_refusal,
    shortened,
    tiles_problem,
    unpadded,
)

ANNEX_2 = {"牙叉", "七坊", "邦溪", "打安", "荣邦", "元门", "阜龙", "细水", "金波", "南开", "青松"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("469025000000", "469025"),
        ("469025100000", "469025100"),
        ("469025100601", "469025100601"),
        ("460000", "46"),
        ("441900", "4419"),
        ("441900003", "441900003"),
        ("350527000", "350527"),
        (" 46 ", "46"),
        ("4600", "46"),
    ],
)
def test_a_code_is_kept_without_the_zeros_that_fill_it_up(given: str, kept: str) -> None:
    assert unpadded(given) == kept


@pytest.mark.parametrize("code", ["", "4", "46902", "４６", "46902510060a"])
def test_what_is_no_code_gets_a_sentence(code: str) -> None:
    assert code_problem(code) == "区划代码应为 2、4、6、9 或 12 位数字。"
    assert code_problem("469025") is None


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("469025100", "牙叉镇", "TOWN"),
        ("469025200", "细水乡", "TOWNSHIP"),
        ("110105021", "南磨房地区", "STREET"),
        ("130271450", "新华路街道", "QUASI"),
        ("150205202", "吉忽伦图苏木", "SUMU"),
        ("530111200", "示例彝族乡", "ETHNIC_TOWNSHIP"),
        ("530111201", "示例彝族白族乡", "ETHNIC_TOWNSHIP"),
        ("230803198", "向阳区直辖村级区划", "OTHER"),
        ("469025", "白沙黎族自治县", "AUTONOMOUS_COUNTY"),
        ("130171", "石家庄高新技术产业开发区", "FUNCTIONAL"),
        ("460321", "西沙群岛", "OTHER"),
        ("4690", "省直辖县级行政区划", "OTHER"),
        ("5301", "昆明市", "CITY"),
        ("46", "海南省", "PROVINCE"),
        ("45", "广西壮族自治区", "AUTONOMOUS_REGION"),
        ("11", "北京市", "MUNICIPALITY"),
        ("81", "香港特别行政区", "SPECIAL"),
        ("469025100001", "示例社区", "COMMUNITY"),
        ("469025100201", "示例村", "VILLAGE"),
    ],
)
def test_the_kind_comes_from_the_code_and_only_within_it_from_the_name(
    code: str, name: str, kind: str
) -> None:
    assert official_kind(code, name) == kind


@pytest.mark.parametrize(
    ("name", "level", "short"),
    [
        ("海南省", "PROVINCE", "海南"),
        ("内蒙古自治区", "PROVINCE", "内蒙古"),
        ("广西壮族自治区", "PROVINCE", "广西"),
        ("香港特别行政区", "PROVINCE", "香港"),
        ("白沙黎族自治县", "COUNTY", "白沙县"),
        ("双江拉祜族佤族布朗族傣族自治县", "COUNTY", "双江县"),
        ("龙胜各族自治县", "COUNTY", "龙胜县"),
        ("东乡族自治县", "COUNTY", "东乡族自治县"),
        ("黔东南苗族侗族自治州", "PREFECTURE", "黔东南州"),
        ("屯溪区", "COUNTY", "屯溪区"),
        ("漓东街道办事处", "TOWNSHIP", "漓东街道"),
        ("牙叉镇", "TOWNSHIP", "牙叉镇"),
    ],
)
def test_pages_use_the_name_people_say(name: str, level: str, short: str) -> None:
    assert shortened(name, level) == short


def test_initials_are_those_of_place_names() -> None:
    assert [initials(name) for name in ("牙叉镇", "解放街道", "重庆市", "一二九团")] == [
        "ycz",
        "jfjd",
        "cqs",
        "yejt",
    ]
    assert initials("A区3号") == "aq3h"


def test_prefixes_lead_from_the_province_to_the_place() -> None:
    assert prefixes("469025100601") == ("46", "4690", "469025", "469025100", "469025100601")
    assert parent_code("441900003", {"44", "4419"}) == "4419"
    assert parent_code("46", {"46"}) is None


def test_local_numbers_start_after_every_official_one_and_never_come_back() -> None:
    assert next_local_code("469025100", set()) == "469025100601"
    assert next_local_code("469025100", {"469025100601", "469025100001"}) == "469025100602"
    assert next_local_code("469025", {"469025100"}) == "469025901"
    assert next_local_code("3410", set()) == "341000901"
    assert next_local_code("34", set()) == "340000901"
    full = {f"469025100{number}" for number in LOCAL_VILLAGES}
    assert next_local_code("469025100", full) is None


def test_a_local_code_is_known_by_its_numbers() -> None:
    assert is_local("469025100601")
    assert is_local("341000901")
    assert is_local("341000901001")
    assert not is_local("469025100201")
    assert not is_local("469025100")
    assert not is_local("469025")


def test_no_code_of_the_published_table_lies_in_the_local_range(table: tuple[Row, ...]) -> None:
    assert not [row.code for row in table if is_local(row.code)]
    assert 999 not in LOCAL_TOWNSHIPS


def test_the_delivered_table_has_four_levels_without_repeats(table: tuple[Row, ...]) -> None:
    counted = {
        level: sum(row.level == level for row in table)
        for level in ("PROVINCE", "PREFECTURE", "COUNTY", "TOWNSHIP")
    }
    assert counted == {"PROVINCE": 34, "PREFECTURE": 342, "COUNTY": 2975, "TOWNSHIP": 41351}
    assert len({row.code for row in table}) == len(table) == 44702
    known = {row.code for row in table}
    assert not {"441900", "442000", "460400", "350527000"} & known
    assert all(len(row.code) == 2 or parent_code(row.code, known) for row in table)


def test_the_delivered_kinds_are_those_the_code_gives(table: tuple[Row, ...]) -> None:
    assert all(row.kind == official_kind(row.code, row.name) for row in table)
    kinds = [row.kind for row in table]
    assert (kinds.count("QUASI"), kinds.count("STREET"), kinds.count("TOWN"), kinds.count("SUMU")) == (
        2710,
        9066,
        21366,
        154,
    )


def test_baisha_has_exactly_the_eleven_townships_of_annex_2(table: tuple[Row, ...]) -> None:
    units = [row for row in table if row.code.startswith("469025") and row.level == "TOWNSHIP"]
    assert {row.name[:-1] for row in units} == ANNEX_2
    assert [units[0].code, units[-1].code, len(units)] == ["469025100", "469025206", 11]
    assert [row.kind for row in units].count("TOWN") == 4


def test_kunming_has_150_units_of_township_level(table: tuple[Row, ...]) -> None:
    units = [row for row in table if row.code.startswith("5301") and row.level == "TOWNSHIP"]
    assert len(units) == 150
    assert sum(row.kind == "STREET" for row in units) == 83


def test_a_branch_keeps_what_the_county_lies_in(table: tuple[Row, ...]) -> None:
    rows = branch(table, "469025")
    assert [row.code for row in rows][:3] == ["46", "4690", "469025"]
    assert len(rows) == 14


def test_a_table_of_two_columns_is_enough_and_repeats_of_cities_are_skipped() -> None:
    rows = read_edition("code,name\n440000,广东省\n4419,东莞市\n441900,东莞市\n441900003,东城街道\n")
    assert [(row.code, row.kind, row.placeholder) for row in rows] == [
        ("44", "PROVINCE", False),
        ("4419", "CITY", False),
        ("441900003", "STREET", False),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("编号,名字\n46,海南省\n", "第1行：缺少 code（区划代码）或 name（名称）这一列。"),
        ("", "第1行：缺少 code（区划代码）或 name（名称）这一列。"),
        ("code,name\n469,海南省\n", "第2行：区划代码应为 2、4、6、9 或 12 位数字。"),
        ("code,name\n46,\n", "第2行：没有名称。"),
        ("code,name\n46,海南省\n46,海南省\n", "第3行：代码 46 出现了两次。"),
        ("code,name\n46\n", "第2行：没有名称。"),
    ],
)
def test_a_table_with_a_fault_is_answered_with_the_line(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_edition(text)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("村", "2 到 60"),
        ("村" * 61, "2 到 60"),
        (" 示例村", "符号"),
        ("<b>村</b>", "符号"),
        ("Village", "没有汉字"),
    ],
)
def test_a_name_is_refused_with_the_reason(name: str, sentence: str) -> None:
    assert sentence in str(name_problem(name))
    assert name_problem("示例村") is None


@pytest.mark.parametrize(
    ("kind", "parent", "name", "sentence"),
    [
        ("TOWN", "469025", "示例镇", "乡镇以上的区划随新一版区划表更新"),
        ("VILLAGE", "469025100601", "示例村", "不能在这一级下面"),
        ("VILLAGE", "469025", "示例村", "请先选到乡镇"),
        ("VILLAGE", "469025100", "旧村", "已经有“旧村”"),
        ("VILLAGE", "469025100", "x", "2 到 60"),
    ],
)
def test_adding_is_refused_with_the_reason(kind: str, parent: str, name: str, sentence: str) -> None:
    refusal = adding_refusal(
        kind=kind, parent_code=parent, parent_placeholder=False, name=name, siblings={"旧村"}
    )
    assert sentence in str(refusal)


def test_nothing_is_added_below_a_placeholder() -> None:
    assert adding_refusal(
        kind="COMMITTEE", parent_code="4690", parent_placeholder=True, name="示例管委会", siblings=()
    )


def test_a_zone_may_lie_in_anything_down_to_a_township() -> None:
    for parent in ("34", "3410", "341002", "341002001"):
        assert (
            adding_refusal(
                kind="COMMITTEE", parent_code=parent, parent_placeholder=False, name="示例管委会", siblings=()
            )
            is None
        )


def test_renaming_needs_a_new_name() -> None:
    from datetime import date

    day = date(2026, 1, 1)
    ask = {"old": "旧名镇", "since": None, "until": None, "on": day, "siblings": {"邻镇"}}
    assert renaming_refusal(**ask, new="新名镇") is None  # type: ignore[arg-type]
    assert "没有变化" in str(renaming_refusal(**ask, new="旧名镇"))  # type: ignore[arg-type]
    assert "已经有" in str(renaming_refusal(**ask, new="邻镇"))  # type: ignore[arg-type]
    assert "2 到 60" in str(renaming_refusal(**ask, new="镇"))  # type: ignore[arg-type]
    assert "停用" in str(renaming_refusal(**{**ask, "until": day}, new="新名镇"))  # type: ignore[arg-type]
    assert "从2026年01月01日起才有" in str(renaming_refusal(**{**ask, "since": day}, new="新名镇"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"from_codes": ()}, "请选择"),
        ({"into_code": "469025200"}, "并入它自己"),
        ({"from_levels": {"COUNTY"}}, "县级以上"),
        ({"into_code": "469025100601", "into_level": "VILLAGE"}, "同一级"),
        ({"into_open": False}, "已经废止"),
        ({"into_open": False, "into_ever_used": False, "into_code": "469025901"}, "省级民政部门"),
    ],
)
def test_merging_is_refused_with_the_reason(changed: dict[str, object], sentence: str) -> None:
    asked: dict[str, object] = {
        "from_codes": ("469025200",),
        "from_levels": {"TOWNSHIP"},
        "into_code": "469025100",
        "into_level": "TOWNSHIP",
        "into_ever_used": True,
        "into_open": True,
    }
    assert merging_refusal(**asked) is None  # type: ignore[arg-type]
    assert sentence in str(merging_refusal(**{**asked, **changed}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        ([("999", 1, 1)], "不在本县"),
        ([("a", 0, 1)], "1 到 8"),
        ([("a", 1, 1), ("b", 1, 1)], "放了两个"),
        ([("a", 1, 1), ("a", 1, 2)], "放了两次"),
    ],
)
def test_tiles_are_refused_with_the_reason(places: list[tuple[str, int, int]], sentence: str) -> None:
    assert sentence in str(tiles_problem(places, {"a", "b"}))
    assert tiles_problem([("a", 1, 1), ("b", 1, 2)], {"a", "b"}) is None
