"""What the papers of a place ask for on a day, of the whole place: stations in townships, visits, workers."""

from datetime import date

from yizhan.kernel.period import Period
from yizhan.policy.book import NoRule, rule_for, rules_in_force
from yizhan.policy.schema.measures import AtLeast
from yizhan.policy.schema.times import Target
from yizhan.reports.queries.board import visit_rate_rule
from yizhan.reports.rules.wall import TARGET_RULE, Asked

STAFF = ("workforce.resident_workers", "workforce.certified_workers")


def asked_of(code: str, period: Period, on: date) -> Asked:
    """What the papers of a division ask for on that day; of the country, nothing."""
    day = min(on, period.last)
    over = on >= period.last
    if not code:
        return Asked(on, over)
    return Asked(
        on, over, target_of(code, on), visit_rate_rule(region_code=code, on=day), staff_rule(code, day)
    )


def target_of(code: str, on: date) -> Target | None:
    """How many townships are to have a station. A number of stations holds for the division that wrote it, not its parts."""
    try:
        rule = rule_for(TARGET_RULE, region_code=code, on=on)
    except NoRule:
        return None
    if not isinstance(rule, Target) or (rule.unit != "%" and rule.document.region != code):
        return None
    return rule


def staff_rule(code: str, on: date) -> AtLeast | None:
    """How many workers every station has, where a paper of the place says one number for all."""
    for each in rules_in_force(region_code=code, on=on):
        rule = each.rule
        if (
            isinstance(rule, AtLeast)
            and rule.measure in STAFF
            and not (rule.pending or rule.when or rule.each)
        ):
            return rule
    return None
