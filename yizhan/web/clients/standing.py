"""The small forms on a person's page: grade, class, consent, guardian, household, and what becomes of the file.

A form that is refused comes back on the page with its sentence and with what was typed.
"""

from collections.abc import Callable
from datetime import date
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
    name_guardian,
    name_head,
    record_consent,
    reopen_file,
    restrict_client,
    unclassify_client,
    unrestrict_client,
    withdraw_consent,
)
from yizhan.clients.models import Client
from yizhan.clients.queries.find import client_for
from yizhan.clients.queries.households import housemate
from yizhan.kernel.errors import Refused
from yizhan.services.actions import move_file
from yizhan.web.clients.file import page_facts, saved, stations_to, workers_of
from yizhan.web.clients.forms import (
    ClassForm,
    CloseForm,
    ConsentForm,
    EndForm,
    GradeForm,
    GuardianForm,
    HeadForm,
    HouseholdForm,
    MemberForm,
    MoveForm,
    ReasonForm,
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
    unclassify_client(
        actor=request.actor, client_id=client_id, code=code, until_on=_ends_on(request, on), on=on
    )
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
    withdraw_consent(actor=request.actor, consent_id=consent_id, withdrawn_on=_ends_on(request, on), on=on)
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
    end_guardianship(
        actor=request.actor, guardianship_id=guardianship_id, until_on=_ends_on(request, on), on=on
    )
    return saved(request, client_id, _("监护登记已结束。"))


@requires("clients.form_household", "clients.join_household")
@require_POST
def client_household(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """She heads a household of her own, or joins that of another person; who has none yet heads one from now on."""
    form, on = HouseholdForm(request.POST), localdate()

    def do(facts: dict[str, Any]) -> object:
        said, relation = facts["member"].strip(), facts["relation"].strip()
        if not said:
            return form_household(actor=request.actor, client_id=client_id, on=on)
        other = housemate(actor=request.actor, client=_client(request, client_id), said=said)
        if not relation:
            raise Refused(_("请写明与户主的关系，例如：配偶、女儿、孙子。"), code="clients.relation")
        home = other.household_id or form_household(actor=request.actor, client_id=other.pk, on=on).pk
        return join_household(
            actor=request.actor, client_id=client_id, household_id=home, relation=relation, on=on
        )

    return _carry_out(request, client_id, "household_form", form, do)


@requires("clients.join_household")
@require_POST
def client_member(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Another person joins the household of this page."""
    form, client = MemberForm(request.POST), _client(request, client_id)

    def do(facts: dict[str, Any]) -> object:
        if client.household_id is None:
            raise Refused(_("请先立户。"), code="clients.no-household")
        return join_household(
            actor=request.actor,
            client_id=housemate(actor=request.actor, client=client, said=facts["member"].strip()).pk,
            household_id=client.household_id,
            relation=facts["relation"],
            on=localdate(),
        )

    return _carry_out(request, client_id, "member_form", form, do)


@requires("clients.name_head")
@require_POST
def client_head(request: ActorRequest, client_id: UUID) -> HttpResponse:
    form = HeadForm(request.POST)
    return _carry_out(
        request,
        client_id,
        "head_form",
        form,
        lambda facts: name_head(actor=request.actor, client_id=client_id, on=localdate(), **facts),
    )


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
    return _carry_out(
        request,
        client_id,
        "restrict_form",
        ReasonForm(request.POST),
        lambda facts: restrict_client(actor=request.actor, client_id=client_id, **facts),
        _("已设为受限档案：只有站长、督导和县民政局还看得到。"),
    )


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
        _("已销档。内容都还在，站长可以恢复。"),
    )


@requires("clients.reopen_file")
@require_POST
def client_reopen(request: ActorRequest, client_id: UUID) -> HttpResponse:
    reopen_file(actor=request.actor, client_id=client_id, on=localdate())
    return saved(request, client_id, _("档案已恢复。"))


@requires("services.move_file")
@require_POST
def client_move(request: ActorRequest, client_id: UUID) -> HttpResponse:
    form = MoveForm(request.POST, stations=stations_to(request, _client(request, client_id)))

    def do(facts: dict[str, Any]) -> object:
        return move_file(
            actor=request.actor,
            client_id=client_id,
            to_station_id=UUID(facts["to_station"]),
            reason=facts["reason"],
            on=localdate(),
        )

    return _carry_out(request, client_id, "move_form", form, do, _("档案已转到新的站点。"))


def _client(request: ActorRequest, client_id: UUID) -> Client:
    return client_for(actor=request.actor, verb="clients.open_file", client_id=client_id)


def _ends_on(request: ActorRequest, today: date) -> date:
    form = EndForm(request.POST)
    return (form.cleaned_data["on"] if form.is_valid() else None) or today


def _carry_out(
    request: ActorRequest,
    client_id: UUID,
    name: str,
    form: BaseForm,
    do: Callable[[dict[str, Any]], object],
    sentence: str = "",
) -> HttpResponse:
    """Do what the form says and go back to the file, or draw the file again with the form as typed."""
    if form.is_valid() and attempt(form, lambda: do(dict(form.cleaned_data))) is not None:
        return saved(request, client_id, sentence)
    facts = page_facts(request, _client(request, client_id), **{name: form, "open_form": name})
    return render(request, "clients/file.html", facts, status=422)
