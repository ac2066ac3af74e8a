"""Addresses of the signed-in pages: every area module brings its own `urlpatterns`."""

from importlib import import_module
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver

from yizhan import web

urlpatterns: list[URLPattern | URLResolver] = [
    pattern
    for module in sorted(found.name for found in iter_modules(web.__path__) if found.name != "urls")
    for pattern in getattr(import_module(f"yizhan.web.{module}"), "urlpatterns", ())
]
