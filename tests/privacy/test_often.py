"""A question whose statement is worked out once answers as its queryset would, for whoever asks, every time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from yizhan.kernel.actor import EVERYWHERE, Actor, Grant
from yizhan.kernel.ids import uuid7
from yizhan.privacy import often
from yizhan.privacy.models import AuditEvent, Unmasking
from yizhan.privacy.often import asked_often, together, unasked
from yizhan.privacy.put import put, put_back, put_new

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)
VIEW = "test.view"


def actor(
    *stations: UUID,
    region: str = "469025",
    verbs: frozenset[str] = frozenset({VIEW}),
    everywhere: bool = False,
) -> Actor:
    reach = None if everywhere or not stations else frozenset(stations)
    return Actor(id="someone", label="某人", grants=(Grant("test", verbs, region, reach),))


def look(station: UUID | None, region: str = "469025105", *, at: datetime = NOON, by: str = "x") -> Unmasking:
    return Unmasking.objects.create(
        region_code=region, station_id=station, actor_id=by, actor_label=by, subject="client", subject_id=uuid7(),
        reason="ASSISTANCE", until_at=at,
    )  # fmt: skip


@asked_often
def seen(*, actor: Actor, verb: str) -> QuerySet[Unmasking]:
    return Unmasking.objects.visible_to(actor, verb).order_by("pk")


@asked_often
def those(*, actor: Actor, verb: str, ids: Sequence[UUID], since: datetime | None) -> QuerySet[Unmasking]:
    rows = Unmasking.objects.visible_to(actor, verb).filter(pk__in=ids)
    return rows if since is None else rows.filter(until_at__gte=since)


@asked_often
def subjects(*, actor: Actor) -> "QuerySet[Unmasking, UUID]":
    return Unmasking.objects.filter(actor_id=actor.id).values_list("subject_id", flat=True)


def test_two_who_ask_with_the_same_words_see_each_their_own() -> None:
    mine, yours = look(ONE), look(TWO)
    assert seen(actor=actor(ONE), verb=VIEW) == [mine]
    assert seen(actor=actor(TWO), verb=VIEW) == [yours]
    both = sorted([mine, yours], key=lambda row: row.pk)  # made in one millisecond, either may come first
    assert seen(actor=actor(ONE, TWO), verb=VIEW) == both
    assert seen(actor=actor(region="469025"), verb=VIEW) == both
    assert seen(actor=actor(region="469026"), verb=VIEW) == []
    assert seen(actor=actor(region=EVERYWHERE), verb=VIEW) == both


def test_a_grant_without_the_verb_sees_nothing_whatever_was_asked_before() -> None:
    mine = look(ONE)
    assert seen(actor=actor(ONE), verb=VIEW) == [mine]
    assert seen(actor=actor(ONE, verbs=frozenset({"test.other"})), verb=VIEW) == []
    assert seen(actor=actor(ONE), verb="test.other") == []
    assert seen(actor=Actor(id="x", label="x"), verb=VIEW) == []
    assert seen(actor=Actor(id="x", label="x", grants=(Grant("t", frozenset({VIEW}), "46", frozenset()),)), verb=VIEW) == []  # fmt: skip


@pytest.mark.parametrize("many", [1, 2, 4, 5, 6, 9, 40])
def test_a_list_may_have_any_length(many: int) -> None:
    rows = [look(ONE) for _ in range(many)]
    look(ONE)
    found = those(actor=actor(ONE), verb=VIEW, ids=[row.pk for row in rows], since=None)
    assert {row.pk for row in found} == {row.pk for row in rows}
    assert those(actor=actor(TWO), verb=VIEW, ids=[row.pk for row in rows], since=None) == []
    assert those(actor=actor(ONE), verb=VIEW, ids=[], since=None) == []


def test_days_and_what_is_left_out_belong_to_the_question() -> None:
    early, late = look(ONE, at=NOON - timedelta(hours=1)), look(ONE, at=NOON)
    asked: dict[str, Any] = {"actor": actor(ONE), "verb": VIEW, "ids": [early.pk, late.pk]}
    assert those(**asked, since=NOON) == [late]
    assert set(those(**asked, since=NOON - timedelta(hours=1))) == {early, late}
    assert set(those(**asked, since=None)) == {early, late}


def test_the_one_who_asks_may_be_a_value_too() -> None:
    mine, _other = look(ONE, by="me"), look(ONE, by="you")
    assert subjects(actor=Actor(id="me", label="")) == [mine.subject_id]
    assert subjects(actor=Actor(id="nobody", label="")) == []


def test_a_row_reads_as_the_queryset_reads_it() -> None:
    look(ONE)
    plain, ours = Unmasking.objects.get(), seen(actor=actor(ONE), verb=VIEW)[0]
    assert {field.attname: getattr(ours, field.attname) for field in ours._meta.concrete_fields} == {
        field.attname: getattr(plain, field.attname) for field in plain._meta.concrete_fields
    }
    assert ours._state.db == plain._state.db
    assert not ours._state.adding


def test_questions_asked_together_answer_as_if_asked_alone() -> None:
    mine, yours = look(ONE, by="me"), look(TWO)
    one, nothing, two, none = together(
        seen.about(actor=actor(ONE), verb=VIEW),
        unasked(),
        those.about(actor=actor(TWO), verb=VIEW, ids=[mine.pk, yours.pk], since=None),
        seen.about(actor=Actor(id="x", label="x"), verb=VIEW),
    )
    assert (one, nothing, two, none) == ([mine], [], [yours], [])
    assert together(unasked(), unasked()) == ([], [])
    with CaptureQueriesContext(connection) as asked:
        together(seen.about(actor=actor(ONE), verb=VIEW), subjects.about(actor=Actor(id="me", label="")))
    assert len(asked) == (1 if connection.vendor == "postgresql" else 2)


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_only() -> None:
    @asked_often
    def locked(*, actor: Actor, verb: str) -> QuerySet[Unmasking]:
        return Unmasking.objects.visible_to(actor, verb).select_for_update()

    with transaction.atomic():
        assert locked(actor=actor(ONE), verb=VIEW) == []
    with pytest.raises(transaction.TransactionManagementError):
        locked(actor=actor(ONE), verb=VIEW)


def test_a_question_that_looks_at_its_values_is_refused_at_once() -> None:
    @asked_often
    def nosy(*, day: date, ids: Sequence[UUID]) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.filter(pk__in=ids)  # the day is forgotten

    with pytest.raises(RuntimeError, match="is not in the statement"):
        nosy(day=NOON.date(), ids=[ONE])


@pytest.mark.parametrize(
    "rows",
    [
        lambda: Unmasking.objects.annotate(n=Count("pk")),
        lambda: Unmasking.objects.values("pk"),
        lambda: AuditEvent.objects.prefetch_related("seal"),
    ],
)
def test_what_it_cannot_read_it_refuses(rows: Any) -> None:
    question = asked_often(rows)
    with pytest.raises(RuntimeError, match="a question asked often"):
        question()


def test_a_statement_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(often, "watchers", [])
    written = []

    @asked_often
    def counted(*, actor: Actor, verb: str) -> QuerySet[Unmasking]:
        written.append(verb)
        return Unmasking.objects.visible_to(actor, verb)

    for station in (ONE, TWO, uuid7()):
        counted(actor=actor(station), verb=VIEW)
    assert written == [VIEW]
    counted(actor=actor(ONE, TWO), verb=VIEW)
    assert written == [VIEW, VIEW]


# --- rows -------------------------------------------------------------------------------------------------------------


def event(**given: Any) -> AuditEvent:
    return AuditEvent(
        **({"actor_id": "x", "actor_label": "示例'; --", "action": "test.put", "facts": {"a": [1]}} | given)
    )


def test_rows_of_several_tables_are_put_as_they_would_be_saved() -> None:
    row = Unmasking(
        region_code="469025", station_id=ONE, actor_id="x", actor_label="100% 示例", subject="client",
        subject_id=TWO, reason="ASSISTANCE", until_at=NOON,
    )  # fmt: skip
    put(event(), event(subject_id=ONE), row)
    assert [one.facts for one in AuditEvent.objects.all()] == [{"a": [1]}, {"a": [1]}]
    assert AuditEvent.objects.get(subject_id=ONE).actor_label == "示例'; --"
    assert AuditEvent.objects.latest("at").at is not None
    assert Unmasking.objects.get().actor_label == "100% 示例"
    put()


def test_a_new_row_knows_what_the_database_filled_in_and_an_id_is_taken_once() -> None:
    row = event()
    assert put_new(row, unless_there=True)
    assert row.at == AuditEvent.objects.get(pk=row.pk).at
    assert not put_new(event(pk=row.pk, action="test.other"), unless_there=True)
    assert AuditEvent.objects.get().action == "test.put"


def test_columns_are_put_back_and_the_row_says_when_it_changed() -> None:
    row = look(ONE)
    Unmasking.objects.update(changed_at=NOON)
    row.until_at, row.note = NOON + timedelta(days=1), "没有写回的"
    put_back(row, "until_at")
    kept = Unmasking.objects.get()
    assert kept.until_at == NOON + timedelta(days=1)
    assert kept.note == ""
    assert kept.changed_at > NOON
