"""The pages of the people served, through the door."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.folk import BOY, GRANNY, UNCLE, number
from tests.conftest import Pinned
from tests.people import (
    CHANGJIANG,
    CHANGJIANG_BUREAU,
    HEAD,
    OTHER_AGENCY,
    QIFANG_STATION,
    SHILU,
    SHILU_STATION,
    WANG,
    YACHA_STATION,
    ZHAO,
)
from tests.services.conftest import worker
from tests.world import World, sign_in_as
from yizhan.clients.actions import record_consent, register_client, restrict_client, update_client
from yizhan.clients.models import Client, ClientClass, Consent, Grading, Guardianship, ImportBatch
from yizhan.clients.rules.identity import Person
from yizhan.privacy.models import AuditEvent
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker

__all__ = ["worker"]

As = Callable[[str], Browser]


@pytest.fixture
def granny(world: World) -> Client:
    return register_client(
        actor=WANG, station_id=YACHA_STATION, person=GRANNY, on=localdate(), classes=["DIBAO", "ELDER_ALONE"], consent="ORAL",
        opened_on=date(2025, 7, 16),
    )  # fmt: skip


@pytest.fixture
def as_role(world: World) -> As:
    return lambda role: sign_in_as(Browser(), world.account_of(role))


@pytest.fixture
def neighbours(world: World) -> list[Browser]:
    """李社工, her head and 钱科长 of the next county."""
    people = [
        world.account(
            "worker", organisation=OTHER_AGENCY, region=SHILU, station=SHILU_STATION, username="li.worker"
        ),
        world.account(
            "station_head", organisation=OTHER_AGENCY, region=SHILU, station=SHILU_STATION, username="li.head"
        ),
        world.account("county", organisation=CHANGJIANG_BUREAU, region=CHANGJIANG, username="qian.kezhang"),
    ]
    return [sign_in_as(Browser(), account) for account in people]


def file_of(client: Client) -> str:
    return reverse("client-file", args=[client.pk])


def book(*rows: list[str]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return made.getvalue()


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_shows_who_is_overdue_first(as_role: As, granny: Client) -> None:
    uncle = register_client(actor=WANG, station_id=YACHA_STATION, person=UNCLE, on=localdate())
    Client.objects.filter(pk=uncle.pk).update(
        next_visit_on=localdate() - timedelta(days=12), visit_rule="x:y"
    )
    page = as_role("worker").get(reverse("clients")).content.decode()
    assert page.index("示例大叔") < page.index("测试奶奶")
    assert "已逾期 12 天" in page
    assert GRANNY.id_number not in page
    assert GRANNY.phone not in page


@pytest.mark.requirement("R032", "R094")
@pytest.mark.parametrize(
    "words",
    [
        "测试奶奶",
        "奶奶",
        "csnn",
        "cs",
        GRANNY.id_number,
        GRANNY.id_number.lower(),
        GRANNY.id_number[-4:],
        "13800000001",
        "2025-0001",
    ],
)
def test_one_box_finds_by_name_pinyin_papers_and_telephone(as_role: As, granny: Client, words: str) -> None:
    register_client(actor=WANG, station_id=YACHA_STATION, person=UNCLE, on=localdate())
    page = as_role("worker").get(reverse("clients"), {"q": words}).content.decode()
    assert "测试奶奶" in page
    assert "示例大叔" not in page


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"class": "DIBAO"}, True),
        ({"class": "ORPHAN"}, False),
        ({"lack": "consent"}, False),
        ({"lack": "grade"}, True),
        ({"lack": "class"}, False),
        ({"lack": "papers"}, False),
        ({"due": "none"}, True),
        ({"due": "overdue"}, False),
        ({"due": "week"}, False),
        ({"grade": "HIGH"}, False),
        ({"village": "示例村"}, True),
        ({"status": "CLOSED"}, False),
        ({"due": "nonsense", "after": "nonsense"}, True),
    ],
)
def test_filters_stand_in_the_address_bar(
    as_role: As, granny: Client, given: dict[str, str], found: bool
) -> None:
    page = as_role("worker").get(reverse("clients"), given).content.decode()
    assert ("测试奶奶" in page) is found


def test_children_without_a_guardian_are_found(as_role: As, world: World) -> None:
    register_client(actor=WANG, station_id=YACHA_STATION, person=BOY, on=localdate())
    browser = as_role("worker")
    assert "示例小朋友" in browser.get(reverse("clients"), {"lack": "guardian"}).content.decode()


def test_an_empty_list_says_what_to_do(as_role: As) -> None:
    page = as_role("worker").get(reverse("clients")).content.decode()
    assert "还没有服务对象" in page
    assert reverse("client-register") in page


def test_the_export_is_masked_and_needs_its_own_permission(as_role: As, granny: Client) -> None:
    answer = as_role("station_head").get(reverse("clients"), {"export": "xlsx"})
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    from yizhan.clients.rules.sheet import read_sheet

    sheet = read_sheet(answer.content)
    assert any("测试奶奶" in row for row in sheet.rows)
    assert GRANNY.id_number not in str(sheet.rows)
    assert as_role("auditor").get(reverse("clients"), {"export": "xlsx"}).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_list(
    as_role: As, granny: Client, pinned_queries: Pinned
) -> None:
    for n in range(12):
        register_client(
            actor=WANG, station_id=YACHA_STATION, person=Person(name="示例多", id_number=number(f"469025196001{n + 1:02d}0{n:02d}")), on=localdate(),
            classes=["DIBAO"],
        )  # fmt: skip
    browser = as_role("worker")
    with pinned_queries("clients: list"):
        assert browser.get(reverse("clients")).status_code == 200


def test_quick_search_answers_with_a_fragment(as_role: As, granny: Client) -> None:
    page = as_role("worker").get(reverse("client-search"), {"q": "csnn"}).content.decode()
    assert "测试奶奶" in page
    assert "<html" not in page


# --- the wall ---------------------------------------------------------------------------------------------------------


def test_the_neighbouring_county_sees_nothing(granny: Client, neighbours: list[Browser]) -> None:
    for browser in neighbours:
        assert "测试奶奶" not in browser.get(reverse("clients")).content.decode()
        assert (
            "测试奶奶" not in browser.get(reverse("client-search"), {"q": GRANNY.id_number}).content.decode()
        )
        for name in ("client-file", "client-readings"):
            assert browser.get(reverse(name, args=[granny.pk])).status_code == 404
        assert (
            browser.post(reverse("client-unmask", args=[granny.pk]), {"reason": "ASSISTANCE"}).status_code
            == 404
        )
    worker = neighbours[0]
    for name in (
        "client-grade",
        "client-classify",
        "client-consent",
        "client-guardian",
        "client-household",
        "client-close",
    ):
        facts = {
            "grade": "HIGH", "reason": "DIED" if name == "client-close" else "x", "graded_on": "2026-11-01", "code": "DISABLED", "since_on": "2026-11-01", "source": "SURVEY",
            "purpose": "PHOTO", "given": "yes", "basis": "ORAL", "given_on": "2026-11-01", "kind": "PARENT", "name": "示例", "from_on": "2026-11-01", "closed_on": "2026-11-01",
        }  # fmt: skip
        assert worker.post(reverse(name, args=[granny.pk]), facts).status_code == 404, name


@pytest.mark.parametrize("role", ["province", "administrator", "agency_finance"])
def test_who_reads_totals_opens_no_file(as_role: As, granny: Client, role: str) -> None:
    browser = as_role(role)
    assert browser.get(reverse("clients")).status_code == 403
    assert browser.get(file_of(granny)).status_code == 403


def test_the_auditor_reads_masked_names(as_role: As, granny: Client) -> None:
    page = as_role("auditor").get(reverse("clients")).content.decode()
    assert "测***" in page
    assert "测试奶奶" not in page


def test_a_restricted_file_is_nowhere_for_who_may_not_see_it(as_role: As, granny: Client) -> None:
    restrict_client(actor=HEAD, client_id=granny.pk, reason="保护对象")
    worker, head = as_role("worker"), as_role("station_head")
    assert "测试奶奶" not in worker.get(reverse("clients")).content.decode()
    assert worker.get(file_of(granny)).status_code == 404
    assert "受限" in head.get(reverse("clients")).content.decode()
    assert head.get(file_of(granny)).status_code == 200


# --- one person -------------------------------------------------------------------------------------------------------


def test_the_file_is_masked_until_a_reason_is_given_and_every_reading_is_written_down(
    as_role: As, granny: Client
) -> None:
    browser = as_role("worker")
    page = browser.get(file_of(granny)).content.decode()
    assert "4690************" in page
    assert GRANNY.id_number not in page
    assert "本地区尚无探访频次规定" in page
    refused = browser.post(reverse("client-unmask", args=[granny.pk]), {"reason": ""})
    assert refused.status_code == 422
    assert "请选择查看完整信息的理由" in refused.content.decode()
    assert "打印档案" in refused.content.decode()
    shown = browser.post(
        reverse("client-unmask", args=[granny.pk]), {"reason": "EMERGENCY"}, follow=True
    ).content.decode()
    assert GRANNY.id_number in shown
    assert "1948年3月15日（78岁）" in shown
    assert GRANNY.phone in shown
    assert GRANNY.id_number in browser.get(file_of(granny)).content.decode()
    log = browser.get(reverse("client-readings", args=[granny.pk])).content.decode()
    assert "紧急联系" in log
    assert log.count("翻开一人一档") == 2
    assert "起 2 次" in log
    assert GRANNY.id_number not in as_role("station_head").get(file_of(granny)).content.decode()


def test_the_page_of_a_file_asks_a_fixed_number_of_times(
    as_role: As, granny: Client, pinned_queries: Pinned
) -> None:
    browser = as_role("worker")
    with pinned_queries("clients: file"):
        assert browser.get(file_of(granny)).status_code == 200


def test_a_worker_grades_classifies_and_writes_down_consent_on_the_page(as_role: As, granny: Client) -> None:
    browser, today = as_role("worker"), localdate().isoformat()
    post = lambda name, **facts: browser.post(reverse(name, args=[granny.pk]), facts)  # noqa: E731
    assert post("client-grade", grade="HIGH", reason="跌倒一次", graded_on=today).status_code == 302
    assert post("client-classify", code="DISABLED", since_on=today, source="SURVEY").status_code == 302
    assert (
        post("client-consent", purpose="PHOTO", given="no", basis="ORAL", given_on=today).status_code == 302
    )
    assert Grading.objects.get().reason == "跌倒一次"
    page = browser.get(file_of(granny)).content.decode()
    for words in ("高风险", "残疾人", "不同意，不要拍人", "还没问过"):
        assert words in page
    assert browser.post(reverse("client-class-end", args=[granny.pk, "DISABLED"])).status_code == 302
    assert ClientClass.objects.get(code="DISABLED").until_on == localdate()
    consent = Consent.objects.get(purpose="SERVICE")
    assert browser.post(reverse("client-consent-withdraw", args=[granny.pk, consent.pk])).status_code == 302
    assert f"本人已于{today}撤回对接受服务和建档的同意" in browser.get(file_of(granny)).content.decode()


@pytest.mark.parametrize(
    ("name", "facts", "word"),
    [
        ("client-grade", {"grade": "HIGH", "reason": "x", "graded_on": "2020-01-01"}, "早于建档日期"),
        ("client-grade", {"grade": "", "reason": "", "graded_on": ""}, "有几处要改"),
        ("client-classify", {"code": "ORPHAN", "since_on": "2026-11-01", "source": "SURVEY"}, "未满18周岁"),
        (
            "client-consent",
            {"purpose": "PHOTO", "given": "yes", "basis": "GUARDIAN", "given_on": "2026-11-01"},
            "监护人姓名",
        ),
        ("client-guardian", {"kind": "PARENT", "name": "123", "from_on": "2026-11-01"}, "有数字"),
        ("client-household", {"member": "没有这个人", "relation": "女儿"}, "本站没有找到"),
        ("client-close", {"reason": "DIED", "closed_on": "2020-01-01"}, "早于建档日期"),
    ],
)
def test_a_refused_form_comes_back_with_its_sentence(
    as_role: As, granny: Client, name: str, facts: dict[str, str], word: str
) -> None:
    answer = as_role("worker").post(reverse(name, args=[granny.pk]), facts)
    assert answer.status_code == 422
    assert word in answer.content.decode()


def test_a_child_without_a_guardian_is_flagged_until_one_is_named(as_role: As, world: World) -> None:
    boy = register_client(actor=WANG, station_id=YACHA_STATION, person=BOY, on=localdate())
    browser = as_role("worker")
    assert "还没有登记监护人" in browser.get(file_of(boy)).content.decode()
    facts = {"kind": "GRANDPARENT", "name": "示例爷爷", "phone": "13800000008", "from_on": "2026-11-01"}
    assert browser.post(reverse("client-guardian", args=[boy.pk]), facts).status_code == 302
    page = browser.get(file_of(boy)).content.decode()
    assert "还没有登记监护人" not in page
    assert "示**" in page
    assert (
        browser.post(reverse("client-guardian-end", args=[boy.pk, Guardianship.objects.get().pk])).status_code
        == 302
    )


def test_a_household_is_formed_joined_and_left(as_role: As, granny: Client) -> None:
    boy = register_client(
        actor=WANG, station_id=YACHA_STATION, person=BOY, on=localdate(), despite_duplicates=[granny.pk]
    )
    browser = as_role("worker")
    assert browser.post(reverse("client-household", args=[granny.pk]), {}).status_code == 302
    assert (
        browser.post(
            reverse("client-household", args=[boy.pk]), {"member": granny.file_no, "relation": "孙子"}
        ).status_code
        == 302
    )
    page = browser.get(file_of(granny)).content.decode()
    assert "2 人同户" in page
    assert "示例小朋友" in page
    restrict_client(actor=HEAD, client_id=boy.pk, reason="保护对象")
    assert "受限档案，孙子" in browser.get(file_of(granny)).content.decode()
    assert as_role("station_head").get(file_of(boy)).status_code == 200
    assert browser.post(reverse("client-household-leave", args=[granny.pk])).status_code == 422


def test_a_file_is_restricted_closed_reopened_and_moved_by_those_who_may(as_role: As, granny: Client) -> None:
    head, county = as_role("station_head"), as_role("county")
    url = lambda name: reverse(name, args=[granny.pk])  # noqa: E731
    assert head.post(url("client-restrict"), {"reason": ""}).status_code == 422
    assert head.post(url("client-restrict"), {"reason": "保护对象"}).status_code == 302
    assert head.post(url("client-restrict")).status_code == 302
    assert (
        head.post(
            url("client-close"), {"reason": "MOVED_AWAY", "closed_on": localdate().isoformat()}
        ).status_code
        == 302
    )
    assert "迁离本地" in head.get(file_of(granny)).content.decode()
    assert head.post(url("client-reopen")).status_code == 302
    assert (
        county.post(
            url("client-move"), {"to_station": str(QIFANG_STATION), "reason": "随女儿居住"}
        ).status_code
        == 302
    )
    assert head.get(file_of(granny)).status_code == 404
    assert "原档案号" in county.get(file_of(granny)).content.decode()


def test_the_head_says_who_looks_after_a_client(as_role: As, granny: Client) -> None:
    assert (
        as_role("station_head").post(reverse("client-assign", args=[granny.pk]), {"worker": ""}).status_code
        == 302
    )
    assert (
        as_role("worker").post(reverse("client-assign", args=[granny.pk]), {"worker": ""}).status_code == 403
    )


def test_correcting_a_file_asks_for_a_reason_to_see_it_first(as_role: As, granny: Client) -> None:
    browser, edit = as_role("worker"), reverse("client-edit", args=[granny.pk])
    assert browser.get(edit).status_code == 302
    browser.post(reverse("client-unmask", args=[granny.pk]), {"reason": "LIST_CHECK"})
    assert GRANNY.id_number in browser.get(edit).content.decode()
    facts = {**vars(GRANNY), "born_on": "", "phone": "13900000000", "marital": "WIDOWED"}
    assert browser.post(edit, facts).status_code == 302
    granny.refresh_from_db()
    assert (granny.phone, granny.address, granny.born_on) == (
        "13900000000",
        GRANNY.address,
        date(1948, 3, 15),
    )
    bad = browser.post(edit, {**facts, "id_number": "1"})
    assert bad.status_code == 422
    assert "18位" in bad.content.decode()


def test_no_two_boxes_of_the_page_carry_one_id(as_role: As, granny: Client) -> None:
    for role in ("worker", "station_head", "county"):
        page = as_role(role).get(file_of(granny)).content.decode()
        ids = re.findall(r' id="([^"]+)"', page)
        assert sorted(ids) == sorted(set(ids)), role


def test_who_records_nothing_gets_no_button_for_it(as_role: As, granny: Client) -> None:
    assert "记录探访" in as_role("worker").get(file_of(granny)).content.decode()
    assert "记录探访" not in as_role("county").get(file_of(granny)).content.decode()


def test_what_holds_no_longer_ends_on_the_day_it_ended(as_role: As, granny: Client) -> None:
    browser, day = as_role("worker"), localdate() - timedelta(days=3)
    facts = {"on": day.isoformat()}
    assert browser.post(reverse("client-class-end", args=[granny.pk, "DIBAO"]), facts).status_code == 302
    assert ClientClass.objects.get(code="DIBAO").until_on == day
    consent = Consent.objects.get(purpose="SERVICE")
    browser.post(reverse("client-consent-withdraw", args=[granny.pk, consent.pk]), facts)
    consent.refresh_from_db()
    assert consent.withdrawn_on == day


def test_a_restriction_without_a_reason_comes_back_on_the_page(as_role: As, granny: Client) -> None:
    head = as_role("station_head")
    answer = head.post(reverse("client-restrict", args=[granny.pk]), {"reason": ""})
    assert answer.status_code == 422
    assert "设为受限档案" in answer.content.decode()
    head.post(reverse("client-restrict", args=[granny.pk]), {"reason": "家暴受害人"})
    assert "理由：家暴受害人" in head.get(file_of(granny)).content.decode()


def test_somebody_joins_who_has_no_household_yet_and_the_household_gets_a_new_head(
    as_role: As, granny: Client
) -> None:
    boy = register_client(
        actor=WANG, station_id=YACHA_STATION, person=BOY, on=localdate(), despite_duplicates=[granny.pk]
    )
    uncle = register_client(actor=WANG, station_id=YACHA_STATION, person=UNCLE, on=localdate())
    browser = as_role("worker")
    join = reverse("client-household", args=[boy.pk])
    assert "与户主的关系" in browser.post(join, {"member": "测试奶奶"}).content.decode()
    assert browser.post(join, {"member": "测试奶奶", "relation": "孙子"}).status_code == 302
    add = reverse("client-member", args=[granny.pk])
    assert browser.post(add, {"member": uncle.file_no, "relation": "儿子"}).status_code == 302
    assert "3 人同户" in browser.get(file_of(granny)).content.decode()
    browser.post(
        reverse("client-close", args=[granny.pk]), {"reason": "DIED", "closed_on": localdate().isoformat()}
    )
    assert "这一户现在没有户主" in browser.get(file_of(boy)).content.decode()
    assert browser.post(reverse("client-head", args=[uncle.pk]), {}).status_code == 302
    assert "这一户现在没有户主" not in browser.get(file_of(boy)).content.decode()
    assert browser.post(add, {"member": "测试奶奶", "relation": "x"}).status_code == 422


def test_two_people_of_one_name_are_told_apart_by_their_file_numbers(as_role: As, granny: Client) -> None:
    for n in (1, 2):
        register_client(
            actor=WANG, station_id=YACHA_STATION, on=localdate(),
            person=Person(name="示例同名", id_number=number(f"469025195{n}0101001"), village_name=f"示例{n}村"),
        )  # fmt: skip
    facts = {"member": "示例同名", "relation": "女儿"}
    answer = as_role("worker").post(reverse("client-household", args=[granny.pk]), facts)
    assert "本站有2位“示例同名”，请改填档案号" in answer.content.decode()


def test_the_panel_of_changes_says_who_changed_which_field_and_never_to_what(
    as_role: As, granny: Client
) -> None:
    browser = as_role("worker")
    browser.post(reverse("client-unmask", args=[granny.pk]), {"reason": "LIST_CHECK"})
    browser.post(
        reverse("client-edit", args=[granny.pk]),
        {**vars(GRANNY), "born_on": "1948-03-15", "sex": "F", "phone": "13900000000", "marital": "WIDOWED"},
    )
    browser.post(
        reverse("client-consent", args=[granny.pk]),
        {"purpose": "PHOTO", "given": "no", "basis": "ORAL", "given_on": localdate().isoformat()},
    )
    panel = browser.get(reverse("client-changes", args=[granny.pk])).content.decode()
    for words in ("更正档案：联系电话，婚姻", "登记同意书：拍照，不同意"):
        assert words in panel
    assert "13900000000" not in panel
    assert "翻开一人一档" not in panel


def test_the_panel_of_changes_names_the_list_and_the_look_alikes_decided(
    as_role: As, granny: Client, neighbours: list[Browser]
) -> None:
    other = register_client(
        actor=WANG, station_id=YACHA_STATION, person=replace(UNCLE, phone=GRANNY.phone), on=localdate(),
        despite_duplicates=[granny.pk],
    )  # fmt: skip
    for one, said in ((granny, other), (other, granny)):
        panel = as_role("worker").get(reverse("client-changes", args=[one.pk])).content.decode()
        assert said.file_no in panel
        assert "不是同一人" in panel
        assert "电话相同 +40" in panel
    restrict_client(actor=HEAD, client_id=other.pk, reason="保护对象")
    panel = as_role("worker").get(reverse("client-changes", args=[granny.pk])).content.decode()
    assert "一份您看不到的档案" in panel
    assert other.file_no not in panel
    for name in ("client-changes", "client-year"):
        assert neighbours[0].get(reverse(name, args=[granny.pk])).status_code == 404


def test_a_likely_double_is_shown_on_the_file_and_decided_there(as_role: As, granny: Client) -> None:
    double = register_client(
        actor=WANG, station_id=YACHA_STATION, person=UNCLE, on=localdate(), opened_on=date(2025, 8, 1)
    )
    Client.objects.filter(pk=double.pk).update(
        name=granny.name, name_digest=granny.name_digest, name_initials=granny.name_initials, born_on=granny.born_on, sex="F",
    )  # fmt: skip
    browser = as_role("worker")
    doubles, decide = (reverse(name, args=[double.pk]) for name in ("client-doubles", "client-decide"))
    panel = browser.get(doubles).content.decode()
    assert "很可能是同一人：同名、同一天出生" in panel
    assert "核对过，不是同一人" in panel
    assert "核对过，不是同一人" not in as_role("auditor").get(doubles).content.decode()
    assert browser.post(decide, {"verdict": "SAME"}).status_code == 422
    assert browser.post(decide, {"verdict": "SAME", "other": granny.pk}).status_code == 302
    page = browser.get(file_of(double)).content.decode()
    assert "重复建档" in page
    assert "是同一人" in browser.get(reverse("client-changes", args=[granny.pk])).content.decode()


def test_the_year_is_told_by_kind_and_the_heading_of_the_services_stays(as_role: As, granny: Client) -> None:
    browser = as_role("worker")
    assert "今年还没有服务记录" in browser.get(reverse("client-year", args=[granny.pk])).content.decode()
    page = browser.get(file_of(granny)).content.decode()
    heading, loading = (
        page.index("服务经过"),
        page.index(f'hx-get="{reverse("client-timeline", args=[granny.pk])}"'),
    )
    assert heading < loading


# --- a new file -------------------------------------------------------------------------------------------------------


def new(**facts: Any) -> dict[str, Any]:
    return {
        "station": str(YACHA_STATION),
        "name": "示例大叔",
        "id_kind": "RESIDENT",
        "id_number": UNCLE.id_number,
        "opened_on": localdate().isoformat(),
    } | facts


def test_a_file_is_opened_on_the_page(as_role: As, world: World) -> None:
    browser = as_role("worker")
    assert browser.get(reverse("client-register")).status_code == 200
    answer = browser.post(
        reverse("client-register"), new(classes=["DIBAO"], consent="ORAL", marital="MARRIED")
    )
    client = Client.objects.get()
    assert answer["Location"] == file_of(client)
    assert (client.sex, client.born_on, client.details.marital) == (
        "F" if int(UNCLE.id_number[16]) % 2 == 0 else "M",
        date(1965, 2, 8),
        "MARRIED",
    )


@pytest.mark.requirement("R274", "R341")
def test_a_child_is_filed_with_consent_and_guardian_at_once_and_twice_pressed_makes_one_file(
    as_role: As, world: World
) -> None:
    browser = as_role("worker")
    shown = browser.get(reverse("client-register")).content.decode()
    made = re.search(r'name="client_id" value="([^"]+)"', shown)
    assert made
    facts = new(
        client_id=made[1], name=BOY.name, id_number=BOY.id_number, consent="GUARDIAN", consent_by="示例爷爷",
        guardian_kind="GRANDPARENT", guardian_phone="13800000008",
    )  # fmt: skip
    assert browser.post(reverse("client-register"), facts).status_code == 302
    assert browser.post(reverse("client-register"), facts).status_code == 302
    boy = Client.objects.get()
    assert (str(boy.pk), Guardianship.objects.get().name) == (made[1], "示例爷爷")
    page = browser.get(file_of(boy)).content.decode()
    assert "还没有登记" not in page.split("身份信息")[0]
    assert "建档" in browser.get(reverse("client-changes", args=[boy.pk])).content.decode()


def test_who_opens_the_file_looks_after_the_person(as_role: As, world: World, worker: Worker) -> None:
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=world.account_of("worker").pk)
    as_role("worker").post(reverse("client-register"), new())
    assert Client.objects.get().responsible_worker_id == worker.pk


def test_without_papers_the_reason_is_asked_for_where_it_can_be_seen(as_role: As, world: World) -> None:
    browser, facts = as_role("worker"), new(id_kind="NONE", id_number="")
    assert "写明原因" in browser.post(reverse("client-look"), facts).content.decode()
    page = browser.post(reverse("client-register"), facts).content.decode()
    assert page.index("<details open>") < page.index("no_id_reason")
    answer = browser.post(reverse("client-register"), facts | {"no_id_reason": "未登记户口"})
    assert "没有证件：未登记户口" in browser.get(answer["Location"]).content.decode()


def test_papers_tell_birthday_sex_and_age_while_typing(as_role: As, world: World) -> None:
    page = (
        as_role("worker")
        .post(reverse("client-look"), {"id_kind": "RESIDENT", "id_number": GRANNY.id_number})
        .content.decode()
    )
    assert "1948年3月15日，女" in page
    page = (
        as_role("worker")
        .post(reverse("client-look"), {"id_kind": "RESIDENT", "id_number": GRANNY.id_number[:-1] + "0"})
        .content.decode()
    )
    assert "校验码" in page


def test_look_alikes_are_shown_while_typing_and_answered_for(as_role: As, granny: Client) -> None:
    browser = as_role("worker")
    facts = new(phone=GRANNY.phone)
    page = browser.post(reverse("client-look"), facts).content.decode()
    assert "电话相同" in page
    assert str(granny.pk) in page
    refused = browser.post(reverse("client-register"), facts)
    assert refused.status_code == 422
    assert "可能是同一人" in refused.content.decode()
    assert (
        browser.post(
            reverse("client-register"), facts | {"despite": [str(granny.pk), "nonsense"]}
        ).status_code
        == 302
    )


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"name": ""}, "有几处要改"),
        ({"id_number": "46902519650208"}, "18位"),
        ({"id_number": "", "id_kind": "NONE"}, "请写明原因"),
        ({"opened_on": "2099-01-01"}, "今天以后"),
        ({"born_on": "2017-06-01"}, "家长的证件"),
        ({"opened_on": "不是日期"}, "有几处要改"),
        ({"classes": ["NOPE"]}, "有几处要改"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    as_role: As, world: World, facts: dict[str, Any], word: str
) -> None:
    answer = as_role("worker").post(reverse("client-register"), new(address="示例路9号", **facts))
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert "示例路9号" in answer.content.decode()
    assert not Client.objects.exists()


def test_a_number_filed_elsewhere_is_refused_without_a_word_of_whose_it_is(
    granny: Client, neighbours: list[Browser]
) -> None:
    answer = neighbours[0].post(
        reverse("client-register"),
        new(station=str(SHILU_STATION), id_number=GRANNY.id_number, name="测试奶奶"),
    )
    page = answer.content.decode()
    assert "该证件号码已在其他站点建档，请联系县民政局。" in page
    assert "牙叉" not in page


# --- lists ------------------------------------------------------------------------------------------------------------

HEADER = ["姓名", "身份证号", "联系电话", "乡镇", "类别"]
ROWS = [
    ["示例一", number("46902519500101101"), "13800001001", "牙叉镇", "低保"],
    ["示例坏", "123", "", "牙叉镇", ""],
]


def upload(browser: Browser, content: bytes, name: str = "名单.xlsx", **facts: str) -> Any:
    given = {"file": SimpleUploadedFile(name, content), "list_on": localdate().isoformat()} | facts
    return browser.post(reverse("client-import-upload"), given)


@pytest.mark.requirement("R032", "R329")
def test_a_list_goes_from_file_to_files(
    as_role: As, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    county = as_role("county")
    assert county.get(reverse("client-imports")).status_code == 200
    page = county.get(upload(county, book(HEADER, *ROWS))["Location"]).content.decode()
    assert "哪一列是什么" in page
    assert ROWS[0][1] not in page
    batch = ImportBatch.objects.get()
    columns = {field: str(place) for field, place in batch.columns.items()}
    with django_capture_on_commit_callbacks(execute=True):
        county.post(reverse("client-import-map", args=[batch.pk]), columns)
    page = county.get(reverse("client-import", args=[batch.pk])).content.decode()
    assert "新建 1 人，变更 0 人，1 行不能导入" in page
    assert "18位" in page
    assert not Client.objects.exists()
    assert "示**" in county.get(reverse("client-import", args=[batch.pk]), {"fate": "NEW"}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        county.post(reverse("client-import-confirm", args=[batch.pk]))
    assert Client.objects.get().name == "示例一"
    assert "已新建 1 人" in county.get(reverse("client-import", args=[batch.pk])).content.decode()
    from yizhan.clients.rules.sheet import read_sheet

    back = read_sheet(county.get(reverse("client-import-refused", args=[batch.pk])).content)
    assert back.rows[0][:4] == ["3", "身份证号应为18位，这里是3位", "示例坏", "123"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空的"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "不是表格文件"),
        (book(["甲", "乙"]), "表头下面没有一行数据"),
        ("姓名,身份证号\n示例一,123".encode("gbk"), None),
    ],
    ids=["empty", "picture", "no rows", "gbk"],
)
def test_a_bad_file_gets_a_sentence(as_role: As, world: World, content: bytes, word: str | None) -> None:
    answer = upload(as_role("county"), content)
    assert answer.status_code == (422 if word else 302)
    if word:
        assert word in answer.content.decode()


def test_200_megabytes_are_refused_by_their_size_alone(
    as_role: As, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yizhan.clients.rules.sheet.MOST_BYTES", 1000)
    answer = upload(as_role("county"), book(HEADER, *ROWS))
    assert answer.status_code == 422
    assert "文件太大" in answer.content.decode()


def test_wrong_columns_are_refused_with_the_choice_kept(as_role: As, world: World) -> None:
    county = as_role("county")
    upload(county, book(HEADER, *ROWS))
    answer = county.post(
        reverse("client-import-map", args=[ImportBatch.objects.get().pk]), {"name": "0", "id_number": "0"}
    )
    assert answer.status_code == 422
    assert "选了同一列" in answer.content.decode()


def test_progress_survives_leaving_the_page(as_role: As, world: World) -> None:
    county = as_role("county")
    upload(county, book(HEADER, *ROWS))
    batch = ImportBatch.objects.get()
    county.post(reverse("client-import-map", args=[batch.pk]), {"name": "0", "id_number": "1"})
    for url in (
        reverse("client-import", args=[batch.pk]),
        reverse("client-import-progress", args=[batch.pk]),
    ):
        assert "正在核对" in county.get(url).content.decode()
    ImportBatch.objects.update(state="CHECKED")
    assert county.get(reverse("client-import-progress", args=[batch.pk]))["HX-Refresh"] == "true"
    assert county.post(reverse("client-import-discard", args=[batch.pk])).status_code == 302
    assert county.post(reverse("client-import-confirm", args=[batch.pk])).status_code == 422


def test_the_neighbours_do_not_see_the_list(as_role: As, neighbours: list[Browser]) -> None:
    upload(as_role("county"), book(HEADER, *ROWS))
    batch = ImportBatch.objects.get()
    _, head, county = neighbours
    for browser in (head, county):
        assert "名单.xlsx" not in browser.get(reverse("client-imports")).content.decode()
        for name in ("client-import", "client-import-progress", "client-import-refused"):
            assert browser.get(reverse(name, args=[batch.pk])).status_code == 404
    assert as_role("worker").get(reverse("client-imports")).status_code == 403


def test_a_head_uploads_for_her_own_station(as_role: As, world: World) -> None:
    head = as_role("station_head")
    assert upload(head, book(HEADER, *ROWS)).status_code == 422
    assert upload(head, book(HEADER, *ROWS), station=str(YACHA_STATION)).status_code == 302
    assert ImportBatch.objects.get().station_id == UUID(str(YACHA_STATION))


def test_the_audit_trail_names_what_was_done_and_nobody(as_role: As, granny: Client) -> None:
    record_consent(
        actor=WANG,
        client_id=granny.pk,
        purpose="SHARE",
        given=True,
        basis="WRITTEN",
        given_on=localdate(),
        on=localdate(),
        by_name="示例女儿",
    )
    register_client(actor=ZHAO, station_id=QIFANG_STATION, person=UNCLE, on=localdate())
    changes = {"emergency_name": "示例儿子", "phone": "13900000001"}
    update_client(
        actor=WANG, client_id=granny.pk, changes=changes, details={"health": "示例病"}, on=localdate()
    )
    assert AuditEvent.objects.get(action="clients.update_client").facts["changes"] == sorted(changes)
    told = json.dumps(list(AuditEvent.objects.values_list("facts", flat=True)), ensure_ascii=False)
    assert "record_consent" in str(list(AuditEvent.objects.values_list("action", flat=True)))
    for secret in ("示例", "测试", GRANNY.id_number, GRANNY.phone, "13900000001"):
        assert secret not in told
