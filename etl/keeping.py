"""Keep what one document said, in one transaction: its row, facts with versions, what waits, what was odd."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from etl.block import Block, Record, Records, mapped
from etl.context import Flag, Problem, Reading
from etl.messages import sentence
from etl.sealing import sealed
from etl.store.documents import keep_document, keep_problems
from etl.store.engine import Connection, Engine, writing
from etl.store.facts import write_facts
from etl.store.found import write_places
from etl.store.news import derived, known_day, write_news
from etl.store.people import append_audit
from etl.store.reference import write_calendar, write_candidates, write_regions
from etl.store.replacing import order_if_replaced, settle_by_copy
from etl.store.rows import TABLES, Columns, fact_columns, joined, read_day
from etl.store.scope import is_within
from etl.store.versions import what_changed
from etl.unswept import unswept

if TYPE_CHECKING:
    from etl.documents import Document
    from etl.importing import ImportOptions
    from etl.world import World

CHANGED = {"pelanggaran": "status_update", "tindak_lanjut": "status_update"}


@dataclass
class Kept:
    """What came of keeping: the document's id, and what was found only then."""

    document_id: int
    records: Records = field(default_factory=Records)
    quarantined: list[Problem] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)


@unswept()
def keep_reading(
    engine: Engine, document: Document, told: Reading, *, world: World, options: ImportOptions, content: bytes
) -> Kept:
    """Write everything or nothing.

    Raises:
        StoreError: the database refused.
    """
    known_on = options.known_on or told.known_on or _known_on(told, options.day())
    records, lost = _storable(told, world, options=options, file=document.name)
    row = _document_row(document, told, options=options, known_on=known_on)
    row["is_simulated"] = options.is_simulated or _is_simulated(told, world)
    row["record_count"], row["quarantined_count"] = len(records), len(told.quarantined) + len(lost)
    row["outcome"] = "partial" if row["quarantined_count"] else "import"
    row["content"] = sealed(content, options.data_key) if options.data_key else None
    row["replaces_sha256"] = options.replaces_sha256
    with writing(engine) as connection:
        kept = Kept(keep_document(connection, row), records, lost)
        say = partial(sentence, language=options.language, file=document.name)
        for kind, found in records.kinds(told.kind or "").items():
            met = keep_records(connection, kind, found, document_id=kept.document_id, known_on=known_on)
            if kind in TABLES:
                keys = met.get(TABLES[kind].name, set())
                kept.flags += _version_flags(connection, kind, kept.document_id, keys=keys, say=say)
        problems, flags = [*told.quarantined, *lost], [*told.flags, *kept.flags]
        keep_problems(connection, kept.document_id, quarantined=problems, flags=flags)
        order_if_replaced(connection, document.sha256, kept.document_id)
        if options.replaces_sha256:
            still = [(p.sheet, p.row) for p in problems]
            settle_by_copy(
                connection,
                options.replaces_sha256,
                copy_id=kept.document_id,
                still=still,
                by=options.imported_by,
                now=options.moment(),
            )
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
        facts: dict[str, list[Record]] = defaultdict(list)
        for fact_kind, fact in (pair for record in records for pair in derived(record)):
            facts[fact_kind].append(fact)
        told = Records(Block.of(*pair) for pair in facts.items())
        return _write(connection, told, document_id=document_id, known_on=known_on)
    else:
        told = Records.of(kind, records)
        return _write(connection, told, document_id=document_id, known_on=known_on, kind=kind)
    return {}


def _write(
    connection: Connection, records: Records, *, document_id: int, known_on: date, kind: str = ""
) -> dict[str, set[str]]:
    facts: dict[str, Columns] = {}
    for block in records.blocks:
        own = block.kind or kind
        columns, name = fact_columns(own, block), TABLES[own].name
        if own == "publikasi":  # printed then; a backtest may use it from that day on
            days = mapped(block.column("as_of"), read_day)
            columns["known_from"] = [min(day[1], known_on) if day else known_on for day in days]
        facts[name] = joined(facts[name], columns) if name in facts else columns
    return write_facts(connection, facts, document_id=document_id, known_on=known_on)


