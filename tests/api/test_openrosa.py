"""ODK Collect as a second client: what it asks, as it asks it, and what it is told."""

import base64
import hashlib
import io
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from lxml import etree

from tests.forms.conftest import uploaded
from tests.people import YACHA, YACHA_STATION, ZHAO
from tests.world import TODAY, World
from yizhan.access.actions import make_app_password, revoke_app_password
from yizhan.access.models import AppPassword, User
from yizhan.access.queries import oneself
from yizhan.config.wsgi import MOST_UNANNOUNCED, measured
from yizhan.forms.actions import give_form, publish_version, take_back_form
from yizhan.forms.models import Attachment, Form, Submission

SUBMISSION = "/api/openrosa/submission"
KEY = UUID("0190aaaa-0000-4000-8000-00000000abcd")
XML = """<?xml version='1.0' ?><data id="household" version="1" xmlns:orx="http://openrosa.org/xforms">
<head>示例户主</head><phone>13800000000</phone><member><who>示例甲</who><age>40</age><income>100</income></member>
<total>999</total><seen_on>2026-11-19</seen_on><leaks>yes</leaks><where>{where}</where>
<orx:meta><orx:instanceID>uuid:{key}</orx:instanceID></orx:meta></data>"""


@pytest.fixture
def form(world: World) -> Form:
    version = publish_version(actor=ZHAO, version_id=uploaded().pk, on=TODAY)
    return give_form(actor=ZHAO, form_id=version.form_id, stations={YACHA_STATION: YACHA}, on=TODAY)


@pytest.fixture
def user(world: World) -> User:
    return world.account_of("worker")


@pytest.fixture
def collect(form: Form, user: User) -> Browser:
    made = make_app_password(
        actor=oneself(user), user_id=user.pk, station_id=YACHA_STATION, label="我的手机", on=TODAY
    )
    return speaking(user.username, made.secret)


def speaking(name: str, secret: str) -> Browser:
    told = base64.b64encode(f"{name}:{secret}".encode()).decode()
    return Browser(enforce_csrf_checks=True, headers={"Authorization": f"Basic {told}"})


