"""Why a service cannot be recorded as told: facts in, the reason of a refusal out. Plain Python."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

ABOUT_PERSONS = frozenset({"VISIT", "ACCOMPANY", "ASSESSMENT", "CASEWORK", "REFERRAL"})
"""Kinds that are done for named clients."""

ABOUT_CROWDS = frozenset({"GROUP", "ACTIVITY", "PUBLICITY", "VOLUNTEER", "TRAINING"})
"""Kinds that are done with many: named clients, a head count, or both."""

WITH_SUBJECT = frozenset({"GROUP", "ACTIVITY", "TRAINING", "SUPERVISION"})
"""Kinds that need a title, because the day and the place do not tell one from another."""

WITH_PARTNER = {"REFERRAL": "转介给哪个单位", "RESOURCE": "资源由谁提供"}

ADMINISTRATIVE_RULE = "services.forbidden-tasks"
"""What the region says about administrative tasks outside the list: forbidden (名单), or counted (不超过)."""

LATE_RULE = "services.recorded-within"
"""How many days after the service it may still be recorded without a reason (不超过, 日)."""


def counts_as_visit(kind: str, mode: str, *, met: bool) -> bool:
    """Whether a service moves the visit plan: a visit on which the person was met, and an assessment at her home, where
    she is met too. Which ways of meeting a region's rule leaves out (不计方式) is said by the rule."""
    return met and (kind == "VISIT" or (kind == "ASSESSMENT" and mode == "AT_HOME"))


@dataclass(frozen=True)
class Problem:
    """A reason to refuse: the sentence, a word for machines, and where it is written."""

    sentence: str
    code: str
    clause: str = ""


@dataclass(frozen=True)
class Told:
    """A service as it was told, before it becomes a row."""

    kind: str
    mode: str
    met: bool
    done_on: date
    minutes: int
    clients: int
    participants: int = 0
    case_step: str = ""
    title: str = ""
    partner: str = ""
    follow_up: str = ""
    follow_up_on: date | None = None
    value_fen: int | None = None
    satisfaction: int | None = None


def told_problem(told: Told, *, kinds: Collection[str], modes: Collection[str], on: date) -> Problem | None:
    """What is missing or cannot be, in the order a person would mend it."""
    if told.kind not in kinds:
        return Problem("请选择服务类型。", "services.kind-missing")
    if told.mode not in modes:
        return Problem("请选择服务方式：上门、电话、视频、请入站或其他地点。", "services.mode-missing")
    if told.kind in ABOUT_PERSONS and not told.clients:
        return Problem("请选择服务对象。", "services.client-missing")
    if told.kind in ABOUT_CROWDS and not told.clients + told.participants:
        return Problem("请填写参加人数，或选择参加的服务对象。", "services.participants-missing")
    if told.participants < 0:
        return Problem("参加人数不能是负数。", "services.participants-negative")
    if told.kind in WITH_SUBJECT and not told.title.strip():
        return Problem("请写一个名称，例如“重阳节康乐小组第3节”。", "services.title-missing")
    if told.kind in WITH_PARTNER and not told.partner.strip():
        return Problem(f"请填写{WITH_PARTNER[told.kind]}。", "services.partner-missing")
    if (told.kind == "CASEWORK") != bool(told.case_step):
        return Problem("个案请选择新开、跟进或结案；其他服务不选。", "services.case-step")
    if not told.met and told.kind != "VISIT":
        return Problem(
            "只有探访可以记“没见到”：没见到、没联系到本人的，不论原想做什么，都记成一次没见到的探访。",
            "services.in-vain",
        )
    if not 1 <= told.minutes <= 1440:
        return Problem("时长应在1分钟到1440分钟（一天）之间。", "services.minutes")
    if told.value_fen is not None and told.value_fen < 0:
        return Problem("资源折价不能是负数。", "services.value-negative")
    if told.satisfaction is not None and not (told.met and 1 <= told.satisfaction <= 5):
        return Problem("满意度只能问见到的人，从1到5。", "services.satisfaction")
    if told.done_on > on:
        return Problem(f"服务日期不能晚于今天（{on:%Y-%m-%d}）。", "services.future")
    if told.follow_up_on is not None and told.follow_up_on < told.done_on:
        return Problem("跟进日期不能早于服务日期。", "services.follow-up-early")
    if told.follow_up_on is not None and not told.follow_up.strip():
        return Problem("写了跟进日期，请写要跟进什么。", "services.follow-up-missing")
    return None


