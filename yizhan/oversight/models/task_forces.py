"""Leading groups and work teams (领导小组、专班): who sits in them by which post, and what their meetings settled."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class TaskForce(ScopedModel):
    """A leading group or a work team of an office's region (领导小组、工作专班).

    region_code        of the office that set it up
    rule_ref, clause   the rule that asks for it; "" where the office set it up of itself
    office_name        where its office sits (办公室设在), "" where it has none
    """

    STATION_PATH = ""

    class Kind(models.TextChoices):
        GROUP = "GROUP", _("领导小组")
        TEAM = "TEAM", _("工作专班")
        OTHER = "OTHER", _("联席会议、其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=5, choices=Kind)
    name = models.CharField(max_length=80)
    rule_ref = models.CharField(max_length=160, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    office_name = models.CharField(max_length=80, blank=True, default="")
    formed_on = models.DateField()
    formed_by_label = models.CharField(max_length=120)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_task_force_is_named_once_in_its_region",
                fields=["region_code", "name"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_task_force_ends_after_it_was_formed",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("formed_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TaskForceMember(ScopedModel):
    """A seat and who holds it: the paper names the post, the office the person. name "" until somebody is named."""

    STATION_PATH = ""

    class Seat(models.TextChoices):
        HEAD = "HEAD", _("组长")
        DEPUTY = "DEPUTY", _("副组长")
        MEMBER = "MEMBER", _("成员")
        DIRECTOR = "DIRECTOR", _("办公室主任")
        LIAISON = "LIAISON", _("联络员")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task_force = models.ForeignKey(TaskForce, models.PROTECT, related_name="members")
    seat = models.CharField(max_length=8, choices=Seat)
    post = models.CharField(max_length=80)
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    name = EncryptedTextField(max_length=40, blank=True)
    place = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_seat_ends_after_it_began",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.post


class TaskForceMeeting(ScopedModel):
    """A meeting that was held, who came, what was settled (会议纪要). Rows are only added.

    attended  ids of the members who came; others: who else came
    """

    STATION_PATH = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task_force = models.ForeignKey(TaskForce, models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    place = models.CharField(max_length=80, blank=True, default="")
    topic = models.CharField(max_length=120)
    attended = models.JSONField(default=list)
    others = EncryptedTextField(max_length=400, blank=True)
    minutes = EncryptedTextField()
    recorded_by_label = models.CharField(max_length=120)
    recorded_on = models.DateField()

    class Meta:
        indexes = [models.Index(name="meetings_of_a_task_force", fields=["task_force", "held_on"])]
        constraints = [
            models.CheckConstraint(
                name="a_meeting_is_recorded_after_it_was_held", condition=Q(recorded_on__gte=F("held_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.topic
