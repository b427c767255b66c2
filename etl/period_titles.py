"""Titles that are days or years: rows of them above a table, and days that only their group makes a date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from etl.column_names import day_of, month_of, year_of
from etl.kinds.columns import fold
from etl.words import find_dates

_OF_DAYS = re.compile(r"(?i)\b(?:tanggal|tgl|hari|bulan|bln|minggu)\b")
_SAYING_NOTHING = {"keadaan", "per", "posisi", "tanggal", "data", "kondisi", "hari", "pada", "tmt", "sampai"}
MOST_SIGNS, FEWEST_DIGITS = 60, 5  # of a title that holds a date
FEWEST = 2  # days side by side


def day_titles(cells: Sequence[object]) -> int:
    """How many cells of a row are days that follow each other within a week, as daily columns are titled."""
    days = [d for v in cells if (d := day_of(v)) is not None]
    is_row = len(days) >= FEWEST and all(0 < (b - a).days <= 7 for a, b in pairwise(days))
    return len(days) if is_row and len(days) >= len(cells) / 3 else 0


def year_titles(cells: Sequence[object]) -> int:
    """How many cells of a row are years that follow each other, as yearly columns are titled."""
    years = [y for v in cells if (y := year_of(v)) is not None]
    is_row = len(years) >= FEWEST and all(abs(b - a) == 1 for a, b in pairwise(years))
    return len(years) if is_row and len(years) >= len(cells) / 3 else 0


def are_days_below(cells: Sequence[object], above: Sequence[object]) -> bool:
    """ "1 2 3 …" below a group such as "Tanggal" or "Juli", with nothing below the first titles."""
    said = [(i, number_of(v)) for i, v in enumerate(cells) if v is not None]
    days = [n for _, n in said if n]
    if len(days) < FEWEST or len(days) < len(said) - 2 or any(b <= a for a, b in pairwise(days)):
        return False
    first = next(i for i, n in said if n)
    group = next((v for v in reversed(above[: first + 1]) if v is not None), None)
    is_lowered = all(v is None for v in cells[: min(first, 2)])
    return is_lowered and isinstance(group, str) and bool(_OF_DAYS.search(group) or month_of(group))


def number_of(value: object) -> int | None:
    """A day of the month, 1 to 31."""
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isdigit() and 1 <= int(text) <= 31 else None


def spell_days(stacks: list[tuple[str, ...]], lines: Sequence[str]) -> list[tuple[str, ...]]:
    """Stacks that end in a day of the month, as whole dates; the month stands above it or in `lines`."""
    numbered = [c for c, stack in enumerate(stacks) if len(stack) > 1 and _is_day(stack)]
    if len(numbered) < FEWEST:
        return stacks
    spelled = list(stacks)
    for column in numbered:
        *groups, leaf = stacks[column]
        month = _month_in([*lines, *groups])
        day = _date(month, int(leaf)) if month else None
        if day is not None:
            rest = tuple(t for t in groups if not _OF_DAYS.search(t) and not month_of(t))
            spelled[column] = (*rest, day.isoformat())
    return spelled


def split_dates(stacks: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """ "Keadaan 31-12-2023" and "Keadaan 30-06-2024" over the same titles: the day apart from the words."""
    dated = [[_dated(title) for title in stack] for stack in stacks]
    if len({day for found in dated for _, day in found if day}) < FEWEST:
        return stacks
    return [
        tuple(part for words, day in found for part in (words, day) if part) if stack else stack
        for stack, found in zip(stacks, dated, strict=True)
    ]


def _dated(title: str) -> tuple[str, str | None]:
    """(the telling words, ISO day) of a title that holds one whole date among words, else (title, None)."""
    if len(title) > MOST_SIGNS or sum(c.isdigit() for c in title) < FEWEST_DIGITS or day_of(title):
        return title, None
    found = [(d, a, b) for d, a, b in find_dates(title) if d.precision == "day" and d.start == d.end]
    if len(found) != 1 or found[0][0].iso is None:
        return title, None
    day, start, end = found[0]
    words = f"{title[:start]} {title[end:]}"
    return (words.strip() if set(fold(words)) - _SAYING_NOTHING else ""), day.iso


def _is_day(stack: tuple[str, ...]) -> bool:
    return bool(number_of(stack[-1])) and any(_OF_DAYS.search(t) or month_of(t) for t in stack[:-1])


def _month_in(lines: Sequence[str]) -> tuple[int, int] | None:
    """(year, month) that the lowest of these lines names."""
    years = [int(y) for line in lines for y in re.findall(r"(?<!\d)20\d\d(?!\d)", line)]
    for line in reversed(lines):
        for day, _, _ in find_dates(line):
            if day.start is not None and day.precision == "month":
                return day.start.year, day.start.month
        named = next((m for w in line.split() if len(w) > 2 and (m := month_of(w))), None)
        if named and (named[1] or years):
            return named[1] or years[-1], named[0]
    return None


def _date(month: tuple[int, int], day: int) -> date | None:
    try:
        return date(month[0], month[1], day)
    except ValueError:
        return None
