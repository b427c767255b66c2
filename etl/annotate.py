"""A workbook to correct: as it was received, with red cells, a comment per problem and a guide, for Excel.

Where the file itself is kept (encrypted, DECISIONS 2) it is the same workbook, or a clean XLSX of its tables
when it was of another container. Where it is not kept, the waiting rows alone are written, without names;
what comes back then corrects these rows. Either way the guide carries a marker by which the file is
recognised when it is loaded again (``etl.returned``).
"""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

import structlog

from etl.marking import MARKER
from etl.messages import fault, sentence
from etl.sealing import unsealed
from etl.settling import title_to_fix
from etl.store.documents import document_row
from etl.store.engine import Engine, reading, writing
from etl.store.people import append_audit
from etl.store.quarantine import waiting_rows
from etl.store.scope import Scope
from geo.errors import NetraError

MARKING_SECONDS = 45
MOST_ROWS = 30_000  # rows of a workbook that is marked whole; of a larger one the waiting rows go out
FIXED_HEADS = ("No. karantina", "Lembar asal", "Baris asal", "Masalah", "Saran")
REST_SHEET = "Baris menunggu"
PLACE = re.compile(r'^.*?(?:baris|row) \d+(?:, (?:kolom|column) "[^"]*")?: ', re.DOTALL)
Row = Mapping[str, Any]
log = structlog.get_logger()


@dataclass(frozen=True)
class Annotated:
    """A workbook to hand out; ``is_whole`` when it is the received one, not only the rows that wait."""

    name: str
    content: bytes
    is_whole: bool
    waiting: int


def annotated_workbook(
    engine: Engine,
    document_id: int,
    *,
    data_key: str | None = None,
    by: str | None = None,
    scope: Scope | None = None,
    language: str = "id",
) -> Annotated:
    """The workbook of a document with its problems marked.

    Args:
        data_key: opens the kept bytes; without it (or when they were not kept) only waiting rows are written.
        scope: of who asks; None = the program itself.

    Raises:
        NetraError: no such document, nothing waits in it, or it lies outside the scope (StoreError).
    """
    with reading(engine) as connection:
        document = document_row(connection, document_id)
        if scope is not None:
            scope.require(document["region_code"], kind=document["kind"])
        rows = waiting_rows(connection, document_id)
    waiting = [r for r in rows if r["status"] == "open"]
    if not waiting:
        raise fault(NetraError, "nothing_waits", file=document["name"])
    whole = _whole(document, rows, data_key, language)
    content = whole or _marked(_rest_task(document, waiting, language))
    if content is None:
        raise fault(NetraError, "marking_failed", file=document["name"])
    with writing(engine) as connection:
        now = datetime.now(UTC).replace(tzinfo=None)
        detail = {"rows": len(waiting), "whole": whole is not None}
        append_audit(
            connection, action="annotate", actor=by, now=now, subject=document["name"], detail=detail
        )
    name = f"{PurePath(str(document['name'])).stem} - perlu diperbaiki.xlsx"
    return Annotated(name, content, whole is not None, len(waiting))


# --- the whole workbook --------------------------------------------------------------------------------


def _whole(document: Row, rows: list[dict[str, Any]], data_key: str | None, language: str) -> bytes | None:
    """The received workbook marked; None when its bytes are not at hand or it is too large to mark."""
    if not document["content"] or not data_key or document["container"] in {"text", "docx", "pdf"}:
        return None
    if document["row_count"] > MOST_ROWS:
        return None
    data = unsealed(document["content"], data_key)
    task = _task(document, [r for r in rows if r["status"] == "open"], "utuh", language)
    task["fixed"] = [place for row in rows for place in _fixed_cells(row)]
    if document["container"] == "xlsx":
        task["content"] = data
    else:
        task["sheets"] = _sheets(data, str(document["name"]))
    return _marked(task)


