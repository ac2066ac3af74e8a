"""SM4-GCM for fields, HMAC-SM3 for exact search. The only file that touches ciphers (GM/T 0002, GM/T 0004)."""

import base64
import hashlib
import hmac
import os
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
    version, key = keys.writing_key()
    nonce = os.urandom(_NONCE)
    writer = Cipher(_algorithm(key), GCM(nonce)).encryptor()
    writer.authenticate_additional_data(place.encode())
    body = writer.update(plain.encode()) + writer.finalize()
    return f"{version}:{base64.b64encode(nonce + writer.tag + body).decode()}"


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


def digest(value: str, *, purpose: str) -> str:
    """32 hex digits by which equal values of one purpose are found, and nothing else is learnt; "" stays ""."""
    if not value:
        return ""
    return hmac.digest(keys.digest_key(), f"{purpose}\0{value}".encode(), "sm3").hex()[:32]


def sm3(data: bytes) -> str:
    """Plain SM3 in hex: for chains and frozen papers, never for personal data."""
    return hashlib.new("sm3", data).hexdigest()
