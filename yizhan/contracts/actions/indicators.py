"""What an agreement asks for is written down per station; figures without a metric are shown by papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from yizhan.contracts.actions.agreements_ground import _agreement
from yizhan.contracts.actions.papers import attach_paper
from yizhan.contracts.models import Agreement, AgreementStation, Indicator, IndicatorNote, IndicatorShare
from yizhan.contracts.rules.indicators import months_problem
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.privacy.action import action

SET, PLAN, NOTE = "contracts.set_indicators", "contracts.plan_months", "contracts.note_indicator"
NO_NUMBER = ("项", "文", "日", "每人")
"""Units of metrics that give no number to reach."""
MOST = Decimal(10**9)


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator as it is written down.

    metric   name of a metric, from which unit follows; "": shown by papers, with the unit as typed
    targets  {station: what it owes in the year}
    """

    kind: str
    name: str
    targets: Mapping[UUID, Decimal]
    metric: str = ""
    unit: str = ""
    months: Mapping[UUID, Mapping[str, str]] = field(default_factory=dict)


@action(SET, facts=("agreement_id",), subject="agreement_id")
def set_indicators(*, actor: Actor, agreement_id: UUID, lines: Sequence[IndicatorLine]) -> list[Indicator]:
    """Write the indicators of an agreement, in place of those before.

    Refused  signed already (then it is a variation) unless it has none yet; a figure nobody counts; a station that is
             not in the agreement; months that do not make the year; the same name twice
    """
    agreement = _agreement(actor, SET, agreement_id)
    before = Indicator.objects.filter(agreement=agreement)
    if agreement.state != Agreement.State.DRAFT and before.exists():
        raise Refused("协议已签订，指标要改请办理协议变更。", code="contracts.indicators-signed")
    stations = dict(
        AgreementStation.objects.filter(agreement=agreement).values_list("station_id", "station__short_name")
    )
    year = Period(agreement.first_on, agreement.last_on)
    if len({line.name.strip() for line in lines}) < len(lines):
        raise Refused("两项指标不能同名。", code="contracts.indicator-twice")
    for line in lines:
        _check(line, stations, year)
    IndicatorShare.objects.filter(indicator__agreement=agreement).delete()
    before.delete()
    return [_write(agreement, line, position) for position, line in enumerate(lines, start=1)]


@action(PLAN, facts=("share_id", "months"), subject="share_id")
def plan_months(*, actor: Actor, share_id: UUID, months: Mapping[str, str]) -> IndicatorShare:
    """What of a station's share falls on each month; {} for the same every day.

    Refused  months out of the service year, or not adding up to the year
    """
    found = IndicatorShare.objects.visible_to(actor, PLAN).select_related("indicator").get(pk=share_id)
    agreement = _agreement(actor, PLAN, found.indicator.agreement_id)
    share = IndicatorShare.objects.locked(actor, PLAN, share_id)
    _stop_months(share.target, months, Period(agreement.first_on, agreement.last_on))
    share.months = {key: str(value) for key, value in months.items()}
    share.save(update_fields=["months"])
    return share


@action(NOTE, facts=("indicator_id", "station_id", "counted_to_on", "note_id"), subject="indicator_id")
def note_indicator(
    *,
    actor: Actor,
    indicator_id: UUID,
    station_id: UUID,
    value: Decimal,
    counted_to_on: date,
    on: date,
    file_name: str,
    content: bytes,
    note_id: UUID | None = None,
) -> IndicatorNote:
    """How far a station is with an indicator that no record counts; the paper shows it.

    Refused  the figure is counted from records, a day to come, no paper
    """
    indicator = Indicator.objects.visible_to(actor, NOTE).get(pk=indicator_id)
    agreement = _agreement(actor, NOTE, indicator.agreement_id)
    if agreement.state == Agreement.State.DRAFT:
        raise Refused("协议还没有签订。", code="contracts.not-signed")
    if indicator.metric:
        raise Refused(f"“{indicator.name}”由系统从服务记录里数出来，不用填。", code="contracts.counted")
    if not IndicatorShare.objects.filter(indicator=indicator, station_id=station_id).exists():
        raise Refused("这个站没有这项指标。", code="contracts.no-such-share")
    if counted_to_on > on or counted_to_on < agreement.first_on:
        raise Refused("统计截止日要在协议期限以内，不能晚于今天。", code="contracts.future")
    if not 0 <= value <= MOST:
        raise Refused("完成数不能是负数。", code="contracts.target")
    paper = attach_paper(
        actor=actor.acting_for("contracts.attach_paper", because_of=NOTE),
        project_id=agreement.project_id,
        kind="指标佐证",
        title=f"{indicator.name}佐证",
        dated_on=counted_to_on,
        on=on,
        file_name=file_name,
        content=content,
        subject_kind="INDICATOR",
        subject_id=indicator.pk,
        open_to_id=agreement.provider_id,
    )
    return IndicatorNote.objects.create(
        id=note_id or uuid7(),
        indicator=indicator,
        region_code=indicator.region_code,
        station_id=station_id,
        value=value,
        counted_to_on=counted_to_on,
        paper=paper,
        noted_by=actor.label[:120],
    )


def _check(line: IndicatorLine, stations: Mapping[UUID, str], year: Period) -> None:
    name = line.name.strip()
    if not 1 < len(name) <= 40:
        raise Refused("每项指标要有名称（2 到 40 个字）。", code="contracts.indicator-unnamed")
    if line.metric:
        one = METRICS.get(line.metric)
        if one is None or one.unit in NO_NUMBER:
            raise Refused(f"“{name}”选的口径不是可以数的数。", code="contracts.no-such-figure")
    elif not line.unit.strip():
        raise Refused(f"“{name}”要写单位。", code="contracts.no-unit")
    if not line.targets:
        raise Refused(f"“{name}”还没有写各站的数。", code="contracts.no-target")
    for station_id, target in line.targets.items():
        if station_id not in stations:
            raise Refused("指标只能定给协议里的社工站。", code="contracts.elsewhere")
        if not 0 <= target <= MOST:
            raise Refused(f"“{name}”的数不能是负数。", code="contracts.target")
        _stop_months(target, line.months.get(station_id, {}), year)


def _stop_months(target: Decimal, months: Mapping[str, str], year: Period) -> None:
    try:
        problem = months_problem(target, months, year)
    except ArithmeticError:
        problem = "每月的计划要写数字。"
    if problem:
        raise Refused(problem, code="contracts.months")


def _write(agreement: Agreement, line: IndicatorLine, position: int) -> Indicator:
    one = METRICS.get(line.metric)
    indicator = Indicator.objects.create(
        agreement=agreement,
        region_code=agreement.region_code,
        position=position,
        kind=Indicator.Kind(line.kind),
        name=line.name.strip(),
        unit=one.unit if one else line.unit.strip()[:8],
        metric=line.metric,
    )
    for station_id, target in line.targets.items():
        IndicatorShare.objects.create(
            indicator=indicator,
            region_code=agreement.region_code,
            station_id=station_id,
            target=target,
            months={key: str(value) for key, value in line.months.get(station_id, {}).items()},
        )
    return indicator
