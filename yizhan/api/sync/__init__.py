"""Phones: commands in, changes out. The protocol is told in docs/sync.md.

The table of what a phone may send stands in the room of phones (`devices.actions.verbs`), because what could not be
carried out here is carried out later at a desk. This window takes each command by itself: one that fails, fails alone.
"""

from ninja import Router

from yizhan.api.sync import answers, calls, care, changes, commands, differences, phones, photos, work

router = Router(tags=["手机同步"])
for part in (phones, commands, answers, changes, differences, photos, calls, work, care):
    router.add_router("", part.router)
