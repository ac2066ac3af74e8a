"""When a letter is taken, and what the sentence is when it is not. Plain Python."""

from collections.abc import Mapping, Sequence
from datetime import date

LOWEST, HIGHEST = 1, 5
"""What a question of a slip may be answered with: 很不满意 to 很满意."""

UNKNOWN = "没有找到这张答卷码。请核对纸条上的网址，或者重新扫一下码。"
USED = "这张答卷码已经用过了，一张只能答一次。谢谢您。"
WITHDRAWN = "这张答卷码已经换过或者作废了，请向给您纸条的人要一张新的。"
OVER = "这次调查已经结束，不再收答卷。谢谢您。"


def shut(*, state: str | None, closes_on: date | None, on: date) -> tuple[str, str] | None:
    """(code, sentence) of why a slip takes no answer, or None. `state` None: there is no such slip."""
    if state is None or closes_on is None:
        return "intake.unknown", UNKNOWN
    if state == "USED":
        return "intake.used", USED
    if state == "WITHDRAWN":
        return "intake.withdrawn", WITHDRAWN
    if on > closes_on:
        return "intake.over", OVER
    return None


def unanswered(*, scores: Mapping[int, int], questions: Sequence[str]) -> list[int]:
    """Places (from 0) of the questions without an answer from 1 to 5."""
    return [at for at in range(len(questions)) if not LOWEST <= scores.get(at, 0) <= HIGHEST]
