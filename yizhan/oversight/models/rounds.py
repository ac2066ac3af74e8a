"""A round of evaluation, its parties, its stations, and what was done to it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.kernel.actor import Actor
from yizhan.kernel.ids import uuid7
from yizhan.privacy.fields import EncryptedJSONField, EncryptedTextField
from yizhan.privacy.scope import ScopedModel, ScopedQuerySet

SCORE, SEAL, TAKE_BACK = "oversight.score_sheet", "oversight.seal_sheet", "oversight.take_back_sheet"
VIEW, OBJECT = "oversight.view_rounds", "oversight.object_to_result"
RESULT = "oversight.view_results"
AS_A_PARTY = frozenset({SCORE, SEAL, TAKE_BACK})
"""Verbs of whoever scores: they reach the sheets of one's own organisation and nothing else, while the round runs."""
OF_ITS_STATIONS = frozenset({VIEW, RESULT, OBJECT})
"""Verbs that reach a round through the stations one reaches: a township, a station's side."""
RUNNING = ("OPEN", "OPENED", "OBJECTIONS")
TOLD = ("OBJECTIONS", "SETTLED", "LOCKED", "ARCHIVED")


class RoundQuerySet(ScopedQuerySet["Round"]):
    """Rounds of the region; for a party those it scores in; for a station's side those whose results were told."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        through = Q(pk__in=RoundStation.objects.visible_to(actor, verb).values("round_id"))
        if verb in AS_A_PARTY:
            return self.filter(through)
        inside = super().visible_to(actor, verb)
        if verb not in OF_ITS_STATIONS:
            return inside
        return self.filter(through | Q(pk__in=inside.values("pk")))


class Round(ScopedModel):
    """One evaluation of many stations by one scheme (一轮评估).

    region_code  of the office that prepared it; its stations lie inside
    rules        the scheme as it was in the packs on `packs_on`, whole: the result is reckoned from this and never again
                 from the packs
    pool         ids of the stations it was chosen from, sorted; with `seed` the same sample is drawn again
    due_on       last day for the sheets
    seal         digest over rules, facts, sheets and totals, taken when it was locked
    """

    STATION_PATH = ""

    class State(models.TextChoices):
        PREPARED = "PREPARED", _("拟订中")
        OPEN = "OPEN", _("评分中")
        OPENED = "OPENED", _("已全部拆封")
        OBJECTIONS = "OBJECTIONS", _("异议期")
        SETTLED = "SETTLED", _("结果已定")
        LOCKED = "LOCKED", _("已锁定")
        ARCHIVED = "ARCHIVED", _("已归档")
        DROPPED = "DROPPED", _("已作废")

    class Chosen(models.TextChoices):
        ALL = "ALL", _("全部站点")
        SAMPLE = "SAMPLE", _("系统抽取")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    scheme = models.CharField(max_length=80)
    word = models.CharField(max_length=20)
    project = models.ForeignKey("contracts.Project", models.PROTECT, null=True, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    packs_on = models.DateField()
    rules: Any = models.JSONField()
    chosen = models.CharField(max_length=8, choices=Chosen, default=Chosen.ALL)
    pool: Any = models.JSONField(default=list)
    seed = models.CharField(max_length=32, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    prepared_on = models.DateField()
    opened_on = models.DateField(null=True)
    told_on = models.DateField(null=True)
    objections_until_on = models.DateField(null=True)
    objections_rule = models.CharField(max_length=160, blank=True)
    objections_clause = models.CharField(max_length=200, blank=True)
    settled_on = models.DateField(null=True)
    settled_by = models.CharField(max_length=64, blank=True)
    locked_on = models.DateField(null=True)
    archived_on = models.DateField(null=True)
    seal = models.CharField(max_length=64, blank=True)

    objects = RoundQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [models.Index(name="rounds_of_a_region", fields=["region_code", "state", "due_on"])]
        constraints = [
            models.CheckConstraint(
                name="a_round_judges_days_that_follow_one_another", condition=Q(last_on__gte=F("first_on"))
            ),
            models.CheckConstraint(
                name="a_sample_keeps_its_seed", condition=~Q(chosen="SAMPLE") | ~Q(seed="")
            ),
            models.CheckConstraint(
                name="a_told_round_says_until_when_one_may_object",
                condition=~Q(state__in=TOLD)
                | Q(
                    told_on__isnull=False,
                    objections_until_on__isnull=False,
                    objections_until_on__gte=F("told_on"),
                ),
            ),
            models.CheckConstraint(
                name="a_locked_round_carries_its_seal",
                condition=~Q(state__in=["LOCKED", "ARCHIVED"]) | ~Q(seal=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> bool:
        """Whether the stations know their results."""
        return self.state in TOLD


class RoundParty(ScopedModel):
    """One that scores in a round, and how much it counts in percent; None: the papers do not say (评分方).

    kind          OFFICE one organisation for all stations; TOWNSHIP that of the station's township; OPERATOR the
                  station's own (自评)
    from_on, to_on  days on which a commissioned organisation has access; the last still counts
    """

    STATION_PATH = ""

    class Kind(models.TextChoices):
        OFFICE = "OFFICE", _("一个单位，评所有站")
        TOWNSHIP = "TOWNSHIP", _("各站所在的乡镇（街道）")
        OPERATOR = "OPERATOR", _("各站的承接主体（自评）")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="parties")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    weight = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    kind = models.CharField(max_length=8, choices=Kind)
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_party_is_named_once_in_a_round", fields=["round", "name"]),
            models.CheckConstraint(
                name="a_party_looks_in_on_days_that_follow_one_another", condition=Q(to_on__gte=F("from_on"))
            ),
            models.CheckConstraint(
                name="an_office_that_scores_is_one_organisation",
                condition=Q(kind="OFFICE") | Q(organisation__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundStationQuerySet(ScopedQuerySet["RoundStation"]):
    """Of a station's own side none before the results were told."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        rows = super().visible_to(actor, verb)
        if verb in AS_A_PARTY:
            if actor.organisation_id is None:
                return rows.none()
            own = Sheet.objects.filter(organisation_id=actor.organisation_id)
            return rows.filter(pk__in=own.values("round_station_id"), round__state__in=RUNNING)
        by_contract = [grant for grant in actor.grants_for(verb) if grant.stations is not None]
        if by_contract and len(by_contract) == len(actor.grants_for(verb)):
            return rows.filter(round__state__in=TOLD)
        return rows


