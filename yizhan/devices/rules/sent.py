"""One command as it came in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yizhan.devices.rules.bodies import Body

AFTER = "@"
"""“@<id of a command>” as seen_version: based on what that command made, which the phone has not read back yet."""


@dataclass(frozen=True)
class Sent:
    """What a phone told with one command.

    body          the checked body; None when it could not be understood, `raw` has it as it came
    seen_version  version of the row the change was made on, “@<command>”, or ""
    done_on       local day in the field; None: the day it was made
    after         commands that have to be settled first
    """

    verb: str
    body: Body | None
    raw: Mapping[str, Any]
    seen_version: str
    done_on: date | None
    made_at: datetime
    after: tuple[UUID, ...] = ()
    clock_wrong: bool = False

    @property
    def based_on(self) -> UUID | None:
        """The command whose result the phone changed, when it had not read that result back."""
        try:
            return UUID(self.seen_version[1:]) if self.seen_version.startswith(AFTER) else None
        except ValueError:
            return None

    @property
    def comes_after(self) -> tuple[UUID, ...]:
        return (*self.after, self.based_on) if self.based_on else self.after

    def spelled(self) -> str:
        """The same text for the same content, whatever the order of its fields."""
        told = [self.verb, self.raw, self.seen_version, str(self.done_on), sorted(map(str, self.after))]
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    def kept(self) -> dict[str, Any]:
        """What has to be remembered to carry it out later."""
        return {
            "body": self.raw,
            "seen_version": self.seen_version,
            "after": [str(one) for one in self.after],
        }
