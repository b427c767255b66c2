"""A small writer of XLSB for tests, since no library at hand writes it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date

_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(kind: int, body: bytes = b"") -> bytes:
    """One BIFF12 record."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(body), b""
    while True:
        low, length = length & 0x7F, length >> 7
        size += bytes([low | (0x80 if length else 0)])
        if not length:
            return head + size + body


def text(value: str) -> bytes:
    """A counted UTF-16 string."""
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def xlsb(
    rows: Sequence[Sequence[object]],
    *,
    hidden: Iterable[int] = (),
    merged: Iterable[tuple[int, int, int, int]] = (),
) -> bytes:
    """One sheet "Rekap"; rows hidden by number, merges as (first row, first column, last row and column)."""
    strings: list[str] = []
    wide = max((len(row) for row in rows), default=1)
    body = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, wide - 1)) + record(145)
    for r, row in enumerate(rows):
        flag = 0x10 if r + 1 in set(hidden) else 0
        body += record(0, struct.pack("<IIHBBBI", r, 0, 300, 0, flag, 0, 0))
        for c, value in enumerate(row):
            if value is not None:
                body += _cell(c, value, strings)
    body += record(146) + record(177, struct.pack("<I", 1))
    for r1, c1, r2, c2 in merged:
        body += record(176, struct.pack("<4I", r1 - 1, r2 - 1, c1 - 1, c2 - 1))
    return _packed(body + record(178) + record(130), strings)


def _cell(column: int, value: object, strings: list[str]) -> bytes:
    style = 1 if isinstance(value, date) else 2 if _is_share(value) else 0
    head = struct.pack("<II", column, style)
    if isinstance(value, date):
        return record(5, head + struct.pack("<d", (value - date(1899, 12, 30)).days))
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if isinstance(value, int):
        return record(2, head + struct.pack("<I", (value << 2 | 2) & 0xFFFFFFFF))
    if isinstance(value, float):
        return record(9, head + struct.pack("<d", value) + b"\0\0" + struct.pack("<I", 0))
    if style == 2:
        return record(5, head + struct.pack("<d", float(str(value)[:-1].replace(",", ".")) / 100))
    if str(value).startswith("#"):
        return record(3, head + bytes([42]))
    strings.append(str(value))
    return record(7, head + struct.pack("<I", len(strings) - 1))


def _is_share(value: object) -> bool:
    return isinstance(value, str) and value[:1].isdigit() and value.endswith("%")


def _packed(sheet: bytes, strings: list[str]) -> bytes:
    book = record(131) + record(153, struct.pack("<II", 0, 0) + text("")) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Rekap")) + record(144) + record(132)
    shared = record(159, struct.pack("<II", len(strings), len(strings)))
    shared += b"".join(record(19, b"\0" + text(s)) for s in strings) + record(160)
    xfs = b"".join(record(47, struct.pack("<HHHHHBBHH", 0, n, 0, 0, 0, 0, 0, 0, 0)[:16]) for n in (0, 14, 10))
    styles = record(278) + record(617, struct.pack("<I", 3)) + xfs + record(618) + record(279)
    kinds = [("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "styles", "styles.bin"),
             ("rId3", "sharedStrings", "sharedStrings.bin")]  # fmt: skip
    links = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{k}" Target="{t}"/>' for i, k, t in kinds)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        types = (
            '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
        )
        relations = "application/vnd.openxmlformats-package.relationships+xml"
        types += f'<Default Extension="rels" ContentType="{relations}"/>'
        space = "http://schemas.openxmlformats.org/package/2006/content-types"
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{space}">{types}</Types>')
        root = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_RELS}">{root}</Relationships>')
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{_RELS}">{links}</Relationships>'
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
        archive.writestr("xl/sharedStrings.bin", shared)
        archive.writestr("xl/styles.bin", styles)
    return target.getvalue()
