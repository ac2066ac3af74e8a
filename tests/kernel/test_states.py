"""A process knows its steps, refuses the others in a sentence, and draws itself."""

import pytest

from yizhan.kernel.errors import Refused
from yizhan.kernel.states import Process, Transition, draw

PAPER = Process(
    "文件",
    {"DRAFT": "拟稿", "SENT": "已报送", "BACK": "已退回"},
    (
        Transition("", "DRAFT", "write"),
        Transition("DRAFT", "SENT", "send", rule="contract.filing"),
        Transition("SENT", "BACK", "answer"),
        Transition("SENT", "DRAFT", "answer"),
    ),
)


def test_a_step_is_found_by_state_and_verb() -> None:
    assert PAPER.step("DRAFT", "send").end == "SENT"
    assert PAPER.step("SENT", "answer", "DRAFT").end == "DRAFT"
    assert PAPER.verbs_from("SENT") == {"answer"}


def test_any_other_step_is_refused_with_the_state_it_is_in() -> None:
    with pytest.raises(Refused, match="文件现在是“已退回”，不能这样办"):
        PAPER.step("BACK", "send")


def test_a_state_without_a_word_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no word for SENT"):
        Process("文件", {"DRAFT": "拟稿"}, (Transition("DRAFT", "SENT", "send"),))


def test_the_drawing_shows_every_arrow_and_where_it_ends() -> None:
    drawn = draw(PAPER)
    assert "DRAFT --> SENT: send (contract.filing)" in drawn
    assert "[*] --> DRAFT: write" in drawn
    assert "BACK --> [*]" in drawn
    assert "SENT --> [*]" not in drawn
