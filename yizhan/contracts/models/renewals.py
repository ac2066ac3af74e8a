"""Whether an agreement goes on for another year, and on what ground."""

from django.db import models
from django.db.models import Q

from yizhan.contracts.models.agreements import Agreement
from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.papers import ContractPaper


class RenewalDecision(ContractRow):
    """The county's decision after the year's evaluation (续签决定); a later one takes the place of an earlier.

    result   of the evaluation, as its paper says: 合格, 良好; or the name of the band the points fall into
    rule     rule of the region that was looked at, and where it stands; "" where nobody has ruled
    paper    the evaluation
    """

    PARTY_PATHS = ("agreement__provider_id",)

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="renewal_decisions")
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    result = models.CharField(max_length=20)
    passed = models.BooleanField()
    allowed = models.BooleanField()
    because = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=160, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=120)
    paper = models.ForeignKey(ContractPaper, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(name="renewal_decisions_by_day", fields=["agreement", "decided_on"])]
        constraints = [
            models.CheckConstraint(
                name="what_is_not_renewed_says_why", condition=Q(allowed=True) | ~Q(because="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.decided_on}"
