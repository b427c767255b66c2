"""A row on its way to a record: parsed values in, problems and flags beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

DATES = ("date", "as_of", "date_known", "date_received", "date_occurred", "rec_date")


@dataclass(slots=True)
class Issue:
    """A reason code with what was met, and in which field."""

    code: str
    name: str | None = None
    details: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """`values`: field → value (absent = not said); `texts`: field → the words as printed (scrubbed later)."""

    number: int
    values: dict[str, object]
    texts: dict[str, str]
    today: date
    fields: frozenset[str] = frozenset()  # fields that the table has a column for
    title: str = ""
    problems: list[Issue] = field(default_factory=list)
    flags: list[Issue] = field(default_factory=list)
    level: str = ""
    column: int | None = None  # 1-based, where one row gives several records
    records: list[dict[str, object]] | None = None  # set when a row gives several

    def reject(self, code: str, name: str | None = None, /, **details: object) -> None:
        """This row waits for a person."""
        self.problems.append(Issue(code, name, details))

    def flag(self, code: str, name: str | None = None, /, **details: object) -> None:
        """Odd, kept, said."""
        self.flags.append(Issue(code, name, details))

    def count(self, name: str) -> int | None:
        """A whole number of the row, None when not said."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def has_any(self, *names: str) -> bool:
        """Is at least one of these fields filled?"""
        return any(self.values.get(n) is not None for n in names)

    def drop(self, *names: str) -> None:
        """Take fields out that records of this kind do not carry."""
        for name in names:
            self.values.pop(name, None)

    def day(self) -> date | None:
        """The row's day, or the first of its month or year: for OPD names that changed over time."""
        return next((day for name in DATES if (day := first_day(str(self.values.get(name, ""))))), None)


@lru_cache(maxsize=10_000)
def first_day(text: str) -> date | None:
    """The day, or the first of the month or year; None for any other text."""
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        return date.fromisoformat((text + "-01-01")[:10])
    return None
