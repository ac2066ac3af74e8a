"""Accounts, organisations, roles, the audit trail, and everybody's own account."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yizhan.access.actions import (
    Opened,
    close_account,
    close_organisation,
    drop_second_factor,
    grant_role,
    open_account,
    register_organisation,
    reset_password,
    revoke_role,
    unlock_account,
)
from yizhan.access.models import Custody, Organisation, RoleGrant, User
from yizhan.access.queries import (
    accounts,
    grants_in_force,
    locked_until,
    organisations_to_choose,
    region_to_give,
    roles_to_give,
    sign_ins_of,
)
from yizhan.access.roles import ROLES, ROOMS, VERB_LABELS
from yizhan.access.rules import KIND_DIGITS
from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import mask_phone
from yizhan.papers.rules import Heading, Table, xlsx
from yizhan.privacy.models import AuditEvent
from yizhan.privacy.queries import audit_trail
from yizhan.regions.models import Region
from yizhan.regions.queries import regions_on
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires, requires_any, signed_in_page
from yizhan.web.listing import XLSX, Between, Column, Filter, Listing, Sort
from yizhan.web.nav import url_or_none
from yizhan.web.plain import PlainForm

MANAGE = ("access.view_accounts", "access.view_organisations", "privacy.view_audit")


# --- names of places ---------------------------------------------------------------------------------------------------------


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """Codes as people call them today; "*" is the whole country, an unknown code stays a code."""
    wanted = {code for code in codes if code}
    found = regions_on(codes=wanted - {EVERYWHERE}, on=localdate())
    return {
        code: _("全国") if code == EVERYWHERE else found[code].name if code in found else code
        for code in wanted
    }


@dataclass(frozen=True)
class GrantLine:
    """A grant as the page shows it: role, where, from when to when, whether it holds today."""

    grant: RoleGrant
    role: str
    where: str
    holds: bool
    ended: bool


def grant_lines(grants: Iterable[RoleGrant]) -> list[GrantLine]:
    rows, today = list(grants), localdate()
    places = place_names(grant.region_code for grant in rows)
    stations = {
        station.pk: station.name
        for station in Station.objects.filter(pk__in={grant.station_id for grant in rows if grant.station_id})
    }
    return [
        GrantLine(
            grant=grant,
            role=ROLES[grant.role].label if grant.role in ROLES else grant.role,
            where=stations.get(grant.station_id, "")
            if grant.station_id
            else places.get(grant.region_code, ""),
            holds=grant.holds_on(today),
            ended=grant.revoked_on is not None
            or (grant.valid_to_on is not None and grant.valid_to_on < today),
        )
        for grant in sorted(rows, key=lambda each: (each.valid_from_on, each.pk))
    ]


def tabs(request: ActorRequest) -> list[tuple[str, str, bool]]:
    """The pages of 管理 this actor may open: name, address, whether it is this one."""
    offered = [
        (_("账号与授权"), "accounts", ("access.view_accounts",)),
        (_("单位"), "organisations", ("access.view_organisations",)),
        (_("权限一览"), "role-matrix", ()),
        (_("审计记录"), "audit", ("privacy.view_audit",)),
        (_("区划"), "regions", ("regions.view",)),
    ]
    found = []
    for label, name, verbs in offered:
        url = url_or_none(name)
        if url and all(request.actor.may(verb) for verb in verbs):
            found.append((label, url, request.path.startswith(url)))
    return found


@requires_any(*MANAGE)
def manage(request: ActorRequest) -> HttpResponse:
    """The first page of the area the actor may open."""
    for verb, name in zip(MANAGE, ("accounts", "organisations", "audit"), strict=True):
        if request.actor.may(verb):
            return redirect(name)
    raise AssertionError(verb)


# --- accounts -------------------------------------------------------------------------------------------------------------


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


# --- one's own account ------------------------------------------------------------------------------------------------------


@signed_in_page("每个人看自己的账号")
def profile(request: ActorRequest) -> HttpResponse:
    user = cast(User, request.user)
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    held = list(grants_in_force(user=user, on=localdate()))
    facts = {
        "who": user,
        "lines": grant_lines(held),
        "verbs": sorted(
            {VERB_LABELS.get(verb, verb) for grant in request.actor.grants for verb in grant.verbs}
        ),
        "sign_ins": [(line, sign_in_words(line)) for line in sign_ins_of(user=user)],
        "second_factor": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "must_have": any(ROLES[grant.role].sees_widely for grant in held if grant.role in ROLES),
        "stations": Station.objects.filter(
            pk__in={pk for g in request.actor.grants for pk in g.stations or ()}
        ),
    }
    return render(request, "access/profile.html", facts)


# --- organisations ----------------------------------------------------------------------------------------------------------


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


# --- who may do what --------------------------------------------------------------------------------------------------------


@signed_in_page("谁能做什么，人人可查")
def role_matrix(request: ActorRequest) -> HttpResponse:
    """Every verb against every role, as the reviewed table has it."""
    roles = list(ROLES.values())
    rooms = [
        (
            label,
            [(word, [code in holders.split() for code in ROLES]) for word, holders in verbs.values()],
        )
        for label, verbs in ROOMS.values()
    ]
    if request.GET.get("export") == "xlsx":
        return _matrix_sheet([role.label for role in roles], rooms)
    return render(request, "access/matrix.html", {"roles": roles, "rooms": rooms, "tabs": tabs(request)})


def _matrix_sheet(roles: list[str], rooms: list[tuple[str, list[tuple[str, list[bool]]]]]) -> HttpResponse:
    title = _("权限一览")
    rows = [
        [room, word, *("√" if held else "" for held in line)] for room, verbs in rooms for word, line in verbs
    ]
    headings = [Heading(name) for name in (_("范围"), _("事项"), *roles)]
    name = f"{title}-{localdate()}.xlsx"
    return HttpResponse(
        xlsx(Table(title=title, headings=headings, rows=rows)),
        content_type=XLSX,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
            or "attachment"
        },
    )


# --- the audit trail --------------------------------------------------------------------------------------------------------

REASONS = {
    "NotAllowed": gettext_lazy("岗位没有这项权限"),
    "DoesNotExist": gettext_lazy("不在服务范围内"),
    "access.wrong-password": gettext_lazy("密码不对"),
    "access.wrong-code": gettext_lazy("动态口令不对"),
    "access.locked": gettext_lazy("账号正在锁定"),
    "access.unknown-account": gettext_lazy("没有这个账号"),
    "access.closed": gettext_lazy("账号已停用"),
    "access.outside": gettext_lazy("不在本辖区"),
    "access.oneself": gettext_lazy("不能办理自己的账号"),
    "access.role-above": gettext_lazy("超出本人角色"),
}
WAYS = {
    "password": gettext_lazy("密码"),
    "second-factor": gettext_lazy("密码和动态口令"),
    "demo": gettext_lazy("演示身份"),
    "oidc": gettext_lazy("单位统一身份"),
}


def verb_words(line: AuditEvent) -> str:
    """The verb as the table of roles calls it, without the remark in brackets."""
    return VERB_LABELS.get(line.action, line.action).partition("（")[0]


def reason_words(line: AuditEvent) -> str:
    """Why an attempt was refused, in words; the sentence itself is not kept because it may name a person."""
    if not line.reason_code:
        return ""
    code = "DoesNotExist" if line.reason_code.endswith("DoesNotExist") else line.reason_code
    return str(REASONS.get(code) or _("规则不允许"))


def sign_in_words(line: AuditEvent) -> str:
    way = str(WAYS.get(line.facts.get("way", ""), ""))
    address = str(line.facts.get("address", ""))
    return " · ".join(part for part in (reason_words(line), way, address) if part)


@requires("privacy.view_audit")
def audit(request: ActorRequest) -> HttpResponse:
    listing: Listing[AuditEvent] = Listing(
        request,
        audit_trail(actor=request.actor),
        sorts=(Sort("at", _("时间"), "-at"),),
        filters=(
            Filter("action", _("事项"), sorted(VERB_LABELS.items(), key=lambda each: each[0]), "action"),
            Filter("outcome", _("结果"), AuditEvent.Outcome.choices, "outcome"),
            Between("at", _("日期"), "at__date"),
        ),
        search=lambda rows, words: rows.filter(actor_label__icontains=words),
        search_hint=_("办理人"),
    )
    if listing.wants_export:
        columns = (
            Column(_("时间"), "at"),
            Column(_("办理人"), "actor_label"),
            Column(_("事项"), verb_words),
            Column(_("结果"), lambda line: line.get_outcome_display()),
            Column(_("原因"), reason_words),
            Column(_("区划代码"), "region_code", "text"),
            Column(_("编号"), lambda line: str(line.subject_id or ""), "text"),
        )
        return listing.export(_("审计记录"), columns)
    rows = listing.rows
    places = place_names(line.region_code for line in rows)
    shown = [
        (
            line,
            verb_words(line),
            places.get(line.region_code, ""),
            reason_words(line),
            _told(line),
        )
        for line in rows
    ]
    return render(request, "access/audit.html", {"listing": listing, "rows": shown, "tabs": tabs(request)})


FACTS = {
    "role": gettext_lazy("角色"),
    "on": gettext_lazy("日期"),
    "from_on": gettext_lazy("从"),
    "to_on": gettext_lazy("到"),
    "address": gettext_lazy("网络地址"),
    "way": gettext_lazy("方式"),
    "month": gettext_lazy("月份"),
}


def _told(line: AuditEvent) -> str:
    """The facts of a line that mean something to a reader; ids stay in the export."""
    shown: dict[str, Callable[[Any], str]] = {
        "role": lambda code: ROLES[code].label if code in ROLES else code,
        "way": lambda code: str(WAYS.get(code, code)),
    }
    parts = [
        f"{label} {shown[key](line.facts[key]) if key in shown else line.facts[key]}"
        for key, label in FACTS.items()
        if line.facts.get(key)
    ]
    return "，".join(parts)


urlpatterns: list[URLPattern] = [
    path("manage/", manage, name="manage"),
    path("manage/accounts/", account_list, name="accounts"),
    path("manage/accounts/new/", account_new, name="account-new"),
    path("manage/accounts/<uuid:user_id>/", account, name="account"),
    path("manage/accounts/<uuid:user_id>/roles/", grant_new, name="grant-new"),
    path("manage/accounts/<uuid:user_id>/close/", account_close, name="account-close"),
    path("manage/accounts/<uuid:user_id>/unlock/", account_unlock, name="account-unlock"),
    path("manage/accounts/<uuid:user_id>/reset/", account_reset, name="account-reset"),
    path("manage/accounts/<uuid:user_id>/second-factor/", account_drop_factor, name="account-drop-factor"),
    path("manage/grants/<uuid:grant_id>/revoke/", grant_revoke, name="grant-revoke"),
    path("manage/organisations/", organisation_list, name="organisations"),
    path("manage/organisations/new/", organisation_new, name="organisation-new"),
    path("manage/organisations/<uuid:organisation_id>/close/", organisation_close, name="organisation-close"),
    path("manage/roles/", role_matrix, name="role-matrix"),
    path("manage/audit/", audit, name="audit"),
    path("account/", profile, name="profile"),
]
