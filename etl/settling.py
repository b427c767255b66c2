"""One printed row settled inside a running transaction: read again as corrected, its records written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from etl.keeping import keep_records
from etl.messages import fault
from etl.reread import Again, read_again
from etl.store.engine import Connection
from etl.store.quarantine import (
    add_records,
    close_quarantine,
    count_waiting,
    facts_since,
    newest_ids,
    note_fix,
    same_row,
)
from etl.world import World
from geo.errors import NetraError

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a person said about a row, and what is to be remembered of it."""

    changes: Mapping[str, str]
    world: World
    by: str | None
    now: datetime
    remembered: Mapping[str, Any]


def title_to_fix(row: Row) -> str:
    """Title of the column that the reason is about, printed or, where the table has none, the kind's own."""
    from etl.kinds import KINDS

    if row["title"]:
        return str(row["title"])
    kind = KINDS.get(str(row["kind"]))
    name = {"month": "date"}.get(str(row["field"]), str(row["field"]))
    column = kind.column(name) if kind else None
    if column is not None:
        return column.title
    if len(row["raw"] or {}) == 1:
        return str(next(iter(row["raw"])))
    raise fault(NetraError, "column_unclear", titles=", ".join(row["raw"] or {}))


def settle_row(connection: Connection, row: Row, answer: Answer) -> int:
    """Settle a row by an answer; returns 1.

    Where the row waits for other reasons too, the answer is noted and they go on waiting.

    Raises:
        NetraError: the row still cannot be read; nothing was written.
    """
    problems = same_row(connection, row)
    changes = {k: v for p in problems for k, v in ((p["fix"] or {}).get("changes") or {}).items()}
    changes |= answer.changes
    told = read_again(row, changes, world=answer.world)
    left = told.left
    mine = (row["reason"], row["field"])
    if (not told.records and mine in left) or not left <= {(p["reason"], p["field"]) for p in problems}:
        raise fault(NetraError, "still_unreadable", number=row["row_no"], why=told.why)
    fix: dict[str, Any] = {"changes": changes, "facts": {}, "remembered": dict(answer.remembered)}
    if told.records:
        fix["facts"] = _write(connection, row, told)
    solved = [p["id"] for p in problems if (p["reason"], p["field"]) not in left]
    if left:
        note_fix(connection, [p["id"] for p in problems], {"changes": changes})
    close_quarantine(connection, solved, status="fixed", by=answer.by, now=answer.now, fix=fix)
    count_waiting(connection, row["document_id"])
    return 1


def _write(connection: Connection, row: Row, told: Again) -> dict[str, list[int]]:
    number = row["document_id"]
    before = newest_ids(connection)
    keep_records(connection, str(row["kind"]), told.records, document_id=number, known_on=row["known_on"])
    add_records(connection, number, len(told.records))
    return facts_since(connection, number, before)


__all__ = ["Answer", "Row", "settle_row", "title_to_fix"]
