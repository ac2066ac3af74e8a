"""Changing: add, correct, rename, merge, abolish, and arrange the map."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.errors import Refused
from yizhan.regions import actions
from yizhan.regions.models import Region
from yizhan.regions.queries import Tile, may_reach, merge_plan, tiles
from yizhan.regions.rules import unpadded
from yizhan.web.door import ActorRequest, requires
from yizhan.web.regions.browse import map_facts
from yizhan.web.regions.forms import AbolishForm, AddForm, CorrectForm, MergeForm, RenameForm
from yizhan.web.regions.touched import Touched, touched


def _mine(request: ActorRequest, verb: str, code: str) -> Region:
    """The division as it stands now, inside what the actor may do that to."""
    region = (
        Region.objects.filter(code=unpadded(code), valid_to_on__isnull=True).select_related("parent").first()
    )
    if region is None or not may_reach(actor=request.actor, verb=verb, code=region.code):
        raise Http404
    return region


def _answer(
    request: ActorRequest,
    region: Region,
    form: forms.Form,
    do: Callable[[dict[str, Any]], Region],
    *,
    heading: str,
    button: str,
    done: str,
    lead: str = "",
    seen: Touched | None = None,
    warning: str = "",
    hint: str = "",
) -> HttpResponse:
    """Show the form, or do what it says: back to the division, or the form again with the reason.

    seen     who lies there, shown beside the form
    warning  said in red when anybody does
    hint     said quietly otherwise
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                after = do(form.cleaned_data)
            except Region.DoesNotExist:
                raise Http404 from None
            except Refused as no:
                form.add_error(None, str(no))
            else:
                messages.success(request, done % {"name": after.name})
                return redirect("region", code=after.code)
    facts = {
        "region": region, "form": form, "heading": heading, "button": button, "lead": lead,
        "touched": seen, "warning": warning, "hint": hint,
    }  # fmt: skip
    return render(request, "regions/form.html", facts, status=status)


@requires("regions.add_local")
def region_add(request: ActorRequest, code: str) -> HttpResponse:
    """Add a village, community, management committee or resettlement site below this division."""
    parent = _mine(request, "regions.add_local", code)
    form = AddForm(request.POST or None, parent=parent, initial={"on": localdate()})
    return _answer(
        request,
        parent,
        form,
        lambda given: actions.add_local(
            actor=request.actor,
            parent_code=parent.code,
            kind=given["kind"],
            name=given["name"],
            on=given["on"],
        ),
        heading=_("在%(name)s添加") % {"name": parent.name},
        button=_("添加"),
        done=_("已添加“%(name)s”。"),
        lead=_("代码由本系统编，排在国家编码之外，不会和公布的代码相同。"),
    )


@requires("regions.correct")
def region_correct(request: ActorRequest, code: str) -> HttpResponse:
    """Mend a slip of the pen, without history."""
    region = _mine(request, "regions.correct", code)
    now = {"name": region.name, "short_name": region.short_name, "kind": region.kind}
    form = CorrectForm(request.POST or None, region=region, initial=now)
    return _answer(
        request,
        region,
        form,
        lambda given: actions.correct(actor=request.actor, code=region.code, **given),
        heading=_("更正%(name)s") % {"name": region.name},
        button=_("更正"),
        done=_("“%(name)s”已更正。"),
        lead=_("只用来改错字，不留变更记录。名称真的变了，请用“更名”。"),
    )


@requires("regions.rename")
def region_rename(request: ActorRequest, code: str) -> HttpResponse:
    """Give a new name from a day on; the old name keeps its days."""
    region = _mine(request, "regions.rename", code)
    form = RenameForm(request.POST or None, initial={"on": localdate()})
    return _answer(
        request,
        region,
        form,
        lambda given: actions.rename(actor=request.actor, code=region.code, **given),
        heading=_("%(name)s更名") % {"name": region.name},
        button=_("更名"),
        done=_("已更名为“%(name)s”。"),
        lead=_("代码不变，人员和档案都不用动。查以前的日子，仍是当时的名称。"),
        seen=touched(actor=request.actor, codes=[region.code]),
        hint=_("站名和标牌不会自动改：更名后请到站点里改名、换牌。写错了，再更名一次即可，两次都有记录。"),
    )


