"""The field app's shell: one page, kept by the phone. It holds no data; that comes through the API, to whoever signed in."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from yizhan.web.door import public_page
from yizhan.web.headers import POLICY

DOOR = "the program itself, the same for everybody and without data; it opens on the phone without a line and a session"

FIELD_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""The engine that asks questionnaires parses their expressions with compiled code of its own; nothing else is let in."""


@public_page(DOOR)
def field_app(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every address of the app is the same page; which of its screens is meant, the app sees by itself."""
    return HttpResponse(
        _built("index.html"), headers={"Cache-Control": "no-cache", "Content-Security-Policy": FIELD_POLICY}
    )


@public_page(DOOR)
def field_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the folder it watches over."""
    return HttpResponse(
        _built("worker.js"), content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


def _built(name: str) -> bytes:
    """A file that `make assets` built. Http404 where it was not built."""
    found = finders.find(f"field/{name}")
    if not isinstance(found, str):
        raise Http404(name)
    return Path(found).read_bytes()


urlpatterns = [
    path("field/worker.js", field_worker, name="field-worker"),
    path("field/", field_app, name="field"),
    path("field/<path:rest>", field_app, name="field-page"),
]
