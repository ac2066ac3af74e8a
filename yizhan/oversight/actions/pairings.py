"""A business office takes a station under its care, and gives it up again (包点到站)."""

from datetime import date
from uuid import UUID

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.oversight.models import Pairing
from yizhan.oversight.rules.pairings import PAIR, PART, RULE, pairing_problem
from yizhan.policy.book import NoRule, rule_for
from yizhan.privacy.action import action
from yizhan.stations.models import Station


@action(PAIR, facts=("pairing_id", "station_id", "from_on"), subject="pairing_id")
def pair_station(
    *,
    actor: Actor,
    station_id: UUID,
    office_name: str,
    from_on: date,
    on: date,
    officer: str = "",
    feature: str = "",
    pairing_id: UUID | None = None,
) -> Pairing:
    """One of one's own organisation's business offices and a station, with who looks after it.

    pairing_id  the same id a second time is answered with the pairing it made

    Refused  no office named, a day to come, the two are paired already
    Station.DoesNotExist  out of sight
    """
    made = Pairing.objects.visible_to(actor, PAIR)
    if pairing_id and (known := made.filter(pk=pairing_id).first()):
        return known
    station = Station.objects.visible_to(actor, PAIR).get(pk=station_id)
    if problem := pairing_problem(office_name=office_name, from_on=from_on, on=on):
        raise Refused(problem, code="oversight.pairing")
    if actor.organisation_id is None:
        raise Refused("您的账号没有单位，不能结对。", code="oversight.pairing")
    name = office_name.strip()[:60]
    same = Pairing.objects.filter(
        station=station, organisation_id=actor.organisation_id, office_name=name, to_on=None
    )
    if same.exists():
        raise Refused(f"{name}已经包了{station.short_name}。", code="oversight.pairing-twice")
    ref, clause = "", ""
    try:
        rule = rule_for(RULE, region_code=station.region_code, on=on)
        ref, clause = rule.ref, rule.chip[:200]
    except NoRule:
        pass  # a pairing needs no paper
    return Pairing.objects.create(
        id=pairing_id or uuid7(),
        region_code=station.region_code,
        station=station,
        organisation_id=actor.organisation_id,
        office_name=name,
        officer=officer.strip()[:40],
        feature=feature.strip()[:120],
        rule_ref=ref,
        clause=clause,
        from_on=from_on,
        made_by_label=actor.label[:120],
    )


@action(PART, facts=("pairing_id", "to_on"), subject="pairing_id")
def end_pairing(*, actor: Actor, pairing_id: UUID, to_on: date, on: date) -> Pairing:
    """The office no longer looks after the station; the line stays.

    Refused  over already, a day to come or before it began, another organisation's
    """
    pairing = Pairing.objects.visible_to(actor, PART).select_for_update().get(pk=pairing_id)
    if pairing.organisation_id != actor.organisation_id:
        raise Refused("这是别的单位结的对，由那个单位改。", code="oversight.pairing-not-yours")
    if pairing.to_on is not None:
        raise Refused("这一对已经结束。", code="oversight.pairing")
    if not pairing.from_on <= to_on <= on:
        raise Refused(f"结束日期要在 {pairing.from_on} 和今天之间。", code="oversight.pairing")
    pairing.to_on = to_on
    pairing.save(update_fields=["to_on"])
    return pairing
