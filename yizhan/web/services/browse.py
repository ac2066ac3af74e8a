"""Records found again: the list, one record, a client's timeline, and who is due."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.clients.models import Client
from yizhan.kernel.money import yuan
from yizhan.kernel.period import Period, end_of_week
from yizhan.reports.queries.sheet import after_signing
from yizhan.services.models import Referral, ServiceRecord
from yizhan.services.queries.due import due_visits
from yizhan.services.queries.lists import item_names
from yizhan.services.queries.photos import album, photo_counts
from yizhan.services.queries.records import (
    mending_problem,
    my_day,
    record_for,
    records,
    timeline,
    told,
    with_item,
)
from yizhan.services.queries.tasks import day_is_closed
from yizhan.stations.models import Station
from yizhan.web.coming import next_visits
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort

VIEW = "services.view"
FOLLOW_UPS = (("open", gettext_lazy("待跟进")),)
STANDING = (("void", gettext_lazy("已作废")), ("vain", gettext_lazy("没见到")))


@requires(VIEW)
def service_list(request: ActorRequest) -> HttpResponse:
    stations = _stations(request)
    rows = records(actor=request.actor)
    if request.GET.get("standing") != "void":
        rows = rows.filter(voided_at=None)
    worker = request.GET.get("worker", "")
    month = _month(request.GET.get("month", ""))
    if month:
        rows = rows.filter(done_on__gte=month.first, done_on__lte=month.last)
    if worker:
        rows = _of_worker(rows, worker)
    filters: list[Filter | Between] = [
        Filter("kind", _("类型"), ServiceRecord.Kind.choices, "kind"),
        Filter("mode", _("方式"), ServiceRecord.Mode.choices, "mode"),
        Filter("item", _("服务项目"), _items(stations), with_item),
        Filter(
            "follow",
            _("跟进"),
            FOLLOW_UPS,
            lambda found, _word: found.filter(follow_up_on__isnull=False, followed_up_on=None),
        ),
        Filter(
            "standing",
            _("其他"),
            STANDING,
            lambda found, word: found.filter(met=False) if word == "vain" else found.exclude(voided_at=None),
        ),
        Between("done", _("日期"), "done_on"),
    ]
    if len(stations) > 1:
        filters.insert(
            0, Filter("station", _("站点"), [(one.pk, one.short_name) for one in stations], "station_id")
        )
    listing: Listing[ServiceRecord] = Listing(
        request,
        rows,
        sorts=(
            Sort("new", _("日期，新的在前"), "-done_on"),
            Sort("old", _("日期，早的在前"), "done_on"),
            Sort("long", _("时长"), "-minutes"),
        ),
        filters=filters,
        size=30,
    )
    if listing.wants_export:
        return listing.export(_("服务记录"), _columns())
    facts = {
        "listing": listing,
        "rows": told(listing.rows, actor=request.actor),
        "many": len(stations) > 1,
        "may_see_phones": request.actor.may("devices.view"),
        "may_record": request.actor.may("services.record_service"),
        "month": month,
    }
    return render(request, "services/list.html", facts)


@requires(VIEW)
def service_page(request: ActorRequest, service_id: UUID) -> HttpResponse:
    one = record_for(actor=request.actor, service_id=service_id)
    record = one.record
    changes = list(record.changes.order_by("recorded_at"))
    sent = (
        Referral.objects.visible_to(request.actor, "services.view_referrals")
        .filter(service_id=record.pk)
        .values_list("pk", flat=True)
        .first()
        if record.kind == "REFERRAL"
        else None
    )
    may_mend = request.actor.may("services.correct_service") or request.actor.may("services.void_service")
    problem = mending_problem(actor=request.actor, record=record) if may_mend else None
    names = item_names(region_code=record.region_code, on=record.done_on) if changes else {}
    facts = {
        "one": one,
        "record": record,
        "album": album(actor=request.actor, service_id=record.pk, restricted=one.restricted),
        "changes": [(change, _told(change.before, names), _told(change.after, names)) for change in changes],
        "closed": day_is_closed(station_id=record.station_id, day=record.done_on),
        "others": problem.sentence if problem else "",
        "may_correct": request.actor.may("services.correct_service"),
        "may_photo": request.actor.may("services.attach_photo") and not problem and not record.is_voided,
        "may_void": request.actor.may("services.void_service"),
        "after_signing": after_signing(station_id=record.station_id, day=record.done_on),
        "referral": sent,
        "may_follow": request.actor.may("services.finish_follow_up")
        and sent is None
        and not record.followed_up_on
        and not record.is_voided
        and bool(record.follow_up or record.kind == "REFERRAL"),
    }
    return render(request, "services/service.html", facts)


@requires(VIEW)
def client_timeline(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The panel of the client's page; Client.DoesNotExist becomes 404."""
    client = Client.objects.visible_to(request.actor, "clients.view").get(pk=client_id)
    page = timeline(actor=request.actor, client_id=client.pk, after=request.GET.get("after", ""))
    photos = photo_counts(service_ids=[one.record.pk for one in page.rows]) if page.rows else {}
    return render(
        request,
        "services/_timeline.html",
        {
            "page": page,
            "rows": [(one, photos.get(one.record.pk, 0)) for one in page.rows],
            "client": client,
            "first": "after" not in request.GET,
            "came": not page.rows and client.moves.exists(),
        },
    )


