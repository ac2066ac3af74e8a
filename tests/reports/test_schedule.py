"""The steps a paper sets by a fixed day stay readable: done in time, late, or without a record."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import BAISHA, QIAN, ZHAO
from tests.query_counts import counting
from tests.world import TODAY, World, sign_in_as
from yizhan.reports.queries.schedule import counties_in_reach, schedule_of
from yizhan.reports.rules.schedule import done_by
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
