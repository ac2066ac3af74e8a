"""The people who help at a station without pay."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel

NAME, PHONE, NATIONAL = "workforce.volunteer_name", "workforce.volunteer_phone", "workforce.volunteer_number"
"""What the digests are for."""


class Volunteer(ScopedModel):
    """Somebody who serves at a station without pay (志愿者); her hours are read from the records that name her.

    source           how the station came to know her
    team             the team she serves in, by the name the station gave it
    national_number  under which she is registered in the national system of volunteers; empty: not there, or not told
    """

    class Sex(models.TextChoices):
        MALE = "M", _("男")
        FEMALE = "F", _("女")

    class Source(models.TextChoices):
        RECRUITED = "RECRUITED", _("招募报名")
        VILLAGE = "VILLAGE", _("村（社区）推荐")
        ORGANISATION = "ORGANISATION", _("单位、社会组织组织")
        SCHOOL = "SCHOOL", _("学校组织")
        SERVED = "SERVED", _("服务对象及家属")
        OTHER = "OTHER", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    name = EncryptedTextField()
    name_digest = DigestField()
    name_initials = models.CharField(max_length=32, blank=True)
    phone = EncryptedTextField(blank=True, default="")
    phone_digest = DigestField()
    sex = models.CharField(max_length=1, choices=Sex)
    born_on = models.DateField(null=True)
    address = EncryptedTextField(blank=True, default="")
    source = models.CharField(max_length=12, choices=Source)
    skills = models.CharField(max_length=120, blank=True, default="")
    team = models.CharField(max_length=40, blank=True, default="")
    national_number = EncryptedTextField(blank=True, default="")
    national_digest = DigestField(blank=True, default="")
    registered_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_because = EncryptedTextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(name="volunteers_of_a_station", fields=["station", "ended_on", "name_initials"]),
            models.Index(name="volunteers_by_name", fields=["name_digest"]),
            models.Index(name="volunteers_by_phone", fields=["phone_digest"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_volunteer_is_registered_at_a_station_once_at_a_time",
                fields=["station", "phone_digest", "name_digest"],
                condition=Q(ended_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="a_national_number_is_one_volunteer_of_a_station",
                fields=["station", "national_digest"],
                condition=Q(ended_on__isnull=True) & ~Q(national_digest=""),
            ),
            models.CheckConstraint(
                name="a_volunteer_leaves_with_a_reason_and_not_before_coming",
                condition=Q(ended_on__isnull=True, ended_because="")
                | (Q(ended_on__isnull=False, ended_on__gte=F("registered_on")) & ~Q(ended_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"志愿者 {self.name_initials}"
