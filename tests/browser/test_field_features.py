"""On the phone, without a line: a photo waits for its record, a questionnaire asks and checks by its own rules, a call for
help says that it has not left yet; with the line back everything arrives once."""

import base64
import hashlib
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Program
from django.utils.timezone import localdate, now
from lxml import etree
from playwright.sync_api import expect

from tests.browser.eye import too_wide, violations
from tests.browser.test_field import Phone, phone
from tests.clients.conftest import scales
from tests.people import BAISHA, WANG, YACHA, YACHA_STATION, ZHAO
from tests.services.conftest import granny, uncle, worker
from tests.world import World
from tools.field import MOST_FIRST, first_load
from yizhan.access.actions import make_app_password
from yizhan.access.queries import oneself
from yizhan.clients.models import Assessment, Client, Need
from yizhan.devices.models import HelpCall
from yizhan.forms.actions import adopt_sample, give_form
from yizhan.forms.models import Attachment, Submission
from yizhan.forms.rules.samples import samples, workbook_of
from yizhan.kernel.ids import uuid7
from yizhan.services.models import ServicePhoto, ServiceRecord
from yizhan.services.queries.photos import picture
from yizhan.workforce.actions import register_volunteer

__all__ = ["granny", "phone", "scales", "uncle", "worker"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAWN_PHOTO = """async () => {
    const sheet = document.createElement("canvas");
    [sheet.width, sheet.height] = [2400, 1600];
    const pen = sheet.getContext("2d");
    for (let n = 0; n < 3000; n++) {
        pen.fillStyle = `hsl(${n * 7 % 360} 60% 60%)`;
        pen.fillRect(n * 131 % 2400, n * 71 % 1600, 120, 90);
    }
    return sheet.toDataURL("image/jpeg", 0.95).split(",")[1];
}"""


def test_the_first_load_is_small() -> None:
    first, later = first_load()
    assert 0 < first < MOST_FIRST
    assert later, "questionnaires come when they are first needed"


def test_a_photo_taken_without_a_line_arrives_after_its_record(
    phone: Phone, granny: Client, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    helper = register_volunteer(
        actor=WANG, station_id=YACHA_STATION, name="示例志愿者", phone="13800000001", sex="F", source="RECRUITED",
        team="银龄队", registered_on=localdate(), on=localdate(),
    )  # fmt: skip
    phone.set_up()
    page = phone.page
    content = base64.b64decode(page.evaluate(DRAWN_PHOTO))
    phone.context.set_offline(True)
    phone.go(f"/field/people/{granny.pk}/visit")
    page.locator("#note").fill("示例：屋顶漏雨")
    page.get_by_role("button", name="发现问题、要跟进、改日期").click()
    page.get_by_role("button", name="选志愿者").click()
    page.get_by_role("dialog", name="选志愿者").get_by_text("银龄队").click()
    page.get_by_role("button", name="选好了，1 位").click()
    expect(page.get_by_role("button", name="去掉 示例志愿者")).to_be_visible()
    camera = page.locator("input[type=file]").first
    camera.set_input_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content})
    page.get_by_role("button", name="只带时间").click()
    expect(page.get_by_role("button", name="看这张照片")).to_be_visible(timeout=20_000)
    for name, kind, broken in (
        ("表.pdf", "application/pdf", b"%PDF"),
        ("坏.jpg", "image/jpeg", content[:500]),
    ):
        camera.set_input_files({"name": name, "mimeType": kind, "buffer": broken})
        expect(page.get_by_text(f"“{name}”不是照片，或者坏了")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="存好，没信号也行").click()
    expect(page.get_by_text("1 条未发，1 张照片未发")).to_be_visible()
    phone.context.set_offline(False)
    expect(page.get_by_text("未发")).to_have_count(0, timeout=30_000)
    made = ServicePhoto.objects.get()
    assert made.service == ServiceRecord.objects.get()
    assert [each.volunteer for each in made.service.volunteers.all()] == [helper]
    assert made.size < 320 * 1024
    assert (max(made.width, made.height), made.taken_at is not None, made.place) == (1600, True, "")
    assert picture(made).startswith(b"\xff\xd8")
    assert b"JFIF" not in io.BytesIO(made.file.open("rb").read()).read()


def test_a_questionnaire_and_a_call_for_help_wait_for_the_line(
    phone: Phone, granny: Client, world: World
) -> None:
    sample = samples()["satisfaction"]
    version = adopt_sample(
        actor=ZHAO,
        region_code=BAISHA,
        sample=sample.key,
        content=workbook_of(sample),
        about=sample.about,
        feeds=frozenset(),
        at=now(),
        on=localdate(),
    )
    give_form(actor=ZHAO, form_id=version.form_id, stations={YACHA_STATION: YACHA}, on=localdate())
    phone.set_up()
    page = phone.page
    page.wait_for_function(
        "async () => (await Promise.all((await caches.keys()).map(async name => (await (await caches.open(name)).keys())"
        ".map(one => one.url)))).flat().some(url => url.includes('/later-'))"
    )
    phone.context.set_offline(True)
    phone.go("/field/forms")
    page.locator("a.line").click()
    page.get_by_role("button", name="填好了，没信号也行").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    wrong = violations(page)
    unanswered = page.locator("fieldset.chips:has([aria-pressed=false]):not(:has([aria-pressed=true]))")
    while unanswered.count():  # an answer may bring further questions
        unanswered.first.locator("button.chip").first.click()
    for box in page.locator("form input.input").all():
        box.fill("3")
        box.blur()
    page.get_by_role("button", name="填好了，没信号也行").click()
    expect(page.get_by_text("1 条未发")).to_be_visible()
    page.get_by_role("link", name="求助", exact=True).click()
    page.get_by_role("button", name="我有危险").click()
    page.get_by_role("button", name="发出求助").click()
    expect(page.get_by_text("求助还没发出去")).to_be_visible()
    wrong += violations(page)
    assert too_wide(page) <= 0
    phone.context.set_offline(False)
    expect(page.get_by_text("求助已到站里")).to_be_visible(timeout=30_000)
    assert HelpCall.objects.get().kind == "DANGER"
    filled = Submission.objects.get()
    assert filled.form_id == version.form_id
    assert not wrong, wrong
    collects_the_same(filled, world)


