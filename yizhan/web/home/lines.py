"""What the home shows of each thing: a line to do, a figure to look at."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SHOWN = 8


@dataclass(frozen=True)
class Due:
    """One thing to do: by when, what, why and under which clause, one button."""

    by: date | None
    what: str
    why: str
    url: str
    button: str
    clause: str = ""
    rule_id: str = ""
    sends: tuple[tuple[str, str], ...] = ()
    """The button does it at once: these fields are sent to the address instead of opening it."""


@dataclass(frozen=True)
class Figure:
    """A number that opens into its records."""

    label: str
    value: str
    unit: str
    note: str
    url: str | None
    bar: Decimal | None = None
    tone: str = ""
