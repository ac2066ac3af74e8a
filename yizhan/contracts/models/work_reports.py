"""What an agency reports of its work in the middle and at the end of an agreement's year."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.agreements import Agreement
from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.instalments import InstalmentCondition
from yizhan.contracts.models.papers import ContractPaper
from yizhan.privacy.fields import EncryptedTextField


class WorkReport(ContractRow):
    """A mid-term or final report (中期、末期工作报告): figures from the records, three chapters by the agency.

    upto            the last day its figures cover
    did, problems, plans
                    the chapters only the agency can write
    figures         the fields of the form as they stood when it was last handed in; no person in them
    condition       the condition of a payment that it meets once it is accepted
    first_sent_on   its first handing in: that is what is in time or late
    paper           the accepted report as Word, on file
    """

    PARTY_PATHS = ("agreement__provider_id",)

    class Kind(models.TextChoices):
        MID = "MID", _("中期")
        FINAL = "FINAL", _("末期")

    class State(models.TextChoices):
        WRITING = "WRITING", _("在写")
        SENT = "SENT", _("待县审阅")
        RETURNED = "RETURNED", _("已退回")
        ACCEPTED = "ACCEPTED", _("已接收")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="work_reports")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State)
    upto = models.DateField()
    did = EncryptedTextField(blank=True, default="")
    problems = EncryptedTextField(blank=True, default="")
    plans = EncryptedTextField(blank=True, default="")
    figures: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    condition = models.ForeignKey(InstalmentCondition, models.PROTECT, null=True, related_name="+")
    first_sent_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)
    sent_by = models.CharField(max_length=120, blank=True)
    returned_on = models.DateField(null=True)
    returned_because = models.CharField(max_length=200, blank=True)
    accepted_on = models.DateField(null=True)
    accepted_by = models.CharField(max_length=120, blank=True)
    paper = models.ForeignKey(ContractPaper, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_agreement_has_one_report_of_a_kind", fields=["agreement", "kind"]
            ),
            models.CheckConstraint(
                name="a_report_handed_in_has_its_day",
                condition=Q(state="WRITING", first_sent_on__isnull=True, sent_on__isnull=True)
                | (~Q(state="WRITING") & Q(first_sent_on__isnull=False, sent_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_report_that_came_back_says_why",
                condition=~Q(state="RETURNED") | (Q(returned_on__isnull=False) & ~Q(returned_because="")),
            ),
            models.CheckConstraint(
                name="a_report_is_accepted_exactly_when_it_has_a_day",
                condition=Q(state="ACCEPTED", accepted_on__isnull=False)
                | (~Q(state="ACCEPTED") & Q(accepted_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"{self.get_kind_display()}工作报告"
