"""From checked records (DESIGN 2) to columns of a fact table, with the keys that name their subjects.

A natural key names a subject, not a line: rows of one document that share a key are all kept and form one
version together; the next document with that key is a later version of all of it. So a corrected list of
persons without names replaces the earlier list, also where it has fewer of them or another reason. What two
papers may tell separately (a type of violation, a team, a place) belongs to the key. Team, place, OPD and
person rows of an operation keep their own keys.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from types import NoneType
from typing import Any

from sqlalchemy import Boolean, Date, Float, Integer, String, Table

from etl.block import Block, mapped
from etl.schema import attendance, headcount, prevention, published_count, recommendation, sidak, violation

Columns = dict[str, Sequence[Any]]
PLACE = {  # column of every fact table → field of the record
    "sheet": "sheet",
    "row_no": "row",
    "col_no": "col",
    "level": "level",
    "region_code": "region_code",
    "unit": "unit",
}
TABLES: dict[str, Table] = {
    "sidak": sidak,
    "kehadiran": attendance,
    "pelanggaran": violation,
    "tindak_lanjut": recommendation,
    "pembinaan": prevention,
    "pegawai": headcount,
    "publikasi": published_count,
}
WHEN: dict[str, tuple[str, ...]] = {  # the first one stated is when it happened
    "sidak": ("date",),
    "kehadiran": ("date",),
    "pelanggaran": ("date_known", "date_received", "date_registered", "date_occurred", "date", "as_of"),
    "tindak_lanjut": ("rec_date", "decision_date"),
    "pembinaan": ("date",),
    "pegawai": ("as_of",),
    "publikasi": ("as_of",),
}
KEYS: dict[str, tuple[str, ...]] = {  # besides region and, where stated, OPD and sub-unit
    "sidak": ("date", "level", "team", "place", "person_hash"),
    "kehadiran": ("date", "time"),
    "pembinaan": ("date", "event_type", "place"),
    "pegawai": ("as_of",),
    "publikasi": (
        "election_code",
        "metric",
        "count_unit",
        "level",
        "category",
        "as_of",
        "agency",
        "source_url",
    ),
}
FILLERS = {
    "yang",
    "dari",
    "pada",
    "oleh",
    "untuk",
    "dengan",
    "dalam",
    "kepada",
    "telah",
    "dugaan",
    "diduga",
    "atas",
}
_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@lru_cache(maxsize=50_000)
def read_day(text: Any) -> tuple[date, date, str] | None:
    """First day, last day and precision of "2018", "2018-03" or "2018-03-07"; else None."""
    if isinstance(text, date):
        return text, text, "day"
    found = _PARTIAL.match(str(text)) if text else None
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31), "year"
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month"
        exact = date(year, month, day)
    except ValueError:
        return None
    return exact, exact, "day"


def fact_columns(kind: str, block: Block) -> Columns:
    """Columns of the fact table that a block of records fills, and ``opd``, the names still without ids.

    Fields that the table lacks are left out; ISO texts become dates, months and years their first day with a
    precision; ``region_code`` is taken as it is.
    """
    table, casts = TABLES[kind], _casts(TABLES[kind])
    found: Columns = {name: block.column(source) for name, source in PLACE.items()}
    found["level"] = [level or "event" for level in block.column("level")]
    for name in block.names:
        if name in casts and name not in found:
            cast, said = casts[name], block.column(name)
            is_ready = cast is _same or (cast is int and set(map(type, said)) <= {int, NoneType})
            found[name] = said if is_ready else [None if v is None else cast(v) for v in said]
    found |= _when(kind, block)
    found["natural_key"] = natural_keys(kind, block)
    found["opd"] = [name if isinstance(name, str) else None for name in block.column("opd")]
    if kind == "sidak":
        days = zip(block.column("region_code"), block.column("date"), strict=True)
        found["operation_key"] = [f"{region}|{day or ''}" for region, day in days]
    if kind == "publikasi":
        read = mapped(block.column("as_of"), read_day)
        found["as_of_precision"] = [day[2] if day else None for day in read]
    return {name: column for name, column in found.items() if name in table.c or name == "opd"}


def joined(first: Columns, second: Columns) -> Columns:
    """The rows of both; what only one of them has is NULL in the other."""
    lengths = len(first["natural_key"]), len(second["natural_key"])
    names = dict.fromkeys((*first, *second))
    pairs = {
        n: [t.get(n) or [None] * k for t, k in zip((first, second), lengths, strict=True)] for n in names
    }
    return {name: [*a, *b] for name, (a, b) in pairs.items()}


@cache
def _casts(table: Table) -> dict[str, Callable[[Any], Any]]:
    """How a record's value becomes the column's."""
    return {column.name: _cast(column.type) for column in table.columns}


def read_value(table: Table, name: str, value: Any) -> Any:
    """A value as the column keeps it; None stays None."""
    return None if value is None else _casts(table)[name](value)


def _cast(kind: object) -> Callable[[Any], Any]:
    if isinstance(kind, Date):
        return _first_day
    if isinstance(kind, Integer) and not isinstance(kind, Boolean):
        return int
    if isinstance(kind, String) and kind.length:
        return partial(_cut, kind.length)
    return float if isinstance(kind, Float) else _same


def _cut(length: int, value: Any) -> Any:
    """A text as long as its column: PostgreSQL refuses what is longer, SQLite would keep it."""
    return value[:length] if isinstance(value, str) else value


def _first_day(value: Any) -> date | None:
    day = read_day(value)
    return day[0] if day else None


def _same(value: Any) -> Any:
    return value


def _when(kind: str, block: Block) -> Columns:
    days = mapped(_first_said(block, WHEN[kind]), read_day)
    ends = mapped(block.column("date_end"), read_day)
    to = [(end or day)[1] if day else None for day, end in zip(days, ends, strict=True)]  # type: ignore[index]
    return {
        "occurred_on": [day[0] if day else None for day in days],
        "occurred_to": to,
        "date_precision": [day[2] if day else None for day in days],
    }


def _first_said(block: Block, names: tuple[str, ...]) -> Sequence[Any]:
    """The first of these fields that each record says."""
    first, *others = (block.column(name) for name in names)
    for other in others:
        if all(first):
            break
        first = [a or b for a, b in zip(first, other, strict=True)]
    return first


def natural_keys(kind: str, block: Block) -> list[str]:
    """What each record is about, the same in whichever document it is told."""
    said = {name: _spelled(block.column(name)) for name in ("region_code", "opd", "unit")}
    place = list(said.values())
    if kind == "pelanggaran":
        return _case_keys(block, place)
    if kind == "tindak_lanjut":
        numbers = mapped(block.column("rec_no"), number_key)
        words = (block.column(name) for name in ("rec_date", "sanction_recommended"))
        by_text = _keys(kind, *place[:2], *map(_spelled, words))
        return _either(numbers, _keys(kind, *place[:2], _spelled(numbers)), by_text)
    return _keys(kind, *place, *[_spelled(block.column(name)) for name in KEYS[kind]])


def _case_keys(block: Block, place: list[list[str]]) -> list[str]:
    """A register number decides; a recap is about place, day and type; a case without number its first day.

    Of a case without number the item of the list stands for its words, and its words for their order and
    points: a paper that says the same in another way must not count it twice.
    """
    column, kind = block.column, "pelanggaran"
    numbers = mapped(column("reg_no"), number_key)
    by_number = _keys(kind, place[0], _spelled(numbers))
    days = _first_said(block, ("as_of", "date", "date_occurred"))
    form = _first_said(block, ("violation", "violation_text"))
    of_recap = _keys(kind, *place, *map(_spelled, (column("level"), days, column("type_code"), form)))
    first = _first_said(block, ("date_known", "date_received", "date_registered", "date_occurred"))
    words = mapped(column("violation_text"), _telling)
    act = [code or text for code, text in zip(column("violation"), words, strict=True)]
    of_case = _keys(kind, *place, *map(_spelled, (first, column("position_class"), act)))
    is_case = [level == "case" for level in column("level")]
    return _either(numbers, by_number, _either(is_case, of_case, of_recap))


def number_key(number: Any) -> str:
    """ "002 / Reg/LP/PB" and "2/REG/LP/PB" are one number; empty when there is none."""
    text = re.sub(r"[\s_]+", "", str(number)).upper().replace("–", "-") if number else ""
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)


def _telling(text: Any) -> str:
    """The longer words of a description, each once, in the order of the alphabet."""
    words = re.findall(r"[a-z]{4,}", str(text).lower()) if text else []
    return " ".join(sorted({w for w in words if w not in FILLERS}))


def _either(which: Sequence[Any], first: list[str], second: list[str]) -> list[str]:
    return [a if decides else b for decides, a, b in zip(which, first, second, strict=True)]


def _spelled(column: Sequence[Any]) -> list[str]:
    return mapped(column, lambda v: "" if v is None else _folded(str(v)))


def _keys(kind: str, *parts: Sequence[str]) -> list[str]:
    return [f"{kind}|{key}" for key in map("|".join, zip(*parts, strict=True))]


@lru_cache(maxsize=200_000)
def _folded(text: str) -> str:
    return " ".join(text.split()).lower()
