"""Organisations: bureaus, agencies and departments that hold accounts."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yizhan.access.actions import (
    close_organisation,
    register_organisation,
)
from yizhan.access.models import Custody, Organisation
from yizhan.access.rules import KIND_DIGITS
from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.errors import Refused
from yizhan.regions.models import Region
from yizhan.web.access.parts import place_names, tabs
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.plain import PlainForm


@requires("access.view_organisations")
def organisation_list(request: ActorRequest) -> HttpResponse:
    listing: Listing[Organisation] = Listing(
        request,
        Organisation.objects.visible_to(request.actor, "access.view_organisations"),
        sorts=(Sort("name", _("名称"), "name"), Sort("new", _("最近登记"), "-recorded_at")),
        filters=(
            Filter("kind", _("类型"), Organisation.Kind.choices, "kind"),
            Filter(
                "state",
                _("状态"),
                (("open", _("在册")), ("closed", _("已注销"))),
                lambda rows, value: rows.filter(closed_on__isnull=value == "open"),
            ),
        ),
        search=lambda rows, words: rows.filter(Q(name__icontains=words) | Q(credit_code__istartswith=words)),
        search_hint=_("名称、信用代码"),
    )
    if listing.wants_export:
        columns = (
            Column(_("名称"), "name"),
            Column(_("类型"), lambda each: each.get_kind_display()),
            Column(_("统一社会信用代码"), "credit_code", "text"),
            Column(_("区划代码"), "region_code", "text"),
            Column(_("注销日期"), "closed_on"),
        )
        return listing.export(_("单位"), columns)
    today, rows = localdate(), listing.rows
    places = place_names(each.region_code for each in rows)
    operated: dict[UUID, int] = {}
    for key in Custody.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=today),
        from_on__lte=today,
        organisation__in=[each.pk for each in rows],
    ).values_list("organisation_id", flat=True):
        operated[key] = operated.get(key, 0) + 1
    shown = [(each, places.get(each.region_code, ""), operated.get(each.pk, 0)) for each in rows]
    return render(
        request, "access/organisations.html", {"listing": listing, "rows": shown, "tabs": tabs(request)}
    )


class NewOrganisation(PlainForm):
    kind = forms.ChoiceField(label=gettext_lazy("类型"))
    name = forms.CharField(
        label=gettext_lazy("全称"), max_length=80, help_text=gettext_lazy("与登记证书或公章一致。")
    )
    credit_code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        required=False,
        max_length=24,
        help_text=gettext_lazy("18 位；社会服务机构必须填，政府部门可以不填。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    region_code = forms.ChoiceField(label=gettext_lazy("所在区划"))

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        kind = cast(forms.ChoiceField, self.fields["kind"])
        kind.choices = [("", _("请选择")), *Organisation.Kind.choices]
        region = cast(forms.ChoiceField, self.fields["region_code"])
        region.choices = [("", _("请选择")), *_regions_to_choose(actor)]


def _regions_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """Where a new organisation may lie: an officer's own region and what is below it, at most two levels."""
    found: dict[str, str] = {}
    for grant in actor.grants_for("access.register_organisation"):
        if grant.stations is not None:
            continue
        if grant.region == EVERYWHERE:
            found[EVERYWHERE] = _("全国")
            rows = Region.objects.valid_on(localdate()).filter(level__in=("PROVINCE", "PREFECTURE"))
        else:
            rows = Region.objects.valid_on(localdate()).filter(code__startswith=grant.region)
            rows = rows.exclude(level__in=("VILLAGE",))
            if len(grant.region) == 2:
                rows = rows.exclude(level__in=("TOWNSHIP", "ZONE"))
        found |= {
            each.code: each.path or each.name for each in rows.filter(placeholder=False).order_by("code")
        }
    return list(found.items())


ORGANISATION_FIELD_OF = {
    "access.kind-missing": "kind",
    "access.name-missing": "name",
    "access.name-taken": "name",
    "access.credit-code": "credit_code",
    "access.credit-code-missing": "credit_code",
    "access.credit-code-taken": "credit_code",
    "access.region-missing": "region_code",
    "access.region-level": "region_code",
}


@requires("access.register_organisation")
def organisation_new(request: ActorRequest) -> HttpResponse:
    form = NewOrganisation(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = register_organisation(actor=request.actor, **form.cleaned_data)
        except Refused as no:
            form.add_error(ORGANISATION_FIELD_OF.get(no.code), str(no))
        else:
            messages.success(request, _("“%(name)s”已登记。") % {"name": made.name})
            return redirect("organisations")
    facts = {"form": form, "tabs": tabs(request), "kinds": KIND_DIGITS}
    return render(request, "access/organisation_new.html", facts, status=422 if form.errors else 200)


@requires("access.close_organisation")
@require_POST
def organisation_close(request: ActorRequest, organisation_id: UUID) -> HttpResponse:
    closed = close_organisation(actor=request.actor, organisation_id=organisation_id, on=localdate())
    messages.success(request, _("“%(name)s”已注销。") % {"name": closed.name})
    return redirect("organisations")
