"""The only writer of the tree; nothing else changes a division or the code by which a row lies in one."""

from yizhan.regions.actions.changes import abolish, add_local, correct, merge, place_tiles, rename
from yizhan.regions.actions.editions import drop_staged, load_edition, load_staged, stage_edition
from yizhan.regions.actions.following import follow_changes
from yizhan.regions.actions.outlines import store_outlines

__all__ = [
    "abolish",
    "add_local",
    "correct",
    "drop_staged",
    "follow_changes",
    "load_edition",
    "load_staged",
    "merge",
    "place_tiles",
    "rename",
    "stage_edition",
    "store_outlines",
]
