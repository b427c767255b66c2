"""Containers beside the usual ones: XLSB, RTF, PDF of several pages, typed text, pages with headings."""

from __future__ import annotations

from datetime import date

import fastexcel
import pytest

from .sheets import opened, read, table
from .test_documents_hostile import settled
from .xlsb import xlsb

ROWS = [["No", "OPD", "Diperiksa", "Terjaring"], ["1", "Dinkes", "30", "2"], ["2", "Dishub", "1.020", "-"]]
EXPECTED = [("2024-05-06", "Dinas Kesehatan", 30, 2), ("2024-05-06", "Dinas Perhubungan", 1020, 0)]
FIELDS = ("date", "opd", "checked", "caught_total")
TITLE = "REKAP SIDAK TANGGAL 6 MEI 2024"


def html(body: str) -> bytes:
    """A page with this body."""
    return f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def html_table(caption: str = "") -> str:
    """The recap as an HTML table."""
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in ROWS)
    return f"<table>{caption}{rows}</table>"


def rtf_row(cells: list[str], marks: tuple[str, ...] = ()) -> str:
    """One row of an RTF table; marks such as clmgf stand before the cell they merge."""
    shapes = "".join(
        f"{marks[i] if i < len(marks) else ''}\\cellx{1500 * (i + 1)}" for i in range(len(cells))
    )
    return f"\\trowd\\trgaph108{shapes}\n" + "".join(f"\\pard\\intbl {c}\\cell\n" for c in cells) + "\\row\n"


def rtf(rows: str) -> bytes:
    """A letter with a table."""
    head = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator X;}\pard\b " + TITLE + r"\b0\par\pard "
    )
    return (head + rows + r"\pard\par Mengetahui,\par}").encode()


@pytest.mark.parametrize(
    "body",
    [
        f"<h3>{TITLE}</h3>{html_table()}",
        html_table(f"<caption>{TITLE}</caption>"),
        f"<table><tr><td><p>{TITLE}</p>{html_table()}</td></tr></table>",
        f"<p>{TITLE}<p>Menu</p></p>{html_table()}",
    ],
    ids=["above", "caption", "layout", "sloppy"],
)
def test_text_around_a_table_of_a_page_is_its_title(body: str) -> None:
    """Above it, as its caption, or in the cell of a table that only lays the page out; rows count from 1."""
    reading = read(html(body), name="rekap.xls")
    assert table(reading, *FIELDS) == EXPECTED
    assert [r["row"] for r in reading.records] == [2, 3]


def test_rtf_tables() -> None:
    """A letter in RTF: its paragraphs are the title, its table the recap."""
    reading = read(rtf("".join(rtf_row(row) for row in ROWS)), name="surat.doc")
    assert table(reading, *FIELDS) == EXPECTED


def test_rtf_merges_and_unicode() -> None:
    r"""Cells merged across and down; \u with its stand-in, \'e9 of Windows-1252."""
    head = rtf_row(["OPD", "Terjaring", ""], ("\\clvmgf", "\\clmgf", "\\clmrg"))
    head += rtf_row(["", "ASN", "Non ASN"], ("\\clvmrg",))
    data = rtf(
        head + rtf_row(["Dinas Kesehatan", "1", "2"]) + rtf_row([r"Caf\'e9 \u8220?x\u8221?", "0", "0"])
    )
    (grid,) = opened(data, "a.rtf").sheets
    assert grid.merged == [(1, 1, 2, 1), (1, 2, 1, 3)]
    assert grid.cells[3][0] == "Café “x”"


def test_broken_rtf_is_no_accident() -> None:
    """Ten thousand open groups and controls without an end are refused or read, never raised."""
    for data in (
        b"{\\rtf1" + b"{" * 10_000,
        b"{\\rtf1 \\trowd\\cell\\row\\row\\cell}",
        b"{\\rtf1 \\u-1 \\'zz",
    ):
        if settled(data, "a.rtf"):
            assert all(grid.cells for grid in opened(data, "a.rtf").sheets)


