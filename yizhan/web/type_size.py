"""大字版: everything a quarter larger, for whoever asks for it; kept in the browser, without an account."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yizhan.web.door import public_page

COOKIE = "type"
YEAR = 365 * 24 * 3600


def is_large(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == "large"


@public_page("字号不是谁的资料，登录以前也要看得清")
@require_POST
def type_size(request: HttpRequest) -> HttpResponse:
    """Large or ordinary, and back to the page one came from."""
    came_from = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    place = urlsplit(came_from)
    back = f"{place.path}?{place.query}" if place.query else place.path
    answer = HttpResponseRedirect(back if safe and back else "/")
    if request.POST.get("size") == "large":
        answer.set_cookie(
            COOKIE, "large", max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


urlpatterns: list[URLPattern] = [path("type-size/", type_size, name="type-size")]
