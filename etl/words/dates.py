"""Indonesian dates: `Senin (11/11/2019)`, `26/4/23`, `10 Nopember 2020`, `24–26 November 2024`.

A date without its year is resolved only from evidence that is given (`year`, or `near` with the printed
weekday) and then carries the flag `year_inferred`; otherwise it stays `XXXX-11-12` (`Day.iso`).
A weekday that contradicts the date is flagged, never corrected: 7 of 92 stories read so far did that.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from etl.words.date_grammar import IN_TEXT, LONELY, RANGE_SIGN, REGISTER, Parts, parts_of
from etl.words.months import weekday_number
from etl.words.roman import MONTHS as ROMAN_MONTHS

EXCEL_EPOCH = dt.date(1899, 12, 30)  # serial 60 (29 Feb 1900, which never was) lies before our range
SERIALS = range(20_000, 80_000)  # 1954 to 2119: smaller whole numbers are counts or years
YEARS = range(1900, 2200)
AHEAD_DAYS = 31  # a date without year may lie this far after `near`; otherwise it is the last one before


@dataclass(frozen=True, slots=True)
class Day:
    """A date or range as printed: `precision` is `day`, `month`, `year` or `none`.

    `start` and `end` are inclusive; a month has its first and last day. When only day and month are
    known both are None and `month`, `day` hold them. Flags: `year_inferred`, `year_missing`,
    `weekday_mismatch`, `date_swapped`, `date_order`, `date_impossible`.
    """

    start: dt.date | None
    end: dt.date | None
    precision: str
    flags: tuple[str, ...] = ()
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    @property
    def iso(self) -> str | None:
        """`2019-11-11`, `2018-03`, `2023`, `XXXX-11-12`, or None: what a record carries."""
        if self.start is None:
            month_day = [f"{part:02d}" for part in (self.month, self.day) if part]
            return "-".join(["XXXX", *month_day]) if self.month else None
        return self.start.isoformat()[: {"year": 4, "month": 7}.get(self.precision, 10)]

    @property
    def iso_end(self) -> str | None:
        """The last day of a range of days; None for a single day, a month or a year."""
        is_range = self.precision == "day" and self.end is not None and self.end != self.start
        return self.end.isoformat() if is_range and self.end else None


NO_DAY = Day(None, None, "none")


def read_date(text: object, *, year: int | None = None, near: dt.date | None = None) -> Day:
    """The date a whole cell or phrase states; precision `none` when it is not (only) a date.

    Accepts date, datetime, Excel serials, text. `year`: the year of the sheet or its title. `near`: the
    day of upload or publication; the last matching date up to a month after it is taken.
    """
    if isinstance(text, dt.datetime):
        return _whole_day(text.date())
    if isinstance(text, dt.date):
        return _whole_day(text)
    if isinstance(text, bool):
        return NO_DAY
    if isinstance(text, int | float):
        return _from_number(float(text))
    return _read_text(text, year, near) if isinstance(text, str) else NO_DAY


def find_dates(
    text: str, *, year: int | None = None, near: dt.date | None = None
) -> list[tuple[Day, int, int]]:
    """Dates in running text with their spans, ranges joined; `94/2021` of a regulation is none."""
    found: list[tuple[Parts, int, int]] = []
    for match in IN_TEXT.finditer(text):
        parts = parts_of(match)
        if parts is None:
            continue
        if found and RANGE_SIGN.fullmatch(text[found[-1][2] : match.start()]):
            joined = _join(found[-1][0], parts)
            if joined is not None:
                found[-1] = (joined, found[-1][1], match.end())
                continue
        found.append((parts, match.start(), match.end()))
    return [(_resolve(parts, year, near), start, end) for parts, start, end in found]


def read_register_date(text: str) -> Day:
    """Month and year of a letter or register number: `002/Reg/LP/PB/Kab/16.12/X/2020` → October 2020."""
    match = REGISTER.search(text)
    if not match:
        return NO_DAY
    return _month(int(match["y"]), ROMAN_MONTHS.index(match["m"].lower()) + 1)


def years_matching(weekday: int, *, month: int, day: int, within: range) -> list[int]:
    """Years in which that day and month fell on that weekday (Monday is 0): Tuesday 13 Feb → 2018."""
    found = []
    for year in within:
        date = _date(year, month, day)
        if date is not None and date.weekday() == weekday:
            found.append(year)
    return found


@lru_cache(maxsize=65_536)
def _read_text(text: str, year: int | None, near: dt.date | None) -> Day:
    phrase = " ".join(unicodedata.normalize("NFKC", text).split())
    if re.fullmatch(r"\d{5}(\.\d+)?|\d{8}", phrase):
        day = _from_number(float(phrase))
        if day is NO_DAY and len(phrase) == 8:  # 05062024
            date = _date(int(phrase[4:]), int(phrase[2:4]), int(phrase[:2]))
            return _whole_day(date) if date and date.year in YEARS else NO_DAY
        return day
    found = [(parts_of(m), m.start(), m.end()) for m in IN_TEXT.finditer(phrase)]
    lonely = LONELY.fullmatch(phrase)
    if lonely and (not found or _left_over(phrase, [(s, e) for p, s, e in found if p])):
        parts = parts_of(lonely)
        return _resolve(parts, year, near) if parts else NO_DAY
    days = find_dates(phrase, year=year, near=near)
    if len(days) != 1 or _left_over(phrase, [(s, e) for _, s, e in days]):
        return NO_DAY
    return _with_weekday(days[0][0], phrase)


def _with_weekday(day: Day, phrase: str) -> Day:
    """`05 Juni 2024 (Rabu)`: a weekday printed behind the date is checked like one before it."""
    named = {weekday_number(word) for word in re.findall(r"[a-z’']{4,}", phrase.lower())} - {None}
    is_open = day.weekday is None and day.start is not None and day.start == day.end and len(named) == 1
    if not is_open or day.start is None or day.start.weekday() in named:
        return day
    return replace(day, flags=(*day.flags, "weekday_mismatch"))


_HARMLESS = re.compile(
    r"(?:hari|tanggal|tgl|pada|bulan|tahun|periode|per|s\.?d\.?|s/d|sampai|hingga|lalu|kemarin|pagi|siang|sore|malam|"
    r"pukul|jam|pkl|awal|pertengahan|akhir|senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|"
    r"wib|wita|wit|t|z|am|pm|\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?|[\s.,:;()\[\]'’/-])*",
    re.IGNORECASE,
)


def _left_over(phrase: str, spans: list[tuple[int, int]]) -> bool:
    """True when the phrase says more than a date: then it is not a date cell."""
    rest = phrase
    for start, end in reversed(spans):
        rest = rest[:start] + " " + rest[end:]
    return not _HARMLESS.fullmatch(rest)


def _from_number(value: float) -> Day:
    if value.is_integer() and int(value) in YEARS:
        return _year(int(value))
    if int(value) in SERIALS:
        return _whole_day(EXCEL_EPOCH + dt.timedelta(days=int(value)))
    if value.is_integer() and 19_000_101 <= value <= 21_991_231:  # 20191111
        date = _date(int(value) // 10_000, int(value) // 100 % 100, int(value) % 100)
        return _whole_day(date) if date else NO_DAY
    return NO_DAY


def _join(first: Parts, second: Parts) -> Parts | None:
    """`30 September` and `2 Oktober 2024` around a range sign: one range, the year said once."""
    if first.until is not None or second.until is not None:
        return None
    if first.year is None and second.year is None and (first.day is None) != (second.day is None):
        return None
    return replace(first, until=replace(second, weekday=None))


def _resolve(parts: Parts, year: int | None, near: dt.date | None) -> Day:
    if parts.until is None:
        return _resolve_one(parts, year, near)
    later = _resolve_one(parts.until, year, near)
    first = parts
    if parts.year is None and later.start is not None and parts.month:
        crosses = parts.month > (parts.until.month or parts.month)
        first = replace(parts, year=later.start.year - crosses)
    earlier = _resolve_one(replace(first, until=None), year, near)
    flags = [*earlier.flags, *(f for f in later.flags if f not in earlier.flags)]
    if earlier.start and later.end and earlier.start > later.end:
        return replace(earlier, flags=(*flags, "date_order"))
    precision = earlier.precision if earlier.precision == later.precision else "day"
    return replace(earlier, end=later.end, precision=precision, flags=tuple(flags))


def _resolve_one(parts: Parts, year: int | None, near: dt.date | None) -> Day:
    flags: tuple[str, ...] = ("date_swapped",) if parts.is_swapped else ()
    if parts.month is None:
        return _year(parts.year) if parts.year else NO_DAY
    known_year = parts.year
    if known_year is None:
        known_year = _infer_year(parts, year, near)
        flags += ("year_missing",) if known_year is None else ("year_inferred",)
    if known_year is None:
        return Day(None, None, "day" if parts.day else "month", flags, parts.month, parts.day, parts.weekday)
    if parts.day is None:
        return replace(_month(known_year, parts.month), flags=flags)
    date = _date(known_year, parts.month, parts.day)
    if date is None:
        return Day(None, None, "none", (*flags, "date_impossible"))
    if parts.weekday is not None and date.weekday() != parts.weekday:
        flags += ("weekday_mismatch",)
    return Day(date, date, "day", flags, parts.month, parts.day, parts.weekday)


def _infer_year(parts: Parts, year: int | None, near: dt.date | None) -> int | None:
    """The year given; else the last matching date before `near` (plus a month), weekday respected."""
    if year is not None or near is None or parts.month is None:
        return year
    latest = near + dt.timedelta(days=AHEAD_DAYS)
    days = [(y, _date(y, parts.month, parts.day or 1)) for y in range(latest.year, latest.year - 8, -1)]
    before = [(y, d) for y, d in days if d is not None and d <= latest]
    if parts.weekday is not None and parts.day is not None:
        before = [(y, d) for y, d in before if d.weekday() == parts.weekday][:1] or before
    return before[0][0] if before else None


def _whole_day(date: dt.date) -> Day:
    return Day(date, date, "day", (), date.month, date.day)


def _month(year: int, month: int) -> Day:
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return Day(dt.date(year, month, 1), after - dt.timedelta(days=1), "month", (), month)


def _year(year: int) -> Day:
    return Day(dt.date(year, 1, 1), dt.date(year, 12, 31), "year")


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
