"""The shipped questionnaires from the command line."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.people import BAISHA
from tests.world import World
from yizhan.forms.models import Form, Given


def test_a_command_takes_the_shipped_questionnaires_for_a_county_once(world: World) -> None:
    said = StringIO()
    call_command("adopt_questionnaires", BAISHA, stdout=said)
    assert said.getvalue().count("已取用，发给 2 个站") == 4
    assert (Form.objects.count(), Given.objects.count()) == (4, 8)
    call_command("adopt_questionnaires", BAISHA, "--only", "satisfaction", stdout=said)
    assert "已经取用过" in said.getvalue()
    assert Form.objects.count() == 4
    with pytest.raises(CommandError, match="没有运营中的社工站"):
        call_command("adopt_questionnaires", "11", stdout=said)
