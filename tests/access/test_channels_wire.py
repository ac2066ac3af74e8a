"""Messages over real wires: a mail server and the robots of WeCom and DingTalk, as their makers document them.

The servers run on this machine and are strict: they answer as the real ones do, with HTTP 200 and an error code, to a
body or a signature that is not what the documentation asks for.

WeCom     https://developer.work.weixin.qq.com/document/path/91770 (markdown, content at most 4096 bytes, 45009 too often)
DingTalk  https://open.dingtalk.com/document/robots/custom-robot-access (title and text, timestamp and sign, 310000)
"""

import base64
import hashlib
import hmac
import json
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils.timezone import now

from tests.access.test_channels import CLOCK, channel, later, notified
from tests.world import TODAY, World
from yizhan.access.actions import claim_messages, queue_messages
from yizhan.access.models import Delivery
from yizhan.access.queries import actor_for
from yizhan.jobs.messages import NotSent, send_message
from yizhan.jobs.messages import _mail as post_letter
from yizhan.kernel.actor import Actor

pytestmark = pytest.mark.django_db
SECRET = "SEC示例"
ADDRESS = "https://yizhan.example"


@pytest.fixture
def officer(world: World) -> Actor:
    return actor_for(world.account_of("county"), TODAY)


def sent(*, again: bool = False) -> Delivery:
    """The message that waits is taken up and sent; again: an hour from now, when it is due once more."""
    at = now() + timedelta(hours=1) if again else later(2)
    for delivery_id in claim_messages(actor=CLOCK, at=at):
        send_message(delivery_id)
    return Delivery.objects.get()


# --- e-mail -------------------------------------------------------------------------------------------------------------


