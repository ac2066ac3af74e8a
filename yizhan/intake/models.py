"""What somebody outside may answer, and what she sent."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedJSONField
from yizhan.privacy.scope import ScopedModel


class Invitation(ScopedModel):
    """A code that lets whoever holds the slip post one letter (答卷码). Nothing in it tells whom it was given to.

    token_digest  the code itself is on the paper only
    about         what is asked about, as the reader is told: “对牙叉镇社工站的服务”
    """

    STATION_PATH = ""

    class State(models.TextChoices):
        OPEN = "OPEN", _("没有答")
        USED = "USED", _("已答")
        WITHDRAWN = "WITHDRAWN", _("已作废")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token_digest = DigestField()
    about = models.CharField(max_length=120)
    questions: Any = models.JSONField(default=list)
    closes_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_code_opens_one_invitation", fields=["token_digest"]),
            models.CheckConstraint(name="an_invitation_has_its_code", condition=~Q(token_digest="")),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.state}"


class Letter(ScopedModel):
    """What somebody sent, until a room above opens it; then only its receipt and day stay (来信).

    id  made by the page, so that sending twice is one letter
    """

    STATION_PATH = ""

    id = models.UUIDField(primary_key=True, editable=False)
    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="letter")
    receipt = models.CharField(max_length=16)
    scores: Any = EncryptedJSONField(null=True)
    posted_on = models.DateField()
    opened_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_receipt_stands_for_one_letter", fields=["receipt"]),
            models.CheckConstraint(
                name="an_opened_letter_keeps_no_answers",
                condition=Q(opened_on__isnull=True) | Q(scores__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt
