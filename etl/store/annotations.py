"""Notes that people put on a day of a region's trend: added, shown, taken back, never deleted."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
from sqlalchemy import Connection, Engine, select, update

from etl.privacy import scrub
from etl.schema import annotation, region
from etl.store.engine import StoreError, naive_utc, writing
from etl.store.frames import insert_row, read_frame
from etl.store.people import append_audit
from etl.store.scope import Scope

LONGEST = 160  # characters: a line beside a figure, not an essay
MOST_SHOWN = 60  # per region; more would hide the figure


def read_annotations(connection: Connection, scope: Scope, *, region_code: str) -> pl.DataFrame:
    """Notes shown on a region's trend, in order of days.

    Returns:
        ``id, region_code, on_date, text, created_by, created_at`` (UTC); empty outside the scope.
    """
    shown = [c for c in annotation.c if c.name not in {"removed_by", "removed_at"}]
    query = scope.limit(select(*shown), annotation).where(
        annotation.c.region_code == region_code, annotation.c.removed_at.is_(None)
    )
    return read_frame(connection, query.order_by(annotation.c.on_date, annotation.c.id))


def add_annotation(engine: Engine, scope: Scope, *, region_code: str, on_date: date, **note: object) -> int:
    """Put a note on a day; the audit log says who did.

    Args:
        note: ``text`` (identity numbers and phones are blotted out), ``by`` (login) and ``now`` (UTC).

    Returns:
        Its id.

    Raises:
        StoreError: region unknown or outside the scope, text empty or longer than ``LONGEST``, or there are
            ``MOST_SHOWN`` already.
    """
    text, by, now = scrub(" ".join(str(note["text"]).split())), str(note["by"]), note["now"]
    assert isinstance(now, datetime)
    _check(text)
    with writing(engine) as connection:
        _require(connection, scope, region_code)
        if read_annotations(connection, scope, region_code=region_code).height >= MOST_SHOWN:
            raise StoreError(
                f"Sudah ada {MOST_SHOWN} catatan; hapus yang lama lebih dahulu.", code="too_many"
            )
        row = {"region_code": region_code, "on_date": on_date, "text": text, "created_by": by}
        number = insert_row(connection, annotation, {**row, "created_at": naive_utc(now)})
        detail = {"region_code": region_code, "on_date": on_date.isoformat(), "text": text}
        append_audit(
            connection, action="annotate", actor=by, now=now, subject=f"annotation {number}", detail=detail
        )
    return number


def remove_annotation(engine: Engine, scope: Scope, annotation_id: int, *, by: str, now: datetime) -> None:
    """Take a note off the figure; the row and the audit log keep it.

    Raises:
        StoreError: no such note in this scope, or it is off already.
    """
    with writing(engine) as connection:
        query = scope.limit(select(annotation.c.region_code), annotation)
        known = (annotation.c.id == annotation_id) & annotation.c.removed_at.is_(None)
        if connection.execute(query.where(known)).first() is None:
            raise StoreError(
                "Catatan itu tidak ada, sudah dihapus, atau di luar kewenangan.", code="not_found"
            )
        values = {"removed_by": by, "removed_at": naive_utc(now)}
        connection.execute(update(annotation).where(annotation.c.id == annotation_id).values(**values))
        append_audit(
            connection, action="unannotate", actor=by, now=now, subject=f"annotation {annotation_id}"
        )


def _check(text: str) -> None:
    if not text:
        raise StoreError("Catatan kosong tidak disimpan; tuliskan apa yang terjadi.", code="text_missing")
    if len(text) > LONGEST:
        raise StoreError(f"Catatan paling panjang {LONGEST} huruf; ini {len(text)}.", code="text_long")


def _require(connection: Connection, scope: Scope, region_code: str) -> None:
    known = connection.execute(select(region.c.code).where(region.c.code == region_code)).first()
    if known is None or not scope.covers_whole(region_code):
        raise StoreError("Wilayah itu tidak ada, atau di luar kewenangan akun ini.", code="scope")


__all__ = ["LONGEST", "add_annotation", "read_annotations", "remove_annotation"]
