"""A survey of satisfaction: who is drawn, what the answers come to and how sure that is, what is too little to show. Plain Python."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from math import sqrt
from typing import TypeVar

from yizhan.kernel.states import Process, Transition
from yizhan.policy.book import NoRule, rule_for
from yizhan.policy.schema.surveys import Survey

Key = TypeVar("Key", bound=Hashable)

RULE = "evaluation.satisfaction-survey"

VIEW = "oversight.view_satisfaction"
DRAW, DROP, CLOSE = "oversight.draw_survey", "oversight.drop_survey", "oversight.close_survey"
SLIPS, COLLECT = "oversight.print_slips", "oversight.collect_answers"
ASKS, OPEN_ASK = "oversight.view_asks", "oversight.open_ask"
ANSWER, NO_ANSWER = "oversight.record_answer", "oversight.note_no_answer"

PROCESS = Process(
    name="满意度调查",
    labels={"OPEN": "正在调查", "CLOSED": "已结束", "DROPPED": "已作废"},
    transitions=(
        Transition("", "OPEN", DRAW, RULE),
        Transition("OPEN", "OPEN", SLIPS),
        Transition("OPEN", "OPEN", ANSWER),
        Transition("OPEN", "OPEN", NO_ANSWER),
        Transition("OPEN", "OPEN", COLLECT),
        Transition("OPEN", "CLOSED", CLOSE),
        Transition("OPEN", "DROPPED", DROP),
    ),
)

SATISFIED = 4
"""很满意 (5) and 满意 (4) are satisfied."""
LOWEST, HIGHEST = 1, 5
SMALLEST_SHOWN = 5
"""Fewer answers than this are never shown for a group, so that nobody is recognised; a region may ask for more."""
Z95 = 1.959963984540054
"""Of a range that holds the true share 95 times in 100."""
MOST_DRAWN = 200
"""People of one station, or offices of an area, that one survey may ask."""
TENTH = Decimal("0.1")

QUESTIONS = (
    "总的来说，您对社工站的服务满意吗",
    "对社工的表现满意吗",
    "对社工帮您面对、解决问题的情况满意吗",
)
UNIT_QUESTIONS = ("总的来说，对社工站的工作满意吗", "对社工站的配合满意吗")
"""Asked where no paper of the region says what is asked; the first one counts for the share."""


def survey_rule(*, region_code: str, on: date) -> Survey | None:
    """The region's rule of the day; None where no paper says how satisfaction is asked."""
    try:
        rule = rule_for(RULE, region_code=region_code, on=on)
    except NoRule:
        return None
    return rule if isinstance(rule, Survey) and not rule.pending else None


def drawn(frame: Iterable[Key], *, most: int, seed: str) -> list[Key]:
    """So many of the frame, by the seed alone: whoever knows seed and frame draws the same again."""
    return sorted(frame, key=lambda each: sha256(f"{seed}:{each}".encode()).digest())[:most]


def frame_digest(frame: Iterable[object]) -> str:
    """What the sample was drawn from, in 16 signs: a later draw from other records is told from the first."""
    return sha256("\n".join(sorted(map(str, frame))).encode()).hexdigest()[:16]


def drawing_problem(
    *,
    round_word: str,
    first_on: date,
    last_on: date,
    closes_on: date,
    on: date,
    per_station: int,
    units: int,
    runs_one: bool,
) -> str | None:
    """runs_one: the organisation of whoever draws runs one of the stations that are asked about."""
    if runs_one:
        return "您所在的单位承接了其中的社工站，抽样要由别的单位办。"
    if round_word not in ("MID", "END"):
        return "请选择中期还是末期。"
    if first_on > last_on:
        return "服务时间的第一天不能晚于最后一天。"
    if last_on > on:
        return "服务时间要已经过去：还没有服务过的人，没法问。"
    if closes_on < on:
        return "收答卷的最后一天不能早于今天。"
    if not (0 <= per_station <= MOST_DRAWN and 0 <= units <= MOST_DRAWN) or per_station + units == 0:
        return f"每站抽的人数、抽的单位数都在0到{MOST_DRAWN}之间，不能都是0。"
    return None


def scores_problem(scores: Sequence[int], questions: Sequence[str]) -> str | None:
    missing = [
        str(at + 1)
        for at in range(len(questions))
        if at >= len(scores) or not LOWEST <= scores[at] <= HIGHEST
    ]
    return f"第{'、'.join(missing)}题还没有选。" if missing else None


def percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(TENTH, ROUND_HALF_UP) if whole else None


def wilson(satisfied: int, answered: int, *, z: float = Z95) -> tuple[Decimal, Decimal] | None:
    """Between which shares (%) the true one lies, by the score interval of Wilson; None without an answer.

    Unlike share ± margin it stays between 0 and 100, and says something also where everybody is satisfied.
    """
    if not answered:
        return None
    share, square = satisfied / answered, z * z / answered
    middle = (share + square / 2) / (1 + square)
    reach = z * sqrt(share * (1 - share) / answered + square / (4 * answered)) / (1 + square)
    low, high = (max(0.0, middle - reach), min(1.0, middle + reach))
    return tuple(Decimal(str(each * 100)).quantize(TENTH, ROUND_HALF_UP) for each in (low, high))  # type: ignore[return-value]  # two in, two out


def hidden(counts: Mapping[Key, int], *, least: int) -> frozenset[Key]:
    """Whose figures are not shown: with some answers and fewer than `least`; and, where that leaves one alone to be
    found by subtraction from the total, the next smallest too. Without an answer there is nothing to hide."""
    some = sorted((count, str(key), key) for key, count in counts.items() if count)
    small = [key for count, _text, key in some if count < least]
    while small and sum(counts[key] for key in small) < least and len(small) < len(some):
        small.append(some[len(small)][2])
    return frozenset(small)


@dataclass(frozen=True)
class Line:
    """What became of those asked of one group at one station, or in total.

    gone   moved away or dead before they could be asked: not in the response rate
    shown  False: too few answers, so that satisfied and scores are not told
    """

    drawn: int
    answered: int
    refused: int
    unreached: int
    gone: int
    satisfied: int
    shown: bool = True

    @property
    def waiting(self) -> int:
        return self.drawn - self.answered - self.refused - self.unreached - self.gone

    @property
    def response(self) -> Decimal | None:
        """Answers of those who could have answered (%)."""
        return percent(self.answered, self.drawn - self.gone)

    @property
    def share(self) -> Decimal | None:
        return percent(self.satisfied, self.answered) if self.shown else None

    @property
    def between(self) -> tuple[Decimal, Decimal] | None:
        return wilson(self.satisfied, self.answered) if self.shown else None
