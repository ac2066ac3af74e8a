"""A photo lies enciphered, tells nothing but what one sees, and is seen by those who may see the record's people."""

import hashlib
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.people import HEAD, LI, TOWNSHIP, WANG, YACHA_STATION, ZHAO, others
from tests.services.conftest import Record
from tests.world import NOW, World, sign_in_as
from yizhan.clients.actions import restrict_client
from yizhan.clients.models import Client
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.services.actions import attach_photo, remove_photo, void_service
from yizhan.services.models import ServicePhoto, ServiceRecord
from yizhan.services.queries.photos import album, photo_counts, photo_for, picture, room_taken
from yizhan.services.rules.photos import in_words, picture_of

EXIF = b"Exif\0\0 GPS 19.2245 109.4521"
SOMEWHERE = "19.22450,109.45210（误差20米）"


def segment(mark: int, body: bytes) -> bytes:
    return bytes([0xFF, mark]) + (len(body) + 2).to_bytes(2) + body


def jpeg(*, width: int = 120, height: int = 80, extra: bytes = b"", body: bytes = b"\x12\x34" * 40) -> bytes:
    """The smallest thing with the bones of a JPEG: Exif, a frame, a scan."""
    frame = b"\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x01\x01\x11\0"
    return (
        b"\xff\xd8" + segment(0xE0, b"JFIF\0") + segment(0xE1, EXIF) + segment(0xFE, b"a remark") + extra
        + segment(0xC0, frame) + segment(0xDA, b"\x01\x01\0\0\x3f\0") + body + b"\xff\xd9"
    )  # fmt: skip


def attach(record: ServiceRecord | UUID, content: bytes | None = None, **given: Any) -> ServicePhoto:
    content = jpeg() if content is None else content
    facts: dict[str, Any] = {
        "actor": WANG, "photo_id": uuid7(), "service_id": record.pk if isinstance(record, ServiceRecord) else record,
        "content": content, "sha256": hashlib.sha256(content).hexdigest(), "most_bytes": 10_000, "most_room": 100_000,
    }  # fmt: skip
    return attach_photo(**(facts | given))


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


# --- what a photo is ------------------------------------------------------------------------------------------------


def test_a_photo_keeps_what_one_sees_and_nothing_else() -> None:
    found = picture_of(jpeg(width=1600, height=1200))
    assert found is not None
    assert (found.width, found.height) == (1600, 1200)
    assert b"Exif" not in found.content
    assert b"remark" not in found.content
    assert b"JFIF" in found.content
    assert picture_of(found.content) == found


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"not a photo",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        jpeg()[:-2],
        jpeg()[:30],
        jpeg(width=0),
        b"\xff\xd8" + b"\xff\xd9",
        b"\xff\xd8" + segment(0xE0, b"JFIF\0") + b"\xff\xd9",
        b"\xff\xd8\x00\x01\x02\x03\xff\xd9",
        b"\xff\xd8" + segment(0xC0, b"\x08") + segment(0xDA, b"\x01") + b"\xff\xd9",
        b"\xff\xd8\xff\xe1\xff\xff\xff\xd9",
    ],
)
def test_what_is_no_photo_or_a_broken_one_is_none(wrong: bytes) -> None:
    assert picture_of(wrong) is None


def test_marks_without_a_body_and_filling_bytes_are_passed_over() -> None:
    assert picture_of(jpeg(extra=b"\xff\xff\xff\x01")) is not None
    assert in_words(310 * 1024) == "310 KB"
    assert in_words(3 * 1024 * 1024 // 2) == "1.5 MB"
    assert in_words(2000 * 1024 * 1024) == "2000 MB"


# --- attaching --------------------------------------------------------------------------------------------------------


def test_a_photo_is_enciphered_on_disk_and_seen_again(record: Record, granny: Client, tmp_path: Any) -> None:
    made = record(granny)
    photo = attach(made, taken_at=NOW, place=SOMEWHERE, caption="屋顶")
    stored = (tmp_path / photo.file.name).read_bytes()
    assert b"JFIF" not in stored
    assert b"Exif" not in stored
    again = photo_for(actor=WANG, photo_id=photo.pk)
    shown = picture_of(jpeg())
    assert shown is not None
    assert picture(again) == shown.content
    assert (again.place, again.caption, again.taken_at) == (SOMEWHERE, "屋顶", NOW)
    line = AuditEvent.objects.filter(action="services.attach_photo").last()
    assert line is not None
    assert SOMEWHERE not in str(line.facts)
    assert photo_counts(service_ids=[made.pk]) == {made.pk: 1}


def test_told_again_it_is_the_same_photo(record: Record, granny: Client, uncle: Client) -> None:
    made, other = record(granny), record(uncle)
    photo = attach(made)
    assert attach(made, photo_id=photo.pk).pk == photo.pk
    assert ServicePhoto.objects.count() == 1
    for service, content in ((other, jpeg()), (made, jpeg(width=999))):
        with pytest.raises(Refused, match="另一张照片"):
            attach(service, content, photo_id=photo.pk)


@pytest.mark.refuses("services.attach_photo")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"content": b"%PDF-1.4 not a photo"}, "不是照片，或者坏了"),
        ({"content": jpeg()[:-9]}, "不是照片，或者坏了"),
        ({"content": jpeg(body=b"\0" * 20_000)}, "一张最多10 KB"),
        ({"sha256": "0" * 64}, "没有传完整，会自动再传"),
        ({"most_room": 100}, "放不下了"),
    ],
)
def test_a_photo_that_cannot_be_kept_gets_a_sentence(
    record: Record, granny: Client, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        attach(record(granny), **given)
    assert not ServicePhoto.objects.exists()


@pytest.mark.refuses("services.attach_photo")
def test_photos_belong_to_one_s_own_record_at_one_s_own_station(record: Record, granny: Client) -> None:
    made = record(granny)
    with pytest.raises(ServiceRecord.DoesNotExist):
        attach(made, actor=LI)
    for actor in others("worker", "station_head", "deputy_head"):
        with pytest.raises(NotAllowed):
            attach(made, actor=actor)
    for _n in range(9):
        attach(made)
    with pytest.raises(Refused, match="最多9张"):
        attach(made)
    void_service(actor=WANG, service_id=made.pk, on=made.done_on, at=NOW, reason="记重了")
    with pytest.raises(Refused, match="已作废"):
        attach(made)


# --- seeing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "sees"), [(WANG, True), (HEAD, True), (ZHAO, True), (TOWNSHIP, False), (LI, False)]
)
def test_photos_are_for_those_who_work_with_the_person(
    record: Record, granny: Client, actor: Actor, sees: bool
) -> None:
    made = record(granny)
    photo = attach(made)
    found = album(actor=actor, service_id=made.pk, restricted=False)
    assert (found.count, bool(found.photos), found.closed) == (1, sees, not sees)
    if sees:
        assert photo_for(actor=actor, photo_id=photo.pk) == photo
    else:
        with pytest.raises(ServicePhoto.DoesNotExist):
            photo_for(actor=actor, photo_id=photo.pk)


