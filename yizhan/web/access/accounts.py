"""Accounts and the roles they hold: opened, closed, unlocked, given a new password."""

from typing import Any, cast
from uuid import UUID

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yizhan.access.actions import (
    Opened,
    close_account,
    drop_second_factor,
    grant_role,
    open_account,
    reset_password,
    revoke_role,
    unlock_account,
)
from yizhan.access.models import Organisation, RoleGrant, User
from yizhan.access.queries import (
    accounts,
    locked_until,
    organisations_to_choose,
    region_to_give,
    roles_to_give,
    sign_ins_of,
)
from yizhan.access.roles import ROLES
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import mask_phone
from yizhan.stations.models import Station
from yizhan.web.access.audit import sign_in_words
from yizhan.web.access.parts import MANAGE, GrantLine, grant_lines, place_names, tabs
from yizhan.web.door import ActorRequest, requires, requires_any
from yizhan.web.listing import Column, Filter, Listing, Sort
from yizhan.web.plain import PlainForm


@requires_any(*MANAGE)
def manage(request: ActorRequest) -> HttpResponse:
    """The first page of the area the actor may open."""
    for verb, name in zip(MANAGE, ("accounts", "organisations", "audit"), strict=True):
        if request.actor.may(verb):
            return redirect(name)
    raise AssertionError(verb)


def _with_role(rows: QuerySet[Any], role: str) -> QuerySet[Any]:
    today = localdate()
    held = RoleGrant.objects.filter(
        Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=today),
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=today),
        role=role,
        valid_from_on__lte=today,
    )
    return rows.filter(pk__in=held.values("user_id"))


@requires("access.view_accounts")
def account_list(request: ActorRequest) -> HttpResponse:
    listing: Listing[User] = Listing(
        request,
        accounts(request.actor),
        sorts=(
            Sort("new", _("最近开的"), "-recorded_at"),
            Sort("name", _("账号"), "username"),
            Sort("seen", _("最近登录"), "-last_login"),
        ),
        filters=(
            Filter("role", _("角色"), [(code, role.label) for code, role in ROLES.items()], _with_role),
            Filter(
                "state",
                _("状态"),
                (("open", _("在用")), ("closed", _("已停用"))),
                lambda rows, value: rows.filter(is_active=value == "open"),
            ),
            Filter("kind", _("单位类型"), Organisation.Kind.choices, "organisation__kind"),
        ),
        search=lambda rows, words: rows.filter(
            Q(display_name__icontains=words)
            | Q(username__istartswith=words)
            | Q(organisation__name__icontains=words)
        ),
        search_hint=_("姓名、账号、单位"),
    )
    if listing.wants_export:
        return listing.export(
            _("账号与授权"),
            (
                Column(_("姓名"), "display_name"),
                Column(_("账号"), "username", "text"),
                Column(_("单位"), "organisation.name"),
                Column(
                    _("角色"),
                    lambda user: "、".join(
                        line.role for line in grant_lines(user.grants.all()) if line.holds
                    ),
                ),
                Column(_("状态"), lambda user: _("在用") if user.is_active else _("已停用")),
                Column(_("最近登录"), "last_login"),
            ),
        )
    every = [grant for user in listing.rows for grant in user.grants.all()]
    by_user: dict[UUID, list[GrantLine]] = {}
    for line in grant_lines(every):
        if line.holds:
            by_user.setdefault(line.grant.user_id, []).append(line)
    facts: dict[str, Any] = {
        "listing": listing,
        "rows": [(user, by_user.get(user.pk, [])) for user in listing.rows],
    }
    facts |= {"tabs": tabs(request), "may_open": request.actor.may("access.open_account")}
    return render(request, "access/accounts.html", facts)


