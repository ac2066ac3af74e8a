"""One term, one word: the glossary maps Chinese terms to identifiers and refuses a second English word."""

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GLOSSARY = ROOT / "docs" / "glossary.csv"


def terms() -> list[dict[str, str]]:
    with GLOSSARY.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def refused_words() -> dict[str, str]:
    """A word that is not to be used -> the identifier to use instead."""
    return {
        word.strip().rpartition("=")[2]: row["identifier"]
        for row in terms()
        for word in row["not"].split(",")
        if word.strip()
    }


def second_words(text: str, refused: dict[str, str]) -> Iterable[str]:
    """Names defined in a source text (classes, functions, arguments, columns) that use a refused word as a whole part."""
    named = re.findall(r"(?:class|def)\s+(\w+)|^[ \t]+(\w+) *(?::[^=\n]+)?=", text, flags=re.MULTILINE)
    for name in [one or other for one, other in named]:
        for word in second_words_in(name, tuple(refused)):
            yield f"{name}: say {refused[word]}, not {word}"


@cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=_))({either})s?(?=_|$)")


@cache
def second_words_in(name: str, refused: tuple[str, ...]) -> list[str]:
    return any_of(refused).findall(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())


def test_every_term_has_one_identifier_and_every_identifier_one_term() -> None:
    rows = terms()
    for column in ("中文", "identifier"):
        words = [row[column] for row in rows]
        assert len(words) == len(set(words)), column


def test_no_second_english_word_is_used_for_a_term() -> None:
    refused = refused_words()
    wrong = [
        f"{path.relative_to(ROOT)}: {told}"
        for path in sorted((ROOT / "yizhan").rglob("*.py"))
        if "migrations" not in path.parts and "node_modules" not in path.parts
        for told in second_words(path.read_text("utf-8"), refused)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("class Beneficiary:\n", True),
        ("def approve_report(): ...\n", True),
        ("    risk_level = 1\n", True),
        ("class Client:\n", False),
    ],
)
def test_the_guard_sees_a_second_word(source: str, caught: bool) -> None:
    assert bool(list(second_words(source, refused_words()))) is caught
