"""The first account of a new installation comes from the command line."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from yizhan.access.models import User
from yizhan.access.queries import actor_for
from yizhan.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_opened_with_a_password_shown_once_and_reads_no_person() -> None:
    told = io.StringIO()
    call_command("first_account", "guan.li", "示例管理员", stdout=told)
    user = User.objects.get(username="guan.li")
    password = re.search(r"临时密码 (\w{12})", told.getvalue())
    assert password
    assert user.check_password(password[1])
    assert user.must_change_password
    actor = actor_for(user, localdate())
    assert actor.may("access.open_account")
    assert not actor.may("clients.view")
    assert AuditEvent.objects.filter(actor_label="命令行", action="access.open_account").exists()


def test_a_name_that_is_taken_is_told_and_nothing_is_opened() -> None:
    call_command("first_account", "guan.li", "示例管理员", stdout=io.StringIO())
    with pytest.raises(CommandError, match="已经有人用了"):
        call_command("first_account", "guan.li", "示例管理员")
    assert User.objects.count() == 1
