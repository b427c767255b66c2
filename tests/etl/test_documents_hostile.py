"""Hostile files are refused or read within limits, and the process that serves people never notices."""

from __future__ import annotations

import contextlib
import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from etl.documents import DocumentRefused, open_document
from etl.documents.pool import CHILD, Child
from etl.messages import reasons

from .sheets import read, table, workbook

GOOD = """
REKAP KEHADIRAN 3 JUNI 2024
NO | OPD | JUMLAH | HADIR
1 | Dinkes | 50 | 45
"""


def parts(**changes: str | bytes | None) -> bytes:
    """A good workbook with some of its parts replaced; None leaves a part out."""
    source = zipfile.ZipFile(io.BytesIO(workbook({"S": GOOD})))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.namelist():
            content = changes.pop(entry, source.read(entry))
            if content is not None:
                archive.writestr(entry, content)
        for entry, content in changes.items():
            archive.writestr(entry, content or b"")
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(rows: str, before: str = "") -> str:
    """A worksheet part around these rows."""
    return (
        '<?xml version="1.0"?>' + before + '<worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    )


def refusal(data: bytes, name: str = "x.xlsx") -> str:
    """The code with which these bytes are refused."""
    with pytest.raises(DocumentRefused) as caught:
        open_document(data, name=name)
    assert name in str(caught.value)
    return caught.value.code


def settled(data: bytes, name: str) -> bool:
    """True: the file was opened. False: refused, with a known code and a sentence that names the file."""
    said: DocumentRefused | None = None
    try:
        open_document(data, name=name)
    except DocumentRefused as refused:
        said = refused
    assert said is None or (said.code in reasons() and name in str(said))
    return said is None


def still_serves() -> bool:
    """A good file is read after the bad one."""
    return len(read(workbook({"S": GOOD})).records) == 1


def test_one_far_cell_costs_nothing() -> None:
    """A cell at XFD1048576 made other readers ask for 550 GB; here it is one cell, noted and left."""
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    rows += '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    document = open_document(parts(**{SHEET: sheet_xml(rows)}), name="x.xlsx")
    assert document.sheets[0].far_cell_count == 1
    assert document.sheets[0].row_count == 1


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    """300 MB of blanks in 300 kB."""
    assert refusal(parts(**{SHEET: b" " * (300 * 2**20)})) == "zip_bomb"


def test_a_truncated_zip_is_refused() -> None:
    """Half a workbook, as a broken download leaves it."""
    whole = workbook({"S": GOOD})
    for share in (0.1, 0.5, 0.9, 0.99):
        assert refusal(whole[: int(len(whole) * share)]) in {"zip_truncated", "file_unreadable"}


def test_damaged_bytes_never_kill() -> None:
    """Any flipped byte gives a reading or a refusal with a code, never an exception of another kind."""
    whole = bytearray(workbook({"S": GOOD}))
    for position in range(0, len(whole), 97):
        broken = bytearray(whole)
        broken[position] ^= 0xFF
        try:
            open_document(bytes(broken), name="x.xlsx")
        except DocumentRefused as refused:
            assert refused.code  # noqa: PT017
    assert still_serves()


def test_ten_thousand_sheets_are_refused() -> None:
    """10^4 sheets: one sentence instead of minutes."""
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 10_001))
    book = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<sheets>{sheets}</sheets></workbook>"
    )
    assert refusal(parts(**{"xl/workbook.xml": book})) == "too_many_sheets"


def test_entities_and_document_types_are_refused() -> None:
    """Billion laughs and outside files need a DTD; none is accepted."""
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert refusal(parts(**{SHEET: sheet_xml("<row><c><v>&b;</v></c></row>", laughs)})) == "file_doctype"


def test_deep_xml_is_harmless() -> None:
    """200,000 nested elements neither crash nor hang the parser."""
    deep = "<a>" * 200_000 + "</a>" * 200_000
    started = time.monotonic()
    with contextlib.suppress(DocumentRefused):
        open_document(parts(**{SHEET: sheet_xml(deep)}), name="x.xlsx")
    assert time.monotonic() - started < 20
    assert still_serves()


def test_millions_of_cells_stop_at_the_memory_limit() -> None:
    """A sheet of 40 million cells in a small file is refused within the limits."""
    cell = "<c><v>1</v></c>" * 500
    row = f"<row>{cell}</row>"
    body = sheet_xml(row * 16_000)
    started = time.monotonic()
    assert refusal(parts(**{SHEET: body})) in {"too_large", "too_much_memory", "too_slow", "zip_bomb"}
    assert time.monotonic() - started < 21
    assert still_serves()


