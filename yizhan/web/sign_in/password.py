"""One's own password."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from yizhan.access.actions import change_own_password
from yizhan.access.models import User
from yizhan.access.queries import oneself
from yizhan.access.rules import password_is_stale
from yizhan.kernel.errors import Refused
from yizhan.web.door import ActorRequest, signed_in_page
from yizhan.web.nav import url_or_none
from yizhan.web.plain import PlainForm


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
