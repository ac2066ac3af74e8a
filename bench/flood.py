"""Millions of rows written inside the database: indexes are built once at the end, and nobody asks each row for its parents."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models


@contextmanager
def flood(*tables: type[models.Model]) -> Iterator[None]:
    """While it is open rows are only written. On PostgreSQL alone; the copies carry the keys of rows that are there."""
    if connection.vendor != "postgresql":
        yield
        return
    names = [one._meta.db_table for one in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint WHERE conname = indexname)",
            [names],
        )
        indexes = cursor.fetchall()
        for name, _made in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("SET maintenance_work_mem = '1GB'")
            for _name, made in indexes:
                cursor.execute(made)
            cursor.execute("RESET maintenance_work_mem")
            for name in names:
                cursor.execute(f'VACUUM ANALYZE "{name}"')
