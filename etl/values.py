"""Cells → values, one distinct cell once: counts, percentages, dates, months, times, codes, texts.

A dash in a count column is nihil, that is 0, as recaps use it; in any other column it is blank. A blank is
absent everywhere. Nothing is guessed: what cannot be read rejects its row with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import NamedTuple

from etl.kinds.vocabulary import yes_no
from etl.privacy import scrub
from etl.words import read_number

BIGGEST_COUNT = 10_000_000  # persons: more than all civil servants
MARKS = frozenset("vV√✓✔☑●•")  # ticked: one person in a column that counts persons
DASHES = frozenset("-–—−_.")
ERRORS = {
    "#REF!",
    "#DIV/0!",
    "#VALUE!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#GETTING_DATA",
    "#SPILL!",
    "Err:502",
    "Err:508",
}
NUMBER_LENGTH = 60  # signs; a longer cell is prose, whatever numbers it holds
TEXT_LENGTH = 2000
SHORT_COUNT = 12  # signs: "3 paslon"; a longer text lists the pairs
_ALL_OFFICES = re.compile(r"(?i)\b(?:semua|seluruh|segenap)\b|\bse-?\s?(?:kota|kab)")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-4])\s?[.:]\s?([0-5]\d)(?!\d)")
_SPLIT = re.compile(
    r"(?i)(\d{1,4})\s*(?:orang\s+)?(?:ASN|PNS)\b\D{1,20}?(\d{1,4})\s*(?:orang\s+)?non[- ]?(?:ASN|PNS)"
)
_LEADING = re.compile(r"^(\d{1,7})\s*(?:\(|orang\b|org\b|peg)", re.IGNORECASE)


class Cell(NamedTuple):
    """A parsed cell: its value (None = not said), further fields, why it rejects its row, what is odd."""

    value: object = None
    extra: Mapping[str, object] | None = None
    reject: tuple[str, dict[str, object]] | None = None
    flags: tuple[tuple[str, dict[str, object]], ...] = ()

    @property
    def is_plain(self) -> bool:
        """Only a value: nothing beside it."""
        return not (self.reject or self.flags or self.extra)


BLANK = Cell()


def rejected(code: str, met: object, **details: object) -> Cell:
    """A cell that rejects its row."""
    return Cell(reject=(code, {"met": str(met), **details}))


def is_dash(value: object) -> bool:
    """Only dashes or dots: nihil in a count column, blank elsewhere."""
    return isinstance(value, str) and set(value) <= DASHES


def read_count(value: object, name: str) -> Cell:
    """A whole number of at least zero; vague words become a range where the record has one."""
    if value is None:
        return BLANK
    if isinstance(value, bool | date | time):
        return rejected("count_unreadable", value)
    if isinstance(value, str):
        if value in ERRORS:
            return rejected("value_error", value)
        if is_dash(value):
            return Cell(0)
        if value in MARKS:
            return Cell(1)
        if name == "opd_count" and _ALL_OFFICES.search(value):
            return Cell(flags=(("value_ignored", {"met": value[:NUMBER_LENGTH]}),))
        if len(value) > NUMBER_LENGTH:
            return rejected("count_unreadable", value[:NUMBER_LENGTH])
    if name == "caught_total" and isinstance(value, str) and (split := _SPLIT.search(value)):
        return _parts(value, int(split[1]), int(split[2]))
    found = read_number(value)
    number: object = found.value
    if found.is_dash:
        return Cell(0)
    if found.is_percent or (number is None and found.minimum is None):
        leading = _LEADING.match(value) if isinstance(value, str) else None
        return Cell(int(leading[1])) if leading else rejected("count_unreadable", value)
    if isinstance(number, float) and not number.is_integer():
        return rejected("count_not_integer", value)
    if found.is_approximate:
        return _vague(found.value, found.minimum, found.maximum, (value, name))
    return _whole(int(number), value)  # type: ignore[call-overload]


def _parts(text: str, asn: int, other: int) -> Cell:
    """ "4 orang (1 ASN, 3 non ASN)": the total, printed or summed, and its parts."""
    leading = _LEADING.match(text)
    return Cell(int(leading[1]) if leading else asn + other, {"asn": asn, "non_asn": other})


def _whole(number: int, met: object) -> Cell:
    if number < 0:
        return rejected("count_negative", met)
    return rejected("count_outlier", met) if number > BIGGEST_COUNT else Cell(number)


def _vague(value: object, low: object, high: object, source: tuple[object, str]) -> Cell:
    met, name = source
    flags: tuple[tuple[str, dict[str, object]], ...] = (("count_approximate", {"met": str(met)}),)
    ranges = {
        "caught_total": ("caught_min", "caught_max"),
        "participants": ("participants_min", "participants_max"),
    }
    extra: dict[str, object] = {}
    if name in ranges:
        keys = zip(ranges[name], (low, high), strict=True)
        extra = {k: int(v) for k, v in keys if isinstance(v, int | float) and v != value}
    if value is None and not extra:
        return rejected("count_unreadable", met)
    return Cell(int(value) if isinstance(value, int | float) else None, extra, None, flags)


def read_percent(value: object, *, is_fraction: bool = False) -> Cell:
    """0–100 as printed; `is_fraction`: the column holds shares of one."""
    if value is None or is_dash(value):
        return BLANK
    if isinstance(value, str) and value in ERRORS:
        return Cell(flags=(("value_ignored", {"met": value}),))
    text = value if not isinstance(value, str) or "%" in value else f"{value}%"
    if isinstance(text, str) and len(text) > NUMBER_LENGTH:
        return Cell(flags=(("value_ignored", {"met": text[:NUMBER_LENGTH]}),))
    number = read_number(text).value
    if not isinstance(number, int | float) or isinstance(value, bool):
        return Cell(flags=(("value_ignored", {"met": str(value)}),))
    if number < 0:
        return rejected("count_negative", value)
    if is_fraction and "%" not in str(value):
        number *= 100
    return Cell(round(float(number), 4))


def read_pairs(value: object) -> Cell:
    """How many pairs a cell counts or lists; the names themselves are never told."""
    if not lists_names(value):
        return read_count(value, "pair_count")
    text = " ".join(str(value).split())
    extra = {"has_incumbent": True} if re.search(r"(?i)petahana|incumbent", text) else {}
    if re.search(r"(?i)kotak kosong|kolom kosong", text):
        extra["has_empty_box"] = True
    listed = {int(n) for n in re.findall(r"(?<![\d.])(\d{1,2})\s*[.)\-:]\s*(?=[A-Za-z])", text)}
    pairs = re.sub(r"(?i)(?:me)?(?:lawan)?\s*(?:kotak|kolom)\s+kosong", " ", str(value))
    parts = [p for p in re.split(r"[;\n|]", pairs) if re.search(r"[A-Za-z]", p)]
    count = len(listed) or len(parts)
    return Cell(count, extra or None) if count else rejected("count_unreadable", "…")


def lists_names(value: object) -> bool:
    """Does a cell below "Pasangan calon" name them instead of counting them?"""
    is_text = isinstance(value, str) and re.search(r"[A-Za-z]", value) is not None
    return is_text and (len(str(value)) > SHORT_COUNT or read_count(value, "").reject is not None)


def read_decimal(value: object) -> Cell:
    """A number with either decimal sign, as tables of points and published figures write it."""
    if value is None or is_dash(value):
        return BLANK
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Cell(value)
    text = str(value).strip()
    try:
        plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
        number = float(plain)
    except ValueError:
        found = read_number(text).value
        return Cell(found) if found is not None else rejected("count_unreadable", value)
    return Cell(int(number) if number.is_integer() and "." not in plain else number)


def read_time(value: object, name: str) -> Cell:
    """ "08:30", or start and end of a range ("08.00 – 10.00 WIB")."""
    if value is None or is_dash(value):
        return BLANK
    if isinstance(value, datetime | time):
        return Cell(f"{value:%H:%M}")
    if isinstance(value, float) and 0 < value < 1:  # Excel's share of a day without its format
        minutes = round(value * 1440)
        return Cell(f"{minutes // 60:02d}:{minutes % 60:02d}")
    clocks = [f"{int(h):02d}:{m}" for h, m in _CLOCK.findall(str(value)[:NUMBER_LENGTH])]
    if not clocks:
        found = re.fullmatch(
            r"(?:jam|pukul|pkl)?\.?\s*(\d{1,2})\s*(?:wib|wita|wit)?", str(value).strip().lower()
        )
        clocks = [f"{int(found[1]):02d}:00"] if found and int(found[1]) <= 24 else []
    if len(clocks) >= 2 and name == "time":
        return Cell(None, {"time_start": clocks[0], "time_end": clocks[1]})
    return Cell(clocks[0]) if clocks else Cell(flags=(("value_ignored", {"met": scrub(str(value))}),))


def read_text(value: object) -> Cell:
    """Plain words, personal patterns blotted out."""
    if value is None or is_dash(value):
        return BLANK
    if isinstance(value, str) and value in ERRORS:
        return Cell(flags=(("value_ignored", {"met": value}),))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = f"{value:%Y-%m-%d}" if isinstance(value, date) else " ".join(str(value).split())
    return Cell(scrub(text[:TEXT_LENGTH]))


def read_code(value: object, vocabulary: Callable[[str], object]) -> Cell:
    """A word of a closed list; an unknown word is flagged and not kept."""
    if value is None or is_dash(value):
        return BLANK
    code = vocabulary(str(value)[:TEXT_LENGTH])
    return (
        Cell(code) if code is not None else Cell(flags=(("value_ignored", {"met": scrub(str(value))[:80]}),))
    )


def read_letter(value: object) -> Cell:
    """A duty letter: a count of persons, or yes and no."""
    if isinstance(value, int) or (
        isinstance(value, str) and re.fullmatch(r"\d{1,4}(?:\s*(?:orang|org))?", value)
    ):
        return read_count(value, "excused_with_letter")
    if value is None or is_dash(value):
        return BLANK
    said = yes_no(str(value))
    return (
        Cell(said) if said is not None else Cell(flags=(("value_ignored", {"met": scrub(str(value))[:80]}),))
    )


def plain(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else scrub(str(value))
