"""The steps of a purchase, what proves each, how bids are marked and how long the result is public. Plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from yizhan.contracts.rules.plans import MAJOR, required_rule
from yizhan.kernel.calendar import add_workdays
from yizhan.kernel.money import yuan
from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import AtLeast, Listing, Required
from yizhan.policy.schema.scoring import Weights
from yizhan.policy.schema.times import Deadline

PLAN, APPROVE, NOTICE = (
    "contracts.plan_procurement",
    "contracts.approve_procurement",
    "contracts.publish_notice",
)
BID, EVALUATE, PUBLICISE = "contracts.record_bid", "contracts.evaluate_bids", "contracts.publicise_result"
OBJECT, ANSWER = "contracts.record_objection", "contracts.answer_objection"
AWARD, END = "contracts.award", "contracts.end_procurement"
METHOD, SERVICES = "contract.procurement-method", "contract.services-named"
PUBLICITY, SCORING, WAY = "procurement.publicity", "procurement.scoring", "contract.procurement"
SEAT, SHEET = "contracts.seat_panel", "contracts.enter_sheet"
PANEL, AVERAGE = "procurement.panel", "procurement.panel-average"
TRIMMED = "去掉一个最高分和一个最低分后平均"
PRICE_PART, HOURS_PART = "价格", "承诺服务工时"

NO_SCORING = "本地区尚无此项规定：没有文件写明评审怎样计分。请先把采购文件里的评审办法做成政策包。"

PROCESS = Process(
    name="采购",
    labels={
        "PLANNED": "拟订中", "APPROVED": "方式已批", "NOTICED": "公告中", "EVALUATED": "已评审",
        "PUBLICISED": "公示中", "AWARDED": "已确定承接机构", "FAILED": "流标或终止",
    },
    transitions=(
        Transition("", "PLANNED", PLAN, METHOD),
        Transition("PLANNED", "PLANNED", PLAN, METHOD),
        Transition("PLANNED", "APPROVED", APPROVE, METHOD),
        Transition("APPROVED", "NOTICED", NOTICE, SERVICES),
        Transition("NOTICED", "NOTICED", BID, "agency.eligibility"),
        Transition("NOTICED", "NOTICED", SEAT, PANEL),
        Transition("NOTICED", "NOTICED", SHEET, SCORING),
        Transition("NOTICED", "EVALUATED", EVALUATE, SCORING),
        Transition("EVALUATED", "PUBLICISED", PUBLICISE, PUBLICITY),
        Transition("PUBLICISED", "PUBLICISED", OBJECT),
        Transition("PUBLICISED", "AWARDED", AWARD, PUBLICITY),
        Transition("PLANNED", "FAILED", END),
        Transition("APPROVED", "FAILED", END),
        Transition("NOTICED", "FAILED", END),
        Transition("EVALUATED", "FAILED", END),
        Transition("PUBLICISED", "FAILED", END),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """What a bid offers, and what the panel gave it. marks: {part: hundredths of a mark}"""

    key: str
    price_fen: int
    hours: int
    marks: Mapping[str, int]


@dataclass(frozen=True)
class Standing:
    """One bid's result: hundredths of a mark a part and in all, and its place (equal totals share one)."""

    key: str
    marks: dict[str, int]
    total: int
    place: int


def scoring_rule(*, region_code: str, on: date) -> Weights | None:
    try:
        rule = rule_for(SCORING, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Weights) and not rule.pending else None


def publicity_rule(*, region_code: str, on: date) -> Deadline | None:
    try:
        rule = rule_for(PUBLICITY, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Deadline) and not rule.pending else None


def proof_rules(*, region_code: str, on: date) -> tuple[Required, ...]:
    """What the region asks as proof before a notice: finance's approval, the experts' price, the leaders' minutes."""
    found = (required_rule(rule_id, region_code=region_code, on=on) for rule_id in (METHOD, MAJOR))
    return tuple(rule for rule in found if rule is not None)


def proof_lacking(kinds: Collection[str], rules: Sequence[Required]) -> tuple[Required, str] | None:
    for rule in rules:
        if refusal := rule.refusal(list(kinds)):
            return rule, refusal
    return None


def planning_problem(*, title: str, amount_fen: int, budget_fen: int | None, others_fen: int) -> str | None:
    """budget_fen: of the annual plan; others_fen: purchases of the project that did not fail."""
    if not 2 <= len(title) <= 120:
        return "请写明采购的名称（2 到 120 个字）。"
    if amount_fen <= 0:
        return "采购金额要大于零。"
    if budget_fen is not None and amount_fen + others_fen > budget_fen:
        over = amount_fen + others_fen - budget_fen
        return f"采购金额合计超过年度计划的预算 {yuan(over)} 元。"
    return None


