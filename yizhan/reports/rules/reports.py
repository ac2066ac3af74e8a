"""The sheet of a report as data, and what may happen to a report next. Plain Python."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from yizhan.policy.schema.measures import AtLeast
from yizhan.policy.schema.sheets import ReportSheet
from yizhan.policy.schema.words import near

MONTHLY_RULE = "report.monthly"
"""The rule of a region's paper that says by when the monthly report is due (频次)."""

SHEET_RULE = "report.monthly-sheet"
"""The rule of a region's paper that says which lines the monthly report has (报表)."""

STANDARD_NAME = "项目实施进展情况"
"""How the program's own sheet is called."""

CORRECTION_RULE = "report.correction"
"""The rule, where a region has one, that says what happens when a report already signed turns out wrong."""

REVIEWERS = {"承接主体": "agency_manager", "督导": "supervisor", "乡镇": "township"}
"""Who a paper may put between the station and the county (审核), as roles."""

REVIEWER_NAMES = {"agency_manager": "承接机构", "supervisor": "督导", "township": "乡镇（街道）"}

NOT_FIGURES = frozenset({"项", "文", "日", "每人"})
"""Units of definitions that give no number and so cannot stand in a sheet as counted."""

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
    "workforce.resident_workers", "workforce.certified_workers",
)  # fmt: skip
"""Figures kept per station and month."""

OF_CLIENTS = frozenset(
    {"services.visit_due", "services.visit_met", "services.visit_rate", "services.high_risk_visited",
     "services.visited_households"}
)  # fmt: skip
"""Kept figures that change when a file changes though no service did; those named clients.* are too."""


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
    """What a report consists of (报表样式). clause: where a region wrote it; "" for the standard one."""

    name: str
    lines: tuple[Line, ...]
    clause: str = ""


def sheet_of(rule: ReportSheet, *, counts: Collection[str]) -> Sheet:
    """The sheet a region's rule asks for.

    counts  the definitions that give a number; a line with another one is filled in by a person, never left out
    """
    lines = []
    for section in rule.sections:
        for row in section.rows:
            counted = row.measure is not None and row.measure in counts
            lines.append(
                Line(
                    code=row.key,
                    label=row.name,
                    section=section.name,
                    metric=row.key if counted else "",
                    unit=row.unit or ("" if counted else "项"),
                    source=row.source or ("" if counted else "站点台账"),
                )
            )
    return Sheet(rule.title or "月报", tuple(lines), rule.source)


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


