"""备案: what the county owes and sent upwards, what came in from below, one filing with its answer."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import accept_filing, attach_paper, file_upward, return_filing, take_back_filing
from yizhan.contracts.models import UpwardFiling
from yizhan.contracts.queries.filings import (
    Owed,
    filings_of,
    filings_to_answer,
    line_of,
    one_filing,
    owed_filings,
)
from yizhan.contracts.queries.projects import papers_of, projects_of
from yizhan.contracts.rules.filings import ACCEPT, FILE, paper_problem, wrong_year
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.regions.queries import regions_on
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.nav import url_or_none
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day

VIEW = "contracts.view"
TONES = {"SENT": "blue", "ACCEPTED": "good", "RETURNED": "bad", "TAKEN_BACK": "idle"}
Row = tuple[date | None, str, str, str, str, str, str]


@requires(VIEW)
def filing_list(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    listing: Listing[UpwardFiling] = Listing(
        request,
        filings_of(actor=actor),
        sorts=(
            Sort("new", _("报送，新的在前"), "-sent_on"),
            Sort("due", _("限期，近的在前"), "due_on"),
            Sort("place", _("区划"), "region_code"),
        ),
        filters=(
            Filter("state", _("状态"), UpwardFiling.State.choices, "state"),
            Filter("kind", _("报的是什么"), UpwardFiling.Kind.choices, "subject_kind"),
        ),
        search=lambda rows, words: (
            rows.filter(title__icontains=words) | rows.filter(project__name__icontains=words)
        ),
        search_hint=_("标题、项目名称"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(_("备案"), _columns())
    offices = regions_on(
        codes={row.region_code for row in listing.rows} | {row.to_region_code for row in listing.rows}, on=on
    )
    facts = {
        "listing": listing,
        "rows": [(row, _place(offices, row.region_code), TONES[row.state]) for row in listing.rows],
        "owed": owed_filings(actor=actor, on=on) if actor.may(FILE) else [],
        "waiting": list(filings_to_answer(actor=actor)[:20]) if actor.may(ACCEPT) else [],
        "may_file": actor.may(FILE),
        "may_answer": actor.may(ACCEPT),
        "many": not actor.may(FILE),
        "today": on,
    }
    return render(request, "contracts/filings.html", facts)


def _place(offices: object, code: str) -> str:
    region = offices.get(code) if isinstance(offices, dict) else None
    return region.name if region is not None else code


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("报的是什么"), lambda row: str(row.get_subject_kind_display())),
        Column(_("标题"), "title"),
        Column(_("项目"), "project.name"),
        Column(_("区划代码"), "region_code", "text"),
        Column(_("起算日"), "event_on"),
        Column(_("限期"), "due_on"),
        Column(_("报送"), "sent_on"),
        Column(_("迟报（天）"), "days_late"),
        Column(_("状态"), lambda row: str(row.get_state_display())),
        Column(_("答复"), "decided_on"),
        Column(_("意见"), "reason"),
        Column(_("依据"), "clause"),
    )


@requires(VIEW)
def filing_page(request: ActorRequest, filing_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    filing = one_filing(actor=actor, filing_id=filing_id)
    offices = regions_on(codes={filing.region_code, filing.to_region_code}, on=on)
    subject = _subject_url(filing)
    facts = {
        "one": filing,
        "tone": TONES[filing.state],
        "from_place": filing.project.buyer.name,
        "to_place": _place(offices, filing.to_region_code),
        "line": line_of(actor=actor, filing=filing),
        "papers": papers_of(actor=actor, project=filing.project, subject_id=filing.subject_id)[:20]
        if filing.subject_id
        else [],
        "subject_url": subject,
        "may_answer": filing.waits
        and any(grant.region == filing.to_region_code for grant in actor.grants_for(ACCEPT)),
        "may_take_back": filing.waits and actor.may("contracts.take_back_filing"),
        "elsewhere": filing.waits
        and actor.may(ACCEPT)
        and not any(grant.region == filing.to_region_code for grant in actor.grants_for(ACCEPT)),
        "today": on,
    }
    return render(request, "contracts/filing.html", facts)


def _subject_url(filing: UpwardFiling) -> str:
    """Where what was filed can be read."""
    if filing.subject_kind == "PLAN":
        return url_or_none("plan", filing.project_id) or ""
    if filing.subject_kind == "AGREEMENT" and filing.subject_id:
        return url_or_none("agreement", filing.subject_id) or ""
    if filing.subject_kind == "RECRUITMENT" and filing.subject_id:
        return url_or_none("recruitment", filing.subject_id) or ""
    return ""


@requires(VIEW, FILE)
@require_POST
def filing_send(request: ActorRequest) -> HttpResponse:
    """One press on a line of what is owed; the line is worked out again, nothing of it is typed."""
    on = localdate()
    wanted = (request.POST.get("project", ""), request.POST.get("kind", ""), request.POST.get("subject", ""))
    owed = next((each for each in owed_filings(actor=request.actor, on=on) if key_of(each) == wanted), None)
    if owed is None or owed.subject_id is None:
        messages.error(request, _("这一项现在不用报，或者还没有写好。"))
        return redirect("filings")
    filing = file_upward(
        actor=request.actor,
        project_id=owed.project.pk,
        subject_kind=owed.kind,
        subject_id=owed.subject_id,
        title=owed.title,
        event_on=owed.event_on,
        on=on,
        at=timezone.now(),
        note=request.POST.get("note", ""),
    )
    messages.success(request, _("已报上级，等对方答复。"))
    return redirect("filing", filing.pk)


class OtherForm(PlainForm):
    """A paper the list of what is owed does not know."""

    kind = forms.ChoiceField(
        label=gettext_lazy("报的是哪一类"),
        choices=[(each.value, each.label) for each in (UpwardFiling.Kind.OTHER, UpwardFiling.Kind.STAFFING)],
    )
    project_id = forms.ChoiceField(label=gettext_lazy("哪个项目"))
    title = forms.CharField(
        label=gettext_lazy("报什么"), max_length=120, help_text=gettext_lazy("例如“负责人变更情况”。")
    )
    event_on = day(gettext_lazy("事情是哪天"))
    of_that_year = forms.BooleanField(label=gettext_lazy("确实是所选年度的事"), required=False)
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(
        label=gettext_lazy("材料"),
        required=False,
        help_text=gettext_lazy("PDF、Word、Excel 或照片，不超过 20 MB。"),
    )


@requires(VIEW, FILE)
def filing_other(request: ActorRequest) -> HttpResponse:
    """Something else is sent upwards, with its paper."""
    actor, on = request.actor, localdate()
    projects = projects_of(actor=actor).filter(closed_on=None).order_by("-first_on", "id")[:20]
    asked = {"project_id": "project", "kind": "kind", "title": "title"}
    known = {name: request.GET[key] for name, key in asked.items() if key in request.GET}
    form = OtherForm(request.POST or None, request.FILES or None, initial={"event_on": on} | known)
    fields: Any = form.fields
    fields["project_id"].choices = [(str(each.pk), each.name) for each in projects]
    if request.method == "POST" and form.is_valid():
        wrong = wrong_year(
            [(str(each.pk), each.name, each.period) for each in projects],
            chosen=form.cleaned_data["project_id"],
            event_on=form.cleaned_data["event_on"],
            sure=form.cleaned_data["of_that_year"],
        )
        if wrong:
            form.add_error("project_id", wrong)
        bare = paper_problem(
            kind=form.cleaned_data["kind"],
            has_file=bool(form.cleaned_data["file"]),
            note=form.cleaned_data["note"],
        )
        if bare:
            form.add_error("file", bare)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _sent(actor, form.cleaned_data, on))
        if done is not None:
            messages.success(request, _("已报上级，等对方答复。"))
            return redirect("filing", done.pk)
    status = 422 if form.is_bound and form.errors else 200
    asks = form.is_bound and "project_id" in form.errors
    return render(request, "contracts/filing_other.html", {"form": form, "asks": asks}, status=status)


@transaction.atomic
def _sent(actor: Actor, given: dict[str, Any], on: date) -> UpwardFiling:
    """The filing and its paper, or neither. What came back is followed by its correction of the same name."""
    rows = filings_of(actor=actor).filter(
        project_id=given["project_id"], subject_kind=given["kind"], title=given["title"].strip(), state="RETURNED"
    )  # fmt: skip
    before = rows.first()
    subject = (before.subject_id if before else None) or uuid7()
    if given["file"]:
        attach_paper(
            actor=actor,
            project_id=UUID(given["project_id"]),
            kind=_("备案材料"),
            title=given["title"],
            dated_on=given["event_on"],
            on=on,
            file_name=given["file"].name,
            content=given["file"].read(),
            subject_kind=given["kind"],
            subject_id=subject,
        )
    return file_upward(
        actor=actor,
        project_id=UUID(given["project_id"]),
        subject_kind=given["kind"],
        subject_id=subject if given["file"] or before else None,
        title=given["title"],
        event_on=given["event_on"],
        note=given["note"],
        on=on,
        at=timezone.now(),
    )


def key_of(owed: Owed) -> tuple[str, str, str]:
    return str(owed.project.pk), owed.kind, str(owed.subject_id or "")


@requires(ACCEPT)
@require_POST
def filing_accept(request: ActorRequest, filing_id: UUID) -> HttpResponse:
    accept_filing(
        actor=request.actor,
        filing_id=filing_id,
        on=localdate(),
        at=timezone.now(),
        note=request.POST.get("note", ""),
    )
    messages.success(request, _("已备案，县里会收到通知。"))
    return redirect("filing", filing_id)


@requires("contracts.return_filing")
@require_POST
def filing_return(request: ActorRequest, filing_id: UUID) -> HttpResponse:
    return_filing(
        actor=request.actor,
        filing_id=filing_id,
        reason=request.POST.get("reason", ""),
        on=localdate(),
        at=timezone.now(),
    )
    messages.success(request, _("已退回，县里会收到通知。"))
    return redirect("filing", filing_id)


@requires("contracts.take_back_filing")
@require_POST
def filing_take_back(request: ActorRequest, filing_id: UUID) -> HttpResponse:
    take_back_filing(
        actor=request.actor, filing_id=filing_id, reason=request.POST.get("reason", ""), on=localdate()
    )
    messages.success(request, _("已撤回，仍留底。"))
    return redirect("filing", filing_id)


# --- on the home ---------------------------------------------------------------------------------------------------------

SHOWN = 3


def filing_rows(actor: Actor, on: date) -> list[Row]:
    """Lines of a person's home: what she has still to file, what came in and waits for her answer."""
    return [*_to_file(actor, on), *_to_answer(actor, on)]


def _to_file(actor: Actor, on: date) -> list[Row]:
    if not actor.may(FILE):
        return []
    return [
        (
            each.due_on,
            _("报备案：%(title)s") % {"title": each.title},
            _("上级退回：%(why)s") % {"why": each.returned.reason}
            if each.returned
            else _("报上级民政部门备案"),
            reverse("plan", args=[each.project.pk]) if each.kind == "PLAN" else reverse("filings"),
            _("去报"),
            each.clause,
            each.rule_id,
        )
        for each in owed_filings(actor=actor, on=on)[:SHOWN]
    ]


def _to_answer(actor: Actor, on: date) -> list[Row]:
    if not actor.may(ACCEPT):
        return []
    rows = list(filings_to_answer(actor=actor)[:50])
    if not rows:
        return []
    return [
        (
            on,
            _("答复县里报来的备案 %(n)s 份") % {"n": len(rows)},
            _("最早的%(day)s报来：%(title)s") % {"day": f"{rows[0].sent_on:%m-%d}", "title": rows[0].title},
            reverse("filing", args=[rows[0].pk]) if len(rows) == 1 else reverse("filings"),
            _("去看"),
            rows[0].clause,
            rows[0].rule,
        )
    ]
