"""What was sent to oneself: a list, and the way to where each one leads."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from yizhan.access.actions import read_all_notices, read_notice
from yizhan.access.models import Notice, User
from yizhan.access.queries import notices_of
from yizhan.web.door import ActorRequest, requires
from yizhan.web.listing import Filter, Listing, Sort
from yizhan.web.templatetags.yizhan import Choice


@requires("access.read_notice")
def notice_list(request: ActorRequest) -> HttpResponse:
    listing: Listing[Notice] = Listing(
        request,
        notices_of(request.actor),
        sorts=(Sort("new", _("最近的"), "-sent_at"),),
        filters=(
            Filter(
                "show", _("筛选"), (("unread", _("未读")),), lambda rows, _value: rows.filter(read_at=None), hidden=True
            ),
        ),
        size=30,
    )  # fmt: skip
    unread = request.user.unread_notices if isinstance(request.user, User) else 0
    shown = [Choice("", _("全部")), Choice("unread", _("未读"), unread)]
    return render(request, "notices.html", {"listing": listing, "choices": shown, "unread": unread})


@requires("access.read_notice")
def notice_open(request: ActorRequest, notice_id: UUID) -> HttpResponse:
    """Marks it as read and goes where it leads; that page asks again who may see it."""
    notice = read_notice(actor=request.actor, notice_id=notice_id, at=timezone.now())
    return redirect(notice.url)


@requires("access.read_all_notices")
@require_POST
def notices_read(request: ActorRequest) -> HttpResponse:
    seen = read_all_notices(actor=request.actor, at=timezone.now())
    said = ngettext("%(count)d 条已标为已读。", "%(count)d 条已标为已读。", seen) % {"count": seen}
    messages.success(request, said)
    return redirect("notices")


urlpatterns: list[URLPattern] = [
    path("notices/", notice_list, name="notices"),
    path("notices/read/", notices_read, name="notices-read"),
    path("notices/<uuid:notice_id>/", notice_open, name="notice"),
]
