"""The child process that parses: limited in memory, replaceable, and all it can do is answer.

Reads length-prefixed pickles (name, bytes) from standard input and writes one pickled answer for each:
("ok", container, grids, text) or ("refused", code, details). Started by etl.documents.pool.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import BinaryIO

from etl.documents.grid import Grid, Refused

MEMORY_LIMIT = 640 * 2**20  # address space in bytes: about 512 MB resident
Answer = tuple


def parse(name: str, data: bytes) -> tuple[str, list[Grid], str | None]:
    """(container, sheets, text) of a document; raises Refused."""
    from etl.documents.recognise import recognise

    container = recognise(data, name)
    if container in ("csv", "text", "html"):
        return _parse_text(container, data)
    if container == "pdf":
        from etl.documents.pdf import read_pdf

        return ("pdf", *read_pdf(data))
    if container == "rtf":
        from etl.documents.rtf import read_rtf

        return ("rtf", *read_rtf(data))
    if container == "docx":
        from etl.documents.docx import read_docx

        return ("docx", *read_docx(data))
    return _parse_workbook(container, data)


def _parse_text(container: str, data: bytes) -> tuple[str, list[Grid], str | None]:
    from etl.documents.delimited import decode, read_delimited, tables_in_text

    text = decode(data)
    if container == "csv":
        return "csv", read_delimited(text), None
    if container == "html":
        from etl.documents.html import read_html

        return ("html", *read_html(text))
    text = text.replace("\0", "")
    return "text", tables_in_text(text), text


def _parse_workbook(container: str, data: bytes) -> tuple[str, list[Grid], str | None]:
    if container == "xlsx":
        from etl.documents.xlsx import read_xlsx

        return "xlsx", read_xlsx(data), None
    if container == "xlsb":
        from etl.documents.xlsb import read_xlsb

        return "xlsb", read_xlsb(data), None
    if container == "ods":
        from etl.documents.ods import read_ods

        return "ods", read_ods(data), None
    if container == "xml2003":
        from etl.documents.xml2003 import read_xml2003

        return "xls", read_xml2003(data), None
    from etl.documents.xls import read_xls

    return "xls", read_xls(data), None


def answer(name: str, data: bytes) -> Answer:
    """Parse, and turn every failure into an answer; a fault of ours names its type, never file content."""
    try:
        return ("ok", *parse(name, data))
    except Refused as refused:
        return ("refused", refused.code, refused.details)
    except MemoryError:
        return ("refused", "too_much_memory", {})
    except RecursionError:
        return ("refused", "file_unreadable", {"part": "struktur"})
    except Exception as error:
        return ("refused", "file_unreadable", {"part": type(error).__name__})


def main() -> None:
    """Serve until standard input closes."""
    _limit_memory()
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    while (frame := read_frame(source)) is not None:
        name, data = pickle.loads(frame)  # noqa: S301 - from our own parent
        reply = answer(name, data)
        try:
            body = pickle.dumps(reply, protocol=5)
        except MemoryError:
            del reply
            body = pickle.dumps(("refused", "too_much_memory", {}), protocol=5)
        target.write(struct.pack(">Q", len(body)))
        target.write(body)
        target.flush()


def read_frame(source: BinaryIO) -> bytes | None:
    """One length-prefixed message, None at the end of the stream."""
    head = source.read(8)
    return source.read(struct.unpack(">Q", head)[0]) if len(head) == 8 else None


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows: the time limit remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
