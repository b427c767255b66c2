"""File and sheet names that name a person: told by their number instead, before anything is read or kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import structlog

from etl.faults import where
from etl.messages import fault
from etl.privacy import scrub, scrub_names
from geo.errors import NetraError

if TYPE_CHECKING:
    from etl.context import Reading
    from etl.documents import Document
    from etl.documents.grid import Grid
    from etl.importing import ImportOptions
    from etl.world import World

log = structlog.get_logger()
SHEET = "lembar ke-{n}"  # etl.marking finds the sheet again by this number


def file_label(name: str) -> str:
    """The file's name without NIP, phone numbers and addressed names; the ending stays."""
    path = PurePath(name)
    stem = scrub(path.stem)
    return name if stem == path.stem else f"{stem.strip()}{path.suffix}"


def read_discreetly(document: Document, world: World, options: ImportOptions) -> tuple[Document, Reading]:
    """What the document says; a sheet or file that bears a person's name is read under a number instead.

    Raises:
        NetraError: a fault of our own reader refuses this file and spares the others.
    """
    document = without_people(document)
    told = _read(document, world, options)
    quiet = without_people(document, people_in(document, told))
    return (document, told) if quiet is document else (quiet, _read(quiet, world, options))


def _read(document: Document, world: World, options: ImportOptions) -> Reading:
    """What the document says; a fault of our own reader refuses this file and spares the others."""
    from etl.reading import read_document

    try:
        return read_document(document, world.context(options))
    except NetraError:
        raise
    except Exception as error:
        place = {"berkas": document.name, "sha256": document.sha256, "tempat": where(error)}
        log.error("pembaca gagal", jenis=type(error).__name__, **place)
        told = fault(NetraError, "reader_fault", file=document.name, met=type(error).__name__)
        raise told from error


def without_people(document: Document, people: Iterable[str] = ()) -> Document:
    """The document with discreet names of its sheets and itself; the same object when they are so already."""
    known = [(name, _words(name)) for name in people]
    changed = False
    for number, grid in enumerate(document.sheets, 1):
        if grid.name and (scrub(grid.name) != grid.name or _named(grid.name, known)):
            grid.name, changed = SHEET.format(n=number), True
    path = PurePath(document.name)
    if named := _named(path.stem, known):
        return replace(document, name=scrub_names(path.stem, named).strip() + path.suffix)
    return replace(document) if changed else document


def _named(text: str, people: list[tuple[str, frozenset[str]]]) -> list[str]:
    """People of whom the text tells two words, or all there is: "Maret" alone is a month."""
    mine = _words(text)
    return [name for name, words in people if words and (len(words & mine) > 1 or words == mine)]


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{3,}", text.lower()))


def people_in(document: Document, told: Reading) -> list[str]:
    """Names in the columns of persons, as the reading understood them."""
    grids: dict[str | None, Grid] = {grid.name: grid for grid in document.sheets}
    found: set[str] = set()
    for layout in told.layouts:
        columns = [c["col"] - 1 for c in layout.columns if c["field"] == "person_name"]
        grid = grids.get(layout.sheet)
        for cells in grid.cells if grid and columns else ():
            found.update(v for c in columns if c < len(cells) and isinstance(v := cells[c], str))
    return sorted(found)


__all__ = ["SHEET", "file_label", "people_in", "read_discreetly", "without_people"]
