"""What a session holds is read as Django reads it, and nothing that somebody changed is read at all."""

import pytest
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.test import override_settings

from yizhan.web.session import SessionStore

HELD = {"_auth_user_id": "019ab1de-b4d3-7b7d-8bad-9bdd2b0d7b3d", "seen": 29_400_000, "words": "某人" * 200}


def test_what_django_sealed_is_read() -> None:
    assert SessionStore().decode(DatabaseSessions().encode(HELD)) == HELD
    assert DatabaseSessions().decode(SessionStore().encode(HELD)) == HELD


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told[:-1] + "AB"[told[-1] == "A"],
        lambda told: "x" + told,
        lambda _: "",
        lambda _: "é:1:2",
    ],
)
def test_what_somebody_changed_is_an_empty_session(change: "object") -> None:
    told = DatabaseSessions().encode(HELD)
    assert SessionStore().decode(change(told)) == {}  # type: ignore[operator]


def test_a_session_sealed_with_the_key_before_goes_on() -> None:
    with override_settings(SECRET_KEY="the key of last year, which is long enough"):
        told = DatabaseSessions().encode(HELD)
        before = "the key of last year, which is long enough"
    assert SessionStore().decode(told) == {}
    with override_settings(SECRET_KEY_FALLBACKS=[before]):
        assert SessionStore().decode(told) == HELD