class Post(socketserver.StreamRequestHandler):
    """Enough of SMTP (RFC 5321) to take a letter, or to refuse whom it is for."""

    letters: ClassVar[list[tuple[str, str, bytes]]] = []
    refuses: ClassVar[bool] = False
    upgrades: ClassVar[ssl.SSLContext | None] = None

    def handle(self) -> None:
        self._say("220 mail.example")
        sender = receiver = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb in ("EHLO", "HELO"):
                self._say("250-mail.example\r\n250 STARTTLS" if Post.upgrades else "250 mail.example")
            elif verb == "STAR" and Post.upgrades:
                self._say("220 go on")
                safe = Post.upgrades.wrap_socket(self.request, server_side=True)
                self.rfile, self.wfile = safe.makefile("rb"), safe.makefile("wb", 0)  # type: ignore[assignment]  # unbuffered, as the server writes
            elif verb == "MAIL":
                sender = line[line.index("<") + 1 : line.index(">")]
                self._say("250 ok")
            elif verb == "RCPT":
                receiver = line[line.index("<") + 1 : line.index(">")]
                self._say("550 no such box" if Post.refuses else "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text.removeprefix(b"."))
                Post.letters.append((sender, receiver, b"".join(lines)))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def mail_server(settings: Any) -> Iterator[None]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    Post.letters.clear()
    Post.refuses = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.DEFAULT_FROM_EMAIL, settings.ADDRESS = "yizhan@example.gov.cn", ADDRESS
    yield
    server.shutdown()
    server.server_close()


def test_a_letter_goes_through_a_mail_server_and_one_that_is_refused_is_tried_again(
    officer: Actor, mail_server: None
) -> None:
    channel(officer)
    notified("李某某的月报")
    queue_messages(actor=CLOCK, at=later(2))
    Post.refuses = True
    row = sent()
    assert (row.state, row.tries, "没有接受" in row.why) == ("QUEUED", 1, True)
    Post.refuses = False
    row = sent(again=True)
    assert (row.state, row.tries) == ("SENT", 2)
    ((sender, receiver, raw),) = Post.letters
    letter = message_from_bytes(raw, policy=policy.default)
    words = letter.get_content()
    assert (sender, receiver) == ("yizhan@example.gov.cn", "office@example.gov.cn")
    assert letter["Subject"] == "一站提醒"
    assert "您有1条新通知" in words
    assert f"{ADDRESS}/notices/" in words
    assert "李某某" not in raw.decode() + words + str(letter["Subject"])


class SafePost(socketserver.ThreadingTCPServer):
    """Speaks TLS from the first byte, or (None) waits to be asked for it."""

    context: ssl.SSLContext | None = None

    def get_request(self) -> tuple[Any, Any]:
        plain, address = super().get_request()
        return (self.context.wrap_socket(plain, server_side=True) if self.context else plain), address

    def handle_error(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made by nobody anybody knows, for 127.0.0.1 alone; its key lies in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "示例发信服务器")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    told = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path_factory.mktemp("mail") / "server.pem"
    file.write_bytes(told + made.public_bytes(pem))
    return file


@pytest.mark.parametrize("way", ["ssl", "starttls"])
def test_a_letter_goes_over_tls_and_to_no_server_whose_certificate_is_not_trusted(
    way: str, certificate: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = SafePost(("127.0.0.1", 0), Post)
    server.context = context if way == "ssl" else None
    monkeypatch.setattr(Post, "upgrades", context if way == "starttls" else None)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    Post.letters.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = (
        "127.0.0.1",
        server.server_address[1],
        2,
    )
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = way == "ssl", way == "starttls"
    try:
        with pytest.raises(NotSent, match="证书不受信任，信没有发出：请系统管理员"):
            post_letter("office@example.gov.cn", "您有1条新通知")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        settings.EMAIL_HOST = "localhost"
        with pytest.raises(NotSent, match="证书不是发给这个地址的"):
            post_letter("office@example.gov.cn", "您有1条新通知")
        assert Post.letters == [], "nothing was said before the certificate was looked at"
        settings.EMAIL_HOST = "127.0.0.1"
        post_letter("office@example.gov.cn", "您有1条新通知")
        assert len(Post.letters) == 1
        if way == "starttls":
            settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = True, False
            with pytest.raises(NotSent, match="加密方式对不上"):
                post_letter("office@example.gov.cn", "您有1条新通知")
    finally:
        server.shutdown()
        server.server_close()


# --- robots -------------------------------------------------------------------------------------------------------------


class Robot(BaseHTTPRequestHandler):
    """Both robots: a fault is told with HTTP 200 and an errcode, as the real ones do."""

    busy: ClassVar[bool] = False
    got: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        code, message = self._judge(raw)
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.end_headers()
        self.wfile.write(json.dumps({"errcode": code, "errmsg": message}).encode())

    def _judge(self, raw: bytes) -> tuple[int, str]:
        body = json.loads(raw.decode("utf-8"))
        asked = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if (
            not self.headers["Content-Type"].startswith("application/json")
            or body.get("msgtype") != "markdown"
        ):
            return 40008, "invalid message type"
        if asked.path == "/cgi-bin/webhook/send":
            content = body["markdown"]["content"]
            if given.get("key") != "k" or len(content.encode()) > 4096:
                return 93000, "invalid webhook url"
            if Robot.busy:
                return 45009, "api freq out of limit"
        else:
            if set(body["markdown"]) != {"title", "text"} or given.get("access_token") != "t":
                return 300001, "token is not exist"
            words = f"{given.get('timestamp')}\n{SECRET}".encode()
            mark = base64.b64encode(hmac.new(SECRET.encode(), words, hashlib.sha256).digest()).decode()
            young = abs(time.time() * 1000 - int(given.get("timestamp", 0))) < 3_600_000
            if not young or given.get("sign") != mark:
                return 310000, "sign not match"
        Robot.got.append(body)
        return 0, "ok"

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def robots(settings: Any) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Robot)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    Robot.got.clear()
    Robot.busy = False
    settings.PRIVATE_TARGETS, settings.ADDRESS = True, ADDRESS
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_wecom_takes_the_message_and_one_it_is_too_busy_for_is_tried_again(
    officer: Actor, robots: str
) -> None:
    channel(officer, "WECOM", f"{robots}/cgi-bin/webhook/send?key=k", private=True)
    notified()
    queue_messages(actor=CLOCK, at=later(2))
    Robot.busy = True
    row = sent()
    assert (row.state, row.tries, row.why) == ("QUEUED", 1, "机器人没有接受，返回码 45009")
    Robot.busy = False
    assert sent(again=True).state == "SENT"
    assert f"({ADDRESS}/notices/)" in Robot.got[0]["markdown"]["content"]


def test_dingtalk_takes_the_signed_message_and_no_other(officer: Actor, robots: str) -> None:
    wrong = channel(
        officer, "DINGTALK", f"{robots}/robot/send?access_token=t", secret="SEC别的", private=True
    )
    notified()
    queue_messages(actor=CLOCK, at=later(2))
    row = sent()
    assert (row.state, row.why) == ("QUEUED", "机器人没有接受，返回码 310000")
    wrong.secret = SECRET
    wrong.save(update_fields=["secret"])
    assert sent(again=True).state == "SENT"
    assert "您有1条新通知" in Robot.got[0]["markdown"]["text"]
