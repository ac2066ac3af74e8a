"""Budgets: what the money of an agreement is to be spent on. Each change is a version of its own."""

from django.db import models
from django.db.models import Q

from yizhan.contracts.models.agreements import Agreement
from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project


class Budget(ContractRow):
    """One version of an agreement's budget (预算). The newest holds; none is changed.

    because  why it was changed; "" for the first
    """

    PARTY_PATHS = ("agreement__provider_id",)

    project = models.ForeignKey(Project, models.PROTECT, related_name="budgets")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="budgets")
    version = models.PositiveSmallIntegerField()
    total_fen = models.BigIntegerField()
    stated_on = models.DateField()
    stated_by = models.CharField(max_length=120)
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_version_of_a_budget_stands_once", fields=["agreement", "version"]
            ),
            models.CheckConstraint(name="a_budget_is_of_some_money", condition=Q(total_fen__gt=0)),
            models.CheckConstraint(
                name="a_budget_that_changes_another_says_why", condition=Q(version=1) | ~Q(because="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}"


class BudgetLine(ContractRow):
    """One line: a heading, for one station or for the whole agreement.

    formula  how the amount came about, as the office writes it: 3人×5.4万元
    place    order of the lines
    """

    PARTY_PATHS = ("budget__agreement__provider_id",)

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="lines")
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    heading = models.CharField(max_length=40)
    amount_fen = models.BigIntegerField()
    formula = models.CharField(max_length=120, blank=True)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("place",)
        constraints = [
            models.CheckConstraint(name="a_line_of_a_budget_is_of_some_money", condition=Q(amount_fen__gt=0)),
            models.UniqueConstraint(name="lines_of_a_budget_have_an_order", fields=["budget", "place"]),
        ]

    def __str__(self) -> str:
        return self.heading