def part(content: str, name: str = "submission.xml", media: str = "text/xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode(), content_type=media)


def send(collect: Browser, *files: SimpleUploadedFile, key: UUID = KEY, where: str = "堂屋") -> Any:
    told = {"xml_submission_file": part(XML.format(key=key, where=where))}
    return collect.post(SUBMISSION, told | {str(file.name): file for file in files})


def sentence(answer: Any) -> str:
    return "".join(etree.fromstring(answer.content).itertext())


def test_collect_is_asked_for_its_password_and_told_where_to_make_one(form: Form) -> None:
    for secret in ("", "wrong"):
        answer = speaking("worker", secret).get("/api/openrosa/formList")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Basic ")
        assert "填报专用密码" in sentence(answer)
    assert Browser().post(SUBMISSION).status_code == 401
    assert Browser(headers={"Authorization": "Basic ###"}).head(SUBMISSION).status_code == 401


def test_the_list_leads_to_the_form_and_its_manifest(collect: Browser, form: Form) -> None:
    answer = collect.get("/api/openrosa/formList?formID=household")
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    listed = etree.fromstring(answer.content)
    space = {"l": "http://openrosa.org/xforms/xformsList"}
    assert listed.xpath("string(//l:formID)", namespaces=space) == "household"
    assert listed.xpath("string(//l:version)", namespaces=space) == "1"
    assert listed.xpath("starts-with(//l:hash, 'md5:')", namespaces=space)
    xform = collect.get(listed.xpath("string(//l:downloadUrl)", namespaces=space))
    assert b'id="household"' in xform.content
    mark = listed.xpath("string(//l:hash)", namespaces=space)
    assert mark == f"md5:{hashlib.md5(xform.content).hexdigest()}", (
        "else Collect downloads it again every day"
    )
    manifest = collect.get(listed.xpath("string(//l:manifestUrl)", namespaces=space))
    assert etree.fromstring(manifest.content).tag == "{http://openrosa.org/xforms/xformsManifest}manifest"
    assert b"<xform>" not in collect.get("/api/openrosa/formList?formID=other").content
    take_back_form(actor=ZHAO, form_id=form.pk, station_id=YACHA_STATION, on=TODAY)
    assert b"<xform>" not in collect.get("/api/openrosa/formList").content
    assert collect.get(listed.xpath("string(//l:downloadUrl)", namespaces=space)).status_code == 404


def test_a_submission_arrives_once_however_often_it_is_sent(collect: Browser, form: Form) -> None:
    head = collect.head(SUBMISSION)
    assert head.status_code == 204
    assert int(head["X-OpenRosa-Accept-Content-Length"]) > 1_000_000
    assert head["Location"].endswith(SUBMISSION)
    for _again in range(2):
        answer = send(collect)
        assert answer.status_code == 201, sentence(answer)
        assert b"submit_success" in answer.content
    row = Submission.objects.get()
    assert (row.pk, row.channel, row.station_id, row.doubts) == (KEY, "COLLECT", YACHA_STATION, 0)
    assert row.answers["total"] == "100"  # worked out anew, whatever was sent
    assert "<total>999</total>" in row.xml
    other = send(collect, where="厨房")
    assert other.status_code == 409
    assert "没有覆盖" in sentence(other)


def test_pictures_come_along_or_after(collect: Browser) -> None:
    send(collect, part("1", "a.jpg", "image/jpeg"))
    send(collect, part("2", "b.jpg", "image/jpeg"))
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.jpg", "b.jpg"]
    assert Submission.objects.count() == 1


def test_what_does_not_hold_is_kept_and_marked(collect: Browser) -> None:
    assert send(collect, where="").status_code == 201
    assert Submission.objects.get().doubts == 1


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        ("这不是 XML", 400, "不是完整的 XML"),
        ("<data id='nobody'/>", 403, "没有发给您的站"),
        ("<data id='household' version='7'/>", 400, "没有这一版"),
        ("<data id='household' version='1'/>", 400, "没有编号"),
        ("<data id='household' version='1' encrypted='yes'/>", 400, "加了密"),
        (
            "<data id='household' version='1'><meta><deprecatedID>uuid:1</deprecatedID></meta></data>",
            409,
            "原来的答卷更正",
        ),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><data id='household'>&b;</data>", 400, "DOCTYPE"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence_and_stays_on_the_phone(
    collect: Browser, content: str, status: int, says: str
) -> None:
    answer = collect.post(SUBMISSION, {"xml_submission_file": part(content)})
    assert (answer.status_code, says in sentence(answer)) == (status, True), sentence(answer)
    assert not Submission.objects.exists()


def test_a_picture_of_40_megabytes_gets_a_sentence(collect: Browser) -> None:
    answer = send(collect, part("0" * (5 * 1024 * 1024 + 1), "big.jpg", "image/jpeg"))
    assert answer.status_code == 413
    assert "照片太大" in sentence(answer)
    assert not Submission.objects.exists()
    assert collect.post(SUBMISSION, {}).status_code == 400
    assert collect.put(SUBMISSION).status_code == 405


@pytest.mark.parametrize(
    ("size", "says"), [(20, "20"), (MOST_UNANNOUNCED + 1, str(settings.UPLOAD_LIMIT_BYTES * 2))]
)
def test_a_body_that_does_not_say_how_long_it_is_is_read(size: int, says: str) -> None:
    """The standard asks for chunked transfer; more than anybody needs is answered as too large."""
    seen: dict[str, Any] = {}
    app = measured(lambda environ, _start: [str(seen.update(environ)).encode()])
    came = {
        "HTTP_TRANSFER_ENCODING": "chunked",
        "PATH_INFO": SUBMISSION,
        "wsgi.input": io.BytesIO(b"x" * size),
    }
    app(came, None)
    assert seen["CONTENT_LENGTH"] == says
    app(came | {"PATH_INFO": "/services/"}, None)
    assert "CONTENT_LENGTH" not in came


def test_a_password_taken_back_sends_nothing_more(collect: Browser, user: User) -> None:
    row = AppPassword.objects.get()
    revoke_app_password(actor=oneself(user), user_id=user.pk, password_id=row.pk, on=TODAY)
    assert send(collect).status_code == 401
    assert not Submission.objects.exists()
