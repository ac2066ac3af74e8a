"""Who acts and what a grant reaches."""

from uuid import UUID

import pytest

from yizhan.kernel.actor import EVERYWHERE, NOBODY, Actor, Grant

STATION = UUID(int=7)


def test_an_empty_region_is_no_region() -> None:
    for wrong in ("", "4690250", "全国", "46902"):
        with pytest.raises(ValueError, match="division code"):
            Grant(role="county", verbs=frozenset(), region=wrong)


def test_a_grant_reaches_what_lies_inside_it() -> None:
    county = Grant(role="county", verbs=frozenset({"a.b"}), region="469025")
    assert county.reaches_region("469025100")
    assert not county.reaches_region("469026100")
    assert Grant(role="administrator", verbs=frozenset(), region=EVERYWHERE).reaches_region("11")
    assert not Grant(
        role="worker", verbs=frozenset(), region="469025", stations=frozenset({STATION})
    ).reaches_region("469025100")


def test_a_role_is_held_where_it_was_granted_and_nowhere_else() -> None:
    """Somebody of the city 4601 who also heads a station elsewhere is not the city's there."""
    city = Grant("city", frozenset({"a.answer"}), "4601")
    head = Grant("station_head", frozenset({"a.answer"}), "469025", frozenset({STATION}))
    actor = Actor(id="1", label="两处任职", grants=(city, head))
    assert actor.roles_over("a.answer", region_code="469025100", station_id=STATION) == {"station_head"}
    assert actor.roles_over("a.answer", region_code="460105101", station_id=UUID(int=8)) == {"city"}
    assert not actor.roles_over("a.answer", region_code="469025100", station_id=None)
    assert not actor.roles_over("a.other", region_code="469025100", station_id=STATION)


def test_a_verb_called_by_another_widens_only_the_grants_that_carry_the_first() -> None:
    here = Grant(
        role="worker",
        verbs=frozenset({"services.record_service"}),
        region="469025",
        stations=frozenset({STATION}),
    )
    there = Grant(role="auditor", verbs=frozenset({"clients.view"}), region="46")
    actor = Actor(id="1", label="驻站社工", grants=(here, there))
    lent = actor.acting_for("clients.note_visits", because_of="services.record_service")
    assert [grant.role for grant in lent.grants_for("clients.note_visits")] == ["worker"]
    assert not actor.may("clients.note_visits")
    assert actor.roles == {"worker", "auditor"}


def test_nobody_may_nothing() -> None:
    assert not NOBODY.may("clients.view")
