"""Giving a duty of the papers to units, and changing them: for each word of the paper the organisations that stand for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import change_units, give_mandate
from yizhan.oversight.models import MandatePart
from yizhan.oversight.queries.mandates import (
    candidates,
    named_of,
    one_mandate,
    region_of_office,
    stood_before,
)
from yizhan.oversight.rules.mandates import (
    ASSIST,
    CHANGE_UNITS,
    GIVE,
    LEAD,
    Candidate,
    Named,
    day_of,
    divided,
    items_of,
    suggested,
)
from yizhan.policy.schema.words import spoken
from yizhan.web.door import ActorRequest, requires
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day


@dataclass(frozen=True)
class WordBox:
    """One word of the paper: who probably stands for it, ticked, and who else might."""

    part: str
    part_label: str
    word: str
    says: str
    chosen: list[Candidate]
    others: list[Candidate]


class NewMandate(PlainForm):
    mandate_id = forms.UUIDField(widget=forms.HiddenInput)
    due_on = day(gettext_lazy("完成期限"), required=False)


class Units(PlainForm):
    """Holds the refusal when the units alone are changed."""


@requires(GIVE)
def mandate_new(request: ActorRequest) -> HttpResponse:
    """?rule= names the duty; without one, or with one that is none, to the list of them."""
    actor, on = request.actor, localdate()
    region = region_of_office(actor)
    wanted = request.GET.get("rule", "")
    rule = next((held.rule for held in divided(region_code=region, on=on) if held.rule.id == wanted), None)
    if rule is None:
        return redirect("mandate-rules")
    known = candidates(actor=actor, region_code=region)
    paper_on = day_of(rule)
    form = NewMandate(
        request.POST or None,
        initial={"mandate_id": uuid7(), "due_on": paper_on if paper_on and paper_on >= on else None},
    )
    form.fields["due_on"].required = paper_on is None or paper_on < on
    if request.method == "POST":
        units = units_sent(request)
        if form.is_valid():
            given: dict[str, Any] = dict(form.cleaned_data)
            made = attempt(
                form,
                lambda: give_mandate(
                    actor=actor, rule_id=rule.id, units=units, on=on, at=timezone.now(), **given
                ),
            )
            if made is not None:
                messages.success(request, _("交办好了，有账号的单位会收到通知。"))
                return redirect("mandate", made.pk)
        ticked: Collection[Named] | None = units
    else:
        ticked = None
    boxes = boxes_of(
        [(LEAD, word) for word in rule.duty_of] + [(ASSIST, word) for word in rule.assisted_by],
        known,
        own=actor.organisation_id,
        before=stood_before(actor=actor, region_code=region),
        ticked=ticked,
    )
    facts = {
        "form": form,
        "rule": rule,
        "items": items_of(rule),
        "boxes": boxes,
        "paper_on": paper_on,
        "paper_gone": paper_on is not None and paper_on < on,
        "may_register": actor.may("access.register_organisation"),
    }
    return render(request, "oversight/mandate_new.html", facts, status=422 if form.errors else 200)


@requires(CHANGE_UNITS)
def mandate_change_units(request: ActorRequest, mandate_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    mandate = one_mandate(actor=actor, mandate_id=mandate_id)
    form = Units(request.POST if request.method == "POST" else None)
    ticked: Collection[Named] = named_of(mandate)
    if request.method == "POST":
        ticked = units_sent(request)
        form.is_valid()
        units = list(ticked)
        done = attempt(
            form,
            lambda: change_units(actor=actor, mandate_id=mandate_id, units=units, on=on, at=timezone.now()),
        )
        if done is not None:
            messages.success(request, _("单位调整好了，新加的会收到通知。"))
            return redirect("mandate", mandate_id)
    boxes = boxes_of(
        [(LEAD, word) for word in mandate.lead_words] + [(ASSIST, word) for word in mandate.assist_words],
        candidates(actor=actor, region_code=mandate.region_code),
        own=mandate.office_id,
        before={},
        ticked=ticked,
    )
    facts = {
        "form": form,
        "mandate": mandate,
        "boxes": boxes,
        "may_register": actor.may("access.register_organisation"),
    }
    return render(request, "oversight/mandate_change_units.html", facts, status=422 if form.errors else 200)


def boxes_of(
    words: Iterable[tuple[str, str]],
    known: list[Candidate],
    *,
    own: UUID | None,
    before: Any,
    ticked: Collection[Named] | None,
) -> list[WordBox]:
    """ticked None: nobody has chosen yet, whoever probably stands for a word is ticked."""
    boxes = []
    for part, word in words:
        if ticked is None:
            keys = set(suggested(word, candidates=known, own=own, before=before))
        else:
            keys = {unit.organisation_id for unit in ticked if (unit.part, unit.word) == (part, word)}
        label = MandatePart.Part(part).label
        chosen = [each for each in known if each.organisation_id in keys]
        others = [each for each in known if each.organisation_id not in keys]
        boxes.append(WordBox(part, str(label), word, spoken([word]), chosen, others))
    return boxes


def units_sent(request: ActorRequest) -> list[Named]:
    """The ticks: LEAD:县财政:<id>. One organisation for two words of one part counts once."""
    found: dict[tuple[str, UUID], Named] = {}
    for value in request.POST.getlist("unit"):
        part, _colon, rest = value.partition(":")
        word, _colon, key = rest.rpartition(":")
        try:
            organisation = UUID(key)
        except ValueError:
            continue
        if part in (LEAD, ASSIST):
            found.setdefault((part, organisation), Named(part, word, organisation))
    return list(found.values())


def day_sent(request: ActorRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None
