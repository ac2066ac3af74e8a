"""评估异议: what was objected to, since when it waits, who answered and how."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.oversight.models import Objection, Round
from yizhan.oversight.queries.objections import days_waited, objections, term_of
from yizhan.oversight.queries.rounds import rounds
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import DECIDE, OBJECT
from yizhan.web.door import ActorRequest, requires_any
from yizhan.web.listing import Column, Filter, Listing, Sort

VIEW, RESULT = "oversight.view_rounds", "oversight.view_results"


@requires_any(VIEW, RESULT)
def objection_list(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, localdate()
    told = rounds(actor=actor).exclude(told_on=None).order_by("-told_on")[:30]
    listing: Listing[Objection] = Listing(
        request,
        objections(actor=actor),
        sorts=(Sort("old", _("没答复的在前"), "state"), Sort("new", _("新提的在前"), "-raised_on")),
        filters=(
            Filter("state", _("进展"), Objection.State.choices, "state"),
            Filter(
                "round", _("哪一轮"), [(str(each.pk), each.name) for each in told], "round_station__round_id"
            ),
        ),
        search=lambda rows, words: rows.filter(station__short_name__icontains=words),
        search_hint=_("站点"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("评估异议"),
            (
                Column(_("评估"), "round_station.round.name"),
                Column(_("站点"), "station.short_name"),
                Column(_("对哪一项"), line_of),
                Column(_("提出"), "raised_on"),
                Column(_("进展"), lambda row: str(row.get_state_display())),
                Column(_("答复"), "decided_on"),
                Column(_("用了几天"), lambda row: days_waited(row, on), "number"),
            ),
        )
    facts = {
        "listing": listing,
        "rows": [(each, line_of(each), term_of(each), days_waited(each, on)) for each in listing.rows],
        "on": on,
        "decides": actor.may(DECIDE),
        "objects": actor.may(OBJECT),
        "waiting": objections(actor=actor).filter(state=Objection.State.OPEN).count(),
    }
    return render(request, "oversight/objections.html", facts)


def line_of(objection: Objection) -> str:
    """The indicator it is about, in the words of the scheme; the whole result."""
    if not objection.line:
        return _("整个结果")
    round_: Round = objection.round_station.round
    item = thawed(round_.rules).item(objection.line)
    return item.name if item else objection.line


urlpatterns = [path("oversight/objections/", objection_list, name="objections")]
