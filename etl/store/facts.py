"""Facts of one document: written with their versions, and taken out again; see ``etl.store.ordering``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import compress
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from etl.schema import FACTS, opd, violation_event
from etl.store.frames import write_columns
from etl.store.ordering import order_versions, shared_keys
from etl.store.rows import Columns


def write_facts(
    connection: Connection, facts: Mapping[str, Columns], *, document_id: int, known_on: date
) -> dict[str, set[str]]:
    """Append the facts of one document (columns by table name, with ``opd`` names) and order their versions.

    Returns:
        Per table the natural keys that another document had told before.
    """
    met: dict[str, set[str]] = {}
    for name, told in facts.items():
        table, columns = FACTS[name], dict(told)
        length = len(columns["natural_key"])
        places = list(zip(columns["region_code"], columns.pop("opd"), strict=True))
        ids = opd_ids(connection, set(places))
        columns["opd_id"] = [ids.get(place) if place[1] else None for place in places]
        columns["document_id"] = [document_id] * length
        known = columns.get("known_from") or [known_on] * length
        columns["known_from"] = [day or known_on for day in known]
        write_columns(connection, table, columns)
        if name == "violation":
            _write_statuses(connection, columns)
        met[name] = shared_keys(connection, table, document_id)
        order_versions(connection, table, met[name])
    return met


def opd_ids(connection: Connection, places: Iterable[tuple[str, str | None]]) -> dict[tuple[str, str], int]:
    """Ids of OPD by (region, canonical name); unknown ones are added."""
    wanted = {(code, name) for code, name in places if name}
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


def _write_statuses(connection: Connection, columns: Columns) -> None:
    """Each status a register prints is a step of the case's history."""
    names = ("document_id", "sheet", "row_no", "natural_key", "status_code", "known_from")
    length = len(columns["natural_key"])
    steps: dict[str, Sequence[Any]] = {name: columns.get(name) or [None] * length for name in names}
    steps["violation_key"] = steps.pop("natural_key")
    forwarded, registered = (columns.get(n) or [None] * length for n in ("date_forwarded", "date_registered"))
    steps["status_on"] = [a or b for a, b in zip(forwarded, registered, strict=True)]
    told = steps["status_code"]
    write_columns(
        connection, violation_event, {n: list(compress(column, told)) for n, column in steps.items()}
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


__all__ = ["kind_of_opd", "opd_ids", "remove_facts", "write_facts"]
