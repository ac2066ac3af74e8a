"""What could not be carried out is kept, and somebody decides."""

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from tests.devices.conftest import kept, sent, visit_to
from tests.people import (
    HEAD,
    LI,
    NEIGHBOUR_HEAD,
    QIFANG_STATION,
    SHILU_STATION,
    WANG,
    YACHA_STATION,
    ZHAO,
    others,
)
from tests.world import NOW, TODAY
from yizhan.clients.actions import move_client, update_client
from yizhan.clients.models import Client
from yizhan.devices.actions import carry_out, drop_command, set_aside, settle_difference, take_command
from yizhan.devices.actions.verbs import PHONE_VERBS
from yizhan.devices.models import Command, Device, Difference
from yizhan.devices.queries.commands import (
    arrived,
    open_differences,
    undecided,
    version_after,
)
from yizhan.devices.queries.differences import pairs
from yizhan.devices.queries.phones import sender
from yizhan.devices.rules.sent import Sent
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused
from yizhan.kernel.ids import uuid7
from yizhan.privacy.models import AuditEvent
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import link_account
from yizhan.workforce.models import Worker


def take(device: Device, told: Sent, *, actor: Actor = WANG, **given: Any) -> Command:
    facts: dict[str, Any] = {"command_id": uuid7(), "on": TODAY, "at": NOW} | given
    return take_command(
        actor=sender(actor=actor, device=device),
        device_id=device.pk,
        device=device,
        verb=told.verb,
        sent=told,
        **facts,
    )


@pytest.fixture
def linked(phone: Device, worker: Worker) -> Worker:
    return link_account(actor=ZHAO, worker_id=worker.pk, user_id=phone.user_id)


@pytest.mark.refuses("devices.take_command")
def test_a_command_is_written_with_what_it_did_or_not_at_all(
    phone: Device, linked: Worker, granny: Client
) -> None:
    row = take(phone, visit_to(granny.pk))
    assert (row.state, row.told) == ("DONE", None)
    with pytest.raises(Refused):
        take(phone, visit_to(granny.pk, minutes=1440, kind="DANCE"))
    with pytest.raises(NotAllowed):
        take_command(
            actor=WANG, device_id=phone.pk, device=phone, command_id=uuid7(), verb="services.record_service",
            sent=visit_to(granny.pk), on=TODAY, at=NOW,
        )  # fmt: skip
    assert Command.objects.count() == ServiceRecord.objects.count() == 1


