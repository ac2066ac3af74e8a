"""The way of an inspection and of a letter, what is looked at, and why a step is refused. Plain Python."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.measures import Required
from yizhan.policy.schema.words import TOPICS

VIEW = "oversight.view_inspections"
PLAN, NOTE = "oversight.plan_inspection", "oversight.note_inspection"
FINISH, DROP = "oversight.finish_inspection", "oversight.drop_inspection"
SAFETY = "oversight.check_safety"
ADMONISH, ANSWER = "oversight.admonish", "oversight.answer_admonition"
SAFETY_RULE, WAYS_RULE = "safety.inspection", "rectification.ways"
LONGEST = 4000
MOST_ITEMS = 60

INSPECTION = Process(
    name="检查",
    labels={"PLANNED": "待检查", "DONE": "已检查", "DROPPED": "已取消"},
    transitions=(
        Transition("", "PLANNED", PLAN, SAFETY_RULE),
        Transition("PLANNED", "PLANNED", NOTE),
        Transition("PLANNED", "DONE", FINISH, SAFETY_RULE),
        Transition("PLANNED", "DROPPED", DROP),
    ),
)

ADMONITION = Process(
    name="发函、约谈、通报",
    labels={"GIVEN": "已发出", "ANSWERED": "已回复"},
    transitions=(
        Transition("", "GIVEN", ADMONISH, WAYS_RULE),
        Transition("GIVEN", "ANSWERED", ANSWER),
    ),
)

AGENCY_WORD, SAFETY_TOPIC = "承接主体", "安全"


@dataclass(frozen=True)
class Line:
    """One thing a paper asks for, to be looked at on the spot."""

    topic: str
    says: str
    ref: str
    clause: str


def checklist(*, region_code: str, on: date, kind_word: str, topics: Collection[str] = ()) -> list[Line]:
    """What the papers here want to be there (必备材料), one line a material, in the papers' order of topics.

    kind_word  社工站, 社工室, … or 承接主体
    topics     only these; none given: all
    """
    found = [
        Line(rule.topic, item.name, rule.ref, rule.chip)
        for held in rules_in_force(region_code=region_code, on=on)
        for rule in (held.rule,)
        if isinstance(rule, Required)
        and not rule.pending
        and kind_word in rule.binds
        and (not topics or rule.topic in topics)
        for item in rule.items
    ]
    order = {topic: place for place, topic in enumerate(TOPICS)}
    return sorted(found, key=lambda line: order[line.topic])


def topics_of(*, region_code: str, on: date, kind_word: str) -> list[tuple[str, int]]:
    """The topics of the list and how many lines each has."""
    lines = checklist(region_code=region_code, on=on, kind_word=kind_word)
    names = dict.fromkeys(line.topic for line in lines)
    return [(name, sum(line.topic == name for line in lines)) for name in names]


def finishing_problem(
    *,
    done_on: date,
    on: date,
    says: str,
    present: str,
    unmarked: int,
    found_without_words: Sequence[int],
) -> str | None:
    if done_on > on:
        return "检查日期不能晚于今天。"
    if unmarked:
        return f"还有{unmarked}项没有结果；没有看的，选“没有看”。"
    if found_without_words:
        numbers = "、".join(str(number) for number in found_without_words[:6])
        return f"第{numbers}项选了“有问题”，请写明是什么问题。"
    if not present.strip():
        return "请写明在场的人：检查的是谁、对方谁在。"
    if not says.strip():
        return "请写检查的总体情况。"
    if len(says) > LONGEST or len(present) > LONGEST:
        return f"一次最多写{LONGEST}字。"
    return None


def admonishing_problem(
    *, content: str, receiver: str, given_on: date, answer_by_on: date | None, on: date
) -> str | None:
    if not receiver.strip():
        return "请写明发给谁、约谈了谁。"
    if len(content.strip()) < 4:
        return "请写内容：指出什么问题，要求做什么。"
    if len(content) > LONGEST:
        return f"一次最多写{LONGEST}字，全文可以作为附件。"
    if given_on > on:
        return "日期不能晚于今天。"
    if answer_by_on is not None and answer_by_on < given_on:
        return "回复期限不能早于发出的那天。"
    return None
