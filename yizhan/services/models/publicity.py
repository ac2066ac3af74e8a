"""What was published about the work: articles, posts, films, cases, briefs (宣传)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel


def clipping_path(item: "PublicityItem", filename: str) -> str:
    """By id; the name a person gave the file is kept in the row, never in a path."""
    return f"publicity/{item.pk}.{filename.rsplit('.', 1)[-1].lower()}"


class PublicityItem(ScopedModel):
    """One thing published, or one occasion on which policy or social work was explained to people.

    station  None: published by an office for its whole region
    medium   the paper, station or account it appeared in
    level    of the medium; a leaflet of one's own has the level of the station
    service  where people were met: its service record
    file     the article, the leaflet, the brief itself; it was published, so that it is not enciphered
    """

    class Kind(models.TextChoices):
        MEDIA = "MEDIA", _("媒体报道")
        POST = "POST", _("公众号、网络")
        VIDEO = "VIDEO", _("短视频")
        STORY = "STORY", _("社工故事、案例")
        BRIEF = "BRIEF", _("工作简报")
        LEAFLET = "LEAFLET", _("宣传品")
        TALK = "TALK", _("现场宣传、政策宣讲")

    class Level(models.TextChoices):
        STATION = "STATION", _("本站")
        TOWNSHIP = "TOWNSHIP", _("乡镇级")
        COUNTY = "COUNTY", _("县级")
        CITY = "CITY", _("市级")
        PROVINCE = "PROVINCE", _("省级")
        NATION = "NATION", _("国家级")

    class Channel(models.TextChoices):
        TV = "TV", _("电视")
        PRESS = "PRESS", _("报刊")
        RADIO = "RADIO", _("广播")
        NETWORK = "NETWORK", _("网络")
        SPOT = "SPOT", _("现场")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12)
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    channel = models.CharField(max_length=8, choices=Channel)
    level = models.CharField(max_length=8, choices=Level)
    title = models.CharField(max_length=120)
    medium = models.CharField(max_length=80, blank=True, default="")
    published_on = models.DateField()
    address = models.CharField(max_length=300, blank=True, default="")
    summary = EncryptedTextField(blank=True, default="")
    file = models.FileField(upload_to=clipping_path, max_length=200, blank=True)
    file_name = models.CharField(max_length=120, blank=True, default="")
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, null=True, related_name="+")
    service = models.OneToOneField("services.ServiceRecord", models.PROTECT, null=True, related_name="+")
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=200, blank=True, default="")
    recorded_by = models.CharField(max_length=64)
    recorded_by_label = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(
                name="publicity_by_region", fields=["region_code"], opclasses=["varchar_pattern_ops"]
            ),
            models.Index(name="publicity_of_a_station_by_day", fields=["station", "published_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="publicity_is_withdrawn_with_a_reason",
                condition=Q(withdrawn_on__isnull=True, withdrawn_because="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because="")),
            ),
            models.CheckConstraint(
                name="an_article_names_its_medium", condition=~Q(kind="MEDIA") | ~Q(medium="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.published_on}"
