"""A rule as people read it: its value in a few words, its facts one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.policy.schema.frames import Aspect, Frame
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import AtLeast, AtMost, Listing, Required, Share, Wording
from yizhan.policy.schema.money import Bands, Price
from yizhan.policy.schema.people import Condition, Eligibility
from yizhan.policy.schema.scales import Scale, ScaleBand
from yizhan.policy.schema.scoring import Consequence, Indicator, Weights
from yizhan.policy.schema.sheets import ReportSheet
from yizhan.policy.schema.surveys import Survey
from yizhan.policy.schema.times import Deadline, Frequency, Target
from yizhan.policy.schema.units import UnitMinimum
from yizhan.policy.schema.warnings import WarningRule
from yizhan.policy.schema.words import plain_number, spoken, yuan


@dataclass(frozen=True)
class Fact:
    """One thing a rule says besides its sentence; several lines for a list."""

    label: str
    lines: tuple[str, ...]


def wan(fen: int) -> str:
    """220000元 as 22万元; below ten thousand as it is."""
    return f"{plain_number(Decimal(fen) / 1_000_000)}万元" if fen >= 1_000_000 else yuan(fen)


def brief(rule: AnyRule) -> str:
    """The value for a narrow column: 3人, 70%, 2年, 每月1次, 5项; 待定 where the document gives none."""
    if rule.pending:
        return "待定"
    match rule:
        case AtLeast(value=Decimal() as value):
            return (
                f"每{rule.each}{plain_number(value)}{rule.unit}" if rule.each else _number(value, rule.unit)
            )
        case AtMost(value=Decimal() as value):
            return _number(value, rule.unit)
        case Share():
            bounds = [bound for bound in (rule.floor, rule.ceiling) if bound is not None]
            return ("约" if rule.about else "") + "—".join(f"{plain_number(bound)}%" for bound in bounds)
        case Deadline():
            return f"{rule.by}" if rule.by else f"{'提前' if rule.ahead else ''}{rule.term}"
        case Frequency():
            return f"{rule.term}内" if rule.event else f"每{rule.per}{plain_number(rule.times)}次"
        case Required():
            return (
                f"至少{plain_number(rule.at_least)}项"
                if rule.at_least is not None
                else f"{len(rule.items)}项"
            )
        case Listing():
            return f"{len(rule.words)}类" if rule.words else f"不得{len(rule.forbidden)}项"
        case Eligibility():
            return f"{len(rule.conditions)}个条件"
        case Price(total=int() as total):
            return wan(total) + (f"/{rule.each}" if rule.each else "")
        case Bands():
            return f"{plain_number(rule.percent)}%" if rule.percent is not None else f"{len(rule.bands)}档"
        case Weights():
            return " / ".join(f"{plain_number(weight)}%" for weight in (rule.parties or {}).values())
        case Indicator(points=Decimal() as points):
            return f"{plain_number(points)}分"
        case Wording():
            return "按格式"
        case Target():
            known = [step for step in rule.steps if step.value is not None]
            values = [_number(step.value, rule.unit) for step in known if step.value is not None]
            return values[-1] if values else f"{len(rule.steps)}步"
        case Consequence():
            return f"{len(rule.measures)}项措施"
        case Frame():
            return f"{len(rule.aspects)}个方面" if rule.aspects else f"{len(rule.against)}条"
        case ReportSheet():
            return f"{sum(len(section.rows) for section in rule.sections)}项"
        case Scale():
            return f"{len(rule.questions)}题"
        case UnitMinimum() | Survey():
            return rule.required()
        case WarningRule():
            return rule.required()
        case _:
            return "—"


def _earned(rule: Indicator) -> str:
    """How the points come about: 计算：到95%得满分, 清单, 评议."""
    if rule.how != "计算" or rule.full_at is None:
        return rule.how if rule.sort == "基础" else f"{rule.sort}，{rule.how}"
    each, unit = "每月" if rule.by_month else "", "" if rule.each_measure else rule.unit
    said = f"计算：{each}{_number(rule.full_at, unit)}得满分"
    if rule.zero_at is not None:
        said += f"，{_number(rule.zero_at, unit)}得0分"
    return said if rule.sort == "基础" else f"{rule.sort}，{said}"


def _aspect(aspect: Aspect) -> str:
    """规范建设20分; 待定 where the paper gives no points."""
    points = f"{plain_number(aspect.points)}分" if aspect.points is not None else ""
    sort = "" if aspect.sort == "基础" else f"（{aspect.sort}）"
    return f"{aspect.name}{sort}{points}" + (
        f"，待定：{aspect.pending_reason}" if aspect.pending_reason else ""
    )


def _number(value: Decimal, unit: str) -> str:
    return f"{plain_number(value)}{unit}"


def facts(rule: AnyRule) -> tuple[Fact, ...]:
    """All a rule carries besides sentence, clause and cost table, in the reader's order; nothing empty."""
    found = [
        Fact("仅在", rule.when),
        Fact("适用", rule.binds),
        Fact("责任", rule.duty_of),
        Fact("协助", rule.assisted_by),
        *_own(rule),
        Fact("没达到时", (rule.remedy,)),
        Fact("说明", (rule.note,)),
    ]
    kept = (Fact(fact.label, tuple(line for line in fact.lines if line)) for fact in found)
    return tuple(fact for fact in kept if fact.lines)


