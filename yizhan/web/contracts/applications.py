"""项目申报书: the list, the form with its budget table, the way through county and city, the Word paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import (
    accept_application,
    endorse_application,
    return_application,
    submit_application,
    write_application,
)
from yizhan.contracts.models import Application
from yizhan.contracts.queries.applications import (
    Sheet,
    application_sheet,
    applications_of,
    one_application,
    own_application,
    project_to_apply,
    projects_open_to,
)
from yizhan.contracts.rules.applications import ACCEPT, ENDORSE, MOST_AWARDS, PERSON, RETURN, SUBMIT, WRITE
from yizhan.contracts.rules.filings import office_above
from yizhan.kernel.errors import Refused
from yizhan.kernel.money import fen
from yizhan.papers.rules import docx
from yizhan.web.contracts.applications_paper import TEMPLATE, paper_facts
from yizhan.web.contracts.plans import yuan_text
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import DOCX, file_answer
from yizhan.web.listing import Column, Filter, Listing, Sort

VIEW = "contracts.view_applications"
TONES = {"DRAFT": "idle", "SUBMITTED": "blue", "ENDORSED": "blue", "ACCEPTED": "good", "RETURNED": "bad"}
SPARE = 2
"""Empty lines offered under each section of the budget and under the schedule."""


@requires(VIEW)
def application_list(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    listing: Listing[Application] = Listing(
        request,
        applications_of(actor=actor),
        sorts=(Sort("new", _("新的在前"), "-id"), Sort("handed", _("报送日期"), "-submitted_on")),
        filters=(Filter("state", _("状态"), Application.State.choices, "state"),),
        search=lambda rows, words: (
            rows.filter(applicant__name__icontains=words) | rows.filter(project__name__icontains=words)
        ),
        search_hint=_("机构、项目名称"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("项目申报书"),
            (
                Column(_("机构"), "applicant.name"),
                Column(_("项目"), "project.name"),
                Column(_("状态"), lambda row: str(row.get_state_display())),
                Column(_("支出合计（元）"), lambda row: row.total_fen / 100, "money"),
                Column(_("报送"), "submitted_on"),
                Column(_("县级意见"), "county_on"),
                Column(_("上级审核"), "reviewed_on"),
            ),
        )
    facts = {
        "listing": listing,
        "rows": [(row, TONES[row.state]) for row in listing.rows],
        "open_to": projects_open_to(actor=actor, on=on) if actor.may(WRITE) else [],
        "may_write": actor.may(WRITE),
    }
    return render(request, "contracts/applications.html", facts)


@requires(VIEW)
def application_page(request: ActorRequest, application_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    one = one_application(actor=actor, application_id=application_id)
    above = office_above(one.region_code)
    at_county, at_city = one.state == "SUBMITTED", one.state == "ENDORSED"

    def reaches(verb: str, code: str) -> bool:
        return any(grant.region == code for grant in actor.grants_for(verb))

    sheet = application_sheet(application=one, region_code=one.region_code, on=on)
    facts = {
        "one": one,
        "sheet": sheet,
        "sections": [
            (name, [line for line in sheet.lines if line["section"] == name], sheet.totals.get(name, 0))
            for name in sheet.table.sections
        ],
        "tone": TONES[one.state],
        "may_write": actor.may(WRITE)
        and one.state in ("DRAFT", "RETURNED")
        and one.applicant_id == actor.organisation_id,
        "may_submit": actor.may(SUBMIT)
        and one.state in ("DRAFT", "RETURNED")
        and one.applicant_id == actor.organisation_id,
        "may_endorse": at_county and reaches(ENDORSE, one.region_code),
        "may_accept": at_city and reaches(ACCEPT, above),
        "may_return": (at_county and reaches(RETURN, one.region_code))
        or (at_city and reaches(RETURN, above)),
    }
    return render(request, "contracts/application.html", facts)


@requires(VIEW, WRITE)
def application_write(request: ActorRequest, project_id: UUID) -> HttpResponse:
    """The whole form on one page; keeping it is never refused for being incomplete."""
    actor, on = request.actor, localdate()
    project = project_to_apply(actor=actor, project_id=project_id, on=on)
    before = own_application(actor=actor, project=project)
    sheet = application_sheet(application=before, region_code=project.region_code, on=on)
    refusal = ""
    if request.method == "POST":
        try:
            one = write_application(actor=actor, project_id=project.pk, on=on, **_told(request.POST, sheet))
        except Refused as no:
            refusal = str(no)
        except ValueError as no:
            refusal = _("%(why)s，请写成 120000 或 12万元。") % {"why": no}
        else:
            messages.success(request, _("存好了。没填完可以接着填，填齐再报送。"))
            return redirect("application", one.pk)
    facts = {
        "project": project,
        "sheet": sheet,
        "refusal": refusal,
        "boxes": _boxes(sheet, request.POST if refusal else None),
        "incomes": [
            (
                f"income_{n}",
                name,
                (
                    request.POST.get(f"income_{n}", "")
                    if refusal
                    else yuan_text(sheet.income.get(name))
                    if sheet.income.get(name)
                    else ""
                ),
            )
            for n, name in enumerate(sheet.table.sources)
        ],
        "sections": _sections(sheet, request.POST if refusal else None),
        "schedule": _schedule(sheet, request.POST if refusal else None),
    }
    return render(request, "contracts/application_write.html", facts, status=422 if refusal else 200)


def _boxes(sheet: Sheet, given: QueryDict | None) -> list[dict[str, Any]]:
    """Fields to draw: name of the control, label, hint, shape, value."""
    found = []
    for n, (box, value) in enumerate(sheet.boxes):
        if box.shape in ("budget", "schedule", "opinion"):
            continue
        if box.shape == "people":
            told = value if isinstance(value, dict) else {}
            value = {
                key: (given.get(f"f{n}_{key}", "") if given is not None else told.get(key, ""))
                for key in PERSON
            }
        elif box.shape == "awards":
            rows = list(given.getlist(f"f{n}") if given is not None else value or [])
            value = [*rows, *[""] * MOST_AWARDS][:MOST_AWARDS]
        elif given is not None:
            value = given.get(f"f{n}", "")
        found.append(
            {
                "key": f"f{n}",
                "box": box,
                "value": value or "" if box.shape not in ("people", "awards") else value,
            }
        )
    return found


def _sections(sheet: Sheet, given: QueryDict | None) -> list[dict[str, Any]]:
    """Sections of the budget with the lines to draw: the printed ones, those kept, some to spare."""
    found = []
    rows = (
        _given_lines(given, sheet)
        if given is not None
        else [{**line, "price": yuan_text(line["price_fen"])} for line in sheet.lines]
    )
    for n, name in enumerate(sheet.table.sections):
        mine = [row for row in rows if row["section"] == name]
        lines: list[dict[str, Any]] = []
        for sub in sheet.table.subs.get(name, ()):
            lines += [row for row in mine if row.get("sub") == sub] or [{"sub": sub}]
        if not sheet.table.subs.get(name):
            lines += mine
            lines += [{} for _each in range(SPARE if lines else SPARE + 1)]
        found.append(
            {
                "key": f"s{n}",
                "name": name,
                "lines": lines,
                "total": sheet.totals.get(name, 0),
                "subs": bool(sheet.table.subs.get(name)),
            }
        )
    return found


def _given_lines(given: QueryDict, sheet: Sheet) -> list[dict[str, Any]]:
    """Lines as typed: amounts still text."""
    found = []
    for n, name in enumerate(sheet.table.sections):
        columns = [given.getlist(f"s{n}_{key}") for key in ("sub", "what", "people", "times", "price")]
        for sub, what, people, times, price in zip(*columns, strict=False):
            if what.strip() or price.strip():
                found.append(
                    {
                        "section": name,
                        "sub": sub,
                        "what": what,
                        "people": people,
                        "times": times,
                        "price": price,
                    }
                )
    return found


def _schedule(sheet: Sheet, given: QueryDict | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]]
    if given is not None:
        rows = _given_schedule(given)
    else:
        rows = [{**row, "money": yuan_text(row.get("fen") or None)} for row in sheet.schedule]
    return [*rows, *[{} for _each in range(SPARE)]]


def _given_schedule(given: QueryDict) -> list[dict[str, Any]]:
    columns = [given.getlist(f"p_{key}") for key in ("what", "when", "where", "money")]
    return [
        {"what": what.strip(), "when": when.strip(), "where": where.strip(), "money": amount.strip()}
        for what, when, where, amount in zip(*columns, strict=False)
        if what.strip()
    ]


def _whole(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdigit():
        raise ValueError(_("“%(text)s”不是人数或场次") % {"text": text})
    return int(text)


def _told(given: QueryDict, sheet: Sheet) -> dict[str, Any]:
    """ValueError: an amount or a number that is none."""
    form: dict[str, Any] = {}
    for n, (box, _value) in enumerate(sheet.boxes):
        if box.shape == "people":
            form[box.name] = {key: given.get(f"f{n}_{key}", "").strip() for key in PERSON}
        elif box.shape == "awards":
            form[box.name] = [each.strip() for each in given.getlist(f"f{n}") if each.strip()]
        elif box.shape not in ("budget", "schedule", "opinion"):
            form[box.name] = given.get(f"f{n}", "").strip()
    return {
        "form": form,
        "income": {
            name: fen(text)
            for n, name in enumerate(sheet.table.sources)
            if (text := given.get(f"income_{n}", "").strip())
        },
        "lines": [
            {
                "section": row["section"],
                "sub": row["sub"],
                "what": row["what"].strip(),
                "people": _whole(row["people"]),
                "times": _whole(row["times"]),
                "price_fen": fen(row["price"]) if row["price"].strip() else 0,
            }
            for row in _given_lines(given, sheet)
        ],
        "schedule": [
            {
                "what": row["what"],
                "when": row["when"],
                "where": row["where"],
                "fen": fen(row["money"]) if row["money"] else 0,
            }
            for row in _given_schedule(given)
        ],
    }


@requires(VIEW, SUBMIT)
@require_POST
def application_submit(request: ActorRequest, application_id: UUID) -> HttpResponse:
    submit_application(actor=request.actor, application_id=application_id, on=localdate(), at=timezone.now())
    messages.success(request, _("已报送县民政局，等对方签署意见。"))
    return redirect("application", application_id)


@requires(VIEW, ENDORSE)
@require_POST
def application_endorse(request: ActorRequest, application_id: UUID) -> HttpResponse:
    endorse_application(
        actor=request.actor,
        application_id=application_id,
        opinion=request.POST.get("opinion", ""),
        on=localdate(),
        at=timezone.now(),
    )
    messages.success(request, _("已签署县级意见，转上级审核。"))
    return redirect("application", application_id)


@requires(VIEW, ACCEPT)
@require_POST
def application_accept(request: ActorRequest, application_id: UUID) -> HttpResponse:
    accept_application(
        actor=request.actor,
        application_id=application_id,
        review=request.POST.get("opinion", ""),
        on=localdate(),
    )
    messages.success(request, _("已审核通过。"))
    return redirect("application", application_id)


@requires(VIEW, RETURN)
@require_POST
def application_return(request: ActorRequest, application_id: UUID) -> HttpResponse:
    return_application(
        actor=request.actor,
        application_id=application_id,
        because=request.POST.get("because", ""),
        on=localdate(),
    )
    messages.success(request, _("已退回机构修改。"))
    return redirect("application", application_id)


@requires(VIEW)
def application_docx(request: ActorRequest, application_id: UUID) -> HttpResponse:
    one = one_application(actor=request.actor, application_id=application_id)
    sheet = application_sheet(application=one, region_code=one.region_code, on=localdate())
    name = f"{one.applicant.name}项目申报书.docx"
    return file_answer(docx(TEMPLATE, paper_facts(one, sheet)), name, DOCX)
