"""A person corrects a record: the correction is a small document of its own, with reason and name.

The believed rows of one subject are copied, one of them with the change, known from the day of correction. So
the printed version stays as it was, what we knew before can still be asked, and undoing the document takes
the correction back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Table, select

from etl.messages import fault
from etl.privacy import scrub
from etl.schema import FACTS, correction, document
from etl.store.engine import StoreError, naive_utc, writing
from etl.store.frames import insert_row, read_frame, write_rows
from etl.store.ordering import order_versions
from etl.store.people import append_audit
from etl.store.places import believed
from etl.store.rows import TABLES, read_value
from etl.store.scope import STREAMS, Scope

FIXED = {  # what a correction may not touch: identity, provenance, versions
    "id",
    "document_id",
    "natural_key",
    "known_from",
    "known_to",
    "version_reason",
    "level",
    "region_code",
    "opd_id",
    "person_hash",
    "operation_key",
}


def correct_fact(
    engine: Engine,
    *,
    table: str,
    row_id: int,
    changes: Mapping[str, Any],
    **why: Any,
) -> int:
    """Change fields of a believed record; other rows of its subject are carried over unchanged.

    Args:
        row_id: the record's ``id``, as ``read_cases`` shows it.
        changes: {column: right value}; None means "not said".
        why: ``reason`` (required), ``by``, ``on`` (the day it counts from), ``now`` (UTC) and ``scope`` of
            who corrects (None = the program itself).

    Returns:
        Id of the correction's document.

    Raises:
        StoreError: no such record, a field that cannot be corrected, or no reason given.
    """
    facts = FACTS.get(table)
    reason, now = scrub(str(why.get("reason") or "").strip()), naive_utc(why["now"])
    changes = {name: scrub(v) if isinstance(v, str) else v for name, v in changes.items()}
    _check(facts, changes, reason)
    assert facts is not None
    with writing(engine) as connection:
        rows = _believed(connection, facts, row_id)
        wrong = next(row for row in rows if row["id"] == row_id)
        _permit(why.get("scope"), table, wrong)
        number = _document(connection, table, wrong, changes, {**why, "now": now, "reason": reason})
        new = {name: read_value(facts, name, value) for name, value in changes.items()}
        fixed = {"document_id": number, "known_from": why["on"], "known_to": None, "version_reason": None}
        copies = [{**row, **(new if row is wrong else {}), **fixed} for row in rows]
        write_rows(connection, facts, [{k: v for k, v in c.items() if k != "id"} for c in copies])
        order_versions(connection, facts, [wrong["natural_key"]])
        _log(connection, table, wrong, new, {**why, "now": now, "reason": reason})
    return number


def _check(facts: Table | None, changes: Mapping[str, Any], reason: str) -> None:
    if facts is None:
        raise fault(StoreError, "fact_table_unknown", met="itu")
    if not reason:
        raise fault(StoreError, "correction_without_reason")
    wrong = [name for name in changes if name not in facts.c or name in FIXED]
    if wrong or not changes:
        raise fault(StoreError, "field_fixed", met=", ".join(wrong) or "(kosong)")


def _permit(scope: Scope | None, table: str, row: Mapping[str, Any]) -> None:
    """Only who was granted the whole region, in this stream, corrects its records."""
    if scope is not None:
        kind = next((kind for kind, found in TABLES.items() if found.name == table), None)
        scope.require(row["region_code"], kind=kind)


def _believed(connection: Connection, facts: Table, row_id: int) -> list[dict[str, Any]]:
    """The believed record and all others of its subject."""
    key = select(facts.c.natural_key).where(facts.c.id == row_id, believed(facts)).scalar_subquery()
    query = select(facts).where(facts.c.natural_key == key, believed(facts)).order_by(facts.c.id)
    rows = [dict(r) for r in connection.execute(query).mappings()]
    if not rows:
        raise fault(StoreError, "record_gone")
    return rows


def _document(
    connection: Connection,
    table: str,
    row: Mapping[str, Any],
    changes: Mapping[str, Any],
    why: Mapping[str, Any],
) -> int:
    text = json.dumps(
        [table, row["natural_key"], row["row_no"], row["col_no"], dict(changes), str(why["now"])],
        default=str,
        sort_keys=True,
    )
    source = connection.execute(select(document).where(document.c.id == row["document_id"])).mappings().one()
    kind = next(kind for kind, found in TABLES.items() if found.name == table)
    values = {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "name": f"Koreksi atas {source['name']}",
        "size_bytes": len(text),
        "container": "koreksi",
        "kind": kind,
        "region_code": row["region_code"],
        "outcome": "import",
        "message": why["reason"],
        "known_on": why["on"],
        "received_at": why["now"],
        "imported_by": why.get("by"),
        "is_simulated": source["is_simulated"],
        "record_count": 1,
    }
    return insert_row(
        connection, document, {"row_count": 1, "quarantined_count": 0, "not_data_count": 0, **values}
    )


def _log(
    connection: Connection, table: str, row: Mapping[str, Any], new: Mapping[str, Any], why: Mapping[str, Any]
) -> None:
    lines = [
        {
            "fact_table": table,
            "natural_key": row["natural_key"],
            "field": name,
            "old_value": _text(row[name]),
            "new_value": _text(value),
            "reason": why["reason"],
            "corrected_at": why["now"],
            "corrected_by": why.get("by"),
        }
        for name, value in new.items()
    ]
    write_rows(connection, correction, lines)
    detail = {"fields": sorted(new), "reason": why["reason"]}
    append_audit(
        connection, action="correct", actor=why.get("by"), now=why["now"], subject=table, detail=detail
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def read_corrections(connection: Connection, scope: Scope, *, limit: int = 200) -> pl.DataFrame:
    """Corrections made in whole regions of the scope, in its streams, newest first.

    Nothing for readers who may not see single records.
    """
    rows = read_frame(connection, select(correction).order_by(correction.c.id.desc()))
    if not scope.may_see_records:
        return rows.clear()
    told = rows.select("fact_table", "natural_key").rows()
    mine = [scope.covers_whole(_region_of(key), STREAMS.get(table)) for table, key in told]
    return rows.filter(pl.Series(mine, dtype=pl.Boolean)).head(limit)


def _region_of(natural_key: str) -> str:
    """The second part of every natural key is the region."""
    return natural_key.split("|", 2)[1]


__all__ = ["correct_fact", "read_corrections"]
