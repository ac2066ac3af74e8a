"""Organisations, the people who sign in, what each was given, and who operates which station."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.access.roles import STATION_ROLES
from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet


class Organisation(ScopedModel):
    """A government office, an agency (机构), a cooperating department, an evaluator, or whoever runs this program.

    region_code  where it lies; EVERYWHERE only for the platform and for national offices
    """

    STATION_PATH = ""

    class Kind(models.TextChoices):
        PROVINCE = "PROVINCE", _("省级民政部门")
        CITY = "CITY", _("市级民政部门")
        COUNTY = "COUNTY", _("县级民政部门")
        TOWNSHIP = "TOWNSHIP", _("乡镇（街道）")
        AGENCY = "AGENCY", _("社会服务机构")
        DEPARTMENT = "DEPARTMENT", _("其他部门")
        EVALUATOR = "EVALUATOR", _("第三方评估机构")
        AUDITOR = "AUDITOR", _("审计部门")
        PLATFORM = "PLATFORM", _("平台运行单位")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=80)
    credit_code = models.CharField(max_length=18, blank=True, default="")
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_credit_code_belongs_to_one_organisation",
                fields=["credit_code"],
                condition=~Q(credit_code=""),
            ),
            models.UniqueConstraint(
                name="an_organisation_is_named_once_in_its_region", fields=["region_code", "name"]
            ),
            models.CheckConstraint(
                name="an_agency_has_a_credit_code", condition=~Q(kind="AGENCY") | ~Q(credit_code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def works_by_territory(self) -> bool:
        """A bureau above the township: what its people see follows the region, not a contract."""
        return self.kind in {self.Kind.PROVINCE, self.Kind.CITY, self.Kind.COUNTY}


class UserManager(BaseUserManager["User"]):
    """Sign-in looks a user up by name; every page looks users up through `visible_to`."""

    def get_queryset(self) -> ScopedQuerySet["User"]:
        return ScopedQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor, verb: str) -> ScopedQuerySet["User"]:
        return self.get_queryset().visible_to(actor, verb)


class User(AbstractBaseUser, ScopedModel):
    """An account: one person of one organisation. Never shared, never deleted, only closed.

    region_code  the region whose officer looks after the account; what the user may see is in her grants
    username     lower case; a telephone number signs in too, through its digest
    unread_notices  kept by the actions that send and read them: every page lights its bell from the row it has anyway
    """

    STATION_PATH = ""
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(_("账号"), max_length=40, unique=True)
    display_name = models.CharField(_("姓名"), max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    phone = EncryptedTextField(blank=True, default="")
    phone_digest = DigestField()
    is_active = models.BooleanField(default=True)
    closed_on = models.DateField(null=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True)
    unread_notices = models.PositiveIntegerField(default=0)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # sign-in asks it for names, too

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_account_is_active_exactly_until_it_is_closed",
                condition=Q(is_active=True, closed_on__isnull=True)
                | Q(is_active=False, closed_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_telephone_number_signs_in_to_one_open_account",
                fields=["phone_digest"],
                condition=~Q(phone_digest="") & Q(is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name


class RoleGrant(ScopedModel):
    """A role given to a user in a region, from one day to another; its last day still counts.

    station_id  roles of one station name it; they reach it only while the user's organisation operates it
    revoked_on  from that day on it holds no longer, whatever its last day was to be
    """

    STATION_PATH = ""
    STAYS_BEHIND = Q(station_id__isnull=True)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20)
    station_id = models.UUIDField(null=True, db_index=True)
    valid_from_on = models.DateField()
    valid_to_on = models.DateField(null=True)
    given_by = models.CharField(max_length=64)
    given_by_label = models.CharField(max_length=120)
    revoked_on = models.DateField(null=True)
    revoked_by_label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        indexes = [models.Index(name="grants_of_a_user", fields=["user", "valid_from_on"])]
        constraints = [
            models.CheckConstraint(
                name="a_grant_ends_after_it_begins",
                condition=Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=F("valid_from_on")),
            ),
            models.CheckConstraint(
                name="a_station_role_names_its_station",
                condition=~Q(role__in=sorted(STATION_ROLES)) | Q(station_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.region_code}"

    def holds_on(self, day: date) -> bool:
        return (
            self.valid_from_on <= day
            and (self.valid_to_on is None or day <= self.valid_to_on)
            and (self.revoked_on is None or day < self.revoked_on)
        )


class Custody(ScopedModel):
    """Which organisation operates which station, from one day to another; its last day still counts.

    A station the township runs itself is in the custody of the township's own organisation.

    region_code  that of the station, so that a grant in one county does not reach a station in the next
    """

    STATION_PATH = "station_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="custodies")
    station_id = models.UUIDField(db_index=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(name="custodies_of_an_organisation", fields=["organisation", "from_on"])]
        constraints = [
            models.UniqueConstraint(
                name="a_station_is_operated_by_one_organisation_at_a_time",
                fields=["station_id"],
                condition=Q(to_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_custody_ends_after_it_begins",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.from_on}"


class Notice(ScopedModel):
    """One line for one person that something waits, and the address where it waits.

    subject        never names or numbers of persons: those are behind the address, where the door asks again
    url            an address of this program
    sent_by_label  the role that sent it
    counts_only    the subject holds nothing but numbers of duties, so that it may leave the program as it is
    """

    STATION_PATH = "station_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    station_id = models.UUIDField(null=True)
    subject = models.CharField(max_length=120)
    url = models.CharField(max_length=200)
    clause = models.CharField(max_length=200, blank=True, default="")
    sent_by_label = models.CharField(max_length=40, blank=True, default="")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    counts_only = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(name="notices_of_a_person", fields=["user", "-sent_at", "id"]),
            models.Index(name="notices_by_the_clock", fields=["sent_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_notice_leads_to_this_program",
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class AppPassword(ScopedModel):
    """A password for one program that cannot sign in as a person does, such as ODK Collect (填报专用密码).

    station_id  what is sent under it is sent for this station
    digest      of the secret, which is shown once and is nowhere kept
    """

    STATION_PATH = "station_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    station_id = models.UUIDField(db_index=True)
    label = models.CharField(max_length=40)
    digest = DigestField(db_index=True)
    made_on = models.DateField()
    revoked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_password_of_a_program_stands_for_one_account",
                fields=["digest"],
                condition=Q(revoked_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Channel(ScopedModel):
    """Where somebody, or an office, wants to hear that notices wait: a mailbox, or the robot of a chat group (通知渠道).

    region_code  of the account or the office
    user         of a person's own; organisation of an office's: what is sent to any of its people is told there
    address      mailbox or address of the robot, which holds its key; secret signs (钉钉 加签). Both enciphered
    told_to      notices up to that instant were told
    """

    STATION_PATH = ""

    class Kind(models.TextChoices):
        MAIL = "MAIL", _("电子邮件")
        WECOM = "WECOM", _("企业微信群机器人")
        DINGTALK = "DINGTALK", _("钉钉群机器人")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    label = models.CharField(max_length=40)
    address = EncryptedTextField()
    secret = EncryptedTextField(blank=True, default="")
    made_on = models.DateField()
    made_by_label = models.CharField(max_length=120)
    stopped_on = models.DateField(null=True)
    told_to = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_channel_is_of_one_person_or_of_one_office",
                condition=Q(user__isnull=False, organisation__isnull=True)
                | Q(user__isnull=True, organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Delivery(ScopedModel):
    """One message on its way out, and what came of it (发送记录). It says how many things wait, never what or whom.

    url      the page in this program it leads to; who opens it signs in first
    next_at  not tried before; moves on with every try
    why      of a failure, in words of ours: what the other side says may hold anything
    """

    STATION_PATH = ""

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("待发送")
        SENT = "SENT", _("已发送")
        FAILED = "FAILED", _("没发成")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries")
    text = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    is_test = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(name="messages_on_their_way", fields=["next_at"], condition=Q(state="QUEUED")),
            models.Index(name="messages_of_a_channel", fields=["channel", "-made_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_message_is_sent_exactly_when_it_has_an_instant",
                condition=Q(state="SENT", sent_at__isnull=False)
                | (~Q(state="SENT") & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_message_that_was_not_sent_says_why", condition=~Q(state="FAILED") | ~Q(why="")
            ),
        ]

    def __str__(self) -> str:
        return self.text
