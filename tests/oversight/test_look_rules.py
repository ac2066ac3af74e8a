"""Texts lose the names the program knows; ages and places are told in bands. Without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.oversight.rules.looks import (
    Blacker,
    Known,
    age_band,
    alias_of,
    apart,
    drawing_problem,
    judging_problem,
)

KNOWN = Known(
    own=("王秀英",),
    family=("李建国", "欧阳小满"),
    workers=("陈社工",),
    others=("赵大力", "阿依古丽·买买提"),
    places=("东风村", "东风村三组12号"),
)
NAMES = (
    "王秀英",
    "李建国",
    "欧阳小满",
    "赵大力",
    "阿依古丽·买买提",
    "东风村",
    "秀英",
    "建国",
    "大力",
    "阿依古丽",
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("王秀英在家，儿子李建国外出", "对象在家，儿子家人外出"),
        ("秀英说腰疼", "对象说腰疼"),
        ("王奶奶精神好，老赵来帮忙", "对象精神好，某某来帮忙"),
        ("电话 13800000001，身份证46902519500101001X", "电话 （号码），身份证（号码）"),
        ("住东风村三组12号", "住（某地）"),
        ("东风村5号", "（某地）（门牌）"),
        ("阿依古丽来过", "某某来过"),
        ("血压 150，药还有 3 天", "血压 150，药还有 3 天"),
        ("加微信 www.example.cn/a", "加微信 （网址）"),
    ],
)
def test_what_would_tell_whose_file_it_is_is_replaced(text: str, told: str) -> None:
    assert Blacker(KNOWN)(text) == told


@given(
    st.lists(
        st.sampled_from([*NAMES, "王奶奶", "说", "今天", "，", "去了", "13800000001", "老"]), max_size=14
    )
)
def test_no_known_name_is_left_however_the_words_stand_together(words: list[str]) -> None:
    told = Blacker(KNOWN)("".join(words))
    assert not [name for name in NAMES if name in told]
    assert "13800000001" not in told


def test_without_names_only_numbers_are_taken_out() -> None:
    assert Blacker(Known())("王秀英 0898-12345678") == "王秀英 （号码）"


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (date(1950, 11, 21), "70–79 岁"),
        (date(1946, 11, 20), "80–89 岁"),
        (date(2019, 1, 1), "0–9 岁"),
        (date(1930, 1, 1), "90 岁以上"),
        (None, ""),
    ],
)
def test_an_age_is_told_by_ten_years(born_on: date | None, band: str) -> None:
    assert age_band(born_on=born_on, on=date(2026, 11, 20)) == band


def test_aliases_are_the_letter_of_the_station_and_the_place_of_the_draw() -> None:
    assert alias_of(stem=0, number=7) == "对象 甲-07"
    assert alias_of(stem=12, number=1) == "对象 丙2-01"
    assert len({alias_of(stem=stem, number=1) for stem in range(40)}) == 40


def test_places_are_compared_in_bands_and_only_where_there_are_two() -> None:
    here, yard, town = "19.22412,109.45123", "19.22500,109.45123", "19.30000,109.45123"
    assert "同一处" in apart([here], [yard, town])
    assert "200 米到 1 公里" in apart([here], ["19.22900,109.45123"])
    assert "1 公里以上" in apart([here], [town])
    assert apart([here], []) == apart([""], [here]) == ""


def test_a_doubt_is_explained_and_a_draw_has_bounds() -> None:
    verdicts = ["VERIFIED", "DOUBTFUL", "MISMATCH"]
    assert judging_problem(verdict="VERIFIED", verdicts=verdicts, note="") is None
    assert "请写看到什么" in str(judging_problem(verdict="DOUBTFUL", verdicts=verdicts, note=" "))
    assert "请选" in str(judging_problem(verdict="", verdicts=verdicts, note=""))
    assert "最多写" in str(judging_problem(verdict="MISMATCH", verdicts=verdicts, note="长" * 501))
    assert drawing_problem(files=5, visits=3, running=True, commissioned=True) is None
    assert "不在评分" in str(drawing_problem(files=5, visits=3, running=False, commissioned=True))
    assert "没有委托" in str(drawing_problem(files=5, visits=3, running=True, commissioned=False))
    assert "1到30份" in str(drawing_problem(files=0, visits=3, running=True, commissioned=True))
