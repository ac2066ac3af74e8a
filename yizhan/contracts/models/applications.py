"""An agency's application for a project."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project
from yizhan.privacy.fields import EncryptedJSONField


class Application(ContractRow):
    """项目申报书: written by the agency, opinion of the county's bureau, review of the city's.

    form      {item of the region's form: its text, or a list of rows}: names, telephones and the account are in it,
              so it is enciphered as a whole
    income    {source: fen}
    lines     [{section, what, people, times, price_fen, fen}]: fen is worked out, see rules.applications
    schedule  [{what, when, where, fen}]
    """

    PARTY_PATHS = ("applicant_id",)

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("填写中")
        SUBMITTED = "SUBMITTED", _("待县级意见")
        ENDORSED = "ENDORSED", _("待上级审核")
        ACCEPTED = "ACCEPTED", _("审核通过")
        RETURNED = "RETURNED", _("已退回")

    project = models.ForeignKey(Project, models.PROTECT, related_name="applications")
    applicant = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    form: EncryptedJSONField = EncryptedJSONField(default=dict, blank=True)
    income: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict, blank=True)
    lines: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        default=list, blank=True
    )
    schedule: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        default=list, blank=True
    )
    total_fen = models.BigIntegerField(default=0)
    rule = models.CharField(max_length=120, blank=True)
    submitted_on = models.DateField(null=True)
    submitted_by = models.CharField(max_length=120, blank=True)
    county_opinion = models.CharField(max_length=500, blank=True)
    county_on = models.DateField(null=True)
    county_by = models.CharField(max_length=120, blank=True)
    review = models.CharField(max_length=500, blank=True)
    reviewed_on = models.DateField(null=True)
    reviewed_by = models.CharField(max_length=120, blank=True)
    returned_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_agency_applies_once_for_a_project", fields=["project", "applicant"]
            ),
            models.CheckConstraint(
                name="an_application_that_comes_back_says_why",
                condition=~Q(state="RETURNED") | ~Q(returned_because=""),
            ),
            models.CheckConstraint(
                name="an_application_under_way_was_handed_in",
                condition=Q(state__in=["DRAFT", "RETURNED"]) | Q(submitted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="an_application_is_reviewed_after_the_countys_opinion",
                condition=~Q(state__in=["ENDORSED", "ACCEPTED"]) | Q(county_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.applicant_id} {self.get_state_display()}"
