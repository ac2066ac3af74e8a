"""Many writers at once: each waits for its turn, none is lost. (SQLite with mmap_size failed this under threads.)"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

WRITERS, ROWS = 6, 40


def write(writer: int) -> None:
    try:
        for row in range(ROWS):
            with transaction.atomic():
                Session.objects.create(
                    session_key=f"w{writer}r{row}", session_data="", expire_date=timezone.now()
                )
                Session.objects.filter(session_key=f"w{writer}r{row}").update(session_data="seen")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_lose_nothing() -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    assert Session.objects.filter(session_data="seen").count() == WRITERS * ROWS
