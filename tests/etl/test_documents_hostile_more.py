"""Hostile content of newer containers and of cells: refused or read within seconds, nothing is executed."""

from __future__ import annotations

import contextlib
import time
import zlib
from collections.abc import Iterator

import pytest

from etl.documents import DocumentRefused
from etl.documents.pool import CHILD

from .sheets import opened, read
from .test_documents_hostile import SHEET, parts, refusal, settled, sheet_xml, still_serves


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """The block ends in time, and the next good file is read."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds
    assert still_serves()


def cell(reference: str, text: str) -> str:
    """An inline text cell."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = "<row r='1'>" + cell("A1", "OPD") + cell("B1", "Jumlah") + cell("C1", "Hadir") + "</row>"


def test_merges_over_each_other_and_over_everything() -> None:
    """20,000 times the same merge, and one over all cells: each row is filled once."""
    rows = HEAD + "".join(f"<row r='{n}'>{cell(f'A{n}', 'Dinkes')}</row>" for n in range(2, 1000))
    boxes = '<mergeCell ref="A2:A5000"/>' * 20_000 + '<mergeCell ref="A1:XFD1048576"/>'
    xml = sheet_xml(rows).replace("</worksheet>", f"<mergeCells>{boxes}</mergeCells></worksheet>")
    with within(15):
        (grid,) = opened(parts(**{SHEET: xml}), "x.xlsx").sheets
        assert len(grid.merged) <= 2
        read(parts(**{SHEET: xml}), name="x.xlsx")


def test_numbers_and_rows_out_of_this_world() -> None:
    """Infinity, NaN, rows beyond the last and dates of year 0 wait or are left out; none raises."""
    rows = HEAD
    for n, (a, b) in enumerate([("1e309", "NaN"), ("1e300", "-1e300"), ("x", "0x1F")], 2):
        counts = f"<c r='B{n}'><v>{a}</v></c><c r='C{n}'><v>{b}</v></c>"
        rows += f"<row r='{n}'>{cell(f'A{n}', 'Dinkes')}{counts}</row>"
    rows += "<row r='99999999999999999999'><c r='A99999999999999999999'><v>1</v></c></row>"
    rows += "<row r='9'><c r='A9' t='d'><v>0000-00-00</v></c><c r='B9' t='d'><v>99999-01-01</v></c></row>"
    with within(10):
        reading = read(parts(**{SHEET: sheet_xml(rows)}), name="x.xlsx")
        assert reading.records == [] or all(r["row"] < 10 for r in reading.records)


def test_names_in_an_archive_lead_nowhere() -> None:
    """Entries named ../../x or /etc/x, and links to files outside, are never opened."""
    link = '<Relationship Id="r" Type="x" Target="file:///etc/passwd" TargetMode="External"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    extra = {
        "../../../tmp/x.txt": "x",
        "/etc/x": "y",
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{space}">{link}</Relationships>',
    }
    with within(10):
        assert "root:" not in str(opened(parts(**extra), "x.xlsx").sheets)


def test_thousands_of_names_that_nobody_knows() -> None:
    """8,000 different unknown OPD wait within seconds: beyond 3,000 none is compared with the whole book."""
    lines = "".join(f"2024-05-06;Dinas X{n};{n};1\n" for n in range(8_000))
    with within(40):
        reading = read(f"Tanggal;OPD;Diperiksa;Terjaring\n{lines}".encode(), name="x.csv")
    assert reading.records == []


@pytest.mark.parametrize(
    "data",
    [
        b"<table>" * 2_000 + b"<tr><td>x",
        b"<table><tr><td colspan=999999999 rowspan=999999999>OPD</td></tr></table>",
        b"<html><table>" + b"<" * 20_000,
        b"<html><body><table " + b"a=b " * 20_000 + b"><tr><td>x<td>y</tr></table>",
        b"<html><script>while(1){}</script><iframe src='file:///etc/passwd'></iframe><table><tr><td>a<td>b",
        b"{\\rtf1 \\trowd" + b"\\cellx1" * 5_000 + (b"a\\cell " * 5_000 + b"\\row ") * 3 + b"}",
        b"{\\rtf1 \\bin99999999999 abc" + b"\\u99999999999 x" * 1_000 + b"}",
        b";" * 300_000 + b"\n" + b"a;b;c\n" * 10,
        b'"' * 100_001 + b";a;b\n",
        "OPD;Jumlah\n\u202eDinkes\u2066;\u0661\u0662\n\uff1dcmd|x;1\n".encode(),
    ],
    ids=[
        "tables",
        "spans",
        "brackets",
        "attributes",
        "script",
        "rtf cells",
        "rtf",
        "columns",
        "quotes",
        "signs",
    ],
)
def test_strange_texts_end_in_time(data: bytes) -> None:
    """Refused or read, never stuck, nothing of them is run or fetched."""
    name = "x.html" if data.startswith(b"<") else "x.rtf" if data.startswith(b"{") else "x.csv"
    with within(20):
        if settled(data, name):
            reading = read(data, name=name)
            assert reading.row_count >= len({r["row"] for r in reading.records})


def pdf(stream: bytes, *, kids: bytes = b"[3 0 R]", rest: bytes = b"") -> bytes:
    """A PDF of one page with this content stream; object 6 is a form that draws itself."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
        b"<</Type/Pages/Count 1/Kids " + kids + b">>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        b"<</Length %d%s>>\nstream\n" % (len(stream), rest) + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 5>>\n"
        b"stream\n/X Do\nendstream",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (size, table, size, len(body))


TEXT = b"BT /F1 9 Tf 20 700 Td (REKAP  OPD  Hadir) Tj ET "


@pytest.mark.parametrize(
    "data",
    [
        pdf(TEXT + b"/X Do"),
        pdf(TEXT, kids=b"[2 0 R 2 0 R 3 0 R]"),
        pdf(zlib.compress(b"0" * 60_000_000, 9), rest=b"/Filter/FlateDecode"),
        pdf(zlib.compress(TEXT * 20_000, 9), rest=b"/Filter/FlateDecode"),
        pdf(b"BT /F1 9 Tf 1 0 0 1 9999999999 5 Tm (a  b  c) Tj 1 0 0 1 5 5e9 Tm (d  e) Tj ET"),
        pdf(TEXT)[:400],
    ],
    ids=["form in itself", "pages in themselves", "bomb", "operators", "far text", "cut"],
)
def test_pdf_loops_bombs_and_scripts(data: bytes) -> None:
    """Forms and page trees inside themselves, inflated streams, text at the end of the world, scripts."""
    with within(25):
        assert settled(data, "x.pdf") in (True, False)  # ``settled`` holds the refusal to its sentence


def test_sentences_say_what_to_do() -> None:
    """An old Word file, a scan, an encrypted workbook: what it is and what to send instead."""
    word = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 3
    assert refusal(word, "surat.doc") == "file_not_supported"
    with pytest.raises(DocumentRefused, match=r"Word lama.*DOCX"):
        opened(word, "surat.doc")
    with pytest.raises(DocumentRefused, match=r"pindai.*asli"):
        opened(b"\x89PNG\r\n\x1a\n" + b"0" * 500, "foto.pdf")
    assert CHILD is not None
