"""Look at a zip before opening anything inside it: sizes, ratios, names, passwords."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from xml.parsers import expat

from etl.documents.grid import Refused

ENTRY_LIMIT = 5_000
EXPANDED_LIMIT = 600 * 2**20  # bytes after unpacking, all entries
RATIO_LIMIT = 250  # a sheet of equal cells packs about 1:60; zip bombs start near 1:1000
RATIO_FROM = 16 * 2**20  # ratios of small entries mean nothing
CHUNK = 1 << 16


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive, after checks; raises Refused when truncated, protected or a bomb."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("zip_truncated") from error
    if len(entries) > ENTRY_LIMIT:
        raise Refused("too_many_sheets", count=len(entries))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("file_protected")
    expanded = sum(entry.file_size for entry in entries)
    if expanded > EXPANDED_LIMIT or any(_is_bomb(entry) for entry in entries):
        raise Refused("zip_bomb", megabytes=expanded // 2**20)
    return archive


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FROM and entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1)


def parse_part(archive: zipfile.ZipFile, name: str, start: Callable, end: Callable, text: Callable) -> bool:
    """Stream one XML part through expat; False when the part is not there. No DTD is ever accepted."""
    try:
        part = archive.open(name)
    except KeyError:
        return False
    parser = xml_parser(start, end, text)
    try:
        with part:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, OSError) as error:
        raise Refused("file_unreadable", part=name) from error
    except Exception as error:  # zlib.error has no common base with the others
        if type(error).__name__ == "error":
            raise Refused("zip_truncated") from error
        raise
    return True


def xml_parser(start: Callable, end: Callable, text: Callable) -> expat.XMLParserType:
    """An expat parser that joins text and refuses document types, hence entities and outside files."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_arguments: object) -> None:
    raise Refused("file_doctype")
