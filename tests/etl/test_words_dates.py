"""Indonesian dates: as cells, in sentences, without their year, as ranges."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.words import find_dates, read_date, read_register_date, read_roman, years_matching

CELLS = """
Senin (11/11/2019)        | 2019-11-11
26/4/23                   | 2023-04-26
10 Nopember 2020          | 2020-11-10
2 Sep 24                  | 2024-09-02
29 Agu 24                 | 2024-08-29
2024.10.12                | 2024-10-12
2024-10-12 00:00:00       | 2024-10-12
Rabu, 10-07-24            | 2024-07-10
11-Jun-24                 | 2024-06-11
29 Januari 2018           | 2018-01-29
Jumat, 28 April 2023      | 2023-04-28
Jum’at 20 Nov 2020        | 2020-11-20
Ahad, 3 Maret 2019        | 2019-03-03
17 Agustsu 2020           | 2020-08-17
12/XI/2020                | 2020-11-12
43780                     | 2019-11-11
20191111                  | 2019-11-11
12/11                     | XXXX-11-12
Kamis 10/5                | XXXX-05-10
20 Maret                  | XXXX-03-20
BULAN : JUNI 2024         | 2024-06
Maret 2018                | 2018-03
04/2007                   | 2007-04
XI/2020                   | 2020-11
Bulan Maret lalu          | XXXX-03
Tahun 2023                | 2023
13 Juni 2023 pukul 09.00 WIB | 2023-06-13
March 13, 2018            | 2018-03-13
05 Juni 2024 (Rabu)       | 2024-06-05
Rabu/05-06-2024           | 2024-06-05
5 Juni'24                 | 2024-06-05
05062024                  | 2024-06-05
Jun-24                    | 2024-06
Awal Juni 2024            | 2024-06
31-12-2023 00.00.00       | 2023-12-31
s.d. 5 Juni 2024          | 2024-06-05
6/5/24 8:00               | 2024-05-06
"""

RANGES = """
24–26 November 2024                 | 2024-11-24 | 2024-11-26
24 s.d. 26 November 2024            | 2024-11-24 | 2024-11-26
1 s/d 5 Maret 2024                  | 2024-03-01 | 2024-03-05
24, 25 dan 26 November 2024         | 2024-11-24 | 2024-11-26
Senin-Rabu, 24-26 November 2025     | 2025-11-24 | 2025-11-26
30 September - 2 Oktober 2024       | 2024-09-30 | 2024-10-02
12/11/2024 - 14/11/2024             | 2024-11-12 | 2024-11-14
29 Desember - 2 Januari 2025        | 2024-12-29 | 2025-01-02
10 s/d 12-06-2024                   | 2024-06-10 | 2024-06-12
Senin s.d Rabu, 2 s.d 4 September 2024 | 2024-09-02 | 2024-09-04
"""

NEAR = """
12/11         | 2024-11-05 | 2024-11-12
30/12         | 2025-01-05 | 2024-12-30
15/3          | 2024-12-31 | 2024-03-15
Kamis 10/5    | 2018-08-01 | 2018-05-10
Senin (29/1)  | 2020-05-01 | 2018-01-29
"""

NO_DATES = (
    "88 org",
    "proses",
    "1.081",
    "12 PNS",
    "10:30",
    "45",
    "8",
    "3 teguran",
    "",
    "PP 94/2021",
    None,
    True,
)


def _rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "iso"), _rows(CELLS))
def test_cells(text: str, iso: str) -> None:
    """A date cell gives its day, or as much as it says."""
    assert read_date(text).iso == iso


@pytest.mark.parametrize(("text", "start", "end"), _rows(RANGES))
def test_ranges(text: str, start: str, end: str) -> None:
    """A range has two days; a year said once counts for both."""
    day = read_date(text)
    assert (day.iso, day.iso_end) == (start, end)


@pytest.mark.parametrize(("text", "near", "iso"), _rows(NEAR))
def test_a_missing_year_comes_from_the_day_of_upload(text: str, near: str, iso: str) -> None:
    """The last such day up to a month ahead, with the printed weekday where there is one, marked."""
    day = read_date(text, near=dt.date.fromisoformat(near))
    assert day.iso == iso
    assert "year_inferred" in day.flags


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_not_only_a_date_says_nothing(text: object) -> None:
    """Counts, times and regulation numbers are no dates."""
    assert read_date(text).precision == "none"


def test_flags() -> None:
    """Odd dates are kept and marked; impossible ones have no day."""
    assert read_date("Selasa (11/11/2019)").flags == ("weekday_mismatch",)
    assert read_date("05 Juni 2024 (Senin)").flags == ("weekday_mismatch",)
    assert read_date("02/13/2024").flags == ("date_swapped",)
    assert read_date("26-24 November 2024").flags == ("date_order",)
    assert read_date("12/11", year=2020).flags == ("year_inferred",)
    assert read_date("12/11").flags == ("year_missing",)
    impossible = read_date("31/02/2024")
    assert (impossible.start, impossible.flags) == (None, ("date_impossible",))


def test_precision_says_how_much_is_known() -> None:
    """A month covers its first to its last day, a year too."""
    month = read_date("Februari 2024")
    assert (month.start, month.end, month.precision) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29), "month")
    assert read_date(2023).precision == "year"
    assert read_date(dt.datetime(2024, 7, 14, 8, 0)).iso == "2024-07-14"  # noqa: DTZ001 as Excel gives it
    assert read_date(45487.5).iso == "2024-07-14"


def test_dates_in_a_sentence() -> None:
    """Regulation and letter numbers are passed over; brackets and weekdays make a short date one."""
    text = (
        "Kemarin (20/3) dan Selasa (13/02), sesuai PP 94/2021, Perda 04/2007 dan SE 850/1372/434.303/2023 "
        "tanggal 11 April 2023; pukul 10.30; diterima Minggu (4/10); 300 ASN; 2 Oktober lalu."
    )
    assert [day.iso for day, _, _ in find_dates(text)] == [
        "XXXX-03-20", "XXXX-02-13", "2023-04-11", "XXXX-10-04", "XXXX-10-02",
    ]  # fmt: skip
    _, start, end = find_dates(text)[2]
    assert text[start:end] == "tanggal 11 April 2023"


def test_a_count_after_a_day_and_month_is_no_year() -> None:
    """*27 November 13 ASN* says no year."""
    (found,) = find_dates("Pada 27 November 13 ASN terjaring")
    assert found[0].iso == "XXXX-11-27"


def test_register_numbers_carry_a_roman_month() -> None:
    """`002/PL/PB/Kab/16.12/X/2020` was registered in October 2020."""
    assert read_register_date("002/Reg/LP/PB/Kab/16.12/X/2020").iso == "2020-10"
    assert read_register_date("800/112/2023").precision == "none"
    assert [read_roman(text) for text in ("IX", "XII", "IIII", "")] == [9, 12, None, None]


def test_weekday_arithmetic() -> None:
    """Tuesday 13 February: 2018 and 2024 within 2015–2025 (2018 for Pilkada 2018)."""
    assert years_matching(1, month=2, day=13, within=range(2015, 2026)) == [2018, 2024]
    assert years_matching(1, month=2, day=30, within=range(2015, 2026)) == []


_DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2035, 12, 31))
_WEEKDAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
_MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@given(_DAYS)
def test_every_style_reads_back(day: dt.date) -> None:
    """One day, nine ways to write it, one reading."""
    weekday, month = _WEEKDAYS[day.weekday()], _MONTHS[day.month - 1]
    styles = (
        f"{weekday} ({day.day}/{day.month}/{day.year})",
        f"{weekday}, {day.day} {month} {day.year}",
        f"{day.day:02d}-{day.month:02d}-{day.year % 100:02d}",
        f"{day.day} {month[:3]} {day.year % 100:02d}",
        f"{day:%d.%m.%Y}",
        f"{day:%Y.%m.%d}",
        day.isoformat(),
        str((day - dt.date(1899, 12, 30)).days),
        f"tanggal {day.day} {month.upper()} {day.year}",
    )
    for text in styles:
        read = read_date(text)
        assert (read.iso, read.flags) == (day.isoformat(), ()), text


@given(_DAYS, st.integers(1, 40))
def test_ranges_read_back(first: dt.date, length: int) -> None:
    """Any range of days written with *s.d.* comes back in order."""
    last = first + dt.timedelta(days=length)
    text = f"{first:%d/%m/%Y} s.d. {last:%d/%m/%Y}"
    assert (read_date(text).start, read_date(text).end) == (first, last)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text gives a Day in order, and spans inside the text."""
    day = read_date(text)
    if day.start and day.end and "date_order" not in day.flags:
        assert day.start <= day.end
    for _, start, end in find_dates(text):
        assert 0 <= start < end <= len(text)
