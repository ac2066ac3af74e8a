"""The small forms on a person's page: grade, class, consent, guardian, household, and what becomes of the file.

A form that is refused comes back on the page with its sentence and with what was typed.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.clients.actions import (
    assign_client,
    classify_client,
    close_file,
    end_guardianship,
    form_household,
    grade_client,
    join_household,
    leave_household,
    move_client,
    name_guardian,
    record_consent,
    reopen_file,
    restrict_client,
    unclassify_client,
    unrestrict_client,
    withdraw_consent,
)
from yizhan.clients.models import Client
from yizhan.clients.queries.find import client_for
from yizhan.clients.queries.search import search
from yizhan.kernel.errors import Refused
from yizhan.web.clients.file import page_facts, saved, stations_to, workers_of
from yizhan.web.clients.forms import (
    ClassForm,
    CloseForm,
    ConsentForm,
    GradeForm,
    GuardianForm,
    HouseholdForm,
    MoveForm,
    WorkerForm,
    attempt,
)
from yizhan.web.door import ActorRequest, requires


@requires("clients.grade_client")
@require_POST
def client_grade(request: ActorRequest, client_id: UUID) -> HttpResponse:
    form = GradeForm(request.POST)
    return _carry_out(
        request,
        client_id,
        "grade_form",
        form,
        lambda facts: grade_client(actor=request.actor, client_id=client_id, on=localdate(), **facts),
    )


@requires("clients.classify_client")
@require_POST
def client_classify(request: ActorRequest, client_id: UUID) -> HttpResponse:
    form = ClassForm(request.POST)
    return _carry_out(
        request,
        client_id,
        "class_form",
        form,
        lambda facts: classify_client(actor=request.actor, client_id=client_id, on=localdate(), **facts),
    )


@requires("clients.unclassify_client")
@require_POST
def class_end(request: ActorRequest, client_id: UUID, code: str) -> HttpResponse:
    on = localdate()
    unclassify_client(actor=request.actor, client_id=client_id, code=code, until_on=on, on=on)
    return saved(request, client_id, _("已移出该类别。"))


@requires("clients.record_consent")
@require_POST
def client_consent(request: ActorRequest, client_id: UUID) -> HttpResponse:
    form = ConsentForm(request.POST)

    def do(facts: dict[str, Any]) -> object:
        given = facts.pop("given") == "yes"
        return record_consent(actor=request.actor, client_id=client_id, given=given, on=localdate(), **facts)

    return _carry_out(request, client_id, "consent_form", form, do)


@requires("clients.withdraw_consent")
@require_POST
def consent_withdraw(request: ActorRequest, client_id: UUID, consent_id: UUID) -> HttpResponse:
    on = localdate()
    withdraw_consent(actor=request.actor, consent_id=consent_id, withdrawn_on=on, on=on)
    return saved(request, client_id, _("已登记撤回。"))


@requires("clients.name_guardian")
@require_POST
def client_guardian(request: ActorRequest, client_id: UUID) -> HttpResponse:
    form = GuardianForm(request.POST)
    return _carry_out(
        request,
        client_id,
        "guardian_form",
        form,
        lambda facts: name_guardian(actor=request.actor, client_id=client_id, on=localdate(), **facts),
    )


@requires("clients.end_guardianship")
@require_POST
def guardian_end(request: ActorRequest, client_id: UUID, guardianship_id: UUID) -> HttpResponse:
    on = localdate()
    end_guardianship(actor=request.actor, guardianship_id=guardianship_id, until_on=on, on=on)
    return saved(request, client_id)


@requires("clients.form_household", "clients.join_household")
@require_POST
def client_household(request: ActorRequest, client_id: UUID) -> HttpResponse:
    form = HouseholdForm(request.POST)

    def do(facts: dict[str, Any]) -> object:
        said = facts["member"].strip()
        if not said:
            return form_household(actor=request.actor, client_id=client_id, on=localdate())
        found = [each for each in search(actor=request.actor, text=said, limit=5) if each.pk != client_id]
        homes = {each.household_id for each in found if each.household_id}
        if len(homes) != 1:
            raise Refused(
                _("没有找到已立户的“%(said)s”，请填档案号，或先为她立户。") % {"said": said},
                code="clients.member",
            )
        return join_household(
            actor=request.actor,
            client_id=client_id,
            household_id=homes.pop(),
            relation=facts["relation"],
            on=localdate(),
        )

    return _carry_out(request, client_id, "household_form", form, do)


@requires("clients.leave_household")
@require_POST
def client_leave_household(request: ActorRequest, client_id: UUID) -> HttpResponse:
    leave_household(actor=request.actor, client_id=client_id, on=localdate())
    return saved(request, client_id, _("已迁出该户。"))


@requires("clients.assign_client")
@require_POST
def client_assign(request: ActorRequest, client_id: UUID) -> HttpResponse:
    client = _client(request, client_id)
    form = WorkerForm(request.POST, workers=workers_of(request, client))

    def do(facts: dict[str, Any]) -> object:
        worker = UUID(facts["worker"]) if facts["worker"] else None
        return assign_client(actor=request.actor, client_id=client_id, worker_id=worker)

    return _carry_out(request, client_id, "worker_form", form, do)


@requires("clients.restrict_client")
@require_POST
def client_restrict(request: ActorRequest, client_id: UUID) -> HttpResponse:
    if _client(request, client_id).restricted:
        unrestrict_client(actor=request.actor, client_id=client_id)
        return saved(request, client_id, _("已解除受限。"))
    restrict_client(actor=request.actor, client_id=client_id, reason=request.POST.get("reason", ""))
    return saved(request, client_id, _("已设为受限档案：名单和搜索里不再出现。"))


@requires("clients.close_file")
@require_POST
def client_close(request: ActorRequest, client_id: UUID) -> HttpResponse:
    form = CloseForm(request.POST)
    return _carry_out(
        request,
        client_id,
        "close_form",
        form,
        lambda facts: close_file(actor=request.actor, client_id=client_id, on=localdate(), **facts),
    )


@requires("clients.reopen_file")
@require_POST
def client_reopen(request: ActorRequest, client_id: UUID) -> HttpResponse:
    reopen_file(actor=request.actor, client_id=client_id, on=localdate())
    return saved(request, client_id, _("档案已恢复。"))


@requires("clients.move_client")
@require_POST
def client_move(request: ActorRequest, client_id: UUID) -> HttpResponse:
    form = MoveForm(request.POST, stations=stations_to(request, _client(request, client_id)))

    def do(facts: dict[str, Any]) -> object:
        return move_client(
            actor=request.actor,
            client_id=client_id,
            to_station_id=UUID(facts["to_station"]),
            reason=facts["reason"],
            on=localdate(),
        )

    return _carry_out(request, client_id, "move_form", form, do)


def _client(request: ActorRequest, client_id: UUID) -> Client:
    return client_for(actor=request.actor, verb="clients.open_file", client_id=client_id)


def _carry_out(
    request: ActorRequest, client_id: UUID, name: str, form: BaseForm, do: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Do what the form says and go back to the file, or draw the file again with the form as typed."""
    if form.is_valid() and attempt(form, lambda: do(dict(form.cleaned_data))) is not None:
        return saved(request, client_id)
    facts = page_facts(request, _client(request, client_id), **{name: form, "open_form": name})
    return render(request, "clients/file.html", facts, status=422)
