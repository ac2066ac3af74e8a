"""Whether a workbook that somebody uploads may be opened at all.

The reader lays a sheet out as one rectangle from its first to its last cell before anybody can ask how large that is:
a file of 5 KB with a stray cell in the last corner asks for 500 GB, and the whole server is gone. So it is measured
first: of a new workbook by the places its cells name, of an old one by opening it in a process of its own that may not
take more than so much.
"""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from typing import Final

from yizhan.kernel.packed import UNREADABLE

MOST_CELLS: Final = 10_000_000
"""Of one sheet, empty ones between the others counted: a register of 200,000 people with 50 columns."""
MOST_UNPACKED: Final = 1024 * 1024 * 1024
_TRY_MEMORY: Final = 2 * 1024 * 1024 * 1024
_TRY_SECONDS: Final = 60

_OLD: Final = b"\xd0\xcf\x11\xe0"
_CHUNK: Final = 4 * 1024 * 1024
_FAR = re.compile(rb'<c r="([A-Z]{2,}[0-9]+|[A-Z][0-9]{6,})"')
"""Cells beyond column Z or below row 99,999; a usual list has few, so that it is passed over quickly."""
_FAR_ROW = re.compile(rb'<row r="([0-9]{6,})"')
_PLACE = re.compile(rb'<(?:c|row) r="([A-Z]{0,4}[0-9]{1,8})"')
_UNPLACED = (re.compile(rb'<c(?! r=")[\s/>]'), re.compile(rb'<row(?! r=")[\s/>]'))
"""Office programs write the place first. Who writes it otherwise, or not at all, has the file tried."""
_HIDING = (b"<!--", b"CDATA", b":row", b"<!DOCTYPE")

DAMAGED: Final = "文件打不开，可能没有传完整或已损坏。请用 WPS 或 Excel 打开，另存为 xlsx 后再传。"
TOO_WIDE: Final = "表格太大：内容很少，却占到很远的行或列。请删去右边和下面多余的行列，另存后再传。"
TOO_LARGE: Final = "文件展开后太大。请删去空行空列和图片，另存后再传。"


def workbook_problem(content: bytes, *, most_unpacked: int = MOST_UNPACKED) -> str | None:
    """Why this workbook may not be opened, as a sentence; None for what is none, which its reader will say."""
    if content.startswith(_OLD):
        return _tried(content)
    if not content.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > most_unpacked:
                return TOO_LARGE
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names or {"xl/workbook.bin", "content.xml"} & names:
                return DAMAGED  # kinds of workbooks nobody asked for and nobody measured
            for part in parts:  # whatever its name: the workbook says which of them are sheets
                measured = _measured(packed, part)
                if measured is None:
                    return _tried(content)
                if measured > MOST_CELLS:
                    return TOO_WIDE
    except UNREADABLE:
        return DAMAGED
    return None


def _measured(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int | None:
    """About how many cells the rectangle of a sheet has; None where they do not say where they stand."""
    rows, columns = 99_999, 26
    for text in _texts(packed, part):
        if any(each.search(text) for each in _UNPLACED) or any(each in text for each in _HIDING):
            return None
        for found in (*_FAR_ROW.finditer(text), *_FAR.finditer(text)):
            row, column = _place(found[1])
            rows, columns = max(rows, row), max(columns, column)
    return rows * columns if rows * columns <= MOST_CELLS else _area(packed, part)


def _area(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    rows = columns = 1
    for text in _texts(packed, part):
        for found in _PLACE.finditer(text):
            row, column = _place(found[1])
            rows, columns = max(rows, row), max(columns, column)
    return rows * columns


def _texts(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces that end before a tag."""
    kept = b""
    with packed.open(part) as text:
        while chunk := text.read(_CHUNK):
            chunk = kept + chunk
            cut = chunk.rfind(b"<")
            cut = len(chunk) if cut <= 0 else cut
            yield chunk[:cut]
            kept = chunk[cut:]
    yield kept


def _place(text: bytes) -> tuple[int, int]:
    """AB12 -> (12, 28); of a row alone the first column."""
    letters = text.rstrip(b"0123456789")
    column = 0
    for letter in letters[:4]:
        column = column * 26 + letter - 64
    return int(text[len(letters) :][:9]), max(1, column)


_OPEN = """
import io, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({most}, {most}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
from python_calamine import load_workbook
try:
    book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    for name in book.sheet_names:
        book.get_sheet_by_name(name)
except Exception:
    pass
"""


def _tried(content: bytes) -> str | None:
    """Opened where it does no harm; what the reader itself objects to (a password, a broken part) it says itself."""
    try:
        tried = subprocess.run(  # noqa: S603  # our own words; the file comes by its input alone
            [sys.executable, "-I", "-c", _OPEN.format(most=_TRY_MEMORY)],
            input=content,
            capture_output=True,
            timeout=_TRY_SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return TOO_WIDE
    return TOO_WIDE if tried.returncode else None
