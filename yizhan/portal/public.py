"""The door of the public window: nobody is signed in, and only so much may be done from one place in a while."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.kernel.actor import EVERYWHERE, Actor, Grant

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

ANYBODY = Actor(
    id="public",
    label="群众",
    grants=(Grant(role="public", verbs=frozenset({"intake.post_answer"}), region=EVERYWHERE),),
)
"""Whoever holds a slip: may post a letter and see nothing."""

MOST, WITHIN = 120, 600
"""Pages one address of the net may ask for in so many seconds: a village office where many answer from one line has
room, whoever tries codes has not."""


def public(view: View[P]) -> View[P]:
    """Counts by the address the page is asked from, in memory; the address is written down nowhere."""

    @wraps(view)
    def enter(request: HttpRequest, /, *args: P.args, **given: P.kwargs) -> HttpResponse:
        key = f"public:{_address(request)}"
        cache.add(key, 0, WITHIN)
        try:
            asked = cache.incr(key)
        except ValueError:  # it ran out between the two
            asked = 1
        if asked > MOST:
            return render(request, "portal/wait.html", status=429)
        return view(request, *args, **given)

    return enter


def _address(request: HttpRequest) -> str:
    """Where it is asked from; behind so many proxies of our own (YIZHAN_PROXIES), what the outermost of them saw."""
    proxies = int(settings.AXES_IPWARE_PROXY_COUNT or 0)
    seen = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()]
    if proxies and len(seen) >= proxies:
        return str(seen[-proxies])[:64]
    return str(request.META.get("REMOTE_ADDR", ""))
