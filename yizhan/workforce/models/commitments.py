"""What somebody promised before she took up her post."""

from django.db import models

from yizhan.workforce.models.employment import EmployedRow, StaffPaper
from yizhan.workforce.models.workers import Worker


class Commitment(EmployedRow):
    """The letter of commitment somebody signed before entry (公益服务承诺书).

    paper     the signed letter; empty while only its day is known
    rule_ref  the rule that asks for it
    """

    worker = models.OneToOneField(Worker, models.PROTECT, related_name="commitment")
    signed_on = models.DateField()
    paper = models.ForeignKey(StaffPaper, models.PROTECT, null=True, related_name="+")
    rule_ref = models.CharField(max_length=120, blank=True)
    noted_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.signed_on}"
