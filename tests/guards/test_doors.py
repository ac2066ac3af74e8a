"""Doors: every page of the web window says who may enter; nothing else is public but what the portal shows."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path
from ninja import NinjaAPI
from ninja.security import SessionAuth

from tests.guards.house import all_verbs, asked_verbs, lent_verbs, sources
from yizhan.access.verbs import VERB_LABELS
from yizhan.web.door import required_verbs


def pages(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        address = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from pages(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def without_door(found: list[tuple[str, Callable[..., Any]]]) -> list[str]:
    return [
        f"/{address} ({view.__module__}.{getattr(view, '__name__', '?')})"
        for address, view in found
        if view.__module__.startswith("yizhan.web") and required_verbs(view) is None
    ]


def test_every_page_states_who_may_enter() -> None:
    wrong = without_door(list(pages(get_resolver())))
    assert not wrong, "\n".join(wrong)


def test_a_page_without_a_door_is_recognised() -> None:
    def view(request: object) -> HttpResponse:
        return HttpResponse()

    view.__module__ = "yizhan.web.somewhere"
    assert without_door([("x", path("x", view).callback)]) == ["/x (yizhan.web.somewhere.view)"]
    view.required_verbs = ()  # type: ignore[attr-defined]
    assert without_door([("x", view)]) == []


def test_a_door_asks_for_a_verb_that_some_role_holds() -> None:
    roles = import_module("yizhan.access.roles").ROLES
    held = {verb for role in roles.values() for verb in role.verbs}
    wrong = [
        f"/{address} asks for {verb}, which no role holds"
        for address, view in pages(get_resolver())
        for verb in required_verbs(view) or ()
        if verb not in held
    ]
    assert not wrong, "\n".join(wrong)


def test_every_verb_is_held_by_a_role_or_lent_by_code() -> None:
    held = {verb for role in import_module("yizhan.access.roles").ROLES.values() for verb in role.verbs}
    held |= {verb for _, text in sources() for verb in lent_verbs(text)}
    assert not (missing := sorted(set(all_verbs()) - held)), f"no role holds: {missing}"


def test_nobody_is_asked_for_a_verb_that_does_not_exist() -> None:
    """A verb written wrong is held by nobody: the part of a page behind it would stay empty without a word."""
    known = set(VERB_LABELS) | {verb for _, text in sources() for verb in lent_verbs(text)}
    wrong = [f"{place}: {verb}" for place, text in sources() for verb in sorted(asked_verbs(text) - known)]
    assert not wrong, "\n".join(wrong)
    assert asked_verbs('SEE = "reports.see_dutys"\nDuty.objects.visible_to(actor, SEE)') == {
        "reports.see_dutys"
    }


def open_operations(api: NinjaAPI) -> list[str]:
    return [
        f"{method.upper()} {address}"
        for address, methods in api.get_openapi_schema(path_prefix="/")["paths"].items()
        for method, operation in methods.items()
        if not operation.get("security")
    ]


def test_every_operation_of_the_api_asks_who_is_there() -> None:
    modules = [
        import_module(f"yizhan.api.{found.name}")
        for found in iter_modules(import_module("yizhan.api").__path__)
    ]
    apis = {
        id(value): value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, NinjaAPI)
    }
    wrong = [each for api in apis.values() for each in open_operations(api)]
    assert not wrong, "\n".join(wrong)


def test_an_operation_without_a_question_is_recognised() -> None:
    api = NinjaAPI(urls_namespace="planted")

    @api.get("/open")
    def opened(request: object) -> int:
        return 1

    @api.get("/shut", auth=SessionAuth())
    def shut(request: object) -> int:
        return 1

    assert open_operations(api) == ["GET /open"]
