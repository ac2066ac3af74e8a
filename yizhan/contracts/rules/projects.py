"""Why a project cannot be opened, continued or closed so."""

from collections.abc import Sequence
from datetime import date

from yizhan.kernel.period import Period
from yizhan.policy.schema.times import add_months


def service_year_problem(first_on: date, last_on: date) -> str | None:
    if last_on <= first_on:
        return "服务年度的最后一天要晚于第一天。"
    if last_on >= add_months(first_on, 12):
        return "一个服务年度不超过一年；三年的周期请逐年建项目，由上一年度续下来。"
    return None


def following_problem(before: Period, after: Period) -> str | None:
    """Why this service year cannot continue that one."""
    if after.first <= before.last:
        return f"上一年度到 {before.last:%Y年%m月%d日} 才结束，新的年度要从它之后开始。"
    return None


def closing_problem(
    *,
    last_on: date,
    closing_on: date,
    on: date,
    booked_on: date | None = None,
    on_the_way: Sequence[tuple[int, str]] = (),
) -> str | None:
    """Why the accounts cannot be closed so, or None.

    booked_on   the newest day on which something was booked
    on_the_way  (how many, what): what was begun and could never be finished any more
    """
    if closing_on > on:
        return "关账日期不能晚于今天。"
    if closing_on < last_on:
        return f"服务年度到 {last_on:%Y年%m月%d日} 才结束，还不能关账。"
    if booked_on is not None and closing_on < booked_on:
        return f"{booked_on:%Y年%m月%d日} 还登记过收支，关账日期不能早于它。"
    if waiting := [f"{count}{what}" for count, what in on_the_way if count]:
        return f"还有{'、'.join(waiting)}，关账以后就办不了了，请先办完。"
    return None
