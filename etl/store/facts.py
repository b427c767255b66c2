"""Facts of one document: written with their versions, and taken out again; see ``etl.store.ordering``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from etl.schema import FACTS, opd, violation_event
from etl.store.frames import write_rows
from etl.store.ordering import order_versions, shared_keys


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


def remove_facts(connection: Connection, document_id: int) -> int:
    """Take the facts of a document out and let earlier versions speak again; returns how many went."""
    gone = 0
    for table in FACTS.values():
        keys = shared_keys(connection, table, document_id)
        gone += connection.execute(delete(table).where(table.c.document_id == document_id)).rowcount
        order_versions(connection, table, keys)
    connection.execute(delete(violation_event).where(violation_event.c.document_id == document_id))
    return gone


__all__ = ["kind_of_opd", "opd_ids", "remove_facts", "write_facts"]
