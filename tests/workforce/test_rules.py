"""One person against the conditions of her post, in two regions with two papers."""

from dataclasses import replace
from datetime import date

import pytest

from tests.world import TODAY
from yizhan.workforce.rules import Person, asked_facts, declared_problem, eligibility_rules, examine, facts_of

BAISHA, KUNMING, HUNAN, HAINING = "469025100", "530102001", "430102001", "330481001"
WORKER = Person(
    post="驻站社工",
    born_on=date(1990, 6, 1),
    education="大专",
    major_is_social_work=False,
    local_household=True,
    employed_by_operator=True,
    full_time=True,
    started_on=date(2026, 3, 15),
)


@pytest.mark.requirement("R308", "R379", "R380", "R096", "R097", "R098")
@pytest.mark.parametrize(
    ("person", "region", "says"),
    [
        (WORKER, BAISHA, None),
        (replace(WORKER, born_on=date(1981, 11, 20)), BAISHA, None),
        (replace(WORKER, born_on=date(1980, 11, 20)), BAISHA, "年龄不超过45岁”，现为46岁（六（三））"),
        (replace(WORKER, education="高中"), BAISHA, "学历不低于大专”，现为高中（六（三））"),
        (replace(WORKER, employed_by_operator=False), BAISHA, "受聘于承接主体”（六（三））"),
        (replace(WORKER, started_on=date(2024, 1, 1)), BAISHA, "期限2026-01-04已过"),
        (replace(WORKER, started_on=date(2024, 1, 1), certified_on=date(2025, 9, 1)), BAISHA, None),
        (replace(WORKER, started_on=date(2024, 1, 1), major_is_social_work=True), BAISHA, None),
        (WORKER, HUNAN, None),
        (replace(WORKER, born_on=date(1985, 11, 19)), HUNAN, "40岁"),
        (replace(WORKER, education="高中"), HUNAN, "学历不低于大专"),
        (replace(WORKER, employed_by_operator=False), HUNAN, "受聘于承接主体"),
        (replace(WORKER, education="高中"), KUNMING, "学历不低于大专"),
        (replace(WORKER, post="转换岗位人员", education="初中"), KUNMING, None),
        (
            replace(WORKER, post="转换岗位人员", education="初中", born_on=date(1975, 1, 1)),
            KUNMING,
            "年龄不超过50岁",
        ),
        (replace(WORKER, post="站长", born_on=date(1970, 1, 1), employed_by_operator=False), BAISHA, None),
    ],
)
def test_a_person_fits_or_the_sentence_says_why_not(person: Person, region: str, says: str | None) -> None:
    found = examine(person, region_code=region, on=TODAY, circumstances=("社工站", "政府购买服务"))
    assert found.refusal is None if says is None else says in (found.refusal or "")
    assert bool(found.clause) is (says is not None)


@pytest.mark.requirement("R309", "R310")
def test_preferences_and_the_time_for_the_certificate_are_told_and_refuse_nobody() -> None:
    found = examine(WORKER, region_code=BAISHA, on=TODAY)
    assert "优先条件：本地户籍" in [line.says for line in found.lines if line.state == "plus"]
    due = [line.due for line in found.lines if line.due]
    assert due == [date(2028, 3, 15)]
    assert {line.says.split("：")[0] for line in found.lines if line.state == "manual"} == {
        "身体健康",
        "热爱民政事业",
    }


def test_a_rule_for_another_building_mode_is_not_put_to_her() -> None:
    old = replace(WORKER, born_on=date(1960, 1, 1))
    assert examine(old, region_code=KUNMING, on=TODAY, circumstances=("社工站", "政府自办")).refusal is None


@pytest.mark.requirement("R099", "R100")
def test_hunan_prefers_certificates_degrees_and_then_local_people() -> None:
    found = examine(replace(WORKER, major_is_social_work=True), region_code=HUNAN, on=TODAY)
    plus = [line.says for line in found.lines if line.state == "plus"]
    assert "优先条件：社会工作专业" in plus
    assert plus[-1] == "优先条件：本地户籍"


def test_where_nobody_ruled_nobody_is_refused() -> None:
    assert examine(WORKER, region_code="540102001", on=date(2000, 1, 1)).lines == ()


def test_a_form_asks_only_what_the_papers_ask_and_the_file_does_not_hold() -> None:
    asked = asked_facts(eligibility_rules(region_code=BAISHA, post="驻站社工", on=TODAY))
    assert asked == ("省内高校毕业", "省内实训基地实习")
    assert asked_facts(eligibility_rules(region_code=KUNMING, post="驻站社工", on=TODAY)) == ("本地民族",)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"本地民族": True, "社区工作年限": 3}, None),
        ({"星座": True}, "不认识"),
        ({"年龄": 3}, "不认识"),
        ({"本地民族": "是"}, "是或否"),
        ({"社区工作年限": 300}, "整数"),
        ({"社区工作年限": True}, "整数"),
    ],
)
def test_registered_facts_use_the_words_of_the_papers(facts: dict[str, object], says: str | None) -> None:
    problem = declared_problem(facts)
    assert problem is None if says is None else says in (problem or "")


def test_age_turns_on_the_birthday_itself() -> None:
    person = replace(WORKER, born_on=date(1980, 11, 21))
    assert facts_of(person, on=TODAY)["年龄"] == 45
    assert facts_of(person, on=date(2026, 11, 21))["年龄"] == 46
