"""Settle what waits: correct a quarantined row and the ones alike, remember; accept a story under review.

A corrected row is read again as a document of one row, by the same reader, and its records join the facts of
the document it came from, at the row where it was printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from etl.keeping import keep_records
from etl.store.documents import close_quarantine, quarantine_alike, quarantine_row, remember_alias
from etl.store.engine import Connection, Engine, reading, writing
from etl.store.news import accept_news
from etl.store.people import append_audit
from etl.world import World
from geo.errors import NetraError

FIELD_OF_REASON = {"opd": "opd", "not_local_opd": "opd", "region": "region", "date": "date"}


def resolve_quarantine(
    engine: Engine,
    quarantine_id: int,
    *,
    value: str | None = None,
    changes: Mapping[str, str] | None = None,
    alike: bool = False,
    by: str | None = None,
) -> int:
    """Correct a waiting row; with ``alike`` also those with the same reason and text, remembering an OPD.

    Args:
        value: the right text for the column that the reason is about; or
        changes: {printed column title: right text}.

    Returns:
        How many rows were settled.

    Raises:
        NetraError: no such row, no column to correct, or the corrected row still cannot be read.
    """
    world = World.of(engine)
    now = datetime.now(UTC).replace(tzinfo=None)
    with reading(engine) as connection:
        row = quarantine_row(connection, quarantine_id)
        fixes = _fixes(row, value, changes)
        column = next(iter(fixes))
        others = quarantine_alike(connection, row, column) if alike else []
        waiting = [row, *[quarantine_row(connection, number) for number in others]]
    with writing(engine) as connection:
        for found in waiting:
            _settle(connection, found, fixes, world=world)
        close_quarantine(connection, [r["id"] for r in waiting], status="fixed", by=by, now=now)
        if alike and str(row["reason"]).startswith("opd"):
            told = {"alias": str((row["raw"] or {}).get(column, "")), "name": fixes[column]}
            remember_alias(connection, region_code=row["region_code"], by=by, **told)
        detail = {"rows": len(waiting), "column": column}
        append_audit(connection, action="fix", actor=by, now=now, subject=row["name"], detail=detail)
    return len(waiting)


def _fixes(row: Mapping[str, Any], value: str | None, changes: Mapping[str, str] | None) -> dict[str, str]:
    """Right texts by printed column title."""
    fixes = dict(changes or {})
    if value is not None:
        fixes[_column(row)] = value
    if not fixes:
        raise NetraError("Sebutkan nilai yang benar untuk baris ini.", code="value_missing")
    return fixes


def dismiss_quarantine(engine: Engine, quarantine_id: int, *, by: str | None = None) -> None:
    """This row holds nothing that counts; it stays on record as dismissed."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with writing(engine) as connection:
        row = quarantine_row(connection, quarantine_id)
        close_quarantine(connection, [quarantine_id], status="dismissed", by=by, now=now)
        append_audit(connection, action="dismiss", actor=by, now=now, subject=str(row["name"]))


def _column(row: Mapping[str, Any]) -> str:
    """Printed title of the column that the reason is about."""
    from etl.kinds import KINDS

    prefix = next((p for p in FIELD_OF_REASON if str(row["reason"]).startswith(p)), None)
    kind = KINDS.get(str(row["kind"]))
    if prefix and kind:
        column = kind.column(FIELD_OF_REASON[prefix])
        known = (column.title, *column.synonyms) if column else ()
        words = {w.lower() for w in known} | {FIELD_OF_REASON[prefix]}
        for title in row["raw"] or {}:
            if str(title).lower() in words:
                return str(title)
    if len(row["raw"] or {}) == 1:
        return str(next(iter(row["raw"])))
    titles = ", ".join(row["raw"] or {})
    raise NetraError(
        f"Kolom yang salah tidak jelas; sebutkan salah satu dari: {titles}.", code="column_unclear"
    )


def _settle(
    connection: Connection, row: Mapping[str, Any], fixes: Mapping[str, str], *, world: World
) -> None:
    records = _read_again(row, {**(row["raw"] or {}), **fixes}, world=world)
    for record in records:
        record["sheet"], record["row"] = row["sheet"], row["row_no"]
        record.setdefault("region_code", row["region_code"])
    keep_records(
        connection, str(row["kind"]), records, document_id=row["document_id"], known_on=row["known_on"]
    )


def _read_again(row: Mapping[str, Any], raw: Mapping[str, str], *, world: World) -> list[dict[str, Any]]:
    from etl.documents import Document, Grid
    from etl.importing import ImportOptions
    from etl.reading import read_document

    grid = Grid(str(row["sheet"] or ""), cells=[list(raw), list(raw.values())], rows=[1, 2])
    document = Document(str(row["name"]), "", 0, "xlsx", (grid,), None)
    options = ImportOptions(region_code=row["region_code"], kind=row["kind"], today=row["known_on"])
    told = read_document(document, world.context(options))
    if not told.records:
        why = told.quarantined[0].message if told.quarantined else told.message
        raise NetraError(f"Baris {row['row_no']} masih belum terbaca: {why}", code="still_unreadable")
    return told.records


def accept_story(engine: Engine, news_id: int, *, by: str | None = None) -> int:
    """A person confirmed a story of the review list: its facts count from now on. Returns how many.

    Raises:
        NetraError: there is no such story.
    """
    from etl.store.documents import document_known_on
    from etl.store.news import derived

    now = datetime.now(UTC).replace(tzinfo=None)
    with writing(engine) as connection:
        row = accept_news(connection, news_id)
        if row is None:
            raise NetraError(f"Berita no. {news_id} tidak ada.", code="not_found")
        record = {**row["record"], "needs_review": False}
        known_on = document_known_on(connection, row["document_id"])
        facts = derived(record)
        for kind, fact in facts:
            keep_records(connection, kind, [fact], document_id=row["document_id"], known_on=known_on)
        append_audit(connection, action="accept", actor=by, now=now, subject=f"berita {news_id}")
    return len(facts)
