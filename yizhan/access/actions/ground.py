"""How the verbs of accounts, organisations and roles refuse and write."""

from django.db.models.functions import Now

from yizhan.access.models import Custody, Organisation, RoleGrant, User
from yizhan.access.roles import ROLES


def _label(role: str) -> str:
    return ROLES[role].label if role in ROLES else role


def _write(row: Organisation | Custody | User | RoleGrant, *fields: str) -> None:
    row.changed_at = Now()  # the database clock
    row.save(update_fields=[*fields, "changed_at"])
    row.refresh_from_db(fields=["changed_at"])
