"""The letter of commitment before entry. Plain Python."""

from datetime import date

from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import Required
from yizhan.workforce.rules.workers import speaks_of

COMMITMENT = "staffing.commitment"


def commitment_rule(*, region_code: str, post: str, on: date) -> Required | None:
    """Whether somebody in this post signs a letter before entry; None when no paper says."""
    try:
        rule = rule_for(COMMITMENT, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Required) and not rule.pending and speaks_of(rule, post) else None


def entry_refusal(*, rule: Required | None, signed_on: date | None, started_on: date) -> str | None:
    """Why somebody cannot take up the post without her letter, or None."""
    if rule is None:
        return None
    letter = rule.items[0].name if rule.items else "承诺书"
    if signed_on is None:
        return f"入职前要先签“{letter}”，请写签署日期（{rule.clause}）。"
    if signed_on > started_on:
        return f"“{letter}”要在入职（{started_on}）之前签，写的是 {signed_on}（{rule.clause}）。"
    return None
