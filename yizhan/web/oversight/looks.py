"""抽查档案: drawing for a commissioned evaluator, files under pseudonyms, visits checked by their evidence."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.oversight.actions import draw_look, judge_visit, open_look_file
from yizhan.oversight.models import Look, LookFile, LookVisit
from yizhan.oversight.queries.look_pieces import pieces_of
from yizhan.oversight.queries.looks import file_told, files_of, looks, parties_to_draw_for
from yizhan.oversight.rules.looks import DRAW, JUDGE, MOST_FILES, MOST_PIECES, MOST_VISITS, OPEN, VIEW
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort

FILES, VISITS, CASES, GROUPS = 5, 3, 1, 1
"""Proposed where somebody draws; she may write others."""


@requires(VIEW)
def look_list(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    listing: Listing[Look] = Listing(
        request, looks(actor=actor, on=on), sorts=(Sort("new", _("新抽的在前"), "-drawn_on"),), size=30
    )
    if listing.wants_export:
        return listing.export(
            _("抽查档案"),
            (
                Column(_("评估"), "round.name"),
                Column(_("给谁看"), "party.organisation.name"),
                Column(_("看到哪天"), "party.to_on"),
                Column(_("抽样日期"), "drawn_on"),
                Column(_("每站几份"), "files"),
                Column(_("每份几次"), "visits"),
                Column(_("每站几个个案"), "cases"),
                Column(_("每站几个小组"), "groups"),
            ),
        )
    facts = {
        "listing": listing,
        "may_draw": actor.may(DRAW),
        "parties": list(parties_to_draw_for(actor=actor, verb=DRAW)[:20]) if actor.may(DRAW) else [],
        "files": FILES,
        "visits": VISITS,
        "cases": CASES,
        "groups": GROUPS,
        "most_pieces": MOST_PIECES,
        "most_files": MOST_FILES,
        "most_visits": MOST_VISITS,
    }
    return render(request, "oversight/looks.html", facts)


@requires(DRAW)
@require_POST
def look_draw(request: ActorRequest, party_id: UUID) -> HttpResponse:
    made = draw_look(
        actor=request.actor,
        party_id=party_id,
        files=_number(request, "files"),
        visits=_number(request, "visits"),
        cases=_number(request, "cases"),
        groups=_number(request, "groups"),
        on=localdate(),
    )
    messages.success(request, _("抽好了。第三方登录后，在“抽查档案”里按化名看。"))
    return redirect("look", made.pk)


def _number(request: ActorRequest, name: str) -> int:
    word = request.POST.get(name, "")
    return int(word) if word.isdecimal() and len(word) < 4 else 0


@requires(VIEW)
def look_page(request: ActorRequest, look_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    look = looks(actor=actor, on=on).get(pk=look_id)
    rows = files_of(actor=actor, look=look)
    stations = Station.objects.visible_to(actor, VIEW).filter(pk__in=rows.values("station_id"))
    listing: Listing[LookFile] = Listing(
        request,
        rows,
        sorts=(Sort("station", _("按站点"), "station__region_code"),),
        filters=(
            Filter(
                "station",
                _("站点"),
                [(str(each.pk), each.title) for each in stations.order_by("region_code")],
                "station_id",
            ),
            Filter(
                "left",
                _("核查"),
                (("1", _("还没核查完的")), ("2", _("有存疑、不符的"))),
                lambda found, word: (
                    found.filter(drawn__verdict="").distinct()
                    if word == "1"
                    else found.filter(drawn__verdict__in=["DOUBTFUL", "MISMATCH"]).distinct()
                ),
            ),
        ),
        search=lambda found, words: found.filter(alias__icontains=words),
        search_hint=_("化名，例如 甲-07"),
        size=60,
    )
    if listing.wants_export:
        return listing.export(
            _("抽查核查结果"),
            (
                Column(_("化名"), "alias", "text"),
                Column(_("站点"), "station.short_name"),
                Column(_("抽中的探访"), "all"),
                Column(_("已核查"), "checked"),
                Column(_("存疑、不符"), "doubtful"),
            ),
        )
    tally = dict(
        LookVisit.objects.visible_to(actor, VIEW)
        .filter(sampled__look=look)
        .order_by()
        .values_list("verdict")
        .annotate(n=Count("pk"))
    )
    facts = {
        "look": look,
        "listing": listing,
        "tally": [
            (str(label), tally.get(value, 0))
            for value, label in (*LookVisit.Verdict.choices, ("", _("还没核查")))
        ],
        "may_open": actor.may(OPEN),
        "pieces": pieces_of(actor=actor, look=look),
        "own_seed": not actor.may(JUDGE),
    }
    return render(request, "oversight/look.html", facts)


@requires(OPEN)
def look_file(request: ActorRequest, file_id: UUID) -> HttpResponse:
    return _file(request, file_id)


def _file(
    request: ActorRequest, file_id: UUID, refusal: Refused | None = None, about: UUID | None = None
) -> HttpResponse:
    actor, on = request.actor, localdate()
    client_id = LookFile.objects.visible_to(actor, OPEN).values_list("client_id", flat=True).get(pk=file_id)
    sampled = open_look_file(actor=actor, file_id=file_id, client_id=client_id, on=on)
    judges, named = actor.may(JUDGE), actor.may("services.view")
    told = file_told(sampled=sampled, on=on)
    facts = {
        "file": told,
        "visits": [
            (each, reverse("service", args=[each.row.service_id]) if named else "") for each in told.visits
        ],
        "look": sampled.look,
        "judges": judges,
        "verdicts": LookVisit.Verdict.choices,
        "refusal": refusal,
        "about": about,
        "typed": {"verdict": request.POST.get("verdict", ""), "note": request.POST.get("note", "")},
    }
    return render(request, "oversight/look_file.html", facts, status=422 if refusal else 200)


@requires(JUDGE)
@require_POST
def look_judge(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    visit = LookVisit.objects.visible_to(actor, JUDGE).get(pk=visit_id)
    try:
        judge_visit(
            actor=actor, visit_id=visit_id, verdict=request.POST.get("verdict", ""),
            note=request.POST.get("note", ""), on=on,
        )  # fmt: skip
    except Refused as no:
        return _file(request, visit.sampled_id, no, visit_id)
    messages.success(request, _("记好了。"))
    return redirect(reverse("look-file", args=[visit.sampled_id]) + f"#visit-{visit_id}")


urlpatterns = [
    path("oversight/looks/", look_list, name="looks"),
    path("oversight/looks/draw/<uuid:party_id>/", look_draw, name="look-draw"),
    path("oversight/looks/<uuid:look_id>/", look_page, name="look"),
    path("oversight/looks/files/<uuid:file_id>/", look_file, name="look-file"),
    path("oversight/looks/visits/<uuid:visit_id>/", look_judge, name="look-judge"),
]
