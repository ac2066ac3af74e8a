"""What the papers ask of an employment, held against what is on file. Plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import Required
from yizhan.policy.schema.times import month_end

EMPLOYMENT = "staffing.employment"
PERSONNEL_FILE = "staffing.personnel-file"
INSURANCES = {
    "PENSION": "养老保险",
    "MEDICAL": "医疗保险",
    "UNEMPLOYMENT": "失业保险",
    "INJURY": "工伤保险",
    "MATERNITY": "生育保险",
}
FILE_KINDS = frozenset({"IDENTITY", "EDUCATION", "CERTIFICATE", "RESUME", "HEALTH", "REVIEW", "OTHER"})
"""Papers that make a personnel file; contract, pay and insurance are asked for by their own names."""
MONTHS_LOOKED_AT = 12


@dataclass(frozen=True)
class Employment:
    """What is on file about one employment that day.

    contract_until      the last day of the contract in force; None: no end fixed, or none in force
    paid_months         first days of the months paid
    paper_labels        kinds of papers in the personnel file, by their words
    """

    started_on: date
    ended_on: date | None
    has_contract: bool
    contract_until: date | None
    insured: Collection[str]
    paid_months: Collection[date]
    paper_kinds: Collection[str]
    paper_labels: Collection[str] = ()


@dataclass(frozen=True)
class Item:
    """One thing the paper asks: there, missing with what is missing, or for a person to look at."""

    name: str
    state: Literal["ok", "missing", "unknown"]
    says: str


def required_rule(rule_id: str, *, region_code: str, on: date) -> Required | None:
    try:
        rule = rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Required) and not rule.pending else None


def months_unpaid(
    *, started_on: date, ended_on: date | None, paid_months: Collection[date], on: date
) -> tuple[date, ...]:
    """Whole or begun months of employment without a record of pay, within the last year, oldest first.

    A month counts as unpaid once the month after it is over: paid monthly means no later than that.
    """
    first = started_on.replace(day=1)
    found: list[date] = []
    month = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    for _looked_at in range(MONTHS_LOOKED_AT):
        if month < first:
            break
        late = on > month_end(month_end(month) + timedelta(days=1))
        if late and month not in paid_months and (ended_on is None or month <= ended_on):
            found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return tuple(reversed(found))


def insurances_missing(insured: Collection[str]) -> tuple[str, ...]:
    return tuple(label for kind, label in INSURANCES.items() if kind not in insured)


def held_against(rule: Required, have: Employment, *, on: date, shows_pay: bool = True) -> tuple[Item, ...]:
    """Each thing the rule asks, in the order of the paper.

    shows_pay  False: the reader may not know of pay; the line says so and nothing else
    """
    return tuple(_item(item.name, have, on, shows_pay=shows_pay) for item in rule.items)


def _item(name: str, have: Employment, on: date, *, shows_pay: bool) -> Item:
    if "合同" in name:
        return _contract(name, have, on)
    if "薪" in name or "工资" in name:
        return _pay(name, have, on) if shows_pay else Item(name, "unknown", "由机构、县民政局和审计员查看")
    if "险" in name or "社保" in name:
        missing = insurances_missing(have.insured)
        if missing:
            return Item(name, "missing", f"还差{'、'.join(missing)}")
        return Item(name, "ok", "五项都在缴")
    if "档案" in name:
        held = FILE_KINDS & set(have.paper_kinds)
        return (
            Item(name, "ok", f"已归档{len(held)}类材料")
            if held
            else Item(name, "missing", "档案里还没有材料")
        )
    if name in have.paper_labels:
        return Item(name, "ok", "已归档")
    return Item(name, "missing", "还没有归档")


def _contract(name: str, have: Employment, on: date) -> Item:
    if not have.has_contract:
        return Item(name, "missing", "没有在有效期内的劳动合同")
    if have.contract_until is None:
        return Item(name, "ok", "无固定期限")
    left = (have.contract_until - on).days
    return Item(name, "ok", f"到 {have.contract_until}，还有{left}天")


def _pay(name: str, have: Employment, on: date) -> Item:
    missing = months_unpaid(
        started_on=have.started_on, ended_on=have.ended_on, paid_months=have.paid_months, on=on
    )
    if missing:
        told = "、".join(f"{month:%Y-%m}" for month in missing[:4])
        more = f"等{len(missing)}个月" if len(missing) > 4 else ""
        return Item(name, "missing", f"没有发放记录：{told}{more}")
    return Item(name, "ok", "近12个月逐月有记录" if have.paid_months else "还没到发放期")


def missing_of(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(item for item in items if item.state == "missing")


# --- what cannot be written down --------------------------------------------------------------------------------------


def contract_problem(
    *,
    signed_on: date,
    first_on: date,
    last_on: date | None,
    others: Sequence[tuple[date, date | None]],
    on: date,
) -> str | None:
    """Why these cannot be the days of a labour contract, or None. others: first and last days of those on file."""
    if signed_on > on:
        return "签订日期不能晚于今天。"
    if last_on is not None and last_on <= first_on:
        return "合同终止日期要晚于起始日期。"
    for first, last in others:
        if (last is None or first_on <= last) and (last_on is None or first <= last_on):
            until = f"到 {last}" if last else "（无固定期限）"
            return f"与已登记的合同（{first} 起{until}）时间重叠，请核对；续签的从上一份期满次日起。"
    return None


def insurance_problem(
    *, kinds: Collection[str], held: Mapping[str, date], from_on: date, on: date
) -> str | None:
    """Why these insurances cannot be written down, or None. held: kinds paid now and since when."""
    if not kinds or not set(kinds) <= set(INSURANCES):
        return "请勾选参保的险种。"
    if from_on > on:
        return "参保日期不能晚于今天。"
    for kind in kinds:
        if kind in held:
            return f"{INSURANCES[kind]}已登记，从 {held[kind]} 起在缴。"
    return None
