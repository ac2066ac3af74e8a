"""Notices: who is told, who may tell, and that a notice is read by its own person alone."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.people import (
    BAISHA,
    HEAD,
    QIFANG,
    QIFANG_STATION,
    VISITOR,
    WANG,
    YACHA,
    YACHA_STATION,
    ZHAO,
    others,
)
from tests.world import NOW, TODAY, World
from yizhan.access.actions import read_all_notices, read_notice, revoke_role, send_notice
from yizhan.access.models import Notice, User
from yizhan.access.queries import actor_for, notices_of
from yizhan.access.roles import founder
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
HEADS = frozenset({"station_head", "deputy_head"})


def told(
    actor: Actor = ZHAO,
    *,
    roles: frozenset[str] = HEADS,
    station: UUID | None = YACHA_STATION,
    region: str = YACHA,
    **more: Any,
) -> int:
    given: dict[str, Any] = {"subject": "11 月月报还没有报送", "url": "/reports/", "at": NOW} | more
    return send_notice(actor=actor, roles=roles, region_code=region, station_id=station, **given)


def bell(user: User) -> int:
    return User.objects.get(pk=user.pk).unread_notices


@pytest.fixture
def head_account(world: World) -> User:
    return world.account_of("station_head")


def test_the_head_of_the_station_is_told_and_nobody_of_the_next(world: World, head_account: User) -> None:
    worker, county = world.account_of("worker"), world.account_of("county")
    assert told() == 1
    assert [bell(user) for user in (head_account, worker, county)] == [1, 0, 0]
    notice = notices_of(actor_for(head_account, TODAY)).get()
    assert (notice.subject, notice.url, notice.sent_by_label) == (
        "11 月月报还没有报送",
        "/reports/",
        "县民政局经办人",
    )
    assert told(station=QIFANG_STATION, region=QIFANG) == 0


def test_a_station_reaches_its_county_and_its_township(world: World) -> None:
    head, county, township = (world.account_of(role) for role in ("station_head", "county", "township"))
    sender = actor_for(head, TODAY).acting_for("access.send_notice", because_of="reports.sign_report")
    assert told(sender, roles=frozenset({"county", "township", "station_head"})) == 2
    assert [bell(user) for user in (head, county, township)] == [0, 1, 1]
    assert Notice.objects.filter(sent_by_label="站长").count() == 2


def test_without_a_station_the_whole_region_below_is_told(world: World, head_account: User) -> None:
    manager = world.account_of("agency_manager")
    assert told(roles=HEADS | {"agency_manager", "township"}, station=None, region=BAISHA) == 2
    assert [bell(user) for user in (head_account, manager)] == [1, 1]


def test_the_manager_of_an_agency_is_told_only_of_stations_it_operates(world: World) -> None:
    manager = world.account_of("agency_manager")
    assert told(roles=frozenset({"agency_manager"}), station=YACHA_STATION, region=YACHA) == 1
    stranger = world.account_of("station_head").pk
    assert told(roles=frozenset({"agency_manager"}), station=stranger, region=YACHA) == 0
    assert bell(manager) == 1


def test_whoever_holds_the_role_no_longer_is_not_told(world: World, head_account: User) -> None:
    revoke_role(actor=founder(), grant_id=head_account.grants.get().pk, on=date(2026, 11, 19))
    assert told() == 0


def test_the_day_is_the_day_here_not_in_greenwich(world: World, head_account: User) -> None:
    revoke_role(actor=founder(), grant_id=head_account.grants.get().pk, on=TODAY)
    just_after_midnight = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
    assert told(at=just_after_midnight) == 0


@pytest.mark.refuses("access.send_notice")
@pytest.mark.parametrize("actor", others("county"))
def test_nobody_sends_notices_by_role_but_the_county(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        told(actor)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"station": None, "region": "469026"}, "access.outside"),
        ({"subject": "  "}, "access.notice-empty"),
        ({"subject": "长" * 121}, "access.notice-long"),
        ({"subject": "请联系 13800000001"}, "access.notice-personal"),
        ({"subject": "核对 469025194507010011"}, "access.notice-personal"),
        ({"url": "https://example.com/"}, "access.notice-address"),
        ({"url": "//example.com/"}, "access.notice-address"),
        ({"url": "/clients/?q=某人"}, "access.notice-address"),
    ],
)
def test_a_notice_stays_in_the_region_in_this_program_and_without_numbers_of_persons(
    world: World, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as no:
        told(**change)
    assert no.value.code == code
    assert not Notice.objects.exists()


def test_a_worker_speaks_only_for_her_own_station(world: World) -> None:
    sender = WANG.acting_for("access.send_notice", because_of="services.record_service")
    with pytest.raises(Refused):
        told(sender, roles=frozenset({"county"}), station=QIFANG_STATION, region=QIFANG)


def test_the_audit_line_names_roles_and_region_never_what_was_said(world: World, head_account: User) -> None:
    told()
    line = AuditEvent.objects.get(action="access.send_notice")
    assert line.region_code == YACHA
    assert line.facts == {
        "roles": ["deputy_head", "station_head"],
        "region_code": YACHA,
        "station_id": str(YACHA_STATION),
    }


def test_reading_counts_down_once(world: World, head_account: User) -> None:
    told()
    told(subject="还有一件")
    me = actor_for(head_account, TODAY)
    first = notices_of(me).order_by("id")[0]
    for _ in range(2):
        assert read_notice(actor=me, notice_id=first.pk, at=NOW).read_at == NOW
    assert bell(head_account) == 1
    assert read_all_notices(actor=me, at=NOW) == 1
    assert bell(head_account) == 0


def test_another_persons_notice_does_not_exist(world: World, head_account: User) -> None:
    told()
    with pytest.raises(Notice.DoesNotExist):
        read_notice(
            actor=actor_for(world.account_of("worker"), TODAY), notice_id=Notice.objects.get().pk, at=NOW
        )
    assert bell(head_account) == 1


@pytest.mark.refuses("access.read_notice", "access.read_all_notices")
def test_whoever_is_not_signed_in_has_no_notices(world: World, head_account: User) -> None:
    told()
    assert not notices_of(VISITOR).exists()
    with pytest.raises(NotAllowed):
        read_notice(actor=VISITOR, notice_id=Notice.objects.get().pk, at=NOW)
    with pytest.raises(NotAllowed):
        read_all_notices(actor=VISITOR, at=NOW)
    assert read_all_notices(actor=HEAD, at=NOW) == 0
