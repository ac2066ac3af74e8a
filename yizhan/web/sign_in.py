"""The door: signing in and out, the second factor, one's own password; allauth's flow in our words and look.

Only the addresses below exist. Nobody registers here by herself, and no page of allauth asks for an e-mail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import time
from typing import Any, cast
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.account.views import LoginView, ReauthenticateView
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from axes.helpers import get_client_ip_address
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from yizhan.access.actions import change_own_password, note_second_factor, sign_in
from yizhan.access.models import User
from yizhan.access.queries import by_telephone, demo_accounts, oneself, sees_widely
from yizhan.access.roles import ROLES
from yizhan.access.rules import password_is_stale
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import normal_phone, phone_problem
from yizhan.privacy.fields import digest, seal_text, unseal_text
from yizhan.web.door import ActorRequest, public_page, signed_in_page
from yizhan.web.nav import url_or_none
from yizhan.web.plain import PlainForm, PlainWords

Text = str | Promise
OWN_COMPUTER = "own_computer"
SECOND_FACTOR = "second_factor_ok"
CODE_COLUMN = "mfa_authenticator.data"
REMEMBERED = timedelta(days=7)


# --- allauth, in our words ------------------------------------------------------------------------------------------------


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Writes every attempt into the audit trail, and speaks only when there is something to say."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("账号或密码不对。"),
        "too_many_login_attempts": gettext_lazy("试得太多了，请过几分钟再试。"),
        "incorrect_password": gettext_lazy("密码不对。"),
        "account_inactive": gettext_lazy("这个账号已经停用。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (allauth's signature)
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counting failures is the work of axes alone: two counters would give two different answers."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        locked = getattr(request, "axes_locked_out", False)
        note_attempt(
            request,
            username=str(credentials.get("username", "")),
            problem="access.locked" if locked else "access.wrong-password",
        )

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        way = str(request.session.pop("way_in", "")) or _way_in(request)
        sign_in(actor=oneself(user), user_id=user.pk, address=address_of(request), way=way)
        if way == "second-factor":
            request.session[SECOND_FACTOR] = True
        _remember(request, user)
        return cast(HttpResponse, super().post_login(request, user, **hooks))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        note_attempt(request, username=user.username, problem="access.closed")
        messages.error(request, _("这个账号已经停用。需要恢复的，请找为您开账号的单位。"))
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:  # noqa: ARG002  (allauth's signature)
        """Who typed her password or code a moment ago need not do so again; a demo has no passwords to type."""
        records = context.request.session.get("account_authentication_methods", [])
        newest = max((record["at"] for record in records), default=0)
        return not settings.DEMO and time() - newest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def add_message(self, request: HttpRequest, level: int, *args: Any, **given: Any) -> None:
        """allauth's own notes are silent; our views say what happened."""


def _remember(request: HttpRequest, user: User) -> None:
    """A computer of one's own is remembered, unless its user sees more than a station or a town."""
    if request.session.get(OWN_COMPUTER) and not sees_widely(user=user, on=localdate()):
        request.session.set_expiry(REMEMBERED)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("验证码不对，或者已经过期，请用最新的六位数字。"),
        "cannot_delete_authenticator": gettext_lazy("您的岗位必须使用动态口令，不能关闭。"),
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return settings.DEMO or not sees_widely(user=authenticator.user, on=localdate())

    def encrypt(self, text: str) -> str:
        """The secret of the second factor rests under the field cipher, like every secret."""
        return seal_text(text, place=CODE_COLUMN)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text, place=CODE_COLUMN)


class UnitAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Sign-in through the unit's own service opens accounts that exist here; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002  (allauth's)
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account by the name the unit knows it by, or say that there is none."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo") or claims.get("id_token") or claims
        name = str(claims.get("preferred_username") or "").lower()
        user = User.objects.filter(username=name, is_active=True).first() if name else None
        if user is None:
            note_attempt(request, username=name, problem="access.unknown-account", way="oidc")
            messages.error(request, _("您的单位账号还没有在这里开通，请找本单位管理员。"))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.user = user


