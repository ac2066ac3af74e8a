"""The clock of an alarm, its situations, its chain of entries, and what may not be done; plain Python."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import Listing
from yizhan.policy.schema.times import TERM, Deadline
from yizhan.services.rules.records import Problem

SITUATIONS = {"HARM": "alarms.harm-situations", "CRISIS": "alarms.crisis-situations"}
"""The region's list of what must be reported, by kind of alarm (名单)."""

REPORT = {"HARM": "alarms.harm-report", "CRISIS": "alarms.crisis-report"}
"""Within what time it is reported (限期)."""

COUNTY_RULE = "alarms.tell-county"
"""After what time the county is told when it was not reported (限期)."""

PLACES = ("公安机关", "检察机关", "民政部门", "教育部门", "医疗急救", "消防救援", "妇联", "其他单位")
LONGEST = 4000


@dataclass(frozen=True)
class Term:
    """A term of a paper in hours: until when, and whose clause; until None: the paper names no hours (“立即”)."""

    until: datetime | None
    rule: str = ""
    clause: str = ""
    says: str = ""


def hours_of(term: str) -> timedelta | None:
    """24小时, 1天, 1周 as a span; None for working days, months and years, which no alarm waits for."""
    found = TERM.fullmatch(term)
    if found is None:
        return None
    count = int(found[1])
    unit = {"小时": 1, "天": 24, "日": 24, "周": 168}.get(found[2])
    return timedelta(hours=count * unit) if unit else None


def term_of(rule_id: str, *, region_code: str, at: datetime, on: date) -> Term | None:
    """The term that runs from an instant. None: no paper of the region says anything."""
    rule = _rule(rule_id, region_code, on)
    if not isinstance(rule, Deadline):
        return None
    span = hours_of(rule.term) if rule.term and not rule.pending else None
    return Term(at + span if span else None, rule.ref, rule.chip, rule.says)


def situations(kind: str, *, region_code: str, on: date) -> Listing | None:
    """The list of the region's paper for a kind of alarm, or None."""
    rule = _rule(SITUATIONS.get(kind, ""), region_code, on)
    return rule if isinstance(rule, Listing) and not rule.pending else None


def _rule(rule_id: str, region_code: str, on: date) -> AnyRule | None:
    try:
        return rule_for(rule_id, region_code=region_code, on=on)
    except NoRule:
        return None


# --- refusals -----------------------------------------------------------------------------------------------------------


def raising_problem(
    *,
    kind: str,
    kinds: Collection[str],
    seen: str,
    chosen: Collection[str],
    allowed: Listing | None,
    name: str,
    grown_up: bool,
    found_at: datetime,
    at: datetime,
) -> Problem | None:
    if kind not in kinds:
        return Problem("请选择是危机还是侵害未成年人。", "services.alarm-kind")
    if kind == "HARM" and grown_up:
        return Problem("此人已满18周岁，不是未成年人，请登记为危机。", "services.alarm-grown-up")
    if not name.strip():
        return Problem("请写明是谁；不知道姓名的，写“不知姓名的男孩”这样的话。", "services.alarm-person")
    if not seen.strip():
        return Problem("请写明看到、听到了什么。", "services.alarm-seen")
    if len(seen) > LONGEST:
        return Problem(f"一次最多写{LONGEST}字，其余的作为补充情况再写。", "services.alarm-long")
    if not chosen:
        return Problem(
            "请选择是哪种情形；拿不准的，选最接近的，或者写在“其他”里。", "services.alarm-situation"
        )
    if allowed is not None and (unknown := [word for word in chosen if not allowed.allows(word)]):
        return Problem(f"“{unknown[0]}”不在文件所列的情形里。", "services.alarm-situation", allowed.source)
    if found_at > at:
        return Problem("发现时间在现在以后。", "services.future")
    return None


def entry_problem(
    *, closed: bool, text: str, happened_at: datetime, found_at: datetime, at: datetime
) -> Problem | None:
    """Nothing is added to what is closed, nothing without words, nothing before it was found or after now."""
    if closed:
        return Problem("这件已经办结，不能再加。", "services.alarm-closed")
    if not text.strip():
        return Problem("请写明做了什么。", "services.alarm-seen")
    if len(text) > LONGEST:
        return Problem(f"一次最多写{LONGEST}字。", "services.alarm-long")
    if happened_at > at:
        return Problem("时间在现在以后。", "services.future")
    if happened_at < found_at:
        return Problem("时间早于发现的时间。", "services.day-order")
    return None


def closing_problem(
    *, kind: str, closed: bool, by_finder: bool, reported: bool, result: str, clause: str
) -> Problem | None:
    if closed:
        return Problem("这件已经办结。", "services.alarm-closed")
    if by_finder:
        return Problem("登记人不能自己办结，由站长、督导或县民政局核对后办结。", "services.alarm-own")
    if kind == "HARM" and not reported:
        return Problem("还没有登记向公安机关等报告，不能办结。", "services.alarm-unreported", clause)
    if not result.strip():
        return Problem("请写明结果。", "services.result-missing")
    return None


# --- the chain ----------------------------------------------------------------------------------------------------------


def sealed_words(
    *, alarm: str, number: int, kind: str, at: datetime, body: Mapping[str, Any], by: str, label: str,
    written_at: datetime, before: str,
) -> str:  # fmt: skip
    """Everything an entry says, in one text whose hash is its seal."""
    said = "\x1e".join(f"{key}\x1f{body[key]}" for key in sorted(body))
    stamps = f"{at.timestamp():.6f}\x1d{written_at.timestamp():.6f}"
    return "\x1d".join((alarm, str(number), kind, stamps, said, by, label, before))


def first_broken(seals: Sequence[tuple[int, str, str, str]], *, length: int, tip: str) -> int | None:
    """The number of the first entry that is not as it was written; None when the chain is whole.

    seals   (number, hash of the one before, hash it carries, hash computed from what it says now), in order
    length  how many there should be; tip: the hash of the last
    """
    last = ""
    for place, (number, before, carried, computed) in enumerate(seals, start=1):
        if number != place or before != last or carried != computed:
            return place
        last = carried
    if len(seals) != length or last != tip:
        return len(seals) + 1
    return None


def seconds_past(due_at: datetime | None, now: datetime) -> int:
    """How far past the term, in seconds; below zero while it runs; 0 where none runs."""
    return int((now - due_at).total_seconds()) if due_at else 0


def span_words(seconds: float) -> str:
    """“3小时20分”, “2天4小时”, “5分钟”: how long it has been, whatever the sign."""
    minutes = int(abs(seconds) // 60)
    if minutes < 1:
        return "不到1分钟"
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    if hours:
        return f"{hours}小时{rest}分" if rest else f"{hours}小时"
    return f"{rest}分钟"
