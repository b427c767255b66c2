"""How well and how fast any office's tables are read: naming, counted cells, speed, memory, hostile files."""

from __future__ import annotations

import io
import random
import resource
import statistics
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.documents import DocumentRefused, open_document
from etl.mess import OPDS, messy_workbook
from etl.mess_layouts import LAYOUTS, judge, laid_workbook
from etl.reading import Context, Reading, read_document

WORKBOOKS = 200
LAID = 30  # workbooks of each layout
LARGE_ROWS = 100_000
TODAY = date(2025, 3, 1)
Row = dict[str, Any]


def bench(shared: Path | None) -> Iterator[Row]:
    """Rows of ``make bench`` for area ``etl``; without the reference data its part is left out."""
    context = Context(TODAY, region_code="35.74", hash_key=b"bench")
    yield from _naming(context)
    yield from _layouts(context)
    yield from _samples(shared, context)
    yield from _large(context)
    yield from _hostile()


def _row(
    name: str, what: str, value: float, limits: tuple[str, float | None, float | None, bool], **more: object
) -> Row:
    """`limits` = (unit, gate, goal, higher is better)."""
    unit, gate, goal, is_higher = limits
    ok = None if gate is None else (value >= gate if is_higher else value <= gate)
    found: Row = {"area": "etl", "id": name, "what": what, "value": value, "unit": unit, "gate": gate}
    return found | {"goal": goal, "ok": ok, "spread": more.get("spread"), "reference": more.get("reference")}


def _naming(context: Context) -> Iterator[Row]:
    """Columns named and cells counted right on generated mess, and the time of one workbook."""
    columns = cells = columns_right = cells_right = kinds = 0
    times = []
    for seed in range(WORKBOOKS):
        messy = messy_workbook(seed)
        started = time.perf_counter()
        reading = read_document(open_document(messy.data, name="rekap.xlsx"), context)
        times.append(1000 * (time.perf_counter() - started))
        kinds += reading.kind == messy.kind
        named = {c["col"]: c["field"] for layout in reading.layouts for c in layout.columns}
        columns += len(messy.fields)
        columns_right += sum(named.get(col) == name for col, name in messy.fields.items())
        right, all_cells = _cells(reading, messy.records)
        cells, cells_right = cells + all_cells, cells_right + right
    yield _row(
        "tables_kind",
        f"jenis dikenali ({WORKBOOKS} buku acak)",
        kinds / WORKBOOKS,
        ("bagian", 0.98, 1.0, True),
    )
    yield _row(
        "tables_columns",
        f"kolom dinamai benar ({columns})",
        columns_right / columns,
        ("bagian", 0.98, 1.0, True),
    )
    yield _row("tables_cells", f"sel angka benar ({cells})", cells_right / cells, ("bagian", 0.99, 1.0, True))
    spread = f"{min(times):.1f}–{max(times):.1f}"
    yield _row(
        "tables_small",
        "satu buku kecil dibaca",
        statistics.median(times),
        ("ms", 50, 20, False),
        spread=spread,
    )


def _layouts(context: Context) -> Iterator[Row]:
    """Every field of every record in its place, per layout that is no plain list."""
    for number, layout in enumerate(LAYOUTS):
        right = cells = 0
        for seed in range(LAID):
            laid = laid_workbook(layout, seed)
            found = judge(laid, read_document(open_document(laid.data, name="rekap.xlsx"), context).records)
            right, cells = right + found[0], cells + found[1]
        what = f"tata letak {layout}: sel benar ({cells})"
        yield _row(f"tables_layout_{number + 1}", what, right / cells, ("bagian", 0.99, 1.0, True))


def _cells(reading: Reading, truth: dict[int, Row]) -> tuple[int, int]:
    found = {r["row"]: r for r in reading.records}
    pairs = [(row, k, v) for row, t in truth.items() for k, v in t.items() if isinstance(v, int)]
    return sum(found.get(row, {}).get(k) == v for row, k, v in pairs), len(pairs)


def _samples(shared: Path | None, context: Context) -> Iterator[Row]:
    """The five sample files: rows that became records or wait with a reason, of all data rows."""
    folder = shared / "messy" if shared else None
    if folder is None or not folder.is_dir():
        return
    told = waiting = 0
    for path in sorted(folder.glob("0*")):
        reading = read_document(open_document(path), context)
        told += len({(r["sheet"], r["row"]) for r in reading.records})
        waiting += len({(p.sheet, p.row) for p in reading.quarantined})
    yield _row(
        "tables_samples",
        f"baris contoh terbaca ({waiting} menunggu)",
        told / (told + waiting),
        ("bagian", 0.95, 1.0, True),
    )


def _large(context: Context) -> Iterator[Row]:
    data = large_workbook(LARGE_ROWS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    reading = read_document(open_document(data, name="besar.xlsx"), context)
    seconds = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    what = f"{len(reading.records):,} baris XLSX kacau".replace(",", ".")
    yield _row("tables_large", what, seconds, ("s", 30, 10, False))
    yield _row("tables_large_memory", "tambahan memori untuk berkas itu", grown, ("MB", 512, 300, False))


def large_workbook(rows: int) -> bytes:
    """A long messy sidak recap: dates as text, thousands with points, OPD in all spellings."""
    rng, target = random.Random(1), io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Rekap")
    sheet.write(0, 0, "REKAP SIDAK KOTA PROBOLINGGO")
    titles = ["No", "Tanggal", "OPD", "Lokasi", "Jml Diperiksa", "Terjaring", "ASN", "Non ASN", "Alasan"]
    sheet.write_row(2, 0, titles)
    names = [spelling for spellings in OPDS.values() for spelling in spellings]
    for n in range(rows):
        day = date(2018, 1, 1) + timedelta(days=n % 2000)
        asn, other = rng.randint(0, 5), rng.randint(0, 5)
        checked = f"{rng.randint(10, 2000):,} org".replace(",", ".")
        cells = [n + 1, f"{day.day}/{day.month}/{day.year}", rng.choice(names), f"Warung {n % 500}", checked]
        sheet.write_row(3 + n, 0, [*cells, asn + other or "nihil", asn, other, "terlambat"])
    book.close()
    return target.getvalue()


def _hostile() -> Iterator[Row]:
    """Each hostile file is refused or read, and the longest takes this long."""
    times, served = [], 0
    files = (_bomb, _truncated, _far_cell, _cells_without_end)
    for make in files:
        data = make()
        started = time.perf_counter()
        try:
            open_document(data, name="x.xlsx")
            served += 1
        except DocumentRefused as refused:
            served += bool(refused.code)
        times.append(time.perf_counter() - started)
    yield _row(
        "tables_hostile",
        f"berkas jahat ditolak atau dibaca (dari {len(files)})",
        served,
        ("berkas", len(files), len(files), True),
    )
    yield _row("tables_hostile_time", "yang terlama", max(times), ("s", 20, 5, False))


def _part(sheet: bytes) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(messy_workbook(0).data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.namelist():
            archive.writestr(entry, sheet if entry.endswith("sheet1.xml") else source.read(entry))
    return target.getvalue()


def _sheet(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def _bomb() -> bytes:
    return _part(b" " * (200 * 2**20))


def _truncated() -> bytes:
    whole = messy_workbook(0).data
    return whole[: len(whole) // 2]


def _far_cell() -> bytes:
    return _part(_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def _cells_without_end() -> bytes:
    return _part(_sheet(("<row>" + "<c><v>1</v></c>" * 500 + "</row>") * 8_000))
