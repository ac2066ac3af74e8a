"""Duties given out: those in sight, what waits for whom, how each unit stands, and who may be given a part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Case, DateField, F, Prefetch, Q, QuerySet, When

from yizhan.access.models import Custody, Organisation, User
from yizhan.kernel.actor import Actor
from yizhan.oversight.models import Mandate, MandateFile, MandatePart, MandateStep
from yizhan.oversight.rules.mandates import (
    ACCEPT,
    ASSIST,
    GIVE,
    LEAD,
    REPORT,
    TO_DO,
    VIEW,
    VIEW_OWN,
    Candidate,
    Named,
    divided,
    items_of,
    nobody_for,
)
from yizhan.policy.schema.kinds import AnyRule
from yizhan.privacy.files import open_file
from yizhan.privacy.often import asked_often

MOST = 300
BELOW = {2: (2, 4), 4: (4, 6), 6: (6, 9)}
"""Digits of the offices that an office of so many digits gives parts to: its own level and the next."""


def _verb(actor: Actor) -> str:
    return VIEW if actor.may(VIEW) else VIEW_OWN


def mandates(*, actor: Actor) -> QuerySet[Mandate]:
    """Of an office those of its territory, of a unit those it has a part in; with their parts, the leading first.

    waits_until_on  the day of those that are not over; None for the others
    """
    parts = MandatePart.objects.select_related("organisation").order_by("-part", "organisation__name", "id")
    rows = Mandate.objects.visible_to(actor, _verb(actor)).select_related("office")
    until = Case(When(state="OPEN", then=F("due_on")), default=None, output_field=DateField())
    return rows.annotate(waits_until_on=until).prefetch_related(Prefetch("parts", parts))


def one_mandate(*, actor: Actor, mandate_id: UUID) -> Mandate:
    """Mandate.DoesNotExist when it is out of reach."""
    return mandates(actor=actor).get(pk=mandate_id)


def steps_of(mandate: Mandate) -> list[MandateStep]:
    """The caller has found the duty through `visible_to`."""
    return list(
        MandateStep.objects.filter(mandate=mandate).select_related("part__organisation").order_by("number")
    )


def files_of(mandate: Mandate) -> list[MandateFile]:
    """The caller has found the duty through `visible_to`."""
    return list(
        MandateFile.objects.filter(mandate=mandate, withdrawn_on=None)
        .select_related("part__organisation")
        .order_by("id")
    )


def read_file(*, actor: Actor, file_id: UUID) -> tuple[MandateFile, bytes]:
    """A file and what is in it; MandateFile.DoesNotExist when it is out of reach."""
    file = MandateFile.objects.visible_to(actor, _verb(actor)).get(pk=file_id, withdrawn_on=None)
    with file.file.open("rb") as stored:
        return file, open_file(stored.read(), place=file.place)


def own_part(*, actor: Actor, mandate: Mandate) -> MandatePart | None:
    """The part of one's own organisation, where one may report on it."""
    if actor.organisation_id is None or not actor.may(REPORT):
        return None
    rows = MandatePart.objects.visible_to(actor, REPORT).select_related("organisation", "mandate")
    return rows.filter(mandate=mandate, organisation_id=actor.organisation_id).first()


@dataclass(frozen=True)
class Item:
    """One thing to see to, and what the units last said of it."""

    name: str
    told: list[MandateStep]


def items_told(mandate: Mandate, steps: Sequence[MandateStep]) -> list[Item]:
    """Every item with what was said of it, the newest first."""
    told = [step for step in steps if step.kind == MandateStep.Kind.TOLD]
    return [Item(name, [step for step in reversed(told) if step.item == name]) for name in mandate.items]


def items_covered(part: MandatePart) -> set[str]:
    """The items this unit, or a unit that assists, has said something of."""
    rows = MandateStep.objects.filter(mandate_id=part.mandate_id, kind=MandateStep.Kind.TOLD)
    return set(rows.filter(Q(part=part) | Q(part__part=ASSIST)).values_list("item", flat=True))


def named_of(mandate: Mandate) -> list[Named]:
    return [Named(part.part, part.word, part.organisation_id) for part in mandate.parts.all()]


def nobody_named(mandate: Mandate) -> list[str]:
    """Words of the paper nobody stands for yet, leading and assisting."""
    units = named_of(mandate)
    return [
        *nobody_for(mandate.lead_words, units, LEAD),
        *nobody_for(mandate.assist_words, units, ASSIST),
    ]


# --- what waits


def to_do(*, actor: Actor, most: int = 10) -> list[MandatePart]:
    """Parts of one's own organisation that are not finished, the earliest due first."""
    own = actor.organisation_id
    return _to_do(actor=actor, own=own, most=most) if own is not None else []


@asked_often
def _to_do(*, actor: Actor, own: UUID, most: int) -> "QuerySet[MandatePart, MandatePart]":
    rows = MandatePart.objects.visible_to(actor, REPORT).filter(
        organisation_id=own, state__in=TO_DO, mandate__state="OPEN"
    )
    return rows.select_related("mandate").order_by("mandate__due_on", "id")[:most]


def to_accept(*, actor: Actor, on: date) -> tuple[list[MandatePart], list[MandatePart]]:
    """Of duties of one's own office: parts that units said are done, and parts of others that are overdue."""
    if actor.organisation_id is None:
        return [], []
    found = _to_accept(actor=actor, own=actor.organisation_id, on=on)
    return [row for row in found if row.state == "HANDED"], [row for row in found if row.state != "HANDED"]


