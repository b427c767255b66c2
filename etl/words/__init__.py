"""Indonesian words: numbers (`read_number`) and dates (`read_date`) as offices and papers write them."""

from __future__ import annotations

from etl.words.dates import Day, find_dates, read_date, read_register_date, years_matching
from etl.words.numbers import NOTHING, Number, NumberFound, find_numbers, read_number
from etl.words.roman import read_roman

__all__ = [
    "NOTHING",
    "Day",
    "Number",
    "NumberFound",
    "find_dates",
    "find_numbers",
    "read_date",
    "read_number",
    "read_register_date",
    "read_roman",
    "years_matching",
]
