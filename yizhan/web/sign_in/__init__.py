"""The door: signing in and out, the second factor, one's own password; allauth's flow in our words and look.

Only the addresses below exist. Nobody registers here by herself, and no page of allauth asks for an e-mail.
"""

from typing import Any

from django.conf import settings
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from yizhan.web.door import public_page, signed_in_page
from yizhan.web.sign_in.demo import demo_sign_in
from yizhan.web.sign_in.password import own_password
from yizhan.web.sign_in.views import (
    CodeOnceMore,
    NewRecoveryCodes,
    PasswordOnceMore,
    RecoveryCodes,
    RecoveryCodesFile,
    SecondFactorAtTheDoor,
    SetUpSecondFactor,
    SignIn,
    TakeOffSecondFactor,
    second_factor,
    sign_out,
)


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
