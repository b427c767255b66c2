"""The grammar of dates: one expression for running text, one for a cell that holds nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.words.months import MONTHS, WEEKDAYS, month_number, weekday_number
from etl.words.roman import MONTHS as ROMAN_MONTHS

TWO_DIGIT_TURN = 70  # '69' is 2069, '70' is 1970: no office keeps registers from 1969


@dataclass(frozen=True, slots=True)
class Parts:
    """What one printed date says, before the year is resolved."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    is_swapped: bool = False
    until: Parts | None = None


def _either(words: dict[str, int], *, shortest: int) -> str:
    return "|".join(sorted((re.escape(w) for w in words if len(w) >= shortest), key=len, reverse=True))


_WEEKDAY = _either(WEEKDAYS, shortest=3)
_MONTH = _either(MONTHS, shortest=3)
_ROMAN = "|".join(sorted(ROMAN_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d(?!\d)"
_SHORT_YEAR = r"['’]?\d\d(?!\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d])"
_TO = r"(?:\s*(?:-|–|—|s/d|s\.d\.?|sd|sampai dengan|sampai|hingga|dan|&|,)\s*)"
_LEAD = (
    rf"(?:\b(?P<wd>{_WEEKDAY})\b(?:\s*(?:[-–,&]|s\.?d\.?|s/d|dan)\s*(?:{_WEEKDAY})\b)*\.?\s*[,(/]?\s*\(?\s*)?"
    r"(?:\b(?:tanggal|tgl\.?)\s*)?"
)

# 2024-10-12, 2024.10.12, 2024/10/12
_ISO = rf"(?<![\d/.-])(?P<iy>{_YEAR})[-/.](?P<im>\d{{1,2}})[-/.](?P<id>\d{{1,2}})(?!\d|[/-]\d)"
# 11/11/2019, 10-07-24, 26.4.2023, 12/XI/2020
_DMY = (
    rf"(?<![\d.-])(?<!\d/)(?:(?P<d0>{_DAY})\s*(?:s/d|s\.?d\.?|sampai(?:\s+dengan)?|hingga)\s*)?"
    rf"(?!00)(?P<d>\d{{1,2}})\s?(?P<s>[-/.])\s?(?P<m>(?!00)\d{{1,2}}|{_ROMAN})\s?(?P=s)\s?"
    rf"(?P<y>{_YEAR}|{_SHORT_YEAR})(?![/\d]|[.,]\d)"
)
# 10 Nopember 2020, 24–26 November 2024, 24, 25 dan 26 November, 11-Jun-24, 2 Sep 24
_NAMED = (
    rf"(?<![\d/.,-])(?P<nd>{_DAY})(?:(?P<nlist>(?:{_TO}{_DAY})*?){_TO}(?P<nd2>{_DAY}))?[\s./-]*"
    rf"(?P<nm>{_MONTH}|[a-z]{{5,10}})\b\.?(?:[\s,./-]*(?:tahun\s+)?(?P<ny>{_YEAR}|(?:(?<=[\s/-])|(?=['’])){_SHORT_YEAR}"
    rf"(?!\s*(?:asn|pns|orang|pegawai|kasus|tahun|persen|%|[.,:]\d)))(?![\d]))?"
)
# March 13, 2018
_ENGLISH = rf"\b(?P<em>{_MONTH})\s+(?P<ed>{_DAY}),?\s+(?P<ey>{_YEAR})"
# Maret 2018, Bulan Maret lalu
_MONTH_YEAR = rf"\b(?P<mm>{_MONTH})\b\.?[\s,/-]*(?:tahun\s+)?(?P<my>{_YEAR})"
_MONTH_ONLY = rf"(?:\bbulan\s+(?P<om>{_MONTH})\b|\b(?P<om2>{_MONTH})\s+(?:lalu|kemarin|silam|tahun ini)\b)"
# (13/02) in brackets or after a weekday; elsewhere 94/2021 or 1/2 is no date
_SHORT = (
    r"(?P<sd>0?[1-9]|[12]\d|3[01])\s?(?P<ss>[-/.])\s?(?P<sm>0?[1-9]|1[0-2])(?![\d]|[/.,-]\d|\s?[-/.]\s?\d)"
)
_SHORT_IN_TEXT = (
    rf"(?:(?<=\()|(?<=\( )|\b(?P<swd>{_WEEKDAY})\b\.?\s*[,(/]?\s*(?:tanggal\s+|tgl\.?\s*)?"
    rf"|\b(?:tanggal|tgl\.?)\s+){_SHORT}"
)

_FLAGS = re.IGNORECASE
IN_TEXT = re.compile(
    rf"{_LEAD}(?:{_ISO}|{_DMY}|{_NAMED}|{_ENGLISH})|{_SHORT_IN_TEXT}|{_MONTH_YEAR}|{_MONTH_ONLY}", _FLAGS
)
# A cell that holds only this: 12/11, Kamis 10/5, 04/2007, November, tahun 2023
LONELY = re.compile(
    rf"(?:(?P<swd>{_WEEKDAY})\b\.?\s*[,/(]?\s*\(?\s*)?{_SHORT}\)?"
    rf"|(?P<rd>{_DAY})\s+(?P<rm>{_ROMAN})\s+(?P<ry>{_YEAR})"  # 5 XI 2019
    rf"|(?P<lm>0?[1-9]|1[0-2]|{_ROMAN})[/.-](?P<ly>{_YEAR})|(?P<yy>{_YEAR})[/.-](?P<ym>0?[1-9]|1[0-2])"
    rf"|(?P<mm>{_MONTH})[\s/’'-]+(?P<my>\d\d)"  # Jun-24, as spreadsheets print a month
    rf"|(?:bulan\s+)?(?P<om>{_MONTH})(?:\s+(?:lalu|kemarin|silam))?|(?:tahun\s*:?\s*|ta\.?\s+)?(?P<oy>{_YEAR})",
    _FLAGS,
)
RANGE_SIGN = re.compile(
    r"\s*(?:-|–|—|s/d\.?|s\.d\.?|sd\.?|sampai dengan|sampai|hingga|ke)\s*(?:tanggal\s+|tgl\.?\s*)?", _FLAGS
)
REGISTER = re.compile(rf"/(?P<m>{_ROMAN})/(?P<y>{_YEAR})", _FLAGS)


def parts_of(match: re.Match[str]) -> Parts | None:
    """The parts of one match of either expression; None when it only looked like a date."""
    got = {name: value for name, value in match.groupdict().items() if value is not None}
    weekday = weekday_number(got.get("wd") or got.get("swd"))
    if "iy" in got:
        return _ordered(int(got["id"]), int(got["im"]), int(got["iy"]), weekday)
    if "d" in got:
        last = _ordered(int(got["d"]), _month(got["m"]), _year(got["y"]), weekday)
        return Parts(_day(got["d0"]), last.month, last.year, weekday, until=last) if "d0" in got else last
    if "nd" in got:
        return _named(got, weekday)
    if "ed" in got:
        return Parts(_day(got["ed"]), month_number(got["em"]), int(got["ey"]), weekday)
    if "rd" in got:
        return _ordered(_day(got["rd"]), _month(got["rm"]), int(got["ry"]), weekday)
    if "sd" in got:
        return _ordered(int(got["sd"]), int(got["sm"]), None, weekday)
    return _coarse(got)


def _named(got: dict[str, str], weekday: int | None) -> Parts | None:
    month = month_number(got["nm"])
    if month is None:
        return None
    year = _year(got["ny"]) if "ny" in got else None
    until = Parts(_day(got["nd2"]), month, year) if "nd2" in got else None
    return Parts(_day(got["nd"]), month, year, weekday, until=until)


def _coarse(got: dict[str, str]) -> Parts | None:
    if "mm" in got:
        return Parts(month=month_number(got["mm"]), year=_year(got["my"]))
    if "lm" in got or "ym" in got:
        return Parts(month=_month(got.get("lm") or got["ym"]), year=int(got.get("ly") or got["yy"]))
    if "oy" in got:
        return Parts(year=int(got["oy"]))
    name = got.get("om") or got.get("om2")
    return Parts(month=month_number(name)) if name else None


def _ordered(day: int, month: int, year: int | None, weekday: int | None) -> Parts:
    """Day before month; when only the other order is possible the two are swapped and marked."""
    if month > 12 >= day:
        return Parts(month, day, year, weekday, is_swapped=True)
    return Parts(day, min(month, 99), year, weekday)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else ROMAN_MONTHS.index(text.lower()) + 1


def _day(text: str) -> int:
    return int(text.rstrip("stndrh"))


def _year(text: str) -> int:
    digits = text.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if int(digits) < TWO_DIGIT_TURN else 1900 + int(digits)
