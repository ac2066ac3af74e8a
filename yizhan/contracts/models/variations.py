"""What became of an agreement after it was signed: its versions, and stations handed from one agency to the next."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.agreements import Agreement
from yizhan.contracts.models.door import ContractRow
from yizhan.kernel.metric import METRICS
from yizhan.kernel.money import yuan


class AgreementVersion(ContractRow):
    """One change of a signed agreement (协议变更); the former terms stay readable.

    number         1 for the first change
    from_on        the day from which the new terms hold
    before, after  {field: what stood there}, only what was changed
    """

    PARTY_PATHS = ("agreement__provider_id",)

    class Kind(models.TextChoices):
        VARIATION = "VARIATION", _("双方协商变更")
        FORCE_MAJEURE = "FORCE_MAJEURE", _("因政策调整等不可抗力变更")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    from_on = models.DateField()
    because = models.CharField(max_length=200)
    before: Any = models.JSONField()
    after: Any = models.JSONField()
    varied_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="versions_of_an_agreement_are_numbered_once", fields=["agreement", "number"]
            ),
            models.CheckConstraint(name="a_variation_says_why", condition=~Q(because="")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

    @property
    def lines(self) -> list[str]:
        """What was changed, in words."""
        found = []
        if "amount_fen" in self.after:
            found.append(f"金额 {yuan(self.before['amount_fen'])} 元 → {yuan(self.after['amount_fen'])} 元")
        for field, words in (
            ("stations", "{} 个站的人数或金额"),
            ("payments", "{} 期付款的金额"),
            ("targets", "{} 个站的指标"),
            ("clauses", "{} 项条款"),
        ):
            if field in self.after:
                found.append(words.format(len(self.after[field])))
        for field, words in (("joined", "增加 {} 个站"), ("left", "退出 {} 个站")):
            if field in self.after:
                found.append(words.format(len(self.after[field])))
        return found


class Handover(ContractRow):
    """A station with its files goes from one agency to the next (交接); who wrote a record stays its author.

    on            first day of the new agency; the people of the former see the files no longer from this day on
    counted       {metric: figure} when the custody moved: what is to be handed over
    completed_on  both sides signed the list
    """

    PARTY_PATHS = ("former_id", "taker_id")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="handovers")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    former = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    taker = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    on = models.DateField()
    counted: Any = models.JSONField(default=dict)
    completed_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_station_is_handed_over_once_by_an_agreement", fields=["agreement", "station"]
            ),
            models.CheckConstraint(name="a_station_goes_to_somebody_else", condition=~Q(former=F("taker"))),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.on}"

    @property
    def counted_words(self) -> list[tuple[str, str]]:
        """What was to be handed over: (label of the figure, figure with its unit)."""
        known = [(METRICS[name], value) for name, value in self.counted.items() if name in METRICS]
        return [(one.label, f"{value} {one.unit}") for one, value in known]
