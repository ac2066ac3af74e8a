"""A new file, with a look first whether there is one; and correcting a file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.actions import register_client, update_client
from yizhan.clients.models import Client, ClientDetails
from yizhan.clients.queries.duplicates import duplicates_of
from yizhan.clients.queries.file import name_for
from yizhan.clients.queries.find import client_for, person_of
from yizhan.clients.queries.imports import stations_for
from yizhan.clients.queries.search import villages
from yizhan.clients.rules.identity import CHECKED, Person, age_class, age_word, canonical_id
from yizhan.kernel.identity import id_number_facts, id_number_problem
from yizhan.kernel.ids import uuid7
from yizhan.privacy.queries import unmasked_until
from yizhan.services.actions import name_visitor
from yizhan.services.models import Consultation
from yizhan.web.clients.file import saved
from yizhan.web.clients.forms import DETAILS, PersonForm, RegisterForm, attempt, of_day
from yizhan.web.door import ActorRequest, requires
from yizhan.workforce.models import Worker


@requires("clients.register_client")
def client_register(request: ActorRequest) -> HttpResponse:
    on = localdate()
    stations = [
        (str(each.pk), each.short_name)
        for each in stations_for(actor=request.actor, verb="clients.register_client")[:300]
    ]
    only = stations[0][0] if len(stations) == 1 else ""
    if request.method == "POST":
        form = RegisterForm(request.POST, stations=stations)
        if form.is_valid():
            client = attempt(form, lambda: _register(request, form))
            if client is not None:
                said = _("档案建好了：%(number)s。") % {"number": client.file_no}
                return _back_to_the_desk(request, client, said) or saved(request, client.pk, said)
        return render(
            request, "clients/register.html", _facts(request, form, only) | _look(request, form), status=422
        )
    form = RegisterForm(
        stations=stations, initial=of_day(on) | {"client_id": uuid7()} | _as_told_at_the_desk(request)
    )
    return render(request, "clients/register.html", _facts(request, form, only))


@requires("clients.register_client")
@require_POST
def client_look(request: ActorRequest) -> HttpResponse:
    """What the papers say, and files that look like the same person, while the form is being filled in."""
    form = PersonForm(request.POST)
    return render(request, "clients/_look.html", _look(request, form))


@requires("clients.update_client")
def client_edit(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Correct a file. Its fields show full particulars, so they are seen first (查看) for a reason."""
    client = client_for(actor=request.actor, verb="clients.update_client", client_id=client_id)
    if unmasked_until(actor=request.actor, subject="client", subject_id=client.pk, at=timezone.now()) is None:
        messages.warning(request, _("改资料要看到完整信息：请先在左边选理由，点“查看”。"))
        return redirect("client-file", client.pk)
    details = ClientDetails.objects.filter(client=client).first()
    before = vars(person_of(client)) | {name: getattr(details, name, "") for name in DETAILS}
    if request.method == "POST":
        form = PersonForm(request.POST)
        if form.is_valid():
            facts = {name: value for name, value in form.facts().items() if value != before.get(name)}
            done = attempt(
                form,
                lambda: update_client(
                    actor=request.actor,
                    client_id=client.pk,
                    on=localdate(),
                    changes=_with_papers(facts),
                    details={name: value for name, value in form.details().items() if value != before[name]},
                    despite_duplicates=_ticked(request),
                ),
            )
            if done is not None:
                return saved(request, client.pk)
        look = _look(request, form, client=client)
        return render(
            request,
            "clients/edit.html",
            _facts(request, form, str(client.station_id)) | look | {"client": client, "name": client.name},
            status=422,
        )
    facts = _facts(request, PersonForm(initial=before), str(client.station_id)) | {
        "client": client,
        "name": name_for(request.actor, client),
    }
    return render(request, "clients/edit.html", facts)


def _visitor(request: ActorRequest) -> Consultation | None:
    """The consultation in the address (`?visitor=`) this file is opened from; None when there is none to name."""
    try:
        key = UUID(request.GET.get("visitor", ""))
    except ValueError:
        return None
    found = Consultation.objects.visible_to(request.actor, "services.name_visitor").filter(
        pk=key, client=None
    )
    one = found.first()
    return one if one is not None and one.open else None


