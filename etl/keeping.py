"""Keep what one document said, in one transaction: its row, facts with versions, what waits, what was odd."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from etl.context import Flag, Problem, Reading
from etl.messages import sentence
from etl.store.documents import keep_document, keep_problems
from etl.store.engine import Connection, Engine, writing
from etl.store.facts import write_facts
from etl.store.found import write_places
from etl.store.news import derived, known_day, write_news
from etl.store.people import append_audit
from etl.store.reference import write_calendar, write_candidates, write_regions
from etl.store.rows import TABLES, fact_row, read_day
from etl.store.versions import what_changed

if TYPE_CHECKING:
    from etl.documents import Document
    from etl.importing import ImportOptions
    from etl.world import World

Record = dict[str, Any]
CHANGED = {"pelanggaran": "status_update", "tindak_lanjut": "status_update"}


@dataclass
class Kept:
    """What came of keeping: the document's id, and what was found only then."""

    document_id: int
    records: Sequence[Record] = field(default_factory=list)
    quarantined: list[Problem] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)


def keep_reading(
    engine: Engine, document: Document, told: Reading, *, world: World, options: ImportOptions, content: bytes
) -> Kept:
    """Write everything or nothing.

    Raises:
        StoreError: the database refused.
    """
    known_on = options.known_on or told.known_on or _known_on(told, options.day())
    lost: list[Problem] = []
    records: Sequence[Record] = told.records
    if told.kind not in {"kalender", "wilayah"}:
        records, lost = _storable(told, world, options=options, file=document.name)
    row = _document_row(document, told, options=options, known_on=known_on)
    row["is_simulated"] = options.is_simulated or _is_simulated(told, world)
    row["record_count"], row["quarantined_count"] = len(records), len(told.quarantined) + len(lost)
    row["outcome"] = "partial" if row["quarantined_count"] else "import"
    row["content"] = _sealed(content, options.data_key)
    with writing(engine) as connection:
        kept = Kept(keep_document(connection, row), records, lost)
        met = keep_records(
            connection, told.kind or "", records, document_id=kept.document_id, known_on=known_on
        )
        if told.kind in TABLES:
            keys = met.get(TABLES[told.kind].name, set())
            say = partial(sentence, language=options.language, file=document.name)
            kept.flags = _version_flags(connection, told.kind, kept.document_id, keys=keys, say=say)
        problems, flags = [*told.quarantined, *lost], [*told.flags, *kept.flags]
        keep_problems(connection, kept.document_id, quarantined=problems, flags=flags)
        _log(connection, document, told, options)
    return kept


def _log(connection: Connection, document: Document, told: Reading, options: ImportOptions) -> None:
    detail = {"kind": told.kind, "records": len(told.records), "sha256": document.sha256}
    actor, now = options.imported_by, options.moment()
    append_audit(connection, action="import", actor=actor, now=now, subject=document.name, detail=detail)


def keep_records(
    connection: Connection, kind: str, records: Sequence[Record], *, document_id: int, known_on: date
) -> dict[str, set[str]]:
    """Turn records of one kind into rows of their tables inside the running transaction.

    Returns:
        Per fact table the natural keys that other documents had told before.
    """
    if kind == "wilayah":
        write_regions(connection, records, is_simulated=any(str(r["kode"]).startswith("99") for r in records))
    elif kind == "tempat":
        write_places(connection, records)
    elif kind == "kalender":
        write_calendar(connection, records)
    elif kind == "kandidat":
        write_candidates(connection, records)
    elif kind == "berita":
        write_news(connection, list(records), document_id=document_id)
        facts = [pair for record in records for pair in derived(record)]
        return _write(connection, facts, document_id=document_id, known_on=known_on)
    else:
        facts = [(kind, r) for r in records]
        return _write(connection, facts, document_id=document_id, known_on=known_on)
    return {}


