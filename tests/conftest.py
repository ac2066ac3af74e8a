"""What every test has: the people we know, the world they live in, pinned query counts, no leftovers between tests."""

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from importlib.util import find_spec
from typing import Any, Protocol

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from pytest_django.plugin import DjangoDbBlocker

from tests import databases
from tests.query_counts import counting
from yizhan.kernel.actor import Actor
from yizhan.privacy import ready
from yizhan.privacy.often import watchers

pytest_plugins = [name for name in ("tests.people", "tests.world", "tests.refusals") if find_spec(name)]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In the place of pytest-django's: the databases of databases.py."""
    with django_db_blocker.unblock():
        databases.run.begin()
        yield
        databases.run.end()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Every test meets the database it asks for."""
    databases.run.meet(item)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What touches no database, or is marked `once`, is not asked again of a second one, unless asked for by name.

    Files with a slow test begin, so that no process works alone at the end.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
    if connection.vendor == "sqlite" or any("::" in each for each in config.args):
        return
    again = [one for one in items if databases.is_worth_both(one)]
    config.hook.pytest_deselected(items=[one for one in items if not databases.is_worth_both(one)])
    items[:] = again


def pytest_collection_finish() -> None:
    """What is there when the tests begin stays to the end: nobody has to look through it for rubbish again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_make_parametrize_id(val: object) -> str | None:
    """An actor is named by its label: short to read, and the same in every process of a parallel run."""
    return val.label if isinstance(val, Actor) else None


EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
"""How many times as many examples properties look at, new ones in every run; 0: a few, the same in every run."""


def examples(few: int) -> int:
    """For `max_examples`: few in every run, more where somebody asks for more (EXAMPLES=50 make test)."""
    return few * max(1, EXAMPLES)


# a busy machine is no fault of the code
hypothesis.settings.register_profile(
    "house", max_examples=examples(40), deadline=None, derandomize=not EXAMPLES, database=None
)
hypothesis.settings.load_profile("house")


class Pinned(Protocol):
    def __call__(self, page: str) -> AbstractContextManager[None]: ...


@pytest.fixture
def pinned_queries() -> Pinned:
    """`with pinned_queries("clients: list"): …` fails when the page asks the database more often than pinned."""
    return counting


def _as_the_queryset_says(sql: str, values: Sequence[object], rows: "QuerySet[Any, Any]") -> None:
    """Every question asked often, in every test, is the one its queryset would ask with these values (ADR 0060)."""
    said, meant = rows.query.get_compiler(using=rows.db).as_sql()
    assert {repr(value) for value in values} == {repr(value) for value in meant}
    assert sql == said or len(values) > len(meant), (
        "a list is filled up; anything else is the same, word for word"
    )


watchers.append(_as_the_queryset_says)
ready.AFTER = 0  # PostgreSQL keeps every statement ready the first time it is asked


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    yield
    cache.clear()
