"""A signed agreement is changed; what it said before stays on file."""

from collections.abc import Mapping, Sequence
from datetime import date
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
from yizhan.contracts.models import Agreement, AgreementVersion, IndicatorShare, Instalment
from yizhan.contracts.rules.agreements import PROCESS, VARY, payments_problem, varying_problem
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
    amount_fen: int | None = None,
    clauses: Mapping[str, str] | None = None,
    targets: Mapping[tuple[UUID, UUID], Decimal] | None = None,
    payments: Mapping[UUID, int] | None = None,
    version_id: UUID | None = None,
) -> AgreementVersion:
    """Change the terms from a day on; only what is given changes.

    kind      VARIATION both sides agreed; FORCE_MAJEURE policy or another force from outside
    targets   {(indicator, station): what it owes in the year now}; a month plan of that share is dropped
    payments  {instalment: fen}; only those not asked for yet

    Refused  no reason, a day out of its year, nothing changed, sums that do not add up, other stations than before,
             a payment on its way
    """
    agreement = _agreement(actor, VARY, agreement_id)
    PROCESS.step(agreement.state, VARY)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    _change_money(agreement, stations, amount_fen, payments or {}, before, after)
    if clauses is not None:
        _change_clauses(agreement, clauses, before, after)
    if targets:
        _change_targets(agreement, targets, before, after)
    year = Period(agreement.first_on, agreement.last_on)
    if problem := varying_problem(from_on=from_on, year=year, because=because, changed=bool(after)):
        raise Refused(problem, code="contracts.varying")
    agreement.save()
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


def _change_money(
    agreement: Agreement,
    stations: Sequence[StationLine] | None,
    amount_fen: int | None,
    payments: Mapping[UUID, int],
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    former = _lines(agreement)
    lines = former if stations is None else list(stations)
    if {line.station_id for line in lines} != {line.station_id for line in former}:
        raise Refused(
            "变更不能增减社工站：增加的站另签协议，减少的站请终止后重签。", code="contracts.other-stations"
        )
    fen = agreement.amount_fen if amount_fen is None else amount_fen
    parts = _parts(agreement.project, lines)
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
    if changed := [key for key in new if new[key] != old[key]]:
        before["stations"] = {key: old[key] for key in changed}
        after["stations"] = {key: new[key] for key in changed}
        _write_lines(agreement, parts)
    agreement.amount_fen = fen
    _change_payments(agreement, payments, before, after)


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
    for key, target in targets.items():
        share = shares.get(key)
        if share is None:
            raise Refused("这个站没有这项指标。", code="contracts.no-such-share")
        if target < 0:
            raise Refused("指标不能是负数。", code="contracts.target")
        if share.target == target:
            continue
        before.setdefault("targets", {})[str(share.pk)] = str(share.target)
        after.setdefault("targets", {})[str(share.pk)] = str(target)
        share.target, share.months = target, {}
        share.save(update_fields=["target", "months"])
