"""The county's plan of a service year."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project


class AnnualPlan(ContractRow):
    """What the county means to do and buy in a service year (年度实施计划). Filed upwards, see UpwardFiling.

    chapters         {chapter of the region's paper: its text}
    budget_fen       the whole of the project's money; purchase_method how the contractor is found
    passed_on, body  when and by whom the plan was passed (重大事项报告); the minutes are papers of the plan
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("编写中")
        PASSED = "PASSED", _("已审议通过")

    project = models.OneToOneField(Project, models.PROTECT, related_name="plan")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    chapters: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    budget_fen = models.BigIntegerField(null=True)
    purchase_method = models.CharField(max_length=40, blank=True)
    written_on = models.DateField()
    written_by = models.CharField(max_length=120)
    passed_on = models.DateField(null=True)
    body = models.CharField(max_length=60, blank=True)
    reopened_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_plan_is_passed_exactly_when_it_has_a_day",
                condition=Q(state="DRAFT", passed_on__isnull=True)
                | (Q(state="PASSED", passed_on__isnull=False) & ~Q(body="")),
            ),
            models.CheckConstraint(
                name="a_plan_costs_something",
                condition=Q(budget_fen__isnull=True) | Q(budget_fen__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.get_state_display()}"
