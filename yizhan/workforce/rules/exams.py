"""What cannot stand in the register of examinations. Plain Python."""

from datetime import date


def exam_problem(
    *,
    named: bool,
    level_known: bool,
    result_known: bool,
    passed: bool,
    year: int,
    reward_fen: int | None,
    rewarded_on: date | None,
    rewarded_by: str,
    on: date,
) -> str | None:
    """Why this cannot stand in the register of examinations, or None."""
    if not named:
        return "请选择人员；还没有入职的，写姓名。"
    if not level_known:
        return "请选择考哪一级。"
    if not result_known:
        return "请选择考试结果。"
    if not 2008 <= year <= on.year + 1:
        return f"考试年份应在2008年（首次开考）到{on.year + 1}年之间。"
    if reward_fen is None:
        return None
    if reward_fen < 1:
        return "奖励金额应大于0；没有奖励的请留空。"
    if not passed:
        return "通过考试的才登记奖励、补贴。"
    if rewarded_on is None or not rewarded_by.strip():
        return "登记奖励、补贴，请写哪天发的、谁发的。"
    if rewarded_on > on:
        return "发放日期在今天以后，请发了再登记。"
    return None
