"""A questionnaire of the county, published and given to 牙叉镇, and what is filled in."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.forms.sheets import HOUSEHOLD, YES_NO, workbook
from tests.people import BAISHA, WANG, YACHA, YACHA_STATION, ZHAO
from tests.world import NOW, TODAY
from yizhan.forms.actions import draft_version, give_form, publish_version, submit
from yizhan.forms.models import Form, Submission, Version
from yizhan.kernel.ids import uuid7

FEEDS = frozenset({"need:HOUSING", "client.living_type"})
TOLD: dict[str, Any] = {
    "head": "示例户主", "phone": "13800000000", "member": [{"who": "示例甲", "age": "40", "income": "100"}],
    "seen_on": "2026-11-19", "leaks": "yes", "where": "堂屋",
}  # fmt: skip


def uploaded(actor: Any = ZHAO, **more: Any) -> Version:
    facts: dict[str, Any] = {
        "content": workbook(HOUSEHOLD, YES_NO, {"form_title": "示例入户问卷", "form_id": "household"}),
        "file_name": "入户.xlsx", "feeds": FEEDS, "at": NOW, "on": TODAY, "region_code": BAISHA, "about": "client",
    }  # fmt: skip
    drafted = draft_version(actor=actor, **(facts | more))
    assert drafted.version is not None, drafted.problems
    return drafted.version


def filled(form: Form, actor: Any = WANG, **more: Any) -> Submission:
    facts: dict[str, Any] = {
        "submission_id": uuid7(), "form_id": form.pk, "station_id": YACHA_STATION, "answers": TOLD,
        "filled_on": TODAY, "at": NOW, "on": TODAY,
    }  # fmt: skip
    return submit(actor=actor, **(facts | more))


@pytest.fixture
def form(world: object) -> Form:
    version = publish_version(actor=ZHAO, version_id=uploaded().pk, on=TODAY)
    return give_form(actor=ZHAO, form_id=version.form_id, stations={YACHA_STATION: YACHA}, on=TODAY)


__all__ = ["TOLD", "UUID", "date", "datetime", "filled", "uploaded"]
