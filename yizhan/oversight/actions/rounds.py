"""A round is prepared, opened, its results told, settled, locked, archived; reckoned again whenever somebody asks."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from yizhan.access.models import Organisation
from yizhan.contracts.models import AgreementStation, Project
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.actions.rounds_ground import (
    OF_A_STATION,
    SCORERS,
    _address,
    _round,
    _said,
    _step,
    _stop,
    _tell,
)
from yizhan.oversight.models import Objection, Round, RoundParty, RoundStation, RoundStep, Sheet
from yizhan.oversight.queries.reckoning import Verification, seal_of, verified
from yizhan.oversight.queries.scoring import Fact, prefilled, scheme_for
from yizhan.oversight.rules.frozen import frozen, thawed
from yizhan.oversight.rules.rounds import (
    ARCHIVE,
    COMMISSION,
    DROP,
    LOCK,
    OPEN,
    PREPARE,
    PROCESS,
    REFRESH,
    SETTLE,
    TELL,
    VERIFY,
    Mark,
    drawn,
    kind_of_party,
    objection_term,
    preparing_problem,
    settling_problem,
)
from yizhan.oversight.rules.scoring import Scheme
from yizhan.policy.book import NoRule
from yizhan.policy.schema.scoring import Indicator
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
        name=name.strip()[:80] or f"{_years(first_on, last_on)}{word}评估",
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


def _years(first: date, last: date) -> str:
    return f"{first.year}年" if first.year == last.year else f"{first.year}—{last.year}"


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


@action(OPEN, facts=("round_id", "on"), subject="round_id")
def open_round(*, actor: Actor, round_id: UUID, on: date, at: datetime) -> Round:
    """Every party gets a sheet a station, filled in beforehand with what the records show, and is told.

    Refused  a party without an organisation, a township that is not registered, days that have not begun
    """
    round_ = _round(actor, OPEN, round_id)
    state = PROCESS.step(round_.state, OPEN).end
    if round_.first_on > on:
        raise Refused(
            f"评估的时段从 {round_.first_on:%Y-%m-%d} 开始，还没有记录可以看。", code="oversight.too-early"
        )
    scheme = thawed(round_.rules)
    rows = list(
        RoundStation.objects.filter(round=round_).select_related("station").order_by("region_code", "id")
    )
    parties = list(RoundParty.objects.filter(round=round_).order_by("position"))
    scorers = _scorers(parties, rows)
    _fill(round_, scheme, rows, on)
    Sheet.objects.bulk_create(
        (
            Sheet(
                round_station=row,
                region_code=row.region_code,
                station_id=row.station_id,
                party=party,
                organisation_id=scorers[party.pk, row.pk],
                marks=_beforehand(scheme, party.name, round_.word, row),
            )
            for row in rows
            for party in parties
        ),
        batch_size=200,
    )
    round_.state, round_.opened_on = state, on
    round_.save(update_fields=["state", "opened_on"])
    count = len(rows)
    for organisation in dict.fromkeys(scorers.values()):
        mine = sum(1 for each in scorers.values() if each == organisation)
        _tell(
            actor,
            OPEN,
            round_,
            subject=f"请在 {round_.due_on:%m-%d} 前给 {mine} 张评分表评分、封存",
            url=_address(round_),
            at=at,
            roles=SCORERS,
            organisations=[organisation],
        )
    return _step(round_, actor, Step.OPENED, on, f"{count}个站，{len(parties)}方")


def _scorers(parties: Sequence[RoundParty], rows: Sequence[RoundStation]) -> dict[tuple[UUID, UUID], UUID]:
    """(party, station of the round) -> organisation that scores."""
    towns = dict(
        Organisation.objects.filter(
            kind=Organisation.Kind.TOWNSHIP,
            closed_on=None,
            region_code__in={row.station.region_code[:9] for row in rows},
        ).values_list("region_code", "pk")
    )
    found: dict[tuple[UUID, UUID], UUID] = {}
    lacking: list[str] = []
    for party in parties:
        for row in rows:
            who = party.organisation_id
            if party.kind == RoundParty.Kind.TOWNSHIP:
                who = towns.get(row.station.region_code[:9])
            elif party.kind == RoundParty.Kind.OPERATOR:
                who = row.operator_id
            if who is None:
                lacking.append(
                    party.name
                    if party.kind == RoundParty.Kind.OFFICE
                    else f"{row.station.short_name}的{party.name}"
                )
            else:
                found[party.pk, row.pk] = who
    if lacking:
        told = "、".join(dict.fromkeys(lacking[:4])) + ("等" if len(lacking) > 4 else "")
        raise Refused(
            f"还没有确定由哪个单位评分：{told}。先选好单位；没有登记的，在“管理”里登记。",
            code="oversight.no-scorer",
        )
    return found


def _fill(round_: Round, scheme: Scheme, rows: Sequence[RoundStation], on: date) -> None:
    period = Period(round_.first_on, max(round_.first_on, min(round_.last_on, on)))
    found = prefilled(
        stations=[row.station for row in rows], period=period, scheme=scheme, round_name=round_.word
    )
    there = _there(scheme, [row.station_id for row in rows], period)
    for row in rows:
        row.facts = {
            line: _kept(fact) | there.get((line, row.station_id), {})
            for line, fact in found.get(row.station_id, {}).items()
        }
        row.facts_on = on
    RoundStation.objects.bulk_update(rows, ["facts", "facts_on"], batch_size=200)


def _there(
    scheme: Scheme, stations: Sequence[UUID], period: Period
) -> dict[tuple[str, UUID], dict[str, object]]:
    """(checklist, station) -> the items of the list that the records show; one query a list."""
    found: dict[tuple[str, UUID], dict[str, object]] = {}
    for item in scheme.items:
        figure = METRICS.get(item.measure)
        if not isinstance(item.rule, Indicator) or item.how != "清单" or figure is None:
            continue
        have = figure(stations=stations, period=period)
        for station in stations:
            ticks = [word for word in item.rule.checklist if word in (have.get(station) or ())]
            found[item.id, station] = {"ticks": ticks}
    return found


def _kept(fact: Fact) -> dict[str, object]:
    told: dict[str, object] = {
        "says": fact.says,
        "suggested": None if fact.suggested is None else str(fact.suggested),
        "cannot": fact.unmeasurable,
        "metric": fact.metric,
        "days": [fact.period.first.isoformat(), fact.period.last.isoformat()] if fact.period else None,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _beforehand(scheme: Scheme, party: str, word: str, row: RoundStation) -> Any:
    """What a sheet begins with: the points the figures earn, and what could not be measured."""
    found: dict[str, object] = {}
    for item in scheme.items_for(party, word):
        fact = row.facts.get(item.id, {})
        points = fact.get("suggested")
        mark = Mark(
            None if points is None else Decimal(points),
            tuple(fact.get("ticks", ())),
            cannot=fact.get("cannot", ""),
        )
        if kept := mark.kept():
            found[item.id] = kept
    return found


@action(REFRESH, facts=("round_id", "on"), subject="round_id")
def refresh_facts(*, actor: Actor, round_id: UUID, on: date) -> Round:
    """Read the records again for stations of which no sheet is sealed yet; what was given stays as it was given.

    Refused  not being scored, or every station has a sealed sheet
    """
    round_ = _round(actor, REFRESH, round_id)
    PROCESS.step(round_.state, REFRESH)
    sealed = Sheet.objects.filter(round_station__round=round_, state=Sheet.State.SEALED)
    rows = list(
        RoundStation.objects.filter(round=round_)
        .exclude(pk__in=sealed.values("round_station_id"))
        .select_related("station")
    )
    if not rows:
        raise Refused("每个站都已经有封存的评分，不能再取数。", code="oversight.sealed-already")
    _fill(round_, thawed(round_.rules), rows, on)
    return _step(round_, actor, Step.REFRESHED, on, f"{len(rows)}个站")


@action(TELL, facts=("round_id", "on", "until_on"), subject="round_id")
def tell_results(
    *, actor: Actor, round_id: UUID, on: date, at: datetime, until_on: date | None = None
) -> Round:
    """The stations learn their results, and until when they may object.

    until_on  named by the office where the region's papers name no days; otherwise it follows from the paper

    Refused  not all stations are opened; no day where the paper names none; a day before today
    """
    round_ = _round(actor, TELL, round_id)
    state = PROCESS.step(round_.state, TELL).end
    term = objection_term(region_code=round_.region_code, told_on=on)
    if term is not None:
        until_on = term.until_on
    if until_on is None:
        raise Refused(
            "本地区文件没有写异议期几天，请写明异议截止到哪一天。", code="oversight.no-objection-days"
        )
    if until_on < on:
        raise Refused("异议的截止日不能早于今天。", code="oversight.past")
    round_.state, round_.told_on, round_.objections_until_on = state, on, until_on
    round_.objections_rule = term.rule if term else ""
    round_.objections_clause = term.clause if term else ""
    round_.save(
        update_fields=["state", "told_on", "objections_until_on", "objections_rule", "objections_clause"]
    )
    for row in RoundStation.objects.filter(round=round_).select_related("station"):
        _tell(
            actor,
            TELL,
            round_,
            subject=f"{round_.word}评估的结果可以看了，有异议请在 {until_on:%m-%d} 前提出",
            url=_address(round_, row),
            at=at,
            roles=OF_A_STATION,
            station=row,
        )
    return _step(round_, actor, Step.TOLD, on, f"异议期到 {until_on}")


@action(SETTLE, facts=("round_id", "on"), subject="round_id")
def settle_round(*, actor: Actor, round_id: UUID, on: date) -> Round:
    """The results stand. Refused: an objection is not answered, or the days for objections are not over."""
    round_ = _round(actor, SETTLE, round_id)
    state = PROCESS.step(round_.state, SETTLE).end
    waiting = Objection.objects.filter(round_station__round=round_, state=Objection.State.OPEN).count()
    _stop(
        settling_problem(waiting=waiting, until_on=round_.objections_until_on, on=on),
        "oversight.not-settled",
        round_.objections_clause,
    )
    round_.state, round_.settled_on, round_.settled_by = state, on, actor.id
    round_.save(update_fields=["state", "settled_on", "settled_by"])
    return _step(round_, actor, Step.SETTLED, on)


@action(LOCK, facts=("round_id", "on"), subject="round_id")
def lock_round(*, actor: Actor, round_id: UUID, on: date) -> Round:
    """From here on nothing is put right any more; a seal over everything is taken.

    Refused  not settled yet, or what is kept no longer gives the results that were told
    """
    round_ = _round(actor, LOCK, round_id)
    state = PROCESS.step(round_.state, LOCK).end
    found = verified(round_)
    _stop(None if found.same else found.says, "oversight.not-the-same")
    round_.state, round_.locked_on, round_.seal = state, on, seal_of(round_)
    round_.save(update_fields=["state", "locked_on", "seal"])
    return _step(round_, actor, Step.LOCKED, on)


@action(ARCHIVE, facts=("round_id", "on"), subject="round_id")
def archive_round(*, actor: Actor, round_id: UUID, on: date) -> Round:
    """The round goes into the archive. Refused: not locked yet."""
    round_ = _round(actor, ARCHIVE, round_id)
    round_.state = PROCESS.step(round_.state, ARCHIVE).end
    round_.archived_on = on
    round_.save(update_fields=["state", "archived_on"])
    return _step(round_, actor, Step.ARCHIVED, on)


@action(VERIFY, facts=("round_id", "on"), subject="round_id")
def verify_round(*, actor: Actor, round_id: UUID, on: date) -> Verification:
    """Reckon the round again from the scheme of its day, and write down what came out.

    Refused  no station is opened yet: there is nothing to reckon
    """
    round_ = _round(actor, VERIFY, round_id)
    found = verified(round_)
    if not found.stations:
        raise Refused("还没有拆封的站点，没有结果可以复算。", code="oversight.nothing-opened")
    _step(round_, actor, Step.VERIFIED, on, found.says)
    return found
