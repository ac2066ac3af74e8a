"""Somebody wants to leave: announced, replaced, gone."""

from django.db import models
from django.db.models import F, Q

from yizhan.kernel.ids import uuid7
from yizhan.policy.schema.kinds import AnyRule
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel
from yizhan.workforce.models.workers import Worker
from yizhan.workforce.rules.bars import rule_by_ref
from yizhan.workforce.rules.leaves import RESIGNATION


class Resignation(ScopedModel):
    """A resignation for personal reasons (离职申请) with its clock.

    wishes_on    the last day she would like to work
    earliest_on  by the region's time of notice (staffing.resignation-notice); None where no paper says
    latest_on    by when her post is to be filled and she may go in any case (staffing.replacement)
    replacement  who takes her post
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="resignations")
    state = models.CharField(max_length=10, choices=list(RESIGNATION.labels.items()), default="ANNOUNCED")
    announced_on = models.DateField()
    wishes_on = models.DateField()
    reason = EncryptedTextField()
    earliest_on = models.DateField(null=True)
    latest_on = models.DateField(null=True)
    notice_ref = models.CharField(max_length=120, blank=True)
    replacement_ref = models.CharField(max_length=120, blank=True)
    replacement = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    replaced_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    noted_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="somebody_resigns_once_at_a_time",
                fields=["worker"],
                condition=Q(state__in=("ANNOUNCED", "REPLACED")),
            ),
            models.CheckConstraint(
                name="nobody_leaves_before_saying_so", condition=Q(wishes_on__gte=F("announced_on"))
            ),
            models.CheckConstraint(
                name="a_filled_post_says_by_whom_and_when",
                condition=Q(replacement__isnull=True, replaced_on__isnull=True)
                | Q(replacement__isnull=False, replaced_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announced_on}"

    @property
    def notice_rule(self) -> AnyRule | None:
        return rule_by_ref(self.notice_ref)

    @property
    def replacement_rule(self) -> AnyRule | None:
        return rule_by_ref(self.replacement_ref)
