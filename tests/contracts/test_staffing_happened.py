"""The calendar of duties sees who was placed and which post was filled, so that nobody ticks it off."""

from datetime import date

import pytest

from tests.contracts.deals import signed
from tests.people import HEAD
from tests.workforce.test_staff import enrolled, id_number
from tests.world import TODAY, World
from yizhan.contracts.models import AgreementStation
from yizhan.contracts.queries.happened import workers_placed
from yizhan.kernel.happened import LOOKS
from yizhan.kernel.period import Period
from yizhan.workforce.actions import announce_leave, name_replacement, withdraw_leave

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 7, 1), TODAY)


def test_all_workers_of_a_station_were_there_on_the_day_the_last_came(world: World) -> None:
    agreement = signed()
    for nth, started in enumerate((date(2026, 3, 1), date(2026, 7, 10), date(2026, 7, 20))):
        enrolled(id_number=id_number(f"1992030{nth + 1}", order=2 * nth + 2), started_on=started)
    (fact,) = workers_placed(region="469025", span=YEAR)
    line = AgreementStation.objects.get(agreement=agreement, station=world.yacha)
    assert (fact.on, fact.subject_id, fact.station_id) == (date(2026, 7, 20), line.pk, world.yacha.pk)
    assert not list(workers_placed(region="469026", span=YEAR))


def test_a_resignation_starts_a_clock_that_a_filled_post_ends(world: World) -> None:
    worker = enrolled()
    row = announce_leave(
        actor=HEAD, worker_id=worker.pk, announced_on=date(2026, 10, 10), wishes_on=TODAY, reason="家在外地", on=TODAY
    )  # fmt: skip
    begun, ended = LOOKS["提出离职申请"], LOOKS["补员完成并离职"]
    assert [fact.subject_id for fact in begun(region="469025", span=YEAR)] == [row.pk]
    assert not list(ended(region="469025", span=YEAR))
    other = enrolled(id_number=id_number("19930405", order=4), started_on=date(2026, 11, 12))
    name_replacement(actor=HEAD, resignation_id=row.pk, replacement_id=other.pk, on=TODAY)
    assert [(fact.subject_id, fact.on) for fact in ended(region="469025", span=YEAR)] == [(row.pk, TODAY)]
    withdraw_leave(actor=HEAD, resignation_id=row.pk, on=TODAY)
    assert not list(begun(region="469025", span=YEAR))
