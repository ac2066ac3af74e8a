"""Organisations are entered and closed; from one day to another they operate a station."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from yizhan.access.actions.ground import _write
from yizhan.access.models import Custody, Organisation, User
from yizhan.access.rules import OPERATORS, inside, organisation_refusal
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.action import action


@action(
    "access.register_organisation",
    facts=("organisation_id", "kind", "region_code", "credit_code"),
    subject="organisation_id",
)
def register_organisation(
    *,
    actor: Actor,
    kind: str,
    name: str,
    region_code: str,
    credit_code: str = "",
    organisation_id: UUID | None = None,
) -> Organisation:
    """Enter an office, an agency or a department, inside the region of the officer.

    Refused  another region; a wrong or taken credit code; a name already there
    Source   GB 32100-2015 for the credit code
    """
    name, credit_code = " ".join(name.split()), "".join(credit_code.split()).upper()
    _reach(actor, "access.register_organisation", region_code, "只能登记本辖区内的单位。")
    if refusal := organisation_refusal(kind=kind, name=name, region=region_code, credit_code=credit_code):
        raise Refused(refusal[1], code=refusal[0])
    if credit_code and (taken := Organisation.objects.filter(credit_code=credit_code).first()):
        raise Refused(f"这个统一社会信用代码已经登记为“{taken.name}”。", code="access.credit-code-taken")
    if Organisation.objects.filter(region_code=region_code, name=name).exists():
        raise Refused(f"“{name}”在这个区划已经登记过了。", code="access.name-taken")
    return Organisation.objects.create(
        id=organisation_id or uuid7(), kind=kind, name=name, region_code=region_code, credit_code=credit_code
    )


@action("access.close_organisation", facts=("organisation_id", "on"), subject="organisation_id")
def close_organisation(*, actor: Actor, organisation_id: UUID, on: date) -> Organisation:
    """Take an organisation off the lists; its records keep naming it.

    Refused  it still operates a station, or has open accounts
    """
    organisation = (
        Organisation.objects.visible_to(actor, "access.close_organisation")
        .select_for_update()
        .get(pk=organisation_id, closed_on__isnull=True)
    )
    if Custody.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), organisation=organisation).exists():
        raise Refused("这个单位还在承接社工站，请先办理结束承接。", code="access.still-operating")
    if open_accounts := User.objects.filter(organisation=organisation, is_active=True).count():
        raise Refused(f"这个单位还有 {open_accounts} 个账号在用，请先停用。", code="access.still-accounts")
    organisation.closed_on = on
    _write(organisation, "closed_on")
    return organisation


@action("access.start_custody", facts=("organisation_id", "station_id", "from_on"), subject="station_id")
def start_custody(
    *,
    actor: Actor,
    organisation_id: UUID,
    station_id: UUID,
    region_code: str,
    from_on: date,
    custody_id: UUID | None = None,
) -> Custody:
    """From that day on the people of this organisation reach the station and its files.

    region_code  that of the station
    Refused      the station lies in another region; another organisation operates it on or after that day
    """
    _reach(actor, "access.start_custody", region_code, "只能为本辖区内的社工站确定承接单位。")
    organisation = Organisation.objects.get(pk=organisation_id, closed_on__isnull=True)
    if organisation.kind not in OPERATORS:
        raise Refused(f"“{organisation.name}”不是可以承接社工站的单位。", code="access.kind")
    other = (
        Custody.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on), station_id=station_id)
        .select_related("organisation")
        .first()
    )
    if other:
        until = f"到 {other.to_on:%Y-%m-%d} 为止" if other.to_on else "，尚未结束"
        raise Refused(
            f"这个站由“{other.organisation.name}”承接{until}，请先办理结束承接。", code="access.custody-held"
        )
    return Custody.objects.create(
        id=custody_id or uuid7(),
        organisation=organisation,
        station_id=station_id,
        region_code=region_code,
        from_on=from_on,
    )


@action("access.end_custody", facts=("station_id", "to_on"), subject="station_id")
def end_custody(*, actor: Actor, station_id: UUID, to_on: date) -> Custody:
    """The last day on which the organisation operates the station; its people see the files no longer after it.

    Custody.DoesNotExist  nobody operates it, or it lies in another region
    """
    custody = (
        Custody.objects.visible_to(actor, "access.end_custody")
        .select_for_update()
        .get(station_id=station_id, to_on__isnull=True)
    )
    if to_on < custody.from_on:
        raise Refused(
            f"结束日不能早于开始承接的 {custody.from_on:%Y-%m-%d}。", code="access.ends-before-begin"
        )
    custody.to_on = to_on
    _write(custody, "to_on")
    return custody


def _reach(actor: Actor, verb: str, region: str, sentence: str) -> None:
    if not any(grant.stations is None and inside(region, grant.region) for grant in actor.grants_for(verb)):
        raise Refused(sentence, code="access.outside")
