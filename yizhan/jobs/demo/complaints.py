"""Complaints of the demo place in every state: answered and asked about, waiting for the agency's account, just received."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.jobs.demo.county import County
from yizhan.kernel.actor import Actor
from yizhan.oversight.actions import (
    answer_complaint,
    ask_account,
    ask_complainant,
    decline_complaint,
    give_account,
    note_complaint,
    receive_complaint,
    take_up_complaint,
)
from yizhan.oversight.models import Complaint

CHINA = ZoneInfo("Asia/Shanghai")


def take_complaints(county: County, *, today: date) -> None:
    """Four of them where the place has stations enough; nothing elsewhere."""
    if len(county.crews) < 4:
        return
    _settled(county, today - timedelta(days=64))
    _declined(county, today - timedelta(days=40))
    _being_heard(county, today - timedelta(days=5), today)
    _receive(
        county, today - timedelta(days=1), 2, "LETTER", "信里说站里上午经常没人，白跑两趟", anonymous=True
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), CHINA)


def _receive(county: County, day: date, crew: int, way: str, what: str, **given: Any) -> Complaint:
    return receive_complaint(
        actor=county.actor(day),
        region_code=county.place.code,
        station_id=county.crews[crew].station.pk,
        about=Complaint.About.STATION,
        way=way,
        what=f"示例：{what}",
        received_on=day,
        on=day,
        at=_at(day),
        **given,
    )


def _agency(county: County, day: date) -> Actor:
    agency = str(county.crews[0].station.operator_id)
    head = User.objects.filter(organisation_id=agency, grants__role="agency_manager").order_by("pk").first()
    assert head is not None
    return actor_for(head, day)


def _settled(county: County, day: date) -> None:
    officer = county.actor(day)
    made = _receive(
        county, day, 0, "PHONE", "约好周二上门没有来，也没有打电话", name="示例大婶", phone="13800000071"
    )
    take_up_complaint(actor=officer, complaint_id=made.pk, on=day)
    note_complaint(actor=officer, complaint_id=made.pk, text="调了当天的服务记录，没有上门", on=day)
    hearing = ask_account(
        actor=officer, complaint_id=made.pk, question="当天约好的上门为什么没有去？",
        answer_by_on=day + timedelta(days=2), on=day, at=_at(day),
    )  # fmt: skip
    give_account(
        actor=_agency(county, day),
        hearing_id=hearing.pk,
        text="当天车坏在路上，没有及时告诉人家，已上门道歉",
        on=day,
    )
    later = day + timedelta(days=2)
    answer_complaint(
        actor=officer, complaint_id=made.pk, finding="UPHELD", answer="情况属实，站里已上门道歉，改为周四上门",
        measures="排班改为两人互相提醒，去不了的当天打电话", on=later,
    )  # fmt: skip
    ask_complainant(actor=officer, complaint_id=made.pk, satisfaction="4", text="说这回可以", on=later)


def _declined(county: County, day: date) -> None:
    made = _receive(county, day, 1, "PHONE", "反映村里路灯坏了一个月", name="示例大爷", phone="13800000072")
    decline_complaint(
        actor=county.actor(day),
        complaint_id=made.pk,
        because="不是社工站的服务，已告知向镇政府或者12345反映",
        on=day,
    )


def _being_heard(county: County, day: date, today: date) -> None:
    officer = county.actor(day)
    made = _receive(county, day, 3, "VISIT", "说活动名额总是先给熟人", name="示例大嫂", phone="13800000073")
    take_up_complaint(actor=officer, complaint_id=made.pk, on=day)
    ask_account(
        actor=officer, complaint_id=made.pk, question="近三次活动的名额是怎么通知、怎么定的？",
        answer_by_on=today + timedelta(days=2), on=day, at=_at(day),
    )  # fmt: skip
