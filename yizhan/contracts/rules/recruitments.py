"""A recruitment in the open: planned, agreed with the county, filed, announced, its result recorded. Plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import Listing

PLAN_RULE = "filing.recruitment-plan"
FAIR_RULE = "staffing.fair-selection"

PLAN, SEND = "contracts.plan_recruitment", "contracts.send_recruitment"
RETURN, AGREE = "contracts.return_recruitment", "contracts.agree_recruitment"
ANNOUNCE, RECORD = "contracts.announce_recruitment", "contracts.record_recruitment"

RECRUITMENT = Process(
    "人员招聘方案",
    {
        "DRAFT": "拟订中",
        "SENT": "待县民政指导",
        "AGREED": "可以发布",
        "OPEN": "公示、招聘中",
        "DONE": "已有结果",
    },
    (
        Transition("", "DRAFT", PLAN, PLAN_RULE),
        Transition("DRAFT", "DRAFT", PLAN),
        Transition("DRAFT", "SENT", SEND, PLAN_RULE),
        Transition("SENT", "DRAFT", RETURN),
        Transition("SENT", "AGREED", AGREE, PLAN_RULE),
        Transition("AGREED", "OPEN", ANNOUNCE, FAIR_RULE),
        Transition("OPEN", "DONE", RECORD, FAIR_RULE),
    ),
)


@dataclass(frozen=True)
class Opening:
    """One line of a plan: a post, how many, where."""

    post: str
    count: int
    place: str = ""


def rule_or_none(rule_id: str, *, region_code: str, on: date) -> AnyRule | None:
    try:
        return rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        return None


def unfair(*, region_code: str, on: date) -> tuple[tuple[str, ...], AnyRule | None]:
    """What the papers forbid in a selection, item by item, and the rule; nothing where no paper speaks."""
    rule = rule_or_none(FAIR_RULE, region_code=region_code, on=on)
    return (rule.forbidden, rule) if isinstance(rule, Listing) else ((), None)


def plan_problem(
    *, title: str, openings: Sequence[Opening], conditions: str, procedure: str, publicity: str
) -> str | None:
    """Why this is no plan yet, or None."""
    if not 2 <= len(title.strip()) <= 80:
        return "请给方案起个名字，例如“2026年驻站社工招聘方案”。"
    if not openings:
        return "请至少写一个岗位和人数。"
    for opening in openings:
        if not opening.post.strip() or not 1 <= opening.count <= 500:
            return "每一行都要有岗位和人数（1 到 500 人）。"
    if len(conditions.strip()) < 5:
        return "请写招聘条件。"
    if len(procedure.strip()) < 5:
        return "请写招聘程序，例如“报名、笔试、面试、体检、公示”。"
    if len(publicity.strip()) < 2:
        return "请写在哪里公开发布和公示。"
    return None


def announcing_problem(
    *, announced_on: date, until_on: date, on: date, must_file: bool, filing_state: str | None
) -> str | None:
    """Why it cannot be made public, or None. filing_state: of the filing upwards; None when there is none."""
    if must_file and filing_state is None:
        return "招聘方案还没有报上级民政部门备案，备案后再发布。"
    if must_file and filing_state == "RETURNED":
        return "上级退回了备案，请改好重报后再发布。"
    if announced_on > on:
        return "发布日期不能晚于今天。"
    if until_on <= announced_on:
        return "报名截止日期要晚于发布日期。"
    return None


def result_problem(
    *,
    applicants: int,
    hired: int,
    wanted: int,
    publicised_from_on: date,
    publicised_to_on: date,
    announced_on: date,
    open_until_on: date | None,
    ruled_out: Collection[str],
    forbidden: Sequence[str],
    rule: AnyRule | None,
    on: date,
) -> str | None:
    """Why the result cannot be recorded so, or None. ruled_out: what was looked at and did not happen."""
    if applicants < hired:
        return f"报名{applicants}人、录用{hired}人，请核对。"
    if hired > wanted:
        return f"录用{hired}人，方案只招{wanted}人；要多招的，请另写方案。"
    if publicised_from_on < announced_on:
        return "公示要在发布以后。"
    if open_until_on is not None and publicised_from_on <= open_until_on:
        return f"报名到 {open_until_on} 才截止，截止以后选出人来，再公示、登记结果。"
    if publicised_to_on <= publicised_from_on:
        return "公示要有几天时间，截止日期要晚于开始日期。"
    if publicised_to_on > on:
        return f"公示到 {publicised_to_on} 才结束，结束后再登记结果。"
    if missing := [word for word in forbidden if word not in ruled_out]:
        clause = f"（{rule.clause}）" if rule is not None else ""
        return f"请逐项核对公平选用，还没有确认：{'、'.join(missing)}{clause}。"
    return None


def openings_of(stored: Sequence[Mapping[str, object]]) -> tuple[Opening, ...]:
    return tuple(
        Opening(str(row.get("post", "")), int(str(row.get("count", 0))), str(row.get("place", "")))
        for row in stored
    )
