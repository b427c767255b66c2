"""Open any office's file: recognised by content, parsed in a limited child process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from etl.documents.grid import Grid

if TYPE_CHECKING:
    from etl.documents.refusal import DocumentRefused

__all__ = ["Document", "DocumentRefused", "Grid", "open_document"]


@dataclass(frozen=True, slots=True)
class Document:
    """A file and what is in it: sheets of cells, or running text, or both (HTML, DOCX, RTF, PDF)."""

    name: str
    sha256: str
    size_bytes: int
    container: str  # xlsx xlsb xls ods csv text html docx rtf pdf
    sheets: tuple[Grid, ...]
    text: str | None


def __getattr__(attribute: str) -> object:
    # The child process imports this package too and must stay small: errors load when asked for.
    if attribute == "DocumentRefused":
        from etl.documents.refusal import DocumentRefused

        return DocumentRefused
    raise AttributeError(attribute)


def open_document(source: Path | str | bytes, *, name: str | None = None, language: str = "id") -> Document:
    """Read a file or its bytes; raises DocumentRefused (a NetraError) with a sentence and a stable code."""
    from etl.documents.pool import CHILD
    from etl.documents.refusal import read_bytes, refuse

    data = source if isinstance(source, bytes) else read_bytes(Path(source), language)
    name = name or ("dokumen" if isinstance(source, bytes) else Path(source).name)
    verdict, *rest = CHILD.ask(name, data)
    if verdict == "refused":
        code, details = rest
        raise refuse(code, name, details, language)
    container, sheets, text = rest
    return Document(name, hashlib.sha256(data).hexdigest(), len(data), container, tuple(sheets), text)
