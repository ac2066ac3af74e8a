"""A process as data: which verb leads from which state to which, under which rule; drawn in docs/states.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from yizhan.kernel.errors import Refused


@dataclass(frozen=True)
class Transition:
    """One arrow of a process.

    start  state before, "" where the row is made by the verb
    end    state after
    verb   the permission that is needed
    rule   id of the region's rule that governs it, such as contract.filing; "" where no paper speaks of it
    """

    start: str
    end: str
    verb: str
    rule: str = ""


@dataclass(frozen=True)
class Process:
    """The states of one kind of row.

    name    what the row is called on the screen: 服务协议
    labels  word on the screen per state
    """

    name: str
    labels: dict[str, str]
    transitions: Sequence[Transition]

    def __post_init__(self) -> None:
        named = {state for each in self.transitions for state in (each.start, each.end) if state}
        if unnamed := named - set(self.labels):
            raise ValueError(f"{self.name}: no word for {', '.join(sorted(unnamed))}")

    def step(self, start: str, verb: str, end: str = "") -> Transition:
        """The arrow this verb takes from that state.

        end  told where a verb may lead to more than one state

        Refused  the state knows no such step; the sentence says in which state the row is
        """
        for each in self.transitions:
            if each.start == start and each.verb == verb and end in ("", each.end):
                return each
        raise Refused(f"{self.name}现在是“{self.labels[start]}”，不能这样办。", code="states.no-such-step")

    def verbs_from(self, start: str) -> frozenset[str]:
        return frozenset(each.verb for each in self.transitions if each.start == start)


def draw(process: Process) -> str:
    """The process as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state}: {label}" for state, label in process.labels.items()]
    for each in process.transitions:
        rule = f" ({each.rule})" if each.rule else ""
        lines.append(f"    {each.start or '[*]'} --> {each.end}: {each.verb}{rule}")
    starts = {each.start for each in process.transitions}
    lines += [f"    {state} --> [*]" for state in process.labels if state not in starts]
    return "\n".join(lines)