class RoundStation(ScopedModel):
    """One station in a round (被评站点).

    facts      what the records showed when the sheets were filled in beforehand: line -> fact, suggested points, measure
    opened_at  when the last party had sealed; until then nobody sees a score but her own
    outcome    the result as it was reckoned, by party and line; None until opened
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="stations")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    operator = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    facts: Any = models.JSONField(default=dict)
    facts_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    band = models.CharField(max_length=40, blank=True)
    passed = models.BooleanField(null=True)
    outcome: Any = models.JSONField(null=True)

    objects = RoundStationQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_station_is_judged_once_in_a_round", fields=["round", "station"]),
            models.CheckConstraint(
                name="what_is_sealed_has_no_total",
                condition=Q(opened_at__isnull=False) | Q(total__isnull=True, outcome__isnull=True, band=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id}"


class SheetQuerySet(ScopedQuerySet["Sheet"]):
    """Until all parties of the station are in, a sheet is seen by its own organisation alone."""

    def visible_to(self, actor: Actor, verb: str) -> Self:
        rows = super().visible_to(actor, verb)
        if verb in AS_A_PARTY:
            own = rows.filter(organisation_id=actor.organisation_id, round_station__round__state__in=RUNNING)
            return own if actor.organisation_id else rows.none()
        inside = RoundStation.objects.visible_to(actor, verb).filter(opened_at__isnull=False)
        return rows.filter(round_station__in=inside.values("pk"))


class Sheet(ScopedModel):
    """The scores of one party for one station (评分表). Once sealed they are never changed; a correction stands beside.

    marks    line -> points, ticks, note, unmeasurable because; nobody else's before the station is opened
    version  grows with every saving: whoever saves over another's saving is told
    score    out of the scheme's full marks; None until opened
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("待评")
        SEALED = "SEALED", _("已封存")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round_station = models.ForeignKey(RoundStation, models.PROTECT, related_name="sheets")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    party = models.ForeignKey(RoundParty, models.PROTECT, related_name="sheets")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    marks: Any = EncryptedJSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_by = models.CharField(max_length=64, blank=True)
    saved_by_label = models.CharField(max_length=120, blank=True)
    saved_at = models.DateTimeField(null=True)
    sealed_by = models.CharField(max_length=64, blank=True)
    sealed_by_label = models.CharField(max_length=120, blank=True)
    sealed_at = models.DateTimeField(null=True)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)

    objects = SheetQuerySet.as_manager()  # type: ignore[misc]  # the door of ScopedModel, made narrower

    class Meta:
        indexes = [models.Index(name="sheets_of_an_organisation", fields=["organisation", "state"])]
        constraints = [
            models.UniqueConstraint(name="a_party_scores_a_station_once", fields=["round_station", "party"]),
            models.CheckConstraint(
                name="a_sealed_sheet_says_who_sealed_it_and_when",
                condition=Q(state="DRAFT", sealed_at__isnull=True)
                | Q(state="SEALED", sealed_at__isnull=False) & ~Q(sealed_by=""),
            ),
            models.CheckConstraint(
                name="a_draft_has_no_score", condition=Q(state="SEALED") | Q(score__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}"


class Objection(ScopedModel):
    """The station's side does not agree with its result (异议).

    line  id of the indicator it is about; "" the whole result
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("待答复")
        UPHELD = "UPHELD", _("成立，已更正")
        REJECTED = "REJECTED", _("不成立")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round_station = models.ForeignKey(RoundStation, models.PROTECT, related_name="objections")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    line = models.CharField(max_length=120, blank=True)
    what = EncryptedTextField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    raised_on = models.DateField()
    raised_by = models.CharField(max_length=64)
    raised_by_label = models.CharField(max_length=120)
    answer = EncryptedTextField(blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_by_label = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_objection_is_decided_by_somebody_else",
                condition=Q(decided_by="") | ~Q(decided_by=F("raised_by")),
            ),
            models.CheckConstraint(
                name="a_decided_objection_has_a_day",
                condition=Q(state="OPEN") | (Q(decided_on__isnull=False) & ~Q(decided_by="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())


class Correction(ScopedModel):
    """A score of a sealed sheet was put right (更正): the old one stays where it is, this one counts. Rows are only added.

    old_points, new_points  None: could not be measured
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="corrections")
    station = models.ForeignKey("stations.Station", models.PROTECT, related_name="+")
    objection = models.ForeignKey(Objection, models.PROTECT, null=True, related_name="corrections")
    number = models.PositiveIntegerField()
    line = models.CharField(max_length=120)
    old_points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    new_points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    because = EncryptedTextField()
    corrected_on = models.DateField()
    corrected_by = models.CharField(max_length=64)
    corrected_by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="corrections_of_a_sheet_are_numbered", fields=["sheet", "number"])
        ]

    def __str__(self) -> str:
        return self.line


class RoundStep(ScopedModel):
    """One thing that was done to a round (办理过程). Rows are only added."""

    STATION_PATH: ClassVar[str] = ""

    class Kind(models.TextChoices):
        PREPARED = "PREPARED", _("拟订")
        COMMISSIONED = "COMMISSIONED", _("更换评分单位")
        OPENED = "OPENED", _("开始评分")
        REFRESHED = "REFRESHED", _("重新取数")
        TAKEN_BACK = "TAKEN_BACK", _("收回评分")
        ALL_IN = "ALL_IN", _("全部拆封")
        TOLD = "TOLD", _("告知结果")
        DECIDED = "DECIDED", _("答复异议")
        CORRECTED = "CORRECTED", _("更正评分")
        SETTLED = "SETTLED", _("定结果")
        LOCKED = "LOCKED", _("锁定")
        ARCHIVED = "ARCHIVED", _("归档")
        VERIFIED = "VERIFIED", _("复算")
        FILED = "FILED", _("放进付款条件")
        DROPPED = "DROPPED", _("作废")
        TEAM = "TEAM", _("评估组成员")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    done_on = models.DateField()
    text = EncryptedTextField(blank=True)
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="steps_of_a_round_are_numbered", fields=["round", "number"])
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
