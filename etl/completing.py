"""What the pipeline does with a corrected workbook that came back, and the sentence of any result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from etl.importing import ImportOptions, ImportResult
from etl.messages import fault, sentence, summary
from etl.returned import Returned, copy_row, corrected_rows, left_after, settle_rows
from etl.store.documents import find_document
from etl.store.engine import Engine, reading
from geo.errors import NetraError

if TYPE_CHECKING:
    from etl.documents import Document


def as_copy(options: ImportOptions, back: Returned) -> ImportOptions:
    """A corrected copy is read as its original was, and is known no earlier."""
    known_on = options.known_on or max(options.day(), back.known_on or options.day())
    return replace(
        options,
        kind=options.kind or back.kind,
        region_code=options.region_code or back.region_code,
        known_on=known_on,
        replaces_sha256=back.sha256,
    )


def complete(engine: Engine, document: Document, back: Returned, options: ImportOptions) -> ImportResult:
    """A workbook of waiting rows corrects these rows of its document."""
    if back.document_id is None:
        raise fault(NetraError, "returned_unknown", file=document.name)
    told = dict(corrected_rows(document))
    if options.dry_run:
        left = left_after(engine, told, back.document_id)
        return _completed(document, back, left, options, None)
    left = settle_rows(engine, copy_row(document, back, options), told, document_id=back.document_id)
    with reading(engine) as connection:
        known = find_document(connection, document.sha256)
    return _completed(document, back, left, options, known["id"] if known else None)


def _completed(
    document: Document,
    back: Returned,
    left: dict[int, dict[str, Any]],
    options: ImportOptions,
    copy_id: int | None,
) -> ImportResult:
    """What came of it, or would come (``copy_id`` None): rows settled and rows left."""
    waiting = [
        {"sheet": r["sheet"], "row": r["row_no"], "reason": r["reason"], "message": r["why"]}
        for r in left.values()
    ]
    result = ImportResult(
        document.name,
        document.sha256,
        back.kind,
        back.region_code,
        "partial" if left else "import",
        "",
        quarantined=waiting,
        document_id=copy_id,
        returns={**back.to_dict(), "left": len(left)},
    )
    return replace(result, message=result_sentence(result, options.language))


def result_sentence(result: ImportResult, language: str) -> str:
    """One sentence for what became of a file."""
    if result.returns and result.returns.get("document_id"):
        return _returned(result, language)
    waiting = len({(p["sheet"], p["row"]) for p in result.quarantined})
    counts = {"records": result.record_count, "waiting": waiting, "odd": len(result.flags)}
    return summary(result.file, result.kind, language=language, **counts, rest=len(result.not_data))


def _returned(result: ImportResult, language: str) -> str:
    told = result.returns or {}
    what = sentence("returned_whole" if told["is_whole"] else "returned_rest", language=language)
    left = len({(p["sheet"], p["row"]) for p in result.quarantined})
    fixed = max(0, told["waiting"] - left)  # printed rows, however many problems each has
    place = {"file": result.file, "document": told["document_id"], "name": told["name"]}
    return sentence("summary_returned", language=language, fixed=fixed, left=left, what=what, **place) + "."


__all__ = ["as_copy", "complete", "result_sentence"]
