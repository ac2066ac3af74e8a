"""The queue: work that outlives a click, and the clock's ticks.

A window calls `enqueue("import_clients", import_id=…)`; after the transaction commits, the consumer finds the function
of that name in `yizhan.jobs.tasks` and calls it. This is the one place that imports by string, so that a window need
not import the jobs window. The queue has its own SQLite file in the embedded mode (no lock contention with the main
database) and its own tables in PostgreSQL. See docs/adr/0003.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, transaction
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

from yizhan.config.packs import look_again

type_of_fact = (str, int, bool, UUID, type(None))


def _build() -> Huey:
    common: dict[str, Any] = {
        "results": False,
        "immediate": settings.TESTING,
        "serializer": SignedSerializer(secret=settings.SECRET_KEY, salt="yizhan.queue"),
    }
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        return PostgresHuey(
            "yizhan",
            dsn="",
            create_tables=not settings.TESTING,
            dbname=database["NAME"],
            **{
                key: database[name]
                for key, name in (
                    ("user", "USER"),
                    ("password", "PASSWORD"),
                    ("host", "HOST"),
                    ("port", "PORT"),
                )
                if database.get(name)
            },
            **common,
        )
    filename = ":memory:" if settings.TESTING else str(settings.VAR / "queue.sqlite3")
    return SqliteHuey("yizhan", filename=filename, timeout=20, **common)


huey = _build()


def job_named(job: str) -> Callable[..., None]:
    """LookupError when `yizhan.jobs.tasks` has no such job."""
    found: Callable[..., None] | None = getattr(import_module("yizhan.jobs.tasks"), job, None)
    if job.startswith("_") or not callable(found):
        raise LookupError(f"yizhan.jobs.tasks has no job {job}")
    return found


def enqueue(job: str, **facts: str | int | bool | UUID | None) -> None:
    """Have a job done once the transaction at hand has committed. Facts are ids and codes, never personal data.

    LookupError  there is no such job
    TypeError    a fact is not plain
    """
    job_named(job)
    for name, fact in facts.items():
        if not isinstance(fact, type_of_fact):
            raise TypeError(f"{job}: {name} is a {type(fact).__name__}; facts are ids, codes and numbers")
    transaction.on_commit(lambda: _do(job, facts))


def _run(job: str, facts: dict[str, Any]) -> None:
    if not huey.immediate:
        close_old_connections()
        look_again()
    try:
        job_named(job)(**facts)
    finally:
        if not huey.immediate:
            close_old_connections()


@huey.task(name="do")  # type: ignore[untyped-decorator]
def _do(job: str, facts: dict[str, Any]) -> None:
    _run(job, facts)


@huey.periodic_task(crontab(), name="every_minute")  # type: ignore[untyped-decorator]
def _every_minute() -> None:
    _run("every_minute", {})


@huey.periodic_task(crontab(hour="18", minute="30"), name="nightly")  # type: ignore[untyped-decorator]  # 02:30 Beijing
def _nightly() -> None:
    _run("nightly", {})


@huey.periodic_task(crontab(hour="0", minute="0"), name="morning")  # type: ignore[untyped-decorator]  # 08:00 Beijing
def _morning() -> None:
    _run("morning", {})
