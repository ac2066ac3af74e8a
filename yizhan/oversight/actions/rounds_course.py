"""A round is opened, its results told, settled, locked, archived; reckoned again whenever somebody asks."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from yizhan.access.models import Organisation
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.oversight.actions.rounds_ground import (
    OF_A_STATION,
    SCORERS,
    _address,
    _round,
    _step,
    _stop,
    _tell,
)
from yizhan.oversight.models import Objection, Round, RoundParty, RoundStation, RoundStep, Sheet
from yizhan.oversight.queries.reckoning import Verification, seal_of, verified
from yizhan.oversight.queries.scoring import Fact, prefilled
from yizhan.oversight.rules.frozen import thawed
from yizhan.oversight.rules.rounds import (
    ARCHIVE,
    LOCK,
    OPEN,
    PROCESS,
    REFRESH,
    SETTLE,
    TELL,
    VERIFY,
    Mark,
    objection_term,
    settling_problem,
)
from yizhan.oversight.rules.scoring import Scheme
from yizhan.policy.schema.scoring import Indicator
from yizhan.privacy.action import action

Step = RoundStep.Kind


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

    A sheet that nobody has saved yet begins anew with what the records show now: its points were the figures', and so
    was what it left out of the denominator.

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
    scheme = thawed(round_.rules)
    _fill(round_, scheme, rows, on)
    by_id = {row.pk: row for row in rows}
    untouched = list(
        Sheet.objects.filter(round_station__in=rows, saved_at=None)
        .select_for_update(of=("self",))
        .select_related("party")
    )
    for sheet in untouched:
        sheet.marks = _beforehand(scheme, sheet.party.name, round_.word, by_id[sheet.round_station_id])
    Sheet.objects.bulk_update(untouched, ["marks"], batch_size=200)
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
            subject=f"{round_.name}的结果可以看了，有异议请在 {until_on:%m-%d} 前提出",
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
