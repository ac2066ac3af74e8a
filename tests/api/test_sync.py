"""What a phone sends is counted once and never lost; what it reads is what its user may see, and no more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError
from django.test import Client as Browser
from django.utils.timezone import localdate, now

from tests.clients.folk import number
from tests.conftest import Pinned
from tests.people import HEAD, QIFANG_STATION, SHILU_STATION, WANG, YACHA_STATION, ZHAO
from tests.services.conftest import Record, grandpa, granny, neighbour, record, stranger, uncle, worker
from tests.world import World, sign_in_as
from yizhan.access.actions import end_custody
from yizhan.api.sync import changes, commands
from yizhan.clients.actions import grade_client, move_client, restrict_client, update_client
from yizhan.clients.models import Client
from yizhan.devices.actions import report_lost, take_command
from yizhan.devices.models import Command, Device
from yizhan.devices.queries.commands import known_commands
from yizhan.devices.rules import limits
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.services.actions import correct_service
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import link_account, register_volunteer
from yizhan.workforce.models import Worker

__all__ = ["Record", "grandpa", "granny", "neighbour", "record", "stranger", "uncle", "worker"]
JSON = "application/json"


class Phone:
    """A phone with the field app, as far as the server sees it."""

    def __init__(self, browser: Browser, *, station_id: UUID = YACHA_STATION) -> None:
        self.browser, self.id = browser, uuid7()
        made = self.post("devices", {"id": str(self.id), "station_id": str(station_id), "label": "测试手机"})
        assert made.status_code == 200, made.content
        self.key = made.json()["key"]

    def post(self, place: str, told: dict[str, Any], **given: Any) -> Any:
        return self.browser.post(f"/api/v1/sync/{place}", told, content_type=JSON, **given)

    def send(self, *commands: Any, place: str = "commands", **given: Any) -> list[dict[str, Any]]:
        headers = {"headers": {"X-Device-Key": self.key}} if place == "leftovers" else {}
        told = {"device_id": str(self.id), "sent_at": now().isoformat(), "commands": list(commands)} | given
        answer = self.post(place, told, **headers)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["answers"]
        return found

    def pull(self, **given: Any) -> dict[str, Any]:
        answer = self.post("changes", {"device_id": str(self.id)} | given)
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def row(self, of: Client | ServiceRecord) -> dict[str, Any]:
        return next(row for row in self.pull()["rows"] if row["id"] == str(of.pk))


Carry = Callable[[], Phone]


@pytest.fixture
def field(world: World, client: Browser, worker: Worker) -> Browser:
    account = world.account_of("worker")
    link_account(actor=ZHAO, worker_id=worker.pk, user_id=account.pk)
    return sign_in_as(client, account)


@pytest.fixture
def phone(field: Browser) -> Phone:
    return Phone(field)


def command(verb: str, body: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()), "verb": verb, "body": body, "made_at": now().isoformat(),
        "done_on": localdate().isoformat(),
    } | given  # fmt: skip


def visit(*people: Client | UUID | str, **given: Any) -> dict[str, Any]:
    outside = {name: given.pop(name) for name in ("id", "after", "done_on", "made_at") if name in given}
    ids = [str(one.pk if isinstance(one, Client) else one) for one in people]
    body = {
        "service_id": str(uuid7()), "station_id": str(YACHA_STATION), "kind": "VISIT", "mode": "AT_HOME", "minutes": 30,
        "client_ids": ids,
    }  # fmt: skip
    return command("services.record_service", body | given, **outside)


def newcomer(**given: Any) -> dict[str, Any]:
    body = {
        "client_id": str(uuid7()), "station_id": str(YACHA_STATION), "name": "示例新人",
        "id_number": number("46902519550505004"), "village_name": "示例村",
    }  # fmt: skip
    return command("clients.register_client", body | given)


def changed(client: Client, version: str, **changes: Any) -> dict[str, Any]:
    return command(
        "clients.update_client", {"client_id": str(client.pk), "changes": changes}, seen_version=version
    )


def states(answers: list[dict[str, Any]]) -> list[str]:
    return [each["state"] for each in answers]


# --- commands in --------------------------------------------------------------------------------------------------------


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


# --- two writers ----------------------------------------------------------------------------------------------------------


def test_changes_to_different_fields_meet_in_peace(phone: Phone, granny: Client) -> None:
    version = phone.row(granny)["version"]
    update_client(actor=HEAD, client_id=granny.pk, on=localdate(), changes={"note": "听力不好"})
    (answer,) = phone.send(changed(granny, version, phone="13800000007"))
    assert (answer["state"], answer["merged"]) == ("DONE", ["note"])
    granny.refresh_from_db()
    assert (granny.note, granny.phone) == ("听力不好", "13800000007")


def test_what_the_phone_writes_next_overwrites_nothing_it_has_not_seen(phone: Phone, granny: Client) -> None:
    """Two changes made one after the other without a line: the desk's, in between, is not lost under the second."""
    version = phone.row(granny)["version"]
    update_client(
        actor=HEAD,
        client_id=granny.pk,
        on=localdate(),
        changes={"phone": "13800000008", "address": "示例村二组"},
    )
    first = changed(granny, version, phone="13800000007")
    second = changed(granny, f"@{first['id']}", phone="13800000006", address="示例村三组")
    answers = phone.send(first, second)
    assert states(answers) == ["CONFLICT", "CONFLICT"]
    granny.refresh_from_db()
    assert (granny.phone, granny.address) == ("13800000008", "示例村二组")
    again = changed(granny, answers[1]["version"], phone="13800000005")
    assert states(phone.send(again)) == ["CONFLICT"], "the same when it builds on the answer"
    assert states(phone.send(changed(granny, phone.row(granny)["version"], phone="13800000005"))) == ["DONE"]


