"""A volunteer: registered, corrected, gone; her hours are counted where services are."""

from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Now

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.kernel.identity import age_on, normal_phone, phone_problem
from yizhan.kernel.ids import uuid7
from yizhan.kernel.pinyin import initials
from yizhan.privacy.action import action
from yizhan.privacy.actions import unmask
from yizhan.privacy.fields import digest
from yizhan.privacy.models import Unmasking
from yizhan.workforce.actions.ground import _living_station
from yizhan.workforce.models import Volunteer
from yizhan.workforce.models.volunteers import NAME, NATIONAL, PHONE

REGISTER, UPDATE = "workforce.register_volunteer", "workforce.update_volunteer"
YOUNGEST = 6
"""Nobody younger is a volunteer of anybody's; below it the day of birth is a slip of the pen."""


@action(REGISTER, facts=("volunteer_id", "station_id", "registered_on"), subject="volunteer_id")
def register_volunteer(
    *,
    actor: Actor,
    station_id: UUID,
    name: str,
    sex: str,
    source: str,
    registered_on: date,
    on: date,
    phone: str = "",
    born_on: date | None = None,
    address: str = "",
    skills: str = "",
    team: str = "",
    national_number: str = "",
    volunteer_id: UUID | None = None,
) -> Volunteer:
    """Somebody offers her time to a station (志愿者登记).

    Refused  a name, telephone or day that cannot be; she is registered here already; the station is closed
    """
    station = _living_station(actor, REGISTER, station_id)
    if registered_on > on:
        raise Refused("登记日期不能晚于今天。", code="workforce.day-wrong")
    volunteer = Volunteer(
        id=volunteer_id or uuid7(),
        station=station,
        region_code=station.region_code,
        registered_on=registered_on,
    )
    _write(
        volunteer, on=on, name=name, sex=sex, source=source, phone=phone, born_on=born_on, address=address,
        skills=skills, team=team, national_number=national_number,
    )  # fmt: skip
    volunteer.save(force_insert=True)
    return volunteer


@action(UPDATE, facts=("volunteer_id",), subject="volunteer_id")
def update_volunteer(
    *,
    actor: Actor,
    volunteer_id: UUID,
    name: str,
    sex: str,
    source: str,
    on: date,
    phone: str = "",
    born_on: date | None = None,
    address: str = "",
    skills: str = "",
    team: str = "",
    national_number: str = "",
) -> Volunteer:
    """Correct what was written down about a volunteer.

    Refused                 what `register_volunteer` refuses; she has left
    Volunteer.DoesNotExist  out of sight
    """
    volunteer = _locked(actor, UPDATE, volunteer_id)
    _write(
        volunteer, on=on, name=name, sex=sex, source=source, phone=phone, born_on=born_on, address=address,
        skills=skills, team=team, national_number=national_number,
    )  # fmt: skip
    volunteer.changed_at = Now()
    volunteer.save()
    return volunteer


@action("workforce.end_volunteer", facts=("volunteer_id", "ended_on"), subject="volunteer_id")
def end_volunteer(*, actor: Actor, volunteer_id: UUID, ended_on: date, reason: str, on: date) -> Volunteer:
    """A volunteer stops; her records and proofs stay, and she may be registered anew.

    Refused                 without a reason; a day before she came, or to come
    Volunteer.DoesNotExist  out of sight
    """
    volunteer = _locked(actor, "workforce.end_volunteer", volunteer_id)
    if not reason.strip():
        raise Refused("请写明为什么不再参加。", code="workforce.reason-missing")
    if not volunteer.registered_on <= ended_on <= on:
        raise Refused("退出日期应在登记之后、今天之前，请核对。", code="workforce.day-wrong")
    volunteer.ended_on, volunteer.ended_because = ended_on, reason.strip()[:120]
    volunteer.changed_at = Now()
    volunteer.save(update_fields=["ended_on", "ended_because", "changed_at"])
    return volunteer


@action("workforce.unmask_volunteer", facts=("volunteer_id", "reason"), subject="volunteer_id")
def unmask_volunteer(
    *, actor: Actor, volunteer_id: UUID, reason: str, at: datetime, note: str = ""
) -> Unmasking:
    """Show the telephone, address and national number of a volunteer for ten minutes, with a reason, on the record."""
    volunteer = Volunteer.objects.visible_to(actor, "workforce.unmask_volunteer").get(pk=volunteer_id)
    return unmask(
        actor=actor.acting_for("privacy.unmask", because_of="workforce.unmask_volunteer"),
        subject="volunteer",
        subject_id=volunteer.pk,
        region_code=volunteer.region_code,
        station_id=volunteer.station_id,
        reason=reason,
        note=note,
        at=at,
    )


def _locked(actor: Actor, verb: str, volunteer_id: UUID) -> Volunteer:
    volunteer = Volunteer.objects.visible_to(actor, verb).select_for_update(of=("self",)).get(pk=volunteer_id)
    if volunteer.ended_on is not None:
        raise Refused(f"此人已于 {volunteer.ended_on} 退出，资料只供查阅。", code="workforce.gone")
    return volunteer


def _write(
    volunteer: Volunteer,
    *,
    on: date,
    name: str,
    sex: str,
    source: str,
    phone: str,
    born_on: date | None,
    address: str,
    skills: str,
    team: str,
    national_number: str,
) -> None:
    name, number = name.strip(), national_number.strip().upper()[:40]
    if not 2 <= len(name) <= 20:
        raise Refused("请填写姓名（2 到 20 个字）。", code="workforce.person-wrong")
    if sex not in Volunteer.Sex.values or source not in Volunteer.Source.values:
        raise Refused("请选择性别和来源。", code="workforce.form-incomplete")
    if phone.strip() and (problem := phone_problem(phone)):
        raise Refused(f"{problem}。", code="workforce.person-wrong")
    if born_on is not None and not YOUNGEST <= age_on(born_on, on) < 110:
        raise Refused("出生日期不对，请核对。", code="workforce.person-wrong")
    volunteer.name, volunteer.name_initials = name, initials(name)[:32]
    volunteer.name_digest = digest(name, purpose=NAME)
    volunteer.phone = normal_phone(phone)
    volunteer.phone_digest = digest(volunteer.phone, purpose=PHONE) if volunteer.phone else ""
    volunteer.sex, volunteer.source, volunteer.born_on = sex, source, born_on
    volunteer.address, volunteer.skills, volunteer.team = (
        address.strip()[:200],
        skills.strip()[:120],
        team.strip()[:40],
    )
    volunteer.national_number = number
    volunteer.national_digest = digest(number, purpose=NATIONAL) if number else ""
    here = Volunteer.objects.filter(station_id=volunteer.station_id, ended_on=None).exclude(pk=volunteer.pk)
    if here.filter(name_digest=volunteer.name_digest, phone_digest=volunteer.phone_digest).exists():
        raise Refused(
            "本站已有同名、同电话的志愿者。同名的两个人，请填写各自的电话。", code="workforce.volunteer-known"
        )
    if number and here.filter(national_digest=volunteer.national_digest).exists():
        raise Refused("这个志愿者编号已登记在本站别人名下，请核对。", code="workforce.volunteer-number-taken")
