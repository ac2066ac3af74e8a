"""说明情况: what one's own organisation was asked to explain."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yizhan.kernel.errors import Refused
from yizhan.oversight.actions import give_account
from yizhan.oversight.models import Hearing
from yizhan.oversight.queries.complaints import account_for, accounts_asked
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Filter, Listing, Sort


@requires("oversight.give_account")
def account_list(request: ActorRequest) -> HttpResponse:
    listing: Listing[Hearing] = Listing(
        request,
        accounts_asked(actor=request.actor),
        sorts=(Sort("new", _("新收到的在前"), "-asked_on"),),
        filters=(
            Filter(
                "open", _("进展"), (("1", _("还没说明的")),), lambda rows, _word: rows.filter(given_on=None)
            ),
        ),
        size=30,
    )
    return render(request, "oversight/accounts.html", {"listing": listing, "on": localdate()})


@requires("oversight.give_account")
def account_page(request: ActorRequest, hearing_id: UUID) -> HttpResponse:
    hearing = account_for(actor=request.actor, hearing_id=hearing_id)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            give_account(
                actor=request.actor, hearing_id=hearing_id, text=request.POST.get("text", ""), on=localdate()
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("说明交好了。"))
            return redirect("account-asked", hearing_id)
    facts = {"hearing": hearing, "refusal": refusal, "on": localdate(), "typed": request.POST.get("text", "")}
    return render(request, "oversight/account.html", facts, status=422 if refusal else 200)
