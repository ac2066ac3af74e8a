"""What is said of a client, from a day until a day: classes, grade, consent, guardian."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.clients.models.client import Client
from yizhan.clients.rules.classes import BY_CODE, CHOICES
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import DigestField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel


class ClientClass(ScopedModel):
    """A client is of a class from a day until a day (对象类别)."""

    class Source(models.TextChoices):
        DECLARED = "DECLARED", _("本人或家属申报")
        SURVEY = "SURVEY", _("站点走访认定")
        LIST = "LIST", _("县级名单")
        DEPARTMENT = "DEPARTMENT", _("部门转来")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_code = models.CharField(max_length=12)
    client = models.ForeignKey(Client, models.PROTECT, related_name="classes")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=24, choices=CHOICES)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.SURVEY)
    batch_id = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="class_by_station", fields=["station", "code", "until_on"])]
        constraints = [
            models.UniqueConstraint(
                name="a_class_is_said_once_of_a_client_at_a_time",
                fields=["client", "code"],
                condition=Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_class_ends_no_earlier_than_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return BY_CODE[self.code].label

    @property
    def safety_net(self) -> bool:
        return BY_CODE[self.code].safety_net


class Grading(ScopedModel):
    """One assessment of how urgent a client's situation is (风险评定); the newest that holds is also on the client's row.

    assessment   the scored assessment it followed from; None: graded by hand
    taken_back_on  that assessment was voided: the grade before stands again, this row only tells what was thought
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="gradings")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    grade = models.CharField(max_length=6, choices=Client.Grade)
    before = models.CharField(max_length=6, choices=Client.Grade, blank=True)
    reason = EncryptedTextField()
    event_on = models.DateField(null=True, blank=True)
    graded_on = models.DateField()
    assessment = models.ForeignKey("clients.Assessment", models.PROTECT, null=True, related_name="gradings")
    taken_back_on = models.DateField(null=True)
    by_label = models.CharField(max_length=120)
    rule = models.CharField(max_length=120, blank=True)
    clause = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(name="grading_by_client", fields=["client", "graded_on"])]
        constraints = [
            models.CheckConstraint(
                name="an_event_comes_no_later_than_its_grading",
                condition=Q(event_on__isnull=True) | Q(event_on__lte=F("graded_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.grade} {self.graded_on}"

    @property
    def direction(self) -> str:
        """“由中升高”, “由高降低”, or nothing for a first grade."""
        order = ["", "LOW", "MEDIUM", "HIGH"]
        if not self.before or self.before == self.grade:
            return ""
        short = {"LOW": "低", "MEDIUM": "中", "HIGH": "高"}
        verb = "升" if order.index(self.grade) > order.index(self.before) else "降"
        return f"由{short[self.before]}{verb}{short[self.grade]}"


class Consent(ScopedModel):
    """What a client, or her guardian, agreed to or refused, for one purpose (同意书)."""

    class Purpose(models.TextChoices):
        SERVICE = "SERVICE", _("接受服务、建档")
        SHARE = "SHARE", _("与部门共享")
        PHOTO = "PHOTO", _("拍照")
        LOCATION = "LOCATION", _("记录位置")
        PUBLICITY = "PUBLICITY", _("用于宣传")
        EVALUATION = "EVALUATION", _("供评估抽查")

    class Basis(models.TextChoices):
        WRITTEN = "WRITTEN", _("书面")
        ORAL = "ORAL", _("口头")
        GUARDIAN = "GUARDIAN", _("监护人")
        STATUTORY = "STATUTORY", _("法定职责")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="consents")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    given = models.BooleanField()
    basis = models.CharField(max_length=10, choices=Basis)
    given_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    replaced = models.BooleanField(default=False)
    by_name = EncryptedTextField(blank=True, default="")
    evidence = EncryptedTextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(name="consent_by_client", fields=["client", "purpose", "given_on"])]
        constraints = [
            models.UniqueConstraint(
                name="one_answer_stands_for_a_purpose",
                fields=["client", "purpose"],
                condition=Q(replaced=False, withdrawn_on__isnull=True),
            ),
            models.CheckConstraint(
                name="consent_ends_no_earlier_than_it_was_given",
                condition=(Q(until_on__isnull=True) | Q(until_on__gte=F("given_on")))
                & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on"))),
            ),
            models.CheckConstraint(
                name="only_what_was_given_is_withdrawn",
                condition=Q(withdrawn_on__isnull=True) | Q(given=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given}"


class Guardianship(ScopedModel):
    """Who looks after a minor, or an adult who cannot act alone (监护)."""

    class Kind(models.TextChoices):
        PARENT = "PARENT", _("父母")
        GRANDPARENT = "GRANDPARENT", _("祖父母或外祖父母")
        SIBLING = "SIBLING", _("成年兄姐")
        RELATIVE = "RELATIVE", _("其他亲属")
        ENTRUSTED = "ENTRUSTED", _("受委托照护人")
        COMMITTEE = "COMMITTEE", _("村（居）委会或民政部门")
        OTHER = "OTHER", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="guardianships")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    name = EncryptedTextField()
    name_digest = DigestField()
    phone = EncryptedTextField(blank=True, default="")
    guardian_client = models.ForeignKey(Client, models.PROTECT, null=True, blank=True, related_name="wards")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="guardianship_by_client", fields=["client", "until_on"])]
        constraints = [
            models.CheckConstraint(
                name="a_guardianship_ends_no_earlier_than_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="nobody_is_her_own_guardian",
                condition=Q(guardian_client__isnull=True) | ~Q(guardian_client=F("client")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_on}"
