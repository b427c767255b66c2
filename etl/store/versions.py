"""What a document changed of what others had said, for its flags and for the history of one subject."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, select

from etl.schema import FACTS, document
from etl.store.frames import read_frame
from etl.store.ordering import CHUNK
from etl.store.scope import Scope

TELLING = {"id", "document_id", "sheet", "row_no", "col_no", "known_from", "known_to", "version_reason"}
MOST_FLAGS = 200  # more changed rows than this are a new edition of the whole list, told by their count


@dataclass(frozen=True)
class Changed:
    """A row that says something else than another document; ``is_believed`` when this one counts."""

    sheet: str | None
    row_no: int | None
    other: str
    is_believed: bool


def what_changed(
    connection: Connection, table: Table, document_id: int, *, keys: set[str]
) -> tuple[list[Changed], dict[str, int]]:
    """Compare the document's rows of these keys with the version beside them.

    Returns:
        (rows that differ, per other document how many rows are equal).
    """
    ordered = sorted(keys)
    changed: list[Changed] = []
    same: dict[str, int] = defaultdict(int)
    for n in range(0, len(ordered), CHUNK):
        for versions in _versions(connection, table, ordered[n : n + CHUNK]).values():
            mine = [r for r in versions if r["document_id"] == document_id]
            others = [r for r in versions if r["document_id"] != document_id]
            nearest = max(others, key=lambda r: (r["known_to"] is None, r["known_from"]))
            rival = [r for r in others if r["document_id"] == nearest["document_id"]]
            if _content(mine) == _content(rival):
                same[nearest["name"]] += len(mine)
            elif len(changed) < MOST_FLAGS:
                first = mine[0]
                is_believed = first["known_to"] is None
                changed.append(Changed(first["sheet"], first["row_no"], nearest["name"], is_believed))
    return changed, dict(same)


def _versions(connection: Connection, table: Table, keys: list[str]) -> dict[str, list[dict[str, Any]]]:
    query = (
        select(*table.c, document.c.name)
        .join(document, document.c.id == table.c.document_id)
        .where(table.c.natural_key.in_(keys))
        .order_by(table.c.id)
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["natural_key"]].append(dict(row))
    return found


def _content(rows: list[dict[str, Any]]) -> list[str]:
    """What the rows say, without where and when it was printed."""
    return sorted(
        repr([(k, v) for k, v in sorted(r.items()) if k not in TELLING and k != "name"]) for r in rows
    )


def read_versions(connection: Connection, scope: Scope, *, table: str, natural_key: str) -> pl.DataFrame:
    """Every version of one subject, first known first, with ``document_name``."""
    facts = FACTS[table]
    query = (
        select(*[c for c in facts.c if c.name != "person_hash"], document.c.name.label("document_name"))
        .join(document, document.c.id == facts.c.document_id)
        .where(facts.c.natural_key == natural_key)
    )
    return read_frame(connection, scope.limit(query, facts)).sort("known_from", "document_id", "id")
