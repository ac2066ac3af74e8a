"""Why an office is not paired with a station, and what the papers say of it (包点到站). Plain Python."""

from datetime import date

VIEW, PAIR, PART = "oversight.view_pairings", "oversight.pair_station", "oversight.end_pairing"
RULE = "duty.pairing"


def pairing_problem(*, office_name: str, from_on: date, on: date) -> str | None:
    if len(office_name.strip()) < 2:
        return "请写是哪个业务处（科、股）包点。"
    return "开始日期不能晚于今天。" if from_on > on else None
