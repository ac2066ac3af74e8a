"""Processes: every arrow is a verb somebody may hold, every clause beside it is one of a paper."""

from pathlib import Path

from tools.states import processes
from yizhan.access.roles import VERB_LABELS
from yizhan.policy.book import read_shelf

PAPERS = {rule.id for pack in read_shelf([Path("policies")]) for rule in pack.rules}


def test_every_step_is_a_verb_of_the_product() -> None:
    unknown = {
        f"{process.name}: {step.verb}"
        for _room, process in processes()
        for step in process.transitions
        if step.verb not in VERB_LABELS
    }
    assert unknown == set()


def test_every_clause_beside_a_step_stands_in_some_paper() -> None:
    unknown = {
        f"{process.name}: {step.rule}"
        for _room, process in processes()
        for step in process.transitions
        if step.rule and step.rule not in PAPERS
    }
    assert unknown == set()


def test_every_state_can_be_reached() -> None:
    lost = {
        f"{process.name}: {label}"
        for _room, process in processes()
        for state, label in process.labels.items()
        if state not in {step.end for step in process.transitions}
    }
    assert lost == set()


def test_every_process_has_a_beginning() -> None:
    assert [
        process.name for _room, process in processes() if all(step.start for step in process.transitions)
    ] == []
