"""How the verbs about agreements find and lock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from yizhan.access.models import Organisation
from yizhan.contracts.actions.ground import _open_project
from yizhan.contracts.models import Agreement, AgreementStation, Project
from yizhan.contracts.rules.agreements import CYCLE, Part, parts_problem, ruled, sides_problem, years_problem
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.period import Period
from yizhan.stations.models import Station


@dataclass(frozen=True)
class StationLine:
    """One station of an agreement as it is written down."""

    station_id: UUID
    headcount: int
    amount_fen: int


def _agreement(actor: Actor, verb: str, agreement_id: UUID) -> Agreement:
    """The agreement, locked behind its project: whoever works on one project follows one another.

    Refused                  the accounts of the project are closed
    Agreement.DoesNotExist   out of reach
    """
    found = Agreement.objects.visible_to(actor, verb).get(pk=agreement_id)
    _open_project(actor, verb, found.project_id)
    return Agreement.objects.locked(actor, verb, agreement_id)


def _parts(project: Project, lines: Sequence[StationLine], *, left: Collection[UUID] = ()) -> list[Part]:
    """The stations of the lines by name. Refused: one that lies elsewhere, or is closed and did not leave before."""
    known = Station.objects.filter(region_code__startswith=project.region_code).in_bulk(
        [line.station_id for line in lines]
    )
    parts = []
    for line in lines:
        station = known.get(line.station_id)
        if station is None:
            raise Refused("只能为本县的社工站签协议。", code="contracts.elsewhere")
        if station.status == Station.Status.CLOSED and station.pk not in left:
            raise Refused(f"{station.title}已撤销，不能写进协议。", code="contracts.station-closed")
        parts.append(Part(line.station_id, station.title, line.headcount, line.amount_fen))
    return parts


def _check_terms(
    project: Project, provider: Organisation, parts: Sequence[Part], *, amount_fen: int, year: Period, cycle: Period
) -> None:  # fmt: skip
    """Refused: sides, stations, amounts or days that do not make an agreement."""
    problem = sides_problem(
        provider_kind=provider.kind,
        provider_closed=provider.closed_on is not None,
        same=provider.pk == project.buyer_id,
    ) or parts_problem(parts, amount_fen=amount_fen)
    if problem:
        raise Refused(problem, code="contracts.terms")
    rule = ruled(CYCLE, region_code=project.region_code, on=year.first)
    if wrong := years_problem(year=year, cycle=cycle, project=project.period, rule=rule):
        raise Refused(wrong[0], code="contracts.days", clause=wrong[1])


def _lines(agreement: Agreement) -> list[StationLine]:
    rows = AgreementStation.objects.filter(agreement=agreement).order_by("station__region_code", "id")
    return [StationLine(row.station_id, row.headcount, row.amount_fen) for row in rows]


def _write_lines(agreement: Agreement, parts: Sequence[Part]) -> None:
    """The stations as they are now; a station that was written down before keeps its row."""
    kept = {part.station for part in parts}
    known = {row.station_id: row for row in AgreementStation.objects.filter(agreement=agreement)}
    for station_id, row in known.items():
        if station_id not in kept:
            row.delete()
    codes = dict(Station.objects.filter(pk__in=kept).values_list("pk", "region_code"))
    for part in parts:
        old = known.get(part.station)
        if old is None:
            AgreementStation.objects.create(
                agreement=agreement,
                station_id=part.station,
                region_code=codes[part.station],
                headcount=part.headcount,
                amount_fen=part.fen,
            )
        elif (old.headcount, old.amount_fen) != (part.headcount, part.fen):
            old.headcount, old.amount_fen = part.headcount, part.fen
            old.save(update_fields=["headcount", "amount_fen"])
