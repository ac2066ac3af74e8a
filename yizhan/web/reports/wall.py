"""挂图作战: a territory as a schematic map, one layer at a time, down to the records; and the same for a screen on a wall."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.period import Period
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.regions.models import Region
from yizhan.regions.queries import may_reach, regions_on
from yizhan.reports.queries.wall import Place, Wall, own_codes, wall
from yizhan.reports.rules.cells import WHY_STARS
from yizhan.reports.rules.wall import BY_CODE, Layer, Look, legend_of, next_layer
from yizhan.web.door import ActorRequest, requires
from yizhan.web.files import XLSX, file_answer
from yizhan.web.reports.figures import month_of
from yizhan.web.templatetags.yizhan import Choice

TOTALS = "reports.view_totals"
RECORDS = {
    "visits": "services.visit_rate",
    "risk": "clients.high_risk",
    "staffing": "workforce.resident_workers",
}
"""The figure whose records a station's tile opens, by layer; the others open the station itself."""
STILL_SECONDS = 120
TURNING_SECONDS = 30


@dataclass(frozen=True)
class Tile:
    """One tile as drawn: where it leads, what it says. url "": nothing behind it for this reader."""

    place: Place
    look: Look
    url: str


@requires(TOTALS)
def wall_page(request: ActorRequest) -> HttpResponse:
    on = localdate()
    period = month_of(request.GET.get("month", ""), on)
    own = own_codes(actor=request.actor)
    code = request.GET.get("code", own[0] if own else "")
    full, turning = request.GET.get("full") == "1", request.GET.get("turn") == "1"
    try:
        seen = wall(actor=request.actor, code=code, period=period, on=on, on_a_wall=full)
    except Region.DoesNotExist as away:
        raise Http404 from away
    layer = BY_CODE.get(request.GET.get("layer", ""), seen.layers[0])
    if layer not in seen.layers:
        layer = seen.layers[0]
    if request.GET.get("export") == "xlsx":
        return _sheet(seen, request.actor)
    looks = seen.looks(layer)
    facts: dict[str, Any] = {
        "wall": seen,
        "layer": layer,
        "code": code,
        "name": seen.region.short_name if seen.region else _("全国"),
        "tiles": [Tile(place, look, _url(place, layer, period, request.actor)) for place, look in looks],
        "whole": [(each, each.look(seen.whole, seen.asked), _of_layer(request, each)) for each in seen.layers],
        "chosen": layer.look(seen.whole, seen.asked),
        "table": _table(seen, period, request.actor),
        "legend": legend_of(layer, [look for _place, look in looks], single=len(code) >= 6),
        "rule": _rule(seen, layer),
        "choices": [Choice("" if each == seen.layers[0] else each.code, each.label) for each in seen.layers],
        "above": [(one, f"{reverse('wall')}?{urlencode({'code': one.code})}") for one in _above(seen, own)],
        "others": _others(own, code, on),
        "shapes": _shapes(seen, looks, layer, period, request.actor) if "tiles" not in request.GET else [],
        "has_shapes": seen.drawing is not None,
        "may_draw": code and len(code) == 6 and may_reach(actor=request.actor, verb="regions.store_outlines", code=code),
        "month": f"{period.first:%Y-%m}",
        "before": f"{period.previous_month().first:%Y-%m}",
        "after": "" if period.next_month().first > on else f"{period.next_month().first:%Y-%m}",
        "why_stars": WHY_STARS if seen.hides else "",
        "full": full,
        "turning": turning,
        "now": timezone.now(),
    }  # fmt: skip
    if full:
        facts |= _for_the_wall(request, seen, layer, turning=turning)
    return render(request, "reports/wall_full.html" if full else "reports/wall.html", facts)


def _for_the_wall(request: ActorRequest, seen: Wall, layer: Layer, *, turning: bool) -> dict[str, Any]:
    """Which address the screen asks next, after how many seconds."""
    shown = tuple(each.code for each in seen.layers)
    coming = next_layer(layer.code, shown) if turning else layer.code
    return {
        "next_url": _with(request, full="1", layer=coming, turn="1" if turning else ""),
        "seconds": TURNING_SECONDS if turning else STILL_SECONDS,
        "turn_url": _with(request, full="1", turn="" if turning else "1"),
        "leave_url": _with(request, full="", turn=""),
    }


