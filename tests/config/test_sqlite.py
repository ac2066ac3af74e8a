"""SQLite with what stays the same worked out once answers as Django's own does."""

from contextlib import closing
from sqlite3 import connect
from uuid import UUID

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from yizhan.config.sqlite.base import SHORT, Cursor
from yizhan.kernel.ids import uuid7, uuid7s, uuid_of


@pytest.mark.parametrize(
    "statement",
    ["SELECT 1", "SELECT %s, '%%', %s", "SELECT '%%s', %s", "SELECT " + ", ".join(["%s"] * SHORT)],
)
def test_places_become_question_marks_as_ever(statement: str) -> None:
    with closing(connect(":memory:")) as raw:
        quick, slow = raw.cursor(factory=Cursor), raw.cursor(factory=SQLiteCursorWrapper)
        for _ in range(2):
            assert quick.convert_query(statement) == slow.convert_query(statement)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has places of two kinds")
def test_named_places_still_have_names() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %(one)s || '%%' || %(two)s", {"one": "a", "two": "b"})
        assert cursor.fetchone() == ("a%b",)


def test_an_id_made_quickly_is_an_id() -> None:
    for one in (uuid7(), *uuid7s(3), UUID(int=0), UUID(int=(1 << 128) - 1)):
        made = uuid_of(one.int)
        assert made == one == UUID(str(made))
        assert hash(made) == hash(one)
        assert made.is_safe == one.is_safe
        with pytest.raises(TypeError):
            made.int = 1  # type: ignore[misc]
