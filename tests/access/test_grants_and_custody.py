"""What a grant reaches, from which day to which, and through whose custody."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.people import (
    AGENCY,
    BAISHA,
    BAISHA_BUREAU,
    CHANGJIANG,
    OTHER_AGENCY,
    QIFANG_STATION,
    SHILU_STATION,
    YACHA,
    YACHA_OFFICE,
    YACHA_STATION,
    named,
    others,
)
from tests.world import FIRST_DAY, TODAY, World
from yizhan.access.actions import (
    close_organisation,
    end_custody,
    grant_role,
    register_organisation,
    revoke_role,
    start_custody,
)
from yizhan.access.models import Custody, Organisation, RoleGrant, User
from yizhan.access.queries import actor_for, organisations_to_choose, roles_to_give
from yizhan.kernel.actor import EVERYWHERE, NOBODY, Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.stations.models import Station

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def give(
    actor: Actor,
    user: User,
    role: str = "supervisor",
    region: str = BAISHA,
    *,
    from_on: date = TODAY,
    on: date = TODAY,
    **more: Any,
) -> RoleGrant:
    return grant_role(
        actor=actor, user_id=user.pk, role=role, region_code=region, from_on=from_on, on=on, **more
    )


def stations_of(user: User, on: date) -> set[UUID]:
    return {station for grant in actor_for(user, on).grants for station in grant.stations or ()}


# --- custody ----------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R083")
def test_a_worker_reaches_her_station_only_while_her_agency_operates_it(world: World, zhao: Actor) -> None:
    worker = world.account_of("worker")
    assert stations_of(worker, TODAY) == {YACHA_STATION}
    end_custody(actor=zhao, station_id=YACHA_STATION, to_on=TODAY)
    assert stations_of(worker, TODAY) == {YACHA_STATION}
    assert stations_of(worker, TOMORROW) == set()
    assert actor_for(worker, TOMORROW).may("clients.view")
    assert not Station.objects.visible_to(actor_for(worker, TOMORROW), "stations.view").exists()


def test_custody_moves_with_the_contractor_and_no_day_is_nobodys_or_twos(world: World, zhao: Actor) -> None:
    end_custody(actor=zhao, station_id=YACHA_STATION, to_on=date(2026, 12, 31))
    with pytest.raises(Refused, match="请先办理结束承接"):
        start_custody(
            actor=zhao,
            organisation_id=OTHER_AGENCY,
            station_id=YACHA_STATION,
            region_code=YACHA,
            from_on=date(2026, 12, 31),
        )
    start_custody(
        actor=zhao,
        organisation_id=OTHER_AGENCY,
        station_id=YACHA_STATION,
        region_code=YACHA,
        from_on=date(2027, 1, 1),
    )
    manager = world.account_of("agency_manager")
    assert stations_of(manager, date(2026, 12, 31)) == {YACHA_STATION, QIFANG_STATION}
    assert stations_of(manager, date(2027, 1, 1)) == {QIFANG_STATION}


def test_an_agency_in_two_counties_reaches_with_a_grant_of_one_only_that_one(
    world: World, zhao: Actor, qian: Actor
) -> None:
    end_custody(actor=qian, station_id=SHILU_STATION, to_on=TODAY)
    start_custody(
        actor=qian,
        organisation_id=AGENCY,
        station_id=SHILU_STATION,
        region_code="469026100",
        from_on=TOMORROW,
    )
    manager = world.account_of("agency_manager")
    assert stations_of(manager, TOMORROW) == {YACHA_STATION, QIFANG_STATION}


@pytest.mark.refuses("access.start_custody")
def test_the_neighbouring_county_gives_no_station_away(world: World, qian: Actor) -> None:
    with pytest.raises(Refused, match="本辖区"):
        start_custody(
            actor=qian, organisation_id=AGENCY, station_id=YACHA_STATION, region_code=YACHA, from_on=TODAY
        )


@pytest.mark.refuses("access.start_custody", "access.end_custody")
@pytest.mark.parametrize("actor", others("county"), ids=named)
def test_only_a_county_decides_about_custody(world: World, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        start_custody(
            actor=actor, organisation_id=AGENCY, station_id=YACHA_STATION, region_code=YACHA, from_on=TODAY
        )
    with pytest.raises(NotAllowed):
        end_custody(actor=actor, station_id=YACHA_STATION, to_on=TODAY)


@pytest.mark.refuses("access.end_custody")
def test_the_neighbouring_county_ends_no_custody_here(world: World, qian: Actor) -> None:
    with pytest.raises(Custody.DoesNotExist):
        end_custody(actor=qian, station_id=YACHA_STATION, to_on=TODAY)


def test_a_custody_ends_no_earlier_than_it_began(world: World, zhao: Actor) -> None:
    with pytest.raises(Refused, match="不能早于"):
        end_custody(actor=zhao, station_id=YACHA_STATION, to_on=FIRST_DAY - timedelta(days=1))


def test_a_department_operates_no_station(world: World, zhao: Actor) -> None:
    office = register_organisation(actor=zhao, kind="DEPARTMENT", name="示例教育局", region_code=BAISHA)
    with pytest.raises(Refused, match="不是可以承接"):
        start_custody(
            actor=zhao, organisation_id=office.pk, station_id=YACHA_STATION, region_code=YACHA, from_on=TODAY
        )


def test_a_township_that_runs_its_station_itself_has_workers_of_its_own(world: World, zhao: Actor) -> None:
    end_custody(actor=zhao, station_id=YACHA_STATION, to_on=TODAY - timedelta(days=1))
    start_custody(
        actor=zhao, organisation_id=YACHA_OFFICE, station_id=YACHA_STATION, region_code=YACHA, from_on=TODAY
    )
    own = world.account(
        "worker",
        organisation=YACHA_OFFICE,
        region=YACHA,
        station=YACHA_STATION,
        username="own.worker",
        on=TODAY,
    )
    assert stations_of(own, TODAY) == {YACHA_STATION}
    assert stations_of(world.account_of("township"), TODAY) == set()


def test_an_officer_reaches_by_territory(world: World) -> None:
    actor = actor_for(world.account_of("county"), TODAY)
    seen = set(Station.objects.visible_to(actor, "stations.view").values_list("pk", flat=True))
    assert seen == {YACHA_STATION, QIFANG_STATION}


@pytest.mark.parametrize("role", ["worker", "county", "agency_manager"])
def test_becoming_an_actor_costs_at_most_two_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries, role: str
) -> None:
    user = User.objects.get(pk=world.account_of(role).pk)
    with django_assert_max_num_queries(2):
        actor_for(user, TODAY)


def test_the_label_of_the_audit_trail_says_who_from_where(world: World) -> None:
    assert (
        actor_for(world.account_of("worker"), TODAY).label == "示例驻站社工·驻站社工·示例山兰社会工作服务中心"
    )


# --- grants -------------------------------------------------------------------------------------------------------------------


def test_a_grant_holds_from_its_first_day_to_its_last(world: World, zhao: Actor) -> None:
    user = world.account_of("worker")
    give(zhao, user, from_on=TOMORROW, to_on=TOMORROW + timedelta(days=1))
    held = [day for day in range(4) if "supervisor" in actor_for(user, TODAY + timedelta(days=day)).roles]
    assert held == [1, 2]


def test_a_revoked_role_holds_no_longer_from_that_day(world: World, zhao: Actor) -> None:
    user = world.account_of("worker")
    grant = give(zhao, user)
    assert "supervisor" in actor_for(user, TODAY).roles
    revoke_role(actor=zhao, grant_id=grant.pk, on=TODAY)
    assert "supervisor" not in actor_for(user, TODAY).roles
    assert not RoleGrant.objects.get(pk=grant.pk).holds_on(TODAY)
    with pytest.raises(Refused, match="已经收回过"):
        revoke_role(actor=zhao, grant_id=grant.pk, on=TODAY)


def test_a_supervisor_of_the_bureau_works_by_territory_one_of_an_agency_by_contract(world: World) -> None:
    bureau = world.account("supervisor", organisation=BAISHA_BUREAU, region=BAISHA, username="su.ju")
    agency = world.account("supervisor", organisation=AGENCY, region=BAISHA, username="su.ji")
    assert actor_for(bureau, TODAY).grants[0].stations is None
    assert actor_for(agency, TODAY).grants[0].stations == {YACHA_STATION, QIFANG_STATION}


@pytest.mark.refuses("access.grant_role")
def test_nobody_gives_herself_a_role(world: World) -> None:
    officer = world.account_of("county")
    with pytest.raises(Refused, match="不能给自己"):
        give(actor_for(officer, TODAY), officer, "auditor")


@pytest.mark.refuses("access.grant_role")
def test_the_neighbouring_county_does_not_even_see_whom_it_would_give_a_role(
    world: World, qian: Actor
) -> None:
    with pytest.raises(User.DoesNotExist):
        give(qian, world.account_of("worker"), region=CHANGJIANG)


@pytest.mark.refuses("access.grant_role", "access.revoke_role")
@pytest.mark.parametrize("actor", others("county", "city", "province", "administrator"), ids=named)
def test_nobody_without_the_verb_gives_or_takes_roles(world: World, actor: Actor) -> None:
    user = world.account_of("worker")
    with pytest.raises(NotAllowed):
        give(actor, user)
    with pytest.raises(NotAllowed):
        revoke_role(actor=actor, grant_id=RoleGrant.objects.get(user=user).pk, on=TODAY)


@pytest.mark.refuses("access.revoke_role")
def test_roles_of_the_next_county_and_of_higher_offices_are_not_hers_to_take(
    world: World, zhao: Actor, qian: Actor
) -> None:
    grant = RoleGrant.objects.get(user=world.account_of("worker"))
    with pytest.raises(RoleGrant.DoesNotExist):
        revoke_role(actor=qian, grant_id=grant.pk, on=TODAY)
    above = world.account("administrator", organisation=BAISHA_BUREAU, region=BAISHA, username="guan.li")
    with pytest.raises(Refused, match="不能收回“系统管理员”"):
        revoke_role(actor=zhao, grant_id=RoleGrant.objects.get(user=above).pk, on=TODAY)


@pytest.mark.refuses("access.grant_role")
@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"from_on": TODAY - timedelta(days=1)}, "不能补授"),
        ({"to_on": TODAY - timedelta(days=1)}, "不能早于"),
        ({"role": "worker", "region": "469025101", "station_id": YACHA_STATION}, "不在所选的区划"),
        ({"role": "worker", "region": YACHA, "station_id": SHILU_STATION}, "没有承接"),
        ({"role": "county", "region": BAISHA}, "不能担任"),
        ({"role": "worker", "region": YACHA, "station_id": YACHA_STATION}, "已经有"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused_with_a_sentence(
    world: World, zhao: Actor, more: dict[str, Any], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        give(zhao, world.account_of("worker"), **more)


def test_a_closed_account_gets_no_role(world: World, zhao: Actor) -> None:
    from yizhan.access.actions import close_account

    user = close_account(actor=zhao, user_id=world.account_of("worker").pk, on=TODAY)
    with pytest.raises(Refused, match="已经停用"):
        give(zhao, user)


def test_a_role_that_the_table_no_longer_knows_gives_nothing(world: World) -> None:
    user = world.account_of("worker")
    RoleGrant.objects.filter(user=user).update(role="herald", station_id=None)
    assert actor_for(user, TODAY).grants == ()


# --- organisations --------------------------------------------------------------------------------------------------------


def register(actor: Actor, **change: Any) -> Organisation:
    given: dict[str, Any] = {"kind": "DEPARTMENT", "name": "示例教育局", "region_code": BAISHA} | change
    return register_organisation(actor=actor, **given)


@pytest.mark.refuses("access.register_organisation")
def test_an_organisation_is_registered_at_home_only(organisations: None, zhao: Actor, qian: Actor) -> None:
    assert register(zhao).name == "示例教育局"
    with pytest.raises(Refused, match="本辖区"):
        register(qian)
    with pytest.raises(Refused, match="本辖区"):
        register(zhao, kind="PROVINCE", region_code="46")


@pytest.mark.refuses("access.register_organisation", "access.close_organisation")
@pytest.mark.parametrize("actor", others("county", "city", "province", "administrator"), ids=named)
def test_nobody_without_the_verb_registers_or_closes_organisations(organisations: None, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        register(actor)
    with pytest.raises(NotAllowed):
        close_organisation(actor=actor, organisation_id=YACHA_OFFICE, on=TODAY)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "AGENCY"}, "必须填写统一社会信用代码"),
        ({"kind": "AGENCY", "credit_code": "52460000MJ0000001E"}, "校验码不对"),
        ({"kind": "AGENCY", "credit_code": "52460000mj 0000001y"}, "已经登记为“示例山兰"),
        ({"kind": "COUNTY", "name": "示例白沙县民政局"}, "登记过了"),
        ({"name": "示"}, "单位全称"),
        ({"kind": ""}, "请选择单位类型"),
    ],
)
def test_a_wrong_form_of_an_organisation_gets_a_sentence(
    organisations: None, zhao: Actor, change: dict[str, Any], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        register(zhao, **change)


@pytest.mark.refuses("access.close_organisation")
def test_an_organisation_at_work_is_not_closed(world: World, zhao: Actor, qian: Actor) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        close_organisation(actor=qian, organisation_id=AGENCY, on=TODAY)
    with pytest.raises(Refused, match="还在承接"):
        close_organisation(actor=zhao, organisation_id=AGENCY, on=TODAY)
    world.account_of("township")
    with pytest.raises(Refused, match="还有 1 个账号"):
        close_organisation(actor=zhao, organisation_id=YACHA_OFFICE, on=TODAY)
    office = register(zhao)
    assert close_organisation(actor=zhao, organisation_id=office.pk, on=TODAY).closed_on == TODAY
    assert office not in organisations_to_choose(zhao)


def test_the_choices_of_a_form_are_those_the_action_lets_pass(world: World, zhao: Actor, wang: Actor) -> None:
    names = set(organisations_to_choose(zhao).values_list("name", flat=True))
    assert names == {"示例白沙县民政局", "示例牙叉镇人民政府", "示例山兰社会工作服务中心"}
    assert [role.code for role in roles_to_give(wang)] == []
    assert "worker" in {role.code for role in roles_to_give(zhao)}
    assert "administrator" not in {role.code for role in roles_to_give(zhao)}
    assert not organisations_to_choose(NOBODY).exists()
    assert EVERYWHERE