def test_a_parser_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time limit the child is replaced and the next file is read."""
    child = Child(time_limit=0.01)
    big = ("a;b;c\n" * 400_000).encode()
    verdict = child.ask("x.csv", big)
    assert verdict[:2] == ("refused", "too_slow")
    child.time_limit = 20
    assert child.ask("x.csv", b"a;b\n1;2\n")[0] == "ok"
    child.stop()


def test_a_killed_parser_is_replaced() -> None:
    """kill −9 of the child between two files: the second file is read by a new child."""
    assert still_serves()
    assert CHILD._process is not None
    os.kill(CHILD._process.pid, 9)
    assert still_serves()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\0" * 4096, "file_empty"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 500, "file_scan"),
        (b"%PDF-1.4\n%broken", "file_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 3, "file_protected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 3, "file_not_supported"),
        (b"PK\x03\x04" + b"x" * 100, "zip_truncated"),
        (b"\x7fELF" + b"\x01" * 5000, "file_not_supported"),
        (bytes(range(256)) * 40, "file_unreadable"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, code: str) -> None:
    """Each kind of unusable file has its own code and sentence."""
    assert refusal(data, "aneh.xlsx") == code


def test_a_password_on_the_zip_is_named() -> None:
    """Bit 0 of the flags of an entry says "encrypted"."""
    data = bytearray(workbook({"S": GOOD}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        offset = archive.start_dir
    data[offset + 8] |= 1
    assert refusal(bytes(data)) == "file_protected"


def test_missing_files_and_folders_are_sentences(tmp_path: Path) -> None:
    """A path that is not there, or is a folder."""
    for path, code in ((tmp_path / "tiada.xlsx", "file_missing"), (tmp_path, "file_is_folder")):
        with pytest.raises(DocumentRefused) as caught:
            open_document(path)
        assert caught.value.code == code


def test_nul_bytes_in_a_delimited_file_are_dropped() -> None:
    """NULs inside a CSV neither end it nor reach a record."""
    data = b"tanggal;opd;diperiksa;terjaring\n2024-06-03;Din\0kes;20;2\n"
    assert table(read(data, name="x.csv"), "opd", "caught_total") == [("Dinas Kesehatan", 2)]


def test_an_unclosed_quote_does_not_swallow_rows() -> None:
    """One stray quote would hide all rows below it."""
    rows = "\n".join(f"2024-06-{n:02d};Dinkes;20;2" for n in range(1, 29))
    data = f'tanggal;opd;diperiksa;terjaring\n2024-05-31;"Dinkes;20;2\n{rows}\n'.encode()
    reading = read(data, name="x.csv")
    assert len(reading.records) + len(reading.quarantined) == 29


def test_script_and_formula_texts_stay_text() -> None:
    """Markup and formulas in cells are words; the risky ones are flagged."""
    data = (
        b"tanggal;opd;diperiksa;terjaring;alasan\n"
        b"3 Juni 2024;Dinkes;20;2;<script>alert(1)</script>\n"
        b'3 Juni 2024;DLH;20;2;"=HYPERLINK(""http://x"",""y"")"\n'
        b"3 Juni 2024;Dishub;20;2;@SUM(1+1)*cmd|' /C calc'!A0\n"
    )
    reading = read(data, name="x.csv")
    assert reading.records[0]["reason"] == "<script>alert(1)</script>"
    assert reading.records[1]["reason"].startswith("=HYPERLINK")
    assert [(f.row, f.reason) for f in reading.flags] == [(3, "formula_injection"), (4, "formula_injection")]


def test_a_script_in_the_file_name_is_only_a_name() -> None:
    """The name travels into messages as text."""
    name = "<img src=x onerror=alert(1)>.xlsx"
    assert name in read(workbook({"S": GOOD}), name=name).message


def test_cells_of_thirty_thousand_signs_cost_no_time() -> None:
    """Long texts made to stall patterns, in every column, are read or wait within seconds."""
    started = time.monotonic()
    for text in ("A" * 30_000, "1." * 15_000, "Dinas " * 5_000, "0812 " * 6_000):
        head = [["REKAP SIDAK " + text], ["No", "Tanggal", "OPD", "Diperiksa", "Terjaring", "Alasan", "Jam"]]
        rows = [[n, *[text] * 6] for n in range(5)]
        assert read(workbook({"S": [*head, *rows]})).records == []
    assert time.monotonic() - started < 10
