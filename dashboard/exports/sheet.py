"""A table with its heading, its source and typed columns: what the screen shows and files carry alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dashboard.i18n import Texts

KINDS = ("text", "count", "rate", "percent", "day", "link")
RIGHT = frozenset({"count", "rate", "percent"})  # numbers stand at the right
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # full-width signs too
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: ``key`` in the rows, ``title`` on top, ``kind`` of KINDS (``percent`` is a share 0–1)."""

    key: str
    title: str
    kind: str = "text"


@dataclass(frozen=True)
class Sheet:
    """Rows hold plain values (texts, numbers, dates, None = not known); formats belong to each medium."""

    name: str  # a word for the file's name: "klasemen"
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    note: str = ""  # how to read it, one sentence
    source: str = ""  # as of when, from how many documents
    data_on: date | None = None

    @property
    def right(self) -> tuple[int, ...]:
        """Numbers of the columns that stand at the right."""
        return tuple(i for i, c in enumerate(self.columns) if c.kind in RIGHT)


def shown(value: Any, kind: str, words: Texts) -> str:
    """A value as the screen writes it; a missing one is a dash, never a zero."""
    if value is None:
        return "–"
    if kind == "count":
        return words.number(value)
    if kind == "rate":
        return words.rate(value)
    if kind == "percent":
        return words.percent(value)
    if kind == "day" and isinstance(value, date):
        return words.short_day(value)
    return str(value)


def safe_text(value: str) -> str:
    """A text that no spreadsheet takes for a formula: risky first signs get an apostrophe before them."""
    return f"'{value}" if value.lstrip(" \u00a0").startswith(RISKY) or value.startswith(RISKY) else value


def plain(value: Any) -> Any:
    """A cell for a file: texts made safe, days as ISO, numbers as they are, None empty."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return safe_text(value) if isinstance(value, str) else value
