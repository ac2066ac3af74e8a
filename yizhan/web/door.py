"""The door of every signed-in page: who may enter, stated on the view and readable by the guard.

A view is decorated with exactly one of `requires`, `signed_in_page`, `public_page`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed
from yizhan.web import once

P = ParamSpec("P")


class ActorRequest(HttpRequest):
    """A request behind the door: somebody is signed in and has become an Actor."""

    actor: Actor
    htmx: HtmxDetails


PageView = Callable[Concatenate[ActorRequest, P], HttpResponseBase]
AnyView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def requires(*verbs: str) -> Callable[[PageView[P]], AnyView[P]]:
    """Let in whoever is signed in and holds all these verbs in at least one grant each.

    Anonymous   to the sign-in page, and back here afterwards
    NotAllowed  a verb is missing; `yizhan.web.errors` turns it into the 403 page
    """
    if not verbs:
        raise ValueError("name at least one verb, or use signed_in_page")

    def door(view: PageView[P]) -> AnyView[P]:
        return _guarded(view, verbs)

    return door


def requires_any(*verbs: str) -> Callable[[PageView[P]], AnyView[P]]:
    """Let in whoever holds at least one of these verbs: for pages that show each role its part."""
    if not verbs:
        raise ValueError("name at least one verb, or use signed_in_page")

    def door(view: PageView[P]) -> AnyView[P]:
        return _guarded(view, verbs, all_of_them=False)

    return door


def signed_in_page(reason: str) -> Callable[[PageView[P]], AnyView[P]]:
    """Let in everybody who is signed in; the reason says why no verb is asked for."""
    if not reason:
        raise ValueError("say why no verb is asked for")

    def door(view: PageView[P]) -> AnyView[P]:
        return _guarded(view, (), reason=reason)

    return door


def public_page(reason: str) -> Callable[[AnyView[P]], AnyView[P]]:
    """A page without a door; the reason says why it needs none."""
    if not reason:
        raise ValueError("say why this page is public")

    def door(view: AnyView[P]) -> AnyView[P]:
        @wraps(view)
        def enter(request: HttpRequest, /, *args: P.args, **given: P.kwargs) -> HttpResponseBase:
            return view(request, *args, **given)

        enter.required_verbs = ()  # type: ignore[attr-defined]  # read by the guard of doors
        enter.door_reason = reason  # type: ignore[attr-defined]
        return enter

    return door


def required_verbs(view: object) -> tuple[str, ...] | None:
    """The verbs a view asks for; None when it has no door at all, which the guard refuses."""
    return cast("tuple[str, ...] | None", getattr(view, "required_verbs", None))


def may_enter(view: object, actor: Actor) -> bool:
    """Whether this door opens for the actor: for menus and searches that lead to it."""
    verbs = required_verbs(view) or ()
    if getattr(view, "door_any", False):
        return any(actor.may(verb) for verb in verbs)
    return all(actor.may(verb) for verb in verbs)


def opens(url: str, actor: Actor) -> bool:
    """Whether one of our pages stands at this address and lets the actor in: a link that leads nowhere is not drawn."""
    try:
        view = resolve(urlsplit(url).path).func
    except Resolver404:
        return False
    return may_enter(view, actor)


def _guarded(
    view: PageView[P], verbs: tuple[str, ...], *, all_of_them: bool = True, reason: str = ""
) -> AnyView[P]:
    @wraps(view)
    def enter(request: HttpRequest, /, *args: P.args, **given: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        inside = cast(ActorRequest, request)
        missing = [verb for verb in verbs if not inside.actor.may(verb)]
        if missing and (all_of_them or len(missing) == len(verbs)):
            raise NotAllowed(missing[0])
        if not once.is_form(request):
            return view(inside, *args, **given)
        if before := once.again(request):
            return before
        answer = view(inside, *args, **given)
        once.note(request, answer)
        return answer

    enter.required_verbs = verbs  # type: ignore[attr-defined]  # read by the guard of doors
    enter.door_any = not all_of_them  # type: ignore[attr-defined]
    enter.door_reason = reason  # type: ignore[attr-defined]
    return enter


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A whole page goes to the sign-in page; a fragment asks the browser to do so, back to where the person was."""
    htmx = getattr(request, "htmx", None)
    if htmx:
        here = htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(here).url)
    if request.method == "POST":  # what was being filled in waits on its own page, as a draft of the browser
        return redirect_to_login(_page_of_the_form(request))
    return redirect_to_login(request.get_full_path())


def _page_of_the_form(request: HttpRequest) -> str:
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return "/"
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")
