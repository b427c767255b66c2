"""What a file says before it is saved: kind, region, columns as named, first records, account of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.pages.data.staging import Item
from etl.importing import ImportOptions, ImportResult
from etl.kinds import KINDS
from etl.pipeline import import_document
from etl.store.engine import Engine

if TYPE_CHECKING:
    from dashboard.pages.data.desk import Desk

FIRST_RECORDS, FIRST_MESSAGES = 12, 60
FIRST_COLUMNS = ("date", "as_of", "rec_date", "reg_no", "rec_no", "region_code", "opd", "unit", "place")
_QUIET = {"sheet", "row", "col", "level", "person_hash", "spans", "flags", "confidence", "needs_review"}
ASKS_REGION = {"region_unknown", "region_missing"}


def options_of(desk: Desk, item: Item) -> ImportOptions:
    """How this file is to be read, and for whom: outside the account's scope nothing is written."""
    settings = desk.screen.settings
    return ImportOptions(
        region_code=item.region,
        kind=item.kind,
        known_on=date.fromisoformat(item.known_on) if item.known_on else None,
        imported_by=desk.session.user.login,
        source_url=item.source_url,
        language=desk.words.language,
        today=settings.day(),
        hash_key=settings.secret_key(),
        data_key=settings.data_key.get_secret_value() or None,
        scope=desk.scope,
        columns=item.mappings,
    )


def read_preview(engine: Engine, item: Item, data: bytes, *, options: ImportOptions) -> dict[str, Any]:
    """Read without writing; plain JSON values only, without anything that names a person.

    Returns:
        ``outcome`` ("ready", "empty", "refused"), ``message``, ``kind, region_code, regions, known_on, rows``
        (the account of its rows), ``layouts, columns, records, waiting, odd, not_data, news``.

    Raises:
        NetraError: the file is refused; the sentence says why.
    """
    from etl.completing import as_copy
    from etl.discreet import read_discreetly
    from etl.documents import open_document
    from etl.returned import find_return
    from etl.world import World

    document = open_document(data, name=item.name, language=options.language)
    back = find_return(engine, document, data)
    if back is not None and not back.is_whole:
        return _returned(
            import_document(engine, data, options=replace(options, dry_run=True), name=item.name)
        )
    world = World.of(engine)
    document, told = read_discreetly(document, world, as_copy(options, back) if back else options)
    records = [{k: v for k, v in r.items() if k != "person_hash"} for r in told.records]
    outcome = "ready" if told.records or told.quarantined else "refused" if told.kind is None else "empty"
    return {
        "outcome": outcome,
        "message": told.message,
        "kind": told.kind,
        "container": document.container,
        "region_code": told.region_code,
        "regions": sorted({str(r["region_code"]) for r in records if r.get("region_code")}),
        "known_on": str(told.known_on) if told.known_on else None,
        "rows": _rows(told),
        "confidence": _confidence(told),
        "returns": back.to_dict() if back else None,
    } | _contents(told, records)


def _contents(told: Any, records: list[dict[str, Any]]) -> dict[str, Any]:
    """What is drawn below the account of rows."""
    return {
        "layouts": [_layout(found) for found in told.layouts],
        "columns": _columns(told.kind, records),
        "records": [_flat(r) for r in records[:FIRST_RECORDS]],
        "numeric": sorted({k for r in records[:FIRST_RECORDS] for k, v in r.items() if _is_number(v)}),
        "record_count": len(records),
        "waiting": [_problem(p) for p in told.quarantined[:FIRST_MESSAGES]],
        "odd": [_problem(f) for f in told.flags[:FIRST_MESSAGES]],
        "odd_count": len(told.flags),
        "not_data": dict(Counter(n.why for n in told.not_data).most_common()),
        "is_elsewhere": not records and any(p.reason == "region_conflict" for p in told.quarantined),
        "asks_region": any(p.reason in ASKS_REGION for p in told.quarantined),
        "news": [story_of(r) for r in records] if told.kind == "berita" else [],
    }


def _returned(result: ImportResult) -> dict[str, Any]:
    """A workbook of waiting rows that came back: only these rows are told."""
    rows = {"records": result.record_count, "merged": 0, "waiting": len(result.quarantined), "rest": 0}
    return {
        "outcome": "ready" if result.outcome in ("import", "partial") else "refused",
        "message": result.message,
        "container": "xlsx",
        "kind": result.kind,
        "region_code": result.region_code,
        "regions": [],
        "rows": rows | {"total": rows["records"] + rows["waiting"]},
        "returns": result.returns,
        "record_count": result.record_count,
        "waiting": [_message(p) for p in result.quarantined[:FIRST_MESSAGES]],
        "odd": [_message(f) for f in result.flags[:FIRST_MESSAGES]],
        "odd_count": len(result.flags),
        "is_elsewhere": False,
    }


def _message(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"message": told["message"]}


def _rows(told: Any) -> dict[str, int]:
    """Each row with content once: record, merged into one, waiting, not data; their sum is ``total``."""
    records = {(r.get("sheet"), r.get("row")) for r in told.records}
    waiting = {(p.sheet, p.row) for p in told.quarantined} - records
    merged = set(told.merged) - records - waiting
    rest = {(n.sheet, n.row) for n in told.not_data} - records - waiting - merged
    parts = {"records": len(records), "merged": len(merged), "waiting": len(waiting), "rest": len(rest)}
    return parts | {"total": sum(parts.values())}


def _confidence(told: Any) -> float | None:
    """Mean confidence of the columns that were used; None for texts."""
    scores = [c["confidence"] for found in told.layouts for c in found.columns if c["field"]]
    return round(sum(scores) / len(scores), 3) if scores else None


def _layout(found: Any) -> dict[str, Any]:
    return {
        "sheet": found.sheet,
        "row": found.row,
        "kind": found.kind,
        "hash": found.hash,
        "columns": [dict(c) for c in found.columns],
    }


def _columns(kind: str | None, records: list[dict[str, Any]]) -> list[str]:
    """Fields that the records fill: when and who first, then as the kind orders its columns."""
    found: dict[str, None] = {}
    for record in records:
        found |= dict.fromkeys(k for k, v in record.items() if k not in _QUIET and v not in (None, [], {}))
    if len({r.get("region_code") for r in records}) < 2:
        found.pop("region_code", None)
    order = [*FIRST_COLUMNS, *(c.field for c in KINDS[kind].all_columns)] if kind in KINDS else []
    return sorted(found, key=lambda name: order.index(name) if name in order else len(order))


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    return {
        k: (", ".join(map(str, v)) if isinstance(v, list) else v) for k, v in record.items() if k != "spans"
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _problem(problem: Any) -> dict[str, Any]:
    return {"sheet": problem.sheet, "row": problem.row, "reason": problem.reason, "message": problem.message}


def story_of(record: dict[str, Any]) -> dict[str, Any]:
    """A news record with the words that each field rests on."""
    spans = record.get("spans") or {}
    fields = [
        {"field": k, "value": ", ".join(map(str, v)) if isinstance(v, list) else v,
         "words": (spans.get(k) or {}).get("text") if isinstance(spans.get(k), dict) else None}
        for k, v in record.items()
        if k not in _QUIET and v not in (None, [], {}) and not isinstance(v, dict)
    ]  # fmt: skip
    return {
        "fields": fields,
        "confidence": record.get("confidence"),
        "needs_review": bool(record.get("needs_review")),
    }
