"""Passwords for programs on one's own phone, such as ODK Collect: made, shown once, taken back; on the page of oneself."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.access.actions import make_app_password, revoke_app_password
from yizhan.access.models import User
from yizhan.access.queries import app_passwords_of, oneself
from yizhan.stations.models import Station
from yizhan.web.door import ActorRequest, requires

FILL = "forms.submit"


@requires(FILL)
def app_passwords(request: ActorRequest) -> HttpResponse:
    """The part of the page 我的账号: what is in use, and one more."""
    stations = _stations(request)
    names = {each.pk: each.short_name for each in stations}
    rows = [
        (row, names.get(row.station_id, _("已不在您的范围")))
        for row in app_passwords_of(cast(User, request.user))
    ]
    return render(request, "access/_app_passwords.html", {"rows": rows, "stations": stations})


@requires(FILL)
@require_POST
def app_password_new(request: ActorRequest) -> HttpResponse:
    """The secret is on this page and nowhere else."""
    user = cast(User, request.user)
    made = make_app_password(
        actor=oneself(user),
        user_id=user.pk,
        station_id=_uuid(request.POST.get("station", "")),
        label=request.POST.get("label", ""),
        on=localdate(),
    )
    groups = [made.secret[at : at + 5] for at in range(0, len(made.secret), 5)]
    facts = {
        "secret": made.secret,
        "groups": groups,
        "label": made.row.label,
        "username": user.username,
        "address": request.build_absolute_uri("/api/openrosa"),
        "secure": request.is_secure(),
    }
    return render(request, "access/app_password_once.html", facts)


@requires(FILL)
@require_POST
def app_password_revoke(request: ActorRequest, password_id: UUID) -> HttpResponse:
    user = cast(User, request.user)
    if not app_passwords_of(user).filter(pk=password_id).exists():
        raise Http404
    revoke_app_password(actor=oneself(user), user_id=user.pk, password_id=password_id, on=localdate())
    messages.success(request, _("已停用，那部手机上的程序不能再报送。"))
    return redirect("profile")


def _stations(request: ActorRequest) -> list[Station]:
    """The stations somebody works for by her employer's contract, for which a program may send."""
    keys = {key for grant in request.actor.grants_for(FILL) for key in grant.stations or ()}
    rows = Station.objects.visible_to(request.actor, "stations.view").filter(pk__in=keys)
    return list(rows.order_by("region_code"))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


urlpatterns = [
    path("account/programs/", app_passwords, name="app-passwords"),
    path("account/programs/new/", app_password_new, name="app-password-new"),
    path("account/programs/<uuid:password_id>/revoke/", app_password_revoke, name="app-password-revoke"),
]
