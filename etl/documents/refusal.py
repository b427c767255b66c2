"""Why a whole file is not read, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from etl.messages import sentence
from geo.errors import NetraError

SIZE_LIMIT = 200 * 2**20  # bytes


class DocumentRefused(NetraError):
    """This file was not read at all; ``code`` is a reason of etl/messages.toml."""


def refuse(code: str, name: str, details: Mapping[str, object], language: str = "id") -> DocumentRefused:
    """The error to raise for a refusal code."""
    return DocumentRefused(sentence(code, language=language, file=name, **details), code=code)


def read_bytes(path: Path, language: str = "id") -> bytes:
    """The file's bytes; raises DocumentRefused when it is missing, a folder, unreadable or far too large."""
    try:
        if path.is_dir():
            raise refuse("file_is_folder", str(path), {}, language)
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise refuse("file_too_big", path.name, {"megabytes": size // 2**20}, language)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise refuse("file_missing", str(path), {}, language) from error
    except OSError as error:
        raise refuse("file_unreadable_disk", str(path), {"cause": error.strerror or ""}, language) from error
