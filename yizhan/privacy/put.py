"""Rows of every request: an INSERT or an UPDATE that is worked out once for each table. For many rows see `pour`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, router, transaction
from django.db.models.expressions import DatabaseDefault
from django.db.models.functions import Now
from django.db.models.sql import UpdateQuery

from yizhan.privacy.ready import OPEN, Ready, in_one_text, is_ready, trusting

Column = tuple[str, frozenset[type], dict[type, Callable[[Any], Any]], Callable[[Any, Any], Any]]
"""Name, the types of value that the driver takes as they are, what prepares others quickly, and what prepares all."""


def put(*rows: models.Model) -> None:
    """Insert a few rows, of one table or several, those of one table side by side; nothing is read back.

    Inside `in_one_transaction` they wait for the next statement, or for the end.
    """
    if not rows:
        return
    alias = router.db_for_write(type(rows[0]))
    connection = connections[alias]
    for group in _tables(rows):
        insert, values = _filled(group, connection, back=False, unless_there=False)
        _send(connection, insert.sql, insert.ready, values)


def put_over(*rows: models.Model, key: tuple[str, ...], facts: tuple[str, ...]) -> None:
    """Insert a few rows of one table; where one of the same key stands already, these facts are written into it.

    It waits as with `put`. key: columns of a unique constraint of the table, by attribute; facts likewise.
    """
    connection = connections[router.db_for_write(type(rows[0]))]
    insert, values = _filled(rows, connection, back=False, unless_there=False, over=(key, facts))
    _send(connection, insert.sql, insert.ready, values)


def put_new(row: models.Model, *, unless_there: bool = False) -> bool:
    """Insert one row and read back what the database filled in.

    unless_there  its id may be taken, even by a row that is being written this moment: then nothing happens
    returns       whether the row was written
    """
    alias = router.db_for_write(type(row))
    connection = connections[alias]
    insert, values = _filled([row], connection, back=True, unless_there=unless_there)
    with _minding(connection), connection.cursor() as cursor:
        cursor.execute(*_told(connection, insert.sql, insert.ready, values))
        found = cursor.fetchone()
    if found is None:
        return False
    for told, (name, converters, column) in zip(found, insert.back, strict=True):
        value = told
        for convert in converters:
            value = convert(value, column, connection)
        row.__dict__[name] = value
    row._state.adding, row._state.db = False, alias
    return True


def put_back(row: models.Model, *names: str) -> None:
    """Write these columns of one row as they stand in Python, and that it changed now by the database's clock."""
    alias = router.db_for_write(type(row))
    connection = connections[alias]
    sql, ready, columns = _update(type(row), names, alias)
    _send(connection, sql, ready, _values(row, columns, connection))


# --- what waits ---------------------------------------------------------------------------------------------------------


class _Waiting:
    """Statements that nobody waits an answer for, held back until the next one that is sent, and sent before it."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, list[Any] | None]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        """Around every statement of the connection, savepoints included: first what waits, then this one."""
        with trusting(context["connection"]):
            self.go(lambda told, values: execute(told, values, False, context))
        return execute(sql, params, many, context)

    def go(self, execute: Callable[[str, list[Any] | None], object], *, last: str = "") -> None:
        if self.statements:
            told, values = in_one_text(self.statements)
            self.statements = []
            execute(told + last, values)


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def in_one_transaction(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """`transaction.atomic`, and on a database that takes several statements at once: what `put` and `put_back` write is
    sent along with the next statement, whoever sends it, or at the end; in order, and before anything is read. At the
    end of an outermost transaction COMMIT is sent along too.

    What the database refuses is told there, and rolls back the whole transaction as it would have done before.
    """
    connection = connections[alias]
    outermost = not connection.in_atomic_block
    with transaction.atomic(using=alias):
        if connection.vendor != "postgresql" or _waiting.get() is not None:
            yield
        else:
            with _in_one_journey(connection, last=";\nCOMMIT" if outermost else ""):
                yield


def nothing_waits() -> bool:
    """Whether the next statement would be sent alone."""
    held = _waiting.get()
    return held is None or not held.statements


@contextmanager
def _in_one_journey(connection: Any, *, last: str) -> Iterator[None]:
    held = _Waiting()
    token = _waiting.set(held)
    try:
        with connection.execute_wrapper(held):
            yield
        with _minding(connection), connection.cursor() as cursor:
            held.go(cursor.execute, last=last)
    finally:
        _waiting.reset(token)


def _send(connection: Any, sql: str, ready: Ready, values: list[Any]) -> None:
    held = _waiting.get()
    if held is not None:
        held.statements.append(_told(connection, sql, ready, values))
        return
    with _minding(connection), connection.cursor() as cursor:
        cursor.execute(*_told(connection, sql, ready, values))


class _minding(trusting):  # noqa: N801  # as its parent
    """`trusting`, and what Django's `mark_for_rollback_on_error` does, of which it makes a generator each time."""

    __slots__ = ()

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is not None:
            super().__exit__(kind, error, trace)
            if isinstance(error, Exception) and self.connection.in_atomic_block:
                self.connection.needs_rollback = True
                self.connection.rollback_exc = error


def _told(connection: Any, sql: str, ready: Ready, values: list[Any]) -> tuple[str, list[Any] | None]:
    """The statement and its values, or on an open connection that keeps it ready the call of it, and None."""
    if connection.vendor == "postgresql" and is_ready(ready, connection):
        return ready.call(values, connection.connection), None
    return sql, values


# --- the statements -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Insert:
    """back: name, converters and column of what the database fills in."""

    sql: str
    ready: Ready
    columns: tuple[Column, ...]
    back: tuple[tuple[str, list[Any], Any], ...]


