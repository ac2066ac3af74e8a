"""What reading a packed file that somebody uploads (zip, docx, xlsx) may end in."""

import lzma
import zipfile
import zlib
from typing import Final

UNREADABLE: Final = (
    zipfile.BadZipFile,
    OSError,
    RuntimeError,
    EOFError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
)
"""No zip, cut off, damaged inside, names that are no text; RuntimeError: a password, or packed in a way nobody knows."""
