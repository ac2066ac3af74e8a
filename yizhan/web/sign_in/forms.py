"""The forms at the door."""

from typing import Any, cast

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.access.queries import by_telephone
from yizhan.kernel.identity import normal_phone, phone_problem
from yizhan.web.plain import PlainWords
from yizhan.web.sign_in.adapters import OWN_COMPUTER, remember
from yizhan.web.sign_in.notes import note_attempt


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
            remember(request, request.user)
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
