"""Who and when are arguments: no room asks the clock, reads settings, sees a request or imports by string."""

import pytest

from tests.guards.house import ROOMS, imports_by_string, sees_outside, sources

GATES = {
    "access/http.py": "where a request becomes an Actor",
    "kernel/ids.py": "an id carries the moment it was made",
}
LOADERS = {
    "web/urls.py": "collects the addresses of its own area files",
    "privacy/rows.py": "looks whether anybody listens to the making of a row, so that it is never made behind a listener",
}


def test_no_room_asks_the_clock_reads_settings_or_sees_a_request() -> None:
    wrong = [
        f"{place} {each}"
        for place, text in sources(of=ROOMS)
        if place not in GATES and "/migrations/" not in place
        for each in sees_outside(text)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("from django.utils.timezone import now", True),
        ("from django.conf import settings", True),
        ("from django.http import HttpRequest", True),
        ("date.today()", True),
        ("timezone.localdate()", True),
        ("import time", True),
        ("os.environ['X']", True),
        ("from yizhan.config.queue import enqueue", True),
        ("from django.db.models.functions import Now", False),
        ("from os import urandom", False),
        ("from datetime import date", False),
    ],
)
def test_a_look_outside_is_recognised(source: str, caught: bool) -> None:
    assert bool(sees_outside(source)) is caught


def test_only_config_imports_by_string() -> None:
    wrong = [
        f"{place} {each}"
        for place, text in sources()
        if place not in LOADERS and "/migrations/" not in place
        for each in imports_by_string(text)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("apps.get_model('clients', 'Client')", True),
        ("import_string('a.b')", True),
        ("importlib.import_module('a')", True),
        ("@receiver(post_save)\ndef f(): ...", True),
        ("from django.db.models.signals import post_save", True),
        ("from yizhan.clients.models import Client", False),
    ],
)
def test_a_string_that_imports_is_recognised(source: str, caught: bool) -> None:
    assert bool(imports_by_string(source)) is caught