def station_problem(
    *, done_on: date, status: str, opened_on: date | None, closed_on: date | None
) -> Problem | None:
    """A station serves from the day it opened until the day it closed."""
    if opened_on is None:
        return Problem("社工站还没有开始运营，不能登记服务。", "services.station-not-open")
    if done_on < opened_on:
        return Problem(
            f"社工站{opened_on:%Y-%m-%d}才开始运营，不能登记{done_on:%Y-%m-%d}的服务。",
            "services.before-opening",
        )
    if status == "CLOSED" and (closed_on is None or done_on > closed_on):
        return Problem("社工站已撤销，不能登记撤销之后的服务。", "services.after-closing")
    if status == "SUSPENDED":
        return Problem("社工站已暂停运营，恢复后才能登记服务。", "services.station-suspended")
    return None


def late_problem(
    *, refusal: str | None, closed: bool, late_reason: str, done_on: date, clause: str
) -> Problem | None:
    """A record that comes late is taken with a reason; none is asked when no paper sets a number of days.

    refusal  what the region's rule says about the days passed, or None
    closed   the day is part of a report the county has accepted
    """
    if late_reason.strip():
        return None
    if closed:
        return Problem(
            f"{done_on.month}月{done_on.day}日所在的月报已被接收。要补记，请写明补记理由；已接收的月报不会变。",
            "services.day-closed",
        )
    if refusal:
        return Problem(f"补记时间过长：{refusal}。请写明补记理由。", "services.late", clause)
    return None


def items_problem(
    codes: Collection[str], *, catalogue: Mapping[str, str], own_list: Collection[str] | None, clause: str
) -> Problem | None:
    """Every item is in the region's list, and in the station's own list once that was filed.

    catalogue  names by code; own_list None: the station has filed none
    """
    for code in codes:
        if code not in catalogue:
            return Problem(
                f"“{code}”不在本地区的服务清单内。清单以外的行政性事务，请到“退回行政事务”登记。",
                "services.item-outside-catalogue",
                clause,
            )
        if own_list is not None and code not in own_list:
            return Problem(
                f"“{catalogue[code]}”不在本站报备的服务清单内，请先修订本站清单并报备。",
                "services.item-outside-own-list",
                clause,
            )
    return None


def correction_problem(
    *, voided: bool, closed: bool, reason: str, changed: bool, done_on: date
) -> Problem | None:
    if voided:
        return Problem("这条记录已作废，不能再改。", "services.voided")
    if closed:
        return Problem(
            f"{done_on.year}年{done_on.month}月月报已被县民政局接收，记录不能再改。"
            "确有错误的，请作废这条记录，再补记一条并写明理由。",
            "services.day-closed",
        )
    if not reason.strip():
        return Problem("请写明为什么要改，原来的内容会保留。", "services.reason-missing")
    if not changed:
        return Problem("没有改动。", "services.nothing-changed")
    return None


def others_problem(*, hers: bool, over_others: bool) -> Problem | None:
    """A record is mended by whoever wrote it or served; a colleague's only by whoever heads the station.

    hers         the actor wrote it, or is the worker it names
    over_others  the actor may mend the records of others at that station
    """
    if hers or over_others:
        return None
    return Problem(
        "这条记录不是您记的，也不是您提供的服务：只有记录人、服务的社工本人或站长能更正、作废。",
        "services.record-of-others",
    )


def kept_since(on: date) -> date:
    """How far back visit days are handed to the visit plan: a year and a month, so that a yearly rule sees its last visit."""
    return on - timedelta(days=400)
