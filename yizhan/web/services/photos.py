"""Photos of a record and of an alarm: added at a desk, and shown one by one to those who may see them."""

import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.files import Unreadable
from yizhan.services.actions import attach_alarm_photo, attach_photo, remove_photo
from yizhan.services.models import Alarm
from yizhan.services.queries.alarm_photos import evidence_photo
from yizhan.services.queries.alarms import OPEN
from yizhan.services.queries.photos import VIEW_PHOTOS, photo_for, picture
from yizhan.services.queries.records import mending_problem
from yizhan.services.rules.photos import MOST_PHOTOS, size_problem
from yizhan.web.door import ActorRequest, requires

_PRIVATE = {
    "Cache-Control": "private, no-store",
    "Content-Disposition": "inline",
    "X-Content-Type-Options": "nosniff",
}


@requires(VIEW_PHOTOS)
def photo_page(request: ActorRequest, photo_id: UUID) -> HttpResponse:
    photo = photo_for(actor=request.actor, photo_id=photo_id)
    facts = {
        "photo": photo,
        "record": photo.service,
        "may_remove": request.actor.may("services.remove_photo"),
        "others": None
        if photo.added_by == request.actor.id
        else mending_problem(actor=request.actor, record=photo.service),
    }
    return render(request, "services/photo.html", facts)


@requires(VIEW_PHOTOS)
def photo_image(request: ActorRequest, photo_id: UUID) -> HttpResponse:
    """The picture itself. Http404 also when its file is not what was put there."""
    photo = photo_for(actor=request.actor, photo_id=photo_id)
    try:
        content = picture(photo)
    except (Unreadable, FileNotFoundError):
        raise Http404 from None
    return HttpResponse(content, content_type="image/jpeg", headers=_PRIVATE)


@require_POST
@requires("services.attach_photo")
def photo_add(request: ActorRequest, service_id: UUID) -> HttpResponse:
    """Photos from the desk. The page makes them small; what comes larger, or is none, is refused with a sentence each."""
    added = 0
    for file in request.FILES.getlist("photo")[:MOST_PHOTOS]:
        try:
            content = sent_photo(file)
            attach_photo(
                actor=request.actor,
                photo_id=uuid7(),
                service_id=service_id,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                most_bytes=settings.PHOTO_LIMIT_BYTES,
                most_room=settings.PHOTO_ROOM_BYTES,
                caption=request.POST.get("caption", ""),
            )
        except Refused as no:
            messages.error(
                request, _("“%(name)s”没有放进来：%(why)s") % {"name": file.name, "why": no.reason}
            )
        else:
            added += 1
    if added:
        messages.success(request, _("加了 %(n)s 张照片，拍摄信息已去掉。") % {"n": added})
    elif not request.FILES:
        messages.error(request, _("还没有选照片。"))
    return redirect(f"{reverse('service', args=[service_id])}#photos")


@require_POST
@requires("services.attach_alarm_photo")
def alarm_photo_add(request: ActorRequest, alarm_id: UUID) -> HttpResponse:
    """A photo becomes one more sealed entry of the alarm; it can be added to, never taken away."""
    file = request.FILES.get("photo")
    try:
        if not isinstance(file, UploadedFile):
            raise Refused(_("还没有选照片。"), code="services.photo-missing")
        at = now()
        attach_alarm_photo(
            actor=request.actor,
            alarm_id=alarm_id,
            content=sent_photo(file),
            caption=request.POST.get("caption", ""),
            happened_at=at,
            at=at,
            most_bytes=settings.PHOTO_LIMIT_BYTES,
            most_room=settings.PHOTO_ROOM_BYTES,
        )
    except Refused as no:
        messages.error(request, no.reason)
    else:
        messages.success(request, _("照片加进经过里了，只增不改。"))
    return redirect("alarm", alarm_id)


@requires(OPEN)
def alarm_photo(request: ActorRequest, alarm_id: UUID, photo_id: UUID) -> HttpResponse:
    """The picture itself, to whoever may see the alarm. Http404 also when it is not what its entry sealed."""
    alarm = Alarm.objects.visible_to(request.actor, OPEN).get(pk=alarm_id)
    try:
        content = evidence_photo(alarm=alarm, photo_id=photo_id)
    except (Unreadable, FileNotFoundError):
        raise Http404 from None
    return HttpResponse(content, content_type="image/jpeg", headers=_PRIVATE)


def sent_photo(file: "UploadedFile[Any]") -> bytes:
    """The bytes of an upload, which are not even read when there are too many."""
    if problem := size_problem(file.size or 0, most=settings.PHOTO_LIMIT_BYTES):
        raise Refused(problem.sentence, code=problem.code)
    return bytes(file.read())


@require_POST
@requires("services.remove_photo")
def photo_remove(request: ActorRequest, photo_id: UUID) -> HttpResponse:
    photo = remove_photo(
        actor=request.actor, photo_id=photo_id, at=now(), reason=request.POST.get("reason", "")
    )
    messages.success(request, _("照片去掉了，理由留着。"))
    return redirect("service", photo.service_id)


urlpatterns = [
    path("services/<uuid:service_id>/photos/", photo_add, name="service-photo-add"),
    path("services/alarms/<uuid:alarm_id>/photos/", alarm_photo_add, name="alarm-photo-add"),
    path("services/alarms/<uuid:alarm_id>/photos/<uuid:photo_id>", alarm_photo, name="alarm-photo"),
    path("services/photos/<uuid:photo_id>/", photo_page, name="service-photo"),
    path("services/photos/<uuid:photo_id>/image", photo_image, name="service-photo-image"),
    path("services/photos/<uuid:photo_id>/remove/", photo_remove, name="service-photo-remove"),
]
