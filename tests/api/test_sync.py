"""What a phone sends is counted once and never lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client as Browser
from django.utils.timezone import localdate, now

from tests.api.one_phone import Phone, changed, command, field, newcomer, phone, states, visit
from tests.people import QIFANG_STATION, SHILU_STATION, YACHA_STATION, ZHAO
from tests.services.conftest import granny, stranger, worker
from tests.world import World, sign_in_as
from yizhan.access.actions import end_custody
from yizhan.api.sync import commands
from yizhan.clients.actions import move_client
from yizhan.clients.models import Client
from yizhan.devices.actions import take_command
from yizhan.devices.models import Command
from yizhan.devices.queries.commands import known_commands
from yizhan.devices.rules import limits
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.services.models import ServiceRecord
from yizhan.workforce.models import Worker

__all__ = ["field", "granny", "phone", "stranger", "worker"]


def test_a_command_counts_once_however_often_it_is_sent(phone: Phone, granny: Client, worker: Worker) -> None:
    told = visit(granny, note="血压已量")
    first, same, alone = phone.send(told, told), None, phone.send(told)
    assert same is None
    assert states([*first, *alone]) == ["DONE"] * 3
    assert first[0] == first[1] == alone[0]
    made = ServiceRecord.objects.get()
    assert (made.worker, made.note, str(made.pk)) == (worker, "血压已量", told["body"]["service_id"])
    row = Command.objects.get()
    assert (row.state, row.told, row.subject_id) == ("DONE", None, made.pk)


def test_the_same_id_with_other_content_is_refused(phone: Phone, granny: Client) -> None:
    told = visit(granny)
    other = told | {"body": told["body"] | {"minutes": 31}}
    assert states(phone.send(told, other)) == ["DONE", "REFUSED"]
    assert phone.send(other)[0]["code"] == "devices.id-taken"
    assert ServiceRecord.objects.get().minutes == 30


def test_one_failure_fails_alone(phone: Phone, granny: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    strange: list[Any] = ["not a command", {"id": "no id"}, visit(granny) | {"verb": "services.dance"}]
    half = visit(granny) | {"body": {"service_id": str(uuid7()), "minutes": "viele"}}
    big = visit(granny, note="长" * 30_000)
    future = visit(granny, done_on="2999-01-01")
    answers = phone.send(*strange, half, big, future, visit(granny))
    assert states(answers) == ["REFUSED"] * 6 + ["DONE"]
    assert [each["code"] for each in answers[:6]] == [
        "devices.body", "devices.body", "devices.unknown-verb", "devices.body", "devices.too-large", "services.future",
    ]  # fmt: skip
    assert all(each["reason"].endswith("。") for each in answers[:6])
    kept = Command.objects.get(pk=half["id"])
    assert kept.told["body"] == half["body"], "what was sent is kept, also when nobody understands it"


def test_a_fault_of_ours_keeps_the_command_and_spares_the_others(
    phone: Phone, granny: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = take_command

    def faulty(**given: Any) -> Any:
        if given["sent"].raw["minutes"] == 13:
            raise ZeroDivisionError
        if given["sent"].raw["minutes"] == 14:
            raise OperationalError("database is locked")
        return honest(**given)

    monkeypatch.setattr(commands, "take_command", faulty)
    bad, busy, good = visit(granny, minutes=13), visit(granny, minutes=14), visit(granny)
    assert states(phone.send(bad, busy, good)) == ["KEPT", "AGAIN", "DONE"]
    assert Command.objects.get(pk=bad["id"]).told["body"] == bad["body"]
    assert not Command.objects.filter(pk=busy["id"]).exists(), "nothing is known of it, so it is sent again"


def test_two_copies_at_the_same_instant_count_once(
    phone: Phone, granny: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second has looked before the first was written: the primary key decides."""
    told, other = visit(granny), changed(granny, phone.row(granny)["version"], note="听力不好")
    first = phone.send(told, other)
    honest = known_commands
    looks: Any = iter([{}])
    monkeypatch.setattr(commands, "known_commands", lambda *, ids: next(looks, None) or honest(ids=ids))
    assert phone.send(told, other) == first
    assert (ServiceRecord.objects.count(), Command.objects.count()) == (1, 2)


def test_too_much_at_once_is_refused_with_a_sentence(phone: Phone, granny: Client) -> None:
    told = {"device_id": str(phone.id), "sent_at": now().isoformat()}
    many = phone.post("commands", told | {"commands": [visit(granny)] * (limits.MOST_COMMANDS + 1)})
    assert (many.status_code, many.json()["code"]) == (422, "body")
    for size, code in (
        (limits.MOST_BATCH_BYTES, "devices.batch-too-large"),
        (6 * 2**20, "request-too-large"),
    ):
        large = phone.post("commands", told | {"commands": ["x" * size]})
        assert (large.status_code, large.json()["code"]) == (422, code)
        assert large.json()["reason"] == "一次发得太多，请分几次发。"
    assert phone.post("commands", told | {"commands": []}).status_code == 422


def test_what_arrives_before_what_it_needs_waits_and_is_carried_out_then(phone: Phone) -> None:
    new = newcomer()
    seen = visit(new["body"]["client_id"])
    (waiting,) = phone.send(seen)
    assert (waiting["state"], waiting["needs"]) == ("WAITING", [new["body"]["client_id"]])
    assert states(phone.send(new)) == ["DONE"]
    assert states(phone.send(seen)) == ["DONE"]
    assert ServiceRecord.objects.count() == 1


