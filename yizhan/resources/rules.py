"""What may be offered, and how much of it may still be given. Plain Python."""

from dataclasses import dataclass
from datetime import date

LONGEST = 2000


@dataclass(frozen=True)
class Problem:
    """A reason to refuse: the sentence and a word for machines."""

    sentence: str
    code: str


@dataclass(frozen=True)
class Left:
    """What is left of an offer; None: that side of it is not counted."""

    count: int | None
    value_fen: int | None


def left(*, count: int | None, value_fen: int | None, used_count: int, used_fen: int) -> Left:
    """What remains after what was given; never below zero, whatever was corrected since."""
    return Left(
        None if count is None else max(0, count - used_count),
        None if value_fen is None else max(0, value_fen - used_fen),
    )


def offer_problem(
    *,
    kind: str,
    kinds: tuple[str, ...],
    name: str,
    provider: str,
    count: int | None,
    unit: str,
    value_fen: int | None,
    starts_on: date,
    ends_on: date | None,
) -> Problem | None:
    """What is missing or cannot be, in the order of the form."""
    if kind not in kinds:
        return Problem("请选择资源类别。", "resources.kind")
    if not name.strip():
        return Problem("请写资源名称。", "resources.name")
    if not provider.strip():
        return Problem("请写由谁提供。", "resources.provider")
    if kind == "MONEY" and not value_fen:
        return Problem("资金要写金额。", "resources.value")
    if value_fen is not None and value_fen < 0:
        return Problem("金额不能是负数。", "resources.value")
    if count is not None and count < 1:
        return Problem("数量应大于0；不计数量的请留空。", "resources.count")
    if count is not None and not unit.strip():
        return Problem("写了数量，请写单位，例如：份、小时。", "resources.unit")
    if ends_on is not None and ends_on < starts_on:
        return Problem("有效期早于开始日期。", "resources.days")
    return None


def shrinking_problem(
    *, count: int | None, value_fen: int | None, used_count: int, used_fen: int
) -> Problem | None:
    """An offer is never made smaller than what has been given out of it."""
    if count is not None and count < used_count:
        return Problem(f"已经链接出去{used_count}，数量不能改得比这少。", "resources.used")
    if value_fen is not None and value_fen < used_fen:
        return Problem(f"已经链接出去{used_fen / 100:,.2f}元，金额不能改得比这少。", "resources.used")
    return None


def linking_problem(
    *,
    kind: str,
    starts_on: date,
    ends_on: date | None,
    closed: bool,
    remains: Left,
    unit: str,
    count: int | None,
    value_fen: int | None,
    done_on: date,
    whom: int,
) -> Problem | None:
    """Why this part of the offer cannot be given that day.

    whom  clients, other people and programmes named
    """
    if closed:
        return Problem("这项资源已停用。", "resources.closed")
    if done_on < starts_on:
        return Problem(f"这项资源{starts_on:%Y-%m-%d}才开始，日期请核对。", "resources.days")
    if ends_on is not None and done_on > ends_on:
        return Problem(f"这项资源{ends_on:%Y-%m-%d}已过有效期。", "resources.days")
    if not whom:
        return Problem("请选择给了谁：服务对象、小组活动，或写受益人数。", "resources.nobody")
    if remains.count is not None:
        if not count or count < 1:
            return Problem(f"请写给了多少{unit}。", "resources.count")
        if count > remains.count:
            return Problem(f"只剩{remains.count}{unit}，给不出{count}{unit}。", "resources.short")
    if kind == "MONEY" and not value_fen:
        return Problem("请写给了多少钱。", "resources.value")
    if value_fen is not None and value_fen < 0:
        return Problem("金额不能是负数。", "resources.value")
    if remains.value_fen is not None and value_fen is not None and value_fen > remains.value_fen:
        return Problem(
            f"只剩{remains.value_fen / 100:,.2f}元，给不出{value_fen / 100:,.2f}元。", "resources.short"
        )
    return None
