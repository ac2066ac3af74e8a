"""Agreements between the county's office and an agency, and the stations they are for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.scope import ScopedModel


class Agreement(ContractRow):
    """What is bought from one agency (服务协议); the buyer is the project's.

    cycle_first_on, cycle_last_on  the whole cycle, of which this agreement is one year: signed year by year
    clauses                        {name of the clause: its text}
    services                       {code of the region's catalogue: name}, what is bought of it
    ended_on, ended_because        the last day and the reason, when it ended before its time
    follows                        the agreement of the year before
    """

    PARTY_PATHS = ("provider_id",)

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("拟订中")
        SIGNED = "SIGNED", _("履行中")
        ENDED = "ENDED", _("已期满")
        TERMINATED = "TERMINATED", _("已终止")

    project = models.ForeignKey(Project, models.PROTECT, related_name="agreements")
    provider = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    cycle_first_on = models.DateField()
    cycle_last_on = models.DateField()
    first_on = models.DateField()
    last_on = models.DateField()
    signed_on = models.DateField(null=True)
    amount_fen = models.BigIntegerField()
    clauses: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    services: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    ended_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(name="agreements_of_a_provider", fields=["provider", "first_on"])]
        constraints = [
            models.UniqueConstraint(
                name="a_number_names_one_agreement_of_a_county",
                fields=["region_code", "number"],
                condition=~Q(number=""),
            ),
            models.UniqueConstraint(
                name="an_agreement_is_renewed_once", fields=["follows"], condition=Q(follows__isnull=False)
            ),
            models.CheckConstraint(
                name="an_agreement_ends_after_it_begins", condition=Q(last_on__gt=F("first_on"))
            ),
            models.CheckConstraint(
                name="an_agreement_lies_within_its_cycle",
                condition=Q(cycle_first_on__lte=F("first_on"), cycle_last_on__gte=F("last_on")),
            ),
            models.CheckConstraint(
                name="an_agreement_in_force_was_signed",
                condition=Q(state="DRAFT", signed_on__isnull=True)
                | (~Q(state="DRAFT") & Q(signed_on__isnull=False)),
            ),
            models.CheckConstraint(name="an_agreement_costs_something", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="an_agreement_that_was_ended_says_why",
                condition=~Q(state="TERMINATED") | (Q(ended_on__isnull=False) & ~Q(ended_because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_state_display())


class AgreementStation(ScopedModel):
    """One station of an agreement: how many workers, how much of the money.

    from_on  the day it came in by a variation; None: with the first day of the agreement
    to_on    its last day, when a variation took it out; None: it stays to the end
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="stations")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    headcount = models.PositiveIntegerField()
    amount_fen = models.BigIntegerField()
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_station_leaves_an_agreement_no_earlier_than_it_joins",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(
                name="a_station_stands_once_in_an_agreement", fields=["agreement", "station"]
            ),
            models.CheckConstraint(
                name="a_station_of_an_agreement_costs_no_less_than_nothing", condition=Q(amount_fen__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.headcount}"

    @property
    def days(self) -> Period:
        """The days it is in the agreement for, as it stands now."""
        last = self.agreement.ended_on or self.agreement.last_on
        first = self.from_on or self.agreement.first_on
        return Period(first, max(first, min(self.to_on or last, last)))
