"""Small words of the pages of evaluation."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from yizhan.oversight.rules.rounds import Mark
from yizhan.policy.schema.words import plain_number

register = template.Library()


@register.filter
def party_name(position: int, parties: Sequence[Any]) -> str:
    """The heading of a column, for the cards of a narrow screen."""
    return str(parties[position].name)


@register.filter
def points(mark: Mark | Decimal | None) -> str:
    """Points as they are read: 9.5; why there are none."""
    if isinstance(mark, Mark):
        if mark.cannot:
            return _("不能评")
        mark = mark.points
    if mark is None:
        return "—"
    plain = f"{mark:.2f}".rstrip("0").rstrip(".")
    return plain if "." in plain else f"{plain}.0"


@register.filter
def met(mark: Mark | Decimal | None) -> str:
    """What was found of one clause, where no paper gives points; a count as a whole number."""
    if isinstance(mark, Mark):
        if mark.cannot:
            return _("没法对照")
        if mark.points is None:
            return "—"
        return _("达标") if mark.points else _("没达标")
    return "—" if mark is None else plain_number(mark)


@register.filter
def held(row: Any) -> str:
    """How many clauses a station meets, of those that could be looked at: 12 / 15."""
    parties = (row.outcome or {}).get("parties") or []
    if row.total is None:
        return "—"
    if len(parties) != 1:
        return plain_number(row.total)
    return f"{plain_number(row.total)} / {plain_number(Decimal(parties[0]['of']))}"
