"""The register of examinations as pages read it."""

from django.db.models import QuerySet

from yizhan.kernel.actor import Actor
from yizhan.workforce.models import Exam

VIEW = "workforce.view"


def exams(*, actor: Actor, verb: str = VIEW) -> QuerySet[Exam]:
    """Those in sight."""
    return Exam.objects.visible_to(actor, verb).select_related("station", "worker")