@pytest.mark.refuses("devices.take_command")
@pytest.mark.parametrize("verb", sorted(PHONE_VERBS))
def test_a_phone_does_nothing_its_user_may_not(
    phone: Device, neighbours_phone: Device, linked: Worker, granny: Client, verb: str
) -> None:
    """Each verb: refused to a role without it, and to the worker of the next county."""
    record = take(phone, visit_to(granny.pk, follow_up="领药", follow_up_on="2026-11-30"))
    assert record.subject_id is not None
    client, service, station = str(granny.pk), str(record.subject_id), str(YACHA_STATION)
    bodies: dict[str, dict[str, Any]] = {
        "services.record_service": dict(visit_to(granny.pk).raw),
        "services.correct_service": {"service_id": service, "reason": "核对", "changes": {"minutes": 9}},
        "services.void_service": {"service_id": service, "reason": "记错"},
        "services.finish_follow_up": {"service_id": service, "result": "已领"},
        "services.refuse_task": {"task_id": str(uuid7()), "station_id": station, "asked_by": "某科", "task": "抄表"},
        "clients.register_client": {
            "client_id": str(uuid7()), "station_id": station, "name": "示例新人", "id_kind": "NONE",
            "no_id_reason": "未登记户口",
        },
        "clients.update_client": {"client_id": client, "changes": {"note": "听力不好"}},
        "clients.grade_client": {
            "client_id": client, "grading_id": str(uuid7()), "grade": "HIGH", "reason": "独居",
        },
        "clients.record_consent": {
            "client_id": client, "consent_id": str(uuid7()), "purpose": "PHOTO", "given": True, "basis": "ORAL",
        },
        "clients.note_need": {
            "need_id": str(uuid7()), "client_id": client, "kind": "HOUSING", "what": "屋顶漏雨", "source": "VISIT",
        },
        "services.record_assessment": {
            "assessment_id": str(uuid7()), "service_id": str(uuid7()), "client_id": client, "scale": "scale.ability",
            "answers": {"吃饭": "自己来"}, "minutes": 30, "mode": "AT_HOME",
        },
        "services.attach_photo": {"photo_id": str(uuid7()), "service_id": service, "sha256": "0" * 64},
        "services.record_case_contact": {
            "contact_id": str(uuid7()), "case_id": str(uuid7()), "minutes": 30, "mode": "AT_HOME", "aim": "示例",
        },
        "services.hold_session": {"session_id": str(uuid7()), "minutes": 60, "marks": {}, "others_count": 5},
        "devices.call_for_help": {"call_id": str(uuid7()), "station_id": station, "kind": "DANGER"},
        "forms.submit": {
            "submission_id": str(uuid7()), "station_id": station, "form_id": str(uuid7()), "version": 1, "xml": "<a/>",
        },
    }  # fmt: skip
    told = sent(verb, bodies[verb], seen_version=record.version)
    before = Command.objects.count()
    nobody = Actor(id=WANG.id, label="无岗位")
    alone = (
        Refused if verb == "services.attach_photo" else NotAllowed
    )  # photos come by an address of their own
    with pytest.raises((alone, ObjectDoesNotExist)):
        take(phone, told, actor=nobody)
    with pytest.raises((Refused,) if alone is Refused else ObjectDoesNotExist):
        take(neighbours_phone, told, actor=LI)
    assert Command.objects.count() == before


@pytest.mark.refuses("devices.set_aside")
def test_what_is_set_aside_keeps_every_word_and_its_answer_once_settled(
    phone: Device, neighbours_phone: Device, granny: Client
) -> None:
    told = visit_to(granny.pk, note="血压已量")
    row = kept(phone, told, state="WAITING", needs=[granny.pk])
    again = kept(phone, told, command_id=row.pk, state="REFUSED", code="x", reason="不能记。")
    assert (again.pk, again.state, again.told["body"]["note"]) == (row.pk, "REFUSED", "血压已量")
    assert kept(phone, told, command_id=row.pk, state="WAITING").state == "REFUSED", (
        "an answer that was given stands"
    )
    assert kept(phone, told, command_id=row.pk).state == "KEPT", "until nobody but a desk can mend it"
    with pytest.raises(NotAllowed):
        set_aside(
            actor=WANG, device_id=phone.pk, device=phone, user_id=phone.user_id, command_id=uuid7(), verb=told.verb,
            sent=told, state="KEPT", code="", reason="", at=NOW,
        )  # fmt: skip
    assert "血压已量" not in str(list(AuditEvent.objects.values_list("facts", flat=True)))


def test_the_county_records_what_a_worker_could_not_any_more(
    phone: Device, linked: Worker, granny: Client
) -> None:
    move_client(actor=ZHAO, client_id=granny.pk, to_station_id=QIFANG_STATION, on=TODAY)
    row = kept(phone, visit_to(granny.pk))
    assert undecided(actor=ZHAO).count() == 1
    with pytest.raises(Refused, match="请县民政局补记"):
        carry_out(actor=HEAD, command_id=row.pk, on=TODAY, at=NOW)
    done = carry_out(actor=ZHAO, command_id=row.pk, on=TODAY, at=NOW)
    assert (done.state, done.told, done.decided_by_label) == ("DONE", None, "赵科长")
    assert ServiceRecord.objects.get().worker == linked, "whoever was there answers for it"
    with pytest.raises(Refused, match="已经处理过"):
        carry_out(actor=ZHAO, command_id=row.pk, on=TODAY, at=NOW)
    assert not undecided(actor=ZHAO).exists()


