"""抽中的个案、小组: each under its alias, checked by what stands beside it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.oversight.actions import judge_piece, open_look_piece
from yizhan.oversight.models import LookPiece, LookVisit
from yizhan.oversight.queries.look_pieces import piece_told
from yizhan.oversight.rules.looks import JUDGE_PIECE, OPEN_PIECE
from yizhan.web.door import ActorRequest, requires


@requires(OPEN_PIECE)
def look_piece(request: ActorRequest, piece_id: UUID) -> HttpResponse:
    return _piece(request, piece_id)


def _piece(request: ActorRequest, piece_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    actor, on = request.actor, localdate()
    row = LookPiece.objects.visible_to(actor, OPEN_PIECE).select_related("case").get(pk=piece_id)
    piece = open_look_piece(actor=actor, piece_id=piece_id, subject_id=row.subject_id, on=on)
    facts = {
        "told": piece_told(piece=piece),
        "look": piece.look,
        "judges": actor.may(JUDGE_PIECE),
        "verdicts": LookVisit.Verdict.choices,
        "url": _records(actor, piece),
        "refusal": refusal,
        "verdict": request.POST.get("verdict", piece.verdict),
        "note": request.POST.get("note", piece.note),
    }
    return render(request, "oversight/look_piece.html", facts, status=422 if refusal else 200)


def _records(actor: Actor, piece: LookPiece) -> str:
    """The case or group itself, for the office; nobody who must not know the name has a way there."""
    if piece.case_id and actor.may("services.view_cases"):
        return reverse("case", args=[piece.case_id])
    return (
        reverse("programme", args=[piece.programme_id])
        if piece.programme_id and actor.may("services.view")
        else ""
    )


@requires(JUDGE_PIECE)
@require_POST
def look_piece_judge(request: ActorRequest, piece_id: UUID) -> HttpResponse:
    try:
        piece = judge_piece(
            actor=request.actor, piece_id=piece_id, verdict=request.POST.get("verdict", ""),
            note=request.POST.get("note", ""), on=localdate(),
        )  # fmt: skip
    except Refused as no:
        return _piece(request, piece_id, no)
    messages.success(request, _("记好了。"))
    return redirect("look", piece.look_id)


urlpatterns = [
    path("oversight/looks/pieces/<uuid:piece_id>/", look_piece, name="look-piece"),
    path("oversight/looks/pieces/<uuid:piece_id>/judge/", look_piece_judge, name="look-piece-judge"),
]
