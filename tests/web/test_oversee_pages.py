"""The pages of inspections, rectification, letters and credit, as the county, the station's head and the agency use them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from tests.people import AGENCY, CHANGJIANG, CHANGJIANG_BUREAU, YACHA_STATION
from tests.query_counts import counting
from tests.world import World, sign_in_as
from yizhan.kernel.ids import uuid7
from yizhan.oversight.models import Admonition, EvidenceFile, Finding, Inspection

pytestmark = pytest.mark.django_db
STATION = f"station:{YACHA_STATION}"


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


def visited(client: Client, **given: str) -> Inspection:
    """The county looked at two lines; the second, found on the spot, is wrong."""
    facts = {
        "inspection_id": str(uuid7()), "whom": STATION, "kind": "SITE", "planned_on": str(localdate()),
        "topics": ["安全"],
    }  # fmt: skip
    answer = client.post("/oversight/inspections/new/", {**facts, **given})
    assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.content.decode())
    here = answer["Location"]
    found: dict[str, Any] = {
        "result-1": "OK",
        "added": ["门口没有斜坡"],
        "present": "示例科长、示例站长",
        "says": "一处要改",
    }
    assert client.post(f"{here}note/", found).status_code == 302
    finished = {**found, "added": [], "result-2": "FOUND", "finish": "1", "done_on": str(localdate())}
    assert client.post(f"{here}note/", finished).status_code == 422
    done = {
        **finished, "words-2": "门口没有斜坡", "mend-2": str(localdate() + timedelta(days=9)),
    }  # fmt: skip
    assert client.post(f"{here}note/", done).status_code == 302
    return Inspection.objects.get(pk=here.rstrip("/").split("/")[-1])


@pytest.mark.requirement("R180")
def test_from_the_visit_to_the_cleared_finding(world: World, client: Client) -> None:
    county = world.account_of("county")
    sign_in_as(client, county)
    assert "还没有检查" in page(client, "/oversight/inspections/")
    assert "没有整改事项" in page(client, "/oversight/findings/")
    visit = visited(client)
    record = client.get(f"/oversight/inspections/{visit.pk}/record.docx")
    assert record.content[:2] == b"PK"
    finding = Finding.objects.get()
    here = f"/oversight/findings/{finding.pk}/"
    assert "由社工站整改" not in page(client, here)

    sign_in_as(client, world.account_of("station_head"))
    assert "整改：门口没有斜坡" in page(client, "/")
    assert "核查通过" not in page(client, here)
    assert client.post(f"{here}plan/", {"text": "请镇里帮忙修"}).status_code == 302
    upload = SimpleUploadedFile("slope.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    client.post(f"/oversight/evidence/finding/{finding.pk}/", {"file": upload, "title": "斜坡"})
    file = EvidenceFile.objects.get()
    refused = client.post(f"{here}hand-in/", {"text": " "})
    assert refused.status_code == 422
    client.post(f"{here}hand-in/", {"text": "斜坡修好了"})

    sign_in_as(client, county)
    assert "核查整改：门口没有斜坡" in page(client, "/")
    assert client.get(f"/oversight/evidence/{file.pk}/").content.startswith(b"%PDF")
    client.post(f"{here}return/", {"text": "坡太陡"})
    later = str(localdate() + timedelta(days=20))
    assert client.post(f"{here}extend/", {"text": "下雨", "until_on": ""}).status_code == 422
    client.post(f"{here}extend/", {"text": "下雨", "until_on": later})
    sign_in_as(client, world.account_of("station_head"))
    client.post(f"{here}hand-in/", {"text": "重新修了"})
    sign_in_as(client, county)
    client.post(f"{here}clear/", {"text": "推轮椅试过"})
    assert "已清零" in page(client, "/oversight/findings/left/?by=visit")
    assert "已清零" in page(client, "/oversight/findings/left/")
    client.post(f"{here}reopen/", {"text": "又堆了杂物", "mend_by_on": later})
    assert "重新整改 1 次" in page(client, here)
    client.post(f"{here}withdraw/", {"text": "另开一项"})
    assert client.post(f"{here}jump/").status_code == 404
    for address in ("/oversight/findings/", "/oversight/inspections/", "/oversight/findings/left/"):
        assert client.get(f"{address}?export=xlsx")["Content-Type"].endswith("sheet")


def test_the_neighbouring_county_finds_nothing(world: World, client: Client) -> None:
    sign_in_as(client, world.account_of("county"))
    visit = visited(client)
    finding = Finding.objects.get()
    neighbour = world.account("county", organisation=CHANGJIANG_BUREAU, region=CHANGJIANG, username="qian")
    sign_in_as(client, neighbour)
    for address in (f"/oversight/findings/{finding.pk}/", f"/oversight/inspections/{visit.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/oversight/findings/{finding.pk}/clear/", {"text": "看过"}).status_code == 404
    assert client.post(f"/oversight/inspections/{visit.pk}/drop/", {"because": "下雨"}).status_code == 404
    assert finding.number not in page(client, "/oversight/findings/")
    sign_in_as(client, world.account_of("worker"))
    assert client.get("/oversight/findings/").status_code == 403


def test_an_interview_is_answered_by_the_agency(world: World, client: Client) -> None:
    county = world.account_of("county")
    sign_in_as(client, county)
    answer = client.post(
        "/oversight/admonitions/new/",
        {
            "admonition_id": str(uuid7()), "whom": f"agency:{AGENCY}", "kind": "TALK", "given_on": str(localdate()),
            "receiver": "机构负责人", "content": "月报两个月迟报", "asks": "定专人核月报\n",
            "mend_by_on": str(localdate() + timedelta(days=9)), "answer_by_on": str(localdate()),
        },
    )  # fmt: skip
    assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.content.decode())
    letter = Admonition.objects.get()
    sign_in_as(client, world.account_of("agency_manager"))
    assert "回复约谈" in page(client, "/")
    here = f"/oversight/admonitions/{letter.pk}/"
    assert client.post(here, {"text": " "}).status_code == 422
    client.post(here, {"text": "已定专人"})
    assert "已回复" in page(client, here)
    assert letter.number in page(client, "/oversight/admonitions/")
    assert client.get("/oversight/admonitions/?export=xlsx")["Content-Type"].endswith("sheet")


def test_a_finding_is_opened_by_hand_and_the_pages_ask_little(world: World, client: Client) -> None:
    sign_in_as(client, world.account_of("county"))
    given = {
        "finding_id": str(uuid7()),
        "whom": STATION,
        "what": "值班表没有公示",
        "rule_id": "",
        "owner": "",
    }
    assert client.post("/oversight/findings/new/", given).status_code == 422
    client.post("/oversight/findings/new/", {**given, "mend_by_on": str(localdate())})
    visited(client)
    for name, address in (
        ("findings", "/oversight/findings/"),
        ("findings left", "/oversight/findings/left/"),
        ("finding", f"/oversight/findings/{Finding.objects.first().pk}/"),  # type: ignore[union-attr]
        ("inspections", "/oversight/inspections/"),
        ("inspection", f"/oversight/inspections/{Inspection.objects.get().pk}/"),
        ("credit", "/oversight/credit/"),
    ):
        page(client, address)
        with counting(f"oversight: {name}"):
            page(client, address)


def test_credit_has_a_tab_for_each_kind_and_gives_each_as_a_table(world: World, client: Client) -> None:
    sign_in_as(client, world.account_of("county"))
    for tab in ("", "now", "heard", "money", "letters", "over"):
        assert "诚信" in page(client, f"/oversight/credit/?tab={tab}")
        assert client.get(f"/oversight/credit/?tab={tab}&export=xlsx")["Content-Type"].endswith("sheet")
    assert "没有不良记录" in page(client, "/oversight/credit/")
    sign_in_as(client, world.account_of("agency_manager"))
    assert "没有不良记录" in page(client, "/oversight/credit/")
