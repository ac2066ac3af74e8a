"""Subsidies of a project: what each paper gives by the books, put forward, decided, arrived."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import decide_subsidy, propose_subsidy, receive_subsidy
from yizhan.contracts.models import Subsidy
from yizhan.contracts.queries.money import VIEW
from yizhan.contracts.queries.subsidies import name_of, subsidies_of
from yizhan.kernel.money import yuan
from yizhan.web.contracts.money.forms import Fen
from yizhan.web.contracts.money.parts import is_office, project_with_money, tabs
from yizhan.web.door import ActorRequest, requires
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day


class DecideForm(PlainForm):
    granted = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=[("yes", gettext_lazy("批准")), ("no", gettext_lazy("不予补助"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    fen = Fen(label=gettext_lazy("批准金额（元）"), required=False)
    document = forms.CharField(label=gettext_lazy("批准文号"), max_length=80, required=False)
    because = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("不予补助，或与算出的金额不同时填写。"),
    )


class ReceiveForm(PlainForm):
    moved_on = day(gettext_lazy("到账日期"))


@requires(VIEW)
def subsidies_page(request: ActorRequest, project_id: UUID) -> HttpResponse:
    return _page(request, project_id)


def _page(
    request: ActorRequest, project_id: UUID, bound: dict[UUID, PlainForm] | None = None
) -> HttpResponse:
    """bound: forms that were refused, by their subsidy."""
    actor, on = request.actor, localdate()
    project = project_with_money(actor, project_id)
    lines, others = subsidies_of(actor=actor, project=project, on=on)
    standing = is_office(actor, project) and project.closed_on is None
    may = {
        name: standing and actor.may(f"contracts.{name}_subsidy") for name in ("propose", "decide", "receive")
    }
    facts = {
        "project": project,
        "tabs": tabs(actor, project, "contract-subsidies"),
        "lines": [
            {"line": line, "told": _told(line.subsidy, may, bound or {}, on) if line.subsidy else None}
            for line in lines
        ],
        "others": [{"name": name_of(row), **_told(row, may, bound or {}, on)} for row in others],
        "may": may,
    }
    return render(request, "contracts/money/subsidies.html", facts, status=422 if bound else 200)


def _told(row: Subsidy, may: dict[str, bool], bound: dict[UUID, PlainForm], on: Any) -> dict[str, Any]:
    form: PlainForm | None = None
    if row.state == Subsidy.State.PROPOSED and may["decide"]:
        fen = row.reckoned_fen
        form = bound.get(row.pk) or DecideForm(
            prefix=row.pk.hex, initial={"fen": f"{fen / 100:.2f}" if fen else "", "granted": "yes"}
        )
    elif row.state == Subsidy.State.GRANTED and may["receive"]:
        form = bound.get(row.pk) or ReceiveForm(prefix=row.pk.hex, initial={"moved_on": on})
    tone = {"PROPOSED": "warn", "GRANTED": "blue", "REFUSED": "idle", "RECEIVED": "good"}[row.state]
    return {"row": row, "form": form, "tone": tone}


@requires("contracts.propose_subsidy")
@require_POST
def subsidy_propose(request: ActorRequest, project_id: UUID) -> HttpResponse:
    done = propose_subsidy(
        actor=request.actor, project_id=project_id, rule_id=request.POST.get("rule", ""), on=localdate()
    )
    messages.success(request, _("“%(name)s”报好了，等决定。") % {"name": name_of(done)})
    return redirect("contract-subsidies", project_id)


@requires(VIEW, "contracts.decide_subsidy")
@require_POST
def subsidy_decide(request: ActorRequest, subsidy_id: UUID) -> HttpResponse:
    row = Subsidy.objects.visible_to(request.actor, "contracts.decide_subsidy").get(pk=subsidy_id)
    form = DecideForm(request.POST, prefix=row.pk.hex)
    if form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            lambda: decide_subsidy(
                actor=request.actor,
                subsidy_id=row.pk,
                granted=given["granted"] == "yes",
                fen=given["fen"],
                document=given["document"],
                because=given["because"],
                on=localdate(),
            ),
        )
        if done is not None:
            messages.success(request, _("决定登记好了。"))
            return redirect("contract-subsidies", row.project_id)
    return _page(request, row.project_id, {row.pk: form})


@requires(VIEW, "contracts.receive_subsidy")
@require_POST
def subsidy_receive(request: ActorRequest, subsidy_id: UUID) -> HttpResponse:
    row = Subsidy.objects.visible_to(request.actor, "contracts.receive_subsidy").get(pk=subsidy_id)
    form = ReceiveForm(request.POST, prefix=row.pk.hex)
    if form.is_valid():
        done = attempt(
            form,
            lambda: receive_subsidy(
                actor=request.actor, subsidy_id=row.pk, moved_on=form.cleaned_data["moved_on"], on=localdate()
            ),
        )
        if done is not None:
            messages.success(
                request, _("补助 %(fen)s 元到账，记进账目了。") % {"fen": yuan(done.granted_fen or 0)}
            )
            return redirect("contract-subsidies", row.project_id)
    return _page(request, row.project_id, {row.pk: form})