def _tables(rows: Sequence[models.Model]) -> Iterable[list[models.Model]]:
    group: list[models.Model] = []
    for row in rows:
        if group and type(row) is not type(group[0]):
            yield group
            group = []
        group.append(row)
    yield group


Over = tuple[tuple[str, ...], tuple[str, ...]]
"""Key and facts of rows that may stand already."""


def _filled(
    rows: Sequence[models.Model],
    connection: Any,
    *,
    back: bool,
    unless_there: bool,
    over: Over | None = None,
) -> tuple[_Insert, list[Any]]:
    model, facts = type(rows[0]), rows[0].__dict__
    left = tuple([name for name in _defaulted(model) if type(facts[name]) is DatabaseDefault])
    insert = _insert(
        model, left, len(rows), connection.alias, back=back, unless_there=unless_there, over=over
    )
    return insert, [value for row in rows for value in _values(row, insert.columns, connection)]


def _values(row: models.Model, columns: Sequence[Column], connection: Any) -> list[Any]:
    facts = row.__dict__
    return [
        value
        if (kind := type(value := facts[name])) in straight
        else quick[kind](value)
        if kind in quick
        else prepare(value, connection)
        for name, straight, quick, prepare in columns
    ]


@lru_cache(maxsize=128)
def _defaulted(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.has_db_default())


@lru_cache(maxsize=256)
def _insert(
    model: type[models.Model],
    left: tuple[str, ...],
    many: int,
    alias: str,
    *,
    back: bool,
    unless_there: bool,
    over: Over | None,
) -> _Insert:
    """The INSERT of so many rows; the columns in `left` are filled by the database."""
    connection: Any = connections[alias]
    ops, table, key = connection.ops, model._meta.db_table, model._meta.pk
    fields = [field for field in model._meta.concrete_fields if field.attname not in left]
    made = [field for field in model._meta.concrete_fields if field.attname in left] or [key]
    one = f"({', '.join(['%s'] * len(fields))})"
    columns = {field.attname: ops.quote_name(str(field.column)) for field in model._meta.concrete_fields}
    words = [
        f"INSERT INTO {ops.quote_name(table)}",
        f"({', '.join(ops.quote_name(str(field.column)) for field in fields)})",
        f"VALUES {', '.join([one] * many)}",
    ]
    if unless_there:
        words.append(f"ON CONFLICT ({ops.quote_name(str(key.column))}) DO NOTHING")
    if over:
        key_columns, told = ([columns[name] for name in names] for names in over)
        taken = ", ".join(f"{each} = EXCLUDED.{each}" for each in told)
        words.append(f"ON CONFLICT ({', '.join(key_columns)}) DO UPDATE SET {taken}")
    if back:
        words.append(ops.return_insert_columns(made)[0])
    returned = []
    for field in made if back else ():
        column = field.get_col(table)
        converters = [*ops.get_db_converters(column), *column.get_db_converters(connection)]
        returned.append((field.attname, converters, column))
    sql = " ".join(words)
    ready = Ready(f"insert {table}", sql, [OPEN] * (len(fields) * many))
    return _Insert(sql, ready, _columns(fields, connection), tuple(returned))


@lru_cache(maxsize=256)
def _update(
    model: type[models.Model], names: tuple[str, ...], alias: str
) -> tuple[str, Ready, tuple[Column, ...]]:
    connection: Any = connections[alias]
    quote, key = connection.ops.quote_name, model._meta.pk
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    now = UpdateQuery(model).get_compiler(using=alias).compile(Now())[0]
    told = ", ".join([*(f"{quote(field.column)} = %s" for field in fields), f"{quote('changed_at')} = {now}"])
    sql = f"UPDATE {quote(model._meta.db_table)} SET {told} WHERE {quote(str(key.column))} = %s"  # noqa: S608  # our own names
    ready = Ready(f"update {model._meta.db_table}", sql, [OPEN] * (len(fields) + 1))
    return sql, ready, _columns([*fields, key], connection)


def _columns(fields: Sequence[Any], connection: Any) -> tuple[Column, ...]:
    return tuple((field.attname, *_driven(field, connection), field.get_db_prep_save) for field in fields)


_NONE = type(None)
_STRAIGHT: dict[str, type] = {
    "CharField": str,
    "TextField": str,
    "IntegerField": int,
    "BigIntegerField": int,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "BooleanField": bool,
}
_STRAIGHT_TO_POSTGRESQL: dict[str, type] = {"UUIDField": UUID, "DateField": date}
_QUICK_TO_SQLITE: dict[str, tuple[type, Callable[[Any], Any]]] = {
    "UUIDField": (UUID, attrgetter("hex")),
    "DateField": (date, date.isoformat),
}


def _driven(field: Any, connection: Any) -> tuple[frozenset[type], dict[type, Callable[[Any], Any]]]:
    """Types of value that the driver takes as they are, and those made ready by one call; fields of our own prepare
    all of theirs."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if not type(field).__module__.startswith("django.db.models.fields") or isinstance(
        field, models.JSONField
    ):
        return frozenset(), {}
    kind = field.get_internal_type()
    if connection.vendor == "sqlite" and kind in _QUICK_TO_SQLITE:
        one, prepare = _QUICK_TO_SQLITE[kind]
        return frozenset({_NONE}), {one: prepare}
    found = _STRAIGHT.get(kind)
    if found is None and connection.vendor == "postgresql":
        found = _STRAIGHT_TO_POSTGRESQL.get(kind)
    return frozenset({found, _NONE} if found else ()), {}