def test_the_photos_of_a_restricted_person_are_closed(record: Record, granny: Client) -> None:
    made = record(granny)
    photo = attach(made)
    restrict_client(actor=HEAD, client_id=granny.pk, reason="示例：需要保密")
    assert album(actor=WANG, service_id=made.pk, restricted=True).closed
    with pytest.raises(ServicePhoto.DoesNotExist):
        photo_for(actor=WANG, photo_id=photo.pk)
    assert photo_for(actor=HEAD, photo_id=photo.pk) == photo


# --- taking away ------------------------------------------------------------------------------------------------------


@pytest.mark.refuses("services.remove_photo")
def test_a_photo_taken_away_is_gone_and_says_why(
    record: Record, granny: Client, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    made = record(granny)
    photo = attach(made, place=SOMEWHERE)
    name = photo.file.name
    facts: dict[str, Any] = {"photo_id": photo.pk, "at": NOW}
    with pytest.raises(Refused, match="为什么去掉"):
        remove_photo(actor=WANG, reason=" ", **facts)
    with pytest.raises(ServicePhoto.DoesNotExist):
        remove_photo(actor=LI, reason="不该看到", **facts)
    for actor in others("worker", "station_head", "deputy_head"):
        with pytest.raises(NotAllowed):
            remove_photo(actor=actor, reason="不该看到", **facts)
    assert (tmp_path / name).exists()
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(actor=HEAD, reason="本人不同意了", **facts)
    assert not (tmp_path / name).exists()
    row = ServicePhoto.objects.get()
    assert (row.remove_reason, row.place, bool(row.file)) == ("本人不同意了", "", False)
    assert room_taken(account=WANG.id) == 0
    with pytest.raises(Refused, match="已经去掉"):
        remove_photo(actor=WANG, reason="再去一次", **facts)


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_pages_show_photos_and_who_took_them_away(
    record: Record, granny: Client, world: World, client: Browser
) -> None:
    made = record(granny)
    photo = attach(made, taken_at=NOW, place=SOMEWHERE, caption="屋顶漏雨")
    browser = sign_in_as(client, world.account_of("station_head"))
    page = browser.get(reverse("service", args=[made.pk])).content.decode()
    assert reverse("service-photo", args=[photo.pk]) in page
    image = browser.get(reverse("service-photo-image", args=[photo.pk]))
    assert (image.status_code, image["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in image["Cache-Control"]
    shown = browser.get(reverse("service-photo", args=[photo.pk])).content.decode()
    assert "屋顶漏雨" in shown
    assert SOMEWHERE in shown
    timeline = browser.get(reverse("client-timeline", args=[granny.pk])).content.decode()
    assert "1 张照片" in timeline
    gone = browser.post(reverse("service-photo-remove", args=[photo.pk]), {"reason": "本人不同意了"})
    assert gone.status_code == 302
    assert "本人不同意了" in browser.get(reverse("service", args=[made.pk])).content.decode()
    assert browser.get(reverse("service-photo-image", args=[photo.pk])).status_code == 404


def test_a_role_that_may_not_see_photos_is_told_how_many_there_are(
    record: Record, granny: Client, world: World, client: Browser
) -> None:
    made = record(granny)
    photo = attach(made)
    browser = sign_in_as(client, world.account_of("township"))
    page = browser.get(reverse("service", args=[made.pk])).content.decode()
    assert "您的岗位不看照片" in page
    assert reverse("service-photo", args=[photo.pk]) not in page
    assert browser.get(reverse("service-photo-image", args=[photo.pk])).status_code == 403


def test_a_file_that_was_changed_on_disk_is_not_shown(
    record: Record, granny: Client, world: World, client: Browser, tmp_path: Any
) -> None:
    photo = attach(record(granny))
    (tmp_path / photo.file.name).write_bytes(b"1:changed")
    browser = sign_in_as(client, world.account_of("station_head"))
    assert browser.get(reverse("service-photo-image", args=[photo.pk])).status_code == 404
    assert photo.station_id == YACHA_STATION
