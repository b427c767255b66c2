"""Facts with versions: write those of one document, and keep what was believed when.

For each natural key the documents in force are put in order of (known_from, sha256); every version is
believed from its ``known_from`` until the next one's. The order does not depend on when a document was
loaded, so the same documents give the same state in any order. Of two documents made known on one day the one
with the larger hash counts; the other is kept with an empty span and says so in ``version_reason``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, update

from etl.schema import FACTS, document, opd, violation_event
from etl.store.frames import write_rows

SAME_DAY = "sumber lain pada hari yang sama"
LATER = "dokumen yang lebih baru"
CHUNK = 500  # keys per statement: SQLite's limit on variables


def write_facts(
    connection: Connection, rows: Mapping[str, Sequence[dict[str, Any]]], *, document_id: int, known_on: date
) -> dict[str, set[str]]:
    """Append the facts of one document (rows by table name, with ``opd`` names) and order their versions.

    Returns:
        Per table the natural keys that another document had told before.
    """
    ids = opd_ids(connection, [row for found in rows.values() for row in found])
    met: dict[str, set[str]] = {}
    for name, found in rows.items():
        table = FACTS[name]
        for row in found:
            name_of_opd = row.pop("opd", None)
            row.update(document_id=document_id, known_from=row.get("known_from") or known_on)
            row["opd_id"] = ids.get((row["region_code"], name_of_opd)) if name_of_opd else None
        write_rows(connection, table, found)
        if name == "violation":
            _write_statuses(connection, found, document_id)
        met[name] = shared_keys(connection, table, document_id)
        order_versions(connection, table, met[name])
    return met


def opd_ids(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """Ids of the OPD that rows name, by (region, canonical name); unknown ones are added."""
    wanted = {(row["region_code"], row["opd"]) for row in rows if row.get("opd")}
    if not wanted:
        return {}
    known = _known_opds(connection, {code for code, _ in wanted})
    new = sorted(wanted - known.keys())
    if new:
        connection.execute(
            insert(opd),
            [{"region_code": code, "name": name, "opd_kind": kind_of_opd(name)} for code, name in new],
        )
        known = _known_opds(connection, {code for code, _ in wanted})
    return known


def _known_opds(connection: Connection, regions: set[str]) -> dict[tuple[str, str], int]:
    query = select(opd.c.region_code, opd.c.name, opd.c.id).where(opd.c.region_code.in_(sorted(regions)))
    return {(code, name): number for code, name, number in connection.execute(query)}


def kind_of_opd(name: str) -> str:
    """Kind by the first word of the canonical name: dinas, badan, kecamatan, rsud …"""
    first = name.split()[0].lower() if name.split() else ""
    return {"rumah": "rsud", "satuan": "satpol_pp", "inspektorat": "inspektorat"}.get(first, first)[:32]


def _write_statuses(connection: Connection, rows: Sequence[Mapping[str, Any]], document_id: int) -> None:
    """Each status a register prints is a step of the case's history."""
    steps = [
        {
            "document_id": document_id,
            "sheet": row.get("sheet"),
            "row_no": row.get("row_no"),
            "violation_key": row["natural_key"],
            "status_code": row["status_code"],
            "status_on": row.get("date_forwarded") or row.get("date_registered"),
            "known_from": row["known_from"],
        }
        for row in rows
        if row.get("status_code")
    ]
    write_rows(connection, violation_event, steps)


def shared_keys(connection: Connection, table: Table, document_id: int) -> set[str]:
    """Natural keys of this document that other documents tell of too."""
    other = table.alias("other")
    same = and_(other.c.natural_key == table.c.natural_key, other.c.document_id != document_id)
    query = (
        select(table.c.natural_key)
        .where(table.c.document_id == document_id, select(other.c.id).where(same).exists())
        .distinct()
    )
    return set(connection.execute(query).scalars())


def order_versions(connection: Connection, table: Table, keys: Iterable[str]) -> None:
    """Set ``known_to`` and ``version_reason`` of all versions of these keys."""
    for chunk in _chunks(sorted(keys)):
        query = (
            select(table.c.natural_key, table.c.document_id, table.c.known_from, document.c.sha256)
            .join(document, document.c.id == table.c.document_id)
            .where(table.c.natural_key.in_(chunk))
            .distinct()
        )
        versions: dict[str, list[Any]] = defaultdict(list)
        for row in connection.execute(query):
            versions[row.natural_key].append(row)
        changes = [change for rows in versions.values() for change in _spans(rows)]
        if changes:
            connection.execute(_set_span(table), changes)


def _spans(rows: list[Any]) -> list[dict[str, Any]]:
    ordered = sorted(rows, key=lambda r: (r.known_from, r.sha256))
    spans = []
    for n, row in enumerate(ordered):
        following = ordered[n + 1] if n + 1 < len(ordered) else None
        is_tie = following is not None and following.known_from == row.known_from
        reason = SAME_DAY if is_tie else LATER if n else None
        until = following.known_from if following is not None else None
        spans.append(
            {"v_key": row.natural_key, "v_document": row.document_id, "v_until": until, "v_reason": reason}
        )
    return spans


def _set_span(table: Table) -> Any:
    return (
        update(table)
        .where(table.c.natural_key == bindparam("v_key"), table.c.document_id == bindparam("v_document"))
        .values(known_to=bindparam("v_until"), version_reason=bindparam("v_reason"))
    )


def remove_facts(connection: Connection, document_id: int) -> int:
    """Take the facts of a document out and let earlier versions speak again; returns how many went."""
    gone = 0
    for table in FACTS.values():
        keys = shared_keys(connection, table, document_id)
        gone += connection.execute(delete(table).where(table.c.document_id == document_id)).rowcount
        order_versions(connection, table, keys)
    connection.execute(delete(violation_event).where(violation_event.c.document_id == document_id))
    return gone


def _chunks(keys: list[str]) -> Iterable[list[str]]:
    return (keys[n : n + CHUNK] for n in range(0, len(keys), CHUNK))


__all__ = ["kind_of_opd", "opd_ids", "order_versions", "remove_facts", "shared_keys", "write_facts"]
