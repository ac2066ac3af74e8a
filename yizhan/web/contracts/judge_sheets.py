"""One judge's sheet of a purchase, entered as she signed it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.contracts.actions import enter_sheet
from yizhan.contracts.queries.procurements import bids_of, one_sheet
from yizhan.contracts.rules.procurements import SHEET, panel_parts, scoring_rule
from yizhan.web.contracts.purchase_forms import SheetForm
from yizhan.web.door import ActorRequest, requires
from yizhan.web.stations.forms import attempt

VIEW = "contracts.view_procurements"


@requires(VIEW, SHEET)
def sheet_page(request: ActorRequest, sheet_id: UUID) -> HttpResponse:
    """One judge's sheet: her marks for every bid, handed in once."""
    actor, on = request.actor, localdate()
    sheet = one_sheet(actor=actor, sheet_id=sheet_id)
    one = sheet.procurement
    scoring = scoring_rule(region_code=one.region_code, on=on)
    fit = [bid for bid in bids_of(actor=actor, procurement=one) if not bid.unfit_because]
    form = SheetForm(
        request.POST or None, initial={"day": on}, bids=fit, parts=panel_parts(scoring) if scoring else [],
        most=scoring.full_marks if scoring else 0,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: enter_sheet(
                actor=actor, sheet_id=sheet.pk, marks=form.marks(), marked_on=form.cleaned_data["day"], on=on
            ),
        )
        if done is not None:
            messages.success(request, _("评分表已交，封存到全部交齐。"))
            return redirect("procurement", one.pk)
    facts = {"one": one, "sheet": sheet, "form": form, "scoring": scoring}
    return render(
        request, "contracts/sheet.html", facts, status=422 if form.is_bound and form.errors else 200
    )
