"""包点到站: which business office looks after which station."""

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

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions import end_pairing, pair_station
from yizhan.oversight.models import Pairing
from yizhan.oversight.queries.mandates import region_of_office
from yizhan.oversight.queries.pairings import pairings, stations_to_pair, unpaired
from yizhan.oversight.rules.pairings import PAIR, RULE, VIEW
from yizhan.policy.book import NoRule, rule_for
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import Choices, attempt, day

MOST_NAMED = 12


class NewPairing(PlainForm):
    pairing_id = forms.UUIDField(widget=forms.HiddenInput)
    station_id = forms.ChoiceField(label=gettext_lazy("包哪个站"))
    office_name = forms.CharField(
        label=gettext_lazy("哪个业务处（科、股）"), max_length=60, help_text=gettext_lazy("例如慈善社工科。")
    )
    officer = forms.CharField(label=gettext_lazy("包点联系人"), max_length=40, required=False)
    feature = forms.CharField(label=gettext_lazy("打造什么特色"), max_length=120, required=False)
    from_on = day(gettext_lazy("从哪天起"))

    def __init__(self, *args: Any, stations: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        fields: Any = self.fields
        fields["station_id"].choices = [("", _("请选择")), *stations]


@requires(VIEW)
def pairing_list(request: ActorRequest) -> HttpResponse:
    """Pairings in sight, the stations nobody looks after, and the form for another one."""
    actor, on = request.actor, localdate()
    may_pair = actor.may(PAIR)
    listing: Listing[Pairing] = Listing(
        request,
        pairings(actor=actor),
        sorts=(
            Sort("office", _("业务处"), "office_name"),
            Sort("station", _("站点"), "station__region_code"),
        ),
        filters=(
            Filter(
                "state",
                _("状态"),
                (("now", _("正在包点")), ("over", _("已结束"))),
                lambda rows, word: rows.filter(to_on__isnull=word == "now"),
            ),
        ),
        search=lambda rows, words: (
            rows.filter(office_name__icontains=words) | rows.filter(station__short_name__icontains=words)
        ),
        search_hint=_("业务处、站点"),
        size=30,
    )
    if listing.wants_export:
        return listing.export(
            _("包点到站"),
            (
                Column(_("单位"), "organisation.name"),
                Column(_("业务处"), "office_name"),
                Column(_("联系人"), "officer"),
                Column(_("站点"), "station.title"),
                Column(_("特色"), "feature"),
                Column(_("依据"), "clause"),
                Column(_("从"), "from_on"),
                Column(_("到"), "to_on"),
            ),
        )
    form = NewPairing(
        request.POST if request.method == "POST" and may_pair else None,
        initial={"pairing_id": uuid7(), "from_on": on, "station_id": request.GET.get("station", "")},
        stations=[(str(row.pk), row.title) for row in stations_to_pair(actor=actor)] if may_pair else [],
    )
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        if attempt(form, lambda: pair_station(actor=actor, on=on, **given)) is not None:
            messages.success(request, _("结对好了，站里看得到是谁包点。"))
            return redirect("pairings")
    alone = unpaired(actor=actor) if may_pair else []
    facts = {
        "listing": listing,
        "form": form,
        "may_pair": may_pair,
        "alone": alone[:MOST_NAMED],
        "alone_more": max(0, len(alone) - MOST_NAMED),
        "rule": _rule(region_of_office(actor, VIEW)),
        "own": actor.organisation_id,
        "on": on,
    }
    return render(request, "oversight/pairings.html", facts, status=422 if form.errors else 200)


def _rule(region: str) -> Any:
    try:
        return rule_for(RULE, region_code=region, on=localdate()) if region else None
    except NoRule:
        return None


@requires(PAIR)
@require_POST
def pairing_end(request: ActorRequest, pairing_id: UUID) -> HttpResponse:
    on = localdate()
    try:
        end_pairing(actor=request.actor, pairing_id=pairing_id, to_on=on, on=on)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("已结束包点，记录留着。"))
    return redirect("pairings")