def approving_problem(
    *,
    finance_on: date,
    finance_by: str,
    expert_on: date | None,
    expert_fen: int | None,
    amount_fen: int,
    on: date,
) -> str | None:
    if len(finance_by) < 2:
        return "请写明由哪个财政部门批准采购方式。"
    if finance_on > on or (expert_on is not None and expert_on > on):
        return "批准、评审的日期不能晚于今天。"
    if (expert_on is None) != (expert_fen is None):
        return "专家评审的日期和价格要一起填。"
    if expert_fen is not None and amount_fen > expert_fen:
        return f"采购金额 {yuan(amount_fen)} 元高于专家评审的价格 {yuan(expert_fen)} 元。"
    return None


def noticing_problem(
    *,
    notice_on: date,
    bids_due_on: date,
    place: str,
    services: Sequence[str],
    asked: Required | None,
    on: date,
) -> str | None:
    if notice_on > on:
        return "公告日期不能晚于今天。"
    if bids_due_on <= notice_on:
        return "投标截止日要晚于公告日期。"
    if len(place) < 2:
        return "请写明在哪里公告，例如政府采购网。"
    if asked is not None and not services:
        return f"公告要写明采购哪些社工服务事项（{asked.clause}）。"
    return None


def bidding_problem(
    *, received_on: date, notice_on: date, due_on: date, price_fen: int, amount_fen: int, hours: int | None,
    by_hours: bool, on: date,
) -> str | None:  # fmt: skip
    """Why a bid cannot be taken; whether the agency is fit is no reason: an unfit bid is kept and not evaluated."""
    if received_on > on:
        return "收到投标的日期不能晚于今天。"
    if not notice_on <= received_on <= due_on:
        return f"只收 {notice_on:%m-%d} 到 {due_on:%m-%d} 之间送达的投标。"
    if price_fen <= 0 or price_fen > amount_fen:
        return f"报价要大于零，不超过采购金额 {yuan(amount_fen)} 元。"
    if by_hours and price_fen != amount_fen:
        return f"价格是固定的：{yuan(amount_fen)} 元，比的是承诺服务工时。"
    if by_hours and not hours:
        return "请填写承诺的年度服务工时。"
    return None


def panel_parts(rule: Weights) -> list[str]:
    """Parts of the score that the panel gives; the others are reckoned from the bids."""
    return [name for name in (rule.parties or {}) if rule.ways.get(name, "评审打分") == "评审打分"]


def panel_rule(*, region_code: str, on: date) -> AtLeast | None:
    """How many judges the region asks for; None where nobody has ruled."""
    try:
        rule = rule_for(PANEL, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, AtLeast) and not rule.pending and rule.value is not None else None


def average_rule(*, region_code: str, on: date) -> Listing | None:
    """How the marks of several judges become one; None where nobody has ruled: then the plain mean."""
    try:
        rule = rule_for(AVERAGE, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Listing) and not rule.pending else None


def averaged(marks: Sequence[int], *, rule: Listing | None) -> int:
    """Hundredths of a mark, half up. Of three and more the region's paper may take away the highest and the lowest."""
    rows = sorted(marks)
    if rule is not None and TRIMMED in rule.words and len(rows) > 2:
        rows = rows[1:-1]
    return int((Decimal(sum(rows)) / len(rows)).quantize(Decimal(1), ROUND_HALF_UP))


def seating_problem(
    judges: Sequence[str], *, rule: AtLeast | None, in_already: int
) -> tuple[str, str] | None:
    """Why the panel cannot be these judges (sentence, clause), or None."""
    if in_already:
        return f"已有 {in_already} 位评委交了评分表，评委不能再换；要换请终止采购。", ""
    if not judges:
        return "请写明评委，一行一位。", ""
    if len(set(judges)) < len(judges):
        return "同一位评委写了两次。", ""
    if rule is not None and rule.value is not None and len(judges) < rule.value:
        return f"评委不少于 {rule.value:f} 位，现在写了 {len(judges)} 位。", rule.source
    return None


