"""The process of a case as it is drawn and checked: the table of `rules.cases` with the permission of each turn. Plain Python."""

from yizhan.kernel.states import Process, Transition
from yizhan.services.rules.cases import CLOSING_RULE, STATES, TURNS, Turn

VERB_OF = {
    "open": "services.open_case",
    "send": "services.send_case_sheet",
    "return": "services.decide_case_sheet",
    "approve": "services.decide_case_sheet",
    "reopen": "services.reopen_case",
}
"""The permission of each kind of turn."""


def _arrow(turn: Turn) -> Transition:
    asked = turn.kind == "CLOSURE" and turn.verb in ("send", "approve")
    return Transition(turn.state, turn.to, VERB_OF[turn.verb], CLOSING_RULE if asked else "")


PROCESS = Process(
    name="个案", labels=dict(STATES), transitions=tuple(dict.fromkeys(_arrow(turn) for turn in TURNS))
)
