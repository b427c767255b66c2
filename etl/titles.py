"""What stands above a table or in the names of sheet and file: period, region, office."""

# ruff: noqa: E501 - patterns are read best on one line
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from etl.column_names import month_of
from etl.context import Context
from etl.words import Day, find_dates
from geo.errors import RegionError

OFFICES = 200  # names of a table that are asked for their region
SHORTEST_NAME = 4  # signs of a region's name that is believed without its form
_ADDRESS = re.compile(r"(?i)\b(?:jl|jln|jalan|telp|telepon|kode pos|e-?mail)\b|@|www\.")
_LOWER_FORMS = {
    "kecamatan",
    "kec",
    "kelurahan",
    "kel",
    "desa",
    "dinas",
    "hotel",
    "gedung",
    "plaza",
    "pasar",
    "rsud",
}
LINES, LINE_LENGTH = 40, 300  # of the text above a table that is looked at
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_AREA = re.compile(
    r"\b(?:(pem(?:erintah )?(?:kota|kab(?:upaten)?)|pemkot|pemkab|kota|kabupaten|kab\.?|provinsi|prov\.?|pemprov)\s+)"
    r"([a-z][a-z'. -]{2,40})", re.IGNORECASE
)  # fmt: skip
_AS_OF = re.compile(
    r"(?i)\b(?:keadaan|posisi|kondisi|data|update)\s+(?:per|s\.?d|sampai)|\bper\s+(?:tanggal|tgl|\d)|(?<!\d )(?<!\d)s\.?d\.?\s+(?:tanggal|\d)"
)
_TEAM = re.compile(r"(?i)^(?:nama\s+)?(?:tim|regu)(?:\s+sidak)?\s*[:.-]?\s*([ivx]{1,4}|\d{1,2})\b")
_EVENT = re.compile(
    r"(?i)\bhari\b|bulan|periode|minggu|sidak|razia|rekap|apel|kehadiran|pelaksanaan|kegiatan|laporan|tahun|triwulan|semester"
    r"|senin|selasa|rabu|kamis|jum.?at|sabtu|ahad"
)
_PRECISION = ("none", "year", "month", "day")
_QUARTER = re.compile(
    r"(?i)\b(?:triwulan|tri wulan|tw|semester|smt|caturwulan)\.?\s*(?:ke\s*-?\s*)?(iv|iii|ii|i|[1-4]|ketiga|kedua|pertama|keempat)\b"
)
_NUMBER = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4}
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
    team: str | None = None
    region_choices: tuple[str, ...] = ()  # names of regions that a bare name in the title may mean
    as_of: str | None = None  # "keadaan per 30 Juni 2019": not a day on which something happened


def read_titles(lines: Sequence[str], sheet: str | None, file: str, context: Context) -> Titles:
    """Facts of the lines above a table; the sheet's and the file's name help where the lines are silent."""
    stem = re.sub(r"[_-]+", " ", file.rpartition(".")[0] or file)
    lines = [line[:LINE_LENGTH] for line in lines[:LINES]]
    sources = [*lines, sheet or "", stem[:LINE_LENGTH]]
    text = "\n".join(sources).lower()
    year = next((int(m[1]) for s in sources if (m := _YEAR.search(s))), None)
    as_of = next((d.iso for s in sources if _AS_OF.search(s) and (d := _period(s, year)) is not None), None)
    day = _best_period(lines, year) or next((d for s in (sheet or "", stem) if (d := _period(s, year))), None)
    if day is not None and day.precision == "year" and sheet and (named := _period(sheet, year)) is not None:
        day = named  # "TAHUN 2024" above, "Juni" on the tab
    region, words, choices = _region(tuple(sources), context)
    opd = next((n for line in lines if (n := _office(line, context)) is not None), None) or _tab(
        sheet, context
    )
    team = next((found[1] for s in (*lines, sheet or "") if (found := _TEAM.match(s.strip()))), None)
    month = (day.start.year, day.start.month) if day and day.start and _is_one_month(day) else None
    if day is not None and day.precision == "day":
        month = None  # a title's day may be the report's, not the month of all rows
    if day is None or day.start is None:
        return Titles(text, None, None, year, None, region, words, opd, team, choices, as_of)
    is_span = day.precision == "month" and not _is_one_month(day)
    iso = day.iso
    end = f"{day.end:%Y-%m}" if is_span and day.end else day.iso_end
    return Titles(text, iso, end, year or day.start.year, month, region, words, opd, team, choices, as_of)


