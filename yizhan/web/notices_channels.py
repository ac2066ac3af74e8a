"""通知渠道: where a person or an office wants to hear that notices wait, a test, and what was sent."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.access.actions import Target, open_channel, open_office_channel, stop_channel, test_channel
from yizhan.access.models import Channel
from yizhan.access.queries import channels_of, deliveries_of
from yizhan.config.queue import enqueue
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.web.door import ActorRequest, requires

OPEN = "access.open_channel"
FOR_OFFICE = "access.open_office_channel"
LOG = 30


@requires(OPEN)
def channel_page(request: ActorRequest) -> HttpResponse:
    return _page(request)


def _page(request: ActorRequest, refusal: Refused | None = None) -> HttpResponse:
    actor = request.actor
    facts = {
        "channels": list(channels_of(actor)),
        "log": list(deliveries_of(actor)[:LOG]),
        "may_office": actor.may(FOR_OFFICE) and actor.organisation_id is not None,
        "kinds": [
            (value, label, value == Channel.Kind.MAIL and not settings.EMAIL_HOST)
            for value, label in Channel.Kind.choices
        ],
        "no_mail": not settings.EMAIL_HOST,
        "given": request.POST if refusal else {},
        "refusal": refusal,
    }
    return render(request, "channels.html", facts, status=422 if refusal else 200)


@requires(OPEN)
@require_POST
def channel_open(request: ActorRequest) -> HttpResponse:
    given = request.POST
    for_office = given.get("whose") == "office"
    if for_office and not request.actor.may(FOR_OFFICE):
        raise NotAllowed(FOR_OFFICE)
    try:
        (open_office_channel if for_office else open_channel)(
            actor=request.actor,
            kind=given.get("kind", ""),
            to=Target(
                address=given.get("address", ""),
                label=given.get("label", ""),
                secret=given.get("secret", ""),
                private=settings.PRIVATE_TARGETS,
            ),
            on=localdate(),
            at=timezone.now(),
        )
    except Refused as no:
        return _page(request, no)
    messages.success(request, _("设好了。点“发一条测试”看看收不收得到。"))
    return redirect("channels")


@requires("access.test_channel")
@require_POST
def channel_test(request: ActorRequest, channel_id: UUID) -> HttpResponse:
    row = test_channel(actor=request.actor, channel_id=channel_id, at=timezone.now())
    enqueue("send_message", delivery_id=row.pk)
    messages.success(request, _("测试消息已发出，结果看下面的发送记录。"))
    return redirect("channels")


@requires("access.stop_channel")
@require_POST
def channel_stop(request: ActorRequest, channel_id: UUID) -> HttpResponse:
    stop_channel(actor=request.actor, channel_id=channel_id, on=localdate())
    messages.success(request, _("已停用。"))
    return redirect("channels")


urlpatterns: list[URLPattern] = [
    path("notices/channels/", channel_page, name="channels"),
    path("notices/channels/open/", channel_open, name="channel-open"),
    path("notices/channels/<uuid:channel_id>/test/", channel_test, name="channel-test"),
    path("notices/channels/<uuid:channel_id>/stop/", channel_stop, name="channel-stop"),
]
