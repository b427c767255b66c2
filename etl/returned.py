"""A corrected workbook comes back: recognised by the marker on its guide sheet, it settles what waited.

A whole workbook replaces the document it was made from, as a later version (``etl.store.ordering``). A
workbook of waiting rows alone corrects these rows, each as if it had been corrected on the page.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from etl.annotate import FIXED_HEADS
from etl.marking import GUIDE, MARKER
from etl.messages import fault
from etl.privacy import scrub
from etl.reread import read_again
from etl.settling import Answer, settle_row
from etl.store.documents import current_of, find_document, keep_document
from etl.store.engine import Engine, reading, writing
from etl.store.people import append_audit
from etl.store.quarantine import quarantine_row, waiting_rows
from etl.store.replacing import mark_settled
from etl.world import World
from geo.errors import NetraError

if TYPE_CHECKING:
    from etl.documents import Document, Grid
    from etl.importing import ImportOptions
    from etl.store.scope import Scope

MARK = re.compile(rf"{MARKER};(utuh|sisa);([0-9a-f]{{64}});(\w*);([\d.]*)")
Row = Mapping[str, Any]
LONGEST_PROPERTIES = 64 * 1024  # bytes


@dataclass(frozen=True)
class Returned:
    """Which document a workbook is the corrected copy of; ``document_id`` None when it is not known here."""

    sha256: str
    is_whole: bool
    kind: str | None
    region_code: str | None
    document_id: int | None = None
    name: str = ""
    known_on: date | None = None
    waiting: int = 0  # printed rows of it that wait

    def to_dict(self) -> dict[str, Any]:
        """What a preview says of it."""
        names = ("document_id", "name", "is_whole", "waiting")
        return {name: getattr(self, name) for name in names}


def permit(scope: Scope | None, regions: Iterable[str | None], *, kind: str | None) -> None:
    """Refuse whoever was not granted one of these whole regions; None = the program itself.

    Raises:
        NetraError: the file is refused, the database unchanged.
    """
    for code in sorted(regions, key=str) if scope is not None else ():
        try:
            scope.require(code, kind=kind)  # type: ignore[union-attr]
        except NetraError as error:
            told = fault(NetraError, "region_not_granted", region=code or "nasional")
            raise told from error


def find_return(engine: Engine, document: Document, data: bytes | None = None) -> Returned | None:
    """What the marker in the document says, or in the properties of its file; None when there is none."""
    guides = [grid for grid in document.sheets if grid.name and GUIDE.lower() in grid.name.lower()]
    found = next((m for m in map(_marker, guides) if m), None)
    if found is None and data is not None and document.container == "xlsx":
        found = MARK.search(_properties(data))
    if found is None:
        return None
    way, sha256, kind, region = found.groups()
    told = Returned(sha256, way == "utuh", kind or None, region or None)
    with reading(engine) as connection:
        known = find_document(connection, sha256)
        if known is None or known["undone_at"] is not None:
            return told
        latest = current_of(connection, dict(known)) if told.is_whole else dict(known)
        rows = waiting_rows(connection, latest["id"])
    waiting = len({(r["sheet"], r["row_no"]) for r in rows if r["status"] == "open"})
    return Returned(
        latest["sha256"], told.is_whole, latest["kind"], latest["region_code"], latest["id"],
        latest["name"], latest["known_on"], waiting,
    )  # fmt: skip


def _properties(data: bytes) -> str:
    """The file's own properties, as text; short, whatever the archive claims."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("docProps/custom.xml") as part:
            return part.read(LONGEST_PROPERTIES).decode("utf-8", "replace")
    except (KeyError, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, zlib.error):
        return ""


def _marker(grid: Grid) -> re.Match[str] | None:
    for cells in reversed(grid.cells):
        for value in cells:
            if isinstance(value, str) and MARKER in value and (found := MARK.search(value)):
                return found
    return None


