"""Warnings in sight: the list, what waits for an answer or a second pair of eyes, how often a rule is wrong."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils.timezone import get_default_timezone

from yizhan.contracts.models import Agreement, Expense, Indicator, Project
from yizhan.kernel.actor import Actor, Grant
from yizhan.oversight.models import Complaint, RiskWarning, WarningLook, WarningStep
from yizhan.oversight.queries.warnings_look import warning_rules
from yizhan.oversight.rules.warnings import (
    ANSWER,
    ANSWERABLE,
    CHECK,
    OPEN_STATES,
    ROLES_OF,
    Tally,
    hint,
)
from yizhan.policy.book import rules_in_force
from yizhan.policy.schema.warnings import WarningRule
from yizhan.policy.schema.words import yuan
from yizhan.privacy.often import asked_often
from yizhan.services.models import ServiceRecord
from yizhan.workforce.models import Worker

VIEW = "oversight.view_warnings"
GRAVITY = Case(
    *(
        When(level=level, then=Value(place))
        for place, level in enumerate(("RED", "ORANGE", "YELLOW", "BLUE"))
    ),
    default=Value(9),
    output_field=IntegerField(),
)
"""Red first; those without a colour last."""


def warnings(*, actor: Actor) -> QuerySet[RiskWarning]:
    """Newest first."""
    return (
        RiskWarning.objects.visible_to(actor, VIEW)
        .select_related("station", "organisation")
        .annotate(gravity=GRAVITY)
        .order_by("-raised_on", "-id")
    )


def one_warning(*, actor: Actor, warning_id: UUID) -> RiskWarning:
    """RiskWarning.DoesNotExist when it is out of sight."""
    return (
        RiskWarning.objects.visible_to(actor, VIEW)
        .select_related("station", "organisation")
        .get(pk=warning_id)
    )


def steps_of(warning: RiskWarning) -> list[WarningStep]:
    """The caller has found the warning through `visible_to`."""
    return list(WarningStep.objects.filter(warning=warning).order_by("id"))


def roles_upon(row: RiskWarning, *, actor: Actor, verb: str) -> frozenset[str]:
    """As whom she acts upon this very row; one without a station belongs to the agency it names."""
    roles = actor.roles_over(verb, region_code=row.region_code, station_id=row.station_id)
    if (
        row.station_id is not None
        or row.organisation_id is None
        or row.organisation_id != actor.organisation_id
    ):
        return roles
    own = (grant for grant in actor.grants_for(verb) if grant.stations is not None)
    return roles | {grant.role for grant in own if row.region_code.startswith(grant.region)}


def _held(actor: Actor, verb: str, *columns: str) -> QuerySet[RiskWarning]:
    """Rows at a level of hers, one of the columns naming it: who is the county's here and the township's there is each
    only where she is it."""
    places: dict[tuple[str, ...], list[Grant]] = {}
    for grant in actor.grants_for(verb):
        levels = tuple(level for level, holders in ROLES_OF.items() if grant.role in holders)
        places.setdefault(levels, []).append(grant)
    rows = RiskWarning.objects.visible_to(actor, verb)
    if len(places) == 1:
        return rows.filter(_at(next(iter(places)), columns))
    inside = Q(pk__in=())
    for levels, grants in places.items():
        there = Actor(actor.id, actor.label, tuple(grants), actor.organisation_id)
        own = RiskWarning.objects.visible_to(there, verb).filter(_at(levels, columns))
        inside |= Q(pk__in=own.order_by().values("pk"))
    return rows.filter(inside)


def _at(levels: tuple[str, ...], columns: tuple[str, ...]) -> Q:
    found = Q(pk__in=())
    for column in columns:
        found |= Q(**{f"{column}__in": levels})
    return found


def to_answer(*, actor: Actor) -> QuerySet[RiskWarning]:
    """Those this person has to answer; what has gone up from her stays hers to answer until it ends."""
    return (
        _held(actor, ANSWER, "owner", "first_owner")
        .filter(state__in=ANSWERABLE)
        .select_related("station")
        .annotate(gravity=GRAVITY)
        .order_by(F("due_on").asc(nulls_last=True), "gravity", "id")
    )


def to_check(*, actor: Actor) -> QuerySet[RiskWarning]:
    """Answers of others that wait for this person."""
    return (
        _held(actor, CHECK, "checker")
        .filter(state="ANSWERED")
        .exclude(answered_by=actor.id)
        .select_related("station")
        .order_by("raised_on", "id")
    )


@asked_often
def first_to_check(*, actor: Actor, most: int) -> "QuerySet[RiskWarning, RiskWarning]":
    """The first of those `to_check` finds."""
    return to_check(actor=actor)[:most]


@dataclass(frozen=True)
class Totals:
    """Of the warnings in sight that have not ended."""

    open: int
    red: int
    over: int
    questions: int
    to_check: int


def totals(*, actor: Actor, on: date) -> Totals:
    """As they stood that evening. over: the day of the answer has passed.

    Of a day gone by, those raised by then and not ended by then; who had answered which by then is not kept, so to_check
    counts those that wait today.
    """
    rows = RiskWarning.objects.visible_to(actor, VIEW).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), raised_on__lte=on
    )
    found = rows.order_by().aggregate(
        open=Count("pk"),
        red=Count("pk", filter=Q(level="RED")),
        over=Count("pk", filter=Q(due_on__lt=on) & (Q(state__in=ANSWERABLE) | Q(ended_on__gt=on))),
        questions=Count("pk", filter=Q(question=True)),
        to_check=Count("pk", filter=Q(state="ANSWERED")),
    )
    return Totals(**found)


def open_at(*, actor: Actor, station_id: UUID) -> tuple[int, int]:
    """How many warnings of a station have not ended, and how many of them are red."""
    rows = RiskWarning.objects.visible_to(actor, VIEW).filter(station_id=station_id, state__in=OPEN_STATES)
    found = rows.order_by().aggregate(open=Count("pk"), red=Count("pk", filter=Q(level="RED")))
    return found["open"], found["red"]


def last_look(*, region_codes: list[str]) -> WarningLook | None:
    """The newest look that reached one of these places; of the counts of a look nothing is personal."""
    reach = {code[:digits] for code in region_codes for digits in (2, 4, 6)}
    return WarningLook.objects.filter(region_code__in=reach).order_by("-looked_at").first()


@dataclass(frozen=True)
class RuleLine:
    """One rule of warning: what it says, how its warnings ended, and what its keeper is asked to do."""

    rule: WarningRule
    tally: Tally
    hint: str


@dataclass(frozen=True)
class RuleBook:
    """lines: rules in force. open: those whose paper gives no threshold: shown, never raised."""

    lines: list[RuleLine]
    pending: list[WarningRule]

    @property
    def hints(self) -> int:
        return sum(bool(line.hint) for line in self.lines)


def rule_book(*, actor: Actor, region_code: str, on: date) -> RuleBook:
    """The rules of a place with the numbers of the warnings this reader sees."""
    counted = tallies(actor=actor)
    lines = [
        RuleLine(rule, counted.get(rule.id, Tally()), hint(rule, counted.get(rule.id, Tally())))
        for rule in warning_rules(region_code=region_code, on=on)
    ]
    pending = [
        each.rule
        for each in rules_in_force(region_code=region_code, on=on)
        if isinstance(each.rule, WarningRule) and each.rule.pending
    ]
    return RuleBook(
        sorted(lines, key=lambda line: (not line.hint, -line.tally.raised, line.rule.id)), pending
    )


def tallies(*, actor: Actor) -> dict[str, Tally]:
    """How the warnings in sight ended, by rule; one question."""
    rows = (
        RiskWarning.objects.visible_to(actor, VIEW)
        .order_by()
        .values("rule_id")
        .annotate(
            raised=Count("pk"),
            unended=Count("pk", filter=Q(ended_on__isnull=True)),
            handled=Count("pk", filter=Q(state="HANDLED")),
            explained=Count("pk", filter=Q(state="EXPLAINED")),
            wrong=Count("pk", filter=Q(state="WRONG")),
            gone=Count("pk", filter=Q(state="GONE")),
            escalated=Count("pk", filter=Q(escalated_on__isnull=False)),
        )
    )
    return {
        row["rule_id"]: Tally(
            raised=row["raised"],
            open=row["unended"],
            handled=row["handled"],
            explained=row["explained"],
            wrong=row["wrong"],
            gone=row["gone"],
            escalated=row["escalated"],
        )
        for row in rows
    }


@dataclass(frozen=True)
class Shown:
    """One row of evidence this reader may open. kind: one of `_OPENED`; the window has a page for each."""

    kind: str
    id: UUID
    on: date | None
    title: str
    more: str = ""


@dataclass(frozen=True)
class Evidence:
    """hidden: rows behind the warning that are out of this reader's sight."""

    rows: list[Shown]
    hidden: int


