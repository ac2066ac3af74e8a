"""What a client needs: found, planned for, met or withdrawn."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.clients.models.client import Client, OfFileQuerySet
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class Need(ScopedModel):
    """One need of a client (需求), from the day it was found until it is met or withdrawn.

    answered_on  since when something is planned for it or it is met; what was planned first keeps its day when it is met
    """

    class Kind(models.TextChoices):
        """What a need is about. The plain headings of a record form, not a rule of any region (ADR 0064)."""

        LIVING = "LIVING", _("基本生活")
        CARE = "CARE", _("生活照料")
        HEALTH = "HEALTH", _("医疗健康")
        HOUSING = "HOUSING", _("住房居住")
        SAFETY = "SAFETY", _("人身和居家安全")
        MIND = "MIND", _("心理情绪")
        FAMILY = "FAMILY", _("家庭关系和监护")
        SCHOOL = "SCHOOL", _("教育学习")
        WORK = "WORK", _("就业增收")
        SOCIAL = "SOCIAL", _("社会交往和参与")
        POLICY = "POLICY", _("政策申请和权益")
        OTHER = "OTHER", _("其他")

    class Source(models.TextChoices):
        SURVEY = "SURVEY", _("走访排查")
        REQUEST = "REQUEST", _("本人或家属求助")
        VISIT = "VISIT", _("探访发现")
        ASSESSMENT = "ASSESSMENT", _("评估发现")
        QUESTIONNAIRE = "QUESTIONNAIRE", _("问卷反映")

    class State(models.TextChoices):
        OPEN = "OPEN", _("待回应")
        PLANNED = "PLANNED", _("已安排")
        MET = "MET", _("已满足")
        WITHDRAWN = "WITHDRAWN", _("已撤销")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="needs")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    what = EncryptedTextField()
    source = models.CharField(max_length=14, choices=Source)
    found_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    state_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    state_reason = EncryptedTextField(blank=True, default="")
    closed_on = models.DateField(null=True, blank=True)
    by_label = models.CharField(max_length=120)

    objects = OfFileQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [models.Index(name="need_by_station", fields=["station", "state", "found_on"])]
        constraints = [
            models.CheckConstraint(
                name="a_need_is_closed_exactly_when_it_is_met_or_withdrawn",
                condition=Q(state__in=["OPEN", "PLANNED"], closed_on__isnull=True)
                | Q(state__in=["MET", "WITHDRAWN"], closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_need_changes_no_earlier_than_it_was_found",
                condition=Q(state_on__gte=F("found_on"))
                & (Q(closed_on__isnull=True) | Q(closed_on__gte=F("found_on"))),
            ),
            models.CheckConstraint(
                name="a_need_is_answered_exactly_while_it_is_planned_or_met",
                condition=Q(state__in=["OPEN", "WITHDRAWN"], answered_on__isnull=True)
                | Q(state__in=["PLANNED", "MET"], answered_on__isnull=False, answered_on__lte=F("state_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.found_on}"

    @property
    def open(self) -> bool:
        """Not yet met and not withdrawn; planned counts as open, for the need is still there."""
        return self.closed_on is None
