"""The pages of questionnaires: the county makes and gives, the station fills in and writes, each sees its own."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils.timezone import localdate
from python_calamine import load_workbook

from tests.clients.folk import GRANNY
from tests.forms.sheets import HOUSEHOLD, YES_NO, workbook
from tests.people import BAISHA, CHANGJIANG, CHANGJIANG_BUREAU, WANG, YACHA_STATION
from tests.world import World, sign_in_as
from yizhan.access.models import AppPassword
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client, ClientDetails, Need
from yizhan.forms.models import Form, Submission, Version
from yizhan.kernel.ids import uuid7

LIVING = [
    {"type": "text", "name": "hello", "label": "怎么称呼", "mask": "姓名"},
    {"type": "select_one living", "name": "living", "label": "住房", "feeds": "client.living_type"},
    {"type": "text", "name": "roof", "label": "屋顶要修吗", "feeds": "need:HOUSING"},
    {"type": "image", "name": "picture", "label": "照片"},
    {"type": "decimal", "name": "cost", "label": "一个冬天花多少钱"},
]
KINDS = [
    {"list_name": "living", "name": "RENT", "label": "租住"},
    {"list_name": "living", "name": "cave", "label": "窑洞"},
]


def upload(browser: Browser, content: bytes, url: str = "/forms/new/", **more: Any) -> Any:
    return browser.post(url, {"file": SimpleUploadedFile("问卷.xlsx", content), "about": "client", **more})


@pytest.fixture
def county(world: World) -> Browser:
    return sign_in_as(Browser(), world.account_of("county"))


@pytest.fixture
def worker(world: World) -> Browser:
    return sign_in_as(Browser(), world.account_of("worker"))


@pytest.fixture
def form(county: Browser) -> Form:
    """Uploaded, published and given to all stations of the county, all by its pages."""
    answer = upload(county, workbook(LIVING, KINDS, {"form_title": "示例住房问卷", "form_id": "living"}))
    version = Version.objects.get()
    assert answer.url == f"/forms/versions/{version.pk}/"
    assert "这是草稿" in county.get(answer.url).content.decode()
    county.post(f"/forms/versions/{version.pk}/publish/")
    county.post(f"/forms/{version.form_id}/give/", {"station": "all"})
    return version.form


@pytest.fixture
def granny(world: World) -> Client:
    return register_client(actor=WANG, station_id=YACHA_STATION, person=GRANNY, on=localdate())


def filled(worker: Browser, form: Form, person: Client, **told: str) -> Submission:
    key = uuid7()
    answer = worker.post(
        f"/forms/{form.pk}/fill/",
        {
            "client": str(person.pk),
            "submission_id": str(key),
            **{f"q:{name}": each for name, each in told.items()},
        },
    )
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return Submission.objects.select_related("version").get(pk=key)


def test_a_faulty_workbook_comes_back_with_every_fault_and_nothing_is_stored(county: Browser) -> None:
    rows: Any = [
        *HOUSEHOLD,
        {"type": "txet", "name": "x", "label": "x"},
        {"type": "text", "name": "x", "label": "y"},
    ]
    answer = upload(county, workbook(rows, YES_NO))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不认识题型“txet”" in page
    assert "survey 表第 16 行“name”列" in page
    assert not Form.objects.exists()
    for content, says in ((b"", "0字节"), ("一段文字".encode(), "不是 Excel 工作簿")):
        answer = upload(county, content)
        assert (answer.status_code, says in answer.content.decode()) == (422, True)


@pytest.mark.requirement("R274")
def test_a_worker_finds_the_person_fills_in_and_one_tap_writes_the_file(
    worker: Browser, form: Form, granny: Client
) -> None:
    assert "示例住房问卷" in worker.get("/forms/").content.decode()
    assert "先找到填的是谁" in worker.get(f"/forms/{form.pk}/fill/").content.decode()
    panel = worker.get(f"/forms/clients/{granny.pk}/").content.decode()
    assert f"/forms/{form.pk}/fill/?client={granny.pk}" in panel
    page = worker.get(f"/forms/{form.pk}/fill/?client={granny.pk}").content.decode()
    assert granny.name in page
    row = filled(worker, form, granny, hello="示例称呼", living="RENT", roof="屋顶漏雨")
    page = worker.get(f"/forms/answers/{row.pk}/").content.decode()
    assert "（空）" in page
    assert "租住" in page
    assert "新需求：住房居住" in page
    worker.post(f"/forms/answers/{row.pk}/write/", {"name": ["living", "roof"]})
    assert ClientDetails.objects.get(client=granny).living_type == "RENT"
    need = Need.objects.get(client=granny)
    assert (need.kind, need.what, need.source) == ("HOUSING", "屋顶漏雨", "QUESTIONNAIRE")
    worker.post(f"/forms/answers/{row.pk}/write/", {"name": ["living", "roof"]})
    assert Need.objects.count() == 1
    assert "答案和档案不一样的" not in worker.get(f"/forms/answers/{row.pk}/").content.decode()
    assert "示例住房问卷" in worker.get(f"/forms/clients/{granny.pk}/").content.decode()


def test_pages_ask_the_database_as_often_however_much_there_is(
    worker: Browser, form: Form, granny: Client, county: Browser, pinned_queries: Any
) -> None:
    for number in range(3):
        row = filled(worker, form, granny, hello=f"示例{number}")
    for page, browser, url in (
        ("forms: list", worker, "/forms/"),
        ("forms: form", county, f"/forms/{form.pk}/"),
        ("forms: fill", worker, f"/forms/{form.pk}/fill/?client={granny.pk}"),
        ("forms: answers", worker, f"/forms/{form.pk}/answers/"),
        ("forms: answer", worker, f"/forms/answers/{row.pk}/"),
        ("forms: client", worker, f"/forms/clients/{granny.pk}/"),
    ):
        browser.get(url)
        with pinned_queries(page):
            assert browser.get(url).status_code == 200


def test_what_the_file_has_no_word_for_is_said_and_not_written(
    worker: Browser, form: Form, granny: Client
) -> None:
    row = filled(worker, form, granny, living="cave")
    page = worker.get(f"/forms/answers/{row.pk}/").content.decode()
    assert "档案里没有“窑洞”这一项" in page
    worker.post(f"/forms/answers/{row.pk}/write/", {"name": "living"})
    assert not ClientDetails.objects.filter(client=granny).exclude(living_type="").exists()


def test_answers_are_corrected_voided_and_exported_with_names_masked_for_who_needs_none(
    world: World, worker: Browser, form: Form, granny: Client, county: Browser
) -> None:
    row = filled(worker, form, granny, hello="示例称呼")
    key = str(uuid7())
    told = {"submission_id": key, "q:hello": "示例改名", "q:cost": "120.5", "reason": ""}
    assert worker.post(f"/forms/answers/{row.pk}/correct/", told).status_code == 422
    assert worker.post(f"/forms/answers/{row.pk}/correct/", told | {"reason": "听错了"}).status_code == 302
    assert "已经更正过" in worker.get(f"/forms/answers/{row.pk}/").content.decode()
    table = county.get(f"/forms/{form.pk}/answers/?export=xlsx")
    cells = load_workbook(io.BytesIO(table.content)).get_sheet_by_index(0).to_python()
    assert any("怎么称呼" in line for line in cells)
    assert sum("示例改名" in line for line in cells) == 1
    column = next(line.index("一个冬天花多少钱") for line in cells if "怎么称呼" in line)
    assert cells[-1][column] == 120.5, "figures arrive as figures, so that they can be added up"
    auditor = sign_in_as(Browser(), world.account_of("auditor"))
    page = auditor.get(f"/forms/answers/{key}/").content.decode()
    assert "示例改名" not in page
    assert auditor.get(f"/forms/{form.pk}/answers/?export=xlsx").status_code == 403
    head = sign_in_as(Browser(), world.account_of("station_head"))
    head.post(f"/forms/answers/{key}/void/", {"reason": "填错了人"})
    assert Submission.objects.get(pk=key).void_reason == "填错了人"
    assert "没有符合条件" in worker.get(f"/forms/{form.pk}/answers/?state=OPEN").content.decode()


def test_the_questions_follow_the_answers_without_storing_anything(county: Browser, world: World) -> None:
    upload(county, workbook(HOUSEHOLD, YES_NO))
    version = Version.objects.get()
    url = f"/forms/versions/{version.pk}/settle/"
    told = {"n:member": "1", "q:member[1]/age": "12", "q:member[1]/income": "80", "q:leaks": "no"}
    page = county.post(url, told).content.decode()
    assert "全家月收入 80 元" in page
    assert 'id="q-where" hidden' in page
    assert 'id="q-member-1-school" hidden' not in page
    page = county.post(url, told | {"add:member": "1", "q:leaks": "yes"}).content.decode()
    assert "家庭成员 2" in page
    assert 'id="q-where" hidden' not in page
    assert not Submission.objects.exists()


def test_a_picture_comes_back_as_it_was_sent(worker: Browser, form: Form, granny: Client) -> None:
    key = uuid7()
    picture = SimpleUploadedFile("屋顶.png", b"\x89PNG example", content_type="image/png")
    worker.post(
        f"/forms/{form.pk}/fill/",
        {"client": str(granny.pk), "submission_id": str(key), "f:picture": picture, "q:picture": ""},
    )
    row = Submission.objects.get(pk=key)
    assert row.answers["picture"] == "屋顶.png"
    file = row.attachments.get()
    answer = worker.get(f"/forms/answers/{key}/files/{file.pk}/")
    assert (answer.content, answer["Content-Type"]) == (b"\x89PNG example", "image/png")


@pytest.mark.requirement("R255")
def test_the_shipped_satisfaction_survey_is_taken_by_one_tap_and_filled_in_without_a_name(
    county: Browser, worker: Browser
) -> None:
    answer = county.post("/forms/samples/satisfaction/adopt/")
    form = Form.objects.get(sample="satisfaction")
    assert (answer["Location"], form.region_code) == (f"/forms/{form.pk}/", BAISHA)
    assert county.get("/forms/samples/satisfaction.xlsx").content.startswith(b"PK")
    told = {"submission_id": str(uuid7()), "q:service": "visit", "q:overall": "5"}
    answer = worker.post(f"/forms/{form.pk}/fill/", told)
    assert (answer.status_code, "对社工的表现" in answer.content.decode()) == (422, True)
    told |= {"q:persons/worker": "5", "q:persons/solved": "4"}
    assert worker.post(f"/forms/{form.pk}/fill/", told).status_code == 302
    row = Submission.objects.get()
    assert (row.subject_id, row.answers["persons"]["solved"]) == (None, "4")


def test_a_restricted_file_takes_its_answers_out_of_sight(
    world: World, worker: Browser, form: Form, granny: Client
) -> None:
    row = filled(worker, form, granny, hello="示例")
    head = sign_in_as(Browser(), world.account_of("station_head"))
    head.post(f"/clients/{granny.pk}/restrict/", {"reason": "示例理由"})
    assert worker.get(f"/forms/answers/{row.pk}/").status_code == 404
    assert str(row.pk) not in worker.get(f"/forms/{form.pk}/answers/").content.decode()
    assert head.get(f"/forms/answers/{row.pk}/").status_code == 200


def test_another_county_sees_neither_questionnaire_nor_answers(
    world: World, form: Form, granny: Client, worker: Browser
) -> None:
    row = filled(worker, form, granny, hello="示例")
    stranger = sign_in_as(
        Browser(),
        world.account("county", organisation=CHANGJIANG_BUREAU, region=CHANGJIANG, username="neighbour"),
    )
    for url in (f"/forms/{form.pk}/", f"/forms/{form.pk}/answers/", f"/forms/answers/{row.pk}/"):
        assert stranger.get(url).status_code == 404, url


def test_a_worker_makes_a_password_for_collect_sees_it_once_and_takes_it_back(
    worker: Browser, county: Browser
) -> None:
    assert "填报专用密码" in worker.get("/account/programs/").content.decode()
    assert county.get("/account/programs/").status_code == 403
    told = {"label": "我的手机", "station": str(YACHA_STATION)}
    page = worker.post("/account/programs/new/", told).content.decode()
    row = AppPassword.objects.get()
    assert "/api/openrosa" in page
    assert "只显示这一次" in page
    assert "我的手机" in worker.get("/account/programs/").content.decode()
    assert worker.post(f"/account/programs/{row.pk}/revoke/").status_code == 302
    assert worker.post(f"/account/programs/{row.pk}/revoke/").status_code == 404
    assert worker.post("/account/programs/new/", told | {"label": ""}).status_code == 422
