"""Who sat the national examination, how it ended, and what was paid for passing (考试与奖励)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel
from yizhan.workforce.models.certificates import Certificate
from yizhan.workforce.models.workers import Worker


class Exam(ScopedModel):
    """One sitting of the examination: a worker, or somebody about to join the station.

    worker      None: not yet in post; then `name` says who
    reward_fen  subsidy or reward for passing, as paid; None: none was paid
    """

    class Result(models.TextChoices):
        ENTERED = "ENTERED", _("已报名")
        PASSED = "PASSED", _("通过")
        PARTLY = "PARTLY", _("部分科目通过")
        FAILED = "FAILED", _("未通过")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    name = EncryptedTextField(max_length=40, blank=True, default="")
    level = models.CharField(max_length=16, choices=Certificate.Level)
    year = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=8, choices=Result, default=Result.ENTERED)
    reward_fen = models.BigIntegerField(null=True)
    rewarded_on = models.DateField(null=True)
    rewarded_by = models.CharField(max_length=80, blank=True, default="")
    recorded_by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_worker_sits_a_level_once_a_year",
                fields=["worker", "level", "year"],
                condition=Q(worker__isnull=False),
            ),
            models.CheckConstraint(
                name="a_reward_is_an_amount_with_its_day_and_payer",
                condition=Q(reward_fen__isnull=True, rewarded_on__isnull=True, rewarded_by="")
                | (
                    Q(reward_fen__isnull=False, reward_fen__gte=1, rewarded_on__isnull=False)
                    & ~Q(rewarded_by="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.level}"

    @property
    def who(self) -> str:
        return str(self.worker.name if self.worker else self.name)