class GivenRole(PlainForm):
    """A role and where it holds; the region follows from the organisation or the station."""

    role = forms.ChoiceField(label=gettext_lazy("角色"))
    station = forms.ModelChoiceField(
        label=gettext_lazy("社工站"),
        queryset=Station.objects.none(),
        required=False,
        empty_label=gettext_lazy("不指定"),
        help_text=gettext_lazy("站长、副站长、驻站社工要选；其他角色按区划或按承接关系，不用选。"),
    )
    to_on = forms.DateField(
        label=gettext_lazy("用到哪天"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("留空表示一直有效；最后一天仍然有效。"),
    )

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        self.actor = actor
        role = cast(forms.ChoiceField, self.fields["role"])
        role.choices = [("", _("请选择"))] + [
            (each.code, f"{each.label}（{each.says}）") for each in roles_to_give(actor)
        ]
        station = cast("forms.ModelChoiceField[Station]", self.fields["station"])
        station.queryset = (
            Station.objects.visible_to(actor, "access.grant_role")
            .exclude(status=Station.Status.CLOSED)
            .order_by("region_code", "name")
        )

    def scope(self, organisation: Organisation) -> dict[str, Any]:
        """Region, station and last day as the actions take them."""
        station: Station | None = self.cleaned_data["station"]
        return {
            "role": self.cleaned_data["role"],
            "station_id": station.pk if station else None,
            "to_on": self.cleaned_data["to_on"],
            "region_code": region_to_give(
                actor=self.actor,
                organisation=organisation,
                station_region=station.region_code if station else "",
            ),
        }


class NewAccount(GivenRole):
    display_name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    username = forms.CharField(
        label=gettext_lazy("账号"),
        max_length=40,
        help_text=gettext_lazy("3 到 40 个小写字母、数字，以字母开头，例如 yacha.wang。"),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("填了以后，也可以用手机号登录。加密保存。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("单位"), queryset=Organisation.objects.none(), empty_label=gettext_lazy("请选择")
    )

    field_order = ("organisation", "display_name", "username", "phone", "role", "station", "to_on")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        organisation = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        organisation.queryset = organisations_to_choose(self.actor).order_by("kind", "name")


FIELD_OF = {
    "access.username": "username",
    "access.username-taken": "username",
    "access.phone": "phone",
    "access.phone-taken": "phone",
    "access.name-missing": "display_name",
    "access.role-missing": "role",
    "access.role-above": "role",
    "access.kind": "role",
    "access.station-missing": "station",
    "access.station-needless": "station",
    "access.not-operated": "station",
    "access.ends-before-begin": "to_on",
}
"""Beside which field a refusal is shown; all others stand above the form."""


def _say(form: forms.Form, no: Refused) -> None:
    field = FIELD_OF.get(no.code)
    form.add_error(field if field in form.fields else None, str(no))


@requires("access.open_account")
@never_cache
def account_new(request: ActorRequest) -> HttpResponse:
    form = NewAccount(
        request.POST or None, actor=request.actor, initial={"organisation": request.GET.get("organisation")}
    )
    if request.method == "POST" and form.is_valid():
        organisation: Organisation = form.cleaned_data["organisation"]
        try:
            opened = open_account(
                actor=request.actor,
                organisation_id=organisation.pk,
                username=form.cleaned_data["username"],
                display_name=form.cleaned_data["display_name"],
                phone=form.cleaned_data["phone"],
                on=localdate(),
                **form.scope(organisation),
            )
        except Refused as no:
            _say(form, no)
        else:
            return _password_once(request, opened, _("账号开好了"))
    facts = {"form": form, "tabs": tabs(request)}
    return render(request, "access/account_new.html", facts, status=422 if form.errors else 200)


def _password_once(request: ActorRequest, opened: Opened, title: str) -> HttpResponse:
    """The one page that shows a password; it is in no log, no cache and no history."""
    facts = {"opened": opened, "title": title, "tabs": tabs(request)}
    answer = render(request, "access/password_once.html", facts)
    answer["Cache-Control"] = "no-store"
    answer.made_url = reverse("account", args=[opened.user.pk])  # type: ignore[attr-defined]  # read by yizhan.web.once
    return answer


@requires("access.view_accounts")
def account(request: ActorRequest, user_id: UUID) -> HttpResponse:
    user = get_object_or_404(accounts(request.actor), pk=user_id)
    return _account_page(request, user, GivenRole(actor=request.actor))


def _account_page(request: ActorRequest, user: User, form: forms.Form) -> HttpResponse:
    lines = grant_lines(user.grants.all())
    facts = {
        "who": user,
        "holding": [line for line in lines if not line.ended],
        "ended": [line for line in lines if line.ended],
        "form": form,
        "sign_ins": [(line, sign_in_words(line)) for line in sign_ins_of(user=user)],
        "locked": _locked(user),
        "second_factor": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
        "oneself": str(user.pk) == request.actor.id,
        "phone_masked": mask_phone(user.phone),
        "home": place_names([user.region_code])[user.region_code],
        "tabs": tabs(request),
        "may": {
            name: request.actor.may(f"access.{name}")
            for name in (
                "close_account", "reset_password", "unlock_account", "drop_second_factor", "grant_role", "revoke_role",
            )
        },
    }  # fmt: skip
    return render(request, "access/account.html", facts, status=422 if form.errors else 200)


def _locked(user: User) -> bool:
    until = locked_until(
        username=user.username,
        at=timezone.now(),
        failures=settings.AXES_FAILURE_LIMIT,
        minutes=settings.LOCK_MINUTES,
    )
    return until is not None


@requires("access.grant_role")
@require_POST
def grant_new(request: ActorRequest, user_id: UUID) -> HttpResponse:
    user = get_object_or_404(accounts(request.actor), pk=user_id)
    form = GivenRole(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            grant_role(
                actor=request.actor,
                user_id=user.pk,
                from_on=localdate(),
                on=localdate(),
                **form.scope(user.organisation),
            )
        except Refused as no:
            _say(form, no)
        else:
            messages.success(
                request, _("已授予“%(role)s”。") % {"role": ROLES[form.cleaned_data["role"]].label}
            )
            return redirect("account", user_id)
    return _account_page(request, user, form)


@requires("access.revoke_role")
@require_POST
def grant_revoke(request: ActorRequest, grant_id: UUID) -> HttpResponse:
    grant = revoke_role(actor=request.actor, grant_id=grant_id, on=localdate())
    messages.success(request, _("已收回。这个人从现在起看不到相应的内容。"))
    return redirect("account", grant.user_id)


@requires("access.close_account")
@require_POST
def account_close(request: ActorRequest, user_id: UUID) -> HttpResponse:
    close_account(actor=request.actor, user_id=user_id, on=localdate())
    messages.success(request, _("账号已停用。"))
    return redirect("account", user_id)


@requires("access.unlock_account")
@require_POST
def account_unlock(request: ActorRequest, user_id: UUID) -> HttpResponse:
    unlock_account(actor=request.actor, user_id=user_id, on=localdate())
    messages.success(request, _("已解锁，可以马上再登录。"))
    return redirect("account", user_id)


@requires("access.reset_password")
@require_POST
@never_cache
def account_reset(request: ActorRequest, user_id: UUID) -> HttpResponse:
    opened = reset_password(actor=request.actor, user_id=user_id, at=timezone.now(), on=localdate())
    return _password_once(request, opened, _("密码已重置"))


@requires("access.drop_second_factor")
@require_POST
def account_drop_factor(request: ActorRequest, user_id: UUID) -> HttpResponse:
    drop_second_factor(actor=request.actor, user_id=user_id, on=localdate())
    messages.success(request, _("已解除，下次登录时重新设置。"))
    return redirect("account", user_id)
