"""The pages of complaints: from the telephone call to the second call, as the county and the agency see them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from tests.people import YACHA_STATION
from tests.world import World, sign_in_as
from yizhan.kernel.ids import uuid7
from yizhan.oversight.models import Complaint, Hearing
from yizhan.web.oversight.forms import NewComplaint

pytestmark = pytest.mark.django_db


def told(client: Client, **given: str) -> Complaint:
    facts = {
        "complaint_id": str(uuid7()), "about": "STATION", "station_id": str(YACHA_STATION), "way": "PHONE",
        "received_on": str(localdate()), "what": "约好上门没有来", "name": "测试大婶", "phone": "13800000077",
    }  # fmt: skip
    answer = client.post("/oversight/complaints/new/", {**facts, **given})
    assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.content.decode())
    return Complaint.objects.get(pk=answer["Location"].rstrip("/").split("/")[-1])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.requirement("R313")
def test_the_county_takes_it_up_hears_the_agency_answers_and_calls_back(world: World, client: Client) -> None:
    sign_in_as(client, world.account_of("county"))
    assert "还没有投诉" in page(client, "/oversight/complaints/")
    complaint = told(client)
    here = f"/oversight/complaints/{complaint.pk}/"
    assert "受理，由我办理" in page(client, here)
    client.post(f"{here}take-up/")
    assert complaint.number in page(client, "/")
    client.post(
        f"{here}hear/", {"question": "为什么没有上门？", "answer_by_on": str(localdate() + timedelta(days=2))}
    )
    refused = client.post(f"{here}answer/", {"finding": "UPHELD", "answer": "已道歉", "measures": "两人核对"})
    assert refused.status_code == 422
    assert "等说明到了" in refused.content.decode()
    assert "已道歉" in refused.content.decode(), "what was typed is still there"
    hearing = Hearing.objects.get()

    sign_in_as(client, world.account_of("agency_manager"))
    seen = page(client, f"/oversight/accounts/{hearing.pk}/")
    assert "为什么没有上门" in seen
    assert "测试大婶" not in seen
    assert "说明一件情况" in page(client, "/")
    assert client.get(here).status_code == 403
    client.post(f"/oversight/accounts/{hearing.pk}/", {"text": "当天车坏了"})

    sign_in_as(client, world.account_of("county"))
    assert "当天车坏了" in page(client, here)
    client.post(f"{here}answer/", {"finding": "UPHELD", "answer": "已道歉", "measures": "两人核对"})
    client.post(f"{here}ask/", {"satisfaction": "5"})
    assert "已办结" in page(client, here)
    assert client.get("/oversight/complaints/?export=xlsx")["Content-Type"].endswith("sheet")


def test_whoever_looks_on_does_not_learn_who_complained(world: World, client: Client) -> None:
    sign_in_as(client, world.account_of("county"))
    complaint = told(client)
    sign_in_as(client, world.account_of("auditor"))
    seen = page(client, f"/oversight/complaints/{complaint.pk}/")
    assert "约好上门没有来" in seen
    assert "只有办理人看得到" in seen
    assert "测试大婶" not in seen
    assert "13800000077" not in seen


def test_the_first_page_of_the_area_is_what_one_may_see(world: World, client: Client) -> None:
    for role in ("county", "agency_manager", "worker"):
        sign_in_as(client, world.account_of(role))
        assert client.get("/oversight/")["Location"] == "/oversight/warnings/"
    sign_in_as(client, world.account_of("agency_finance"))
    assert client.get("/oversight/")["Location"] == "/oversight/credit/"


def test_the_form_asks_whom_only_by_the_field_of_that_kind() -> None:
    form = NewComplaint(
        {
            "complaint_id": str(uuid7()), "about": "STATION", "station_id": "s", "worker_id": "w", "organisation_id": "a",
            "way": "PHONE", "received_on": str(localdate()), "what": "约好上门没有来", "anonymous": "on",
        },
        stations=[("s", "站")], workers=[("w", "人")], agencies=[("a", "机构")],
    )  # fmt: skip
    assert [(field.name, away) for field, _kinds, away in form.subjects] == [
        ("station_id", False), ("worker_id", True), ("organisation_id", True),
    ]  # fmt: skip
    assert form.is_valid()
    sent = [form.cleaned_data[name] for name in ("station_id", "worker_id", "organisation_id")]
    assert sent == ["s", "", ""], "a worker chosen before it became the station's is not complained about"