def _as_told_at_the_desk(request: ActorRequest) -> dict[str, Any]:
    one = _visitor(request)
    if one is None:
        return {}
    return {"name": one.name, "phone": one.phone, "station": str(one.station_id)}


def _back_to_the_desk(request: ActorRequest, client: Client, said: str) -> HttpResponse | None:
    """Whoever came is the one just filed: back to her consultation, which goes on."""
    one = _visitor(request)
    if one is None or one.station_id != client.station_id:
        return None
    name_visitor(actor=request.actor, consultation_id=one.pk, client_id=client.pk)
    messages.success(request, said)
    return redirect("consultation", consultation_id=one.pk)


def _register(request: ActorRequest, form: RegisterForm) -> Client:
    given = form.cleaned_data
    details = {name: value for name, value in form.details().items() if value}
    return register_client(
        actor=request.actor,
        station_id=UUID(given["station"]),
        person=Person(**form.facts()),
        on=localdate(),
        classes=given["classes"],
        details=details or None,
        consent=given["consent"] or None,
        consent_by=given["consent_by"],
        guardian_kind=given["guardian_kind"],
        guardian_phone=given["guardian_phone"],
        opened_on=given["opened_on"],
        responsible_worker_id=_herself(request, UUID(given["station"])),
        client_id=given["client_id"] or uuid7(),
        despite_duplicates=_ticked(request),
    )


def _herself(request: ActorRequest, station_id: UUID) -> UUID | None:
    """Who opens a file as a worker of the station looks after the person, until the head says otherwise."""
    return (
        Worker.objects.visible_to(request.actor, "workforce.view")
        .filter(user_id=request.actor.id, station_id=station_id, ended_on=None)
        .values_list("pk", flat=True)
        .first()
    )


def _with_papers(facts: dict[str, Any]) -> dict[str, Any]:
    """A new number of papers brings its own birthday and sex, unless those were typed as well."""
    if facts.get("id_number") and "born_on" not in facts:
        facts |= {"born_on": None, "sex": ""}
    return facts


def _ticked(request: ActorRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("despite"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _facts(request: ActorRequest, form: PersonForm, station: str) -> dict[str, Any]:
    """The form with the villages the station knows; a county that has many stations to choose from types the village."""
    known = villages(actor=request.actor, station_id=UUID(station)) if station else []
    return {"form": form, "villages": known}


def _look(request: ActorRequest, form: PersonForm, *, client: Client | None = None) -> dict[str, Any]:
    form.is_valid()
    facts, on = form.facts(), localdate()
    person = Person(**{"name": "", **facts})
    problem, papers = None, ""
    if person.id_kind in CHECKED and person.id_number.strip():
        problem = id_number_problem(person.id_number, on=on)
        if problem is None:
            told = id_number_facts(canonical_id(person.id_number))
            sex = _("男") if told.sex == "M" else _("女")
            papers = f"{told.born_on:%Y年%-m月%-d日}，{sex}，{age_word(told.born_on, on)}，{age_class(told.born_on, on)}"
            person = Person(**{"name": "", **facts, "born_on": told.born_on, "sex": told.sex})
    alike = []
    if problem is None and (person.name or person.id_number or person.phone):
        alike = duplicates_of(actor=request.actor, person=person, client_id=client.pk if client else None)
    ticked = set(_ticked(request))
    return {
        "papers": papers,
        "papers_problem": problem,
        "reason_missing": person.id_kind == "NONE" and not person.no_id_reason.strip(),
        "alike": [
            {
                "client": each.client,
                "name": name_for(request.actor, each.client),
                "age": age_word(each.client.born_on, on),
                "says": each.says,
                "reasons": each.reasons,
                "points": each.points,
                "chance": each.chance,
                "same": each.same_id,
                "ticked": each.client.pk in ticked,
            }
            for each in alike
        ],
    }
