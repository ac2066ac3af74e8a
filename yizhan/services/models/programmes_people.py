"""Who takes part in a programme, who was there, and what they thought of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel
from yizhan.services.models.programmes import Programme, Session


class Participant(ScopedModel):
    """Somebody signed up: a client of the station, or a person without a file, by name (报名表).

    fits       whether the conditions for taking part are met
    sex, phone only of a person without a file; a client's stand on the file
    """

    class State(models.TextChoices):
        SIGNED_UP = "SIGNED_UP", _("已报名")
        WAITING = "WAITING", _("候补")
        WITHDRAWN = "WITHDRAWN", _("已退出")

    class Sex(models.TextChoices):
        FEMALE = "F", _("女")
        MALE = "M", _("男")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="participants")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, null=True, related_name="+")
    name = EncryptedTextField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    sex = models.CharField(max_length=1, choices=Sex, blank=True, default="")
    on_file = models.BooleanField()
    fits = models.BooleanField(default=True)
    follow_up = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=9, choices=State, default=State.SIGNED_UP)
    signed_up_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(name="participants_in_their_order", fields=["programme", "state", "id"])]
        constraints = [
            models.UniqueConstraint(
                name="a_client_signs_up_once_for_a_programme",
                fields=["programme", "client"],
                condition=Q(client__isnull=False),
            ),
            models.CheckConstraint(
                name="a_participant_is_on_file_exactly_when_a_client",
                condition=Q(client__isnull=False, on_file=True) | Q(client__isnull=True, on_file=False),
            ),
            models.CheckConstraint(
                name="a_participant_has_a_last_day_exactly_when_withdrawn",
                condition=Q(
                    state="WITHDRAWN", withdrawn_on__isnull=False, withdrawn_on__gte=F("signed_up_on")
                )
                | (~Q(state="WITHDRAWN") & Q(withdrawn_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Attendance(ScopedModel):
    """One mark of the sign-in sheet: 出席○ 缺席× 迟到△. Late is there."""

    class Mark(models.TextChoices):
        PRESENT = "PRESENT", _("出席")
        ABSENT = "ABSENT", _("缺席")
        LATE = "LATE", _("迟到")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="attendance")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    mark = models.CharField(max_length=7, choices=Mark)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_participant_is_marked_once_in_a_session", fields=["session", "participant"]
            )
        ]

    def __str__(self) -> str:
        return self.mark


def _score(label: str) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(verbose_name=label)


class ProgrammeOpinion(ScopedModel):
    """One opinion form of a participant, 0 to 5 on nine questions. It names nobody and points to nobody (参加者意见表)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="opinions")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    given_on = models.DateField()
    aims = _score("目标可达致")
    timing = _score("时间编排")
    form = _score("形式")
    venue = _score("场地")
    content = _score("内容")
    performance = _score("工作员表现")
    attitude = _score("工作员态度")
    own_part = _score("自己投入")
    overall = _score("整体安排")
    remark = EncryptedTextField(blank=True, default="")
    recorded_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_opinion_goes_from_nought_to_five",
                condition=Q(
                    **{
                        f"{name}__lte": 5
                        for name in (
                            "aims", "timing", "form", "venue", "content", "performance", "attitude", "own_part",
                            "overall",
                        )
                    }
                ),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.programme_id} {self.given_on}"
