"""On home: a call for help stands above all else for those who answer; answers in doubt have a line with a way to them."""

from datetime import timedelta

from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate, now

from tests.people import WANG, YACHA_STATION
from tests.services.conftest import granny
from tests.web.test_questionnaires import county, form
from tests.web.test_questionnaires import worker as at_desk
from tests.world import World, sign_in_as
from yizhan.access.queries import actor_for
from yizhan.clients.models import Client
from yizhan.devices.actions import answer_call, call_for_help
from yizhan.devices.models import HelpCall
from yizhan.forms.actions import submit, void_submission
from yizhan.forms.models import Form, Submission
from yizhan.kernel.ids import uuid7
from yizhan.web.phones_due import answer_rows

__all__ = ["at_desk", "county", "form", "granny"]


def test_an_open_call_stands_first_for_those_who_answer_and_for_nobody_else(world: World) -> None:
    called = now() - timedelta(minutes=20)
    user = world.account_of("worker")
    call_for_help(
        actor=WANG, call_id=uuid7(), station_id=YACHA_STATION, user_id=user.pk, kind="DANGER", note="示例：路塌了",
        made_at=called, at=now(),
    )  # fmt: skip
    head = sign_in_as(Browser(), world.account_of("station_head"))
    page = head.get(reverse("home"))
    first = page.context["due"][0]
    assert first.what == "求助：我有危险"
    assert "20 分钟还没有人回应" in first.why
    assert first.url == f"{reverse('help-calls')}#call-{HelpCall.objects.get().pk}"
    assert "路塌了" not in page.content.decode()
    for role in ("worker", "auditor"):
        told = sign_in_as(Browser(), world.account_of(role)).get(reverse("home")).content.decode()
        assert "求助：" not in told
    county_office = sign_in_as(Browser(), world.account_of("county"))
    assert county_office.get(reverse("home")).context["due"][0].what == "求助：我有危险"
    answer_call(
        actor=actor_for(world.account_of("station_head"), localdate()),
        call_id=HelpCall.objects.get().pk,
        answer="已派车",
        at=now(),
    )
    assert all(each.what != "求助：我有危险" for each in head.get(reverse("home")).context["due"])


def test_answers_in_doubt_and_of_nobody_stand_in_the_list_until_somebody_settles_them(
    world: World, form: Form, granny: Client
) -> None:
    worker = actor_for(world.account_of("worker"), localdate())
    facts = {
        "actor": worker, "form_id": form.pk, "station_id": YACHA_STATION, "filled_on": localdate(), "at": now(),
        "on": localdate(), "channel": "PHONE", "answers": {},
    }  # fmt: skip
    row = submit(submission_id=uuid7(), **facts)  # type: ignore[arg-type]
    Submission.objects.filter(pk=row.pk).update(subject_id=None)
    (line,) = answer_rows(worker, localdate())
    assert line[1] == f"“{form.title}”有 1 份答卷要核对"
    assert line[3].endswith(("?state=DOUBT", "?state=UNLINKED"))
    page = sign_in_as(Browser(), world.account_of("worker")).get(line[3])
    assert str(row.pk) in page.content.decode()
    assert answer_rows(actor_for(world.account_of("auditor"), localdate()), localdate()) == []
    head = actor_for(world.account_of("station_head"), localdate())
    void_submission(actor=head, submission_id=row.pk, reason="重复", on=localdate())
    assert answer_rows(worker, localdate()) == []
