"""Version 1 of the API: one file per noun, one JSON shape for every refusal.

Reason    {"reason": a Chinese sentence for the screen, "code": a stable word, "clause": where it is written}
400       not JSON at all, or not the JSON it says it is
401       nobody is signed in
403       the role does not carry the verb
404       it is not there, or out of sight; both look the same
409       the row is not what the caller thinks: an id already used, changed meanwhile
422       a rule says no, or the body is not as described
"""

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import SessionAuth

from yizhan.api.clients import router as clients
from yizhan.api.forms import router as forms
from yizhan.api.services import router as services
from yizhan.api.sync import router as sync
from yizhan.kernel.errors import NotAllowed, Refused

CONFLICTS = frozenset({"services.id-taken", "services.changed-meanwhile", "forms.id-taken"})

api = NinjaAPI(
    title="一站",
    version="1",
    description="社工站业务接口。与页面走同一套操作、同一套权限和规则；每次拒绝都有一句话、一个代码和条款。",
    auth=SessionAuth(csrf=True),
    docs_url="docs" if settings.DEBUG else None,
    openapi_url="openapi.json",
    urls_namespace="api-v1",
)
api.add_router("/services", services)
api.add_router("/clients", clients)
api.add_router("/forms", forms)
api.add_router("/sync", sync)


def _answer(request: HttpRequest, status: int, reason: str, code: str, clause: str = "") -> HttpResponse:
    return api.create_response(request, {"reason": reason, "code": code, "clause": clause}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return _answer(request, 409 if error.code in CONFLICTS else 422, error.reason, error.code, error.clause)


@api.exception_handler(NotAllowed)
def not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return _answer(request, 403, "您的岗位没有这项权限。", error.verb)


@api.exception_handler(ObjectDoesNotExist)
def out_of_sight(request: HttpRequest, _error: ObjectDoesNotExist) -> HttpResponse:
    return _answer(request, 404, "没有找到，或者不在您的服务范围内。", "not-found")


@api.exception_handler(Http404)
def not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _answer(request, 404, "没有找到，或者不在您的服务范围内。", "not-found")


@api.exception_handler(AuthenticationError)
def signed_out(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return _answer(request, 401, "请先登录。", "signed-out")


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = "、".join(".".join(str(part) for part in each["loc"][1:]) for each in error.errors)
    return _answer(request, 422, f"内容不合要求：{fields}。", "body")


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _answer(request, 422, "一次发得太多，请分几次发。", "request-too-large")


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, error.status_code, "请求不合要求。", "request")
