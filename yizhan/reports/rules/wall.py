"""The wall map: what a tile says on each layer, in figures and in words, and the colour it gets. Plain Python."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from yizhan.policy.schema.measures import AtLeast
from yizhan.policy.schema.times import Target

TARGET_RULE = "target.coverage"
"""The rule of a region's paper that says by when how many townships have a station (目标)."""

Tone = Literal["met", "unmet", "quarter-1", "quarter-2", "quarter-3", "quarter-4", ""]
"""Colour of a tile. met and unmet are verdicts of a paper; the blues only say how much."""

QUARTERS: tuple[tuple[int, Tone], ...] = ((75, "quarter-1"), (50, "quarter-2"), (25, "quarter-3"))
QUARTER_WORDS: tuple[tuple[Tone, str], ...] = (
    ("quarter-1", "75%以上"), ("quarter-2", "50%—75%"), ("quarter-3", "25%—50%"), ("quarter-4", "不足25%"),
)  # fmt: skip
MET: tuple[Tone, str] = ("met", "达到规定")
UNMET: tuple[Tone, str] = ("unmet", "没有达到")
NOTHING: tuple[Tone, str] = ("", "没有数")
STEPS = 5
"""From the premises to the first day of service."""


@dataclass(frozen=True)
class Facts:
    """What is known of one place on the map, persons only as numbers.

    townships  None where the reader does not see all of them
    warnings   not ended; red: how many of them are red
    few        layers whose figures are too small to be shown to this reader (ADR 0137)
    steps      steps of building done, of a single station
    shown_of   None in any figure: nobody has counted it yet
    """

    townships: int | None = None
    covered: int = 0
    stations: int = 0
    planned: int = 0
    open: int = 0
    suspended: int = 0
    steps: int | None = None
    honours: tuple[str, ...] = ()
    served: int | None = None
    due: int | None = None
    met: int | None = None
    high_risk: int | None = None
    high_risk_seen: int | None = None
    workers: int | None = None
    certified: int | None = None
    short: int | None = None
    price_fen: int = 0
    paid_fen: int = 0
    warnings: int | None = None
    red: int = 0
    few: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asked:
    """What the papers of a place ask for. month_over: nobody is behind before the month is over."""

    on: date
    month_over: bool = True
    target: Target | None = None
    rate: AtLeast | None = None
    staff: AtLeast | None = None


@dataclass(frozen=True)
class Look:
    """What a tile says: a figure, a word under it, a colour; verdict and colour never without the word."""

    value: str
    says: str
    tone: Tone = ""


TOO_FEW = Look("＊", "人数太少，不显示")


@dataclass(frozen=True)
class Layer:
    """One way of looking at the map.

    of_money  only for whoever sees money, and only down to the county: the purchase is the county's
    of_whole  needs every township of the place, so not for whoever sees only its own stations
    of_warnings  only for whoever sees warnings
    legend_of_one  the colours where every tile is a single township
    """

    code: str
    label: str
    says: str
    look: Callable[[Facts, Asked], Look]
    of_money: bool = False
    of_whole: bool = False
    of_warnings: bool = False
    legend: tuple[tuple[Tone, str], ...] = (MET, UNMET, *QUARTER_WORDS, NOTHING)
    legend_of_one: tuple[tuple[Tone, str], ...] = ()


