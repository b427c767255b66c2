"""A workbook per document kind to fill in: titles, drop-downs, limits, and an instruction sheet."""

# ruff: noqa: E501 - sentences are read best on one line
from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.kinds import KINDS, Kind
from etl.kinds.columns import Column
from etl.opd import OpdBook
from geo.errors import NetraError

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)  # what Netra takes for a date
ROWS = 500  # rows prepared for entry
CHOICES: dict[str, tuple[str, ...]] = {
    "employment": ("PNS", "PPPK", "Non ASN"),
    "excused_with_letter": ("Ada", "Tidak ada"),
    "source": ("Temuan", "Laporan"),
    "type_code": ("Netralitas ASN", "Administrasi", "Kode etik", "Pidana", "Bukan pelanggaran"),
    "event_type": ("Pembinaan", "Sosialisasi", "Bimtek", "Ikrar", "Webinar", "Apel", "Rakor", "Surat edaran"),
    "office": ("Gubernur", "Bupati", "Wali Kota"),
    "has_incumbent": ("Ya", "Tidak"),
    "has_empty_box": ("Ya", "Tidak"),
    "sanction_recommended": (
        "Sanksi moral terbuka", "Sanksi moral tertutup", "Teguran lisan", "Teguran tertulis",
        "Pernyataan tidak puas", "Pemotongan tukin 25% selama 6 bulan", "Pemotongan tukin 25% selama 9 bulan",
        "Pemotongan tukin 25% selama 12 bulan", "Penundaan kenaikan gaji berkala 1 tahun",
        "Penundaan kenaikan pangkat 1 tahun", "Penurunan jabatan setingkat 12 bulan",
        "Pembebasan dari jabatan 12 bulan", "Pemberhentian dengan hormat tidak atas permintaan sendiri",
        "Pemberhentian tidak dengan hormat", "Hukuman disiplin sedang", "Hukuman disiplin berat",
    ),
    "level": ("nasional", "provinsi", "kabkota"),
    "zona": ("WIB", "WITA", "WIT"),
}  # fmt: skip
STATUS = {
    "pelanggaran": (
        "Diregistrasi",
        "Klarifikasi",
        "Kajian",
        "Diteruskan",
        "Dihentikan",
        "Tidak diregistrasi",
    ),
    "tindak_lanjut": ("Belum", "Proses", "Selesai"),
}
COLUMNS: dict[str, tuple[str, ...]] = {
    "sidak": ("date", "time_start", "time_end", "team", "place", "opd", "checked", "caught_total", "asn", "non_asn",
              "excused_with_letter", "reason", "follow_up", "note"),
    "kehadiran": ("date", "opd", "total", "present", "duty", "leave", "sick", "permit", "study", "unexcused",
                  "absent_other_excused", "pct_present", "note"),
    "pelanggaran": ("reg_no", "source", "position", "opd", "date_occurred", "date_known", "date_received",
                    "date_registered", "type_code", "violation_text", "status_code", "forwarded_to",
                    "date_forwarded", "persons", "note"),
    "tindak_lanjut": ("rec_no", "rec_date", "agency", "opd", "persons", "sanction_recommended", "decision_no",
                      "decision_date", "sanction_given", "idis_date", "status_code", "note"),
    "pembinaan": ("date", "event_type", "topic", "place", "host", "opds", "opd_count", "participants", "note"),
    "pegawai": ("as_of", "opd", "pns", "pppk", "pppk_part_time", "non_asn", "total", "note"),
    "kandidat": ("election_code", "region", "office", "pair_count", "has_incumbent", "has_empty_box", "vote_on"),
    "kalender": ("election_code", "phase_code", "phase_name", "start_on", "end_on", "source_url"),
    "tempat": ("nama", "jenis", "region", "nama_kecamatan", "lat", "lon", "source_url"),
    "wilayah": ("kode", "nama", "induk", "zona", "lat", "lon"),
    "publikasi": ("election_code", "metric", "count_unit", "level", "region", "value", "value_min", "value_max",
                  "category", "as_of", "agency", "source_url"),
}  # fmt: skip
HINTS = {
    "date": "Tanggal, mis. 07/03/2018 (hari/bulan/tahun).", "count": "Bilangan bulat. Nihil ditulis 0; biarkan kosong bila tidak diketahui.",
    "opd": "Pilih dari daftar, atau tulis nama lengkap atau singkatan yang lazim.", "percent": "Angka 0–100, mis. 96,44.",
    "code": "Pilih dari daftar.", "yesno": "Ya atau Tidak.", "letter": "Jumlah orang bersurat tugas, atau Ada/Tidak ada untuk satu orang.",
    "time": "Jam, mis. 08:30.", "text": "Teks bebas, tanpa nama orang, NIP, NIK, atau nomor telepon.", "place": "Nama tempat.",
    "opds": "Nama-nama OPD dipisahkan koma.", "region": "Tulis lengkap, mis. Kota Probolinggo.", "number": "Angka.", "none": "Boleh kosong.",
}  # fmt: skip


