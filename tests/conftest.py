"""What every test has: the people we know, the world they live in, pinned query counts, no leftovers between tests."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.util import find_spec
from typing import Protocol

import pytest
from django.core.cache import cache

from tests.query_counts import counting

pytest_plugins = [name for name in ("tests.people", "tests.world") if find_spec(name)]


class Pinned(Protocol):
    def __call__(self, page: str) -> AbstractContextManager[None]: ...


@pytest.fixture
def pinned_queries() -> Pinned:
    """`with pinned_queries("clients: list"): …` fails when the page asks the database more often than pinned."""
    return counting


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    yield
    cache.clear()
