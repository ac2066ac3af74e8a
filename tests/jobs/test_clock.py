"""What happens while nobody sits at the screen."""

import pytest
from django.utils.timezone import localdate, now

from tests.people import YACHA, ZHAO
from tests.world import World
from yizhan.access.roles import job
from yizhan.jobs.tasks import each_on_its_own, every_minute, nightly, refresh_figures
from yizhan.kernel.errors import NotAllowed
from yizhan.privacy.models import AuditEvent, AuditSeal
from yizhan.privacy.queries import broken_seals
from yizhan.reports.actions import refresh_rollups, settle_rollups
from yizhan.reports.models import StationMonth, Watermark


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


def test_where_one_step_of_the_night_trips_the_others_are_still_done_and_it_is_told() -> None:
    done: list[str] = []
    with pytest.raises(ExceptionGroup, match="did not come to its end") as told:
        each_on_its_own(lambda: done.append("first"), lambda: print(1 // 0), lambda: done.append("last"))
    assert done == ["first", "last"]
    assert [type(each) for each in told.value.exceptions] == [ZeroDivisionError]


@pytest.mark.django_db
def test_month_by_month_gives_the_same_figures_as_all_at_once(world: World) -> None:
    refresh_figures(everything=True)
    by_month = list(
        StationMonth.objects.order_by("station", "month", "metric").values_list(
            "station", "month", "metric", "value"
        )
    )
    refresh_rollups(
        actor=job("nightly", "夜间任务", "reports.refresh_rollups"), on=localdate(), at=now(), everything=True
    )
    at_once = list(
        StationMonth.objects.order_by("station", "month", "metric").values_list(
            "station", "month", "metric", "value"
        )
    )
    assert by_month == at_once
    assert by_month
    assert Watermark.objects.get().day_on == localdate()


@pytest.mark.django_db
@pytest.mark.refuses("reports.settle_rollups")
def test_nobody_at_a_screen_moves_the_watermark(world: World) -> None:
    with pytest.raises(NotAllowed):
        settle_rollups(actor=ZHAO, on=localdate(), seen_to=now())
    assert not Watermark.objects.exists()
