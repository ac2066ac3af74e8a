"""Resignations with their clocks."""

from datetime import date

from django.db.models import QuerySet

from yizhan.kernel.actor import Actor
from yizhan.workforce.models import Commitment, Resignation, Worker
from yizhan.workforce.queries.workers import in_post

OPEN = ("ANNOUNCED", "REPLACED")


def resignations_of(*, actor: Actor, worker: Worker) -> list[Resignation]:
    return list(
        Resignation.objects.visible_to(actor, "workforce.view")
        .filter(worker=worker)
        .select_related("replacement")
        .order_by("-announced_on", "-id")
    )


def open_resignation(worker: Worker) -> Resignation | None:
    return Resignation.objects.filter(worker=worker, state__in=OPEN).first()


def resignations_running(*, actor: Actor, verb: str = "workforce.name_replacement") -> QuerySet[Resignation]:
    """Those that are not over, the post that must be filled first in front."""
    return (
        Resignation.objects.visible_to(actor, verb)
        .filter(state__in=OPEN)
        .select_related("worker", "station")
        .order_by("latest_on", "announced_on", "id")
    )


def may_fill(*, actor: Actor, resignation: Resignation, on: date) -> QuerySet[Worker]:
    """Who came to the station for this post since it was announced that it becomes free."""
    rows = Worker.objects.visible_to(actor, "workforce.name_replacement").filter(
        station_id=resignation.station_id,
        post=resignation.worker.post,
        started_on__gte=resignation.announced_on,
    )
    return in_post(rows, on).exclude(pk=resignation.worker_id).order_by("started_on", "id")


def commitment_of(worker: Worker) -> Commitment | None:
    return Commitment.objects.filter(worker=worker).select_related("paper").first()
