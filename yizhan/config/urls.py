"""Addresses: /health for the machine, /accounts/ for sign-in, each window collects its own."""

from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver


def health(request: HttpRequest) -> HttpResponse:
    """For the supervisor and the load balancer: the program answers. Reads no row."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [path("health", health, name="health")]
if find_spec("yizhan.api.urls"):  # first, because the pages are tried one after the other
    urlpatterns.append(path("api/", include("yizhan.api.urls")))
if find_spec("yizhan.portal.urls"):
    urlpatterns.append(path("p/", include("yizhan.portal.urls")))  # short: it is printed
if find_spec("yizhan.web.urls"):
    urlpatterns.append(path("", include("yizhan.web.urls")))
