"""Which version of a subject counts from when: the only place that sets ``known_to``.

For each natural key the documents in force are put in order of (known_from, sha256); every version is
believed from its ``known_from`` until the next one's. The order does not depend on when a document was
loaded, so the same documents give the same state in any order. Of two documents made known on one day the one
with the larger hash counts; the other is kept with an empty span and says so in ``version_reason``.

What a person did with knowledge of what was there (a correction, an entry by hand, a corrected workbook)
comes after the papers of its day, in the order in which it was done. A corrected workbook ends the one it was
made from whole: what the office took out of its own list is no longer believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, not_, select, update

from etl.schema import FACTS, document

SAME_DAY = "sumber lain pada hari yang sama"
LATER = "dokumen yang lebih baru"
CORRECTED = "buku kerja yang diperbaiki dari karantina"
REPLACED = "diganti buku kerja yang diperbaiki"
BY_HAND = ("koreksi", "isian")  # containers of what people typed
OF_DOCUMENT = (
    document.c.sha256,
    document.c.container,
    document.c.received_at,
    document.c.replaces_sha256,
)
CHUNK = 500  # keys per statement: SQLite's limit on variables


def replaced_on(connection: Connection) -> dict[str, date]:
    """When each document was replaced by a corrected workbook in force: hash -> day."""
    query = select(document.c.replaces_sha256, document.c.known_on).where(
        document.c.replaces_sha256.is_not(None), document.c.undone_at.is_(None)
    )
    ended: dict[str, date] = {}
    for replaced, known_on in connection.execute(query):
        ended[replaced] = min(known_on, ended.get(replaced, known_on))
    return ended


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


def order_document(connection: Connection, document_id: int) -> None:
    """Order every subject of this document anew: it was replaced, or what replaced it was taken back."""
    for table in FACTS.values():
        keys = select(table.c.natural_key).where(table.c.document_id == document_id).distinct()
        order_versions(connection, table, connection.execute(keys).scalars().all())


def order_versions(connection: Connection, table: Table, keys: Iterable[str]) -> None:
    """Set ``known_to`` and ``version_reason`` of all versions of these keys."""
    ended: dict[str, date] | None = None
    for chunk in _chunks(sorted(keys)):
        ended = replaced_on(connection) if ended is None else ended
        query = (
            select(table.c.natural_key, table.c.document_id, table.c.known_from, *OF_DOCUMENT)
            .join(document, document.c.id == table.c.document_id)
            .where(table.c.natural_key.in_(chunk))
            .distinct()
        )
        versions: dict[str, list[Any]] = defaultdict(list)
        for row in connection.execute(query):
            versions[row.natural_key].append(row)
        changes = [change for rows in versions.values() for change in _spans(rows, ended)]
        if changes:
            connection.execute(_set_span(table), changes)


def _rank(row: Any) -> tuple[date, bool, str, str]:
    is_act = row.container in BY_HAND or row.replaces_sha256 is not None
    return row.known_from, is_act, row.received_at.isoformat() if is_act else "", row.sha256


def _spans(rows: list[Any], ended: Mapping[str, date]) -> list[dict[str, Any]]:
    ordered = sorted(rows, key=_rank)
    spans = []
    for n, row in enumerate(ordered):
        following = ordered[n + 1] if n + 1 < len(ordered) else None
        until = following.known_from if following is not None else None
        is_tie = until == row.known_from
        reason = SAME_DAY if is_tie else LATER if n else None
        if n and row.replaces_sha256:
            reason = CORRECTED
        if day := ended.get(row.sha256):
            end = max(day, row.known_from)
            until, reason = min(end, until or end), REPLACED
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


def not_replaced(known_on: date | None = None) -> ColumnElement[bool]:
    """Documents that no corrected workbook had replaced by that day; for tables read over all versions."""
    later = document.alias("later")
    is_in_force = and_(later.c.replaces_sha256 == document.c.sha256, later.c.undone_at.is_(None))
    if known_on is not None:
        is_in_force = and_(is_in_force, later.c.known_on <= known_on)
    return not_(select(later.c.id).where(is_in_force).exists())


def _chunks(keys: list[str]) -> Iterable[list[str]]:
    return (keys[n : n + CHUNK] for n in range(0, len(keys), CHUNK))


__all__ = [
    "BY_HAND",
    "CHUNK",
    "not_replaced",
    "order_document",
    "order_versions",
    "replaced_on",
    "shared_keys",
]
