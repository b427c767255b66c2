"""PDF with text: pypdf's layout mode keeps columns apart by blanks; a scan is refused with its name."""

from __future__ import annotations

import io
import logging
import re

from etl.documents.grid import Grid, Refused, clean

PAGE_LIMIT = 300
_GAP = re.compile(r" {2,}")


def read_pdf(data: bytes) -> tuple[list[Grid], str | None]:
    """(one sheet per page that holds columns, running text); raises Refused."""
    from pypdf import PdfReader  # 0.2 s: only when a PDF comes
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("file_protected")
        pages = reader.pages[:PAGE_LIMIT]
        plain = "\n".join(page.extract_text() or "" for page in pages)
        if not plain.strip():
            raise Refused("file_scan")
        layouts = [page.extract_text(extraction_mode="layout") or "" for page in pages]
    except (Refused, MemoryError, RecursionError):
        raise
    except (PyPdfError, Exception) as error:  # a broken PDF breaks pypdf in many ways
        raise Refused("file_unreadable", part="PDF") from error
    grids = [g for n, text in enumerate(layouts, 1) if (g := _grid(text, n)) is not None]
    return grids, clean(plain)


def _grid(text: str, page: int) -> Grid | None:
    """Cells by the blank columns that all lines of a page share; None for running text."""
    lines = text.split("\n")
    starts = _column_starts([line for line in lines if len(_GAP.split(line.strip())) >= 3])
    if len(starts) < 3:
        return None
    grid = Grid(f"Halaman {page}")
    for number, line in enumerate(lines, 1):
        bounds = [*starts[1:], len(line) + 1]
        grid.put(number, [clean(line[a:b]) for a, b in zip(starts, bounds, strict=True)])
    return grid


def _column_starts(lines: list[str]) -> list[int]:
    """Where columns begin: positions after a stretch that is blank in all lines."""
    if len(lines) < 3:
        return []
    width = max(len(line) for line in lines)
    ink = [sum(1 for line in lines if i < len(line) and line[i] != " ") for i in range(width)]
    starts, is_blank = [], True
    for position, count in enumerate(ink):
        if count and is_blank:
            starts.append(position)
        is_blank = not count
    return [0, *starts[1:]] if starts else []
