"""Files drawn for a round of evaluation, looked at under pseudonyms, and what was found of each visit."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.oversight.models.rounds import RUNNING
from yizhan.oversight.models.satisfaction import COMMISSIONED, COUNTY_DIGITS
from yizhan.privacy.fields import EncryptedTextField
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

Row = TypeVar("Row", bound=models.Model)


class OfLookQuerySet(ScopedQuerySet[Row]):
    """The offices of the territory; the commissioned evaluator, while the round runs; nobody along the employer's line.

    The days of a commission are asked where the day is known (`queries.looks`), the running of the round here.
    """

    def visible_to(self, actor: Actor, verb: str) -> Self:
        path: str = self.model.LOOK_PATH  # type: ignore[attr-defined]  # every row of a look has it
        reaches = []
        for grant in actor.grants_for(verb):
            if grant.stations is not None or len(grant.region) > COUNTY_DIGITS:
                continue
            reach = self._reach(grant.region, None)
            if grant.role == COMMISSIONED:
                if actor.organisation_id is None:
                    continue
                reach &= Q(
                    **{
                        f"{path}party__organisation_id": actor.organisation_id,
                        f"{path}round__state__in": RUNNING,
                    }
                )
            reaches.append(reach)
        return self.filter(reduce(or_, reaches)) if reaches else self.none()


class Look(ScopedModel):
    """Files drawn by the program for one party of a round (抽查档案).

    files, visits  how many files of each station, how many visits of each file
    cases, groups  how many cases and how many groups of each station
    frame          {station id: [how many there were, how many drawn, digest of who they were]}; of cases and groups under
                   "station id:CASE" and "station id:GROUP"
    left_out       served people who are not in it: said no to it, restricted or closed files
    """

    STATION_PATH: ClassVar[str] = ""
    LOOK_PATH: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey("oversight.Round", models.PROTECT, related_name="+")
    party = models.OneToOneField("oversight.RoundParty", models.PROTECT, related_name="+")
    files = models.PositiveSmallIntegerField()
    visits = models.PositiveSmallIntegerField()
    cases = models.PositiveSmallIntegerField(default=0)
    groups = models.PositiveSmallIntegerField(default=0)
    seed = models.CharField(max_length=32)
    drawn_on = models.DateField()
    drawn_by_label = models.CharField(max_length=120)
    frame: Any = models.JSONField(default=dict)
    left_out = models.PositiveIntegerField(default=0)

    objects = OfLookQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    def __str__(self) -> str:
        return f"{self.round_id} {self.drawn_on}"


class LookFile(ScopedModel):
    """A file in a look. Whoever looks knows it by its alias alone."""

    STATION_PATH: ClassVar[str] = ""
    LOOK_PATH: ClassVar[str] = "look__"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    look = models.ForeignKey(Look, models.PROTECT, related_name="sampled")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    alias = models.CharField(max_length=16)

    objects = OfLookQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        constraints = [
            models.UniqueConstraint(name="an_alias_stands_for_one_file_of_a_look", fields=["look", "alias"]),
            models.UniqueConstraint(name="a_file_is_in_a_look_once", fields=["look", "client"]),
        ]

    def __str__(self) -> str:
        return self.alias


class LookVisit(ScopedModel):
    """A recorded service of such a file, checked by its evidence."""

    STATION_PATH: ClassVar[str] = ""
    LOOK_PATH: ClassVar[str] = "sampled__look__"

    class Verdict(models.TextChoices):
        VERIFIED = "VERIFIED", _("核实")
        DOUBTFUL = "DOUBTFUL", _("存疑")
        MISMATCH = "MISMATCH", _("不符")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sampled = models.ForeignKey(LookFile, models.PROTECT, related_name="drawn")
    service = models.ForeignKey("services.ServiceRecord", models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True, default="")
    note = EncryptedTextField(blank=True, default="")
    judged_on = models.DateField(null=True)
    judged_by_label = models.CharField(max_length=120, blank=True, default="")

    objects = OfLookQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_service_is_checked_once_for_a_file", fields=["sampled", "service"]
            ),
            models.CheckConstraint(
                name="a_judged_visit_has_its_day",
                condition=Q(verdict="", judged_on__isnull=True)
                | (~Q(verdict="") & Q(judged_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sampled_id} {self.verdict}"


class LookPiece(ScopedModel):
    """A case or a group drawn for a look (抽中的个案、小组). Whoever looks knows it by its alias alone."""

    STATION_PATH: ClassVar[str] = ""
    LOOK_PATH: ClassVar[str] = "look__"

    class Sort(models.TextChoices):
        CASE = "CASE", _("个案")
        GROUP = "GROUP", _("小组")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    look = models.ForeignKey(Look, models.PROTECT, related_name="pieces")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    sort = models.CharField(max_length=5, choices=Sort)
    case = models.ForeignKey("services.Case", models.PROTECT, null=True, related_name="+")
    programme = models.ForeignKey("services.Programme", models.PROTECT, null=True, related_name="+")
    alias = models.CharField(max_length=16)
    verdict = models.CharField(max_length=8, choices=LookVisit.Verdict, blank=True, default="")
    note = EncryptedTextField(blank=True, default="")
    judged_on = models.DateField(null=True)
    judged_by_label = models.CharField(max_length=120, blank=True, default="")

    objects = OfLookQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        constraints = [
            models.UniqueConstraint(name="an_alias_stands_for_one_piece_of_a_look", fields=["look", "alias"]),
            models.CheckConstraint(
                name="a_piece_is_a_case_or_a_group",
                condition=Q(sort="CASE", case__isnull=False, programme__isnull=True)
                | Q(sort="GROUP", case__isnull=True, programme__isnull=False),
            ),
            models.CheckConstraint(
                name="a_judged_piece_has_its_day",
                condition=Q(verdict="", judged_on__isnull=True)
                | (~Q(verdict="") & Q(judged_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.alias

    @property
    def subject_id(self) -> Any:
        """Whose trail a look at it stands in: the client's of a case, the group's own."""
        return self.case.client_id if self.case is not None else self.programme_id
