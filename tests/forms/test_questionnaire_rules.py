"""A questionnaire is read, checked with a sentence for each fault, and answers are held against it; no database."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.forms.sheets import HOUSEHOLD, YES_NO, workbook
from yizhan.clients.queries.particulars import TARGETS
from yizhan.forms.rules.convert import convert
from yizhan.forms.rules.filling import Filling
from yizhan.forms.rules.functions import evaluate
from yizhan.forms.rules.samples import samples, workbook_of
from yizhan.forms.rules.sheet import MOST_BYTES, read_workbook
from yizhan.forms.rules.survey import Survey
from yizhan.forms.rules.told import told_from_post, told_from_xml
from yizhan.kernel.errors import Refused

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FEEDS = frozenset({"need:HOUSING", "client.living_type"})


def faults(survey: Any, choices: Any = ()) -> list[str]:
    _made, problems = convert(
        read_workbook(workbook(survey, choices)), code="t", version="1", title="示例", feeds=FEEDS, now=NOW
    )
    return [str(each) for each in problems]


def survey_of(survey: Any, choices: Any = ()) -> Survey:
    book = read_workbook(workbook(survey, choices))
    made, problems = convert(book, code="t", version="1", title="示例", feeds=FEEDS, now=NOW)
    assert made is not None, problems
    return made.survey


@pytest.fixture(scope="module")
def household() -> Survey:
    return survey_of(HOUSEHOLD, YES_NO)


def text(name: str, **more: str) -> dict[str, str]:
    return {"type": "text", "name": name, "label": name, **more}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{**text("a"), "relevent": "1"}], "不认识“relevent”这一列，是不是“relevant”？"),
        ([{"type": "text", "name": "a", "lable": "x"}], "少了“label”（题目）这一列"),
        ([{**text("a"), "type": "txet"}], "第 2 行“type”列：不认识题型“txet”，是不是“text”？"),
        ([{**text("a"), "type": "colour"}], "不认识题型“colour”。常用的有：text（文字）、integer（整数）"),
        ([text("a", relevant="${a} = '1'"), {**text("b"), "type": "colour"}], "永远算不出来：a → a"),
        ([{**text("a"), "type": "select_one nobody"}], "choices 表里没有名为“nobody”的选项"),
        ([text("a"), text("b"), text("a")], "第 4 行“name”列：名称“a”和第 2 行重复"),
        ([text("年龄")], "名称“年龄”不行：只能用英文字母"),
        ([text("a", relevant="${b} = '1'"), text("b", relevant="${a} = '1'")], "互相等着对方"),
        ([text("a", relevant="${a} = '1'")], "互相等着对方，永远算不出来：a → a（第 2 行）"),
        (
            [
                text("x"),
                {**text("g"), "type": "begin group", "relevant": "${i} = 1"},
                text("i"),
                {"type": "end group"},
            ],
            "互相等着对方",
        ),
        ([text("a", relevant="${bb} = 1"), text("bbb")], "引用了 ${bb}，可是没有这道题"),
        ([text("a", constraint="(. > 1")], "第 2 行：这个算式看不懂：(. > 1"),
        ([text("a", constraint="pulldata('x', 'y')")], "用了函数 pulldata()，这里不支持"),
        (
            [{"type": "begin group", "name": "g", "label": "组"}, text("a")],
            "“begin group”没有对应的“end group”",
        ),
        ([text("a"), {"type": "end repeat", "name": ""}], "前面却没有对应的“begin repeat”"),
        ([text("a", feeds="client.livingtype")], "不是能写入的档案项目，是不是“client.living_type”？"),
        ([text("a", mask="脸")], "遮住的方式只有：姓名"),
        ([{"type": "select_one_from_file a.csv", "name": "a", "label": "a"}], "不支持从另外的文件取"),
    ],
)
def test_every_fault_of_an_author_has_a_sentence(rows: Any, says: str) -> None:
    found = faults(rows)
    assert any(says in each for each in found), found


def test_a_choice_that_stands_twice_is_told_with_its_row() -> None:
    found = faults([{"type": "select_one yn", "name": "a", "label": "a"}], [*YES_NO, YES_NO[0]])
    assert found == ["choices 表第 4 行“name”列：选项表“yn”里“yes”和第 2 行重复。"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "0字节"),
        ("这是一段话，不是表格。".encode(), "不是 Excel 工作簿"),
        (b"PK\x03\x04" + b"\x00" * 40, "打不开"),
        (b"PK\x03\x04" + b"\x00" * MOST_BYTES, "文件太大"),
    ],
)
def test_what_is_no_workbook_gets_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_workbook(content)


def test_a_workbook_without_questions_gets_a_sentence() -> None:
    assert faults([]) == ["survey 表：表里没有题目。第一行写列名，从第二行起一行一题。"]


def test_answers_are_worked_out_and_only_what_is_asked_counts(household: Survey) -> None:
    told = {
        "head": "示例户主",
        "member": [
            {"who": "示例甲", "age": "12", "school": "示例小学", "income": ""},
            {"who": "示例乙", "age": "40", "school": "不该问", "income": "1200.5"},
        ],
        "seen_on": "2026-11-20",
        "leaks": "no",
        "where": "不该问",
    }
    filling = Filling(household, told, now=NOW)
    answers = filling.answers()
    assert filling.wrong() == []
    assert answers["total"] == "1200.5"
    assert "where" not in answers
    assert [entry.get("school") for entry in answers["member"]] == ["示例小学", None]
    told_note = next(each for each in filling.asked() if each.key == "told")
    assert told_note.label == "全家月收入 1200.5 元"


def test_what_does_not_hold_is_told_where_it_stands(household: Survey) -> None:
    told = {"member": [{"who": "", "age": "200"}, {"age": "1.5"}], "seen_on": "2026-11-21", "leaks": "yes"}
    assert {each.key: each.says for each in Filling(household, told, now=NOW).wrong()} == {
        "head": "这题必须回答。",
        "member[1]/who": "请写姓名",
        "member[1]/age": "年龄应在 0 到 129 之间",
        "member[2]/who": "请写姓名",
        "member[2]/age": "请填整数，例如 3。",
        "seen_on": "答案不符合要求。",
        "where": "这题必须回答。",
    }


def test_a_blank_form_begins_with_its_defaults(household: Survey) -> None:
    assert Filling(household, None, now=NOW).answers() == {"seen_on": "2026-11-20", "total": "0"}


def test_choices_follow_an_earlier_answer() -> None:
    survey = survey_of(
        [
            {"type": "select_one town", "name": "town", "label": "乡镇", "choice_filter": ""},
            {
                "type": "select_one village",
                "name": "village",
                "label": "村",
                "choice_filter": "town = ${town}",
            },
        ],
        [
            {"list_name": "town", "name": "x", "label": "甲镇"},
            {"list_name": "town", "name": "y", "label": "乙镇"},
            {"list_name": "village", "name": "a", "label": "一村", "town": "x"},
            {"list_name": "village", "name": "b", "label": "二村", "town": "y"},
        ],
    )
    filling = Filling(survey, {"town": "x", "village": "b"}, now=NOW)
    assert [choice.label for choice in filling.asked()[1].choices] == ["一村"]
    assert [each.says for each in filling.wrong()] == ["没有“b”这个选项。"]


def test_a_posted_form_and_a_sent_xml_tell_the_same(household: Survey) -> None:
    posted = {
        "q:head": ["示例户主"], "n:member": ["2"], "q:member[1]/who": ["示例甲"], "q:member[2]/who": ["示例乙"],
        "q:leaks": ["no"], "q:total": ["99"],
    }  # fmt: skip
    told = told_from_post(household, lambda name: posted.get(name, []))
    sent = f"""
        <data id="{household.form_id}" version="1">
          <head>示例户主</head>
          <member><who>示例甲</who></member>
          <member><who>示例乙</who></member>
          <leaks>no</leaks><total>99</total>
          <meta><instanceID>uuid:0190aaaa-0000-7000-8000-000000000001</instanceID></meta>
        </data>"""
    again, instance, version = told_from_xml(household, sent.encode())
    assert instance.startswith("uuid:0190aaaa")
    assert version == "1"
    assert Filling(household, told, now=NOW).answers() == Filling(household, again, now=NOW).answers()
    assert "total" not in told  # what is worked out is never taken from outside


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<data id='t'><head>", "不是完整的 XML"),
        (b"<data id='other'/>", "不是这份问卷"),
        (b"<!DOCTYPE data [<!ENTITY x 'y'>]><data id='t'>&x;</data>", "DOCTYPE"),
    ],
)
def test_what_is_no_submission_gets_a_sentence(household: Survey, content: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        told_from_xml(household, content)


def test_entries_are_added_and_dropped(household: Survey) -> None:
    posted = {"n:member": ["2"], "q:member[1]/who": ["甲"], "q:member[2]/who": ["乙"], "drop:member": ["1"]}
    assert told_from_post(household, lambda name: posted.get(name, []))["member"] == [
        {"who": "乙", "age": "", "school": "", "income": ""}
    ]
    posted = {"n:member": ["1"], "q:member[1]/who": ["甲"], "add:member": ["1"]}
    assert len(told_from_post(household, lambda name: posted.get(name, []))["member"]) == 2


def test_as_many_entries_as_an_answer_says() -> None:
    survey = survey_of(
        [
            {"type": "integer", "name": "n", "label": "几口人"},
            {"type": "begin repeat", "name": "m", "label": "成员", "repeat_count": "${n}"},
            text("who"),
            {"type": "end repeat", "name": ""},
        ]
    )
    asked = Filling(survey, {"n": "3"}, now=NOW).asked()
    assert len(next(each for each in asked if each.key == "m").entries) == 3


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("round(2.345, 2)", "2.35"),
        ("if(1 > 2, 'a', 'b')", "b"),
        ("selected('a b', 'b')", "true"),
        ("count-selected('a b c')", "3"),
        ("selected-at('a b c', 1)", "b"),
        ("coalesce('', 'x')", "x"),
        ("date('2026-11-20') - date('2026-11-01')", "19"),
        ("int((today() - date('1950-11-20')) div 365.25)", "76"),
        ("format-date(today(), '%Y年%n月%e日')", "2026年11月20日"),
        ("today()", "2026-11-20"),
        ("concat('于', today())", "于2026-11-20"),
        ("regex('13800000000', '1[0-9]{10}')", "true"),
        ("substr('abcdef', 1, 3)", "bc"),
        ("max(1, 5, 3)", "5"),
        ("pow(2, 10)", "1024"),
        ("join('、', 'a', '', 'b')", "a、b"),
        ("number('x')", ""),
        ("string-length('四个汉字')", "4"),
        ("'round(1)'", "round(1)"),
    ],
)
def test_functions_of_questionnaires(expression: str, result: str) -> None:
    from lxml import etree

    from yizhan.forms.rules.functions import Moment, text_of

    assert text_of(evaluate(expression, etree.Element("data"), Moment(now=NOW))) == result


@pytest.mark.parametrize("key", sorted(samples()))
def test_every_shipped_questionnaire_works_and_is_made_alike_every_time(key: str) -> None:
    sample = samples()[key]
    content = workbook_of(sample)
    assert content == workbook_of(sample)
    made, problems = convert(
        read_workbook(content),
        code=sample.code,
        version="1",
        title=sample.title,
        feeds=frozenset(TARGETS),
        now=NOW,
    )
    assert problems == []
    assert made is not None
    assert made.survey.form_id == sample.code
    assert Filling(made.survey, None, now=NOW).wrong()  # something must be answered


def test_entries_within_entries_without_end_get_a_sentence() -> None:
    survey = survey_of(
        [
            {"type": "begin repeat", "name": "a", "label": "甲"},
            {"type": "begin repeat", "name": "b", "label": "乙"},
            *(text(f"c{number}") for number in range(10)),
            {"type": "end repeat", "name": ""},
            {"type": "end repeat", "name": ""},
        ]
    )
    with pytest.raises(Refused, match="答案太多"):
        Filling(survey, {"a": [{"b": [{}] * 100}] * 100}, now=NOW)


def test_a_questionnaire_in_two_languages_made_elsewhere_is_read_in_its_first() -> None:
    two = {"label::中文 (zh)": "有吗", "label::English (en)": "Any?"}
    survey = survey_of(
        [{"type": "start", "name": "start"}, {"type": "select_one yn or_other", "name": "any", **two}],
        [
            {"list_name": "yn", "name": "1", "label::中文 (zh)": "有", "label::English (en)": "Yes"},
            {"list_name": "yn", "name": "0", "label::中文 (zh)": "没有", "label::English (en)": "No"},
        ],
    )
    asked = Filling(survey, {"any": "other"}, now=NOW).asked()
    assert [each.label for each in asked] == ["有吗", "请写明"]
    assert [choice.label for choice in asked[0].choices] == ["有", "没有", "其他"]
