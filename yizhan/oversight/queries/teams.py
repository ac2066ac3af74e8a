"""The team of a round, and whether it has every field the region's paper asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Round, RoundExpert, RoundParty, RoundStation
from yizhan.oversight.rules.teams import NAME, team_rule, team_verdict
from yizhan.policy.schema.measures import Required
from yizhan.policy.schema.rule import Verdict


@dataclass(frozen=True)
class Team:
    """The team as the reader may see it.

    own      ids of members the reader may let go, and whose declaration she may read
    rule     the region's paper on the fields of a team; None where no paper says
    verdict  whether they are all there; None without a paper or before anybody was named
    """

    experts: Sequence[RoundExpert]
    own: frozenset[UUID]
    rule: Required | None
    verdict: Verdict | None

    @property
    def seated(self) -> list[RoundExpert]:
        """Those who judge: they neither left nor stand aside."""
        return [each for each in self.experts if each.left_on is None and not each.aside]


def team_of(*, actor: Actor, round_: Round, told: bool) -> Team:
    """The caller has found the round; a station's side is told who judged it with its result, not before.

    told  the reader sees results of the round, or scores in it herself
    """
    mine = RoundExpert.objects.visible_to(actor, NAME).filter(round=round_)
    own = frozenset(mine.values_list("pk", flat=True))
    rows = list(
        (RoundExpert.objects.filter(round=round_) if told else mine)
        .select_related("party")
        .order_by("party__position", "id")
    )
    rule = team_rule(region_code=round_.region_code, on=round_.packs_on)
    fields = {each.field for each in rows if each.left_on is None and not each.aside}
    return Team(rows, own, rule, team_verdict(rule, fields) if rule is not None and rows else None)


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
