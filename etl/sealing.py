"""Kept files are encrypted with the office's data key, and opened with it again."""

from __future__ import annotations

import base64
import hashlib

from etl.messages import fault
from geo.errors import NetraError


def sealed(content: bytes, data_key: str) -> bytes:
    """The file, encrypted (Fernet: AES-128-CBC with HMAC)."""
    return bytes(_fernet(data_key).encrypt(content))


def unsealed(content: bytes, data_key: str) -> bytes:
    """The file as it was received.

    Raises:
        NetraError: it was encrypted with another key.
    """
    from cryptography.fernet import InvalidToken

    try:
        return bytes(_fernet(data_key).decrypt(content))
    except InvalidToken as error:
        raise fault(NetraError, "data_key_wrong") from error


def _fernet(data_key: str):  # type: ignore[no-untyped-def]
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(data_key.encode()).digest()))


__all__ = ["sealed", "unsealed"]
