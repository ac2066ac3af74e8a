"""Pictures at the desk: a photo is added to a record, a correction of a questionnaire replaces its picture; what is too large or
no picture gets a sentence, and nothing written is lost."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from tests.services.conftest import Record, granny, record, worker
from tests.services.test_photos import EXIF, jpeg
from tests.web.test_questionnaires import county, form
from tests.web.test_questionnaires import worker as at_desk
from tests.world import World, sign_in_as
from yizhan.clients.models import Client
from yizhan.forms.models import Form, Submission
from yizhan.kernel.ids import uuid7
from yizhan.services.models import ServicePhoto
from yizhan.services.queries.photos import picture

__all__ = ["Record", "at_desk", "county", "form", "granny", "record", "worker"]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_photos_are_added_to_a_record_at_the_desk(world: World, granny: Client, record: Record) -> None:
    made = record(granny)
    head = sign_in_as(Browser(), world.account_of("station_head"))
    page, url = reverse("service", args=[made.pk]), reverse("service-photo-add", args=[made.pk])
    assert url in head.get(page).content.decode()
    both = [file("屋顶.jpg", jpeg()), file("大.jpg", b"\xff\xd8" + bytes(40 * 1024 * 1024))]
    told = head.post(url, {"photo": both, "caption": "屋顶漏雨"}, follow=True).content.decode()
    assert "加了 1 张照片" in told
    assert "“大.jpg”没有放进来：这张照片有40.0 MB，一张最多1.0 MB" in told
    photo = ServicePhoto.objects.get()
    assert (photo.service, photo.caption) == (made, "屋顶漏雨")
    assert EXIF not in picture(photo)
    assert "不是照片" in head.post(url, {"photo": file("表.pdf", b"%PDF")}, follow=True).content.decode()
    assert "还没有选照片" in head.post(url, {}, follow=True).content.decode()
    county_office = sign_in_as(Browser(), world.account_of("county"))
    assert url not in county_office.get(page).content.decode()
    assert county_office.post(url, {"photo": file("a.jpg", jpeg())}).status_code == 403
    assert ServicePhoto.objects.count() == 1


def test_a_correction_replaces_the_picture_and_the_old_answers_keep_theirs(
    at_desk: Browser, form: Form, granny: Client
) -> None:
    key, new = uuid7(), uuid7()
    told = {"client": str(granny.pk), "submission_id": str(key), "q:picture": ""}
    at_desk.post(f"/forms/{form.pk}/fill/", told | {"f:picture": file("image.jpg", b"\xff\xd8 first")})
    old = Submission.objects.get(pk=key)
    url = f"/forms/answers/{key}/correct/"
    mended = {"submission_id": str(new), "q:picture": "image.jpg", "reason": "拍错了屋"}
    large = at_desk.post(url, mended | {"f:picture": file("大.jpg", bytes(40 * 1024 * 1024))})
    assert (large.status_code, "照片太大（40 MB）" in large.content.decode()) == (422, True)
    assert "已选：image.jpg" in large.content.decode(), "what was there stands, the reason too"
    assert "拍错了屋" in large.content.decode()
    lost = at_desk.post(url, mended | {"q:picture": "没传上来.jpg"})
    assert (lost.status_code, "没有传上来" in lost.content.decode()) == (422, True)
    for _ in range(2):  # sent twice, it is one correction
        answer = at_desk.post(url, mended | {"f:picture": file("image.jpg", b"\xff\xd8 second")})
        assert answer.status_code == 302, answer.content.decode()
    row = Submission.objects.get(pk=new)
    assert row.corrects == old
    now, before = row.attachments.get(), old.attachments.get()
    assert (row.answers["picture"], before.name) == (now.name, "image.jpg")
    assert now.name.startswith("image-")
    assert at_desk.get(f"/forms/answers/{new}/files/{now.pk}/").content == b"\xff\xd8 second"
    assert at_desk.get(f"/forms/answers/{key}/files/{before.pk}/").content == b"\xff\xd8 first"


def test_a_picture_that_stays_goes_along_with_the_correction(
    at_desk: Browser, form: Form, granny: Client
) -> None:
    key, new = uuid7(), uuid7()
    told = {"client": str(granny.pk), "submission_id": str(key), "q:picture": ""}
    at_desk.post(f"/forms/{form.pk}/fill/", told | {"f:picture": file("a.jpg", b"\xff\xd8 first")})
    mended = {"submission_id": str(new), "q:picture": "a.jpg", "q:hello": "改过", "reason": "漏写"}
    assert at_desk.post(f"/forms/answers/{key}/correct/", mended).status_code == 302
    assert Submission.objects.get(pk=new).attachments.get().name == "a.jpg"
