"""A session ends when nobody has touched it for a while; touching is written down at most once a minute."""

from collections.abc import Callable
from time import time

from django.http import HttpRequest, HttpResponse


class IdleSession:
    """Renews the session of somebody who is at work, without a write on every request.

    The cookie and the row expire SESSION_COOKIE_AGE after the last renewal.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        minute = int(time() // 60)
        if not request.session.is_empty() and request.session.get("seen") != minute:
            request.session["seen"] = minute
        return self.get_response(request)
