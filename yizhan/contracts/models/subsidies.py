"""Money a paper promises on top for what was done or founded: reckoned from the books, decided by a person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project


class Subsidy(ContractRow):
    """One subsidy of a project (补助): put forward, granted or refused, arrived.

    rule_id, rule, clause  what it is given by, and where that stands
    basis_fen              what the project really spent when it was put forward; None where the paper asks for nothing
    results                the year's evaluation as it was decided, in words; "" where the paper asks for nothing
    reckoned_fen           what the paper gives; None where it names no amount
    entry_id               its line in the project's ledger
    """

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("待决定")
        GRANTED = "GRANTED", _("已批准，待到账")
        REFUSED = "REFUSED", _("不予补助")
        RECEIVED = "RECEIVED", _("已到账")

    project = models.ForeignKey(Project, models.PROTECT, related_name="subsidies")
    rule_id = models.CharField(max_length=80)
    rule = models.CharField(max_length=120)
    clause = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    basis_fen = models.BigIntegerField(null=True)
    results = models.CharField(max_length=200, blank=True)
    reckoned_fen = models.BigIntegerField(null=True)
    proposed_on = models.DateField()
    proposed_by = models.CharField(max_length=120)
    granted_fen = models.BigIntegerField(null=True)
    document = models.CharField(max_length=80, blank=True)
    because = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_project_has_a_subsidy_of_a_rule_once",
                fields=["project", "rule_id"],
                condition=~Q(state="REFUSED"),
            ),
            models.CheckConstraint(
                name="a_granted_subsidy_is_an_amount_with_its_paper",
                condition=~Q(state__in=["GRANTED", "RECEIVED"])
                | (Q(granted_fen__isnull=False, granted_fen__gt=0) & ~Q(document="")),
            ),
            models.CheckConstraint(
                name="a_subsidy_has_arrived_exactly_when_it_is_booked",
                condition=Q(state="RECEIVED", entry_id__isnull=False)
                | (~Q(state="RECEIVED") & Q(entry_id__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.get_state_display()}"
