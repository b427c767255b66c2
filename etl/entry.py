"""Head-counts typed by hand: a small document of its own, read, checked and undone like any file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from etl.importing import ImportOptions
from etl.messages import fault
from etl.pipeline import import_document
from etl.store.documents import mark_typed
from etl.store.engine import Engine
from etl.store.scope import Scope
from geo.errors import NetraError

COUNTS = {  # field -> title in the kind's own words
    "pns": "PNS",
    "pppk": "PPPK",
    "pppk_part_time": "PPPK paruh waktu",
    "non_asn": "Non ASN",
    "total": "Jumlah pegawai",
}


def enter_headcount(
    engine: Engine,
    *,
    region_code: str,
    as_of: date,
    counts: Mapping[str, int | None],
    opd: str | None = None,
    reason: str = "",
    by: str | None = None,
    now: datetime | None = None,
    today: date | None = None,
    scope: Scope | None = None,
) -> int:
    """Keep the staff of an OPD (or of the whole region) as of a day.

    Args:
        counts: ``pns, pppk, pppk_part_time, non_asn, total``, persons; what is not known stays out.
        reason: where the figures come from; it names the document.

    Returns:
        Id of the document that holds them; undoing it takes them back.

    Raises:
        NetraError: nothing was entered, the figures cannot be read, or the region lies outside the scope.
    """
    row = _row(as_of, opd, counts)
    name = f"Isian jumlah pegawai {opd or region_code} per {as_of.isoformat()}"
    name = f"{name} ({reason.strip()[:80]}).csv" if reason.strip() else f"{name}.csv"
    options = ImportOptions(
        region_code=region_code, kind="pegawai", imported_by=by, now=now, today=today, scope=scope
    )
    number = _import(engine, _delimited(row), name, replace(options, known_on=options.day()))
    mark_typed(engine, number)
    return number


def _row(as_of: date, opd: str | None, counts: Mapping[str, int | None]) -> dict[str, str]:
    """The titles and cells of what was typed; what is not known stays out."""
    told = {COUNTS[name]: str(n) for name, n in counts.items() if n is not None}
    if not told:
        raise fault(NetraError, "entry_without_counts")
    return {"Per tanggal": as_of.isoformat(), **({"OPD": opd} if opd else {}), **told}


def _import(engine: Engine, data: bytes, name: str, options: ImportOptions) -> int:
    """Keep the figures when every one of them can be read; else nothing."""
    seen = import_document(engine, data, name=name, options=replace(options, dry_run=True))
    if seen.outcome not in {"import", "known"}:
        waiting = "; ".join(p["message"] for p in seen.quarantined)
        raise NetraError(waiting or seen.message, code="entry_unreadable")
    kept = import_document(engine, data, name=name, options=options)
    if kept.document_id is None:
        raise NetraError(kept.message, code="entry_unreadable")
    return kept.document_id


def _delimited(row: Mapping[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(row.keys())
    writer.writerow(row.values())
    return text.getvalue().encode()


__all__ = ["COUNTS", "enter_headcount"]
