"""What two people wrote differently stays until a person chooses."""

from django.utils.timezone import localdate

from tests.api.one_phone import Phone, changed, command, field, newcomer, phone, states, visit
from tests.people import HEAD, YACHA_STATION
from tests.services.conftest import granny, worker
from yizhan.clients.actions import grade_client, update_client
from yizhan.clients.models import Client
from yizhan.devices.models import Command
from yizhan.kernel.ids import uuid7
from yizhan.services.actions import correct_service
from yizhan.services.models import ServiceRecord

__all__ = ["field", "granny", "phone", "worker"]


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