def test_a_correction_is_carried_out_in_the_name_of_its_author(
    phone: Device, linked: Worker, granny: Client
) -> None:
    made = take(phone, visit_to(granny.pk))
    body = {"service_id": str(made.subject_id), "reason": "补记", "changes": {"minutes": 45}}
    row = kept(phone, sent("services.correct_service", body, seen_version=made.version))
    assert carry_out(actor=ZHAO, command_id=row.pk, on=TODAY, at=NOW).state == "DONE"
    assert ServiceRecord.objects.get().minutes == 45


@pytest.mark.refuses("devices.carry_out", "devices.drop_command")
@pytest.mark.parametrize("actor", others("station_head", "deputy_head", "county"))
def test_only_head_and_county_decide(phone: Device, granny: Client, actor: Actor) -> None:
    row = kept(phone, visit_to(granny.pk))
    with pytest.raises(NotAllowed):
        carry_out(actor=actor, command_id=row.pk, on=TODAY, at=NOW)
    with pytest.raises(NotAllowed):
        drop_command(actor=actor, command_id=row.pk, reason="重复", at=NOW)


@pytest.mark.refuses("devices.carry_out", "devices.drop_command")
def test_the_next_county_decides_nothing_here(phone: Device, granny: Client) -> None:
    row = kept(phone, visit_to(granny.pk))
    with pytest.raises(Command.DoesNotExist):
        carry_out(actor=NEIGHBOUR_HEAD, command_id=row.pk, on=TODAY, at=NOW)
    with pytest.raises(Command.DoesNotExist):
        drop_command(actor=NEIGHBOUR_HEAD, command_id=row.pk, reason="重复", at=NOW)
    assert not undecided(actor=NEIGHBOUR_HEAD).exists()


@pytest.mark.refuses("devices.drop_command")
def test_what_is_dropped_stays_to_be_read(phone: Device, granny: Client) -> None:
    row = kept(phone, visit_to(granny.pk, note="重复的"))
    with pytest.raises(Refused, match="请写明为什么"):
        drop_command(actor=HEAD, command_id=row.pk, reason=" ", at=NOW)
    dropped = drop_command(actor=HEAD, command_id=row.pk, reason="纸上已记", at=NOW)
    assert (dropped.state, dropped.told["body"]["note"]) == ("DROPPED", "重复的")
    assert not undecided(actor=HEAD).exists()


@pytest.mark.refuses("devices.carry_out")
def test_what_cannot_be_understood_is_not_carried_out_later_either(phone: Device, granny: Client) -> None:
    strange = kept(phone, sent("services.dance", {"x": 1}))
    with pytest.raises(Refused, match="不认识"):
        carry_out(actor=HEAD, command_id=strange.pk, on=TODAY, at=NOW)
    told = visit_to(granny.pk)
    half = kept(phone, told)
    half.told = {"body": {"minutes": 3}, "seen_version": "", "after": []}
    half.save()
    with pytest.raises(Refused, match="内容不合要求"):
        carry_out(actor=HEAD, command_id=half.pk, on=TODAY, at=NOW)
    nobody = kept(phone, told)
    with pytest.raises(Refused, match="没有对应的本站人员"):
        carry_out(actor=HEAD, command_id=nobody.pk, on=TODAY, at=NOW)


def test_somebody_else_decided_while_it_waited(phone: Device, linked: Worker, granny: Client) -> None:
    told = visit_to(granny.pk)
    row = kept(phone, told, state="WAITING", needs=[uuid7()])
    carry_out(actor=HEAD, command_id=row.pk, on=TODAY, at=NOW)
    assert take(phone, told, command_id=row.pk, waited=True).state == "DONE"
    assert ServiceRecord.objects.count() == 1
    assert arrived(ids=[row.pk]) == {row.pk}
    assert version_after(command_id=row.pk)
    assert version_after(command_id=uuid7()) == ""


# --- differences ------------------------------------------------------------------------------------------------------


