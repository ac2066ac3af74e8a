"""What lies in a division goes along when the division goes into another: stations, people, files, records."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.utils.timezone import localdate

from tests.clients.folk import GRANNY
from tests.people import (
    AGENCY,
    BAISHA,
    BAISHA_BUREAU,
    CHANGJIANG,
    QIFANG,
    QIFANG_STATION,
    YACHA,
    YACHA_OFFICE,
    YACHA_STATION,
    ZHAO,
    person,
)
from tests.world import FIRST_DAY, World, sign_in_as
from yizhan.access.models import Custody, RoleGrant
from yizhan.access.roles import job
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client, ClientClass
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.privacy.models import AuditEvent
from yizhan.regions.actions import follow_changes, merge
from yizhan.regions.models import FormerCode, Region, RegionChange
from yizhan.stations.models import Station

NIGHT = job("follow_region_changes", "系统", "regions.follow_changes")
PAPER = "示例民函〔2026〕3号"
DAY = date(2026, 3, 1)


@pytest.fixture
def county(world: World, client: Browser) -> Browser:
    return sign_in_as(client, world.account("county", organisation=BAISHA_BUREAU, region=BAISHA))


@pytest.fixture
def granny(world: World) -> Client:
    """示例奶奶, whose file lies at the station of 七坊镇."""
    head = person(21, "七坊站长", "station_head", QIFANG, QIFANG_STATION, organisation=AGENCY)
    return register_client(
        actor=head, station_id=QIFANG_STATION, person=GRANNY, on=date(2026, 1, 5), classes=["ELDER_ALONE"]
    )


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def ask(**given: str) -> dict[str, str]:
    return {
        "into": YACHA,
        "new_code": "",
        "new_name": "",
        "note": "",
        "document": PAPER,
        "on": "2026-03-01",
    } | given


def test_the_preview_counts_who_goes_along_and_the_merger_takes_them(county: Browser, granny: Client) -> None:
    preview = text(county.get(f"/regions/{QIFANG}/merge", ask()))
    for said in (
        "谁会一起换到新代码",
        "七坊镇社会工作服务站",
        "1 个",
        "1 名",
        "合并不能撤回",
        "确认后马上换",
    ):
        assert said in preview
    assert Station.objects.get(pk=QIFANG_STATION).region_code == QIFANG, "looking changes nothing"

    page = text(county.post(f"/regions/{QIFANG}/merge", ask(), follow=True))
    assert "一起换了代码：社工站 1、服务对象 1" in page
    granny.refresh_from_db()
    assert granny.region_code == YACHA
    assert Station.objects.get(pk=QIFANG_STATION).region_code == YACHA
    assert set(ClientClass.objects.filter(client=granny).values_list("region_code", flat=True)) == {YACHA}
    assert Custody.objects.get(station_id=QIFANG_STATION).region_code == YACHA
    township = person(22, "牙叉镇经办人", "township", YACHA, organisation=YACHA_OFFICE)
    assert Client.objects.visible_to(township, "clients.view").filter(pk=granny.pk).exists()

    former = FormerCode.objects.select_related("change").get(row_id=granny.pk)
    assert (former.code, former.change.on, former.change.to_region and former.change.to_region.code) == (
        QIFANG,
        DAY,
        YACHA,
    )
    station_page = text(county.get(f"/stations/{QIFANG_STATION}/"))
    assert "区划由七坊镇改为牙叉镇" in station_page
    assert f"原代码 {QIFANG}" in station_page
    assert AuditEvent.objects.filter(action="clients.register_client", region_code=QIFANG).exists(), (
        "the trail keeps the code it was written under"
    )


def test_a_merger_of_next_month_takes_them_along_on_its_day_and_only_once(granny: Client) -> None:
    tomorrow, today = localdate() + timedelta(days=1), localdate()
    merge(actor=ZHAO, codes=[QIFANG], into_code=YACHA, on=tomorrow, document=PAPER, today=today)
    assert follow_changes(actor=NIGHT, on=today) == 0
    granny.refresh_from_db()
    assert granny.region_code == QIFANG
    assert follow_changes(actor=NIGHT, on=tomorrow) == 1
    granny.refresh_from_db()
    assert granny.region_code == YACHA
    assert follow_changes(actor=NIGHT, on=tomorrow) == 0
    assert FormerCode.objects.filter(row_id=granny.pk).count() == 1


def test_a_village_takes_its_people_along_under_its_new_code(granny: Client) -> None:
    from yizhan.regions.actions import add_local

    village = add_local(actor=ZHAO, parent_code=QIFANG, kind="VILLAGE", name="示例村", on=FIRST_DAY)
    Client.objects.filter(pk=granny.pk).update(region_code=village.code)
    merge(actor=ZHAO, codes=[QIFANG], into_code=YACHA, on=DAY, document=PAPER)
    granny.refresh_from_db()
    assert granny.region_code == f"{YACHA}601"
    moved = RegionChange.objects.get(from_region__code=village.code)
    assert (moved.moved, moved.followed_on) == ({"clients.client": 1}, DAY)


def test_an_officer_of_the_old_township_is_not_granted_the_new_one(world: World, county: Browser) -> None:
    old = world.account("township", organisation=YACHA_OFFICE, region=QIFANG, username="qifang.township")
    head = world.account(
        "station_head", organisation=AGENCY, region=QIFANG, station=QIFANG_STATION, username="qifang.head"
    )
    assert "原来的乡镇有 1 个工作账号" in text(county.get(f"/regions/{QIFANG}/merge", ask()))
    merge(actor=ZHAO, codes=[QIFANG], into_code=YACHA, on=DAY, document=PAPER)
    assert RoleGrant.objects.get(user=old).region_code == QIFANG
    assert RoleGrant.objects.get(user=head).region_code == YACHA, "her station is still her station"


def test_a_township_that_only_gets_a_new_code_keeps_its_officers(world: World) -> None:
    officer = world.account("township", organisation=YACHA_OFFICE, region=QIFANG, username="qifang.township")
    merge(actor=ZHAO, codes=[QIFANG], into_code="469025104", into_name="示例七坊镇", on=DAY, document=PAPER)
    assert RoleGrant.objects.get(user=officer).region_code == "469025104"


def test_two_stations_of_one_name_stop_the_merger_and_nothing_has_moved(granny: Client) -> None:
    same = Station.objects.get(pk=YACHA_STATION).name
    Station.objects.filter(pk=QIFANG_STATION).update(name=same)
    with pytest.raises(Refused, match="同名的社工站"):
        merge(actor=ZHAO, codes=[QIFANG], into_code=YACHA, on=DAY, document=PAPER)
    granny.refresh_from_db()
    assert granny.region_code == QIFANG
    assert Region.objects.filter(code=QIFANG, valid_to_on__isnull=True).exists()


def test_renaming_and_abolishing_show_who_lies_there(county: Browser, granny: Client) -> None:
    renaming = text(county.get(f"/regions/{QIFANG}/rename"))
    assert "七坊镇社会工作服务站" in renaming
    assert "换牌" in renaming
    assert "撤销不会替您安排" in text(county.get(f"/regions/{QIFANG}/abolish"))
    assert "撤销不会替您安排" not in text(county.get("/regions/469025203/abolish"))


def test_who_may_not_see_names_counts_by_totals_and_who_may_neither_is_told_so(
    world: World, client: Browser, granny: Client
) -> None:
    province = sign_in_as(client, world.account_of("province"))
    assert "1 名" in text(province.get(f"/regions/{QIFANG}/merge", ask()))
    platform = sign_in_as(client, world.account_of("administrator"))
    assert "您的角色不能查看数量" in text(platform.get(f"/regions/{QIFANG}/merge", ask()))


@pytest.mark.refuses("regions.follow_changes")
def test_nobody_moves_rows_by_hand(world: World) -> None:
    with pytest.raises(NotAllowed):
        follow_changes(actor=ZHAO, on=DAY)


def test_the_next_county_stays_where_it_is(granny: Client) -> None:
    before = list(Station.objects.filter(region_code__startswith=CHANGJIANG).values_list("pk", "region_code"))
    merge(actor=ZHAO, codes=[QIFANG], into_code=YACHA, on=DAY, document=PAPER)
    assert (
        list(Station.objects.filter(region_code__startswith=CHANGJIANG).values_list("pk", "region_code"))
        == before
    )
