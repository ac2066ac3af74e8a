"""Reads of photos: of one record, how many a timeline has, one picture opened for somebody who may see it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Sum

from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.privacy.files import open_file
from yizhan.services.models import AlarmPhoto, ServiceClient, ServicePhoto

VIEW_PHOTOS = "services.view_photos"


@dataclass(frozen=True)
class Album:
    """The photos of a record for one reader; closed: she may see the record, its photos not. taken_away: rows without file."""

    photos: tuple[ServicePhoto, ...]
    count: int
    closed: bool = False
    taken_away: tuple[ServicePhoto, ...] = ()


def album(*, actor: Actor, service_id: UUID, restricted: bool) -> Album:
    """Photos of a record the caller has found in sight. restricted: somebody in it is closed to her; so are the photos."""
    rows = list(ServicePhoto.objects.filter(service_id=service_id).order_by("id"))
    seen = set(
        ServicePhoto.objects.visible_to(actor, VIEW_PHOTOS)
        .filter(service_id=service_id)
        .values_list("pk", flat=True)
        if rows and not restricted
        else ()
    )
    here = [row for row in rows if row.removed_at is None]
    return Album(
        photos=tuple(row for row in here if row.pk in seen),
        count=len(here),
        closed=any(row.pk not in seen for row in here),
        taken_away=tuple(row for row in rows if row.removed_at is not None and row.pk in seen),
    )


def photo_counts(*, service_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many photos these records have, which the caller has found in sight."""
    return dict(
        ServicePhoto.objects.filter(service_id__in=service_ids, removed_at=None)
        .values("service_id")
        .annotate(n=Count("pk"))
        .values_list("service_id", "n")
    )


def photo_for(*, actor: Actor, photo_id: UUID) -> ServicePhoto:
    """One photo that is still there.

    ServicePhoto.DoesNotExist  out of sight, taken away, or somebody in the record has a file closed to this reader
    """
    photo = (
        ServicePhoto.objects.visible_to(actor, VIEW_PHOTOS)
        .select_related("service", "station")
        .get(pk=photo_id, removed_at=None)
    )
    people = set(
        ServiceClient.objects.filter(service_id=photo.service_id, client__restricted=True).values_list(
            "client_id", flat=True
        )
    )
    if (
        people
        and len(people) > Client.objects.visible_to(actor, "clients.view").filter(pk__in=people).count()
    ):
        raise ServicePhoto.DoesNotExist
    return photo


def picture(photo: ServicePhoto) -> bytes:
    """The JPEG itself. Unreadable, FileNotFoundError: the file on disk is not what was put there."""
    with photo.file.open("rb") as file:
        return open_file(file.read(), place=photo.seal_place)


def room_taken(*, account: str) -> int:
    """Bytes of all photos an account has sent and nobody took away."""
    taken = ServicePhoto.objects.filter(added_by=account, removed_at=None).aggregate(n=Sum("size"))["n"]
    evidence = AlarmPhoto.objects.filter(added_by=account).aggregate(n=Sum("size"))["n"]
    return (taken or 0) + (evidence or 0)
