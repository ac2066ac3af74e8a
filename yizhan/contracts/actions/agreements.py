"""Agreements are drafted, signed, and end; with the signing the stations and their files go to the agency."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from yizhan.access.models import Organisation
from yizhan.contracts.actions.agreements_ground import (
    StationLine,
    _agreement,
    _check_terms,
    _lines,
    _parts,
    _write_lines,
)
from yizhan.contracts.actions.custody import _release, _stop_overlap, _take_over
from yizhan.contracts.actions.ground import _open_project
from yizhan.contracts.models import Agreement, Handover, Indicator, Instalment, Project
from yizhan.contracts.queries.agencies import fitness_of
from yizhan.contracts.rules.agreements import (
    CHANGE_DRAFT,
    CLAUSES,
    DRAFT,
    END,
    INDICATORS,
    PROCESS,
    SERVICES,
    SIGN,
    TERMINATE,
    clauses_missing,
    ending_problem,
    payments_problem,
    ruled,
    signing_day_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.policy.book import NoRule, catalogue_for
from yizhan.policy.schema.measures import Required
from yizhan.privacy.action import action

COMPLETE = "contracts.complete_handover"


@action(
    DRAFT,
    facts=("agreement_id", "project_id", "provider_id", "amount_fen", "first_on", "last_on"),
    subject="project_id",
)
def draft_agreement(
    *,
    actor: Actor,
    project_id: UUID,
    provider_id: UUID,
    stations: Sequence[StationLine],
    amount_fen: int,
    first_on: date,
    last_on: date,
    cycle_first_on: date,
    cycle_last_on: date,
    number: str = "",
    clauses: Mapping[str, str] | None = None,
    services: Sequence[str] = (),
    follows_id: UUID | None = None,
    agreement_id: UUID | None = None,
) -> Agreement:
    """Write down what is to be bought from one agency for one year of a cycle.

    services  codes of the region's catalogue

    Refused  amounts of the stations that do not make the sum, a station or year out of the project, a cycle longer
             than the region's, a provider that is no agency, a number that is taken
    """
    project = _open_project(actor, DRAFT, project_id)
    provider = Organisation.objects.get(pk=provider_id)
    parts = _parts(project, stations)
    year, cycle = _period(first_on, last_on), _period(cycle_first_on, cycle_last_on)
    _check_terms(project, provider, parts, amount_fen=amount_fen, year=year, cycle=cycle)
    _check_number(project, number)
    state = PROCESS.step("", DRAFT).end
    agreement = Agreement.objects.create(
        id=agreement_id or uuid7(),
        project=project,
        region_code=project.region_code,
        provider=provider,
        number=number.strip()[:60],
        state=state,
        cycle_first_on=cycle_first_on,
        cycle_last_on=cycle_last_on,
        first_on=first_on,
        last_on=last_on,
        amount_fen=amount_fen,
        clauses=_clauses(clauses or {}),
        services=_services(project, services, first_on),
        follows_id=follows_id,
    )
    _write_lines(agreement, parts)
    return agreement


@action(CHANGE_DRAFT, facts=("agreement_id", "amount_fen", "first_on", "last_on"), subject="agreement_id")
def change_draft(
    *,
    actor: Actor,
    agreement_id: UUID,
    provider_id: UUID,
    stations: Sequence[StationLine],
    amount_fen: int,
    first_on: date,
    last_on: date,
    cycle_first_on: date,
    cycle_last_on: date,
    number: str = "",
    clauses: Mapping[str, str] | None = None,
    services: Sequence[str] = (),
) -> Agreement:
    """Write the draft anew. Refused: as `draft_agreement`, and once it is signed."""
    agreement = _agreement(actor, CHANGE_DRAFT, agreement_id)
    agreement.state = PROCESS.step(agreement.state, CHANGE_DRAFT).end
    project = agreement.project
    provider = Organisation.objects.get(pk=provider_id)
    parts = _parts(project, stations)
    year, cycle = _period(first_on, last_on), _period(cycle_first_on, cycle_last_on)
    _check_terms(project, provider, parts, amount_fen=amount_fen, year=year, cycle=cycle)
    _check_number(project, number, own=agreement.pk)
    gone = {line.station_id for line in _lines(agreement)} - {line.station_id for line in stations}
    if gone and Indicator.objects.filter(agreement=agreement, shares__station_id__in=gone).exists():
        raise Refused("去掉的站已有指标，请先改指标。", code="contracts.station-owes")
    agreement.provider, agreement.amount_fen = provider, amount_fen
    agreement.number = number.strip()[:60]
    agreement.first_on, agreement.last_on = first_on, last_on
    agreement.cycle_first_on, agreement.cycle_last_on = cycle_first_on, cycle_last_on
    agreement.clauses = _clauses(clauses or {})
    agreement.services = _services(project, services, first_on)
    agreement.save()
    _write_lines(agreement, parts)
    return agreement


@action(SIGN, facts=("agreement_id", "signed_on", "on"), subject="agreement_id")
def sign_agreement(*, actor: Actor, agreement_id: UUID, number: str, signed_on: date, on: date) -> Agreement:
    """Both sides have signed. The stations and their files go to the agency from the first day of the agreement.

    A station that another agency operates is handed over: its people see the files until the day before.

    Refused  clauses, services or indicators the region's paper asks for are missing; another agreement stands for a
             station; payments that do not add up; a provider that may not; no number; a day to come
    """
    agreement = _agreement(actor, SIGN, agreement_id)
    end = PROCESS.step(agreement.state, SIGN).end
    project, provider = agreement.project, agreement.provider
    year = Period(agreement.first_on, agreement.last_on)
    lines = _lines(agreement)
    parts = _parts(project, lines)
    cycle = Period(agreement.cycle_first_on, agreement.cycle_last_on)
    _check_terms(project, provider, parts, amount_fen=agreement.amount_fen, year=year, cycle=cycle)
    if problem := signing_day_problem(signed_on=signed_on, year=year, on=on):
        raise Refused(problem, code="contracts.future")
    if not number.strip():
        raise Refused("请填写协议编号。", code="contracts.no-number")
    _check_number(project, number, own=agreement.pk)
    _check_contents(agreement, on=signed_on)
    _stop_overlap(agreement, [line.station_id for line in lines], year)
    _check_provider(provider, project, on=signed_on)
    amounts = list(Instalment.objects.filter(agreement=agreement).values_list("amount_fen", flat=True))
    if problem := payments_problem(amounts, amount_fen=agreement.amount_fen):
        raise Refused(problem, code="contracts.payments")
    agreement.state, agreement.signed_on, agreement.number = end, signed_on, number.strip()[:60]
    agreement.save(update_fields=["state", "signed_on", "number"])
    for line in lines:
        _take_over(actor, agreement, line.station_id, from_on=agreement.first_on, because_of=SIGN, on=on)
    return agreement


@action(TERMINATE, facts=("agreement_id", "ended_on"), subject="agreement_id")
def terminate_agreement(
    *, actor: Actor, agreement_id: UUID, ended_on: date, because: str, on: date
) -> Agreement:
    """End it before its last day. The people of the agency see the files until that day, it included.

    Refused  no reason, a day out of its year
    """
    agreement = _agreement(actor, TERMINATE, agreement_id)
    end = PROCESS.step(agreement.state, TERMINATE).end
    year = Period(agreement.first_on, agreement.last_on)
    if problem := ending_problem(ended_on=ended_on, year=year, on=on, early=True, because=because):
        raise Refused(problem, code="contracts.ending")
    agreement.state, agreement.ended_on, agreement.ended_because = end, ended_on, because.strip()[:200]
    agreement.save(update_fields=["state", "ended_on", "ended_because"])
    _release(actor, agreement, to_on=ended_on, because_of=TERMINATE, on=on)
    return agreement


@action(END, facts=("agreement_id", "on"), subject="agreement_id")
def end_agreement(*, actor: Actor, agreement_id: UUID, on: date) -> Agreement:
    """Its last day is here. Where the agency has no agreement that follows, it leaves the stations with that day.

    Refused  before its last day
    """
    agreement = _agreement(actor, END, agreement_id)
    end = PROCESS.step(agreement.state, END).end
    year = Period(agreement.first_on, agreement.last_on)
    if problem := ending_problem(ended_on=agreement.last_on, year=year, on=on, early=False):
        raise Refused(problem, code="contracts.ending")
    agreement.state, agreement.ended_on = end, agreement.last_on
    agreement.save(update_fields=["state", "ended_on"])
    _release(actor, agreement, to_on=agreement.last_on, because_of=END, on=on)
    return agreement


@action(COMPLETE, facts=("handover_id", "completed_on"), subject="handover_id")
def complete_handover(
    *, actor: Actor, handover_id: UUID, completed_on: date, on: date, note: str = ""
) -> Handover:
    """Both agencies signed the list of what was handed over.

    Refused  done already, a day to come or before the custody moved
    """
    handover = Handover.objects.locked(actor, COMPLETE, handover_id)
    if handover.completed_on is not None:
        raise Refused(f"已于 {handover.completed_on:%Y-%m-%d} 交接完毕。", code="contracts.handed-over")
    if completed_on > on:
        raise Refused("交接日期不能晚于今天。", code="contracts.future")
    handover.completed_on, handover.note = completed_on, note.strip()[:200]
    handover.save(update_fields=["completed_on", "note"])
    return handover


# --- what signing looks at -----------------------------------------------------------------------------------------------


def _period(first_on: date, last_on: date) -> Period:
    if last_on < first_on:
        raise Refused("最后一天要晚于第一天。", code="contracts.days")
    return Period(first_on, last_on)


def _clauses(given: Mapping[str, str]) -> dict[str, str]:
    return {name.strip()[:40]: text.strip()[:4000] for name, text in given.items() if text.strip()}


def _services(project: Project, codes: Sequence[str], on: date) -> dict[str, str]:
    """Codes with their names. Refused: one the region's catalogue does not have."""
    if not codes:
        return {}
    try:
        known = {one.code: one.name for one in catalogue_for(region_code=project.region_code, on=on).services}
    except NoRule:
        known = {}
    if strange := [code for code in codes if code not in known]:
        raise Refused(f"本地区的服务清单里没有“{strange[0]}”。", code="contracts.not-in-catalogue")
    return {code: known[code] for code in codes}


