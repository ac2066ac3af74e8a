"""The people who serve and their posts."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel

# The words by which the documents name posts and degrees, whatever language the screen speaks.
POST_WORDS = {
    "HEAD": "站长",
    "DEPUTY": "副站长",
    "RESIDENT": "驻站社工",
    "CONVERTED": "转换岗位人员",
    "SUPERVISOR": "督导",
    "OTHER": "其他人员",
}
EDUCATION_WORDS = {
    "JUNIOR": "初中",
    "SENIOR": "高中",
    "COLLEGE": "大专",
    "BACHELOR": "本科",
    "MASTER": "硕士",
    "DOCTOR": "博士",
}


class Post(models.TextChoices):
    """Posts at a station; the labels are the words by which the documents bind them (适用)."""

    HEAD = "HEAD", _("站长")
    DEPUTY = "DEPUTY", _("副站长")
    RESIDENT = "RESIDENT", _("驻站社工")
    CONVERTED = "CONVERTED", _("转换岗位人员")
    SUPERVISOR = "SUPERVISOR", _("督导")
    OTHER = "OTHER", _("其他人员")


class Worker(ScopedModel):
    """Somebody in a post at one station (工作人员).

    facts  what was registered for the conditions of the region's documents that no column holds, by their words:
           {"身体健康": true, "受聘于承接主体": true}; a word that is absent was not asked or not answered
    """

    class Sex(models.TextChoices):
        MALE = "M", _("男")
        FEMALE = "F", _("女")

    class Education(models.TextChoices):
        JUNIOR = "JUNIOR", _("初中")
        SENIOR = "SENIOR", _("高中")
        COLLEGE = "COLLEGE", _("大专")
        BACHELOR = "BACHELOR", _("本科")
        MASTER = "MASTER", _("硕士")
        DOCTOR = "DOCTOR", _("博士")

    class Employer(models.TextChoices):
        AGENCY = "AGENCY", _("承接主体聘用")
        TOWNSHIP = "TOWNSHIP", _("乡镇（街道）人员")
        POST_PURCHASED = "POST_PURCHASED", _("购买的社会工作岗位")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    user = models.OneToOneField("access.User", models.PROTECT, null=True, related_name="+")
    name = EncryptedTextField(max_length=40)
    name_initials = models.CharField(max_length=32, db_index=True)
    name_digest = DigestField(db_index=True)
    id_number = EncryptedTextField(max_length=18)
    id_digest = DigestField(db_index=True)
    phone = EncryptedTextField(max_length=24, blank=True)
    born_on = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    education = models.CharField(max_length=8, choices=Education)
    school = models.CharField(max_length=60, blank=True)
    major = models.CharField(max_length=60, blank=True)
    major_is_social_work = models.BooleanField(default=False)
    local_household = models.BooleanField(default=False)
    post = models.CharField(max_length=12, choices=Post, default=Post.RESIDENT)
    employer = models.CharField(max_length=16, choices=Employer, default=Employer.AGENCY)
    full_time = models.BooleanField(default=True)
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_because = EncryptedTextField(blank=True)

    class Meta:
        indexes = [models.Index(name="workers_of_a_station", fields=["station", "ended_on"])]
        constraints = [
            models.UniqueConstraint(
                name="one_person_is_in_post_at_one_station_at_a_time",
                fields=["id_digest"],
                condition=Q(ended_on__isnull=True) & ~Q(post__in=("SUPERVISOR", "HEAD", "DEPUTY")),
            ),
            models.CheckConstraint(
                name="employment_ends_no_earlier_than_it_begins",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="a_worker_was_born_before_starting", condition=Q(born_on__lt=F("started_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.name_initials}"