@asked_often
def _to_accept(*, actor: Actor, own: UUID, on: date) -> "QuerySet[MandatePart, MandatePart]":
    rows = (
        MandatePart.objects.visible_to(actor, ACCEPT)
        .filter(mandate__state="OPEN", mandate__office_id=own)
        .filter(Q(state="HANDED") | Q(state__in=TO_DO, mandate__due_on__lt=on))
        .exclude(organisation_id=own)
    )
    return rows.select_related("mandate", "organisation").order_by("mandate__due_on", "id")[:MOST]


@dataclass
class UnitLine:
    """How one unit stands: parts it leads, parts it assists, and of both together how many are in which state."""

    organisation: Organisation
    leads: int = 0
    assists: int = 0
    todo: int = 0
    late: int = 0
    handed: int = 0
    done: int = 0
    returned: int = 0
    has_account: bool = True
    next_due_on: date | None = None
    late_rows: list[Mandate] = field(default_factory=list)


def units_side_by_side(*, actor: Actor, year: int, on: date) -> list[UnitLine]:
    """Every unit that has a part in a duty of this year in sight, those with most overdue first."""
    rows = (
        MandatePart.objects.visible_to(actor, VIEW)
        .filter(mandate__year=year)
        .exclude(mandate__state="WITHDRAWN")
        .select_related("mandate", "organisation")
        .order_by("mandate__due_on", "id")[:5000]
    )
    found: dict[UUID, UnitLine] = {}
    for row in rows:
        line = found.setdefault(row.organisation_id, UnitLine(row.organisation))
        line.leads += row.part == LEAD
        line.assists += row.part == ASSIST
        line.returned += row.returned
        line.done += row.state == "ACCEPTED"
        line.handed += row.state == "HANDED"
        if row.waits:
            line.todo += 1
            line.next_due_on = line.next_due_on or row.mandate.due_on
            if row.mandate.due_on < on:
                line.late += 1
                line.late_rows.append(row.mandate)
    reached = with_account(list(found))
    for key, line in found.items():
        line.has_account = key in reached
    return sorted(found.values(), key=lambda line: (-line.late, -line.todo, line.organisation.name))


@dataclass(frozen=True)
class Tally:
    """Of one year: duties of the papers, given out, done, late, and parts that wait for the office's word."""

    ruled: int
    given: int
    done: int
    late: int
    waiting: int


def tally(*, actor: Actor, region_code: str, year: int, on: date) -> Tally:
    rows = Mandate.objects.visible_to(actor, _verb(actor)).filter(year=year).exclude(state="WITHDRAWN")
    states = list(rows.values_list("state", "due_on"))
    parts = MandatePart.objects.visible_to(actor, _verb(actor)).filter(mandate__year=year, state="HANDED")
    return Tally(
        ruled=len(divided(region_code=region_code, on=on)) if region_code else 0,
        given=len(states),
        done=sum(state == "DONE" for state, _due in states),
        late=sum(state == "OPEN" and due < on for state, due in states),
        waiting=parts.filter(mandate__state="OPEN").count(),
    )


# --- giving one out


def region_of_office(actor: Actor, verb: str = GIVE) -> str:
    """The region whose papers this person's office gives out; "" for nobody's."""
    return min((grant.region for grant in actor.grants_for(verb)), key=len, default="")


@dataclass(frozen=True)
class RuleLine:
    """One duty of the papers and what became of it this year."""

    rule: AnyRule
    document: str
    items: list[str]
    mandate: Mandate | None


def rule_lines(*, actor: Actor, region_code: str, year: int, on: date) -> list[RuleLine]:
    """Every duty the papers of a region divide, given out this year or not yet."""
    given = {
        row.rule_ref: row
        for row in mandates(actor=actor).filter(region_code=region_code, year=year).exclude(state="WITHDRAWN")
    }
    return [
        RuleLine(held.rule, held.rule.document.short_name, items_of(held.rule), given.get(held.rule.ref))
        for held in divided(region_code=region_code, on=on)
    ]


def candidates(*, actor: Actor, region_code: str) -> list[Candidate]:
    """Open organisations of the region's own level and the next, and those that run its stations."""
    running = Custody.objects.visible_to(actor, GIVE).filter(to_on=None).values("organisation_id")
    here = Organisation.objects.visible_to(actor, GIVE).filter(
        region_code__regex=_digits(region_code), region_code__startswith=region_code
    )
    rows = Organisation.objects.filter(Q(pk__in=here.values("pk")) | Q(pk__in=running), closed_on=None)
    found = list(rows.exclude(kind__in=("PLATFORM",)).order_by("region_code", "kind", "name")[:MOST])
    reached = with_account([each.pk for each in found])
    return [Candidate(each.pk, each.kind, each.name, each.pk in reached) for each in found]


def _digits(region_code: str) -> str:
    return "|".join(f"^[0-9]{{{digits}}}$" for digits in BELOW.get(len(region_code), (6, 9)))


def with_account(organisation_ids: Sequence[UUID]) -> set[UUID]:
    """Of these organisations those somebody can sign in for."""
    rows = User.objects.get_queryset().filter(organisation_id__in=organisation_ids, is_active=True)
    return set(rows.values_list("organisation_id", flat=True).distinct())


def stood_before(*, actor: Actor, region_code: str) -> Mapping[str, set[UUID]]:
    """Which organisations stood for a word of the papers the last time it was used in this region."""
    rows = MandatePart.objects.visible_to(actor, GIVE).filter(region_code=region_code)
    found: dict[str, tuple[UUID, set[UUID]]] = {}
    for word, mandate_id, organisation_id in rows.order_by(
        "-mandate__recorded_at", "-mandate_id"
    ).values_list("word", "mandate_id", "organisation_id")[:2000]:
        newest, named = found.setdefault(word, (mandate_id, set()))
        if newest == mandate_id:
            named.add(organisation_id)
    return {word: named for word, (_mandate, named) in found.items()}
