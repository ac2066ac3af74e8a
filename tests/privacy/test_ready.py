"""What PostgreSQL keeps ready is called, belongs to its connection, and may be lost."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from yizhan.kernel.ids import uuid7
from yizhan.privacy import ready
from yizhan.privacy.models import Unmasking
from yizhan.privacy.often import asked_often
from yizhan.privacy.put import put_new

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL keeps statements ready"),
]


@pytest.fixture(autouse=True)
def _knows_nothing() -> Iterator[None]:
    def forget() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        raw: Any = connection.connection
        raw.__dict__.pop("_asked_here", None)

    forget()
    yield
    forget()


@asked_often
def looks(*, by: str, note: str) -> QuerySet[Unmasking]:
    return Unmasking.objects.filter(actor_id=by, region_code__startswith="4690%", note=note)


def look(by: str, region: str = "4690%1") -> Unmasking:
    row = Unmasking(
        region_code=region, actor_id=by, actor_label=by, subject="client", subject_id=uuid7(), reason="ASSISTANCE",
        note="100%s", until_at=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip
    put_new(row)
    return row


def said() -> list[str]:
    """The first word of what the same question tells the database, five times."""
    with CaptureQueriesContext(connection) as told:
        for _ in range(5):
            looks(by="one", note="100%s")
    return [each["sql"].split()[0] for each in told.captured_queries]


def test_a_statement_is_ready_when_it_was_asked_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "AFTER", 2)
    assert said() == ["SELECT", "SELECT", "EXECUTE", "EXECUTE", "EXECUTE"]


def test_signs_of_patterns_stay_what_they_are() -> None:
    one, _other, _elsewhere = look("one"), look("two"), look("one", "46901")
    for _ in range(3):
        assert looks(by="one", note="100%s") == [one]


def test_what_is_ready_outlives_a_rollback() -> None:
    with transaction.atomic():
        looks(by="one", note="")
        transaction.set_rollback(True)
    assert looks(by="one", note="") == []


def test_the_one_not_asked_for_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "MOST", 1)
    row = look("one")
    assert looks(by="one", note="100%s") == [row]
    look("two")
    assert looks(by="one", note="100%s") == [row]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (1,)


def test_a_connection_that_lost_it_is_asked_plainly_from_then_on() -> None:
    row = look("one")
    looks(by="one", note="100%s")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    with pytest.raises(ProgrammingError), transaction.atomic():
        looks(by="one", note="100%s")
    assert looks(by="one", note="100%s") == [row]
    assert said() == ["SELECT"] * 5
