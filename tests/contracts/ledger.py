"""A project with two signed agreements in 白沙, for the tests of the money."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tests.people import AGENCY, BAISHA, BAISHA_BUREAU, OTHER_AGENCY, QIFANG_STATION, YACHA_STATION, ZHAO
from yizhan.contracts.actions import open_project
from yizhan.contracts.models import Agreement, AgreementStation, Project

FIRST, LAST = date(2026, 7, 1), date(2027, 6, 30)
SIGNED = date(2026, 6, 24)
DAY = date(2026, 11, 20)
WAN = 1_000_000
"""Fen of ten thousand yuan."""


@dataclass
class Ground:
    project: Project
    agreement: Agreement
    other: Agreement


def _agreed(project: Project, provider: UUID, station: UUID, number: str, fen: int) -> Agreement:
    agreement = Agreement.objects.create(
        project=project,
        region_code=project.region_code,
        provider_id=provider,
        number=number,
        state=Agreement.State.SIGNED,
        cycle_first_on=FIRST,
        cycle_last_on=date(2029, 6, 30),
        first_on=FIRST,
        last_on=LAST,
        signed_on=SIGNED,
        amount_fen=fen,
    )
    AgreementStation.objects.create(
        agreement=agreement, region_code=project.region_code, station_id=station, headcount=3, amount_fen=fen
    )
    return agreement


def agreed_project(name: str = "2026—2027年度乡镇社工站项目") -> Ground:
    """This county's service year; the agency of our people has one agreement, another agency the other."""
    project = open_project(
        actor=ZHAO, region_code=BAISHA, name=name, buyer_id=BAISHA_BUREAU, first_on=FIRST, last_on=LAST
    )
    return Ground(
        project,
        _agreed(project, AGENCY, YACHA_STATION, f"{name[:4]}示民购1号", 22 * WAN),
        _agreed(project, OTHER_AGENCY, QIFANG_STATION, f"{name[:4]}示民购2号", 22 * WAN),
    )
