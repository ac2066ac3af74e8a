"""The team of a round, and whether it has every field the region's paper asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from yizhan.access.models import Organisation
from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Round, RoundExpert, RoundParty, RoundStation, Sheet
from yizhan.oversight.rules.rounds import kind_of_party
from yizhan.oversight.rules.teams import (
    NAME,
    RUNNING,
    binds_party,
    sealing_problem,
    team_rule,
    team_verdict,
)
from yizhan.policy.schema.measures import Required
from yizhan.policy.schema.rule import Verdict


@dataclass(frozen=True)
class Line:
    """Whether a team has every field. party None: all together; stops: what it lacks stops the sealing, in words."""

    party: RoundParty | None
    verdict: Verdict
    stops: str | None


@dataclass(frozen=True)
class Team:
    """The team as the reader may see it.

    own    ids of members the reader may let go, and whose declaration she may read
    rule   the region's paper on the fields of a team; None where no paper says
    lines  one a party whose team the paper describes (适用), also before anybody was named; one for all together,
           which stops nobody, where it names no party; none without a paper, and to whoever does not see the whole team
    """

    experts: Sequence[RoundExpert]
    own: frozenset[UUID]
    rule: Required | None
    lines: Sequence["Line"]

    @property
    def seated(self) -> list[RoundExpert]:
        """Those who judge: they neither left nor stand aside."""
        return [each for each in self.experts if each.left_on is None and not each.aside]


def team_of(*, actor: Actor, round_: Round, told: bool, parties: Sequence[RoundParty] | None = None) -> Team:
    """The caller has found the round; a station's side is told who judged it with its result, not before.

    told     the reader sees results of the round, or scores in it herself
    parties  of the round with their organisations, where the caller has read them
    """
    mine = RoundExpert.objects.visible_to(actor, NAME).filter(round=round_)
    own = frozenset(mine.values_list("pk", flat=True))
    rows = list(
        (RoundExpert.objects.filter(round=round_) if told else mine)
        .select_related("party")
        .order_by("party__position", "id")
    )
    rule = team_rule(region_code=round_.region_code, on=round_.packs_on)
    seen = told and round_.state != Round.State.DROPPED
    if rule is None or not seen:
        return Team(rows, own, rule, [])
    if parties is None:
        parties = list(
            RoundParty.objects.filter(round=round_).select_related("organisation").order_by("position")
        )
    return Team(rows, own, rule, _lines(round_, rule, rows, parties))


def _lines(
    round_: Round, rule: Required, rows: Sequence[RoundExpert], parties: Iterable[RoundParty]
) -> list[Line]:
    bound = [party for party in parties if binds_party(rule, kind=_kind(party, party.organisation))]
    if not bound:
        return [] if rule.binds else [Line(None, team_verdict(rule, _fields(rows)), None)]
    found = []
    for party in bound:
        fields = _fields([each for each in rows if each.party_id == party.pk])
        stops = sealing_problem(rule, party=party.name, fields=fields) if round_.state in RUNNING else None
        found.append(Line(party, team_verdict(rule, fields), stops))
    return found


def _fields(rows: Sequence[RoundExpert]) -> set[str]:
    """What those who judge are experts of: they neither left nor stand aside."""
    return {each.field for each in rows if each.left_on is None and not each.aside}


def _kind(party: RoundParty, organisation: Organisation | None) -> str:
    return organisation.kind if organisation is not None else kind_of_party(party.name)


def team_lacks(*, round_: Round, sheet: Sheet) -> tuple[str, str] | None:
    """Why the team that its party has cannot seal a sheet, and the clause; None when it can."""
    rule = team_rule(region_code=round_.region_code, on=round_.packs_on)
    if rule is None or not binds_party(rule, kind=_kind(sheet.party, sheet.organisation)):
        return None
    fields = _fields(list(RoundExpert.objects.filter(party=sheet.party_id)))
    problem = sealing_problem(rule, party=sheet.party.name, fields=fields)
    return (problem, rule.chip) if problem else None


def parties_to_name_for(*, actor: Actor, round_: Round) -> list[RoundParty]:
    """Parties whose team the reader may name: every one as the office, her own as the commissioned evaluator."""
    if not actor.may(NAME) or round_.state not in ("PREPARED", "OPEN"):
        return []
    if any(
        grant.role != "evaluator" and grant.reaches_region(round_.region_code)
        for grant in actor.grants_for(NAME)
    ):
        return list(RoundParty.objects.filter(round=round_).order_by("position"))
    if actor.organisation_id is None:
        return []
    return list(RoundParty.objects.filter(round=round_, organisation_id=actor.organisation_id))


def operators_of(round_: Round) -> frozenset[str]:
    """Names of the agencies that run the stations of a round."""
    return frozenset(
        name
        for name in RoundStation.objects.filter(round=round_)
        .values_list("operator__name", flat=True)
        .distinct()
        if name
    )