def _known_on(told: Reading, today: date) -> date:
    """A collection of publications is as old as its last figure; anything else is known since today."""
    last = known_day(list(told.records)) if told.kind in {"publikasi", "berita"} else None
    return min(last, today) if last else today


def _storable(
    told: Reading, world: World, *, options: ImportOptions, file: str
) -> tuple[Records, list[Problem]]:
    """Records with a region that the database knows; the others wait."""
    good, lost = Records(), list[Problem]()
    default = told.region_code or options.region_code
    for block in Records.of(told.kind or "", told.records).blocks:
        kind = block.kind or told.kind
        if kind in {"kalender", "wilayah"}:
            good.add(block)
            continue
        if kind == "publikasi" and default is None and "nasional" in block.column("level"):
            national = [level == "nasional" for level in block.column("level")]
            block.set("region_code", [c or ("00" if n else None) for c, n in _pairs(block, national)])
        elif default is not None:
            block.set("region_code", [code or default for code in block.column("region_code")])
        knows = [
            c in world.region_codes or (kind == "berita" and c is None) for c in block.column("region_code")
        ]
        if not all(knows):
            waiting = block.chosen([not known for known in knows]).records
            lost += [_unplaced(record, file=file, language=options.language) for record in waiting]
            block = block.chosen(knows)
        good.add(block)
    return good, lost


def _pairs(block: Block, national: list[bool]) -> Iterator[tuple[Any, bool]]:
    return zip(block.column("region_code"), national, strict=True)


def _unplaced(record: Record, *, file: str, language: str) -> Problem:
    met = str(record.get("region_code") or record.get("region") or "")
    place = {"file": file, "sheet": record.get("sheet"), "row": record.get("row")}
    message = sentence("region_unknown", language=language, met=met, hint="", **place)
    raw = {k: str(v) for k, v in record.items() if k not in {"sheet", "row", "col", "person_hash", "kind"}}
    row, kind = int(record.get("row") or 0), record.get("kind")
    return Problem(record.get("sheet"), row, record.get("col"), "region_unknown", message, raw, kind=kind)


def _region(told: Reading, options: ImportOptions) -> str | None:
    """The region that owns the paper: not narrower than any row that waits in it, which its readers see."""
    given = options.region_code or _only_region(options)
    code = told.region_code or given
    for problem in told.quarantined:
        other = problem.inherited.get("region_code")
        is_unclear = other is None and problem.reason.startswith("region")
        if code and (is_unclear or (other and not is_within(str(other), code))):
            return given
    return code


def _only_region(options: ImportOptions) -> str | None:
    """The region of whoever imports, when there is but one."""
    regions = options.scope.regions if options.scope else ()
    return regions[0] if len(regions) == 1 and regions[0] != "00" else None


def _document_row(document: Document, told: Reading, *, options: ImportOptions, known_on: date) -> Record:
    return {
        "sha256": document.sha256,
        "name": document.name,
        "size_bytes": document.size_bytes,
        "container": document.container,
        "kind": told.kind,
        "region_code": _region(told, options),
        "message": told.message,
        "known_on": known_on,
        "received_at": options.moment(),
        "imported_by": options.imported_by,
        "source_url": options.source_url,
        "replaces_sha256": options.replaces_sha256,
        "row_count": told.row_count,
        "not_data_count": len(told.not_data),
    }


def _is_simulated(told: Reading, world: World) -> bool:
    if told.region_code:
        return told.region_code in world.simulated_codes
    if told.kind == "wilayah":
        return any(str(r.get("kode", "")).startswith("99") for r in told.records)
    codes = set(told.records.column("region_code")) - {None}
    return bool(codes) and codes <= world.simulated_codes


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
