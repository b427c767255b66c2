"""XLSX and XLSM by streaming expat: values, number formats, merges, hidden parts, formulas without a value.

Sparse on purpose: one cell at XFD1048576 costs one cell here, and 550 GB in readers that fill a rectangle.
"""

from __future__ import annotations

import posixpath
import zipfile

from etl.documents.archive import open_zip, parse_part
from etl.documents.grid import SHEET_LIMIT, Grid, Refused, clean, is_date_format
from etl.documents.xlsx_sheet import SheetScan

DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # ECMA-376 18.8.30
PERCENT_FORMATS = {9, 10}


def read_xlsx(data: bytes) -> list[Grid]:
    """All sheets in the workbook's order; raises Refused."""
    archive = open_zip(data)
    sheets, is_1904 = _workbook(archive)
    if len(sheets) > SHEET_LIMIT:
        raise Refused("too_many_sheets", count=len(sheets))
    strings = _shared_strings(archive)
    formats = _formats(archive)
    grids = []
    for name, path, is_hidden in sheets:
        scan = SheetScan(Grid(name, is_hidden=is_hidden), strings, formats, is_1904)
        if parse_part(archive, path, scan.start, scan.end, scan.text):
            grids.append(scan.finish())
    return grids


def local(tag: str) -> str:
    """The tag without its namespace prefix."""
    return tag.rpartition(":")[2]


def _find(archive: zipfile.ZipFile, suffix: str) -> str | None:
    return next((n for n in archive.namelist() if n.lower().endswith(suffix)), None)


def _attribute(attributes: dict[str, str], name: str) -> str | None:
    return next((v for k, v in attributes.items() if local(k) == name), None)


def _workbook(archive: zipfile.ZipFile) -> tuple[list[tuple[str, str, bool]], bool]:
    """[(sheet name, path of its part, is hidden)], and whether days count from 1904."""
    book = _find(archive, "xl/workbook.xml") or _find(archive, "workbook.xml")
    if book is None:
        raise Refused("file_not_supported", what="zip")
    found: list[tuple[str, str | None, bool]] = []
    system = {"is_1904": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "sheet":
            found.append(
                (
                    attributes.get("name", ""),
                    attributes.get("r:id") or _attribute(attributes, "id"),
                    attributes.get("state", "visible") != "visible",
                )
            )
        elif local(tag) == "workbookPr":
            system["is_1904"] = attributes.get("date1904", "0") in ("1", "true")

    parse_part(archive, book, start, _nothing, _nothing)
    targets = sheet_targets(archive, book)
    sheets = [(name, targets.get(rid or "", ""), hidden) for name, rid, hidden in found]
    return [s for s in sheets if s[1]], system["is_1904"]


def sheet_targets(archive: zipfile.ZipFile, book: str) -> dict[str, str]:
    """Relation id → path of a worksheet part (chart sheets and links outside are left out)."""
    folder, _, name = book.rpartition("/")
    targets: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) != "Relationship" or not attributes.get("Type", "").endswith("/worksheet"):
            return
        target = attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        targets[attributes.get("Id", "")] = posixpath.normpath(path)

    parse_part(archive, posixpath.join(folder, "_rels", f"{name}.rels"), start, _nothing, _nothing)
    return targets


def _shared_strings(archive: zipfile.ZipFile) -> list[str | None]:
    path = _find(archive, "xl/sharedstrings.xml")
    strings: list[str | None] = []
    if path is None:
        return strings
    state = {"is_text": False, "is_phonetic": False}
    parts: list[str] = []

    def start(tag: str, _attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "t":
            state["is_text"] = not state["is_phonetic"]
        elif tag == "si":
            parts.clear()
        elif tag == "rPh":
            state["is_phonetic"] = True

    def end(tag: str) -> None:
        tag = local(tag)
        if tag == "t":
            state["is_text"] = False
        elif tag == "si":
            strings.append(clean("".join(parts)))
        elif tag == "rPh":
            state["is_phonetic"] = False

    def text(data: str) -> None:
        if state["is_text"]:
            parts.append(data)

    parse_part(archive, path, start, end, text)
    return strings


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """For each cell style "" (plain), "d" (date or time) or "%" (percentage)."""
    path = _find(archive, "xl/styles.xml")
    custom: dict[int, str] = {}
    formats: list[str] = []
    state = {"is_cell": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "numFmt":
            custom[int(attributes.get("numFmtId", "0") or 0)] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            state["is_cell"] = True
        elif tag == "xf" and state["is_cell"]:
            formats.append(cell_format(int(attributes.get("numFmtId", "0") or 0), custom))

    def end(tag: str) -> None:
        if local(tag) == "cellXfs":
            state["is_cell"] = False

    if path is not None:
        try:
            parse_part(archive, path, start, end, _nothing)
        except ValueError:
            return formats
    return formats


def cell_format(number: int, custom: dict[int, str]) -> str:
    """ "" (plain), "d" (date or time) or "%" of a number format; `custom`: the workbook's own."""
    code = custom.get(number)
    if code is None:
        return "d" if number in DATE_FORMATS else "%" if number in PERCENT_FORMATS else ""
    if is_date_format(code):
        return "d"
    return "%" if "%" in code.split(";")[0] and '"%"' not in code else ""


def _nothing(*_arguments: object) -> None:
    return None
