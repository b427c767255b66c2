"""Files full of invented people: every kind and container, names in every place where offices put them."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator

import openpyxl

from etl.kinds import KINDS
from etl.templates import COLUMNS, template_columns

# Invented names that no Indonesian word, place or office resembles; each stands in one kind of place only.
COLUMN = "Zulfahriansyah Qomarudinto"  # a column of names
SECOND = "Wiyantoprajogo Kusdaryantoro"  # a second column: a leader, a reporter
TEXT = "Xaverianus Brotohadiningrat"  # addressed in running text
SIGNED = "Yudhoprawiro Tjokrosumarto"  # the signature below
NIP, NIP_BLANKS = "198001012005011987", "19790202 200604 2 654"
NIK, PHONE, PHONE_DASHES, MAIL = (
    "3574011234567891",
    "081298765432",
    "0857-1234-9876",
    "zq.rahasia@contoh.go.id",
)
SECRETS = (
    *COLUMN.split(), *SECOND.split(), *TEXT.split(), *SIGNED.split(),
    NIP, "19790202", "200604 2 654", NIK, PHONE, "1234-9876", "zq.rahasia",
)  # fmt: skip
PRIVATE = {
    "Nama": COLUMN,
    "NIP": NIP,
    "NIK": NIK,
    "No HP": PHONE,
    "Email": MAIL,
    "Penanggung jawab tim": SECOND,
}
ABOUT = f"sdr. {TEXT}, NIP {NIP_BLANKS}, hp {PHONE_DASHES}, {MAIL}"
OF_PLACES = ("wilayah", "tempat", "publikasi", "kalender")  # there "Nama" is the name of a place
VALUES = {
    "date": "07/03/2024", "count": "2", "opd": "Dinas Kesehatan", "percent": "96,4", "time": "08:30",
    "place": "Plaza", "opds": "Dinas Kesehatan, Dinas Sosial", "region": "Kota Probolinggo", "number": "3",
    "yesno": "Ya", "letter": "Tidak ada", "none": "",
}  # fmt: skip
FIXED = {
    "employment": "PNS", "source": "Temuan", "status_code": "Klarifikasi", "type_code": "Netralitas ASN",
    "event_type": "Sosialisasi", "sanction_recommended": "Hukuman disiplin sedang", "agency": "KASN",
    "election_code": "PILKADA_2024", "phase_code": "KAMPANYE", "phase_name": "Kampanye",
    "office": "Wali Kota",
    "kode": "35.74.91", "nama": "Contohan", "induk": "35.74", "zona": "WIB", "lat": "-7,75", "lon": "113,2",
    "metric": "dilaporkan", "count_unit": "ASN", "level": "kabkota", "violation_text": "mendukung calon",
}  # fmt: skip


def rows_of(kind: str, *, broken: bool) -> list[list[str]]:
    """Title, header, three rows and a signature; ``broken`` rows wait for a person."""
    columns = template_columns(kind)
    private = {k: v for k, v in PRIVATE.items() if k != "Nama" or kind not in OF_PLACES}
    head = [*private, *(c.title for c in columns)]
    row = [*private.values(), *(_value(c.field, c.form) for c in columns)]
    rows = [[f"REKAP {KINDS[kind].title.upper()} KOTA PROBOLINGGO a.n. {TEXT}"], head, row]
    for n in (1, 2):
        other = [f"{v} {n}" if v == "Plaza" else v for v in row]
        if broken:
            other = [
                "31/02/2024" if v == "07/03/2024" else f"Dinas {ABOUT}" if v == "Dinas Kesehatan" else v
                for v in other
            ]
        rows.append(other)
    return [*rows, [f"Probolinggo, 8 Maret 2024 Kepala Badan {SIGNED}, S.H., M.Si."], [f"NIP. {NIP_BLANKS}"]]


def _value(field: str, form: str) -> str:
    if field in FIXED:
        return FIXED[field]
    if form == "text" or field == "note":
        return f"catatan: {ABOUT}"
    return VALUES.get(form, "x")


def files() -> Iterator[tuple[str, str, bytes]]:
    """(kind, file name, bytes): each kind sound and broken, in containers by turns, then every container."""
    makers = {"xlsx": xlsx, "csv": delimited, "html": page, "docx": letter, "ods": sheet, "txt": story}
    for number, kind in enumerate(COLUMNS):
        for broken in (False, True):
            rows = rows_of(kind, broken=broken)
            yield kind, f"{kind}-{broken}.xlsx", xlsx(rows)
            ending = list(makers)[(number + broken) % 5]
            yield kind, f"{kind}-{broken}-2.{ending}", makers[ending](rows)
    for ending, make in makers.items():
        yield "sidak", f"sidak lagi a.n. {TEXT} {NIP}.{ending}", make(rows_of("sidak", broken=True))


def xlsx(rows: list[list[str]]) -> bytes:
    """A workbook whose tab bears a name too."""
    book = openpyxl.Workbook()
    book.active.title = f"sdr. {TEXT}"[:31]
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def delimited(rows: list[list[str]]) -> bytes:
    """Semicolons."""
    return "\n".join(";".join(r) for r in rows).encode()


def page(rows: list[list[str]]) -> bytes:
    """An HTML table."""
    cells = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in r) + "</tr>" for r in rows)
    return f"<html><body><table>{cells}</table></body></html>".encode()


def letter(rows: list[list[str]]) -> bytes:
    """A DOCX with a table."""
    cells = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:p><w:r><w:t>{html.escape(c)}</w:t></w:r></w:p></w:tc>" for c in r)
        + "</w:tr>"
        for r in rows
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body><w:tbl>{cells}</w:tbl></w:body></w:document>'
    return zipped({"word/document.xml": body, "[Content_Types].xml": "<Types/>"})


def sheet(rows: list[list[str]]) -> bytes:
    """An ODS; where it lists people, its tab bears the name of one."""
    tab = COLUMN if "Nama" in rows[1] and COLUMN in rows[2] else "Rekap"
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{html.escape(c)}</text:p></table:table-cell>"
            for c in r
        )
        + "</table:table-row>"
        for r in rows
    )
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )
    body = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Lembar {tab}">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": body})


def story(_rows: list[list[str]]) -> bytes:
    """A news text that names its people."""
    return (
        "PROBOLINGGO, 8 Maret 2024 - Satpol PP Kota Probolinggo menggelar sidak pada Kamis (7/3/2024). "
        "Sebanyak 15 orang terjaring di Plaza, terdiri dari 7 ASN dan 8 honorer. “Mereka akan dibina,” kata "
        f"Kepala Satpol PP, {TEXT}, S.H., Jumat. Salah satu yang terjaring, {COLUMN} "
        f"(NIP {NIP}), mengaku mengantar anak. "
        f"Bapak {SECOND} membenarkan; ia dapat dihubungi di {PHONE} atau {MAIL}. NIK {NIK} tercatat.\n"
    ).encode()


def zipped(parts: dict[str, str]) -> bytes:
    """A zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()
