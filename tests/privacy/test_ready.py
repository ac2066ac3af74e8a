"""What PostgreSQL keeps ready is called, belongs to its connection, and may be lost."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from yizhan.kernel.ids import uuid7
from yizhan.privacy import ready
from yizhan.privacy.models import AuditEvent, Unmasking
from yizhan.privacy.often import asked_often
from yizhan.privacy.put import put, put_new
from yizhan.privacy.rows import new

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
def looks(*, by: str, subject: str) -> QuerySet[Unmasking]:
    return Unmasking.objects.filter(actor_id=by, region_code__startswith="4690%", subject=subject)


def look(by: str, region: str = "4690%1") -> Unmasking:
    row = Unmasking(
        region_code=region, actor_id=by, actor_label=by, subject="100%s", subject_id=uuid7(), reason="ASSISTANCE",
        until_at=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip
    put_new(row)
    return row


def said() -> list[str]:
    """The first word of what the same question tells the database, five times."""
    with CaptureQueriesContext(connection) as told:
        for _ in range(5):
            looks(by="one", subject="100%s")
    return [each["sql"].split()[0] for each in told.captured_queries]


def test_a_statement_is_ready_when_it_was_asked_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "AFTER", 2)
    assert said() == ["SELECT", "SELECT", "EXECUTE", "EXECUTE", "EXECUTE"]


def test_signs_of_patterns_stay_what_they_are() -> None:
    one, _other, _elsewhere = look("one"), look("two"), look("one", "46901")
    for _ in range(3):
        assert looks(by="one", subject="100%s") == [one]


def test_what_is_ready_outlives_a_rollback() -> None:
    with transaction.atomic():
        looks(by="one", subject="")
        transaction.set_rollback(True)
    assert looks(by="one", subject="") == []


def test_the_one_not_asked_for_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "MOST", 1)
    row = look("one")
    assert looks(by="one", subject="100%s") == [row]
    look("two")
    assert looks(by="one", subject="100%s") == [row]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (1,)


def test_a_connection_that_lost_it_is_asked_plainly_from_then_on() -> None:
    row = look("one")
    looks(by="one", subject="100%s")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    with pytest.raises(ProgrammingError), transaction.atomic():
        looks(by="one", subject="100%s")
    assert looks(by="one", subject="100%s") == [row]
    assert said() == ["SELECT"] * 5


NASTY = [
    "O'Brien",
    "'; DROP TABLE x; --",
    "a\\'b\\",
    "%s 100% %%",
    "$1 ? :x",
    '"双引号"',
    "换\n行\t",
    "E'\\x41'",
    "𠮷",
]


def test_what_somebody_typed_is_a_value_and_never_a_word_of_the_statement() -> None:
    for text in NASTY:
        for _ in range(2):
            row = new(
                AuditEvent,
                actor_id=text[:60],
                actor_label=text,
                action="test.act",
                facts={text: [text, -1, None]},
            )
            put_new(row)
            assert labelled(label=text, at=datetime(2020, 1, 1, tzinfo=UTC))[-1] == row
        put(*(new(AuditEvent, actor_id="x", actor_label=text, action="test.act") for _ in range(2)))
        read = AuditEvent.objects.filter(actor_label=text)
        assert [line.facts for line in read.exclude(actor_id="x")] == [{text: [text, -1, None]}] * 2
        assert read.count() == 4


@asked_often
def labelled(*, label: str, at: datetime) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(actor_label=label, at__gt=at).order_by("id")


def test_a_zero_in_a_text_is_refused_and_not_cut_off() -> None:
    for _ in range(2):
        with pytest.raises(DatabaseError), transaction.atomic():
            put(new(AuditEvent, actor_id="x", actor_label="cut\0off", action="test.act"))
    assert not AuditEvent.objects.filter(actor_label__startswith="cut").exists()


def test_a_call_goes_along_with_a_statement_that_has_places() -> None:
    words, values = ready.in_one_text([("EXECUTE x ('100%')", None), ("SELECT %s, '%%'", [1])])
    assert words % tuple(map(str, values or ())) == "EXECUTE x ('100%');\nSELECT 1, '%'"
    assert ready.in_one_text([("EXECUTE x ('100%')", None)]) == ("EXECUTE x ('100%')", None)
