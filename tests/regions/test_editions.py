"""Bringing the tree to a published table."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.regions.conftest import BAISHA, DONGGUAN, TODAY, officer
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.regions.actions import add_local, load_edition
from yizhan.regions.models import Region
from yizhan.regions.queries import history_of, region_on, tiles
from yizhan.regions.rules import Row, branch, read_edition

NEW_YEAR = date(2026, 1, 1)


def test_a_newer_table_renames_adds_and_ends(
    tree: None, system: Actor, table: tuple[Row, ...], baisha: Actor
) -> None:
    own = add_local(actor=baisha, parent_code="469025200", kind="VILLAGE", name="示例村", on=date(2025, 1, 1))
    text = "code,name\n" + "".join(
        f"{row.code},{'阜龙镇' if row.code == '469025203' else row.name}\n"
        for row in branch(table, BAISHA)
        if row.code.startswith(BAISHA) and row.code != "469025206"
    )
    rows = read_edition(text + "469025207,新示例乡\n")
    done = load_edition(actor=system, edition="2026 年版", on=NEW_YEAR, rows=rows, within=BAISHA)
    assert done == {"added": 1, "renamed": 1, "moved": 0, "ended": 1, "unchanged": 10}
    assert region_on(code="469025203", on=TODAY).name == "阜龙镇"
    assert region_on(code="469025207", on=TODAY).path == "海南省 › 白沙黎族自治县 › 新示例乡"
    assert [change.kind for change in history_of(code="469025206")] == ["ABOLISH"]
    assert history_of(code="469025203")[0].document == "2026 年版"
    assert region_on(code=own.code, on=TODAY).name == "示例村", "what was added here stays"
    assert region_on(code="441900003", on=TODAY).name == "东城街道", "other places are not spoken of"


def test_a_partial_table_ends_nothing(tree: None, system: Actor) -> None:
    rows = read_edition("code,name\n469025207,新示例乡\n")
    done = load_edition(actor=system, edition="补充", on=NEW_YEAR, rows=rows, complete=False)
    assert done == {"added": 1, "renamed": 0, "moved": 0, "ended": 0, "unchanged": 0}


def test_published_villages_of_one_township_can_be_loaded(tree: None, system: Actor) -> None:
    rows = read_edition("code,name\n469025100001,示例社区\n469025100201,示例村\n")
    load_edition(actor=system, edition="村级代码", on=None, rows=rows, within="469025100", complete=False)
    place = region_on(code="469025100201", on=TODAY)
    assert (place.level, place.kind, place.local) == ("VILLAGE", "VILLAGE", False)


@pytest.mark.refuses("regions.load_edition")
def test_a_table_is_refused_with_the_line_that_is_wrong(tree: None, system: Actor, baisha: Actor) -> None:
    def load(
        text: str, actor: Actor = system, on: date | None = NEW_YEAR, within: str = "", complete: bool = False
    ) -> None:
        rows = read_edition("code,name\n" + text)
        load_edition(actor=actor, edition="新版", on=on, rows=rows, within=within, complete=complete)

    with pytest.raises(NotAllowed):
        load("469025207,新示例乡\n", actor=baisha)
    with pytest.raises(Region.DoesNotExist):
        load("469025207,新示例乡\n", actor=officer("44", frozenset({"regions.load_edition"})))
    with pytest.raises(Refused, match="469026290"):
        load("469026290,新示例乡\n", within=BAISHA)
    with pytest.raises(Refused, match="没有上一级"):
        load("120101001,示例街道\n")
    with pytest.raises(Refused, match="从哪天起用"):
        load("469025203,阜龙镇\n", on=None)
    with pytest.raises(Refused, match="从哪天起用"):
        load("469025203,阜龙乡\n", on=None, within=BAISHA, complete=True)
    rows = "".join(
        f"{row.code},{row.name}\n"
        for row in Region.objects.filter(code__startswith=BAISHA).exclude(code="469025206")
    )
    load(rows, within=BAISHA, complete=True)
    with pytest.raises(Refused, match="469025206 已经废止"):
        load("469025206,荣邦乡\n")


@pytest.mark.slow
def test_the_command_loads_the_country_and_the_map_and_may_run_again(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_divisions")
    assert "新增 44702，更名 0，换码 0，撤销 0，未变 0" in capsys.readouterr().out
    assert Region.objects.valid_on(date(2018, 1, 1)).count() == 44702, "the first table knows no beginning"
    assert not Region.objects.exclude(level="PROVINCE").filter(parent__isnull=True).exists()
    assert tiles(code=BAISHA, on=TODAY).arranged
    call_command("load_divisions")
    assert "新增 0，更名 0，换码 0，撤销 0，未变 44702" in capsys.readouterr().out


def test_the_command_loads_a_newer_table_from_a_file(
    tree: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    newer = tmp_path / "示例表.csv"
    newer.write_text("code,name\n469025207,新示例乡\n", "utf-8")
    call_command("load_divisions", file=newer, on=NEW_YEAR, within=BAISHA, partial=True)
    assert "新增 1，" in capsys.readouterr().out
    newer.write_text("code,name\n4690252,新示例乡\n", "utf-8")
    with pytest.raises(CommandError, match="第2行"):
        call_command("load_divisions", file=newer)
    with pytest.raises(CommandError, match="读不了这个文件"):
        call_command("load_divisions", file=tmp_path / "没有.csv")


def test_a_city_without_counties_is_loaded_below_the_city(tree: None) -> None:
    assert Region.objects.get(code="441900003").parent == Region.objects.get(code=DONGGUAN)
