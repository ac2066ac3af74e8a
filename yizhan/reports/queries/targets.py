"""Targets the papers of a county set by days (一年覆盖、两年规范、三年提升), with what the stations show of each."""

from dataclasses import dataclass
from datetime import date

from yizhan.kernel.actor import Actor
from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.times import Target
from yizhan.regions.queries import townships
from yizhan.reports.queries.duties import DUTIES
from yizhan.reports.rules.targets import COVERAGE, Cover, Milestep, milestep
from yizhan.stations.models import Station


@dataclass(frozen=True)
class TargetLine:
    """One target. steps: empty where the document lost its days."""

    rule: Target
    steps: list[Milestep]


def targets_of(*, actor: Actor, county: str, on: date) -> list[TargetLine]:
    """Every target that holds in the county; two questions whatever their number. A figure for the whole county only
    where the actor sees all of it."""
    rules = [each.rule for each in rules_in_force(region_code=county, on=on)]
    targets = [rule for rule in rules if isinstance(rule, Target)]
    if not targets:
        return []
    whole = (
        len(list(townships(code=county, on=on)))
        if any(grant.reaches_region(county) and grant.stations is None for grant in actor.grants_for(DUTIES))
        else 0
    )
    opened = list(
        Station.objects.visible_to(actor, DUTIES)
        .filter(region_code__startswith=county, kind=Station.Kind.STATION, opened_on__isnull=False)
        .values_list("region_code", "opened_on", "closed_on")
    )
    found = []
    for rule in targets:
        steps = []
        for step in rule.steps:
            if step.region and not county.startswith(step.region):
                continue
            day = min(step.by, on)
            there = {
                code[:9]
                for code, since, until in opened
                if since is not None and since <= day and (until is None or until > day)
            }
            cover = Cover(day, len(there), whole) if rule.id in COVERAGE else None
            steps.append(milestep(rule, step, cover, on=on))
        found.append(TargetLine(rule, steps))
    return found
