"""Photos of a record: one by one on a plain page, for those who may see them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.privacy.files import Unreadable
from yizhan.services.actions import remove_photo
from yizhan.services.queries.photos import VIEW_PHOTOS, photo_for, picture
from yizhan.services.queries.records import mending_problem
from yizhan.web.door import ActorRequest, requires


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
    return HttpResponse(
        content,
        content_type="image/jpeg",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_POST
@requires("services.remove_photo")
def photo_remove(request: ActorRequest, photo_id: UUID) -> HttpResponse:
    photo = remove_photo(
        actor=request.actor, photo_id=photo_id, at=now(), reason=request.POST.get("reason", "")
    )
    messages.success(request, _("照片去掉了，理由留着。"))
    return redirect("service", photo.service_id)


urlpatterns = [
    path("services/photos/<uuid:photo_id>/", photo_page, name="service-photo"),
    path("services/photos/<uuid:photo_id>/image", photo_image, name="service-photo-image"),
    path("services/photos/<uuid:photo_id>/remove/", photo_remove, name="service-photo-remove"),
]
