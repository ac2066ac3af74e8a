"""How much a phone sends and carries, and whether its clock can be believed. Technical bounds, not policy."""

from datetime import datetime, timedelta

MOST_COMMANDS = 50
MOST_BATCH_BYTES = 1024 * 1024
MOST_COMMAND_BYTES = 64 * 1024
MOST_WAITING_FOR = 20
MOST_CLIENTS = 600
MOST_SERVICES = 600
MOST_BYTES = 3 * 1024 * 1024
CLIENT_BYTES, SERVICE_BYTES = 900, 700
"""About what a row takes on a phone besides its free texts."""
MOST_ROWS = 200
MOST_REPLAYED = 200

CLOCK_TOLERANCE = timedelta(minutes=10)
OLDEST_WORK = timedelta(days=400)
OVERLAP = timedelta(minutes=10)
"""How far behind its cursor a phone reads again: a transaction may have begun before the mark and ended after it."""


def clock_minutes(*, sent_at: datetime, at: datetime) -> int:
    """How many minutes the phone is ahead of the server (behind: below 0); 0 within the tolerance."""
    ahead = sent_at - at
    return 0 if abs(ahead) <= CLOCK_TOLERANCE else round(ahead.total_seconds() / 60)


def clock_problem(minutes: int) -> str:
    """What to tell the person, "" when the clock is right."""
    if not minutes:
        return ""
    size = abs(minutes)
    far = f"{size // 1440}天" if size >= 2880 else f"{size // 60}小时" if size >= 120 else f"{size}分钟"
    return f"手机时间比实际{'快' if minutes > 0 else '慢'}了{far}，请在手机设置里打开自动时间。记录都已收到，请核对日期。"


def made_when_it_could_be(*, made_at: datetime, at: datetime) -> bool:
    """Whether a command can have been made when the phone says."""
    return at - OLDEST_WORK <= made_at <= at + CLOCK_TOLERANCE
