"""Statements of every request that PostgreSQL keeps ready: read and planned once for a connection, then only called.

Planning a small SELECT takes longer there than running it (ADR 0060).
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from django.db import DatabaseError, DataError

AFTER = 2
"""How often a connection is asked a statement plainly before it keeps it; the tests say 0."""

MOST = 256
"""How many statements a connection keeps in mind; the one not asked for longest makes room."""

_LOST = frozenset({"26000", "0A000", "42P05"})
"""No such statement; its plan no longer fits its tables; a statement of that name is there."""

_numbers = count(1)


class Ready:
    """A statement with its places, `%s`, as it is kept and as it is called.

    name    what the server's log calls it, a number after it
    fixed   for each place of the statement the value that never changes, or `OPEN`
    kinds   for each open place its type in the database; none: as the columns have it
    """

    __slots__ = ("_fixed", "_kinds", "_sql", "name")

    def __init__(self, name: str, sql: str, fixed: Sequence[Any], kinds: Sequence[str] = ()) -> None:
        self.name = f'"{name[:48]}.{next(_numbers)}"'
        self._sql, self._fixed, self._kinds = sql, fixed, kinds

    def call(self, values: Sequence[Any], raw: Any) -> str:
        """The call with these values, as text without places: the types of the places are known there, so nothing has
        to be said about them, and nothing is looked for in the text again."""
        if not values:
            return f"EXECUTE {self.name}"
        escape = raw.__dict__.get("_escape_here") or _escaping(raw)
        return f"EXECUTE {self.name} ({', '.join([_literal(value, escape, raw) for value in values])})"

    def told(self, raw: Any) -> str:
        """What makes the statement ready on this connection of the driver."""
        from psycopg.sql import Literal

        nth = count(1)
        words = [f"${next(nth)}" if value is OPEN else Literal(value).as_string(raw) for value in self._fixed]
        kinds = f" ({', '.join(self._kinds)})" if self._kinds else ""
        return f"PREPARE {self.name}{kinds} AS {self._sql % tuple(words)}"


def _escaping(raw: Any) -> Callable[[bytes], bytes]:
    from psycopg.pq import Escaping

    escape: Callable[[bytes], bytes] = Escaping(raw.pgconn).escape_literal
    raw.__dict__["_escape_here"] = escape
    return escape


def _literal(value: Any, escape: Callable[[bytes], bytes], raw: Any) -> str:
    """One value of a call. Texts are quoted by the library of PostgreSQL itself, everything unusual by the driver."""
    kind = type(value)
    if kind is str:
        if "\0" in value:  # the library would stop at it
            raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return escape(value.encode()).decode()
    if kind is UUID:
        return f"'{value.hex}'"
    if value is None:
        return "NULL"
    if kind is int or kind is bool:
        return str(value)
    if kind is date or kind is datetime:
        return f"'{value.isoformat()}'"
    from psycopg.sql import Literal

    return Literal(value).as_string(raw)


OPEN = object()


def in_one_text(told: Sequence[tuple[str, list[Any] | None]]) -> tuple[str, list[Any] | None]:
    """Several statements, each with the values of its places or, a call without places, None; as one of the same kind."""
    if all(values is None for _, values in told):
        return ";\n".join([words for words, _ in told]), None
    words = ";\n".join([text.replace("%", "%%") if values is None else text for text, values in told])
    return words, [value for _, values in told for value in values or ()]


def is_ready(statement: Ready, connection: Any) -> bool:
    """Whether this open connection keeps the statement; makes it ready when it was asked often enough.

    Kept with the connection of the driver, so that one from the pool brings what it knows, and a new one knows nothing.
    What is ready outlives a rollback.
    """
    raw = connection.connection
    asked: dict[str, int] | None = raw.__dict__.setdefault("_asked_here", {})
    if asked is None or connection.needs_rollback:
        return False
    times = asked.pop(statement.name, 0)
    if times == AFTER:
        with connection.wrap_database_errors, raw.cursor() as cursor:
            cursor.execute(statement.told(raw))
    asked[statement.name] = min(times + 1, AFTER + 1)
    if len(asked) > MOST:
        forgotten = next(iter(asked))  # whoever is asked goes to the end
        if asked.pop(forgotten) > AFTER:
            with connection.wrap_database_errors, raw.cursor() as cursor:
                cursor.execute(f"DEALLOCATE {forgotten}")
    return times >= AFTER


class trusting:  # noqa: N801  # read as a word of the sentence `with … trusting(connection):`
    """Around calls of what is ready: a connection that forgot a statement, or whose tables were changed under it, is
    asked plainly from then on."""

    __slots__ = ("connection",)

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        raw = self.connection.connection
        if (
            isinstance(error, DatabaseError)
            and getattr(error.__cause__, "sqlstate", None) in _LOST
            and raw is not None
        ):
            raw.__dict__["_asked_here"] = None
