"""What an agency reports of its money: a month, or the year; the figures are those of the ledger that day."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.agreements import Agreement
from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project


class MoneyStatement(ContractRow):
    """A financial statement that was handed in (财务月报、年度财务报告). Each handing in is a version; none is changed.

    figures  what the ledger said when it was handed in, whole fen: {figure: fen} and {"headings": {heading: fen}}
    added    what could not be computed: [{name, fen, because}]
    """

    PARTY_PATHS = ("agreement__provider_id",)

    class Kind(models.TextChoices):
        MONTH = "MONTH", _("财务月报")
        YEAR = "YEAR", _("年度财务报告")

    project = models.ForeignKey(Project, models.PROTECT, related_name="money_statements")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="money_statements")
    kind = models.CharField(max_length=8, choices=Kind)
    first_on = models.DateField()
    last_on = models.DateField()
    version = models.PositiveSmallIntegerField()
    figures: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    added: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        default=list, blank=True
    )
    note = models.CharField(max_length=600, blank=True)
    sent_on = models.DateField()
    sent_by = models.CharField(max_length=120)
    returned_on = models.DateField(null=True)
    returned_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_version_of_a_money_statement_stands_once",
                fields=["agreement", "kind", "first_on", "version"],
            ),
            models.CheckConstraint(
                name="a_money_statement_covers_days", condition=Q(last_on__gte=F("first_on"))
            ),
            models.CheckConstraint(
                name="a_money_statement_that_came_back_says_why",
                condition=Q(returned_on__isnull=True, returned_because="")
                | (Q(returned_on__isnull=False) & ~Q(returned_because="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
