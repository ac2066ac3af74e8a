"""The steps a paper sets by a fixed day stay readable: done in time, late, or without a record."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import BAISHA, HEAD, QIAN, ZHAO
from tests.query_counts import counting
from tests.world import TODAY, World, sign_in_as
from yizhan.policy.book import rule_for, rules_in_force
from yizhan.policy.schema.times import Target
from yizhan.reports.queries.schedule import counties_in_reach, schedule_of
from yizhan.reports.queries.targets import targets_of
from yizhan.reports.rules.schedule import done_by
from yizhan.reports.rules.targets import COVERAGE, Cover, milestep
from yizhan.stations.models import Station

BY = date(2021, 4, 15)


@pytest.mark.parametrize(
    ("days", "word", "tone"),
    [
        ([BY], "按时办了", "good"),
        ([date(2021, 4, 20)], "办了，迟 5 天", "warn"),
        ([BY, date(2021, 4, 16)], "办了，迟 1 天", "warn"),
        ([BY, None], "办了 1/2", "warn"),
        ([None], "系统里没有办结的记录", "idle"),
        ([date(2030, 1, 1)], "系统里没有办结的记录", "idle"),
    ],
)
@pytest.mark.requirement("R396")
@pytest.mark.requirement("R398")
def test_a_step_is_done_on_the_day_of_its_last_part(days: list[date | None], word: str, tone: str) -> None:
    step = done_by(BY, days, on=TODAY)
    assert (step.word, step.tone) == (word, tone)
    assert done_by(date(2030, 1, 1), [None], on=TODAY).word == "还没到期"


@pytest.mark.requirement("R358")
def test_a_target_with_a_number_is_held_against_the_stations_and_one_without_is_for_people() -> None:
    cover, years = (
        rule_for(name, region_code="530102", on=TODAY) for name in ("target.coverage", "target.three-years")
    )
    assert isinstance(cover, Target)
    assert isinstance(years, Target)
    day = cover.steps[0].by
    for covered, word in ((11, "达到"), (10, "那天没有达到")):
        assert milestep(cover, cover.steps[0], Cover(day, covered, 11), on=TODAY).word == word
    assert milestep(cover, cover.steps[0], Cover(day, 3, 11), on=day).word == "还没到期"
    told = [milestep(years, step, Cover(step.by, 11, 11), on=TODAY) for step in years.steps]
    assert [each.asked for each in told] == ["一年覆盖", "两年规范", "三年提升"]
    assert {(each.word, each.shown) for each in told} == {
        ("没有数值，由人核对", "那天 11/11 个乡镇（街道）有站")
    }
    assert milestep(cover, cover.steps[0], None, on=TODAY).shown == "系统里没有这项数"


@pytest.mark.requirement("R002", "R057", "R284")
@pytest.mark.parametrize(
    ("county", "on", "numbered", "for_people"),
    [
        (
            "341002",
            date(2025, 6, 1),
            {"全市乡镇（街道）社工站全覆盖": 100},
            {"县乡村三级社工服务平台体系进一步健全", "示范站、本土人才、品牌项目、治理难题各一批"},
        ),
        ("430102", date(2019, 6, 1), {"全省乡镇（街道）社工站全覆盖": 100}, {"示范站、社会组织、项目各一批，形成特色品牌"}),
        ("469025", date(2023, 6, 1), {"11个乡镇都有社工站": 11}, set()),
        ("350102", date(2022, 6, 1), {}, set()),
    ],
)  # fmt: skip
def test_the_targets_of_each_paper_are_held_against_its_townships_step_by_step(
    county: str, on: date, numbered: dict[str, int], for_people: set[str]
) -> None:
    targets = [
        each.rule for each in rules_in_force(region_code=county, on=on) if isinstance(each.rule, Target)
    ]
    assert targets, "the paper sets one"
    told = {
        step.note: milestep(
            rule, step, Cover(step.by, 11, 11) if rule.id in COVERAGE else None, on=date(2026, 11, 1)
        )
        for rule in targets
        for step in rule.steps
    }
    assert {note for note, each in told.items() if each.word == "达到"} == set(numbered)
    assert for_people <= {note for note, each in told.items() if each.word == "由人核对"}
    for rule in targets:
        for step in rule.steps:
            if step.note in numbered:
                assert step.value == numbered[step.note]
                assert (
                    milestep(rule, step, Cover(step.by, 10, 11), on=date(2026, 11, 1)).word == "那天没有达到"
                )
    assert all(rule.steps for rule in targets) == bool(numbered), (
        "a paper that lost its days is shown without steps"
    )


@pytest.mark.django_db
@pytest.mark.requirement("R400")
def test_the_countys_steps_of_years_past_are_told_from_its_stations(world: World, client: Client) -> None:
    Station.objects.filter(pk=world.yacha.pk).update(opened_on=date(2023, 6, 20))
    Station.objects.filter(pk=world.qifang.pk).update(opened_on=date(2023, 7, 10))
    lines = {line.rule.id: line for line in schedule_of(actor=ZHAO, county=BAISHA, on=TODAY)}
    assert [line.step.by for line in lines.values()] == sorted(line.step.by for line in lines.values())
    opening = lines["schedule.opening"]
    assert (opening.step.word, len(opening.stations)) == ("办了，迟 10 天", 2)
    assert [step.late_days for _station, step in opening.stations] == [0, 10]
    assert lines["schedule.site"].step.word == "系统里没有办结的记录" if "schedule.site" in lines else True
    assert BAISHA not in counties_in_reach(actor=QIAN)
    county = sign_in_as(client, world.account_of("county"))
    with counting("reports: steps by a fixed day"):
        page = county.get(reverse("duty-schedule")).content.decode()
    assert "2023-06-30" in page
    assert "办了，迟 10 天" in page
    assert "个乡镇（街道）有站" in page
    (line,) = [
        each for each in targets_of(actor=ZHAO, county=BAISHA, on=TODAY) if each.rule.id == "target.coverage"
    ]
    assert [step.word for step in line.steps] == ["那天没有达到"], "one of the eleven was open by then"
    (mine,) = [
        each for each in targets_of(actor=HEAD, county=BAISHA, on=TODAY) if each.rule.id == "target.coverage"
    ]
    assert [step.word for step in mine.steps] == ["由人核对"], (
        "whoever sees one station is told no figure of all"
    )
