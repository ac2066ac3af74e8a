"""Requests to the application itself, without a network and without the test client, whose own work would flatter us."""

import gzip
import io
import json
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test.utils import CaptureQueriesContext, override_settings

from yizhan.access.models import User

DEFAULT_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


class Door:
    """One browser in front of one application."""

    def __init__(self, *, middleware: list[str] | None = None, compressed: bool = False) -> None:
        with override_settings(MIDDLEWARE=middleware or settings.MIDDLEWARE):
            self._application = WSGIHandler()
        self._accepts = {"HTTP_ACCEPT_ENCODING": "gzip"} if compressed else {}
        self._headers: dict[str, str] = {}
        self.transferred = 0
        """Bytes of the last answer as they go over the line."""

    def sign_in(self, user: User) -> "Door":
        """A session as the sign-in page leaves it, and the token every form carries."""
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "yizhan.access.http.UserBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session["second_factor_ok"] = True
        session.create()
        token = _get_new_csrf_string()
        cookies = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: token}
        self._headers = {
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "HTTP_X_CSRFTOKEN": token,
        }
        return self

    def get(self, address: str) -> bytes:
        return self._ask("GET", address, b"")

    def queries(self, address: str) -> int:
        """How often the database is asked for a page that was fetched once before."""
        self.get(address)
        with CaptureQueriesContext(connection) as seen:
            self.get(address)
        return len(seen)

    def post(self, address: str, told: Any) -> bytes:
        return self._ask("POST", address, json.dumps(told).encode())

    def json(self, method: str, address: str, told: Any = None) -> Any:
        answer = self._ask(method, address, b"" if told is None else json.dumps(told).encode())
        return json.loads(gzip.decompress(answer) if answer[:2] == b"\x1f\x8b" else answer)

    def _ask(self, method: str, address: str, body: bytes) -> bytes:
        path, _, query = address.partition("?")
        answer: list[str] = []

        def start(status: str, *_: Any) -> Any:
            answer.append(status)

        response = self._application(
            {
                "REQUEST_METHOD": method,
                "SCRIPT_NAME": "",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "SERVER_NAME": "127.0.0.1",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "HTTP_HOST": "127.0.0.1",
                "REMOTE_ADDR": "127.0.0.1",
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": io.BytesIO(body),
                "wsgi.url_scheme": "http",
                "wsgi.errors": io.StringIO(),
                "wsgi.version": (1, 0),
                "wsgi.multithread": False,
                "wsgi.multiprocess": False,
                "wsgi.run_once": False,
                **self._headers,
                **self._accepts,
            },
            start,
        )
        told = b"".join(response)
        response.close()
        self.transferred = len(told)
        if not answer[0].startswith("200"):
            raise RuntimeError(f"{method} {address}: {answer[0]} {told[:300].decode('utf-8', 'replace')}")
        return told
