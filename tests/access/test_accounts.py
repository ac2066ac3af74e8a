"""Accounts: who opens, closes, unlocks them, and for whom."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password

from tests.people import (
    ADMINISTRATOR,
    AGENCY,
    BAISHA,
    BAISHA_BUREAU,
    CHANGJIANG,
    CHANGJIANG_BUREAU,
    HAINAN,
    OTHER_AGENCY,
    PROVINCE_BUREAU,
    YACHA,
    YACHA_OFFICE,
    YACHA_STATION,
    named,
    others,
)
from tests.world import NOW, PASSWORD, TODAY, World
from yizhan.access.actions import (
    change_own_password,
    close_account,
    drop_second_factor,
    end_custody,
    note_second_factor,
    open_account,
    reset_password,
    sign_in,
    start_custody,
    unlock_account,
)
from yizhan.access.actions.accounts import Opened
from yizhan.access.models import RoleGrant, User
from yizhan.access.queries import actor_for, oneself
from yizhan.access.roles import founder, job
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
OFFICERS = ("county", "city", "province", "administrator")


def opened(
    actor: Actor,
    *,
    organisation: UUID = YACHA_OFFICE,
    username: str = "zhen.yi",
    role: str = "township",
    region: str = YACHA,
    **more: Any,
) -> Opened:
    return open_account(
        actor=actor,
        organisation_id=organisation,
        username=username,
        display_name="示例十三",
        role=role,
        region_code=region,
        on=TODAY,
        **more,
    )


@pytest.fixture
def clerk(organisations: None, zhao: Actor) -> User:
    return opened(zhao).user


def test_a_county_officer_opens_an_account_of_her_township_with_a_password_shown_once(
    organisations: None, zhao: Actor
) -> None:
    made = opened(zhao, phone="138 0000 0001")
    user = User.objects.get(pk=made.user.pk)
    assert check_password(made.password, user.password)
    assert user.must_change_password
    assert user.phone == "13800000001"
    actor = actor_for(user, TODAY)
    assert actor.roles == {"township"}
    assert actor.may("stations.view")
    assert not actor.may("access.open_account")


def test_the_audit_line_names_ids_and_the_role_never_the_person(organisations: None, zhao: Actor) -> None:
    opened(zhao, phone="13800000001")
    lines = {line.action: line for line in AuditEvent.objects.filter(actor_id=zhao.id)}
    assert set(lines) == {"access.open_account", "access.grant_role"}
    assert lines["access.open_account"].region_code == YACHA
    told = " ".join(str(line.facts) for line in lines.values())
    assert "示例" not in told
    assert "138" not in told


@pytest.mark.refuses("access.open_account")
def test_the_neighbouring_county_opens_no_account_here(organisations: None, qian: Actor) -> None:
    with pytest.raises(Refused, match="本辖区"):
        opened(qian)
    assert not User.objects.exists()
    assert AuditEvent.objects.get(actor_id=qian.id).reason_code == "access.outside"


@pytest.mark.refuses("access.open_account")
@pytest.mark.parametrize("actor", others(*OFFICERS), ids=named)
def test_nobody_without_the_verb_opens_an_account(organisations: None, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        opened(actor)


@pytest.mark.refuses("access.open_account")
def test_the_region_of_the_role_must_be_hers_too(organisations: None, zhao: Actor) -> None:
    with pytest.raises(Refused, match="本辖区"):
        opened(zhao, organisation=BAISHA_BUREAU, role="county", region=CHANGJIANG)
    assert not User.objects.exists()


@pytest.mark.refuses("access.open_account")
def test_no_role_above_her_own(organisations: None, zhao: Actor) -> None:
    with pytest.raises(Refused, match="不能授予“系统管理员”"):
        opened(zhao, organisation=BAISHA_BUREAU, role="administrator", region=BAISHA)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"username": "1"}, "账号用3到40个"),
        ({"username": "Zhen.Yi "}, "已经有人用了"),
        ({"username": "other", "phone": "13800000001"}, "另一个账号"),
        ({"username": "other", "phone": "138"}, "手机号应为11位"),
        ({"username": "other", "role": ""}, "请选择角色"),
    ],
)
def test_a_wrong_form_gets_a_sentence_and_opens_nothing(
    organisations: None, zhao: Actor, change: dict[str, Any], told: str
) -> None:
    opened(zhao, phone="13800000001")
    with pytest.raises(Refused, match=told):
        opened(zhao, **change)
    assert User.objects.count() == 1


def test_a_name_is_asked_for(organisations: None, zhao: Actor) -> None:
    with pytest.raises(Refused, match="姓名"):
        open_account(
            actor=zhao,
            organisation_id=YACHA_OFFICE,
            username="zhen.yi",
            display_name="  ",
            role="township",
            region_code=YACHA,
            on=TODAY,
        )


def test_an_agency_from_elsewhere_gets_accounts_where_it_operates_a_station(
    world: World, zhao: Actor, qian: Actor
) -> None:
    with pytest.raises(Refused):
        opened(qian, organisation=AGENCY, role="agency_manager", region=CHANGJIANG)
    made = opened(zhao, organisation=AGENCY, role="worker", region=YACHA, station_id=YACHA_STATION)
    assert actor_for(made.user, TODAY).grants[0].stations == {YACHA_STATION}
    with pytest.raises(Refused):
        opened(zhao, organisation=OTHER_AGENCY, username="other", role="agency_manager", region=BAISHA)


def test_an_agency_registered_in_the_next_county_is_looked_after_where_it_works(
    world: World, zhao: Actor
) -> None:
    custodian = job("t", "t", "access.end_custody", "access.start_custody")
    end_custody(actor=custodian, station_id=YACHA_STATION, to_on=date(2026, 10, 31))
    start_custody(
        actor=custodian,
        organisation_id=OTHER_AGENCY,
        station_id=YACHA_STATION,
        region_code=YACHA,
        from_on=date(2026, 11, 1),
    )
    made = opened(zhao, organisation=OTHER_AGENCY, role="worker", region=YACHA, station_id=YACHA_STATION)
    assert made.user.region_code == BAISHA
    assert actor_for(made.user, TODAY).grants[0].stations == {YACHA_STATION}


# --- closing, resetting, unlocking ----------------------------------------------------------------------------------------

Deal = Callable[[Actor, User], object]
DEALINGS: dict[str, Deal] = {
    "access.close_account": lambda actor, user: close_account(actor=actor, user_id=user.pk, on=TODAY),
    "access.reset_password": lambda actor, user: reset_password(
        actor=actor, user_id=user.pk, at=NOW, on=TODAY
    ),
    "access.unlock_account": lambda actor, user: unlock_account(actor=actor, user_id=user.pk, on=TODAY),
    "access.drop_second_factor": lambda actor, user: drop_second_factor(
        actor=actor, user_id=user.pk, on=TODAY
    ),
}
dealings = pytest.mark.parametrize("deal", DEALINGS.values(), ids=DEALINGS)


@pytest.mark.refuses(
    "access.close_account", "access.reset_password", "access.unlock_account", "access.drop_second_factor"
)
@dealings
def test_the_neighbouring_county_does_not_even_see_the_account(clerk: User, qian: Actor, deal: Deal) -> None:
    with pytest.raises(User.DoesNotExist):
        deal(qian, clerk)


@pytest.mark.refuses(
    "access.close_account", "access.reset_password", "access.unlock_account", "access.drop_second_factor"
)
@dealings
@pytest.mark.parametrize("actor", others(*OFFICERS), ids=named)
def test_nobody_without_the_verb_deals_with_accounts(clerk: User, actor: Actor, deal: Deal) -> None:
    with pytest.raises(NotAllowed):
        deal(actor, clerk)


@pytest.mark.refuses(
    "access.close_account", "access.reset_password", "access.unlock_account", "access.drop_second_factor"
)
@dealings
def test_an_account_whose_role_the_officer_could_not_give_is_not_hers_to_touch(
    organisations: None, zhao: Actor, deal: Deal
) -> None:
    above = open_account(
        actor=founder(),
        organisation_id=BAISHA_BUREAU,
        username="guan.li",
        display_name="示例管理员",
        role="administrator",
        region_code=BAISHA,
        on=TODAY,
    ).user
    with pytest.raises(Refused, match="您的角色不能办理"):
        deal(zhao, above)


@pytest.mark.refuses(
    "access.close_account", "access.reset_password", "access.unlock_account", "access.drop_second_factor"
)
@dealings
def test_nobody_deals_with_her_own_account(organisations: None, deal: Deal) -> None:
    made = opened(founder(), organisation=BAISHA_BUREAU, role="county", region=BAISHA)
    with pytest.raises(Refused, match="自己"):
        deal(actor_for(made.user, TODAY), made.user)


@dealings
def test_a_closed_account_stays_closed(clerk: User, zhao: Actor, deal: Deal) -> None:
    close_account(actor=zhao, user_id=clerk.pk, on=TODAY)
    with pytest.raises(Refused, match="已经停用"):
        deal(zhao, clerk)


def test_a_closed_account_reaches_nothing_from_the_same_moment(clerk: User, zhao: Actor) -> None:
    closed = close_account(actor=zhao, user_id=clerk.pk, on=TODAY)
    assert actor_for(closed, TODAY).grants == ()


def test_a_reset_gives_a_new_password_to_be_changed_and_leaves_the_second_factor(
    clerk: User, zhao: Actor
) -> None:
    Authenticator.objects.create(user=clerk, type="totp", data={})
    made = reset_password(actor=zhao, user_id=clerk.pk, at=NOW, on=TODAY)
    assert made.user.must_change_password
    assert made.region_code == YACHA
    assert check_password(made.password, made.user.password)
    assert Authenticator.objects.filter(user=clerk).exists()
    drop_second_factor(actor=zhao, user_id=clerk.pk, on=TODAY)
    assert not Authenticator.objects.filter(user=clerk).exists()


def test_unlocking_is_written_down(clerk: User, zhao: Actor) -> None:
    unlock_account(actor=zhao, user_id=clerk.pk, on=TODAY)
    assert AuditEvent.objects.filter(
        action="access.unlock_account", subject_id=clerk.pk, outcome="DONE"
    ).exists()


# --- at the door ----------------------------------------------------------------------------------------------------------


@pytest.mark.refuses("access.sign_in")
def test_a_failed_sign_in_leaves_a_line_where_the_officer_of_the_account_finds_it(clerk: User) -> None:
    with pytest.raises(Refused):
        sign_in(
            actor=oneself(clerk),
            user_id=clerk.pk,
            address="10.0.0.1",
            way="password",
            problem="access.wrong-password",
        )
    line = AuditEvent.objects.get(action="access.sign_in")
    assert (line.outcome, line.reason_code, line.region_code) == ("REFUSED", "access.wrong-password", YACHA)
    assert line.facts["address"] == "10.0.0.1"


@pytest.mark.refuses("access.sign_in")
def test_an_unknown_name_leaves_a_line_without_the_name(db: None) -> None:
    with pytest.raises(Refused):
        sign_in(actor=oneself(None), user_id=None, address="10.0.0.1", way="password", known="ab12")
    assert AuditEvent.objects.get().reason_code == "access.unknown-account"


@pytest.mark.refuses("access.sign_in", "access.change_own_password", "access.note_second_factor")
def test_no_role_carries_the_verbs_of_the_door(clerk: User, zhao: Actor) -> None:
    with pytest.raises(NotAllowed):
        sign_in(actor=zhao, user_id=clerk.pk, address="", way="password")
    with pytest.raises(NotAllowed):
        change_own_password(actor=zhao, user_id=clerk.pk, old="", new=PASSWORD, at=NOW)
    with pytest.raises(NotAllowed):
        note_second_factor(actor=zhao, user_id=clerk.pk, what="off")


@pytest.mark.refuses("access.change_own_password", "access.note_second_factor")
def test_oneself_is_nobody_else(clerk: User, zhao: Actor) -> None:
    other = opened(zhao, username="other").user
    with pytest.raises(User.DoesNotExist):
        change_own_password(actor=oneself(other), user_id=clerk.pk, old="", new=PASSWORD, at=NOW)
    with pytest.raises(User.DoesNotExist):
        note_second_factor(actor=oneself(other), user_id=clerk.pk, what="off")
    assert note_second_factor(actor=oneself(clerk), user_id=clerk.pk, what="on") == clerk


def test_she_changes_her_password_once_she_knows_the_old_one(organisations: None, zhao: Actor) -> None:
    made = opened(zhao)

    def change(old: str, new: str) -> User:
        return change_own_password(actor=oneself(made.user), user_id=made.user.pk, old=old, new=new, at=NOW)

    for old, new, told in (
        ("wrong", PASSWORD, "现在的密码不对"),
        (made.password, "short", "至少10位"),
        (made.password, made.password, "不能和现在的一样"),
        (made.password, "Zhen.Yi-2026", "账号名"),
    ):
        with pytest.raises(Refused, match=told):
            change(old, new)
    user = change(made.password, PASSWORD)
    assert not user.must_change_password
    assert user.password_changed_at == NOW
    assert check_password(PASSWORD, user.password)


def test_the_province_opens_the_county_and_the_administrator_the_province(
    organisations: None, province: Actor
) -> None:
    made = opened(ADMINISTRATOR, organisation=PROVINCE_BUREAU, role="province", region=HAINAN)
    above = actor_for(made.user, TODAY)
    county = opened(above, organisation=CHANGJIANG_BUREAU, username="xian", role="county", region=CHANGJIANG)
    assert RoleGrant.objects.get(user=county.user).given_by == str(made.user.pk)
