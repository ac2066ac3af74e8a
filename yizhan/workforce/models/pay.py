"""What somebody is paid, and the grade of her post."""

from django.db import models
from django.db.models import Q

from yizhan.privacy.fields import EncryptedTextField
from yizhan.workforce.models.employment import EmployedRow, StaffPaper
from yizhan.workforce.models.workers import Worker


class PayRecord(EmployedRow):
    """The pay of one month (按月发放薪酬记录): how much, paid on which day, under which voucher.

    month       its first day
    amount_fen  before deductions (应发), in whole fen
    voucher     number of the bank's batch or of the payroll, so that the payment can be found
    """

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="pay")
    month = models.DateField()
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField()
    voucher = models.CharField(max_length=60)
    paper = models.ForeignKey(StaffPaper, models.PROTECT, null=True, related_name="+")
    noted_by = models.CharField(max_length=120)
    voided_on = models.DateField(null=True)
    voided_because = EncryptedTextField(blank=True)

    class Meta:
        indexes = [models.Index(name="pay_of_a_worker_by_month", fields=["worker", "month"])]
        constraints = [
            models.UniqueConstraint(
                name="a_month_is_paid_once",
                fields=["worker", "month"],
                condition=Q(voided_on__isnull=True),
            ),
            models.CheckConstraint(name="pay_is_more_than_nothing", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(name="pay_belongs_to_a_whole_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="pay_that_was_struck_out_says_why",
                condition=Q(voided_on__isnull=True, voided_because="")
                | (Q(voided_on__isnull=False) & ~Q(voided_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class GradeStep(EmployedRow):
    """Somebody's grade in the region's pay scale from a day on (岗级); rows are added, the newest holds.

    grade       a name of the scale in force that day
    amount_fen  what the scale gave for it a month, None where the paper has no amount
    rule_ref    the scale it was taken from
    """

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="grades")
    grade = models.CharField(max_length=40)
    from_on = models.DateField()
    amount_fen = models.BigIntegerField(null=True)
    rule_ref = models.CharField(max_length=120)
    reason = EncryptedTextField()
    decided_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_worker_has_one_grade_a_day", fields=["worker", "from_on"])
        ]

    def __str__(self) -> str:
        return self.grade
