"""One station in a round: its sheet to score and seal, the results side by side, objections."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import (
    Change,
    correct_mark,
    decide_objection,
    object_to_result,
    score_sheet,
    seal_sheet,
    take_back_sheet,
)
from yizhan.oversight.models import Objection, Sheet
from yizhan.oversight.queries.looks import looks
from yizhan.oversight.queries.objections import may_answer
from yizhan.oversight.queries.rounds_matrix import matrix
from yizhan.oversight.queries.rounds_station import Given, Page, Row, station_page
from yizhan.oversight.queries.teams import team_lacks
from yizhan.oversight.rules.rounds import (
    CORRECT,
    DECIDE,
    NOTHING,
    OBJECT,
    SCORE,
    SEAL,
    TAKE_BACK,
    Mark,
    access_problem,
    deciding_problem,
    mark_of,
    points_typed,
    who_may_answer,
)
from yizhan.oversight.rules.scoring import BASE, PLUS
from yizhan.policy.schema.scoring import Indicator
from yizhan.web.door import ActorRequest, requires, requires_any
from yizhan.web.oversight.behind import Behind, behind
from yizhan.web.oversight.rounds_forms import marks_typed
from yizhan.web.templatetags.yizhan import Choice

VIEW, RESULT, LOOKS = "oversight.view_rounds", "oversight.view_results", "oversight.view_looks"


@dataclass(frozen=True)
class Shown:
    """A line as the page draws it.

    key     of its fields
    mark    what stands in them: as kept, or as just typed
    theirs  what a colleague kept meanwhile, where it differs
    ticks   (value, item of the checklist in words, whether it is ticked)
    behind  the records the fact comes from
    given   one a party, in order; None where a party does not score this line
    """

    row: Row
    key: int
    mark: Mark | None
    theirs: Mark | None
    ticks: list[tuple[str, str, bool]]
    behind: Behind
    given: list[Given | None]

    @property
    def open(self) -> bool:
        """Whether a word of the party's own stands under the line."""
        return self.mark is not None and bool(self.mark.note or self.mark.cannot not in ("", self.row.cannot))


@requires_any(VIEW, SCORE, RESULT)
def round_station(request: ActorRequest, round_id: UUID, round_station_id: UUID) -> HttpResponse:
    return _page(request, round_id, round_station_id)


def _page(
    request: ActorRequest,
    round_id: UUID,
    round_station_id: UUID,
    refusal: Refused | None = None,
    typed: dict[str, Mark] | None = None,
) -> HttpResponse:
    actor, on = request.actor, localdate()
    page = station_page(actor=actor, round_id=round_id, round_station_id=round_station_id)
    only_missing = request.GET.get("show") == "missing"
    lines = _shown(page, typed or {}, only_missing=only_missing)
    editable = _editable(page, on)
    holds = any(grant.reaches_region(page.round.region_code) for grant in actor.grants_for(DECIDE))
    stopped = _may_not_decide(page, actor.id)
    facts: dict[str, Any] = {
        "page": page,
        "one": page.round,
        "by_items": page.scheme.by_items,
        "row": page.row,
        "groups": _groups(page, lines),
        "parties": [side.party for side in page.sides],
        "refusal": refusal,
        "on": on,
        "editable": editable,
        "closed": _closed(page, on),
        "why_not": _not_yet(page, len(page.missing)) if editable else None,
        "choices": [
            Choice("", _("全部"), page.to_score),
            Choice("missing", _("未评"), len(page.missing)),
        ],
        "sums": _sums(page),
        "saved_at": localtime(page.own.saved_at) if page.own and page.own.saved_at else None,
        "may": {
            "take_back": page.own is not None
            and page.own.state == Sheet.State.SEALED
            and page.row.opened_at is None
            and actor.may(TAKE_BACK)
            and _closed(page, on) == "",
            "object": actor.may(OBJECT)
            and page.round.state == "OBJECTIONS"
            and page.round.objections_until_on is not None
            and on <= page.round.objections_until_on,
            "decide": holds and actor.may(DECIDE) and page.round.state == "OBJECTIONS",
            "correct": holds and actor.may(CORRECT) and page.round.state in ("OPENED", "OBJECTIONS"),
        },
        "may_not_decide": stopped,
        "who_may": _who_may(page, on) if stopped and holds and _waits(page) else "",
        "look": looks(actor=actor, on=on).filter(round=page.round).first() if actor.may(LOOKS) else None,
        "objection_id": uuid7(),
        "seen": matrix(actor=actor, round_=page.round, most=40),
    }
    return render(request, "oversight/round_station.html", facts, status=422 if refusal else 200)


