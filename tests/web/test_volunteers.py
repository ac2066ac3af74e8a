"""Volunteers at the desk: registered, named on a record, their hours read and proved; the next county sees none."""

import io
import zipfile

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.conftest import Pinned
from tests.people import OTHER_AGENCY, SHILU, SHILU_STATION, WANG, YACHA_STATION
from tests.services.conftest import granny, worker
from tests.web.test_services_pages import desk, typed
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.services.models import ServiceRecord, VolunteerProof
from yizhan.workforce.actions import register_volunteer
from yizhan.workforce.models import Volunteer, Worker

__all__ = ["desk", "granny", "worker"]
LIST = reverse("volunteers")


def facts(**given: object) -> dict[str, object]:
    return {
        "station_id": str(YACHA_STATION), "name": "示例志愿者", "sex": "F", "phone": "13800000077", "source": "VILLAGE",
        "team": "示例红马甲队", "address": "示例村委会三组12号", "registered_on": localdate().isoformat(),
    } | given  # fmt: skip


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


@pytest.fixture
def volunteer(world: World) -> Volunteer:
    return register_volunteer(
        actor=WANG, station_id=YACHA_STATION, name="示例志愿者", sex="F", source="VILLAGE", phone="13800000077",
        address="示例村委会三组12号", registered_on=localdate(), on=localdate(),
    )  # fmt: skip


@pytest.mark.requirement("R347", "R393")
def test_a_volunteer_is_registered_named_on_a_visit_and_her_hours_proved(
    desk: Browser, world: World, worker: Worker, granny: Client
) -> None:
    assert "还没有志愿者" in text(desk.get(LIST))
    page = text(desk.post(reverse("volunteer-new"), facts(), follow=True))
    assert "138****0077" in page
    assert "三组12号" not in page
    one = Volunteer.objects.get()
    assert 'aria-describedby="why-prove"' not in page, "a worker of the station proves nothing"
    form = text(desk.get(reverse("service-new"), {"client": str(granny.pk)}))
    assert "示例志愿者" in form
    desk.post(
        reverse("service-new"), typed(client=[granny.pk], worker=worker.pk, volunteer=[one.pk], minutes="90")
    )
    record = ServiceRecord.objects.get()
    assert "示例志愿者" in text(desk.get(reverse("service", args=[record.pk])))
    assert "1.5" in text(desk.get(LIST))

    head = sign_in_as(Browser(), world.account_of("station_head"))
    days = {"first_on": localdate().isoformat(), "last_on": localdate().isoformat(), "proof_id": str(one.pk)}
    assert "开好了" in text(head.post(reverse("volunteer-prove", args=[one.pk]), days, follow=True))
    proof = VolunteerProof.objects.get()
    paper = head.get(reverse("volunteer-proof", args=[proof.pk]))
    words = zipfile.ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
    for word in ("示例志愿者", "1.5", "探访", "民政部令第67号", str(proof)):
        assert word in words
    assert "测试奶奶" not in words
    gone = head.post(reverse("volunteer-proof-void", args=[proof.pk]), {"reason": "日期错了"}, follow=True)
    assert "已作废" in text(gone)


@pytest.mark.requirement("R393")
def test_without_hours_the_button_is_grey_and_the_form_says_why(world: World, volunteer: Volunteer) -> None:
    head = sign_in_as(Browser(), world.account_of("station_head"))
    assert "没有时长可以证明" in text(head.get(reverse("volunteer", args=[volunteer.pk])))
    day = localdate().isoformat()
    told = {"first_on": day, "last_on": day, "proof_id": str(volunteer.pk)}
    answer = head.post(reverse("volunteer-prove", args=[volunteer.pk]), told)
    assert (answer.status_code, "没有时长可以证明" in text(answer)) == (422, True)


def test_a_volunteer_is_corrected_shown_in_full_and_seen_off(world: World, volunteer: Volunteer) -> None:
    head = sign_in_as(Browser(), world.account_of("station_head"))
    page = reverse("volunteer", args=[volunteer.pk])
    assert "请填写姓名" in text(head.post(reverse("volunteer-edit", args=[volunteer.pk]), facts(name="甲")))
    head.post(reverse("volunteer-edit", args=[volunteer.pk]), facts(skills="理发"))
    assert "理发" in text(head.get(page))
    head.post(reverse("volunteer-unmask", args=[volunteer.pk]), {"reason": "CONTACT", "note": ""})
    assert "13800000077" in text(head.get(page))
    told = {"ended_on": localdate().isoformat(), "reason": "外出务工"}
    head.post(reverse("volunteer-leave", args=[volunteer.pk]), told)
    assert "外出务工" in text(head.get(page))
    assert "示例志愿者" in text(head.get(LIST, {"gone": "1"}))
    assert "示例志愿者" not in text(head.get(LIST))


def test_the_neighbours_find_no_volunteer_and_a_province_may_not_look(
    world: World, volunteer: Volunteer
) -> None:
    theirs = world.account("station_head", organisation=OTHER_AGENCY, region=SHILU, station=SHILU_STATION)
    neighbour = sign_in_as(Browser(), theirs)
    assert "示例志愿者" not in text(neighbour.get(LIST))
    for name in ("volunteer", "volunteer-edit", "volunteer-prove"):
        assert neighbour.get(reverse(name, args=[volunteer.pk])).status_code == 404
    province = sign_in_as(Browser(), world.account_of("province"))
    assert province.get(LIST).status_code == 403


def test_the_list_asks_as_often_whatever_its_length(
    world: World, volunteer: Volunteer, pinned_queries: Pinned
) -> None:
    head = sign_in_as(Browser(), world.account_of("station_head"))
    with pinned_queries("volunteers: list"):
        found = head.get(LIST, {"q": "slzyz"})
    assert "示例志愿者" in text(found)
    assert head.get(LIST, {"export": "xlsx"}).status_code == 200


def test_of_a_volunteers_day_the_form_asks_for_the_others_only(
    desk: Browser, worker: Worker, volunteer: Volunteer
) -> None:
    assert "来了哪些志愿者" in text(desk.get(reverse("service-new"), {"kind": "VOLUNTEER"}))
    told = typed(
        kind="VOLUNTEER", mode="OUTSIDE", worker=worker.pk, volunteer=[volunteer.pk], participants_count="4"
    )
    desk.post(reverse("service-new"), told)
    record = ServiceRecord.objects.get()
    assert (record.participants_count, record.others_count) == (5, 4)
    assert "4 人" in text(desk.get(reverse("service", args=[record.pk])))
    form = text(desk.get(reverse("service-correct", args=[record.pk])))
    assert 'name="participants_count" value="4"' in form
    given = {"done_on": localdate().isoformat(), "mode": "OUTSIDE", "met": "1", "minutes": "35", "title": "", "place": "",
             "participants_count": "3", "note": "已压好塑料布", "reason": "数错了",
             "seen_at": record.changed_at.isoformat()}  # fmt: skip
    desk.post(reverse("service-correct", args=[record.pk]), given)
    record.refresh_from_db()
    assert (record.participants_count, record.others_count) == (4, 3)
