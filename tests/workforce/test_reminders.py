"""Who is told what about staff: a filing that came, one that was sent back, a registration that runs out."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.people import BAISHA, BAISHA_BUREAU, HEAD, LI, MANAGER, QIFANG_STATION, YACHA_STATION, ZHAO
from tests.workforce.test_staff import enrolled
from tests.world import NOW, TODAY, World, sign_in_as
from yizhan.access.models import Notice
from yizhan.kernel.errors import Refused
from yizhan.stations.models import Station
from yizhan.workforce.actions import (
    accept_filing,
    add_certificate,
    end_employment,
    file_staff,
    return_filing,
)
from yizhan.workforce.queries import certificates_ending, staff_of, unfiled_stations

pytestmark = pytest.mark.django_db


def subjects() -> set[str]:
    return set(Notice.objects.values_list("subject", flat=True))


def test_the_county_is_told_of_a_filing_and_the_station_of_its_return(world: World) -> None:
    world.account("county", organisation=BAISHA_BUREAU, region=BAISHA)
    world.account_of("station_head")
    world.account_of("agency_manager")
    enrolled()
    filing = file_staff(actor=HEAD, station_id=YACHA_STATION, filed_on=TODAY, at=NOW)
    assert subjects() == {"牙叉镇社工站报来人员备案，等您审核"}
    return_filing(actor=ZHAO, filing_id=filing.pk, reason="缺劳动合同", on=TODAY, at=NOW)
    told = Notice.objects.filter(subject__contains="退回")
    assert {notice.user.username for notice in told} >= {"station.head"}
    assert told.first() is not None
    assert f"/stations/{YACHA_STATION}/staff/#filing" in {notice.url for notice in told}


@pytest.mark.requirement("R241")
def test_what_waits_to_be_filed_is_on_the_list_with_the_countys_reason(world: World) -> None:
    assert unfiled_stations(actor=HEAD, on=TODAY) == []
    enrolled()
    (first,) = unfiled_stations(actor=HEAD, on=TODAY)
    assert (first.station.pk, first.count, first.returned) == (YACHA_STATION, 1, "")
    assert unfiled_stations(actor=LI, on=TODAY) == []
    filing = file_staff(actor=HEAD, station_id=YACHA_STATION, filed_on=TODAY)
    assert unfiled_stations(actor=HEAD, on=TODAY) == [], "it lies with the county"
    return_filing(actor=ZHAO, filing_id=filing.pk, reason="缺劳动合同", on=TODAY)
    assert unfiled_stations(actor=MANAGER, on=TODAY)[0].returned == "缺劳动合同"
    again = file_staff(actor=MANAGER, station_id=YACHA_STATION, filed_on=TODAY)
    accept_filing(actor=ZHAO, filing_id=again.pk, on=TODAY)
    assert unfiled_stations(actor=HEAD, on=TODAY) == []


def test_a_registration_that_runs_out_is_on_the_list_for_three_months(world: World) -> None:
    worker = enrolled()
    given = {"actor": HEAD, "worker_id": worker.pk, "number": "示例0001", "on": TODAY}
    issued = TODAY - timedelta(days=900)
    add_certificate(**given, level="ASSISTANT", issued_on=issued, expires_on=TODAY + timedelta(days=91))  # type: ignore[arg-type]
    assert not certificates_ending(actor=HEAD, on=TODAY).exists()
    assert certificates_ending(actor=HEAD, on=TODAY + timedelta(days=1)).get().worker == worker
    assert not certificates_ending(actor=LI, on=TODAY + timedelta(days=1)).exists()
    (line,) = staff_of(actor=HEAD, station_id=YACHA_STATION, on=TODAY + timedelta(days=1))
    assert line.renewal == "warn"
    longer = TODAY + timedelta(days=900)
    given["number"] = "示例0002"
    add_certificate(**given, level="SOCIAL_WORKER", issued_on=TODAY, expires_on=longer)  # type: ignore[arg-type]
    assert not certificates_ending(actor=HEAD, on=TODAY + timedelta(days=1)).exists()
    end_employment(actor=HEAD, worker_id=worker.pk, ended_on=TODAY, reason="个人原因", on=TODAY)
    assert not certificates_ending(actor=HEAD, on=longer).exists(), "who has left renews elsewhere"


def test_the_last_days_at_one_station_are_not_the_first_at_another(world: World) -> None:
    worker = enrolled()
    last = TODAY + timedelta(days=10)
    end_employment(actor=HEAD, worker_id=worker.pk, ended_on=last, reason="个人原因", on=TODAY)
    with pytest.raises(Refused, match=f"任职到{last}，到岗日期请写在这天以后"):
        enrolled(actor=ZHAO, station_id=QIFANG_STATION, started_on=TODAY)
    moved = enrolled(actor=ZHAO, station_id=QIFANG_STATION, started_on=last + timedelta(days=1))
    assert moved.station_id == QIFANG_STATION


def test_no_verdict_where_the_paper_says_nothing_and_no_link_where_one_may_not(
    world: World, client: Client
) -> None:
    township = sign_in_as(client, world.account_of("township"))
    assert "登记人员" not in township.get(f"/stations/{YACHA_STATION}/").content.decode()
    other = enrolled(post="OTHER")
    page = township.get(f"/workers/{other.pk}/").content.decode()
    assert "没有规定条件" in page
    assert "符合</span>" not in page
    Station.objects.filter(pk=YACHA_STATION).update(status="CLOSED", closed_on=TODAY)
    county = sign_in_as(Client(), world.account("county", organisation=BAISHA_BUREAU, region=BAISHA))
    assert "去登记" not in county.get(f"/stations/{YACHA_STATION}/checkup/").content.decode()


def test_home_lists_filings_for_the_county_and_what_to_file_for_the_head(
    world: World, client: Client
) -> None:
    enrolled()
    head = sign_in_as(client, world.account_of("station_head"))
    assert "1 项人员变动还没报备案" in head.get("/").content.decode()
    head.post(f"/stations/{YACHA_STATION}/staff/file/", {"note": ""})
    county = sign_in_as(Client(), world.account("county", organisation=BAISHA_BUREAU, region=BAISHA))
    page = county.get("/").content.decode()
    assert "审核人员备案 1 份" in page
    assert Station.objects.get(pk=YACHA_STATION).short_name in page
