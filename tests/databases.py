"""The databases of a test run: migrated once, copied for every process, and one more with the world already in it.

A test that asks for the `world` meets a database in which it stands since the beginning of the run; every other one an
empty one. Both are rolled back after each test. On SQLite a test that really commits (a browser, threads) gets a file of its
own instead, thrown away afterwards, which costs less than emptying a hundred tables.
"""

import fcntl
import hashlib
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases

PLAIN, WORLD = "plain", "world"


def fingerprint() -> str:
    """Of everything that shapes an empty database."""
    house = settings.ROOT / "yizhan"
    total = hashlib.sha256((settings.ROOT / "requirements.lock").read_bytes())
    for path in [house / "config" / "settings.py", *sorted(house.glob("*/migrations/*.py"))]:
        total.update(str(path.relative_to(house)).encode() + path.read_bytes())
    return total.hexdigest()[:16]


def needs(item: pytest.Item) -> tuple[str, bool] | None:
    """Which database a test meets, and whether it commits; None: it touches none."""
    names = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    if marker is None and not names & {"db", "transactional_db", "live_server"}:
        return None
    commits = bool(
        names & {"transactional_db", "live_server"} or (marker and marker.kwargs.get("transaction"))
    )
    return (WORLD if "world" in names else PLAIN), commits


def is_worth_both(item: pytest.Item) -> bool:
    """Whether a test may end otherwise on another database."""
    if item.get_closest_marker("postgres"):
        return True
    return needs(item) is not None and not item.get_closest_marker("once")


class Databases(ABC):
    """What every kind of database has in common; `use` points Django's connection at one of them."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self.now = ""

    @abstractmethod
    def use(self, kind: str, commits: bool) -> None:
        """Point the connection at a database of this kind; at one of its own for a test that commits."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what the process holds."""

    def _point_at(self, name: str) -> None:
        if connection.settings_dict["NAME"] != name:
            _hang_up()
            connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name

    def _build(self, name: str) -> None:
        from tests.world import build

        self._point_at(name)
        build()
        _hang_up()


class Files(Databases):
    """SQLite: files. The migrated one is kept in var/ while no migration changes; one process makes it, the others wait."""

    def __init__(self) -> None:
        super().__init__()
        self._room = Path(settings.DATABASES["default"]["TEST"]["NAME"]).parent
        self._numbers = count()
        shutil.copyfile(migrated(), self._pristine(PLAIN))
        TransactionTestCase._fixture_teardown = lambda _self: None  # type: ignore[attr-defined]

    def _pristine(self, kind: str) -> Path:
        return self._room / f"{kind}.sqlite3"

    def _copy(self, kind: str) -> str:
        if kind == WORLD and not self._pristine(WORLD).exists():
            draft = self._room / "draft.sqlite3"
            shutil.copyfile(self._pristine(PLAIN), draft)
            self._build(str(draft))
            draft.replace(self._pristine(WORLD))
        copy = self._room / f"{kind}-{next(self._numbers)}.sqlite3"
        shutil.copyfile(self._pristine(kind), copy)
        return str(copy)

    def use(self, kind: str, commits: bool) -> None:
        if commits:
            self._point_at(self._copy(kind))
        else:
            if kind not in self._names:
                self._names[kind] = self._copy(kind)
            self._point_at(self._names[kind])
        self.now = kind

    def close(self) -> None:
        connection.close()


class Server(Databases):
    """PostgreSQL: one migrated template for all processes of a run; a test that commits empties its database afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self._template = f"yizhan_empty_{fingerprint()}"
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(20261122)")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self._template])
            if cursor.fetchone() is None:
                settings.DATABASES["default"]["TEST"]["NAME"] = self._template
                setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
                _hang_up()
            cursor.execute("SELECT pg_advisory_unlock(20261122)")

    def _copy(self, kind: str, of: str) -> str:
        name = f"yizhan_{kind}_{os.getpid()}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')
        return name

    def use(self, kind: str, commits: bool) -> None:
        kind = PLAIN if commits else kind
        if kind not in self._names:
            self._names[kind] = self._copy(kind, self._template)
            if kind == WORLD:
                self._build(self._names[kind])
        self._point_at(self._names[kind])
        self.now = kind

    def close(self) -> None:
        _hang_up()
        with connection._nodb_cursor() as cursor:
            for name in self._names.values():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _hang_up() -> None:
    """All connections of this process, those of the pool too: a database in use is no template, and a pool remembers its own."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


def migrated() -> Path:
    """The migrated, empty file of SQLite, made anew when a migration changes."""
    template: Path = settings.ROOT / "var" / f"empty-{fingerprint()}.sqlite3"
    template.parent.mkdir(exist_ok=True)
    with _alone(template.parent / "empty.lock"):
        if not template.exists():
            setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
            for stale in template.parent.glob("empty-*.sqlite3"):
                stale.unlink(missing_ok=True)
            draft = template.with_suffix(f".{os.getpid()}")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(draft)])
            connection.close()
            draft.replace(template)
    return template


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Run:
    """This process's run of tests."""

    def __init__(self) -> None:
        self._databases: Databases | None = None
        self._wanted: tuple[str, bool] = (PLAIN, False)

    def begin(self) -> None:
        """At the first test that touches a database."""
        self._databases = Files() if connection.vendor == "sqlite" else Server()
        self._databases.use(*self._wanted)

    def end(self) -> None:
        if self._databases is not None:
            self._databases.close()
        self._databases = None

    def meet(self, item: pytest.Item) -> None:
        """Before a test begins its transaction."""
        if (wanted := needs(item)) is not None:
            self._wanted = wanted
            if self._databases is not None:
                self._databases.use(*wanted)

    def has_world(self) -> bool:
        """Whether the world stands already in the database of this test."""
        return self._databases is not None and self._databases.now == WORLD


run = Run()
