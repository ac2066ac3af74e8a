"""When somebody who came or called is received, served, answered; plain Python."""

from collections.abc import Collection
from datetime import date, datetime

from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.times import Deadline
from yizhan.services.rules.records import Problem

ANSWER_RULE = "consultations.answered-within"
"""Within what time somebody who came or called is answered (限期)."""

LONGEST = 2000
URGENCIES = ("NOW", "TODAY", "NORMAL")
"""In the order in which they are served."""

ON_FILE = frozenset({"FILE_OPENED", "CASE", "REFERRAL"})
"""Results that need the person's file."""


def taking_problem(
    *, about: str, mode: str, modes: Collection[str], urgency: str, opened: bool
) -> Problem | None:
    if not opened:
        return Problem("社工站没有在运营，不能登记来访。", "services.station-not-open")
    if not about.strip():
        return Problem("请写一句来问什么、办什么。", "services.consultation-about")
    if len(about) > LONGEST:
        return Problem(f"来意最多{LONGEST}字。", "services.consultation-long")
    if mode not in modes:
        return Problem("请选择是来访、来电还是别的方式。", "services.mode-missing")
    if urgency not in URGENCIES:
        return Problem("请选择急不急。", "services.consultation-urgency")
    return None


def ending_problem(
    *, state: str, result: str, results: Collection[str], answer: str, on_file: bool
) -> Problem | None:
    if state == "ENDED":
        return Problem("这次咨询已经办结。", "services.consultation-ended")
    if result not in results:
        return Problem("请选择办理结果。", "services.consultation-result")
    if result == "LEFT":
        return None
    if not answer.strip():
        return Problem("请写一句怎么答复、怎么办的。", "services.consultation-answer")
    if len(answer) > LONGEST:
        return Problem(f"答复最多{LONGEST}字。", "services.consultation-long")
    if result in ON_FILE and not on_file:
        return Problem("这个结果要先对应到档案：在名册里找到此人，或者先建档。", "services.consultation-file")
    return None


def minutes_waited(*, came_at: datetime, until: datetime) -> int:
    """Whole minutes; 0 for a clock that runs backwards."""
    return max(0, int((until - came_at).total_seconds() // 60))


def answer_rule(*, region_code: str, on: date) -> Deadline | None:
    """The term for an answer; None where no paper has one or leaves the number open."""
    try:
        rule = rule_for(ANSWER_RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Deadline) and not rule.pending else None