def evidence_of(*, actor: Actor, warning: RiskWarning) -> Evidence:
    """The rows behind a warning, each through its own door. The caller has found the warning through `visible_to`."""
    named: dict[str, list[str]] = {}
    for kind, pk in warning.evidence:
        named.setdefault(kind, []).append(pk)
    rows = [each for kind, ids in named.items() for each in _OPENED[kind](actor, ids)]
    return Evidence(rows, len(warning.evidence) - len(rows))


def _services(actor: Actor, ids: list[str]) -> list[Shown]:
    found = ServiceRecord.objects.visible_to(actor, "services.view").filter(pk__in=ids)
    rows = found.select_related("station", "worker").defer("note", "found", "follow_up_result")
    return [
        Shown(
            "service",
            row.pk,
            row.done_on,
            f"{row.get_kind_display()} · {row.contact}",
            f"{row.station.short_name} {row.worker.name}，{row.recorded_at.astimezone(get_default_timezone()):%m-%d %H:%M}",
        )
        for row in rows.order_by("done_on", "id")
    ]


def _workers(actor: Actor, ids: list[str]) -> list[Shown]:
    rows = Worker.objects.visible_to(actor, "workforce.view").filter(pk__in=ids).select_related("station")
    return [
        Shown(
            "worker", row.pk, row.started_on, row.name, f"{row.station.short_name} {row.get_post_display()}"
        )
        for row in rows.order_by("started_on", "id")
    ]


