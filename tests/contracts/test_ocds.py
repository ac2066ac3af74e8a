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
from tests.people import CHANGJIANG, CHANGJIANG_BUREAU, MANAGER, QIFANG_STATION, ZHAO
from tests.world import NOW, TODAY, World, sign_in_as
from yizhan.contracts.actions import (
    StationLine,
    approve_payment,
    collect_recovery,
    deduct,
    pay_instalment,
    request_payment,
    vary_agreement,
)
from yizhan.contracts.models import Instalment
from yizhan.contracts.queries.ocds import published
from yizhan.contracts.rules.ocds import PREFIX, package

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
    assert "/contracts/ocds.json?county=" in client.get("/contracts/").content.decode()


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
