"""Runs the queue: jobs that windows enqueued, and the clock's ticks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from yizhan.config.queue import huey


class Command(BaseCommand):
    help = "运行后台任务（导入、定时工作）；通常由 serve 一并启动"

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = 1 if connection.vendor == "sqlite" else 2
        parser.add_argument("--workers", type=int, default=default, help="同时进行的任务数")

    def handle(self, *args: Any, **options: Any) -> None:
        huey.create_consumer(
            workers=options["workers"], periodic=True, max_delay=2.0, shutdown_timeout=60
        ).run()
