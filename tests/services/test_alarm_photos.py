"""A photo of an alarm is one more sealed entry: it tells nothing but what one sees, only whoever sees the alarm sees it, and
nobody takes it away."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from tests.people import LI, WANG, YACHA_STATION, others
from tests.services.test_photos import EXIF, jpeg
from tests.world import NOW, TODAY, World, sign_in_as
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.files import Unreadable
from yizhan.services.actions import attach_alarm_photo, close_alarm, raise_alarm
from yizhan.services.models import Alarm, AlarmPhoto
from yizhan.services.queries.alarm_photos import evidence_photo
from yizhan.services.queries.alarms import evidence
from yizhan.services.queries.photos import room_taken


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def alarm(world: World) -> Alarm:
    return raise_alarm(
        actor=WANG, station_id=YACHA_STATION, kind="CRISIS", name="不知姓名的老人", seen="示例：倒在路边，叫得醒",
        chosen=["其他"], found_at=NOW, on=TODAY, at=NOW,
    )  # fmt: skip


def attach(alarm: Alarm, content: bytes | None = None, **given: Any) -> AlarmPhoto:
    facts: dict[str, Any] = {
        "actor": WANG, "alarm_id": alarm.pk, "content": jpeg() if content is None else content, "caption": "路边",
        "happened_at": NOW, "at": NOW, "most_bytes": 10_000, "most_room": 100_000,
    }  # fmt: skip
    return attach_alarm_photo(**(facts | given))


def test_a_photo_is_an_entry_of_the_chain_and_tells_nothing_but_what_one_sees(alarm: Alarm) -> None:
    photo = attach(alarm)
    alarm.refresh_from_db()
    proof = evidence(alarm)
    assert (proof.broken, len(proof.entries)) == (None, 2)
    assert proof.entries[1].body == {"text": "路边", "photo": str(photo.pk), "sha256": photo.sha256}
    assert photo.entry.number == 2
    shown = evidence_photo(alarm=alarm, photo_id=photo.pk)
    assert shown.startswith(b"\xff\xd8")
    assert EXIF not in shown
    stored = photo.file.read()
    assert b"JFIF" not in stored
    assert room_taken(account=WANG.id) == photo.size
    other = attach(alarm, jpeg(width=64))
    AlarmPhoto.objects.filter(pk=photo.pk).update(file=other.file.name)
    with pytest.raises(Unreadable):
        evidence_photo(alarm=alarm, photo_id=photo.pk)


@pytest.mark.refuses("services.attach_alarm_photo")
@pytest.mark.parametrize("actor", others("worker", "station_head", "deputy_head", "supervisor", "county"))
def test_who_may_not_add_one(alarm: Alarm, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        attach(alarm, actor=actor)


@pytest.mark.refuses("services.attach_alarm_photo")
def test_what_is_refused_says_why_and_leaves_no_entry(alarm: Alarm) -> None:
    with pytest.raises(Alarm.DoesNotExist):
        attach(alarm, actor=LI)
    for content, given, why in (
        (b"%PDF-1.7", {}, "不是照片"),
        (jpeg(), {"most_bytes": 100}, "一张最多"),
        (jpeg(), {"most_room": 10}, "放不下了"),
        (jpeg(), {"happened_at": NOW - timedelta(days=2)}, "早于"),
    ):
        with pytest.raises(Refused, match=why):
            attach(alarm, content, **given)
    assert evidence(Alarm.objects.get()).entries[-1].number == 1


@pytest.mark.refuses("services.attach_alarm_photo")
def test_nothing_is_added_to_a_closed_one(alarm: Alarm) -> None:
    from tests.people import HEAD

    close_alarm(actor=HEAD, alarm_id=alarm.pk, result="送医，家属已到", at=NOW)
    with pytest.raises(Refused, match="已经办结"):
        attach(alarm)


def test_at_the_desk_forty_megabytes_are_refused_with_a_sentence_and_nothing_is_lost(
    world: World, alarm: Alarm, settings: Any
) -> None:
    head = sign_in_as(Browser(), world.account_of("station_head"))
    url = reverse("alarm-photo-add", args=[alarm.pk])
    large = SimpleUploadedFile("大.jpg", b"\xff\xd8" + bytes(40 * 1024 * 1024), "image/jpeg")
    page = head.post(url, {"photo": large}, follow=True).content.decode()
    assert "这张照片有40.0 MB，一张最多1.0 MB" in page
    assert "还没有选照片" in head.post(url, {}, follow=True).content.decode()
    added = head.post(url, {"photo": SimpleUploadedFile("a.jpg", jpeg()), "caption": "路边"}, follow=True)
    photo = AlarmPhoto.objects.get()
    image = reverse("alarm-photo", args=[alarm.pk, photo.pk])
    assert image in added.content.decode()
    assert head.get(image)["Content-Type"] == "image/jpeg"
    assert head.get(reverse("alarm-photo", args=[alarm.pk, uuid7()])).status_code == 404
    auditor = sign_in_as(Browser(), world.account_of("auditor"))
    assert auditor.get(image).status_code == 403
