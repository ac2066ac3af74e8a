"""The person with a file, her household, and the stations her file has been at."""

from datetime import date
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from yizhan.clients.rules.identity import ID_KINDS
from yizhan.clients.rules.visits import Visit, visit_kept
from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

SEE_RESTRICTED = "clients.view_restricted"
"""The verb without which a restricted file is neither listed nor opened."""


def open_to(actor: Actor, *, path: str = "") -> Q:
    """The one door of restricted files: those that are none, and those where a grant of the actor shows them.

    path  leads to the file from the row that is asked for; "" on the file itself
    """
    at = f"{path}__" if path else ""
    seen = Q(**{f"{at}restricted": False})
    for grant in actor.grants_for(SEE_RESTRICTED):
        if grant.stations is not None:
            seen |= Q(**{f"{at}station_id__in": grant.stations})
        elif grant.region == EVERYWHERE:
            seen |= ~Q(pk__in=())
        else:
            seen |= Q(**{f"{at}region_code__startswith": grant.region})
    return seen


class Household(ScopedModel):
    """Who lives together and keeps house together (户). Members point here; the head is the member related as 户主."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    address = EncryptedTextField(blank=True, default="")
    address_digest = DigestField()
    village_name = models.CharField(max_length=60, blank=True)
    note = EncryptedTextField(blank=True, default="")
    formed_on = models.DateField()

    class Meta:
        indexes = [models.Index(name="household_by_address", fields=["address_digest"])]

    def __str__(self) -> str:
        return str(self.pk)


class ClientQuerySet(ScopedQuerySet["Client"]):
    """Files; those that are restricted stay out of everything for whoever may not see them."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        """Rows of the grants that carry the verb, less the restricted files the actor may not see."""
        return super().visible_to(actor, verb).filter(open_to(actor))

    def marked_open_to(self, actor: Actor) -> Self:
        """Every row given, with `is_open`: whether this actor may see it. The same rule as `visible_to`, for places
        where a person must be counted or shown as 受限档案, for example in a household."""
        return self.annotate(
            is_open=Case(
                When(open_to(actor), then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )

    def active(self) -> Self:
        return self.filter(status="ACTIVE")


Row = TypeVar("Row", bound=models.Model)


class OfFileQuerySet(ScopedQuerySet[Row]):
    """Rows about a file, at whatever station: what is written about a restricted one stays shut with it.

    The model may say by `CLIENT_PATH` how the file is reached; else by `client`, which may be empty where nobody has a
    file yet.
    """

    def visible_to(self, actor: Actor, verb: str) -> Self:
        """Rows of the grants that carry the verb, less those about restricted files the actor may not see."""
        return super().visible_to(actor, verb).filter(self._of_open_file(actor))

    def _of_open_file(self, actor: Actor) -> Q:
        path: str = getattr(self.model, "CLIENT_PATH", "client")
        first = self.model._meta.get_field(path.partition("__")[0])
        nobody = Q(**{f"{path}__isnull": True}) if getattr(first, "null", False) else Q()
        return nobody | open_to(actor, path=path)


class Client(ScopedModel):
    """A person with a file at a station (服务对象, 一人一档)."""

    KEEPS_FORMER_CODES = True

    class Sex(models.TextChoices):
        MALE = "M", _("男")
        FEMALE = "F", _("女")

    class Grade(models.TextChoices):
        HIGH = "HIGH", _("高风险")
        MEDIUM = "MEDIUM", _("中风险")
        LOW = "LOW", _("低风险")

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", _("在册")
        CLOSED = "CLOSED", _("已销档")

    class CloseReason(models.TextChoices):
        DIED = "DIED", _("去世")
        MOVED_AWAY = "MOVED_AWAY", _("迁离本地")
        NO_NEED = "NO_NEED", _("不再需要服务")
        DECLINED = "DECLINED", _("本人不愿继续")
        DUPLICATE = "DUPLICATE", _("重复建档")
        OTHER = "OTHER", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12)
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    file_year = models.PositiveSmallIntegerField()
    file_number = models.PositiveIntegerField()

    name = EncryptedTextField()
    name_digest = DigestField()
    name_initials = models.CharField(max_length=32, blank=True)
    id_kind = models.CharField(max_length=8, choices=ID_KINDS)
    id_number = EncryptedTextField(blank=True, default="")
    id_digest = DigestField()
    id_tail_digest = DigestField()
    no_id_reason = EncryptedTextField(blank=True, default="")
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    phone = EncryptedTextField(blank=True, default="")
    phone_digest = DigestField()
    address = EncryptedTextField(blank=True, default="")
    address_digest = DigestField()
    village_name = models.CharField(max_length=60, blank=True)
    note = EncryptedTextField(blank=True, default="")
    emergency_name = EncryptedTextField(blank=True, default="")
    emergency_relation = models.CharField(max_length=20, blank=True)
    emergency_phone = EncryptedTextField(blank=True, default="")

    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="members", db_index=False
    )
    relation_to_head = models.CharField(max_length=20, blank=True)

    grade = models.CharField(max_length=6, choices=Grade, blank=True)
    restricted = models.BooleanField(default=False)
    restriction_reason = EncryptedTextField(blank=True, default="")
    status = models.CharField(max_length=6, choices=Status, default=Status.ACTIVE)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    close_reason = models.CharField(max_length=12, choices=CloseReason, blank=True)
    responsible_worker_id = models.UUIDField(null=True, blank=True)

    event_on = models.DateField(null=True, blank=True)
    visit_days: Any = models.JSONField(default=list, blank=True)
    last_visit_on = models.DateField(null=True, blank=True)
    next_visit_on = models.DateField(null=True, blank=True)
    visit_rule = models.CharField(max_length=120, blank=True)
    visit_clause = models.CharField(max_length=120, blank=True)

    is_open: bool  # where a query asked `marked_open_to`

    objects = ClientQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [
            models.Index(name="client_by_region", fields=["region_code"], opclasses=["varchar_pattern_ops"]),
            models.Index(name="client_list_by_due_day", fields=["station", "status", "next_visit_on", "id"]),
            models.Index(name="client_list_by_next_visit", fields=["next_visit_on", "id"]),
            models.Index(name="client_list_by_last_visit", fields=["last_visit_on", "id"]),
            models.Index(name="client_list_by_newest", fields=["-opened_on", "id"]),
            models.Index(name="client_list_by_initials", fields=["name_initials", "id"]),
            models.Index(name="client_by_village", fields=["station", "village_name"]),
            models.Index(
                name="client_by_household", fields=["household"], condition=Q(household__isnull=False)
            ),
            models.Index(
                name="client_by_worker",
                fields=["responsible_worker_id"],
                condition=Q(responsible_worker_id__isnull=False),
            ),
            models.Index(name="client_without_papers", fields=["name_digest"], condition=Q(id_kind="NONE")),
            models.Index(name="client_by_file_number", fields=["file_number", "file_year"]),
            models.Index(name="client_by_name", fields=["name_digest"]),
            models.Index(name="client_by_id_number", fields=["id_digest"]),
            models.Index(name="client_by_last_four", fields=["id_tail_digest"]),
            models.Index(name="client_by_phone", fields=["phone_digest"]),
            models.Index(name="client_by_address", fields=["address_digest"]),
            models.Index(name="client_by_opening_day", fields=["station", "opened_on"]),
            models.Index(name="client_by_change", fields=["changed_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_number_of_papers_has_one_open_file",
                fields=["id_digest"],
                condition=Q(status="ACTIVE") & ~Q(id_digest=""),
            ),
            models.UniqueConstraint(
                name="a_file_number_is_given_once_a_year_at_a_station",
                fields=["station", "file_year", "file_number"],
            ),
            models.CheckConstraint(
                name="a_person_without_papers_has_no_number_and_others_have_one",
                condition=Q(id_kind="NONE", id_digest="") | (~Q(id_kind="NONE") & ~Q(id_digest="")),
            ),
            models.CheckConstraint(
                name="a_file_is_closed_exactly_when_it_has_a_day_and_a_reason",
                condition=Q(status="ACTIVE", closed_on__isnull=True, close_reason="")
                | (
                    Q(status="CLOSED", closed_on__isnull=False, closed_on__gte=F("opened_on"))
                    & ~Q(close_reason="")
                ),
            ),
            models.CheckConstraint(
                name="a_due_day_has_a_rule_and_a_closed_file_has_none",
                condition=Q(next_visit_on__isnull=True, visit_rule="")
                | (Q(next_visit_on__isnull=False, status="ACTIVE") & ~Q(visit_rule="")),
            ),
        ]

    def __str__(self) -> str:
        return self.file_no

    @property
    def file_no(self) -> str:
        """“2026-0378”: the year and the number the station gave."""
        return f"{self.file_year}-{self.file_number:04d}"

    @property
    def active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def visits(self) -> list[Visit]:
        """Recent visits, oldest first; which of them count is for the rule to say."""
        return [visit_kept(text) for text in self.visit_days]

    @property
    def visited_on(self) -> list[date]:
        """Recent days on which the person was met, each once, oldest first."""
        return list(dict.fromkeys(visit.day for visit in self.visits))

    def overdue(self, on: date) -> int:
        """Days past the due day of the next visit; 0 when none is due."""
        return max(0, (on - self.next_visit_on).days) if self.next_visit_on else 0


class ClientDetails(ScopedModel):
    """What a station may also need to know; every field may stay empty (《档案》人口、照料、居住情况)."""

    STATION_PATH = "client__station_id"

    class Nation(models.TextChoices):
        HAN = "HAN", _("汉族")
        LI = "LI", _("黎族")
        MIAO = "MIAO", _("苗族")
        YI = "YI", _("彝族")
        BAI = "BAI", _("白族")
        HUI = "HUI", _("回族")
        ZHUANG = "ZHUANG", _("壮族")
        DAI = "DAI", _("傣族")
        TUJIA = "TUJIA", _("土家族")
        TIBETAN = "TIBETAN", _("藏族")
        UYGHUR = "UYGHUR", _("维吾尔族")
        MONGOL = "MONGOL", _("蒙古族")
        OTHER = "OTHER", _("其他民族")

    class Marital(models.TextChoices):
        SINGLE = "SINGLE", _("未婚")
        MARRIED = "MARRIED", _("已婚")
        DIVORCED = "DIVORCED", _("离异")
        WIDOWED = "WIDOWED", _("丧偶")
        OTHER = "OTHER", _("其他")

    class Education(models.TextChoices):
        NONE = "NONE", _("未上学")
        PRIMARY = "PRIMARY", _("小学")
        MIDDLE = "MIDDLE", _("初中")
        HIGH = "HIGH", _("高中或中专")
        COLLEGE = "COLLEGE", _("大专")
        BACHELOR = "BACHELOR", _("本科及以上")
        AT_SCHOOL = "AT_SCHOOL", _("在读")

    class Job(models.TextChoices):
        EMPLOYED = "EMPLOYED", _("就业")
        UNEMPLOYED = "UNEMPLOYED", _("未就业")
        FARMING = "FARMING", _("务农")
        AWAY = "AWAY", _("外出务工")
        STUDENT = "STUDENT", _("学生")
        RETIRED = "RETIRED", _("退休或年老")

    class Care(models.TextChoices):
        DANGER = "DANGER", _("不能自理，生存受影响")
        SELF = "SELF", _("能够自理")
        SHORT = "SHORT", _("需人照料，支持不足")
        ENOUGH = "ENOUGH", _("需人照料，支持足够")

    class Living(models.TextChoices):
        OWN = "OWN", _("自置")
        PUBLIC = "PUBLIC", _("公租或廉租")
        RENT = "RENT", _("租住")
        SELF_BUILT = "SELF_BUILT", _("自建或宅基地")
        RETURNED = "RETURNED", _("回迁")
        DORMITORY = "DORMITORY", _("宿舍")
        INSTITUTION = "INSTITUTION", _("院舍")
        RESETTLED = "RESETTLED", _("安置")
        OTHER = "OTHER", _("其他")

    class Separation(models.TextChoices):
        HERE = "HERE", _("户籍在、人在")
        AWAY = "AWAY", _("户籍在、人不在")
        INCOMER = "INCOMER", _("户籍不在、人在")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.OneToOneField(Client, models.PROTECT, related_name="details")
    nation = models.CharField(max_length=10, choices=Nation, blank=True)
    marital = models.CharField(max_length=10, choices=Marital, blank=True)
    education = models.CharField(max_length=10, choices=Education, blank=True)
    job = models.CharField(max_length=10, choices=Job, blank=True)
    care_ability = models.CharField(max_length=10, choices=Care, blank=True)
    living_type = models.CharField(max_length=12, choices=Living, blank=True)
    separation = models.CharField(max_length=10, choices=Separation, blank=True)
    health = EncryptedTextField(blank=True, default="")
    disability = EncryptedTextField(blank=True, default="")
    income = EncryptedTextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "client details"

    def __str__(self) -> str:
        return str(self.client_id)


class ClientMove(ScopedModel):
    """A file went to another station; what it was called before stays findable."""

    STATION_PATH = "client__station_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="moves")
    from_station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    to_station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    old_file_no = models.CharField(max_length=16)
    on = models.DateField()
    reason = EncryptedTextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(name="file_moves_by_instant", fields=["recorded_at"])]
        constraints = [
            models.CheckConstraint(
                name="a_file_moves_to_another_station", condition=~Q(from_station=F("to_station"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_file_no} {self.on}"