def _sheets(data: bytes, name: str) -> list[tuple[str, list[tuple[int, list[Any]]]]]:
    from etl.documents import open_document

    opened = open_document(data, name=name)
    return [
        (grid.name or f"Data {n}".replace(" 1", ""), list(zip(grid.rows, grid.cells, strict=True)))
        for n, grid in enumerate(opened.sheets, 1)
    ]


def _fixed_cells(row: Row) -> list[dict[str, Any]]:
    """Cells that were mended on the page since: the workbook shows them mended."""
    changes = (row["fix"] or {}).get("changes") or {}
    if row["status"] != "fixed" or row["title"] not in changes or not row["col_no"]:
        return []
    return [
        {"sheet": row["sheet"], "row": row["row_no"], "col": row["col_no"], "value": changes[row["title"]]}
    ]


def _task(document: Row, waiting: list[dict[str, Any]], way: str, language: str) -> dict[str, Any]:
    heads = sentence("guide_heads", language=language).split("|")
    lines = sentence(f"guide_{way}", language=language, file=None, name=document["name"], count=len(waiting))
    return {
        "problems": [_problem(row, language) for row in waiting],
        "guide": lines.split("|"),
        "heads": list(zip(heads, (18, 9, 22, 70, 50), strict=True)),
        "marker_note": sentence("guide_marker", language=language),
        "marker": ";".join(
            (MARKER, way, document["sha256"], str(document["kind"] or ""), str(document["region_code"] or ""))
        ),
    }


def _problem(row: Row, language: str) -> dict[str, Any]:
    suggestions = [s for s in row["suggestions"] or [] if isinstance(s, str)]
    hint = sentence("guide_hint", language=language, met=suggestions) if suggestions else ""
    return {
        "sheet": row["sheet"],
        "row": row["row_no"],
        "col": row["col_no"],
        "column": row["title"] or "",
        "text": PLACE.sub("", str(row["message"])),
        "hint": hint,
    }


# --- the waiting rows alone ----------------------------------------------------------------------------


def _rest_task(document: Row, waiting: list[dict[str, Any]], language: str) -> dict[str, Any]:
    """A sheet with the waiting rows as printed, personal data removed, each with its number."""
    task = _task(document, waiting, "sisa", language)
    titles = list(dict.fromkeys(_titles(waiting)))
    cells: list[tuple[int, list[Any]]] = [(1, [*FIXED_HEADS, *titles])]
    problems = []
    for number, (row, told) in enumerate(zip(waiting, task["problems"], strict=True), 2):
        fixed = (row["fix"] or {}).get("changes") or {}
        raw = {**(row["raw"] or {}), **fixed}
        place = [row["id"], row["sheet"], row["row_no"], told["text"], told["hint"]]
        cells.append((number, [*place, *(raw.get(t) for t in titles)]))
        at = len(FIXED_HEADS) + 1 + titles.index(_title(row)) if _title(row) in titles else 4
        problems.append({**told, "sheet": REST_SHEET, "row": number, "col": at})
    task["problems"] = problems
    task["sheets"] = [(REST_SHEET, cells)]
    task["widths"] = {"1": 10, "2": 14, "3": 10, "4": 60, "5": 40}
    return task


def _titles(waiting: list[dict[str, Any]]) -> list[str]:
    found = [str(title) for row in waiting for title in (row["raw"] or {})]
    return found + [title for row in waiting if (title := _title(row))]


def _title(row: Row) -> str:
    try:
        return title_to_fix(row)
    except NetraError:
        return ""


def _marked(task: dict[str, Any]) -> bytes | None:
    """Ask a child process, limited in memory and time; None when it could not."""
    command = [sys.executable, "-m", "etl.marking"]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command, input=pickle.dumps(task), capture_output=True, timeout=MARKING_SECONDS, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        log.warning("buku kerja tidak dapat ditandai", sebab=type(error).__name__)
        return None
    return done.stdout


__all__ = ["FIXED_HEADS", "REST_SHEET", "Annotated", "annotated_workbook"]
