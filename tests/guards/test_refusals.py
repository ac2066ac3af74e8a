"""Every verb has a test that it is refused: `@pytest.mark.refuses("room.verb")`, and the mark is true (tests/refusals.py)."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from tests.guards.house import all_verbs, marked_tests, markers
from tests.refusals import Promises
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.privacy import action


def test_every_verb_is_shown_to_refuse() -> None:
    untested = sorted(set(all_verbs()) - set(marked_tests("refuses")))
    assert not untested, "no test carries @pytest.mark.refuses for: " + ", ".join(untested)


def test_a_marker_names_a_verb_that_exists() -> None:
    unknown = {
        verb: sorted(tests) for verb, tests in marked_tests("refuses").items() if verb not in all_verbs()
    }
    assert not unknown, unknown


def test_markers_are_read_from_tests_classes_parameters_and_modules() -> None:
    text = (
        "pytestmark = [pytest.mark.refuses('a.all')]\n"
        "@pytest.mark.refuses('a.one', 'a.two')\ndef test_x(): ...\n"
        "@pytest.mark.parametrize('v', [pytest.param(1, marks=pytest.mark.refuses('a.param'))])\ndef test_y(v): ...\n"
        "@pytest.mark.refuses('a.class')\nclass TestZ:\n    def test_z(self): ...\n"
        "@pytest.mark.refuses('a.not')\ndef helper(): ...\n"
    )
    assert markers(text, "refuses") == {
        "a.one": ["test_x"],
        "a.two": ["test_x"],
        "a.all": ["test_x", "test_y", "test_z"],
        "a.param": ["test_y"],
        "a.class": ["test_z"],
    }


@dataclass
class Case:
    """A case of a test marked `refuses("a.paint", "a.wash")`, and what happens in it."""

    nodeid: str
    does: Callable[[], object]

    def iter_markers(self, name: str) -> list[pytest.Mark]:
        return [getattr(pytest.mark, name)("a.paint", "a.wash").mark]


@dataclass
class Config:
    args: tuple[str, ...] = ()


def meets_the_door() -> None:
    NotAllowed("a.paint")


def is_refused() -> None:
    def no() -> None:
        raise Refused("不行。")

    somebody: Any = SimpleNamespace(may=lambda _verb: True)
    line: Any = None
    with pytest.raises(Refused):
        action._joined([], line, somebody, "a.wash", no)


def is_refused_and_meets_the_door() -> None:
    is_refused()
    meets_the_door()


def does_nothing() -> None: ...


def failing(*cases: Case, picked: tuple[str, ...] = ()) -> list[str]:
    """The cases that fail although nothing in them did, as pytest would run them."""
    promises: Any = Promises()
    collecting = promises.pytest_collection_modifyitems(Config(picked), list(cases))
    list(collecting)
    failed = []
    for case in cases:
        running = promises.pytest_pyfunc_call(case)
        next(running)
        case.does()
        try:
            running.send(None)
        except StopIteration:
            continue
        except pytest.fail.Exception:
            failed.append(case.nodeid)
    return failed


def test_a_mark_that_is_not_true_fails_its_test() -> None:
    assert failing(Case("t.py::test_x", meets_the_door)) == ["t.py::test_x"]
    assert failing(Case("t.py::test_x", is_refused_and_meets_the_door)) == []


def test_the_cases_of_a_test_are_true_together_and_asked_after_the_last() -> None:
    door, rule = Case("t.py::test_x[1]", meets_the_door), Case("t.py::test_x[2]", is_refused)
    assert failing(door, rule) == []
    assert failing(door, Case("t.py::test_x[2]", does_nothing)) == ["t.py::test_x[2]"]


def test_whoever_picks_one_case_is_not_asked_about_the_others() -> None:
    assert failing(Case("t.py::test_x[1]", meets_the_door), picked=("t.py::test_x[1]",)) == []
