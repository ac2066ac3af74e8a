"""The requirements ledger: each number once; what is said to work names a place and a test that carries the number."""

from tests.guards.house import marked_tests
from tools import ledger

ROWS = [
    {
        "id": f"R{number:03d}",
        "actor": "",
        "kind": "",
        "requirement": "",
        "state": "not yet",
        "where": "",
        "test": "",
    }
    for number in range(1, 429)
]
TEST = "tests/a/test_a.py::test_a"


def test_the_ledger_is_true() -> None:
    marked = {number: sorted(tests) for number, tests in marked_tests("requirement").items()}
    wrong = ledger.complaints(ledger.read(), marked, ledger.known_tests())
    assert not wrong, "\n".join(wrong)


def said(row: dict[str, str], marked: dict[str, list[str]]) -> list[str]:
    return ledger.complaints([{**ROWS[0], **row}, *ROWS[1:]], marked, {TEST})


def test_an_honest_ledger_passes() -> None:
    assert ledger.complaints(ROWS, {}, set()) == []
    assert said({"state": "works", "where": "/stations/", "test": TEST}, {"R001": [TEST]}) == []


def test_a_number_missing_or_twice_is_recognised() -> None:
    assert ledger.complaints(ROWS[1:], {}, set()) == ["R001 is missing"]
    assert ledger.complaints([*ROWS, ROWS[0]], {}, set()) == ["R001 stands 2 times"]


def test_a_claim_without_place_or_test_is_recognised() -> None:
    assert said({"state": "partly"}, {}) == ["R001: where is empty", "R001: test is empty"]
    assert said({"state": "done"}, {}) == ["R001: the state is one of works, partly, not yet, not 'done'"]


def test_a_test_that_is_not_there_or_carries_no_number_is_recognised() -> None:
    gone = {"state": "works", "where": "x", "test": "tests/a/test_a.py::test_gone"}
    assert said(gone, {}) == ["R001: there is no test tests/a/test_a.py::test_gone"]
    assert said({"state": "works", "where": "x", "test": TEST}, {}) == [
        f"R001: {TEST} does not carry its number"
    ]


def test_a_marker_that_the_ledger_does_not_know_is_recognised() -> None:
    assert said({}, {"R001": [TEST]}) == [
        f"R001: {TEST} carries its number and is not listed (tools/ledger.py --collect)"
    ]
    assert said({}, {"R900": [TEST]}) == ["R900 is no requirement"]
