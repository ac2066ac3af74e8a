"""Django's own, without doing again for every statement what gives the same every time (ADR 0060)."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations as Operations

from yizhan.kernel.ids import uuid_of

SHORT = 4_000
"""Letters of a statement whose conversion is kept; longer ones are lists of values, hardly told twice."""

_own = base.SQLiteCursorWrapper.convert_query


@lru_cache(maxsize=1_024)
def _converted(query: str) -> str:
    converted: str = _own(None, query)  # type: ignore[arg-type]  # it looks at the statement only
    return converted


class Cursor(base.SQLiteCursorWrapper):
    """The places of a statement, `%s`, become `?` once for each statement."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None and type(query) is str and len(query) <= SHORT:
            return _converted(query)
        told: str = super().convert_query(query, param_names=param_names)
        return told


class DatabaseOperations(Operations):
    def convert_uuidfield_value(self, value: Any, expression: Any, connection: Any) -> UUID | None:  # noqa: ARG002
        return None if value is None else uuid_of(int(value, 16))


class DatabaseWrapper(base.DatabaseWrapper):
    """ENGINE yizhan.config.sqlite."""

    ops_class = DatabaseOperations

    def create_cursor(self, name: Any = None) -> Any:  # noqa: ARG002  (Django's signature)
        return self.connection.cursor(factory=Cursor)
