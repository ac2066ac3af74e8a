"""Whether a training can stand as told; the forms the region names; how much continuing education a certificate asks for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import AtLeast, Listing
from yizhan.services.rules.records import Problem

FORMS_RULE = "training.cycle"
"""The forms of training the region's paper names (名单)."""

USUAL_FORMS = ("岗前培训", "岗位培训", "专题培训", "考前辅导", "线上课程", "交流学习")
"""Asked where the region names none: words for sorting, no rule."""

HOURS_RULES = {
    "ASSISTANT": "training.continuing-assistant",
    "SOCIAL_WORKER": "training.continuing-social-worker",
    "SENIOR": "training.continuing-senior",
}
"""How many hours of continuing education each level asks for in one period of registration (不少于)."""

PERIOD_YEARS = 3
"""A registration lasts three years (社会工作者职业水平证书登记办法); where it begins is not always written down."""

RESULTS = ("ATTENDED", "PASSED", "FAILED")


@dataclass(frozen=True)
class Attended:
    """A worker as told to have been there; minutes None: the whole of it."""

    worker: str
    minutes: int | None = None
    result: str = "ATTENDED"
    proof: str = ""


def training_forms(*, region_code: str, on: date) -> tuple[tuple[str, ...], Listing | None]:
    """The words to choose from, and the rule they come from. An open list is filled up with the usual ones."""
    try:
        rule = rule_for(FORMS_RULE, region_code=region_code, on=on)
    except NoRule:
        return USUAL_FORMS, None
    if not isinstance(rule, Listing) or rule.pending or not rule.allowed:
        return USUAL_FORMS, None
    if rule.closed:
        return tuple(rule.allowed), rule
    return tuple(dict.fromkeys((*rule.allowed, *USUAL_FORMS))), rule


def training_problem(
    *,
    form: str,
    forms: Collection[str],
    clause: str,
    title: str,
    minutes: int,
    attended: Sequence[Attended],
    others: Sequence[int],
) -> Problem | None:
    """What is missing or cannot be, in the order of the form.

    others  head counts besides the workers: volunteers, heads of agencies, anybody else
    """
    if not title.strip():
        return Problem("请写培训主题。", "services.title-missing")
    if form not in forms:
        return Problem(
            f"“{form}”不在本地区的培训形式里。" if form else "请选择培训形式。",
            "services.training-form",
            clause,
        )
    if any(count < 0 for count in others):
        return Problem("人数不能是负数。", "services.participants-negative")
    if not attended and not sum(others):
        return Problem("请选择参加的社工，或填写其他参加的人数。", "services.participants-missing")
    for one in attended:
        if one.result not in RESULTS:
            return Problem("请选择每个人的结果：已参加、合格或不合格。", "services.training-result")
        if one.minutes is not None and not 1 <= one.minutes <= minutes:
            return Problem("每个人的学习时长应大于0，不长于整场培训。", "services.training-minutes")
    return None


def result_problem(*, voided: bool, result: str) -> Problem | None:
    if voided:
        return Problem("这次培训的记录已作废。", "services.voided")
    if result not in RESULTS:
        return Problem("请选择结果：已参加、合格或不合格。", "services.training-result")
    return None


def hours_rule(*, level: str, region_code: str, on: date) -> AtLeast | None:
    """What the level asks for; None where no paper says, or leaves the number open."""
    rule_id = HOURS_RULES.get(level)
    if rule_id is None:
        return None
    try:
        rule = rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, AtLeast) and not rule.pending else None


def registration_period(
    *, issued_on: date, registered_on: date | None, expires_on: date | None
) -> tuple[date, date] | None:
    """The running period of a certificate: the three years before it expires; None where no end is written down."""
    if expires_on is None:
        return None
    try:
        begins = expires_on.replace(year=expires_on.year - PERIOD_YEARS)
    except ValueError:  # 29 February
        begins = expires_on.replace(year=expires_on.year - PERIOD_YEARS, day=28)
    return max(begins, registered_on or issued_on), expires_on


def hours(minutes: int) -> Decimal:
    """90 minutes are 1.5 hours; one decimal."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"))
