"""Many rows at once are the same rows."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from yizhan.kernel.ids import uuid7s
from yizhan.privacy.models import AuditEvent
from yizhan.privacy.pour import MANY, pour_columns

ODD = ["普通", "tab\there", "line\nbreak", "\\N", "back\\slash", "'quoted\"", "", "𠮷"]
SHARED = {"actor_id": "测试", "action": "tests.pour"}


def poured(count: int, **more: Any) -> list[AuditEvent]:
    labels = [ODD[n % len(ODD)] for n in range(count)]
    each: dict[str, list[Any]] = {
        "id": uuid7s(count),
        "actor_label": labels,
        "facts": [{"nth": n, "label": label} for n, label in enumerate(labels)],
        "subject_id": [None if n % 2 else key for n, key in enumerate(uuid7s(count))],
    }
    pour_columns(AuditEvent, each=each, shared=SHARED | more)
    rows = {row.pk: row for row in AuditEvent.objects.filter(action="tests.pour")}
    return [rows[key] for key in each["id"]]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, MANY - 1, MANY * 2])
def test_rows_given_column_by_column_are_the_rows_that_were_meant(count: int) -> None:
    rows = poured(count)
    assert [row.actor_label for row in rows] == [ODD[n % len(ODD)] for n in range(count)]
    assert [row.facts["label"] for row in rows] == [row.actor_label for row in rows]
    assert [row.subject_id is None for row in rows] == [bool(n % 2) for n in range(count)]
    assert all((row.outcome, row.reason_code, row.seal_id) == ("DONE", "", None) for row in rows)
    assert all(row.at for row in rows), "the database's own default"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, MANY * 2])
def test_the_database_still_refuses_what_it_would_refuse(count: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        poured(count, outcome="REFUSED")
    assert not AuditEvent.objects.filter(action="tests.pour").exists()


@pytest.mark.django_db
def test_thousands_go_in_with_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        poured(3_000)
    written = [one["sql"] for one in asked.captured_queries if "SELECT" not in one["sql"]]
    assert len(written) == 1


def test_a_column_nobody_has_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="shoe"):
        pour_columns(AuditEvent, each={"id": []}, shared={"shoe": 1})
