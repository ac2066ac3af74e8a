"""The door: in, out, locked, second factor, own password, the cards of the demo."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django import Settings

from tests.people import BAISHA, BAISHA_BUREAU
from tests.world import PASSWORD, World, sign_in_as
from yizhan.access.actions import close_account, reset_password, unlock_account
from yizhan.access.models import User
from yizhan.access.roles import founder
from yizhan.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": name, "password": password, **more})


def text(answer: Any) -> str:
    return answer.content.decode()


def attempts(user: User) -> list[tuple[str, str, str]]:
    lines = AuditEvent.objects.filter(action="access.sign_in", subject_id=user.pk).order_by("id")
    return [(line.outcome, line.reason_code, line.facts["way"]) for line in lines]


@pytest.fixture
def worker(world: World) -> User:
    return world.account_of("worker")


@pytest.fixture
def officer(world: World) -> User:
    return world.account_of("county")


# --- in and out ---------------------------------------------------------------------------------------------------------------


def test_the_sign_in_page_is_ours_and_offers_no_registration(client: Client, db: None) -> None:
    page = text(client.get(reverse("account_login")))
    assert "手机号或账号" in page
    assert "忘记密码" in page
    for word in ("Sign", "Email", "注册", "演示", "单位统一身份"):
        assert word not in page
    for name in ("account_signup", "account_email", "account_reset_password", "socialaccount_signup"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_a_worker_signs_in_with_her_account_and_the_trail_says_so(client: Client, worker: User) -> None:
    assert sign_in(client, "Worker").status_code == 302
    assert client.session["_auth_user_id"] == str(worker.pk)
    assert attempts(worker) == [("DONE", "", "password")]


def test_a_telephone_number_signs_in_too(client: Client, world: World) -> None:
    from yizhan.access.actions import change_own_password, open_account
    from yizhan.access.queries import oneself

    made = open_account(
        actor=founder(),
        organisation_id=BAISHA_BUREAU,
        username="dian.hua",
        display_name="示例",
        role="supervisor",
        region_code=BAISHA,
        on=timezone.localdate(),
        phone="13800000007",
    )
    change_own_password(
        actor=oneself(made.user), user_id=made.user.pk, old=made.password, new=PASSWORD, at=timezone.now()
    )
    assert sign_in(client, "138 0000 0007").status_code == 302


@pytest.mark.parametrize(("name", "password"), [("worker", "Wrong-pass-1"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_sentence(
    client: Client, worker: User, name: str, password: str
) -> None:
    page = text(sign_in(client, name, password))
    assert "账号或密码不对。" in page
    assert "_auth_user_id" not in client.session


@pytest.mark.refuses("access.sign_in")
def test_a_wrong_password_and_an_unknown_name_leave_a_line(client: Client, worker: User) -> None:
    sign_in(client, "worker", "Wrong-pass-1")
    sign_in(client, "nobody", "Wrong-pass-1")
    assert attempts(worker) == [("REFUSED", "access.wrong-password", "password")]
    line = AuditEvent.objects.get(reason_code="access.unknown-account")
    assert "nobody" not in str(line.facts)
    assert len(line.facts["known"]) == 32


def test_empty_fields_get_a_sentence_each(client: Client, db: None) -> None:
    page = text(sign_in(client, "", ""))
    assert "请填写手机号或账号。" in page
    assert "请填写密码。" in page


def test_after_five_failures_the_account_rests_a_while_and_says_how_long_and_whom_to_ask(
    client: Client, worker: User
) -> None:
    for _ in range(4):
        assert sign_in(client, "worker", "Wrong-pass-1").status_code == 200
    for password in ("Wrong-pass-1", PASSWORD):
        answer = sign_in(client, "worker", password)
        assert answer.status_code == 429
        assert "停用 15 分钟" in text(answer)
        assert "找县民政局" in text(answer)
    assert attempts(worker)[-1] == ("REFUSED", "access.locked", "password")
    assert sign_in(Client(REMOTE_ADDR="10.9.9.9"), "worker").status_code == 429
    unlock_account(actor=founder(), user_id=worker.pk, on=timezone.localdate())
    assert sign_in(client, "worker").status_code == 302


def test_a_closed_account_is_not_let_in_and_an_open_session_ends(client: Client, worker: User) -> None:
    sign_in(client, "worker")
    close_account(actor=founder(), user_id=worker.pk, on=timezone.localdate())
    assert client.get(reverse("profile")).status_code == 302
    assert "账号或密码不对。" in text(sign_in(client, "worker"))


def test_signing_out_needs_a_post_and_ends_the_session(client: Client, worker: User) -> None:
    sign_in(client, "worker")
    assert client.get(reverse("account_logout")).status_code == 405
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_her_own_computer_keeps_her_signed_in_a_week_a_shared_one_half_an_hour(
    client: Client, worker: User
) -> None:
    sign_in(client, "worker")
    assert client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() <= 1800
    client.post(reverse("account_logout"))
    sign_in(client, "worker", own_computer="on")
    assert not client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() > 7 * 86400 - 60


# --- the second factor --------------------------------------------------------------------------------------------------------


def test_a_wide_role_sets_up_its_second_factor_before_anything_else(client: Client, officer: User) -> None:
    sign_in(client, "county", own_computer="on")
    assert client.session.get_expiry_age() <= 1800
    answer = client.get(reverse("profile"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("mfa_activate_totp")
    page = client.get(answer["Location"])
    assert "设置动态口令" in text(page)
    secret = page.context["form"].secret
    wrong = client.post(answer["Location"], {"code": "000000"})
    assert "验证码不对" in text(wrong)
    done = client.post(answer["Location"], {"code": code_of(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = text(client.get(done["Location"]))
    assert "恢复码" in codes
    assert client.get(reverse("profile")).status_code == 200
    stored = Authenticator.objects.get(user=officer, type="totp").data["secret"]
    assert secret not in stored
    assert AuditEvent.objects.filter(action="access.note_second_factor", facts__what="on").exists()


def test_an_api_call_with_an_outstanding_duty_is_told_so_and_not_redirected(
    client: Client, officer: User
) -> None:
    sign_in(client, "county")
    answer = client.get("/api/v1/anything")
    assert answer.status_code == 403
    assert "动态口令" in answer.json()["reason"]


@pytest.fixture
def factor(officer: User) -> User:
    TOTP.activate(officer, SECRET)
    RecoveryCodes.activate(officer)
    return officer


def test_with_a_second_factor_the_password_alone_lets_nobody_in(client: Client, factor: User) -> None:
    answer = sign_in(client, "county")
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    page = text(client.get(answer.url))
    assert "第二步：动态口令" in page
    wrong = client.post(answer.url, {"code": "000000"})
    assert "验证码不对" in text(wrong)
    assert attempts(factor)[-1] == ("REFUSED", "access.wrong-code", "second-factor")
    assert client.post(answer.url, {"code": code_of(SECRET)}).status_code == 302
    assert attempts(factor)[-1] == ("DONE", "", "second-factor")
    assert client.get(reverse("profile")).status_code == 200


def test_a_recovery_code_opens_once(client: Client, factor: User) -> None:
    code = Authenticator.objects.get(user=factor, type="recovery_codes").wrap().get_unused_codes()[0]
    for again in (False, True):
        sign_in(client, "county")
        answer = client.post(reverse("mfa_authenticate"), {"code": code})
        assert (answer.status_code == 302) is not again
        client.post(reverse("account_logout"))


def test_a_wide_role_cannot_take_its_second_factor_off(client: Client, factor: User) -> None:
    sign_in(client, "county")
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    page = text(client.get(reverse("mfa_deactivate_totp")))
    assert "不能关闭" in page
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=factor, type="totp").exists()


def test_a_worker_may_set_one_up_and_take_it_off_again(client: Client, worker: User) -> None:
    sign_in(client, "worker")
    page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})
    for name in ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "profile"):
        assert client.get(reverse(name)).status_code == 200, name
    assert "每个只能用一次" in text(client.get(reverse("mfa_download_recovery_codes")))
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert client.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("profile")
    assert not Authenticator.objects.filter(user=worker).exists()
    told = AuditEvent.objects.filter(action="access.note_second_factor").order_by("id")
    assert [line.facts["what"] for line in told] == ["on", "codes", "off"]


def test_before_a_delicate_change_the_password_is_asked_once_more(client: Client, worker: User) -> None:
    sign_in_as(client, worker)
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.status_code == 302
    assert "再输一遍密码" in text(client.get(answer["Location"]))


# --- one's own password -------------------------------------------------------------------------------------------------------


def change(client: Client, old: str, new: str, again: str | None = None) -> Any:
    facts = {"old": old, "new": new, "again": new if again is None else again}
    return client.post(reverse("own-password"), facts)


def test_a_password_given_by_somebody_else_is_changed_before_anything_else(
    client: Client, worker: User
) -> None:
    made = reset_password(actor=founder(), user_id=worker.pk, at=timezone.now(), on=timezone.localdate())
    sign_in(client, "worker", made.password)
    assert client.get(reverse("profile"))["Location"] == reverse("own-password")
    assert "别人替您设的密码" in text(client.get(reverse("own-password")))
    assert change(client, made.password, "Nan-Kai-2027x").status_code == 302
    assert client.get(reverse("profile")).status_code == 200
    assert sign_in(Client(), "worker", "Nan-Kai-2027x").status_code == 302


def test_a_password_grown_old_is_changed_first(client: Client, worker: User, settings: Settings) -> None:
    User.objects.filter(pk=worker.pk).update(password_changed_at=timezone.now() - timedelta(days=91))
    sign_in(client, "worker")
    assert client.get(reverse("profile"))["Location"] == reverse("own-password")
    assert "用得太久了" in text(client.get(reverse("own-password")))
    settings.PASSWORD_DAYS = 0
    assert client.get(reverse("profile")).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "told"),
    [
        ("Wrong-pass-1", "Nan-Kai-2027x", None, "现在的密码不对"),
        (PASSWORD, "short", None, "至少10位"),
        (PASSWORD, "Nan-Kai-2027x", "Nan-Kai-2027y", "两遍不一样"),
        (PASSWORD, PASSWORD, None, "不能和现在的一样"),
    ],
)
def test_a_wrong_change_of_password_is_told_why(
    client: Client, worker: User, old: str, new: str, again: str | None, told: str
) -> None:
    sign_in(client, "worker")
    answer = change(client, old, new, again)
    assert answer.status_code == 422
    assert told in text(answer)


def test_a_change_of_password_ends_her_other_sessions_and_keeps_this_one(
    client: Client, worker: User
) -> None:
    other = Client()
    sign_in(other, "worker")
    sign_in(client, "worker")
    change(client, PASSWORD, "Nan-Kai-2027x")
    assert client.get(reverse("profile")).status_code == 200
    assert other.get(reverse("profile")).status_code == 302


# --- the demo -----------------------------------------------------------------------------------------------------------------


def test_outside_the_demo_there_are_no_cards_and_no_way_in_by_card(client: Client, worker: User) -> None:
    assert "先逛逛" not in text(client.get(reverse("account_login")))
    assert client.post(reverse("demo-sign-in", args=[worker.pk])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_in_the_demo_one_click_on_a_card_is_enough(
    client: Client, worker: User, officer: User, settings: Settings
) -> None:
    settings.DEMO = True
    page = text(client.get(reverse("account_login")))
    assert "先逛逛：选一个身份" in page
    assert page.count("role-card") == 2
    assert client.get(reverse("demo-sign-in", args=[officer.pk])).status_code == 405
    assert client.post(reverse("demo-sign-in", args=[officer.pk])).status_code == 302
    assert client.get(reverse("profile")).status_code == 200
    assert attempts(officer) == [("DONE", "", "demo")]
    assert client.post(reverse("demo-sign-in", args=[worker.pk])).status_code == 302
    assert client.session["_auth_user_id"] == str(worker.pk)


def test_a_card_leads_back_to_where_the_session_ended_and_never_elsewhere(
    client: Client, worker: User, settings: Settings
) -> None:
    settings.DEMO = True
    card = reverse("demo-sign-in", args=[worker.pk])
    assert 'name="next" value="/clients/"' in text(
        client.get(reverse("account_login"), {"next": "/clients/"})
    )
    assert client.post(card, {"next": "/clients/"})["Location"] == "/clients/"
    assert client.post(card, {"next": "https://elsewhere.invalid/"})["Location"] == "/"


def test_a_card_of_the_demo_is_not_a_door_for_every_account(
    client: Client, world: World, officer: User, settings: Settings
) -> None:
    settings.DEMO = True
    other = world.account("county", organisation=BAISHA_BUREAU, region=BAISHA, username="second")
    assert client.post(reverse("demo-sign-in", args=[other.pk])).status_code == 404


def test_cards_need_the_token_of_the_page(worker: User, settings: Settings) -> None:
    settings.DEMO = True
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("demo-sign-in", args=[worker.pk])).status_code == 403
