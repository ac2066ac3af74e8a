"""One figure of a report as somebody typed it: that of a station and that of an area have the same form."""

from decimal import Decimal
from typing import TypedDict

from django.http import QueryDict

from yizhan.kernel.errors import Refused
from yizhan.reports.rules.reports import figure

TYPED = ("value", "reason", "source")


class TypedLine(TypedDict):
    code: str
    value: Decimal | None
    reason: str
    source: str


def typed_line(given: QueryDict) -> TypedLine:
    """Refused  what stands there is no figure"""
    try:
        value = figure(given.get("value", ""))
    except ValueError as problem:
        raise Refused(f"{problem}。", code="reports.value-wrong") from None
    return {
        "code": given.get("code", ""),
        "value": value,
        "reason": given.get("reason", ""),
        "source": given.get("source", ""),
    }


def as_typed(given: QueryDict) -> dict[str, str]:
    """The form as it was left, to be mended."""
    return {name: given.get(name, "") for name in TYPED}
