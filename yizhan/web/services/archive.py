"""档案: the register of a station's archive by year and kind, filing, papers put in by hand, the printed register."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.files import Unreadable
from yizhan.services.actions import (
    file_archive,
    open_archive_paper,
    put_paper_in_archive,
    take_out_of_archive,
)
from yizhan.services.queries.archive import VIEW, Line, item_in_sight, register, standings, taken_out
from yizhan.services.rules.archive import BRANCHES, KINDS, term_of
from yizhan.stations.models import Station
from yizhan.stations.queries import station_in_sight
from yizhan.stations.rules import FILE_LIMIT_BYTES
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Listing, Sort
from yizhan.web.plain import PlainForm
from yizhan.web.services.archive_paper import register_docx, register_xlsx
from yizhan.web.services.forms import DayInput
from yizhan.web.words import sealed

FILE, PUT_IN, TAKE_OUT = (
    "services.file_archive",
    "services.put_paper_in_archive",
    "services.take_out_of_archive",
)
FIRST_YEAR = 2000
STATES = (
    ("open", gettext_lazy("待归档")),
    ("late", gettext_lazy("已逾期")),
    ("filed", gettext_lazy("已归档")),
)
KINDS_OF_FILE = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png",
}  # fmt: skip


class PaperInForm(PlainForm):
    """One paper as it is put in."""

    item_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"),
        choices=[
            (BRANCHES[branch], [(one.code, one.label) for one in KINDS.values() if one.branch == branch])
            for branch in BRANCHES
        ],
    )
    title = forms.CharField(
        label=gettext_lazy("题名"), max_length=80,
        help_text=gettext_lazy("目录上人人看得到题名，请不要写服务对象的姓名。"),
    )  # fmt: skip
    made_on = forms.DateField(label=gettext_lazy("材料日期"), widget=DayInput())
    pages = forms.IntegerField(label=gettext_lazy("页数"), required=False, min_value=1, max_value=9999)
    box = forms.CharField(label=gettext_lazy("盒（柜）号"), required=False, max_length=20)
    volume = forms.CharField(label=gettext_lazy("卷号"), required=False, max_length=20)
    file = forms.FileField(
        label=gettext_lazy("扫描件"), required=False,
        help_text=gettext_lazy("PDF、Word、Excel、JPG、PNG，不超过20 MB；加密存放，谁翻看过都有记录。"),
    )  # fmt: skip


@requires(VIEW)
def archive_list(request: ActorRequest) -> HttpResponse:
    """The stations with how far their archive is; whoever has one goes straight to it."""
    actor, on = request.actor, localdate()
    rows = Station.objects.visible_to(actor, VIEW).exclude(opened_on=None)
    if "q" not in request.GET and len(only := list(rows.values_list("pk", flat=True)[:2])) == 1:
        return redirect("archive-station", only[0])
    year = _year(request, on.year)
    listing: Listing[Station] = Listing(
        request,
        rows,
        sorts=(Sort("place", _("站点"), "region_code"),),
        search=lambda found, words: found.filter(name__contains=words),
        search_hint=_("站点名称"),
        size=50,
    )
    if listing.wants_export:
        return listing.export(_("社工站"), (Column(_("站点"), "title"),))
    facts = {
        "listing": listing,
        "rows": standings(actor=actor, stations=listing.rows, year=year),
        "year": year,
        "years": range(on.year, on.year - 5, -1),
        "today": on,
    }
    return render(request, "services/archive/list.html", facts)


@requires(VIEW)
def archive_station(request: ActorRequest, station_id: UUID) -> HttpResponse:
    """The register of one year; narrowed by kind, state and words of the title; printed as it is narrowed."""
    actor, on = request.actor, localdate()
    station = station_in_sight(actor=actor, station_id=station_id, verb=VIEW)
    year = _year(request, on.year)
    lines = register(actor=actor, station=station, year=year, on=on)
    kind, state, words = (
        request.GET.get("kind", ""),
        request.GET.get("state", ""),
        request.GET.get("q", "").strip()[:60],
    )
    shown = [line for line in lines if _fits(line, kind, state, words)]
    if request.GET.get("export") == "xlsx":
        return register_xlsx(station=station, year=year, lines=shown)
    if request.GET.get("export") == "docx":
        return register_docx(station=station, year=year, lines=shown, on=on)
    facts: dict[str, Any] = {
        "station": station,
        "year": year,
        "years": range(on.year, on.year - 5, -1),
        "sections": _sections(actor, station, shown),
        "kinds": [(one, sum(1 for line in lines if line.kind == one)) for one in KINDS.values()],
        "kind": kind if kind in KINDS else "",
        "state": state,
        "states": STATES,
        "q": words,
        "count": len(shown),
        "all": len(lines),
        "filed": sum(1 for line in lines if line.state == "FILED"),
        "waiting": sum(1 for line in lines if line.is_open),
        "late": sum(1 for line in lines if line.state == "LATE"),
        "term": term_of(region_code=station.region_code, finished_on=on),
        "out": taken_out(actor=actor, station=station, year=year),
        "may_file": _within(actor, FILE, station),
        "may_put_in": _within(actor, PUT_IN, station),
        "may_take_out": _within(actor, TAKE_OUT, station),
        "may_open": actor.may("services.open_archive_paper"),
        "exports": urlencode(
            {"year": str(year), "kind": kind, "state": state, "q": sealed(words) if words else ""}
        ),
        "several": not _alone(actor),
        "today": on,
    }
    return render(request, "services/archive/station.html", facts)


def _year(request: ActorRequest, this_year: int) -> int:
    word = request.GET.get("year", "")
    return int(word) if word.isdecimal() and FIRST_YEAR <= int(word) <= this_year else this_year


def _within(actor: Actor, verb: str, station: Station) -> bool:
    return actor.may(verb) and Station.objects.visible_to(actor, verb).filter(pk=station.pk).exists()


def _alone(actor: Actor) -> bool:
    return Station.objects.visible_to(actor, VIEW)[:2].count() < 2


def _fits(line: Line, kind: str, state: str, words: str) -> bool:
    by_state = {
        "open": line.is_open,
        "late": line.state == "LATE",
        "filed": line.state == "FILED",
    }
    if kind in KINDS and line.kind.code != kind:
        return False
    if not by_state.get(state, True):
        return False
    code = line.item.code if line.item else ""
    return not words or words in line.title or words in code


def _sections(actor: Actor, station: Station, lines: list[Line]) -> list[dict[str, Any]]:
    """Kind by kind: its lines, each with where its record and its Word form are."""
    return [
        {
            "kind": kind,
            "branch": BRANCHES[kind.branch],
            "lines": [(line, *_addresses(actor, station, line)) for line in here],
            "open": sum(1 for line in here if line.is_open),
        }
        for kind in KINDS.values()
        if (here := [line for line in lines if line.kind == kind])
    ]


def _addresses(actor: Actor, station: Station, line: Line) -> tuple[str, str]:
    """(page of the record, its form as a file); "" where this reader has none."""
    source = line.source
    match line.kind.code if source else "":
        case "CASE" if actor.may("services.read_case"):
            return reverse("case", args=[source]), reverse("case-paper", args=[source])
        case "GROUP" | "ACTIVITY":
            return reverse("programme", args=[source]), reverse("programme-report-docx", args=[source])
        case "VISITS" | "SERVICES":
            query = {"month": source, "station": str(station.pk)}
            if line.kind.code == "VISITS":
                query["kind"] = "VISIT"
            address = f"{reverse('services')}?{urlencode(query)}"
            return address, f"{address}&export=xlsx"
        case "SUPERVISION":
            return reverse("supervision", args=[source]), reverse("supervision-docx", args=[source])
        case "TRAINING":
            return reverse("training", args=[source]), ""
        case "PUBLICITY":
            page = f"{reverse('publicity')}?{urlencode({'q': line.title.partition('：')[2]})}"
            return page, reverse("publicity-file", args=[source]) if line.has_file else ""
        case "REPORT":
            return reverse("report", args=[source]), reverse("report-docx", args=[source])
        case "AGREEMENT" if actor.may("contracts.view"):
            return reverse("agreement", args=[source]), reverse("agreement-docx", args=[source])
        case "DOCUMENT":
            page = reverse("station", args=[station.pk])
            return page, reverse("document-file", args=[source]) if line.has_file else ""
    return "", ""


@requires(FILE)
@require_POST
def archive_file(request: ActorRequest, station_id: UUID) -> HttpResponse:
    """Those ticked go into one box."""
    given = request.POST
    year, minutes = given.get("year", ""), given.get("minutes", "").strip()
    back = f"{reverse('archive-station', args=[station_id])}?year={year}"
    if not year.isdecimal() or (minutes and not minutes.isdecimal()):
        messages.error(request, _("时长请写整数分钟。"))
        return redirect(back)
    try:
        done = file_archive(
            actor=request.actor, station_id=station_id, year=int(year), keys=given.getlist("key"),
            box=given.get("box", ""), volume=given.get("volume", ""), on=localdate(),
            minutes=int(minutes) if minutes else None,
        )  # fmt: skip
    except Refused as no:
        messages.error(request, no.reason)
    else:
        said = _("归档了 %(n)s 件，编好了档案号。") % {"n": len(done)}
        messages.success(request, said + (_("整理用时也记好了。") if minutes else ""))
    return redirect(back)


@requires(PUT_IN)
def archive_paper_in(request: ActorRequest, station_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    station = station_in_sight(actor=actor, station_id=station_id, verb=PUT_IN)
    form = PaperInForm(
        request.POST or None,
        request.FILES or None,
        initial={"item_id": uuid7(), "kind": request.GET.get("kind", "MEETING"), "made_on": on},
    )
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        upload = given.pop("file")
        try:
            made = put_paper_in_archive(
                actor=actor, station_id=station.pk, on=on, file_name=upload.name if upload else "",
                content=upload.read(FILE_LIMIT_BYTES + 1) if upload else b"", **given,
            )  # fmt: skip
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("入档了，档案号 %(code)s。") % {"code": made.code})
            return redirect(f"{reverse('archive-station', args=[station.pk])}?year={made.year}")
    facts = {"form": form, "station": station, "refusal": refusal}
    return render(
        request, "services/archive/paper.html", facts, status=422 if request.method == "POST" else 200
    )


@requires(TAKE_OUT)
@require_POST
def archive_out(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = item_in_sight(actor=request.actor, item_id=item_id, verb=TAKE_OUT)
    try:
        take_out_of_archive(
            actor=request.actor, item_id=item_id, reason=request.POST.get("reason", ""), on=localdate()
        )
    except Refused as no:
        messages.error(request, no.reason)
    else:
        messages.success(request, _("%(code)s 撤回了，理由留着。") % {"code": item.code})
    return redirect(f"{reverse('archive-station', args=[item.station_id])}?year={item.year}")


@requires("services.open_archive_paper")
def archive_scan(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """The scan itself. Http404 also when its file is not what was put there."""
    try:
        item, content = open_archive_paper(actor=request.actor, item_id=item_id)
    except (Unreadable, FileNotFoundError):
        raise Http404 from None
    ending = item.file_name.rpartition(".")[2].lower()
    disposition = content_disposition_header(as_attachment=True, filename=item.file_name) or "attachment"
    return HttpResponse(
        content,
        content_type=KINDS_OF_FILE.get(ending, "application/octet-stream"),
        headers={
            "Content-Disposition": disposition,
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


urlpatterns = [
    path("services/archive/", archive_list, name="archive"),
    path("services/archive/items/<uuid:item_id>/out/", archive_out, name="archive-out"),
    path("services/archive/items/<uuid:item_id>/scan", archive_scan, name="archive-scan"),
    path("services/archive/<uuid:station_id>/", archive_station, name="archive-station"),
    path("services/archive/<uuid:station_id>/file/", archive_file, name="archive-file"),
    path("services/archive/<uuid:station_id>/paper/", archive_paper_in, name="archive-paper"),
]