@pytest.fixture
def difference(phone: Device, granny: Client) -> Difference:
    """The desk wrote one telephone number, the phone another."""
    update_client(actor=HEAD, client_id=granny.pk, on=TODAY, changes={"phone": "13800000008"})
    told = {"client_id": str(granny.pk), "changes": {"phone": "13800000007"}}
    row = take(phone, sent("clients.update_client", told))
    assert row.state == "CONFLICT"
    return Difference.objects.get()


def settle(difference: Difference, **given: Any) -> Difference:
    facts: dict[str, Any] = {
        "actor": HEAD, "difference_id": difference.pk, "choice": "STATION", "shown": "", "on": TODAY, "at": NOW,
    }  # fmt: skip
    return settle_difference(**(facts | given))


@pytest.mark.refuses("devices.settle_difference")
@pytest.mark.parametrize("actor", others("worker", "station_head", "deputy_head"))
def test_only_the_station_chooses(difference: Difference, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        settle(difference, actor=actor)


@pytest.mark.refuses("devices.settle_difference")
def test_a_difference_is_settled_once_by_a_choice_of_two(difference: Difference, granny: Client) -> None:
    with pytest.raises(Difference.DoesNotExist):
        settle(difference, actor=NEIGHBOUR_HEAD)
    with pytest.raises(Refused, match="请选择"):
        settle(difference, choice="BOTH")
    with pytest.raises(Refused, match="刚又改过"):
        settle(difference, choice="PHONE", shown="00000000")
    assert len(pairs(actor=ZHAO, verb="devices.view")) == 1
    settled = settle(difference)
    assert (settled.choice, settled.decided_by_label) == ("STATION", "站长")
    granny.refresh_from_db()
    assert granny.phone == "13800000008"
    assert Command.objects.get().told is None
    with pytest.raises(Refused, match="已经有人定过"):
        settle(difference)


def test_both_values_stand_side_by_side_masked(difference: Difference, granny: Client) -> None:
    (pair,) = pairs(actor=HEAD)
    (side,) = pair.fields
    assert (pair.name, side.phone, side.station) == ("测试奶奶", "138****0007", "138****0008")
    assert settle(difference, choice="PHONE", shown=side.shown).station_value == "13800000008"
    granny.refresh_from_db()
    assert granny.phone == "13800000007"


def test_a_day_that_differs_is_written_as_a_day(phone: Device, linked: Worker, granny: Client) -> None:
    made = take(phone, visit_to(granny.pk))
    body = {
        "service_id": str(made.subject_id),
        "reason": "补记",
        "changes": {
            "follow_up": "领药",
            "follow_up_on": "2026-11-28",
            "item_codes": ["养老-3"],
            "met": False,
        },
    }
    assert take(phone, sent("services.correct_service", body)).state == "CONFLICT"
    by_field = {side.field: side for pair in pairs(actor=HEAD) for side in pair.fields}
    assert {name: (side.phone, side.station) for name, side in by_field.items()} == {
        "follow_up": ("领药", "（空）"),
        "follow_up_on": ("2026-11-28", "（空）"),
        "item_codes": ("养老-3", "（空）"),
        "met": ("否", "是"),
    }
    for name in ("follow_up", "follow_up_on", "item_codes", "met"):
        row = Difference.objects.get(field=name)
        settle(row, choice="PHONE", shown=by_field[name].shown)
    made_record = ServiceRecord.objects.get()
    assert (str(made_record.follow_up_on), made_record.met) == ("2026-11-28", False)
    assert list(made_record.items.values_list("item_code", flat=True)) == ["养老-3"]
    assert not open_differences(actor=HEAD).exists()
    assert set(Command.objects.values_list("state", flat=True)) == {"DONE"}


def test_what_stands_outside_the_readers_sight_is_not_shown(difference: Difference, granny: Client) -> None:
    move_client(actor=ZHAO, client_id=granny.pk, to_station_id=QIFANG_STATION, on=TODAY)
    assert pairs(actor=HEAD) == []
    assert SHILU_STATION != QIFANG_STATION
