"""The way of a duty that a paper divides among units, who stands for the paper's words, why a step is refused. Plain Python."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import RuleInForce, rules_in_force
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.measures import Required
from yizhan.policy.schema.pack import Pack
from yizhan.policy.schema.people import Duty

VIEW, VIEW_OWN = "oversight.view_mandates", "oversight.view_own_mandates"
GIVE, CHANGE_UNITS = "oversight.give_mandate", "oversight.change_units"
MOVE, WITHDRAW = "oversight.move_mandate", "oversight.withdraw_mandate"
REPORT, FINISH = "oversight.report_part", "oversight.finish_part"
ACCEPT, RETURN = "oversight.accept_part", "oversight.return_part"
ATTACH, TAKE_OFF = "oversight.attach_mandate_file", "oversight.withdraw_mandate_file"

OF_UNITS = frozenset({VIEW_OWN, REPORT, FINISH, ATTACH, TAKE_OFF})
"""Verbs of a unit about its own part; all others are those of the office that gave the duty."""

LEAD, ASSIST = "LEAD", "ASSIST"
LONGEST = 2000

PROCESS = Process(
    name="职责分工",
    labels={
        "TOLD": "待办",
        "UNDERWAY": "办理中",
        "HANDED": "待确认",
        "ACCEPTED": "已办结",
        "RETURNED": "已退回",
    },
    transitions=(
        Transition("", "TOLD", GIVE),
        Transition("", "TOLD", CHANGE_UNITS),
        *(Transition(state, "UNDERWAY", REPORT) for state in ("TOLD", "UNDERWAY")),
        Transition("RETURNED", "RETURNED", REPORT),
        *(Transition(state, "HANDED", FINISH) for state in ("TOLD", "UNDERWAY", "RETURNED")),
        *(Transition(state, "ACCEPTED", FINISH) for state in ("TOLD", "UNDERWAY", "RETURNED")),
        Transition("HANDED", "ACCEPTED", ACCEPT),
        Transition("HANDED", "RETURNED", RETURN),
        Transition("ACCEPTED", "RETURNED", RETURN),
    ),
)
"""Of the part of one unit. What the giving office does itself is settled when it says so: nobody accepts her own."""

TO_DO = ("TOLD", "UNDERWAY", "RETURNED")
COURSE = {"OPEN": "在办", "DONE": "已办结", "WITHDRAWN": "已撤回"}
"""Of the duty as a whole: done when every unit that leads is accepted."""

KIND_OF_WORD = {
    "乡镇": "TOWNSHIP", "县民政": "COUNTY", "市民政": "CITY", "省民政": "PROVINCE", "承接主体": "AGENCY",
    "社工站": "AGENCY", "第三方机构": "EVALUATOR", "各有关单位": "DEPARTMENT",
}  # fmt: skip
"""Which kind of organisation a word of the papers means; any other is looked for in the names of the departments."""
LEVELS = {
    "省民政": 2, "省财政": 2, "市民政": 4, "市财政": 4, "县民政": 6, "县财政": 6, "乡镇": 6, "村居": 6, "承接主体": 6,
    "社工站": 6, "社工室": 6, "站长": 6, "驻站社工": 6, "购买方": 6, "申报单位": 6,
}  # fmt: skip
"""Digits of the office whose matter it is when this word leads; a word that is not here may lead at any level."""
STATIONS = frozenset({"社工站", "社工室", "县级总站", "市级中心", "服务点", "驻站社工", "站长", "志愿者"})
TOPICS = frozenset({"目标任务", "职责分工", "组织架构"})
"""Lists of things (必备材料) under these headings are things to do; others say what a document holds."""
OWN_OFFICE = frozenset({"各级民政", "各地", "购买方"})
FILLERS = ("部门", "省", "市", "县", "各")


@dataclass(frozen=True)
class Named:
    """One organisation that leads or assists, and the word of the paper it stands for."""

    part: str
    word: str
    organisation_id: UUID


@dataclass(frozen=True)
class Candidate:
    """An organisation of the region that may be given a part. has_account: somebody can sign in for it."""

    organisation_id: UUID
    kind: str
    name: str
    has_account: bool


def is_divided(rule: AnyRule) -> bool:
    """Whether a paper says in this rule who sees to something: a duty, or a list of things to do.

    What is measured, due at stations, or a step the calendar of duties keeps (限期, 频次) is reminded of there.
    """
    if not rule.duty_of or rule.pending:
        return False
    if isinstance(rule, Duty):
        return True
    if isinstance(rule, Required):
        return rule.measure is None and rule.topic in TOPICS and not STATIONS & {*rule.binds, *rule.duty_of}
    return False


def divided(*, region_code: str, on: date) -> list[RuleInForce]:
    """The rules that say who leads and are for the office of this region to give out.

    Its own papers first, each as it is laid out; what stations see to by themselves comes last.
    """
    found = {
        held.rule.ref: held
        for held in rules_in_force(region_code=region_code, on=on)
        if is_divided(held.rule)
        and any(LEVELS.get(word, len(region_code)) == len(region_code) for word in held.rule.duty_of)
    }
    packs = sorted({held.pack.id: held.pack for held in found.values()}.values(), key=_nearest)
    lines = [found[rule.ref] for pack in packs for rule in pack.rules if rule.ref in found]
    return sorted(lines, key=lambda held: (packs.index(held.pack), set(held.rule.duty_of) <= STATIONS))


def _nearest(pack: Pack) -> tuple[int, str]:
    """The narrowest paper first, those of the whole country last."""
    return (-len(pack.region), pack.id)


def items_of(rule: AnyRule) -> list[str]:
    """What is to be seen to, one by one."""
    if isinstance(rule, Duty):
        return list(rule.tasks)
    return [item.name for item in rule.items] if isinstance(rule, Required) else []


def day_of(rule: AnyRule) -> date | None:
    """The last day the paper itself gives."""
    return rule.by if isinstance(rule, Duty) else None


def suggested(
    word: str,
    *,
    candidates: Sequence[Candidate],
    own: UUID | None,
    before: Mapping[str, Collection[UUID]],
) -> list[UUID]:
    """Who probably stands for a word of the paper: whoever did before, else by kind, else by name. A person decides."""
    if word in before:
        return [each.organisation_id for each in candidates if each.organisation_id in before[word]]
    if word in OWN_OFFICE:
        return [own] if own is not None else []
    kind = KIND_OF_WORD.get(word)
    if kind is not None:
        return [each.organisation_id for each in candidates if each.kind == kind]
    core = word
    for filler in FILLERS:
        core = core.removeprefix(filler).removesuffix(filler)
    return [
        each.organisation_id
        for each in candidates
        if each.kind == "DEPARTMENT" and core and core in each.name
    ]


def nobody_for(words: Iterable[str], units: Iterable[Named], part: str) -> list[str]:
    """Words of the paper for which no organisation was named."""
    named = {unit.word for unit in units if unit.part == part}
    return [word for word in words if word not in named]


def units_problem(units: Sequence[Named]) -> str | None:
    if not any(unit.part == LEAD for unit in units):
        return "请至少选一个牵头单位；文件写的单位还没有登记的，先到“账号与单位”里登记。"
    leads = {unit.organisation_id for unit in units if unit.part == LEAD}
    if any(unit.organisation_id in leads for unit in units if unit.part == ASSIST):
        return "同一个单位不能既牵头又协助，请只留一处。"
    return None


def due_problem(*, due_on: date | None, on: date, paper_on: date | None) -> str | None:
    if due_on is None:
        return "请写完成期限：文件没有写日期，由交办的人定。"
    if due_on < on:
        return "完成期限不能早于今天。"
    if paper_on is not None and paper_on >= on and due_on > paper_on:
        return f"文件规定的期限是 {paper_on}，不能定得更晚。"
    return None


def words_problem(text: str, *, ask: str) -> str | None:
    if len(text.strip()) < 2:
        return ask
    return f"一次最多写{LONGEST}字。" if len(text) > LONGEST else None


def finishing_problem(
    *, part: str, items: Sequence[str], told: Collection[str], evidence: str, files: int
) -> str | None:
    """Why a unit may not say yet that its part is done. The lead tells of every item; everybody shows something."""
    if part == LEAD and (missing := [item for item in items if item not in told]):
        first = "、".join(missing[:3])
        more = f"等 {len(missing)} 项" if len(missing) > 3 else ""
        return f"还没有写办理情况：{first}{more}。逐项写一句，再报完成。"
    if not evidence.strip() and not files:
        return "请传一份材料，或者写明依据（文号、网址、存放的地方）。"
    return None


def moving_problem(*, until_on: date, due_on: date, on: date, because: str) -> str | None:
    if not because.strip():
        return "请写明为什么改期限，各单位会看到。"
    if until_on == due_on:
        return "新的期限和原来的一样。"
    return "新的期限不能早于今天。" if until_on < on else None
