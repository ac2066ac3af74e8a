"""What a photo has to be, read from its bytes: no library, no guessing. Plain Python."""

from dataclasses import dataclass

from yizhan.services.rules.records import Problem

MOST_PHOTOS = 9
"""Photos of one service."""

_START, _END = b"\xff\xd8", b"\xff\xd9"
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_TELLING = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""Segments that tell more than the picture: Exif with place, time and device, XMP, remarks. 0xE0 and 0xEE say how to
read the colours and stay."""


@dataclass(frozen=True)
class Picture:
    """A JPEG without anything it tells besides what one sees."""

    content: bytes
    width: int
    height: int


def picture_of(content: bytes) -> Picture | None:
    """The photo without place, time, device and remarks; None when it is no JPEG, or a broken one."""
    if not content.startswith(_START) or not content.rstrip(b"\0").endswith(_END):
        return None
    kept, place, size = [_START], 2, None
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            return None
        mark = content[place + 1]
        if mark == 0xFF:
            place += 1
            continue
        if mark in _BARE:
            place += 2
            continue
        length = int.from_bytes(content[place + 2 : place + 4])
        end = place + 2 + length
        if length < 2 or end > len(content):
            return None
        if mark in _FRAMES:
            if length < 8:
                return None
            size = (
                int.from_bytes(content[place + 7 : place + 9]),
                int.from_bytes(content[place + 5 : place + 7]),
            )
        if mark not in _TELLING:
            kept.append(content[place:end])
        place = end
        if mark == 0xDA:
            break
    else:
        return None
    if size is None or not all(size):
        return None
    return Picture(b"".join([*kept, content[place:]]), *size)


def in_words(size: int) -> str:
    """“310 KB”, “1.5 MB”, “2000 MB”."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.{1 if size < 100 * 1024 * 1024 else 0}f} MB"


def size_problem(size: int, *, most: int) -> Problem | None:
    """A photo is made small on the phone; one that comes larger was not."""
    if size > most:
        return Problem(
            f"这张照片有{in_words(size)}，一张最多{in_words(most)}。请在手机程序里拍或选，它会自动压小；也可以换一张小的。",
            "services.photo-too-large",
        )
    return None


def room_problem(*, used: int, more: int, most: int) -> Problem | None:
    """Every account has so much room; what lies there is not pushed out by what comes."""
    if used + more > most:
        return Problem(
            f"您的照片已占{in_words(used)}，一共可以放{in_words(most)}，这张放不下了。请去掉不再需要的照片，或请系统管理员放宽。",
            "services.photo-room",
        )
    return None


def count_problem(photos: int) -> Problem | None:
    if photos >= MOST_PHOTOS:
        return Problem(f"一条记录最多{MOST_PHOTOS}张照片。", "services.photo-count")
    return None


NO_PICTURE = Problem("这个文件不是照片，或者坏了，请重新拍或换一张。", "services.photo-unreadable")
INCOMPLETE = Problem("照片没有传完整，会自动再传。", "services.photo-incomplete")
"""The one a phone answers by sending again."""