def _check_number(project: Project, number: str, *, own: UUID | None = None) -> None:
    number = number.strip()
    if not number:
        return
    taken = Agreement.objects.filter(region_code=project.region_code, number=number).first()
    if taken is not None and taken.pk != own:
        raise Refused(f"本县已有编号为“{number}”的协议。", code="contracts.number-taken")


def _check_contents(agreement: Agreement, *, on: date) -> None:
    """Refused: what the papers of the region want in an agreement is not there."""
    code = agreement.region_code
    rule = ruled(CLAUSES, region_code=code, on=on)
    if missing := clauses_missing(rule, agreement.clauses):
        raise Refused(
            f"协议还缺{len(missing)}项条款：{'、'.join(missing)}。",
            code="contracts.clauses-missing",
            clause=rule.source if rule else "",
        )
    rule = ruled(SERVICES, region_code=code, on=on)
    if rule is not None and not agreement.services:
        raise Refused(
            "协议还没有写明购买哪些服务事项。", code="contracts.services-unnamed", clause=rule.source
        )
    rule = ruled(INDICATORS, region_code=code, on=on)
    if isinstance(rule, Required) and not rule.pending:
        kinds = Indicator.objects.filter(agreement=agreement).values_list("kind", flat=True)
        words = {str(Indicator.Kind(kind).label) for kind in set(kinds)}
        if short := rule.missing(words):
            raise Refused(
                f"协议指标还缺：{'、'.join(short)}。", code="contracts.indicators-missing", clause=rule.source
            )


def _check_provider(provider: Organisation, project: Project, *, on: date) -> None:
    """Refused: the region's paper, or a ban in force, keeps the agency from work here."""
    found = fitness_of(organisation=provider, region_code=project.region_code, on=on)
    if found.state == "not":
        why = next(reason for reason in found.reasons if reason.state == "not")
        raise Refused(
            f"“{provider.name}”现在不能承接：{found.refusal}。", code="contracts.unfit", clause=why.clause
        )
