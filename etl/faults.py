"""Where a fault of ours happened, without what was being read: logs must not hold an office's rows."""

from __future__ import annotations

import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEEPEST = 6  # frames told, the innermost last


def where(error: BaseException) -> list[str]:
    """Files, lines and functions of the innermost frames; neither values nor the error's own text."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


__all__ = ["where"]
