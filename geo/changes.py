"""What changed and when: provinces that split, names and codes that were replaced.

Codes of Kemendagri are never given twice, so an old code leads to one region of today. A document of 2018
means the Papua of 2018, which is four provinces now.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
FIRST_DAY = date(1999, 1, 1)  # before the first change of the table


@dataclass(frozen=True, slots=True)
class Change:
    """One line of ``changes.csv``: valid from ``changed_on``, ``old_*`` before that day."""

    changed_on: date
    sort: str  # split | renamed | recoded
    old_code: str
    old_name: str
    code: str
    name: str
    law: str


@cache
def read_changes() -> tuple[Change, ...]:
    """All packaged changes, oldest first."""
    with (DATA / "changes.csv").open(encoding="utf-8", newline="") as lines:
        next(lines)
        return tuple(Change(date.fromisoformat(day), *rest) for day, *rest in csv.reader(lines))


@cache
def _current() -> dict[str, str]:
    return {c.old_code: c.code for c in read_changes() if c.sort == "recoded"}


def current_code(code: str) -> str:
    """Today's code of a code that may be old: ``91.01`` (Merauke until July 2022) → ``93.01``."""
    return _current().get(code, code)


@cache
def successors(code: str, on: date) -> tuple[str, ...]:
    """Codes that cover today what ``code`` covered on a day: Papua on 2018-06-27 → 91, 93, 94, 95."""
    later = [c.code for c in read_changes() if c.sort == "split" and c.old_code == code and c.changed_on > on]
    return (code, *later)


@cache
def province_on(code: str, on: date) -> str:
    """Province that a region (or a province) belonged to on a day: Merauke (93.01) on 2018-06-27 → 91."""
    province = code[:2]
    for change in reversed(read_changes()):
        if change.sort == "split" and change.code == province and change.changed_on > on:
            province = change.old_code
    return province


@cache
def name_on(code: str, on: date) -> str | None:
    """The name a region bore on a day when it was another one than today's."""
    for change in read_changes():
        if change.sort == "renamed" and change.code == code and change.changed_on > on:
            return change.old_name
    return None
