"""Who may leave, and when: announced in time, the post filled first. Plain Python."""

from dataclasses import dataclass
from datetime import date, timedelta

from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.times import Deadline, add_term
from yizhan.workforce.rules.workers import speaks_of

NOTICE = "staffing.resignation-notice"
REPLACEMENT = "staffing.replacement"

RESIGNATION = Process(
    "离职申请",
    {"ANNOUNCED": "待补员", "REPLACED": "已补员", "LEFT": "已离职", "WITHDRAWN": "已撤回"},
    (
        Transition("", "ANNOUNCED", "workforce.announce_leave", NOTICE),
        Transition("ANNOUNCED", "REPLACED", "workforce.name_replacement", REPLACEMENT),
        Transition("REPLACED", "REPLACED", "workforce.name_replacement", REPLACEMENT),
        Transition("ANNOUNCED", "LEFT", "workforce.end_employment", REPLACEMENT),
        Transition("REPLACED", "LEFT", "workforce.end_employment", NOTICE),
        Transition("ANNOUNCED", "WITHDRAWN", "workforce.withdraw_leave"),
        Transition("REPLACED", "WITHDRAWN", "workforce.withdraw_leave"),
    ),
)

PERSONAL, WALKED = "PERSONAL", "WALKED"
LEAVING = {
    PERSONAL: "个人原因辞职",
    "TERM": "合同到期不再续",
    "EMPLOYER": "单位调动或辞退",
    "RETIRED": "退休",
    "BARRED": "被限制从业",
    WALKED: "不辞而别",
    "OTHER": "其他",
}
"""Why somebody leaves. The time of notice holds for PERSONAL; WALKED is written down, whatever the rules say."""


@dataclass(frozen=True)
class Clock:
    """The clock of a resignation as the region's papers set it.

    earliest_on  the first day she may leave; latest_on: the last day the post may stay unfilled before she may go anyway
    """

    notice: Deadline | None
    replacement: Deadline | None
    earliest_on: date | None
    latest_on: date | None


def _deadline(rule_id: str, *, region_code: str, post: str, on: date) -> Deadline | None:
    try:
        rule = rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Deadline) and not rule.pending and speaks_of(rule, post) else None


def clock(*, region_code: str, post: str, announced_on: date) -> Clock:
    """What the papers in force on the day of the announcement say of this post."""
    notice = _deadline(NOTICE, region_code=region_code, post=post, on=announced_on)
    replacement = _deadline(REPLACEMENT, region_code=region_code, post=post, on=announced_on)
    return Clock(
        notice,
        replacement,
        earliest_leave(notice, announced_on) if notice is not None else None,
        replacement.due(announced_on) if replacement is not None else None,
    )


def earliest_leave(notice: Deadline, announced_on: date) -> date:
    """The first day for which the announcement was in time: said on 31 January, a month ahead is 28 February or later."""
    assert notice.term is not None
    found = add_term(announced_on, notice.term)
    while (last := notice.due(found)) is not None and last < announced_on:
        found += timedelta(days=1)
    return found


@dataclass(frozen=True)
class No:
    """Why not, and under which clause of which document."""

    says: str
    source: str = ""


def announcing_refusal(
    *,
    clock: Clock,
    open_already: bool,
    announced_on: date,
    wishes_on: date,
    reason: str,
    on: date,
    started_on: date | None = None,
) -> No | None:
    """Why a resignation cannot be taken so, or None. started_on: the worker's first day in post."""
    if open_already:
        return No("这个人的离职申请已经登记，正在办。")
    if not reason.strip():
        return No("请写明离职的原因。")
    if announced_on > on:
        return No("提出离职的日期不能晚于今天。")
    if started_on is not None and announced_on < started_on:
        return No(f"这个人 {started_on} 才到岗，提出离职的日期不能更早，请核对。")
    if wishes_on < announced_on:
        return No("打算离职的日期早于提出的日期，请核对。")
    if clock.notice is not None and clock.earliest_on is not None and wishes_on < clock.earliest_on:
        return No(
            f"因个人原因离职要提前{clock.notice.term}提出，最早 {clock.earliest_on} 离职（{clock.notice.clause}）。",
            clock.notice.source,
        )
    return None


def going_refusal(
    *,
    clock: Clock,
    because: str,
    announced: bool,
    replaced: bool,
    ended_on: date,
) -> No | None:
    """Why she cannot leave that day under the region's papers, or None. What has happened (WALKED) is never refused."""
    if because != PERSONAL:
        return None
    if clock.notice is not None and not announced:
        return No(
            f"因个人原因离职，先登记离职申请，提前{clock.notice.term}提出（{clock.notice.clause}）。",
            clock.notice.source,
        )
    if clock.notice is not None and clock.earliest_on is not None and ended_on < clock.earliest_on:
        return No(
            f"提出离职不满{clock.notice.term}，最早 {clock.earliest_on} 离职（{clock.notice.clause}）。",
            clock.notice.source,
        )
    if (
        clock.replacement is not None
        and announced
        and not replaced
        and clock.latest_on is not None
        and ended_on <= clock.latest_on
    ):
        return No(
            f"岗位还没有补上人，补员完成后方可离职；机构最迟 {clock.latest_on} 补上（{clock.replacement.clause}）。",
            clock.replacement.source,
        )
    return None


def replacing_refusal(
    *, same: bool, here: bool, same_post: bool, started_on: date, announced_on: date
) -> str | None:
    """Why this person does not fill the post, or None."""
    if same:
        return "接替的人不能是离职的本人。"
    if not here:
        return "接替的人要在本站在岗，请先登记人员。"
    if not same_post:
        return "接替的人岗位不同，请先调整岗位。"
    if started_on < announced_on:
        return f"此人 {started_on} 就在岗了，不是为补这个岗位来的；请登记新到岗的人员。"
    return None
