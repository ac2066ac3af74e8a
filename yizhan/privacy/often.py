"""Questions of every request: the statement is worked out once, and only its values change.

Django writes the SQL of a queryset anew each time it is asked, which is nine tenths of what a small look-up costs. Here
the same queryset is written once for each shape of question; the door of scope writes it as it always does (ADR 0060).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, update_wrapper
from types import SimpleNamespace
from typing import Any, Generic, ParamSpec, TypeVar, cast, overload
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model, QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable

from yizhan.kernel.actor import Actor, Grant
from yizhan.privacy.put import nothing_waits
from yizhan.privacy.ready import OPEN, Ready, in_one_text, is_ready, trusting
from yizhan.privacy.rows import reading

P = ParamSpec("P")
Row = TypeVar("Row")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
Shape = tuple[Any, ...]

SHAPES = 1024
"""How many statements are kept; the one not asked for longest makes room."""

FEW = 4
"""Up to so many values in a list, each number has its statement; above, the next power of two, filled with repetitions."""

watchers: list[Callable[[str, Sequence[Any], "QuerySet[Any, Any]"], None]] = []
"""The tests look on: they get each statement with its values, and the queryset of the same arguments."""


class Asked(Generic[Row]):
    """A question with its values, ready to be sent alone or together with others."""

    __slots__ = ("statement", "values")

    def __init__(self, statement: "_Statement", values: list[Any]) -> None:
        self.statement, self.values = statement, values


class Question(Generic[P, Row]):
    """A function that returns a queryset, made into one that returns its rows, its SQL worked out once for each shape.

    The shape: which arguments there are and of what type, how many values a list has, and, of an actor, the verbs and
    region of each grant and the number of its stations. So whoever holds other grants asks another statement, and a
    grant that ended is missing from the next question as it is missing from the actor. `verb`, None, numbers, truth
    values and members of enumerations belong to the shape as they are.

    The function is called with stand-ins: it hands its arguments to the queryset, may look whether one is None, and
    looks at nothing else about them. Keywords only; models, `values_list` and `select_related`; no annotations, no
    prefetching.

    RuntimeError  a value given is not in the statement, or the queryset is of another kind
    """

    def __init__(self, build: Callable[P, "QuerySet[Any, Row]"]) -> None:
        self.build = build
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **given: P.kwargs) -> list[Row]:
        asked = self.about(*args, **given)
        return asked.statement.answer(asked.values) if asked.statement.sql else []

    def about(self, *args: P.args, **given: P.kwargs) -> Asked[Row]:
        """The same, to be sent together with others by `together`."""
        assert not args, "keywords only"
        shape, values = _taken_apart(given)
        statement = _worked_out(self.build, shape)
        if watchers and statement.sql:
            for watch in watchers:
                watch(statement.sql, statement.filled(values), self.build(*args, **given))
        return Asked(statement, values)


_NOTHING = Asked[Any](cast("_Statement", SimpleNamespace(sql="", alias=DEFAULT_DB_ALIAS)), [])


def unasked() -> Asked[Any]:
    """In place of a question that need not be asked this time; its answer is empty."""
    return _NOTHING


def asked_often(build: Callable[P, "QuerySet[Any, Row]"]) -> Question[P, Row]:
    return Question(build)


def of_stations(question: Question[..., Row], *, stations: Sequence[UUID], **given: object) -> Iterable[Row]:
    """The answer for these stations: a few ask the statement kept ready; a province is asked about plainly, because one
    plan for thousands of places fits none of them."""
    if len(stations) <= FEW:
        return question(stations=list(stations), **given)
    return question.build(stations=stations, **given)


@overload
def together(one: Asked[A], two: Asked[B], /) -> tuple[list[A], list[B]]: ...
@overload
def together(one: Asked[A], two: Asked[B], three: Asked[C], /) -> tuple[list[A], list[B], list[C]]: ...
@overload
def together(
    one: Asked[A], two: Asked[B], three: Asked[C], four: Asked[D], /
) -> tuple[list[A], list[B], list[C], list[D]]: ...
def together(*asked: Asked[Any]) -> tuple[list[Any], ...]:
    """The answers to several questions, in one journey to the database where it takes several statements at once."""
    connection: Any = connections[asked[0].statement.alias]
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            return tuple(
                [
                    each.statement.read_by(cursor, each.values, connection) if each.statement.sql else []
                    for each in asked
                ]
            )
    sent = [each for each in asked if each.statement.sql]
    answers: dict[int, list[Any]] = {}
    if sent:
        connection.ensure_connection()
        with trusting(connection):
            words, told = in_one_text([each.statement.asking(each.values, connection) for each in sent])
            begin = connection.carry_begin() if nothing_waits() else ""
            with connection.cursor() as cursor:
                try:
                    cursor.execute(begin + words, told)
                except BaseException:
                    if begin:
                        connection.was_not_carried()
                    raise
                if begin:
                    cursor.nextset()
                for each in sent:
                    answers[id(each)] = each.statement.read(cursor.fetchall(), connection)
                    cursor.nextset()
    return tuple([answers.get(id(each), []) for each in asked])


# --- taking a question apart --------------------------------------------------------------------------------------------

_PLACES = frozenset({UUID, date, datetime, str})
_LISTS = frozenset({list, tuple, set, frozenset})


def _taken_apart(given: dict[str, Any]) -> tuple[Shape, list[Any]]:
    """The shape of the arguments, and their values in its order."""
    shape: list[Any] = []
    values: list[Any] = []
    for name, value in given.items():
        kind = type(value)
        if kind in _PLACES and name != "verb":
            shape.append((name, kind))
            values.append(value)
        elif kind is Actor or isinstance(value, Actor):  # the lazy one of a request says it is one
            values += (value.id, value.label, value.organisation_id)
            shape.append((name, Actor, tuple([_grant(grant, values) for grant in value.grants])))
        elif kind in _LISTS:
            shape.append((name, kind, *_many(value, values)))
        else:
            shape.append((name, None, value))
    return tuple(shape), values


def _grant(grant: Grant, values: list[Any]) -> Shape:
    if grant.stations is None:
        return (grant.role, grant.verbs, grant.region, None)
    return (grant.role, grant.verbs, grant.region, _many(grant.stations, values)[1])


def _many(value: Any, values: list[Any]) -> tuple[type | None, int]:
    several = tuple(value)
    if not several:
        return None, 0
    count = len(several)
    places = count if count <= FEW else 1 << (count - 1).bit_length()
    values += several
    values += several[-1:] * (places - count)
    return type(several[0]), places


# --- working the statement out ------------------------------------------------------------------------------------------

_FIRST_DAY = date(1000, 1, 1)
_FIRST_ID = 0x9B1DEB4D_3B7D_4BAD_9BDD_2B0D7B3DCB6D


def _stand_in(kind: type, nth: int) -> Any:
    """A value of that type that nobody uses, different for each place."""
    if kind is UUID:
        return UUID(int=_FIRST_ID + nth)
    if kind is date:
        return _FIRST_DAY + timedelta(days=nth)
    if kind is datetime:
        return datetime(1000, 1, 1, tzinfo=UTC) + timedelta(seconds=nth)
    if kind is str:
        return f"⟪{nth}⟫"
    raise RuntimeError(f"a question cannot be asked often about a {kind.__name__}")


def _put_together(shape: Shape) -> tuple[dict[str, Any], list[Any], set[int]]:
    """Arguments of that shape made of stand-ins, these in order, and which of them must appear in the statement."""
    places: list[Any] = []
    needed: set[int] = set()

    def place(kind: type, *, must: bool) -> Any:
        if must:
            needed.add(len(places))
        places.append(_stand_in(kind, len(places)))
        return places[-1]

    given: dict[str, Any] = {}
    for name, kind, *rest in shape:
        if kind is None:
            given[name] = rest[0]
        elif kind is Actor:
            one, label, organisation = (place(each, must=False) for each in (str, str, UUID))
            grants = [
                Grant(
                    role=role,
                    verbs=verbs,
                    region=region,
                    stations=None
                    if many is None
                    else frozenset(place(UUID, must=False) for _ in range(many)),
                )
                for role, verbs, region, many in rest[0]
            ]
            given[name] = Actor(id=one, label=label, grants=tuple(grants), organisation_id=organisation)
        elif rest:
            given[name] = kind(place(rest[0], must=True) for _ in range(rest[1]))
        else:
            given[name] = place(kind, must=True)
    return given, places, needed


@lru_cache(maxsize=SHAPES)
def _worked_out(build: Callable[..., "QuerySet[Any, Any]"], shape: Shape) -> "_Statement":
    given, places, needed = _put_together(shape)
    return _Statement(getattr(build, "__name__", "asked"), build(**given), places, needed)


_KINDS = {UUID: "uuid", date: "date", datetime: "timestamptz", str: "text"}
"""What PostgreSQL calls the types of places."""


class _Statement:
    """One statement, the places of its values, and how its rows are read. sql "": it never finds anything."""

    def __init__(self, name: str, rows: "QuerySet[Any, Any]", places: list[Any], needed: set[int]) -> None:
        if rows._prefetch_related_lookups or rows._known_related_objects:  # type: ignore[attr-defined]
            raise RuntimeError("a question asked often reads no rows beside its own")
        self.alias, self.locks = rows.db, bool(rows.query.select_for_update)
        self.sql = ""
        compiler = rows.query.get_compiler(using=self.alias)
        try:
            self.sql, params = compiler.as_sql()
        except EmptyResultSet:
            return
        connection = connections[self.alias]
        self._prepare = tuple(_preparing(type(value), connection) for value in places)
        known = {
            prepare(value) if prepare else value: nth
            for nth, (value, prepare) in enumerate(zip(places, self._prepare, strict=True))
        }
        self._order: tuple[tuple[int, Any], ...] = tuple((known.get(param, -1), param) for param in params)
        if missing := needed - {nth for nth, _ in self._order}:
            raise RuntimeError(f"value {min(missing)} is not in the statement: {self.sql}")
        self._open = [nth for nth, _ in self._order if nth >= 0]
        self._ready = (
            Ready(
                name,
                self.sql,
                [param if nth < 0 else OPEN for nth, param in self._order],
                [_KINDS[type(places[nth])] for nth in self._open],
            )
            if connection.vendor == "postgresql"
            else None
        )
        kind, select, klass = rows._iterable_class, compiler.select, compiler.klass_info
        if compiler.annotation_col_map and kind is ModelIterable:
            raise RuntimeError("a question asked often carries no annotations")
        self._convert = list(compiler.get_converters([column for column, *_ in select]).items())
        self._one = _reader(kind, select, klass, self.alias)

    def filled(self, values: Sequence[Any]) -> list[Any]:
        """The values as the driver takes them, in the order of the statement."""
        ready = [
            prepare(value) if prepare and value is not None else value
            for value, prepare in zip(values, self._prepare, strict=True)
        ]
        return [param if nth < 0 else ready[nth] for nth, param in self._order]

    def asking(self, values: Sequence[Any], connection: Any) -> tuple[str, list[Any] | None]:
        """What an open connection is told: the statement and its values, or the call of it kept ready, and None."""
        if self.locks and connection.get_autocommit():
            raise transaction.TransactionManagementError("rows are locked inside a transaction only")
        if self._ready is not None and is_ready(self._ready, connection):
            return self._ready.call([values[nth] for nth in self._open], connection.connection), None
        return self.sql, self.filled(values)

    def answer(self, values: Sequence[Any]) -> list[Any]:
        connection = connections[self.alias]
        with connection.cursor() as cursor, trusting(connection):
            return self.read_by(cursor, values, connection)

    def read_by(self, cursor: Any, values: Sequence[Any], connection: Any) -> list[Any]:
        cursor.execute(*self.asking(values, connection))
        return self.read(cursor.fetchall(), connection)

    def read(self, rows: Sequence[Sequence[Any]], connection: Any) -> list[Any]:
        one = self._one
        return [one(row) for row in (self._converted(rows, connection) if self._convert else rows)]

    def _converted(self, rows: Sequence[Sequence[Any]], connection: Any) -> Iterator[Sequence[Any]]:
        for row in map(list, rows):
            for at, (converters, column) in self._convert:
                value = row[at]
                for convert in converters:
                    value = convert(value, column, connection)
                row[at] = value
            yield row


def _reader(kind: Any, select: Any, klass: Any, alias: str) -> Callable[[Sequence[Any]], Any]:
    """What makes one answer of one row of the database, as the queryset would."""
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is ValuesListIterable:
        return tuple
    if kind is not ModelIterable:
        raise RuntimeError(f"a question asked often does not answer as {kind.__name__}")
    return _model_reader(klass, select, alias)


def _model_reader(klass: Any, select: Any, alias: str) -> Callable[[Sequence[Any]], Model | None]:
    """A row and, in its caches, the rows beside it that `select_related` read along; None where there is none."""
    if klass.get("from_parent"):
        raise RuntimeError("a question asked often reads no model that is made of another")
    first, past = klass["select_fields"][0], klass["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[first:past]]
    key = first + names.index(klass["model"]._meta.pk.attname)
    make = reading(klass["model"], names, alias)
    beside = [
        (_model_reader(each, select, alias), each["local_setter"], each["remote_setter"])
        for each in klass.get("related_klass_infos", ())
    ]

    def read(row: Sequence[Any]) -> Model | None:
        if row[key] is None:
            return None
        made: Model = make(row[first:past])
        for read_beside, put_here, put_there in beside:
            there = read_beside(row)
            put_here(made, there)
            if there is not None:
                put_there(there, made)
        return made

    return read


def _preparing(kind: type, connection: Any) -> Callable[[Any], Any] | None:
    """What the driver is handed for a value of that type; None: the value itself."""
    if connection.vendor == "postgresql":
        return None
    if kind is UUID and not connection.features.has_native_uuid_field:
        return lambda value: value.hex
    if kind is datetime:
        prepare: Callable[[Any], Any] = connection.ops.adapt_datetimefield_value
        return prepare
    return str if kind is date else None
