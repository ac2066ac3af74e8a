"""职责分工: the ledger of duties given out, what the papers divide, and the units side by side."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.oversight.models import Mandate, MandatePart
from yizhan.oversight.queries.mandates import (
    mandates,
    region_of_office,
    rule_lines,
    tally,
    units_side_by_side,
)
from yizhan.oversight.rules.mandates import COURSE, GIVE, LEAD, VIEW, VIEW_OWN
from yizhan.papers.rules import Cell, Heading, Table, xlsx
from yizhan.policy.schema.words import spoken
from yizhan.web.door import ActorRequest, requires, requires_any
from yizhan.web.files import XLSX, file_answer
from yizhan.web.listing import Between, Column, Filter, Listing, Sort

TONES = {"TOLD": "warn", "UNDERWAY": "blue", "HANDED": "blue", "ACCEPTED": "good", "RETURNED": "bad"}


@requires_any(VIEW, VIEW_OWN)
def mandate_list(request: ActorRequest) -> HttpResponse:
    """Of an office all of its territory; of a unit what it leads or assists."""
    actor, on = request.actor, localdate()
    listing: Listing[Mandate] = Listing(
        request,
        mandates(actor=actor),
        sorts=(Sort("due", _("快到期的在前"), "waits_until_on"), Sort("new", _("新交办的在前"), "-given_on")),
        filters=(
            Filter(
                "state",
                _("进展"),
                (("late", _("逾期的")), ("handed", _("有单位等确认的")), *COURSE.items()),
                lambda rows, word: _by_state(rows, word, on),
            ),
            Filter(
                "part", _("本单位"), MandatePart.Part.choices, lambda rows, word: _own(rows, word, request)
            ),
            Between("due", _("完成期限"), "due_on"),
        ),
        search=lambda rows, words: (
            rows.filter(says__icontains=words)
            | rows.filter(
                pk__in=MandatePart.objects.visible_to(actor, VIEW if actor.may(VIEW) else VIEW_OWN)
                .filter(organisation__name__icontains=words)
                .values("mandate_id")
            )
        ),
        search_hint=_("职责、单位"),
        size=20,
    )
    if listing.wants_export:
        return listing.export(
            _("职责分工台账"),
            (
                Column(_("职责"), "says"),
                Column(_("依据"), "clause"),
                Column(_("牵头单位"), lambda row: _names(row, lead=True)),
                Column(_("协助单位"), lambda row: _names(row, lead=False)),
                Column(_("交办单位"), "office.name"),
                Column(_("交办日期"), "given_on"),
                Column(_("完成期限"), "due_on"),
                Column(_("进展"), lambda row: str(row.get_state_display())),
                Column(_("办结日期"), "done_on"),
                Column(_("改期次数"), "moved"),
            ),
        )
    region = region_of_office(actor)
    facts = {
        "listing": listing,
        "on": on,
        "tally": tally(actor=actor, region_code=region, year=on.year, on=on),
        "year": on.year,
        "may_give": actor.may(GIVE),
        "may_oversee": actor.may(VIEW),
        "own": actor.organisation_id,
    }
    return render(request, "oversight/mandates.html", facts)


def _names(row: Mandate, *, lead: bool) -> str:
    return "、".join(
        f"{part.organisation.name}（{part.get_state_display()}）"
        for part in row.parts.all()
        if (part.part == LEAD) is lead
    )


def _by_state(rows: Any, word: str, on: date) -> Any:
    if word == "late":
        return rows.filter(state="OPEN", due_on__lt=on)
    if word == "handed":
        return rows.filter(state="OPEN", parts__state="HANDED").distinct()
    return rows.filter(state=word)


def _own(rows: Any, word: str, request: ActorRequest) -> Any:
    own = request.actor.organisation_id
    return rows.filter(parts__part=word, parts__organisation_id=own) if own else rows.none()


@requires(GIVE)
def mandate_rules(request: ActorRequest) -> HttpResponse:
    """What the papers of the region divide, clause by clause, given out this year or not yet."""
    actor, on = request.actor, localdate()
    region = region_of_office(actor)
    lines = rule_lines(actor=actor, region_code=region, year=on.year, on=on)
    facts = {
        "groups": _by_document(lines),
        "count": len(lines),
        "given": sum(line.mandate is not None for line in lines),
        "year": on.year,
        "on": on,
    }
    return render(request, "oversight/mandate_rules.html", facts)


def _by_document(lines: list[Any]) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for line in lines:
        name = line.rule.document.name
        found.setdefault(name, []).append((line, spoken(line.rule.duty_of), spoken(line.rule.assisted_by)))
    return list(found.items())


@requires(VIEW)
def mandate_units(request: ActorRequest) -> HttpResponse:
    """Each unit in one line: what it leads and assists, what is overdue, what waits, what is done."""
    actor, on = request.actor, localdate()
    lines = units_side_by_side(actor=actor, year=on.year, on=on)
    if request.GET.get("export"):
        headings = [
            Heading(_("单位")),
            *(
                Heading(word, "number")
                for word in (
                    _("牵头"),
                    _("协助"),
                    _("没办完"),
                    _("其中逾期"),
                    _("待确认"),
                    _("已办结"),
                    _("退回次数"),
                )
            ),
        ]
        rows: list[list[Cell]] = [
            [
                line.organisation.name,
                line.leads,
                line.assists,
                line.todo,
                line.late,
                line.handed,
                line.done,
                line.returned,
            ]
            for line in lines
        ]
        title = _("%(year)s年各单位职责办理情况") % {"year": on.year}
        return file_answer(xlsx(Table(title=title, headings=headings, rows=rows)), f"{title}.xlsx", XLSX)
    return render(request, "oversight/mandate_units.html", {"lines": lines, "on": on, "year": on.year})
