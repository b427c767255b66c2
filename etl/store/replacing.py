"""What a corrected workbook does to the document it came from, and how that is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from etl.schema import document, quarantine
from etl.store.documents import find_document
from etl.store.ordering import order_document
from etl.store.quarantine import add_records, close_quarantine, count_waiting, reopen, take_out

Place = tuple[str | None, int | None]


def settle_by_copy(
    connection: Connection,
    sha256: str,
    *,
    copy_id: int,
    still: Iterable[Place],
    by: str | None,
    now: datetime,
) -> tuple[int, int]:
    """The document of that hash is replaced by its corrected copy: its versions end, its rows wait no more.

    Args:
        still: (sheet, row) that wait in the copy too; they are "moved" there, all others are "fixed".

    Returns:
        (rows fixed, rows moved); both 0 when that document is not in the database (yet).
    """
    known = find_document(connection, sha256)
    if known is None or known["undone_at"] is not None:
        return 0, 0
    waiting = select(quarantine.c.id, quarantine.c.sheet, quarantine.c.row_no).where(
        quarantine.c.document_id == known["id"], quarantine.c.status == "open"
    )
    places = set(still)
    rows = connection.execute(waiting).all()
    moved = [r.id for r in rows if (r.sheet, r.row_no) in places]
    fixed = [r.id for r in rows if (r.sheet, r.row_no) not in places]
    for ids, status in ((moved, "moved"), (fixed, "fixed")):
        close_quarantine(connection, ids, status=status, by=by, now=now, settled_document_id=copy_id)
    count_waiting(connection, known["id"])
    order_document(connection, known["id"])
    return len({(r.sheet, r.row_no) for r in rows if r.id in set(fixed)}), len(
        {(r.sheet, r.row_no) for r in rows if r.id in set(moved)}
    )


def order_if_replaced(connection: Connection, sha256: str, document_id: int) -> None:
    """A document that came after its own corrected copy ends where the copy begins."""
    later = select(document.c.id).where(document.c.replaces_sha256 == sha256, document.c.undone_at.is_(None))
    if connection.execute(later.limit(1)).first():
        order_document(connection, document_id)


def unsettle(connection: Connection, copy: Mapping[str, Any]) -> None:
    """A corrected copy was taken back: what it settled waits again, what it replaced counts again."""
    settled = (
        connection.execute(select(quarantine).where(quarantine.c.settled_document_id == copy["id"]))
        .mappings()
        .all()
    )
    for facts in _distinct((r["fix"] or {}).get("facts") or {} for r in settled):
        take_out(connection, facts)
    for number in {r["document_id"] for r in settled}:
        rows = [r for r in settled if r["document_id"] == number]
        gone = sum(
            len(ids)
            for facts in _distinct((r["fix"] or {}).get("facts") or {} for r in rows)
            for ids in facts.values()
        )
        reopen(connection, [r["id"] for r in rows])
        add_records(connection, number, -gone)
        count_waiting(connection, number)
    if copy["replaces_sha256"]:
        original = find_document(connection, copy["replaces_sha256"])
        if original is not None:
            order_document(connection, original["id"])


def _distinct(found: Iterable[dict[str, list[int]]]) -> list[dict[str, list[int]]]:
    """Problems of one printed row share one fix."""
    return list({repr(facts): facts for facts in found if facts}.values())


def mark_settled(connection: Connection, ids: Iterable[int], *, copy_id: int) -> None:
    """These rows were settled by that workbook, not on the page."""
    connection.execute(
        update(quarantine).where(quarantine.c.id.in_(list(ids))).values(settled_document_id=copy_id)
    )


__all__ = ["mark_settled", "order_if_replaced", "settle_by_copy", "unsettle"]
