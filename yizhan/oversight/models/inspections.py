"""Inspections with their lines, letters and interviews and notices, and the files that show what was seen."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.oversight.models.findings import Finding
from yizhan.oversight.models.overseen import OverseenQuerySet, OverseenRow
from yizhan.oversight.rules.inspections import ADMONITION, INSPECTION
from yizhan.privacy.fields import EncryptedTextField


class InspectionQuerySet(OverseenQuerySet["Inspection"]):
    def _told(self) -> Q:
        """A visit nobody announced is known to the other side when it is over."""
        return Q(state="DONE") | Q(announced=True)


class Inspection(OverseenRow):
    """An office, or somebody for it, looks at a station or an agency (检查).

    party, party_name  who looks; the name where it is a third party
    announced          the other side is told of the day beforehand
    present            who was there, on both sides
    safety_check       the line this visit wrote in the station's ledger of safety checks
    """

    class Kind(models.TextChoices):
        DAILY = "DAILY", _("日常检查")
        SUPERVISION = "SUPERVIS", _("督查")
        SITE = "SITE", _("实地督查")
        SAFETY = "SAFETY", _("安全检查")
        LOOK_BACK = "LOOKBACK", _("回头看")

    class Party(models.TextChoices):
        TOWNSHIP = "TOWNSHIP", _("乡镇（街道）")
        COUNTY = "COUNTY", _("县民政局")
        CITY = "CITY", _("市民政局")
        PROVINCE = "PROVINCE", _("省民政厅")
        THIRD = "THIRD", _("第三方机构")

    number = models.CharField(max_length=24)
    kind = models.CharField(max_length=8, choices=Kind)
    party = models.CharField(max_length=8, choices=Party)
    party_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=list(INSPECTION.labels.items()), default="PLANNED")
    planned_on = models.DateField()
    announced = models.BooleanField(default=False)
    planned_by_label = models.CharField(max_length=120)
    done_on = models.DateField(null=True)
    done_by_label = models.CharField(max_length=120, blank=True)
    present = EncryptedTextField(blank=True)
    says = EncryptedTextField(blank=True)
    dropped_because = models.CharField(max_length=200, blank=True)
    safety_check = models.ForeignKey("stations.SafetyCheck", models.PROTECT, null=True, related_name="+")

    objects = models.Manager.from_queryset(InspectionQuerySet)()  # type: ignore[misc]  # made narrower

    class Meta:
        indexes = [
            models.Index(name="inspections_of_a_region", fields=["region_code", "state", "planned_on"])
        ]
        constraints = [
            models.UniqueConstraint(name="an_inspection_has_its_number", fields=["number"]),
            models.CheckConstraint(
                name="an_inspection_is_of_a_station_or_an_agency",
                condition=Q(station__isnull=False) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="an_inspection_is_done_exactly_when_it_has_a_day",
                condition=Q(state="DONE", done_on__isnull=False)
                | (~Q(state="DONE") & Q(done_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="an_inspection_that_was_dropped_says_why",
                condition=~Q(state="DROPPED") | ~Q(dropped_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def by_whom(self) -> str:
        return self.party_name or str(self.get_party_display())


class InspectionItem(OverseenRow):
    """One line to look at, and what was found.

    says      what the paper asks for, or what the office wrote
    earlier   the finding of before that is looked at again
    opened    the finding this line opened
    """

    class Result(models.TextChoices):
        OK = "OK", _("符合")
        FOUND = "FOUND", _("有问题")
        NOT_LOOKED = "SKIP", _("没有看")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    topic = models.CharField(max_length=20, blank=True)
    says = EncryptedTextField()
    rule_ref = models.CharField(max_length=160, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    earlier = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=5, choices=Result, blank=True, default="")
    words = EncryptedTextField(blank=True)
    mend_by_on = models.DateField(null=True)
    opened = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="lines_of_an_inspection_are_numbered", fields=["inspection", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def rule_id(self) -> str:
        return self.rule_ref.rpartition(":")[2]


class Admonition(OverseenRow):
    """A letter, an interview or a notice to a station or an agency (发函、约谈、通报).

    receiver      who was written to, spoken with or named
    answer_by_on  by when an answer is asked; None: none is
    """

    class Kind(models.TextChoices):
        LETTER = "LETTER", _("发函")
        INTERVIEW = "TALK", _("约谈")
        NOTICE = "NOTICE", _("通报")

    number = models.CharField(max_length=24)
    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=8, choices=list(ADMONITION.labels.items()), default="GIVEN")
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="+")
    given_on = models.DateField()
    given_by_label = models.CharField(max_length=120)
    office = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    receiver = EncryptedTextField()
    content = EncryptedTextField()
    answer_by_on = models.DateField(null=True)
    answer = EncryptedTextField(blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(name="admonitions_of_a_region", fields=["region_code", "given_on"])]
        constraints = [
            models.UniqueConstraint(name="an_admonition_has_its_number", fields=["number"]),
            models.CheckConstraint(
                name="an_admonition_is_to_a_station_or_an_agency",
                condition=Q(station__isnull=False) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="an_admonition_is_answered_exactly_when_it_has_a_day",
                condition=Q(state="ANSWERED", answered_on__isnull=False, answered_on__gte=F("given_on"))
                | Q(state="GIVEN", answered_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number


def evidence_path(file: "EvidenceFile", _file_name: str) -> str:
    """Where the file lies; its name on disk tells nothing."""
    return f"oversight/{file.region_code[:2]}/{UUID(str(file.pk)).hex}"


class EvidenceFile(OverseenRow):
    """A photo or a paper of an inspection, a letter or a rectification. Enciphered on disk."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="files")
    admonition = models.ForeignKey(Admonition, models.PROTECT, null=True, related_name="files")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="files")
    title = models.CharField(max_length=120)
    file = models.FileField(upload_to=evidence_path, max_length=200)
    file_name = models.CharField(max_length=120)
    file_bytes = models.PositiveIntegerField()
    file_sm3 = models.CharField(max_length=64)
    filed_on = models.DateField()
    filed_by = models.CharField(max_length=64)
    filed_by_label = models.CharField(max_length=120)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_file_shows_something_of_one_row",
                condition=Q(inspection__isnull=False, admonition__isnull=True, finding__isnull=True)
                | Q(inspection__isnull=True, admonition__isnull=False, finding__isnull=True)
                | Q(inspection__isnull=True, admonition__isnull=True, finding__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        """What the cipher binds the file to."""
        return f"oversight_evidencefile.file:{self.pk}"
