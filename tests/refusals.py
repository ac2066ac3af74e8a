"""A mark `refuses("room.verb")` tells the truth: while the test that carries it runs, that verb says no at least once.

A verb says no when its action ends in a refusal, when a door misses its permission, or when a page answers 404 because
nothing the actor reaches with that verb is what was asked for. What a form keeps from ever reaching its verb is no refusal of
the verb. A test with several cases is asked once, after the last of them: together they refuse what it says.
"""

from collections import Counter
from collections.abc import Callable, Generator
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client

from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.privacy import action, scope

_refused: set[str] = set()
"""By the test that runs now."""
_looked: set[str] = set()
"""The verbs with which the page that is asked now looked for rows."""


def _listening(step: Callable[..., Any], name_at: int) -> Callable[..., Any]:
    def heard(*given: Any) -> Any:
        try:
            return step(*given)
        except (Refused, NotAllowed, ObjectDoesNotExist) as no:
            _refused.add(given[name_at])
            if isinstance(no, NotAllowed):
                _refused.add(no.verb)
            raise

    return heard


def _asked(ask: Callable[..., Any]) -> Callable[..., Any]:
    def request(*given: Any, **named: Any) -> Any:
        _looked.clear()
        answer = ask(*given, **named)
        if answer.status_code == 404:
            _refused.update(_looked)
        return answer

    return request


def _looking(look: Callable[..., Any]) -> Callable[..., Any]:
    def visible_to(rows: Any, actor: Any, verb: str) -> Any:
        _looked.add(verb)
        return look(rows, actor, verb)

    return visible_to


def _told_at_the_door(make: Callable[..., None]) -> Callable[..., None]:
    def init(no: NotAllowed, *given: Any, **named: Any) -> None:
        make(no, *given, **named)
        _refused.add(no.verb)

    return init


action._outermost = _listening(action._outermost, 2)
action._joined = _listening(action._joined, 3)
scope.ScopedQuerySet.visible_to = _looking(scope.ScopedQuerySet.visible_to)  # type: ignore[method-assign]
NotAllowed.__init__ = _told_at_the_door(NotAllowed.__init__)  # type: ignore[method-assign]
Client.request = _asked(Client.request)  # type: ignore[method-assign]


# --- asked of every test that carries the mark ------------------------------------------------------------------------
def _of(item: pytest.Item) -> str:
    """The test an item is a case of."""
    return item.nodeid.split("[")[0]


def _promised(item: pytest.Item) -> set[str]:
    return {verb for mark in item.iter_markers("refuses") for verb in mark.args}


class Promises:
    """What the tests of this run say they refuse, and what they did."""

    def __init__(self) -> None:
        self.left: Counter[str] = Counter()
        self.missing: dict[str, set[str]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None]:
        """Whoever picks single cases is not asked about the others."""
        every = Counter(_of(item) for item in items)
        yield
        self.left = Counter(_of(item) for item in items)
        picked = any("[" in each for each in config.args)
        whole = {name for name, count in self.left.items() if count == every[name] and not picked}
        for item in items:
            if _of(item) in whole and (promised := _promised(item)):
                self.missing.setdefault(_of(item), set()).update(promised)

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        _refused.clear()
        result = yield
        if (missing := self.missing.get(_of(pyfuncitem))) is not None:
            missing -= _refused
            self.left[_of(pyfuncitem)] -= 1
            if missing and not self.left[_of(pyfuncitem)]:
                pytest.fail(f"marked as refusing, but nothing here refused {', '.join(sorted(missing))}")
        return result


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Promises(), "promises")
