"""The shelf of policy packs follows its folders: a new document counts within seconds, without a restart.

Every process looks for itself: the web server at the beginning of a request, the queue before a job. A look compares
names, sizes and times of the sheets, at most once in PAUSE seconds. A document with a fault is told in the log and
changes nothing: what stood on the shelf before goes on answering.
"""

import logging
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings

from yizhan.policy.book import laid_out, open_shelf
from yizhan.policy.sheets import PackError

log = logging.getLogger("yizhan")

PAUSE = 5.0
"""Seconds between two looks."""


class Watch:
    """What lay in the folders when we last looked."""

    def __init__(self, folders: Iterable[Path], *, pause: float = PAUSE) -> None:
        self.folders, self.pause = tuple(folders), pause
        self.seen: object = None
        self.looked = float("-inf")

    def open(self) -> None:
        """Read the shelf. PackError: a pack is wrong, the shelf stays as it was."""
        self.looked, self.seen = monotonic(), laid_out(self.folders)
        open_shelf(self.folders)

    def look(self) -> bool:
        """Read the shelf anew when something was added, ended or taken away. True when there is a new one."""
        if monotonic() - self.looked < self.pause:
            return False
        self.looked = monotonic()
        try:
            here = laid_out(self.folders)
        except OSError:  # a sheet went away while we looked: the next look will tell
            return False
        if here == self.seen:
            return False
        self.seen = here
        try:
            open_shelf(self.folders)
        except PackError as problem:
            log.error(
                "新的政策包有误，仍按原来的书架 / a new policy pack is wrong, the shelf stays:\n%s", problem
            )
            return False
        log.info("政策包有变化，书架已重新读取 / the shelf of policy packs was read anew")
        return True


watch = Watch(settings.PACK_FOLDERS)


def look_again(**_signal: Any) -> None:
    """Receiver of Django's request_started; the queue calls it before a job."""
    watch.look()
