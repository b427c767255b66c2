"""From a file to the database: read, check, keep; one document is one transaction.

``import_document`` is the only way in, for an office's workbook, a news text, the packaged reference tables
and the simulation alike. The same bytes again change nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from etl.annotate import annotated_workbook
from etl.completing import as_copy, complete, result_sentence
from etl.discreet import file_label, read_discreetly
from etl.importing import ImportOptions, ImportResult
from etl.keeping import keep_reading
from etl.messages import sentence
from etl.resolve import accept_story, dismiss_quarantine, resolve_quarantine, undo_fix
from etl.returned import Returned, find_return, permit
from etl.store.documents import find_document, undo_document
from etl.store.engine import Engine, StoreError, reading
from etl.store.listing import REFERENCE_KINDS
from etl.world import World
from geo.errors import NetraError

if TYPE_CHECKING:
    from etl.context import Reading
    from etl.documents import Document

Source = Path | str | bytes
log = structlog.get_logger()


def import_document(
    engine: Engine,
    source: Source,
    *,
    options: ImportOptions | None = None,
    name: str | None = None,
    world: World | None = None,
) -> ImportResult:
    """Read one document and keep what it says, whole or not at all.

    Args:
        source: a path, or the bytes (then with ``name``).
        world: regions, OPD and mappings, when many documents are read in a row.

    Returns:
        The result; ``outcome`` "reject" when nothing could be read (the database is unchanged), "known" when
        these bytes are in the database already, "empty" when there was nothing to keep.

    Raises:
        StoreError: the database refused (locked, read-only, full); nothing was written.
    """
    options = options or ImportOptions()
    label = file_label(name or (Path(source).name if not isinstance(source, bytes) else "dokumen"))
    try:
        opened = _open(engine, source, label, options)
        return opened if isinstance(opened, ImportResult) else _import(engine, opened, options, world)
    except StoreError:
        raise
    except NetraError as error:
        return ImportResult.refused(label, error, language=options.language)


@dataclass(frozen=True)
class _Opened:
    document: Document
    data: bytes


def _open(engine: Engine, source: Source, label: str, options: ImportOptions) -> _Opened | ImportResult:
    from etl.documents import open_document
    from etl.documents.refusal import DocumentRefused, read_bytes

    data = source if isinstance(source, bytes) else read_bytes(Path(source), options.language)
    sha256 = hashlib.sha256(data).hexdigest()
    with reading(engine) as connection:
        known = find_document(connection, sha256)
    if known is not None and known["undone_at"] is None:
        told = {"file": label, "number": known["id"], "day": known["known_on"]}
        message = sentence("document_known", language=options.language, **told)
        place = {"kind": known["kind"], "region_code": known["region_code"], "document_id": known["id"]}
        return ImportResult(label, sha256, outcome="known", message=message, **place)
    try:
        return _Opened(open_document(data, name=label, language=options.language), data)
    except DocumentRefused as refused:
        return ImportResult.refused(label, refused, sha256=sha256)


def _import(engine: Engine, opened: _Opened, options: ImportOptions, world: World | None) -> ImportResult:
    document = opened.document
    back = find_return(engine, document, opened.data)
    if back is not None:
        permit(options.scope, {back.region_code}, kind=back.kind)
        if not back.is_whole:
            return complete(engine, document, back, options)
        options = as_copy(options, back)
    world = world or World.of(engine)
    document, told = read_discreetly(document, world, options)
    _permit(told, options)
    outcome = _outcome(told)
    result = _result(document, told, outcome, back=back, language=options.language)
    if options.dry_run or outcome in {"reject", "empty"}:
        return result
    kept = keep_reading(engine, document, told, world=world, options=options, content=opened.data)
    more = [_as_dict(f, "reason", "message") for f in kept.flags]
    waiting = [_as_dict(p, "reason", "message", "suggestions") for p in kept.quarantined]
    result = replace(
        result,
        document_id=kept.document_id,
        outcome="partial" if waiting else outcome,
        records=kept.records,
        flags=result.flags + more,
        quarantined=result.quarantined + waiting,
    )
    return replace(result, message=result_sentence(result, options.language))


def _result(
    document: Document, told: Reading, outcome: str, *, back: Returned | None, language: str
) -> ImportResult:
    return ImportResult(
        document.name,
        document.sha256,
        told.kind,
        told.region_code,
        outcome,
        told.message or sentence("nothing_read", language=language, file=document.name),
        records=told.records,
        quarantined=[_as_dict(p, "reason", "message", "suggestions") for p in told.quarantined],
        flags=[_as_dict(f, "reason", "message") for f in told.flags],
        not_data=[{"sheet": n.sheet, "row": n.row, "why": n.why} for n in told.not_data],
        code=told.reason,
        layouts=[
            {"sheet": x.sheet, "row": x.row, "kind": x.kind, "layout": x.hash, "columns": x.columns}
            for x in told.layouts
        ],
        returns=back.to_dict() if back else None,
    )


def _permit(told: Reading, options: ImportOptions) -> None:
    """Whoever imports may write to every region and stream that the document tells of."""
    if options.scope is None:
        return
    kinds = {str(r.get("kind") or told.kind) for r in told.records} or {str(told.kind)}
    codes = {r.get("region_code") or told.region_code or options.region_code for r in told.records}
    if told.kind in REFERENCE_KINDS:
        codes = {"00"}  # the lists that everybody's figures rest on
    for kind in sorted(kinds):
        permit(options.scope, codes or {options.region_code}, kind=kind)


def _outcome(told: Reading) -> str:
    if told.records:
        return "partial" if told.quarantined else "import"
    if told.quarantined:
        return "partial"
    return "reject" if told.kind is None else "empty"


def _as_dict(problem: Any, *names: str) -> dict[str, Any]:
    found = {"sheet": problem.sheet, "row": problem.row, **{n: getattr(problem, n) for n in names}}
    return found if problem.col is None else {**found, "col": problem.col}


def field_choices(kind: str) -> list[tuple[str, str]]:
    """What a column of this kind may mean: (field, title), for the drop-down of a preview."""
    from etl.kinds import KINDS

    known = KINDS.get(kind)
    return [(c.field, c.title) for c in known.all_columns if c.form != "private"] if known else []


def import_many(
    engine: Engine,
    sources: Iterable[Path | str],
    *,
    options: ImportOptions | None = None,
    progress: Callable[[int, int, ImportResult], None] | None = None,
) -> list[ImportResult]:
    """Import files one after the other, each its own transaction; the next is opened while one is kept.

    A refused file does not stop the others; ``progress(done, total, result)`` is called after each.
    """
    options = options or ImportOptions()
    files = [Path(s) for s in sources]
    world = World.of(engine)
    results: list[ImportResult] = []
    for path, opened in _opened_ahead(engine, files, options):
        try:
            found = opened.result()
            result = found if isinstance(found, ImportResult) else _import(engine, found, options, world)
        except StoreError:
            raise
        except NetraError as error:
            result = ImportResult.refused(file_label(path.name), error, language=options.language)
        if result.kind == "wilayah" and result.outcome in {"import", "partial"}:
            world = World.of(engine)
        results.append(result)
        if progress:
            progress(len(results), len(files), result)
    return results


def _opened_ahead(
    engine: Engine, files: list[Path], options: ImportOptions
) -> Iterator[tuple[Path, Future[_Opened | ImportResult]]]:
    with ThreadPoolExecutor(max_workers=1) as pool:
        ahead: Future[Any] | None = None
        for n, path in enumerate(files):
            opened = ahead or pool.submit(_open, engine, path, file_label(path.name), options)
            following = files[n + 1] if n + 1 < len(files) else None
            ahead = (
                pool.submit(_open, engine, following, file_label(following.name), options)
                if following
                else None
            )
            yield path, opened


def undo(
    engine: Engine,
    document_id: int,
    *,
    by: str | None,
    now: datetime | None = None,
    reason: str | None = None,
) -> str:
    """Take one document back; earlier versions speak again. Returns its name.

    Raises:
        StoreError: there is no such document, or others rest on it.
    """
    from etl.store.documents import document_name

    moment = now or datetime.now(UTC).replace(tzinfo=None)
    undo_document(engine, document_id, by=by, now=moment, reason=reason)
    with reading(engine) as connection:
        return document_name(connection, document_id)


def load_reference(engine: Engine, **options: Any) -> list[ImportResult]:
    """Import the packaged tables; see ``etl.packaged.load_reference``."""
    from etl.packaged import load_reference as load

    return load(engine, **options)


__all__ = [
    "ImportOptions",
    "ImportResult",
    "accept_story",
    "annotated_workbook",
    "dismiss_quarantine",
    "field_choices",
    "import_document",
    "import_many",
    "load_reference",
    "resolve_quarantine",
    "undo",
    "undo_fix",
]
