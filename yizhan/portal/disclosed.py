"""/p/open/: what offices approved for the public, by county: as a page to read, a sheet to print, data to take away."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yizhan.disclosure.models import Snapshot
from yizhan.disclosure.queries import public_of, public_one, public_places, replaced
from yizhan.portal.public import public
from yizhan.regions.queries import regions_on


@public
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The counties that have made something public."""
    counted = public_places()
    names = regions_on(codes=sorted(counted), on=localdate())
    found = [(code, names[code].name if code in names else code, number) for code, number in counted.items()]
    return render(request, "portal/places.html", {"places": found})


@public
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """What one county has made public; `?format=json` gives the same as data."""
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        raise Http404
    sheets = public_of(region_code=code)
    region = regions_on(codes=[code], on=localdate()).get(code)
    if region is None and not sheets:
        raise Http404
    if request.GET.get("format") == "json":
        return JsonResponse(
            {"region": code, "sheets": [_data(each) for each in sheets]},
            json_dumps_params={"ensure_ascii": False},
        )
    return render(request, "portal/place.html", {"name": region.name if region else code, "sheets": sheets})


@public
@require_safe
def sheet(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """One sheet, as it was told on its day. 410 with the way to the new one where it was replaced, 404 once taken off."""
    found = public_one(snapshot_id=snapshot_id)
    if found is None:
        return _replaced(request, snapshot_id)
    if request.GET.get("format") == "json":
        return JsonResponse(_data(found), json_dumps_params={"ensure_ascii": False})
    return render(request, "portal/sheet.html", {"sheet": found, "code": found.region_code[:6]})


@public
@require_safe
def data(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """The same in the shape of its public standard, byte for byte as it was frozen."""
    found = public_one(snapshot_id=snapshot_id)
    if found is None:
        return _replaced(request, snapshot_id)
    if "data" not in found.body:
        raise Http404
    answer = JsonResponse(found.body["data"], json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _replaced(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    pair = replaced(snapshot_id=snapshot_id)
    if pair is None:
        raise Http404
    former, now = pair
    return render(request, "portal/replaced.html", {"former": former, "now": now}, status=410)


def _data(one: Snapshot) -> dict[str, object]:
    return {
        "id": str(one.pk),
        "kind": one.kind,
        "of": one.of,
        "title": one.title,
        "first": one.first_on.isoformat(),
        "last": one.last_on.isoformat(),
        "approved": one.approved_on.isoformat(),
        "lines": one.body["lines"],
        "notes": one.body["notes"],
    }
