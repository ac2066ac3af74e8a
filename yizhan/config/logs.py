"""What must not stand in a log: the code of a slip, and what people wrote.

The words of an exception often repeat the value that caused it: a body that cannot be read is quoted by pydantic, a row that
cannot be stored by PostgreSQL. A traceback in the log therefore has its places and its kind of error, and of the words
only what the program itself said.
"""

import logging
import re
import traceback
from types import TracebackType

from django.db import IntegrityError, OperationalError, ProgrammingError

_CODE = re.compile(r"(/p/answer/)[^/\s?]+")
_OWN_WORDS = (
    AttributeError, ImportError, IntegrityError, NameError, OSError, OperationalError, ProgrammingError,
    RuntimeError, TypeError, ZeroDivisionError,
)  # fmt: skip
"""Errors whose words are the program's or the system's own."""


class WithoutCodes(logging.Filter):
    """Takes codes out of the message and its arguments, wherever an address is written down."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without(each) for each in record.args)
        record.msg = _without(record.msg)
        return True


class WithoutValues(logging.Formatter):
    """Writes tracebacks without the values in the words of their exceptions, of those they came from as well."""

    def formatException(  # noqa: N802  (logging's name)
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return "\n\n".join(_told(each) for each in _chain(ei[1]))


def _chain(error: BaseException | None) -> list[BaseException]:
    """What it came from first, as Python prints it."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found[::-1]


def _told(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    words = _words(error)
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{places}{kind}{f': {words}' if words else ''}"


def _words(error: BaseException) -> str:
    if isinstance(
        error, _OWN_WORDS
    ):  # a database names the table or the constraint first; the row stands in the lines after it
        return str(error).partition("\n")[0]
    return "(its words are left out: they may repeat what somebody wrote)"


def _without(value: object) -> object:
    return _CODE.sub(r"\1…", value) if isinstance(value, str) else value
