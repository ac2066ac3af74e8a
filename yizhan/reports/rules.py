"""The sheet of a report as data, and what may happen to a report next. Plain Python."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

MONTHLY_RULE = "report.monthly"
"""The rule of a region's paper that says by when the monthly report is due (频次)."""

SEEN_AGAIN_MINUTES = 10
"""How far behind the watermark changes are read again: a transaction may have begun before the mark and ended after it."""

ROLLED: tuple[str, ...] = (
    "clients.files", "clients.new_files", "clients.high_risk",
    "services.visits", "services.visits_at_home", "services.phone_visits", "services.visits_in_vain",
    "services.visited_clients", "services.visited_households", "services.visit_due", "services.visit_met",
    "services.visit_rate", "services.high_risk_visited", "services.services", "services.minutes",
    "services.casework_open", "services.casework_opened", "services.casework_closed", "services.group_sessions",
    "services.group_participants", "services.activities", "services.activity_participants", "services.consultations",
    "services.referrals", "services.referrals_answered", "services.resource_links", "services.resource_value",
    "services.publicity", "services.volunteers", "services.volunteer_hours", "services.trainings",
    "services.supervisions", "services.refused_tasks", "services.administrative_tasks", "services.follow_ups_open",
)  # fmt: skip
"""Figures kept per station and month."""

OF_CLIENTS = frozenset(
    {"services.visit_due", "services.visit_met", "services.visit_rate", "services.high_risk_visited",
     "services.visited_households"}
)  # fmt: skip
"""Kept figures that change when a file changes though no service did; those named clients.* are too."""

STATION_WORDS = frozenset(
    {"社工站", "社工室", "承接主体", "驻站社工", "站长", "副站长", "督导", "转换岗位人员"}
)
"""Who owes something once for every station; anybody else owes it once for the region."""

OFFICE_ROLES = {
    "县民政": "county", "市民政": "city", "省民政": "province", "各级民政": "county", "乡镇": "township",
}  # fmt: skip


class SheetProblem(ValueError):
    """The sheet of a report cannot be used; the sentence says which line."""


@dataclass(frozen=True)
class Line:
    """One line of a sheet. metric "": filled in by a person, usually from `source`."""

    code: str
    label: str
    section: str
    metric: str = ""
    unit: str = ""
    source: str = ""

    @property
    def by_hand(self) -> bool:
        return not self.metric


@dataclass(frozen=True)
class Sheet:
    """What a report consists of (报表样式)."""

    name: str
    lines: tuple[Line, ...]


def read_sheet(text: str) -> Sheet:
    """The sheet in a YAML text. SheetProblem says what is wrong with it, in Chinese."""
    told = yaml.load(text, yaml.BaseLoader)  # noqa: S506  # BaseLoader makes text only, never objects
    if not isinstance(told, Mapping) or not told.get("名称") or not isinstance(told.get("栏目"), list):
        raise SheetProblem("样式要有“名称”和“栏目”")
    lines: list[Line] = []
    for section in told["栏目"]:
        for row in section.get("项目", ()):
            code, label = row.get("口径") or row.get("编号"), row.get("名称")
            if not code or not label:
                raise SheetProblem(f"“{section.get('名称')}”里有一行缺少“口径”（或“编号”）或“名称”")
            if not row.get("口径") and not (row.get("人填") and row.get("单位")):
                raise SheetProblem(f"“{label}”没有口径，就要写“单位”和“人填”")
            lines.append(
                Line(
                    code=code,
                    label=label,
                    section=section["名称"],
                    metric=row.get("口径", ""),
                    unit=row.get("单位", ""),
                    source=row.get("人填", ""),
                )
            )
    codes = [line.code for line in lines]
    if twice := [code for code in codes if codes.count(code) > 1]:
        raise SheetProblem(f"“{twice[0]}”写了两次")
    if not lines:
        raise SheetProblem("样式里没有一行项目")
    return Sheet(told["名称"], tuple(lines))


def sheet_hash(sheet: Mapping[str, Any]) -> str:
    """SM3 over the sheet in one canonical spelling: whoever changes a figure changes the hash."""
    text = json.dumps(sheet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.new("sm3", text.encode()).hexdigest()


def figure(text: str) -> Decimal | None:
    """What a person typed as a figure: “1,234.5”; None when it is empty.

    ValueError  not a number, negative, or finer than two decimals
    """
    word = text.strip().replace(",", "").replace("，", "")
    if not word:
        return None
    try:
        value = Decimal(word)
    except InvalidOperation:
        raise ValueError(f"“{text}”不是数") from None
    if not value.is_finite() or value < 0 or value >= Decimal(10) ** 13:
        raise ValueError(f"“{text}”不是合理的数")
    if value != value.quantize(Decimal("0.01")):
        raise ValueError("最多保留两位小数")
    return value


def plain(value: Decimal | None) -> str:
    """12.00 -> “12”, 90.70 -> “90.7”, nothing -> “—”."""
    if value is None:
        return "—"
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def opening_problem(*, first: date, on: date, opened_on: date | None, last: date) -> str | None:
    if first > on:
        return f"{first.year}年{first.month}月还没有开始，不能填报。"
    if opened_on is None or opened_on > last:
        return "社工站当时还没有开始运营，不用填报。"
    return None


def changing_problem(*, is_open: bool) -> str | None:
    return None if is_open else "月报已报送县民政局，要改请等县里退回。"


def signing_problem(
    *, is_open: bool, narrative: str, stale: int, missing_sources: Iterable[str]
) -> str | None:
    if not is_open:
        return "月报已经报送，不用重复签发。"
    if stale:
        return f"取数以后，有{stale}个数的记录又有变化，请先“重新取数”再签发。"
    if missing := "、".join(missing_sources):
        return f"“{missing}”填了数但没有写出处。"
    if not narrative.strip():
        return "请写“问题与下月打算”；没有问题就写“无”。"
    return None


def returning_problem(*, with_county: bool, reason: str) -> str | None:
    if not with_county:
        return "这份月报不在待审核状态。"
    return None if reason.strip() else "请写清退回哪一项、为什么；站点会看到您的理由。"


def accepting_problem(*, with_county: bool, intact: bool) -> str | None:
    if not with_county:
        return "这份月报不在待审核状态。"
    return None if intact else "月报内容与签发时不一致，请退回站点重新签发。"
