"""Rows made quickly are the rows that Django's own constructor makes."""

from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.expressions import DatabaseDefault
from django.utils.functional import SimpleLazyObject

from yizhan.kernel.actor import Actor, Grant
from yizhan.privacy import often
from yizhan.privacy.action import action
from yizhan.privacy.models import AuditEvent, AuditSeal, Unmasking
from yizhan.privacy.put import put
from yizhan.privacy.rows import new, reading

ONE = UUID(int=1)


def test_a_new_row_has_every_column_a_constructor_gives_it() -> None:
    slow = AuditEvent(actor_id="x", action="test.act", subject_id=ONE)
    quick = new(AuditEvent, actor_id="x", action="test.act", subject_id=ONE)
    told = {name: value for name, value in slow.__dict__.items() if name not in ("_state", "id", "at")}
    assert {name: quick.__dict__[name] for name in told} == told
    assert quick.__dict__.keys() == slow.__dict__.keys()
    assert type(quick.__dict__["at"]) is DatabaseDefault
    assert quick._state.adding
    assert quick._state.db is None


def test_what_is_made_anew_is_never_shared() -> None:
    one, other = new(AuditEvent), new(AuditEvent)
    assert one.pk != other.pk
    one.facts["only"] = "here"
    assert other.facts == {}


def test_a_relation_may_be_given_as_the_row_it_leads_to() -> None:
    seal = AuditSeal(number=1, lines=0)
    line = new(AuditEvent, seal=seal)
    assert line.seal_id == seal.pk
    assert line.seal is seal
    assert new(AuditEvent, seal=None).seal_id is None


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        new(AuditEvent, colour="red")


@pytest.mark.django_db
def test_a_new_row_is_saved_as_any_other() -> None:
    new(AuditEvent, actor_id="x", actor_label="x", action="test.act").save(force_insert=True)
    assert AuditEvent.objects.get().action == "test.act"


@pytest.mark.django_db
def test_a_row_that_was_read_in_part_reads_the_rest_when_asked() -> None:
    line = AuditEvent.objects.create(actor_id="x", actor_label="y", action="test.act")
    read = reading(AuditEvent, ("id", "action"), "default")([line.pk, "test.act"])
    assert read == line
    assert read.get_deferred_fields() == line.__dict__.keys() - {"_state", "id", "action"}
    assert read.actor_label == "y"
    assert not read._state.adding


VIEW = "test.look_on"


@often.asked_often
def _looked_at(*, actor: Actor, verb: str) -> QuerySet[Unmasking]:
    return Unmasking.objects.visible_to(actor, verb).order_by("pk")


@action(VIEW)
def look_on(*, actor: Actor) -> list[Unmasking]:
    assert type(actor) is Actor
    return _looked_at(actor=actor, verb=VIEW)


@pytest.mark.django_db
def test_the_actor_of_a_request_shares_statements_with_everybody_of_her_role() -> None:
    """Looked up or not yet, as it is or through a verb: never a statement for each person."""
    at = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    for station in (ONE, UUID(int=2)):
        Unmasking.objects.create(
            region_code="469025105", station_id=station, actor_id="x", actor_label="x", subject="client",
            subject_id=ONE, reason="ASSISTANCE", until_at=at,
        )  # fmt: skip

    def somebody(station: UUID) -> Actor:
        grant = Grant("test", frozenset({VIEW}), "469025", frozenset({station}))
        return SimpleLazyObject(lambda: Actor(id=str(station), label="某人", grants=(grant,)))  # type: ignore[return-value]

    assert [row.station_id for row in look_on(actor=somebody(ONE))] == [ONE]
    before = often._worked_out.cache_info().misses
    assert [row.station_id for row in look_on(actor=somebody(UUID(int=2)))] == [UUID(int=2)]
    assert [row.station_id for row in _looked_at(actor=somebody(ONE), verb=VIEW)] == [ONE]
    assert often._worked_out.cache_info().misses == before


@pytest.mark.django_db
def test_what_the_database_refused_spoils_the_transaction_for_whoever_looks_away() -> None:
    line = new(AuditEvent, actor_id="x", actor_label="x", action="test.act")
    with transaction.atomic():
        with suppress(IntegrityError):
            put(line, line)
        with pytest.raises(transaction.TransactionManagementError):
            AuditEvent.objects.count()
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == 0