def template_columns(kind: str) -> tuple[Column, ...]:
    """The columns of a kind's template, in order; raises NetraError for an unknown kind."""
    if kind not in COLUMNS:
        raise NetraError(f'Jenis "{kind}" tidak dikenal. Pilih: {", ".join(COLUMNS)}.', code="kind_unknown")
    found = [KINDS[kind].column(name) for name in COLUMNS[kind]]
    return tuple(column for column in found if column is not None)


def write_template(kind: str, path: Path | str) -> Path:
    """Write the template workbook of a kind; returns the path."""
    columns, rules = template_columns(kind), KINDS[kind]
    path = Path(path)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    entry, help_sheet, lists = (book.add_worksheet(n) for n in ("Isian", "Petunjuk", "Pilihan"))
    forms = _forms(book)
    _write_entry(entry, rules, columns, forms=forms)
    _write_help(help_sheet, rules, columns, forms=forms)
    _write_choices(book, entry, lists, kind=kind)
    lists.hide()
    book.close()
    return path


def _forms(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 13}),
        "header": book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top", "bg_color": "#E3EEEE"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }  # fmt: skip


def _write_entry(sheet: Any, kind: Kind, columns: tuple[Column, ...], *, forms: dict[str, Any]) -> None:
    sheet.write(0, 0, f"{kind.title.upper()} – TEMPLAT NETRA", forms["title"])
    if kind.has_region:
        sheet.write(1, 0, "Wilayah:")
    sheet.write(2, 0, "No", forms["header"])
    sheet.set_column(0, 0, 9)
    for number, column in enumerate(columns, 1):
        sheet.write(2, number, column.title, forms["header"])
        wide = {"opd": 34, "text": 28, "place": 24, "opds": 34, "region": 26}.get(column.form, 14)
        sheet.set_column(number, number, wide, forms["date"] if column.form == "date" else None)
        if column.form == "count":
            rule = {"validate": "integer", "criteria": ">=", "value": 0, "ignore_blank": True,
                    "error_title": "Bukan jumlah", "error_message": "Isi bilangan bulat mulai dari 0."}  # fmt: skip
            sheet.data_validation(3, number, ROWS + 2, number, rule)
        elif column.form == "date":
            rule = {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY,
                    "ignore_blank": True, "error_type": "warning", "error_title": "Bukan tanggal",
                    "error_message": "Isi tanggal, mis. 07/03/2018. Rentang boleh ditulis: 12–13 Juni 2024."}  # fmt: skip
            sheet.data_validation(3, number, ROWS + 2, number, rule)
    sheet.freeze_panes(3, 1)


def _write_help(sheet: Any, kind: Kind, columns: tuple[Column, ...], *, forms: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90, forms["wrap"])
    lines = [
        ("Cara mengisi", f"Isi lembar Isian untuk {kind.title.lower()}, satu baris satu catatan, lalu impor berkas ini."),
        ("Wilayah", "Tulis di sel B2 lembar Isian, mis. Kota Probolinggo; boleh kosong bila wilayah dipilih saat impor."),
        ("Judul kolom", "Jangan dihapus. Urutan boleh diubah; kolom yang tidak dipakai boleh dikosongkan."),
        ("Kosong dan nol", "Kosong berarti tidak diketahui, 0 berarti nihil. Keduanya berbeda."),
        ("Data pribadi", "Jangan menulis nama orang, NIP, NIK, atau nomor telepon. Bila tertulis, Netra membuangnya."),
        ("Koreksi", "Impor ulang berkas yang sudah dibetulkan; versi lama tetap tersimpan."),
    ]  # fmt: skip
    sheet.write(0, 0, "PETUNJUK", forms["title"])
    lines = lines if kind.has_region else [line for line in lines if line[0] != "Wilayah"]
    for row, (word, text) in enumerate(lines, 2):
        sheet.write(row, 0, word)
        sheet.write(row, 1, text)
    for row, column in enumerate(columns, len(lines) + 3):
        sheet.write(row, 0, column.title)
        sheet.write(row, 1, HINTS.get(column.form, ""))


def _write_choices(book: Any, entry: Any, lists: Any, *, kind: str) -> None:
    for number, column in enumerate(template_columns(kind), 1):
        choices = _choices(kind, column)
        if not choices:
            continue
        lists.write_column(0, number, choices)
        name = f"pilihan_{column.field}"
        letter = xlsxwriter.utility.xl_col_to_name(number)
        book.define_name(name, f"=Pilihan!${letter}$1:${letter}${len(choices)}")
        is_open = column.form in ("opd", "letter")
        rule = {"validate": "list", "source": f"={name}", "error_type": "information" if is_open else "stop",
                "error_title": "Di luar daftar", "error_message": "Pilih dari daftar bila ada."}  # fmt: skip
        entry.data_validation(3, number, ROWS + 2, number, rule)


def _choices(kind: str, column: Column) -> tuple[str, ...]:
    if column.form == "opd":
        return OpdBook.packaged().names()
    if column.field == "status_code":
        return STATUS.get(kind, ())
    if column.field == "sanction_given":
        return CHOICES["sanction_recommended"]
    return CHOICES.get(column.field, ())
