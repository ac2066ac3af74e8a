"""A county's own Word forms of cases, groups, referrals and proofs."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.scope import ScopedModel


class PaperForm(ScopedModel):
    """One form in one version, as an office uploaded it (表样). Its bytes never change.

    content  empty: back to the program's own form
    from_on  the day from which it is printed; None: uploaded, not yet taken up
    """

    STATION_PATH = ""
    STAYS_BEHIND = Q(pk__isnull=False)  # the county that takes another in has forms of its own, or none

    class Kind(models.TextChoices):
        CASE = "CASE", _("个案套表")
        PLAN = "PLAN", _("小组、活动计划书")
        SIGN_IN = "SIGN_IN", _("小组、活动签到表")
        OPINION = "OPINION", _("参加者意见表")
        REPORT = "REPORT", _("小组、活动报告书")
        REFERRAL = "REFERRAL", _("个案转介表")
        PROOF = "PROOF", _("志愿服务记录证明")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=120)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    blanks: Any = models.JSONField(default=list)
    from_on = models.DateField(null=True)
    uploaded_on = models.DateField()
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_version_of_a_paper_is_one_form", fields=["region_code", "kind", "version"]
            ),
            models.UniqueConstraint(
                name="one_form_of_a_paper_is_taken_up_with_a_day",
                fields=["region_code", "kind", "from_on"],
                condition=Q(from_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.kind} {self.version}"

    @property
    def is_standard(self) -> bool:
        """Whether the version says “back to the program's own form” and carries no file."""
        return not self.digest
