"""Small words of the pages of evaluation."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from yizhan.oversight.rules.rounds import Mark

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
