"""The queue: a job starts when the transaction has committed, and only jobs that exist are taken."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from yizhan.config.queue import enqueue
from yizhan.jobs import tasks

Capture = Callable[..., AbstractContextManager[Any]]
ID = UUID(int=7)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks, "tidy", lambda **facts: calls.append(facts), raising=False)
    return calls


@pytest.mark.django_db
def test_a_job_starts_when_the_transaction_has_committed(
    done: list[dict[str, Any]], django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enqueue("tidy", import_id=ID, rows=3)
        assert done == []
    assert done == [{"import_id": ID, "rows": 3}]


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_failed_is_never_done(done: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        enqueue("tidy")
        transaction.set_rollback(True)
    assert done == []


@pytest.mark.parametrize("job", ["nothing_of_the_kind", "_private", "__doc__"])
def test_a_job_that_does_not_exist_is_refused_at_once(job: str) -> None:
    with pytest.raises(LookupError):
        enqueue(job)


def test_facts_are_plain(done: list[dict[str, Any]]) -> None:
    with pytest.raises(TypeError, match="on is a date"):
        enqueue("tidy", on=date(2024, 3, 1))  # type: ignore[arg-type]
