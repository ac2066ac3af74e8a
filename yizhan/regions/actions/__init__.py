"""The only writer of the tree; nothing else changes a division or the code by which a row lies in one."""

from yizhan.regions.actions.changes import abolish, add_local, correct, merge, place_tiles, rename
from yizhan.regions.actions.editions import load_edition
from yizhan.regions.actions.following import follow_changes

__all__ = [
    "abolish",
    "add_local",
    "correct",
    "follow_changes",
    "load_edition",
    "merge",
    "place_tiles",
    "rename",
]
