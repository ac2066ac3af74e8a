"""Many rows, or one row in a hurry: an INSERT that is worked out once for each table."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connections, models, router, transaction
from django.db.models.expressions import DatabaseDefault

from yizhan.privacy.fields import EncryptedTextField

Columns = tuple["models.Field[Any, Any]", ...]


def pour(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table; what the database fills in by itself is not read back into them.

    `bulk_create` builds its statement anew and looks at each value of each row for expressions, which is most of its
    cost. Values pass through their fields as there, so secrets are sealed, each for itself; a value that all rows share
    is prepared once. Rows that leave a column to the database's default must all do so.
    """
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    left = frozenset(
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(getattr(rows[0], field.attname), DatabaseDefault)
    )
    statement, fields = _statement(model, left, connection.alias)
    columns: list[list[Any]] = []
    for field in fields:
        values = [getattr(row, field.attname) for row in rows]
        first, prepare = values[0], field.get_db_prep_save
        secret = isinstance(field, EncryptedTextField) and first
        if not secret and all(value is first for value in values):
            columns.append([prepare(first, connection)] * len(values))
        else:
            columns.append([prepare(value, connection) for value in values])
    with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(statement, [column[0] for column in columns])
        else:
            cursor.executemany(statement, list(zip(*columns, strict=True)))


@lru_cache(maxsize=256)
def _statement(model: type[models.Model], left: frozenset[str], alias: str) -> tuple[str, Columns]:
    """The INSERT and the fields its places stand for; `left` to the database: their defaults are not sent."""
    quote = connections[alias].ops.quote_name
    fields = tuple(field for field in model._meta.concrete_fields if field.attname not in left)
    names = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES ({places})", fields  # noqa: S608  # our own names
