"""What is passed on with a referral, and when one may not be sent, answered or taken back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import Listing
from yizhan.policy.schema.times import Deadline
from yizhan.services.rules.records import Problem

ANSWER_RULE = "referrals.answered-within"
"""Within what time a referral is answered (限期)."""

PLACES_RULE = "referrals.departments"
"""The departments a region's paper names as working with the stations (名单)."""

PARTS: dict[str, str] = {
    "sex_age": "性别、年龄",
    "village": "村（社区）",
    "phone": "电话",
    "address": "住址",
    "id_number": "证件号码",
    "classes": "对象类别",
    "guardian": "监护人及电话",
}
"""What may be passed on besides the name; nothing else of the file is."""

LONGEST = 2000
"""Letters of one answer on the form."""


@dataclass(frozen=True)
class Asked:
    """A referral as it is about to be sent."""

    kind: str
    to_station: bool
    same_station: bool
    to_name: str
    reason: str
    situation: str
    asked: str
    parts: Collection[str]
    texts: Sequence[str]
    consent: bool
    ground: str
    ground_says: str


def sending_problem(told: Asked, *, kinds: Collection[str], grounds: Collection[str]) -> Problem | None:
    if told.kind not in kinds:
        return Problem("请选择转介还是转移档案。", "services.referral-kind")
    if not told.to_name.strip():
        return Problem("请选择或写明转介给谁。", "services.referral-whom")
    if told.same_station:
        return Problem("不能转介给本站。", "services.referral-same-station")
    if told.kind == "TRANSFER" and not told.to_station:
        return Problem("档案只能转移到另一个社工站。", "services.transfer-to-station")
    if not told.reason.strip():
        return Problem("请写明为什么转介。", "services.referral-reason")
    if not told.situation.strip():
        return Problem("请写明目前情况。", "services.referral-situation")
    if not told.asked.strip():
        return Problem("请写明希望对方做什么。", "services.referral-asked")
    if any(len(text) > LONGEST for text in told.texts):
        return Problem(f"每一栏最多{LONGEST}字。", "services.referral-long")
    if set(told.parts) - set(PARTS):
        return Problem("要告诉对方的内容里有一项不认识。", "services.referral-parts")
    if told.consent:
        return None
    if told.ground not in grounds:
        return Problem(
            "没有本人（监护人）“与部门共享”的同意。请先登记同意书；依法不需要同意的，选择是哪一种。",
            "services.referral-consent",
            "个人信息保护法第十三条、第二十三条",
        )
    if not told.ground_says.strip():
        return Problem("不经同意转介的，请写明具体情况。", "services.referral-ground")
    return None


def taking_back_problem(state: str) -> Problem | None:
    return (
        None
        if state == "SENT"
        else Problem("对方已经接收或答复，不能再撤回。", "services.referral-not-waiting")
    )


def accepting_problem(state: str) -> Problem | None:
    return None if state == "SENT" else Problem("这件转介已经有了结果。", "services.referral-not-waiting")


def refusing_problem(state: str, reason: str) -> Problem | None:
    if state not in {"SENT", "ACCEPTED"}:
        return Problem("这件转介已经有了结果。", "services.referral-not-waiting")
    if not reason.strip():
        return Problem("请写明为什么退回。", "services.reason-missing")
    return None


def answering_problem(*, state: str, kind: str, answer: str) -> Problem | None:
    if kind == "TRANSFER":
        return Problem("转移档案只有接收或退回，不用答复。", "services.transfer-answer")
    if state not in {"SENT", "ACCEPTED"}:
        return Problem("这件转介已经有了结果。", "services.referral-not-waiting")
    if not answer.strip():
        return Problem("请写一句办得怎么样。", "services.result-missing")
    return None


def day_problem(*, day: date, sent_on: date, on: date) -> Problem | None:
    if day > on:
        return Problem("日期在今天以后。", "services.future")
    if day < sent_on:
        return Problem(f"日期早于转介那天（{sent_on:%Y-%m-%d}）。", "services.day-order")
    return None


def answer_rule(*, region_code: str, on: date) -> Deadline | None:
    """The term for an answer; None where no paper has one or leaves the number open."""
    try:
        rule = rule_for(ANSWER_RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Deadline) and not rule.pending else None


def departments(*, region_code: str, on: date) -> Listing | None:
    """The paper's list of departments, or None."""
    try:
        rule = rule_for(PLACES_RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Listing) and not rule.pending else None
