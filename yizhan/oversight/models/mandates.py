"""A duty of a region's paper given to the units that lead and assist, what each tells of its part, and the proof."""

from typing import ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.actor import EVERYWHERE, Actor
from yizhan.kernel.ids import uuid7
from yizhan.oversight.rules.mandates import COURSE, OF_UNITS, PROCESS
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

Row = TypeVar("Row", bound=models.Model)


class MandateQuerySet(ScopedQuerySet[Row]):
    """Offices see what lies in their territory; every other unit what it has a part in."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        """Along the verbs of units the rows one's own organisation has a part in, wherever the office sits."""
        if verb not in OF_UNITS:
            return super().visible_to(actor, verb)
        if actor.organisation_id is None:
            return self.none()
        path: str = self.model.UNIT_PATH  # type: ignore[attr-defined]  # every MandateRow has it
        reach = Q(pk__in=())
        for grant in actor.grants_for(verb):
            above = [grant.region[:digits] for digits in (2, 4, 6) if digits <= len(grant.region)]
            reach |= (
                ~Q(pk__in=())
                if grant.region == EVERYWHERE
                else Q(region_code__in=above) | Q(region_code__startswith=grant.region)
            )
        parts = MandatePart._base_manager.filter(organisation_id=actor.organisation_id)
        return self.filter(reach, **{f"{path}__in": parts.values("mandate_id")})

    def locked(self, actor: Actor, verb: str, pk: object) -> Row:
        """One row within reach, locked until the transaction ends; DoesNotExist when it is out of reach."""
        return self.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=pk)


MandateManager = models.Manager.from_queryset(MandateQuerySet)
"""Named, so that the type checker finds it behind related rows."""


class MandateRow(ScopedModel):
    """A row of a duty that was given out. UNIT_PATH: look-up that leads to the duty."""

    STATION_PATH = ""
    UNIT_PATH: ClassVar[str] = "mandate_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    objects = MandateManager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        abstract = True


class Mandate(MandateRow):
    """A duty of the region's paper for one year, given out by an office (职责分工).

    region_code         of the office that gave it
    office              the organisation that gave it
    rule_ref, rule_id   the rule of this very document, and its id alone; says, clause, topic as they read then
    items               what is to be seen to, one by one
    lead_words, assist_words  who leads and assists, in the words of the paper, named or not
    due_by_paper        the day is the one the paper gives
    """

    UNIT_PATH = "pk"

    office = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    rule_ref = models.CharField(max_length=160)
    rule_id = models.CharField(max_length=80)
    says = models.CharField(max_length=400)
    clause = models.CharField(max_length=200)
    topic = models.CharField(max_length=20)
    items = models.JSONField(default=list)
    lead_words = models.JSONField(default=list)
    assist_words = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=list(COURSE.items()), default="OPEN")
    given_on = models.DateField()
    given_by_label = models.CharField(max_length=120)
    due_on = models.DateField()
    due_by_paper = models.BooleanField(default=False)
    moved = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(name="mandates_of_a_region", fields=["region_code", "state", "due_on"])]
        constraints = [
            models.UniqueConstraint(
                name="a_duty_of_a_paper_is_given_once_a_year",
                fields=["region_code", "rule_ref", "year"],
                condition=~Q(state="WITHDRAWN"),
            ),
            models.CheckConstraint(
                name="a_mandate_is_given_before_it_is_due", condition=Q(due_on__gte=F("given_on"))
            ),
            models.CheckConstraint(
                name="a_mandate_is_done_exactly_when_it_has_a_day",
                condition=Q(state="DONE", done_on__isnull=False)
                | (~Q(state="DONE") & Q(done_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.says


class MandatePart(MandateRow):
    """What one unit has of it: it leads, or it assists.

    word             the unit in the words of the paper
    finished_on      the day it last said that its part is done; evidence says where that is seen
    """

    class Part(models.TextChoices):
        LEAD = "LEAD", _("牵头")
        ASSIST = "ASSIST", _("协助")

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="parts")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    part = models.CharField(max_length=6, choices=Part)
    word = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=list(PROCESS.labels.items()), default="TOLD")
    evidence = models.CharField(max_length=300, blank=True, default="")
    finished_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    accepted_by_label = models.CharField(max_length=120, blank=True, default="")
    returned = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(name="parts_of_an_organisation", fields=["organisation", "state"])]
        constraints = [
            models.UniqueConstraint(
                name="a_unit_has_one_part_of_a_mandate", fields=["mandate", "organisation"]
            ),
            models.CheckConstraint(
                name="a_part_is_accepted_exactly_when_it_has_a_day",
                condition=Q(state="ACCEPTED", accepted_on__isnull=False, finished_on__isnull=False)
                | (~Q(state="ACCEPTED") & Q(accepted_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.get_part_display()}"

    @property
    def waits(self) -> bool:
        """Whether this unit has still to do something."""
        return self.mandate.state == "OPEN" and self.state in ("TOLD", "UNDERWAY", "RETURNED")


class MandateStep(MandateRow):
    """One thing that was said or decided about it. Rows are only added. part None: about the duty as a whole.

    item  which of the things to see to; "" for the whole part
    """

    class Kind(models.TextChoices):
        GIVEN = "GIVEN", _("交办")
        UNITS = "UNITS", _("调整单位")
        MOVED = "MOVED", _("改期限")
        WITHDRAWN = "WITHDRAWN", _("撤回")
        TOLD = "TOLD", _("办理情况")
        FINISHED = "FINISHED", _("报完成")
        ACCEPTED = "ACCEPTED", _("确认办结")
        RETURNED = "RETURNED", _("退回")

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="steps")
    part = models.ForeignKey(MandatePart, models.PROTECT, null=True, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    item = models.CharField(max_length=200, blank=True, default="")
    done_on = models.DateField()
    text = EncryptedTextField(blank=True)
    by = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="steps_of_a_mandate_are_numbered", fields=["mandate", "number"])
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


def mandate_path(file: "MandateFile", _file_name: str) -> str:
    """Where the file lies; its name on disk tells nothing."""
    return f"oversight/{file.region_code[:2]}/{UUID(str(file.pk)).hex}"


class MandateFile(MandateRow):
    """A paper or a photo a unit put beside its part. Enciphered on disk."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="files")
    part = models.ForeignKey(MandatePart, models.PROTECT, related_name="files")
    title = models.CharField(max_length=120)
    file = models.FileField(upload_to=mandate_path, max_length=200)
    file_name = models.CharField(max_length=120)
    file_bytes = models.PositiveIntegerField()
    file_sm3 = models.CharField(max_length=64)
    filed_on = models.DateField()
    filed_by = models.CharField(max_length=64)
    filed_by_label = models.CharField(max_length=120)
    withdrawn_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        """What the cipher binds the file to."""
        return f"oversight_mandatefile.file:{self.pk}"
