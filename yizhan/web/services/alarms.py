"""危机、强制报告: raise one, its clock and steps, the list of those in sight, and the clock on every page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.models import Client
from yizhan.clients.rules.identity import age_word
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.policy.book import NoRule, rule_for
from yizhan.services.actions import (
    add_to_alarm,
    close_alarm,
    hand_over_alarm,
    open_alarm,
    protect,
    raise_alarm,
    report_alarm,
)
from yizhan.services.models import Alarm
from yizhan.services.queries.alarms import (
    OPEN,
    alarms,
    evidence,
    guardians_of,
    nameable,
    of_client,
    open_alarms,
)
from yizhan.services.rules.alarms import PLACES, REPORT, seconds_past, situations, span_words
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires, signed_in_page
from yizhan.web.listing import Filter, Listing, Sort
from yizhan.web.services.alarms_forms import AlarmForm

RAISE, CLOSE = "services.raise_alarm", "services.close_alarm"
ACCOUNT = "account:"
"""Before the id of a suspect who is an account; without it the id is a worker's."""


@dataclass(frozen=True)
class Clock:
    """How an alarm stands against the time.

    tone   of the state: bad until it was reported; words: how long it has been, or how long is left
    """

    alarm: Alarm
    tone: str
    words: str
    running: str


def clock_of(alarm: Alarm, now: datetime) -> Clock:
    running = span_words((now - alarm.found_at).total_seconds())
    if not alarm.open:
        return Clock(alarm, "good", _("已办结"), running)
    if alarm.reported_at is not None:
        took = span_words((alarm.reported_at - alarm.found_at).total_seconds())
        return Clock(alarm, "warn", _("发现%(took)s后已报告，还没办结") % {"took": took}, running)
    if alarm.report_due_at is None:
        return Clock(alarm, "bad", _("还没有报告，已过%(time)s") % {"time": running}, running)
    past = seconds_past(alarm.report_due_at, now)
    left = span_words(past)
    if past > 0:
        return Clock(alarm, "bad", _("还没有报告，超过时限%(time)s") % {"time": left}, running)
    return Clock(alarm, "bad", _("还没有报告，还剩%(time)s") % {"time": left}, running)


@signed_in_page("whoever must act sees the clock on every page; for everybody else it is empty")
def alarm_clock(request: ActorRequest) -> HttpResponse:
    """The strip above every page: kinds and times, never a word of the person."""
    now = timezone.now()
    found = open_alarms(actor=request.actor, most=3) if request.actor.may(OPEN) else []
    return render(request, "services/_alarm_clock.html", {"clocks": [clock_of(one, now) for one in found]})


@requires(OPEN)
def alarm_list(request: ActorRequest) -> HttpResponse:
    """No search, no export: whoever must act comes by the clock, by home or by here."""
    now = timezone.now()
    listing: Listing[Alarm] = Listing(
        request,
        alarms(actor=request.actor),
        sorts=(Sort("new", _("新发现的在前"), "-found_at"),),
        filters=(
            Filter("kind", _("类型"), Alarm.Kind.choices, "kind"),
            Filter(
                "open", _("进展"), (("1", _("没有办结的")),), lambda rows, _word: rows.filter(closed_at=None)
            ),
        ),
        size=30,
    )
    facts = {
        "listing": listing,
        "clocks": [clock_of(one, now) for one in listing.rows],
        "may_raise": request.actor.may(RAISE),
        "all": request.actor.may("services.view_alarms"),
    }
    return render(request, "services/alarms.html", facts)


