"""What goes wrong in the field, through the API: each gets a sentence, and nothing that was sent is lost.

A half-finished form, a clock of 2031, another body under a known id and a client moved to another station stand in test_sync.py.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from django.utils.timezone import localdate, now

from tests.api.one_phone import Phone, changed, field, phone, states, visit
from tests.people import HEAD, ZHAO
from tests.services.conftest import granny, worker
from tests.world import World, sign_in_as
from yizhan.access.actions import close_account
from yizhan.clients.actions import update_client
from yizhan.clients.models import Client
from yizhan.devices.actions import carry_out
from yizhan.devices.actions.verbs import PHONE_VERBS
from yizhan.devices.models import Command
from yizhan.devices.rules.bodies import RecordService
from yizhan.kernel.errors import Refused
from yizhan.services.models import ServiceRecord
from yizhan.workforce.actions import end_employment
from yizhan.workforce.models import Worker

__all__ = ["field", "granny", "phone", "worker"]


def test_a_half_finished_form_is_mended_under_a_new_id(phone: Phone, granny: Client) -> None:
    half = visit(granny, note="只记了一半")
    del half["body"]["minutes"]
    (answer,) = phone.send(half)
    assert (answer["state"], answer["reason"]) == ("REFUSED", "这条记录的内容不合要求：时长（分钟）。")
    assert Command.objects.get().told["body"] == half["body"], "what there is of it is kept"
    whole = visit(granny, note="只记了一半", service_id=half["body"]["service_id"])
    assert states(phone.send(whole, half)) == ["DONE", "REFUSED"]
    assert ServiceRecord.objects.get().note == "只记了一半"


def test_what_waited_and_a_newer_server_cannot_read_is_refused_with_its_sentence_and_kept(
    phone: Phone, granny: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = visit(granny)
    then = visit(granny, note="等前面那条", after=[first["id"]])
    assert states(phone.send(then)) == ["WAITING"]

    class Stricter(RecordService):
        note: Literal[""] = ""

    now_asked = replace(PHONE_VERBS["services.record_service"], body=Stricter)
    monkeypatch.setitem(PHONE_VERBS, "services.record_service", now_asked)
    assert states(phone.send(first)) == ["DONE"]
    row = Command.objects.get(pk=then["id"])
    assert (row.state, row.reason) == ("REFUSED", "这条记录的内容不合要求：备注。")
    assert row.told["body"] == then["body"]
    assert "等前面那条" not in caplog.text


def test_a_worker_dismissed_while_she_had_no_line(
    phone: Phone, granny: Client, worker: Worker, world: World
) -> None:
    """She cannot sign in any more. Her phone hands in what it holds; the head carries out what she did while in post."""
    yesterday, today = localdate() - timedelta(days=1), localdate()
    before, after = visit(granny, done_on=yesterday.isoformat()), visit(granny, done_on=today.isoformat())
    end_employment(actor=HEAD, worker_id=worker.pk, ended_on=yesterday, reason="合同到期", on=today)
    close_account(actor=ZHAO, user_id=world.account_of("worker").pk, on=today)
    told = {"device_id": str(phone.id), "sent_at": now().isoformat(), "commands": [before, after]}
    assert phone.post("commands", told).status_code == 401
    answers = phone.send(before, after, place="leftovers")
    assert states(answers) == ["KEPT", "KEPT"]
    assert answers[0]["reason"].startswith("发来的人已不能再发")
    done = carry_out(actor=HEAD, command_id=Command.objects.get(pk=before["id"]).pk, on=today, at=now())
    assert (done.state, ServiceRecord.objects.get().worker) == ("DONE", worker)
    with pytest.raises(Refused, match="这一天所选社工不在岗"):
        carry_out(actor=HEAD, command_id=Command.objects.get(pk=after["id"]).pk, on=today, at=now())
    assert Command.objects.get(pk=after["id"]).told["body"] == after["body"], "kept until somebody drops it"


def test_a_phone_without_a_line_for_a_week(phone: Phone, granny: Client, world: World) -> None:
    """Its session has ended, its cursor is old, its work counts on the days it was done, the desk's changes arrive."""
    first = phone.pull()
    version = phone.row(granny)["version"]
    week = [now() - timedelta(days=days) for days in range(7, 0, -1)]
    outbox = [
        visit(granny, done_on=localdate(at).isoformat(), made_at=at.isoformat(), note=f"{at:%d}")
        for at in week
    ]
    outbox.append(changed(granny, version, phone="13800000007"))
    update_client(
        actor=HEAD,
        client_id=granny.pk,
        on=localdate(),
        changes={"phone": "13800000008", "note": "搬到女儿家"},
    )
    phone.browser.logout()
    assert phone.browser.get("/api/v1/sync/session").status_code == 401
    sign_in_as(phone.browser, world.account_of("worker"))
    assert states(phone.send(*outbox)) == ["DONE"] * 7 + ["CONFLICT"]
    assert sorted(ServiceRecord.objects.values_list("done_on", flat=True)) == [localdate(at) for at in week]
    told = phone.pull(since=first["cursor"], have=[row["id"] for row in first["rows"]])
    assert "搬到女儿家" in [row["note"] for row in told["rows"]]
    assert states(phone.send(*outbox)) == ["DONE"] * 7 + ["CONFLICT"], "sent again, nothing counts twice"
    assert ServiceRecord.objects.count() == 7
