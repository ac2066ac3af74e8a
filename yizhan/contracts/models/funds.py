"""Where the money of a project comes from, as it was promised; what arrived stands in the ledger."""

from django.db import models
from django.db.models import Q

from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project


class Fund(ContractRow):
    """Money one source gives to a project (资金来源): promised here, arrived by entries of kind ALLOCATED.

    source        in the words of the region's document: 福彩公益金, 社会救助专项经费
    payer         who pays: 省级财政, 县级财政 …; "" where it was not written down
    purpose       what it is bound to (专款专用); "" where it is not bound
    matching      promised as matching money (配套), which must arrive in full
    basis, basis_fen  what a share is taken of, and how much that is: 当年困难群众社会救助支出资金
    rule, clause  the rule the share was held against when it was written down
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="funds")
    source = models.CharField(max_length=40)
    payer = models.CharField(max_length=40, blank=True)
    planned_fen = models.BigIntegerField()
    purpose = models.CharField(max_length=80, blank=True)
    matching = models.BooleanField(default=False)
    basis = models.CharField(max_length=60, blank=True)
    basis_fen = models.BigIntegerField(null=True)
    rule = models.CharField(max_length=120, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=80, blank=True)
    noted_on = models.DateField()
    noted_by = models.CharField(max_length=120)
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_source_of_a_payer_is_promised_once",
                fields=["project", "source", "payer", "purpose"],
                condition=Q(withdrawn_on__isnull=True),
            ),
            models.CheckConstraint(name="a_source_promises_some_money", condition=Q(planned_fen__gt=0)),
            models.CheckConstraint(
                name="what_a_share_is_taken_of_has_an_amount",
                condition=Q(basis="", basis_fen__isnull=True)
                | (~Q(basis="") & Q(basis_fen__isnull=False, basis_fen__gt=0)),
            ),
            models.CheckConstraint(
                name="a_source_that_fell_away_says_why",
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.source
