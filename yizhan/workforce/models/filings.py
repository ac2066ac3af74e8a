"""What was filed about the staff, and who came, moved and left."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel
from yizhan.workforce.models.workers import Post, Worker


class Filing(ScopedModel):
    """A list of staff, or a change of it, filed to the county (人员备案)."""

    class State(models.TextChoices):
        FILED = "FILED", _("待审核")
        ACCEPTED = "ACCEPTED", _("已备案")
        RETURNED = "RETURNED", _("已退回")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.FILED)
    filed_on = models.DateField()
    filed_by = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    reason = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_station_has_one_filing_under_review", fields=["station"], condition=Q(state="FILED")
            ),
            models.CheckConstraint(
                name="a_filing_is_decided_exactly_when_it_has_a_day",
                condition=Q(state="FILED", decided_on__isnull=True)
                | (~Q(state="FILED") & Q(decided_on__isnull=False, decided_on__gte=F("filed_on"))),
            ),
            models.CheckConstraint(
                name="a_returned_filing_says_why", condition=~Q(state="RETURNED") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filed_on} {self.get_state_display()}"


class PostChange(ScopedModel):
    """Somebody came, changed post or left (岗位变动); rows are added, only the filing that reports them is set."""

    class Kind(models.TextChoices):
        JOINED = "JOINED", _("到岗")
        CHANGED = "CHANGED", _("调整岗位")
        LEFT = "LEFT", _("离岗")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind)
    from_post = models.CharField(max_length=12, choices=Post, blank=True)
    to_post = models.CharField(max_length=12, choices=Post, blank=True)
    changed_on = models.DateField()
    announced_on = models.DateField(null=True)
    reason = EncryptedTextField(blank=True)
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="changes")

    class Meta:
        indexes = [models.Index(name="post_changes_by_instant", fields=["recorded_at"])]
        constraints = [
            models.CheckConstraint(
                name="a_leave_is_announced_no_later_than_it_happens",
                condition=Q(announced_on__isnull=True) | Q(announced_on__lte=F("changed_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.changed_on} {self.get_kind_display()}"


class FilingLine(ScopedModel):
    """One person as the list of a filing had her that day; later changes do not touch it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="lines")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    post = models.CharField(max_length=12, choices=Post)
    started_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_person_is_filed_once_in_a_list", fields=["filing", "worker"])
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.started_on}"
