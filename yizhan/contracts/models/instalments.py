"""How an agreement is paid: instalments, what each waits for, what is kept back or fetched back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.agreements import Agreement
from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.papers import ContractPaper


class Instalment(ContractRow):
    """One payment of an agreement (付款期次).

    due_on    about when it is expected
    paid_fen  what was really paid: the amount less what was kept back
    entry_id  its line in the project's ledger
    settles   it pays what is owed for the work done until the agreement was terminated; not one of the plan
    """

    PARTY_PATHS = ("agreement__provider_id",)

    class State(models.TextChoices):
        PLANNED = "PLANNED", _("未申请")
        REQUESTED = "REQUESTED", _("待县审核")
        APPROVED = "APPROVED", _("待拨付")
        PAID = "PAID", _("已付")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="instalments")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    amount_fen = models.BigIntegerField()
    due_on = models.DateField(null=True)
    settles = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    requested_on = models.DateField(null=True)
    requested_by = models.CharField(max_length=120, blank=True)
    returned_because = models.CharField(max_length=200, blank=True)
    approved_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    paid_fen = models.BigIntegerField(null=True)
    entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="instalments_of_an_agreement_are_numbered_once", fields=["agreement", "number"]
            ),
            models.UniqueConstraint(
                name="a_terminated_agreement_is_settled_once", fields=["agreement"], condition=Q(settles=True)
            ),
            models.CheckConstraint(name="an_instalment_is_an_amount", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="an_instalment_is_paid_exactly_when_it_has_a_day_and_a_sum",
                condition=Q(state="PAID", paid_on__isnull=False, paid_fen__isnull=False)
                | (~Q(state="PAID") & Q(paid_on__isnull=True, paid_fen__isnull=True)),
            ),
            models.CheckConstraint(
                name="an_instalment_on_its_way_was_requested",
                condition=Q(state="PLANNED") | Q(requested_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InstalmentCondition(ContractRow):
    """What a payment waits for.

    IN_FORCE, STAFF_ON_SITE  looked up by the program
    the others               shown by a paper; the result of an evaluation by one of the county's
    """

    PARTY_PATHS = ("instalment__agreement__provider_id",)

    class Kind(models.TextChoices):
        IN_FORCE = "IN_FORCE", _("协议生效")
        STAFF_ON_SITE = "STAFF_ON_SITE", _("人员到岗")
        REPORT = "REPORT", _("报告")
        INVOICE = "INVOICE", _("发票")
        EVALUATION = "EVALUATION", _("评估结果")
        OTHER = "OTHER", _("其他材料")

    instalment = models.ForeignKey(Instalment, models.PROTECT, related_name="conditions")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=Kind)
    name = models.CharField(max_length=40)
    met_on = models.DateField(null=True)
    paper = models.ForeignKey(ContractPaper, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_payment_names_a_condition_once", fields=["instalment", "name"]),
            models.CheckConstraint(
                name="a_condition_shown_by_a_paper_has_a_day",
                condition=Q(paper__isnull=True) | Q(met_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Deduction(ContractRow):
    """Money that is kept back from a payment (扣减) or fetched back after it (追回), with the clause.

    sanction  the consequence (收回资金) it carries out; None: it follows from the agreement alone
    entry_id  line of the ledger once the money came back
    """

    PARTY_PATHS = ("agreement__provider_id",)

    class Kind(models.TextChoices):
        DEDUCTION = "DEDUCTION", _("扣减")
        RECOVERY = "RECOVERY", _("追回")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="deductions")
    instalment = models.ForeignKey(Instalment, models.PROTECT, null=True, related_name="deductions")
    sanction = models.ForeignKey("workforce.Sanction", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    amount_fen = models.BigIntegerField()
    because = models.CharField(max_length=200)
    clause = models.CharField(max_length=120)
    decided_on = models.DateField()
    recovered_on = models.DateField(null=True)
    entry_id = models.UUIDField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_deduction_is_an_amount", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="a_deduction_names_its_payment",
                condition=Q(kind="RECOVERY") | Q(instalment__isnull=False),
            ),
            models.CheckConstraint(
                name="a_deduction_says_why_and_where_it_is_written",
                condition=~Q(because="") & ~Q(clause=""),
            ),
            models.CheckConstraint(
                name="a_withdrawn_deduction_says_why",
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_fen}"
