"""Middleware that serves pages and not the API, whose answers carry no message and have one language."""

from collections.abc import Awaitable

from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware


class PageLocale(LocaleMiddleware):
    """Django's own, for everything but /api/."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request) if _is_api(request) else super().__call__(request)


class PageMessages(MessageMiddleware):
    """Django's own, for everything but /api/."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.get_response(request) if _is_api(request) else super().__call__(request)


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
