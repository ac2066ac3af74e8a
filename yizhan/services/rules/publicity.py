"""What cannot stand in the log of publicity."""

from collections.abc import Collection
from datetime import date
from urllib.parse import urlsplit

from yizhan.services.rules.records import Problem


def publicity_problem(
    *,
    kind: str,
    kinds: Collection[str],
    channel: str,
    channels: Collection[str],
    level: str,
    levels: Collection[str],
    title: str,
    medium: str,
    address: str,
    published_on: date,
    on: date,
    of_station: bool,
    people: int,
) -> Problem | None:
    """What is missing or cannot be, in the order of the form.

    of_station  a station stands behind it; an office's own line never counts as a delivered service
    people      how many were spoken to, for a talk
    """
    if kind not in kinds:
        return Problem("请选择宣传类型。", "services.publicity-kind")
    if not title.strip():
        return Problem("请写标题。", "services.title-missing")
    if channel not in channels:
        return Problem("请选择渠道。", "services.publicity-channel")
    if level not in levels:
        return Problem("请选择媒体级别。", "services.publicity-level")
    if kind == "MEDIA" and not medium.strip():
        return Problem("媒体报道请写登在哪家媒体。", "services.publicity-medium")
    if published_on > on:
        return Problem(f"日期不能晚于今天（{on:%Y-%m-%d}）。", "services.future")
    if address.strip() and not _is_address(address.strip()):
        return Problem("链接请写完整，以 http:// 或 https:// 开头。", "services.publicity-address")
    if people < 0:
        return Problem("人数不能是负数。", "services.participants-negative")
    if kind == "TALK" and of_station and not people:
        return Problem("现场宣传请写有多少人。", "services.participants-missing")
    return None


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
