"""A project is handed out as contracting data that the public validator of the standard finds nothing against."""

import json
import socket
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from tests.contracts.deals import TWO, YUAN, draft, signed
from tests.contracts.ocds import complaints
from tests.contracts.years import project
from tests.people import BAISHA, CHANGJIANG, CHANGJIANG_BUREAU, MANAGER, QIAN, QIFANG_STATION, ZHAO
from tests.world import NOW, TODAY, World, sign_in_as
from yizhan.contracts.actions import (
    StationLine,
    approve_payment,
    collect_recovery,
    deduct,
    pay_instalment,
    publish_open_data,
    request_payment,
    vary_agreement,
)
from yizhan.contracts.models import Instalment
from yizhan.contracts.queries.ocds import published
from yizhan.contracts.rules.ocds import PREFIX, package
from yizhan.disclosure.models import Snapshot
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
URI = "https://yizhan.example/contracts/ocds.json"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The validator is handed the standard; whoever asks the network for it fails."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a test asked the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_the_validator_finds_a_fault_that_is_planted() -> None:
    wrong = complaints({"uri": URI, "version": "1.1", "publisher": {"name": "x"}, "publishedDate": "gestern",
                        "releases": [{"id": "1", "tag": ["nonsense"], "staff": "王"}]})  # fmt: skip
    assert {"validation_errors", "additional_fields", "additional_closed_codelist_values"} <= set(wrong)


def test_the_validator_finds_nothing_against_a_project(world: World) -> None:
    one = signed(project(), services=[])
    first = Instalment.objects.get(agreement=one, number=1)
    request_payment(actor=MANAGER, instalment_id=first.pk, on=date(2026, 7, 8))
    approve_payment(actor=ZHAO, instalment_id=first.pk, on=date(2026, 7, 9))
    pay_instalment(actor=ZHAO, instalment_id=first.pk, paid_on=date(2026, 7, 10), on=date(2026, 7, 10))
    back = deduct(
        actor=ZHAO, agreement_id=one.pk, kind="RECOVERY", amount_fen=12_345, because="某某没有到岗",
        clause="协议第九条", on=TODAY,
    )  # fmt: skip
    collect_recovery(actor=ZHAO, deduction_id=back.pk, recovered_on=TODAY, on=TODAY)
    vary_agreement(
        actor=ZHAO, agreement_id=one.pk, kind="VARIATION", from_on=TODAY, because="某某调走", on=TODAY,
        stations=(TWO[0], StationLine(QIFANG_STATION, 2, 220_000 * YUAN)),
    )  # fmt: skip
    draft(one.project)
    told = package(published(actor=ZHAO, project=one.project), at=NOW, uri=URI)
    assert complaints(json.loads(json.dumps(told))) == {}
    release = told["releases"][0]
    assert release["ocid"] == f"{PREFIX}-{one.project_id}"
    assert len(release["contracts"]) == 1, "a draft is not published"
    assert [each["value"]["amount"] for each in release["contracts"][0]["implementation"]["transactions"]] == [
        176_000, 123.45,
    ]  # fmt: skip
    text = json.dumps(told, ensure_ascii=False)
    for inside in ("某某", "赵科长", "机构经理", "协议第九条"):
        assert inside not in text, "no person, no reason typed by hand"


def test_a_project_before_its_agreement_is_contracting_data_too(world: World) -> None:
    before = project("2025—2026年度项目", first_on=date(2025, 7, 1), last_on=date(2026, 6, 30))
    told = package(published(actor=ZHAO, project=project(follows_id=before.pk)), at=NOW, uri=URI)
    assert complaints(told) == {}
    assert told["releases"][0]["relatedProcesses"][0]["identifier"] == f"{PREFIX}-{before.pk}"


