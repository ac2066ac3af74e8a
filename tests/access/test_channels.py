"""Messages that leave the program: numbers only, to a mailbox or a robot, tried again, never into a private network."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from tests.people import BAISHA, YACHA_STATION
from tests.world import NOW, TODAY, World, sign_in_as
from yizhan.access.actions import (
    Reminder,
    Target,
    claim_messages,
    note_message,
    open_channel,
    open_office_channel,
    queue_messages,
    remind,
    send_notice,
    stop_channel,
)
from yizhan.access.actions import test_channel as try_channel
from yizhan.access.models import Channel, Delivery, Notice, User
from yizhan.access.queries import actor_for
from yizhan.access.roles import job
from yizhan.access.rules import (
    channel_refusal,
    duties_subject,
    message_text,
    next_try,
    robot_body,
    signed_address,
)
from yizhan.jobs.messages import NotSent, queue_and_send, send_message
from yizhan.jobs.messages import _post as post
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import NotAllowed, Refused

CLOCK = job("clock", "钟", "access.queue_messages", "access.claim_messages", "access.note_message", "access.remind", "access.send_notice")  # fmt: skip
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=示例"


@pytest.fixture
def officer(world: World) -> Actor:
    return actor_for(world.account_of("county"), TODAY)


def channel(actor: Actor, kind: str = "MAIL", address: str = "office@example.gov.cn", **more: Any) -> Channel:
    return open_channel(actor=actor, kind=kind, to=Target(address, "示例", **more), on=TODAY, at=NOW)


def notified(subject: str = "请接收月报", after: int = 1) -> None:
    send_notice(
        actor=CLOCK, roles=frozenset({"county"}), region_code=BAISHA, station_id=None, subject=subject,
        url="/reports/", at=NOW + timedelta(minutes=after),
    )  # fmt: skip


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


# --- rules --------------------------------------------------------------------------------------------------------------


def test_a_message_holds_numbers_and_nothing_else() -> None:
    assert message_text(subjects=[], others=3) == "您有3条新通知。"
    said = duties_subject(today=3, soon=0, over=1)
    assert said == "您有3项工作今天到期，1项工作已逾期"
    assert message_text(subjects=[said, said], others=2) == f"{said}；另有2条新通知。"


def test_robots_get_markdown_in_their_own_shape() -> None:
    wecom = robot_body(kind="WECOM", text="您有3条新通知。", url="https://yizhan.example/notices/")
    assert wecom["msgtype"] == "markdown"
    assert "(https://yizhan.example/notices/)" in wecom["markdown"]["content"]  # type: ignore[index]
    ding = robot_body(kind="DINGTALK", text="您有3条新通知。", url="https://yizhan.example/notices/")
    assert set(ding["markdown"]) == {"title", "text"}  # type: ignore[call-overload]


def test_dingtalk_is_signed_with_the_secret_and_the_time() -> None:
    told = parse_qs(urlsplit(signed_address(address="https://oapi.dingtalk.com/robot/send?access_token=a", secret="SECb", milliseconds=17)).query)  # fmt: skip
    mark = hmac.new(b"SECb", b"17\nSECb", hashlib.sha256).digest()
    assert told == {"access_token": ["a"], "timestamp": ["17"], "sign": [base64.b64encode(mark).decode()]}


@pytest.mark.parametrize(
    ("kind", "address", "private", "usable"),
    [
        ("MAIL", "a@b.cn", False, True),
        ("MAIL", "a@b", False, False),
        ("WECOM", "https://qyapi.weixin.qq.com/x", False, True),
        ("WECOM", "http://10.0.0.1/x", False, False),
        ("WECOM", "http://10.0.0.1/x", True, True),
        ("WECOM", "https://user@host/x", True, False),
        ("WECOM", "file:///etc/passwd", True, False),
        ("WECOM", "https://[", True, False),
    ],
)
def test_which_addresses_are_taken(kind: str, address: str, *, private: bool, usable: bool) -> None:
    assert (channel_refusal(kind=kind, address=address, label="群", private=private) is None) == usable


def test_a_message_is_tried_five_times_later_each_time() -> None:
    waits = [next_try(tries=tries, at=NOW) for tries in (1, 2, 3, 4, 5)]
    assert waits[-1] is None
    assert waits[:-1] == [later(1), later(5), later(30), later(120)]


# --- channels -----------------------------------------------------------------------------------------------------------


@pytest.mark.refuses(
    "access.open_channel", "access.open_office_channel", "access.stop_channel", "access.test_channel"
)
def test_a_channel_is_ones_own_or_ones_offices(world: World, officer: Actor) -> None:
    own = channel(officer)
    office = open_office_channel(actor=officer, kind="WECOM", to=Target(ROBOT, "工作群"), on=TODAY, at=NOW)
    assert (own.user_id, office.organisation_id) == (
        User.objects.get(pk=officer.id).pk,
        officer.organisation_id,
    )
    with pytest.raises(Refused, match="https"):
        channel(officer, "DINGTALK", "http://oapi.dingtalk.com/robot/send")
    with pytest.raises(Refused, match="邮箱"):
        channel(officer, address="不是邮箱")
    worker = actor_for(world.account_of("worker"), TODAY)
    with pytest.raises(NotAllowed):
        open_office_channel(actor=worker, kind="WECOM", to=Target(ROBOT, "群"), on=TODAY, at=NOW)
    for verb in (stop_channel, try_channel):
        with pytest.raises(Channel.DoesNotExist):
            verb(actor=worker, channel_id=own.pk, **({"on": TODAY} if verb is stop_channel else {"at": NOW}))
    stop_channel(actor=officer, channel_id=own.pk, on=TODAY)
    with pytest.raises(Refused, match="已停用"):
        try_channel(actor=officer, channel_id=own.pk, at=NOW)
    assert ROBOT not in json.dumps(list(Channel.objects.values_list("label", "region_code")))


@pytest.mark.refuses("access.queue_messages", "access.claim_messages", "access.note_message", "access.remind")
def test_new_notices_are_told_once_and_failures_are_tried_again(world: World, officer: Actor) -> None:
    channel(officer)
    for verb, given in (
        (queue_messages, {"at": NOW}), (claim_messages, {"at": NOW}), (note_message, {"delivery_id": YACHA_STATION, "at": NOW}),
        (remind, {"reminders": [], "on": TODAY, "at": NOW}),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            verb(actor=officer, **given)
    notified("李某某的月报")
    notified()
    assert queue_messages(actor=CLOCK, at=later(2)) == 1
    assert queue_messages(actor=CLOCK, at=later(3)) == 0
    row = Delivery.objects.get()
    assert (row.text, row.url) == ("您有2条新通知。", "/notices/")
    for tries, minutes in enumerate((2, 4, 10, 50, 200), start=1):
        assert claim_messages(actor=CLOCK, at=later(minutes)) == [row.pk]
        assert claim_messages(actor=CLOCK, at=later(minutes)) == []
        row = note_message(actor=CLOCK, delivery_id=row.pk, at=later(minutes), why="连不上")
        assert (row.tries, row.state) == (tries, "FAILED" if tries == 5 else "QUEUED")
    assert claim_messages(actor=CLOCK, at=later(9999)) == []


def test_the_mornings_reminders_reach_whoever_has_the_station_or_the_office(
    world: World, officer: Actor
) -> None:
    head = world.account_of("station_head")
    world.account_of("township")
    sent = remind(
        actor=CLOCK,
        reminders=[
            Reminder(frozenset({"station_head", "agency_manager"}), "469025100", YACHA_STATION, "您有1项工作今天到期", "/reports/duties/"),
            Reminder(frozenset({"county"}), BAISHA, None, "您有2项工作快到期", "/reports/duties/"),
        ],
        on=TODAY, at=NOW,
    )  # fmt: skip
    assert sent == 2
    assert {(n.user_id, n.counts_only) for n in Notice.objects.all()} == {
        (head.pk, True),
        (User.objects.get(pk=officer.id).pk, True),
    }
    head.refresh_from_db()
    assert head.unread_notices == 1


# --- sending ------------------------------------------------------------------------------------------------------------


def test_a_mail_says_how_many_and_where(world: World, officer: Actor, settings: Any) -> None:
    settings.ADDRESS = "https://yizhan.example"
    channel(officer)
    notified()
    queue_messages(actor=CLOCK, at=later(2))
    send_message(Delivery.objects.get().pk)
    assert Delivery.objects.get().state == "SENT"
    assert mail.outbox[0].to == ["office@example.gov.cn"]
    assert "您有1条新通知" in mail.outbox[0].body
    assert "https://yizhan.example/notices/" in mail.outbox[0].body
    send_message(Delivery.objects.get().pk)
    assert len(mail.outbox) == 1


class Robot(BaseHTTPRequestHandler):
    """A robot on this machine: keeps what it got, answers what it is told to."""

    got: ClassVar[list[tuple[str, dict[str, Any]]]] = []
    says: ClassVar[tuple[int, str]] = (200, '{"errcode": 0}')

    def do_POST(self) -> None:
        Robot.got.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        self.send_response(Robot.says[0])
        self.send_header("Location", "http://127.0.0.1/")
        self.end_headers()
        self.wfile.write(Robot.says[1].encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def robot() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Robot)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    Robot.got.clear()
    Robot.says = (200, '{"errcode": 0}')
    yield f"http://127.0.0.1:{server.server_port}/send?access_token=k"
    server.shutdown()
    server.server_close()


def test_a_robot_of_ones_own_network_is_reached_only_when_that_is_allowed(
    world: World, officer: Actor, robot: str, settings: Any
) -> None:
    settings.PRIVATE_TARGETS = False
    with pytest.raises(NotSent, match="https"):
        post(robot, {})
    with pytest.raises(NotSent, match="内部网络"):
        post(robot.replace("http://", "https://"), {})
    settings.PRIVATE_TARGETS = True
    one = channel(officer, "DINGTALK", robot, secret="SECx", private=True)
    row = try_channel(actor=officer, channel_id=one.pk, at=NOW)
    send_message(row.pk)
    row.refresh_from_db()
    assert row.state == "SENT"
    path, body = Robot.got[0]
    assert "sign=" in path
    assert "测试消息" in body["markdown"]["text"]
    for says, why in (
        ((200, '{"errcode": 310000, "errmsg": "张三"}'), "返回码 310000"),
        ((302, ""), "302"),
        ((200, "张三"), "看不懂"),
    ):
        Robot.says = says
        row = try_channel(actor=officer, channel_id=one.pk, at=NOW)
        send_message(row.pk)
        row.refresh_from_db()
        assert row.state == "FAILED"
        assert why in row.why
        assert "张三" not in row.why


def test_the_page_of_channels(world: World, client: Browser, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    sign_in_as(client, world.account_of("county"))
    client.post(
        reverse("channel-open"), {"whose": "office", "kind": "MAIL", "label": "示例群", "address": "a@b.cn"}
    )
    page = client.get(reverse("channels")).content.decode()
    assert "示例群" in page
    assert "a@b.cn" not in page
    one = Channel.objects.get()
    client.post(reverse("channel-test", args=[one.pk]))
    assert (
        client.post(reverse("channel-open"), {"kind": "MAIL", "label": "x", "address": "?"}).status_code
        == 422
    )
    client.post(reverse("channel-stop", args=[one.pk]))
    one.refresh_from_db()
    assert one.stopped_on is not None
    queue_and_send()
    sign_in_as(client, world.account_of("worker"))
    answer = client.post(
        reverse("channel-open"), {"whose": "office", "kind": "MAIL", "label": "x", "address": "a@b.cn"}
    )
    assert answer.status_code == 403
