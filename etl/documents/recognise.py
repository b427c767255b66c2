"""What is this file? By its content; the name only breaks ties between table and text."""

from __future__ import annotations

import re

from etl.documents.grid import Refused

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"BM")
_TEXT_NAMES = (".txt", ".md", ".text")
_TABLE_NAMES = (".csv", ".tsv", ".tab", ".xls", ".xlsx", ".psv")


def recognise(data: bytes, name: str) -> str:
    """One of xlsx xlsb ods docx xls xml2003 html rtf pdf csv text; raises Refused for anything else."""
    head = data[:4096]
    if not data.strip(b"\0 \r\n\t"):
        raise Refused("file_empty")
    if head.startswith(b"PK"):
        return _zip(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(data)
    if head[:2] == b"\x09\x08" and head[2:4] in (b"\x08\x00", b"\x10\x00"):
        return "xls"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_IMAGES):
        raise Refused("file_scan")
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith((b"\x7fELF", b"MZ", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"PAR1")):
        raise Refused("file_not_supported", what=head[:4].decode("latin-1").strip("\x00"))
    return _text(data, name)


def _zip(data: bytes) -> str:
    if b"[Content_Types].xml" in data or b"xl/" in data or b"word/" in data:
        if b"xl/workbook.bin" in data:
            return "xlsb"
        if b"word/document.xml" in data:
            return "docx"
        if b"xl/" in data or b"workbook.xml" in data:
            return "xlsx"
    if b"opendocument.spreadsheet" in data or b"content.xml" in data:
        return "ods"
    if len(data) < 200 or b"PK\x05\x06" not in data:
        raise Refused("zip_truncated")
    raise Refused("file_not_supported", what="ZIP")


def _compound(data: bytes) -> str:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise Refused("file_protected")
    if has("WordDocument"):
        raise Refused("file_not_supported", what="Word lama (.doc)")
    if has("PowerPoint Document"):
        raise Refused("file_not_supported", what="PowerPoint (.ppt)")
    return "xls"


def _text(data: bytes, name: str) -> str:
    from etl.documents.delimited import decode, is_table

    start = data[:200_000]
    text = decode(start)
    lower = text[:4000].lower()
    if "schemas-microsoft-com:office:spreadsheet" in lower and "<workbook" in lower:
        return "xml2003"
    if re.search(r"<(!doctype html|html|table|body|div)\b", lower):
        return "html"
    strange = sum(1 for c in text if (ord(c) < 32 and c not in "\t\r\n\f\0") or c == "\ufffd")
    if strange > max(20, len(text) // 20) or (start.count(0) > len(start) // 10 and "\0" in text):
        raise Refused("file_unreadable", part="teks")
    suffix = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if suffix in _TABLE_NAMES:
        return "csv"
    if suffix in _TEXT_NAMES:
        return "csv" if "\t" in text[:4000] and is_table(text) else "text"
    return "csv" if is_table(text) else "text"
