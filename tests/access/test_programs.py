"""Passwords for programs on one's own phone: shown once, for one station, taken back at any time."""

import pytest

from tests.people import AGENCY, QIFANG_STATION, SHILU_STATION, YACHA, YACHA_STATION
from tests.world import TODAY, World
from yizhan.access.actions import close_account, make_app_password, revoke_app_password
from yizhan.access.models import AppPassword, User
from yizhan.access.queries import app_passwords_of, by_app_password, oneself
from yizhan.access.roles import founder
from yizhan.kernel.errors import Refused


def made(user: User, **more: object) -> tuple[AppPassword, str]:
    facts = {"user_id": user.pk, "station_id": YACHA_STATION, "label": "我的手机", "on": TODAY} | more
    found = make_app_password(actor=oneself(user), **facts)  # type: ignore[arg-type]
    return found.row, found.secret


@pytest.mark.refuses("access.make_app_password", "access.revoke_app_password")
def test_a_program_speaks_for_its_owner_at_one_station_until_it_is_taken_back(world: World) -> None:
    user = world.account_of("supervisor")
    row, secret = made(user)
    assert secret not in str(AppPassword.objects.values())
    found = by_app_password(username=user.username, secret=secret, on=TODAY)
    assert found is not None
    assert [grant.stations for grant in found[1].grants] == [frozenset({YACHA_STATION})]
    assert by_app_password(username="somebody", secret=secret, on=TODAY) is None
    assert by_app_password(username=user.username, secret="x", on=TODAY) is None
    for more, says in (
        ({"label": " "}, "用在哪里"),
        ({"station_id": SHILU_STATION}, "不在这个站工作"),
    ):
        with pytest.raises(Refused, match=says):
            made(user, **more)
    for _more in range(4):
        made(user, station_id=QIFANG_STATION)
    with pytest.raises(Refused, match="最多同时用 5 个"):
        made(user)
    stranger = world.account_of("worker")
    with pytest.raises(User.DoesNotExist):
        revoke_app_password(actor=oneself(stranger), user_id=user.pk, password_id=row.pk, on=TODAY)
    with pytest.raises(AppPassword.DoesNotExist):
        revoke_app_password(actor=oneself(stranger), user_id=stranger.pk, password_id=row.pk, on=TODAY)
    revoke_app_password(actor=oneself(user), user_id=user.pk, password_id=row.pk, on=TODAY)
    assert by_app_password(username=user.username, secret=secret, on=TODAY) is None
    assert app_passwords_of(user).count() == 4


def test_a_program_loses_what_its_owner_loses(world: World) -> None:
    worker = world.account(
        "worker", organisation=AGENCY, region=YACHA, station=YACHA_STATION, username="leaver"
    )
    _row, secret = made(worker)
    assert by_app_password(username="leaver", secret=secret, on=TODAY) is not None
    close_account(actor=founder(), user_id=worker.pk, on=TODAY)
    assert by_app_password(username="leaver", secret=secret, on=TODAY) is None
