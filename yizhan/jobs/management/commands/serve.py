"""The production server in one command: the web server and the queue, started, watched and stopped together."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

GRACE = 20.0
"""Seconds a child may take to stop; a web server that is told to stop while it starts may never do so by itself."""


class Stop(Exception):
    """Somebody asked us to stop."""


class Command(BaseCommand):
    help = "启动正式服务：网页服务器和后台任务一并运行，Ctrl+C 或 SIGTERM 一并停止"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2, help="网页服务器的进程数")
        parser.add_argument("--migrate", action="store_true", help="先更新数据库结构")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "development":
            raise CommandError(
                "YIZHAN_MODE 是 development。正式运行请设为 production，试用请运行 make demo"
                " / YIZHAN_MODE is development: set it to production, or run make demo to try things out."
            )
        self._ready_database(migrate=options["migrate"])
        call_command("collectstatic", interactive=False, verbosity=0)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _asked)
        children: dict[str, subprocess.Popen[bytes]] = {}
        try:
            children["web"] = self._start(_granian(options["host"], options["port"], options["workers"]))
            children["queue"] = self._start([sys.executable, str(settings.ROOT / "manage.py"), "work"])
            self._await_health(options["host"], options["port"], children["web"])
            self.stdout.write(f"一站已启动：http://{options['host']}:{options['port']}/（Ctrl+C 停止）")
            self.stdout.flush()
            self._watch(children)
        except Stop:
            self.stdout.write("正在停止……")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            _stop(children)

    def _ready_database(self, *, migrate: bool) -> None:
        if migrate:
            call_command("migrate", interactive=False, verbosity=0)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(
                "数据库结构不是最新的，请先备份并运行 manage.py migrate，或加上 --migrate"
                " / the database is behind: back it up and run manage.py migrate, or add --migrate."
            )
        connection.close()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        # a session of its own: Ctrl+C reaches us alone, and we stop the children in order
        return subprocess.Popen(command, cwd=settings.ROOT, start_new_session=True)

    def _await_health(self, host: str, port: int, web: subprocess.Popen[bytes]) -> None:
        name = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
        address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/health"  # noqa: S104
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if web.poll() is not None:
                raise CommandError(
                    f"网页服务器没有启动，端口 {port} 可能已被占用 / the web server did not start."
                )
            try:
                with urlopen(Request(address, headers={"Host": name}), timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise CommandError("网页服务器一分钟内没有应答 / the web server did not answer within a minute.")

    def _watch(self, children: dict[str, subprocess.Popen[bytes]]) -> NoReturn:
        while True:
            for name, child in children.items():
                if child.poll() is not None:
                    raise CommandError(
                        f"{name} 意外停止（{child.returncode}） / {name} stopped unexpectedly."
                    )
            time.sleep(0.5)


def _granian(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "yizhan.config.wsgi:application",
    ]  # fmt: skip


def _asked(number: int, frame: FrameType | None) -> NoReturn:
    raise Stop


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask, wait, insist: the web server first so that no new work arrives, then the queue, which ends its job."""
    for name, child in children.items():
        if child.poll() is None:
            child.send_signal(signal.SIGTERM if name == "web" else signal.SIGINT)
    until = time.monotonic() + GRACE
    for child in children.values():
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, until - time.monotonic()))
        try:
            os.killpg(child.pid, signal.SIGKILL)  # the group, so that no worker of it is left behind
        except ProcessLookupError:
            continue
        child.wait()
