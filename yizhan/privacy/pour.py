"""Many rows, or one row in a hurry: an INSERT worked out once for each table, and COPY where PostgreSQL offers it.

The only file with a database's own SQL; see docs/adr/0063.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connections, models, router, transaction
from django.db.models.expressions import DatabaseDefault
from django.db.models.fields import NOT_PROVIDED

from yizhan.privacy.fields import EncryptedTextField

Columns = tuple["models.Field[Any, Any]", ...]

MANY = 20
"""From so many rows on, COPY is worth its two extra messages."""

AT_ONCE = 200
"""Rows prepared together before they are sent."""


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


def pour_columns(
    model: type[models.Model], *, each: Mapping[str, Sequence[Any]], shared: Mapping[str, Any]
) -> None:
    """Insert rows given column by column, without an object for each: for thousands at once.

    each    column (attname) -> its values, one a row; among them the key, because rows cannot share it
    shared  column -> the value of all rows; what is in neither takes its field's default, as in an object

    Values pass through their fields, so secrets are sealed, each for itself. Constraints are the database's, as always.
    """
    key = str(model._meta.pk.attname)
    if unknown := {*each, *shared} - {field.attname for field in model._meta.concrete_fields}:
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    if not (count := len(each[key])):
        return
    connection = connections[router.db_for_write(model)]
    fields: list[models.Field[Any, Any]] = []
    sources: list[Sequence[Any]] = []
    constants: dict[int, Any] = {}
    for field in model._meta.concrete_fields:
        name = field.attname
        if name in each:
            sources.append(each[name])
        else:
            value = shared[name] if name in shared else field.get_default()
            if isinstance(value, DatabaseDefault) or (value is None and field.db_default is NOT_PROVIDED):
                continue  # the database puts it, or nothing
            constants[len(fields)] = _prepared(field, [value], connection)[0]
            sources.append(())
        fields.append(field)
    rows = _rows(fields, sources, constants, count, connection)
    if connection.vendor == "postgresql" and count >= MANY:
        _copy(model, fields, rows, connection)
    else:
        left = frozenset(field.attname for field in model._meta.concrete_fields if field not in fields)
        statement, _ = _statement(model, left, connection.alias)
        with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
            cursor.executemany(statement, list(rows))


def _rows(
    fields: Sequence["models.Field[Any, Any]"],
    sources: Sequence[Sequence[Any]],
    constants: Mapping[int, Any],
    count: int,
    connection: Any,
) -> Iterator[Sequence[Any]]:
    """The rows as the database takes them, prepared a handful at a time: it stores one while the next are sealed."""
    for first in range(0, count, AT_ONCE):
        size = min(AT_ONCE, count - first)
        columns = [
            [constants[nth]] * size
            if nth in constants
            else _prepared(field, sources[nth][first : first + size], connection)
            for nth, field in enumerate(fields)
        ]
        yield from zip(*columns, strict=True)


def _prepared(field: "models.Field[Any, Any]", values: Sequence[Any], connection: Any) -> list[Any]:
    """The values as the database takes them. Plain text is taken as it is; of other values equal ones are prepared once."""
    prepare = field.get_db_prep_save
    if isinstance(field, models.CharField | models.TextField) and all(type(value) is str for value in values):
        if type(field) is EncryptedTextField:
            return field.sealed(values)
        if not isinstance(field, EncryptedTextField):
            return list(values)
    if isinstance(field, EncryptedTextField | models.JSONField):
        return [prepare(value, connection) for value in values]
    known: dict[Any, Any] = {}
    for value in values:
        if value not in known:
            known[value] = prepare(value, connection)
    return [known[value] for value in values]


def _copy(
    model: type[models.Model],
    fields: Sequence["models.Field[Any, Any]"],
    rows: Iterable[Sequence[Any]],
    connection: Any,
) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    with (
        transaction.mark_for_rollback_on_error(connection.alias),
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        write = copy.write_row
        for row in rows:
            write(row)


@lru_cache(maxsize=256)
def _statement(model: type[models.Model], left: frozenset[str], alias: str) -> tuple[str, Columns]:
    """The INSERT and the fields its places stand for; `left` to the database: their defaults are not sent."""
    quote = connections[alias].ops.quote_name
    fields = tuple(field for field in model._meta.concrete_fields if field.attname not in left)
    names = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES ({places})", fields  # noqa: S608  # our own names
