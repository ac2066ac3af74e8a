"""A command of a phone on its way: who carries it out, what it leads to, and one line of the table of all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import get_default_timezone

from yizhan.clients.models import Client
from yizhan.devices.queries.commands import version_after
from yizhan.devices.queries.versions import plain
from yizhan.devices.rules import bodies
from yizhan.devices.rules.merge import Merge, tags_of
from yizhan.devices.rules.sent import Sent
from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.services.models import ServiceRecord
from yizhan.workforce.models import Worker


@dataclass(frozen=True)
class Work:
    """One command on its way: who carries it out, what was told, the day and instant here.

    behalf_of  the account that sent it, when somebody else carries it out now
    photo_of   the command beside which a photo lies that was handed in
    """

    actor: Actor
    sent: Sent
    on: date
    at: datetime
    behalf_of: UUID | None = None
    photo_of: UUID | None = None

    @property
    def day(self) -> date:
        """The day in the field: as told, else the day it was made, unless that clock was wrong. Never the day on which
        it happens to be carried out after a wait."""
        if self.sent.done_on is not None:
            return self.sent.done_on
        made_on = self.sent.made_at.astimezone(get_default_timezone()).date()
        return self.on if self.sent.clock_wrong else min(made_on, self.on)

    @property
    def past_day(self) -> date:
        if self.day > self.on:
            raise Refused("日期不能晚于今天。", code="devices.future")
        return self.day

    def worker(self, station_id: UUID) -> UUID | None:
        """Whoever sent it answers for it, also when somebody else carries it out; None: the actor herself."""
        if self.behalf_of is None:
            return None
        found = Worker.objects.filter(user_id=self.behalf_of, station_id=station_id).values_list(
            "pk", flat=True
        )
        if not found:
            raise Refused(
                "发来这条记录的账号没有对应的本站人员，请先在人员里对应。", code="devices.no-worker"
            )
        return found[0]

    def seen(self, fields: tuple[str, ...]) -> dict[str, str]:
        based_on = self.sent.based_on
        version = version_after(command_id=based_on) if based_on else self.sent.seen_version
        return tags_of(version, fields)


@dataclass(frozen=True)
class Clash:
    """A field both sides changed."""

    field: str
    phone_value: Any
    station_value: Any

    @classmethod
    def each(cls, met: Merge, changes: Mapping[str, Any], now: Mapping[str, Any]) -> tuple["Clash", ...]:
        return tuple(cls(name, plain(changes[name]), plain(now[name])) for name in met.clash)


@dataclass(frozen=True)
class Outcome:
    """What carrying out a command led to. `row` is the file or the record, as it stands now; `version` says what the
    phone knows of it now."""

    subject: str
    row: Client | ServiceRecord | None
    version: str = ""
    merged: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True)
class Verb:
    """One line of the table.

    client_ids, service_ids   which rows have to be there before
    """

    body: type[bodies.Body]
    carry_out: Callable[[Work], Outcome]
    client_ids: Callable[[Any], list[UUID]] = lambda _body: []
    service_ids: Callable[[Any], list[UUID]] = lambda _body: []
