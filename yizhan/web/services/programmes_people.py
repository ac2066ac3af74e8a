"""Who takes part, what they thought, and the summary."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.queries.search import search
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.money import fen
from yizhan.services.actions import (
    comment_programme_report,
    record_opinion,
    sign_up,
    withdraw_participant,
    write_programme_report,
)
from yizhan.services.models import Participant
from yizhan.services.queries.programmes import opinions_of, programme_for
from yizhan.services.rules.programmes import NEEDED_ROWS, OPINIONS, REPORT_ROWS, report_problem
from yizhan.web.door import ActorRequest, requires

SIGN_UP = "services.sign_up"


@requires(SIGN_UP)
def programme_people(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    """The sign-up sheet: clients found by name, others written down."""
    whole = programme_for(actor=request.actor, programme_id=programme_id, verb=SIGN_UP)
    given, posted = request.POST, request.method == "POST"
    text = request.GET.get("q", "").strip()[:40]
    refusal: Refused | None = None
    if posted:
        try:
            one = sign_up(
                actor=request.actor,
                programme_id=programme_id,
                on=localdate(),
                client_id=_uuid(given.get("client", "")),
                name=given.get("name", ""),
                phone=given.get("phone", ""),
                sex=given.get("sex", ""),
                fits="unfit" not in given,
                follow_up=given.get("follow_up", ""),
                participant_id=_uuid(given.get("participant_id", "")),
            )
        except Refused as no:
            refusal = no
        else:
            said = _("名额满了，已列入候补。") if one.state == Participant.State.WAITING else _("报好名了。")
            messages.success(request, said)
            return redirect("programme-people", programme_id)
    there = {one.client_id for one in whole.members if one.state != "WITHDRAWN"}
    found = (
        [one for one in search(actor=request.actor, text=text, limit=20, verb=SIGN_UP) if one.active]
        if text
        else []
    )
    facts = {
        "whole": whole,
        "programme": whole.programme,
        "found": [(one, one.pk in there) for one in found],
        "text": text,
        "refusal": refusal,
        "given": given,
        "participant_id": uuid7(),
        "sexes": Participant.Sex.choices,
        "open": whole.programme.is_open,
    }
    return render(request, "services/programmes/people.html", facts, status=422 if posted else 200)


@requires("services.withdraw_participant")
@require_POST
def participant_withdraw(request: ActorRequest, participant_id: UUID) -> HttpResponse:
    gone = withdraw_participant(actor=request.actor, participant_id=participant_id, on=localdate())
    messages.success(request, _("登记好了，有候补的已补上。"))
    return redirect("programme-people", gone.programme_id)


@requires("services.record_opinion")
def programme_opinions(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    """Printed forms typed in one after another; nobody's name is asked."""
    whole = programme_for(actor=request.actor, programme_id=programme_id, verb="services.record_opinion")
    given, posted, on = request.POST, request.method == "POST", localdate()
    refusal: Refused | None = None
    if posted:
        try:
            record_opinion(
                actor=request.actor,
                programme_id=programme_id,
                given_on=on,
                on=on,
                scores={name: int(given[name]) for name in OPINIONS if given.get(name, "").isdigit()},
                remark=given.get("remark", ""),
                opinion_id=_uuid(given.get("opinion_id", "")),
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("录好一份，接着录下一份。"))
            return redirect("programme-opinions", programme_id)
    bars, forms = opinions_of(whole.programme)
    facts = {
        "programme": whole.programme,
        "questions": [(name, label, given.get(name, "")) for name, label in OPINIONS.items()],
        "scores": [str(n) for n in range(5, -1, -1)],
        "refusal": refusal,
        "remark": given.get("remark", ""),
        "opinion_id": given.get("opinion_id") or uuid7(),
        "bars": bars,
        "count": len(forms),
    }
    return render(request, "services/programmes/opinions.html", facts, status=422 if posted else 200)


@requires("services.write_programme_report")
def programme_report(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    whole = programme_for(
        actor=request.actor, programme_id=programme_id, verb="services.write_programme_report"
    )
    programme, given, posted = whole.programme, request.POST, request.method == "POST"
    if not programme.is_open:
        raise Http404
    old = whole.report
    rows = (
        {key: given.get(f"row-{key}", "") for key in REPORT_ROWS} if posted else dict(old.rows if old else {})
    )
    spent = (
        given.get("spent", "")
        if posted
        else f"{old.spent_fen / 100:.2f}"
        if old and old.spent_fen is not None
        else ""
    )
    refusal: Refused | None = None
    if posted:
        try:
            write_programme_report(
                actor=request.actor,
                programme_id=programme_id,
                rows=rows,
                on=localdate(),
                spent_fen=_money(spent),
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("总结存好了，督导可以写意见；都开完了就可以结束。"))
            return redirect("programme", programme_id)
    came = sum(row.came for row in whole.matrix)
    problem = report_problem(held=len(whole.held), rows=dict.fromkeys(NEEDED_ROWS, "x"), spent_fen=None)
    facts = {
        "programme": programme,
        "whole": whole,
        "rows": [(key, label, rows.get(key, ""), key in NEEDED_ROWS) for key, label in REPORT_ROWS.items()],
        "spent": spent,
        "refusal": refusal,
        "problem": problem.sentence if problem and not posted else "",
        "came": came,
        "asked": sum(row.of for row in whole.matrix),
    }
    return render(request, "services/programmes/report.html", facts, status=422 if posted else 200)


@requires("services.comment_programme_report")
@require_POST
def programme_comment(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    opinions: dict[str, Any] = {key: request.POST.get(f"opinion-{key}", "") for key in REPORT_ROWS}
    comment_programme_report(
        actor=request.actor, programme_id=programme_id, opinions=opinions, on=localdate()
    )
    messages.success(request, _("督导意见存好了。"))
    return redirect("programme", programme_id)


def _money(word: str) -> int | None:
    if not word.strip():
        return None
    try:
        return fen(word)
    except ValueError:
        raise Refused(
            _("实际支出“%(word)s”不是钱数。") % {"word": word[:20]}, code="services.report-money"
        ) from None


def _uuid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
