"""Numbers: one definition each, and whatever a policy pack counts by exists with that unit."""

from importlib import import_module

from tests.guards.house import HOUSE
from tests.query_counts import counts, verdict
from yizhan.kernel.metric import METRICS
from yizhan.policy.book import shelf

AWAITED: dict[str, str] = {}
"""口径 that packs count by and no room answers yet: shown as not connected, never judged. The list may only shrink."""


def load_metrics() -> None:
    for path in sorted([*HOUSE.glob("*/metrics.py"), *HOUSE.glob("*/metrics/__init__.py")]):
        import_module(
            ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__")
        )


def uncounted(asked: list[tuple[str, str, str]], defined: dict[str, str]) -> list[str]:
    """(rule, 口径, 单位) that no metric answers; `defined` is metric → unit."""
    wrong = []
    for rule, measure, unit in asked:
        if measure not in defined:
            wrong.append(f"{rule}: no metric {measure}")
        elif unit and unit != defined[measure]:
            wrong.append(f"{rule}: {measure} counts {defined[measure]}, the rule {unit}")
    return wrong


def test_whatever_a_pack_counts_by_exists_with_that_unit() -> None:
    load_metrics()
    asked = [
        (f"{p.id} {r.id}", r.measure, r.unit) for p in shelf() for r in p.rules if r.measure and not r.pending
    ]
    defined = {name: metric.unit for name, metric in METRICS.items()}
    wrong = uncounted([each for each in asked if each[1] not in AWAITED], defined)
    assert not wrong, "\n".join(wrong)
    stale = {name for name in AWAITED if name in METRICS or name not in {each[1] for each in asked}}
    assert not stale, f"no longer needed in AWAITED: {stale}"


def test_an_unknown_measure_or_unit_is_recognised() -> None:
    defined = {"services.visits": "人次"}
    assert uncounted([("a", "services.visits", "人次"), ("b", "services.visits", "")], defined) == []
    assert uncounted([("a", "services.vists", "人次")], defined) == ["a: no metric services.vists"]
    assert uncounted([("a", "services.visits", "次")], defined) == [
        "a: services.visits counts 人次, the rule 次"
    ]


def test_a_metric_is_named_after_its_room_and_says_what_it_counts() -> None:
    load_metrics()
    wrong = [
        name
        for name, metric in METRICS.items()
        if not name.startswith(f"{(metric.parts or metric.count).__module__.split('.')[1]}.")
        or len(metric.says) < 6
        or not metric.unit
    ]
    assert not wrong, wrong


def test_a_page_may_ask_less_than_pinned_and_never_more() -> None:
    assert verdict("page", 5, {"page": 5}) == ""
    assert verdict("page", 4, {"page": 5}) == ""
    assert verdict("page", 6, {"page": 5}) == "page: 6 queries, pinned at 5"
    assert "not pinned" in verdict("page", 6, {})
    assert not counts("SAVEPOINT x")
    assert not counts('UPDATE "django_session" SET')
    assert counts("SELECT 1")
