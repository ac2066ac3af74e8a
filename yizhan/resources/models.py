"""The ledger of resources and what was given out of it (资源台账、资源链接)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

SHARED_WITH = frozenset({"resources.view", "resources.link_offer"})
"""Verbs that reach what another station, or the office, of the same county offers to all its stations."""


class OfferQuerySet(ScopedQuerySet["Offer"]):
    """Offers of one's own reach, and those that are shared in the counties it lies in."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        own = super().visible_to(actor, verb)
        grants = actor.grants_for(verb)
        if verb not in SHARED_WITH or not grants:
            return own
        shared = Q(pk__in=())
        for grant in grants:
            if grant.region != EVERYWHERE:
                shared |= Q(shared=True, region_code__startswith=grant.region[:6])
        return own | self.filter(shared)


class Offer(ScopedModel):
    """What somebody gives: goods, money, a place, hands, knowledge, or a policy one can apply for.

    station      who keeps this line; None: the office of the county
    shared       every station of the county may use it
    count, unit  how many there are of it; None: it is not counted
    value_fen    what it is worth altogether; None: nobody put a value on it. Money is always counted so
    contact      with whom to speak there, and how
    ends_on      the last day on which it may be used
    """

    class Kind(models.TextChoices):
        POLICY = "POLICY", _("政策")
        MONEY = "MONEY", _("资金")
        GOODS = "GOODS", _("物资")
        PLACE = "PLACE", _("场地")
        HANDS = "HANDS", _("人力")
        KNOWLEDGE = "KNOWLEDGE", _("专业")

    class Side(models.TextChoices):
        COMMUNITY = "COMMUNITY", _("社区")
        ORGANISATION = "ORGANISATION", _("社会组织")
        SOCIAL_WORK = "SOCIAL_WORK", _("社会工作者")
        VOLUNTEERS = "VOLUNTEERS", _("社区志愿者")
        CHARITY = "CHARITY", _("社会慈善资源")
        GOVERNMENT = "GOVERNMENT", _("政府部门")
        COMPANY = "COMPANY", _("企业")
        OTHER = "OTHER", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12)
    station = models.ForeignKey("stations.Station", models.PROTECT, null=True, related_name="+")
    shared = models.BooleanField(default=False)
    kind = models.CharField(max_length=9, choices=Kind)
    name = models.CharField(max_length=60)
    side = models.CharField(max_length=12, choices=Side, default=Side.OTHER)
    provider = models.CharField(max_length=80)
    contact = EncryptedTextField(blank=True, default="")
    conditions = models.CharField(max_length=300, blank=True, default="")
    count = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=8, blank=True, default="")
    value_fen = models.BigIntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=200, blank=True, default="")
    recorded_by = models.CharField(max_length=64)
    recorded_by_label = models.CharField(max_length=120)

    objects = OfferQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made wider

    class Meta:
        indexes = [
            models.Index(name="offers_by_region", fields=["region_code"], opclasses=["varchar_pattern_ops"])
        ]
        constraints = [
            models.CheckConstraint(
                name="what_is_counted_has_a_unit",
                condition=Q(count__isnull=True) | (Q(count__gte=1) & ~Q(unit="")),
            ),
            models.CheckConstraint(
                name="the_value_of_an_offer_is_not_negative",
                condition=Q(value_fen__isnull=True) | Q(value_fen__gte=0),
            ),
            models.CheckConstraint(
                name="money_offered_has_an_amount",
                condition=~Q(kind="MONEY") | Q(value_fen__isnull=False, value_fen__gte=1),
            ),
            models.CheckConstraint(
                name="an_offer_ends_after_it_begins",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="an_offer_is_closed_with_a_reason",
                condition=Q(closed_on__isnull=True, closed_because="")
                | (Q(closed_on__isnull=False) & ~Q(closed_because="")),
            ),
            models.CheckConstraint(
                name="what_the_office_offers_is_for_all_stations",
                condition=Q(station__isnull=False) | Q(shared=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfferLink(ScopedModel):
    """A part of an offer that reached people or a programme of one station.

    service  the delivered service: its day, people and value; voided, the part is there again
    count    how many of what is counted; None where the offer is not counted
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="links")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    service = models.OneToOneField("services.ServiceRecord", models.PROTECT, related_name="+")
    programme = models.ForeignKey("services.Programme", models.PROTECT, null=True, related_name="+")
    count = models.PositiveIntegerField(null=True)
    outcome = EncryptedTextField(blank=True, default="")
    outcome_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_counted_link_is_at_least_one", condition=Q(count__isnull=True) | Q(count__gte=1)
            )
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.count}"
