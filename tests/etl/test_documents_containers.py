"""One recap in every container an office may send; the content decides, not the extension."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from .sheets import cells, flags, opened, read, table, workbook

SIDAK = """
No | Tanggal | OPD | Diperiksa | Terjaring | Alasan
1 | 3 Juni 2024 | Dinkes | 20 | 2 | terlambat
2 | 4 Juni 2024 | Kec. Mayangan | 1.081 | nihil | –
"""
EXPECTED = [
    ("2024-06-03", "Dinas Kesehatan", 20, 2, "terlambat"),
    ("2024-06-04", "Kecamatan Mayangan", 1081, 0, None),
]
FIELDS = ("date", "opd", "checked", "caught_total", "reason")
ROWS = [[str(v or "") for v in row] for row in cells(SIDAK)]


def delimited(delimiter: str) -> str:
    """The recap as delimited text."""
    return "\r\n".join(delimiter.join(row) for row in ROWS) + "\r\n"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_delimiter_in_any_encoding(delimiter: str, encoding: str) -> None:
    """Semicolons and tabs, BOM or none, UTF-16 as Excel saves it, Windows-1252."""
    reading = read(delimited(delimiter).encode(encoding), name="rekap.csv")
    assert table(reading, *FIELDS) == EXPECTED
    assert [r["row"] for r in reading.records] == [2, 3]  # the header is record 1


def test_excel_hint_of_the_delimiter() -> None:
    """ "sep=;" on the first line is a hint for Excel and no row."""
    assert table(read(f"sep=;\n{delimited(';')}".encode(), name="a.csv"), *FIELDS) == EXPECTED


def test_quoted_cells_with_line_breaks_are_one_row() -> None:
    """Row numbers of delimited files are record numbers."""
    data = 'tanggal,opd,diperiksa,terjaring,alasan\n3 Juni 2024,"Dinkes",20,2,"baris\nkedua"\n4 Juni 2024,DLH,1,0,\n'  # noqa: E501
    reading = read(data.encode(), name="a.csv")
    assert [(r["row"], r.get("reason")) for r in reading.records] == [(2, "baris kedua"), (3, None)]


def html() -> bytes:
    """The recap as a web application exports it, under the name of a workbook."""
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in ROWS)
    return f"<html><head><meta charset=utf-8></head><body><table>{body}</table></body></html>".encode()


def ods() -> bytes:
    """The recap as OpenDocument, with a million repeated blank rows below as LibreOffice writes them."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in row
        )
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in ROWS
    )
    blank = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    xml = (
        '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
        f'<office:body><office:spreadsheet><table:table table:name="Rekap">{rows}{blank}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": xml})


def docx() -> bytes:
    """The recap as a table in a letter."""
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row) + "</w:tr>"
        for row in ROWS
    )
    xml = (
        '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>HASIL SIDAK</w:t></w:r></w:p>'
        f"<w:tbl>{rows}</w:tbl></w:body></w:document>"
    )
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": xml})


def xml2003() -> bytes:
    """The recap as SpreadsheetML 2003."""
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in row) + "</Row>"
        for row in ROWS
    )
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Rekap">'
        f"<Table>{rows}</Table></Worksheet></Workbook>"
    ).encode()


def zipped(files: dict[str, str]) -> bytes:
    """A zip of these texts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def pdf() -> bytes:
    """The recap as one PDF page: each cell placed by its position."""
    lines = [
        f"BT /F1 10 Tf {40 + 85 * c} {700 - 20 * r} Td ({cell.replace('–', '-')}) Tj ET"
        for r, row in enumerate(ROWS)
        for c, cell in enumerate(row)
        if cell
    ]
    stream = "\n".join(lines).encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return bytes(out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)


@pytest.mark.parametrize(
    ("make", "container"),
    [(html, "html"), (ods, "ods"), (docx, "docx"), (xml2003, "xls"), (pdf, "pdf")],
)
@pytest.mark.parametrize("name", ["rekap.xls", "rekap.bin"])
def test_other_containers_under_any_name(make, container: str, name: str) -> None:
    """HTML saved as .xls, ODS, a table in a letter, SpreadsheetML, PDF with text."""
    data = make()
    assert opened(data, name).container == container
    assert table(read(data, name=name), *FIELDS) == EXPECTED


def test_rows_of_html_count_from_the_header() -> None:
    """HTML: the header is row 1."""
    assert [r["row"] for r in read(html(), name="a.html").records] == [2, 3]


def test_old_xls_with_merges_dates_and_hidden_parts() -> None:
    """BIFF: typed dates, a date merged over two rows, a hidden row, 1081 as a number."""
    reading = read((Path(__file__).parent / "data" / "sidak.xls").read_bytes(), name="sidak.xls")
    assert table(reading, "row", "date", "opd", "checked", "caught_total") == [
        (4, "2024-06-03", "Dinas Kesehatan", 20, 2),
        (5, "2024-06-03", "Dinas Lingkungan Hidup", 15, 1),
        (6, "2024-06-04", "Dinas Perhubungan", 1081, 0),
    ]
    assert [(f.row, f.reason) for f in reading.flags] == [(5, "hidden_row")]


def test_percent_formats_dates_and_times_of_xlsx() -> None:
    """0.9833 formatted 0.00% is 98.33 percent; serials are dates by their format only."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Rekap")
    day, share = book.add_format({"num_format": "dd mmmm yyyy"}), book.add_format({"num_format": "0.00%"})
    for column, title in enumerate(["No", "Tanggal", "OPD", "Jumlah Pegawai", "Hadir", "%"]):
        sheet.write(0, column, title)
    sheet.write_row(1, 0, [1, None, "Dinkes", 60, 59])
    sheet.write(1, 1, 45446, day)
    sheet.write(1, 5, 0.9833, share)
    book.close()
    [record] = read(target.getvalue()).records
    assert (record["date"], record["pct_present"], record["total"]) == ("2024-06-03", 98.33, 60)


def test_hidden_sheets_and_rows_are_read_and_said() -> None:
    """What is hidden counts, and a flag says that it was hidden."""
    data = workbook({"A": SIDAK, "B": SIDAK.replace("2024", "2023")}, hidden_rows=[3], hidden_sheets=["B"])
    reading = read(data)
    assert len(reading.records) == 4
    assert {(f.sheet, f.row, f.reason) for f in reading.flags} == {
        ("A", 3, "hidden_row"),
        ("B", None, "hidden_sheet"),
    }


def test_formulas_give_their_stored_value_or_are_missed_aloud() -> None:
    """A formula with a stored result is that result; without one the cell counts as empty and is flagged."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("S")
    sheet.write_row(0, 0, ["No", "Tanggal", "OPD", "Diperiksa", "Terjaring"])
    sheet.write_row(1, 0, [1, "3 Juni 2024", "Dinkes", 20])
    sheet.write_formula(1, 4, "=1+2", None, 3)
    book.close()
    assert read(target.getvalue()).records[0]["caught_total"] == 3
    plain = openpyxl.Workbook()
    plain.active.append(["No", "Tanggal", "OPD", "Diperiksa", "Terjaring"])
    plain.active.append([1, "3 Juni 2024", "Dinkes", 20, "=1+2"])
    second = io.BytesIO()
    plain.save(second)
    reading = read(second.getvalue())
    assert "caught_total" not in reading.records[0]
    assert flags(reading) == {"formula_no_cached_value"}