@requires("clients.view")
def due_list(request: ActorRequest) -> HttpResponse:
    """今天该去谁: by village, overdue first."""
    on = localdate()
    span = request.GET.get("until", "week")
    until = {
        "today": on,
        "week": end_of_week(on),
        "month": Period.month_of(on).last,
    }.get(span, on)
    stations = _stations(request, "clients.view")
    wanted = next((one for one in stations if str(one.pk) == request.GET.get("station", "")), None)
    villages = due_visits(actor=request.actor, on=on, until=until, station_id=wanted.pk if wanted else None)
    facts: dict[str, Any] = {
        "villages": villages,
        "people": sum(len(village.clients) for village in villages),
        "overdue": sum(village.overdue for village in villages),
        "today": on,
        "span": span,
        "spans": (("today", _("今天")), ("week", _("这一周")), ("month", _("这个月"))),
        "stations": stations if len(stations) > 1 else [],
        "wanted": wanted,
        "done": my_day(actor=request.actor, on=on) if request.actor.may(VIEW) else [],
        "may_record": request.actor.may("services.record_service"),
        "coming": None
        if villages
        else next_visits(actor=request.actor, after=until, station_id=wanted.pk if wanted else None),
    }
    return render(request, "services/due.html", facts)


def _stations(request: ActorRequest, verb: str = VIEW) -> list[Station]:
    return list(
        Station.objects.visible_to(request.actor, verb).exclude(opened_on=None).order_by("region_code")[:100]
    )


def _items(stations: list[Station]) -> list[tuple[str, str]]:
    if not stations:
        return []
    names = item_names(region_code=stations[0].region_code, on=localdate())
    return [(code, f"{code.rpartition('-')[0]} {name}") for code, name in names.items()]


def _month(word: str) -> Period | None:
    try:
        return Period.month_of(date.fromisoformat(f"{word}-01"))
    except ValueError:
        return None


def _of_worker(rows: Any, word: str) -> Any:
    try:
        return rows.filter(worker_id=UUID(word))
    except ValueError:
        return rows


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("日期"), "done_on"),
        Column(_("站点"), "station.short_name"),
        Column(_("类型"), lambda row: str(row.get_kind_display())),
        Column(_("方式"), "contact"),
        Column(_("名称"), "title"),
        Column(_("服务对象（人）"), "clients_count"),
        Column(_("其他参加（人）"), "participants_count"),
        Column(_("分钟"), "minutes"),
        Column(_("社工"), "worker.name"),
        Column(_("跟进日期"), "follow_up_on"),
    )


LABELS = {
    "done_on": gettext_lazy("日期"), "minutes": gettext_lazy("时长（分钟）"), "mode": gettext_lazy("方式"),
    "met": gettext_lazy("见到"), "note": gettext_lazy("情况"), "found": gettext_lazy("发现的问题"),
    "follow_up": gettext_lazy("要跟进什么"), "follow_up_on": gettext_lazy("跟进日期"), "title": gettext_lazy("名称"),
    "place": gettext_lazy("地点"), "partner": gettext_lazy("对方单位"), "value_fen": gettext_lazy("折价"),
    "participants_count": gettext_lazy("其他参加的人数"), "items": gettext_lazy("服务项目"),
    "satisfaction": gettext_lazy("满意度"),
}  # fmt: skip


def _told(values: dict[str, Any], items: dict[str, str]) -> list[tuple[str, str]]:
    """A change in words: label and what it said. items: names of the region's list by code."""
    modes = dict(ServiceRecord.Mode.choices)
    answers = dict(ServiceRecord.Satisfaction.choices)
    found = []
    for name, value in values.items():
        if name == "mode":
            text = str(modes.get(value, value))
        elif name == "satisfaction":
            text = str(answers.get(value, _("没有问")))
        elif name == "value_fen":
            text = _("%(yuan)s元") % {"yuan": yuan(value)} if value is not None else ""
        elif isinstance(value, bool):
            text = _("是") if value else _("否")
        elif isinstance(value, list):
            text = "、".join(items.get(str(code), str(code)) for code in value)
        else:
            text = "" if value is None else str(value)
        found.append((str(LABELS.get(name, name)), text or "—"))
    return found
