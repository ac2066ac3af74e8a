"""Phones, what they sent, and what two people wrote differently."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedJSONField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class Device(ScopedModel):
    """A phone with the field app, in the hands of one account (手机).

    id            made on the phone when the app is set up; a phone that was wiped makes a new one
    station_id    where its user works; whatever the phone sends is decided there when it cannot be carried out
    key_digest    of the secret the phone holds besides the session: with it a phone asks for its wipe order and hands in
                  what it could not send, also when its user may no longer sign in
    unsent        how many commands the phone said it still held when it last called
    """

    class State(models.TextChoices):
        ACTIVE = "ACTIVE", _("在用")
        LOST = "LOST", _("已报丢失，等待清除")
        WIPED = "WIPED", _("已清除")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station_id = models.UUIDField(db_index=True)
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    label = models.CharField(max_length=60)
    key_digest = DigestField(db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    seen_at = models.DateTimeField()
    unsent = models.PositiveIntegerField(default=0)
    carried = models.PositiveIntegerField(default=0)
    lost_at = models.DateTimeField(null=True)
    lost_reason = EncryptedTextField(blank=True, default="")
    lost_by_label = models.CharField(max_length=120, blank=True, default="")
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_lost_phone_says_since_when_and_why",
                condition=~Q(state="LOST") | (Q(lost_at__isnull=False) & ~Q(lost_reason="")),
            ),
            models.CheckConstraint(
                name="a_wiped_phone_says_when",
                condition=Q(state="WIPED", wiped_at__isnull=False)
                | (~Q(state="WIPED") & Q(wiped_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.label


def kept_photo_path(command: "Command", _filename: str) -> str:
    """By station and id; nothing in it tells whom the photo is of."""
    return f"devices/{command.station_id}/{command.pk}.sealed"


class Command(ScopedModel):
    """One verb a phone sent. The row is written in the transaction that carries the verb out, so it counts once.

    id           made on the phone
    fingerprint  digest of what was told, so that a retry is told from another command with the same id
    told         what was told; kept only while it is not carried out, or a difference of it is open
    needs        ids of commands and rows it waits for
    reason       the sentence of the answer; it may name a person
    merged       fields somebody else changed meanwhile, beside which this change was written
    clock_wrong  the phone's clock disagreed with ours when it sent this
    photo        enciphered on disk: what a phone handed in that may not send any more; until somebody decides
    """

    class State(models.TextChoices):
        DONE = "DONE", _("已记上")
        CONFLICT = "CONFLICT", _("两边不一样")
        WAITING = "WAITING", _("等前面的记录")
        KEPT = "KEPT", _("没处理，等人定")
        REFUSED = "REFUSED", _("不能记")
        DROPPED = "DROPPED", _("决定不记")

    id = models.UUIDField(primary_key=True, editable=False)
    station_id = models.UUIDField(db_index=True)
    device = models.ForeignKey(Device, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=60)
    fingerprint = DigestField()
    told: Any = EncryptedJSONField(null=True)
    state = models.CharField(max_length=8, choices=State)
    code = models.CharField(max_length=80, blank=True, default="")
    reason = EncryptedTextField(blank=True, default="")
    clause = models.CharField(max_length=200, blank=True, default="")
    needs: Any = models.JSONField(default=list)
    merged: Any = models.JSONField(default=list)
    subject_id = models.UUIDField(null=True)
    version = models.CharField(max_length=200, blank=True, default="")
    done_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    clock_wrong = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by_label = models.CharField(max_length=120, blank=True, default="")
    decision = EncryptedTextField(blank=True, default="")
    photo = models.FileField(upload_to=kept_photo_path, max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                name="commands_to_be_decided",
                fields=["station_id", "state", "id"],
                condition=Q(state__in=["WAITING", "KEPT", "CONFLICT"]),
            ),
            models.Index(name="commands_of_a_user_by_state", fields=["user", "state", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="what_was_not_carried_out_is_kept",
                condition=Q(state="DONE") | Q(told__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_dropped_says_why", condition=~Q(state="DROPPED") | ~Q(decision="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.state}"

    @property
    def seal_place(self) -> str:
        """Where its photo belongs; see privacy.files."""
        return f"devices_command.photo {self.pk}"


class Difference(ScopedModel):
    """One field that a phone and the station wrote differently. Both values stay until a person chooses.

    subject     "client" or "service", the row it is about in subject_id
    was         the version of the row that the phone's change was based on
    station_at  when the row was changed last, as the phone's change arrived
    """

    class Choice(models.TextChoices):
        PHONE = "PHONE", _("用手机上的")
        STATION = "STATION", _("用站里的")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    command = models.ForeignKey(Command, models.PROTECT, related_name="differences")
    station_id = models.UUIDField(db_index=True)
    subject = models.CharField(max_length=12)
    subject_id = models.UUIDField(db_index=True)
    field = models.CharField(max_length=30)
    phone_value: Any = EncryptedJSONField(null=True)
    station_value: Any = EncryptedJSONField(null=True)
    station_at = models.DateTimeField()
    choice = models.CharField(max_length=8, choices=Choice, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by_label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                name="differences_still_open",
                fields=["station_id", "id"],
                condition=Q(decided_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="a_field_of_a_command_differs_once", fields=["command", "field"]),
            models.CheckConstraint(
                name="a_difference_is_decided_exactly_when_a_value_is_chosen",
                condition=Q(choice="", decided_at__isnull=True)
                | (~Q(choice="") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.field}"


class HelpCall(ScopedModel):
    """Somebody away from the station asks for help (求助): one tap on a phone, sent at once or as soon as there is a line.

    note, place  what was said and where, only for the heads and the county; place only where she chose to send it
    made_at      when she asked, by the clock of the phone; received_at: when it was known here
    """

    class Kind(models.TextChoices):
        DANGER = "DANGER", _("我有危险")
        ACCIDENT = "ACCIDENT", _("受伤、车坏、被困")
        CLIENT = "CLIENT", _("服务对象出了急事")
        ADVICE = "ADVICE", _("拿不准，要人马上帮我")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station_id = models.UUIDField(db_index=True)
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    called_by_label = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    note = EncryptedTextField(blank=True, default="")
    place = EncryptedTextField(blank=True, default="")
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    answer = EncryptedTextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                name="calls_for_help_still_open",
                fields=["station_id", "made_at"],
                condition=Q(answered_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_call_was_answered_by_somebody",
                condition=Q(answered_at__isnull=True, answered_by_label="")
                | (Q(answered_at__isnull=False) & ~Q(answered_by_label="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d %H:%M}"
