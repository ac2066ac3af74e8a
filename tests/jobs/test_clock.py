"""What happens while nobody sits at the screen."""

import pytest

from tests.people import YACHA
from tests.world import World
from yizhan.jobs.tasks import every_minute, nightly
from yizhan.privacy.models import AuditEvent, AuditSeal
from yizhan.privacy.queries import broken_seals
from yizhan.reports.models import StationMonth


@pytest.mark.django_db
def test_every_minute_the_kept_figures_follow_the_records(world: World) -> None:
    every_minute()
    every_minute()
    assert StationMonth.objects.filter(station=world.yacha).exists()
    assert world.yacha.region_code == YACHA


@pytest.mark.django_db
def test_every_night_the_audit_trail_is_sealed(world: World) -> None:
    before = AuditEvent.objects.count()
    nightly()
    nightly()
    assert AuditEvent.objects.filter(seal__isnull=False).count() >= before
    assert AuditSeal.objects.count() >= 2
    assert broken_seals() == []