def collects_the_same(filled: Submission, world: World) -> None:
    """The round of ODK Collect, with answers as ODK's own engine wrote them: the list, the questions, asking leave, and the
    answers in two parcels with a picture each, the second of which is cut off and sent again."""
    user = world.account_of("worker")
    made = make_app_password(
        actor=oneself(user), user_id=user.pk, station_id=YACHA_STATION, label="旧手机", on=localdate()
    )
    told = base64.b64encode(f"{user.username}:{made.secret}".encode()).decode()
    spoken = {"X-OpenRosa-Version": "1.0", "Date": "Sun, 22 Nov 2026 09:00:00 GMT"}
    collect = Program(headers={**spoken, "Authorization": f"Basic {told}"})
    assert Program(headers=spoken).get("/api/openrosa/formList?deviceID=collect%3A1").status_code == 401
    listed = etree.fromstring(collect.get("/api/openrosa/formList?deviceID=collect%3A1").content)
    (entry,) = ({etree.QName(each).localname: each.text for each in one} for one in listed)
    form = collect.get(entry["downloadUrl"] + "?deviceID=collect%3A1")
    assert entry["hash"] == f"md5:{hashlib.md5(form.content).hexdigest()}"
    assert collect.get(entry["manifestUrl"])["X-OpenRosa-Version"] == "1.0"
    place = "/api/openrosa/submission?deviceID=collect%3A1"
    leave = collect.head(place)
    assert (leave.status_code, leave["Location"].endswith("/api/openrosa/submission")) == (204, True)
    key = uuid7()
    answers = re.sub(r"(?<=<)(\w*:?)instanceID>[^<]*", rf"\1instanceID>uuid:{key}", filled.xml)
    assert str(key) in answers
    for name, more in (("1.jpg", {"*isIncomplete*": "yes"}), ("2.jpg", {}), ("2.jpg", {})):
        parcel = {
            "xml_submission_file": SimpleUploadedFile("a.xml", answers.encode(), "text/xml"),
            name: SimpleUploadedFile(name, name.encode(), "image/jpeg"),
        }
        answer = collect.post(place, {**parcel, **more})
        assert answer.status_code == 201, answer.content.decode()
        assert b"OpenRosaResponse" in answer.content
    row = Submission.objects.get(pk=key)
    assert (row.channel, row.doubts, row.answers) == ("COLLECT", 0, filled.answers)
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["1.jpg", "2.jpg"]
    assert Submission.objects.count() == 2


def test_somebody_is_assessed_and_a_need_noted_without_a_line(
    scales: None, phone: Phone, granny: Client
) -> None:
    phone.set_up()
    page = phone.page
    phone.context.set_offline(True)
    phone.go(f"/field/people/{granny.pk}/assess")
    page.get_by_role("button", name="存好，没信号也行").click()
    expect(page.get_by_role("alert")).to_contain_text("还有 3 题没有答：“吃饭”、“走路”、“记性”")
    for place, answer in enumerate(("要人帮", "做不了", "差")):
        page.locator(f"#question-{place}").get_by_role("button", name=answer).click()
    expect(page.get_by_role("status").filter(has_text="1 / 5")).to_contain_text("失能")
    expect(page.get_by_text("日前有效")).to_be_visible()
    wrong = violations(page)
    assert too_wide(page) <= 0
    phone.go("/field/")
    expect(page.get_by_text("没写完的")).to_be_visible()
    page.get_by_role("link", name="评估 测试奶奶").click()
    expect(page.get_by_role("status").filter(has_text="1 / 5")).to_be_visible()  # the draft was there again
    page.get_by_role("button", name="存好，没信号也行").click()
    page.get_by_role("link", name="登记需求").click()
    page.get_by_role("button", name="住房居住").click()
    page.locator("#what").fill("示例：屋顶漏雨")
    wrong += violations(page)
    page.get_by_role("button", name="存好，没信号也行").click()
    expect(page.get_by_text("2 条未发")).to_be_visible()
    assert not Assessment.objects.exists()
    phone.context.set_offline(False)
    expect(page.get_by_text("条未发")).to_have_count(0, timeout=20_000)
    assert (Assessment.objects.get().total, Need.objects.get().what) == (1, "示例：屋顶漏雨")
    expect(page.get_by_text("1/5 分")).to_be_visible()  # the station's own sum came back
    assert not wrong, wrong
