"""What every test has: the people we know, the world they live in, pinned query counts, no leftovers between tests."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker

from tests.query_counts import counting
from yizhan.kernel.actor import Actor
from yizhan.privacy import ready
from yizhan.privacy.often import watchers

pytest_plugins = [name for name in ("tests.people", "tests.world") if find_spec(name)]


def _migrations() -> str:
    """A fingerprint of everything that shapes an empty database."""
    house = settings.ROOT / "yizhan"
    total = hashlib.sha256((settings.ROOT / "requirements.lock").read_bytes())
    for path in [house / "config" / "settings.py", *sorted(house.glob("*/migrations/*.py"))]:
        total.update(str(path.relative_to(house)).encode() + path.read_bytes())
    return total.hexdigest()[:16]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database. On SQLite the migrated, empty file is kept in var/ and copied while no migration changes."""
    template: Path = settings.ROOT / "var" / f"empty-{_migrations()}.sqlite3"
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite" and template.exists():
            connection.close()
            database = settings.DATABASES["default"]["TEST"]["NAME"]
            shutil.copyfile(template, database)
            connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = database
            yield
            connection.close()
            return
        made = setup_databases(verbosity=0, interactive=False)
        if connection.vendor == "sqlite":
            for stale in template.parent.glob("empty-*.sqlite3"):
                stale.unlink(missing_ok=True)
            template.parent.mkdir(exist_ok=True)
            draft = template.with_suffix(f".{os.getpid()}")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(draft)])
            draft.replace(template)
        yield
        teardown_databases(made, verbosity=0)


def pytest_make_parametrize_id(val: object) -> str | None:
    """An actor is named by its label: short to read, and the same in every process of a parallel run."""
    return val.label if isinstance(val, Actor) else None


EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
"""How many times as many examples properties look at, new ones in every run; 0: a few, the same in every run."""

# a busy machine is no fault of the code
hypothesis.settings.register_profile("house", deadline=None, derandomize=not EXAMPLES, database=None)
hypothesis.settings.load_profile("house")


def examples(few: int) -> int:
    """For `max_examples`: few in every run, more where somebody asks for more (EXAMPLES=50 make test)."""
    return few * max(1, EXAMPLES)


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
