"""A form that is sent twice makes one thing.

Every form is drawn with an id of its own (`{% once %}`, in `_form_errors.html`). The door notes in the session what was
sent under it and where that led. The same again, after going back or on a slow line, leads to the same place and says
so. Sent again with other words, a form that makes something leads there too and says that nothing was changed; a form
that corrects something is simply done again.
"""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yizhan.privacy.fields import digest

FIELD = "once"
KEPT = 20
MAKING = frozenset(
    [
        "account-new",
        "organisation-new",
        "grant-new",
        "client-register",
        "client-classify",
        "client-consent",
        "client-guardian",
        "client-household",
        "client-member",
        "client-assess",
        "client-need-new",
        "client-import-upload",
        "station-new",
        "station-document-new",
        "station-safety",
        "station-steps",
        "worker-new",
        "worker-certificate",
        "task-new",
        "filing-new",
        "region-add",
        "contract-fund-new",
        "contract-arrival",
        "contract-expense-new",
        "contract-expense-voucher",
        "contract-bank",
    ]
)
"""Names of the addresses whose forms make something new each time."""


NEVER = frozenset(["own-password"])
"""Addresses whose forms carry a secret: not even its digest is kept."""


def again(request: HttpRequest) -> HttpResponseBase | None:
    """Where this form led when it was sent before; None the first time."""
    known = request.session.get(FIELD, {}).get(_name(request))
    if known is None:
        return None
    mark, url = known
    if mark == _mark(request):
        messages.success(request, _("刚才已经存好了，没有再存一份。"))
    elif request.resolver_match and request.resolver_match.url_name in MAKING:
        messages.warning(request, _("刚才已经存好了，没有再存一份。后来改的没有存，请在这里更正。"))
    else:
        return None
    return redirect(url)


def note(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Remember where it led, if it was stored: a redirect, or a page that says so itself by `made_url`."""
    url = answer.url if isinstance(answer, HttpResponseRedirectBase) else getattr(answer, "made_url", "")
    if url:
        kept = dict(list(request.session.get(FIELD, {}).items())[1 - KEPT :])
        request.session[FIELD] = kept | {_name(request): [_mark(request), url]}


def is_form(request: HttpRequest) -> bool:
    """Whether a whole form with an id is being sent; fragments that look while one types are not."""
    if request.method != "POST" or getattr(request, "htmx", None):
        return False
    if request.resolver_match and request.resolver_match.url_name in NEVER:
        return False
    try:
        return bool(UUID(request.POST.get(FIELD, "")))
    except ValueError:
        return False


def _name(request: HttpRequest) -> str:
    return digest(f"{request.path} {request.POST[FIELD]}", purpose="session.once")


def _mark(request: HttpRequest) -> str:
    """What was sent, as a digest: the session holds nothing of it."""
    words = [(name, value) for name, values in sorted(request.POST.lists()) for value in values]
    files = [
        (name, f"{file.name} {file.size}")
        for name in sorted(request.FILES)
        for file in request.FILES.getlist(name)
    ]
    told = [(name, value) for name, value in words + files if name not in (FIELD, "csrfmiddlewaretoken")]
    return digest(urlencode(told), purpose="session.once")
