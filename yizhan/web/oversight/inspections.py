"""检查: visits that are due and were held, one visit line by line, its record as a Word paper."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import (
    Mark,
    drop_inspection,
    finish_inspection,
    note_inspection,
    plan_inspection,
)
from yizhan.oversight.models import Finding, Inspection, InspectionItem
from yizhan.oversight.queries.findings import files_of, opened_from
from yizhan.oversight.queries.inspections import inspections, items_of, one_inspection
from yizhan.oversight.rules.findings import ATTACH, term_of
from yizhan.oversight.rules.inspections import (
    ADMONISH,
    DROP,
    FINISH,
    INSPECTION,
    NOTE,
    PLAN,
    VIEW,
    topics_of,
)
from yizhan.papers.rules import docx
from yizhan.stations.models import KIND_WORDS
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.oversight.oversee_forms import Evidence, NewInspection
from yizhan.web.oversight.whom import by_number_or_whom, choices_of, stations_of, taken
from yizhan.web.stations.forms import attempt

TEMPLATE = Path(__file__).parent.parent.parent / "oversight" / "templates_docx" / "inspection.docx"
TONES = {"PLANNED": "warn", "DONE": "good", "DROPPED": "idle"}


@requires(VIEW)
def inspection_list(request: ActorRequest) -> HttpResponse:
    listing: Listing[Inspection] = Listing(
        request,
        inspections(actor=request.actor),
        sorts=(Sort("new", _("新的在前"), "-planned_on"), Sort("due", _("快到日子的在前"), "planned_on")),
        filters=(
            Filter("state", _("进展"), list(INSPECTION.labels.items()), "state"),
            Filter("kind", _("哪种检查"), Inspection.Kind.choices, "kind"),
            Filter("party", _("谁检查"), Inspection.Party.choices, "party"),
            Between("planned", _("日期"), "planned_on"),
        ),
        search=by_number_or_whom,
        search_hint=_("编号、站点、机构"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("检查台账"),
            (
                Column(_("编号"), "number", "text"),
                Column(_("哪种检查"), lambda row: str(row.get_kind_display())),
                Column(_("站点、机构"), "whom"),
                Column(_("谁检查"), "by_whom"),
                Column(_("安排的日期"), "planned_on"),
                Column(_("检查日期"), "done_on"),
                Column(_("进展"), lambda row: str(row.get_state_display())),
                Column(_("总体情况"), "says"),
            ),
        )
    facts = {
        "listing": listing,
        "on": localdate(),
        "tones": TONES,
        "may_plan": request.actor.may(PLAN),
    }
    return render(request, "oversight/inspections.html", facts)


@requires(PLAN)
def inspection_new(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    stations = stations_of(actor, PLAN)
    wanted = request.GET.get("station", "")
    chosen = next((each for each in stations if str(each.pk) == wanted), stations[0] if stations else None)
    topics = (
        topics_of(region_code=chosen.region_code, on=on, kind_word=KIND_WORDS[chosen.kind]) if chosen else []
    )
    kind = request.GET.get("kind", "")
    form = NewInspection(
        request.POST or None,
        initial={
            "inspection_id": uuid7(),
            "whom": f"station:{wanted}" if wanted else "",
            "planned_on": on,
            "kind": kind if kind in Inspection.Kind.values else Inspection.Kind.SITE,
            "topics": ["安全"] if kind == Inspection.Kind.SAFETY else [],
        },
        topics=[(name, f"{name}（{count}）") for name, count in topics],
        **choices_of(actor, PLAN),
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        whom, third = taken(given.pop("whom")), given.pop("third")
        made = attempt(
            form,
            lambda: plan_inspection(
                actor=actor,
                party=Inspection.Party.THIRD if third else "",
                party_name=third,
                on=on,
                at=timezone.now(),
                **whom,
                **given,
            ),
        )
        if made is not None:
            messages.success(request, _("检查安排好了，编号 %(number)s。") % {"number": made.number})
            return redirect("inspection", made.pk)
    return render(
        request,
        "oversight/inspection_new.html",
        {"form": form, "topics": topics},
        status=422 if form.is_bound and form.errors else 200,
    )


@requires(VIEW)
def inspection_page(request: ActorRequest, inspection_id: UUID) -> HttpResponse:
    return _page(request, inspection_id)


def _page(request: ActorRequest, inspection_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    actor, on = request.actor, localdate()
    one = one_inspection(actor=actor, inspection_id=inspection_id)
    items = items_of(one)
    holding = one.state == "PLANNED" and actor.may(NOTE)
    office = any(grant.stations is None for grant in actor.grants_for(ATTACH))
    term = term_of(region_code=one.region_code, on=on)
    facts = {
        "one": one,
        "items": items,
        "found": sum(item.result == InspectionItem.Result.FOUND for item in items),
        "opened": _raised(request, one, items),
        "files": files_of(row=one),
        "refusal": refusal,
        "typed": request.POST.dict() if refusal else {},
        "on": on,
        "tone": TONES[one.state],
        "holding": holding,
        "may_finish": actor.may(FINISH),
        "may_drop": holding and actor.may(DROP),
        "may_admonish": one.state == "DONE" and actor.may(ADMONISH),
        "may_attach": office and one.state != "DROPPED",
        "attach_url": reverse("evidence-new", args=["inspection", one.pk]),
        "evidence": Evidence(),
        "results": InspectionItem.Result.choices,
        "term": term,
        "due_on": term.due_on if term else None,
        "own_lines": range(3),
        "actor_id": actor.id,
    }
    return render(request, "oversight/inspection.html", facts, status=422 if refusal else 200)


def _raised(request: ActorRequest, one: Inspection, items: list[InspectionItem]) -> list[Finding]:
    """What the visit opened, and what it opened again."""
    if one.state != "DONE":
        return []
    again = [item.earlier for item in items if item.earlier and item.result == InspectionItem.Result.FOUND]
    return [*opened_from(actor=request.actor, source_ids=[one.pk]), *again]


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


@requires(NOTE, FINISH)
@require_POST
def inspection_note(request: ActorRequest, inspection_id: UUID) -> HttpResponse:
    """What was found is kept; with the button 完成检查 the visit is over as well."""
    actor, on, given = request.actor, localdate(), request.POST
    one = one_inspection(actor=actor, inspection_id=inspection_id)
    marks = {
        item.number: Mark(
            given.get(f"result-{item.number}", ""),
            given.get(f"words-{item.number}", ""),
            _day(given.get(f"mend-{item.number}", "")),
        )
        for item in items_of(one)
    }
    try:
        note_inspection(
            actor=actor,
            inspection_id=inspection_id,
            marks=marks,
            on=on,
            added=given.getlist("added"),
            present=given.get("present", ""),
            says=given.get("says", ""),
        )
        if "finish" not in given:
            messages.success(request, _("存好了，还没有完成，随时接着登记。"))
            return redirect("inspection", inspection_id)
        done_on = _day(given.get("done_on", ""))
        if done_on is None:
            raise Refused(_("请选检查日期。"), code="oversight.inspection-incomplete")
        done = finish_inspection(
            actor=actor, inspection_id=inspection_id, done_on=done_on, on=on, at=timezone.now()
        )
    except Refused as no:
        return _page(request, inspection_id, no)
    messages.success(request, _("检查完成，记录已发给对方；发现的问题成了整改事项。"))
    return redirect("inspection", done.pk)


@requires(DROP)
@require_POST
def inspection_drop(request: ActorRequest, inspection_id: UUID) -> HttpResponse:
    try:
        drop_inspection(
            actor=request.actor,
            inspection_id=inspection_id,
            because=request.POST.get("because", ""),
            on=localdate(),
        )
    except Refused as no:
        return _page(request, inspection_id, no)
    messages.success(request, _("已取消，仍留底。"))
    return redirect("inspection", inspection_id)


@requires(VIEW)
def inspection_docx(request: ActorRequest, inspection_id: UUID) -> HttpResponse:
    """检查记录, filled in; before the visit, the sheet to take along."""
    one = one_inspection(actor=request.actor, inspection_id=inspection_id)
    day = one.done_on or one.planned_on
    facts = {
        "编号": one.number,
        "种类": str(one.get_kind_display()),
        "对象": one.station.title if one.station else one.whom,
        "承接": one.organisation.name if one.organisation else "—",
        "检查方": one.by_whom,
        "日期": f"{day:%Y年%m月%d日}",
        "在场": one.present or "",
        "总体": (one.says or "").splitlines() or [""],
        "项目": [
            {
                "序号": item.number,
                "内容": item.says,
                "依据": item.clause or "—",
                "结果": str(item.get_result_display()) if item.result else "",
                "情况": item.words if item.words != item.says else "",
                "整改": f"{item.opened.number}，{item.opened.mend_by_on:%Y-%m-%d}前" if item.opened else "",
            }
            for item in items_of(one)
        ],
    }
    return file_answer(docx(TEMPLATE, facts), f"检查记录{one.number}.docx", DOCX)
