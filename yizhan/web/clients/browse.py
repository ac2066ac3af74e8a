"""The list of people, and the quick search of the top bar."""

from functools import partial
from typing import Any, cast
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.clients.models import Client, ClientClass
from yizhan.clients.queries.file import name_for
from yizhan.clients.queries.search import UNREAD, by_due, by_lack, matches, of_class, search, villages
from yizhan.clients.rules.classes import CHOICES, labels
from yizhan.clients.rules.identity import age_word
from yizhan.clients.rules.visits import grade_labels
from yizhan.kernel.errors import NotAllowed
from yizhan.kernel.identity import mask_id, mask_phone
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.templatetags.yizhan import Choice


@requires("clients.view")
def client_list(request: ActorRequest) -> HttpResponse:
    on, actor = localdate(), request.actor
    seen = Client.objects.visible_to(actor, "clients.view")
    stations = list(
        Station.objects.visible_to(actor, "stations.view")
        .order_by("region_code", "name")
        .values_list("pk", "short_name")[:300]
    )
    station = _one_station(stations, request.GET)
    names = villages(actor=actor, station_id=station) if station else []
    words = grade_labels(region_code=_region(request), on=on)
    shown = seen.select_related("station").prefetch_related(
        Prefetch("classes", ClientClass.objects.filter(until_on=None), to_attr="classes_now")
    )
    listing = Listing(
        request,
        shown,
        sorts=(
            Sort("next", _("下次探访"), "next_visit_on"),
            Sort("last", _("上次探访"), "last_visit_on"),
            Sort("new", _("建档先后"), "-opened_on"),
            Sort("name", _("姓名拼音"), "name_initials"),
        ),
        filters=(
            Filter(
                "due",
                _("探访"),
                (("overdue", _("已逾期")), ("week", _("本周内到期")), ("none", _("没有到期日"))),
                partial(_due, on=on),
                hidden=True,
            ),
            Filter("station", _("社工站"), stations, "station_id")
            if len(stations) > 1
            else _no_filter("station"),
            Filter("village", _("村（社区）"), [(name, name) for name in names], "village_name")
            if names
            else _no_filter("village"),
            Filter("class", _("类别"), CHOICES, of_class),
            Filter(
                "grade", _("风险等级"), [(code, words[code]) for code in ("HIGH", "MEDIUM", "LOW")], "grade"
            ),
            Filter(
                "lack",
                _("还缺"),
                (
                    ("consent", _("缺同意书")),
                    ("guardian", _("缺监护人")),
                    ("class", _("缺类别")),
                    ("grade", _("未评等级")),
                    ("papers", _("无证件")),
                ),
                partial(_lack, on=on),
            ),
            _status_filter(),
        ),
        search=lambda rows, text: matches(within=rows, text=text)[0],
        search_hint=_("姓名、拼音、尾号、电话"),
    )
    if "status" not in request.GET:
        listing.matching = listing.matching.filter(status=Client.Status.ACTIVE)
    if listing.wants_export:
        if not actor.may("clients.export"):
            raise NotAllowed("clients.export")
        return listing.export(_("服务对象"), _columns(request, words))
    listing.matching = listing.matching.defer(*UNREAD)
    rows = [_row(client, request, words) for client in listing.rows]
    active = seen.active()
    facts = {
        "listing": listing,
        "rows": rows,
        "on": on,
        "choices": [
            Choice("", _("全部"), None),
            Choice("overdue", _("已逾期"), by_due(active, "overdue", on=on).order_by()[:1001].count()),
            Choice("week", _("本周内"), by_due(active, "week", on=on).order_by()[:1001].count()),
            Choice("none", _("没有到期日"), None),
        ],
        "may_register": actor.may("clients.register_client"),
        "may_import": actor.may("clients.start_import"),
        "may_export": actor.may("clients.export"),
        "many_stations": len(stations) > 1,
    }
    return render(request, "clients/list.html", facts)


@requires("clients.view")
def client_search(request: ActorRequest) -> HttpResponse:
    """Whom the words may mean; a fragment under a search box."""
    words = labels_of = request.GET.get("q", "").strip()[:60]
    found = search(actor=request.actor, text=words, limit=12)
    rows = [
        (client, name_for(request.actor, client), age_word(client.born_on, localdate())) for client in found
    ]
    return render(request, "clients/_found.html", {"rows": rows, "words": labels_of})


def _row(client: Any, request: ActorRequest, words: dict[str, str]) -> dict[str, Any]:
    on = localdate()
    return {
        "client": client,
        "name": name_for(request.actor, client),
        "age": age_word(client.born_on, on),
        "classes": labels(each.code for each in client.classes_now),
        "grade": words.get(client.grade, ""),
        "late": client.overdue(on),
    }


def _columns(request: ActorRequest, words: dict[str, str]) -> list[Column]:
    on = localdate()
    return [
        Column(_("档案号"), "file_no", "text"),
        Column(_("姓名"), lambda client: name_for(request.actor, client)),
        Column(_("性别"), lambda client: client.get_sex_display()),
        Column(_("年龄"), lambda client: age_word(client.born_on, on)),
        Column(_("证件号码"), lambda client: mask_id(client.id_number), "text"),
        Column(_("联系电话"), lambda client: mask_phone(client.phone), "text"),
        Column(_("社工站"), "station.short_name"),
        Column(_("村（社区）"), "village_name"),
        Column(_("对象类别"), lambda client: "、".join(labels(each.code for each in client.classes_now))),
        Column(_("风险等级"), lambda client: words.get(client.grade, "")),
        Column(_("建档日期"), "opened_on"),
        Column(_("上次探访"), "last_visit_on"),
        Column(_("下次探访"), "next_visit_on"),
        Column(_("依据"), "visit_clause", "text"),
    ]


def _region(request: ActorRequest) -> str:
    """The narrowest region of the reader that has words of its own for the grades."""
    regions = [grant.region for grant in request.actor.grants_for("clients.view") if grant.region.isdigit()]
    return max(regions, key=len) if regions else ""


def _one_station(stations: list[tuple[Any, str]], given: QueryDict) -> UUID | None:
    """The station whose people are listed, when it is one: only then are villages offered, because a county has
    hundreds, and several of one name."""
    if len(stations) == 1:
        return cast(UUID, stations[0][0])
    return next((pk for pk, _name in stations if str(pk) == given.get("station")), None)


def _due(rows: QuerySet[Client], word: str, *, on: Any) -> QuerySet[Client]:
    return by_due(rows, word, on=on)


def _lack(rows: QuerySet[Client], word: str, *, on: Any) -> QuerySet[Client]:
    return by_lack(rows, word, on=on)


def _no_filter(name: str) -> Filter:
    return Filter(name, "", (), "pk", hidden=True)


def _status_filter() -> Filter:
    return Filter(
        "status",
        _("档案"),
        ((Client.Status.ACTIVE, _("在册")), (Client.Status.CLOSED, _("已销档"))),
        "status",
    )