def sheet_problem(
    marks: Mapping[str, Mapping[str, int]],
    *,
    bids: Collection[str],
    rule: Weights | None,
    due_on: date,
    marked_on: date,
    on: date,
) -> str | None:
    """Why a judge's sheet cannot be taken, or None. marks: {bid: {part: hundredths}}, for every bid and part."""
    if rule is None:
        return NO_SCORING
    if marked_on > on:
        return "评审日期不能晚于今天。"
    if marked_on <= due_on:
        return f"投标到 {due_on:%m-%d} 才截止，之后才能评审。"
    for bid in bids:
        for part in panel_parts(rule):
            given = marks.get(bid, {}).get(part)
            if given is None or not 0 <= given <= int(rule.full_marks * 100):
                return f"“{part}”请给每一家打分，0 到 {rule.full_marks:f} 分。"
    return None


def evaluating_problem(
    offers: Sequence[Offer],
    *,
    rule: Weights | None,
    due_on: date,
    evaluated_on: date,
    on: date,
    waiting: int = 0,
    seated: bool = True,
) -> str | None:
    """waiting: judges whose sheet is not in yet; seated: there is a panel."""
    if rule is None:
        return NO_SCORING
    if not offers:
        return "没有符合条件的投标，不能评审；可以终止采购，写明流标。"
    if evaluated_on > on:
        return "评审日期不能晚于今天。"
    if evaluated_on <= due_on:
        return f"投标到 {due_on:%m-%d} 才截止，之后才能评审。"
    if panel_parts(rule) and not seated:
        return "请先登记评委，每位评委给每一家打分。"
    if waiting:
        return f"还有 {waiting} 位评委的评分表没有交，交齐了才能计分。"
    return None


def standings(offers: Sequence[Offer], rule: Weights) -> list[Standing]:
    """Every offer with its marks, its weighted total and its place, best first."""
    by_part: dict[str, list[int]] = {}
    for part in rule.parties or {}:
        numbers = [offer.hours if part == HOURS_PART else offer.price_fen for offer in offers]
        reckoned = rule.by_comparison(part, numbers)
        by_part[part] = (
            [int(mark * 100) for mark in reckoned]
            if reckoned is not None
            else [offer.marks.get(part, 0) for offer in offers]
        )
    found = []
    for place, offer in enumerate(offers):
        marks = {part: row[place] for part, row in by_part.items()}
        total = sum(
            (Decimal(mark) * (rule.parties or {})[part] / 100 for part, mark in marks.items()), Decimal(0)
        ).quantize(Decimal(1), ROUND_HALF_UP)
        found.append((offer.key, marks, int(total)))
    found.sort(key=lambda each: -each[2])
    return [
        Standing(key, marks, total, 1 + sum(other[2] > total for other in found))
        for key, marks, total in found
    ]


def publicity_until(first_on: date, *, days: int | None, rule: Deadline | None) -> date | None:
    """The last day of the publicity period: the region's working days, or as many as the office chose."""
    told = rule.due(first_on) if rule is not None else None
    chosen = add_workdays(first_on, days) if days else None
    return max((each for each in (told, chosen) if each is not None), default=None)


def publicising_problem(
    *, first_on: date, evaluated_on: date, last_on: date | None, place: str, on: date
) -> str | None:
    if first_on > on:
        return "公示开始的日期不能晚于今天。"
    if first_on < evaluated_on:
        return "评审以后才能公示。"
    if len(place) < 2:
        return "请写明在哪里公示，例如政府采购网。"
    if last_on is None:
        return "本地区尚无此项规定：没有文件写明公示几天，请填写这次公示几个工作日。"
    return None


def objecting_problem(
    *, raised_on: date, first_on: date, last_on: date, who: str, what: str, on: date
) -> str | None:
    if raised_on > on:
        return "提出异议的日期不能晚于今天。"
    if not first_on <= raised_on <= last_on:
        return f"公示期是 {first_on:%m-%d} 到 {last_on:%m-%d}，不在公示期内。"
    if len(who) < 2 or len(what) < 2:
        return "请写明谁提出、提了什么。"
    return None


def awarding_problem(
    *, last_on: date, unanswered: int, upheld: int, winners: int, unfit: str, awarded_on: date, on: date
) -> str | None:
    """winners: bids in first place among which the office may choose; unfit: what now speaks against the chosen one."""
    if awarded_on > on:
        return "日期不能晚于今天。"
    if awarded_on <= last_on:
        return f"公示到 {last_on:%Y年%m月%d日} 才满，之后才能确定。"
    if unanswered:
        return f"还有 {unanswered} 条异议没有答复。"
    if upheld:
        return "有异议成立，不能按公示的结果确定；请终止这次采购，重新组织。"
    if not winners:
        return "只能确定排第一的机构。"
    return f"该机构现在不符合条件：{unfit}" if unfit else None
