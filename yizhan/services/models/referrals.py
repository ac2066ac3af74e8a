"""Clients referred to another station, a department or another place, and files handed over (转介, 转移)."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.clients.models.client import SEE_RESTRICTED, OfFileQuerySet
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedJSONField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class ReferralQuerySet(OfFileQuerySet["Referral"]):
    """`visible_to` is the door of the station that sent it; whom it was sent to comes in by `addressed_to`."""

    def addressed_to(self, actor: Actor, verb: str) -> Self:
        """Referrals to stations of the grants that carry the verb, less restricted files the actor may not see there.

        What was taken back is no longer the business of the other station.
        """
        inside, discreet = Q(pk__in=()), Q(client__restricted=False)
        for grant in actor.grants_for(verb):
            inside |= self._reach_of_receiver(grant.region, grant.stations)
        for grant in actor.grants_for(SEE_RESTRICTED):
            discreet |= self._reach_of_receiver(grant.region, grant.stations)
        return self.filter(inside).filter(discreet).exclude(state="TAKEN_BACK")

    @staticmethod
    def _reach_of_receiver(region: str, stations: frozenset[object] | None) -> Q:
        if stations is not None:
            return Q(to_station__in=stations)
        if region.isdigit():
            return Q(to_station__region_code__startswith=region)
        return Q(to_station__isnull=False)


class Referral(ScopedModel):
    """A client sent on with what was agreed to be passed on; a transfer hands over the file once it is accepted.

    region_code  that of the station that sent it
    to_station   None: a department or another place without an account here; the sender enters what it answers
    passed_on    what the receiver is told of the person, as it stood that day: the names of `rules.referrals.PARTS`
    consent      the standing consent to pass data on; without one, ground says on which duty it was done
    due_on       by when the pack asks for an answer; None: no paper says
    service      the same referral as a delivered service: typed once, counted there
    """

    STATION_PATH: ClassVar[str] = "from_station_id"

    class Kind(models.TextChoices):
        REFERRAL = "REFERRAL", _("转介")
        TRANSFER = "TRANSFER", _("转移档案")

    class State(models.TextChoices):
        SENT = "SENT", _("待答复")
        ACCEPTED = "ACCEPTED", _("已接收，办理中")
        REFUSED = "REFUSED", _("已退回")
        TAKEN_BACK = "TAKEN_BACK", _("已撤回")
        ANSWERED = "ANSWERED", _("已答复")
        TRANSFERRED = "TRANSFERRED", _("档案已转移")

    class Ground(models.TextChoices):
        STATUTORY = "STATUTORY", _("履行法定职责或者法定义务所必需")
        EMERGENCY = "EMERGENCY", _("紧急情况下为保护生命健康和财产安全所必需")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+", db_index=False)
    from_station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    to_station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="+", null=True, db_index=False
    )
    to_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REFERRAL)
    state = models.CharField(max_length=11, choices=State, default=State.SENT)
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="+", db_index=False)
    service = models.OneToOneField("services.ServiceRecord", models.PROTECT, related_name="+")
    reason = EncryptedTextField()
    situation = EncryptedTextField()
    served = EncryptedTextField(blank=True, default="")
    others_serving = EncryptedTextField(blank=True, default="")
    asked = EncryptedTextField()
    passed_on: Any = EncryptedJSONField()
    consent = models.ForeignKey("clients.Consent", models.PROTECT, related_name="+", null=True)
    ground = models.CharField(max_length=10, choices=Ground, blank=True, default="")
    ground_says = EncryptedTextField(blank=True, default="")
    sent_on = models.DateField()
    due_on = models.DateField(null=True)
    rule = models.CharField(max_length=160, blank=True, default="")
    clause = models.CharField(max_length=200, blank=True, default="")
    accepted_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    answer = EncryptedTextField(blank=True, default="")
    answered_by_label = models.CharField(max_length=120, blank=True, default="")
    sent_by = models.CharField(max_length=64)
    sent_by_label = models.CharField(max_length=120)

    objects = ReferralQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [
            models.Index(name="referrals_sent_by_a_station", fields=["from_station", "state", "sent_on"]),
            models.Index(name="referrals_sent_to_a_station", fields=["to_station", "state", "sent_on"]),
            models.Index(name="referrals_of_a_client", fields=["client", "sent_on"]),
            models.Index(
                name="referrals_waiting_by_due_day", fields=["due_on"], condition=Q(ended_on__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_referral_goes_to_somebody_else",
                condition=~Q(to_name="") & (Q(to_station__isnull=True) | ~Q(to_station=F("from_station"))),
            ),
            models.CheckConstraint(
                name="a_file_is_transferred_to_a_station_only",
                condition=~Q(kind="TRANSFER") | Q(to_station__isnull=False),
            ),
            models.CheckConstraint(
                name="data_is_passed_on_with_consent_or_a_stated_ground",
                condition=Q(consent__isnull=False, ground="") | (Q(consent__isnull=True) & ~Q(ground="")),
            ),
            models.CheckConstraint(
                name="a_referral_has_ended_exactly_when_it_waits_for_nothing",
                condition=Q(state__in=["SENT", "ACCEPTED"], ended_on__isnull=True)
                | Q(state__in=["REFUSED", "TAKEN_BACK", "ANSWERED", "TRANSFERRED"], ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_transfer_transfers",
                condition=~Q(state="TRANSFERRED") | Q(kind="TRANSFER"),
            ),
            models.CheckConstraint(
                name="a_referral_ends_no_earlier_than_it_was_sent",
                condition=(Q(ended_on__isnull=True) | Q(ended_on__gte=F("sent_on")))
                & (Q(accepted_on__isnull=True) | Q(accepted_on__gte=F("sent_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sent_on}"

    @property
    def waits(self) -> bool:
        """Whether an answer is still to come."""
        return self.ended_on is None

    @property
    def person(self) -> str:
        """The name as it was passed on."""
        return str(self.passed_on.get("name", ""))