def _own(rule: AnyRule) -> list[Fact]:
    """What the kind of rule adds."""
    if rule.pending:
        return []
    match rule:
        case Share():
            also = tuple(f"{name}：{'、'.join(words)}" for name, words in rule.also.items())
            return [Fact("部分", rule.parts), Fact("全体", (rule.whole,)), Fact("预算表里叫", also)]
        case Deadline():
            until = f"{rule.by}前" if rule.by else rule.term or ""
            return [
                Fact("起点", (rule.start_event,)),
                Fact("要完成", (rule.end_event,)),
                Fact("期限", (("提前" if rule.ahead else "") + until,)),
            ]
        case Frequency():
            return [
                Fact("事项", (rule.what,)),
                Fact("由", rule.by_whom),
                Fact("审核", rule.reviewed_by),
                Fact("报给", rule.to_whom),
                Fact("截止", (rule.due_wording or rule.due or "",)),
                Fact(
                    "对象",
                    (*rule.classes, *(f"{grade}风险" if len(grade) == 1 else grade for grade in rule.grades)),
                ),
                Fact("不算探访", rule.not_counting),
                Fact("须见到本人", ("是",) if rule.must_meet else ()),
                Fact("轮次", rule.rounds),
            ]
        case Required():
            return [
                Fact(
                    "要有", tuple(_item(item.name, item.also, optional=item.optional) for item in rule.items)
                )
            ]
        case Listing():
            groups = [Fact(name, words) for name, words in rule.groups.items()]
            beyond = ("文件所列之外还可以增加",) if rule.words and not rule.closed else ()
            return [Fact("限于", rule.allowed), *groups, Fact("不得", rule.forbidden), Fact("另外", beyond)]
        case Eligibility():
            return [
                Fact("条件", tuple(_condition(condition) for condition in rule.conditions)),
                Fact("优先", rule.preferred),
                Fact("同等条件优先", rule.preferred_next),
            ]
        case Price():
            return [
                Fact("组成", tuple(f"{part.name}{wan(part.fen)}" + (f"：{part.purpose}" if part.purpose else "") for part in rule.parts)),
                Fact("谁承担", tuple(f"{row.year}：{_shares(row.parties)}" for row in rule.sharing)),
            ]  # fmt: skip
        case Bands():
            cap = (f"最高{wan(rule.cap)}",) if rule.cap is not None else ()
            return [Fact("档次", tuple(_band(band.name, band.low, band.high, band.leads_to, band.fen, rule.unit) for band in rule.bands)), Fact("封顶", cap)]  # fmt: skip
        case Weights():
            rounds = (
                tuple(f"{name}{plain_number(weight)}%" for name, weight in rule.round_weights.items())
                if rule.round_weights
                else rule.rounds
            )
            return [
                Fact("谁打分", (_shares(rule.parties or {}),)),
                Fact("轮次", rounds),
                Fact("评什么", rule.contents),
            ]
        case Indicator():
            return [
                Fact("维度", (rule.dimension,)),
                Fact("由谁评", rule.parties),
                Fact("怎样得分", (_earned(rule), rule.method)),
                Fact("清单", rule.checklist),
                Fact("佐证", rule.evidence),
            ]
        case Wording():
            sizes = tuple(f"{name}：{value}" for name, value in rule.attributes.items())
            return [Fact("格式", rule.forms), Fact("规格", sizes), Fact("位置", rule.places)]
        case Target():
            return [
                Fact("分步", tuple(_step(step.by, step.value, step.note, rule.unit) for step in rule.steps))
            ]
        case Consequence():
            return [
                Fact("出现", (rule.trigger,)),
                Fact("措施", rule.measures),
                Fact("对谁", rule.on_whom),
                Fact("等次", rule.in_bands),
                Fact("持续", (rule.lasts,)),
            ]
        case Frame():
            return [
                Fact("方面", tuple(_aspect(each) for each in rule.aspects)),
                Fact("评分各方", rule.parties),
                Fact("轮次", rule.rounds),
                Fact("满分", (f"{plain_number(rule.full_marks)}分" if rule.full_marks is not None else "",)),
                Fact("加分最多", (f"{plain_number(rule.plus_cap)}分" if rule.plus_cap is not None else "",)),
                Fact("逐条对照", rule.against),
            ]
        case ReportSheet():
            return [
                Fact(
                    section.name,
                    tuple(f"{row.name}（人填）" if row.source else row.name for row in section.rows),
                )
                for section in rule.sections
            ]
        case Scale():
            return [
                Fact("对谁", (*rule.for_whom, *_ages(rule))),
                *(Fact(group.name, tuple(item.name for item in group.items)) for group in rule.groups),
                Fact("档次", tuple(_scale_band(band) for band in rule.bands)),
                Fact(
                    "特殊情形",
                    tuple(
                        f"{each.case}：至少为{each.at_least}"
                        if each.at_least
                        else f"{each.case}：加重{plain_number(each.worse_by or Decimal(0))}档"
                        for each in rule.special
                    ),
                ),
                Fact("多久复评", (rule.again or "",)),
            ]
        case UnitMinimum():
            return [Fact("计什么", (rule.counted,)), Fact("要求", (rule.required(),))]
        case WarningRule():
            return [
                Fact("看什么", (rule.matter or "",)),
                Fact("界限", (rule.required(),)),
                Fact("参数", tuple(f"{word} {plain_number(value)}" for word, value in rule.params.items())),
                Fact("级别", (rule.level or "",)),
                Fact("告知", (spoken(rule.told),)),
                Fact("处理期限", (rule.term or "",)),
                Fact("到期没处理", (spoken(rule.raised_to), rule.follows)),
                Fact("怎样算完", (rule.closes,)),
                Fact("复核", (spoken(rule.checked_by),)),
            ]
        case Survey():
            least = f"少于{plain_number(rule.fewest)}份不报" if rule.fewest is not None else ""
            return [
                Fact("抽多少", (rule.required(),)),
                Fact("问服务对象", rule.questions),
                Fact("问协同单位", rule.unit_questions),
                Fact("起报", (least,)),
            ]
        case AtLeast() | AtMost():
            return [Fact("要求", (rule.required(),))]
        case _:
            return [Fact("事项", rule.tasks)]


