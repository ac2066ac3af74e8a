"""Looking: the tree on any day, and the search in it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.regions.models import Region, RegionChange
from yizhan.regions.queries import (
    child_counts,
    children,
    drawing,
    history_of,
    may_change,
    may_reach,
    names_of,
    path_of,
    predecessors,
    region_on,
    regions_on,
    search,
    tiles,
)
from yizhan.regions.rules import unpadded
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort


@requires("regions.view")
def region_list(request: ActorRequest) -> HttpResponse:
    """The provinces, the places one answers for, and the search of the whole country."""
    on = _day(request)
    own = {grant.region for grant in request.actor.grants if grant.region.isdigit()}
    facts = {"own": sorted(regions_on(codes=own, on=on).values(), key=lambda region: region.code)}
    return _browse(request, None, on, facts)


@requires("regions.view")
def region_page(request: ActorRequest, code: str) -> HttpResponse:
    """One division that day: what it lies in, what lies in it, what it was before."""
    on = _day(request)
    try:
        region = region_on(code=code, on=on)
    except Region.DoesNotExist:
        return _elsewhen(request, code, on)
    if region.code != code:
        return redirect("region", code=region.code)
    facts = {
        "above": path_of(code=region.code, on=on)[:-1],
        "history": _history(region.code),
        "names": names_of(code=region.code)[1:],
        "came": predecessors(code=region.code, on=on),
        "buttons": _buttons(request.actor, region) if region.valid_to_on is None else [],
        **(map_facts(region, on) if _is_county(region, on) else {}),
        "may_arrange": may_reach(actor=request.actor, verb="regions.place_tiles", code=region.code),
        "may_draw": may_reach(actor=request.actor, verb="regions.store_outlines", code=region.code),
        "drawing": drawing(region=region, on=on),
    }
    return _browse(request, region, on, facts)


def _browse(request: ActorRequest, region: Region | None, on: date, facts: dict[str, Any]) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    listing = Listing(
        request,
        children(code=region.code if region else "", on=on),
        sorts=(Sort("code", _("代码"), "code"), Sort("name", _("拼音"), "initials")),
        filters=(Filter("kind", _("类型"), Region.Kind.choices, "kind", hidden=True),),
        size=100,
    )
    if listing.wants_export:
        return listing.export(region.name if region else _("省级区划"), _columns())
    rows = listing.rows
    found = search(text=words, on=on, within=region.code if region else "") if words else None
    shown = found.regions if found else rows
    counts = child_counts(codes=[row.code for row in shown], on=on)
    facts |= {
        "region": region,
        "listing": listing,
        "found": found,
        "words": words,
        "rows": [(row, counts.get(row.code, 0)) for row in shown],
        "on": on,
        "is_today": on == localdate(),
        "may_load": request.actor.may("regions.stage_edition"),
    }
    return render(request, "regions/region.html", facts)


def _history(code: str) -> list[tuple[RegionChange, list[tuple[str, int]]]]:
    """Every change of the code, and what took the new code along with it."""
    words = {"stations.station": _("社工站"), "clients.client": _("服务对象")}
    return [
        (change, [(word, change.moved[table]) for table, word in words.items() if table in change.moved])
        for change in history_of(code=code)
    ]


def _elsewhen(request: ActorRequest, code: str, on: date) -> HttpResponse:
    """A code of another day: say when it stood and what carries it on, instead of a bare 404."""
    rows = names_of(code=unpadded(code))
    if not rows:
        raise Http404
    facts = {"last": rows[0], "rows": rows, "history": _history(rows[0].code), "on": on}
    return render(request, "regions/ended.html", facts, status=404)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("代码"), "code", "text"),
        Column(_("名称"), "name"),
        Column(_("类型"), lambda region: str(region.get_kind_display())),
        Column(_("所在"), "above"),
        Column(_("起用"), "valid_from_on", "date"),
    )


@dataclass(frozen=True)
class Button:
    """One thing that can be done here, or why not."""

    label: str
    url: str
    why: str = ""


def _buttons(actor: Actor, region: Region) -> list[Button]:
    """What this actor may do with this division; a verb held elsewhere only is not drawn at all."""
    drawn: list[Button] = []
    if len(region.code) < 12 and may_reach(actor=actor, verb="regions.add_local", code=region.code):
        label = _("添加村、社区") if len(region.code) == 9 else _("添加功能区")
        drawn.append(Button(label, reverse("region-add", args=[region.code])))
    verbs = [("correct", _("更正")), ("rename", _("更名"))]
    if len(region.code) >= 9:
        verbs += [("merge", _("合并")), ("abolish", _("撤销"))]
    for verb, label in verbs:
        if not may_reach(actor=actor, verb=f"regions.{verb}", code=region.code):
            continue
        own = not may_change(actor=actor, verb=f"regions.{verb}", code=region.code)
        url = reverse(f"region-{verb}", args=[region.code])
        drawn.append(Button(label, url, _("本级区划由上一级调整。") if own else ""))
    return drawn


def map_facts(region: Region, on: date) -> dict[str, Any]:
    """The schematic map of a county for its template: every tile with the villages and communities of the township."""
    drawn = tiles(code=region.code, on=on)
    counts = child_counts(codes=[tile.region.code for tile in drawn.tiles], on=on)
    return {"map": drawn, "map_tiles": [(tile, counts.get(tile.region.code, 0)) for tile in drawn.tiles]}


def _is_county(region: Region, on: date) -> bool:
    return region.level == "COUNTY" or (
        region.level == "PREFECTURE" and not children(code=region.code, on=on).filter(level="COUNTY").exists()
    )


def _day(request: ActorRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return localdate()
