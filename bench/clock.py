"""Wall clock and processor time of this process together with its database session; what a line of the table says."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Line:
    """One row of the table. reached None: told, not judged."""

    what: str
    value: str
    anchor: str
    ratio: str
    goal: str
    reached: bool | None


@dataclass(frozen=True)
class Spent:
    """Seconds on the wall and on the processor; on a busy machine only the latter compares."""

    wall: float
    cpu: float

    def fair(self) -> float:
        """The wall clock while the machine is ours, the processor's time while others use it too."""
        return self.cpu if BUSY else self.wall


BUSY = os.getloadavg()[0] > (os.cpu_count() or 1)


def _session() -> float:
    """Processor time of the database's processes that serve us, whichever of the pool it is; none of its own in SQLite."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return sum(_ticks(pid) for (pid,) in cursor.fetchall()) / TICK


def _ticks(pid: int) -> int:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return int(words[11]) + int(words[12])


def spent(do: Callable[[], object]) -> Spent:
    wall, cpu, there = time.perf_counter(), time.process_time(), _session()
    do()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu + max(0.0, _session() - there))


def rounds(times: int, *doings: Callable[[], object]) -> list[list[Spent]]:
    """Every doing once a round, one after the other, so that all meet the same machine; one round before is not counted."""
    for do in doings:
        do()
    found: list[list[Spent]] = [[] for _ in doings]
    for _ in range(times):
        for kept, do in zip(found, doings, strict=True):
            kept.append(spent(do))
    return found


def middle(many: Sequence[Spent]) -> float:
    return statistics.median(one.fair() for one in many)


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