def test_a_whole_day_backwards_ends_as_the_same_day(phone: Phone) -> None:
    new = newcomer()
    seen = visit(new["body"]["client_id"])
    mended = command(
        "services.correct_service",
        {"service_id": seen["body"]["service_id"], "reason": "量了血压", "changes": {"minutes": 45}},
        seen_version=f"@{seen['id']}",
    )
    gone = command(
        "services.void_service",
        {"service_id": seen["body"]["service_id"], "reason": "记错了人"},
        seen_version=f"@{mended['id']}",
    )
    answers = phone.send(gone, mended, seen, new)
    assert states(answers) == ["DONE"] * 4, answers
    made = ServiceRecord.objects.get()
    assert (made.minutes, made.is_voided) == (45, True)


def test_a_command_waits_for_the_ones_it_names(phone: Phone, granny: Client) -> None:
    first = visit(granny)
    then = visit(granny, after=[first["id"]])
    assert states(phone.send(then)) == ["WAITING"]
    assert phone.post("answers", {"device_id": str(phone.id), "ids": [then["id"]]}).json()[0]["state"] == (
        "WAITING"
    )
    assert states(phone.send(first)) == ["DONE"]
    told = phone.post("answers", {"device_id": str(phone.id), "ids": [then["id"], str(uuid7())]}).json()
    assert states(told) == ["DONE"], "of what never arrived nothing is said: it has to be sent again"


def test_two_that_wait_for_each_other_stay_in_sight(phone: Phone, granny: Client) -> None:
    one, other = str(uuid7()), str(uuid7())
    answers = phone.send(visit(granny, id=one, after=[other]), visit(granny, id=other, after=[one]))
    assert states(answers) == ["WAITING", "WAITING"]


def test_a_phone_of_2031_is_told_so_and_loses_nothing(phone: Phone, granny: Client) -> None:
    then = now() + timedelta(days=1800)
    told = visit(granny, made_at=then.isoformat())
    answer = phone.post(
        "commands", {"device_id": str(phone.id), "sent_at": then.isoformat(), "commands": [told]}
    ).json()
    assert answer["clock_minutes"] == 1800 * 24 * 60
    assert "手机时间比实际快了1800天" in answer["clock_reason"]
    assert (answer["answers"][0]["state"], answer["answers"][0]["clock_wrong"]) == ("DONE", True)
    old = phone.send(visit(granny, made_at="1999-01-01T00:00:00Z"))[0]
    assert (old["state"], old["clock_wrong"]) == ("DONE", True)


def test_without_a_day_it_counts_on_the_day_it_was_made(phone: Phone, granny: Client) -> None:
    yesterday = now() - timedelta(days=1)
    wrong = "1999-01-01T00:00:00Z"
    fine, strange = (
        visit(granny, done_on=None, made_at=yesterday.isoformat()),
        visit(granny, done_on=None, made_at=wrong),
    )
    assert states(phone.send(fine, strange)) == ["DONE", "DONE"]
    days = {str(row.pk): row.done_on for row in ServiceRecord.objects.all()}
    assert days[fine["body"]["service_id"]] == localdate(yesterday)
    assert days[strange["body"]["service_id"]] == localdate()


def test_a_visit_to_somebody_who_was_moved_away_is_kept_for_the_county(phone: Phone, granny: Client) -> None:
    move_client(actor=ZHAO, client_id=granny.pk, to_station_id=QIFANG_STATION, on=localdate())
    told = visit(granny, note="临走前看过")
    (answer,) = phone.send(told)
    assert (answer["state"], answer["code"]) == ("KEPT", "devices.out-of-sight")
    assert Command.objects.get().told["body"]["note"] == "临走前看过"


def test_a_role_that_was_taken_away_keeps_what_was_not_sent(
    phone: Phone, granny: Client, world: World
) -> None:
    told = visit(granny)
    end_custody(actor=ZHAO, station_id=YACHA_STATION, to_on=localdate() - timedelta(days=1))
    (answer,) = phone.send(told)
    assert (answer["state"], answer["reason"][-1]) == ("KEPT", "。")
    assert not ServiceRecord.objects.exists()


def test_who_can_no_longer_sign_in_hands_in_what_is_left(phone: Phone, granny: Client) -> None:
    told = visit(granny)
    phone.browser.logout()
    wrong = phone.post(
        "commands", {"device_id": str(phone.id), "sent_at": now().isoformat(), "commands": [told]}
    )
    assert wrong.status_code == 401
    assert states(phone.send(told, told, place="leftovers")) == ["KEPT", "KEPT"]
    assert Command.objects.get().state == "KEPT"
    assert phone.browser.post("/api/v1/sync/devices/check").status_code == 401
    assert phone.post("leftovers", {}, headers={"X-Device-Key": "guessed"}).status_code == 401


def test_what_belongs_to_the_next_county_is_not_there(phone: Phone, stranger: Client) -> None:
    assert states(phone.send(visit(stranger), visit(stranger, station_id=str(SHILU_STATION)))) == [
        "KEPT",
        "KEPT",
    ]
    assert not ServiceRecord.objects.exists()


def test_somebody_elses_command_is_not_answered_with_its_content(
    phone: Phone, granny: Client, world: World
) -> None:
    told = visit(granny)
    phone.send(told)
    other = Phone(sign_in_as(Browser(), world.account_of("deputy_head")))
    assert other.send(told)[0]["code"] == "devices.id-taken"
    assert other.post("answers", {"device_id": str(other.id), "ids": [told["id"]]}).json() == []
    assert other.post("answers", {"device_id": str(phone.id), "ids": []}).status_code == 404


def test_refusals_leave_their_line_in_the_audit_trail(phone: Phone, granny: Client) -> None:
    told = visit(granny, done_on="2999-01-01")
    phone.send(told)
    line = AuditEvent.objects.get(action="devices.take_command")
    assert (line.outcome, line.reason_code) == ("REFUSED", "services.future")
    assert line.facts["verb"] == "services.record_service"
