"""Cells of date columns → ISO dates, months and years; swapped and sloppy dates said aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from etl.column_names import month_of
from etl.values import BLANK, ERRORS, Cell, is_dash, plain, rejected
from etl.words import Day, find_dates, read_date

OLDEST_YEAR = 1990
DATE_LENGTH = 80  # signs; longer cells are prose
_NUMERIC_DATE = re.compile(r"^(?:[A-Za-z']+,?\s+)?(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$")


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads one column of dates: year and month of the title, today, whether months come first."""

    today: date
    year: int | None = None
    month: tuple[int, int] | None = None  # (year, month) when the title names one month
    is_month_first: bool = False
    may_be_future: bool = False
    end_name: str | None = None  # field for the last day of a range

    def read(self, value: object) -> Cell:
        """ISO date ("2024-06-03", "2024-06", "2024"); the end of a range under `end_name`."""
        if value is None or is_dash(value):
            return BLANK
        if isinstance(value, str) and value in ERRORS:
            return rejected("value_error", value)
        if self.month and isinstance(value, int) and 1 <= value <= 31:
            return self._day_of_month(value)
        if isinstance(value, str) and len(value) > DATE_LENGTH:
            return rejected("date_unreadable", value[:DATE_LENGTH])
        day = read_date(self._ordered(value), year=self.year, near=self.today)
        if day.start is None and isinstance(value, str) and not day.flags:
            day = self._leading(value) or day
        if day.iso is None or day.start is None:
            return rejected(
                "date_impossible" if self._looks_numeric(value, day.flags) else "date_unreadable",
                plain(value),
            )
        if day.start.year < OLDEST_YEAR:
            return rejected("date_impossible", plain(value))
        return self._checked(value, day, day.start)

    def _leading(self, text: str) -> Day | None:
        """ "Selasa, 9 Januari 2018 / Pendopo": the one whole day that the cell begins with."""
        found = find_dates(_tidy_date(text), year=self.year, near=self.today)
        is_one = len(found) == 1 and found[0][1] <= 1 and found[0][0].precision == "day"
        return found[0][0] if is_one else None

    def _ordered(self, value: object) -> object:
        if isinstance(value, str) and read_date(value, year=self.year, near=self.today).start is None:
            value = _tidy_date(value)
        found = _NUMERIC_DATE.match(value) if self.is_month_first and isinstance(value, str) else None
        if not found or int(found[1]) > 12:
            return value
        return f"{found[3]}{found[2]}{found[1]}{found[2]}{found[4]}"

    def _looks_numeric(self, value: object, flags: tuple[str, ...]) -> bool:
        return "date_impossible" in flags or (isinstance(value, str) and bool(_NUMERIC_DATE.match(value)))

    def _day_of_month(self, number: int) -> Cell:
        year, month = self.month or (0, 0)
        try:
            return Cell(date(year, month, number).isoformat())
        except ValueError:
            return rejected("date_impossible", number)

    def _checked(self, value: object, day: Day, start: date) -> Cell:
        iso = day.iso
        flags: list[tuple[str, dict[str, object]]] = []
        swapped = self._swapped(value, start)
        if swapped is not None:
            iso, start = swapped.isoformat(), swapped
            flags.append(("date_swapped", {"met": plain(value), "expected": iso}))
        elif self.is_month_first and isinstance(value, str) and _NUMERIC_DATE.match(value):
            flags.append(("date_swapped", {"met": plain(value), "expected": iso}))
        if start > self.today and not self.may_be_future:
            return rejected("date_future", plain(value))
        for flag in day.flags:
            if flag in ("weekday_mismatch", "year_inferred", "date_swapped", "date_order"):
                flags.append((flag, {"met": plain(value), "expected": iso}))
        end = day.iso_end
        has_end = end and self.end_name and swapped is None
        return Cell(iso, {self.end_name: end} if has_end and self.end_name else None, None, tuple(flags))

    def _swapped(self, value: object, start: date) -> date | None:
        """A date cell outside the title's month whose swapped reading falls into it: Excel swapped it."""
        if self.month is None or not isinstance(value, date) or (start.year, start.month) == self.month:
            return None
        if start.year == self.month[0] and start.day == self.month[1]:
            return date(start.year, start.day, start.month)
        return None


def months_come_first(cells: list[object]) -> bool:
    """American order: some dates only make sense month first, none only day first."""
    found = [m for v in dict.fromkeys(cells) if isinstance(v, str) and (m := _NUMERIC_DATE.match(v))]
    only_us = sum(1 for m in found if int(m[1]) <= 12 < int(m[3]))
    return only_us > 0 and not any(int(m[1]) > 12 for m in found)


def read_month(value: object, year: int | None) -> Cell:
    """ "YYYY-MM", or "--MM" while the year is not known; other periods are read as dates."""
    if value is None or is_dash(value):
        return BLANK
    if isinstance(value, datetime | date):
        return Cell(f"{value:%Y-%m}")
    found = month_of(value)
    if found is None and str(value).strip().isdigit() and 1 <= int(str(value)) <= 12:
        found = (int(str(value)), None)
    if found:
        known = found[1] or year
        return Cell(f"{known}-{found[0]:02d}" if known else f"--{found[0]:02d}")
    day = read_date(value, year=year)
    return Cell(day.iso[:7]) if day.iso and day.start else rejected("date_unreadable", value)


def read_year(value: object) -> Cell:
    """A year between 1990 and 2100."""
    if value is None or is_dash(value):
        return BLANK
    found = re.search(r"(?:19|20)\d{2}", str(value))
    return Cell(int(found[0])) if found else rejected("date_unreadable", value)


def _tidy_date(text: str) -> str:
    """ "Rabu/31 Januari 2024", "Jum`at", "3Juni2024", "Juni'24": sloppy joints between the parts."""
    text = re.sub(r"[`´’](?=[A-Za-z])", "'", text)
    text = re.sub(r"(?<=[A-Za-z])\s*[/,-]\s*(?=\d{1,2}\b)|(?<=[a-z])'\s?(?=\d\d\b)", " ", text)
    text = re.sub(r"(?<=\d)(?=[A-Za-z]{3})|(?<=[a-z]{3})(?=\d)", " ", text)
    return re.sub(r"\s+M\.?$", "", text)
