"""What migrations of several rooms do to columns that become encrypted."""

from typing import Any

from yizhan.privacy.fields import EncryptedTextField

BATCH = 2000


def seal_column(field: EncryptedTextField, connection: Any) -> None:
    """What stood in a column in plain text before it became an encrypted one is sealed: after AlterField, in RunPython.

    Read and written past the field, which takes whatever stands there for sealed already.
    """
    table, column = (connection.ops.quote_name(word) for word in (field.model._meta.db_table, field.column))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} <> ''")  # noqa: S608  (names of our own)
        plain = cursor.fetchall()
        for first in range(0, len(plain), BATCH):
            some = plain[first : first + BATCH]
            texts = field.sealed([text for _key, text in some])
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE id = %s",  # noqa: S608  (names of our own)
                [(text, key) for text, (key, _plain) in zip(texts, some, strict=True)],
            )
