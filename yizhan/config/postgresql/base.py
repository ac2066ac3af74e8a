"""Django's own, that begins a transaction no earlier than its first statement (ADR 0060)."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """ENGINE yizhan.config.postgresql.

    The outermost `atomic` sends nothing, but owes a BEGIN. Whoever sends the first statement may take the word along
    (`carry_begin`); whoever just asks for a cursor gets a connection that sends it first, as Django's own does.
    """

    begin_owed = False

    def _start_transaction_under_autocommit(self) -> None:
        self.begin_owed = True

    def carry_begin(self) -> str:
        """What to put in front of the first statement of a transaction, which is then sent at once; "" within one,
        outside of any, and where transactions begin in a way of their own."""
        if not self.begin_owed or self.connection is None or self.connection.isolation_level is not None:
            return ""
        self.begin_owed = False
        return "BEGIN;\n"

    def was_not_carried(self) -> None:
        """The statement failed, perhaps before it was sent: then BEGIN is still owed."""
        if self.connection is not None and self.connection.info.transaction_status == TransactionStatus.IDLE:
            self.begin_owed = True

    def create_cursor(self, name: Any = None) -> Any:
        if self.begin_owed:
            self.begin_owed = False
            self._set_autocommit(False)  # type: ignore[attr-defined]  # the stubs leave it out
        return super().create_cursor(name)

    def _commit(self) -> Any:
        self.begin_owed = False
        return super()._commit()  # type: ignore[misc]  # the stubs leave it out

    def _rollback(self) -> Any:
        self.begin_owed = False
        return super()._rollback()  # type: ignore[misc]  # the stubs leave it out

    def _close(self) -> Any:
        self.begin_owed = False
        return super()._close()  # type: ignore[misc]  # the stubs leave it out