@requires(RAISE)
def alarm_new(request: ActorRequest) -> HttpResponse:
    on, now = localdate(), timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    kind = given.get("kind", "")
    kind = kind if kind in Alarm.Kind.values else ""
    client = _client(request, given.get("client", ""))
    if not kind:
        return render(request, "services/alarm_kind.html", {"client": client})
    stations = list(
        Station.objects.visible_to(request.actor, RAISE).exclude(opened_on=None).order_by("region_code")[:100]
    )
    if client is not None:
        stations = [one for one in stations if one.pk == client.station_id]
    region = stations[0].region_code if stations else ""
    listed = situations(kind, region_code=region, on=on)
    form = AlarmForm(
        request.POST if request.method == "POST" else None,
        initial={
            "alarm_id": uuid7(),
            "kind": kind,
            "station": stations[0].pk if stations else "",
            "found_at": localtime(now).replace(second=0, microsecond=0),
            "age": age_word(client.born_on, on) if client else "",
            "where": client.village_name if client else "",
        },
    )
    fields: Any = form.fields
    fields["station"].choices = [(str(one.pk), one.title) for one in stations]
    if len(stations) == 1:
        fields["station"].widget = forms.HiddenInput()
    by_pk = {one.pk: one for one in stations}
    offered: dict[str, str] = {}
    for one in nameable(stations={each.pk: each.region_code for each in stations}, on=on)[:300]:
        if str(one.user_id) == request.actor.id:
            continue
        place = f" {by_pk[one.station_id].short_name}" if len(stations) > 1 else ""
        key = f"{ACCOUNT if one.is_account else ''}{one.pk}"
        offered.setdefault(key, f"{one.name}（{one.posts}）{place}")
    fields["suspect"].choices = list(offered.items())
    words = listed.words if listed else ()
    fields["chosen"].choices = [(word, word) for word in words]
    if not words:
        fields["other"].label = _("哪种情形")
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            alarm = raise_alarm(
                actor=request.actor, station_id=UUID(told["station"]), kind=kind, name=told["name"],
                seen=told["seen"], chosen=[*told["chosen"], *filter(None, [told["other"].strip()])],
                found_at=min(told["found_at"], timezone.now()) if _this_minute(told["found_at"]) else told["found_at"],
                on=localtime(told["found_at"]).date(), at=timezone.now(), sex=told["sex"], age=told["age"],
                where=told["where"], client_id=client.pk if client else None,
                guardian_danger=told["guardian_danger"],
                suspect_ids=[UUID(pk) for pk in told["suspect"] if not pk.startswith(ACCOUNT)],
                suspect_account_ids=[UUID(pk[len(ACCOUNT):]) for pk in told["suspect"] if pk.startswith(ACCOUNT)],
                alarm_id=told["alarm_id"],
            )  # fmt: skip
        except Refused as no:
            refusal = no
        else:
            messages.success(
                request,
                _("登记好了，县民政局已收到提醒，您选的人看不到。现在马上报告。")
                if alarm.about_staff
                else _("登记好了，站长和督导已收到提醒。现在马上报告。"),
            )
            return redirect("alarm", alarm_id=alarm.pk)
    facts = {
        "form": form,
        "kind": kind,
        "label": dict(Alarm.Kind.choices)[kind],
        "client": client,
        "refusal": refusal,
        "listed": listed,
        "report": _rule(REPORT[kind], region, on),
    }
    return render(request, "services/alarm_new.html", facts, status=422 if request.method == "POST" else 200)


@requires(OPEN)
def alarm_page(request: ActorRequest, alarm_id: UUID) -> HttpResponse:
    return _page(request, alarm_id)


