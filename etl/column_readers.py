"""For each column the function that reads its cells, chosen once from its form and all its cells."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

from etl.date_values import DateReader, months_come_first, read_month, read_year
from etl.kinds import Kind
from etl.kinds.columns import Column
from etl.titles import Titles
from etl.values import (
    Cell,
    read_code,
    read_count,
    read_decimal,
    read_letter,
    read_pairs,
    read_percent,
    read_text,
    read_time,
)
from etl.words import read_date, read_number

FUTURE_FIELDS = {"start_on", "end_on", "day", "vote_on"}  # a calendar speaks of days to come
END_NAMES = {"date": "date_end", "start_on": "end_on", "day": "day_end"}
HALF = 50.0  # percent: where most offices have half of their staff present, 0.97 is 97 percent
JUST_BELOW_ONE = 0.9999
Reader = Callable[[object], Cell]


def reader_for(column: Column, values: list[object], kind: Kind, *, titles: Titles, today: date) -> Reader:
    """The reader of a column, given all its cells."""
    form, name = column.form, column.field
    vocabulary = kind.vocabularies.get(name)
    if form in ("code", "yesno") and vocabulary is not None:
        return lambda value: read_code(value, vocabulary)
    if form == "percent":
        limit = _fractions_below(values)
        return lambda value: read_percent(value, is_fraction=_plain_number(value) <= limit)
    if form == "date":
        return _dates(name, values, titles, today=today).read
    readers: dict[str, Reader] = {
        "month": lambda value: read_month(value, titles.year),
        "time": lambda value: read_time(value, name),
        "count": lambda value: read_count(value, name),
        "number": read_decimal,
        "pairs": read_pairs,
        "year": read_year,
        "letter": read_letter,
    }
    return readers.get(form, read_text)


def _plain_number(value: object) -> float:
    """A number without a percent sign; else one that is above every limit."""
    number = None if "%" in str(value) else read_number(value).value
    return float(number) if number is not None else math.inf


def _fractions_below(values: list[object]) -> float:
    """Up to which number a cell is a share of one: 1 in a column of shares, below 1 beside whole percents."""
    numbers = sorted(n for v in values if (n := _plain_number(v)) < math.inf)
    if not any(0 < n < 1 for n in numbers):
        return -1.0
    if numbers[-1] <= 1:
        return 1.0
    return JUST_BELOW_ONE if numbers[len(numbers) // 2] >= HALF else -1.0


def _dates(name: str, values: list[object], titles: Titles, *, today: date) -> DateReader:
    month = titles.month if name in ("date", "date_occurred") else None
    return DateReader(
        today,
        titles.year,
        month if month and _keeps_to(month, values) else None,
        months_come_first(values),
        name in FUTURE_FIELDS,
        END_NAMES.get(name),
    )


def _keeps_to(month: tuple[int, int], values: list[object]) -> bool:
    """Do the cells that leave no doubt lie in the title's month? Then doubtful ones do too."""
    days = [v if isinstance(v, date) else read_date(v).start for v in values[:200] if v is not None]
    sure = [(d.year, d.month) == month for d in days if d is not None and d.day > 12]
    return sum(sure) >= len(sure) / 2
