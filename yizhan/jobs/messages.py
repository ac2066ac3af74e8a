"""Messages leave the program: by e-mail, or to the robot of a chat group; never into a private network unless allowed."""

import json
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from smtplib import SMTPAuthenticationError, SMTPException, SMTPNotSupportedError, SMTPServerDisconnected
from time import time
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.utils.timezone import now

from yizhan.access.actions import claim_messages, note_message, queue_messages
from yizhan.access.models import Channel, Delivery
from yizhan.access.queries import message_to_send
from yizhan.access.rules import robot_body, signed_address
from yizhan.config.queue import enqueue
from yizhan.jobs.actor import system_actor

SECONDS = 8
MOST_BYTES = 64 * 1024
TITLE = "一站提醒"


class NotSent(Exception):
    """Why a message did not arrive, in words of ours."""


def queue_and_send() -> None:
    """Every minute: who got notices is told how many, and what failed before is tried again."""
    actor = system_actor("access.queue_messages", "access.claim_messages", name="queue_and_send")
    at = now()
    queue_messages(actor=actor, at=at)
    for delivery_id in claim_messages(actor=actor, at=at):
        enqueue("send_message", delivery_id=delivery_id)


def send_message(delivery_id: UUID) -> None:
    """One message; what came of it is written down."""
    try:
        row = message_to_send(delivery_id=delivery_id)
    except Delivery.DoesNotExist:
        return
    why = ""
    try:
        send(row)
    except NotSent as reason:
        why = str(reason)
    note_message(
        actor=system_actor("access.note_message", name="send_message"),
        delivery_id=delivery_id,
        at=now(),
        why=why,
    )


def send(row: Delivery) -> None:
    """NotSent: with the reason."""
    link = f"{settings.ADDRESS}{row.url}"
    channel = row.channel
    if channel.kind == Channel.Kind.MAIL:
        _mail(channel.address, f"{row.text}\n\n登录查看：{link}")
        return
    address = channel.address
    if channel.kind == Channel.Kind.DINGTALK and channel.secret:
        address = signed_address(address=address, secret=channel.secret, milliseconds=int(time() * 1000))
    answer = _post(address, robot_body(kind=channel.kind, text=row.text, url=link))
    code = answer.get("errcode")
    if code != 0:
        raise NotSent(f"机器人没有接受，返回码 {code if isinstance(code, int) else '不明'}")


def _mail(address: str, text: str) -> None:
    if settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        raise NotSent("本系统没有设置发信服务器")
    try:
        sent = send_mail(TITLE, text, None, [address])
    except (SMTPException, OSError) as problem:
        raise NotSent(mail_fault(problem)) from None
    if not sent:
        raise NotSent("发信服务器没有接受")


def mail_fault(problem: OSError) -> str:
    """What went wrong on the way to the mail server, and what the administrator is to look at; never what it said."""
    match problem:
        case ssl.SSLCertVerificationError(verify_code=62 | 64):  # not for this name, not for this address
            return "发信服务器的证书不是发给这个地址的，信没有发出：请系统管理员核对 YIZHAN_MAIL_HOST，要和证书上的名字一致"
        case ssl.SSLCertVerificationError():
            return "发信服务器的证书不受信任，信没有发出：请系统管理员把签发它的根证书装进服务器（或用 SSL_CERT_FILE 指明）"
        case ssl.SSLError() | SMTPServerDisconnected():
            return "和发信服务器的加密方式对不上：请系统管理员核对 YIZHAN_MAIL_TLS 和端口，465 用 ssl，587 用 starttls"
        case SMTPNotSupportedError():
            return "发信服务器不支持这样加密或者登录：请系统管理员核对 YIZHAN_MAIL_TLS 和端口，465 用 ssl，587 用 starttls"
        case SMTPAuthenticationError():
            return "发信服务器不认账号或者密码：请系统管理员核对 YIZHAN_MAIL_USER 和 YIZHAN_MAIL_PASSWORD"
        case SMTPException():
            return f"发信服务器没有接受（{type(problem).__name__}）"
        case _:
            return f"连不上发信服务器（{type(problem).__name__}）：请系统管理员核对 YIZHAN_MAIL_HOST 和端口"


def _post(address: str, body: dict[str, object]) -> dict[str, object]:
    """To the very machine whose number was looked at: a name that answers otherwise a second time leads nowhere else.

    A redirect is not followed.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    tls = parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    if not tls and not settings.PRIVATE_TARGETS:
        raise NotSent("地址不是 https")
    number = _number(host, port)
    connection = _Pinned(host, port, number) if tls else HTTPConnection(number, port, timeout=SECONDS)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "POST",
            path or "/",
            json.dumps(body, ensure_ascii=False).encode(),
            {"Content-Type": "application/json; charset=utf-8", "Host": parts.netloc},
        )
        answer = connection.getresponse()
        said = answer.read(MOST_BYTES)
    except (OSError, HTTPException) as problem:
        raise NotSent(f"连不上（{type(problem).__name__}）") from None
    finally:
        connection.close()
    if answer.status != 200:  # a redirect among them
        raise NotSent(f"对方返回 {answer.status}")
    try:
        told = json.loads(said)
    except ValueError:
        raise NotSent("对方的回答看不懂") from None
    return told if isinstance(told, dict) else {}


def _number(host: str, port: int) -> str:
    try:
        found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:
        raise NotSent("找不到这个地址") from None
    numbers = [str(number) for number in found]
    if not settings.PRIVATE_TARGETS and not all(
        ip_address(number.split("%")[0]).is_global for number in numbers
    ):
        raise NotSent("地址在内部网络里，本系统不允许")
    return numbers[0]


class _Pinned(HTTPSConnection):
    """Speaks to one number, under the name its certificate must bear."""

    def __init__(self, host: str, port: int, number: str) -> None:
        super().__init__(host, port, timeout=SECONDS, context=ssl.create_default_context())
        self._number = number

    def connect(self) -> None:
        plain = socket.create_connection((self._number, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