def _agreements(actor: Actor, ids: list[str]) -> list[Shown]:
    rows = Agreement.objects.visible_to(actor, "contracts.view").filter(pk__in=ids)
    return [
        Shown("agreement", row.pk, row.first_on, row.number or row.provider.name, row.provider.name)
        for row in rows.select_related("provider").order_by("id")
    ]


def _indicators(actor: Actor, ids: list[str]) -> list[Shown]:
    rows = Indicator.objects.visible_to(actor, "contracts.view").filter(pk__in=ids)
    return [
        Shown("indicator", row.pk, None, row.name, str(row.get_kind_display())) for row in rows.order_by("id")
    ]


def _ledgers(actor: Actor, ids: list[str]) -> list[Shown]:
    """Every movement of a project's money."""
    rows = Project.objects.visible_to(actor, "contracts.view_money").filter(pk__in=ids)
    return [Shown("ledger", row.pk, row.first_on, row.name, "资金流水") for row in rows.order_by("id")]


def _expenses(actor: Actor, ids: list[str]) -> list[Shown]:
    rows = Expense.objects.visible_to(actor, "contracts.view_money").filter(pk__in=ids)
    return [
        Shown(
            "expense",
            row.pk,
            row.entry.moved_on,
            f"{yuan(row.entry.amount_fen)} {row.entry.heading}",
            "；".join(f"像是“{flag['word']}”（{flag['clause']}）" for flag in row.flags),
        )
        for row in rows.select_related("entry").order_by("-entry__moved_on", "id")
    ]


def _complaints(actor: Actor, ids: list[str]) -> list[Shown]:
    rows = Complaint.objects.visible_to(actor, "oversight.view_complaints").filter(pk__in=ids)
    return [
        Shown("complaint", row.pk, row.received_on, row.number, str(row.get_state_display()))
        for row in rows.order_by("id")
    ]


_OPENED = {
    "service": _services,
    "worker": _workers,
    "agreement": _agreements,
    "indicator": _indicators,
    "ledger": _ledgers,
    "expense": _expenses,
    "complaint": _complaints,
}
