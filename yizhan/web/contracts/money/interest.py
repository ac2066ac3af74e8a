"""The account earned something: the agency books it for its agreement."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.contracts.actions import book, reverse_entry
from yizhan.contracts.models import Entry
from yizhan.contracts.queries.money import VIEW, entries_of, purse_of
from yizhan.kernel.money import yuan
from yizhan.web.contracts.money.forms import Fen
from yizhan.web.contracts.money.parts import agreement_with_money, is_office, project_with_money, tabs
from yizhan.web.door import ActorRequest, requires
from yizhan.web.plain import PlainForm
from yizhan.web.stations.forms import attempt, day


class InterestForm(PlainForm):
    amount = Fen(label=gettext_lazy("利息（元）"))
    moved_on = day(gettext_lazy("结息日期"))
    what = forms.CharField(
        label=gettext_lazy("说明"), max_length=200, help_text=gettext_lazy("例如“第三季度结息”。")
    )


@requires(VIEW, "contracts.book")
def interest_new(request: ActorRequest, project_id: UUID, agreement_id: UUID) -> HttpResponse:
    """What the account earned so far, and one more line of it; a slip is reversed among the entries."""
    actor, on = request.actor, localdate()
    project = project_with_money(actor, project_id)
    agreement = agreement_with_money(actor, project_id, agreement_id)
    form = InterestForm(request.POST or None, initial={"moved_on": on, "what": _("结息")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form,
            lambda: book(
                actor=actor,
                project_id=project.pk,
                agreement_id=agreement.pk,
                kind=Entry.Kind.INTEREST,
                amount_fen=given["amount"],
                moved_on=given["moved_on"],
                what=given["what"],
                on=on,
            ),
        )
        if done is not None:
            messages.success(request, _("利息 %(fen)s 元记好了。") % {"fen": yuan(done.amount_fen)})
            return redirect("contract-interest", project.pk, agreement.pk)
    rows = entries_of(actor=actor, project=project).filter(agreement=agreement, kind=Entry.Kind.INTEREST)
    facts = {
        "project": project,
        "agreement": agreement,
        "tabs": tabs(actor, project, "contract-entries"),
        "form": form,
        "rows": rows.order_by("-moved_on", "-id")[:50],
        "purse": purse_of(actor=actor, project=project, agreement=agreement),
        "office": is_office(actor, project),
        "closed": project.closed_on is not None,
    }
    return render(
        request,
        "contracts/money/interest.html",
        facts,
        status=422 if form.is_bound and form.errors else 200,
    )


@requires(VIEW, "contracts.reverse_entry")
@require_POST
def interest_reverse(request: ActorRequest, entry_id: UUID) -> HttpResponse:
    done = reverse_entry(
        actor=request.actor, entry_id=entry_id, because=request.POST.get("because", ""), on=localdate()
    )
    messages.success(request, _("已冲销 %(fen)s 元，两笔都保留。") % {"fen": yuan(done.amount_fen)})
    return redirect("contract-interest", done.project_id, done.agreement_id)