def _best_period(lines: Sequence[str], year: int | None) -> Day | None:
    """The line that speaks of the event before one that merely dates a letter; the lower one when equal."""
    is_letter = any(re.match(r"(?i)\s*(?:nomor|no\.|perihal|sifat)\s*:", s) for s in lines)
    found = []
    for index, line in enumerate(lines):
        if _AS_OF.search(line) or (day := _period(line, year)) is None:
            continue
        is_event = bool(_EVENT.search(line)) and not (is_letter and re.match(r"(?i)\s*tanggal\s*:", line))
        found.append(((is_event, _PRECISION.index(day.precision), index), day))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _is_one_month(day: Day) -> bool:
    return bool(
        day.start and day.end and day.precision in ("day", "month")
        and (day.start.year, day.start.month) == (day.end.year, day.end.month)
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _period(text: str, year: int | None) -> Day | None:
    """The one period a title line names: a day before a month before a year; regulations are no dates."""
    if year and (quarter := _QUARTER.search(text)):
        return _quarter(quarter, year)
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
    is_named = re.search(r"(?i)\b(?:tahun|thn|th|ta|t\.a)\b|^\s*(?:19|20)\d{2}\s*$", bare)
    return _year(only[0]) if len(set(only)) == 1 and is_named else None


def _year(year: int) -> Day:
    return Day(dt.date(year, 1, 1), dt.date(year, 12, 31), "year")


def _quarter(found: re.Match[str], year: int) -> Day:
    """ "TRIWULAN II TAHUN 2024": April to June."""
    number = _NUMBER.get(found[1].lower()) or int(found[1])
    length = 6 if found[0].lower().startswith("s") else 4 if found[0].lower().startswith("c") else 3
    last = min(12, number * length)
    start = dt.date(year, last - length + 1, 1)
    end = dt.date(year + last // 12, last % 12 + 1, 1) - dt.timedelta(days=1)
    return Day(start, end, "month")


_NAMES = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember")  # fmt: skip


def _region(lines: tuple[str, ...], context: Context) -> tuple[str | None, str, tuple[str, ...]]:
    """The narrowest region that the lines name in full; an invented name ("Kota Contoh") is none.

    Without one, a bare name ("REKAP SIDAK JEMBER") that means one region, or asks which of two.
    """
    best: tuple[str | None, str] = (None, "")
    for line in lines:
        for match in _AREA.finditer(line):
            found = _named(match[1], match[2], context)
            if found[0] and (best[0] is None or found[0].startswith(f"{best[0]}.")):
                best = found
    if best[0] or context.region_code or any(_AREA.search(line) for line in lines):
        return (*best, ())
    return _bare(lines, context)


def region_in(texts: Sequence[str], context: Context) -> str | None:
    """The one region that names of offices carry in full; None when they carry none or several."""
    codes = {
        found[0]
        for text in texts[:OFFICES]
        for match in _AREA.finditer(text[:LINE_LENGTH])
        if (found := _named(match[1], match[2], context))[0]
    }
    return codes.pop() if len(codes) == 1 else None


def _bare(lines: tuple[str, ...], context: Context) -> tuple[str | None, str, tuple[str, ...]]:
    said: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
    for line in lines:
        words = re.findall(r"[^\W\d_]+", line) if not _ADDRESS.search(line) else []
        for size in (3, 2, 1):
            for start in range(len(words) - size + 1):
                text = " ".join(words[start : start + size])
                if not _is_below(words, start) and (codes := _places_called(text, context)):
                    said.setdefault(codes, (text, codes))
    narrow = {codes: pair for codes, pair in said.items() if all("." in code for code in codes)} or said
    if len(narrow) != 1:
        return None, "", ()
    text, codes = next(iter(narrow.values()))
    if len(codes) == 1:
        return codes[0], text.title(), ()
    return None, text.title(), tuple(context.gazetteer.get(code).name for code in codes)


def _is_below(words: list[str], start: int) -> bool:
    """Is the name that of a kecamatan, office or building?"""
    return start > 0 and words[start - 1].lower() in _LOWER_FORMS


@lru_cache(maxsize=4096)
def _codes(text: str, gazetteer: object) -> tuple[str, ...]:
    try:
        found = gazetteer.find(text, limit=3)  # type: ignore[attr-defined]
    except RegionError:
        return ()
    return tuple(m.region.code for m in found if m.is_exact and m.region.level in (1, 2))


def _places_called(text: str, context: Context) -> tuple[str, ...]:
    return _codes(text.lower(), context.gazetteer) if len(text) >= SHORTEST_NAME else ()


def _named(form: str, text: str, context: Context) -> tuple[str | None, str]:
    form = form.lower().replace("pemerintah ", "").strip(". ")
    form = _FORMS.get(form, form)
    words = text.replace(".", " ").split()
    for count in range(min(len(words), 4), 0, -1):
        name = f"{form} {' '.join(words[:count])}"
        if code := _exact(name, context):
            return code, name.title()
    return None, ""


def _tab(sheet: str | None, context: Context) -> str | None:
    """A sheet named after an OPD ("Dinkes", "Kec. Mayangan")."""
    if not sheet or len(sheet) < 3:
        return None
    match = context.opds.resolve(sheet, region_code=context.region_code)
    return match.name if match.status == "ok" and not match.unit else None


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
    r"(?i)(?:lingkungan|lingkup|pada|pegawai|asn|pns|hadir|kehadiran|absensi|apel)\s+((?:dinas|badan|satuan|kecamatan|rsud|sekretariat|inspektorat|kelurahan)\b.*)$"
)
