"""Questionnaires, their versions, the stations they were given to, and what was answered."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.forms.rules.survey import Survey, read_survey
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedJSONField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class Form(ScopedModel):
    """A questionnaire of a region (问卷). Stations reach it through what was given to them.

    code    the form_id of its XForm, the same in every version; chosen by the author or made here
    about   what one filling-in is about, a word of whoever uses this room; "" when it is about nobody in particular
    sample  the shipped questionnaire it was taken from; "" for a region's own
    """

    STATION_PATH = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=80)
    about = models.CharField(max_length=20, blank=True, default="")
    sample = models.CharField(max_length=40, blank=True, default="")
    made_by_label = models.CharField(max_length=120)
    retired_on = models.DateField(null=True)
    retire_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_region_has_one_questionnaire_of_a_code", fields=["region_code", "code"]
            ),
            models.CheckConstraint(
                name="a_retired_questionnaire_says_why",
                condition=Q(retired_on__isnull=True, retire_reason="")
                | (Q(retired_on__isnull=False) & ~Q(retire_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Version(ScopedModel):
    """A questionnaire as it stood when it was published; answers keep theirs (版本).

    source  the workbook as it was uploaded, to be taken again and changed
    feeds   question -> what its answer may be written to, in words of whoever uses this room
    masks   question -> how its answer is shown to an eye that need not see all of it
    """

    STATION_PATH = ""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("草稿，待发布")
        PUBLISHED = "PUBLISHED", _("已发布")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(Form, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=80)
    xform = models.TextField()
    source = models.BinaryField()
    file_name = models.CharField(max_length=120)
    feeds: Any = models.JSONField(default=dict, blank=True)
    masks: Any = models.JSONField(default=dict, blank=True)
    questions = models.PositiveIntegerField()
    uploaded_by_label = models.CharField(max_length=120)
    uploaded_on = models.DateField()
    published_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="versions_of_a_questionnaire_are_counted", fields=["form", "number"]
            ),
            models.UniqueConstraint(
                name="a_questionnaire_has_one_draft_at_a_time", fields=["form"], condition=Q(state="DRAFT")
            ),
            models.CheckConstraint(
                name="a_version_is_published_exactly_when_it_has_a_day",
                condition=Q(state="PUBLISHED", published_on__isnull=False)
                | Q(state="DRAFT", published_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def survey(self) -> Survey:
        return read_survey(self.xform)


class Given(ScopedModel):
    """A questionnaire in the hands of a station, from one day to another (发给站点)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(Form, models.PROTECT, related_name="given")
    station_id = models.UUIDField(db_index=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_station_has_a_questionnaire_once",
                fields=["form", "station_id"],
                condition=Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_questionnaire_is_taken_back_after_it_was_given",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.from_on}"


class GivenArea(ScopedModel):
    """A questionnaire in the hands of every station of a division, those opened later too (发给乡镇).

    region_code  that of the division: a township, or the whole county
    """

    STATION_PATH = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(Form, models.PROTECT, related_name="areas")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_division_has_a_questionnaire_once",
                fields=["form", "region_code"],
                condition=Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_division_is_given_a_questionnaire_before_it_ends",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.from_on}"


class Submission(ScopedModel):
    """One filling-in (答卷). A correction is another row that names the one it corrects.

    id           made where it was filled in
    subject_id   whom or what it is about, an id of whoever uses this room; None when nobody said yet
    answers      what counts of the answers, by question
    xml          as it was sent, when it came from elsewhere; "" when it was filled in here
    fingerprint  digest of what was told, so that the same told again is known from something else under the same id
    doubts       how many answers did not hold when it came in from elsewhere, where it is kept all the same
    by           id of the account
    """

    class Channel(models.TextChoices):
        DESK = "DESK", _("电脑填写")
        PHONE = "PHONE", _("手机填写")
        COLLECT = "COLLECT", _("ODK Collect 报送")

    id = models.UUIDField(primary_key=True, editable=False)
    form = models.ForeignKey(Form, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    station_id = models.UUIDField(db_index=True)
    subject_kind = models.CharField(max_length=20, blank=True, default="")
    subject_id = models.UUIDField(null=True, db_index=True)
    filled_on = models.DateField()
    channel = models.CharField(max_length=8, choices=Channel)
    by = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120)
    answers: Any = EncryptedJSONField()
    xml = EncryptedTextField(blank=True, default="")
    fingerprint = DigestField()
    doubts = models.PositiveSmallIntegerField(default=0)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    correct_reason = EncryptedTextField(blank=True, default="")
    current = models.BooleanField(default=True)
    voided_on = models.DateField(null=True)
    void_reason = EncryptedTextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(name="submissions_of_a_questionnaire", fields=["form", "-filled_on", "id"]),
            models.Index(name="submissions_about_somebody", fields=["subject_kind", "subject_id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_submission_is_corrected_once",
                fields=["corrects"],
                condition=Q(corrects__isnull=False),
            ),
            models.CheckConstraint(
                name="a_corrected_submission_says_why",
                condition=Q(corrects__isnull=True, correct_reason="")
                | (Q(corrects__isnull=False) & ~Q(correct_reason="")),
            ),
            models.CheckConstraint(
                name="a_voided_submission_says_why",
                condition=Q(voided_on__isnull=True, void_reason="")
                | (Q(voided_on__isnull=False) & ~Q(void_reason="")),
            ),
            models.CheckConstraint(
                name="whom_a_submission_is_about_has_a_kind",
                condition=Q(subject_id__isnull=True) | ~Q(subject_kind=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Attachment(ScopedModel):
    """A picture or other file that came with a submission; under the same protection as its answers."""

    STATION_PATH = "submission__station_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    media = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    content = EncryptedTextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="an_attachment_of_a_name_comes_once", fields=["submission", "name"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)