@requires("regions.abolish")
def region_abolish(request: ActorRequest, code: str) -> HttpResponse:
    """End a division, or split it among others."""
    region = _mine(request, "regions.abolish", code)
    form = AbolishForm(request.POST or None, region=region, initial={"on": localdate()})
    return _answer(
        request,
        region,
        form,
        lambda given: actions.abolish(
            actor=request.actor,
            code=region.code,
            on=given["on"],
            document=given["document"],
            note=given["note"],
            into_codes=given.get("into", ()),
        ),
        heading=_("撤销%(name)s") % {"name": region.name},
        button=_("撤销"),
        done=_("“%(name)s”已撤销。"),
        lead=_("撤销的代码不再使用，不能撤回。以前的记录都在，按当时的区划仍能查到。"),
        seen=touched(actor=request.actor, codes=[region.code]),
        warning=_(
            "撤销不会替您安排这些站点和人。请先把站点撤销或改属别处、把服务对象转到别的站，再撤销区划；整个并到一处的，请用“合并”。"
        ),
    )


@requires("regions.merge")
def region_merge(request: ActorRequest, code: str) -> HttpResponse:
    """Merge into another division: first what would happen, then do it."""
    region = _mine(request, "regions.merge", code)
    given = request.POST if request.method == "POST" else request.GET
    form = MergeForm(given if "into" in given else None, region=region, initial={"on": localdate()})
    plan, seen, status = None, None, 200
    if form.is_bound and form.is_valid():
        codes = [region.code, *form.cleaned_data["also"]]
        try:
            plan = merge_plan(codes=codes, into_code=form.into_code, on=form.cleaned_data["on"])
            if plan.refusal is None:
                seen = touched(actor=request.actor, codes=[one.code for one in plan.regions])
            if request.method == "POST":
                after = actions.merge(
                    actor=request.actor,
                    codes=codes,
                    into_code=form.into_code,
                    into_name=form.cleaned_data["new_name"],
                    on=form.cleaned_data["on"],
                    document=form.cleaned_data["document"],
                    note=form.cleaned_data["note"],
                    today=localdate(),
                )
                messages.success(request, _("已并入“%(name)s”。") % {"name": after.name})
                return redirect("region", code=after.code)
        except Region.DoesNotExist:
            form.add_error("into", _("这里不在您的管理范围，请找上一级办理。"))
        except Refused as no:
            form.add_error(None, str(no))
    if form.is_bound and form.errors:
        status = 422
    later = form.is_bound and not form.errors and form.cleaned_data["on"] > localdate()
    facts = {"region": region, "form": form, "plan": plan, "touched": seen, "later": later}
    return render(request, "regions/merge.html", facts, status=status)


@requires("regions.place_tiles")
def region_tiles(request: ActorRequest, code: str) -> HttpResponse:
    """Say in which row and column the tile of each township stands."""
    region = _mine(request, "regions.place_tiles", code)
    drawn, refusal = tiles(code=region.code, on=localdate()), ""
    # what was typed comes back as it was typed when it is refused
    typed: list[tuple[Tile, str, str]] = [
        (tile, *_typed(request, tile))
        if request.method == "POST"
        else (tile, str(tile.row), str(tile.column))
        for tile in drawn.tiles
    ]
    if request.method == "POST":
        places = [
            (tile.region.code, _number(row), _number(column)) for tile, row, column in typed if row or column
        ]
        try:
            actions.place_tiles(actor=request.actor, map_code=region.code, places=places)
        except Refused as no:
            refusal = str(no)
        else:
            messages.success(request, _("示意图已摆好。"))
            return redirect("region", code=region.code)
    facts = {"region": region, "typed": typed, "refusal": refusal, **map_facts(region, localdate())}
    return render(request, "regions/tiles.html", facts, status=422 if refusal else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _typed(request: ActorRequest, tile: Tile) -> tuple[str, str]:
    code = tile.region.code
    return request.POST.get(f"row-{code}", "").strip(), request.POST.get(f"column-{code}", "").strip()
