"""Boundaries: kept by code, replaced by the next file."""

from collections.abc import Sequence
from datetime import date

from yizhan.kernel.actor import Actor
from yizhan.kernel.errors import Refused
from yizhan.privacy.action import action
from yizhan.regions.actions.steps import _open
from yizhan.regions.models import Outline, Region
from yizhan.regions.queries import may_reach
from yizhan.regions.rules import Outline as Read


@action("regions.store_outlines", facts=("code", "on"))
def store_outlines(
    *, actor: Actor, code: str, outlines: Sequence[Read], source: str, file_name: str, on: date
) -> int:
    """Keep boundaries of a division and of what lies in it; those stored before are replaced.

    source   who drew it, by which approved map number: whoever prints the map must be able to say so
    Refused  no source; a boundary of another place
    Returns  how many were stored
    """
    region = _open(code)
    if not may_reach(actor=actor, verb="regions.store_outlines", code=region.code):
        raise Region.DoesNotExist
    if not source.strip():
        raise Refused("请写明边界数据从哪里来，有审图号的写上审图号。", code="regions.outline-source")
    if not outlines or any(not one.code.startswith(region.code) for one in outlines):
        raise Refused("文件里没有本辖区的边界。", code="regions.outline-elsewhere")
    Outline.objects.filter(code__in=[one.code for one in outlines]).delete()
    Outline.objects.bulk_create(
        Outline(
            code=one.code,
            rings=one.rings,
            points=one.points,
            file_name=file_name[:120],
            source=source.strip()[:120],
            stored_on=on,
            by_label=actor.label[:120],
        )
        for one in outlines
    )
    return len(outlines)
