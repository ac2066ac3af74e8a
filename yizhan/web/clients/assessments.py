"""该评估的: who is to be assessed again and by when, and who never was."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.clients.models import Assessment, Client
from yizhan.clients.queries.assessments import due_again, never_assessed, overdue_days, scales_in_sight
from yizhan.clients.queries.file import name_for
from yizhan.clients.queries.search import UNREAD
from yizhan.clients.rules.identity import age_word
from yizhan.kernel.errors import NotAllowed
from yizhan.stations.models import Station
from yizhan.web.clients.assess import COLOURS
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Rows, Sort
from yizhan.web.templatetags.yizhan import Choice


@requires("clients.view")
def assessment_list(request: ActorRequest) -> HttpResponse:
    """Two lists behind one segment: due again (the default), and never assessed by a scale meant for them."""
    return _never(request) if request.GET.get("list") == "never" else _again(request)


def _again(request: ActorRequest) -> HttpResponse:
    on, actor = localdate(), request.actor
    rows = due_again(actor=actor)
    scales = scales_in_sight(actor=actor, on=on)
    stations = _stations(request)
    listing: Listing[Assessment] = Listing(
        request,
        rows.select_related("client", "station").defer("answers", "note"),
        sorts=(Sort("due", _("复评日"), "next_due_on"), Sort("last", _("上次评估"), "assessed_on")),
        filters=(
            Filter(
                "due",
                _("复评"),
                (("overdue", _("已逾期")), ("month", _("30天内到期")), ("all", _("全部"))),
                partial(_due, on=on),
                hidden=True,
            ),
            Filter("scale", _("量表"), [(each.scale.id, each.scale.name) for each in scales], "scale"),
            *([Filter("station", _("社工站"), stations, "station_id")] if len(stations) > 1 else []),
            Filter("grade", _("风险等级"), Client.Grade.choices, "client__grade"),
        ),
    )
    if "due" not in request.GET:
        listing.matching = _due(listing.matching, "month", on=on)
    if listing.wants_export:
        _may_export(request)
        return listing.export(_("该评估的"), _again_columns(lambda one: name_for(actor, one.client), on))
    plain = rows.order_by()
    facts = {
        "listing": listing,
        "rows": [
            (one, name_for(actor, one.client), overdue_days(one, on), COLOURS.get(one.colour, ""))
            for one in listing.rows
        ],
        "choices": [
            Choice("", _("30天内到期"), _due(plain, "month", on=on)[:1001].count()),
            Choice("overdue", _("已逾期"), _due(plain, "overdue", on=on)[:1001].count()),
            Choice("all", _("全部复评"), None),
        ],
        **_facts(request, scales=bool(scales), many=len(stations) > 1),
    }
    return render(request, "clients/assessments.html", facts)


def _never(request: ActorRequest) -> HttpResponse:
    on, actor = localdate(), request.actor
    scales = scales_in_sight(actor=actor, on=on)
    wanted = request.GET.get("scale", "")
    chosen = [each for each in scales if each.scale.id == wanted] or scales
    stations = _stations(request)
    listing: Listing[Client] = Listing(
        request,
        never_assessed(actor=actor, scales=chosen, on=on).select_related("station").defer(*UNREAD),
        sorts=(Sort("new", _("建档先后"), "opened_on"), Sort("name", _("姓名拼音"), "name_initials")),
        filters=(
            Filter("scale", _("量表"), [(each.scale.id, each.scale.name) for each in scales], _as_it_is),
            *([Filter("station", _("社工站"), stations, "station_id")] if len(stations) > 1 else []),
            Filter("grade", _("风险等级"), Client.Grade.choices, "grade"),
        ),
    )
    if listing.wants_export:
        _may_export(request)
        return listing.export(_("还没评估过的"), _never_columns(lambda one: name_for(actor, one), on))
    facts = {
        "listing": listing,
        "people": [(one, name_for(actor, one), age_word(one.born_on, on)) for one in listing.rows],
        "never": True,
        **_facts(request, scales=bool(scales), many=len(stations) > 1),
    }
    return render(request, "clients/assessments.html", facts)


def _facts(request: ActorRequest, *, scales: bool, many: bool) -> dict[str, object]:
    return {
        "on": localdate(),
        "lists": [Choice("", _("该复评的"), None), Choice("never", _("还没评估过的"), None)],
        "scales": scales,
        "many_stations": many,
        "may_assess": request.actor.may("services.record_assessment"),
    }


def _due(rows: Rows, word: str, *, on: date) -> Rows:
    match word:
        case "overdue":
            return rows.filter(next_due_on__lt=on)
        case "month":
            return rows.filter(next_due_on__lte=on + timedelta(days=30))
        case _:
            return rows


def _as_it_is(rows: Rows, _scale: str) -> Rows:
    """The scale has been chosen already, when the people were looked for."""
    return rows


def _stations(request: ActorRequest) -> list[tuple[object, str]]:
    return list(
        Station.objects.visible_to(request.actor, "stations.view")
        .order_by("region_code", "name")
        .values_list("pk", "short_name")[:300]
    )


def _may_export(request: ActorRequest) -> None:
    if not request.actor.may("clients.export"):
        raise NotAllowed("clients.export")


def _again_columns(name: Callable[[Assessment], str], on: date) -> list[Column]:
    return [
        Column(_("姓名"), name),
        Column(_("档案号"), "client.file_no", "text"),
        Column(_("社工站"), "station.short_name"),
        Column(_("村（社区）"), "client.village_name"),
        Column(_("量表"), "title"),
        Column(_("上次评估"), "assessed_on"),
        Column(_("得分"), "total"),
        Column(_("结果"), "band"),
        Column(_("复评日"), "next_due_on"),
        Column(_("逾期天数"), lambda one: overdue_days(one, on)),
        Column(_("依据"), "clause", "text"),
    ]


def _never_columns(name: Callable[[Client], str], on: date) -> list[Column]:
    return [
        Column(_("姓名"), name),
        Column(_("档案号"), "file_no", "text"),
        Column(_("年龄"), lambda one: age_word(one.born_on, on)),
        Column(_("社工站"), "station.short_name"),
        Column(_("村（社区）"), "village_name"),
        Column(_("建档日期"), "opened_on"),
    ]
