"""SM4-GCM for fields, HMAC-SM3 for exact search. The only file that touches ciphers (GM/T 0002, GM/T 0004)."""

import base64
import hashlib
import os
from collections.abc import Sequence
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from yizhan.privacy import keys

_NONCE = 12
_TAG = 16


class Unreadable(Exception):
    """A stored value does not open: changed, moved to another column, or written under a key we do not have."""


@cache
def _algorithm(key: bytes) -> SM4:
    return SM4(key)


def seal(plain: str, *, place: str) -> str:
    """Encipher one value for one place (table.column); the same text never looks the same twice."""
    return seal_all([plain], place=place)[0]


def seal_all(plains: Sequence[str], *, place: str) -> list[str]:
    """Many values for one place, each for itself under a nonce of its own."""
    version, key = keys.writing_key()
    algorithm, associated = _algorithm(key), place.encode()
    nonces = os.urandom(_NONCE * len(plains))
    sealed = []
    for nth, plain in enumerate(plains):
        nonce = nonces[nth * _NONCE : (nth + 1) * _NONCE]
        writer = Cipher(algorithm, GCM(nonce)).encryptor()
        writer.authenticate_additional_data(associated)
        body = writer.update(plain.encode()) + writer.finalize()
        packed = base64.b64encode(nonce + writer.tag + body).decode()
        sealed.append(f"{version}:{packed}")
    return sealed


def unseal(stored: str, *, place: str) -> str:
    """The text again. Unreadable when it was tampered with or belongs to another place."""
    version, _, packed = stored.partition(":")
    try:
        raw = base64.b64decode(packed, validate=True)
        key = keys.reading_key(int(version))
        nonce, tag, body = raw[:_NONCE], raw[_NONCE : _NONCE + _TAG], raw[_NONCE + _TAG :]
        reader = Cipher(_algorithm(key), GCM(nonce, tag)).decryptor()
        reader.authenticate_additional_data(place.encode())
        return (reader.update(body) + reader.finalize()).decode()
    except (InvalidTag, ValueError, KeyError):
        raise Unreadable(place) from None


def seal_bytes(plain: bytes, *, place: str) -> bytes:
    """Encipher a file for one place (table.column and id): its key's version, a colon, then nonce, tag and body."""
    version, key = keys.writing_key()
    nonce = os.urandom(_NONCE)
    writer = Cipher(_algorithm(key), GCM(nonce)).encryptor()
    writer.authenticate_additional_data(place.encode())
    body = writer.update(plain) + writer.finalize()
    return b"%d:" % version + nonce + writer.tag + body


def unseal_bytes(stored: bytes, *, place: str) -> bytes:
    """The file again. Unreadable when it was tampered with or belongs to another place."""
    version, _, raw = stored.partition(b":")
    try:
        key = keys.reading_key(int(version))
        nonce, tag, body = raw[:_NONCE], raw[_NONCE : _NONCE + _TAG], raw[_NONCE + _TAG :]
        reader = Cipher(_algorithm(key), GCM(nonce, tag)).decryptor()
        reader.authenticate_additional_data(place.encode())
        return reader.update(body) + reader.finalize()
    except (InvalidTag, ValueError, KeyError):
        raise Unreadable(place) from None


_BLOCK = 64


@cache
def _pads(key: bytes) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """The inner and the outer hash of HMAC (RFC 2104) with the key already in them: copied for each value, which costs
    half of beginning anew. Keys are never longer than a block: a longer one is hashed first, as the standard says."""
    short = hashlib.new("sm3", key).digest() if len(key) > _BLOCK else key
    block = short.ljust(_BLOCK, b"\0")
    return (
        hashlib.new("sm3", bytes(byte ^ 0x36 for byte in block)),
        hashlib.new("sm3", bytes(byte ^ 0x5C for byte in block)),
    )


def digest(value: str, *, purpose: str) -> str:
    """32 hex digits by which equal values of one purpose are found, and nothing else is learnt; "" stays "".

    HMAC-SM3 over purpose, a zero byte and the value.
    """
    if not value:
        return ""
    first, last = _pads(keys.digest_key())
    inner, outer = first.copy(), last.copy()
    inner.update(f"{purpose}\0{value}".encode())
    outer.update(inner.digest())
    return outer.hexdigest()[:32]


def sm3(data: bytes) -> str:
    """Plain SM3 in hex: for chains and frozen papers, never for personal data."""
    return hashlib.new("sm3", data).hexdigest()
