"""A round is put together: by which paper, which stations, who scores; dropped where that was a mistake."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.access.models import Organisation
from yizhan.contracts.models import AgreementStation, Project
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.actions.rounds_ground import (
    _round,
    _said,
    _step,
    _stop,
)
from yizhan.oversight.models import Round, RoundParty, RoundStation, RoundStep
from yizhan.oversight.queries.scoring import scheme_for
from yizhan.oversight.rules.frozen import frozen
from yizhan.oversight.rules.rounds import (
    COMMISSION,
    DROP,
    PREPARE,
    PROCESS,
    drawn,
    kind_of_party,
    preparing_problem,
)
from yizhan.oversight.rules.scoring import Scheme
from yizhan.policy.book import NoRule
from yizhan.privacy.action import action
from yizhan.stations.models import Station

Step = RoundStep.Kind
KINDS_OF_ORGANISATIONS = {"TOWNSHIP": RoundParty.Kind.TOWNSHIP, "OPERATOR": RoundParty.Kind.OPERATOR}


@dataclass(frozen=True)
class PartyLine:
    """Which organisation scores as this party, and on which days.

    organisation_id  None where it follows from the station: its township, its operator
    """

    name: str
    kind: str
    organisation_id: UUID | None
    from_on: date
    to_on: date


@action(
    PREPARE,
    facts=("round_id", "region_code", "word", "first_on", "last_on", "due_on", "chosen", "on"),
    subject="round_id",
)
def prepare_round(
    *,
    actor: Actor,
    region_code: str,
    scheme: str,
    word: str,
    first_on: date,
    last_on: date,
    due_on: date,
    on: date,
    name: str = "",
    chosen: str = "ALL",
    size: int | None = None,
    seed: str = "",
    kind: str = "STATION",
    project_id: UUID | None = None,
    parties: Sequence[PartyLine] = (),
    round_id: UUID | None = None,
) -> Round:
    """Put a round together: the scheme as the packs have it today, the stations, who scores. Nobody is asked yet.

    scheme   name of an evaluation of the region's papers
    size     how many stations are drawn when `chosen` is SAMPLE; which ones follows from the seed
    seed     "" lets the program draw one; it is kept and shown
    parties  those not named are guessed from their names and may be changed until sheets are sealed

    Refused  no such scheme or one that cannot be used; days that do not fit; no station; a region that is not one's own
    """
    if round_id and (known := Round.objects.visible_to(actor, PREPARE).filter(pk=round_id).first()):
        return known
    if not any(grant.reaches_region(region_code) for grant in actor.grants_for(PREPARE)):
        raise Refused("只能组织本辖区的评估。", code="oversight.elsewhere")
    try:
        found = scheme_for(region_code=region_code, on=on, name=scheme)
    except NoRule:
        raise Refused(
            "本地区没有这项评估的方案；先装载评估细则，再组织评估。", code="oversight.no-scheme"
        ) from None
    _stop("".join(found.problems) or None, "oversight.scheme-unusable", found.clause)
    if found.rounds and word not in found.rounds:
        raise Refused(f"方案的轮次是{'、'.join(found.rounds)}，请选其中一个。", code="oversight.round-word")
    project = Project.objects.visible_to(actor, PREPARE).get(pk=project_id) if project_id else None
    pool = _pool(actor, region_code, kind, last_on, project)
    sample = size if chosen == Round.Chosen.SAMPLE else None
    if chosen == Round.Chosen.SAMPLE and sample is None:
        raise Refused("请写明抽取几个站。", code="oversight.round-days")
    _stop(
        preparing_problem(
            first_on=first_on, last_on=last_on, due_on=due_on, on=on, stations=len(pool), size=sample
        ),
        "oversight.round-days",
    )
    if sample is not None:
        seed = seed.strip()[:32] or secrets.token_hex(8)
    ids = [str(each.pk) for each in pool]
    taken = set(drawn(ids, size=sample, seed=seed)) if sample is not None else set(ids)
    round_ = Round.objects.create(
        id=round_id or uuid7(),
        region_code=region_code,
        name=name.strip()[:80] or f"{_years(first_on, last_on, word)}{word}评估",
        scheme=found.name[:80],
        word=word[:20],
        project=project,
        first_on=first_on,
        last_on=last_on,
        packs_on=on,
        rules=frozen(found),
        chosen=chosen,
        pool=ids,
        seed=seed if sample is not None else "",
        due_on=due_on,
        state=PROCESS.step("", PREPARE).end,
        prepared_on=on,
    )
    RoundStation.objects.bulk_create(
        RoundStation(round=round_, region_code=each.region_code, station=each, operator_id=each.operator_id)
        for each in pool
        if str(each.pk) in taken
    )
    _name_parties(actor, round_, found, parties, on)
    return _step(round_, actor, Step.PREPARED, on)


def _years(first: date, last: date, word: str) -> str:
    """“2026年” before “中期”, “2026” before “年度”."""
    if first.year != last.year:
        return f"{first.year}—{last.year}"
    return f"{first.year}" if word.startswith("年") else f"{first.year}年"


def _pool(actor: Actor, region_code: str, kind: str, last_on: date, project: Project | None) -> list[Station]:
    rows = Station.objects.visible_to(actor, PREPARE).filter(
        region_code__startswith=region_code,
        kind=kind,
        status=Station.Status.OPEN,
        opened_on__lte=last_on,
    )
    if project is not None:
        rows = rows.filter(
            pk__in=AgreementStation.objects.filter(agreement__project=project).values("station_id")
        )
    return list(rows.order_by("region_code", "id"))


def _name_parties(actor: Actor, round_: Round, scheme: Scheme, lines: Sequence[PartyLine], on: date) -> None:
    named = {line.name: line for line in lines}
    for position, party in enumerate(scheme.parties, start=1):
        line = named.get(party.name) or _guess(actor, round_, party.name, on)
        organisation = _organisation(actor, PREPARE, line.kind, line.organisation_id)
        RoundParty.objects.create(
            round=round_,
            region_code=round_.region_code,
            position=position,
            name=party.name,
            weight=party.weight,
            kind=line.kind,
            organisation=organisation,
            from_on=line.from_on,
            to_on=max(line.to_on, line.from_on),
        )


def _guess(actor: Actor, round_: Round, name: str, on: date) -> PartyLine:
    """What the name of a party suggests: the only organisation of that kind in sight, the township, the operator."""
    sort = kind_of_party(name)
    kind = KINDS_OF_ORGANISATIONS.get(sort, RoundParty.Kind.OFFICE)
    found: UUID | None = None
    if kind == RoundParty.Kind.OFFICE:
        rows = list(Organisation.objects.visible_to(actor, PREPARE).filter(kind=sort, closed_on=None)[:2])
        own = next((row.pk for row in rows if row.pk == actor.organisation_id), None)
        found = own or (rows[0].pk if len(rows) == 1 else None)
    return PartyLine(name, kind, found, on, round_.due_on)


def _organisation(actor: Actor, verb: str, kind: str, organisation_id: UUID | None) -> Organisation | None:
    if kind not in RoundParty.Kind.values:
        raise Refused("请选由谁评分。", code="oversight.party")
    if kind != RoundParty.Kind.OFFICE or organisation_id is None:
        return None
    return Organisation.objects.visible_to(actor, verb).get(pk=organisation_id)


@action(DROP, facts=("round_id", "on"), subject="round_id")
def drop_round(*, actor: Actor, round_id: UUID, because: str, on: date) -> Round:
    """A round that was put together wrongly; it stays on file. Refused: opened already, no reason."""
    round_ = _round(actor, DROP, round_id)
    said = _said(because, "请写明为什么作废。")
    round_.state = PROCESS.step(round_.state, DROP).end
    round_.save(update_fields=["state"])
    return _step(round_, actor, Step.DROPPED, on, said)


@action(
    COMMISSION,
    facts=("round_id", "party_id", "organisation_id", "from_on", "to_on", "on"),
    subject="round_id",
)
def commission_party(
    *,
    actor: Actor,
    round_id: UUID,
    party_id: UUID,
    kind: str,
    from_on: date,
    to_on: date,
    on: date,
    organisation_id: UUID | None = None,
) -> RoundParty:
    """Say which organisation scores as this party, and on which days it has access.

    Refused  a sheet of this party is sealed and another organisation is named; days the wrong way round
    """
    round_ = _round(actor, COMMISSION, round_id)
    PROCESS.step(round_.state, COMMISSION)
    party = RoundParty.objects.select_for_update().get(round=round_, pk=party_id)
    organisation = _organisation(actor, COMMISSION, kind, organisation_id)
    if to_on < from_on:
        raise Refused("评分的最后一天不能早于第一天。", code="oversight.party-days")
    changed = (party.kind, party.organisation_id) != (kind, organisation.pk if organisation else None)
    if changed and round_.state == Round.State.OPEN:
        raise Refused(
            "已经开始评分，评分单位不能再换；要延长时间的，只改日期。", code="oversight.party-scores"
        )
    party.kind, party.organisation = kind, organisation
    party.from_on, party.to_on = from_on, to_on
    party.save(update_fields=["kind", "organisation", "from_on", "to_on"])
    who = organisation.name if organisation else party.get_kind_display()
    _step(round_, actor, Step.COMMISSIONED, on, f"{party.name}：{who}，{from_on}—{to_on}")
    return party