def _page(request: ActorRequest, alarm_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    alarm = open_alarm(actor=request.actor, alarm_id=alarm_id)
    now, on = timezone.now(), localdate()
    client = (
        Client.objects.visible_to(request.actor, "clients.view").filter(pk=alarm.client_id).first()
        if alarm.client_id
        else None
    )
    proof = evidence(alarm)
    visited = bool(
        client and client.last_visit_on and client.last_visit_on >= localtime(alarm.found_at).date()
    )
    mine = alarm.found_by == request.actor.id
    why = ""
    if request.actor.may(CLOSE):
        if mine:
            why = _("登记人不能自己办结，由站长、督导或县民政局核对后办结。")
        elif alarm.kind == "HARM" and alarm.reported_at is None:
            why = _("登记了报告以后才能办结。")
    facts = {
        "alarm": alarm,
        "clock": clock_of(alarm, now),
        "client": client,
        "guardians": guardians_of(alarm),
        "phone": client.phone if client and not alarm.guardian_danger else "",
        "proof": proof,
        "refusal": refusal,
        "places": PLACES,
        "now": localtime(now),
        "visited": visited,
        "may_close": request.actor.may(CLOSE) and alarm.open,
        "why_not": why,
        "on": on,
        "duty": _rule("alarms.harm-duty", alarm.region_code, on) if alarm.kind == "HARM" else None,
        "may_restrict": bool(
            client and not client.restricted and request.actor.may("clients.restrict_client")
        ),
    }
    return render(request, "services/alarm.html", facts, status=422 if refusal else 200)


@requires(OPEN)
def client_alarms(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """The panel on the client's page: the same for everybody who may not see alarms, whether there is one or not."""
    actor = request.actor
    client = Client.objects.visible_to(actor, "clients.view").get(pk=client_id)
    now = timezone.now()
    rows = of_client(actor=actor, client_id=client.pk) if actor.may(OPEN) else []
    facts = {
        "client": client,
        "clocks": [clock_of(one, now) for one in rows],
        "may_raise": client.active and Client.objects.visible_to(actor, RAISE).filter(pk=client.pk).exists(),
    }
    return render(request, "services/_client_alarms.html", facts)


# --- the steps ----------------------------------------------------------------------------------------------------------


@requires("services.report_alarm")
@require_POST
def alarm_report(request: ActorRequest, alarm_id: UUID) -> HttpResponse:
    given = request.POST
    return _done(
        request, alarm_id, _("报告登记好了。"),
        lambda at: report_alarm(
            actor=request.actor, alarm_id=alarm_id, place=given.get("place", ""), whom=given.get("whom", ""),
            receipt=given.get("receipt", ""), text=given.get("text", ""), happened_at=_moment(request, at), at=at,
        ),
    )  # fmt: skip


@requires("services.protect")
@require_POST
def alarm_protect(request: ActorRequest, alarm_id: UUID) -> HttpResponse:
    return _done(
        request, alarm_id, _("登记好了。"),
        lambda at: protect(
            actor=request.actor, alarm_id=alarm_id, text=request.POST.get("text", ""),
            happened_at=_moment(request, at), at=at,
        ),
    )  # fmt: skip


@requires("services.hand_over_alarm")
@require_POST
def alarm_hand_over(request: ActorRequest, alarm_id: UUID) -> HttpResponse:
    return _done(
        request, alarm_id, _("登记好了。"),
        lambda at: hand_over_alarm(
            actor=request.actor, alarm_id=alarm_id, whom=request.POST.get("whom", ""),
            text=request.POST.get("text", ""), happened_at=_moment(request, at), at=at,
        ),
    )  # fmt: skip


@requires("services.add_to_alarm")
@require_POST
def alarm_add(request: ActorRequest, alarm_id: UUID) -> HttpResponse:
    return _done(
        request, alarm_id, _("补充好了，原来写的不变。"),
        lambda at: add_to_alarm(
            actor=request.actor, alarm_id=alarm_id, text=request.POST.get("text", ""),
            happened_at=_moment(request, at), at=at,
        ),
    )  # fmt: skip


@requires(CLOSE)
@require_POST
def alarm_close(request: ActorRequest, alarm_id: UUID) -> HttpResponse:
    return _done(
        request, alarm_id, _("已办结。"),
        lambda at: close_alarm(
            actor=request.actor, alarm_id=alarm_id, result=request.POST.get("result", ""), at=at
        ),
    )  # fmt: skip


def _done(request: ActorRequest, alarm_id: UUID, said: str, do: Callable[[datetime], Alarm]) -> HttpResponse:
    try:
        do(timezone.now())
    except Refused as no:
        return _page(request, alarm_id, no)
    messages.success(request, said)
    return redirect("alarm", alarm_id=alarm_id)


def _moment(request: ActorRequest, at: datetime) -> datetime:
    """When it happened, as typed to the minute; this very minute is now."""
    try:
        typed = timezone.make_aware(datetime.fromisoformat(request.POST.get("happened_at", "")))
    except ValueError:
        return at
    return at if _this_minute(typed) else typed


def _this_minute(moment: datetime) -> bool:
    return abs((timezone.now() - moment).total_seconds()) < 90


def _client(request: ActorRequest, word: str) -> Client | None:
    try:
        return Client.objects.visible_to(request.actor, RAISE).get(pk=UUID(word))
    except ValueError:
        return None


def _rule(rule_id: str, region: str, on: Any) -> Any:
    try:
        return rule_for(rule_id, region_code=region, on=on)
    except NoRule:
        return None


urlpatterns = [
    path("services/alarms/", alarm_list, name="alarms"),
    path("services/alarms/clock/", alarm_clock, name="alarm-clock"),
    path("services/alarms/new/", alarm_new, name="alarm-new"),
    path("services/alarms/<uuid:alarm_id>/", alarm_page, name="alarm"),
    path("services/alarms/<uuid:alarm_id>/report/", alarm_report, name="alarm-report"),
    path("services/alarms/<uuid:alarm_id>/protect/", alarm_protect, name="alarm-protect"),
    path("services/alarms/<uuid:alarm_id>/hand-over/", alarm_hand_over, name="alarm-hand-over"),
    path("services/alarms/<uuid:alarm_id>/add/", alarm_add, name="alarm-add"),
    path("services/alarms/<uuid:alarm_id>/close/", alarm_close, name="alarm-close"),
    path("clients/<uuid:client_id>/alarms/", client_alarms, name="client-alarms"),
]
