"""What stands above a table or in the names of sheet and file: period, region, office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from etl.column_names import month_of
from etl.context import Context
from etl.words import Day, find_dates
from geo.errors import RegionError

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_AREA = re.compile(
    r"\b(?:(pem(?:erintah )?(?:kota|kab(?:upaten)?)|pemkot|pemkab|kota|kabupaten|kab\.?|provinsi|prov\.?|pemprov)\s+)"
    r"([a-z][a-z'. -]{2,40})", re.IGNORECASE
)  # fmt: skip
_AS_OF = re.compile(
    r"(?i)\b(?:keadaan|posisi|kondisi|data|update)\s+(?:per|s\.?d|sampai)|\bper\s+(?:tanggal|tgl|\d)|s\.?d\.?\s+(?:tanggal|\d)"
)
_FORMS = {
    "pemkot": "kota",
    "pemkab": "kabupaten",
    "pemprov": "provinsi",
    "kab": "kabupaten",
    "prov": "provinsi",
}


@dataclass(frozen=True, slots=True)
class Titles:
    """`date` ISO in the precision printed, `end` for a range; `month` (year, month) when exactly one is named."""

    text: str
    date: str | None = None
    end: str | None = None
    year: int | None = None
    month: tuple[int, int] | None = None
    region_code: str | None = None
    region_text: str = ""
    opd: str | None = None
    as_of: str | None = None  # "keadaan per 30 Juni 2019": not a day on which something happened


def read_titles(lines: Sequence[str], sheet: str | None, file: str, context: Context) -> Titles:
    """Facts of the lines above a table; the sheet's and the file's name help where the lines are silent."""
    stem = re.sub(r"[_-]+", " ", file.rpartition(".")[0] or file)
    sources = [*lines, sheet or "", stem]
    text = "\n".join(sources).lower()
    year = next((int(m[1]) for s in sources if (m := _YEAR.search(s))), None)
    as_of = next((d.iso for s in sources if _AS_OF.search(s) and (d := _period(s, year)) is not None), None)
    day = next((d for s in sources if not _AS_OF.search(s) and (d := _period(s, year)) is not None), None)
    if day is not None and day.precision == "year" and sheet and (named := _period(sheet, year)) is not None:
        day = named  # "TAHUN 2024" above, "Juni" on the tab
    region, words = _region(tuple(sources), context)
    opd = next((n for line in lines if (n := _office(line, context)) is not None), None)
    month = (day.start.year, day.start.month) if day and day.start and _is_one_month(day) else None
    if day is not None and day.precision == "day":
        month = None  # a title's day may be the report's, not the month of all rows
    if day is None or day.start is None:
        return Titles(text, None, None, year, None, region, words, opd, as_of)
    is_span = day.precision in ("month", "year") and not _is_one_month(day) and day.precision == "month"
    iso = None if is_span else day.iso
    end = day.iso_end or (day.end.isoformat() if is_span and day.end else None)
    return Titles(text, iso, end, year or day.start.year, month, region, words, opd, as_of)


def _is_one_month(day: Day) -> bool:
    return bool(
        day.start and day.end and day.precision in ("day", "month")
        and (day.start.year, day.start.month) == (day.end.year, day.end.month)
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _period(text: str, year: int | None) -> Day | None:
    """The one period a title line names: a day before a month before a year; regulations are no dates."""
    if not text or re.search(r"(?i)undang|peraturan|\bpp\s+\d|\bskb\b|permen|nomor\s*:", text):
        return None
    bare = re.sub(r"(?i)semester|triwulan|tahap\s+[ivx\d]+|\btw\b", " ", text)
    found = [
        d for d, _, _ in find_dates(bare, year=year) if d.start is not None and 1990 <= d.start.year <= 2100
    ]
    for precision in ("day", "month", "year"):
        for day in found:
            if day.precision == precision:
                return day
    words = re.sub(r"[^\w ]", " ", bare).split()
    months = [m for w in words if len(w) > 2 and (m := month_of(w)) is not None]
    if len(months) == 1 and year:
        return next((d for d, _, _ in find_dates(f"{_NAMES[months[0][0] - 1]} {year}")), None)
    only = [int(y) for y in _YEAR.findall(bare)]
    return next((d for d, _, _ in find_dates(f"tahun {only[0]}")), None) if len(set(only)) == 1 else None


_NAMES = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember")  # fmt: skip


def _region(lines: tuple[str, ...], context: Context) -> tuple[str | None, str]:
    """The first region that a line names in full; an invented name ("Kota Contoh") is none."""
    for line in lines:
        for match in _AREA.finditer(line):
            form = match[1].lower().replace("pemerintah ", "").strip(". ")
            form = _FORMS.get(form, form)
            words = match[2].replace(".", " ").split()
            for count in range(min(len(words), 4), 0, -1):
                name = f"{form} {' '.join(words[:count])}"
                if code := _exact(name, context):
                    return code, name.title()
    return None, ""


def _exact(name: str, context: Context) -> str | None:
    try:
        found = context.gazetteer.find(name, limit=2)
    except RegionError:
        return None
    return found[0].region.code if found and found[0].is_exact and found[0].region.level in (1, 2) else None


def _office(line: str, context: Context) -> str | None:
    """ "Unit kerja: Dinas Kesehatan", "… DI LINGKUNGAN DINAS KESEHATAN"; a bare letterhead names only the author."""
    found = _LABELLED.match(line.strip()) or _WITHIN.search(line)
    if not found or len(found[1]) > 90:
        return None
    match = context.opds.resolve(found[1], region_code=context.region_code)
    return match.name if match.status == "ok" else None


_LABELLED = re.compile(
    r"(?i)^(?:nama\s+)?(?:opd|skpd|unit kerja|perangkat daerah|instansi|unit organisasi)\s*[:=]\s*(.+)$"
)
_WITHIN = re.compile(
    r"(?i)(?:lingkungan|lingkup|pada)\s+((?:dinas|badan|satuan|kecamatan|rsud|sekretariat|inspektorat|kelurahan)\b.*)$"
)
