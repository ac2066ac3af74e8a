"""发函、约谈、通报: the list, a new one, one on its page with the answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import admonish, answer_admonition
from yizhan.oversight.models import Admonition, Inspection
from yizhan.oversight.queries.findings import files_of, opened_from
from yizhan.oversight.queries.inspections import admonitions, one_admonition
from yizhan.oversight.rules.findings import ATTACH, term_of
from yizhan.oversight.rules.inspections import ADMONISH, ADMONITION, ANSWER, VIEW
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Between, Column, Filter, Listing, Sort
from yizhan.web.oversight.oversee_forms import Evidence, NewAdmonition
from yizhan.web.oversight.whom import by_number_or_whom, choices_of, stations_of, taken
from yizhan.web.stations.forms import attempt

TONES = {"GIVEN": "blue", "ANSWERED": "good"}


@requires(VIEW)
def admonition_list(request: ActorRequest) -> HttpResponse:
    listing: Listing[Admonition] = Listing(
        request,
        admonitions(actor=request.actor),
        sorts=(
            Sort("new", _("新的在前"), "-given_on"),
            Sort("due", _("快到回复期限的在前"), "answer_by_on"),
        ),
        filters=(
            Filter("kind", _("哪种方式"), Admonition.Kind.choices, "kind"),
            Filter("state", _("进展"), list(ADMONITION.labels.items()), "state"),
            Between("given", _("日期"), "given_on"),
        ),
        search=by_number_or_whom,
        search_hint=_("编号、站点、机构"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("发函约谈通报台账"),
            (
                Column(_("编号"), "number", "text"),
                Column(_("方式"), lambda row: str(row.get_kind_display())),
                Column(_("站点、机构"), "whom"),
                Column(_("发给谁、约谈了谁"), "receiver"),
                Column(_("日期"), "given_on"),
                Column(_("发出单位"), "office.name"),
                Column(_("内容"), "content"),
                Column(_("回复期限"), "answer_by_on"),
                Column(_("进展"), lambda row: str(row.get_state_display())),
                Column(_("回复日期"), "answered_on"),
            ),
        )
    facts = {
        "listing": listing,
        "on": localdate(),
        "tones": TONES,
        "may_admonish": request.actor.may(ADMONISH),
    }
    return render(request, "oversight/admonitions.html", facts)


@requires(ADMONISH)
def admonition_new(request: ActorRequest) -> HttpResponse:
    """A letter of one's own, or after a visit (?inspection=)."""
    actor, on = request.actor, localdate()
    seen = _visit(request)
    stations = stations_of(actor, ADMONISH)
    term = term_of(region_code=stations[0].region_code, on=on) if stations else None
    whom = ""
    if seen is not None:
        whom = f"station:{seen.station_id}" if seen.station_id else f"agency:{seen.organisation_id}"
    form = NewAdmonition(
        request.POST or None,
        initial={
            "admonition_id": uuid7(),
            "given_on": on,
            "kind": Admonition.Kind.LETTER,
            "whom": whom,
            "mend_by_on": term.due_on if term else None,
        },
        **choices_of(actor, ADMONISH),
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        target, asks = taken(given.pop("whom")), given.pop("asks").splitlines()
        made = attempt(
            form,
            lambda: admonish(
                actor=actor,
                inspection_id=seen.pk if seen else None,
                asks=asks,
                on=on,
                at=timezone.now(),
                **target,
                **given,
            ),
        )
        if made is not None:
            messages.success(
                request, _("登记好了，编号 %(number)s，对方会收到通知。") % {"number": made.number}
            )
            return redirect("admonition", made.pk)
    facts = {"form": form, "term": term, "seen": seen}
    return render(
        request, "oversight/admonition_new.html", facts, status=422 if form.is_bound and form.errors else 200
    )


def _visit(request: ActorRequest) -> Inspection | None:
    try:
        key = UUID(request.GET.get("inspection", ""))
    except ValueError:
        return None
    return Inspection.objects.visible_to(request.actor, ADMONISH).filter(pk=key).first()


@requires(VIEW)
def admonition_page(request: ActorRequest, admonition_id: UUID) -> HttpResponse:
    actor, on = request.actor, localdate()
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            answer_admonition(
                actor=actor, admonition_id=admonition_id, text=request.POST.get("text", ""), on=on
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("回复交好了。"))
            return redirect("admonition", admonition_id)
    one = one_admonition(actor=actor, admonition_id=admonition_id)
    office = any(grant.stations is None for grant in actor.grants_for(ATTACH))
    facts = {
        "one": one,
        "opened": list(opened_from(actor=actor, source_ids=[one.pk])),
        "files": files_of(row=one),
        "tone": TONES[one.state],
        "on": on,
        "refusal": refusal,
        "typed": request.POST.get("text", "") if refusal else "",
        "may_answer": one.state == "GIVEN" and actor.may(ANSWER),
        "may_attach": office,
        "attach_url": reverse("evidence-new", args=["admonition", one.pk]),
        "evidence": Evidence(),
        "actor_id": actor.id,
    }
    return render(request, "oversight/admonition.html", facts, status=422 if refusal else 200)
