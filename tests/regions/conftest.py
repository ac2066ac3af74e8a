"""Two counties and a city without counties, cut out of the table of 2023; and those who may change them."""

from datetime import date

import pytest

from yizhan.kernel.actor import EVERYWHERE, Actor, Grant
from yizhan.regions.actions import load_edition, place_tiles
from yizhan.regions.queries import FIRST_EDITION, first_edition, first_tiles
from yizhan.regions.rules import Row, branch

WRITING = frozenset(
    {
        "regions.view",
        "regions.add_local",
        "regions.correct",
        "regions.rename",
        "regions.merge",
        "regions.abolish",
        "regions.place_tiles",
    }
)
TODAY = date(2026, 11, 20)
BAISHA, CHANGJIANG, DONGGUAN, TUNXI = "469025", "469026", "4419", "341002"


def officer(region: str, verbs: frozenset[str] = WRITING) -> Actor:
    return Actor(id=f"officer:{region}", label="示例", grants=(Grant("county", verbs, region),))


@pytest.fixture(scope="session")
def table() -> tuple[Row, ...]:
    return first_edition()


@pytest.fixture
def system() -> Actor:
    return Actor(
        id="job:test", label="系统", grants=(Grant("system", WRITING | {"regions.load_edition"}, EVERYWHERE),)
    )


@pytest.fixture
def tree(db: None, system: Actor, table: tuple[Row, ...]) -> None:
    load_edition(
        actor=system, edition=FIRST_EDITION, on=None, rows=branch(table, BAISHA, CHANGJIANG, DONGGUAN, TUNXI)
    )
    for map_code, places in first_tiles().items():
        place_tiles(actor=system, map_code=map_code, places=places)


@pytest.fixture
def baisha() -> Actor:
    """县里的赵科长: the officer of 白沙."""
    return officer(BAISHA)


@pytest.fixture
def changjiang() -> Actor:
    """The officer of the next county."""
    return officer(CHANGJIANG)


@pytest.fixture
def hainan() -> Actor:
    return officer("46")


@pytest.fixture
def reader() -> Actor:
    """Somebody signed in who may look and nothing else."""
    return officer(BAISHA, frozenset({"regions.view"}))
