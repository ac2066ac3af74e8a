"""Service years for the tests of contracts, made by actions."""

from datetime import date
from uuid import UUID

from tests.people import BAISHA, BAISHA_BUREAU, ZHAO
from yizhan.contracts.actions import open_project
from yizhan.contracts.models import Project

FIRST, LAST = date(2026, 7, 1), date(2027, 6, 30)


def project(
    name: str = "2026—2027年度乡镇社工站项目",
    *,
    first_on: date = FIRST,
    last_on: date = LAST,
    follows_id: UUID | None = None,
) -> Project:
    """A project of 白沙, opened by 赵科长."""
    return open_project(
        actor=ZHAO,
        region_code=BAISHA,
        name=name,
        buyer_id=BAISHA_BUREAU,
        first_on=first_on,
        last_on=last_on,
        follows_id=follows_id,
    )
