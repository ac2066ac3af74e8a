"""How the contractor is found: method, notice, bids, evaluation, publicity, award."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.contracts.models.door import ContractRow
from yizhan.contracts.models.projects import Project
from yizhan.privacy.fields import EncryptedTextField


class Procurement(ContractRow):
    """One purchase of a project, from the choice of the method to the award (采购).

    finance_on, expert_on     finance approved the method; experts reviewed the price and came to expert_fen
    services                  classes or items of services the notice names
    basis                    whether bidders offer a price, or the price is fixed and they promise hours
    publicity_last_on         last day of the publicity period, by the region's working days when it has a rule
    """

    PARTY_PATHS = ("bids__bidder_id",)

    class State(models.TextChoices):
        PLANNED = "PLANNED", _("拟订中")
        APPROVED = "APPROVED", _("方式已批")
        NOTICED = "NOTICED", _("公告中")
        EVALUATED = "EVALUATED", _("已评审")
        PUBLICISED = "PUBLICISED", _("公示中")
        AWARDED = "AWARDED", _("已确定承接机构")
        FAILED = "FAILED", _("流标或终止")

    class Method(models.TextChoices):
        OPEN = "OPEN", _("公开招标")
        INVITED = "INVITED", _("邀请招标")
        CONSULT = "CONSULT", _("竞争性磋商")
        NEGOTIATE = "NEGOTIATE", _("竞争性谈判")
        SINGLE = "SINGLE", _("单一来源")
        ENTRUST = "ENTRUST", _("定向委托")

    class Basis(models.TextChoices):
        PRICE = "PRICE", _("机构报价")
        HOURS = "HOURS", _("价格固定，比承诺服务工时")

    project = models.ForeignKey(Project, models.PROTECT, related_name="procurements")
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    method = models.CharField(max_length=10, choices=Method)
    basis = models.CharField(max_length=5, choices=Basis, default=Basis.PRICE)
    amount_fen = models.BigIntegerField()
    finance_on = models.DateField(null=True)
    finance_by = models.CharField(max_length=80, blank=True)
    expert_on = models.DateField(null=True)
    expert_fen = models.BigIntegerField(null=True)
    notice_on = models.DateField(null=True)
    notice_place = models.CharField(max_length=200, blank=True)
    bids_due_on = models.DateField(null=True)
    services: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    evaluated_on = models.DateField(null=True)
    publicity_first_on = models.DateField(null=True)
    publicity_last_on = models.DateField(null=True)
    publicity_place = models.CharField(max_length=200, blank=True)
    publicity_clause = models.CharField(max_length=200, blank=True)
    awarded_on = models.DateField(null=True)
    failed_on = models.DateField(null=True)
    failed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_purchase_costs_something", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="a_purchase_is_noticed_before_its_bids_are_due",
                condition=Q(notice_on__isnull=True) | Q(bids_due_on__gt=F("notice_on")),
            ),
            models.CheckConstraint(
                name="a_purchase_is_awarded_exactly_when_it_has_a_day",
                condition=Q(state="AWARDED", awarded_on__isnull=False)
                | (~Q(state="AWARDED") & Q(awarded_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_purchase_that_failed_says_why",
                condition=~Q(state="FAILED") | (Q(failed_on__isnull=False) & ~Q(failed_because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Bid(ContractRow):
    """One agency's offer in a purchase. A bidder sees its own and no other's.

    price_fen       offered; the fixed price where hours decide
    promised_hours  service hours of a year, where hours decide
    marks           {part of the scoring rule: hundredths of a mark} as the panel gave or the formula worked out
    total           hundredths of a mark; place 1 is the best
    unfit_because   why it is not evaluated, by the region's rule of eligibility
    """

    PARTY_PATHS = ("bidder_id",)

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="bids")
    bidder = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    price_fen = models.BigIntegerField()
    promised_hours = models.PositiveIntegerField(null=True)
    received_on = models.DateField()
    unfit_because = models.CharField(max_length=400, blank=True)
    marks: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField(null=True)
    place = models.PositiveSmallIntegerField(null=True)
    won = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_agency_bids_once_in_a_purchase", fields=["procurement", "bidder"]
            ),
            models.UniqueConstraint(
                name="a_purchase_is_won_once", fields=["procurement"], condition=Q(won=True)
            ),
            models.CheckConstraint(name="a_bid_costs_something", condition=Q(price_fen__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.bidder_id}"


class JudgeSheet(ContractRow):
    """One judge of the panel and her sheet (评委评分表); nobody reads its marks before every sheet is in.

    marks  {bid: {part of the scoring rule: hundredths of a mark}}
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    judge = EncryptedTextField()
    marks: models.JSONField[dict[str, dict[str, int]], dict[str, dict[str, int]]] = models.JSONField(
        default=dict, blank=True
    )
    marked_on = models.DateField(null=True)
    entered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="judges_of_a_purchase_are_numbered_once", fields=["procurement", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Objection(ContractRow):
    """Somebody disputes the result while it is public (异议), and the answer."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="objections")
    raised_by = EncryptedTextField()
    raised_on = models.DateField()
    what = EncryptedTextField()
    answered_on = models.DateField(null=True)
    answer = EncryptedTextField(blank=True, default="")
    upheld = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_objection_is_answered_exactly_when_it_has_a_day",
                condition=Q(answered_on__isnull=True, upheld__isnull=True)
                | Q(answered_on__isnull=False, answered_on__gte=F("raised_on"), upheld__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.raised_on}"