def blank_names(lines: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """How a line is called in an office's Word form, by its code: its label without punctuation (其中：上门 -> 其中上门).

    lines  (code, section, label) in the order of the sheet; of two of one name the later takes its section before it
    """
    found: dict[str, str] = {}
    for code, section, label in lines:
        name = _word(label)
        if name in found.values() or name in FIXED_BLANKS:
            name = _word(section + label)
        while name in found.values() or name in FIXED_BLANKS:
            name += "_"
        found[code] = name
    return found


def _word(text: str) -> str:
    word = "".join(letter for letter in text if letter.isalnum() or letter == "_")
    return word if word.isidentifier() else f"第{word}"


FIXED_BLANKS: dict[str, str] = {
    "站点": "社工站全称", "月份": "如 2026年11月", "报表名称": "本地区怎样叫这张表", "截至": "数据到哪一天", "问题与打算": "问题与下月打算",
    "填报人": "谁填的", "签发人": "站长", "签发日期": "哪一天签发", "审核意见": "乡镇等审核的意见，一行一条", "依据": "文件和条款",
    "校验值": "签发内容的校验值", "栏目": "全部栏目，配合{%tr for 栏 in 栏目 %}、{%tr for 行 in 栏.项目 %}使用，行里有 名称、数、单位、说明",
}  # fmt: skip
"""Blanks every form may have besides those of the sheet's lines."""


def form_facts(sheet: Mapping[str, Any], *, digest: str = "", opinions: Sequence[str] = ()) -> dict[str, Any]:
    """What fills an office's form: a sheet as it is frozen, the hash it was signed with, opinions given on its way."""
    first = date.fromisoformat(sheet["period"][0])
    sections: dict[str, list[dict[str, str]]] = {}
    for row in sheet["lines"]:
        value, computed = _decimal(row["value"]), _decimal(row["computed"])
        told = f"系统数{plain(computed)}；{row['reason']}" if row["reason"] else row["source"]
        sections.setdefault(row["section"], []).append(
            {"名称": row["label"], "数": plain(value), "单位": row["unit"], "说明": told}
        )
    names = blank_names([(row["code"], row["section"], row["label"]) for row in sheet["lines"]])
    return {
        **{names[row["code"]]: plain(_decimal(row["value"])) for row in sheet["lines"]},
        "站点": sheet["station"],
        "月份": f"{first.year}年{first.month}月",
        "报表名称": sheet.get("sheet") or STANDARD_NAME,
        "截至": sheet["counted_to"],
        "栏目": [{"名称": name, "项目": rows} for name, rows in sections.items()],
        "问题与打算": sheet["narrative"] or "—",
        "填报人": sheet["filled_by"],
        "签发人": sheet["signed_by"] or "（未签发）",
        "签发日期": sheet["signed_on"] or "—",
        "审核意见": "\n".join(opinions),
        "校验值": digest or "（草稿，未签发）",
        "依据": sheet["clause"] or "—",
    }


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def empty_sheet(sheet: Sheet, *, month: date) -> dict[str, Any]:
    """A sheet of nobody with every figure 0, to try a form on."""
    return {
        "station": "示例社工站",
        "sheet": sheet.name,
        "period": [month.replace(day=1).isoformat(), month.isoformat()],
        "counted_to": month.isoformat(),
        "clause": "",
        "lines": [
            {"code": line.code, "section": line.section, "label": line.label, "unit": line.unit, "computed": "0", "value": "0",
             "reason": "", "source": line.source}
            for line in sheet.lines
        ],
        "narrative": "",
        "filled_by": "",
        "signed_by": "",
        "signed_on": "",
    }  # fmt: skip


def unknown_blanks_problem(blanks: Iterable[str], *, known: Collection[str]) -> str | None:
    """Names each blank of an office's form that the program cannot fill."""
    unknown = sorted(set(blanks) - set(known))
    if not unknown:
        return None
    told = "；".join(f"“{name}”{near(name, known).rstrip('？')}" for name in unknown[:5])
    more = f"等{len(unknown)}处" if len(unknown) > 5 else ""
    return f"文件里有系统不认识的空：{told}{more}。可用的名称见下面的列表。"


def urging_subject(*, station: str, month: str, due: str, late: bool, awaiting: bool) -> str:
    """What the notice of an urge says; of a report, never of a person."""
    what = f"{station}{month}月报待您签署意见" if awaiting else f"请报送{station}{month}月报"
    when = "，已过规定日期" if late else f"，{due}截止" if due else ""
    return what + when


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


def behind(rate: Decimal | None, rule: AtLeast | None) -> bool:
    """Whether the region's own rule asks for a higher rate. Where nobody is due or no paper asks for one, nobody is behind."""
    return rate is not None and rule is not None and rule.verdict(rate).state == "unmet"


def plain(value: Decimal | None) -> str:
    """12.00 -> “12”, 90.70 -> “90.7”, nothing -> “—”."""
    if value is None:
        return "—"
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def turn_after(reviewers: Sequence[str], given: int) -> str:
    """Whose opinion comes next when so many were given; "" when it is the county's turn."""
    return reviewers[given] if given < len(reviewers) else ""


def after_signing_sentence(
    *, month: str, signed: str, accepted: bool, with_whom: str, told: str = "", source: str = ""
) -> str:
    """What a worker must know before she changes a record of a month whose report is signed.

    told, source  the region's own rule about it, where there is one
    """
    first = f"{month}月报已于{signed}签发，报表上的数不会跟着这次改动变。"
    if told:
        return f"{first}本地规定：{told.rstrip('。')}（{source}）。"
    if accepted:
        return f"{first}它已被县里接收归档：请把差数写进下个月月报的“问题与下月打算”。"
    return f"{first}要让这份月报也改过来，请{with_whom}退回，站里重新取数、重新签发；不退回的，在下个月月报里说明差数。"


def step_subject(*, station: str, month: str, step: str) -> str:
    """What a notice says when a report has moved on: SIGNED and ENDORSED to who has it next, RETURNED and ACCEPTED to the station."""
    says = {
        "SIGNED": "已签发，等您处理",
        "ENDORSED": "已签署意见，等您处理",
        "RETURNED": "被退回，请看退回理由，修改后重新签发",
        "ACCEPTED": "已接收归档",
    }
    return f"{station}{month}月报{says[step]}"


def urging_problem(*, missing: int, urged_today: int) -> str | None:
    if missing == 0:
        return "各站的月报都已报送，不用催。"
    if urged_today >= missing:
        return "今天已经催过了，明天还没报的可以再催。"
    return None


def endorsing_problem(*, in_turn: bool, opinion: str) -> str | None:
    if not in_turn:
        return "这份月报现在不在您这里。"
    return None if opinion.strip() else "请写一句意见，例如“情况属实，同意上报”。"


def adopting_problem(*, month: date, on: date) -> str | None:
    if month < on.replace(day=1):
        return "过去月份的月报不换样式，请从本月或以后的月份起用。"
    return None


def opening_problem(*, first: date, on: date, opened_on: date | None, last: date) -> str | None:
    if first > on:
        return f"{first.year}年{first.month}月还没有开始，不能填报。"
    if opened_on is None or opened_on > last:
        return "社工站当时还没有开始运营，不用填报。"
    return None


def changing_problem(*, is_open: bool) -> str | None:
    return None if is_open else "月报已经签发报送，要改请等审核的人退回。"


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


def returning_problem(*, in_turn: bool, reason: str) -> str | None:
    if not in_turn:
        return "这份月报不在待审核状态，或者现在不在您这里。"
    return None if reason.strip() else "请写清退回哪一项、为什么；站点会看到您的理由。"


def accepting_problem(*, with_county: bool, intact: bool) -> str | None:
    if not with_county:
        return "这份月报不在待审核状态。"
    return None if intact else "月报内容与签发时不一致，请退回站点重新签发。"
