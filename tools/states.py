"""The page docs/states.md: every process of the product, drawn, with who may take each step and under which clause."""

import importlib
import pkgutil
from collections.abc import Sequence
from types import ModuleType

import yizhan
from tests.guards.house import HEIGHT
from yizhan.access.roles import ROLES, VERB_LABELS
from yizhan.kernel.states import Process, draw
from yizhan.policy.schema.pack import Pack


def processes() -> list[tuple[str, Process]]:
    """(room, process) of every process a room's rules declare, rooms from the top floor down."""
    found: dict[int, tuple[str, Process]] = {}
    for room in HEIGHT:
        for module in _rules_of(room):
            for value in vars(module).values():
                if isinstance(value, Process):
                    found.setdefault(id(value), (room, value))
    return list(found.values())


def _rules_of(room: str) -> list[ModuleType]:
    try:
        top = importlib.import_module(f"{yizhan.__name__}.{room}.rules")
    except ModuleNotFoundError:
        return []
    names = [found.name for found in pkgutil.iter_modules(getattr(top, "__path__", ()))]
    return [top, *(importlib.import_module(f"{top.__name__}.{name}") for name in sorted(names))]


def states_page(packs: Sequence[Pack]) -> str:
    lines = [
        "# States",
        "",
        "Made from the code by `make papers`; do not edit. What is drawn here is what the verbs check: a step that is not",
        "an arrow is refused. A clause stands beside a step where a paper of some region governs it.",
    ]
    for room, process in processes():
        lines += ["", f"## {process.name} ({room})", "", "```mermaid", draw(process), "```", ""]
        lines += ["| From | To | Verb | Who | Clause |", "| --- | --- | --- | --- | --- |"]
        for step in process.transitions:
            who = "、".join(role.label for role in ROLES.values() if step.verb in role.verbs) or "自动"
            start = process.labels[step.start] if step.start else "—"
            label = VERB_LABELS.get(step.verb, "")
            lines.append(
                f"| {start} | {process.labels[step.end]} | `{step.verb}` {label} | {who} | {_clauses(step.rule, packs)} |"
            )
    return "\n".join(lines) + "\n"


def _clauses(rule_id: str, packs: Sequence[Pack]) -> str:
    if not rule_id:
        return ""
    told = [rule.source for pack in packs for rule in pack.rules if rule.id == rule_id]
    return f"`{rule_id}`<br>" + "<br>".join(told)
