"""Signing in and out and the second factor: allauth's pages in our words."""

from typing import Any

from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.web.door import ActorRequest, public_page, signed_in_page
from yizhan.web.nav import url_or_none
from yizhan.web.sign_in.adapters import SECOND_FACTOR
from yizhan.web.sign_in.demo import demo_cards
from yizhan.web.sign_in.notes import note_factor


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
        note_factor(self.request, "on")
        self.request.session[SECOND_FACTOR] = True
        messages.success(self.request, _("动态口令已启用。请把下面的恢复码抄好收起来。"))
        return answer

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes")


class TakeOffSecondFactor(DeactivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/totp/deactivate_form.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        super().form_valid(form)
        note_factor(self.request, "off")
        self.request.session.pop(SECOND_FACTOR, None)
        messages.success(self.request, _("动态口令已关闭。"))
        return redirect("profile")


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/recovery_codes/index.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/recovery_codes/generate.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        note_factor(self.request, "codes")
        messages.success(self.request, _("新的恢复码已生成，旧的不能再用。"))
        return answer


class RecoveryCodesFile(DownloadRecoveryCodesView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/recovery_codes/download.txt"


class PasswordOnceMore(ReauthenticateView):  # type: ignore[misc]  # allauth is untyped
    template_name = "account/reauthenticate.html"


class CodeOnceMore(CodeAgainView):  # type: ignore[misc]  # allauth is untyped
    template_name = "mfa/reauthenticate.html"


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
