"""Scope, audit and unmasking, through the actions."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection

from yizhan.kernel.actor import EVERYWHERE, Actor, Grant
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action
from yizhan.privacy.actions import seal_audit, unmask
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.masking import PersonalText
from yizhan.privacy.migrating import seal_column
from yizhan.privacy.models import AuditEvent, Unmasking
from yizhan.privacy.queries import audit_of, audit_trail, broken_seals, readings_of, unmasked_until

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
STATION, OTHER_STATION, PERSON = UUID(int=1), UUID(int=2), UUID(int=3)
VERBS = frozenset({"privacy.unmask", "privacy.view_audit", "privacy.seal_audit"})


def actor(
    name: str, region: str, *, stations: frozenset[UUID] | None = None, verbs: frozenset[str] = VERBS
) -> Actor:
    return Actor(
        id=name, label=name, grants=(Grant(role="test", verbs=verbs, region=region, stations=stations),)
    )


ZHAO = actor("赵科长", "469025")
NEIGHBOUR = actor("邻县科长", "469026")
WANG = actor("王社工", "469025", stations=frozenset({STATION}))


def looked(by: Actor, *, reason: str = "ASSISTANCE", note: str = "", at: datetime = NOON) -> Unmasking:
    return unmask(
        actor=by,
        subject="client",
        subject_id=PERSON,
        region_code="469025105",
        station_id=STATION,
        reason=reason,
        note=note,
        at=at,
    )


def test_full_details_show_for_ten_minutes_to_the_one_who_asked() -> None:
    looked(WANG)
    asked: dict[str, Any] = {"subject": "client", "subject_id": PERSON}
    assert unmasked_until(actor=WANG, at=NOON + timedelta(minutes=9), **asked)
    assert unmasked_until(actor=WANG, at=NOON + timedelta(minutes=10), **asked) is None
    assert unmasked_until(actor=ZHAO, at=NOON, **asked) is None


@pytest.mark.refuses("privacy.unmask")
@pytest.mark.parametrize(("reason", "note"), [("", ""), ("CURIOUS", ""), ("OTHER", "  ")])
def test_without_a_reason_nothing_is_shown(reason: str, note: str) -> None:
    with pytest.raises(Refused, match="请"):
        looked(WANG, reason=reason, note=note)
    assert not Unmasking.objects.exists()


def test_the_reading_log_is_seen_in_the_county_and_not_next_door() -> None:
    looked(WANG)
    log: dict[str, Any] = {"verb": "privacy.view_audit", "subject": "client", "subject_id": PERSON}
    assert readings_of(actor=ZHAO, **log).count() == 1
    assert readings_of(actor=WANG, **log).count() == 1
    assert readings_of(actor=NEIGHBOUR, **log).count() == 0
    assert (
        readings_of(actor=actor("李社工", "469025", stations=frozenset({OTHER_STATION})), **log).count() == 0
    )


def test_a_grant_without_the_verb_sees_nothing() -> None:
    looked(WANG)
    assert Unmasking.objects.visible_to(ZHAO, "clients.view").count() == 0
    assert Unmasking.objects.visible_to(actor("平台", EVERYWHERE), "privacy.view_audit").count() == 1


def test_a_refused_verb_leaves_its_audit_line_and_nothing_else() -> None:
    with pytest.raises(Refused):
        looked(WANG, reason="")
    with pytest.raises(NotAllowed):
        looked(actor("访客", "469025", verbs=frozenset()))
    lines = list(
        AuditEvent.objects.order_by("id").values_list("actor_id", "outcome", "reason_code", "region_code")
    )
    assert lines == [
        ("王社工", "REFUSED", "privacy.reason-missing", "469025"),
        ("访客", "REFUSED", "NotAllowed", "469025"),
    ]


def test_an_audit_line_keeps_ids_and_no_person() -> None:
    looked(WANG, reason="OTHER", note="家里着火")
    line = AuditEvent.objects.get()
    assert line.facts == {"subject": "client", "subject_id": str(PERSON), "reason": "OTHER"}
    assert line.subject_id == PERSON
    assert line.region_code == "469025105"
    assert "着火" not in str(line.facts)


def test_a_verb_inside_a_verb_joins_its_transaction_and_adds_its_line() -> None:
    @action("test.outer")
    def outer(*, actor: Actor, fails: bool) -> Unmasking:
        row = looked(actor.acting_for("privacy.unmask", because_of="test.outer"))
        if fails:
            raise Refused("不行。", code="test.no")
        return row

    grantee = actor("组长", "469025", verbs=frozenset({"test.outer"}))
    outer(actor=grantee, fails=False)
    assert sorted(AuditEvent.objects.values_list("action", "outcome")) == [
        ("privacy.unmask", "DONE"),
        ("test.outer", "DONE"),
    ]
    with pytest.raises(Refused):
        outer(actor=grantee, fails=True)
    assert Unmasking.objects.count() == 1
    assert AuditEvent.objects.filter(outcome="REFUSED").values_list("action", flat=True).get() == "test.outer"


def test_an_inner_verb_without_permission_stops_the_outer_one() -> None:
    @action("test.careless")
    def careless(*, actor: Actor) -> Unmasking:
        return looked(actor)

    with pytest.raises(NotAllowed):
        careless(actor=actor("组长", "469025", verbs=frozenset({"test.careless"})))
    assert not Unmasking.objects.exists()


def test_the_audit_trail_shows_ones_own_territory() -> None:
    looked(WANG)
    assert audit_trail(actor=ZHAO).count() == 1
    assert audit_trail(actor=NEIGHBOUR).count() == 0
    assert audit_trail(actor=WANG).count() == 0, "a grant limited to stations reads no trail of the territory"
    assert audit_of(subject_id=PERSON).count() == 1
    assert audit_of(subject_id=PERSON, actions=("clients.open_file",)).count() == 0


def test_a_changed_line_breaks_its_seal_and_is_named() -> None:
    for minute in range(3):
        looked(WANG, at=NOON + timedelta(minutes=minute))
    first = seal_audit(actor=ZHAO)
    second = seal_audit(actor=ZHAO)
    assert first is not None
    assert second is not None, "sealing writes a line of its own, closed by the next seal"
    assert (first.number, first.lines, second.previous_hash) == (1, 3, first.hash)
    assert broken_seals() == []
    call_command("check_audit_trail", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_auditevent SET actor_id = 'somebody' WHERE action = 'privacy.unmask'")
    assert broken_seals() == [1]
    with pytest.raises(CommandError, match="第1段"):
        call_command("check_audit_trail")


def test_an_empty_trail_needs_no_seal() -> None:
    assert seal_audit(actor=ZHAO) is None


@pytest.mark.refuses("privacy.seal_audit")
def test_only_the_nightly_job_seals() -> None:
    with pytest.raises(NotAllowed):
        seal_audit(actor=actor("访客", "469025", verbs=frozenset()))


def test_encrypted_columns_cannot_be_searched() -> None:
    field = EncryptedTextField()
    field.set_attributes_from_name("name")
    for look_up in ("iexact", "contains", "in", "startswith"):
        with pytest.raises(FieldError, match="digest"):
            field.get_lookup(look_up)
    assert field.get_lookup("isnull")


def test_of_an_encrypted_column_one_may_ask_whether_anything_stands_in_it_and_nothing_else() -> None:
    looked(ZHAO)
    assert Unmasking.objects.filter(note="").count() == 1
    with pytest.raises(FieldError, match="digest"):
        Unmasking.objects.filter(note="核对补贴发放")


def test_what_stood_in_plain_text_is_sealed_when_its_column_becomes_encrypted() -> None:
    row = looked(ZHAO)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_unmasking SET note = %s", ["核对补贴发放"])
    seal_column(Unmasking._meta.get_field("note"), connection)
    assert Unmasking.objects.get(pk=row.pk).note == "核对补贴发放"
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM privacy_unmasking")
        assert "核对" not in cursor.fetchone()[0]


def test_a_masked_value_prints_masked() -> None:
    assert str(PersonalText("46902519480315002X", "id", masked=True)) == "4690************2X"
    assert str(PersonalText("46902519480315002X", "id", masked=False)) == "46902519480315002X"
    assert str(PersonalText("", "name", masked=True)) == ""


def test_facts_are_plain_words() -> None:
    @action("test.facts", facts=("rows", "flag", "row", "nothing"))
    def facts(*, actor: Actor, rows: list[UUID], flag: bool, row: Unmasking, nothing: None = None) -> None:
        """A verb that keeps every kind of fact."""

    row = looked(WANG)
    ids = [uuid7(), uuid7()]
    facts(actor=actor("组长", "469025", verbs=frozenset({"test.facts"})), rows=ids, flag=True, row=row)
    kept = AuditEvent.objects.get(action="test.facts").facts
    assert kept == {"rows": sorted(map(str, ids)), "flag": True, "row": str(row.pk)}
