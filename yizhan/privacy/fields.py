"""Columns that the database cannot read."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact

from yizhan.privacy import cipher
from yizhan.privacy.cipher import digest

if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
    _CharField = models.CharField[Any, Any]
else:  # Django's fields are generic only for the type checker
    _TextField, _CharField = models.TextField, models.CharField

__all__ = ["DigestField", "EncryptedJSONField", "EncryptedTextField", "digest", "seal_text", "unseal_text"]


def seal_text(text: str, *, place: str) -> str:
    """One secret outside our own tables, for one place; the same cipher as every encrypted column."""
    return cipher.seal(text, place=place)


def unseal_text(stored: str, *, place: str) -> str:
    return cipher.unseal(stored, place=place)


class EncryptedTextField(_TextField):
    """Text under SM4-GCM, bound to its table and column. Python sees the plain text; "" is stored as "".

    FieldError  any look-up on it but whether it is empty: search goes through a DigestField beside it
    """

    @property
    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return cipher.unseal(value, place=self._place) if value else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:  # noqa: ARG002  (Django's signature)
        if hasattr(value, "as_sql"):  # of bulk_update: an expression, whose values come here one by one
            return value
        return cipher.seal(str(value), place=self._place) if value else value

    def sealed(self, values: Sequence[str]) -> list[str]:
        """Many values as the database takes them, each sealed for itself; "" stays ""."""
        filled = iter(cipher.seal_all([value for value in values if value], place=self._place))
        return [next(filled) if value else value for value in values]

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        if lookup_name == "exact":
            return _IsEmpty
        raise FieldError(f"{self.name} is encrypted and cannot be searched; use its digest")


class _IsEmpty(Exact):
    """`reason=""`: whether something was written, for constraints and counts."""

    def __init__(self, lhs: Any, rhs: Any):
        if rhs != "":
            raise FieldError(f"{lhs.output_field.name} is encrypted and cannot be searched; use its digest")
        super().__init__(lhs, rhs)


class EncryptedJSONField(EncryptedTextField):
    """A small JSON value under the same protection."""

    def from_db_value(self, value: str | None, *args: Any) -> Any:
        text = super().from_db_value(value, *args)
        return json.loads(text) if text else None

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        return super().get_db_prep_save(json.dumps(value, ensure_ascii=False), connection)

    def to_python(self, value: Any) -> Any:
        return value


class DigestField(_CharField):
    """32 hex digits made by `digest(value, purpose=…)`; empty when there is nothing to search for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_length", 32)
        options.setdefault("blank", True)
        options.setdefault("default", "")
        super().__init__(*args, **options)
