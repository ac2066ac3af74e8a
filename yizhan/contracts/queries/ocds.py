"""What of a project is published as contracting data."""

from datetime import date

from yizhan.access.models import Organisation
from yizhan.contracts.models import Agreement, AgreementStation, AgreementVersion, Entry, Instalment, Project
from yizhan.contracts.queries.instalments import why_over
from yizhan.contracts.rules.ocds import Milestone, Paid, Party, Published, Signed
from yizhan.kernel.actor import Actor

VIEW_MONEY = "contracts.view_money"


def projects_to_publish(*, actor: Actor, verb: str, region_code: str) -> list[Project]:
    """Projects of a county, the oldest year first."""
    rows = Project.objects.visible_to(actor, verb).filter(region_code=region_code)
    return list(rows.select_related("buyer").order_by("first_on", "id"))


def published(*, actor: Actor, project: Project) -> Published:
    """Parties, signed agreements and payments; a draft is nobody's business yet. Payments only for who sees money."""
    buyer = _party(project.buyer)
    agreements = (
        Agreement.objects.visible_to(actor, VIEW_MONEY)
        .filter(project=project)
        .exclude(state=Agreement.State.DRAFT)
        .select_related("provider")
        .order_by("signed_on", "id")
    )
    return Published(
        id=str(project.pk),
        name=project.name,
        buyer=buyer,
        first_on=project.first_on,
        last_on=project.last_on,
        agreements=[_signed(actor, one, buyer) for one in agreements],
        follows=str(project.follows_id) if project.follows_id else "",
    )


def _signed(actor: Actor, one: Agreement, buyer: Party) -> Signed:
    assert one.signed_on is not None
    provider = _party(one.provider)
    lines = AgreementStation.objects.filter(agreement=one).select_related("station")
    versions = AgreementVersion.objects.visible_to(actor, VIEW_MONEY).filter(agreement=one)
    payments = Instalment.objects.visible_to(actor, VIEW_MONEY).filter(agreement=one).order_by("number")
    entries = (
        Entry.objects.visible_to(actor, VIEW_MONEY)
        .filter(agreement=one, kind__in=("RECEIVED", "RECOVERED"), reverses=None, reversed_by=None)
        .order_by("moved_on", "id")
    )
    paid = []
    for entry in entries:
        sides = (buyer, provider) if entry.kind == Entry.Kind.RECEIVED else (provider, buyer)
        paid.append(Paid(str(entry.pk), entry.amount_fen, entry.moved_on, *sides))
    return Signed(
        id=str(one.pk),
        number=one.number,
        state=one.state,
        provider=provider,
        fen=one.amount_fen,
        signed_on=one.signed_on,
        first_on=one.first_on,
        last_on=one.ended_on or one.last_on,
        services=one.services,
        stations=[
            (str(line.station_id), line.station.name, line.region_code, line.amount_fen)
            for line in lines.order_by("station__region_code")
        ],
        changes=list(versions.order_by("number").values_list("number", "from_on")),
        payments=[(each.name, each.amount_fen, each.due_on, _milestone(each, one)) for each in payments],
        paid=paid,
    )


def _milestone(each: Instalment, of: Agreement) -> Milestone:
    if each.state == Instalment.State.PAID:
        return "met"
    return "notMet" if why_over(each, of, on=date.max) else "scheduled"


def _party(one: Organisation) -> Party:
    return Party(str(one.pk), one.name, one.region_code, one.credit_code)
