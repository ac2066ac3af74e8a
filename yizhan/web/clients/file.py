"""One person, one file, on one page."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.actions import open_file, unmask_client
from yizhan.clients.models import Client
from yizhan.clients.queries.file import person_file
from yizhan.clients.queries.find import client_for
from yizhan.clients.rules.identity import needs_guardian_consent
from yizhan.kernel.errors import Refused
from yizhan.privacy.models import Unmasking
from yizhan.services.queries.cases import open_case_numbers
from yizhan.stations.models import Station
from yizhan.web.clients.forms import (
    ClassForm,
    CloseForm,
    ConsentForm,
    GradeForm,
    GuardianForm,
    HeadForm,
    HouseholdForm,
    MemberForm,
    MoveForm,
    ReasonForm,
    WorkerForm,
    of_day,
)
from yizhan.web.door import ActorRequest, requires
from yizhan.web.nav import url_or_none
from yizhan.workforce.models import Worker

MAY = (
    "update_client", "unmask_client", "grade_client", "classify_client", "unclassify_client", "record_consent",
    "withdraw_consent", "name_guardian", "end_guardianship", "form_household", "join_household", "leave_household",
    "name_head", "assign_client",
    "restrict_client", "unrestrict_client", "close_file", "reopen_file", "move_client",
)  # fmt: skip


@requires("clients.open_file")
def client_file(request: ActorRequest, client_id: UUID) -> HttpResponse:
    client = open_file(actor=request.actor, client_id=client_id)
    return render(
        request,
        "clients/file.html",
        page_facts(request, client, open_form=request.GET.get("open", "")),
    )


@requires("clients.unmask_client")
@require_POST
def client_unmask(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Show the full particulars for a reason, for ten minutes; refused, the page comes back with the sentence."""
    try:
        unmask_client(
            actor=request.actor,
            client_id=client_id,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
            at=timezone.now(),
        )
    except Refused as no:
        client = client_for(actor=request.actor, verb="clients.unmask_client", client_id=client_id)
        return render(request, "clients/file.html", page_facts(request, client, refusal=str(no)), status=422)
    return redirect("client-file", client_id)


def page_facts(request: ActorRequest, client: Client, **forms: Any) -> dict[str, Any]:
    """Everything the page of a file draws; forms already filled in replace the empty ones."""
    on = localdate()
    file = person_file(actor=request.actor, client=client, on=on, at=timezone.now())
    today = of_day(on)
    workers = workers_of(request, client)
    record = url_or_none("service-new") if request.actor.may("services.record_service") else None
    return {
        "file": file,
        "client": client,
        "identity": file.identity,
        "name": str(file.identity.name),
        "on": on,
        "late": client.overdue(on),
        "visits_this_year": sum(day.year == on.year for day in client.visited_on),
        "reasons": Unmasking.Reason.choices,
        "may": may(request),
        "record_url": f"{record}?client={client.pk}" if record and client.active else "",
        "timeline_url": url_or_none("client-timeline", client.pk),
        "may_see_referrals": request.actor.may("services.view_referrals"),
        "may_raise_alarm": request.actor.may("services.open_alarm"),
        "worker_name": dict(workers).get(str(client.responsible_worker_id), ""),
        "grade_form": GradeForm(initial=today | {"grade": client.grade}),
        "class_form": ClassForm(initial=today | {"source": "SURVEY"}),
        "consent_form": ConsentForm(
            initial=today
            | {"given": "yes", "basis": "GUARDIAN" if needs_guardian_consent(client.born_on, on) else "ORAL"}
        ),
        "guardian_form": GuardianForm(initial=today),
        "household_form": HouseholdForm(),
        "member_form": MemberForm(),
        "head_form": HeadForm(),
        "restrict_form": ReasonForm(),
        "worker_form": WorkerForm(
            workers=workers, initial={"worker": str(client.responsible_worker_id or "")}
        ),
        "close_form": CloseForm(initial=today),
        "open_cases": "、".join(open_case_numbers(client_id=client.pk))
        if request.actor.may("services.move_file")
        else "",
        "move_form": MoveForm(stations=stations_to(request, client)),
        **forms,
    }


def may(request: ActorRequest) -> dict[str, bool]:
    return {verb: request.actor.may(f"clients.{verb}") for verb in MAY}


def workers_of(request: ActorRequest, client: Client) -> list[tuple[str, str]]:
    """Workers in post at the client's station, for the choice of who looks after her."""
    if not request.actor.may("workforce.view"):
        return []
    rows = Worker.objects.visible_to(request.actor, "workforce.view").filter(
        station_id=client.station_id, ended_on=None
    )
    return [(str(worker.pk), worker.name) for worker in rows[:100]]


def stations_to(request: ActorRequest, client: Client) -> list[tuple[str, str]]:
    if not request.actor.may("services.move_file"):
        return []
    rows = Station.objects.visible_to(request.actor, "services.move_file").exclude(pk=client.station_id)
    return [
        (str(pk), name)
        for pk, name in rows.exclude(status="CLOSED").order_by("region_code").values_list("pk", "short_name")
    ]


def saved(request: ActorRequest, client_id: UUID, sentence: str = "") -> HttpResponse:
    """Back to the file, with a word that it was kept."""
    from django.contrib import messages

    messages.success(request, sentence or _("存好了。"))
    return redirect("client-file", client_id)
