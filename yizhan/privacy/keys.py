"""The key ring, handed over once at start-up by `yizhan.config`; nothing here reads a setting or a file."""

from collections.abc import Mapping

_field_keys: dict[int, bytes] = {}
_digest_keys: list[bytes] = []


def open_keyring(*, field_keys: Mapping[int, bytes], digest_key: bytes) -> None:
    """Take the keys: field keys by version (16 bytes each, the highest version writes), one digest key (>= 16 bytes).

    ValueError  no key, or one of the wrong length
    """
    if not field_keys or any(len(key) != 16 or version < 1 for version, key in field_keys.items()):
        raise ValueError("a field key has a version from 1 and 16 bytes (32 hex digits)")
    if len(digest_key) < 16:
        raise ValueError("the digest key has at least 16 bytes (32 hex digits)")
    _field_keys.clear()
    _field_keys.update(field_keys)
    _digest_keys[:] = [digest_key]


def writing_key() -> tuple[int, bytes]:
    version = max(_field_keys)
    return version, _field_keys[version]


def reading_key(version: int) -> bytes:
    return _field_keys[version]


def digest_key() -> bytes:
    if not _digest_keys:
        raise RuntimeError("the key ring was not opened")
    return _digest_keys[0]
