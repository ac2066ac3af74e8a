"""The invented paper on staff of the demo place, in force for the tests that ask for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.conftest import only_these_packs
from yizhan.policy import book

PAPER = Path(__file__).parents[2] / "demo" / "packs"


@pytest.fixture
def staff_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """469025-baisha/2025-staff-rules: letter, notice, replacement, pay scale, hearing, blacklist."""
    paper = next(pack for pack in book.read_shelf([PAPER]) if pack.id == "469025-baisha/2025-staff-rules")
    only_these_packs(monkeypatch, (*book.shelf(), paper))
    yield
    book._held.cache_clear()