def _with(request: ActorRequest, **changed: str) -> str:
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{reverse('wall')}?{query.urlencode()}" if query else reverse("wall")


def _of_layer(request: ActorRequest, layer: Layer) -> str:
    return _with(request, layer=layer.code, full="", turn="")


def _url(place: Place, layer: Layer, period: Period, actor: Actor) -> str:
    """A division opens its own map; a station the records behind the layer's figure, or itself."""
    if place.station is None:
        empty = not place.facts.stations and not place.facts.townships
        asked = {"code": place.code, "layer": layer.code, "month": f"{period.first:%Y-%m}"}
        return (
            ""
            if empty or (not place.facts.stations and len(place.code) >= 9)
            else f"{reverse('wall')}?{urlencode(asked)}"
        )
    if layer.code == "warnings":
        asked = {"state": "active", "q": place.station.short_name}
        return f"{reverse('warnings')}?{urlencode(asked)}"
    if metric := RECORDS.get(layer.code):
        return f"{reverse('figure', args=[metric])}?station={place.station.pk}&month={period.first:%Y-%m}"
    return reverse("station", args=[place.station.pk]) if actor.may("stations.view") else ""


def _above(seen: Wall, own: list[str]) -> list[Region]:
    """The way back up, as far as this reader may see."""
    return [one for one in seen.path[:-1] if any(one.code.startswith(code) for code in own)]


def _others(own: list[str], code: str, on: date) -> list[tuple[str, str]]:
    """For whoever answers for several places: the maps of the others."""
    if len(own) < 2:
        return []
    names = regions_on(codes=own, on=on)
    return [
        (names[each].short_name, f"{reverse('wall')}?{urlencode({'code': each})}")
        for each in own
        if each in names and each != code
    ]


def _rule(seen: Wall, layer: Layer) -> Any:
    """The rule by which this layer is judged, for its chip."""
    return {"coverage": seen.asked.target, "visits": seen.asked.rate, "staffing": seen.asked.staff}.get(
        layer.code
    )


def _shapes(
    seen: Wall, looks: list[tuple[Place, Look]], layer: Layer, period: Period, actor: Actor
) -> list[tuple[Any, str, Look | None, str]]:
    """The uploaded boundaries with the colours of the tiles: shape, name, look, address; the outer line has no look."""
    if seen.drawing is None:
        return []
    by_code = {place.code: (place, look) for place, look in looks}
    found = []
    for shape, region in seen.drawing.places:
        place, look = by_code.get(region.code, (None, None))
        found.append((shape, region.short_name, look, _url(place, layer, period, actor) if place else ""))
    return found


def _table(seen: Wall, period: Period, actor: Actor) -> list[tuple[str, str, list[tuple[Layer, Look, str]]]]:
    """Every place with every layer: what the map shows, for whoever reads rather than looks."""
    return [
        (
            place.name,
            _url(place, seen.layers[0], period, actor),
            [
                (layer, layer.look(place.facts, place.asked), _url(place, layer, period, actor))
                for layer in seen.layers
            ],
        )
        for place in seen.places
    ]


def _sheet(seen: Wall, actor: Actor) -> HttpResponse:
    headings = [Heading(_("地区"))]
    for layer in seen.layers:
        headings += [Heading(layer.label), Heading(_("%(layer)s说明") % {"layer": layer.label})]
    rows: list[list[Any]] = []
    for name, _url_of, cells in _table(seen, seen.period, actor):
        rows.append([name, *(text for _layer, look, _where in cells for text in (look.value, look.says))])
    whole = [text for layer in seen.layers for look in [layer.look(seen.whole, seen.asked)] for text in (look.value, look.says)]  # fmt: skip
    rows.append([_("合计"), *whole])
    as_of = timezone.localtime(seen.as_of).strftime("%Y-%m-%d %H:%M") if seen.as_of else "—"
    says = "；".join(f"{layer.label}：{layer.says}" for layer in seen.layers) + (
        f"；{WHY_STARS}" if seen.hides else ""
    )
    name = f"{seen.region.short_name if seen.region else _('全国')}{_('挂图')}{seen.period.label}"
    made = xlsx(
        Table(
            title=name,
            headings=headings,
            rows=rows,
            lead=_("汇总截至 %(at)s。口径：%(says)s") % {"at": as_of, "says": says},
        )
    )
    return file_answer(made, f"{name}.xlsx", XLSX)
