"""Query counts per page, pinned in query_counts.json: fewer is welcome, more fails.

A new page fails once and says the number to pin; `PIN=1` writes it. The session's own rows are not counted, because
they are renewed once a minute, whenever the minute turns.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

PINS = Path(__file__).parent / "query_counts.json"
OWN = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT", "PRAGMA")


def pinned() -> dict[str, int]:
    found: dict[str, int] = json.loads(PINS.read_text("utf-8")) if PINS.exists() else {}
    return found


def counts(sql: str) -> bool:
    """Whether a statement is the page's own: neither a transaction's frame nor the session's row."""
    return not sql.startswith(OWN) and "django_session" not in sql


def verdict(page: str, number: int, pins: dict[str, int]) -> str:
    """Why the count is refused, or "" when it is not."""
    if page not in pins:
        return f"{page}: {number} queries, not pinned yet; run the test once with PIN=1"
    if number > pins[page]:
        return f"{page}: {number} queries, pinned at {pins[page]}"
    return ""


@contextmanager
def counting(page: str) -> Iterator[None]:
    with CaptureQueriesContext(connection) as seen:
        yield
    statements = [query["sql"] for query in seen.captured_queries if counts(query["sql"])]
    pins, number = pinned(), len(statements)
    if os.environ.get("PIN") and number != pins.get(page):
        PINS.write_text(
            json.dumps({**pins, page: number}, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8"
        )
        return
    if refusal := verdict(page, number, pins):
        pytest.fail(refusal + "\n  " + "\n  ".join(statements), pytrace=False)
    if number < pins[page]:
        print(f"{page}: {number} queries, fewer than the {pins[page]} pinned; lower the pin with PIN=1")
