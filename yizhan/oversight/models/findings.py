"""What was found wrong, and its way until it is cleared (整改、销号)."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.oversight.models.overseen import OverseenRow
from yizhan.oversight.rules.findings import PROCESS, SOURCES
from yizhan.privacy.fields import EncryptedTextField


class Finding(OverseenRow):
    """Something to put right (整改事项): told, mended, shown, checked by somebody else, cleared.

    owner             who must put it right
    source, source_id what it comes from and, where that is a row, its id
    rule_ref, clause  the rule it breaks, as it stood on the day it was opened
    mend_by_on        by when; moved by an extension
    term_ref, term_clause  the rule the first day came from; "" where the office set it
    mended_by, mended_on  the account that handed in what is being checked, and the day; nobody who rectified may clear
    """

    class Owner(models.TextChoices):
        STATION = "STATION", _("社工站")
        AGENCY = "AGENCY", _("承接机构")
        TOWNSHIP = "TOWNSHIP", _("乡镇（街道）")

    number = models.CharField(max_length=24)
    owner = models.CharField(max_length=8, choices=Owner)
    source = models.CharField(max_length=10, choices=list(SOURCES.items()))
    source_id = models.UUIDField(null=True)
    what = EncryptedTextField()
    rule_ref = models.CharField(max_length=160, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=list(PROCESS.labels.items()), default="TOLD")
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=64)
    opened_by_label = models.CharField(max_length=120)
    mend_by_on = models.DateField()
    term_ref = models.CharField(max_length=160, blank=True)
    term_clause = models.CharField(max_length=200, blank=True)
    extended = models.PositiveSmallIntegerField(default=0)
    returned = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    mended_by = models.CharField(max_length=64, blank=True, default="")
    mended_on = models.DateField(null=True)
    cleared_by = models.CharField(max_length=64, blank=True, default="")
    cleared_by_label = models.CharField(max_length=120, blank=True, default="")
    cleared_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(name="findings_of_a_region", fields=["region_code", "state", "mend_by_on"]),
            models.Index(name="findings_of_a_station", fields=["station", "opened_on"]),
            models.Index(name="findings_of_a_source", fields=["source_id"]),
        ]
        constraints = [
            models.UniqueConstraint(name="a_finding_has_its_number", fields=["number"]),
            models.CheckConstraint(
                name="a_finding_is_about_a_station_or_an_agency",
                condition=Q(station__isnull=False) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="a_finding_is_told_before_it_is_due", condition=Q(mend_by_on__gte=F("opened_on"))
            ),
            models.CheckConstraint(
                name="nobody_clears_what_she_put_right_herself",
                condition=Q(mended_by="") | ~Q(mended_by=F("cleared_by")),
            ),
            models.CheckConstraint(
                name="a_finding_is_cleared_exactly_when_it_has_a_day",
                condition=Q(state="CLEARED", cleared_on__isnull=False)
                | (~Q(state="CLEARED") & Q(cleared_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open(self) -> bool:
        return self.state in ("TOLD", "MENDING", "HANDED")

    @property
    def rule_id(self) -> str:
        return self.rule_ref.rpartition(":")[2]


class FindingStep(OverseenRow):
    """One thing that was done about a finding. Rows are only added.

    by, by_organisation  the account and its organisation; who rectified may not check
    """

    class Kind(models.TextChoices):
        TOLD = "TOLD", _("提出整改")
        PLANNED = "PLANNED", _("说明原因和打算")
        HANDED = "HANDED", _("报整改结果")
        RETURNED = "RETURNED", _("退回再改")
        EXTENDED = "EXTENDED", _("延期")
        CLEARED = "CLEARED", _("核查通过，销号")
        REOPENED = "REOPENED", _("回头看，重新整改")
        KEPT = "KEPT", _("回头看，没有反弹")
        WITHDRAWN = "WITHDRAWN", _("撤销")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    done_on = models.DateField()
    text = EncryptedTextField(blank=True)
    by = models.CharField(max_length=64)
    by_organisation: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True)
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="steps_of_a_finding_are_numbered", fields=["finding", "number"])
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