def _sums(page: Page) -> dict[str, Decimal]:
    """What one's own sheet adds up to: base points of so many measured; plus and minus points stand beside them."""
    found = dict.fromkeys(("given", "of", "most", "plus", "most_plus", "minus"), Decimal(0))
    for row in page.rows:
        points = row.own.points if row.own is not None else None
        if row.item.sort == BASE:
            found["most"] += row.item.points
            if points is not None:
                found["given"] += points
                found["of"] += row.item.points
        elif row.item.sort == PLUS:
            found["plus"] += points or Decimal(0)
        else:
            found["minus"] += points or Decimal(0)
    found["most_plus"] = page.scheme.plus_cap
    found["plus"] = min(found["plus"], found["most_plus"])
    return found


def _not_yet(page: Page, missing: int) -> str | Refused:
    """Why the sheet cannot be sealed yet, in the few words that stand beside the button; a paper's reason with its clause."""
    if page.own is not None and (lacking := team_lacks(round_=page.round, sheet=page.own)):
        return Refused(lacking[0], clause=lacking[1])
    return _("还差 %(n)s 项未评，不能封存") % {"n": missing} if missing else ""


def _editable(page: Page, on: date) -> bool:
    return page.own is not None and page.own.state == Sheet.State.DRAFT and _closed(page, on) == ""


def _closed(page: Page, on: date) -> str:
    """Why one's own sheet cannot be touched today; "" when it can."""
    if page.own is None:
        return ""
    return access_problem(from_on=page.own.party.from_on, to_on=page.own.party.to_on, on=on) or ""


def _may_not_decide(page: Page, by: str) -> str:
    """Why this person may not answer the objections of this station; "" when she may."""
    scored = {who for side in page.sides if side.sheet for who in (side.sheet.sealed_by, side.sheet.saved_by)}
    return deciding_problem(answer="…", by=by, raised_by="", scored_by=scored) or ""


def _waits(page: Page) -> bool:
    return any(each.state == Objection.State.OPEN for each in page.objections)


def _who_may(page: Page, on: date) -> str:
    """Who can answer instead, or what to do where nobody can."""
    people = may_answer(round_=page.round, row=page.row, on=on)
    return who_may_answer([f"{each.display_name}（{each.organisation.name}）" for each in people])


def _shown(page: Page, typed: dict[str, Mark], *, only_missing: bool) -> list[Shown]:
    found = []
    for key, row in enumerate(page.rows, start=1):
        mark = typed.get(row.item.id, row.own)
        if only_missing and (row.own is None or row.own.done) and row.item.id not in typed:
            continue
        rule = row.item.rule
        have = mark.ticks if mark else ()
        ticks = (
            [
                *((word, word, word in have) for word in rule.checklist),
                (NOTHING, _("一样都没有"), _none(mark)),
            ]
            if isinstance(rule, Indicator) and row.item.how == "清单"
            else []
        )
        differs = (
            row.item.id in typed
            and row.own is not None
            and mark is not None
            and row.own.kept() != mark.kept()
            and bool(row.own.kept())
        )
        found.append(
            Shown(
                row,
                key,
                mark,
                row.own if differs else None,
                ticks,
                behind(item=row.item, metric=row.metric, days=row.days, station_id=page.row.station_id),
                [row.given.get(side.party.name) for side in page.sides],
            )
        )
    return found


def _none(mark: Mark | None) -> bool:
    """Whether it was said that nothing of the list is there."""
    return mark is not None and not mark.ticks and mark.points is not None


def _groups(page: Page, lines: list[Shown]) -> list[tuple[str, Decimal, list[Shown]]]:
    """Lines by dimension, in the order of the paper, with the points of each."""
    found: dict[str, list[Shown]] = {}
    for line in lines:
        found.setdefault(line.row.item.dimension, []).append(line)
    return [(name, page.scheme.points_of(name), those) for name, those in found.items()]


# --- the sheet ----------------------------------------------------------------------------------------------------------


