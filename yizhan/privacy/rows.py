"""Rows made quickly: what a model's constructor makes of columns, without asking each field and each listener.

A constructor of Django's takes as long as a small statement; a request makes and reads a dozen of rows (ADR 0060).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class _Made:
    """Defaults that are always the same, those that are made anew, and the column behind each relation."""

    same: dict[str, Any]
    anew: tuple[tuple[str, Callable[[], Any]], ...]
    relations: dict[str, str]
    columns: int


def new(model: type[Row], **facts: Any) -> Row:
    """A row to be written, by its columns, like `model(**facts)`; a relation may be given as the row it leads to.

    TypeError  there is no such column
    """
    made = _made(model)
    row = model.__new__(model)
    row._state = state = ModelState()
    within = row.__dict__
    within.update(made.same)
    for name, make in made.anew:
        if name not in facts:
            within[name] = make()
    for name in made.relations.keys() & facts.keys():
        there = state.fields_cache[name] = facts.pop(name)
        within[made.relations[name]] = None if there is None else there.pk
    within.update(facts)
    if len(within) != made.columns + 1:
        raise TypeError(f"{model.__name__} has no column {sorted(facts.keys() - made.same.keys())}")
    return row


@lru_cache(maxsize=256)
def _made(model: type[models.Model]) -> _Made:
    _plain(model)
    fields = model._meta.concrete_fields
    anew = tuple((field.attname, field.get_default) for field in fields if callable(field.default))
    same = {field.attname: field.get_default() for field in fields if not callable(field.default)}
    relations = {field.name: field.attname for field in fields if field.name != field.attname}
    return _Made(same, anew, relations, len(fields))


def reading(model: type[Row], names: Sequence[str], alias: str) -> Callable[[Sequence[Any]], Row]:
    """What makes a row of these columns as they were read, like `model.from_db`; the others are read when asked for."""
    _plain(model)
    if getattr(model.from_db, "__func__", None) is not models.Model.from_db.__func__:  # type: ignore[attr-defined]
        raise RuntimeError(f"{model.__name__} reads its rows in a way of its own")
    columns = tuple(names)

    def read(values: Sequence[Any]) -> Row:
        row = model.__new__(model)
        row._state = state = ModelState()
        state.adding, state.db = False, alias
        row.__dict__.update(zip(columns, values, strict=True))
        return row

    return read


def _plain(model: type[models.Model]) -> None:
    """Nobody else has a say in how its rows are made."""
    if model.__init__ is not models.Model.__init__ or any(
        signal.has_listeners(model) for signal in (pre_init, post_init)
    ):
        raise RuntimeError(f"{model.__name__} makes its rows in a way of its own")
