"""Write down one service in ninety seconds: whom, how, what, how long, one note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.clients.models import Client
from yizhan.clients.queries.find import modes_not_counting
from yizhan.clients.queries.search import search
from yizhan.clients.rules.visits import VisitRule
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import record_service
from yizhan.services.models import ServiceRecord
from yizhan.services.queries.cases import cases_of_client
from yizhan.services.queries.due import due_visits, workers_in_post
from yizhan.services.queries.lists import item_choices
from yizhan.services.queries.records import last_notes
from yizhan.services.queries.volunteers import volunteers_to_name
from yizhan.services.rules.records import ABOUT_CROWDS, ABOUT_PERSONS, WITH_PARTNER, WITH_SUBJECT
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires
from yizhan.web.services.forms import MODES, ServiceForm

RECORD = "services.record_service"
SHOWN = 6
"""Chips shown before “全部”."""


@requires(RECORD)
def service_new(request: ActorRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    on = localdate()
    kind = given.get("kind", "")
    kind = kind if kind in ServiceRecord.Kind.values else "VISIT"
    people = _people(request, given.getlist("client"))
    if not people and kind in ABOUT_PERSONS and request.method != "POST":
        return _whom(request, kind)
    if request.method != "POST" and not people and (own := _own_form(request, kind)):
        return own
    if kind == ServiceRecord.Kind.CASEWORK and len(people) == 1 and request.method != "POST":
        return _casework(request, people[0])
    stations = list(
        Station.objects.visible_to(request.actor, RECORD).exclude(opened_on=None).order_by("region_code")
    )
    station = _station(people, stations, given.get("station", ""))
    if station is None:
        raise Http404
    choices = item_choices(station_id=station.pk, region_code=station.region_code, on=on)
    team = list(workers_in_post(station_ids=[station.pk], on=on))
    helping = list(volunteers_to_name(station_id=station.pk, on=on))
    mine = next((one for one in team if str(one.user_id) == request.actor.id), None)
    form = ServiceForm(
        request.POST if request.method == "POST" else None,
        people=[(one.pk, one.name) for one in people],
        items=[(choice.code, choice.name) for choice in choices],
        colleagues=[(one.pk, one.name) for one in team],
        volunteers=[(one.pk, one.name) for one in helping],
        initial={
            "service_id": uuid7(),
            "in_vain": given.get("in_vain") == "on" and kind == "VISIT",
            "kind": kind,
            "station": station.pk,
            "mode": "AT_HOME"
            if kind in ABOUT_PERSONS
            else "COME_IN"
            if kind == "CONSULTATION"
            else "OUTSIDE",
            "minutes": 30 if kind in ABOUT_PERSONS else 60,
            "done_on": on,
            "worker": mine.pk if mine else "",
        },
    )
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            record = record_service(actor=request.actor, **form.told(on=on))
        except Refused as no:
            refusal = no
        else:
            return _stored(request, record, people)
    chosen = set(form["item"].value() or ())
    first = [choice for n, choice in enumerate(choices) if n < SHOWN or choice.code in chosen]
    domains: dict[str, list[Any]] = {}
    for choice in choices:
        if choice not in first:
            domains.setdefault(choice.domain, []).append(choice)
    facts = {
        "form": form,
        "refusal": refusal,
        "people": people,
        "last": last_notes(actor=request.actor, client_ids=[one.pk for one in people[:1]]),
        "kind": kind,
        "kind_label": dict(ServiceRecord.Kind.choices)[kind],
        "kinds": ServiceRecord.Kind.choices,
        "modes": MODES if kind in ABOUT_PERSONS else ServiceRecord.Mode.choices,
        "uncounted": uncounted_visits(people, modes=[(mode, str(label)) for mode, label in MODES], on=on)
        if kind == "VISIT"
        else [],
        "first": first,
        "domains": domains,
        "chosen": chosen,
        "count": len(choices),
        "team": team,
        "mine": mine,
        "helping": helping,
        "named": set(map(str, form["volunteer"].value() or ())),
        "station": station,
        "stations": stations if not people else [],
        "crowd": kind in ABOUT_CROWDS,
        "subject": kind in WITH_SUBJECT,
        "partner": WITH_PARTNER.get(kind, ""),
        "today": on,
        "back": reverse("due") if people else reverse("services"),
        # adding a second person reloads the page: what is typed so far comes along as the first one's draft
        "draft": "-".join(
            ["service", kind, *(str(one.pk)[-12:] for one in people[:1] if kind in ABOUT_PERSONS)]
        ),
    }
    return render(request, "services/new.html", facts, status=422 if request.method == "POST" else 200)


@dataclass(frozen=True)
class Uncounted:
    """Why a visit made one way would not move the due day of one of these people."""

    mode: str
    mode_label: str
    client: Client
    rule: VisitRule


def uncounted_visits(
    people: Sequence[Client], *, modes: Sequence[tuple[str, str]], on: date
) -> list[Uncounted]:
    """By mode and person; nobody's paper says so, nothing."""
    labels = {mode: str(label) for mode, label in modes}
    return [
        Uncounted(mode, labels[mode], one, rule)
        for one in people
        for mode, rule in modes_not_counting(
            one,
            classes=[each.code for each in one.classes.all() if each.until_on is None],
            modes=tuple(labels),
            on=on,
        ).items()
    ]


