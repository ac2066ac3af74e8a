"""What follows from a broken promise: a list of the barred, a yellow card, money asked back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet
from yizhan.workforce.models.workers import Worker
from yizhan.workforce.rules.bars import SANCTION


class SanctionQuerySet(ScopedQuerySet["Sanction"]):
    def visible_to(self, actor: Actor, verb: str) -> "SanctionQuerySet":
        """Those of the territory; along the employer's line those of its own stations and of itself."""
        reach = Q(pk__in=())
        for grant in actor.grants_for(verb):
            reach |= self._reach(grant.region, grant.stations)
            if grant.stations is not None and actor.organisation_id is not None:
                reach |= Q(organisation_id=actor.organisation_id, station__isnull=True)
        return self.filter(reach)


class Sanction(ScopedModel):
    """A consequence of the region's paper (后果) for one worker or one agency: told, heard, in force, over.

    worker, id_digest  whom it meets; the digest finds her wherever she applies next
    organisation       the agency it meets, or that employed her
    effect             what it does: bars, warns, asks money back
    hear_until_on      until then she or the agency may answer (陈述申辩); nothing takes effect before
    until_on           the last day it holds; it ends by itself. None: until it is lifted
    """

    class Effect(models.TextChoices):
        BAR = "BAR", _("不得从业")
        WARNING = "WARNING", _("警告")
        RECOVERY = "RECOVERY", _("收回资金")
        OTHER = "OTHER", _("其他处理")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="sanctions")
    id_digest = DigestField(db_index=True)
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    effect = models.CharField(max_length=8, choices=Effect)
    rule_id = models.CharField(max_length=80)
    rule_ref = models.CharField(max_length=120)
    measures = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    cause = EncryptedTextField()
    state = models.CharField(max_length=8, choices=list(SANCTION.labels.items()), default="TOLD")
    told_on = models.DateField()
    hear_until_on = models.DateField()
    statement = EncryptedTextField(blank=True, default="")
    stated_on = models.DateField(null=True)
    opinion = EncryptedTextField(blank=True, default="")
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    lifted_on = models.DateField(null=True)
    lifted_because = models.CharField(max_length=200, blank=True)

    objects = SanctionQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [models.Index(name="sanctions_of_an_agency", fields=["organisation", "state"])]
        constraints = [
            models.CheckConstraint(
                name="a_sanction_meets_a_worker_or_an_agency",
                condition=Q(worker__isnull=False, station__isnull=False) & ~Q(id_digest="")
                | Q(worker__isnull=True, station__isnull=True, organisation__isnull=False, id_digest=""),
            ),
            models.CheckConstraint(
                name="nothing_takes_effect_before_it_could_be_answered",
                condition=Q(from_on__isnull=True)
                | Q(from_on__gt=F("hear_until_on"))
                | Q(stated_on__isnull=False, from_on__gte=F("stated_on")),
            ),
            models.CheckConstraint(
                name="a_sanction_that_was_lifted_says_why",
                condition=~Q(state="LIFTED") | (Q(lifted_on__isnull=False) & ~Q(lifted_because="")),
            ),
            models.CheckConstraint(
                name="a_sanction_ends_after_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_effect_display()} {self.told_on}"
