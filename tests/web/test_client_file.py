"""The page of one person."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.folk import BOY, GRANNY, UNCLE, number
from tests.conftest import Pinned
from tests.people import (
    HEAD,
    QIFANG_STATION,
    WANG,
    YACHA_STATION,
    ZHAO,
)
from tests.web.clients_world import As, as_role, file_of, granny, neighbours
from tests.world import World
from yizhan.clients.actions import record_consent, register_client, restrict_client, update_client
from yizhan.clients.models import Client, ClientClass, Consent, Grading, Guardianship
from yizhan.clients.rules.identity import Person
from yizhan.privacy.models import AuditEvent

__all__ = ["as_role", "granny", "neighbours"]


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
