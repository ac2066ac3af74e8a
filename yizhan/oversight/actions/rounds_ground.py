"""What the verbs of a round share: the row locked, its steps, how a station is opened and reckoned, who is told."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yizhan.access.actions import send_notice
from yizhan.access.models import User
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.oversight.models import Correction, Round, RoundStation, RoundStep, Sheet
from yizhan.oversight.queries.reckoning import reckoned
from yizhan.oversight.rules.frozen import told
from yizhan.oversight.rules.rounds import LONGEST
from yizhan.oversight.rules.scoring import Scheme

NOTICE = "access.send_notice"
SCORERS = frozenset({"evaluator", "township", "county", "city", "province", "agency_manager"})
OF_A_STATION = frozenset({"station_head", "agency_manager"})


def _stop(problem: str | None, code: str, clause: str = "") -> None:
    if problem:
        raise Refused(problem, code=code, clause=clause)


def _said(text: str, ask: str, longest: int = LONGEST) -> str:
    if len(text.strip()) < 2:
        raise Refused(ask, code="oversight.unsaid")
    if len(text) > longest:
        raise Refused(f"一次最多写{longest}字。", code="oversight.too-long")
    return text.strip()


def _round(actor: Actor, verb: str, round_id: UUID) -> Round:
    return Round.objects.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=round_id)


def _step(round_: Round, actor: Actor, kind: RoundStep.Kind, on: date, text: str = "") -> Round:
    RoundStep.objects.create(
        round=round_,
        region_code=round_.region_code,
        number=RoundStep.objects.filter(round=round_).count() + 1,
        kind=kind,
        done_on=on,
        text=text.strip(),
        by_label=actor.label[:120],
    )
    return round_


def _reckon(scheme: Scheme, round_: Round, rows: Sequence[RoundStation]) -> None:
    """The results of stations whose parties are all in, from their sheets and corrections; written down."""
    keys = [row.pk for row in rows]
    sheets: dict[UUID, list[Sheet]] = {key: [] for key in keys}
    for sheet in Sheet.objects.filter(round_station_id__in=keys).select_related("party"):
        sheets[sheet.round_station_id].append(sheet)
    corrections: dict[UUID, list[Correction]] = {}
    for each in Correction.objects.filter(sheet__round_station_id__in=keys).order_by("number"):
        corrections.setdefault(each.sheet_id, []).append(each)
    scored: list[Sheet] = []
    for row in rows:
        found = reckoned(scheme, round_.word, row.facts, sheets[row.pk], corrections)
        row.total, row.outcome = found.total, told(found)
        row.band = found.band.name if found.band else ""
        row.passed = found.band.passes if found.band else None
        scores = {each.party.name: each.score for each in found.parties}
        for sheet in sheets[row.pk]:
            sheet.score = scores.get(sheet.party.name)
            scored.append(sheet)
    RoundStation.objects.bulk_update(
        rows, ["total", "outcome", "band", "passed", "opened_at"], batch_size=200
    )
    Sheet.objects.bulk_update(scored, ["score"], batch_size=200)


def _tell(
    actor: Actor,
    because_of: str,
    round_: Round,
    *,
    subject: str,
    url: str,
    at: datetime,
    roles: frozenset[str],
    station: RoundStation | None = None,
    organisations: Iterable[Any] | None = None,
    only: list[UUID] | None = None,
) -> None:
    """organisations  of those who hold these roles only the people of these organisations
    only           of those who hold these roles only these accounts
    """
    if organisations is not None:
        only = list(
            User.objects.filter(organisation_id__in=list(organisations), is_active=True).values_list(
                "pk", flat=True
            )
        )
    if only is not None and not only:
        return
    send_notice(
        actor=actor.acting_for(NOTICE, because_of=because_of),
        roles=roles,
        region_code=station.region_code if station else round_.region_code,
        station_id=station.station_id if station else None,
        subject=subject,
        url=url,
        at=at,
        only=only,
    )


def _address(round_: Round, station: RoundStation | None = None) -> str:
    home = f"/oversight/rounds/{round_.pk}/"
    return f"{home}stations/{station.pk}/" if station else home
