"""PDF with text: pypdf's layout mode keeps columns apart by blanks; a scan is refused with its name."""

from __future__ import annotations

import io
import logging

from etl.documents.aligned import LEAST_ROWS, read_aligned
from etl.documents.grid import Grid, Refused, clean

PAGE_LIMIT = 300


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
    return _joined(layouts), clean(plain)


def _joined(layouts: list[str]) -> list[Grid]:
    """One sheet per page; a page that goes on numbering where the last one ended belongs to that sheet.

    Rows are the lines with text, counted through all pages of a sheet.
    """
    grids: list[Grid] = []
    lines_before = 0
    for number, text in enumerate(layouts, 1):
        lines = [line for line in text.split("\n") if line.strip()]
        grid = read_aligned(lines, f"Halaman {number}", least_rows=1 if grids else LEAST_ROWS)
        if grid is None:
            continue
        if grids and _numbers(grid)[:1] == [n + 1 for n in _numbers(grids[-1])[-1:]] and _has_no_titles(grid):
            grids[-1].cells += grid.cells
            grids[-1].rows += [row + lines_before for row in grid.rows]
        else:
            grid.lead = _title_lines(grids[0]) if grids else []
            grids.append(grid)
            lines_before = 0
        lines_before += len(lines)
    return grids


def _title_lines(grid: Grid) -> list[str]:
    """The lines above the columns of the first page: its title holds for the other pages too."""
    lines = []
    for row in grid.cells:
        if len(row) > 1:
            break
        lines.append(str(row[0]))
    return lines


def _numbers(grid: Grid) -> list[int]:
    """The running numbers in the first column."""
    return [int(t) for row in grid.cells if len(row) > 1 and (t := str(row[0] or "").rstrip(".")).isdigit()]


def _has_no_titles(grid: Grid) -> bool:
    """Before its first numbered row a page that goes on has no row of several texts."""
    for row in grid.cells:
        if str(row[0] or "").rstrip(".").isdigit():
            return True
        if sum(v is not None for v in row) > 2:
            return False
    return False
