"""The production server as an operator meets it: one command starts it, one signal stops it, nothing stays behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import fingerprint

pytestmark = pytest.mark.browser
MANAGE = [sys.executable, str(settings.ROOT / "manage.py")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("YIZHAN_", "DJANGO_", "DATABASE"))
    }
    return {**kept, "YIZHAN_MODE": "demo", "YIZHAN_VAR": str(tmp_path)}


def said(command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [*MANAGE, command], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode
    return done.stderr


def test_it_refuses_a_database_that_is_behind(environment: dict[str, str]) -> None:
    assert "数据库结构不是最新的" in said("serve", environment)


def test_it_refuses_to_serve_in_development(environment: dict[str, str]) -> None:
    assert "YIZHAN_MODE 是 development" in said("serve", {**environment, "YIZHAN_MODE": "development"})


def test_production_names_the_secret_that_is_missing(environment: dict[str, str]) -> None:
    assert "YIZHAN_SECRET_KEY：没有设置" in said("serve", {**environment, "YIZHAN_MODE": "production"})


@pytest.mark.slow
def test_it_starts_and_stops_as_a_whole(environment: dict[str, str]) -> None:
    ready = settings.ROOT / "var" / f"empty-{fingerprint()}.sqlite3"
    if (
        ready.exists()
    ):  # left by the tests of this checkout; without it the first start migrates an empty file itself
        shutil.copyfile(ready, Path(environment["YIZHAN_VAR"]) / "yizhan.sqlite3")
    for number in (signal.SIGINT, signal.SIGTERM):
        starts_and_stops(environment, number)


def starts_and_stops(environment: dict[str, str], number: signal.Signals) -> None:
    port = free_port()
    server = subprocess.Popen(
        [*MANAGE, "serve", "--migrate", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    try:
        assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass
    finally:
        server.send_signal(number)
        assert server.wait(timeout=40) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
