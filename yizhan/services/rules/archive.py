"""The archive of a station: its kinds of file, when one is due for filing, its number, and why a filing is refused. Plain Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.measures import Wording
from yizhan.policy.schema.times import Deadline
from yizhan.services.rules.records import Problem

FILING_RULE = "archive.filing"
"""Within what time a finished file is put into the archive (限期)."""

NUMBER_RULE = "archive.number"
"""How an archive number is written (文本), with the blanks of `number_of`."""

OWN_NUMBER = "{年度}-{类别}-{序号}"
"""How the program writes one where no paper says it."""

MOST_AT_ONCE = 100

State = Literal["RUNNING", "OPEN", "LATE", "CHANGED", "FILED"]


@dataclass(frozen=True)
class Kind:
    """A kind of file of the archive.

    word      as it stands in the archive number
    branch    工作档案 or 服务档案
    by_month  one volume a month, not one for each record
    """

    code: str
    label: str
    word: str
    branch: Literal["WORK", "SERVICE"]
    by_month: bool = False


KINDS = {
    one.code: one
    for one in (
        Kind("CASE", "个案", "个案", "SERVICE"),
        Kind("GROUP", "小组", "小组", "SERVICE"),
        Kind("ACTIVITY", "活动和课堂", "活动", "SERVICE"),
        Kind("VISITS", "探访记录", "探访", "SERVICE", by_month=True),
        Kind("SERVICES", "其他服务记录", "服务", "SERVICE", by_month=True),
        Kind("SUPERVISION", "督导记录", "督导", "WORK"),
        Kind("TRAINING", "培训", "培训", "WORK"),
        Kind("PUBLICITY", "宣传", "宣传", "WORK"),
        Kind("REPORT", "月报", "月报", "WORK"),
        Kind("AGREEMENT", "服务协议", "协议", "WORK"),
        Kind("DOCUMENT", "制度和资料", "文件", "WORK"),
        Kind("MEETING", "会议记录", "会议", "WORK"),
        Kind("OTHER", "其他材料", "其他", "WORK"),
    )
}
BRANCHES = {"SERVICE": "服务档案", "WORK": "工作档案"}


@dataclass(frozen=True)
class Term:
    """By when a finished file is to be put into the archive, and where that is written."""

    due_on: date
    rule: str
    clause: str


def term_of(*, region_code: str, finished_on: date) -> Term | None:
    """None where no paper says a time."""
    try:
        rule = rule_for(FILING_RULE, region_code=region_code, on=finished_on)
    except NoRule:
        return None
    if not isinstance(rule, Deadline) or rule.pending:
        return None
    due = rule.due(finished_on)
    return Term(due, rule.ref, rule.chip) if due else None


def has_term(*, region_code: str, on: date) -> bool:
    return term_of(region_code=region_code, finished_on=on) is not None


def state_of(
    *,
    finished_on: date | None,
    pieces: int,
    filed_finished_on: date | None,
    filed_pieces: int | None,
    due_on: date | None,
    on: date,
) -> State:
    """Where a file stands.

    finished_on        None: it is still worked on, or again
    filed_finished_on  the day it was finished when it was filed; None: it is not in the archive
    """
    if finished_on is None:
        return "RUNNING"
    if filed_finished_on is None:
        return "LATE" if due_on is not None and due_on < on else "OPEN"
    return "FILED" if (filed_finished_on, filed_pieces) == (finished_on, pieces) else "CHANGED"


def number_of(*, region_code: str, on: date, year: int, kind: str, station: str, number: int) -> str:
    """The archive number in the region's own pattern; blanks 年度 类别 站名 序号."""
    blanks = {
        "年度": str(year),
        "类别": KINDS[kind].word,
        "站名": station,
        "序号": f"{number:03d}",
    }
    try:
        rule = rule_for(NUMBER_RULE, region_code=region_code, on=on)
    except NoRule:
        rule = None
    if isinstance(rule, Wording) and rule.forms:
        return rule.text(blanks)[:60]
    return OWN_NUMBER.format(**blanks)


def filing_problem(
    *, chosen: int, found: int, states: Collection[State], box: str, minutes: int | None
) -> Problem | None:
    """Why these files cannot be put into the archive now.

    found  how many of those chosen are in this register
    """
    if not chosen:
        return Problem("请先勾选要归档的。", "services.archive-nothing")
    if chosen > MOST_AT_ONCE:
        return Problem(f"一次最多归档{MOST_AT_ONCE}件。", "services.archive-many")
    if found != chosen:
        return Problem("其中有的已经不在本站的目录里，请刷新后再选。", "services.archive-unknown")
    if "RUNNING" in states:
        return Problem("其中有还没办结的，办结以后才能归档。", "services.archive-running")
    if "FILED" in states:
        return Problem("其中有已经归档的；要换盒号，请先撤回归档。", "services.archive-filed")
    if not box.strip():
        return Problem("请写放在哪个档案盒（柜）里。", "services.archive-box")
    if minutes is not None and not 1 <= minutes <= 1440:
        return Problem("时长应在1分钟到1440分钟（一天）之间。", "services.minutes")
    return None


def paper_problem(
    *, kind: str, title: str, made_on: date, on: date, box: str, pages: int | None, has_file: bool
) -> Problem | None:
    """Why a paper cannot be put into the archive by hand, in the order of the form."""
    if kind not in KINDS:
        return Problem("请选择档案的类别。", "services.archive-kind")
    if not title.strip():
        return Problem("请写题名。", "services.title-missing")
    if made_on > on:
        return Problem(f"日期不能晚于今天（{on:%Y-%m-%d}）。", "services.future")
    if pages is not None and not 1 <= pages <= 9999:
        return Problem("页数应在1到9999之间。", "services.archive-pages")
    if not box.strip() and not has_file:
        return Problem("请写放在哪个档案盒（柜）里，或上传扫描件。", "services.archive-box")
    return None