def share(part: int | None, whole: int | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"))


def quarter(value: Decimal | None) -> Tone:
    if value is None:
        return ""
    return next((tone for floor, tone in QUARTERS if value >= floor), "quarter-4")


def percent_text(value: Decimal | None) -> str:
    if value is None:
        return "—"
    return f"{value:f}".rstrip("0").rstrip(".") + "%" if "." in f"{value:f}" else f"{value}%"


def coverage(facts: Facts, asked: Asked) -> Look:
    """Townships with a station in operation, of all townships."""
    if not facts.townships:
        return Look("—", "没有乡镇")
    if facts.townships == 1:
        return (
            Look("有站", f"运营 {facts.open} 个", "quarter-1")
            if facts.covered
            else Look("没有站", "还没运营" if facts.stations else "还没登记", "quarter-4")
        )
    value = share(facts.covered, facts.townships)
    says = f"{facts.covered} / {facts.townships} 个乡镇"
    verdict = coverage_verdict(facts, asked.target, asked.on)
    if verdict == "met":
        return Look(percent_text(value), f"{says}，达标", "met")
    if verdict == "unmet":
        return Look(percent_text(value), f"{says}，没到目标", "unmet")
    return Look(percent_text(value), says, quarter(value))


def coverage_verdict(facts: Facts, target: Target | None, on: date) -> str:
    """met, unmet, or "" where no paper gives a value that can be compared here."""
    if target is None or target.pending or not target.steps or not facts.townships:
        return ""
    have = share(facts.covered, facts.townships) if target.unit == "%" else Decimal(facts.covered)
    state = target.verdict(have, on=on).state
    return "" if state == "open" else state


def stages(facts: Facts, _asked: Asked) -> Look:
    if not facts.stations:
        return Look("—", "没有站")
    if facts.steps is not None and not facts.open and not facts.suspended:
        return Look(f"{facts.steps}/{STEPS} 步", "筹建中", "quarter-4")
    says = "，".join(
        f"{word} {n}" for word, n in (("筹建", facts.planned), ("暂停", facts.suspended)) if n
    ) or "全部运营"  # fmt: skip
    if facts.steps is not None:
        return Look(
            "暂停" if facts.suspended else "运营",
            f"建站 {facts.steps}/{STEPS} 步",
            "quarter-3" if facts.suspended else "quarter-1",
        )
    part = share(facts.open, facts.stations) or Decimal(0)
    tone: Tone = (
        "quarter-1" if part == 100 else "quarter-2" if part >= 50 else "quarter-3" if part else "quarter-4"
    )
    return Look(f"运营 {facts.open}", says, tone)


def honours(facts: Facts, _asked: Asked) -> Look:
    if not facts.stations:
        return Look("—", "没有站")
    if facts.steps is not None:
        return Look(
            "示范" if facts.honours else "—",
            "、".join(facts.honours) or "没有称号",
            "quarter-1" if facts.honours else "",
        )
    part = share(len(facts.honours), facts.stations)
    return Look(
        f"{len(facts.honours)} 个", f"共 {facts.stations} 个站", quarter(part) if facts.honours else ""
    )


def visits(facts: Facts, asked: Asked) -> Look:
    """The month's rate of visits: a verdict where the region's paper asks for a rate and the month is over."""
    if "visits" in facts.few:
        return TOO_FEW
    if facts.due is None:
        return Look("—", "还没汇总")
    rate = share(facts.met, facts.due)
    if rate is None:
        return Look("—", "无人应探访")
    says = f"还差 {facts.due - (facts.met or 0)} 人" if facts.due > (facts.met or 0) else "都见到了"
    if asked.rate is not None:
        state = asked.rate.verdict(rate).state
        if state == "met":
            return Look(percent_text(rate), says, "met")
        if state == "unmet" and asked.month_over:
            return Look(percent_text(rate), says, "unmet")
    return Look(percent_text(rate), says, quarter(rate))


def risk(facts: Facts, _asked: Asked) -> Look:
    """High-risk files, and how many of those people were seen in the month; dark is many still to be seen."""
    if "risk" in facts.few:
        return TOO_FEW
    if facts.high_risk is None:
        return Look("—", "还没汇总")
    if not facts.high_risk:
        return Look("0 人", "没有高风险对象", "quarter-4")
    seen = min(facts.high_risk_seen or 0, facts.high_risk)
    left = facts.high_risk - seen
    says = f"本月未见 {left} 人" if left else "本月都见到了"
    return Look(f"{facts.high_risk} 人", says, quarter(share(left, facts.high_risk)))


def warned(facts: Facts, _asked: Asked) -> Look:
    """Warnings nobody has brought to an end yet; dark is one that a paper calls red."""
    if facts.warnings is None:
        return Look("—", "没有数")
    if not facts.warnings and not facts.stations:
        return Look("—", "没有站")
    if not facts.warnings:
        return Look("0 条", "没有未办完的预警", "quarter-4")
    says = f"红色 {facts.red} 条" if facts.red else "没有红色"
    return Look(f"{facts.warnings} 条", says, "quarter-1" if facts.red else "quarter-3")


def staffing(facts: Facts, asked: Asked) -> Look:
    if facts.workers is None:
        return Look("—", "还没汇总")
    held = f"持证 {facts.certified or 0} 人"
    if asked.staff is None or facts.short is None:
        return Look(f"{facts.workers} 人", held)
    if facts.short:
        return Look(
            f"{facts.workers} 人", f"{facts.short} 个站缺人" if facts.steps is None else "人数不够", "unmet"
        )
    return Look(f"{facts.workers} 人", held, "met")


def money(facts: Facts, _asked: Asked) -> Look:
    """Paid to the agencies under the agreements of the day, of what those agreements are worth."""
    if not facts.price_fen:
        return Look("—", "没有在履行的协议")
    part = share(facts.paid_fen, facts.price_fen)
    return Look(
        percent_text(part), f"已拨 {wan(facts.paid_fen)} / {wan(facts.price_fen)} 万元", quarter(part)
    )


def wan(fen: int) -> str:
    return f"{(Decimal(fen) / 1_000_000).quantize(Decimal('0.01')):,f}"


LAYERS: tuple[Layer, ...] = (
    Layer("coverage", "覆盖率", "有运营中的社工站的乡镇（街道），占全部乡镇（街道）的比例。", coverage, of_whole=True, legend_of_one=(("quarter-1", "有运营中的站"), ("quarter-4", "没有"))),
    Layer(
        "stages", "建站阶段", "登记在册、没有撤销的站各到哪一步；全部运营的颜色最深。", stages,
        legend=(("quarter-1", "全部运营"), ("quarter-2", "一半以上运营"), ("quarter-3", "不到一半运营"), ("quarter-4", "都在筹建"), ("", "没有站")),
    ),
    Layer(
        "honours", "示范站", "有示范称号的站，占在册站的比例。", honours,
        legend=(*QUARTER_WORDS, ("", "没有示范站")),
    ),
    Layer("visits", "月探访率", "当月应探访的人里已经见到的比例；本地区文件有规定的，月底按规定判断。", visits),
    Layer(
        "risk", "高风险对象", "在册的高风险对象，和其中当月还没见到的人数；颜色越深，没见到的越多。", risk,
        legend=(("quarter-1", "没见到的占75%以上"), ("quarter-2", "没见到的占50%—75%"), ("quarter-3", "没见到的占25%—50%"), ("quarter-4", "没见到的不足25%"), NOTHING),
    ),
    Layer(
        "warnings", "风险预警", "还没办完的预警条数，其中红色几条；颜色深的有红色预警。", warned, of_warnings=True,
        legend=(("quarter-1", "有红色预警"), ("quarter-3", "有预警，没有红色"), ("quarter-4", "没有未办完的预警"), NOTHING),
    ),
    Layer(
        "staffing", "人员配备", "在岗的驻站社工和转换岗位人员；本地区文件规定了人数的，按每个站判断。", staffing,
        legend=(("met", "每个站人数都够"), ("unmet", "有站缺人"), ("", "没有规定人数，或没有数")),
    ),
    Layer(
        "money", "资金拨付", "当天在履行的协议，已拨付机构的金额占协议金额的比例。", money, of_money=True,
        legend=(*QUARTER_WORDS, ("", "没有在履行的协议")),
    ),
)  # fmt: skip

BY_CODE: Mapping[str, Layer] = {layer.code: layer for layer in LAYERS}


def next_layer(code: str, shown: tuple[str, ...]) -> str:
    """The layer a wall turns to next; the first after the last."""
    return shown[(shown.index(code) + 1) % len(shown)] if code in shown else shown[0]


def legend_of(layer: Layer, looks: list[Look], *, single: bool = False) -> list[tuple[Tone, str]]:
    """The lines of the legend that this map needs: what is not on it is not explained.

    single  every tile is one township
    """
    there = {look.tone for look in looks}
    return [line for line in (single and layer.legend_of_one) or layer.legend if line[0] in there]
