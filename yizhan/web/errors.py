"""Errors become sentences a person can act on, in one place.

Refused             422  the rule's sentence with its clause
NotAllowed          403  the role does not carry the verb
DoesNotExist        404  of a scoped row: it is not there, or out of sight; both look the same
Http404             404
a body too large    413  refused by its announced size, before it is read
anything else       500  our bug; Django reports it

A page answers with a page. A fragment (htmx) answers with a note for the corner of the page, by HX-Retarget.
"""

import logging
from collections.abc import Callable
from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.policy.book import short_source
from yizhan.privacy.scope import ScopedModel

log = logging.getLogger("yizhan.web")

BESIDE_THE_FILE = 1024 * 1024
"""Bytes a form may hold besides its file."""

Answer = Callable[[HttpRequest], HttpResponseBase]


class ErrorsMiddleware:
    """Turns what views raise into an answer a person can act on."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (size := _announced(request)) > settings.UPLOAD_LIMIT_BYTES + BESIDE_THE_FILE:
            return too_large(
                request, size
            )  # before anybody asks for a field of the form, which reads all of it
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not request.path.startswith("/api/"):
            return render(request, "404.html", status=405)  # the address of a button, typed or opened again
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None  # the API has one JSON shape of its own
        if isinstance(error, Refused):
            return refused(request, error)
        if isinstance(error, NotAllowed):
            log.warning("not allowed: %s", error.verb)
            return forbidden(request)
        if isinstance(error, PermissionDenied):
            return forbidden(request)
        if isinstance(error, Http404) or type(error) in _out_of_sight():
            return not_found(request)
        if _is_fragment(request) and not settings.DEBUG:
            log.error("error in a fragment: %s", request.path, exc_info=error)
            return _note(request, _("系统出了点问题，已经记下。请稍后再试。"), status=500)
        return None


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """422: the sentence and the clause, and the way back."""
    if _is_fragment(request):
        return _note(request, str(error), clause=error.clause, status=422)
    facts = {"sentence": str(error), "clause_text": error.clause, "back": _came_from(request)}
    return render(request, "422.html", facts, status=422)


def _came_from(request: HttpRequest) -> str:
    """The page of ours the person came from, or "" when it was none."""
    page = request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe else ""


def too_large(request: HttpRequest, size: int) -> HttpResponse:
    """413: more is announced than is ever taken; nothing of it has been read."""
    sentence = _("文件太大（%(size)s MB），最多 %(most)s MB，没有接收。请按乡镇或月份拆成几个文件再传。") % {
        "size": f"{size / 1024 / 1024:.0f}",
        "most": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024,
    }
    if request.path.startswith("/api/openrosa/"):  # a program that shows the sentence only in this shape
        told = f'<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message>{escape(sentence)}</message></OpenRosaResponse>'
        answer = HttpResponse(told, content_type="text/xml; charset=utf-8", status=413)
        answer["X-OpenRosa-Version"] = "1.0"
        return answer
    if request.path.startswith("/api/"):
        return JsonResponse({"reason": sentence, "code": "too-large", "clause": ""}, status=413)
    if _is_fragment(request):
        return _note(request, sentence, status=413)
    facts = {"sentence": sentence, "clause_text": "", "back": _came_from(request)}
    return render(request, "422.html", facts, status=413)


def _announced(request: HttpRequest) -> int:
    """Bytes of the body as the browser announces them; a body that is not announced is not read at all."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def cited(no: Refused) -> str:
    """The sentence of a refusal with the paper it stands in, named once and by its short name."""
    if not no.clause:
        return no.reason
    clause = no.clause.rpartition("》")[2]
    reason = no.reason.replace(f"（{clause}）", "") if clause else no.reason
    return _("%(reason)s（依据：%(clause)s）") % {"reason": reason, "clause": short_source(no.clause)}


def forbidden(request: HttpRequest) -> HttpResponse:
    """403: out of role."""
    if _is_fragment(request):
        return _note(request, _("您的岗位没有这项权限。需要的话，请找本单位管理员。"), status=403)
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest) -> HttpResponse:
    """404: not there, or out of sight."""
    if _is_fragment(request):
        return _note(request, _("没有找到，或者不在您的服务范围内。"), status=404)
    return render(request, "404.html", status=404)


@cache
def _out_of_sight() -> frozenset[type[ObjectDoesNotExist]]:
    """DoesNotExist of every scoped table; of any other table it is a bug and stays a 500."""
    return frozenset(model.DoesNotExist for model in apps.get_models() if issubclass(model, ScopedModel))


def _is_fragment(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted


def _note(request: HttpRequest, sentence: str, *, status: int, clause: str = "") -> HttpResponse:
    answer = render(request, "_toast.html", {"sentence": sentence, "clause_text": clause}, status=status)
    answer["HX-Retarget"] = "#toasts"
    answer["HX-Reswap"] = "beforeend"
    return answer
