"""What the log keeps of an error: where it happened and what kind it was, never what somebody wrote."""

import logging
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError
from pydantic import BaseModel

from yizhan.config.logs import WithoutValues

NAME = "示例王奶奶"


class Body(BaseModel):
    minutes: int


def unreadable() -> None:
    Body.model_validate({"minutes": NAME})


def unstorable() -> None:
    try:
        raise ValueError(NAME)
    except ValueError as first:
        words = f'new row violates check constraint "a_visit_has_minutes"\nDETAIL:  Failing row contains ({NAME}).'
        raise IntegrityError(words) from first


def busy() -> None:
    raise OperationalError("database is locked")


@pytest.mark.parametrize(
    ("fault", "kept"),
    [(unreadable, "pydantic"), (unstorable, "a_visit_has_minutes"), (busy, "database is locked")],
)
def test_a_traceback_says_where_and_what_kind_and_nothing_that_somebody_wrote(fault: Any, kept: str) -> None:
    assert settings.LOGGING["formatters"]["line"]["class"] == "yizhan.config.logs.WithoutValues"
    try:
        fault()
    except Exception:
        record = logging.LogRecord("yizhan", logging.ERROR, "", 0, "a fault", (), sys.exc_info())
    told = WithoutValues().format(record)
    assert (NAME in told, kept in told, f"in {fault.__name__}" in told) == (False, True, True), told
