"""A transaction that begins with its first statement and ends with its last is a transaction all the same."""

from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet

from yizhan.privacy.models import AuditEvent
from yizhan.privacy.often import asked_often, together, unasked
from yizhan.privacy.put import in_one_transaction, put
from yizhan.privacy.rows import new

pytestmark = pytest.mark.django_db(transaction=True)


@asked_often
def lines(*, ids: Sequence[UUID]) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(pk__in=ids)


@asked_often
def lines_locked(*, ids: Sequence[UUID]) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.select_for_update().filter(pk__in=ids)


def line(seal: UUID | None = None) -> AuditEvent:
    return new(AuditEvent, actor_id="x", actor_label="x", action="test.act", seal_id=seal)


def look(*rows: AuditEvent) -> list[AuditEvent]:
    """As a verb does first: reads and locks in one journey."""
    ids = [row.pk for row in rows] or [uuid4()]
    return together(lines_locked.about(ids=ids), lines.about(ids=ids), unasked())[0]


def written() -> int:
    return AuditEvent.objects.count()


def reading_first() -> None:
    look()


def a_cursor_first() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def a_long_list_first() -> None:
    assert list(AuditEvent.objects.filter(action="nothing").iterator(chunk_size=10)) == []


def a_savepoint_first() -> None:
    with transaction.atomic():
        pass


def nothing_first() -> None:
    pass


FIRST: list[Callable[[], None]] = [
    reading_first, a_cursor_first, a_long_list_first, a_savepoint_first, nothing_first,
]  # fmt: skip


def test_whatever_comes_first_all_is_kept_or_nothing() -> None:
    for first in FIRST:
        before, hooks = written(), list[str]()
        with pytest.raises(ZeroDivisionError):
            write_two(first, hooks, give_up=True)
        assert (written() - before, hooks) == (0, [])
        write_two(first, hooks)
        assert (written() - before, hooks) == (2, ["kept"])
        assert connection.get_autocommit()
        assert not connection.in_atomic_block


def write_two(first: Callable[[], None], hooks: list[str], *, give_up: bool = False) -> None:
    one, two = line(), line()
    with in_one_transaction():
        first()
        put(one)
        transaction.on_commit(
            lambda: hooks.append("kept" if AuditEvent.objects.filter(pk=two.pk).exists() else "?")
        )
        assert look(one) == [one]
        put(two)
        assert hooks == []
        if give_up:
            raise ZeroDivisionError


def test_one_within_another_ends_with_the_outer_one() -> None:
    @transaction.atomic
    def give_up() -> None:
        with in_one_transaction():
            look()
            put(line())
        assert written() == 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    assert written() == 0


def test_what_is_refused_at_the_very_end_leaves_nothing_and_the_connection_in_order() -> None:
    @in_one_transaction()
    def write() -> None:
        look()
        put(line(), line(seal=uuid4()))  # there is no such seal, which is asked when all is written

    with pytest.raises(IntegrityError):
        write()
    assert written() == 0
    with in_one_transaction():
        look()
        put(line())
    assert written() == 1


def test_a_first_statement_that_failed_does_not_let_the_next_out_of_the_transaction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("before it was sent")

    @in_one_transaction()
    def give_up() -> None:
        with monkeypatch.context() as patched:
            patched.setattr("django.db.backends.utils.CursorWrapper._execute", fail)
            with pytest.raises(DatabaseError):
                look()
        put(line())
        assert written() == 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    assert written() == 0
