"""Recruitments of the contractor, in the open."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from yizhan.contracts.models.agreements import Agreement
from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project
from yizhan.contracts.rules.recruitments import RECRUITMENT


class Recruitment(ContractRow):
    """A recruitment plan and what came of it (人员招聘方案); filed upwards as RECRUITMENT.

    openings   [{post, count, place}]
    publicity  where it is made public
    ruled_out  what the paper forbids in a selection and was looked at, item by item: {item: what was done to make sure}
    """

    PARTY_PATHS = ("provider_id",)

    project = models.ForeignKey(Project, models.PROTECT, related_name="recruitments")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="recruitments")
    provider = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=list(RECRUITMENT.labels.items()), default="DRAFT")
    openings: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    conditions = models.TextField(max_length=2000)
    procedure = models.TextField(max_length=2000)
    publicity = models.CharField(max_length=200)
    planned_on = models.DateField()
    sent_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    announced_on = models.DateField(null=True)
    open_until_on = models.DateField(null=True)
    applicants = models.PositiveIntegerField(null=True)
    publicised_from_on = models.DateField(null=True)
    publicised_to_on = models.DateField(null=True)
    ruled_out: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    done_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_recruitment_is_open_until_after_it_began",
                condition=Q(open_until_on__isnull=True) | Q(open_until_on__gt=F("announced_on")),
            ),
            models.CheckConstraint(
                name="a_recruitment_is_done_with_numbers_and_a_publicity",
                condition=~Q(state="DONE")
                | Q(applicants__isnull=False, publicised_to_on__isnull=False, done_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wanted(self) -> int:
        return sum(int(row.get("count", 0)) for row in self.openings)


class RecruitmentHire(ContractRow):
    """Somebody who came to a post by a recruitment."""

    PARTY_PATHS = ("recruitment__provider_id",)

    recruitment = models.ForeignKey(Recruitment, models.PROTECT, related_name="hires")
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_worker_is_hired_once", fields=["worker"]),
        ]

    def __str__(self) -> str:
        return str(self.worker_id)
