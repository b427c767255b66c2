"""Reference rows: regions, elections, phases, holidays and candidates, from documents or a user's hand.

They are facts about the world, not about an office: a later document or edit replaces a row without versions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, delete, insert, select, update

from etl.schema import election, election_region, holiday, phase, region
from etl.store.engine import StoreError, writing
from etl.store.frames import insert_row
from etl.store.rows import read_day

Record = Mapping[str, Any]
LEVELS = {"negara": 0, "provinsi": 1, "kabupaten": 2, "kota": 2, "kecamatan": 3, "kelurahan": 4, "desa": 4}


def write_regions(connection: Connection, records: Sequence[Record], *, is_simulated: bool = False) -> int:
    """Add or replace regions (``kode, nama, jenis, induk, zona, lat, lon, penduduk, luas_km2``)."""
    rows = sorted((_region_row(r, is_simulated) for r in records), key=lambda r: (r["level"], r["code"]))
    return _upsert(connection, region, rows, keys=("code",))


def _region_row(record: Record, is_simulated: bool) -> dict[str, Any]:
    code, name = str(record["kode"]), str(record["nama"])
    level = 0 if code == "00" else code.count(".") + 1
    kind = str(record.get("jenis") or _kind_from_name(name, level)).lower()
    row = {
        "code": code,
        "name": name,
        "kind": kind,
        "level": level,
        "parent_code": record.get("induk") or _parent(code),
        "is_simulated": is_simulated,
    }
    for name_there, name_here in (
        ("zona", "zone"),
        ("lat", "lat"),
        ("lon", "lon"),
        ("penduduk", "population"),
        ("luas_km2", "area_km2"),
    ):
        if record.get(name_there) is not None:
            row[name_here] = record[name_there]
    return row


def _parent(code: str) -> str | None:
    if code == "00":
        return None
    return code.rsplit(".", 1)[0] if "." in code else "00"


def _kind_from_name(name: str, level: int) -> str:
    first = name.split()[0].lower()
    if LEVELS.get(first) == level:
        return first
    return ("negara", "provinsi", "kabupaten", "kecamatan", "kelurahan")[min(level, 4)]


def write_calendar(connection: Connection, records: Sequence[Record]) -> int:
    """Add or replace elections, phases and holidays of ``kalender`` records."""
    count = 0
    for record in records:
        if record.get("holiday_name"):
            day = read_day(record.get("day"))
            row = {"name": record["holiday_name"], "kind": record.get("holiday_kind") or "libur nasional"}
            if day:
                count += _upsert(connection, holiday, [{"day": day[0], **row}], keys=("day",))
        elif record.get("election_code"):
            _write_election(connection, record)
            count += _write_phase(connection, record)
    return count


def _write_election(connection: Connection, record: Record) -> None:
    code = str(record["election_code"])
    row: dict[str, Any] = {"code": code}
    row["name"] = record.get("election_name") or code.replace("_", " ").title()
    row["kind"] = record.get("election_kind") or ("pemilu" if code.startswith("PEMILU") else "pilkada")
    vote = read_day(record.get("vote_on"))
    if vote is None and record.get("phase_code") == "PEMUNGUTAN_SUARA":
        vote = read_day(record.get("start_on"))
    if vote and vote[2] == "day":
        row["vote_on"] = vote[0]
    _upsert(connection, election, [row], keys=("code",))


def _write_phase(connection: Connection, record: Record) -> int:
    if not record.get("phase_code") and not record.get("phase_name"):
        return 1
    name = str(record.get("phase_name") or record["phase_code"])
    row = {
        "election_code": record["election_code"],
        "code": record.get("phase_code") or name.upper().replace(" ", "_")[:40],
        "name": name,
        "start_on": _exact(record.get("start_on")),
        "end_on": _exact(record.get("end_on")),
        "source_url": record.get("source_url"),
        "note": record.get("note"),
    }
    return _upsert(connection, phase, [row], keys=("election_code", "code", "name"))


def _exact(text: object) -> Any:
    day = read_day(text)
    return day[0] if day and day[2] == "day" else None


def write_candidates(connection: Connection, records: Sequence[Record]) -> int:
    """Add or replace what is known of each contest; its election is made when the calendar lacks it."""
    rows = []
    for record in records:
        code = str(record["election_code"])
        if not connection.execute(select(election.c.code).where(election.c.code == code)).first():
            _write_election(connection, {"election_code": code, "vote_on": record.get("vote_on")})
        names = ("pair_count", "has_incumbent", "has_empty_box")
        row = {name: record[name] for name in names if record.get(name) is not None}
        row |= {"election_code": code, "region_code": record["region_code"]}
        row["office"] = record.get("office") or _office(str(record["region_code"]))
        if vote_on := _exact(record.get("vote_on")):
            row["vote_on"] = vote_on
        rows.append(row)
    return _upsert(connection, election_region, rows, keys=("election_code", "region_code", "office"))


def _office(region_code: str) -> str:
    """Kemendagri: kota are numbered from 71 on."""
    if "." not in region_code:
        return "gubernur"
    return "wali_kota" if int(region_code.split(".")[1]) >= 71 else "bupati"


def _upsert(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *, keys: tuple[str, ...]
) -> int:
    """Update by key, insert what is new; a column that a row lacks keeps its value."""
    known = {tuple(row) for row in connection.execute(select(*[table.c[k] for k in keys]))}
    new: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(row[k] for k in keys)
        if key in known:
            same = and_(*[table.c[k] == row[k] for k in keys])
            rest = {name: value for name, value in row.items() if name not in keys}
            connection.execute(update(table).where(same).values(**rest))
        else:
            new[key] = {**new.get(key, {}), **row}
    names = {name for row in new.values() for name in row}
    if new:
        connection.execute(insert(table), [{n: row.get(n) for n in names} for row in new.values()])
    return len(rows)


def save_election(engine: Engine, **row: Any) -> None:
    """A user's own election (``code, name, kind, vote_on, note``): future ones have no official date yet."""
    with writing(engine) as connection:
        _upsert(connection, election, [row], keys=("code",))


def save_phase(engine: Engine, *, phase_id: int | None = None, **row: Any) -> int:
    """Add or change a phase; returns its id.

    Raises:
        StoreError: it ends before it begins, or its election does not exist.
    """
    start, end = row.get("start_on"), row.get("end_on")
    if start and end and end < start:
        raise StoreError("Tahapan berakhir sebelum dimulai; periksa kedua tanggal.", code="date_order")
    with writing(engine) as connection:
        if phase_id is not None:
            connection.execute(update(phase).where(phase.c.id == phase_id).values(**row))
            return phase_id
        code = row["election_code"]
        if not connection.execute(select(election.c.code).where(election.c.code == code)).first():
            raise StoreError(f"Pemilihan {code!r} belum ada; buat dahulu.", code="election_unknown")
        return insert_row(connection, phase, row)


def delete_phase(engine: Engine, phase_id: int) -> None:
    """Take a phase out of the calendar."""
    with writing(engine) as connection:
        connection.execute(delete(phase).where(phase.c.id == phase_id))


__all__ = [
    "delete_phase",
    "save_election",
    "save_phase",
    "write_calendar",
    "write_candidates",
    "write_regions",
]