def _ages(rule: Scale) -> list[str]:
    ages = ((rule.from_age, "年满{}周岁"), (rule.below_age, "未满{}周岁"))
    return [says.format(plain_number(age)) for age, says in ages if age is not None]


def _scale_band(band: ScaleBand) -> str:
    reach = plain_number(band.low) + (f"至{plain_number(band.high)}" if band.high != band.low else "")
    grade = f"，定为{band.grade}风险" if band.grade else ""
    again = f"，{band.again}后复评" if band.again else ""
    return f"{band.name}（{band.colour}）{reach}分{grade}{again}"


def _item(name: str, also: Sequence[str], *, optional: bool) -> str:
    others = f"（也可：{'、'.join(also)}）" if also else ""
    return f"{name}{others}{'，选配' if optional else ''}"


def _condition(condition: Condition) -> str:
    term = f"，{condition.from_fact}起{condition.term}内" if condition.term else ""
    human = "（由人核对）" if condition.asks == "由人核对" else ""
    return f"{condition.wording}{term}{human}"


def _shares(parties: dict[str, Decimal]) -> str:
    return "、".join(f"{name}{plain_number(weight)}%" for name, weight in parties.items())


def _band(
    name: str, low: Decimal | None, high: Decimal | None, leads_to: str, fen: int | None, unit: str
) -> str:
    reach = "至".join(f"{plain_number(bound)}{unit}" for bound in (low, high) if bound is not None)
    reach = (
        f"{reach}起" if low is not None and high is None else f"到{reach}" if reach and low is None else reach
    )
    told = [part for part in (reach, leads_to, wan(fen) if fen is not None else "") if part]
    return f"{name}：{'，'.join(told)}" if told else name


def _step(by: date, value: Decimal | None, note: str, unit: str) -> str:
    told = [part for part in (_number(value, unit) if value is not None else "", note) if part]
    return f"{by}前：{'，'.join(told)}"