def test_all_projects_of_a_county_come_in_one_file_without_a_fault(world: World, client: Client) -> None:
    before = project("2025—2026年度项目", first_on=date(2025, 7, 1), last_on=date(2026, 6, 30))
    signed(project(follows_id=before.pk))
    sign_in_as(client, world.account_of("county"))
    answer = client.get("/contracts/ocds.json")
    told = answer.json()
    assert complaints(told) == {}
    assert [len(one.get("contracts", ())) for one in told["releases"]] == [0, 1]
    assert "购买服务项目" in unquote(answer["Content-Disposition"])
    assert client.get(f"/contracts/ocds.json?county={CHANGJIANG}").status_code == 404
    assert "/contracts/ocds.json?county=" in client.get("/contracts/open/").content.decode()


def test_the_file_is_for_those_who_see_the_money(world: World, client: Client) -> None:
    one = signed()
    url = f"/contracts/{one.project_id}/ocds.json"
    sign_in_as(client, world.account_of("county"))
    assert client.get(url).json()["releases"][0]["buyer"]["name"] == "示例白沙县民政局"
    sign_in_as(
        client, world.account("county", organisation=CHANGJIANG_BUREAU, region=CHANGJIANG, username="qian")
    )
    assert client.get(url).status_code == 404
    sign_in_as(client, world.account_of("station_head"))
    assert client.get(url).status_code == 403


@pytest.mark.refuses("contracts.publish_open_data")
def test_a_county_publishes_its_contracting_data_and_the_public_takes_them_away(
    world: World, client: Client
) -> None:
    given: dict[str, Any] = {"region_code": BAISHA, "uri": URI, "prefix": PREFIX, "at": NOW, "on": TODAY}
    project("2025—2026年度项目", first_on=date(2025, 7, 1), last_on=date(2026, 6, 30))
    for actor, error in ((MANAGER, NotAllowed), (QIAN, Refused), (ZHAO, Refused)):
        with pytest.raises(error):
            publish_open_data(actor=actor, snapshot_id=uuid7(), **given)
    one = signed()
    browser = sign_in_as(client, world.account_of("county"))
    page = browser.get("/contracts/open/").content.decode()
    assert "默认前缀，没有登记" in page
    browser.post("/contracts/open/publish", {"county": BAISHA})
    first = Snapshot.objects.get(kind="contracts.ocds")
    assert "和公开的一样" in browser.get("/contracts/open/").content.decode()
    anybody = Client()
    listed = anybody.get(f"/p/open/{BAISHA}/").content.decode()
    assert "购买服务项目数据" in listed
    sheet = anybody.get(f"/p/open/sheet/{first.pk}/").content.decode()
    assert "还没有向开放合同伙伴组织登记" in sheet
    assert f"{first.approved_on:%Y-%m-%d} 核定公开" in sheet
    answer = anybody.get(f"/p/open/sheet/{first.pk}/data.json")
    told = answer.json()
    assert complaints(told) == {}
    assert told["uri"].endswith(f"/p/open/sheet/{first.pk}/data.json")
    assert [each["contracts"][0]["title"] for each in told["releases"]] == [one.number], "only what is signed"
    for inside in ("赵科长", "机构经理", "王社工", "评审"):
        assert inside not in answer.content.decode() + sheet
    second = publish_open_data(actor=ZHAO, snapshot_id=uuid7(), **(given | {"prefix": "ocds-a1b2c3"}))
    assert second.body["data"]["releases"][0]["ocid"] == f"ocds-a1b2c3-{one.project_id}"
    assert "没有向" not in "".join(second.body["notes"])
    former = anybody.get(f"/p/open/sheet/{first.pk}/data.json")
    assert former.status_code == 410
    assert f"/p/open/sheet/{second.pk}/" in former.content.decode()
    assert anybody.get(f"/p/open/{BAISHA}/").content.decode().count("购买服务项目数据") == 1
    Instalment.objects.filter(agreement=one, number=1).update(name="第一期 13800000000")
    with pytest.raises(Refused, match="手机号码"):
        publish_open_data(actor=ZHAO, snapshot_id=uuid7(), **given)
