"""What a phone reads is what its user may see, and no more."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from tests.api.one_phone import Phone, field, phone, visit
from tests.people import HEAD, QIFANG_STATION, WANG, YACHA_STATION, ZHAO
from tests.services.conftest import grandpa, granny, stranger, uncle, worker
from yizhan.access.actions import end_custody
from yizhan.api.sync import changes
from yizhan.clients.actions import move_client, restrict_client, update_client
from yizhan.clients.models import Client
from yizhan.devices.rules import limits
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import register_volunteer

__all__ = ["field", "grandpa", "granny", "phone", "stranger", "uncle", "worker"]


def test_a_phone_carries_what_its_user_needs_and_no_papers(
    phone: Phone, granny: Client, grandpa: Client, stranger: Client
) -> None:
    phone.send(visit(granny, note="血压已量"))
    told = phone.pull()
    by_id = {row["id"]: row for row in told["rows"]}
    assert str(stranger.pk) not in by_id
    assert {row["kind"] for row in told["rows"]} == {"client", "service"}
    assert by_id[str(granny.pk)]["phone"] == "138****0001"
    text = str(told)
    assert granny.id_number not in text
    assert granny.phone not in text
    assert told["limits"]["says"] == "本站在册2人，都在手机上。"
    again = phone.pull(since=told["cursor"])
    assert again["check"] == told["check"]


def test_the_check_is_what_a_phone_can_work_out_itself(phone: Phone, granny: Client, uncle: Client) -> None:
    import hashlib

    told = phone.pull()
    lines = sorted(f"{row['id']} {row['changed_at']}" for row in told["rows"])
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == told["check"]


def test_what_she_may_no_longer_see_has_to_be_dropped(
    phone: Phone, granny: Client, uncle: Client, grandpa: Client
) -> None:
    phone.send(visit(grandpa, note="只有他知道"))
    first = phone.pull()
    have = [row["id"] for row in first["rows"]]
    assert len(have) == 4
    move_client(actor=ZHAO, client_id=granny.pk, to_station_id=QIFANG_STATION, on=localdate())
    restrict_client(actor=HEAD, client_id=grandpa.pk, reason="家暴受害人")
    then = phone.pull(since=first["cursor"], have=have)
    assert then["check"] != first["check"]
    service = ServiceRecord.objects.get()
    assert set(then["gone"]) == {str(granny.pk), str(grandpa.pk), str(service.pk)}
    assert str(granny.pk) not in [row["id"] for row in then["rows"]]


def test_what_the_phone_lacks_comes_however_old_it_is(phone: Phone, granny: Client, uncle: Client) -> None:
    Client.objects.update(changed_at=now() - timedelta(days=30))
    first = phone.pull()
    assert len(first["rows"]) == 2
    assert phone.pull(since=first["cursor"])["rows"] == []
    lacking = phone.pull(since=first["cursor"], have=[str(granny.pk)])
    assert [row["id"] for row in lacking["rows"]] == [str(uncle.pk)]


def test_a_change_that_becomes_visible_late_is_not_missed(phone: Phone, granny: Client) -> None:
    first = phone.pull()
    Client.objects.filter(pk=granny.pk).update(
        note="晚提交", changed_at=now() - limits.OVERLAP + timedelta(minutes=1)
    )
    assert [row["note"] for row in phone.pull(since=first["cursor"])["rows"]] == ["晚提交"]


def test_pages_go_on_where_they_stopped(
    phone: Phone, granny: Client, uncle: Client, grandpa: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST_ROWS", 1)
    seen, cursor, more = [], "", True
    while more:
        page = phone.pull(since=cursor)
        seen += [row["id"] for row in page["rows"]]
        cursor, more = page["cursor"], page["more"]
    assert sorted(seen) == sorted(str(one.pk) for one in (granny, uncle, grandpa))


def test_the_first_sync_can_be_broken_and_goes_on(
    phone: Phone, granny: Client, uncle: Client, grandpa: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST_ROWS", 2)
    one = phone.post("first", {"device_id": str(phone.id)}).json()
    assert (len(one["rows"]), one["rest"], one["cursor"]) == (2, 1, "")
    update_client(actor=HEAD, client_id=granny.pk, on=localdate(), changes={"note": "途中改的"})
    two = phone.post("first", {"device_id": str(phone.id), "after": one["after"]}).json()
    again = phone.post("first", {"device_id": str(phone.id), "after": one["after"]}).json()
    assert two["rows"] == again["rows"]
    assert (len(two["rows"]), two["rest"]) == (1, 0)
    monkeypatch.setattr(changes, "MOST_ROWS", 200)
    later = phone.pull(since=two["cursor"])
    assert "途中改的" in [row["note"] for row in later["rows"]]


def test_a_phone_is_never_fuller_than_its_cap(
    phone: Phone, granny: Client, uncle: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yizhan.devices.queries import carry

    monkeypatch.setattr(carry, "MOST_CLIENTS", 1)
    told = phone.pull()
    assert [row["id"] for row in told["rows"]] == [str(granny.pk)], "whoever is due comes first"
    assert (told["limits"]["clients"], told["limits"]["all_clients"]) == (1, 2)
    assert told["limits"]["says"].startswith("本站在册2人，手机上带了1人")
    monkeypatch.setattr(carry, "MOST_BYTES", 10)
    assert phone.pull()["rows"] == []


def test_a_cursor_nobody_gave_out_begins_anew(phone: Phone, granny: Client) -> None:
    for strange in ("", "?", "2026-01-01", "1~2~3~4~5"):
        assert len(phone.pull(since=strange)["rows"]) == 1


def test_the_choices_of_the_forms_come_once(phone: Phone, granny: Client) -> None:
    helper = register_volunteer(
        actor=WANG, station_id=YACHA_STATION, name="示例志愿者", phone="13800000001", sex="F", source="RECRUITED",
        team="银龄队", registered_on=localdate(), on=localdate(),
    )  # fmt: skip
    told = phone.browser.get("/api/v1/sync/lists", {"device_id": str(phone.id)}).json()
    assert "养老-3" in [item["code"] for item in told["lists"]["items"]]
    assert [each["me"] for each in told["lists"]["workers"]] == [True]
    assert told["lists"]["station"]["region_code"] == "469025100"
    assert told["lists"]["volunteers"] == [{"id": str(helper.pk), "name": "示例志愿者", "team": "银龄队"}], (
        "her telephone stays at the desk"
    )
    assert "ARCHIVE" not in told["lists"]["kinds"], "nobody files in the field"
    same = phone.browser.get(
        "/api/v1/sync/lists", {"device_id": str(phone.id), "have": told["version"]}
    ).json()
    assert same["lists"] == {}


def test_a_role_without_files_carries_none(phone: Phone, granny: Client) -> None:
    end_custody(actor=ZHAO, station_id=YACHA_STATION, to_on=localdate() - timedelta(days=1))
    told = phone.pull(have=[str(granny.pk)])
    assert (told["rows"], told["gone"]) == ([], [str(granny.pk)])
