"""A worker whose account was closed, whose post ended or who moved to another station while her phone had no line: the phone
reads nothing more, hands in all it holds, photos too, and clears itself; a person at the station decides."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate, now

from tests.api.one_phone import Phone, command, field, phone, states, visit
from tests.people import HEAD, NEIGHBOUR_HEAD, QIFANG, QIFANG_STATION, YACHA, YACHA_STATION, ZHAO
from tests.services.conftest import granny, worker
from tests.services.programmes import approved, joined, sessions
from tests.services.test_photos import EXIF, jpeg
from tests.world import World, sign_in_as
from yizhan.access.actions import close_account, end_custody, grant_role, revoke_role
from yizhan.access.models import RoleGrant
from yizhan.clients.models import Client
from yizhan.devices.actions import carry_out, drop_command, report_lost
from yizhan.devices.models import Command, Device
from yizhan.kernel.errors import Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.services.models import Attendance, ServicePhoto, ServiceRecord
from yizhan.services.queries.photos import picture
from yizhan.workforce.models import Worker

__all__ = ["field", "granny", "phone", "worker"]
Leave = Callable[[World], object]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def closed(world: World) -> object:
    return close_account(actor=ZHAO, user_id=world.account_of("worker").pk, on=localdate())


def ended(world: World) -> object:
    grant = RoleGrant.objects.get(user=world.account_of("worker"), revoked_on=None)
    return revoke_role(actor=ZHAO, grant_id=grant.pk, on=localdate())


def moved(world: World) -> object:
    ended(world)
    return grant_role(
        actor=ZHAO, user_id=world.account_of("worker").pk, role="worker", region_code=QIFANG,
        station_id=QIFANG_STATION, from_on=localdate(), on=localdate(),
    )  # fmt: skip


def contract_over(_world: World) -> object:
    return end_custody(actor=ZHAO, station_id=YACHA_STATION, to_on=localdate() - timedelta(days=1))


WAYS = [
    pytest.param(closed, "您的账号已停用。", id="closed"),
    pytest.param(ended, "您在这个站的岗位已结束。", id="ended"),
    pytest.param(moved, "您已不在这个站工作。", id="moved"),
]


def check(phone: Phone) -> dict[str, Any]:
    answer = phone.post("devices/check", {}, headers={"X-Device-Key": phone.key})
    found: dict[str, Any] = answer.json()
    return found


def hand_in_photo(phone: Phone, service_id: object, content: bytes | None = None, **given: Any) -> Any:
    content = jpeg() if content is None else content
    told = {
        "device_id": str(phone.id), "id": str(uuid7()), "service_id": str(service_id), "place": "", "caption": "屋顶",
        "sha256": hashlib.sha256(content).hexdigest(),
    } | given  # fmt: skip
    return phone.browser.post(
        "/api/v1/sync/leftover-photos",
        told | {"content": SimpleUploadedFile("photo.jpg", content, "image/jpeg")},
        headers={"X-Device-Key": phone.key},
    )


@pytest.mark.parametrize(("leaves", "why"), WAYS)
def test_whoever_left_reads_nothing_more_and_her_phone_is_told_why(
    phone: Phone, granny: Client, world: World, leaves: Leave, why: str
) -> None:
    assert check(phone)["state"] == "ACTIVE"
    leaves(world)
    told = check(phone)
    assert (told["state"], told["why"]) == ("LEFT", why)
    me = {"device_id": str(phone.id)}
    answers = [
        phone.post("first", me | {"after": ""}),
        *(phone.browser.get(f"/api/v1/sync/{place}", me) for place in ("lists", "work", "care", "month")),
    ]
    for each in answers:
        assert each.status_code in (401, 422), each.content
        assert granny.name not in each.content.decode()
        if each.status_code == 422:
            assert (each.json()["code"], each.json()["reason"][: len(why)]) == ("devices.left", why)
    dropped = phone.post("changes", me | {"have": [str(granny.pk)]})
    assert dropped.status_code == 401 or dropped.json()["gone"] == [str(granny.pk)]
    session = phone.browser.get("/api/v1/sync/session", me)
    assert session.status_code == 401 if leaves is closed else session.json()["left"] == why


def test_the_end_of_a_contract_ends_the_phones_of_the_station_too(phone: Phone, world: World) -> None:
    contract_over(world)
    assert check(phone)["state"] == "LEFT"


@pytest.mark.parametrize(("leaves", "_why"), WAYS)
def test_what_she_did_in_the_field_arrives_with_its_photos_and_the_head_decides(
    phone: Phone, granny: Client, world: World, leaves: Leave, _why: str
) -> None:
    told = visit(granny, note="屋顶漏雨", done_on=(localdate() - timedelta(days=1)).isoformat())
    service = told["body"]["service_id"]
    leaves(world)
    assert states(phone.send(told, told, place="leftovers")) == ["KEPT", "KEPT"]
    photo = str(uuid7())
    for _ in range(2):
        assert hand_in_photo(phone, service, id=photo).json() == {"id": photo, "state": "KEPT"}
    assert not ServiceRecord.objects.exists()
    assert b"JFIF" not in Command.objects.get(pk=photo).photo.read(), "it lies enciphered"
    head = sign_in_as(Browser(), world.account_of("station_head"))
    page = head.get(reverse("phones")).content.decode()
    assert "屋顶漏雨" in page
    shown = head.get(reverse("command-photo", args=[photo]))
    assert shown.content.startswith(b"\xff\xd8")
    assert EXIF not in shown.content
    assert head.post(reverse("command-carry-out", args=[told["id"]])).status_code == 302
    made = ServicePhoto.objects.get()
    assert (str(made.service_id), made.caption) == (service, "屋顶")
    assert EXIF not in picture(made)
    assert set(Command.objects.values_list("state", flat=True)) == {"DONE"}
    assert head.get(reverse("command-photo", args=[photo])).status_code == 404, "it is with its record now"
    assert phone.post("devices/wiped", {}, headers={"X-Device-Key": phone.key}).json()["state"] == "WIPED"


def test_what_is_dropped_takes_its_photos_along_and_stays_to_be_read(
    phone: Phone, granny: Client, world: World
) -> None:
    told = visit(granny)
    closed(world)
    phone.send(told, place="leftovers")
    hand_in_photo(phone, told["body"]["service_id"])
    drop_command(actor=HEAD, command_id=told["id"], reason="那天她不在岗", at=now())
    assert set(Command.objects.values_list("state", "decision")) == {("DROPPED", "那天她不在岗")}
    assert Command.objects.exclude(photo="").count() == 1


def test_a_photo_of_a_record_that_had_arrived_is_decided_by_itself(
    phone: Phone, granny: Client, world: World
) -> None:
    told = visit(granny)
    phone.send(told)
    ended(world)
    answer = hand_in_photo(phone, told["body"]["service_id"])
    assert ServicePhoto.objects.count() == 0
    carry_out(actor=HEAD, command_id=answer.json()["id"], on=localdate(), at=now())
    assert ServicePhoto.objects.get().service == ServiceRecord.objects.get()


def test_what_is_no_photo_or_too_large_is_refused_with_a_sentence(
    phone: Phone, granny: Client, world: World, settings: Any
) -> None:
    closed(world)
    broken = hand_in_photo(phone, uuid7(), b"%PDF-1.7")
    assert (broken.status_code, broken.json()["code"]) == (422, "services.photo-unreadable")
    half = hand_in_photo(phone, uuid7(), sha256="0" * 64)
    assert half.json()["code"] == "services.photo-incomplete"
    settings.PHOTO_LIMIT_BYTES = 100
    large = hand_in_photo(phone, uuid7())
    assert "一张最多" in large.json()["reason"]
    assert hand_in_photo(phone, uuid7(), device_id=str(uuid7())).status_code == 404
    stranger = phone.browser.post("/api/v1/sync/leftover-photos", headers={"X-Device-Key": "guessed"})
    assert stranger.status_code == 401
    assert not Command.objects.exists()


def test_a_photo_that_comes_like_a_command_is_turned_away(phone: Phone, granny: Client) -> None:
    body = {"photo_id": str(uuid7()), "service_id": str(uuid7()), "sha256": "0" * 64}
    told = visit(granny) | {"verb": "services.attach_photo", "body": body}
    (answer,) = phone.send(told)
    assert (answer["state"], answer["code"]) == ("REFUSED", "devices.photo-alone")
    row = Command.objects.get()
    with pytest.raises(Refused, match="已经处理过"):
        carry_out(actor=HEAD, command_id=row.pk, on=localdate(), at=now())


def test_a_form_she_had_half_filled_is_completed_by_the_head_in_her_name(
    phone: Phone, granny: Client, worker: Worker, world: World
) -> None:
    """Handed in as it stood: read, completed, carried out with its photo; nobody else gets at it, and no log tells of it."""
    half = visit(granny, note="腿肿了一", minutes=5) | {"draft": True}
    half["body"]["mode"] = ""
    closed(world)
    assert states(phone.send(half, half, place="leftovers")) == ["KEPT", "KEPT"]
    hand_in_photo(phone, half["body"]["service_id"])
    (row,) = Command.objects.filter(code="devices.draft")
    place = reverse("command-complete", args=[row.pk])
    for stranger in ("township", "auditor"):
        assert sign_in_as(Browser(), world.account_of(stranger)).get(place).status_code == 403
    with pytest.raises(Command.DoesNotExist):
        carry_out(actor=NEIGHBOUR_HEAD, command_id=row.pk, on=localdate(), at=now(), added={"note": "改"})
    head = sign_in_as(Browser(), world.account_of("station_head"))
    assert "腿肿了一" in head.get(reverse("phones")).content.decode()
    with pytest.raises(Refused, match="方式"):
        carry_out(actor=HEAD, command_id=row.pk, on=localdate(), at=now())
    nevers: tuple[dict[str, Any], ...] = ({"station_id": str(QIFANG_STATION)}, {"client_ids": []})
    for never in nevers:
        with pytest.raises(Refused, match="不能在这里补"):
            carry_out(actor=HEAD, command_id=row.pk, on=localdate(), at=now(), added=never)
    page = head.get(place).content.decode()
    assert "腿肿了一" in page
    assert head.post(place, {"mode": "", "minutes": "半小时"}).status_code == 422
    done = head.post(place, {"mode": "AT_HOME", "minutes": "40", "note": "腿肿了一周，已约乡医"})
    assert done.status_code == 302
    made = ServiceRecord.objects.get()
    assert (made.worker, made.mode, made.minutes, made.note) == (
        worker, "AT_HOME", 40, "腿肿了一周，已约乡医",
    )  # fmt: skip
    assert ServicePhoto.objects.get().service == made
    row.refresh_from_db()
    assert (row.state, row.told, row.decision) == ("DONE", None, "补全后补记")
    assert "腿肿" not in str(list(AuditEvent.objects.values_list("facts", flat=True)))


def test_half_marked_attendance_and_half_answered_scales_are_completed_too(
    phone: Phone, granny: Client, worker: Worker, world: World
) -> None:
    programme = approved(worker)
    here, guest = joined(programme, granny, "示例邻居")
    session = sessions(programme)[1]
    body = {
        "session_id": str(session.pk),
        "minutes": 60,
        "marks": {str(here.pk): "PRESENT"},
        "note": "唱了歌",
    }
    sheet = command("services.hold_session", body, draft=True)
    scale = command(
        "services.record_assessment",
        {"client_id": str(granny.pk), "scale": "scale.ability", "answers": {}, "note": "还没问完"},
        draft=True,
    )
    strange = command("next.year", {"note": "新版程序写的"}, draft=True)
    closed(world)
    assert states(phone.send(sheet, scale, strange, place="leftovers")) == ["KEPT"] * 3
    head = sign_in_as(Browser(), world.account_of("station_head"))
    page = head.get(reverse("phones")).content.decode()
    assert all(each in page for each in ("唱了歌", "还没问完", "新版程序写的"))
    place = reverse("command-complete", args=[sheet["id"]])
    assert "示例邻居" in head.get(place).content.decode()
    assert head.get(reverse("command-complete", args=[scale["id"]])).status_code == 200
    assert head.get(reverse("command-complete", args=[strange["id"]])).status_code == 404
    assert head.post(place, {f"marks.{guest.pk}": "LATE"}).status_code == 302
    assert set(Attendance.objects.values_list("mark", flat=True)) == {"PRESENT", "LATE"}


def test_what_a_rule_had_refused_and_she_can_mend_no_more_is_for_the_head(
    phone: Phone, granny: Client, world: World
) -> None:
    wrong = visit(granny, kind="DANCE")
    assert states(phone.send(wrong)) == ["REFUSED"]
    assert states(phone.send(wrong)) == ["REFUSED"], "while she can mend it, it is hers"
    closed(world)
    (answer,) = phone.send(wrong, place="leftovers")
    assert (answer["state"], "已不能再改" in answer["reason"]) == ("KEPT", True)
    with pytest.raises(Refused, match="照原样补记"):
        carry_out(actor=HEAD, command_id=wrong["id"], on=localdate(), at=now(), added={"kind": "VISIT"})
    drop_command(actor=HEAD, command_id=wrong["id"], reason="没有这种服务", at=now())


def test_a_phone_reported_lost_hands_in_as_well(phone: Phone, granny: Client) -> None:
    told = visit(granny)
    report_lost(actor=HEAD, device_id=phone.id, reason="丢在车上", at=now())
    assert check(phone)["state"] == Device.State.LOST
    assert states(phone.send(told, place="leftovers")) == ["KEPT"]
    assert Command.objects.get().station_id == YACHA_STATION
    assert Command.objects.get().region_code == YACHA
