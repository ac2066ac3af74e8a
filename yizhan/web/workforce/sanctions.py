"""失信名单、黄牌: told, answered, decided, lifted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from yizhan.contracts.queries.agreements import agreements_of_provider, recoveries_of_sanction
from yizhan.oversight.queries.credit import agency_credits, what_it_does
from yizhan.oversight.queries.inspections import agencies_to_oversee
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.stations.forms import attempt
from yizhan.web.workforce.employment_forms import DecisionForm, ReasonForm, SanctionForm, StatementForm
from yizhan.workforce.actions import answer_sanction, decide_sanction, lift_sanction, tell_sanction
from yizhan.workforce.models import Sanction
from yizhan.workforce.queries import worker_in_sight
from yizhan.workforce.queries.bars import Standing
from yizhan.workforce.rules.bars import SANCTION, hearing_rule, penalties, rule_by_ref

VIEW = "workforce.view_sanctions"


@requires(VIEW)
def sanction_list(request: ActorRequest) -> HttpResponse:
    on = localdate()
    listing: Listing[Sanction] = Listing(
        request,
        Sanction.objects.visible_to(request.actor, VIEW).select_related("worker", "organisation", "station"),
        sorts=(Sort("new", _("告知日期"), "-told_on"), Sort("end", _("到期日期"), "until_on")),
        filters=(
            Filter("effect", _("处理"), Sanction.Effect.choices, "effect"),
            Filter("state", _("进展"), list(SANCTION.labels.items()), "state"),
        ),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("失信名单和黄牌"),
            (
                Column(_("对谁"), lambda row: row.worker.name if row.worker else row.organisation.name),
                Column(_("处理"), lambda row: str(row.get_effect_display())),
                Column(_("措施"), "measures"),
                Column(_("依据"), "source"),
                Column(_("告知日期"), "told_on"),
                Column(_("进展"), lambda row: _standing(row, on).word),
                Column(_("生效日期"), "from_on"),
                Column(_("到期日期"), "until_on"),
            ),
        )
    facts = {
        "listing": listing,
        "rows": [_standing(row, on) for row in listing.rows],
        "may_tell": request.actor.may("workforce.tell_sanction"),
        "on": on,
    }
    return render(request, "workforce/sanctions.html", facts)


def _standing(row: Sanction, on: Any) -> Standing:
    over = row.state == "IN_FORCE" and row.until_on is not None and row.until_on < on
    return Standing(row, rule_by_ref(row.rule_ref), over)


def _tell(request: ActorRequest, *, worker_id: UUID | None) -> HttpResponse:
    actor, on = request.actor, localdate()
    worker = (
        worker_in_sight(actor=actor, worker_id=worker_id, verb="workforce.tell_sanction")
        if worker_id is not None
        else None
    )
    region = (
        worker.region_code[:6]
        if worker is not None
        else min((grant.region for grant in actor.grants_for("workforce.tell_sanction")), default="")[:6]
    )
    rules = penalties(region_code=region, on=on, of_workers=worker is not None)
    hearing = hearing_rule(region_code=region, on=on)
    agencies = None
    if worker is None:
        known = agencies_to_oversee(actor=actor, verb="workforce.tell_sanction")
        told = {one.organisation.pk: one.word for one in agency_credits(actor=actor, on=on)}
        agencies = [
            (str(each.pk), f"{each.name}（{told[each.pk]}）" if each.pk in told else each.name)
            for each in known
        ]
    form = SanctionForm(
        request.POST or None,
        rules=[(rule.id, f"{rule.required()}（{rule.chip}）") for rule in rules],
        agencies=agencies,
        initial={
            "told_on": on,
            "hear_until_on": hearing.due(on) if hearing is not None else None,
            "rule_id": rules[0].id if len(rules) == 1 else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        agency = given.pop("organisation_id", None)
        done = attempt(
            form,
            lambda: tell_sanction(
                actor=actor,
                worker_id=worker.pk if worker is not None else None,
                organisation_id=UUID(agency) if agency else None,
                on=on,
                at=now(),
                **given,
            ),
        )
        if done is not None:
            messages.success(request, _("已告知，对方可以陈述申辩。"))
            return redirect("sanction", done.pk)
    facts = {"form": form, "worker": worker, "rules": rules, "hearing": hearing}
    return render(request, "workforce/sanction_new.html", facts, status=_status(form))


@requires("workforce.tell_sanction", VIEW)
def sanction_worker(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    return _tell(request, worker_id=worker_id)


@requires("workforce.tell_sanction", VIEW)
def sanction_agency(request: ActorRequest) -> HttpResponse:
    return _tell(request, worker_id=None)


@requires(VIEW)
def sanction_page(request: ActorRequest, sanction_id: UUID) -> HttpResponse:
    """One consequence with its way; below it the one step that comes next for this reader."""
    actor, on = request.actor, localdate()
    row = (
        Sanction.objects.visible_to(actor, VIEW)
        .select_related("worker", "organisation", "station")
        .get(pk=sanction_id)
    )
    standing = _standing(row, on)
    verbs = (
        {verb for verb in SANCTION.verbs_from(row.state) if actor.may(verb)} if not standing.over else set()
    )
    step = request.POST.get("step", "")
    answer = StatementForm(request.POST if step == "answer" else None, initial={"stated_on": on})
    decide = DecisionForm(request.POST if step == "decide" else None)
    lift = ReasonForm(request.POST if step == "lift" else None)
    if request.method == "POST":
        done: object = None
        if step == "answer" and answer.is_valid():
            done = attempt(
                answer,
                lambda: answer_sanction(actor=actor, sanction_id=row.pk, on=on, **answer.cleaned_data),
            )
        elif step == "decide" and decide.is_valid():
            given = decide.cleaned_data
            done = attempt(
                decide,
                lambda: decide_sanction(
                    actor=actor,
                    sanction_id=row.pk,
                    agreed=given["agreed"] == "1",
                    opinion=given["opinion"],
                    on=on,
                ),
            )
        elif step == "lift" and lift.is_valid():
            done = attempt(
                lift,
                lambda: lift_sanction(
                    actor=actor, sanction_id=row.pk, because=lift.cleaned_data["because"], on=on
                ),
            )
        if done is not None:
            messages.success(request, _("登记好了。"))
            return redirect("sanction", row.pk)
    facts = {
        "row": row,
        "standing": standing,
        "effect": what_it_does(row, on),
        "on": on,
        "answer": answer
        if "workforce.answer_sanction" in verbs and row.stated_on is None and on <= row.hear_until_on
        else None,
        "decide": decide if "workforce.decide_sanction" in verbs else None,
        "waits": row.state == "TOLD" and row.stated_on is None and on <= row.hear_until_on,
        "recoveries": recoveries_of_sanction(actor=actor, sanction_id=row.pk)
        if row.effect == Sanction.Effect.RECOVERY
        else None,
        "agreements": agreements_of_provider(actor=actor, organisation_id=row.organisation_id)
        if row.effect == Sanction.Effect.RECOVERY
        and row.state == "IN_FORCE"
        and not standing.over
        and row.organisation_id
        and actor.may("contracts.deduct")
        else [],
        "lift": lift if "workforce.lift_sanction" in verbs else None,
    }
    wrong = any(form.is_bound and form.errors for form in (answer, decide, lift))
    return render(request, "workforce/sanction.html", facts, status=422 if wrong else 200)


def _status(form: BaseForm) -> int:
    return 422 if form.is_bound and form.errors else 200
