"""The boundaries a county has uploaded, ready to be drawn."""

from dataclasses import dataclass
from datetime import date

from yizhan.regions.models import Outline, Region
from yizhan.regions.queries.tree import children
from yizhan.regions.rules import drawn
from yizhan.regions.rules.outlines import Shape


@dataclass(frozen=True)
class Drawing:
    """A division with what lies in it, as far as boundaries were uploaded.

    places   (shape, the division it is), the division itself first
    missing  how many of those directly below have no boundary
    """

    places: list[tuple[Shape, Region]]
    height: int
    missing: int
    outline: Outline


def drawing(*, region: Region, on: date) -> Drawing | None:
    """The map of a division; None while nothing was uploaded for it or what lies in it."""
    stored = {
        one.code: one
        for one in Outline.objects.filter(code__startswith=region.code, code__lt=f"{region.code}:")
        if len(one.code) <= len(region.code) + 6
    }
    if not stored:
        return None
    below = list(children(code=region.code, on=on)[:400])
    units = [one for one in [region, *below] if one.code in stored]
    if not units:
        return None
    shapes, height = drawn((one.code, stored[one.code].rings) for one in units)
    known = {one.code: one for one in units}
    return Drawing(
        places=[(shape, known[shape.code]) for shape in shapes],
        height=height,
        missing=sum(one.code not in stored for one in below) if len(units) > 1 else 0,
        outline=stored[units[0].code],
    )


def outline_names(*, region: Region, on: date) -> dict[str, str]:
    """Whose boundary may be uploaded on the page of a division: its own, and of what lies directly in it."""
    return {one.code: one.name for one in [region, *children(code=region.code, on=on)[:400]]}