def test_xlsb() -> None:
    """A binary workbook: texts, packed numbers, dates, percentages, errors, merges and hidden rows."""
    data = xlsb(
        [
            ["REKAP SIDAK", None],
            ["OPD", "Tanggal", "Diperiksa", "Terjaring", "Catatan"],
            ["Dinkes", date(2024, 5, 6), 30, 2, "98,5%"],
            ["Dishub", date(2024, 5, 6), 1020.0, 0, "#N/A"],
        ],
        hidden=[4],
        merged=[(1, 1, 1, 5)],
    )
    reading = read(data, name="rekap.xlsb")
    assert table(reading, *FIELDS) == EXPECTED
    (grid,) = opened(data, "rekap.xlsb").sheets
    assert (grid.hidden_rows, grid.merged) == ({4}, [(1, 1, 1, 5)])
    assert [row[-1] for row in grid.cells[2:]] == ["98,5%", "#N/A"]
    other = fastexcel.read_excel(data).load_sheet(0, header_row=None).to_polars()  # an independent reader
    assert other.row(2)[:4] == ("Dinkes", "2024-05-06 00:00:00", "30", "2")


def test_damaged_xlsb_is_a_sentence() -> None:
    """Cut off inside its records, or with lengths beyond the end: refused, or what is there is read."""
    good = xlsb([["OPD", "Diperiksa"], ["Dinkes", 30]])
    for cut in range(100, len(good), 97):
        if settled(good[:cut], "a.xlsb"):
            told = [row for grid in opened(good[:cut], "a.xlsb").sheets for row in grid.cells]
            assert told in ([], [["OPD", "Diperiksa"]], [["OPD", "Diperiksa"], ["Dinkes", 30]])


def test_typed_text_keeps_its_columns() -> None:
    """A list typed with blanks, and one with commas, in a .txt: tables, not stories; rulers are no rows."""
    typed = f"""{TITLE}

No   OPD                        Diperiksa   Terjaring
---  -------------------------  ----------  ---------
1    Dinkes                            30          2
2    Dishub                         1.020          -
     Jumlah                         1.050          2
"""
    reading = read(typed.encode(), name="rekap.txt")
    assert table(reading, *FIELDS) == EXPECTED
    assert [r["row"] for r in reading.records] == [5, 6]
    comma = f"{TITLE}\n\n" + "\n".join(",".join(row) for row in ROWS)
    assert table(read(comma.encode(), name="rekap.txt"), *FIELDS) == EXPECTED


def test_markdown_tables() -> None:
    """The line of dashes below the titles is no row."""
    lines = ["| " + " | ".join(row) + " |" for row in ROWS]
    text = "\n".join([f"# {TITLE}", "", lines[0], "|---|:---|---:|---:|", *lines[1:]])
    reading = read(text.encode(), name="rekap.md")
    assert table(reading, *FIELDS) == EXPECTED
    assert not reading.quarantined


def test_pdf_pages_share_title_and_table() -> None:
    """Seventy rows over several pages, titles repeated on each or only on the first: all are read."""
    weasyprint = pytest.importorskip("weasyprint")
    for group in ("table-row-group", "table-header-group"):
        head, *_ = ROWS
        rows = "".join(f"<tr><td>{n}<td>Dinkes<td>{n + 20}<td>{n % 3}</tr>" for n in range(1, 71))
        page = (
            f"<style>thead{{display:{group}}} td,th{{border:1px solid;padding:2px}}</style>"
            "<p>KOTA PROBOLINGGO</p>"
            f"<p>{TITLE}</p><table><thead><tr>{''.join(f'<th>{t}' for t in head)}</tr></thead>{rows}</table>"
        )
        reading = read(weasyprint.HTML(string=page).write_pdf(), name="rekap.pdf", region_code=None)
        assert [r["checked"] for r in reading.records] == [n + 20 for n in range(1, 71)]
        assert {r["region_code"] for r in reading.records} == {"35.74"}
        assert {r["date"] for r in reading.records} == {"2024-05-06"}
