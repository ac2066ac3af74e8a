"""Sessions: read with every request by a statement worked out once, written at most once a minute, ended when idle."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from hmac import digest
from time import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.core.signing import TimestampSigner, b64_encode
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import force_bytes, force_str
from django.utils.timezone import now

from yizhan.privacy.often import asked_often


class SessionStore(DatabaseSessions):
    """Django's own, named by SESSION_ENGINE. A session that was ended is not there at the next request."""

    def load(self) -> dict[str, Any]:
        for sealed in _kept(session_key=self.session_key or "", at=now()):
            return self.decode(sealed)
        self._session_key = None
        return {}

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        try:
            read: dict[str, Any] = _seal(settings.SECRET_KEY, self.key_salt).unsign_object(
                force_str(session_data), serializer=self.serializer
            )
        except Exception:  # an older key, or not ours at all: Django says what becomes of it
            read = super().decode(session_data)
        return read


class _Seal(TimestampSigner):
    """Django's own seal, for one key, which is derived once and not for every session that is read."""

    @cached_property
    def _derived(self) -> bytes:
        return sha256(force_bytes(self.salt) + b"signer" + force_bytes(self.key)).digest()

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:  # noqa: ARG002  # the only one
        sealed = digest(self._derived, value.encode() if isinstance(value, str) else value, "sha256")
        return b64_encode(sealed).decode()


@lru_cache(maxsize=4)
def _seal(key: str, salt: str) -> _Seal:
    return _Seal(key=key, salt=salt, fallback_keys=[])


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
