"""Policy knows no gettext: the words it gives to pages stand in a table of the window, where a catalogue finds them."""

import ast
from pathlib import Path

from django.template import Context, Template
from django.utils.translation import override

from yizhan.policy import reading
from yizhan.policy.schema.kinds import KINDS
from yizhan.policy.schema.words import TOPICS
from yizhan.web.rulebook.words import FACT_LABELS, KIND_WORDS, TOPIC_WORDS


def labels_said() -> set[str]:
    """The literal labels of `Fact(…)` in the file that reads rules; the others are words of the document."""
    tree = ast.parse(Path(reading.__file__).read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    made = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Fact"]
    return {first.value for first in made if isinstance(first, ast.Constant) and isinstance(first.value, str)}


def test_every_word_of_policy_that_pages_show_can_be_translated() -> None:
    assert set(FACT_LABELS) == labels_said()
    assert set(KIND_WORDS) == set(KINDS)
    assert set(TOPIC_WORDS) == set(TOPICS)


def test_without_a_catalogue_the_words_stay_as_they_are() -> None:
    drawn = Template("{% load i18n %}{% translate word %}")
    with override("en"):
        assert [drawn.render(Context({"word": word})) for word in FACT_LABELS] == list(FACT_LABELS)
