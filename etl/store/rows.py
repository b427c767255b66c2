"""From a checked record (a dict of DESIGN 2) to a row of a fact table, with the key that names its subject.

A natural key names a subject, not a line: rows of one document that share a key are all kept and form one
version together; the next document with that key is a later version of all of it. So a corrected list of
persons without names replaces the earlier list, also where it has fewer of them or another reason. What two
papers may tell separately (a type of violation, a team, a place) belongs to the key. Team, place, OPD and
person rows of an operation keep their own keys.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Boolean, Date, Float, Integer, Table

from etl.schema import attendance, headcount, prevention, published_count, recommendation, sidak, violation

Record = Mapping[str, Any]
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


def fact_row(kind: str, record: Record) -> dict[str, Any]:
    """Columns of the fact table that the record fills; ``region_code`` is taken as it is.

    Unknown keys are left out; ISO texts become dates, months and years their first day with a precision.
    """
    table = TABLES[kind]
    row: dict[str, Any] = {
        "sheet": record.get("sheet"),
        "row_no": record.get("row"),
        "col_no": record.get("col"),
        "level": record.get("level") or "event",
        "region_code": record.get("region_code"),
        "unit": record.get("unit"),
    }
    casts = _casts(table)
    for name, value in record.items():
        if value is not None and name not in row and name in casts:
            row[name] = casts[name](value)
    row.update(_when(kind, record))
    row["natural_key"] = natural_key(kind, record)
    if kind == "sidak":
        row["operation_key"] = f"{record.get('region_code')}|{record.get('date', '')}"
    if kind == "publikasi" and (day := read_day(record.get("as_of"))):
        row["as_of_precision"] = day[2]
    return row


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
    return float if isinstance(kind, Float) else _same


def _first_day(value: Any) -> date | None:
    day = read_day(value)
    return day[0] if day else None


def _same(value: Any) -> Any:
    return value


def _when(kind: str, record: Record) -> dict[str, Any]:
    stated = next((record[name] for name in WHEN[kind] if record.get(name)), None)
    day = read_day(stated)
    if day is None:
        return {"occurred_on": None, "occurred_to": None, "date_precision": None}
    end = read_day(record.get("date_end"))
    return {"occurred_on": day[0], "occurred_to": end[1] if end else day[1], "date_precision": day[2]}


def natural_key(kind: str, record: Record) -> str:
    """What the record is about, the same in whichever document it is told."""
    place = [record.get("region_code"), record.get("opd"), record.get("unit")]
    if kind == "pelanggaran":
        return _joined(kind, *_case_key(record, place))
    if kind == "tindak_lanjut":
        if record.get("rec_no"):
            return _joined(kind, place[0], place[1], record["rec_no"])
        names = ("rec_date", "agency", "persons", "sanction_recommended")
        return _joined(kind, place[0], place[1], *[record.get(name) for name in names])
    return _joined(kind, *place, *[record.get(name) for name in KEYS[kind]])


def _case_key(record: Record, place: list[Any]) -> list[Any]:
    if record.get("reg_no"):
        return [place[0], re.sub(r"\s+", "", str(record["reg_no"])).upper()]
    if record.get("level") != "case":
        day = record.get("as_of") or record.get("date") or record.get("date_occurred")
        form = record.get("violation") or record.get("violation_text")
        return [*place, record.get("level"), day, record.get("type_code"), form]
    names = ("date_known", "date_received", "date_occurred", "position_class", "violation", "violation_text")
    return [*place, *[record.get(name) for name in names]]


def _joined(*parts: Any) -> str:
    return "|".join(["" if part is None else _folded(str(part)) for part in parts])


@lru_cache(maxsize=200_000)
def _folded(text: str) -> str:
    return " ".join(text.split()).lower()