@requires(RECORD)
def service_people(request: ActorRequest) -> HttpResponse:
    """Whom, by name, initials, last four digits or telephone; and, while nothing is typed, who is due."""
    text = request.GET.get("q", "").strip()[:40]
    kind = request.GET.get("kind", "VISIT")
    found = (
        [one for one in search(actor=request.actor, text=text, limit=20, verb=RECORD) if one.active]
        if text
        else []
    )
    kept = request.GET.getlist("client")
    facts = {
        "found": [one for one in found if str(one.pk) not in kept],
        "text": text,
        "kind": kind,
        "today": localdate(),
        "kept": kept,
        "adding": "more" in request.GET or bool(kept),
    }
    return render(request, "services/_people.html", facts)


def _casework(request: ActorRequest, client: Client) -> HttpResponse:
    """Casework is written in its case: the contact of an open one, else a case is opened."""
    open_one = next(
        (
            row
            for row in cases_of_client(actor=request.actor, client_id=client.pk)
            if row.is_open and row.station_id == client.station_id
        ),
        None,
    )
    if open_one is not None and request.actor.may("services.read_case"):
        return redirect("case-contact", open_one.pk)
    return redirect(reverse("case-new") + f"?client={client.pk}")


OWN_FORMS = {
    "SUPERVISION": ("supervision-new", "services.record_supervision"),
    "TRAINING": ("training-new", "services.record_training"),
    "PUBLICITY": ("publicity-new", "services.note_publicity"),
    "ARCHIVE": ("archive", "services.file_archive"),
}
"""Kinds with a form of their own, which records the service too."""


def _own_form(request: ActorRequest, kind: str) -> HttpResponse | None:
    address, verb = OWN_FORMS.get(kind, ("", ""))
    if not address or not request.actor.may(verb):
        return None
    return redirect(reverse(address) + ("?kind=TALK" if kind == ServiceRecord.Kind.PUBLICITY else ""))


def _whom(request: ActorRequest, kind: str) -> HttpResponse:
    on = localdate()
    villages = due_visits(actor=request.actor, on=on, until=on + timedelta(days=7), verb=RECORD, most=60)
    text = request.GET.get("q", "").strip()[:40]
    found = (
        [one for one in search(actor=request.actor, text=text, limit=20, verb=RECORD) if one.active]
        if text
        else []
    )
    facts = {
        "villages": villages,
        "kind": kind,
        "kind_label": dict(ServiceRecord.Kind.choices)[kind],
        "kinds": [(value, label) for value, label in ServiceRecord.Kind.choices if value != kind],
        "today": on,
        "text": text,
        "found": found,
        "kept": [],
    }
    return render(request, "services/whom.html", facts)


def _people(request: ActorRequest, ids: list[str]) -> list[Client]:
    """The people of the address, in its order. 404 when one of them is out of sight."""
    wanted: list[UUID] = []
    for word in ids:
        try:
            wanted.append(UUID(word))
        except ValueError:
            raise Http404 from None
    if not wanted:
        return []
    files = {
        one.pk: one
        for one in Client.objects.visible_to(request.actor, RECORD)
        .filter(pk__in=wanted)
        .prefetch_related("classes")
    }
    if len(files) != len(set(wanted)):
        raise Http404
    return [files[one] for one in dict.fromkeys(wanted)]


def _station(people: list[Client], stations: list[Station], word: str) -> Station | None:
    if people:
        return next((one for one in stations if one.pk == people[0].station_id), None)
    return next((one for one in stations if str(one.pk) == word), stations[0] if stations else None)


def _stored(request: ActorRequest, record: ServiceRecord, people: list[Client]) -> HttpResponse:
    names = "、".join(one.name for one in people[:3])
    said = _("存好了。") if not names else _("%(names)s的%(kind)s存好了。") % {
        "names": names, "kind": record.get_kind_display(),
    }  # fmt: skip
    if people and record.kind == ServiceRecord.Kind.VISIT and record.met:
        fresh = (
            Client.objects.visible_to(request.actor, RECORD).prefetch_related("classes").get(pk=people[0].pk)
        )
        way = [(record.mode, str(record.get_mode_display()))]
        for each in uncounted_visits([fresh, *people[1:]], modes=way, on=record.done_on):
            said += _("%(mode)s不算%(name)s的探访，下次探访日没有变（%(clause)s）。") % {
                "mode": each.mode_label, "name": each.client.name, "clause": each.rule.clause,
            }  # fmt: skip
        if fresh.next_visit_on:
            said += _("下次%(month)s月%(day)s日前。") % {
                "month": fresh.next_visit_on.month,
                "day": fresh.next_visit_on.day,
            }
    messages.success(request, said)
    return redirect("due" if record.kind == ServiceRecord.Kind.VISIT else "services")