def test_changes_to_one_field_are_both_kept_until_a_person_chooses(phone: Phone, granny: Client) -> None:
    version = phone.row(granny)["version"]
    update_client(actor=HEAD, client_id=granny.pk, on=localdate(), changes={"phone": "13800000008"})
    (answer,) = phone.send(changed(granny, version, phone="138 0000 0007", note="换了新号"))
    assert (answer["state"], [each["field"] for each in answer["clashes"]]) == ("CONFLICT", ["phone"])
    granny.refresh_from_db()
    assert (granny.phone, granny.note) == ("13800000008", "换了新号")
    (pair,) = phone.browser.get("/api/v1/sync/differences").json()
    (side,) = pair["fields"]
    assert (side["label"], side["phone"], side["station"]) == ("联系电话", "138****0007", "138****0008")
    place = f"differences/{side['id']}"
    stale = phone.post(place, {"choice": "PHONE", "shown": "00000000"})
    assert (stale.status_code, stale.json()["code"]) == (422, "devices.changed-meanwhile")
    assert phone.post(place, {"choice": "PHONE", "shown": side["shown"]}).status_code == 200
    granny.refresh_from_db()
    assert granny.phone == "13800000007"
    assert Command.objects.get().state == "DONE"
    assert phone.browser.get("/api/v1/sync/differences").json() == []


def test_the_same_value_on_both_sides_is_no_difference(phone: Phone, granny: Client) -> None:
    version = phone.row(granny)["version"]
    update_client(actor=HEAD, client_id=granny.pk, on=localdate(), changes={"phone": "13800000007"})
    assert states(phone.send(changed(granny, version, phone="13800000007"))) == ["DONE"]


def test_a_change_based_on_nothing_known_never_overwrites(phone: Phone, granny: Client) -> None:
    assert states(phone.send(changed(granny, "", phone="13800000007"))) == ["CONFLICT"]
    assert states(phone.send(changed(granny, "9.aa.bb", address="示例村二组"))) == ["CONFLICT"]
    granny.refresh_from_db()
    assert granny.phone == "13800000001"


def test_a_grade_given_on_both_sides_is_a_difference(phone: Phone, granny: Client) -> None:
    version = phone.row(granny)["version"]
    grade_client(actor=HEAD, client_id=granny.pk, grade="MEDIUM", reason="女儿回乡同住", on=localdate())
    told = command(
        "clients.grade_client",
        {"client_id": str(granny.pk), "grading_id": str(uuid7()), "grade": "HIGH", "reason": "夜里跌倒一次"},
        seen_version=version,
    )
    assert states(phone.send(told)) == ["CONFLICT"]
    (pair,) = phone.browser.get("/api/v1/sync/differences").json()
    (side,) = pair["fields"]
    assert (side["phone"], side["phone_why"], side["station"]) == ("高风险", "夜里跌倒一次", "中风险")
    assert (
        phone.post(f"differences/{side['id']}", {"choice": "PHONE", "shown": side["shown"]}).status_code
        == 200
    )
    granny.refresh_from_db()
    assert granny.grade == "HIGH"


def test_a_record_mended_on_both_sides(phone: Phone, granny: Client) -> None:
    told = visit(granny, note="第一次")
    (made,) = phone.send(told)
    record = ServiceRecord.objects.get()
    correct_service(actor=HEAD, service_id=record.pk, on=localdate(), reason="核对", minutes=20)
    body = {"service_id": str(record.pk), "reason": "补记", "changes": {"minutes": 50, "note": "第二次"}}
    (answer,) = phone.send(command("services.correct_service", body, seen_version=made["version"]))
    assert (answer["state"], [each["field"] for each in answer["clashes"]]) == ("CONFLICT", ["minutes"])
    void = {"service_id": str(record.pk), "reason": "记错"}
    refused = phone.send(command("services.void_service", void, seen_version=made["version"]))[0]
    assert (refused["state"], refused["code"]) == ("REFUSED", "devices.changed-meanwhile")
    side = phone.browser.get("/api/v1/sync/differences").json()[0]["fields"][0]
    assert (
        phone.post(f"differences/{side['id']}", {"choice": "STATION", "shown": side["shown"]}).status_code
        == 200
    )
    record.refresh_from_db()
    assert (record.minutes, record.note, record.is_voided) == (20, "第二次", False)


