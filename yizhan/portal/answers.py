"""/p/answer/<code>/: somebody who was given a slip says how satisfied she is, without signing in.

The page learns from the code what is asked and never of whom; it only posts a letter into intake.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from yizhan.intake.actions import post_answer
from yizhan.intake.queries import slip
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.portal.public import ANYBODY, public

SCORES = ((5, "很满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "很不满意"))


@public
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    on = localdate()
    if request.method == "POST":
        return _posted(request, token)
    found = slip(token=token, on=on)
    if found.why_not:
        return render(request, "portal/shut.html", {"sentence": found.why_not})
    return _ask(request, token, uuid7())


def _posted(request: HttpRequest, token: str) -> HttpResponse:
    on = localdate()
    try:
        letter_id = UUID(request.POST.get("letter", ""))
    except ValueError:
        letter_id = uuid7()
    scores = {
        int(name.removeprefix("score-")): int(value)
        for name, value in request.POST.items()
        if name.removeprefix("score-").isdecimal() and value in ("1", "2", "3", "4", "5")
    }
    try:
        letter = post_answer(actor=ANYBODY, token=token, letter_id=letter_id, scores=scores, on=on)
    except Refused as no:
        if no.code == "intake.incomplete":
            return _ask(request, token, letter_id, scores, str(no))
        return render(request, "portal/shut.html", {"sentence": str(no)})
    return render(request, "portal/thanks.html", {"receipt": letter.receipt})


def _ask(
    request: HttpRequest, token: str, letter_id: UUID, scores: dict[int, int] | None = None, refusal: str = ""
) -> HttpResponse:
    found = slip(token=token, on=localdate())
    facts = {
        "slip": found,
        "letter_id": letter_id,
        "questions": [
            (at, question, (scores or {}).get(at, 0)) for at, question in enumerate(found.questions)
        ],
        "scores": SCORES,
        "refusal": refusal,
    }
    return render(request, "portal/answer.html", facts, status=422 if refusal else 200)
