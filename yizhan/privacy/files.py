"""Files about people: enciphered before they reach the disk, each bound to the row it belongs to."""

from yizhan.privacy.cipher import Unreadable, seal_bytes, unseal_bytes

__all__ = ["Unreadable", "open_file", "seal_file"]


def seal_file(content: bytes, *, place: str) -> bytes:
    """What is written to disk. place: table.column and the id of the row, so that files cannot be exchanged."""
    return seal_bytes(content, place=place)


def open_file(stored: bytes, *, place: str) -> bytes:
    """What somebody may see. Unreadable: tampered with, exchanged, or written under a key we do not have."""
    return unseal_bytes(stored, place=place)