def test_every_verb_of_a_phone_is_carried_out(phone: Phone, granny: Client) -> None:
    seen = visit(granny, follow_up="帮她领药", follow_up_on=localdate().isoformat())
    service_id = seen["body"]["service_id"]
    fine = [
        seen,
        command("services.finish_follow_up", {"service_id": service_id, "result": "已领到"}),
        command(
            "services.refuse_task",
            {
                "task_id": str(uuid7()),
                "station_id": str(YACHA_STATION),
                "asked_by": "镇政府某科室",
                "task": "抄表",
            },
        ),
        newcomer(consent="ORAL"),
        command(
            "clients.record_consent",
            {
                "consent_id": str(uuid7()),
                "client_id": str(granny.pk),
                "purpose": "PHOTO",
                "given": True,
                "basis": "ORAL",
            },
        ),
        command(
            "clients.grade_client",
            {"grading_id": str(uuid7()), "client_id": str(granny.pk), "grade": "HIGH", "reason": "独居"},
            seen_version=phone.row(granny)["version"],
        ),
    ]
    answers = phone.send(*fine)
    assert states(answers) == ["DONE"] * len(fine), answers


# --- changes out ----------------------------------------------------------------------------------------------------------


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


# --- phones -----------------------------------------------------------------------------------------------------------------


def test_the_session_tells_who_and_gives_the_token(phone: Phone) -> None:
    told = phone.browser.get("/api/v1/sync/session").json()
    assert [one["id"] for one in told["stations"]] == [str(YACHA_STATION)]
    assert told["csrf_token"]


def test_a_lost_phone_gets_nothing_and_is_told_to_clear_itself(phone: Phone, granny: Client) -> None:
    report_lost(actor=HEAD, device_id=phone.id, reason="昨天下乡时丢在车上", at=now())
    for place, told in (
        ("changes", {"device_id": str(phone.id)}),
        ("first", {"device_id": str(phone.id)}),
        ("commands", {"device_id": str(phone.id), "sent_at": now().isoformat(), "commands": [visit(granny)]}),
    ):
        answer = phone.post(place, told)
        assert (answer.status_code, answer.json()["code"]) == (422, "devices.wipe")
    key = {"headers": {"X-Device-Key": phone.key}}
    assert phone.post("devices/check", {}, **key).json()["state"] == "LOST"
    assert phone.browser.get("/api/v1/sync/session").status_code == 401, "a finder reads nothing as its user"
    assert phone.post("devices/wiped", {}, **key).json()["state"] == "WIPED"
    assert phone.post("devices/wiped", {}, **key).json()["state"] == "WIPED"
    assert Device.objects.get().wiped_at is not None


def test_who_signs_out_on_the_phone_is_signed_out_and_nobody_else(phone: Phone, world: World) -> None:
    key = {"X-Device-Key": phone.key}
    head = sign_in_as(Browser(), world.account_of("station_head"))
    assert head.post("/api/v1/sync/devices/wiped", headers=key).json()["state"] == "WIPED"
    assert head.get("/").status_code == 200, "of another account in the same browser nothing is known"
    assert phone.browser.get("/").status_code == 200
    assert phone.post("devices/wiped", {}, headers=key).json()["state"] == "WIPED"
    assert phone.browser.get("/api/v1/sync/session").status_code == 401


def test_a_phone_is_of_one_account(phone: Phone, world: World) -> None:
    deputy = sign_in_as(Browser(), world.account_of("deputy_head"))
    told = {"id": str(phone.id), "station_id": str(YACHA_STATION)}
    answer = deputy.post("/api/v1/sync/devices", told, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "devices.of-somebody-else")
    assert (
        deputy.post("/api/v1/sync/changes", {"device_id": str(phone.id)}, content_type=JSON).status_code
        == 404
    )
    again = phone.post("devices", told).json()
    assert again["key"] != phone.key
    elsewhere = told | {"id": str(uuid7()), "station_id": str(SHILU_STATION)}
    assert phone.post("devices", elsewhere).status_code == 404


def test_only_the_field_has_phones(world: World, client: Browser) -> None:
    sign_in_as(client, world.account_of("auditor"))
    told = {"id": str(uuid7()), "station_id": str(YACHA_STATION)}
    assert client.post("/api/v1/sync/devices", told, content_type=JSON).status_code == 403
    assert client.get("/api/v1/sync/differences").status_code == 403


def test_queries_of_a_batch_and_of_a_pull(
    phone: Phone, granny: Client, uncle: Client, pinned_queries: Pinned
) -> None:
    batch = [visit(granny) for _ in range(10)]
    with pinned_queries("sync: ten visits"):
        assert set(states(phone.send(*batch))) == {"DONE"}
    with pinned_queries("sync: ten visits again"):
        assert set(states(phone.send(*batch))) == {"DONE"}
    with pinned_queries("sync: changes"):
        assert len(phone.pull()["rows"]) == 12
