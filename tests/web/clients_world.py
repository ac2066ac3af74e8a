"""The people whose files the pages of clients are tried with, and who reads them."""

import io
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter
from django.test import Client as Browser
from django.urls import reverse
from django.utils.timezone import localdate

from tests.clients.folk import GRANNY
from tests.people import (
    CHANGJIANG,
    CHANGJIANG_BUREAU,
    OTHER_AGENCY,
    SHILU,
    SHILU_STATION,
    WANG,
    YACHA_STATION,
)
from tests.world import World, sign_in_as
from yizhan.clients.actions import register_client
from yizhan.clients.models import Client

As = Callable[[str], Browser]


@pytest.fixture
def granny(world: World) -> Client:
    return register_client(
        actor=WANG, station_id=YACHA_STATION, person=GRANNY, on=localdate(), classes=["DIBAO", "ELDER_ALONE"], consent="ORAL",
        opened_on=date(2025, 7, 16),
    )  # fmt: skip


@pytest.fixture
def as_role(world: World) -> As:
    return lambda role: sign_in_as(Browser(), world.account_of(role))


@pytest.fixture
def neighbours(world: World) -> list[Browser]:
    """李社工, her head and 钱科长 of the next county."""
    people = [
        world.account(
            "worker", organisation=OTHER_AGENCY, region=SHILU, station=SHILU_STATION, username="li.worker"
        ),
        world.account(
            "station_head", organisation=OTHER_AGENCY, region=SHILU, station=SHILU_STATION, username="li.head"
        ),
        world.account("county", organisation=CHANGJIANG_BUREAU, region=CHANGJIANG, username="qian.kezhang"),
    ]
    return [sign_in_as(Browser(), account) for account in people]


def file_of(client: Client) -> str:
    return reverse("client-file", args=[client.pk])


def book(*rows: list[str]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return made.getvalue()