def corrected_rows(document: Document) -> Iterator[tuple[int, dict[str, str]]]:
    """(number of the waiting row, {title: text}) of a workbook of waiting rows.

    Raises:
        NetraError: its list of rows is gone.
    """
    grid = next((g for g in document.sheets if g.cells and _is_head(g.cells[0])), None)
    if grid is None:
        raise fault(NetraError, "returned_columns", file=document.name, met=FIXED_HEADS[0])
    titles = [str(v) if v is not None else "" for v in grid.cells[0]]
    for cells in grid.cells[1:]:
        number = cells[0]
        if isinstance(number, float) and number.is_integer():
            number = int(number)
        if not str(number).isdigit():
            continue
        told = dict(zip(titles, cells, strict=False))
        yield int(str(number)), {t: shown(v) for t, v in told.items() if t and t not in FIXED_HEADS}


def copy_row(document: Document, back: Returned, options: ImportOptions) -> dict[str, Any]:
    """The returned workbook's own row in ``document``: it holds no facts, it settled rows of another."""
    return {
        "sha256": document.sha256,
        "name": document.name,
        "size_bytes": document.size_bytes,
        "container": document.container,
        "kind": back.kind,
        "region_code": back.region_code,
        "outcome": "import",
        "message": f"melengkapi dokumen no. {back.document_id}",
        "known_on": options.known_on or options.day(),
        "received_at": options.moment(),
        "imported_by": options.imported_by,
        "is_simulated": options.is_simulated,
        "row_count": sum(grid.row_count for grid in document.sheets),
        "record_count": 0,
        "quarantined_count": 0,
        "not_data_count": 0,
    }


def _is_head(cells: list[object]) -> bool:
    return [str(v) for v in cells[: len(FIXED_HEADS)]] == list(FIXED_HEADS)


def shown(value: object) -> str:
    """A cell as the text that the reader would have printed."""
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def changes_of(row: Row, told: Mapping[str, str]) -> dict[str, str]:
    """What was changed in a waiting row: texts that differ from what was printed (or mended before)."""
    before = {**(row["raw"] or {}), **((row["fix"] or {}).get("changes") or {})}
    return {t: scrub(text) for t, text in told.items() if text and text != str(before.get(t) or "")}


def left_after(
    engine: Engine, told: Mapping[int, Mapping[str, str]], document_id: int
) -> dict[int, dict[str, Any]]:
    """Which rows would go on waiting, by number, each with ``why``; nothing is written."""
    world = World.of(engine)
    with reading(engine) as connection:
        rows = {r["id"]: r for r in waiting_rows(connection, document_id) if r["status"] == "open"}
    left: dict[int, dict[str, Any]] = {}
    for number, row in rows.items():
        changes = changes_of(row, told.get(number, {}))
        again = read_again(row, changes, world=world) if changes else None
        if again is None or (row["reason"], row["field"]) in again.left:
            left[number] = {**row, "why": again.why if again else str(row["message"])}
    return left


def settle_rows(
    engine: Engine, copy: Mapping[str, Any], told: Mapping[int, Mapping[str, str]], *, document_id: int
) -> dict[int, dict[str, Any]]:
    """A workbook of waiting rows came back: settle those that were corrected, in one transaction.

    Args:
        copy: the row of that workbook in ``document``.
        told: number of the waiting row -> {title: text} as it came back.

    Returns:
        The rows that still wait, by number, each with ``why``.
    """
    world, by, now = World.of(engine), copy["imported_by"], copy["received_at"]
    why: dict[int, str] = {}
    with writing(engine) as connection:
        copy_id = keep_document(connection, copy)
        before = {r["id"]: r for r in waiting_rows(connection, document_id) if r["status"] == "open"}
        for number in (n for n in told if n in before):
            try:
                row = quarantine_row(connection, number)  # its sibling may have settled it
                if changes := changes_of(row, told[number]):
                    settle_row(connection, row, Answer(changes, world, by, now, {}))
            except NetraError as error:
                why[number] = str(error)
        after = {r["id"] for r in waiting_rows(connection, document_id) if r["status"] == "open"}
        mark_settled(connection, before.keys() - after, copy_id=copy_id)
        detail = {"document": document_id, "rows": len(before) - len(after), "left": len(after)}
        append_audit(connection, action="returned", actor=by, now=now, subject=copy["name"], detail=detail)
    return {n: {**before[n], "why": why.get(n, str(before[n]["message"]))} for n in sorted(after)}


__all__ = [
    "Returned",
    "changes_of",
    "copy_row",
    "corrected_rows",
    "find_return",
    "left_after",
    "permit",
    "settle_rows",
    "shown",
]
