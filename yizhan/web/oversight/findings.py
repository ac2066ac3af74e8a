"""整改: the list, what is left until none is, one finding on one page, and its steps."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import (
    clear_finding,
    extend_finding,
    hand_in_rectification,
    open_finding,
    plan_rectification,
    reopen_finding,
    return_finding,
    withdraw_finding,
)
from yizhan.oversight.models import Complaint, Finding
from yizhan.oversight.queries.findings import (
    came_from,
    check_refusal,
    files_of,
    findings,
    left,
    left_by_source,
    left_by_station,
    mend_refusal,
    one_finding,
    steps_of,
)
from yizhan.oversight.rules.findings import (
    ATTACH,
    CLEAR,
    EXTEND,
    HAND_IN,
    OPEN,
    PLAN,
    PROCESS,
    REOPEN,
    RETURN,
    SOURCES,
    STILL_OPEN,
    VIEW,
    WITHDRAW,
    term_of,
)
from yizhan.papers.rules import Cell, Heading, Table, xlsx
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.oversight.oversee_forms import Evidence, NewFinding
from yizhan.web.oversight.whom import by_number_or_whom, choices_of, rules_of, stations_of, taken
from yizhan.web.stations.forms import attempt
from yizhan.web.templatetags.yizhan import Choice

TONES = {"TOLD": "warn", "MENDING": "blue", "HANDED": "blue", "CLEARED": "good", "WITHDRAWN": "idle"}


@requires(VIEW)
def finding_list(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    listing: Listing[Finding] = Listing(
        request,
        findings(actor=actor),
        sorts=(Sort("due", _("快到期的在前"), "mend_by_on"), Sort("new", _("新提出的在前"), "-opened_on")),
        filters=(
            Filter(
                "state",
                _("进展"),
                (("open", _("没有销号的")), ("late", _("超期的")), *PROCESS.labels.items()),
                lambda rows, word: _by_state(rows, word, on),
            ),
            Filter("source", _("从哪里来"), list(SOURCES.items()), "source"),
            Filter("owner", _("谁整改"), Finding.Owner.choices, "owner"),
            Between("opened", _("提出日期"), "opened_on"),
        ),
        search=by_number_or_whom,
        search_hint=_("编号、站点、机构"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("整改台账"),
            (
                Column(_("编号"), "number", "text"),
                Column(_("站点、机构"), "whom"),
                Column(_("整改内容"), "what"),
                Column(_("依据"), "clause"),
                Column(_("从哪里来"), lambda row: SOURCES[row.source]),
                Column(_("谁整改"), lambda row: str(row.get_owner_display())),
                Column(_("提出日期"), "opened_on"),
                Column(_("整改期限"), "mend_by_on"),
                Column(_("进展"), lambda row: str(row.get_state_display())),
                Column(_("报整改结果"), "mended_on"),
                Column(_("销号日期"), "cleared_on"),
                Column(_("核查人"), "cleared_by_label"),
                Column(_("延期次数"), "extended"),
                Column(_("退回次数"), "returned"),
                Column(_("重新整改次数"), "reopened"),
            ),
        )
    facts = {
        "listing": listing,
        "on": on,
        "left": left(actor=actor, on=on),
        "may_open": actor.may(OPEN),
        "tones": TONES,
    }
    return render(request, "oversight/findings.html", facts)


def _by_state(rows: Any, word: str, on: date) -> Any:
    if word == "open":
        return rows.filter(state__in=STILL_OPEN)
    if word == "late":
        return rows.filter(state__in=("TOLD", "MENDING"), mend_by_on__lt=on)
    return rows.filter(state=word)


@requires(VIEW)
def finding_tally(request: ActorRequest) -> HttpResponse:
    """逐一清零: how many are left of each station, or of each visit, until none is."""
    actor, on = request.actor, localdate()
    by = "visit" if request.GET.get("by") == "visit" else ""
    lines = left_by_source(actor=actor, on=on) if by else left_by_station(actor=actor, on=on)
    if request.GET.get("export"):
        headings = [
            Heading(_("检查、来源") if by else _("站点、机构")),
            *(
                Heading(word, "number")
                for word in (_("提出"), _("没有销号"), _("其中待核查"), _("超期"), _("已销号"), _("清零%"))
            ),
        ]
        rows: list[list[Cell]] = [
            [line.name, line.total, line.open, line.checking, line.late, line.cleared, line.share]
            for line in lines
        ]
        return file_answer(
            xlsx(Table(title=_("整改清零情况"), headings=headings, rows=rows)), "整改清零情况.xlsx", XLSX
        )
    facts = {
        "lines": lines,
        "all": left(actor=actor, on=on),
        "by": by,
        "choices": [Choice("", _("按站点")), Choice("visit", _("按检查"))],
        "on": on,
    }
    return render(request, "oversight/findings_tally.html", facts)


@requires(OPEN)
def finding_new(request: ActorRequest) -> HttpResponse:
    """A finding of one's own, or out of a founded complaint (?complaint=)."""
    actor, on = request.actor, localdate()
    stations = stations_of(actor, OPEN)
    region = stations[0].region_code if stations else ""
    complaint = _complaint(request)
    initial = {
        "finding_id": uuid7(),
        "whom": f"station:{complaint.station_id}"
        if complaint and complaint.station_id
        else f"agency:{complaint.about_organisation_id}"
        if complaint
        else f"station:{request.GET.get('station', '')}",
    }
    term = term_of(region_code=region, on=on) if region else None
    if term:
        initial["mend_by_on"] = term.due_on
    form = NewFinding(
        request.POST or None,
        initial=initial,
        rules=rules_of(region, on) if region else (),
        **choices_of(actor, OPEN),
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        whom = taken(given.pop("whom"))
        made = attempt(
            form,
            lambda: open_finding(
                actor=actor,
                source="COMPLAINT" if complaint else "OTHER",
                source_id=complaint.pk if complaint else None,
                on=on,
                at=timezone.now(),
                **whom,
                **given,
            ),
        )
        if made is not None:
            messages.success(
                request, _("已提出整改，编号 %(number)s，对方会收到通知。") % {"number": made.number}
            )
            return redirect("finding", made.pk)
    facts = {"form": form, "term": term, "complaint": complaint}
    return render(
        request, "oversight/finding_new.html", facts, status=422 if form.is_bound and form.errors else 200
    )


def _complaint(request: ActorRequest) -> Complaint | None:
    try:
        key = UUID(request.GET.get("complaint", ""))
    except ValueError:
        return None
    return Complaint.objects.visible_to(request.actor, OPEN).filter(pk=key).first()


@requires(VIEW)
def finding_page(request: ActorRequest, finding_id: UUID) -> HttpResponse:
    return _page(request, finding_id)


def _page(
    request: ActorRequest, finding_id: UUID, refusal: Refused | None = None, step: str = ""
) -> HttpResponse:
    actor, on = request.actor, localdate()
    finding = one_finding(actor=actor, finding_id=finding_id)
    can = {verb for verb in PROCESS.verbs_from(finding.state) if actor.may(verb)}
    mending, checking = bool(can & {PLAN, HAND_IN}), bool(can & {CLEAR, RETURN})
    where, address = came_from(actor=actor, finding=finding)
    term = term_of(region_code=finding.region_code, on=on)
    facts = {
        "finding": finding,
        "steps": steps_of(finding),
        "files": files_of(row=finding),
        "refusal": refusal,
        "typed": request.POST.dict() if refusal else {},
        "step": step,
        "on": on,
        "tone": TONES[finding.state],
        "where": where,
        "where_url": address,
        "mending": mending,
        "why_not_mend": mend_refusal(actor=actor, finding=finding) if mending else None,
        "checking": checking,
        "why_not_check": check_refusal(actor=actor, finding=finding) if checking else None,
        "may_extend": EXTEND in can,
        "may_reopen": REOPEN in can,
        "may_withdraw": WITHDRAW in can,
        "may_attach": finding.open and actor.may(ATTACH),
        "attach_url": reverse("evidence-new", args=["finding", finding.pk]),
        "evidence": Evidence(),
        "term": term,
        "actor_id": actor.id,
    }
    return render(request, "oversight/finding.html", facts, status=422 if refusal else 200)


@requires(VIEW)
@require_POST
def finding_step(request: ActorRequest, finding_id: UUID, step: str) -> HttpResponse:
    """One step; a refusal comes back on the page of the finding with what was typed."""
    do = STEPS.get(step)
    if do is None:
        raise Http404
    try:
        said = do(request, finding_id, localdate())
    except Refused as no:
        return _page(request, finding_id, no, step)
    messages.success(request, said)
    return redirect("finding", finding_id)


def _words(request: ActorRequest) -> str:
    return request.POST.get("text", "")


def _day(request: ActorRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None


def _plan(request: ActorRequest, finding_id: UUID, on: date) -> str:
    plan_rectification(actor=request.actor, finding_id=finding_id, text=_words(request), on=on)
    return _("说明交好了，改好以后再报整改结果。")


def _hand_in(request: ActorRequest, finding_id: UUID, on: date) -> str:
    hand_in_rectification(
        actor=request.actor, finding_id=finding_id, text=_words(request), on=on, at=timezone.now()
    )
    return _("整改结果报好了，等核查。")


def _clear(request: ActorRequest, finding_id: UUID, on: date) -> str:
    clear_finding(actor=request.actor, finding_id=finding_id, text=_words(request), on=on, at=timezone.now())
    return _("核查通过，已销号。")


def _return(request: ActorRequest, finding_id: UUID, on: date) -> str:
    return_finding(
        actor=request.actor, finding_id=finding_id, because=_words(request), on=on, at=timezone.now()
    )
    return _("已退回再改。")


def _extend(request: ActorRequest, finding_id: UUID, on: date) -> str:
    until = _day(request, "until_on")
    if until is None:
        raise Refused(_("请选新的期限。"), code="oversight.extension")
    extend_finding(actor=request.actor, finding_id=finding_id, until_on=until, because=_words(request), on=on)
    return _("已延期。")


def _reopen(request: ActorRequest, finding_id: UUID, on: date) -> str:
    reopen_finding(
        actor=request.actor,
        finding_id=finding_id,
        because=_words(request),
        mend_by_on=_day(request, "mend_by_on"),
        on=on,
        at=timezone.now(),
    )
    return _("已要求重新整改，原来的记录留着。")


def _withdraw(request: ActorRequest, finding_id: UUID, on: date) -> str:
    withdraw_finding(actor=request.actor, finding_id=finding_id, because=_words(request), on=on)
    return _("已撤销，仍留底。")


STEPS: dict[str, Callable[[ActorRequest, UUID, date], str]] = {
    "plan": _plan,
    "hand-in": _hand_in,
    "clear": _clear,
    "return": _return,
    "extend": _extend,
    "reopen": _reopen,
    "withdraw": _withdraw,
}
