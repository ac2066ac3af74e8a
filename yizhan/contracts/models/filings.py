"""What a county sends to the office above to be put on file (备案)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project


class UpwardFiling(ContractRow):
    """One paper sent upwards, with its clock and its answer. A correction is a new row that follows the returned one.

    region_code     of the county that files
    to_region_code  of the office that answers: its city, or its province where no city lies between
    subject_id      the row that is filed; empty where the product keeps no row of it
    event_on        what set the clock going: the agreement was signed, the service year began
    due_on          the region's last day; empty where no paper names one
    first_sent_on   of the first of a line of corrections: lateness is told from it, since a return is no delay of hers
    """

    class Kind(models.TextChoices):
        PLAN = "PLAN", _("年度实施计划")
        AGREEMENT = "AGREEMENT", _("服务协议副本")
        RECRUITMENT = "RECRUITMENT", _("人员招聘方案")
        STAFFING = "STAFFING", _("人员配备方案")
        OTHER = "OTHER", _("其他")

    class State(models.TextChoices):
        SENT = "SENT", _("待上级答复")
        TAKEN_BACK = "TAKEN_BACK", _("已撤回")
        RETURNED = "RETURNED", _("已退回")
        ACCEPTED = "ACCEPTED", _("已备案")

    project = models.ForeignKey(Project, models.PROTECT, related_name="filings")
    to_region_code = models.CharField(max_length=4, db_index=True)
    subject_kind = models.CharField(max_length=12, choices=Kind)
    subject_id = models.UUIDField(null=True)
    title = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    event_on = models.DateField()
    due_on = models.DateField(null=True)
    rule = models.CharField(max_length=120, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    sent_on = models.DateField()
    first_sent_on = models.DateField()
    sent_by = models.CharField(max_length=120)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(name="filings_sent_to_an_office", fields=["to_region_code", "state", "sent_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_row_waits_or_is_on_file_upwards_once",
                fields=["subject_id"],
                condition=Q(subject_id__isnull=False, state__in=["SENT", "ACCEPTED"]),
            ),
            models.UniqueConstraint(
                name="a_returned_filing_is_corrected_once",
                fields=["follows"],
                condition=Q(follows__isnull=False) & ~Q(state="TAKEN_BACK"),
            ),
            models.CheckConstraint(
                name="a_filing_upwards_is_answered_exactly_when_it_has_a_day",
                condition=Q(state="SENT", decided_on__isnull=True)
                | (~Q(state="SENT") & Q(decided_on__isnull=False, decided_on__gte=F("sent_on"))),
            ),
            models.CheckConstraint(
                name="a_filing_that_comes_back_says_why",
                condition=~Q(state__in=["RETURNED", "TAKEN_BACK"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_filing_is_first_sent_no_later_than_it_is_sent",
                condition=Q(first_sent_on__lte=F("sent_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def waits(self) -> bool:
        return self.state == self.State.SENT

    @property
    def days_late(self) -> int:
        """Calendar days after the due day on which it was first sent; 0 in time, and where no paper names a day."""
        return max(0, (self.first_sent_on - self.due_on).days) if self.due_on else 0
