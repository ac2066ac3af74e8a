"""The list of the people served, and who does not see it."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.folk import BOY, GRANNY, UNCLE, number
from tests.conftest import Pinned
from tests.people import (
    HEAD,
    WANG,
    YACHA_STATION,
)
from tests.web.clients_world import As, as_role, file_of, granny, neighbours
from tests.world import World
from yizhan.clients.actions import register_client, restrict_client
from yizhan.clients.models import Client
from yizhan.clients.rules.identity import Person

__all__ = ["as_role", "granny", "neighbours"]


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