class SignInForm(PlainWords, LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Account or telephone number, password, and whether the computer is one's own."""

    own_computer = forms.BooleanField(
        required=False, label=gettext_lazy("这台电脑是我自己用的，7 天内免登录")
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("手机号或账号"), _("密码")
        login.widget.attrs.update(
            autocomplete="username", autocapitalize="none", spellcheck="false", placeholder=""
        )
        password.widget.attrs.update(autocomplete="current-password", placeholder="")
        login.error_messages["required"] = _("请填写手机号或账号。")
        password.error_messages["required"] = _("请填写密码。")
        password.help_text = ""

    def clean_login(self) -> str:
        """The account's name; a telephone number is looked up by its digest."""
        typed = str(self.cleaned_data["login"]).strip()
        if phone_problem(typed) is None and (user := by_telephone(normal_phone(typed))):
            return user.username
        return typed.lower()[:150]

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[OWN_COMPUTER] = bool(self.cleaned_data.get("own_computer"))
        answer = cast(HttpResponse, super().login(request, redirect_url))
        if request.user.is_authenticated:  # allauth has just set the length of the session, so once more
            _remember(request, request.user)
        return answer


class CodeForm(PlainWords, AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The six digits at the door; a wrong one leaves a line in the audit trail."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        _code_field(self.fields["code"], _("六位验证码，或者一个恢复码"))

    def _emit_authentication_failed(self, authenticator: Any) -> None:  # noqa: ARG002  (allauth's signature)
        note_attempt(
            context.request, username=self.user.username, problem="access.wrong-code", way="second-factor"
        )


class CodeAgain(PlainWords, CodeAgainForm):  # type: ignore[misc]  # allauth is untyped
    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        _code_field(self.fields["code"], _("六位验证码"))


class PasswordAgain(PlainWords, ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["password"].label = _("密码")
        self.fields["password"].widget.attrs.update(autocomplete="current-password", placeholder="")


class SetUpForm(PlainWords, ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        _code_field(self.fields["code"], _("手机上显示的六位数字"))


def _code_field(field: forms.Field, label: str) -> None:
    field.label = label
    field.widget.attrs.update(
        placeholder="", inputmode="numeric", autocomplete="one-time-code", maxlength="20"
    )
    field.error_messages["required"] = _("请填写验证码。")


# --- what happened at the door ----------------------------------------------------------------------------------------------


def address_of(request: HttpRequest) -> str:
    """The network address of the visitor, as far as the trusted proxies tell."""
    return str(get_client_ip_address(request) or "")


def note_attempt(request: HttpRequest, *, username: str, problem: str, way: str = "password") -> None:
    """One refused line in the audit trail; for a name nobody bears, only its digest."""
    user = User.objects.filter(username=username.lower()).first()
    try:
        sign_in(
            actor=oneself(user),
            user_id=user.pk if user else None,
            address=address_of(request),
            way=way,
            problem=problem if user else "access.unknown-account",
            known="" if user else digest(username, purpose="access.sign-in"),
        )
    except Refused:
        return


def _way_in(request: HttpRequest) -> str:
    methods = {record.get("method") for record in request.session.get("account_authentication_methods", [])}
    if "mfa" in methods:
        return "second-factor"
    return "oidc" if "socialaccount" in methods else "password"


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """What axes shows after too many failures: how long, and whom to ask. The trail has the lines already."""
    if request.path.startswith("/api/"):
        return JsonResponse({"reason": _locked_sentence()}, status=429)
    return render(
        request,
        "account/locked.html",
        {"sentence": _locked_sentence(), "minutes": settings.LOCK_MINUTES},
        status=429,
    )


def _locked_sentence() -> str:
    return _("连续 %(times)d 次没有输对，这个账号停用 %(minutes)d 分钟。") % {
        "times": settings.AXES_FAILURE_LIMIT,
        "minutes": settings.LOCK_MINUTES,
    }


# --- the pages --------------------------------------------------------------------------------------------------------------


class SignIn(LoginView):  # type: ignore[misc]  # allauth is untyped
    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts: dict[str, Any] = super().get_context_data(**kwargs)
        return facts | {
            "cards": demo_cards() if settings.DEMO else [],
            "oidc_url": reverse("openid_connect_login", args=["oidc"]) if settings.OIDC else "",
            "portal_url": url_or_none("portal-home") or url_or_none("portal") or "",
        }


class SecondFactorAtTheDoor(AuthenticateView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/authenticate.html"


class SetUpSecondFactor(ActivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/totp/activate_form.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _note_factor(self.request, "on")
        self.request.session[SECOND_FACTOR] = True
        messages.success(self.request, _("动态口令已启用。请把下面的恢复码抄好收起来。"))
        return answer

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes")


class TakeOffSecondFactor(DeactivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/totp/deactivate_form.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        super().form_valid(form)
        _note_factor(self.request, "off")
        self.request.session.pop(SECOND_FACTOR, None)
        messages.success(self.request, _("动态口令已关闭。"))
        return redirect("profile")


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/recovery_codes/index.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/recovery_codes/generate.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _note_factor(self.request, "codes")
        messages.success(self.request, _("新的恢复码已生成，旧的不能再用。"))
        return answer


class RecoveryCodesFile(DownloadRecoveryCodesView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/recovery_codes/download.txt"


class PasswordOnceMore(ReauthenticateView):  # type: ignore[misc]  # allauth is untyped
    template_name = "account/reauthenticate.html"


class CodeOnceMore(CodeAgainView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/reauthenticate.html"


def _note_factor(request: HttpRequest, what: str) -> None:
    user = cast(User, request.user)
    note_second_factor(actor=oneself(user), user_id=user.pk, what=what)


@public_page("总可以退出，登录到一半也可以")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out; also out of a sign-in that waits for its second factor, so that another account can be tried."""
    logout(request)
    messages.info(request, _("已退出。公用电脑请关闭浏览器。"))
    return redirect("account_login")


@signed_in_page("每个人管自己的第二重验证")
def second_factor(request: ActorRequest) -> HttpResponse:
    """allauth leads here when it has nothing more to ask; everything about it is on the account page."""
    return redirect("profile")


class OwnPasswordForm(PlainForm):
    """The old one once, the new one twice."""

    old = forms.CharField(
        label=gettext_lazy("现在的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("新密码"),
        strip=False,
        help_text=gettext_lazy("至少 10 位，大写字母、小写字母、数字、符号里用三种，不要含账号名。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一遍新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写%(label)s。") % {"label": field.label}

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("new"):
            raise forms.ValidationError(_("两遍不一样，请重新输入。"))
        return again


@signed_in_page("每个人改自己的密码")
@never_cache
@sensitive_post_parameters("old", "new", "again")
def own_password(request: ActorRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = OwnPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_own_password(
                actor=oneself(user),
                user_id=user.pk,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                at=timezone.now(),
            )
        except Refused as no:
            form.add_error("old" if no.code == "access.old-password" else "new", str(no))
        else:
            update_session_auth_hash(request, changed)  # every other session of hers ends
            messages.success(request, _("密码已修改。"))
            return redirect(url_or_none("home") or "profile")
    stale = password_is_stale(user.password_changed_at, at=timezone.now(), days=settings.PASSWORD_DAYS)
    facts = {
        "form": form,
        "first": user.must_change_password,
        "stale": stale and not user.must_change_password,
    }
    return render(request, "account/own_password.html", facts, status=422 if form.errors else 200)


# --- the demo ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """One way into the demo: which role, played by whom, what for, on which device."""

    user_id: UUID
    title: Text
    name: str
    says: Text
    device: Text
    picture: str


@dataclass(frozen=True)
class Looks:
    title: Text
    says: Text
    device: Text
    icon: str


LOOKS: dict[str, Looks] = {
    "county": Looks(
        gettext_lazy("县民政局"),
        gettext_lazy("看各站、审月报、看谁逾期"),
        gettext_lazy("电脑"),
        icon="building-bank",
    ),
    "township": Looks(
        gettext_lazy("乡镇政府"),
        gettext_lazy("看本乡镇的站和服务"),
        gettext_lazy("电脑"),
        icon="building-community",
    ),
    "worker": Looks(
        gettext_lazy("驻站社工"),
        gettext_lazy("今天去看谁、记录探访"),
        gettext_lazy("手机"),
        icon="device-mobile",
    ),
    "station_head": Looks(
        gettext_lazy("站长"),
        gettext_lazy("填月报、签发、看达标"),
        gettext_lazy("电脑和手机"),
        icon="users-group",
    ),
    "deputy_head": Looks(
        gettext_lazy("副站长"), gettext_lazy("协助站长"), gettext_lazy("电脑和手机"), icon="users"
    ),
    "agency_manager": Looks(
        gettext_lazy("承接主体"), gettext_lazy("人员到岗、各站服务"), gettext_lazy("电脑"), icon="briefcase"
    ),
    "agency_finance": Looks(
        gettext_lazy("机构财务"), gettext_lazy("看各站合计"), gettext_lazy("电脑"), icon="receipt"
    ),
    "supervisor": Looks(
        gettext_lazy("督导"), gettext_lazy("看服务记录和人员"), gettext_lazy("电脑"), icon="school"
    ),
    "evaluator": Looks(
        gettext_lazy("第三方评估员"),
        gettext_lazy("看站点和合计"),
        gettext_lazy("电脑"),
        icon="clipboard-check",
    ),
    "department": Looks(
        gettext_lazy("协同部门"), gettext_lazy("看站点和合计"), gettext_lazy("电脑"), icon="clipboard-list"
    ),
    "auditor": Looks(
        gettext_lazy("审计员"), gettext_lazy("只读，查留痕"), gettext_lazy("电脑"), icon="file-search"
    ),
    "city": Looks(
        gettext_lazy("市民政局"), gettext_lazy("只看合计，不看姓名"), gettext_lazy("电脑"), icon="chart-bar"
    ),
    "province": Looks(
        gettext_lazy("省民政厅"), gettext_lazy("只看合计，不看姓名"), gettext_lazy("电脑"), icon="chart-bar"
    ),
    "administrator": Looks(
        gettext_lazy("系统管理员"),
        gettext_lazy("管账号和单位，看不到人"),
        gettext_lazy("电脑"),
        icon="settings",
    ),
}


def demo_cards() -> list[Card]:
    """One card a role, the earliest account of each, in the order of the pictures."""
    found = demo_accounts(on=localdate())
    return [
        Card(found[role].pk, looks.title, found[role].display_name, looks.says, looks.device, looks.icon)
        for role, looks in LOOKS.items()
        if role in found
    ]


@public_page("演示环境里，点一下身份就进来")
@require_POST
def demo_sign_in(request: HttpRequest, user_id: UUID) -> HttpResponseBase:
    """In as one of the accounts on the cards; 404 wherever this is not a demo."""
    if not settings.DEMO:
        raise Http404
    user = next((each for each in demo_accounts(on=localdate()).values() if each.pk == user_id), None)
    if user is None:
        raise Http404
    logout(request)
    request.session["way_in"] = "demo"
    adapter = AccountAdapter(request)
    adapter.login(request, user)
    back = request.POST.get("next", "")
    return adapter.post_login(
        request,
        user,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else None,
    )


# --- duties before anything else --------------------------------------------------------------------------------------------


class DutiesFirst:
    """A first or stale password is changed, and a wide role sets up its second factor, before any other page opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        duty = "" if _always_open(request.path) or not request.user.is_authenticated else self._duty(request)
        if not duty:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"reason": _("请先在网页上登录，改好密码、设好动态口令。")}, status=403)
        return redirect(duty)

    def _duty(self, request: HttpRequest) -> str:
        user = cast(User, request.user)
        if settings.DEMO:
            return ""
        if user.must_change_password or password_is_stale(
            user.password_changed_at, at=timezone.now(), days=settings.PASSWORD_DAYS
        ):
            return "own-password"
        if request.session.get(SECOND_FACTOR):
            return ""
        if not any(ROLES[role].sees_widely for role in cast(ActorRequest, request).actor.roles):
            return ""
        if is_mfa_enabled(user):
            request.session[SECOND_FACTOR] = True  # set up earlier; allauth asked for it at the door
            return ""
        return "mfa_activate_totp"


def _always_open(path_: str) -> bool:
    return path_.startswith(("/accounts/", "/static/", "/health", "/open/"))


def _mine(view: Any) -> Any:
    return signed_in_page("每个人管自己的第二重验证")(view)


_door = public_page("登录前就要能打开")

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/login/", _door(SignIn.as_view()), name="account_login"),
    path("accounts/logout/", sign_out, name="account_logout"),
    path("accounts/password/", own_password, name="own-password"),
    path("accounts/demo/<uuid:user_id>/", demo_sign_in, name="demo-sign-in"),
    path("accounts/reauthenticate/", _mine(PasswordOnceMore.as_view()), name="account_reauthenticate"),
    path("accounts/2fa/", second_factor, name="mfa_index"),
    path("accounts/2fa/authenticate/", _door(SecondFactorAtTheDoor.as_view()), name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", _mine(CodeOnceMore.as_view()), name="mfa_reauthenticate"),
    path("accounts/2fa/set-up/", _mine(SetUpSecondFactor.as_view()), name="mfa_activate_totp"),
    path("accounts/2fa/take-off/", _mine(TakeOffSecondFactor.as_view()), name="mfa_deactivate_totp"),
    path("accounts/2fa/codes/", _mine(RecoveryCodes.as_view()), name="mfa_view_recovery_codes"),
    path("accounts/2fa/codes/new/", _mine(NewRecoveryCodes.as_view()), name="mfa_generate_recovery_codes"),
    path("accounts/2fa/codes/file/", _mine(RecoveryCodesFile.as_view()), name="mfa_download_recovery_codes"),
]
if settings.OIDC:
    urlpatterns.append(path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")))
