"""Agreements for the project page, their own page, and the Word paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q

from yizhan.access.models import Organisation
from yizhan.contracts.models import (
    Agreement,
    AgreementStation,
    AgreementVersion,
    Deduction,
    Handover,
    Indicator,
    Instalment,
    Project,
    RenewalDecision,
    UpwardFiling,
)
from yizhan.contracts.models.door import PartyQuerySet
from yizhan.contracts.rules.agreements import CLAUSES, clause_names, clauses_missing, ruled
from yizhan.kernel.actor import Actor
from yizhan.policy.schema.kinds import AnyRule
from yizhan.stations.models import Station

VIEW, VIEW_MONEY = "contracts.view", "contracts.view_money"


@dataclass(frozen=True)
class Seen:
    """One agreement with all that belongs to it.

    clauses   (name, text, whether the region's paper asks for it), the paper's first
    missing   clauses it asks for that have no text
    filing    the copy sent upwards that stands or was returned last; None: not sent yet
    """

    agreement: Agreement
    stations: list[AgreementStation]
    clauses: list[tuple[str, str, bool]]
    missing: list[str]
    rule: AnyRule | None
    versions: list[AgreementVersion]
    handovers: list[Handover]
    decision: RenewalDecision | None
    filing: UpwardFiling | None
    next_year: Agreement | None

    @property
    def headcount(self) -> int:
        """Workers of the stations that did not leave."""
        return sum(line.headcount for line in self.stations if line.to_on is None)


def agreements_of(*, actor: Actor, project: Project) -> PartyQuerySet[Agreement]:
    """Agreements of a project within reach: those in force first, then drafts, then those that are over."""
    return (
        Agreement.objects.visible_to(actor, VIEW)
        .filter(project=project)
        .select_related("provider", "project")
        .prefetch_related(
            Prefetch("stations", AgreementStation.objects.select_related("station").order_by("station__region_code"))
        )
        .order_by("first_on", "id")
    )  # fmt: skip


def one_agreement(*, actor: Actor, agreement_id: UUID) -> Agreement:
    """Agreement.DoesNotExist when it is out of reach."""
    return (
        Agreement.objects.visible_to(actor, VIEW)
        .select_related("provider", "project", "project__buyer", "follows")
        .get(pk=agreement_id)
    )


def seen(*, actor: Actor, agreement: Agreement, on: date) -> Seen:
    """Everything about an agreement the actor reaches."""
    rule = ruled(CLAUSES, region_code=agreement.region_code, on=agreement.signed_on or on)
    asked = clause_names(rule)
    clauses = [(name, agreement.clauses.get(name, ""), True) for name in asked]
    clauses += [(name, text, False) for name, text in agreement.clauses.items() if name not in asked]
    stations = lines_of(agreement)
    return Seen(
        agreement=agreement,
        stations=stations,
        clauses=clauses,
        missing=clauses_missing(rule, agreement.clauses),
        rule=rule,
        versions=list(
            AgreementVersion.objects.visible_to(actor, VIEW).filter(agreement=agreement).order_by("number")
        ),
        handovers=list(
            Handover.objects.visible_to(actor, VIEW)
            .filter(agreement=agreement)
            .select_related("station", "former", "taker")
            .order_by("station__region_code")
        ),
        decision=RenewalDecision.objects.visible_to(actor, VIEW)
        .filter(agreement=agreement)
        .select_related("paper")
        .order_by("-decided_on", "-id")
        .first(),
        filing=filing_of(agreement),
        next_year=Agreement.objects.filter(follows=agreement).select_related("project").first(),
    )


def lines_of(agreement: Agreement) -> list[AgreementStation]:
    """The stations of an agreement that was reached, in the order of their codes."""
    rows = AgreementStation.objects.filter(agreement=agreement).select_related("station")
    return list(rows.order_by("station__region_code", "id"))


def payments_planned(agreement: Agreement) -> list[Instalment]:
    """The instalments an agreement names, with what they wait for; what was settled after its end is none of them."""
    rows = Instalment.objects.filter(agreement=agreement, settles=False).prefetch_related("conditions")
    return list(rows.order_by("number"))


def stations_in(agreements: Iterable[Agreement]) -> int:
    """Of agreements that were reached: how many stations."""
    return AgreementStation.objects.filter(agreement__in=list(agreements)).count()


def is_renewed(agreements: Iterable[Agreement]) -> bool:
    """Of agreements that were reached: whether one goes on in a next year."""
    return Agreement.objects.filter(follows__in=list(agreements)).exists()


def to_send_or_end(*, actor: Actor, verb: str, on: date, since: date) -> PartyQuerySet[Agreement]:
    """Agreements in force whose copy was not sent upwards since that day, or whose last day has passed."""
    sent = UpwardFiling.objects.filter(subject_id=OuterRef("pk"), state__in=("SENT", "ACCEPTED"))
    return (
        Agreement.objects.visible_to(actor, verb)
        .filter(state=Agreement.State.SIGNED)
        .filter(Q(last_on__lt=on) | Q(~Exists(sent), signed_on__gte=since))
        .order_by("signed_on", "id")
    )


def filing_of(agreement: Agreement) -> UpwardFiling | None:
    """The copy of the agreement sent upwards, the newest that was not taken back."""
    return (
        UpwardFiling.objects.filter(subject_kind="AGREEMENT", subject_id=agreement.pk)
        .exclude(state="TAKEN_BACK")
        .order_by("-sent_on", "-id")
        .first()
    )


def deductions_of(*, actor: Actor, agreement: Agreement) -> list[Deduction]:
    """Kept back and fetched back, newest first; those withdrawn too."""
    rows = Deduction.objects.visible_to(actor, VIEW_MONEY).filter(agreement=agreement)
    return list(rows.select_related("instalment", "sanction").order_by("-decided_on", "-id"))


def recoveries_of_sanction(*, actor: Actor, sanction_id: UUID) -> list[Deduction]:
    """What was kept or fetched back because of one consequence, newest first."""
    if not actor.may(VIEW_MONEY):
        return []
    rows = Deduction.objects.visible_to(actor, VIEW_MONEY).filter(sanction_id=sanction_id)
    return list(rows.select_related("agreement").order_by("-decided_on", "-id"))


def agreements_of_provider(*, actor: Actor, organisation_id: UUID) -> list[Agreement]:
    """Signed agreements of one agency within reach whose accounts are open, the newest first."""
    rows = Agreement.objects.visible_to(actor, VIEW).filter(
        provider_id=organisation_id, project__closed_on=None
    )
    found = rows.exclude(state=Agreement.State.DRAFT).select_related("project")
    return list(found.order_by("-first_on", "-id")[:10])


def agencies_to_choose(*, region_code: str) -> list[Organisation]:
    """Agencies of the county first, then those of the same city and province."""
    rows = Organisation.objects.filter(
        kind=Organisation.Kind.AGENCY, closed_on=None, region_code__startswith=region_code[:2]
    )
    return sorted(
        rows.order_by("name")[:300],
        key=lambda one: (not one.region_code.startswith(region_code), not one.region_code.startswith(region_code[:4])),
    )  # fmt: skip


def stations_to_choose(*, region_code: str) -> list[Station]:
    """Stations of the county an agreement may be for, in the order of their codes."""
    rows = Station.objects.filter(region_code__startswith=region_code).exclude(status=Station.Status.CLOSED)
    return list(rows.order_by("region_code", "id"))


def stations_without_agreement(*, agreement: Agreement) -> list[Station]:
    """Stations of the county that may join an agreement that was reached: none other is for them until its end."""
    taken = (
        AgreementStation.objects.filter(agreement__project__region_code=agreement.region_code)
        .exclude(agreement__state=Agreement.State.DRAFT)
        .filter(agreement__last_on__gte=agreement.last_on, agreement__first_on__lte=agreement.last_on)
        .filter(Q(agreement__ended_on=None) | Q(agreement__ended_on__gte=agreement.last_on))
        .filter(Q(to_on=None) | Q(agreement=agreement))
        .values("station_id")
    )
    rows = Station.objects.filter(region_code__startswith=agreement.region_code)
    free = rows.exclude(status=Station.Status.CLOSED).exclude(pk__in=taken)
    return list(
        free.exclude(pk__in=[line.station_id for line in lines_of(agreement)]).order_by("region_code", "id")
    )


def indicators_of(*, actor: Actor, agreement: Agreement) -> list[Indicator]:
    """Indicators with their shares, in the agreement's order."""
    rows = Indicator.objects.visible_to(actor, VIEW).filter(agreement=agreement)
    return list(rows.prefetch_related("shares", "shares__station").order_by("position"))
