"""What is searched may be a name, a telephone or a number of identity: it travels in a body, and in an address only sealed.

A search form posts to its own page with `?find=1`; the answer leads to the page with the words sealed in `q`, so that
going back, going on to the next page and sending a colleague the address work as ever. A fragment that looks while one
types posts in the same way and is answered at once. Views read `request.GET["q"]` and see the words.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.utils.http import escape_leading_slashes

from yizhan.privacy.fields import seal_text, unseal_text
from yizhan.privacy.files import Unreadable

FIND, WORDS = "find", "q"
SEALED = "~"
PLACE = "address.q"
NOT_WORDS = frozenset({"csrfmiddlewaretoken", "after", FIND})
LONGEST = 100


def sealed(words: str) -> str:
    """As they may stand in an address."""
    return SEALED + seal_text(words[:LONGEST], place=PLACE)


def opened(words: str) -> str:
    """As they were written; "" when they cannot be read. Words that stand in an address in clear are what they are."""
    if not words.startswith(SEALED):
        return words
    try:
        return unseal_text(words[len(SEALED) :], place=PLACE)
    except Unreadable:
        return ""


class WordsInNoAddress:
    """Leads a search to its sealed address, and opens the words again for the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and FIND in request.GET:
            asked = _asked(request)
            if not getattr(request, "htmx", None):
                return _led(request, asked)
            request.method, request.GET = "GET", asked  # type: ignore[assignment]  # a look, though it came in a body
        elif request.GET.get(WORDS, "").startswith(SEALED):
            request.GET = _opened(request.GET)  # type: ignore[assignment]
        return self.get_response(request)


def _asked(request: HttpRequest) -> QueryDict:
    """What the form and its address tell together; empty boxes are left out, and a page far down is not meant."""
    asked = QueryDict(mutable=True)
    for told in (request.GET, request.POST):
        for name, values in told.lists():
            if name not in NOT_WORDS:
                asked.setlist(name, [value for value in values if value])
    return asked


def _led(request: HttpRequest, asked: QueryDict) -> HttpResponseRedirect:
    if words := asked.get(WORDS, "").strip():
        asked[WORDS] = sealed(words)
    else:
        asked.pop(WORDS, None)
    path = escape_leading_slashes(request.path)
    answer = HttpResponseRedirect(f"{path}?{asked.urlencode()}" if asked else path)
    answer.status_code = 303
    return answer


def _opened(given: QueryDict) -> QueryDict:
    in_clear = given.copy()
    in_clear[WORDS] = opened(given.get(WORDS, ""))
    return in_clear
