"""Volunteers are registered, corrected and seen off at one station; nobody of another county sees them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.people import AUDITOR, HEAD, LI, PROVINCE, QIAN, WANG, YACHA_STATION, ZHAO, named
from tests.world import TODAY, World
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.metric import METRICS
from yizhan.kernel.period import Period
from yizhan.workforce.actions import end_volunteer, register_volunteer, unmask_volunteer, update_volunteer
from yizhan.workforce.models import Volunteer

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def volunteer(**given: Any) -> Volunteer:
    facts: dict[str, Any] = {
        "actor": WANG, "station_id": YACHA_STATION, "name": "示例志愿者甲", "sex": "F", "source": "VILLAGE",
        "phone": "13800000071", "born_on": date(1990, 5, 4), "address": "示例村委会三组", "team": "示例红马甲队",
        "national_number": "460000000000000071", "registered_on": date(2026, 3, 5), "on": TODAY,
    }  # fmt: skip
    return register_volunteer(**(facts | given))


def told(**given: Any) -> dict[str, Any]:
    return {"name": "示例志愿者甲", "sex": "F", "source": "VILLAGE", "on": TODAY, **given}


@pytest.mark.requirement("R393")
def test_what_a_volunteer_tells_is_unreadable_in_the_database(world: World) -> None:
    made = volunteer()
    with connection.cursor() as cursor:
        cursor.execute("select name, phone, address, national_number from workforce_volunteer")
        (row,) = cursor.fetchall()
    assert not any(word in "".join(row) for word in ("示例志愿者甲", "13800000071", "示例村", "0000000071"))
    made.refresh_from_db()
    assert (made.name, made.phone, made.team) == ("示例志愿者甲", "13800000071", "示例红马甲队")


@pytest.mark.refuses("workforce.register_volunteer")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "甲"}, "请填写姓名"),
        ({"phone": "电话"}, "电话号码写法不对"),
        ({"sex": ""}, "请选择性别"),
        ({"born_on": date(2024, 1, 1)}, "出生日期不对"),
        ({"registered_on": date(2027, 1, 1)}, "不能晚于今天"),
    ],
)
def test_a_volunteer_who_cannot_be_is_not_registered(world: World, given: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        volunteer(**given)


def test_the_same_volunteer_is_not_registered_twice_until_she_left(world: World) -> None:
    first = volunteer()
    with pytest.raises(Refused, match="已有同名"):
        volunteer()
    with pytest.raises(Refused, match="编号已登记在本站别人名下"):
        volunteer(name="示例志愿者乙")
    end_volunteer(actor=WANG, volunteer_id=first.pk, ended_on=TODAY, reason="外出务工", on=TODAY)
    assert volunteer().pk != first.pk


@pytest.mark.refuses("workforce.update_volunteer", "workforce.end_volunteer")
def test_a_volunteer_is_corrected_until_she_leaves_with_a_reason(world: World) -> None:
    made = volunteer()
    update_volunteer(actor=WANG, volunteer_id=made.pk, **told(skills="理发", phone="13800000072"))
    made.refresh_from_db()
    assert (made.skills, made.phone) == ("理发", "13800000072")
    with pytest.raises(Refused, match="为什么不再参加"):
        end_volunteer(actor=WANG, volunteer_id=made.pk, ended_on=TODAY, reason=" ", on=TODAY)
    with pytest.raises(Refused, match="登记之后"):
        end_volunteer(actor=WANG, volunteer_id=made.pk, ended_on=date(2026, 1, 1), reason="忙", on=TODAY)
    end_volunteer(actor=WANG, volunteer_id=made.pk, ended_on=TODAY, reason="忙", on=TODAY)
    with pytest.raises(Refused, match="资料只供查阅"):
        update_volunteer(actor=WANG, volunteer_id=made.pk, **told())


@pytest.mark.parametrize("stranger", [LI, QIAN], ids=named)
def test_volunteers_of_another_county_are_out_of_sight(world: World, stranger: Actor) -> None:
    made = volunteer()
    assert not Volunteer.objects.visible_to(stranger, "workforce.view_volunteers").exists()
    with pytest.raises((Volunteer.DoesNotExist, NotAllowed)):
        update_volunteer(actor=stranger, volunteer_id=made.pk, **told())
    with pytest.raises((Volunteer.DoesNotExist, NotAllowed)):
        unmask_volunteer(actor=stranger, volunteer_id=made.pk, reason="CONTACT", at=AT)


@pytest.mark.refuses("workforce.unmask_volunteer")
@pytest.mark.parametrize("reader", [PROVINCE, AUDITOR], ids=named)
def test_who_only_reads_neither_registers_nor_unmasks(world: World, reader: Actor) -> None:
    made = volunteer()
    for do in (
        lambda: volunteer(actor=reader, name="示例丙"),
        lambda: unmask_volunteer(actor=reader, volunteer_id=made.pk, reason="CONTACT", at=AT),
    ):
        with pytest.raises(NotAllowed):
            do()
    assert unmask_volunteer(actor=ZHAO, volunteer_id=made.pk, reason="CONTACT", at=AT).subject == "volunteer"


@pytest.mark.requirement("R223", "R420")
def test_volunteers_in_hand_are_those_registered_and_not_gone(world: World) -> None:
    gone = volunteer()
    volunteer(name="示例志愿者乙", national_number="", registered_on=date(2026, 10, 1))
    end_volunteer(actor=HEAD, volunteer_id=gone.pk, ended_on=date(2026, 11, 3), reason="搬家", on=TODAY)
    count = METRICS["workforce.volunteers"]
    days = (date(2026, 2, 1), date(2026, 3, 5), date(2026, 11, 3), date(2026, 11, 4))
    assert [count.of(YACHA_STATION, Period.of_day(day)) for day in days] == [0, 1, 2, 1]