def _write(
    connection: Connection, facts: Sequence[tuple[str, Record]], *, document_id: int, known_on: date
) -> dict[str, set[str]]:
    rows: dict[str, list[Record]] = defaultdict(list)
    for kind, record in facts:
        row = fact_row(kind, record)
        row["opd"] = record.get("opd") if isinstance(record.get("opd"), str) else None
        if kind == "publikasi" and (day := read_day(record.get("as_of"))):
            row["known_from"] = min(day[1], known_on)  # printed then; a backtest may use it from that day on
        rows[TABLES[kind].name].append(row)
    return write_facts(connection, rows, document_id=document_id, known_on=known_on)


def _known_on(told: Reading, today: date) -> date:
    """A collection of publications is as old as its last figure; anything else is known since today."""
    last = known_day(list(told.records)) if told.kind in {"publikasi", "berita"} else None
    return min(last, today) if last else today


def _storable(
    told: Reading, world: World, *, options: ImportOptions, file: str
) -> tuple[list[Record], list[Problem]]:
    """Records with a region that the database knows; the others wait."""
    good: list[Record] = []
    lost: list[Problem] = []
    for record in told.records:
        code = record.get("region_code") or told.region_code or options.region_code
        if told.kind == "publikasi" and record.get("level") == "nasional":
            code = code or "00"
        if code in world.region_codes or (told.kind == "berita" and code is None):
            good.append(
                record if record.get("region_code") or code is None else {**record, "region_code": code}
            )
            continue
        met = str(code or record.get("region") or "")
        place = {"file": file, "sheet": record.get("sheet"), "row": record.get("row")}
        message = sentence("region_unknown", language=options.language, met=met, hint="", **place)
        raw = {k: str(v) for k, v in record.items() if k not in {"sheet", "row", "col", "person_hash"}}
        lost.append(
            Problem(
                record.get("sheet"),
                int(record.get("row") or 0),
                record.get("col"),
                "region_unknown",
                message,
                raw,
            )
        )
    return good, lost


def _document_row(document: Document, told: Reading, *, options: ImportOptions, known_on: date) -> Record:
    return {
        "sha256": document.sha256,
        "name": document.name,
        "size_bytes": document.size_bytes,
        "container": document.container,
        "kind": told.kind,
        "region_code": told.region_code or options.region_code,
        "message": told.message,
        "known_on": known_on,
        "received_at": options.moment(),
        "imported_by": options.imported_by,
        "source_url": options.source_url,
        "row_count": told.row_count,
        "not_data_count": len(told.not_data),
    }


def _is_simulated(told: Reading, world: World) -> bool:
    if told.region_code:
        return told.region_code in world.simulated_codes
    if told.kind == "wilayah":
        return any(str(r.get("kode", "")).startswith("99") for r in told.records)
    codes = {r.get("region_code") for r in told.records} - {None}
    return bool(codes) and codes <= world.simulated_codes


def _sealed(content: bytes, data_key: str | None) -> bytes | None:
    """The file itself, encrypted; without a key it is not kept."""
    if not data_key:
        return None
    from cryptography.fernet import Fernet

    key = base64.urlsafe_b64encode(hashlib.sha256(data_key.encode()).digest())
    return Fernet(key).encrypt(content)


def _version_flags(
    connection: Connection, kind: str, document_id: int, *, keys: set[str], say: Callable[..., str]
) -> list[Flag]:
    """What this document changed of what others said, row by row; equal rows once for the whole document."""
    flags: list[Flag] = []
    same: Mapping[str, int]
    changed, same = what_changed(connection, TABLES[kind], document_id, keys=keys)
    for row in changed:
        code = CHANGED.get(kind, "supersedes_earlier_file") if row.is_believed else "duplicate_across_files"
        message = say(code, met=row.other, sheet=row.sheet, row=row.row_no)
        flags.append(Flag(row.sheet, row.row_no, None, code, message))
    for other, count in same.items():
        message = say("duplicate_across_files", met=f"{other} ({count})")
        flags.append(Flag(None, None, None, "duplicate_across_files", message))
    return flags
