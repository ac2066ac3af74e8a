"""Statements of every request that PostgreSQL keeps ready: read and planned once for a connection, then only called.

Planning a small SELECT takes longer there than running it (ADR 0060).
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

from django.db import DatabaseError

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

    __slots__ = ("_fixed", "_kinds", "_sql", "call", "name")

    def __init__(self, name: str, sql: str, fixed: Sequence[Any], kinds: Sequence[str] = ()) -> None:
        self.name = f'"{name[:48]}.{next(_numbers)}"'
        self._sql, self._fixed, self._kinds = sql, fixed, kinds
        places = ", ".join(["%s" for value in fixed if value is OPEN])
        self.call = f"EXECUTE {self.name} ({places})" if places else f"EXECUTE {self.name}"

    def told(self, raw: Any) -> str:
        """What makes the statement ready on this connection of the driver."""
        from psycopg.sql import Literal

        nth = count(1)
        words = [f"${next(nth)}" if value is OPEN else Literal(value).as_string(raw) for value in self._fixed]
        kinds = f" ({', '.join(self._kinds)})" if self._kinds else ""
        return f"PREPARE {self.name}{kinds} AS {self._sql % tuple(words)}"


OPEN = object()


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
