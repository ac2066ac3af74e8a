"""The pages of accounts, organisations, roles and the audit trail, as officers and others meet them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import (
    AGENCY,
    BAISHA,
    BAISHA_BUREAU,
    CHANGJIANG,
    CHANGJIANG_BUREAU,
    YACHA_OFFICE,
    YACHA_STATION,
)
from tests.world import AGENCY_CODE, World, sign_in_as
from yizhan.access.models import Organisation, RoleGrant, User
from yizhan.access.queries import actor_for, sign_ins_of
from yizhan.access.roles import ROLES, VERB_LABELS
from yizhan.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
PAGES = ("accounts", "account-new", "organisations", "organisation-new", "audit", "role-matrix", "profile")


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def officer(world: World, client: Client) -> Client:
    """A browser in which the county officer of 白沙 is signed in."""
    return sign_in_as(client, world.account_of("county"))


@pytest.fixture
def neighbour(world: World) -> User:
    return world.account("county", organisation=CHANGJIANG_BUREAU, region=CHANGJIANG, username="lin.xian")


def opening(**change: str) -> dict[str, str]:
    return {
        "organisation": str(YACHA_OFFICE),
        "display_name": "示例十三",
        "username": "zhen.yi",
        "phone": "",
        "role": "township",
        "station": "",
        "to_on": "",
    } | change


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_the_county_officer(officer: Client, name: str) -> None:
    assert officer.get(reverse(name)).status_code == 200


def test_the_area_opens_at_the_first_page_one_may_see(officer: Client, world: World, client: Client) -> None:
    assert officer.get(reverse("manage"))["Location"] == reverse("accounts")
    sign_in_as(client, world.account_of("township"))
    assert client.get(reverse("manage"))["Location"] == reverse("organisations")
    sign_in_as(client, world.account_of("worker"))
    assert client.get(reverse("manage")).status_code == 403


@pytest.mark.parametrize("name", ["accounts", "account-new", "organisations", "organisation-new", "audit"])
def test_a_worker_is_told_that_the_page_is_not_hers(client: Client, world: World, name: str) -> None:
    sign_in_as(client, world.account_of("worker"))
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_without_signing_in_every_page_leads_to_the_door(client: Client, db: None, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


# --- accounts -----------------------------------------------------------------------------------------------------------------


def test_opening_an_account_shows_the_password_once_and_nowhere_else(officer: Client) -> None:
    answer = officer.post(reverse("account-new"), opening())
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    password = answer.context["opened"].password
    assert password in text(answer)
    user = User.objects.get(username="zhen.yi")
    assert password not in text(officer.get(reverse("account", args=[user.pk])))
    assert password not in "".join(str(line.facts) for line in AuditEvent.objects.all())


def test_a_worker_gets_the_station_of_the_form_and_its_region(officer: Client) -> None:
    answer = officer.post(
        reverse("account-new"),
        opening(organisation=str(AGENCY), username="gong.yi", role="worker", station=str(YACHA_STATION)),
    )
    assert answer.status_code == 200
    grant = RoleGrant.objects.get(user__username="gong.yi")
    assert (grant.region_code, grant.station_id) == ("469025100", YACHA_STATION)


def test_an_agency_manager_reaches_the_county_that_opened_the_account(officer: Client) -> None:
    officer.post(reverse("account-new"), opening(organisation=str(AGENCY), role="agency_manager"))
    assert RoleGrant.objects.get(user__username="zhen.yi").region_code == BAISHA


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"username": "1"}, "账号用3到40个"),
        ({"username": "county"}, "已经有人用了"),
        ({"phone": "138"}, "手机号应为11位"),
        ({"organisation": str(AGENCY), "role": "worker"}, "要指明在哪个社工站"),
        ({"station": str(YACHA_STATION)}, "不指定社工站"),
        ({"role": "agency_manager"}, "不能担任"),
        ({"role": "administrator"}, "角色要从给出的里面选"),
        ({"display_name": ""}, "请填写姓名。"),
        ({"organisation": ""}, "请选择单位。"),
        ({"to_on": "2020-01-01"}, "不能早于"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_says_what_is_wrong(
    officer: Client, change: dict[str, Any], told: str
) -> None:
    before = User.objects.count()
    answer = officer.post(reverse("account-new"), opening(**change))
    assert answer.status_code == 422
    assert told in text(answer)
    assert User.objects.count() == before
    if "display_name" not in change:
        assert "示例十三" in text(answer)


def test_organisations_of_the_next_county_cannot_be_chosen(officer: Client) -> None:
    assert (
        officer.post(reverse("account-new"), opening(organisation=str(CHANGJIANG_BUREAU))).status_code == 422
    )
    assert "示例昌江县民政局" not in text(officer.get(reverse("account-new")))


def test_the_list_shows_the_accounts_of_her_county_only_and_can_be_searched(
    officer: Client, world: World, neighbour: User
) -> None:
    world.account_of("worker")
    page = text(officer.get(reverse("accounts")))
    assert "示例驻站社工" in page
    assert "牙叉镇" in page
    assert "lin.xian" not in page
    assert "示例驻站社工" not in text(officer.get(reverse("accounts"), {"role": "county"}))
    assert "示例驻站社工" in text(officer.get(reverse("accounts"), {"q": "驻站"}))
    assert "没有符合条件的账号" in text(officer.get(reverse("accounts"), {"q": "不存在"}))
    assert officer.get(reverse("accounts"), {"export": "xlsx"})["Content-Type"].endswith("sheet")


@pytest.mark.refuses("access.close_account", "access.reset_password", "access.unlock_account")
def test_an_account_of_the_next_county_is_not_there(officer: Client, neighbour: User) -> None:
    assert officer.get(reverse("account", args=[neighbour.pk])).status_code == 404
    for name in ("account-close", "account-reset", "account-unlock", "account-drop-factor", "grant-new"):
        assert officer.post(reverse(name, args=[neighbour.pk]), {"role": "county"}).status_code == 404, name


def test_an_officer_gives_takes_closes_and_the_page_tells_the_history(officer: Client, world: World) -> None:
    user = world.account_of("worker")
    page = reverse("account", args=[user.pk])
    answer = officer.post(
        reverse("grant-new", args=[user.pk]), {"role": "supervisor", "station": "", "to_on": ""}
    )
    assert answer["Location"] == page
    grant = RoleGrant.objects.get(user=user, role="supervisor")
    assert "督导" in text(officer.get(page))
    officer.post(reverse("grant-revoke", args=[grant.pk]))
    told = text(officer.get(page))
    assert "以前的角色" in told
    assert "收回" in told
    again = officer.post(reverse("grant-new", args=[user.pk]), {"role": "county", "station": "", "to_on": ""})
    assert again.status_code == 422
    assert "不能担任" in text(again)
    assert officer.post(reverse("account-unlock", args=[user.pk]))["Location"] == page
    assert officer.post(reverse("account-drop-factor", args=[user.pk]))["Location"] == page
    reset = officer.post(reverse("account-reset", args=[user.pk]))
    assert reset.context["opened"].password in text(reset)
    assert officer.post(reverse("account-close", args=[user.pk]))["Location"] == page
    assert "已停用" in text(officer.get(page))


@pytest.mark.refuses("access.close_account")
def test_her_own_account_is_shown_but_not_hers_to_change(officer: Client, world: World) -> None:
    me = world.account_of("county")
    assert "这是您自己" in text(officer.get(reverse("account", args=[me.pk])))
    answer = officer.post(reverse("account-close", args=[me.pk]))
    assert answer.status_code == 422
    assert "不能办理自己的账号" in text(answer)


@pytest.mark.requirement("R083")
def test_an_auditor_looks_at_accounts_and_the_trail_and_changes_nothing(client: Client, world: World) -> None:
    user = world.account_of("worker")
    sign_in_as(client, world.account_of("auditor"))
    assert client.get(reverse("audit")).status_code == 200
    page = text(client.get(reverse("account", args=[user.pk])))
    for word in ("重置密码", "停用</button>", "再授予一个角色"):
        assert word not in page
    assert client.post(reverse("account-close", args=[user.pk])).status_code == 403


# --- one's own account --------------------------------------------------------------------------------------------------------


def test_my_account_says_roles_where_and_when_somebody_last_came_in(client: Client, world: World) -> None:
    user = world.account_of("worker")
    client.post(reverse("account_login"), {"login": "worker", "password": "Wrong-pass-1"})
    sign_in_as(client, user)
    page = text(client.get(reverse("profile")))
    for word in ("驻站社工", "牙叉镇", "没有成功", "密码不对", "修改密码", "设置动态口令"):
        assert word in page
    assert len(sign_ins_of(user=user)) == 1


# --- organisations ------------------------------------------------------------------------------------------------------------


def registering(**change: str) -> dict[str, str]:
    return {"kind": "DEPARTMENT", "name": "示例教育局", "credit_code": "", "region_code": BAISHA} | change


def test_an_officer_registers_an_organisation_and_takes_it_off_again(officer: Client) -> None:
    assert officer.post(reverse("organisation-new"), registering())["Location"] == reverse("organisations")
    made = Organisation.objects.get(name="示例教育局")
    page = text(officer.get(reverse("organisations")))
    assert "示例教育局" in page
    assert AGENCY_CODE in page
    assert "示例昌江县民政局" not in page
    assert officer.post(reverse("organisation-close", args=[made.pk])).status_code == 302
    assert "已注销" in text(officer.get(reverse("organisations"), {"state": "closed"}))
    assert officer.get(reverse("organisations"), {"export": "xlsx"}).status_code == 200
    assert "没有符合条件的单位" in text(officer.get(reverse("organisations"), {"q": "不存在"}))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "AGENCY"}, "必须填写统一社会信用代码"),
        ({"kind": "AGENCY", "credit_code": "52460000MJ0000001E"}, "校验码不对"),
        ({"credit_code": AGENCY_CODE}, "已经登记为"),
        ({"kind": "TOWNSHIP"}, "应当在乡级"),
        ({"region_code": CHANGJIANG}, "所在区划要从给出的里面选"),
    ],
)
@pytest.mark.refuses("access.register_organisation")
def test_a_wrong_organisation_is_told_why(officer: Client, change: dict[str, Any], told: str) -> None:
    answer = officer.post(reverse("organisation-new"), registering(**change))
    assert answer.status_code == 422
    assert told in text(answer)


@pytest.mark.refuses("access.close_organisation")
def test_an_organisation_at_work_stays_and_the_page_says_why(officer: Client) -> None:
    answer = officer.post(reverse("organisation-close", args=[AGENCY]))
    assert answer.status_code == 422
    assert "还在承接社工站" in text(answer)


# --- roles and the trail --------------------------------------------------------------------------------------------------------


def test_everybody_reads_the_table_of_roles(client: Client, world: World) -> None:
    sign_in_as(client, world.account_of("worker"))
    page = text(client.get(reverse("role-matrix")))
    for role in ROLES.values():
        assert role.label in page
    for label in VERB_LABELS.values():
        assert label in page
    assert client.get(reverse("role-matrix"), {"export": "xlsx"})["Content-Type"].endswith("sheet")


def test_the_trail_shows_her_county_in_words_and_finds_refusals(
    officer: Client, world: World, neighbour: User
) -> None:
    me = world.account_of("county")
    officer.post(reverse("account-close", args=[me.pk]))
    page = text(officer.get(reverse("audit"), {"outcome": "REFUSED"}))
    assert "停用账号" in page
    assert "不能办理自己的账号" in page
    assert "lin.xian" not in page
    everything = text(officer.get(reverse("audit")))
    assert "开账号" in everything
    assert "昌江" not in everything
    assert "没有符合条件的记录" in text(officer.get(reverse("audit"), {"q": "没有这个人"}))
    assert "没有符合条件的记录" in text(officer.get(reverse("audit"), {"at_from": "2100-01-01"}))
    assert officer.get(reverse("audit"), {"export": "xlsx"}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_list(
    officer: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        world.account("township", organisation=YACHA_OFFICE, region="469025100", username=f"zhen.{number}")
    with django_assert_max_num_queries(16):
        officer.get(reverse("accounts"))
    with django_assert_max_num_queries(16):
        officer.get(reverse("audit"))


def test_the_account_of_the_test_world_is_the_person_it_says(world: World) -> None:
    assert world.yacha.opened_on is not None
    actor = actor_for(world.account_of("county"), world.yacha.opened_on)
    assert actor.organisation_id == BAISHA_BUREAU
