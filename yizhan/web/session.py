"""Sessions: read with every request by a statement worked out once, written at most once a minute, ended when idle."""

from collections.abc import Callable
from datetime import datetime
from time import time
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from yizhan.privacy.often import asked_often


class SessionStore(DatabaseSessions):
    """Django's own, named by SESSION_ENGINE. A session that was ended is not there at the next request."""

    def load(self) -> dict[str, Any]:
        for sealed in _kept(session_key=self.session_key or "", at=now()):
            return self.decode(sealed)
        self._session_key = None
        return {}


@asked_often
def _kept(*, session_key: str, at: datetime) -> "QuerySet[Session, str]":
    rows = Session.objects.filter(session_key=session_key, expire_date__gt=at)
    return rows.values_list("session_data", flat=True)


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
