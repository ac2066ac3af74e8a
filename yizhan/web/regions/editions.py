"""A new edition of the table of divisions: upload, read the differences, load it or put it away."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.kernel.actor import EVERYWHERE
from yizhan.kernel.errors import Refused
from yizhan.regions.actions import drop_staged, load_staged, stage_edition
from yizhan.regions.models import Edition, Region
from yizhan.regions.queries import edition_changes, edition_for, editions_in_reach, may_change, regions_on
from yizhan.regions.rules import BrokenTable, Row, code_problem, read_table, unpadded
from yizhan.regions.rules.editions import MOST_TABLE_BYTES
from yizhan.web.door import ActorRequest, requires
from yizhan.web.plain import PlainForm
from yizhan.web.regions.forms import DayInput
from yizhan.web.regions.touched import touched

SHOWN = 200
"""So many lines of each kind are listed; the counts speak of all."""

COUNTED = 60
"""With more codes than this to end or move, who lies there is not counted: the question would be a page long."""


class EditionForm(PlainForm):
    table = forms.FileField(
        label=gettext_lazy("区划表"),
        allow_empty_file=True,
        help_text=gettext_lazy("xlsx、xls 或 csv，要有“区划代码”和“名称”两列，最多 10 MB。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )
    name = forms.CharField(
        label=gettext_lazy("这版叫什么"),
        max_length=120,
        help_text=gettext_lazy("写进变更依据，如“民政部 2026 年区划代码”。"),
    )
    on = forms.DateField(label=gettext_lazy("新表从哪天起用"), widget=DayInput)
    within = forms.CharField(
        label=gettext_lazy("涉及的区划（代码）"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("只动这个区划下面的，别处不动。"),
    )
    complete = forms.BooleanField(
        label=gettext_lazy("表里没有的代码，就是撤销了"),
        required=False,
        help_text=gettext_lazy("表只列了一部分区划的，不要勾。"),
    )

    def clean_within(self) -> str:
        within = str(self.cleaned_data["within"]).strip()
        if within and (problem := code_problem(within)):
            raise forms.ValidationError(problem)
        return unpadded(within)


@requires("regions.stage_edition")
def region_editions(request: ActorRequest) -> HttpResponse:
    """Upload a table; below, those uploaded before."""
    own = sorted({grant.region for grant in request.actor.grants_for("regions.stage_edition")} - {EVERYWHERE})
    initial = {"on": localdate(), "within": own[0] if len(own) == 1 else "", "complete": True}
    form = EditionForm(request.POST or None, request.FILES or None, initial=initial)
    wrong: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        upload = given.pop("table")
        try:
            rows = read_table(upload.read(MOST_TABLE_BYTES + 1))
            edition = stage_edition(actor=request.actor, rows=rows, file_name=upload.name, **given)
        except BrokenTable as broken:
            wrong = broken.sentences
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("region-edition", edition.pk)
    facts = {"form": form, "wrong": wrong, "editions": editions_in_reach(actor=request.actor)}
    failed = bool(wrong) or (form.is_bound and bool(form.errors))
    return render(request, "regions/editions.html", facts, status=422 if failed else 200)


@requires("regions.load_staged")
def region_edition(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    """What the table would change; POST loads it."""
    edition, rows = _edition(request, edition_id)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            done = load_staged(actor=request.actor, edition_id=edition_id, today=localdate())
        except Refused as no:
            refusal, status = str(no), 422
        else:
            messages.success(request, _("“%(name)s”已载入。") % {"name": done.name})
            return redirect("region-edition", edition_id)
    facts: dict[str, Any] = {"edition": edition, "refusal": refusal, "place": _place(edition.within)}
    if edition.state == Edition.State.STAGED:
        facts |= _differences(request, edition, rows)
    return render(request, "regions/edition.html", facts, status=status)


@requires("regions.drop_staged")
@require_POST
def region_edition_drop(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    _edition(request, edition_id)
    done = drop_staged(actor=request.actor, edition_id=edition_id, today=localdate())
    messages.success(request, _("“%(name)s”已放弃，区划没有变动。") % {"name": done.name})
    return redirect("region-editions")


def _differences(request: ActorRequest, edition: Edition, rows: tuple[Row, ...]) -> dict[str, Any]:
    changes = edition_changes(rows=rows, within=edition.within, complete=edition.complete, on=edition.on)
    leaving = [one.code for one in changes.ended]
    moving = [old.code for old, _new in changes.moved]
    own = [
        code
        for code in (*leaving, *moving, *(old.code for old, _new in changes.renamed))
        if not may_change(actor=request.actor, verb="regions.load_edition", code=code)
    ]
    return {
        "changes": changes,
        "why_not": changes.refusal
        or (own and _("表里改动了本级区划（%(code)s）。本级由上一级调整，请联系上级。") % {"code": own[0]}),
        "added": changes.added[:SHOWN],
        "renamed": changes.renamed[:SHOWN],
        "moved": changes.moved[:SHOWN],
        "ended": changes.ended[:SHOWN],
        "shown": SHOWN,
        "later": edition.on > localdate(),
        "left": touched(actor=request.actor, codes=leaving) if 0 < len(leaving) <= COUNTED else None,
        "along": touched(actor=request.actor, codes=moving) if 0 < len(moving) <= COUNTED else None,
        "uncounted": max(len(leaving), len(moving)) > COUNTED,
    }


def _edition(request: ActorRequest, edition_id: UUID) -> tuple[Edition, tuple[Row, ...]]:
    try:
        return edition_for(actor=request.actor, edition_id=edition_id)
    except Edition.DoesNotExist:
        raise Http404 from None


def _place(within: str) -> Region | None:
    return regions_on(codes=[within], on=localdate()).get(within) if within else None
