"""The wall map: what each tile says in figures and words, how far a reader can drill, and what the screen on a wall shows."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.conftest import Pinned
from tests.people import CITY, MANAGER, PROVINCE, TOWNSHIP, WANG, YACHA, YACHA_STATION, ZHAO
from tests.policy.papers import rule
from tests.reports.conftest import AT, DAY, NIGHT, NOVEMBER, Record, rolled
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.kernel.period import Period
from yizhan.policy.schema.times import Target
from yizhan.regions.models import Region
from yizhan.regions.queries.grids import grid, provinces
from yizhan.reports.actions import refresh_rollups
from yizhan.reports.models import StationMonth
from yizhan.reports.queries.wall import own_codes, wall
from yizhan.reports.rules.wall import BY_CODE, LAYERS, Asked, Facts, Tone, legend_of, next_layer
from yizhan.workforce.models import Worker

NOV = Period.month(2026, 11)


def target() -> Target:
    found = rule(
        编号="target.coverage", 规定="2026年底前覆盖率达到100%。", 条款="四", 类型="目标", 单位='"%"',
        目标值="[{日期: 2025-12-31, 数值: 50}, {日期: 2026-12-31, 数值: 100}]",
    )  # fmt: skip
    assert isinstance(found, Target)
    return found


@pytest.mark.parametrize(
    ("layer", "facts", "value", "says", "tone"),
    [
        ("coverage", Facts(townships=4, covered=3), "75%", "3 / 4 个乡镇", "quarter-1"),
        ("coverage", Facts(townships=0), "—", "没有乡镇", ""),
        ("coverage", Facts(townships=1, covered=1, open=2), "有站", "运营 2 个", "quarter-1"),
        ("coverage", Facts(townships=1), "没有站", "还没登记", "quarter-4"),
        ("stages", Facts(stations=3, open=2, planned=1), "运营 2", "筹建 1", "quarter-2"),
        ("stages", Facts(stations=2, open=2), "运营 2", "全部运营", "quarter-1"),
        ("stages", Facts(stations=1, planned=1, steps=2), "2/5 步", "筹建中", "quarter-4"),
        ("stages", Facts(stations=1, open=1, steps=5), "运营", "建站 5/5 步", "quarter-1"),
        ("stages", Facts(), "—", "没有站", ""),
        ("honours", Facts(stations=4, honours=("县级示范站",)), "1 个", "共 4 个站", "quarter-3"),
        ("honours", Facts(stations=1, steps=5, honours=("县级示范站",)), "示范", "县级示范站", "quarter-1"),
        ("visits", Facts(), "—", "还没汇总", ""),
        ("visits", Facts(due=0, met=0), "—", "无人应探访", ""),
        ("visits", Facts(due=10, met=9), "90%", "还差 1 人", "quarter-1"),
        ("risk", Facts(high_risk=4, high_risk_seen=1), "4 人", "本月未见 3 人", "quarter-1"),
        ("risk", Facts(high_risk=2, high_risk_seen=3), "2 人", "本月都见到了", "quarter-4"),
        ("risk", Facts(high_risk=0), "0 人", "没有高风险对象", "quarter-4"),
        ("staffing", Facts(workers=3, certified=1), "3 人", "持证 1 人", ""),
        ("money", Facts(price_fen=200_000_000, paid_fen=80_000_000), "40%", "已拨 80.00 / 200.00 万元", "quarter-3"),
        ("money", Facts(), "—", "没有在履行的协议", ""),
    ],
)  # fmt: skip
def test_a_tile_says_in_words_what_its_colour_means(
    layer: str, facts: Facts, value: str, says: str, tone: Tone
) -> None:
    look = BY_CODE[layer].look(facts, Asked(DAY))
    assert (look.value, look.says, look.tone) == (value, says, tone)
    assert look.tone in {line[0] for line in BY_CODE[layer].legend}, "every colour stands in the legend"
    assert legend_of(BY_CODE[layer], [look]) == [line for line in BY_CODE[layer].legend if line[0] == tone]


@pytest.mark.requirement("R141")
def test_coverage_is_judged_by_the_step_of_the_day_only() -> None:
    asked = Asked(date(2026, 11, 24), target=target())
    look = BY_CODE["coverage"].look(Facts(townships=4, covered=3), asked)
    assert (look.value, look.tone) == ("75%", "quarter-1"), (
        "the step is due at the year's end, nobody is behind yet"
    )
    late = Asked(date(2027, 1, 5), target=target())
    assert BY_CODE["coverage"].look(Facts(townships=4, covered=3), late).tone == "unmet"
    assert BY_CODE["coverage"].look(Facts(townships=4, covered=4), late).tone == "met"


def test_staff_is_judged_only_where_a_paper_asks_for_a_number() -> None:
    facts = Facts(stations=2, workers=4, certified=2, short=1)
    assert BY_CODE["staffing"].look(facts, Asked(DAY)).tone == "", "no paper asks for a number"
    assert next_layer("money", ("coverage", "money")) == "coverage"
    assert next_layer("gone", ("coverage", "money")) == "coverage"


def test_where_a_narrow_screen_lists_the_tiles_it_does_not_speak_of_their_places() -> None:
    drawn = render_to_string("reports/_wall_map.html", {"wall": {"placed": True, "columns": 4}})
    assert '<span class="d-none d-sm-inline">按大致方位排列' in drawn
    assert '<span class="d-sm-none">屏幕窄，依次列出，不按方位。</span>' in drawn


def test_the_country_is_drawn_by_the_table_of_the_program_one_tile_a_province() -> None:
    cells = provinces()
    assert len({code for code, *_ in cells}) == len({(row, column) for *_, row, column in cells}) == 34
    drawn = grid(code="", below=[])
    assert (len(drawn.cells), drawn.columns, drawn.placed) == (34, 9, True)


# --- the territory -----------------------------------------------------------------------------------------------------


def test_the_map_of_a_county_adds_up_and_opens_down_to_the_station(
    record: Record, granny: Client, uncle: Client
) -> None:
    record(granny, uncle, done_on=date(2026, 11, 3))
    rolled()
    county = wall(actor=ZHAO, code="469025", period=NOV, on=DAY)
    assert (county.whole.stations, county.whole.covered, county.whole.townships) == (2, 2, 11)
    assert sum(place.facts.stations for place in county.places) == county.whole.stations
    assert sum(place.facts.townships or 0 for place in county.places) == county.whole.townships
    assert county.as_of == AT
    assert county.asked.target is not None
    assert county.asked.target.document.region == "469025"
    assert [line.covered for line in county.years] == [2, 2]
    kept = StationMonth.objects.get(station_id=YACHA_STATION, month=NOVEMBER, metric="services.services")
    assert county.whole.served == int(kept.value)
    town = wall(actor=ZHAO, code=YACHA, period=NOV, on=DAY)
    assert [place.station.pk for place in town.places if place.station] == [YACHA_STATION]
    assert town.whole.served == county.whole.served
    assert "coverage" not in {layer.code for layer in town.layers}
    province = wall(actor=PROVINCE, code="46", period=NOV, on=DAY)
    assert {"469025", "469026"} <= {place.code for place in province.places if place.facts.stations}
    assert province.whole.stations == 3
    assert "money" in {layer.code for layer in province.layers}


def test_a_reader_sees_only_its_own_and_an_agency_only_its_stations(world: World) -> None:
    for actor, code in ((ZHAO, "469026"), (ZHAO, "46"), (CITY, "469025"), (WANG, "469025"), (ZHAO, "99")):
        with pytest.raises(Region.DoesNotExist):
            wall(actor=actor, code=code, period=NOV, on=DAY)
    assert (own_codes(actor=ZHAO), own_codes(actor=TOWNSHIP), own_codes(actor=MANAGER)) == (
        ["469025"],
        [YACHA],
        ["469025"],
    )
    agency = wall(actor=MANAGER, code="469025", period=NOV, on=DAY)
    assert [place.facts.stations for place in agency.places] == [1, 1]
    assert "coverage" not in {layer.code for layer in agency.layers}
    assert agency.years == []


def test_staff_that_came_is_in_the_kept_figures_at_the_next_refresh(worker: Worker) -> None:
    rolled()
    kept = StationMonth.objects.filter(station_id=YACHA_STATION, metric="workforce.resident_workers")
    before = int(kept.get(month=NOVEMBER).value)
    assert before == 1
    county = wall(actor=ZHAO, code="469025", period=NOV, on=DAY)
    assert (county.whole.workers, county.whole.short) == (1, 2), (
        "方案 asks for three at each of the two stations"
    )


# --- the page -----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R141", "R358")
def test_every_role_with_totals_reads_the_map_and_others_do_not(
    world: World, client: Browser, record: Record, granny: Client, pinned_queries: Pinned
) -> None:
    today = localdate()
    record(granny, done_on=today, on=today)
    refresh_rollups(actor=NIGHT, on=today, at=AT)
    sign_in_as(client, world.account_of("county"))
    with pinned_queries("wall"):
        page = client.get(reverse("wall")).content.decode()
    assert "牙叉" in page
    assert "逐个看" in page
    assert "汇总截至" in page
    assert "测试奶奶" not in page
    visits = client.get(reverse("wall"), {"code": YACHA, "layer": "visits"}).content.decode()
    assert f"{reverse('figure', args=['services.visit_rate'])}?station={YACHA_STATION}" in visits
    full = client.get(reverse("wall"), {"full": "1", "turn": "1"}).content.decode()
    assert 'hx-trigger="every 30s"' in full
    assert "layer=stages" in full
    assert "主菜单" not in full
    sheet = client.get(reverse("wall"), {"export": "xlsx"})
    assert sheet["Content-Type"].endswith("sheet")
    assert client.get(reverse("wall"), {"code": "469026"}).status_code == 404
    for layer in LAYERS:
        assert client.get(reverse("wall"), {"layer": layer.code}).status_code == 200
    sign_in_as(client, world.account_of("province"))
    assert "海南" in client.get(reverse("wall")).content.decode()
    sign_in_as(client, world.account_of("administrator"))
    assert client.get(reverse("wall")).status_code == 403
