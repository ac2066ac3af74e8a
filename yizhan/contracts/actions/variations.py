"""A signed agreement is changed; what it said before stays on file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from yizhan.contracts.actions.agreements_ground import (
    StationLine,
    _agreement,
    _check_terms,
    _lines,
    _parts,
    _write_lines,
)
from yizhan.contracts.actions.custody import _leave, _stop_overlap, _take_over
from yizhan.contracts.actions.indicators import MOST
from yizhan.contracts.models import (
    Agreement,
    AgreementStation,
    AgreementVersion,
    Indicator,
    IndicatorShare,
    Instalment,
)
from yizhan.contracts.rules.agreements import (
    PROCESS,
    VARY,
    leaving_problem,
    payments_problem,
    varying_problem,
)
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.period import Period
from yizhan.privacy.action import action


@action(VARY, facts=("agreement_id", "version_id", "kind", "from_on"), subject="agreement_id")
def vary_agreement(
    *,
    actor: Actor,
    agreement_id: UUID,
    kind: str,
    from_on: date,
    because: str,
    on: date,
    stations: Sequence[StationLine] | None = None,
    leaving: Collection[UUID] = (),
    amount_fen: int | None = None,
    clauses: Mapping[str, str] | None = None,
    targets: Mapping[tuple[UUID, UUID], Decimal] | None = None,
    payments: Mapping[UUID, int] | None = None,
    version_id: UUID | None = None,
) -> AgreementVersion:
    """Change the terms from a day on; only what is given changes.

    kind      VARIATION both sides agreed; FORCE_MAJEURE policy or another force from outside
    stations  all its lines: one that was not there joins on `from_on`, its files go to the provider with that day
    leaving   stations whose last day is the one before `from_on`; their line keeps what they cost until then
    targets   {(indicator, station): what it owes in the year now}; a month plan of that share is dropped
    payments  {instalment: fen}; only those not asked for yet

    Refused  no reason, a day out of its year, nothing changed, sums that do not add up, a station left out without
             leaving, one that another agreement is for, a payment on its way
    """
    agreement = _agreement(actor, VARY, agreement_id)
    PROCESS.step(agreement.state, VARY)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    year = Period(agreement.first_on, agreement.last_on)
    if problem := varying_problem(from_on=from_on, year=year, because=because, changed=True):
        raise Refused(problem, code="contracts.varying")
    moves = _change_money(agreement, stations, leaving, from_on, amount_fen, payments or {}, before, after)
    if clauses is not None:
        _change_clauses(agreement, clauses, before, after)
    if targets:
        _change_targets(agreement, targets, before, after)
    if problem := varying_problem(from_on=from_on, year=year, because=because, changed=bool(after)):
        raise Refused(problem, code="contracts.varying")
    agreement.save()
    for station_id in moves.joining:
        _take_over(actor, agreement, station_id, from_on=from_on, because_of=VARY, on=on)
    for station_id in moves.leaving:
        _leave(actor, agreement, station_id, to_on=from_on - timedelta(days=1), because_of=VARY, on=on)
    return AgreementVersion.objects.create(
        id=version_id or uuid7(),
        agreement=agreement,
        region_code=agreement.region_code,
        number=AgreementVersion.objects.filter(agreement=agreement).count() + 1,
        kind=AgreementVersion.Kind(kind),
        from_on=from_on,
        because=because.strip()[:200],
        before=before,
        after=after,
        varied_by=actor.label[:120],
    )


@dataclass(frozen=True)
class _Moves:
    """Stations that come in and go out by a variation."""

    joining: Sequence[UUID]
    leaving: Sequence[UUID]


def _change_money(
    agreement: Agreement,
    stations: Sequence[StationLine] | None,
    leaving: Collection[UUID],
    from_on: date,
    amount_fen: int | None,
    payments: Mapping[UUID, int],
    before: dict[str, Any],
    after: dict[str, Any],
) -> _Moves:
    former = _lines(agreement)
    lines = former if stations is None else list(stations)
    moves = _moves(agreement, former, lines, leaving, from_on)
    fen = agreement.amount_fen if amount_fen is None else amount_fen
    left = AgreementStation.objects.filter(agreement=agreement, to_on__isnull=False)
    parts = _parts(agreement.project, lines, left=set(left.values_list("station_id", flat=True)))
    _check_terms(
        agreement.project,
        agreement.provider,
        parts,
        amount_fen=fen,
        year=Period(agreement.first_on, agreement.last_on),
        cycle=Period(agreement.cycle_first_on, agreement.cycle_last_on),
    )
    if fen != agreement.amount_fen:
        before["amount_fen"], after["amount_fen"] = agreement.amount_fen, fen
    old = {str(line.station_id): [line.headcount, line.amount_fen] for line in former}
    new = {str(line.station_id): [line.headcount, line.amount_fen] for line in lines}
    if changed := [key for key in new if new[key] != old.get(key)]:
        before["stations"] = {key: old[key] for key in changed if key in old}
        after["stations"] = {key: new[key] for key in changed}
        _write_lines(agreement, parts)
    if moves.joining:
        after["joined"] = [str(one) for one in moves.joining]
        rows = AgreementStation.objects.filter(agreement=agreement, station_id__in=moves.joining)
        rows.update(from_on=from_on)
    if moves.leaving:
        after["left"] = [str(one) for one in moves.leaving]
        rows = AgreementStation.objects.filter(agreement=agreement, station_id__in=moves.leaving)
        rows.update(to_on=from_on - timedelta(days=1))
    agreement.amount_fen = fen
    _change_payments(agreement, payments, before, after)
    return moves


def _moves(
    agreement: Agreement,
    former: Sequence[StationLine],
    lines: Sequence[StationLine],
    leaving: Collection[UUID],
    from_on: date,
) -> _Moves:
    """Who joins and who leaves. Refused: a station nobody speaks of any more, another agreement in the way."""
    here = {line.station_id for line in former}
    named = {line.station_id for line in lines}
    rows = {
        row.station_id: row
        for row in AgreementStation.objects.filter(agreement=agreement).select_related("station")
    }
    if lost := [rows[one].station.title for one in here - named]:
        raise Refused(
            f"{lost[0]}没有写金额：退出的站请勾选退出，写明到退出那天为止的金额。",
            code="contracts.other-stations",
        )
    joining = [line.station_id for line in lines if line.station_id not in here]
    gone = [one for one in rows if one in set(leaving)]
    for one in gone:
        row = rows[one]
        if problem := leaving_problem(
            row.station.title, left_on=row.to_on, first_on=row.from_on or agreement.first_on, from_on=from_on
        ):
            raise Refused(problem, code="contracts.leaving")
    if gone and not set(joining) and all(row.to_on or one in gone for one, row in rows.items()):
        raise Refused("不能让所有的站都退出，请办理终止。", code="contracts.leaving")
    if joining:
        _stop_overlap(agreement, joining, Period(from_on, agreement.last_on))
    return _Moves(joining, gone)


def _change_payments(
    agreement: Agreement, payments: Mapping[UUID, int], before: dict[str, Any], after: dict[str, Any]
) -> None:
    rows = list(Instalment.objects.select_for_update().filter(agreement=agreement).order_by("number"))
    for row in rows:
        fen = payments.get(row.pk, row.amount_fen)
        if fen == row.amount_fen:
            continue
        if row.state != Instalment.State.PLANNED:
            raise Refused(f"“{row.name}”已经申请或付款，金额不能再改。", code="contracts.payment-on-its-way")
        if fen <= 0:
            raise Refused("每期金额要大于零。", code="contracts.payments")
        before.setdefault("payments", {})[str(row.pk)] = row.amount_fen
        after.setdefault("payments", {})[str(row.pk)] = fen
        row.amount_fen = fen
        row.save(update_fields=["amount_fen"])
    if problem := payments_problem([row.amount_fen for row in rows], amount_fen=agreement.amount_fen):
        raise Refused(problem, code="contracts.payments")


def _change_clauses(
    agreement: Agreement, clauses: Mapping[str, str], before: dict[str, Any], after: dict[str, Any]
) -> None:
    new = {name.strip()[:40]: text.strip()[:4000] for name, text in clauses.items() if text.strip()}
    merged = {**agreement.clauses, **new}
    changed = {name: text for name, text in merged.items() if agreement.clauses.get(name) != text}
    if changed:
        before["clauses"] = {name: agreement.clauses.get(name, "") for name in changed}
        after["clauses"] = changed
        agreement.clauses = merged


def _change_targets(
    agreement: Agreement,
    targets: Mapping[tuple[UUID, UUID], Decimal],
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    shares = {
        (share.indicator_id, share.station_id): share
        for share in IndicatorShare.objects.select_for_update().filter(indicator__agreement=agreement)
    }
    indicators = set(Indicator.objects.filter(agreement=agreement).values_list("pk", flat=True))
    inside = set(AgreementStation.objects.filter(agreement=agreement).values_list("station_id", flat=True))
    for key, target in targets.items():
        if key[0] not in indicators or key[1] not in inside:
            raise Refused("这个站没有这项指标。", code="contracts.no-such-share")
        if not 0 <= target <= MOST:
            raise Refused("指标不能是负数。", code="contracts.target")
        share = shares.get(key)
        if share is None:
            share = IndicatorShare.objects.create(
                indicator_id=key[0], station_id=key[1], region_code=agreement.region_code, target=target
            )
            before.setdefault("targets", {})[str(share.pk)] = ""
            after.setdefault("targets", {})[str(share.pk)] = str(target)
            continue
        if share.target == target:
            continue
        before.setdefault("targets", {})[str(share.pk)] = str(share.target)
        after.setdefault("targets", {})[str(share.pk)] = str(target)
        share.target, share.months = target, {}
        share.save(update_fields=["target", "months"])
