"""What shows that somebody is employed as the papers ask: her file, her contract, her insurance."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import Row, ScopedModel, ScopedQuerySet
from yizhan.workforce.models.workers import Worker


class EmployedQuerySet(ScopedQuerySet[Row]):
    """Rows between an employer and somebody it employs."""

    def visible_to(self, actor: Actor, verb: str) -> "EmployedQuerySet[Row]":
        """Rows of the territory; along the employer's line those of its own people, at stations it operates today.

        A station that changes hands does not show the new agency what the old one paid.
        """
        reach = Q(pk__in=())
        for grant in actor.grants_for(verb):
            one = self._reach(grant.region, grant.stations)
            reach |= one if grant.stations is None else one & Q(organisation_id=actor.organisation_id)
        return self.filter(reach)


class EmployedRow(ScopedModel):
    """A row of somebody's employment; station and employer are those of the day it was written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")

    objects = EmployedQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        abstract = True


def staff_paper_path(paper: "StaffPaper", _file_name: str) -> str:
    """Where the file lies; its name on disk tells nothing."""
    return f"workforce/{paper.region_code[:2]}/{UUID(str(paper.pk)).hex}"


class StaffPaper(EmployedRow):
    """A paper of somebody's personnel file (人事档案), enciphered on disk."""

    class Kind(models.TextChoices):
        CONTRACT = "CONTRACT", _("劳动合同")
        PAY = "PAY", _("工资发放凭证")
        INSURANCE = "INSURANCE", _("参保凭证")
        COMMITMENT = "COMMITMENT", _("公益服务承诺书")
        RESIGNATION = "RESIGNATION", _("离职申请")
        IDENTITY = "IDENTITY", _("身份证明")
        EDUCATION = "EDUCATION", _("学历证明")
        CERTIFICATE = "CERTIFICATE", _("职业资格证书")
        RESUME = "RESUME", _("履历表")
        HEALTH = "HEALTH", _("体检报告")
        REVIEW = "REVIEW", _("考核材料")
        OTHER = "OTHER", _("其他材料")

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12, choices=Kind)
    dated_on = models.DateField()
    file = models.FileField(upload_to=staff_paper_path, max_length=200)
    file_name = models.CharField(max_length=120)
    file_bytes = models.PositiveIntegerField()
    file_sm3 = models.CharField(max_length=64)
    filed_by = models.CharField(max_length=120)
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_paper_taken_out_of_a_personnel_file_says_why",
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_because=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.dated_on}"

    @property
    def place(self) -> str:
        """What the cipher binds the file to."""
        return f"workforce_staffpaper.file:{self.pk}"


class LabourContract(EmployedRow):
    """A labour contract (劳动合同), from one day to another; last_on empty: without a fixed end."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="contracts")
    signed_on = models.DateField()
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    paper = models.ForeignKey(StaffPaper, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    ended_because = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_labour_contract_ends_after_it_begins",
                condition=Q(last_on__isnull=True) | Q(last_on__gt=F("first_on")),
            ),
            models.CheckConstraint(
                name="a_labour_contract_ended_early_says_why",
                condition=Q(ended_on__isnull=True, ended_because="")
                | (Q(ended_on__isnull=False) & ~Q(ended_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on}"


class Insurance(EmployedRow):
    """One of the five insurances of a worker (五险), paid from a day; until_on empty: still paid."""

    class Kind(models.TextChoices):
        PENSION = "PENSION", _("养老保险")
        MEDICAL = "MEDICAL", _("医疗保险")
        UNEMPLOYMENT = "UNEMPLOYMENT", _("失业保险")
        INJURY = "INJURY", _("工伤保险")
        MATERNITY = "MATERNITY", _("生育保险")

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="insurances")
    kind = models.CharField(max_length=12, choices=Kind)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    paper = models.ForeignKey(StaffPaper, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_insurance_is_paid_once_at_a_time",
                fields=["worker", "kind"],
                condition=Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                name="an_insurance_ends_no_earlier_than_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