@requires(SCORE)
@require_POST
def sheet_save(request: ActorRequest, round_id: UUID, round_station_id: UUID) -> HttpResponse:
    """Kept as a draft: by the button, or by itself while typing (htmx)."""
    page = station_page(actor=request.actor, round_id=round_id, round_station_id=round_station_id)
    if page.own is None:
        raise Sheet.DoesNotExist
    items = page.scheme.items_for(page.own.party.name, page.round.word)
    seen = request.POST.get("seen", "")
    typed: dict[str, Mark] = {}
    try:
        typed = marks_typed(request.POST, items)
        sheet = score_sheet(
            actor=request.actor,
            sheet_id=page.own.pk,
            marks=typed,
            seen=int(seen) if seen.isdecimal() else 0,
            on=localdate(),
            at=timezone.now(),
        )
    except Refused as no:
        if request.htmx:
            return render(request, "oversight/_sheet_saved.html", {"refusal": no, "seen": seen})
        return _page(request, round_id, round_station_id, no, typed)
    if request.htmx:
        marks = [mark_of((sheet.marks or {}).get(item.id)) for item in items]
        facts = {
            "seen": sheet.version,
            "saved_at": localtime(sheet.saved_at) if sheet.saved_at else None,
            "scored": sum(1 for mark in marks if mark.done),
            "to_score": len(marks),
            "why_not": _not_yet(page, sum(1 for mark in marks if not mark.done)),
        }
        return render(request, "oversight/_sheet_saved.html", facts)
    if "seal" in request.POST:
        return _seal(request, round_id, round_station_id, sheet)
    messages.success(request, _("草稿存好了。"))
    return redirect("round-station", round_id, round_station_id)


def _seal(request: ActorRequest, round_id: UUID, round_station_id: UUID, sheet: Sheet) -> HttpResponse:
    try:
        seal_sheet(actor=request.actor, sheet_id=sheet.pk, on=localdate(), at=timezone.now())
    except Refused as no:
        return _page(request, round_id, round_station_id, no)
    waits = Sheet.objects.visible_to(request.actor, SEAL).filter(pk=sheet.pk, round_station__opened_at=None)
    all_in = not waits.exists()
    messages.success(
        request,
        _("封存好了，各方都到齐，这个站拆封了。")
        if all_in
        else _("封存好了。各方都封存以前，谁也看不到分。"),
    )
    return redirect("round-station", round_id, round_station_id)


@requires_any(SEAL, CORRECT, OBJECT)
@require_POST
def round_station_step(
    request: ActorRequest, round_id: UUID, round_station_id: UUID, step: str
) -> HttpResponse:
    do = STEPS.get(step)
    if do is None:
        raise Http404
    page = station_page(actor=request.actor, round_id=round_id, round_station_id=round_station_id)
    try:
        said = do(request, page, localdate())
    except Refused as no:
        return _page(request, round_id, round_station_id, no)
    messages.success(request, said)
    return redirect("round-station", round_id, round_station_id)


def _take_back(request: ActorRequest, page: Page, on: date) -> str:
    if page.own is None:
        raise Sheet.DoesNotExist
    take_back_sheet(actor=request.actor, sheet_id=page.own.pk, because=request.POST.get("because", ""), on=on)
    return _("收回了，改好以后再封存。")


def _object(request: ActorRequest, page: Page, on: date) -> str:
    object_to_result(
        actor=request.actor,
        round_station_id=page.row.pk,
        objection_id=_uuid(request.POST.get("objection_id", "")),
        what=request.POST.get("what", ""),
        line=request.POST.get("line", ""),
        on=on,
        at=timezone.now(),
    )
    return _("异议提出了，组织评估的民政部门答复以后通知您。")


def _decide(request: ActorRequest, page: Page, on: date) -> str:
    upheld = request.POST.get("upheld") == "yes"
    decide_objection(
        actor=request.actor,
        objection_id=_uuid(request.POST.get("objection", "")),
        upheld=upheld,
        answer=request.POST.get("answer", ""),
        changes=[_change(request, page)] if upheld else [],
        on=on,
        at=timezone.now(),
    )
    return _("答复了。")


def _correct(request: ActorRequest, page: Page, on: date) -> str:
    change = _change(request, page)
    correct_mark(
        actor=request.actor,
        sheet_id=change.sheet_id,
        line=change.line,
        points=change.points,
        because=request.POST.get("because", ""),
        on=on,
    )
    return _("更正好了，原来的分留着。")


def _change(request: ActorRequest, page: Page) -> Change:
    """The party, the line and the new points of a correction."""
    party = request.POST.get("party", "")
    sheet = next((side.sheet for side in page.sides if side.sheet and side.party.name == party), None)
    if sheet is None:
        raise Refused(_("请选更正哪一方的分。"), code="oversight.party")
    typed = request.POST.get("points", "")
    try:
        points = points_typed(typed)
    except ValueError:
        raise Refused(_("更正后的分不是数字，或者多于两位小数。"), code="oversight.points") from None
    if points is None:
        raise Refused(_("请写更正以后是多少分。"), code="oversight.points")
    return Change(sheet.pk, request.POST.get("line", ""), points)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Objection.DoesNotExist from None


STEPS: dict[str, Callable[[ActorRequest, Page, date], str]] = {
    "take-back": _take_back,
    "object": _object,
    "decide": _decide,
    "correct": _correct,
}
